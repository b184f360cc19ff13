"""The driver gives a page that is shorter than it announced, and calls that a success. It is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.devices.contract import ScanRequest
from kiosk.errors import TransientDeviceError


def test_page_cut_short(pnm_backend: Callable, tmp_path: Path, run_scan: Callable) -> None:
    picture = tmp_path / "page.ppm"
    whole = b"P6\n100 80\n255\n" + bytes(100 * 80 * 3)
    picture.write_bytes(whole[: len(whole) // 2])
    scanner = pnm_backend(filename=str(picture))
    cut = run_scan(scanner, ScanRequest("flatbed"))
    assert (cut.code, cut.pages) == ("scanner.cut", [])
    assert isinstance(cut.error, TransientDeviceError)
    assert "of 80 lines" in cut.error.cause

    picture.write_bytes(whole)
    assert [page.height for page in run_scan(scanner, ScanRequest("flatbed")).pages] == [80]
