"""The portal's files: uploads on their way in, and the PDFs of the dossiers that are filed. Written so that a power cut loses nothing told.

<folder>/uploads/<upload id>         the sealed package, as far as it has come: its size is the offset, nothing else
<folder>/uploads/<upload id>.<N>     what has come of it from byte N on, until `join` adds it
<folder>/dossiers/<dossier id>/      its PDFs in clear; the folder is 0700, each file 0600
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from kiosk.disk import sync_folder, write_synced
from kiosk.portal.config import private_folder

ID = re.compile(r"[0-9a-f]{32}")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,119}\.pdf", re.ASCII)


def is_file_name(name: str) -> bool:
    """Whether the portal keeps a file under this name: ASCII, no blanks, `.pdf`."""
    return _FILE_NAME.fullmatch(name) is not None


class Storage:
    def __init__(self, folder: Path) -> None:
        self._uploads = folder / "uploads"
        self._dossiers = folder / "dossiers"
        for each in (folder, self._uploads, self._dossiers):
            private_folder(each)

    def create_upload(self, upload_id: str) -> None:
        """An empty upload; one that is there stays as it is."""
        os.close(os.open(self._upload(upload_id), os.O_CREAT | os.O_WRONLY, 0o600))
        sync_folder(self._uploads)

    def open_upload(self, upload_id: str, begin: int = 0) -> int:
        """Descriptor for appending; a piece (`begin` > 0) is made when it is not there. Raises FileNotFoundError."""
        path = self._piece(upload_id, begin)
        try:
            return os.open(path, os.O_WRONLY | os.O_APPEND)
        except FileNotFoundError:
            if not begin:
                raise
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        sync_folder(self._uploads)
        return descriptor

    def offset(self, upload_id: str, begin: int = 0) -> int:
        """How far it has come, in bytes of the package, put on disk before it is told. Raises FileNotFoundError."""
        descriptor = os.open(self._piece(upload_id, begin), os.O_WRONLY)
        try:
            os.fsync(descriptor)
            return begin + os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)

    def end(self, upload_id: str, begin: int) -> int:
        """How far a piece has come, which may not be on disk yet; `begin` when there is none."""
        try:
            return begin + self._piece(upload_id, begin).stat().st_size
        except FileNotFoundError:
            return begin

    def pieces(self, upload_id: str) -> list[int]:
        """Where the pieces begin that have come further on, in order [bytes of the package]."""
        return sorted(int(path.suffix[1:]) for path in self._uploads.glob(f"{_checked(upload_id)}.*"))

    def join(self, upload_id: str) -> int:
        """Add the pieces that the upload has reached; its offset. Nobody may write to any of them meanwhile. Raises FileNotFoundError.

        May be cut anywhere: the upload is at every moment a right beginning of the package, and a piece goes when all of it is in there.
        """
        reached = []
        descriptor = os.open(self._upload(upload_id), os.O_WRONLY)
        try:
            offset = os.lseek(descriptor, 0, os.SEEK_END)
            for begin in self.pieces(upload_id):
                if begin > offset:
                    break
                end = self.end(upload_id, begin)
                with self._piece(upload_id, begin).open("rb") as piece:
                    while offset < end:
                        offset += os.sendfile(descriptor, piece.fileno(), offset - begin, end - offset)
                reached.append(begin)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        for begin in reached:
            self._piece(upload_id, begin).unlink()
        return offset

    def digest(self, upload_id: str) -> str:
        """SHA-256 of what is on disk. Raises FileNotFoundError."""
        with self._upload(upload_id).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def read_upload(self, upload_id: str) -> bytes:
        return self._upload(upload_id).read_bytes()

    def discard_upload(self, upload_id: str) -> None:
        self._upload(upload_id).unlink(missing_ok=True)
        for begin in self.pieces(upload_id):
            self._piece(upload_id, begin).unlink(missing_ok=True)

    def uploads(self) -> list[str]:
        return sorted({path.name.partition(".")[0] for path in self._uploads.iterdir()})

    def keep(self, dossier_id: str, files: Mapping[str, bytes]) -> None:
        """Keep a dossier's files for good; may be repeated. All are on disk, or the folder does not have its name yet."""
        final = self._dossier(dossier_id)
        draft = final.with_name(f"{dossier_id}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        for name, content in files.items():
            if not is_file_name(name):
                raise ValueError("not a name for a file")
            write_synced(draft / name, content, mode=0o600, new=True)
        sync_folder(draft)
        if final.exists():  # left by a start that was cut before the database knew
            shutil.rmtree(final)
        draft.rename(final)
        sync_folder(self._dossiers)

    def drop(self, dossier_id: str) -> None:
        """Let go of the files of a dossier that is refused after all."""
        shutil.rmtree(self._dossier(dossier_id), ignore_errors=True)

    def file(self, dossier_id: str, name: str) -> Path | None:
        """A kept file, None when there is none of that name."""
        path = self._dossier(dossier_id) / name
        return path if is_file_name(name) and path.is_file() else None

    def files(self, dossier_id: str) -> list[Path]:
        folder = self._dossier(dossier_id)
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def _upload(self, upload_id: str) -> Path:
        return self._uploads / _checked(upload_id)

    def _piece(self, upload_id: str, begin: int) -> Path:
        upload = self._upload(upload_id)
        return upload.with_name(f"{upload.name}.{begin}") if begin else upload

    def _dossier(self, dossier_id: str) -> Path:
        return self._dossiers / _checked(dossier_id)


def _checked(identifier: str) -> str:
    if not ID.fullmatch(identifier):
        raise ValueError("not an id")
    return identifier
