"""Image files: four kinds in, everything else refused, damage and bombs too."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.devices.virtual.papers import encode, form_page
from kiosk.documents import load_image, thumbnail
from kiosk.documents.image_file import MOST_FILE_PIXELS
from kiosk.errors import InputError

PICTURE = form_page(1, 100)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "PPM", "TIFF"])
def test_lossless_kinds_come_in_pixel_by_pixel(kind: Literal["PNG", "PPM", "TIFF"]) -> None:
    pixels, dpi = load_image(encode(PICTURE, 100, kind))
    assert np.array_equal(pixels, PICTURE)
    assert dpi == 100


def test_jpeg_comes_in() -> None:
    pixels, dpi = load_image(encode(PICTURE, 150, "JPEG"))
    assert pixels.shape == PICTURE.shape
    assert dpi == 150


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_colour_mode_becomes_rgb_or_gray(mode: str) -> None:
    image = Image.new(mode, (40, 30))
    pixels, _ = load_image(saved(image, "TIFF"))
    assert pixels.dtype == np.uint8
    assert pixels.shape in ((30, 40), (30, 40, 3))


def test_16_bit_keeps_its_levels() -> None:
    deep = np.linspace(0, 65535, 300 * 200).reshape(200, 300).astype(np.uint16)
    pixels, _ = load_image(saved(Image.fromarray(deep), "PNG"))
    assert (pixels.min(), pixels.max()) == (0, 255)
    assert abs(float(pixels.mean()) - 127) < 2


def test_what_is_clear_becomes_paper_white() -> None:
    pixels, _ = load_image(saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))
    assert pixels.min() == 255


def test_a_photograph_taken_sideways_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels, _ = load_image(saved(Image.new("RGB", (60, 40)), "JPEG", exif=exif))
    assert pixels.shape[:2] == (60, 40)


def test_without_a_believable_dpi_it_is_an_a4_sheet() -> None:
    assert load_image(saved(Image.new("L", (1654, 2339)), "PNG"))[1] == 200
    assert load_image(saved(Image.new("RGB", (3000, 4000)), "JPEG", dpi=(72, 72)))[1] == 342


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    """A PNG of 600 bytes that says it is 30,000 × 30,000."""
    side = 30_000

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")
    with pytest.raises(InputError, match=r"page\.unreadable"):
        load_image(bomb)


def test_a_little_too_large_is_refused() -> None:
    width, height = 9_440, MOST_FILE_PIXELS // 9_440 + 1
    with pytest.raises(InputError, match=r"page\.unreadable"):
        load_image(saved(Image.new("1", (width, height)), "TIFF", compression="group4"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"GIF89a" + bytes(50),
        "Không phải ảnh".encode(),
        saved(Image.new("RGB", (9, 9)), "GIF"),
        saved(Image.new("RGB", (9, 9)), "BMP"),
    ],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"page\.unreadable"):
        load_image(data)


SMALL = {kind: encode(PICTURE[:90, :70], 100, kind) for kind in ("PNG", "JPEG", "PPM", "TIFF")}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PPM", "TIFF"])
def test_half_a_file_is_refused(kind: str) -> None:
    data = SMALL[kind]
    with pytest.raises(InputError, match=r"page\.unreadable"):
        load_image(data[: len(data) // 2])


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow's own remarks about the damage
@settings(max_examples=100, deadline=None)
@given(
    kind=st.sampled_from(sorted(SMALL)),
    places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
    cut=st.floats(0.2, 1),
)
def test_a_damaged_file_is_an_image_or_an_input_error(kind: str, places: list[tuple[int, int]], cut: float) -> None:
    data = bytearray(SMALL[kind])
    for place, value in places:
        # Damage falls on the header as often as on the rest.
        data[place % (80 if place % 2 else len(data))] = value
    try:
        pixels, dpi = load_image(bytes(data[: int(len(data) * cut)]))
    except InputError:
        return
    assert pixels.dtype == np.uint8
    assert 50 <= dpi <= 2400


class TestThumbnail:
    def test_it_has_the_width_and_the_proportion(self) -> None:
        small = Image.open(io.BytesIO(thumbnail(encode(PICTURE, 100, "JPEG"), 200)))
        assert small.size == (200, round(200 * PICTURE.shape[0] / PICTURE.shape[1]))

    def test_it_shows_the_page(self) -> None:
        small = np.asarray(Image.open(io.BytesIO(thumbnail(encode(PICTURE, 100, "JPEG"), 200))).convert("L"), np.float64)
        truth = np.asarray(Image.fromarray(PICTURE).convert("L").resize(small.shape[::-1], Image.Resampling.LANCZOS), np.float64)
        assert np.corrcoef(small.ravel(), truth.ravel())[0, 1] > 0.95

    def test_a_small_page_is_not_blown_up(self) -> None:
        assert Image.open(io.BytesIO(thumbnail(encode(PICTURE[:50, :40], 100, "JPEG"), 200))).size == (40, 50)

    def test_what_is_no_jpeg_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"page\.unreadable"):
            thumbnail(b"no picture", 100)
