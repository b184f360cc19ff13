"""The resident touches "stop" while the second sheet is being drawn in. That one may come to its end; no further sheet may move."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.devices.contract import CANCEL_GRACE, ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner


def test_cancel_while_feeding(scanner: SaneScanner, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable) -> None:
    escl.load_feeder([paper(number) for number in (1, 2, 3, 4)])
    escl.hang_at = 2
    scan = scanner.scan(ScanRequest("feeder", 100), page_deadline=20)
    assert number_of(next(scan)) == 1
    assert escl.hanging.wait(10)

    begun = time.monotonic()
    scanner.cancel()
    time.sleep(0.2)  # a driver that cancelled at once would have drawn the next sheet by now
    escl.resume()
    assert list(scan) == []
    assert time.monotonic() - begun < CANCEL_GRACE
    assert escl.sheets_left == 2

    assert [number_of(page) for page in run_scan(scanner).pages] == [3, 4]
