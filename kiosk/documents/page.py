"""One scanned side of a sheet → straight, cropped, judged JPEG. Pure functions over arrays; nothing touches the disk.

The number of threads is the caller's choice (`cv2.setNumThreads`).
"""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kiosk.documents.judge import Judgement, judge
from kiosk.documents.light import evened
from kiosk.documents.place import Place, cut_out, find_place, overview
from kiosk.documents.rim import beyond_marks, frame_marks
from kiosk.documents.where import Mark, Reason
from kiosk.errors import InputError
from kiosk.settings import Page as Limits

Pixels = NDArray[np.uint8]

STORE_DPI = 200
"""The law asks for 200 dpi or more (TT 02/2019/TT-BNV)."""
MOST_PIXELS = 200_000_000
_LEAST_SIDE = 16
_LONGEST_INCHES = 200
"""A PDF page cannot be longer."""
_QUALITY = 80
_USUAL = Limits()


@dataclass(frozen=True)
class CleanPage:
    """A page as it is kept and filed."""

    jpeg: bytes
    """RGB or gray as scanned, `dpi` in its header."""
    width: int
    height: int
    """In px."""
    dpi: int
    """200, or what the scan had when that is less: nothing is blown up."""
    skew_deg: float
    """How far the page lay turned clockwise, but for quarter turns."""
    rotation: Literal[0, 90, 180, 270]
    """Clockwise quarter turns that made it read upright; 0 also where nobody can tell."""
    crop: tuple[tuple[float, float], ...]
    """What was kept: 4 corners in px of the source; top left, top right, bottom right, bottom left of the page."""
    verdict: Literal["good", "doubtful", "bad"]
    reasons: tuple[Reason, ...]
    """Keys of config/texts: `page.<reason>`."""
    marks: tuple[Mark, ...]
    """Where on the page each reason lies."""
    blank: bool
    fingerprint: str
    """For `alike`: is this the same page once more? "" when there is too little on it."""
    ms: float
    """How long it took."""

    def __repr__(self) -> str:
        return f"CleanPage({self.width}x{self.height}, {self.dpi} dpi, {self.verdict})"


def clean(pixels: NDArray[np.uint8], dpi: int, *, store_dpi: int = STORE_DPI, limits: Limits = _USUAL) -> CleanPage:
    """Straighten, crop and judge one page.

    `pixels`: (h, w, 3) RGB or (h, w) gray, 8 bit; `dpi`: of the scan. On a dark or gray background the page is cut out along its edges;
    where no edges can be seen it stays whole, and no ink is ever cut off. Raises InputError("page.unreadable").
    """
    began = time.perf_counter()
    source = _checked(pixels, dpi, store_dpi)
    small = overview(source, dpi)
    place = find_place(source, dpi, small)
    out_dpi = min(dpi, store_dpi)
    straight = cut_out(source, place.corners, out_dpi / dpi)
    if place.gains is not None:
        straight = evened(straight, place.gains)
    beyond = frame_marks(small.gray, round(small.dpi), small.from_source(place.corners), limits.cut_depth)
    if not place.on_white:
        beyond += beyond_marks(place.corners, source.shape, dpi)
    judgement = judge(
        straight, out_dpi, limits=limits, hidden=place.hidden, beyond=beyond, scan=source, scan_dpi=dpi, corners=place.corners
    )
    return _page(straight, out_dpi, place, judgement, began)


def _checked(pixels: NDArray[np.uint8], dpi: int, store_dpi: int) -> Pixels:
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8:
        raise InputError("page.unreadable", cause="not an array of 8-bit pixels")
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise InputError("page.unreadable", cause=f"shape {pixels.shape}")
    height, width = pixels.shape[:2]
    if not 50 <= dpi <= 2400 or not 50 <= store_dpi <= 2400:
        raise InputError("page.unreadable", cause=f"{dpi} dpi, to be stored with {store_dpi}")
    shrink = min(1.0, store_dpi / dpi)
    if height * width > MOST_PIXELS or min(height, width) * shrink < _LEAST_SIDE or max(height, width) > _LONGEST_INCHES * dpi:
        raise InputError("page.unreadable", cause=f"{width}x{height} px at {dpi} dpi")
    return np.ascontiguousarray(pixels)


def _image(pixels: Pixels) -> Image.Image:
    """Pillow holds colours in four bytes a pixel: what has four already is not copied once more."""
    if pixels.ndim == 2:
        return Image.fromarray(pixels)
    height, width = pixels.shape[:2]
    return Image.frombuffer("RGBX", (width, height), np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA), np.uint8), "raw", "RGBX", 0, 1)


def _page(straight: Pixels, dpi: int, place: Place, judgement: Judgement, began: float) -> CleanPage:
    buffer = io.BytesIO()
    _image(straight).save(buffer, "JPEG", quality=_QUALITY, dpi=(dpi, dpi))
    height, width = straight.shape[:2]
    return CleanPage(
        jpeg=buffer.getvalue(),
        width=width,
        height=height,
        dpi=dpi,
        skew_deg=place.skew_deg,
        rotation=place.rotation,
        crop=tuple((float(x), float(y)) for x, y in place.corners),
        verdict=judgement.verdict,
        reasons=judgement.reasons,
        marks=judgement.marks,
        blank=judgement.blank,
        fingerprint=judgement.fingerprint,
        ms=(time.perf_counter() - began) * 1000,
    )
