"""Every message between a kiosk and the portal. Both sides import this file; nothing else crosses the wire.

    POST /v1/enrolments            Enrolment request → Enrolment        one-time code instead of a token
    PUT  /v1/dossiers/{id}         Announcement      → Receipt          says what will be uploaded; may be repeated
    tus  /v1/uploads               the sealed package, metadata `dossier_id` and `sha256` (tus 1.0: resumable)
    GET  /v1/dossiers/{id}                           → Receipt          what the portal has of it
    GET  /v1/events?after=N&at=T                     → EventPage        on a cursor, this kiosk's only: status, papers asked for, messages
    PUT  /v1/heartbeat             Heartbeat         → HeartbeatAnswer  how the kiosk is; the portal's time, and what it has that is new
    PUT  /v1/lookups/{id}          Lookup            → LookupAnswer     how a dossier stands; who asks, and for which, is sealed
    GET  /v1/identity?nonce=…                        → Signed           of Identity: proves that this address is our portal. No token
    GET  /v1/recipients                              → Signed           of RecipientList: the keys to which dossiers are sealed
    GET  /v1/catalogue                               → Signed           of CatalogueBundle

Creating the upload of a dossier again gives the same one back: ask its offset before sending. A package whose digest proves wrong is
dropped; its dossier stays announced, with the reason, and is uploaded anew. The reason of a receipt begins with a word for programs and
": ". An enrolment may be repeated with its code for ten minutes, until its token is first used; it then gives a new token.

All but the enrolment and the identity carry `Authorization: Bearer <token>`. Ids are made by the kiosk, so every request can be repeated.
The portal answers a fault with `Problem` and a 4xx or 5xx status. No message holds personal data: that is inside the sealed package
(kiosk.dossier.package).

What is `Signed` is believed when it is signed with the key that came with the enrolment (kiosk.signed), and when it is not older than what
the kiosk has: the same statement of last year, shown again by somebody, is refused.

Older and newer sides understand each other: fields that one side does not know are passed over, fields that the other does not send have
their defaults, words and numbers that are new are kept as they are. An address that the portal does not know is answered with 404
`not_found`: the kiosk does without it.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kiosk import signed
from kiosk.settings import MACHINE_NAME

VERSION = 1
DossierId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
MachineName = Annotated[str, StringConstraints(pattern=f"^{MACHINE_NAME}$")]
TEMPORARY_NUMBER = f"KIOSK-{MACHINE_NAME}-[0-9]{{6}}-[0-9]{{4}}"
TemporaryNumber = Annotated[str, StringConstraints(pattern=f"^{TEMPORARY_NUMBER}$")]
Recipient = Annotated[str, StringConstraints(pattern=r"^age1[a-z0-9]{10,200}$")]
SigningKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,59}$")]
"""Of a fixed list, such as an error's code: for programs, and never about a person."""
MOST_MESSAGE = 500
"""Length of a message for a kiosk's staff [characters]."""
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
    recipient: Recipient
    """Public age key to which dossiers are sealed, until a RecipientList says otherwise."""
    signing_key: SigningKey | Literal[""] = ""
    """What the portal says is signed with this; a portal that signs nothing yet sends none."""


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


class SupplementReason(StrEnum):
    """Why an officer asks for a paper again. Words only: what an officer would write by hand could name a person."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    WRONG_PAPER = "wrong_paper"
    EXPIRED = "expired"
    NOT_CERTIFIED = "not_certified"
    NOT_SIGNED = "not_signed"
    DIFFERS = "differs"
    """From the form, or from another paper."""


class SupplementRow(_Message):
    component_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
    """Of the catalogue."""
    reason: SupplementReason | Word
    """A word that this side does not know yet is kept."""


class SupplementRequest(_Message):
    """An officer asks for papers. A later one for the same dossier takes its place; any later status but SUPPLEMENT_ASKED ends it."""

    sequence: int
    dossier_id: DossierId
    temporary_number: TemporaryNumber | Literal[""] = ""
    rows: Annotated[tuple[SupplementRow, ...], Field(min_length=1, max_length=200)]
    at: datetime


class Lookup(_Message):
    """A resident asks how a dossier stands. Sent again with the same bytes it is the same question, and no further guess."""

    question: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=8000)]
    """A LookupQuestion, sealed to the portal's recipients, in base64: neither the sync service nor the wire learns who asks."""


class LookupQuestion(_Message):
    """Personal: exists in the visit's memory and inside the seal only."""

    model_config = ConfigDict(hide_input_in_errors=True)

    number: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    """The temporary number on a slip, or a mã hồ sơ."""
    digits: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    """The last ones of the personal number of whoever filed."""

    def __repr__(self) -> str:
        return "LookupQuestion()"

    __str__ = __repr__


class LookupState(StrEnum):
    FOUND = "found"
    NOT_FOUND = "not_found"
    """No such dossier, or other digits: which of the two is not told."""
    LOCKED = "locked"
    """Too many wrong digits were tried with this number, whether there is such a dossier or not."""


class TrackedDossier(_Message):
    """How a dossier stands. No name, no number of a person, no answer of the form."""

    dossier_id: DossierId
    """Of the dossier itself, also when the number asked for was that of a supplement."""
    temporary_number: TemporaryNumber
    official_code: str
    procedure_code: str
    case_id: str
    status: DossierStatus | int
    at: datetime
    """Since when, by the portal's clock."""
    rows: tuple[SupplementRow, ...] = ()
    """What is asked for now."""


class LookupAnswer(_Message):
    state: LookupState | Word
    dossier: TrackedDossier | None = None
    """When it was found."""


class StaffMessage(_Message):
    """From the portal's people to the staff at the kiosk. About machines and opening hours, never about a person."""

    sequence: int
    text: Annotated[str, StringConstraints(min_length=1, max_length=MOST_MESSAGE)]
    at: datetime


class EventPage(_Message):
    """What is new after a cursor. One numbering for all three kinds; each tuple in its order."""

    events: tuple[StatusEvent, ...]
    supplements: tuple[SupplementRequest, ...] = ()
    messages: tuple[StaffMessage, ...] = ()
    next: int
    """Ask with `after` = this the next time, and with `at` = the moment of that event."""
    restored: bool = False
    """The portal does not know the event at this cursor: it was restored from a back-up, and tells all anew. What it had filed since that
    back-up it no longer has."""


class OutboxCounts(_Message):
    """Dossiers at the kiosk by what the portal has of them."""

    queued: int = 0
    announced: int = 0
    held: int = 0
    refused: int = 0
    oldest: float | None = None
    """Age of the oldest that is still to go, by the kiosk's clock [s]."""


class Heartbeat(_Message):
    """How a kiosk is. Machines only: nothing of a person, a dossier or a visit."""

    version: str = ""
    """Of the kiosk's program."""
    sent_at: datetime
    """By the kiosk's clock, which may be wrong."""
    screen: Word = "unknown"
    """`attract`: waiting for somebody; `visit`; `out_of_service`; `unknown`: the screens have not been heard of for a while."""
    devices: dict[Word, bool | None] = {}
    """There or not; None: not known."""
    called_at: datetime | None = None
    """Since when somebody at the kiosk calls an officer, by the kiosk's clock; None: nobody does. Such a heartbeat comes at once."""
    outbox: OutboxCounts = OutboxCounts()
    disk_free: int | None = None
    """Bytes."""
    clock_offset: float | None = None
    """The portal's time minus the kiosk's, as last measured [s]."""
    audit: str = ""
    """Number and hash of the last row of the kiosk's audit, `123:…`: kept here it shows when somebody shortens the chain there."""
    catalogue: str = ""
    """Version in use."""
    recipients: tuple[Recipient, ...] = ()
    """To which new dossiers are sealed."""
    troubles: tuple[Word, ...] = ()
    """Codes of what is wrong now."""
    errors: tuple[Word, ...] = ()
    """Codes of what failed since the last heartbeat; perhaps it went well the second time."""


class HeartbeatAnswer(_Message):
    at: datetime
    """The portal's time when it answered."""
    catalogue: str = ""
    """Version of the portal's catalogue; empty: it hands out none."""
    recipients: str = ""
    """Changes when the list of recipients does; empty: there is no list."""


class Signed(_Message):
    """A message of this file as text, signed as that text."""

    payload: str
    signature: str


class Identity(_Message):
    nonce: str
    portal: str


class RecipientList(_Message):
    issued_at: datetime
    recipients: Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=8)]


class CatalogueBundle(_Message):
    version: str
    issued_at: datetime
    files: dict[str, str]
    """Name → text, as kiosk.catalogue.bundle reads and names them."""


Statement = TypeVar("Statement", Identity, RecipientList, CatalogueBundle)


def sign(statement: Identity | RecipientList | CatalogueBundle, secret: str) -> Signed:
    payload = statement.model_dump_json()
    return Signed(payload=payload, signature=signed.sign(secret, type(statement).__name__, payload))


def believe(told: Signed, model: type[Statement], key: str) -> Statement | None:
    """What was signed; None when it was not signed by the holder of `key`, as a statement of this kind."""
    if not signed.is_signed(key, model.__name__, told.payload, told.signature):
        return None
    try:
        return model.model_validate_json(told.payload)
    except ValidationError:
        return None


class Problem(_Message):
    """An answer that is not what was asked for. `code` is one of the portal's own words, `detail` a sentence for staff."""

    code: str
    detail: str = ""
