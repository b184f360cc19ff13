"""A feeder that reads both sides of a sheet in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.devices.contract import Scanner, ScanRequest
from kiosk.devices.scanner.options import sides_of, sources_of
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.simulated import SimulatedScanner
from kiosk.devices.virtual.escl import EsclScanner

BOTH = ScanRequest("feeder", 100, both_sides=True)


@pytest.fixture
def duplex() -> Iterator[EsclScanner]:
    with EsclScanner(two_sided=True) as device:
        yield device


@pytest.fixture
def airscan(duplex: EsclScanner, open_sane: Callable[..., SaneScanner], tmp_path: Path) -> SaneScanner:
    return open_sane(device=duplex.write_sane_config(tmp_path / "sane"), config_dir=str(tmp_path / "sane"))


@pytest.fixture(params=["twin", "airscan"])
def loaded(request: pytest.FixtureRequest, paper: Callable) -> Scanner:
    """Two sheets in a feeder that can do both sides."""
    if request.param == "twin":
        twin = SimulatedScanner(two_sided=True)
        twin.load_feeder([None, None])
        return twin
    request.getfixturevalue("duplex").load_feeder([(paper(1), paper(2)), (paper(3), paper(4))])
    scanner: SaneScanner = request.getfixturevalue("airscan")
    return scanner


def test_front_and_back_come_in_turn_and_are_told_apart(loaded: Scanner, run_scan: Callable) -> None:
    assert loaded.sides() == 2
    result = run_scan(loaded, BOTH)
    assert ([page.back for page in result.pages], result.error) == ([False, True, False, True], None)


def test_front_alone_when_both_were_not_asked_for(loaded: Scanner, run_scan: Callable) -> None:
    assert [page.back for page in run_scan(loaded, ScanRequest("feeder", 100)).pages] == [False, False]


def test_each_side_is_its_own(airscan: SaneScanner, duplex: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable) -> None:
    duplex.load_feeder([(paper(1), paper(2)), paper(3)])
    assert [number_of(page) for page in run_scan(airscan, BOTH).pages] == [1, 2, 3, 0]


def test_scanner_that_reads_one_side_gives_one_side(scanner: SaneScanner, escl: EsclScanner, paper: Callable, run_scan: Callable) -> None:
    escl.load_feeder([(paper(1), paper(2))])
    assert scanner.sides() == 1
    assert [page.back for page in run_scan(scanner, BOTH).pages] == [False]


def test_glass_has_one_side(airscan: SaneScanner, run_scan: Callable) -> None:
    assert [page.back for page in run_scan(airscan, ScanRequest("flatbed", 100, both_sides=True)).pages] == [False]


def test_jam_between_front_and_back_keeps_the_front(airscan: SaneScanner, duplex: EsclScanner, paper: Callable, run_scan: Callable) -> None:
    duplex.load_feeder([(paper(1), paper(2)), (paper(3), paper(4))])
    duplex.jam_at = 2
    result = run_scan(airscan, BOTH)
    assert (result.code, result.error.values["pages_before"], len(result.pages)) == ("scanner.jam", 1, 1)


class _Option:
    def __init__(self, kind: int, constraint: list[str] | None) -> None:
        self.type, self.constraint = kind, constraint

    def is_active(self) -> bool:
        return True

    is_settable = is_active


class _Device:
    def __init__(self, sources: list[str], **options: _Option) -> None:
        self.opt = {"source": _Option(3, sources), **options}


@pytest.mark.parametrize(
    ("device", "sides"),
    [
        (_Device(["Flatbed", "ADF", "ADF Duplex"]), 2),
        (_Device(["ADF Front", "ADF Back"]), 1),
        (_Device(["Automatic Document Feeder(left aligned)", "Automatic Document Feeder(left aligned,Duplex)"]), 2),
        (_Device(["Flatbed", "ADF"], adf_mode=_Option(3, ["Simplex", "Duplex"])), 2),
        (_Device(["ADF"], duplex=_Option(0, None)), 2),
        (_Device(["Flatbed"], duplex=_Option(0, None)), 1),
        (_Device(["Flatbed"]), 1),
    ],
)
def test_ways_in_which_backends_say_it(device: _Device, sides: int) -> None:
    assert sides_of(device) == sides
    assert list(sources_of(device).values())  # the plain feeder is still found
