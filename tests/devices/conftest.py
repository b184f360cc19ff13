"""What the device tests share: real libsane with one backend a test, devices at the far end of the wire, nothing left behind."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from kiosk.devices.contract import RawPage, Scanner, ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.devices.virtual.printer import VirtualPrinter
from kiosk.devices.virtual.serial_wire import SerialWire
from kiosk.errors import DeviceError


@dataclass
class Scan:
    """What came of a scan."""

    pages: list[RawPage]
    error: DeviceError | None
    seconds: float

    @property
    def code(self) -> str | None:
        return self.error.code if self.error else None


def run_scan(scanner: Scanner, request: ScanRequest | None = None, *, deadline: float = 20) -> Scan:
    pages: list[RawPage] = []
    begun = time.monotonic()
    try:
        pages.extend(scanner.scan(request or ScanRequest("feeder", 100), page_deadline=deadline))
    except DeviceError as error:
        return Scan(pages, error, time.monotonic() - begun)
    return Scan(pages, None, time.monotonic() - begun)


@pytest.fixture(name="run_scan")
def run_scan_fixture() -> Callable[..., Scan]:
    return run_scan


def paper(number: int) -> Image.Image:
    """A sheet that can be told from the others: its number as a row of dark squares."""
    page = Image.new("RGB", (210, 297), "white")
    draw = ImageDraw.Draw(page)
    for place in range(number):
        draw.rectangle((20 + place * 30, 30, 40 + place * 30, 50), fill="black")
    return page


def number_of(page: RawPage) -> int:
    """The number that `paper` drew."""
    image = Image.frombytes("RGB" if page.channels == 3 else "L", (page.width, page.height), page.pixels).convert("L").resize((210, 297))
    return sum(image.getpixel((30 + place * 30, 40)) < 128 for place in range(6))


@pytest.fixture(name="paper")
def paper_fixture() -> Callable[[int], Image.Image]:
    return paper


@pytest.fixture(name="number_of")
def number_of_fixture() -> Callable[[RawPage], int]:
    return number_of


@pytest.fixture
def escl() -> Iterator[EsclScanner]:
    with EsclScanner() as device:
        yield device


@pytest.fixture
def open_sane(tmp_path: Path) -> Iterator[Callable[..., SaneScanner]]:
    """Makes scanners and closes them."""
    opened: list[SaneScanner] = []

    def make(**settings: object) -> SaneScanner:
        scanner = SaneScanner(**{"runtime": tmp_path / "run", **settings})
        opened.append(scanner)
        return scanner

    yield make
    for scanner in opened:
        scanner.close()


@pytest.fixture
def scanner(escl: EsclScanner, open_sane: Callable[..., SaneScanner], tmp_path: Path) -> SaneScanner:
    """The real driver with sane-airscan, and the virtual eSCL device at the far end."""
    return open_sane(device=escl.write_sane_config(tmp_path / "sane"), config_dir=str(tmp_path / "sane"))


@pytest.fixture
def test_backend(open_sane: Callable[..., SaneScanner], tmp_path: Path) -> Callable[..., SaneScanner]:
    """libsane's `test` backend: a feeder of ten A4 sheets and every status there is."""
    folder = tmp_path / "sane-test"
    folder.mkdir()
    (folder / "dll.conf").write_text("test\n")
    (folder / "test.conf").write_text("number_of_devices 1\ngeometry_max 300.0\nresolution_max 600.0\n")
    return lambda **options: open_sane(device="test:0", config_dir=str(folder), options=options)


@pytest.fixture
def pnm_backend(open_sane: Callable[..., SaneScanner], tmp_path: Path) -> Callable[..., SaneScanner]:
    """libsane's `pnm` backend: gives a picture's file as it is."""
    folder = tmp_path / "sane-pnm"
    folder.mkdir()
    (folder / "dll.conf").write_text("pnm\n")
    return lambda **options: open_sane(device="pnm:0", config_dir=str(folder), options=options)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[SerialWire]:
    with SerialWire(tmp_path / "code-reader") as made:
        yield made


@pytest.fixture
def printer_device() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as device:
        yield device


@dataclass
class Ears:
    """Listens to a code reader; `wait` for what it heard."""

    codes: list[bytes] = field(default_factory=list)
    presence: list[bool] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def on_code(self, code: bytes) -> None:
        with self.changed:
            self.codes.append(code)
            self.threads.add(threading.current_thread().name)
            self.changed.notify_all()

    def on_presence(self, present: bool) -> None:
        with self.changed:
            self.presence.append(present)
            self.changed.notify_all()

    def wait(self, condition: Callable[[], bool], timeout: float = 10) -> bool:
        with self.changed:
            return self.changed.wait_for(condition, timeout)

    def wait_codes(self, *codes: bytes) -> bool:
        return self.wait(lambda: self.codes == list(codes))

    def wait_presence(self, *presence: bool) -> bool:
        return self.wait(lambda: self.presence == list(presence))


@pytest.fixture
def ears() -> Ears:
    return Ears()


def gone(pid: int, timeout: float = 5) -> bool:
    """Whether a process ends in time; a zombie has ended, but has not been waited for."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        if not any(_runs(task) for task in Path(f"/proc/{pid}/task").glob("*")):
            return True
        time.sleep(0.02)
    return False


def _runs(task: Path) -> bool:
    """A process whose main thread is a zombie may still have others, which hold its files and locks."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return (task / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


@pytest.fixture(name="gone")
def gone_fixture() -> Callable[..., bool]:
    return gone
