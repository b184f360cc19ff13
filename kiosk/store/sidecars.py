"""What stands beside the database so that it can be rebuilt (kiosk/store/restore.py). Two kinds of small files, no personal data in clear.

A label beside each sealed package: enough to queue it again. An intent for each submission that was begun: the draft, sealed, with its
wrapped key, and its number. Both are on the disk before the database says what they say.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kiosk import disk
from kiosk.errors import StoreError

_Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
_SUFFIX = ".json"


class _Sidecar(BaseModel):
    # Forward: an older program reads what a newer one wrote.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    dossier_id: _Id
    temporary_number: str


class Label(_Sidecar):
    """Of a sealed package, `outbox/<id>.json`. Also for the sync service."""

    procedure_code: str
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(gt=0)]
    """Bytes of the package."""
    submitted_at: datetime


class Intent(_Sidecar):
    """Of a submission that was begun, `intents/<id>.json`. For the visit's user only."""

    owner: str
    key: Base64Bytes
    """Wrapped by the kiosk's."""
    body: Base64Bytes
    """Sealed."""
    pages: tuple[_Id, ...]
    created_at: str


_Kind = TypeVar("_Kind", bound=_Sidecar)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, dossier_id: str) -> Path:
        return self.folder / (dossier_id + _SUFFIX)

    def ids(self) -> set[str]:
        """Of all that are there. Raises OSError."""
        with os.scandir(self.folder) as files:
            return {file.name.removesuffix(_SUFFIX) for file in files if file.name.endswith(_SUFFIX)}

    def _read(self, kind: type[_Kind], dossier_id: str) -> _Kind | None:
        """None when it is gone or damaged. Raises OSError."""
        try:
            found = kind.model_validate_json(self.file(dossier_id).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        return found if found.dossier_id == dossier_id else None


class Labels(_Folder):
    def get(self, dossier_id: str) -> Label | None:
        return self._read(Label, dossier_id)

    def put(self, label: Label, package: tuple[Path, bytes] | None = None) -> None:
        """Durable when it returns; with a `package`, that too, at the same price of one folder. Raises StoreError."""
        files = [(self.file(label.dossier_id), label.model_dump_json().encode()), *([package] if package else [])]
        try:
            parts = [(file.with_name(file.name + ".part"), file, content) for file, content in files]
            for part, _, content in parts:
                disk.write_synced(part, content, mode=0o640)
            for part, file, _ in parts:
                part.replace(file)
            disk.sync_folder(self.folder)
        except OSError as error:
            raise StoreError("store.write", cause=f"outbox: {error.strerror}") from None


class Intents(_Folder):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        disk.make_folder(folder, mode=0o700)

    def get(self, dossier_id: str) -> Intent | None:
        return self._read(Intent, dossier_id)

    def put(self, intent: Intent) -> None:
        """Durable when it returns. Raises StoreError."""
        try:
            disk.replace(self.file(intent.dossier_id), intent.model_dump_json().encode(), mode=0o600)
        except OSError as error:
            raise StoreError("store.write", cause=f"intents: {error.strerror}") from None

    def drop(self, dossier_id: str) -> None:
        """Overwritten, then gone: it holds a draft's key, as the database does with secure_delete. Raises StoreError."""
        self._erase(self.file(dossier_id))

    def sweep(self) -> None:
        """What a crash left half written holds a draft's key too. Raises StoreError."""
        for part in self.folder.glob("*.part"):
            self._erase(part)

    @staticmethod
    def _erase(file: Path) -> None:
        try:
            disk.erase(file)
        except OSError as error:
            raise StoreError("store.write", cause=f"intents: {error.strerror}") from None
