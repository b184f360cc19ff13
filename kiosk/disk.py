"""Writing so that a power cut leaves a file whole or not there. For the kiosk's store and the portal's alike. All of it raises OSError."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def write_synced(file: Path, content: bytes, *, mode: int, new: bool = False) -> None:
    """The content is on the disk; the name may not be yet (see `sync_folder`). `new`: the file must not exist."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | (os.O_EXCL if new else os.O_TRUNC), mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def replace(file: Path, content: bytes, *, mode: int) -> None:
    """Put `content` at `file`, in place of what was there."""
    part = file.with_name(file.name + ".part")
    write_synced(part, content, mode=mode)
    part.replace(file)
    sync_folder(file.parent)


def make_once(file: Path, content: bytes, *, mode: int) -> None:
    """Put `content` at `file` unless something is there: when two start at once the first one stays."""
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Goes with the process. One name for what is half written: the next start writes over what a crash left.
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not file.exists():
            part = file.with_name(file.name + ".part")
            write_synced(part, content, mode=mode)
            part.replace(file)
        os.fsync(folder)
    finally:
        os.close(folder)


def erase(file: Path) -> None:
    """Overwritten, then gone, for what it is worth: a flash disk may keep the old blocks. Nothing when it is not there.

    Not `sync_folder`: should a power cut bring the name back, it holds nothing.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(bytes(os.fstat(descriptor).st_size))
        stream.flush()
        os.fsync(descriptor)
    file.unlink(missing_ok=True)


def make_folder(folder: Path, *, mode: int = 0o777) -> None:
    """Make a folder, and those above it, unless they are there, so that a power cut does not take it away again with all that is in it."""
    if not folder.parent.exists():
        make_folder(folder.parent)
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        return
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """A new name in a folder survives a power cut only once the folder itself is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
