"""Would an officer accept this page? Light, sharpness, blankness, cut edges. It never blocks: the resident may keep the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.ink import ink_mask, paper_level

Pixels = NDArray[np.uint8]
Verdict = Literal["good", "doubtful", "bad"]
Reason = Literal["blurred", "too_dark", "too_light", "cut_at_edge", "blank"]

BLANK_INK = 1e-4
"""A page with less ink than this part of its area is blank."""
_INK_CONTRAST = 30
DARK_DOUBTFUL, DARK_BAD = 130, 90
"""Level of the paper, 0 to 255."""
FAINT_DOUBTFUL, FAINT_BAD = 60, 40
"""How much darker than the paper the ink is."""
SHARP_DOUBTFUL, SHARP_BAD = 0.22, 0.15
"""Steepest slope of the strokes at 200 dpi, as a part of their contrast a pixel."""
_MARGIN_MM = 3.0
"""Shadows along the edges are no ink."""
_TILE_MM = 20.0
_TILES = 8


@dataclass(frozen=True)
class Judgement:
    verdict: Verdict
    reasons: tuple[Reason, ...]


def judge(page: Pixels, dpi: int, *, cut: bool) -> Judgement:
    """`page`: straight and cropped, RGB or gray; `cut`: something runs over the scanner's edge."""
    found: dict[Reason, Verdict] = {}
    gray = _gray_at_half(page)
    margin = min(round(_MARGIN_MM / 25.4 * dpi / 2), *(side // 4 for side in gray.shape))
    inner = gray[margin : gray.shape[0] - margin, margin : gray.shape[1] - margin]
    paper = int(np.percentile(inner, 90))
    # In a dim picture everything is closer together.
    ink = ink_mask(inner, max(8, round(_INK_CONTRAST * min(1.0, paper / 230))))
    if ink.mean() < BLANK_INK:
        found["blank"] = "doubtful"
    elif (contrast := _contrast(inner, ink)) < FAINT_DOUBTFUL * min(1.0, paper / 230):
        found["too_light"] = "bad" if contrast < FAINT_BAD * min(1.0, paper / 230) else "doubtful"
    if paper < DARK_DOUBTFUL:
        found["too_dark"] = "bad" if paper < DARK_BAD else "doubtful"
    if "blank" not in found and (sharpness := _sharpness(page, ink, margin, dpi)) is not None and sharpness < SHARP_DOUBTFUL:
        found["blurred"] = "bad" if sharpness < SHARP_BAD else "doubtful"
    if cut:
        found["cut_at_edge"] = "doubtful"
    verdict: Verdict = "bad" if "bad" in found.values() else "doubtful" if found else "good"
    return Judgement(verdict, tuple(found))


def runs_over_the_edge(small: Pixels, hidden: tuple[bool, bool, bool, bool]) -> bool:
    """Whether ink touches the picture's frame on a side (left, top, right, bottom) where no edge of paper was seen."""
    height, width = small.shape
    if min(height, width) < 40:
        return False
    ink = ink_mask(small, 60)
    sides = (ink[:, :2], ink[:2, :].T, ink[:, -2:], ink[-2:, :].T)
    for unseen, strip in zip(hidden, sides, strict=True):
        part = float(strip.all(axis=1).mean())
        # A line of shadow along the whole side is the lid's, not ink.
        if unseen and 0.004 < part < 0.5:
            return True
    return False


def _gray_at_half(page: Pixels) -> Pixels:
    height, width = page.shape[:2]
    half = cv2.resize(page[: height // 2 * 2, : width // 2 * 2], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(half if half.ndim == 2 else cv2.cvtColor(half, cv2.COLOR_RGB2GRAY), np.uint8)


def _contrast(gray: Pixels, ink: NDArray[np.bool_]) -> float:
    """How much darker than the paper around it the darker part of the ink is."""
    return float(np.percentile(cv2.subtract(paper_level(gray), gray)[ink], 90))


def _sharpness(page: Pixels, ink: NDArray[np.bool_], margin: int, dpi: int) -> float | None:
    """Slope of the strokes' edges in the tiles with the most ink, as a part of their contrast a px of 200 dpi; None without such tiles."""
    side = round(_TILE_MM / 25.4 * dpi / 2)
    rows, columns = ink.shape[0] // side, ink.shape[1] // side
    if rows == 0 or columns == 0:
        return None
    share = ink[: rows * side, : columns * side].reshape(rows, side, columns, side).mean(axis=(1, 3))
    slopes = []
    for index in np.argsort(share, axis=None)[::-1][:_TILES]:
        row, column = divmod(int(index), columns)
        if share[row, column] < 0.01:
            break
        y, x = 2 * (margin + row * side), 2 * (margin + column * side)
        tile = page[y : y + 2 * side, x : x + 2 * side]
        slopes.append(_slope(tile if tile.ndim == 2 else np.asarray(cv2.cvtColor(tile, cv2.COLOR_RGB2GRAY), np.uint8)) * dpi / 200)
    return float(np.median(slopes)) if slopes else None


def _slope(tile: Pixels) -> float:
    """Steepest change from one pixel to the next, as a part of the tile's contrast."""
    levels = tile.astype(np.float32)
    steps = np.maximum(np.abs(np.diff(levels, axis=0))[:, :-1], np.abs(np.diff(levels, axis=1))[:-1])
    contrast = float(np.percentile(levels, 95) - np.percentile(levels, 1))
    return float(np.percentile(steps, 99)) / max(contrast, 1.0)
