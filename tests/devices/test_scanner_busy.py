"""Somebody at a PC uses the network scanner. sane-airscan asks again for some 12 seconds, then says busy."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import TransientDeviceError


def test_scanner_busy(scanner: SaneScanner, escl: EsclScanner, paper: Callable, run_scan: Callable) -> None:
    escl.load_feeder([paper(1)])
    escl.busy = True
    busy = run_scan(scanner, deadline=30)
    assert busy.code == "scanner.busy"
    assert isinstance(busy.error, TransientDeviceError)
    assert escl.sheets_left == 1

    escl.busy = False
    assert len(run_scan(scanner).pages) == 1


def test_busy_device_of_another_backend_is_busy_at_once(test_backend: Callable, run_scan: Callable) -> None:
    busy = run_scan(test_backend(**{"read-return-value": "SANE_STATUS_DEVICE_BUSY"}))
    assert busy.code == "scanner.busy"
    assert busy.seconds < 3
