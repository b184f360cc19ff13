"""What the portal gave this kiosk when it let it in: whom to seal to, where to send, and the token to show."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.disk import make_folder
from kiosk.errors import StoreError
from kiosk.store.database import write_durably


class StoredEnrolment(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str
    portal: str
    machine: str
    recipient: str
    """Public: the portal's age key when it let the kiosk in. To which to seal now: News.recipients."""
    signing_key: str = ""
    """Public: with which the portal signs. Empty: it signs nothing, or the kiosk was enrolled by an older version of this program."""


class Enrolments:
    """Two files: the public part, which the visit reads too, and the token, which only the sync service needs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "portal"

    def save(self, enrolment: StoredEnrolment, token: str) -> None:
        try:
            make_folder(self._folder, mode=0o2750)
        except OSError as error:
            raise StoreError("store.write", cause=error.strerror or str(error)) from None
        write_durably(self._folder / "token", token.encode())
        write_durably(self._folder / "enrolment.json", enrolment.model_dump_json(indent=1).encode())

    def load(self) -> StoredEnrolment | None:
        """None: this kiosk is not enrolled. Raises StoreError when the file is damaged."""
        file = self._folder / "enrolment.json"
        try:
            return StoredEnrolment.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise StoreError("store.damaged", cause=f"{file.name}: {type(error).__name__}") from None

    def token(self) -> str:
        """Raises StoreError."""
        try:
            return (self._folder / "token").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError("store.open", cause=f"the portal's token: {type(error).__name__}") from None
