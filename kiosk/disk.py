"""Writing so that a power cut leaves a file whole or not there. For the kiosk's store and the portal's alike. All of it raises OSError."""

from __future__ import annotations

import os
import secrets
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
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    write_synced(part, content, mode=mode, new=True)
    try:
        os.link(part, file)  # which, other than a rename, does not replace
    except FileExistsError:
        pass
    finally:
        part.unlink()
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """A new name in a folder survives a power cut only once the folder itself is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
