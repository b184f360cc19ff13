"""Images from files, and small pictures for the screen."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from kiosk.errors import InputError

Pixels = NDArray[np.uint8]

MOST_FILE_PIXELS = 89_000_000
"""A3 at 600 dpi has 70 million. Pillow itself warns of a decompression bomb a little above this."""
_FORMATS = ("PNG", "JPEG", "PPM", "TIFF")
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

    Where the file has no believable dpi, it is taken for a whole A4 sheet. Raises InputError("page.unreadable").
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > MOST_FILE_PIXELS:
                raise InputError("page.unreadable", cause=f"{image.width}x{image.height} px")
            dpi = _dpi(image)
            return _pixels(ImageOps.exif_transpose(image)), dpi
    except _DAMAGED as error:
        raise InputError("page.unreadable", cause=type(error).__name__) from None


def from_raw(pixels: bytes, width: int, height: int, channels: int) -> Pixels:
    """A scanner's bytes, rows from the top without padding, as an array for `clean`. Raises InputError("page.unreadable")."""
    if channels not in (1, 3) or width < 1 or height < 1 or len(pixels) != width * height * channels:
        raise InputError("page.unreadable", cause=f"{len(pixels)} bytes for {width}x{height}x{channels}")
    flat = np.frombuffer(pixels, np.uint8)
    return flat.reshape(height, width) if channels == 1 else flat.reshape(height, width, channels)


def thumbnail(jpeg: bytes, width: int) -> bytes:
    """A JPEG of `width` px (or the page's own, if less), in proportion. Raises InputError("page.unreadable")."""
    if width < 1:
        raise ValueError(f"a picture {width} px wide")
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            if image.width * image.height > MOST_FILE_PIXELS:
                raise InputError("page.unreadable", cause=f"{image.width}x{image.height} px")
            width = min(width, image.width)
            height = max(1, round(image.height * width / image.width))
            image.draft(None, (2 * width, 2 * height))  # decodes 1/2, 1/4 or 1/8 of the size straight away
            small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
            buffer = io.BytesIO()
            small.save(buffer, "JPEG", quality=80)
            return buffer.getvalue()
    except _DAMAGED as error:
        raise InputError("page.unreadable", cause=type(error).__name__) from None


def _pixels(image: Image.Image) -> Pixels:
    if image.mode.startswith(("I", "F")):
        wide = np.asarray(image, np.float64)
        deep = 65535.0 if image.mode != "F" or wide.max(initial=0.0) > 255 else 255.0
        return np.clip(np.nan_to_num(wide) * (255.0 / deep), 0, 255).astype(np.uint8)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        shape = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", shape.size, "white"), shape).convert("RGB")
    return np.array(image.convert("L" if image.mode in ("1", "L") else "RGB"), np.uint8)


def _dpi(image: Image.Image) -> int:
    """What the file says, unless that would make a poster of it: cameras write 72 whatever they saw."""
    longest = max(image.size)
    said = image.info.get("dpi")
    if said is not None:
        dpi = round(float(said[0]))
        if 50 <= dpi <= 2400 and longest <= _LARGEST_INCHES * dpi:
            return dpi
    return int(min(2400, max(50, round(longest / _LONG_SIDE_INCHES))))
