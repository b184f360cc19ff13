"""A part of the test set, at 150 dpi: `make accuracy` measures the whole of it."""

from __future__ import annotations

import io
import statistics
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from kiosk.documents import CleanPage, cards_on_glass, clean, is_card, lay_cards
from kiosk.documents.light import evened, uneven_light
from kiosk.documents.orientation import TURNS, Rotation, which_way_up
from kiosk.errors import InputError
from tests.documents.measures import lost, overlap, residual_skew
from tests.documents.testset import Background, Bed, Recipe, Sample, make
from tests.documents.testset_papers import Kind, draw
from tests.documents.testset_pen import Pen, photograph

DPI = 150


def cleaned(recipe: Recipe) -> tuple[Sample, CleanPage]:
    sample = make(replace(recipe, dpi=DPI))
    return sample, clean(sample.pixels, DPI)


def iou(sample: Sample, page: CleanPage) -> float:
    return overlap(page, sample.truth.corners, sample.pixels.shape)


@pytest.mark.parametrize(("background", "least"), [("dark", 0.995), ("gray", 0.995), ("white", 0.99), ("white_faint", 0.985)])
def test_pages_are_cut_along_their_edges(background: Background, least: float) -> None:
    kinds: tuple[Kind, ...] = ("text", "form", "photo", "faint")
    pairs = [cleaned(Recipe(40 + number, kind, background, skew_deg=4.0 * number - 7)) for number, kind in enumerate(kinds)]
    assert min(iou(*pair) for pair in pairs) >= least
    assert statistics.median(residual_skew(page, sample.truth.corners) for sample, page in pairs) <= 0.03


def test_a_page_that_nobody_can_see_is_kept_whole() -> None:
    sample, page = cleaned(Recipe(3, "stamped", "white_same", skew_deg=-6.0))
    assert lost(page, sample.truth.corners, sample.pixels.shape) <= 0.01
    assert residual_skew(page, sample.truth.corners) <= 0.1


@pytest.mark.parametrize("skew", [-3.0, 11.0])
def test_an_empty_back_is_cut_out_under_a_white_lid(skew: float) -> None:
    sample, page = cleaned(Recipe(9, "back", "white", skew_deg=skew))
    assert page.blank
    assert iou(sample, page) >= 0.98


@pytest.mark.parametrize("lift", [0.03, -0.03])
def test_a_page_lifted_at_one_side_becomes_right_angled(lift: float) -> None:
    sample, page = cleaned(Recipe(12, "form", "dark", skew_deg=2.0, lift=lift))
    assert residual_skew(page, sample.truth.corners) <= 0.05
    assert iou(sample, page) >= 0.995


@pytest.mark.parametrize("rotation", TURNS)
@pytest.mark.parametrize(
    ("kind", "family"), [("text", "Liberation Serif"), ("form", "Be Vietnam Pro"), ("table", "DejaVu Sans"), ("capitals", "FreeSerif")]
)
def test_every_position_is_turned_upright(rotation: int, kind: Kind, family: str) -> None:
    upright, _ = draw(kind, 7, 100, family)
    gray = np.ascontiguousarray(np.rot90(upright[..., 1], rotation // 90))
    assert which_way_up(gray).rotation == rotation


def test_the_crop_of_a_turned_page_begins_at_its_own_top_left() -> None:
    sample, page = cleaned(Recipe(8, "stamped", "dark", skew_deg=3.0, rotation=270))
    assert page.rotation == 270
    assert page.height > page.width
    assert np.abs(np.array(page.crop) - sample.truth.corners).max() < 0.3 / 25.4 * DPI


def test_a_typewritten_page_of_short_words_is_turned_upright() -> None:
    """A word of four letters alone does not show how high its small letters are: its line does."""
    recipe = Recipe(338_657, "stamped", "gray", 1.463, rotation=90, family="Liberation Mono", held_out=True, dpi=200)
    assert clean(make(recipe).pixels, recipe.dpi).rotation == 90


def test_two_captions_under_photographs_are_looked_at_more_closely() -> None:
    recipe = Recipe(40_132, "photo", "dark", 1.0, rotation=180, family="FreeSans", held_out=True, dpi=200)
    assert clean(make(recipe).pixels, recipe.dpi).rotation == 180


@pytest.mark.parametrize("family", ["Be Vietnam Pro", "Liberation Serif", "DejaVu Sans", "FreeSans"])
def test_a_page_of_amounts_stays_as_it_lies(family: str) -> None:
    """Their commas hang as letters' marks do on a page that is upside down."""
    for seed in range(3):
        pen = Pen(seed, 100, family, (210, 297), held_out=False, paper=(246, 245, 241))
        for row in range(20):
            for column in range(4):
                pen.text(20 + column * 45, 20 + row * 9, f"{pen.chance.randint(0, 10 ** pen.chance.randint(2, 9)):,}", 4)
        assert which_way_up(np.ascontiguousarray(pen.pixels()[..., 1])).rotation == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_photograph_alone_is_not_turned(seed: int) -> None:
    shown = photograph(seed, 800, 1100)[..., 1]
    assert which_way_up(np.ascontiguousarray(shown)).rotation == 0


def test_uneven_light_is_evened_and_red_stays_red() -> None:
    _, page = cleaned(Recipe(21, "stamped", "dark", uneven=0.4))
    shown = np.asarray(Image.open(io.BytesIO(page.jpeg))).astype(int)
    # The paper between the lines, in the four quarters of the page.
    high, wide = shown.shape[0] // 2, shown.shape[1] // 2
    quarters = [np.percentile(shown[y : y + high, x : x + wide], 80) for y in (0, high) for x in (0, wide)]
    assert max(quarters) - min(quarters) < 12
    red = (shown[..., 0] - shown[..., 1] > 60) & (shown[..., 0] - shown[..., 2] > 50)
    assert red.mean() > 0.0005


@pytest.mark.parametrize(
    ("seed", "kind", "bed", "skew", "rotation", "family"),
    [
        (652_875, "card", "roomy", 1.142, 0, "FreeSerif"),
        (592_636, "sparse", "roomy", -7.396, 270, "DejaVu Sans"),
        (521_780, "a5", "leaving", 6.387, 90, "DejaVu Sans"),
        (652_063, "receipt", "touching", -5.505, 180, "FreeSerif"),
    ],
)
def test_a_gray_lid_in_light_that_fades_is_still_one_lid(
    seed: int, kind: Kind, bed: Bed, skew: float, rotation: Rotation, family: str
) -> None:
    sample = make(Recipe(seed, kind, "gray", skew, rotation=rotation, bed=bed, family=family, uneven=0.35, dpi=100))
    assert iou(sample, clean(sample.pixels, 100)) >= 0.98


@pytest.mark.parametrize(
    ("seed", "background", "skew", "rotation"), [(937_120, "white_same", -2.311, 90), (126_593, "white_faint", 1.595, 270)]
)
def test_a_white_lid_that_is_gray_where_light_fails_is_no_gray_lid(
    seed: int, background: Background, skew: float, rotation: Rotation
) -> None:
    """Half a page of photographs was once cut off so."""
    sample = make(Recipe(seed, "photo", background, skew, rotation=rotation, bed="tight", uneven=0.25, dpi=100))
    assert lost(clean(sample.pixels, 100), sample.truth.corners, sample.pixels.shape) <= 0.01


def test_even_light_and_photographs_are_left_alone() -> None:
    text, _ = draw("text", 1, 100)
    photos, _ = draw("photo", 6, 100)
    assert uneven_light(np.ascontiguousarray(text[..., 1])) is None
    assert uneven_light(np.ascontiguousarray(photos[..., 1])) is None


def test_gain_one_changes_nothing() -> None:
    text, _ = draw("text", 1, 100)
    assert np.array_equal(evened(text, np.ones((32, 32), np.float32)), text)


class TestCards:
    @pytest.mark.parametrize("background", ["dark", "gray", "white"])
    def test_a_card_is_cut_out_and_known_by_its_size(self, background: Background) -> None:
        sample, page = cleaned(Recipe(31, "card", background, skew_deg=5.0))
        assert iou(sample, page) >= 0.985
        assert is_card(page)

    def test_a_page_is_no_card(self) -> None:
        assert not is_card(cleaned(Recipe(1, "a5", "dark"))[1])

    @pytest.mark.parametrize("background", ["dark", "white"])
    def test_front_and_back_side_by_side_are_two(self, background: Background) -> None:
        first, second = (
            make(Recipe(seed, "card", background, skew_deg=skew, bed="tight", dpi=DPI)).pixels for seed, skew in ((31, 3.0), (32, -8.0))
        )
        glass = np.full((1300, 1100, 3), np.median(first[:2].reshape(-1, 3), axis=0), np.uint8)
        lid = np.median(second[:2].reshape(-1, 3), axis=0) - np.median(first[:2].reshape(-1, 3), axis=0)
        glass[60 : 60 + first.shape[0], 50 : 50 + first.shape[1]] = first
        glass[700 : 700 + second.shape[0], 300 : 300 + second.shape[1]] = np.clip(second - lid, 0, 255)
        found = cards_on_glass(glass, DPI)
        assert len(found) == 2
        assert all(is_card(clean(part, DPI)) for part in found)

    def test_a_page_of_text_has_none(self) -> None:
        assert cards_on_glass(make(Recipe(2, "stamped", "white", dpi=DPI)).pixels, DPI) == []

    def test_both_sides_lie_on_one_page_in_true_size(self) -> None:
        sides = [cleaned(Recipe(seed, "card", "dark", skew_deg=2.0))[1].jpeg for seed in (31, 32)]
        page = Image.open(io.BytesIO(lay_cards(sides[0], sides[1])))
        assert page.size == (2480, 3508)
        assert page.info["dpi"] == (300, 300)
        rows, columns = (np.flatnonzero((np.asarray(page.convert("L")) < 245).mean(axis=axis) > 0.05) for axis in (1, 0))
        assert len(columns) / 300 * 25.4 == pytest.approx(85.6, abs=1.5)
        assert len(rows) / 300 * 25.4 == pytest.approx(2 * 54, abs=2.5)

    def test_what_is_no_picture_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"page\."):
            lay_cards(b"no picture", b"")
