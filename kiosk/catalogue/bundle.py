"""The catalogue as one thing that can be sent, named by its content, and put in place whole.

<shelf>/<version>/agencies.yaml, finding.yaml, lists/…, procedures/…     each version that was put in place, the last two
<shelf>/current → <version>                       the one in use; a rename decides
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from kiosk.catalogue.lists import own_lists
from kiosk.catalogue.load import check
from kiosk.disk import sync_folder, write_synced
from kiosk.errors import CatalogueError, StoreError

CURRENT = "current"
VERSION = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"(agencies|finding)\.yaml|(procedures|lists)/[A-Za-z0-9][A-Za-z0-9._-]{0,60}\.ya?ml", re.ASCII)


def read(folder: Path) -> dict[str, str]:
    """The files that make up a catalogue: name → text. Raises CatalogueError("catalogue.invalid")."""
    try:
        found = [
            folder / "agencies.yaml",
            *folder.glob("finding.yaml"),
            *sorted((folder / "procedures").glob("*.y*ml")),
            *own_lists(folder),
        ]
        return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError("catalogue.invalid", cause=f"{folder}: {error}") from None


def version(files: Mapping[str, str]) -> str:
    """16 hexadecimal digits; the same for the same content, wherever it lies."""
    digest = hashlib.sha256()
    for name, text in sorted(files.items()):
        digest.update(f"{name}\n{len(text.encode())}\n{text}\n".encode())
    return digest.hexdigest()[:16]


def put_in_place(shelf: Path, files: Mapping[str, str]) -> str:
    """Make `files` the current catalogue of `shelf`, and keep the one before it. May be repeated; cut anywhere, one of the two is current.

    Returns the version. Raises CatalogueError when they are no catalogue, and StoreError; then nothing has changed.
    """
    named = version(files)
    folder, draft = shelf / named, shelf / f"{named}.new"
    if not all(_NAME.fullmatch(name) for name in files):
        raise CatalogueError("catalogue.invalid", cause="a file that belongs to no catalogue")
    try:
        shelf.mkdir(mode=0o2770, parents=True, exist_ok=True)
        if not folder.exists():
            _write(draft, files)
            complaints = check(draft)
            if complaints:
                shutil.rmtree(draft)
                raise CatalogueError("catalogue.invalid", cause=complaints[0])
            draft.rename(folder)
            sync_folder(shelf)
        before = current(shelf)
        _point(shelf, named)
        for old in shelf.iterdir():
            if not old.is_symlink() and old.name not in (named, before):
                shutil.rmtree(old)
    except OSError as error:
        raise StoreError("store.write", cause=f"catalogue: {error.strerror}") from None
    return named


def current(shelf: Path) -> str | None:
    """The version in place, None when there is none."""
    try:
        named = (shelf / CURRENT).readlink().name
    except OSError:
        return None
    return named if VERSION.fullmatch(named) and (shelf / named).is_dir() else None


def withdraw(shelf: Path) -> None:
    """Nothing is in place any more: the shipped catalogue counts. Raises StoreError."""
    try:
        (shelf / CURRENT).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError("store.write", cause=f"catalogue: {error.strerror}") from None


def _write(folder: Path, files: Mapping[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for below in {name.partition("/")[0] for name in files if "/" in name} | {"procedures"}:
        (folder / below).mkdir(parents=True)
    for name, text in files.items():
        write_synced(folder / name, text.encode(), mode=0o640)
    for part in folder.iterdir():
        if part.is_dir():
            sync_folder(part)
    sync_folder(folder)


def _point(shelf: Path, named: str) -> None:
    link = shelf / f"{CURRENT}.part"
    link.unlink(missing_ok=True)
    link.symlink_to(named)
    link.replace(shelf / CURRENT)
    sync_folder(shelf)
