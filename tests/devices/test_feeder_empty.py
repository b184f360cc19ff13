"""The resident presses the button with no paper in the feeder. On the glass the same scanner still works."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.contract import ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import OperatorDeviceError


def test_feeder_empty(scanner: SaneScanner, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable) -> None:
    empty = run_scan(scanner)
    assert (empty.code, empty.error.values["pages_before"]) == ("scanner.empty", 0)
    assert isinstance(empty.error, OperatorDeviceError)
    assert empty.seconds < 2

    escl.put_on_glass(paper(5))
    assert [number_of(page) for page in run_scan(scanner, ScanRequest("flatbed", 100)).pages] == [5]
