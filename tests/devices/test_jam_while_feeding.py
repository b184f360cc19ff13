"""The third sheet gets stuck. The two that came out are kept, the resident is told, the sheet is pulled out, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import OperatorDeviceError


def test_jam_while_feeding(scanner: SaneScanner, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable) -> None:
    escl.load_feeder([paper(number) for number in (1, 2, 3, 4)])
    escl.jam_at = 3

    stuck = run_scan(scanner)

    assert [number_of(page) for page in stuck.pages] == [1, 2]
    assert isinstance(stuck.error, OperatorDeviceError)
    assert (stuck.code, stuck.error.values["pages_before"]) == ("scanner.jam", 2)
    assert escl.sheets_left == 2

    escl.clear_faults()
    rest = run_scan(scanner)
    assert [number_of(page) for page in rest.pages] == [3, 4]
    assert rest.error is None
    assert rest.seconds < 2  # sane-airscan punishes a kept handle with 2.5 s: we open a new one


def test_jam_at_the_first_sheet_keeps_nothing_and_says_so(
    scanner: SaneScanner, escl: EsclScanner, paper: Callable, run_scan: Callable
) -> None:
    escl.load_feeder([paper(1)])
    escl.jam_at = 1
    stuck = run_scan(scanner)
    assert (stuck.code, stuck.error.values["pages_before"], stuck.pages) == ("scanner.jam", 0, [])
