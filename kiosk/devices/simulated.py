"""Twins of the devices, in this process: for a kiosk without hardware and for tests of what stands above. The contract tests run against
each beside its real driver."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.devices.contract import PAPERS_MM, PrinterStatus, PrintOutcome, RawPage, Saying, ScannerInfo, ScanRequest, Source
from kiosk.devices.printer.status import refuse, sure
from kiosk.errors import BrokenDeviceError, DeviceError, OperatorDeviceError, TransientDeviceError

SCANNER = ScannerInfo("simulated", "Kiosk", "twin", "simulated")

_FAULTS: dict[str, type[DeviceError]] = {
    "scanner.busy": TransientDeviceError,
    "scanner.link": TransientDeviceError,
    "scanner.cut": TransientDeviceError,
    "scanner.jam": OperatorDeviceError,
    "scanner.cover": OperatorDeviceError,
    "scanner.hung": BrokenDeviceError,
    "scanner.crashed": BrokenDeviceError,
    "scanner.absent": BrokenDeviceError,
    "scanner.failed": BrokenDeviceError,
}
_MARGIN, _LINE, _INK = 0.1, 0.02, 0x30


def make_page(request: ScanRequest) -> RawPage:
    """White paper with dark lines, as a page of print looks from afar."""
    width, height = (round(mm / 25.4 * request.dpi) for mm in PAPERS_MM[request.paper])
    channels = 3 if request.colour else 1
    blank = b"\xff" * (width * channels)
    side = int(width * _MARGIN) * channels
    inked = blank[:side] + bytes([_INK]) * (len(blank) - 2 * side) + blank[:side]
    pitch, top = max(4, int(height * _LINE)), int(height * _MARGIN)
    rows = (inked if top <= row < height - top and row % pitch < pitch // 4 else blank for row in range(height))
    return RawPage(width, height, 3 if request.colour else 1, request.dpi, b"".join(rows))


class SimulatedScanner:
    """A feeder and a glass. `refill`: sheets that lie in the feeder at the start of each scan; 0: only what `load_feeder` puts there.
    `two_sided`: the feeder reads both sides in one go; all backs are white.

    A sheet is a RawPage, or None for one that is made to measure.
    """

    def __init__(self, *, refill: int = 0, two_sided: bool = False) -> None:
        self._refill = refill
        self._two_sided = two_sided
        self._feeder: deque[RawPage | None] = deque()
        self._glass: RawPage | None = None
        self._fault: tuple[str, int] | None = None
        self._cancelled = threading.Event()
        self._running = threading.Lock()

    def load_feeder(self, sheets: Sequence[RawPage | None]) -> None:
        self._feeder = deque(sheets)

    def put_on_glass(self, sheet: RawPage | None) -> None:
        self._glass = sheet

    @property
    def sheets_left(self) -> int:
        return len(self._feeder)

    def fail(self, code: str, *, at: int = 1) -> None:
        """From now on the page number `at` of each scan fails so, until `clear_faults`. `scanner.hung` takes the whole deadline."""
        if code not in _FAULTS:
            raise ValueError(code)
        self._fault = code, at

    def clear_faults(self) -> None:
        self._fault = None

    def scan(self, request: ScanRequest, *, page_deadline: float) -> Iterator[RawPage]:
        if not self._running.acquire(blocking=False):
            raise TransientDeviceError("scanner.busy", cause="this program is scanning already", pages_before=0)
        try:
            self._cancelled.clear()
            if request.source == "feeder" and self._refill:
                self._feeder.extend([None] * (self._refill - len(self._feeder)))
            pages = 0
            while not self._cancelled.is_set() and (request.source == "feeder" or pages == 0):
                self._maybe_fail(pages, page_deadline)
                if self._cancelled.is_set():
                    return
                if request.source == "feeder" and not self._feeder:
                    if pages == 0:
                        raise OperatorDeviceError("scanner.empty", pages_before=0)
                    return
                sheet = self._feeder.popleft() if request.source == "feeder" else self._glass
                pages += 1
                page = make_page(request) if sheet is None else sheet
                yield page
                if request.both_sides and request.source == "feeder" and self._two_sided and not self._cancelled.is_set():
                    pages += 1
                    yield replace(page, pixels=b"\xff" * len(page.pixels), back=True)
        finally:
            self._running.release()

    def cancel(self) -> None:
        self._cancelled.set()

    def sources(self) -> tuple[Source, ...]:
        return "feeder", "flatbed"

    def sides(self) -> Literal[1, 2]:
        return 2 if self._two_sided else 1

    def close(self) -> None:
        self.cancel()

    def _maybe_fail(self, pages: int, page_deadline: float) -> None:
        if self._fault is None or self._fault[1] != pages + 1:
            return
        code = self._fault[0]
        if code == "scanner.hung" and self._cancelled.wait(page_deadline):
            return
        raise _FAULTS[code](code, cause="simulated", pages_before=pages)


class SimulatedReader:
    """`feed` what a code would say; `unplug` and `plug`."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        self._present = True
        self._thread: threading.Thread | None = None

    def start(self, on_code: Callable[[bytes], None], on_presence: Callable[[bool], None]) -> None:
        if self._thread is not None:
            raise RuntimeError("started before")
        self._events.put(("presence", b"1" if self._present else b""))
        self._thread = threading.Thread(target=self._run, args=(on_code, on_presence), name="simulated-reader", daemon=True)
        self._thread.start()

    def feed(self, code: bytes) -> None:
        if self._present:
            self._events.put(("code", code))

    def unplug(self) -> None:
        self._present = False
        self._events.put(("presence", b""))

    def plug(self) -> None:
        self._present = True
        self._events.put(("presence", b"1"))

    def close(self) -> None:
        if self._thread is not None:
            self._events.put(("end", b""))
            if self._thread is not threading.current_thread():
                self._thread.join(2)

    def _run(self, on_code: Callable[[bytes], None], on_presence: Callable[[bool], None]) -> None:
        while True:
            kind, value = self._events.get()
            if kind == "end":
                return
            if kind == "code":
                on_code(value)
            else:
                on_presence(bool(value))


@dataclass(frozen=True)
class Slip:
    """1 bit a dot, 1 = black, rows padded to whole bytes."""

    bitmap: bytes
    width: int
    height: int


class SimulatedPrinter:
    """Keeps what it prints. Its state is set by hand; `goes_silent`: it takes everything and says nothing afterwards."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []
        self.present = True
        self.state = PrinterStatus(online=True, paper="adequate", cover_open=False)
        self.goes_silent = False

    def status(self) -> PrinterStatus:
        if not self.present:
            raise BrokenDeviceError("printer.absent", cause="simulated")
        return self.state

    def print_raster(self, bitmap: bytes, *, width: int, height: int) -> PrintOutcome:
        if len(bitmap) != (width + 7) // 8 * height:
            raise ValueError(f"{len(bitmap)} bytes are no {width} x {height} dots")
        refuse(self.status())
        self.slips.append(Slip(bitmap, width, height))
        return PrintOutcome.UNKNOWN if self.goes_silent or not sure(self.state) else PrintOutcome.PRINTED

    def close(self) -> None:
        """Nothing to let go."""


class SimulatedVoice:
    """Says nothing and remembers in memory what it should have said; `plug` and `unplug` the headphones."""

    def __init__(self, headphones: bool | None = False) -> None:
        self.said: list[str] = []
        self.stops = 0
        self._headphones = headphones
        self._events: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, on_end: Callable[[], None], on_presence: Callable[[bool], None], on_headphones: Callable[[bool | None], None]) -> None:
        def run() -> None:
            on_presence(True)
            on_headphones(self._headphones)
            for event in iter(self._events.get, "close"):
                if event == "end":
                    on_end()
                else:
                    on_headphones(event == "plug")

        self._thread = threading.Thread(target=run, name="simulated-voice", daemon=True)
        self._thread.start()

    def say(self, sayings: Sequence[Saying], language: Literal["vi", "en"], volume: int) -> None:  # noqa: ARG002 the contract's
        self.said += [saying.text for saying in sayings]
        self._events.put("end")

    def stop(self) -> None:
        self.stops += 1

    def plug(self) -> None:
        self._events.put("plug")

    def unplug(self) -> None:
        self._events.put("unplug")

    def close(self) -> None:
        if self._thread is not None:
            self._events.put("close")
            self._thread.join(2)
