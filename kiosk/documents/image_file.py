"""Images from files, and small pictures for the screen."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from kiosk.errors import InputError

Pixels = NDArray[np.uint8]

MOST_FILE_PIXELS = 89_000_000
"""A3 at 600 dpi has 70 million. Pillow itself warns of a decompression bomb a little above this."""
MOST_FILE_PAGES = 200
_FORMATS = ("PNG", "PPM", "TIFF")
_SIGNATURES = (b"\x89PNG", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""How the files begin that are images of these kinds, whatever became of the rest."""
_OTHERS = {b"%PDF": "PDF", b"GIF8": "GIF", b"BM": "BMP", b"RIFF": "WebP"}
_BAND_ROWS = 512
_TURNED_QUALITY = 92
_LONG_SIDE_INCHES = 297 / 25.4
_LARGEST_INCHES = 24
# What Pillow's decoders raise on damaged files.
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    MemoryError,
    AssertionError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def load_image(data: bytes) -> tuple[Pixels, int]:
    """Pixels, (h, w, 3) RGB or (h, w) gray, and dpi, from PNG, JPEG, PPM or TIFF (its first page).

    Where the file has no believable dpi, it is taken for a whole A4 sheet. A JPEG that is too large is decoded at a half, a quarter or an
    eighth. Raises InputError: page.kind, page.too_large, page.unreadable.
    """
    return next(load_pages(data))


def load_pages(data: bytes) -> Iterator[tuple[Pixels, int]]:
    """The same for every page of a TIFF, one at a time; other files have one."""
    with _damage_is_typed(), _open(data) as image:
        for number in range(min(getattr(image, "n_frames", 1), MOST_FILE_PAGES)):
            if number:
                image.seek(number)
            yield _page(image)


@contextmanager
def _damage_is_typed() -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise InputError("page.unreadable", cause=type(error).__name__) from None


@contextmanager
def open_jpeg(jpeg: bytes) -> Iterator[Image.Image]:
    """A JPEG, of which the header is read; the pixels are decoded when they are asked for.

    Raises InputError("page.unreadable"), also for damage that shows within the block.
    """
    with _damage_is_typed(), Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        yield image


def _open(data: bytes) -> Image.Image:
    if data.startswith(b"\xff\xd8\xff"):
        # Not by Image.open, which refuses large ones before they can be asked for a smaller picture.
        return JpegImageFile(io.BytesIO(data))
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError:
        if data[:4] in _SIGNATURES:
            raise
        raise InputError("page.kind", cause=_kind(data)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InputError("page.too_large", cause="more pixels than any page") from None


def _kind(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        return f"ISO media file, {data[8:12].decode('ascii', 'replace')}"  # heic, heix, mif1: what phones take; avif
    return next((kind for start, kind in _OTHERS.items() if data.startswith(start)), "no image" if data else "empty")


def _page(image: Image.Image) -> tuple[Pixels, int]:
    dpi = _dpi(image)
    width = image.width
    if image.width * image.height > MOST_FILE_PIXELS:
        # A progressive JPEG must be unpacked whole before any of it can be seen.
        if isinstance(image, JpegImageFile) and not image.info.get("progressive"):
            scale = next((each for each in (2, 4) if image.width * image.height <= MOST_FILE_PIXELS * each**2), 8)
            image.draft(None, (image.width // scale, image.height // scale))
        if image.width * image.height > MOST_FILE_PIXELS:
            raise InputError("page.too_large", cause=f"{image.width}x{image.height} px")
    dpi = max(1, round(dpi * image.width / width))
    ImageOps.exif_transpose(image, in_place=True)
    return _pixels(image), dpi


def from_raw(pixels: bytes | bytearray, width: int, height: int, channels: int) -> Pixels:
    """A scanner's bytes, rows from the top without padding, as an array for `clean`. Raises InputError("page.unreadable")."""
    if channels not in (1, 3) or width < 1 or height < 1 or len(pixels) != width * height * channels:
        raise InputError("page.unreadable", cause=f"{len(pixels)} bytes for {width}x{height}x{channels}")
    flat = np.frombuffer(pixels, np.uint8)
    return flat.reshape(height, width) if channels == 1 else flat.reshape(height, width, channels)


def thumbnail(jpeg: bytes, width: int) -> bytes:
    """A JPEG of `width` px (or the page's own, if less), in proportion. Raises InputError("page.unreadable")."""
    if width < 1:
        raise ValueError(f"a picture {width} px wide")
    with open_jpeg(jpeg) as image:
        if image.width * image.height > MOST_FILE_PIXELS:
            raise InputError("page.unreadable", cause=f"{image.width}x{image.height} px")
        width = min(width, image.width)
        height = max(1, round(image.height * width / image.width))
        image.draft(None, (2 * width, 2 * height))  # decodes 1/2, 1/4 or 1/8 of the size straight away
        small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=80)
        return buffer.getvalue()


def turned(jpeg: bytes, turn: int) -> bytes:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees; the same bytes for 0. Raises InputError("page.unreadable")."""
    if turn == 0:
        return jpeg
    with open_jpeg(jpeg) as image:
        buffer = io.BytesIO()
        how = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}[turn]
        image.transpose(how).save(buffer, "JPEG", quality=_TURNED_QUALITY, dpi=image.info.get("dpi", (0, 0)))
        return buffer.getvalue()


def _pixels(image: Image.Image) -> Pixels:
    """In bands: a file of 16 bit or with a transparent ground takes hardly more memory than its pixels."""
    image.load()
    bands = [_band(image, top) for top in range(0, image.height, _BAND_ROWS)]
    return bands[0] if len(bands) == 1 else np.concatenate(bands)


def _band(image: Image.Image, top: int) -> Pixels:
    band = image.crop((0, top, image.width, min(image.height, top + _BAND_ROWS)))
    if band.mode.startswith(("I", "F")):
        wide = np.asarray(band, np.float32)
        _, lightest = cast("tuple[float, float]", image.getextrema())
        deep = 65535.0 if band.mode != "F" or lightest > 255 else 255.0
        return np.asarray(np.clip(np.nan_to_num(wide) * (255.0 / deep), 0, 255), np.uint8)
    if band.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        shape = band.convert("RGBA")
        band = Image.alpha_composite(Image.new("RGBA", shape.size, "white"), shape)
    if band.mode == "CMYK":
        band = _from_cmyk(band, image)
    return np.array(band.convert("L" if band.mode in ("1", "L") else "RGB"), np.uint8)


def _from_cmyk(band: Image.Image, image: Image.Image) -> Image.Image:
    if isinstance(image, JpegImageFile) and "adobe" not in image.info:
        # Pillow takes every one for Adobe's, which are stored the other way round.
        band = ImageChops.invert(band)
    profile = image.info.get("icc_profile")
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            inks = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            light = ImageCms.profileToProfile(band, inks, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return light if light is not None else band
    return band


def _dpi(image: Image.Image) -> int:
    """What the file says, unless that would make a poster of it: cameras write 72 whatever they saw."""
    longest = max(image.size)
    said = image.info.get("dpi")
    if said is not None:
        dpi = round(float(said[0]))
        if 50 <= dpi <= 2400 and longest <= _LARGEST_INCHES * dpi:
            return dpi
    return int(min(2400, max(50, round(longest / _LONG_SIDE_INCHES))))
