"""A page lies crooked on the glass and comes out straight and cut along its edges. Truth is where the maker put the paper."""

from __future__ import annotations

import io
import random
import statistics

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.devices.virtual.papers import Background, Pixels, Scan, a4, blank_page, form_page, on_scanner, text_page
from kiosk.documents import CleanPage, clean
from tests.documents.measures import lost, overlap, residual_skew, to_output
from tests.documents.testset import Recipe, blank_recipes, make

DPI = 200


def pixels(page: CleanPage) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(page.jpeg)))


def crooked(seed: int, background: Background) -> Scan:
    chance = random.Random(seed)
    paper = form_page(seed, DPI) if seed % 3 == 0 else text_page(seed, DPI)
    return on_scanner(paper, chance.uniform(-15, 15), background, seed=seed)


@pytest.fixture(scope="module")
def twelve() -> list[tuple[Scan, CleanPage]]:
    scans = [crooked(seed, ("dark", "gray")[seed % 2]) for seed in range(12)]
    return [(scan, clean(scan.image, DPI)) for scan in scans]


def test_twelve_crooked_pages_come_out_straight(twelve: list[tuple[Scan, CleanPage]]) -> None:
    left = [residual_skew(page, scan.corners) for scan, page in twelve]
    assert statistics.median(left) <= 0.1, left
    assert max(left) <= 0.3, left


def test_they_are_cut_along_their_edges(twelve: list[tuple[Scan, CleanPage]]) -> None:
    overlaps = [overlap(page, scan.corners, scan.image.shape) for scan, page in twelve]
    assert min(overlaps) >= 0.98, overlaps


def test_the_skew_is_told_with_its_sign(twelve: list[tuple[Scan, CleanPage]]) -> None:
    assert [round(page.skew_deg, 1) for _, page in twelve] == pytest.approx([round(scan.skew_deg, 1) for scan, _ in twelve], abs=0.3)


def test_straight_text_pages_are_good(twelve: list[tuple[Scan, CleanPage]]) -> None:
    assert [(page.verdict, page.reasons) for _, page in twelve] == [("good", ())] * 12


@pytest.mark.parametrize("background", ["dark", "gray"])
def test_the_picture_shows_the_very_page(background: Background) -> None:
    """Not only the reported corners are right: the JPEG lies pixel on pixel over the paper that was put on the glass."""
    paper = text_page(40, DPI)
    page = clean(on_scanner(paper, -6.3, background).image, DPI)
    width, height = a4(DPI)
    assert abs(page.width - width) <= 4
    assert abs(page.height - height) <= 4
    shown = cv2.cvtColor(cv2.resize(pixels(page), (width, height)), cv2.COLOR_RGB2GRAY).astype(np.float64)
    truth = cv2.cvtColor(paper, cv2.COLOR_RGB2GRAY).astype(np.float64)
    assert np.corrcoef(shown.ravel(), truth.ravel())[0, 1] > 0.93


@pytest.mark.parametrize("skew", [0.0, 1.3, -4.0, 12.5])
def test_on_a_white_background_nothing_is_cut(skew: float) -> None:
    paper = text_page(7, DPI)
    scan = on_scanner(paper, skew, "white", margin=0.01)
    page = clean(scan.image, DPI)
    ys, xs = np.nonzero(cv2.cvtColor(paper, cv2.COLOR_RGB2GRAY) < 128)
    inked = np.column_stack([xs, ys]).astype(np.float64)
    width, height = a4(DPI)
    corners = np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5)], np.float32)
    onto = cv2.getAffineTransform(corners, np.float32(scan.corners)[:3])
    ink = to_output(page, inked @ onto[:, :2].T + onto[:, 2])
    assert ink.min() > 0
    assert (ink < [page.width, page.height]).all()
    dark = int((cv2.cvtColor(pixels(page), cv2.COLOR_RGB2GRAY) < 128).sum())
    assert dark == pytest.approx(len(inked), rel=0.1)
    assert residual_skew(page, scan.corners) <= 0.1
    assert page.verdict == "good"


def test_a_page_that_fills_the_picture_stays_whole_and_a4() -> None:
    page = clean(text_page(3, DPI), DPI)
    assert (page.width, page.height) == a4(DPI)


@pytest.mark.parametrize("fault", ["dark", "blurred"])
def test_a_page_without_a_bed_is_never_cut_through_its_text(fault: str) -> None:
    paper = text_page(1, DPI)
    worse = {
        "dark": lambda: paper * 0.25,
        "blurred": lambda: cv2.GaussianBlur(paper, (0, 0), 5),
    }[fault]()
    page = clean(np.asarray(worse, np.uint8), DPI)
    assert (page.width, page.height) == a4(DPI)


def test_the_foot_of_a_page_alone_stays_whole() -> None:
    strip = text_page(1, DPI)[-780:]
    page = clean(np.ascontiguousarray(strip), DPI)
    assert (page.height, page.width) == strip.shape[:2]


def test_pencil_beside_the_sheet_is_kept() -> None:
    """On a white lid: nothing that is written may be left out, be it beside what was taken for the sheet."""
    sample = make(Recipe(5, "a5", "white"))
    assert clean(sample.pixels, DPI).width < sample.pixels.shape[1]
    left, top = (int(edge) for edge in sample.truth.corners.min(axis=0))
    at = (max(10, left - 60), top + 400)
    assert at[0] < left - 40
    noted = sample.pixels.copy()
    lid = noted[at[1], at[0]].astype(int)
    cv2.putText(noted, "10", (at[0], at[1]), cv2.FONT_HERSHEY_SIMPLEX, 0.9, tuple((lid - 45).tolist()), 2, cv2.LINE_AA)
    assert to_output(clean(noted, DPI), np.array([at], np.float64)).min() > 0


def test_print_that_shines_through_an_empty_back_is_no_edge() -> None:
    """Its own edges differ from the lid by less than two levels; rows of print shine through it (page 116 of the set)."""
    sample = make(blank_recipes()[116])
    assert lost(clean(sample.pixels, DPI), sample.truth.corners, sample.pixels.shape) <= 0.01


def test_where_nothing_can_be_seen_the_page_keeps_its_size() -> None:
    """Paper and lid of the same white, and no shadow."""
    sample = make(Recipe(5, background="white_same", skew_deg=2.0))
    page = clean(sample.pixels, DPI)
    assert (page.height, page.width) == sample.pixels.shape[:2]
    assert residual_skew(page, sample.truth.corners) <= 0.1


def test_300_dpi_is_stored_with_200_and_150_is_not_blown_up() -> None:
    fine = clean(on_scanner(text_page(2, 300), 3, "dark").image, 300)
    coarse = clean(on_scanner(text_page(2, 150), 3, "dark").image, 150)
    assert fine.dpi == 200
    assert coarse.dpi == 150
    for page in (fine, coarse):
        assert page.width / page.dpi * 25.4 == pytest.approx(210, abs=1)
        assert page.height / page.dpi * 25.4 == pytest.approx(297, abs=1)
        header = Image.open(io.BytesIO(page.jpeg))
        assert header.size == (page.width, page.height)
        assert header.info["dpi"] == (page.dpi, page.dpi)


def test_gray_stays_gray() -> None:
    scan = on_scanner(text_page(2, DPI), 3, "dark")
    page = clean(cv2.cvtColor(scan.image, cv2.COLOR_RGB2GRAY), DPI)
    assert Image.open(io.BytesIO(page.jpeg)).mode == "L"
    assert overlap(page, scan.corners, scan.image.shape) >= 0.98


def test_a_red_stamp_stays_red() -> None:
    page = pixels(clean(on_scanner(text_page(1, DPI), 4, "gray").image, DPI)).astype(np.int16)
    red = (page[..., 0] - page[..., 1] > 80) & (page[..., 0] - page[..., 2] > 60)
    assert red.mean() > 0.001


def test_a_small_card_is_cut_out_of_a_large_bed() -> None:
    """An identity card, 85.6 mm wide, alone on the glass."""
    card = cv2.resize(form_page(3, DPI)[300:1300, 100:1600], (674, 425), interpolation=cv2.INTER_AREA)
    scan = on_scanner(card, -5.0, "dark", margin=0.8)
    page = clean(scan.image, DPI)
    assert overlap(page, scan.corners, scan.image.shape) >= 0.98
    assert residual_skew(page, scan.corners) <= 0.3


@pytest.mark.parametrize("shift", [(-150.0, 0.0), (0.0, 200.0), (-300.0, -300.0)])
def test_a_page_over_the_edge_of_the_glass_is_doubtful_and_still_straight(shift: tuple[float, float]) -> None:
    scan = on_scanner(text_page(1, DPI), 2, "dark", shift=shift)
    page = clean(scan.image, DPI)
    assert "cut_at_edge" in page.reasons
    assert page.verdict == "doubtful"
    assert residual_skew(page, scan.corners) <= 0.3


def test_a_photograph_without_edges_is_left_whole() -> None:
    """A picture that fills the frame has dark and light parts, but no sheet to cut out."""
    chance = np.random.default_rng(5)
    rough = chance.integers(10, 250, (9, 7, 3), dtype=np.uint8)
    photo = cv2.resize(rough, (827, 1169), interpolation=cv2.INTER_CUBIC)
    page = clean(np.asarray(photo, np.uint8), 100)
    assert page.width >= 826
    assert page.height >= 1168


def test_the_blank_back_of_a_page_is_still_cut_out() -> None:
    scan = on_scanner(blank_page(DPI), 4, "gray")
    page = clean(scan.image, DPI)
    assert overlap(page, scan.corners, scan.image.shape) >= 0.98
