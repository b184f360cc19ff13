"""A technician starts a scan from the terminal while the kiosk scans. Two drivers on one device would spoil each other's pages."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from kiosk.devices.contract import ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import TransientDeviceError


def test_second_program_refused(
    scanner: SaneScanner, escl: EsclScanner, open_sane: Callable, paper: Callable, run_scan: Callable, gone: Callable, tmp_path: object
) -> None:
    escl.load_feeder([paper(1), paper(2)])
    scan = scanner.scan(ScanRequest("feeder", 100), page_deadline=20)
    next(scan)

    other = open_sane(device="airscan:e0:Kiosk", config_dir=str(tmp_path / "sane"))  # has a process of its own, as any program has
    refused = run_scan(other)
    assert (refused.code, refused.error.values["pages_before"]) == ("scanner.busy", 0)
    assert isinstance(refused.error, TransientDeviceError)
    assert len(list(scan)) == 1

    # A driver that is killed leaves no lock behind.
    os.kill(scanner.driver_pid, signal.SIGKILL)
    assert gone(scanner.driver_pid)
    escl.load_feeder([paper(3)])
    assert len(run_scan(other).pages) == 1
