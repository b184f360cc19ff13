"""Image files: four kinds in, everything else refused, damage and bombs too."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from kiosk import texts
from kiosk.devices.virtual.papers import encode, form_page
from kiosk.documents import clean, load_image, load_pages, thumbnail, turned
from kiosk.documents.image_file import MOST_FILE_PIXELS
from kiosk.errors import InputError

PICTURE = form_page(1, 100)
ROOT = Path(__file__).parents[2]


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        load_image(data)
    assert not texts.load().error("vi", caught.value).startswith("[")
    return caught.value.code


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


def test_one_pixel_is_one_pixel() -> None:
    """And no page: it is `clean` that says so."""
    for kind in ("PNG", "JPEG", "PPM", "TIFF"):
        pixels, dpi = load_image(saved(Image.new("RGB", (1, 1), (10, 200, 30)), kind, **({"quality": 100} if kind == "JPEG" else {})))
        assert pixels.shape == (1, 1, 3)
        assert np.abs(pixels[0, 0].astype(int) - (10, 200, 30)).max() <= 3
        with pytest.raises(InputError, match=r"page\.unreadable"):
            clean(pixels, dpi)


class TestCmyk:
    """The four inks: as Adobe stores them (the other way round), as others do, and with the printer's profile."""

    RED = (0, 255, 255, 0)

    def test_adobes(self) -> None:
        pixels, _ = load_image(saved(Image.new("CMYK", (40, 40), self.RED), "JPEG", quality=95))
        assert np.abs(pixels[20, 20].astype(int) - (255, 0, 0)).max() < 12

    def test_without_adobes_mark(self) -> None:
        data = saved(ImageChops.invert(Image.new("CMYK", (40, 40), self.RED)), "JPEG", quality=95)
        at = data.index(b"\xff\xee")
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        pixels, _ = load_image(data[:at] + data[at + 2 + length :])
        assert np.abs(pixels[20, 20].astype(int) - (255, 0, 0)).max() < 12

    def test_a_tiff(self) -> None:
        pixels, _ = load_image(saved(Image.new("CMYK", (40, 40), self.RED), "TIFF"))
        assert pixels[20, 20].tolist() == [255, 0, 0]

    def test_a_profile_that_is_none_does_no_harm(self) -> None:
        pixels, _ = load_image(saved(Image.new("CMYK", (40, 40), self.RED), "JPEG", quality=95, icc_profile=bytes(200)))
        assert np.abs(pixels[20, 20].astype(int) - (255, 0, 0)).max() < 12


@pytest.mark.parametrize(("name", "shade"), [("L", 90), ("RGB", (90, 91, 92)), ("I;16", 90 * 257), ("RGBA", (90, 90, 90, 255))])
def test_every_row_is_there_also_in_bands(name: str, shade: object) -> None:
    """A picture of more rows than are turned at once: the last row is the last row."""
    image = Image.new(name, (8, 1300), shade)
    image.paste(shade if name == "L" else 0, (0, 0, 8, 1299))
    pixels, _ = load_image(saved(image, "PNG" if name != "I;16" else "TIFF"))
    assert pixels.shape[:2] == (1300, 8)
    assert np.abs(pixels[1299].astype(int) - 91).max() <= 1


def test_a_tiff_of_several_pages() -> None:
    pages = [Image.new("L", (50 + number, 40), number) for number in range(3)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [(pixels.shape, int(pixels[0, 0])) for pixels, _ in load_pages(data)] == [((40, 50 + number), number) for number in range(3)]
    assert load_image(data)[0].shape == (40, 50)
    cut = load_pages(data[: len(data) - 300])
    with pytest.raises(InputError):
        list(cut)


def test_a_large_jpeg_is_decoded_small() -> None:
    """A photograph of 12,000 × 9,000: more pixels than we take, and none of them needed."""
    data = saved(Image.new("L", (12_000, 9_000), 77), "JPEG", dpi=(600, 600))
    pixels, dpi = load_image(data)
    assert (pixels.shape, dpi) == ((4_500, 6_000), 300)
    assert abs(int(pixels.mean()) - 77) <= 1


BOUNDED = """
import resource, sys
from kiosk.documents.image_file import load_image
from kiosk.errors import InputError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (700 << 20),) * 2)
for length in map(int, sys.argv[1:]):
    try:
        said = "%dx%d" % load_image(sys.stdin.buffer.read(length))[0].shape[:2]
    except InputError as error:
        said = error.code
    print(said, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def huge_jpeg(*, progressive: bool) -> bytes:
    """30,000 × 30,000, gray: the header of a large file over the scan of a small one; the decoder fills up what is not there."""
    small = bytearray(saved(Image.new("L", (64, 64), 128), "JPEG", progressive=progressive))
    at = small.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    small[at + 5 : at + 9] = struct.pack(">HH", 30_000, 30_000)
    return bytes(small)


def png(width: int, height: int, *, depth: int = 8, colour: int = 0) -> bytes:
    """With a body of zeros, 4,000 rows of it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    pack = zlib.compressobj()
    row = bytes(1 + width * depth * {0: 1, 2: 3, 6: 4}[colour] // 8)
    body = b"".join(pack.compress(row) for _ in range(min(height, 4_000))) + pack.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_memory_is_bounded() -> None:
    """Measured in a child, which would also die of taking 700 MB. Each file may bring the peak to so many MB."""
    files = [
        (huge_jpeg(progressive=True), "page.too_large", 30),
        (png(30_000, 30_000), "page.too_large", 30),
        (png(4_000, 4_000, depth=16, colour=2), "4000x4000", 150),
        (png(4_000, 4_000, colour=6), "4000x4000", 180),
        (huge_jpeg(progressive=False), "7500x7500", 220),
    ]
    command = [sys.executable, "-c", BOUNDED, *(str(len(data)) for data, _, _ in files)]
    given = b"".join(data for data, _, _ in files)
    done = subprocess.run(command, input=given, capture_output=True, timeout=100, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    for line, (_, said, most_mb) in zip(done.stdout.decode().splitlines(), files, strict=True):
        words, peak = line.split()
        assert words == said
        assert int(peak) < most_mb, line


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    """A PNG of 600 bytes that says it is 30,000 × 30,000."""
    side = 30_000

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")
    assert refusal(bomb) == "page.too_large"


def test_a_little_too_large_is_refused() -> None:
    width, height = 9_440, MOST_FILE_PIXELS // 9_440 + 1
    assert refusal(saved(Image.new("1", (width, height)), "TIFF", compression="group4")) == "page.too_large"


HEIC = struct.pack(">I4s4sI", 24, b"ftyp", b"heic", 0) + b"mif1heic" + bytes(200)
"""How a telephone's photograph begins."""


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (HEIC, "ISO media file, heic"),
        ("Không phải ảnh".encode(), "no image"),
        (saved(Image.new("RGB", (9, 9)), "GIF"), "GIF"),
        (saved(Image.new("RGB", (9, 9)), "BMP"), "BMP"),
        (saved(Image.new("RGB", (9, 9)), "WEBP"), "WebP"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_of_other_kinds_are_refused_by_name(data: bytes, cause: str) -> None:
    with pytest.raises(InputError) as caught:
        load_image(data)
    assert (caught.value.code, caught.value.cause) == ("page.kind", cause)
    for language in texts.LANGUAGES:
        assert "JPEG" in texts.load().error(language, caught.value)


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


@pytest.mark.parametrize(("turn", "quarters"), [(0, 0), (90, 3), (180, 2), (270, 1)])
def test_turned_by_hand(turn: int, quarters: int) -> None:
    jpeg = encode(PICTURE, 150, "JPEG")
    pixels, dpi = load_image(turned(jpeg, turn))
    wanted = np.rot90(load_image(jpeg)[0], quarters)
    assert dpi == 150
    assert pixels.shape == wanted.shape
    assert np.abs(pixels.astype(int) - wanted).mean() < 3
    with pytest.raises(InputError, match=r"page\.unreadable"):
        turned(b"no picture", 90)
