"""The area that is scanned is the paper's, read back from the real driver's pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.devices.contract import PAPERS_MM, Paper, ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner

_MOST_MM = 300.0
"""What the `test` backend of the fixture goes to."""


@pytest.mark.parametrize("paper_size", list(PAPERS_MM))
@pytest.mark.parametrize(("dpi", "colour"), [(200, True), (300, False)])
def test_size_resolution_and_colour(test_backend: Callable, run_scan: Callable, paper_size: Paper, dpi: int, colour: bool) -> None:
    scanner = test_backend(**{"test-picture": "Solid white"})
    (page,) = run_scan(scanner, ScanRequest("flatbed", dpi, colour=colour, paper=paper_size)).pages
    assert (page.dpi, page.channels) == (dpi, 3 if colour else 1)
    for pixels, wanted in zip((page.width, page.height), PAPERS_MM[paper_size], strict=True):
        assert abs(pixels / dpi * 25.4 - min(wanted, _MOST_MM)) < 1


def test_a_larger_paper_after_a_smaller_one(scanner: SaneScanner, escl: EsclScanner, run_scan: Callable) -> None:
    heights = [run_scan(scanner, ScanRequest("flatbed", 100, paper=size)).pages[0].height for size in ("card", "a4", "a5", "a4")]
    assert heights == pytest.approx([213, 1169, 827, 1169], abs=3)
