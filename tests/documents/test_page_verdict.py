"""What the kiosk says of a page before the resident leaves."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.devices.virtual.papers import Pixels, blank_page, blur, darken, fade, form_page, on_scanner, text_page
from kiosk.documents import CleanPage, clean
from tests.documents.testset import Recipe, make

DPI = 200


@pytest.fixture(scope="module")
def paper() -> Pixels:
    return text_page(1, DPI)


@pytest.fixture(scope="module")
def scan(paper: Pixels) -> Pixels:
    return on_scanner(paper, 0.0, "dark").image


def verdict(page: CleanPage) -> tuple[str, tuple[str, ...]]:
    return page.verdict, page.reasons


@pytest.mark.parametrize("dpi", [200, 300])
def test_a_usual_page_is_good(dpi: int) -> None:
    assert verdict(clean(text_page(11, dpi), dpi)) == ("good", ())
    assert verdict(clean(form_page(12, dpi), dpi)) == ("good", ())


@pytest.mark.parametrize(("dpi", "expected"), [(150, "doubtful"), (100, "bad")])
def test_a_coarser_scan_than_the_law_asks_for_is_too_coarse(dpi: int, expected: str) -> None:
    assert verdict(clean(text_page(11, dpi), dpi)) == (expected, ("low_resolution",))


def test_a_page_with_one_line_is_not_blank() -> None:
    page = clean(text_page(1, DPI, lines=1, stamp=False, signature=False), DPI)
    assert verdict(page) == ("good", ())


def test_a_few_words_are_not_blank() -> None:
    page = blank_page(DPI)
    page[1100:1140, 700:980] = text_page(1, DPI)[540:580, 240:520]
    assert "blank" not in clean(page, DPI).reasons


@pytest.mark.parametrize("level", [246, 225, 200])
def test_an_empty_page_is_blank(level: int) -> None:
    assert verdict(clean(blank_page(DPI, paper=level), DPI)) == ("doubtful", ("blank",))


def test_an_empty_back_side_on_a_dark_background_is_blank() -> None:
    assert verdict(clean(on_scanner(blank_page(DPI), 3, "dark").image, DPI)) == ("doubtful", ("blank",))


def test_a_crease_in_pieces_is_blank() -> None:
    """A fold that lies askew shows as short pieces, one or two px high."""
    back = make(Recipe(seed=427_867, kind="back", background="gray", skew_deg=-4.63, family="Liberation Serif", jpeg=85))
    assert verdict(clean(back.pixels, DPI)) == ("doubtful", ("blank",))


@pytest.mark.parametrize(("sigma", "expected"), [(1.0, "good"), (2.6, "doubtful"), (5.0, "bad")])
def test_blur(scan: Pixels, sigma: float, expected: str) -> None:
    page = clean(blur(scan, sigma), DPI)
    assert verdict(page) == (expected, () if expected == "good" else ("blurred",))


def test_blur_is_judged_alike_at_300_dpi() -> None:
    fine = text_page(1, 300)
    assert clean(blur(fine, 1.5), 300).reasons == ()
    assert clean(blur(fine, 3.9), 300).reasons == ("blurred",)


@pytest.mark.parametrize(("factor", "expected"), [(0.7, "good"), (0.45, "doubtful"), (0.25, "bad")])
def test_dark(scan: Pixels, factor: float, expected: str) -> None:
    page = clean(darken(scan, factor), DPI)
    assert verdict(page) == (expected, () if expected == "good" else ("too_dark",))


@pytest.mark.parametrize(("rest", "expected"), [(0.5, "good"), (0.2, "doubtful"), (0.15, "bad")])
def test_faint(paper: Pixels, rest: float, expected: str) -> None:
    page = clean(fade(paper, rest), DPI)
    assert verdict(page) == (expected, () if expected == "good" else ("too_light",))


def test_text_that_runs_over_the_glass_is_cut_at_the_edge(paper: Pixels) -> None:
    """The scanner's lid is white, so no edge is seen; but the lines go on beyond the picture."""
    page = clean(paper[:, :1200], DPI)
    assert verdict(page) == ("doubtful", ("cut_at_edge",))


def test_a_shadow_along_the_side_is_not_cut_text(paper: Pixels) -> None:
    shaded = paper.copy()
    shaded[:, :4] = 90
    assert "cut_at_edge" not in clean(shaded, DPI).reasons


def test_a_page_that_is_blurred_and_dark_says_both(scan: Pixels) -> None:
    page = clean(darken(blur(scan, 5), 0.25), DPI)
    assert page.verdict == "bad"
    assert set(page.reasons) == {"too_dark", "blurred"}


def test_its_words_hold_no_pixels(paper: Pixels) -> None:
    """A page ends up in no log by way of its repr."""
    assert len(repr(clean(paper, DPI))) < 80
    assert np.array_equal(paper, text_page(1, DPI)), "clean must not write into its source"
