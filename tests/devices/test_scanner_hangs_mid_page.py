"""The scanner stops in mid-page and says nothing more. The deadline ends the wait, the driver is killed, a new one works."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import BrokenDeviceError

DEADLINE = 1.5


def test_scanner_hangs_mid_page(scanner: SaneScanner, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable) -> None:
    escl.load_feeder([paper(1), paper(2), paper(3)])
    escl.hang_at = 2
    result = run_scan(scanner, deadline=DEADLINE)
    assert [number_of(page) for page in result.pages] == [1]
    assert isinstance(result.error, BrokenDeviceError)
    assert (result.code, result.error.values["pages_before"]) == ("scanner.hung", 1)
    assert result.seconds < DEADLINE + 1.5
    assert scanner.driver_pid is None

    escl.clear_faults()
    assert [number_of(page) for page in run_scan(scanner).pages] == [3]
