"""The slip as it comes out of the printer."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image
from pydantic import ValidationError

from kiosk.printing import Raster, Slip, SlipRow, render_slip
from kiosk.texts import Language
from tests.printing.samples import NUMBER, PERSON, slip

GOLDEN = Path(__file__).parent / "golden"
WIDTHS: tuple[Literal[576, 384], ...] = (576, 384)
LANGUAGES: tuple[Language, ...] = ("vi", "en")
both_widths = pytest.mark.parametrize("dots", WIDTHS)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def black(raster: Raster) -> np.ndarray:
    """True where the printer burns a dot, straight from the bytes that are sent."""
    rows = np.frombuffer(raster.bitmap, np.uint8).reshape(raster.height, -1)
    return np.unpackbits(rows, axis=1)[:, : raster.width].astype(bool)


@both_languages
@both_widths
def test_it_looks_as_agreed(language: Language, dots: Literal[576, 384]) -> None:
    """Golden pictures. After a wanted change look at the new ones, then move each over the old."""
    golden = GOLDEN / f"slip-{language}-{dots}.png"
    fresh = golden.with_suffix(".new.png")
    raster = render_slip(slip(language), dots=dots)
    now = black(raster)
    agreed = ~np.asarray(Image.open(golden).convert("1")) if golden.exists() else np.zeros((1, 1), bool)
    off = float((now != agreed).mean()) if now.shape == agreed.shape else 1.0
    if off > 0.002:
        fresh.write_bytes(raster.png())
        pytest.fail(
            f"{off:.1%} of the dots differ from {golden}: {now.shape[::-1]} now, {agreed.shape[::-1]} agreed. See {fresh.name} beside it."
        )
    fresh.unlink(missing_ok=True)


@both_widths
def test_it_is_as_wide_as_the_printer_and_fits_its_bytes(dots: Literal[576, 384]) -> None:
    raster = render_slip(slip(), dots=dots)
    assert raster.width == dots
    assert len(raster.bitmap) == dots // 8 * raster.height
    assert Image.open(io.BytesIO(raster.png())).size == (dots, raster.height)
    assert 0.05 < black(raster).mean() < 0.4, "1 must be black"


@both_languages
@both_widths
def test_its_code_is_the_temporary_number(language: Language, dots: Literal[576, 384]) -> None:
    picture = np.where(black(render_slip(slip(language), dots=dots)), 0, 255).astype(np.uint8)
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert [code.text for code in found] == [NUMBER]


@both_widths
def test_strokes_are_thick_enough_for_thermal_paper(dots: Literal[576, 384]) -> None:
    """Nearly all of the black is part of some square of 2 × 2 dots."""
    ink = black(render_slip(slip(), dots=dots)).astype(np.uint8)
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    assert thick.sum() / ink.sum() > 0.98


@both_widths
def test_nothing_is_cut_off_at_the_paper_edge(dots: Literal[576, 384]) -> None:
    long_name = "Giấy chứng nhận " * 30 + "k" * 120 + " #let x = *đậm* $y$ @z \\ \"trích\" 'đơn' <b> // [a] {b} /* c */ ~ _"
    full = slip(
        procedure=long_name,
        agency=long_name,
        centre=long_name,
        temporary_number="KIOSK-MAY12345-261122-9999",
        rows=(SlipRow(name=long_name, verdict="officer", pages=12),) * 3,
        ask=long_name,
        next_steps=(long_name,),
    )
    ink = black(render_slip(full, dots=dots))
    assert not ink[:, :2].any()
    assert not ink[:, -2:].any()
    assert not ink[-8:].any()


def test_a_long_name_wraps_and_the_slip_grows() -> None:
    short = render_slip(slip(procedure="Tạm trú"), dots=576)
    long = render_slip(slip(procedure="Đăng ký giá trị lần đầu cho người nước ngoài làm việc tại doanh nghiệp " * 2), dots=576)
    assert long.height > short.height + 60


def test_what_the_resident_must_not_mistake_is_said() -> None:
    """Waiting and sending differ, and so do a checked and an unchecked fee."""
    waiting, sending = (black(render_slip(slip(queued=queued), dots=576)) for queued in (True, False))
    assert waiting.shape == sending.shape
    assert (waiting != sending).any()
    sure, unsure = (slip(time={"text": "05 ngày làm việc", "verified": verified}) for verified in (True, False))
    assert black(render_slip(unsure, dots=576)).sum() > black(render_slip(sure, dots=576)).sum()


def test_there_is_no_place_for_a_name() -> None:
    assert not {"name", "person", "address", "born", "number"} & set(Slip.model_fields)
    with pytest.raises(ValidationError):
        slip(name="Nguyễn Văn An")


@pytest.mark.parametrize("number", [PERSON.number, "077*****1234", PERSON.masked_number, "", "077098******"])
def test_a_number_that_is_not_masked_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        slip(masked_number=number)


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        slip(submitted_at="2026-11-22T09:41:00")


def test_the_same_slip_is_the_same_picture() -> None:
    assert render_slip(slip(), dots=576) == render_slip(slip(), dots=576)
