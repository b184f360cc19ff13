"""What the visit asks to be done elsewhere (jobs), and what comes back (outcomes). `kiosk.visit.desk` does them, off the screen's thread.

Each carries the number of the visit that it belongs to: what comes back for a visit that has ended is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.devices.contract import PrintOutcome, Source
from kiosk.dossier.draft import Draft
from kiosk.errors import KioskError
from kiosk.identity import Mrz
from kiosk.store import Checked, KeptDraft, StaffMember
from kiosk.texts import Language
from kiosk.visit.errand_jobs import Errand, ErrandOutcome


@dataclass(frozen=True)
class FindDraft:
    visit: int
    personal_number: str = field(repr=False)


@dataclass(frozen=True)
class SaveDraft:
    visit: int
    draft: Draft


@dataclass(frozen=True)
class Scan:
    visit: int
    draft: Draft
    component_id: str
    source: Source
    replaces: str | None = None
    """Id of the page in whose place the first new one goes."""


@dataclass(frozen=True)
class ScanStack:
    """Everything in the feeder, whatever row it belongs to."""

    visit: int
    draft: Draft


@dataclass(frozen=True)
class ScanCard:
    """An ID card on the glass, for its code; no picture is kept."""

    visit: int
    attempt: int


@dataclass(frozen=True)
class LoadPages:
    """Thumbnails of pages that were scanned before a fault."""

    visit: int
    draft_id: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class LoadPage:
    """One page in its full size, to be looked at closely."""

    visit: int
    draft_id: str
    page_id: str


@dataclass(frozen=True)
class Submit:
    visit: int
    draft: Draft


@dataclass(frozen=True)
class PrintSlip:
    visit: int
    draft: Draft


@dataclass(frozen=True)
class PrintList:
    """What one needs for a case, to take home."""

    visit: int
    procedure_code: str
    case_id: str
    language: Language


@dataclass(frozen=True)
class Rate:
    """What a visitor thought of it; nothing says who it was."""

    visit: int
    procedure: str
    rating: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class AskNews:
    """What the portal says of a submitted dossier, as far as the sync service has heard."""

    visit: int
    dossier_id: str


@dataclass(frozen=True)
class CallOfficer:
    """To the portal, and to the lamp or bell of the centre, if it has one."""

    visit: int
    called: bool
    """False: somebody is here, or nobody waits any more."""


@dataclass(frozen=True)
class ListStaff:
    visit: int


@dataclass(frozen=True)
class CheckPin:
    visit: int
    attempt: int
    staff_id: str
    pin: str = field(repr=False)


@dataclass(frozen=True)
class NoteAct:
    """What a member of staff did, for the audit: words of the program and ids, nothing that was typed."""

    visit: int
    what: str
    staff_id: str
    dossier_id: str
    """Empty: it was about no dossier."""


StaffJob = CallOfficer | ListStaff | CheckPin | NoteAct


@dataclass(frozen=True)
class Forget:
    visit: int
    draft_id: str


Job = (
    FindDraft
    | SaveDraft
    | Scan
    | ScanStack
    | ScanCard
    | LoadPages
    | LoadPage
    | Submit
    | PrintSlip
    | PrintList
    | Rate
    | AskNews
    | Forget
    | StaffJob
    | Errand
)


@dataclass(frozen=True)
class DraftSearched:
    visit: int
    personal_number: str = field(repr=False)
    """Of whom: another card may have been shown in the meantime."""
    kept: KeptDraft | None


@dataclass(frozen=True)
class PageKept:
    """A page is on the disk, sealed, and the draft names it."""

    visit: int
    draft: Draft
    component_id: str
    """Empty: a page of the whole stack."""
    page_id: str
    thumbnail: bytes = field(repr=False)
    """JPEG, in memory only."""
    milliseconds: float
    """From the scanner's pixels to the page being durable."""
    dropped: bool = False
    """A blank back."""
    card_code: bytes | None = field(default=None, repr=False)
    """The code of an ID card, when one was found on the page."""


@dataclass(frozen=True)
class StackRead:
    """The feeder has given all; now the pages are looked at more closely."""

    visit: int


@dataclass(frozen=True)
class StackSorted:
    """The proposal, on the disk."""

    visit: int
    draft: Draft


@dataclass(frozen=True)
class CardScanned:
    visit: int
    attempt: int
    code: bytes | None = field(repr=False)
    """None: no code was found."""
    zone: Mrz | None = field(default=None, repr=False)
    """Looked for where there is no code: the lines on the back, if OCR is there and their check digits are right."""


@dataclass(frozen=True)
class ScanEnded:
    visit: int
    pages: int


@dataclass(frozen=True)
class ScanFailed:
    visit: int
    error: KioskError
    pages: int


@dataclass(frozen=True)
class PagesLoaded:
    visit: int
    thumbnails: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class PageLoaded:
    visit: int
    page_id: str
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True)
class Submitted:
    """The dossier is on the disk, sealed to the portal, and in the outbox."""

    visit: int
    draft: Draft


@dataclass(frozen=True)
class SlipDone:
    visit: int
    outcome: PrintOutcome | None
    """None: there is no printer."""
    error: KioskError | None = None


@dataclass(frozen=True)
class ListDone:
    """The list of papers was printed, or not."""

    visit: int
    outcome: PrintOutcome | None
    """None: there is no printer."""
    error: KioskError | None = None


@dataclass(frozen=True)
class News:
    visit: int
    state: Literal["waiting", "delivered", "refused"]
    official_code: str | None


@dataclass(frozen=True)
class StaffListed:
    visit: int
    people: tuple[StaffMember, ...]


@dataclass(frozen=True)
class PinChecked:
    visit: int
    attempt: int
    staff_id: str
    checked: Checked


StaffOutcome = StaffListed | PinChecked


@dataclass(frozen=True)
class JobFailed:
    """An expected failure of a job that has no outcome of its own for it."""

    visit: int
    job: Job
    error: KioskError


@dataclass(frozen=True)
class JobCrashed:
    """An unforeseen one; the log has it under `reference`."""

    visit: int
    job: Job
    reference: str


@dataclass(frozen=True)
class CodeRead:
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class DevicePresence:
    device: Literal["reader", "scanner", "printer", "headphones", "voice"]
    present: bool | None
    """None: it does not say."""


Scanned = PageKept | StackRead | StackSorted | ScanEnded | ScanFailed | CardScanned
Outcome = (
    DraftSearched
    | Scanned
    | PagesLoaded
    | PageLoaded
    | Submitted
    | SlipDone
    | ListDone
    | News
    | StaffOutcome
    | ErrandOutcome
    | JobFailed
    | JobCrashed
)
FromDevice = CodeRead | DevicePresence
