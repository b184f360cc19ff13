"""The scanner stops in mid-page and says nothing more. The deadline ends the wait, the driver is killed, a new one works."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.devices.contract import CANCEL_GRACE, ScanRequest
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


def test_cancelled_while_it_hangs_the_next_scan_does_not_wait_for_the_old_one(
    scanner: SaneScanner, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable
) -> None:
    escl.load_feeder([paper(1), paper(2), paper(3)])
    escl.hang_at = 2

    scan = scanner.scan(ScanRequest("feeder", 100), page_deadline=30)
    assert number_of(next(scan)) == 1
    assert escl.hanging.wait(10)
    begun = time.monotonic()
    scanner.cancel()
    assert list(scan) == []
    assert time.monotonic() - begun < CANCEL_GRACE

    escl.hang_at = None  # the old page is still on its way; sane-airscan alone would wait 12 s for it
    escl.load_feeder([paper(4)])
    after = run_scan(scanner)
    assert (after.error, [number_of(page) for page in after.pages]) == (None, [4])
    assert after.seconds < 3
