"""What scans from other people's scanners showed that drawn pages had not; each is drawn anew here, with nothing of theirs."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.documents import clean, is_card
from kiosk.documents.card import card_boxes
from kiosk.documents.light import evenly_lit
from tests.documents.testset_cards import draw_card
from tests.documents.testset_papers import draw
from tests.documents.testset_pen import MORE_SENTENCES, Pen, photograph

Pixels = NDArray[np.uint8]
DPI = 200
MM = DPI / 25.4
WHITE = (250, 250, 248)


def px(mm: float) -> int:
    return round(mm * MM)


def page_of(size_mm: tuple[int, int] = (210, 297), *, dpi: int = DPI) -> Pen:
    return Pen(5, dpi, "DejaVu Sans", size_mm, held_out=False, paper=WHITE)


def small_type(pen: Pen, *, left: float, right: float, top: float, lines: int, size: float) -> None:
    words = [word for sentence in MORE_SENTENCES * 6 for word in sentence.split()]
    per_line = int((right - left) / (size * 2.6))
    for line in range(lines):
        pen.text(left, top + line * size * 1.7, " ".join(words[line * per_line : (line + 1) * per_line]), size)


def turned(pixels: Pixels, degrees: float) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE), np.uint8)


@pytest.mark.parametrize("lies", [0, 180])
def test_small_type_is_read_closely_before_a_page_is_turned(lies: int) -> None:
    """At 100 dpi its letters run together, and seem to hang."""
    pen = page_of((210, 60), dpi=400)
    small_type(pen, left=12, right=198, top=15, lines=6, size=1.5)
    scan = np.ascontiguousarray(np.rot90(pen.pixels(), lies // 90))
    assert clean(scan, 400).rotation == lies


def textured_photograph(width: int, height: int) -> Pixels:
    """Boards that run a little upwards, knots, and a bright, soft sky."""
    chance = np.random.default_rng(3)
    shown = np.full((height, width, 3), (190, 205, 180), np.float32)
    boards = np.zeros((height, width), np.float32)
    for y in range(height // 3, height, 14):
        cv2.line(boards, (0, y), (width, y - round(width * 0.02)), float(chance.uniform(60, 130)), 5)
    for _ in range(60):
        cv2.ellipse(
            boards,
            (int(chance.integers(width)), int(chance.integers(height // 3, height))),
            (9, 5),
            0,
            0,
            360,
            float(chance.uniform(40, 120)),
            -1,
        )
    shown[height // 3 :] -= 60
    shown -= boards[..., None]
    return np.clip(cv2.GaussianBlur(shown, (0, 0), 2.5), 0, 255).astype(np.uint8)


def page_of_a_photograph(caption: str) -> Pixels:
    pen = page_of()
    pen.text(25, 20, caption, 4)
    pixels = pen.pixels()
    shown = textured_photograph(px(160), px(110))
    pixels[px(30) : px(30) + shown.shape[0], px(25) : px(25) + shown.shape[1]] = shown
    return pixels


@pytest.mark.parametrize("quarter", [0, 1])
def test_a_photograph_with_two_words_is_left_as_it_lies(quarter: int) -> None:
    """Its boards are no lines of type, its knots no letters."""
    page = clean(np.ascontiguousarray(np.rot90(page_of_a_photograph("Trang một."), quarter)), DPI)
    assert (page.rotation, page.skew_deg) == (0, 0.0)


def test_a_photograph_may_be_soft() -> None:
    """It was taken so; what is printed beside it is sharp."""
    assert "blurred" not in clean(page_of_a_photograph("Ảnh chụp mặt tiền nhà số 15, đường Lê Lợi"), DPI).reasons


def test_a_page_on_its_side_is_straightened_by_its_lines_not_by_its_columns() -> None:
    pen = page_of()
    for left in (20, 110):
        small_type(pen, left=left, right=left + 80, top=25, lines=50, size=2.8)
    pixels = pen.pixels()
    pixels = turned(pixels, 3.0)
    # The edge of the copied book: upright, whatever the page does.
    pixels[px(10) : px(280), px(203) : px(203) + 6] = 30
    page = clean(np.ascontiguousarray(np.rot90(pixels)), DPI)
    assert page.rotation == 90
    assert page.skew_deg == pytest.approx(3.0, abs=0.2)


def test_a_printed_bar_is_no_lid() -> None:
    """Two black bands that run off a page: what is printed beyond them stays."""
    pen = page_of()
    pen.text(6, 10, "Kính gửi: Ủy ban nhân dân xã Bình Châu", 5)
    pixels = pen.pixels()
    pixels[px(40) : px(65), px(45) :] = 20
    pixels[px(40) :, px(45) : px(70)] = 20
    page = clean(pixels, DPI)
    assert (page.width, page.height) == pytest.approx((pixels.shape[1], pixels.shape[0]), abs=px(4))


def test_of_two_sheets_on_a_dark_lid_none_is_lost() -> None:
    glass = np.full((px(297), px(216), 3), 30, np.uint8)
    for top, left, seed in ((8, 10, 4), (210, 60, 6)):
        sheet = draw("receipt", seed, DPI)[0][: px(80 if top > 100 else 190), : px(70)]
        glass[px(top) : px(top) + sheet.shape[0], px(left) : px(left) + sheet.shape[1]] = sheet
    page = clean(glass, DPI)
    assert page.width * page.height > 0.95 * glass.shape[0] * glass.shape[1]


@pytest.mark.parametrize("lid", [20, 150])
def test_binders_holes_cover_nothing(lid: int) -> None:
    pixels, _ = draw("text", 9, DPI)
    pixels = pixels.copy()
    for y in (60, 148, 236):
        cv2.circle(pixels, (px(9), px(y)), px(4), (lid, lid, lid), -1, cv2.LINE_AA)
    assert "covered" not in clean(pixels, DPI).reasons


def with_a_line_along_the_glass(pixels: Pixels) -> Pixels:
    """As some scanners draw it at the top and on the left, here thinner towards one end."""
    width = pixels.shape[1]
    shaded = pixels.copy()
    cv2.fillConvexPoly(shaded, np.array([(0, 0), (width, 0), (width, px(1.4)), (0, px(0.3))], np.int32), (78, 78, 80))
    shaded[:, : px(0.5)] = 112
    return shaded


@pytest.mark.parametrize("cut_mm", [0.0, 2.5])
def test_a_card_pushed_into_the_corner_of_a_shaded_glass_is_cut_out(cut_mm: float) -> None:
    """The glass begins some way inside its frame: a strip of the card is missing."""
    glass = np.full((px(297), px(216), 3), 253, np.uint8)
    card = draw_card("front 2021", 2, DPI)[:, px(cut_mm) :]
    glass[px(45) : px(45) + card.shape[0], : card.shape[1]] = card
    page = clean(with_a_line_along_the_glass(glass), DPI)
    assert (page.width / MM, page.height / MM) == pytest.approx((85.6 - cut_mm, 54.0), abs=1.2)
    assert is_card(page) == (cut_mm == 0.0)


def test_a_square_picture_at_the_end_of_the_glass_is_no_card() -> None:
    glass = np.full((px(297), px(216), 3), 253, np.uint8)
    glass[px(60) : px(146), : px(86)] = (90, 120, 160)
    assert card_boxes(glass, DPI) == []


def test_a_dark_line_along_the_glass_is_no_fading_light() -> None:
    glass = np.full((1169, 850, 3), 254, np.uint8)
    glass[:6] = 80
    glass[:585, :6] = 112
    assert evenly_lit(glass) is glass


def test_a_sheet_as_large_as_the_glass_lies_a_little_askew_and_nothing_is_cut() -> None:
    """Its corners reach over the end of the glass by the width of a margin's part."""
    pixels, _ = draw("text", 12, DPI)
    askew = turned(pixels, 0.45)
    height, width = askew.shape[:2]
    # The lid shows along the top only.
    cv2.fillConvexPoly(askew, np.array([(0, 0), (width, 0), (width, round(width * 0.008)), (0, 2)], np.int32), (70, 70, 72))
    assert "cut_at_edge" not in clean(askew[: height - 4, : width - 4], DPI).reasons


def test_a_sharp_photograph_alone_is_no_page_of_type() -> None:
    assert clean(photograph(4, px(150), px(100)), DPI).rotation == 0
