"""Every message between a kiosk and the portal. Both sides import this file; nothing else crosses the wire.

    POST /v1/enrolments            Enrolment request → Enrolment        one-time code instead of a token
    PUT  /v1/dossiers/{id}         Announcement      → Receipt          says what will be uploaded; may be repeated
    tus  /v1/uploads               the sealed package, metadata `dossier_id` and `sha256` (tus 1.0: resumable)
    GET  /v1/dossiers/{id}                           → Receipt          what the portal has of it
    GET  /v1/events?after=N                          → EventPage        status on a cursor, this kiosk's dossiers only

Creating the upload of a dossier again gives the same one back: ask its offset before sending. A package whose digest proves wrong is
dropped; its dossier stays announced, with the reason, and is uploaded anew. The reason of a receipt begins with a word for programs and
": ". An enrolment may be repeated with its code for ten minutes, until its token is first used; it then gives a new token.

All but the first carry `Authorization: Bearer <token>`. Ids are made by the kiosk, so every request can be repeated. The portal answers a
fault with `Problem` and a 4xx or 5xx status. No message holds personal data: that is inside the sealed package (kiosk.dossier.package).
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kiosk.settings import MACHINE_NAME

VERSION = 1
DossierId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
MachineName = Annotated[str, StringConstraints(pattern=f"^{MACHINE_NAME}$")]
TEMPORARY_NUMBER = f"KIOSK-{MACHINE_NAME}-[0-9]{{6}}-[0-9]{{4}}"
TemporaryNumber = Annotated[str, StringConstraints(pattern=f"^{TEMPORARY_NUMBER}$")]
MOST_PACKAGE_BYTES = 200 * 1024 * 1024


class _Message(BaseModel):
    # Unknown fields are let through: an older kiosk talks to a newer portal, and the other way round.
    model_config = ConfigDict(frozen=True, extra="ignore")


class EnrolmentRequest(_Message):
    code: Annotated[str, StringConstraints(min_length=6, max_length=64)]
    machine: MachineName
    version: int = VERSION


class Enrolment(_Message):
    """What the portal gives to a kiosk that it lets in."""

    portal: str
    """Name of the portal, for people."""
    machine: str
    token: str
    recipient: Annotated[str, StringConstraints(pattern=r"^age1[a-z0-9]+$")]
    """Public age key to which each dossier is sealed."""


class PackageState(StrEnum):
    """What the portal has of a package."""

    ANNOUNCED = "announced"
    """Nothing of it yet, or a part: upload or go on with it."""
    HELD = "held"
    """All of it, with the right digest; not opened yet."""
    PROCESSED = "processed"
    """Opened, checked and filed: the kiosk may let go of its copy."""
    REFUSED = "refused"
    """Will not be taken: `reason` says why. Staff must look."""


class Announcement(_Message):
    dossier_id: DossierId
    temporary_number: TemporaryNumber
    procedure_code: Annotated[str, StringConstraints(pattern=r"^[0-9]\.[0-9]{6}$")]
    sha256: Sha256
    """Digest of the sealed package."""
    size: Annotated[int, Field(gt=0, le=MOST_PACKAGE_BYTES)]
    """Bytes of the sealed package."""
    submitted_at: datetime
    """By the kiosk's clock; the portal's own clock decides about deadlines."""


class Receipt(_Message):
    dossier_id: DossierId
    state: PackageState
    sha256: Sha256 | None = None
    """Digest the portal itself computed over what it holds."""
    official_code: str | None = None
    reason: str = ""


class DossierStatus(IntEnum):
    """TrangThaiHoSo of the national exchange (domain: portal data exchange)."""

    NEW = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_ASKED = 5
    PAYMENT_ASKED = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10


class StatusEvent(_Message):
    sequence: int
    dossier_id: DossierId
    status: DossierStatus | int
    """A number that this side does not know yet is passed on as it is: it must not stop the exchange."""
    official_code: str
    at: datetime


class EventPage(_Message):
    events: tuple[StatusEvent, ...]
    next: int
    """Ask with `after` = this the next time."""


class Problem(_Message):
    """An answer that is not what was asked for. `code` is one of the portal's own words, `detail` a sentence for staff."""

    code: str
    detail: str = ""
