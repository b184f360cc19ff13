"""What the scanner saw is what the kiosk gets, dot for dot, and the resolution is the one that was really used."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.contract import ScanRequest
from kiosk.devices.scanner.options import resolution_for, sources_of
from kiosk.errors import BrokenDeviceError


@pytest.mark.parametrize(("magic", "channels"), [("P6", 3), ("P5", 1)])
def test_pixels_are_identical(pnm_backend: Callable, tmp_path: Path, run_scan: Callable, magic: str, channels: int) -> None:
    pixels = random.Random(7).randbytes(1653 * 2339 * channels)
    (tmp_path / "page").write_bytes(f"{magic}\n1653 2339\n255\n".encode() + pixels)
    (page,) = run_scan(pnm_backend(filename=str(tmp_path / "page")), ScanRequest("flatbed")).pages
    assert (page.width, page.height, page.channels) == (1653, 2339, channels)
    assert page.pixels == pixels


def test_ten_sheets_of_a4_at_300_dpi(test_backend: Callable, run_scan: Callable) -> None:
    result = run_scan(test_backend(**{"test-picture": "Solid white"}), ScanRequest("feeder", 300, colour=False))
    assert (len(result.pages), result.error) == (10, None)
    assert {(page.width, page.height, page.channels, page.dpi) for page in result.pages} == {(2480, 3507, 1, 300)}
    assert result.pages[9].pixels.count(b"\xff") == len(result.pages[9].pixels)


def test_resolution_that_the_scanner_really_used(test_backend: Callable, run_scan: Callable) -> None:
    too_much = run_scan(test_backend(), ScanRequest("flatbed", 900, colour=False))
    assert [page.dpi for page in too_much.pages] == [600]  # the backend clamps without a word


@pytest.mark.parametrize(
    ("asked", "constraint", "used"),
    [
        (200, [75, 150, 200, 300], 200),
        (200, [75, 150, 240, 300], 240),
        (300, [75, 150], 150),
        (200, (50, 1200, 1), 200),
        (200, (50, 1200, 60), 230),
        (200, (300, 1200, 100), 300),
        (700, (75.0, 600.0, 0.0), 600),
        (200, None, 200),
    ],
)
def test_nearest_resolution_not_below_the_asked_one(asked: int, constraint: object, used: float) -> None:
    assert resolution_for(asked, constraint) == used


class _Option:
    def __init__(self, choices: list[str]) -> None:
        self.constraint = choices

    def is_active(self) -> bool:
        return True

    is_settable = is_active


class _Device:
    def __init__(self, *sources: str) -> None:
        self.opt = {"source": _Option(list(sources))} if sources else {}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Flatbed", "ADF", "ADF Duplex"), {"feeder": "ADF", "flatbed": "Flatbed"}),
        (("ADF Duplex", "ADF Front", "ADF Back"), {"feeder": "ADF Front"}),
        (("Flatbed", "Automatic Document Feeder"), {"feeder": "Automatic Document Feeder", "flatbed": "Flatbed"}),
        (("Normal", "ADF"), {"feeder": "ADF", "flatbed": "Normal"}),
        (("FB", "ADF Simplex", "ADF Duplex"), {"feeder": "ADF Simplex", "flatbed": "FB"}),
        (("ADF Duplex",), {"feeder": "ADF Duplex"}),
        (("Document Table", "Transparency Unit"), {"flatbed": "Document Table"}),
        ((), {"flatbed": None}),
    ],
)
def test_source_names_of_many_backends(names: tuple[str, ...], expected: dict[str, str | None]) -> None:
    assert sources_of(_Device(*names)) == expected


def test_source_that_the_scanner_has_not(pnm_backend: Callable, run_scan: Callable) -> None:
    scanner = pnm_backend()
    assert scanner.sources() == ("flatbed",)
    assert run_scan(scanner, ScanRequest("feeder")).code == "scanner.source"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"no-such-thing": 1}, "no such option"),
        ({"test-picture": "Solid pink"}, "none of"),
        ({"test-picture": 3}, "none of"),
        ({"resolution": 99999}, "not between"),
        ({"depth": "deep"}, "none of"),
        ({"read-delay-duration": 2000}, "cannot be set now"),
        ({"read-limit": "yes"}, "wrong type"),
    ],
)
def test_wrong_option_in_the_settings_is_named(test_backend: Callable, run_scan: Callable, options: dict[str, object], words: str) -> None:
    wrong = run_scan(test_backend(**options), ScanRequest("flatbed"))
    assert isinstance(wrong.error, BrokenDeviceError)
    assert wrong.code == "scanner.option"
    assert words in wrong.error.cause
    assert next(iter(options)) in wrong.error.cause


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("SANE_STATUS_JAMMED", "scanner.jam"),
        ("SANE_STATUS_COVER_OPEN", "scanner.cover"),
        ("SANE_STATUS_NO_DOCS", "scanner.empty"),
        ("SANE_STATUS_IO_ERROR", "scanner.link"),
        ("SANE_STATUS_CANCELLED", "scanner.cut"),
        ("SANE_STATUS_NO_MEM", "scanner.failed"),
        ("SANE_STATUS_ACCESS_DENIED", "scanner.failed"),
        ("SANE_STATUS_INVAL", "scanner.failed"),
        ("SANE_STATUS_UNSUPPORTED", "scanner.failed"),
        ("SANE_STATUS_EOF", "scanner.cut"),
    ],
)
def test_every_status_of_sane_has_its_code(test_backend: Callable, run_scan: Callable, status: str, code: str) -> None:
    result = run_scan(test_backend(**{"read-return-value": status}))
    assert (result.code, result.pages) == (code, [])
    assert result.error.values["pages_before"] == 0


def test_unsupported_layouts_are_refused_and_not_shown_skewed(test_backend: Callable, run_scan: Callable) -> None:
    assert run_scan(test_backend(depth=16), ScanRequest("flatbed")).code == "scanner.failed"
    assert run_scan(test_backend(**{"ppl-loss": 5}), ScanRequest("flatbed")).code == "scanner.failed"
