"""The driver's process crashes (here: kill -9) or stands still (SIGSTOP) in the middle of a scan. The kiosk goes on with a new one."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.contract import ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import BrokenDeviceError


@pytest.mark.parametrize(
    ("blow", "code"), [(signal.SIGKILL, "scanner.crashed"), (signal.SIGSEGV, "scanner.crashed"), (signal.SIGSTOP, "scanner.hung")]
)
def test_driver_dies_mid_scan(
    scanner: SaneScanner, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable, gone: Callable, blow: int, code: str
) -> None:
    escl.load_feeder([paper(1), paper(2), paper(3)])
    escl.hang_at = 2
    scan = scanner.scan(ScanRequest("feeder", 100), page_deadline=1.5)
    assert number_of(next(scan)) == 1
    pid = scanner.driver_pid
    assert pid is not None

    def strike() -> None:
        escl.hanging.wait(10)
        os.kill(pid, blow)

    striker = threading.Thread(target=strike)
    striker.start()
    with pytest.raises(BrokenDeviceError) as caught:
        next(scan)
    striker.join()
    assert (caught.value.code, caught.value.values["pages_before"]) == (code, 1)
    assert gone(pid)
    assert not Path(f"/proc/{pid}").exists()  # waited for: no zombie

    escl.clear_faults()
    assert [number_of(page) for page in run_scan(scanner).pages] == [3]


def test_driver_that_died_between_two_scans_is_not_even_noticed(
    scanner: SaneScanner, escl: EsclScanner, paper: Callable, run_scan: Callable, gone: Callable
) -> None:
    escl.load_feeder([paper(1)])
    assert len(run_scan(scanner).pages) == 1
    os.kill(scanner.driver_pid, signal.SIGKILL)
    assert gone(scanner.driver_pid)
    escl.load_feeder([paper(1)])
    result = run_scan(scanner)
    assert (len(result.pages), result.error) == (1, None)


def test_driver_is_used_again_for_the_next_scan(scanner: SaneScanner, escl: EsclScanner, paper: Callable, run_scan: Callable) -> None:
    pids = set()
    for _ in range(3):
        escl.load_feeder([paper(1)])
        assert len(run_scan(scanner).pages) == 1
        pids.add(scanner.driver_pid)
    assert len(pids) == 1
