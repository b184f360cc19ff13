"""Ready or not: from what is known of the machine to what a visitor is offered now. Pure; also what `kiosk doctor` judges by.

Three values everywhere: what is not known hinders nobody, and staff see that it is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from kiosk.errors import KioskError

State = Literal["ok", "warn", "fail", "unknown"]
SERVICES = ("file", "track", "supplement", "ticket", "browse")
"""What one can come for, in the order of the first screen."""
NEEDS_DISK = ("file", "supplement")
NEEDS_SCANNER = ("file", "supplement")

HOLD = 10.0
"""A device that comes or goes is believed once it has stayed so for so long: a flapping one changes nothing [s]."""
MOST_OFFSET = 120.0
"""A clock that is off by more is told to staff [s]."""
EARLIEST = 2026
"""No kiosk was set up before this year: a clock that says so is not set."""
YEARS_OFF = 30 * 86400.0
"""A clock that is off by more is no clock: the battery on the board is empty, or nobody ever set it [s]."""


@dataclass(frozen=True)
class Limits:
    """Of the settings."""

    reserve: float
    """Least free disk [bytes]."""
    most_waiting: int
    """Dossiers on their way to the portal."""
    oldest: float
    """Age of the oldest of them [s]."""


@dataclass(frozen=True)
class Facts:
    """What was seen of the machine. None: not known."""

    hindrance: KioskError | None = None
    """Why nothing at all can be served: not enrolled, revoked, no key, a database that does not open, no catalogue."""
    disk_free: int | None = None
    """Bytes, where the kiosk keeps its state."""
    clock_offset: float | None = None
    """The portal's time minus the kiosk's [s]."""
    year: int | None = None
    """By the kiosk's clock."""
    waiting: int | None = None
    """Dossiers that are not processed by the portal yet."""
    refused: int = 0
    """Dossiers that the portal does not take; staff must look."""
    oldest: float | None = None
    """Age of the oldest that waits [s]; None: none waits, or it is not known."""
    scanner: bool | None = None
    printer: bool | None = None
    reader: bool | None = None
    troubles: tuple[str, ...] = ()
    """Codes of what is wrong with the portal's news."""


@dataclass(frozen=True)
class Check:
    """One fact, judged."""

    name: str
    """disk | clock | outbox | scanner | reader | printer | keys. Key of config/texts: `ready.<name>`."""
    state: State
    says: str = ""
    """What is so, in a few characters for staff: a number and its unit, or an error's code."""


@dataclass(frozen=True)
class Ready:
    """What may be offered now."""

    closed: dict[str, str] = field(default_factory=dict)
    """Service → why it is not offered. Key of config/texts: `ready.why.<why>`."""
    notes: tuple[str, ...] = ()
    """What the visitor should know before they begin. Keys of config/texts: `ready.note.<note>`."""
    checks: tuple[Check, ...] = ()
    out_of_service: KioskError | None = None

    def offers(self, service: str) -> bool:
        return self.out_of_service is None and service not in self.closed


def judge(facts: Facts, limits: Limits) -> Ready:
    """What still works, and what staff should know."""
    checks = (
        Check("keys", "fail", facts.hindrance.code) if facts.hindrance is not None else Check("keys", "ok"),
        disk(facts.disk_free, limits),
        clock(facts.clock_offset, facts.year),
        outbox(facts.waiting, facts.refused, facts.oldest, limits),
        *(Check(name, device(there)) for name, there in (("scanner", facts.scanner), ("reader", facts.reader), ("printer", facts.printer))),
        *(Check("news", "warn", code) for code in facts.troubles),
    )
    found = {check.name: check.state for check in checks}
    closed: dict[str, str] = {}
    if found["scanner"] == "fail":
        closed |= dict.fromkeys(NEEDS_SCANNER, "scanner")
    if found["disk"] == "fail":
        closed |= dict.fromkeys(NEEDS_DISK, "disk")
    notes = (
        ("printer", found["printer"] == "fail"),
        ("reader", found["reader"] == "fail" and "file" not in closed),
        ("later", late(facts, limits) and "file" not in closed),
    )
    return Ready(closed, tuple(note for note, holds in notes if holds), checks, facts.hindrance)


def disk(free: int | None, limits: Limits) -> Check:
    if free is None:
        return Check("disk", "unknown")
    # Before it is full: who begins a visit must be able to end it, and what was submitted is never let go for room.
    return Check("disk", "ok" if free >= limits.reserve else "fail", f"{free / 1e9:.1f} GB")


def clock(offset: float | None, year: int | None) -> Check:
    """Off, it does not hinder: what is shown and printed follows the portal's time, and ages are counted by uptime."""
    if offset is None:
        unset = year is not None and year < EARLIEST
        return Check("clock", "fail", str(year)) if unset else Check("clock", "unknown")
    off = abs(offset)
    says = f"{off / 86400:.0f} d" if off > 2 * 86400 else f"{off:.0f} s"
    return Check("clock", "fail" if off > YEARS_OFF else "warn" if off > MOST_OFFSET else "ok", says)


def outbox(waiting: int | None, refused: int, oldest: float | None, limits: Limits) -> Check:
    if waiting is None:
        return Check("outbox", "unknown")
    over = refused > 0 or waiting > limits.most_waiting or (oldest or 0.0) > limits.oldest
    says = f"{waiting}" + (f", {oldest / 3600:.0f} h" if oldest else "") + (f", {refused} ✕" if refused else "")
    return Check("outbox", "warn" if over else "ok", says)


def late(facts: Facts, limits: Limits) -> bool:
    """What is filed now reaches the portal later than people expect."""
    return (facts.waiting or 0) > limits.most_waiting or (facts.oldest or 0.0) > limits.oldest


def device(there: bool | None) -> State:
    return "unknown" if there is None else "ok" if there else "fail"


class Steady:
    """Devices as they are once they have stayed so for HOLD seconds."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """`seconds`: a clock that never jumps."""
        self._seconds = seconds
        self._held: dict[str, bool | None] = {}
        self._news: dict[str, tuple[bool | None, float]] = {}

    def see(self, devices: Iterable[tuple[str, bool | None]]) -> dict[str, bool | None]:
        """What to believe of each now. The first that is said of a device is believed at once; so is that nobody knows any more."""
        now = self._seconds()
        for name, there in devices:
            held = self._held.get(name)
            if there == held:
                self._news.pop(name, None)
            elif held is None or there is None:
                self._held[name] = there
                self._news.pop(name, None)
            else:
                told, since = self._news.get(name, (there, now))
                if told != there:
                    since = now
                self._news[name] = there, since
                if now - since >= HOLD:
                    self._held[name] = there
                    del self._news[name]
        return dict(self._held)
