"""A verdict names its reason and shows the place."""

from __future__ import annotations

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.documents import CleanPage, Mark, annotate, clean
from kiosk.documents.judge import judge
from kiosk.documents.place import cut_out
from kiosk.documents.rim import beyond_marks
from kiosk.documents.where import Reason, marks_of
from kiosk.errors import InputError
from kiosk.settings import Page as Limits
from tests.documents import defects
from tests.documents.testset import Background, Recipe, Sample, make

USUAL = Recipe(seed=31, kind="text", background="gray", skew_deg=1.8)
LEFT, TOP, RIGHT, BOTTOM = 0, 1, 2, 3


@pytest.fixture(scope="module")
def usual() -> Sample:
    return make(USUAL)


def marked(pixels: np.ndarray, reason: Reason) -> tuple[CleanPage, list[Mark]]:
    page = clean(pixels, 200)
    assert reason in page.reasons, page.reasons
    return page, [mark for mark in page.marks if mark.reason == reason]


def test_a_good_page_has_no_marks(usual: Sample) -> None:
    page = clean(usual.pixels, 200)
    assert (page.verdict, page.marks, page.blank) == ("good", (), False)


@pytest.mark.parametrize("side", [LEFT, RIGHT])
def test_a_side_out_of_focus_is_marked_on_that_side(usual: Sample, side: defects.Side) -> None:
    page, marks = marked(defects.partly_blurred(usual, 0.4, side), "blurred")
    middle = np.mean([mark.x + mark.width / 2 for mark in marks])
    assert page.verdict == "doubtful"
    assert middle < 0.45 if side == LEFT else middle > 0.55


@pytest.mark.parametrize("down", [False, True])
def test_a_page_smeared_in_one_direction_is_blurred(usual: Sample, *, down: bool) -> None:
    marked(defects.smeared(usual, 1.0, down=down), "blurred")


def test_thin_rules_do_not_make_a_blurred_page_sharp() -> None:
    sample = make(Recipe(seed=988_992, kind="table", background="dark", skew_deg=0.6, family="Liberation Sans", held_out=True))
    marked(defects.smeared(sample, 0.8, down=False), "blurred")
    marked(defects.out_of_focus(sample, 0.254, np.random.default_rng(3)), "blurred")
    soft = clean(defects.out_of_focus(sample, 0.1016, np.random.default_rng(3)), 200)
    assert soft.reasons == ()


def test_a_shadow_is_marked_where_it_falls(usual: Sample) -> None:
    _, marks = marked(defects.shadowed(usual, 0.15, TOP), "too_dark")
    assert all(mark.y == 0 and mark.y + mark.height < 0.5 for mark in marks)


def test_print_bleached_on_one_side_is_too_light_there() -> None:
    sample = make(replace(USUAL, background="white"))
    _, marks = marked(defects.partly_bleached(sample, 0.12, BOTTOM), "too_light")
    assert min(mark.y for mark in marks) > 0.4


def test_a_cards_own_pattern_is_not_pale_print() -> None:
    """Seven of a card's tiles are pattern for one with words."""
    card = make(Recipe(685_461, "card", "white", bed="tight", family="DejaVu Sans Mono", held_out=True))
    assert clean(card.pixels, card.dpi).reasons == ()


@pytest.mark.parametrize("side", [LEFT, TOP, RIGHT, BOTTOM])
def test_lines_that_go_on_beyond_the_glass_are_marked_at_that_side(usual: Sample, side: defects.Side) -> None:
    _, marks = marked(defects.cut_by_the_glass(usual, side, 0.6), "cut_at_edge")
    low, high = min(mark.x for mark in marks), max(mark.x + mark.width for mark in marks)
    top, bottom = min(mark.y for mark in marks), max(mark.y + mark.height for mark in marks)
    assert (low < 0.05, top < 0.05, high > 0.95, bottom > 0.95)[side]


def test_a_line_of_print_along_the_end_of_the_glass_is_no_background() -> None:
    sample = make(Recipe(905_700, "text", "gray", -0.11766632460004445, family="FreeSans", held_out=True))
    marked(defects.cut_by_the_glass(sample, TOP, 0.6), "cut_at_edge")


def test_a_stamp_across_the_sheets_own_edge_is_no_fault() -> None:
    """Dấu giáp lai: sheets that belong together are stamped across their edges."""
    sample = make(USUAL)
    inward = np.array([(1.0, 0.45), (1.0, 0.55)])
    at = cv2.perspectiveTransform(inward[None], defects._onto_scan(sample))[0]
    shown = sample.pixels.copy()
    cv2.circle(shown, tuple(int(value) for value in at.mean(axis=0)), round(15 / 25.4 * 200), (196, 24, 36), 8)
    outside = np.ones(shown.shape[:2], np.uint8)
    cv2.fillConvexPoly(outside, np.round(sample.truth.corners).astype(np.int32), 0)
    shown[outside > 0] = sample.pixels[outside > 0]
    assert "cut_at_edge" not in clean(shown, 200).reasons


@pytest.mark.parametrize("background", ["dark", "gray"])
def test_a_folded_corner_is_marked_in_that_corner(background: Background) -> None:
    sample = make(replace(USUAL, background=background, skew_deg=-2.0, defects=(("folded", 22.0),)))
    page, marks = marked(sample.pixels, "covered")
    corner = cv2.perspectiveTransform(sample.truth.marks["folded"][:1][None], np.linalg.inv(defects._onto_scan(sample)))[0][0]
    assert page.verdict == "doubtful"
    assert any(
        mark.x - 0.02 <= corner[0] <= mark.x + mark.width + 0.02 and mark.y - 0.02 <= corner[1] <= mark.y + mark.height + 0.02
        for mark in marks
    )


@pytest.mark.parametrize("cover", [defects.under_a_finger, defects.under_a_note])
def test_what_lies_over_the_page_is_marked(usual: Sample, cover: object) -> None:
    pixels = cover(usual, 25, RIGHT, np.random.default_rng(2))  # type: ignore[operator]
    _, marks = marked(pixels, "covered")
    assert max(mark.x + mark.width for mark in marks) > 0.97


def test_a_finger_is_found_where_it_drags_the_background_into_the_crop() -> None:
    """It sticks out over the dark background, so that the crop goes farther than the page."""
    sample = make(replace(USUAL, background="dark"))
    _, marks = marked(defects.under_a_finger(sample, 18, BOTTOM, np.random.default_rng(2)), "covered")
    assert max(mark.y + mark.height for mark in marks) > 0.8


def test_a_finger_under_a_white_lid_is_found_where_the_scan_ends() -> None:
    sample = make(replace(USUAL, background="white", skew_deg=3.0))
    marked(defects.under_a_finger(sample, 18, TOP, np.random.default_rng(2)), "covered")


@pytest.mark.parametrize("cover", [False, True])
def test_background_in_the_crop_is_neither_a_cut_nor_a_cover(*, cover: bool) -> None:
    """In uneven light an edge may be taken for another, farther out; what lies over the page is found there too."""
    sample = make(replace(USUAL, skew_deg=3.0))
    pixels = defects.under_a_finger(sample, 18, RIGHT, np.random.default_rng(2)) if cover else sample.pixels
    corners = sample.truth.corners.copy()
    along = corners[1] - corners[0]
    # 10 mm farther than the scan shows at its lower end.
    corners[1:3] += along / np.linalg.norm(along) * (pixels.shape[1] - corners[2, 0] + 10 / 25.4 * 200)
    beyond = beyond_marks(corners, pixels.shape, 200)
    straight = cut_out(pixels, corners, 1.0)
    found = judge(
        straight, 200, limits=Limits(), hidden=(False, False, True, False), beyond=beyond, scan=pixels, scan_dpi=200, corners=corners
    )
    assert beyond
    assert found.reasons == (("covered",) if cover else ())


@pytest.mark.parametrize("chance", range(3))
def test_a_pattern_printed_under_the_words_is_no_fault(usual: Sample, chance: int) -> None:
    page = clean(defects.on_patterned_paper(usual, np.random.default_rng(chance)), 200)
    assert page.reasons == ()


@pytest.mark.parametrize("seed", [1, 4])
def test_a_soft_lens_and_jpeg_do_not_pass_for_a_coarse_scan(seed: int) -> None:
    sample = make(Recipe(seed=seed, kind="form", background="gray", skew_deg=1.0, jpeg=80, defects=(("blurred", 0.1),)))
    assert clean(sample.pixels, 200).reasons == ()


def test_a_crooked_page_whose_lower_edge_does_not_show_is_not_said_to_be_cut() -> None:
    """Under a white lid the page ends who knows where; its crop goes beyond the picture at one corner."""
    sample = make(Recipe(seed=77_442, kind="capitals", background="white", skew_deg=1.088, family="DejaVu Sans", jpeg=85))
    assert clean(sample.pixels, 200).reasons == ()


def test_a_coarse_scan_that_was_enlarged_is_found_out(usual: Sample) -> None:
    page, marks = marked(defects.blown_up(usual, 100, cv2.INTER_LINEAR), "low_resolution")
    assert page.verdict == "bad"
    assert marks == [Mark("low_resolution", 0.0, 0.0, 1.0, 1.0)]


def test_a_coarse_receipt_is_found_out_though_its_rows_hide_the_grid() -> None:
    sample = make(Recipe(seed=755_523, kind="receipt", background="dark", skew_deg=1.428))
    page, _ = marked(defects.blown_up(sample, 100, cv2.INTER_CUBIC), "low_resolution")
    assert page.verdict == "bad"


def test_boxes_lie_around_the_largest_patches() -> None:
    mask = np.zeros((10, 20), np.bool_)
    mask[2:4, 5:10] = mask[8:10, 0:2] = True
    assert marks_of("blurred", mask, most=1) == (Mark("blurred", 0.25, 0.2, 0.25, 0.2),)
    assert len(marks_of("blurred", mask)) == 2


def test_the_technicians_picture_has_a_frame_at_each_mark(usual: Sample) -> None:
    jpeg = clean(usual.pixels, 200).jpeg
    shown = Image.open(io.BytesIO(annotate(jpeg, [Mark("cut_at_edge", 0.5, 0.25, 0.5, 0.5)])))
    plain = Image.open(io.BytesIO(jpeg))
    assert shown.size == plain.size
    assert shown.info["dpi"] == plain.info["dpi"]
    red = np.asarray(shown)[shown.height // 2, shown.width // 2 - 2 : shown.width // 2 + 8].astype(int)
    assert (red[:, 0] - red[:, 1]).max() > 100


def test_a_picture_of_what_is_no_page_is_refused() -> None:
    with pytest.raises(InputError, match=r"page\.unreadable"):
        annotate(b"no JPEG", [])
