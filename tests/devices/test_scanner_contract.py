"""What every scanner owes (kiosk.devices.contract.Scanner): the simulated twin, and the real driver on libsane."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from kiosk.devices.contract import CANCEL_GRACE, RawPage, Scanner, ScanRequest
from kiosk.devices.simulated import SimulatedScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import BrokenDeviceError, OperatorDeviceError, TransientDeviceError

FEEDER = ScanRequest("feeder", 100)


class Rig(Protocol):
    scanner: Scanner

    def load(self, sheets: int) -> None: ...
    def fail(self, code: str, at: int) -> None: ...
    def clear(self) -> None: ...


class Twin:
    def __init__(self) -> None:
        self.scanner = SimulatedScanner()
        self.fail = lambda code, at: self.scanner.fail(code, at=at)
        self.clear = self.scanner.clear_faults

    def load(self, sheets: int) -> None:
        self.scanner.load_feeder([None] * sheets)


class Airscan:
    def __init__(self, scanner: Scanner, device: EsclScanner, paper: Callable) -> None:
        self.scanner, self._device, self._paper = scanner, device, paper
        self.clear = device.clear_faults

    def load(self, sheets: int) -> None:
        self._device.load_feeder([self._paper(number + 1) for number in range(sheets)])

    def fail(self, code: str, at: int) -> None:
        match code:
            case "scanner.jam":
                self._device.jam_at = at
            case "scanner.link":
                self._device.drop_at = at
            case "scanner.hung":
                self._device.hang_at = at
            case "scanner.cover":
                self._device.cover_open = True


@pytest.fixture(params=["twin", "airscan"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "twin":
        yield Twin()
    else:
        scanner, escl = request.getfixturevalue("scanner"), request.getfixturevalue("escl")
        yield Airscan(scanner, escl, request.getfixturevalue("paper"))


def test_all_sheets_of_the_feeder_come_in_order_and_then_it_ends(rig: Rig, run_scan: Callable) -> None:
    rig.load(3)
    result = run_scan(rig.scanner)
    assert (len(result.pages), result.error) == (3, None)
    for page in result.pages:
        assert len(page.pixels) == page.width * page.height * page.channels
        assert page.dpi == 100
        assert abs(page.width / page.dpi * 25.4 - 210) < 1
        assert abs(page.height / page.dpi * 25.4 - 297) < 1


def test_glass_gives_one_page_in_colour_or_gray(rig: Rig, run_scan: Callable) -> None:
    assert [page.channels for page in run_scan(rig.scanner, ScanRequest("flatbed", 100)).pages] == [3]
    assert [page.channels for page in run_scan(rig.scanner, ScanRequest("flatbed", 100, colour=False)).pages] == [1]


def test_both_sources_are_named_feeder_first(rig: Rig) -> None:
    assert rig.scanner.sources() == ("feeder", "flatbed")


def test_empty_feeder_is_an_error_for_a_person_and_works_once_filled(rig: Rig, run_scan: Callable) -> None:
    empty = run_scan(rig.scanner)
    assert empty.code == "scanner.empty"
    assert isinstance(empty.error, OperatorDeviceError)
    assert empty.error.values["pages_before"] == 0
    rig.load(1)
    assert len(run_scan(rig.scanner).pages) == 1


@pytest.mark.parametrize(
    ("code", "kind", "at"),
    [
        ("scanner.jam", OperatorDeviceError, 3),
        ("scanner.link", TransientDeviceError, 2),
        ("scanner.cover", OperatorDeviceError, 1),
        ("scanner.hung", BrokenDeviceError, 2),
    ],
)
def test_fault_keeps_the_pages_before_it_names_them_and_the_same_object_works_again(
    rig: Rig, run_scan: Callable, code: str, kind: type[Exception], at: int
) -> None:
    rig.load(4)
    rig.fail(code, at)
    result = run_scan(rig.scanner, deadline=1.5)
    assert result.code == code
    assert type(result.error) is kind
    assert result.error.values["pages_before"] == len(result.pages) == at - 1
    rig.clear()
    rig.load(2)
    assert len(run_scan(rig.scanner).pages) == 2


def test_cancel_from_another_thread_ends_a_hanging_scan_without_error_and_in_time(rig: Rig, run_scan: Callable) -> None:
    rig.load(3)
    rig.fail("scanner.hung", 2)
    pages: list[RawPage] = []
    first = threading.Event()
    cancelled: list[float] = []

    def press() -> None:
        first.wait(10)
        cancelled.append(time.monotonic())
        rig.scanner.cancel()

    presser = threading.Thread(target=press)
    presser.start()
    for page in rig.scanner.scan(FEEDER, page_deadline=30):
        pages.append(page)
        first.set()
    assert time.monotonic() - cancelled[0] < CANCEL_GRACE
    presser.join()
    assert len(pages) == 1
    rig.clear()
    rig.load(2)
    assert len(run_scan(rig.scanner).pages) == 2


def test_cancel_between_two_pages_ends_the_scan(rig: Rig) -> None:
    rig.load(5)
    scan = rig.scanner.scan(FEEDER, page_deadline=20)
    next(scan)
    rig.scanner.cancel()
    assert list(scan) == []


def test_cancel_with_nothing_running_harms_nothing(rig: Rig, run_scan: Callable) -> None:
    rig.scanner.cancel()
    rig.load(1)
    assert len(run_scan(rig.scanner).pages) == 1


def test_a_second_scan_beside_a_running_one_is_refused(rig: Rig, run_scan: Callable) -> None:
    rig.load(3)
    running = rig.scanner.scan(FEEDER, page_deadline=20)
    next(running)
    refused = run_scan(rig.scanner)
    assert refused.code == "scanner.busy"
    assert isinstance(refused.error, TransientDeviceError)
    assert len(list(running)) == 2


def test_a_consumer_that_walks_away_leaves_the_scanner_usable(rig: Rig, run_scan: Callable) -> None:
    rig.load(4)
    scan = rig.scanner.scan(FEEDER, page_deadline=20)
    next(scan)
    scan.close()
    rig.load(2)
    assert len(run_scan(rig.scanner).pages) == 2


def test_close_can_be_called_twice(rig: Rig) -> None:
    rig.scanner.close()
    rig.scanner.close()


def test_no_page_shows_its_pixels_in_a_log(rig: Rig, run_scan: Callable, tmp_path: Path) -> None:
    rig.load(1)
    assert len(repr(run_scan(rig.scanner).pages[0])) < 60
