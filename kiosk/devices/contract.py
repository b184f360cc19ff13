"""What each device owes, whatever stands behind it: a real driver in a child process, or a simulated twin.

The error type decides what happens next: TransientDeviceError, OperatorDeviceError, BrokenDeviceError (kiosk.errors). Codes used:

    scanner.busy (transient) · scanner.jam · scanner.cover · scanner.empty (operator) · scanner.link (transient) · scanner.hung ·
    scanner.crashed · scanner.absent · scanner.source (it has no such source) · scanner.option (the settings name an option it does not
    take) · scanner.failed (broken) · scanner.cut (transient: a page came out shorter than announced)
    reader.absent · reader.failed (broken)
    printer.paper_out · printer.cover (operator) · printer.offline · printer.absent · printer.failed (broken)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

CANCEL_GRACE = 2.0
"""After `cancel`, a scan ends within so many seconds, by killing the driver if need be [s]."""

Source = Literal["feeder", "flatbed"]
Paper = Literal["a4", "a5", "card", "long"]
PAPERS_MM: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "a5": (148.0, 210.0), "card": (86.0, 54.0), "long": (216.0, 1000.0)}
"""Width and height of the area to scan. A card is ID-1 (ISO/IEC 7810); a long receipt ends where the scanner ends it."""


@dataclass(frozen=True)
class ScannerInfo:
    """A scanner that was found. Both `device` and `identity` are what `scanner.device` in the settings takes."""

    device: str
    """SANE's name. That of a USB scanner changes with each replug."""
    vendor: str
    model: str
    identity: str
    """Stays with the scanner (kiosk.devices.scanner.identity)."""


@dataclass(frozen=True)
class ScanRequest:
    source: Source
    dpi: int = 200
    colour: bool = True
    both_sides: bool = False
    """Of each sheet in the feeder, where the scanner can (`Scanner.sides`); else the front alone."""
    paper: Paper = "a4"


@dataclass(frozen=True)
class RawPage:
    """One side of a sheet as the scanner gave it. Pixels never touch the disk."""

    width: int
    height: int
    """In pixels."""
    channels: Literal[1, 3]
    """Gray or RGB, 8 bit, rows from the top, no padding."""
    dpi: int
    """What the scanner really used, read back after setting."""
    pixels: bytes | bytearray
    back: bool = False
    """The other side of the page before it."""

    def __repr__(self) -> str:
        return f"RawPage({self.width}x{self.height}x{self.channels}, {self.dpi} dpi)"


class Scanner(Protocol):
    """A source of pages.

    Owes: every page that left the feeder is either yielded or named in the error (`pages_before` in its values); `cancel` ends a running
    scan within CANCEL_GRACE; no call outlives its deadline; after an error the same object can be used again, and works as soon as the
    device does. The scan of a flatbed yields one page. An empty feeder raises OperatorDeviceError("scanner.empty").
    """

    def scan(self, request: ScanRequest, *, page_deadline: float) -> Iterator[RawPage]:
        """Yield pages as they come. `page_deadline`: longest wait for one page [s]. Raises DeviceError."""
        ...

    def cancel(self) -> None:
        """End the running scan; from any thread. The iterator ends with no error."""
        ...

    def sources(self) -> tuple[Source, ...]:
        """What the scanner can do, feeder first. Raises DeviceError."""
        ...

    def sides(self) -> Literal[1, 2]:
        """How many sides of a sheet the feeder reads in one go; 1 when there is no feeder. Raises DeviceError."""
        ...

    def close(self) -> None: ...


class CodeReader(Protocol):
    """A source of code texts. Owes: each complete line is given to `on_code` once, as raw bytes without the terminator, from a thread of
    its own; after an unplug it looks for the device again by itself; `present` says whether it is there now."""

    def start(self, on_code: Callable[[bytes], None], on_presence: Callable[[bool], None]) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Saying:
    """One thing to say. Personal, often: never in a log or an argument list."""

    text: str = field(repr=False)
    key: str = ""
    """Of config/texts, when it is a fixed sentence: a recorded prompt of that name is played instead."""


class Voice(Protocol):
    """Says things aloud. Owes: `say` and `stop` return at once and end what was being said; `on_end` comes once for each `say` that was
    heard to its end; `on_presence` tells whether anything can be heard, `on_headphones` whether only one person hears it (None: unknown,
    which counts as no). All come from threads of its own."""

    def start(
        self, on_end: Callable[[], None], on_presence: Callable[[bool], None], on_headphones: Callable[[bool | None], None]
    ) -> None: ...

    def say(self, sayings: Sequence[Saying], language: Literal["vi", "en"], volume: int) -> None:
        """`volume`: 1 quiet, 2, 3 loud."""

    def stop(self) -> None: ...

    def close(self) -> None: ...


class PrintOutcome(StrEnum):
    """Sending never proves printing: three values, and the screen says which."""

    PRINTED = "printed"
    """Paper before, paper after, printer online: as sure as an ESC/POS printer lets one be."""
    UNKNOWN = "unknown"
    """All was sent, but the printer does not say how it is. A resend may print twice."""
    NOT_PRINTED = "not_printed"
    """Nothing was sent."""


@dataclass(frozen=True)
class PrinterStatus:
    online: bool | None
    """None: it does not say."""
    paper: Literal["adequate", "near_end", "out"] | None
    cover_open: bool | None = None


class ReceiptPrinter(Protocol):
    """Owes: no call outlives its deadline; `NOT_PRINTED` comes as a DeviceError raised before a byte was sent."""

    def status(self) -> PrinterStatus:
        """Raises DeviceError when the printer is not there."""
        ...

    def print_raster(self, bitmap: bytes, *, width: int, height: int) -> PrintOutcome:
        """Print and cut. `bitmap`: 1 bit a dot, 1 = black, rows padded to whole bytes, `width` dots wide. Raises DeviceError."""
        ...

    def close(self) -> None: ...
