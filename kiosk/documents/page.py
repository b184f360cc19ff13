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

from kiosk.documents.ink import ink_mask, text_skew
from kiosk.documents.judge import Judgement, Reason, judge, runs_over_the_edge
from kiosk.documents.sheet import Points, Sheet, find_sheet
from kiosk.errors import InputError

Pixels = NDArray[np.uint8]

STORE_DPI = 200
"""The law asks for 200 dpi or more (TT 02/2019/TT-BNV)."""
MOST_PIXELS = 200_000_000
_LEAST_SIDE = 16
_LONGEST_INCHES = 200
"""A PDF page cannot be longer."""
_QUALITY = 80
_SMALL_DPI = 100
"""Edges, text lines and light are judged at about this resolution."""
_LEAST_TURN = 0.02
"""A smaller turn is not worth the softening [deg]."""
_HAIR_MM = 0.1
"""Cut off at each edge that was seen, so that no line of the background shows."""
_REST_MM = 3.0
"""Room kept around the ink when a whole page is turned."""


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
    """How far the page lay turned clockwise."""
    crop: tuple[tuple[float, float], ...]
    """What was kept: 4 corners in px of the source; top left, top right, bottom right, bottom left of the page."""
    verdict: Literal["good", "doubtful", "bad"]
    reasons: tuple[Reason, ...]
    """Keys of config/texts: `page.<reason>`."""
    ms: float
    """How long it took."""

    def __repr__(self) -> str:
        return f"CleanPage({self.width}x{self.height}, {self.dpi} dpi, {self.verdict})"


def clean(pixels: NDArray[np.uint8], dpi: int, *, store_dpi: int = STORE_DPI) -> CleanPage:
    """Straighten, crop and judge one page.

    `pixels`: (h, w, 3) RGB or (h, w) gray, 8 bit; `dpi`: of the scan. On a dark or gray background the page is cut out along its edges;
    where no edges can be seen it stays whole, and no ink is ever cut off. Raises InputError("page.unreadable").
    """
    began = time.perf_counter()
    source = _checked(pixels, dpi, store_dpi)
    small, factor = _small_gray(source, dpi)
    sheet = find_sheet(small)
    if sheet is not None:
        corners, skew, hidden = _to_source(sheet.corners, factor), sheet.skew_deg, sheet.hidden
        corners = _without_hair(corners, hidden, _HAIR_MM / 25.4 * dpi)
    else:
        corners, skew = _whole(small, factor, source.shape)
        hidden = (True, True, True, True)
    out_dpi = min(dpi, store_dpi)
    straight = _warp(source, corners, out_dpi / dpi)
    cut = runs_over_the_edge(small, hidden) or _leaves_picture(sheet, small.shape, dpi / factor)
    judgement = judge(straight, out_dpi, cut=cut)
    return _page(straight, out_dpi, skew, corners, judgement, began)


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


def _small_gray(source: Pixels, dpi: int) -> tuple[Pixels, int]:
    """The page in gray at about 100 dpi, and the whole number by which it was shrunk."""
    height, width = source.shape[:2]
    factor = max(1, min(round(dpi / _SMALL_DPI), height, width))
    if factor > 1:
        # Whole factors take OpenCV's fast way; the rest of a row or column is less than 0.25 mm.
        even = source[: height // factor * factor, : width // factor * factor]
        source = np.asarray(cv2.resize(even, (width // factor, height // factor), interpolation=cv2.INTER_AREA), np.uint8)
    return (source if source.ndim == 2 else np.asarray(cv2.cvtColor(source, cv2.COLOR_RGB2GRAY), np.uint8)), factor


def _to_source(points: Points, factor: int) -> Points:
    return np.asarray((points + 0.5) * factor - 0.5, np.float64)


def _without_hair(corners: Points, hidden: tuple[bool, bool, bool, bool], hair: float) -> Points:
    along, across = corners[1] - corners[0], corners[3] - corners[0]
    along, across = along / np.linalg.norm(along), across / np.linalg.norm(across)
    left, top, right, bottom = (0.0 if unseen else hair for unseen in hidden)
    inward = [
        left * along + top * across,
        -right * along + top * across,
        -right * along - bottom * across,
        left * along - bottom * across,
    ]
    return np.asarray(corners + np.array(inward), np.float64)


def _whole(small: Pixels, factor: int, shape: tuple[int, ...]) -> tuple[Points, float]:
    """No edges: the whole picture, turned upright by its text lines, of the same size unless ink would be cut."""
    height, width = shape[:2]
    frame = np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)])
    ink = ink_mask(small, 25)
    skew = text_skew(ink)
    if skew is None or abs(skew) < _LEAST_TURN:
        return frame, skew or 0.0
    cos, sin = np.cos(np.deg2rad(skew)), np.sin(np.deg2rad(skew))
    axes = np.array([[cos, sin], [-sin, cos]])  # rows: along the lines, across them
    ys, xs = np.nonzero(ink)
    inked = _to_source(np.column_stack([xs, ys]).astype(np.float64), factor) @ axes.T
    rest = _REST_MM / 25.4 * _SMALL_DPI * factor
    low, high = inked.min(axis=0) - rest, inked.max(axis=0) + rest
    middle = axes @ ((frame[0] + frame[2]) / 2)
    size = np.maximum([float(width), float(height)], high - low)
    # As near to the middle as the ink allows.
    start = np.clip(middle - size / 2, high - size, low)
    end = start + size
    box = np.array([(start[0], start[1]), (end[0], start[1]), (end[0], end[1]), (start[0], end[1])])
    return box @ axes, skew


def _warp(source: Pixels, corners: Points, scale: float) -> Pixels:
    """Crop, turn and scale in one go, so that the page is resampled once."""
    along, across = corners[1] - corners[0], corners[3] - corners[0]
    length, depth = float(np.linalg.norm(along)), float(np.linalg.norm(across))
    width, height = max(1, round(length * scale)), max(1, round(depth * scale))
    u, v = along / length / scale, across / depth / scale
    # From the middle of each new pixel back to the source.
    origin = corners[0] + 0.5 * u + 0.5 * v
    matrix = np.array([[u[0], v[0], origin[0]], [u[1], v[1], origin[1]]])
    if scale == 1 and np.abs(matrix - np.array([[1.0, 0, 0], [0, 1.0, 0]])).max() < 1e-9:
        return source
    return np.asarray(
        cv2.warpAffine(
            source,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        ),
        np.uint8,
    )


def _leaves_picture(sheet: Sheet | None, shape: tuple[int, ...], small_dpi: float) -> bool:
    """Whether a corner of the sheet lies outside the picture by more than 1.5 mm."""
    if sheet is None:
        return False
    beyond = 1.5 / 25.4 * small_dpi
    low, high = sheet.corners.min(axis=0), sheet.corners.max(axis=0)
    return bool((low < -beyond).any() or high[0] > shape[1] + beyond or high[1] > shape[0] + beyond)


def _page(straight: Pixels, dpi: int, skew: float, corners: Points, judgement: Judgement, began: float) -> CleanPage:
    buffer = io.BytesIO()
    Image.fromarray(straight).save(buffer, "JPEG", quality=_QUALITY, dpi=(dpi, dpi))
    height, width = straight.shape[:2]
    return CleanPage(
        jpeg=buffer.getvalue(),
        width=width,
        height=height,
        dpi=dpi,
        skew_deg=skew,
        crop=tuple((float(x), float(y)) for x, y in corners),
        verdict=judgement.verdict,
        reasons=judgement.reasons,
        ms=(time.perf_counter() - began) * 1000,
    )
