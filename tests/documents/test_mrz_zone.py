"""The lines on a card's back, from scan to person: any side up, at both resolutions; what the check digits do not bear is not believed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.devices.virtual.papers import on_scanner, text_page
from kiosk.documents import can_recognise, clean, find_codes, load_image, read_zone
from kiosk.identity import find_mrz
from tests.identity.zones import OCR_B, card_back, td1

pytestmark = [
    pytest.mark.skipif(not can_recognise("eng"), reason="tesseract is not installed"),
    pytest.mark.skipif(not OCR_B.is_file(), reason="fonts-ocr-b is not installed"),
]
TODAY = date(2026, 11, 22)
LINES = td1()


def seen(pixels: NDArray[np.uint8], dpi: int) -> tuple[str, ...]:
    """However busy the machine is."""
    return read_zone(pixels, dpi, deadline=90)


@pytest.mark.parametrize(("dpi", "turns"), [(300, 0), (300, 2), (300, 1), (200, 0)])
def test_a_cards_back(dpi: int, turns: int) -> None:
    card = np.ascontiguousarray(np.rot90(card_back(LINES, dpi, seed=dpi + turns), turns))
    mrz = find_mrz(seen(card, dpi), today=TODAY)
    assert mrz is not None
    assert (mrz.number, mrz.born, mrz.sex, mrz.expires) == ("077098001234", date(1998, 8, 15), "Nam", date(2038, 8, 15))


def test_a_card_on_the_glass_through_the_pipeline() -> None:
    scan = on_scanner(card_back(LINES, 300), 3.0, "dark", margin=0.3)
    kept = clean(scan.image, 300, store_dpi=300)
    pixels, dpi = load_image(kept.jpeg)
    mrz = find_mrz(seen(pixels, dpi), today=TODAY)
    assert mrz is not None
    assert mrz.number == "077098001234"


def test_a_wrong_digit_on_the_card_is_not_believed() -> None:
    wrong = [LINES[0], LINES[1].replace("3808159", "3908159"), LINES[2]]
    lines = seen(card_back(wrong, 300), 300)
    assert any("<<" in line for line in lines)
    assert find_mrz(lines, today=TODAY) is None


def test_pages_that_are_no_card_take_no_time_and_no_child() -> None:
    assert seen(text_page(1, 100), 100) == ()
    assert seen(card_back(LINES, 300), 100) == ()
    assert read_zone(np.zeros((1, 1), np.uint8), 200) == ()


def test_a_card_without_a_zone() -> None:
    front = card_back([], 300)
    assert find_mrz(seen(front, 300), today=TODAY) is None
    assert find_codes(front) == ()
