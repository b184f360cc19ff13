"""Somebody opens the cover before the scan, or in the middle of it, and closes it again."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import OperatorDeviceError


def test_cover_open_from_the_start_then_closed(scanner: SaneScanner, escl: EsclScanner, paper: Callable, run_scan: Callable) -> None:
    escl.load_feeder([paper(1)])
    escl.cover_open = True
    refused = run_scan(scanner)
    assert (refused.code, refused.error.values["pages_before"]) == ("scanner.cover", 0)
    assert isinstance(refused.error, OperatorDeviceError)
    assert escl.sheets_left == 1

    escl.cover_open = False
    assert len(run_scan(scanner).pages) == 1


def test_cover_opened_after_the_first_sheet(
    scanner: SaneScanner, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable
) -> None:
    escl.load_feeder([paper(1), paper(2), paper(3)])
    escl.open_cover_at = 2
    opened = run_scan(scanner)
    assert [number_of(page) for page in opened.pages] == [1]
    assert (opened.code, opened.error.values["pages_before"]) == ("scanner.cover", 1)
    assert escl.sheets_left == 2

    escl.clear_faults()
    assert [number_of(page) for page in run_scan(scanner).pages] == [2, 3]
