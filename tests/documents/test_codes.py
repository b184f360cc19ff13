"""QR codes on scanned pages: found in any direction, their bytes as they are, at the resolutions that the kiosk scans with."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
import segno
from numpy.typing import NDArray
from PIL import Image

from kiosk.devices.virtual.papers import blank_page, text_page
from kiosk.documents import clean, find_codes
from kiosk.identity import read_qr

CARD = "077098001234|012345678|Nguyễn Văn An|15081998|Nam|Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu|25052021"
SEPARATOR = "KIOSK-TACH|1.001193|birth_paper"


def with_code(page: NDArray[np.uint8], text: str, dpi: int, size_mm: float, at_mm: tuple[float, float]) -> NDArray[np.uint8]:
    """The page with a code printed on it, of that size with its quiet zone."""
    buffer = io.BytesIO()
    segno.make(text, error="m", mode="byte", encoding="utf-8", eci=False, micro=False).save(buffer, kind="png", scale=10, border=4)
    side = round(size_mm / 25.4 * dpi)
    code = Image.open(buffer).convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    picture = Image.fromarray(page)
    picture.paste(code, (round(at_mm[0] / 25.4 * dpi), round(at_mm[1] / 25.4 * dpi)))
    return np.asarray(picture).copy()


def as_scanned(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grain = np.random.default_rng(1).normal(0, 6, page.shape)
    return np.clip(cv2.GaussianBlur(page, (0, 0), 0.6) + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 33, 3.5])
def test_a_cards_code_in_any_direction(turn: float) -> None:
    page = as_scanned(with_code(text_page(1, 300), CARD, 300, 17, (120, 180)))
    turned = np.asarray(Image.fromarray(page).rotate(turn, expand=True, fillcolor=(60, 60, 60)))
    (code,) = find_codes(turned)
    assert code.text == CARD
    person = read_qr(code.data)
    assert (person.name, person.born.year) == ("Nguyễn Văn An", 1998)


def test_it_survives_the_pipeline() -> None:
    """From the straightened JPEG that is kept, too."""
    kept = clean(as_scanned(with_code(text_page(2, 300), CARD, 300, 17, (60, 180))), 300, store_dpi=300)
    (code,) = find_codes(np.asarray(Image.open(io.BytesIO(kept.jpeg))))
    assert code.text == CARD


def test_a_card_cut_out_at_200_dpi() -> None:
    """Two pixels a module: seen only at the second, closer look."""
    card = as_scanned(with_code(blank_page(200)[:425, :674], CARD, 200, 15, (65, 5)))
    assert [code.text for code in find_codes(card)] == [CARD]


def test_where_they_are_and_in_which_order() -> None:
    page = with_code(with_code(blank_page(200), SEPARATOR, 200, 30, (150, 200)), CARD, 200, 30, (20, 40))
    codes = find_codes(page[..., 0])
    assert [code.text for code in codes] == [CARD, SEPARATOR]
    left, top = np.array(codes[0].corners).min(axis=0) / 200 * 25.4
    right, bottom = np.array(codes[0].corners).max(axis=0) / 200 * 25.4
    assert 20 < left < 23
    assert 40 < top < 43
    assert 47 < right < 50
    assert 67 < bottom < 70
    # Upside down, the corner that was top left is named so still.
    upside_down = find_codes(page[::-1, ::-1])[1]
    assert upside_down.corners[0][0] > upside_down.corners[1][0]


def test_nothing_where_there_is_none() -> None:
    assert find_codes(text_page(3, 200)) == ()
    assert find_codes(np.zeros((1, 1), np.uint8)) == ()


def test_bytes_that_are_no_text() -> None:
    page = Image.fromarray(blank_page(100))
    buffer = io.BytesIO()
    segno.make(b"\xff\xfe\x00abc", mode="byte", micro=False).save(buffer, kind="png", scale=6, border=4)
    page.paste(Image.open(buffer).convert("RGB"), (100, 100))
    (code,) = find_codes(np.asarray(page))
    assert code.data == b"\xff\xfe\x00abc"
    assert "\ufffd" in code.text


def test_a_code_is_never_printed_whole() -> None:
    (code,) = find_codes(with_code(blank_page(200), CARD, 200, 30, (20, 40)))
    assert "Nguyễn" not in repr(code)
    assert "077098001234" not in repr(code)
