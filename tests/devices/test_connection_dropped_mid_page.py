"""The network cable is touched while the second page is on its way. Half a page is never given as a page."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import TransientDeviceError


def test_connection_dropped_mid_page(
    scanner: SaneScanner, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable
) -> None:
    escl.load_feeder([paper(1), paper(2), paper(3)])
    escl.drop_at = 2
    dropped = run_scan(scanner)
    assert [number_of(page) for page in dropped.pages] == [1]
    assert isinstance(dropped.error, TransientDeviceError)
    assert (dropped.code, dropped.error.values["pages_before"]) == ("scanner.link", 1)

    escl.clear_faults()
    assert [number_of(page) for page in run_scan(scanner).pages] == [3]
