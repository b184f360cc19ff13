"""Which way an identity card lies, however it was put on the glass; and its back under its front, whichever was scanned first."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.devices.virtual.papers import on_scanner
from kiosk.documents import clean, is_card, lay_cards
from kiosk.documents.card_way import shows_zone, which_way_card
from kiosk.documents.orientation import TURNS
from tests.documents.testset_cards import CARD_SIDES, CardSide, draw_card
from tests.documents.testset_pen import FRESH_FAMILIES, HOUSE, Pixels

DPI = 300


def sensed(card: Pixels, seed: int) -> Pixels:
    """Through a soft lens, with a sensor's noise."""
    soft = cv2.GaussianBlur(card, (0, 0), 1.2)
    return np.clip(soft + np.random.default_rng(seed).normal(0, 4, soft.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("side", CARD_SIDES)
def test_each_side_any_way_round(side: CardSide, turns: int) -> None:
    for number, family in enumerate((HOUSE, "Liberation Serif", *FRESH_FAMILIES)):
        card = cv2.cvtColor(sensed(draw_card(side, 100 * turns + number, DPI, family), number), cv2.COLOR_RGB2GRAY)
        lying = np.ascontiguousarray(np.rot90(card, turns))
        assert which_way_card(lying, DPI).rotation == TURNS[turns], family
        assert shows_zone(lying, DPI) == side.startswith("back")


@pytest.mark.parametrize(("side", "turns"), [("front 2021", 1), ("front 2024", 2), ("back 2021", 3), ("back 2024", 2)])
def test_through_the_pipeline(side: CardSide, turns: int) -> None:
    lying = np.ascontiguousarray(np.rot90(sensed(draw_card(side, turns, DPI), 5), turns))
    page = clean(on_scanner(lying, 4.0, "dark", margin=0.3).image, DPI, store_dpi=DPI)
    assert is_card(page)
    assert page.rotation == TURNS[turns]
    assert page.width > page.height


def test_a_card_that_nothing_is_printed_on_lies_on_its_long_side() -> None:
    plain = np.full((1011, 638), 210, np.uint8)
    assert which_way_card(plain, DPI).rotation == 90
    assert which_way_card(np.ascontiguousarray(plain.T), DPI).rotation == 0


def test_the_front_is_above_whichever_was_scanned_first() -> None:
    front, back = (_jpeg(draw_card(side, 7, DPI)) for side in ("front 2024", "back 2024"))
    assert lay_cards(front, back) == lay_cards(back, front)
    page = np.asarray(Image.open(io.BytesIO(lay_cards(back, front))).convert("RGB")).astype(int)
    red = (page[..., 0] - page[..., 1] > 90) & (page[..., 0] > 150)
    assert red[: len(red) // 2].sum() > 5 * red[len(red) // 2 :].sum()  # emblem and title are on the front


def test_two_sides_that_tell_nothing_keep_their_order() -> None:
    dark, light = (_jpeg(np.full((638, 1011, 3), level, np.uint8)) for level in (90, 200))
    page = np.asarray(Image.open(io.BytesIO(lay_cards(dark, light))).convert("L"))
    assert page[1000, 1240] < 120 < page[2100, 1240]


def _jpeg(pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90, dpi=(DPI, DPI))
    return buffer.getvalue()
