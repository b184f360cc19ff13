"""Jobs and outcomes of tracking and of queue numbers; like those of kiosk.visit.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.devices.contract import PrintOutcome
from kiosk.errors import KioskError
from kiosk.exchange import SupplementRow
from kiosk.store import Queue, Ticket, Told
from kiosk.texts import Language
from kiosk.visit.counters import Counter


@dataclass(frozen=True)
class AskPortal:
    """How a dossier stands: what this kiosk knows, and the question to the portal on its way."""

    visit: int
    lookup_id: str
    number: str
    """The temporary number, or the mã hồ sơ."""
    digits: str = field(repr=False)
    """The last four of the personal number."""


@dataclass(frozen=True)
class LookForAnswer:
    visit: int
    lookup_id: str


@dataclass(frozen=True)
class DropLookup:
    """Nobody waits for the answer any more."""

    visit: int
    lookup_id: str


@dataclass(frozen=True)
class AskQueues:
    visit: int


@dataclass(frozen=True)
class TakeTicket:
    """The next number of a counter, printed when there is a printer."""

    visit: int
    counter: Counter
    language: Language


Errand = AskPortal | LookForAnswer | DropLookup | AskQueues | TakeTicket


@dataclass(frozen=True)
class Known:
    """What this kiosk itself has heard of a dossier that was filed here."""

    number: str
    """The temporary one."""
    official_code: str
    procedure_code: str
    state: str
    """Of the outbox."""
    status: int | None
    """The last that the portal told; None: nothing yet."""
    rows: tuple[SupplementRow, ...]
    """What was asked for when it was last heard."""
    heard_at: datetime | None
    """When the portal last spoke to this kiosk; None: not since it was switched on."""


@dataclass(frozen=True)
class LookupKnown:
    visit: int
    lookup_id: str
    known: Known | None
    asked: bool
    """Whether the portal is asked: it is not of a dossier that has not reached it."""


@dataclass(frozen=True)
class LookupTold:
    visit: int
    lookup_id: str
    told: Told


@dataclass(frozen=True)
class QueuesSeen:
    visit: int
    queues: Mapping[str, Queue]
    """By counter: of those that gave a number today."""


@dataclass(frozen=True)
class TicketTaken:
    """The number is given, whatever the printer does."""

    visit: int
    ticket: Ticket


@dataclass(frozen=True)
class TicketDone:
    visit: int
    outcome: PrintOutcome | None
    """None: there is no printer."""
    error: KioskError | None = None


ErrandOutcome = LookupKnown | LookupTold | QueuesSeen | TicketTaken | TicketDone
