"""Whatever comes from a scanner or a file: a page or InputError, never anything else."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.documents import clean, count_pages, from_raw, make_pdf
from kiosk.errors import InputError

AT = datetime(2026, 11, 22, tzinfo=UTC)
sides = st.one_of(st.integers(1, 40), st.integers(1, 700))


@settings(max_examples=120, deadline=None)
@given(
    height=sides,
    width=sides,
    channels=st.sampled_from([None, 1, 3]),
    dpi=st.sampled_from([50, 72, 100, 150, 200, 300, 600, 1200]),
    kind=st.sampled_from(["noise", "flat", "halves", "stripes", "frame"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_array_gives_a_page_or_an_input_error(height: int, width: int, channels: int | None, dpi: int, kind: str, seed: int) -> None:
    chance = np.random.default_rng(seed)
    shape = (height, width) if channels is None else (height, width, channels)
    pixels = np.full(shape, chance.integers(256), np.uint8)
    match kind:
        case "noise":
            pixels = chance.integers(0, 256, shape, dtype=np.uint8)
        case "halves":
            pixels[: height // 2] = chance.integers(256)
        case "stripes":
            pixels[:: chance.integers(1, 9)] = chance.integers(256)
        case "frame":
            pixels[height // 5 : -height // 5, width // 4 : -width // 4] = chance.integers(256)
    try:
        page = clean(pixels, dpi)
    except InputError:
        return
    picture = Image.open(io.BytesIO(page.jpeg))
    assert picture.size == (page.width, page.height)
    assert page.verdict == "good" or page.reasons
    assert np.isfinite(page.crop).all()
    assert count_pages(make_pdf([page.jpeg], title="Giấy tờ", made_at=AT)) == 1


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((0, 100), np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.zeros((500, 500, 4), np.uint8),
        np.zeros((500, 500, 2), np.uint8),
        np.zeros((500,), np.uint8),
        np.zeros((2, 300, 300, 3), np.uint8),
        np.zeros((500, 500, 3), np.float32),
        np.zeros((500, 500), np.uint16),
        np.zeros((500, 500), np.bool_),
        np.broadcast_to(np.uint8(255), (20_000, 20_000)),
        np.broadcast_to(np.uint8(255), (200_000, 100)),
    ],
    ids=lambda pixels: f"{pixels.shape}-{pixels.dtype}",
)
def test_what_is_no_page_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"page\.unreadable"):
        clean(pixels, 200)


@pytest.mark.parametrize("dpi", [-1, 0, 20, 100_000])
def test_an_absurd_resolution_is_refused(dpi: int) -> None:
    with pytest.raises(InputError, match=r"page\.unreadable"):
        clean(np.full((300, 300), 255, np.uint8), dpi)


def test_a_list_is_refused() -> None:
    with pytest.raises(InputError, match=r"page\.unreadable"):
        clean([[1, 2], [3, 4]], 200)  # type: ignore[arg-type]


def test_rows_with_gaps_in_memory_are_read_right() -> None:
    wide = np.full((300, 600, 3), 255, np.uint8)
    assert clean(wide[:, ::2], 100).width == 300


def test_a_long_receipt_is_a_page() -> None:
    page = clean(np.full((9000, 640), 250, np.uint8), 200)
    assert (page.width, page.height) == (640, 9000)


class TestRaw:
    def test_colour(self) -> None:
        assert from_raw(bytes(range(24)), 4, 2, 3).shape == (2, 4, 3)

    def test_gray(self) -> None:
        assert from_raw(bytes(range(8)), 4, 2, 1).tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]

    @pytest.mark.parametrize(
        ("size", "width", "height", "channels"), [(7, 4, 2, 1), (9, 4, 2, 1), (0, 0, 0, 1), (8, -4, -2, 1), (16, 4, 2, 2)]
    )
    def test_a_page_cut_short_is_refused(self, size: int, width: int, height: int, channels: int) -> None:
        with pytest.raises(InputError, match=r"page\.unreadable"):
            from_raw(bytes(size), width, height, channels)
