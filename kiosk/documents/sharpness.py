"""How sharp the strokes are, part by part of the page, and how fine the scan really is.

A stroke's steepest step from one pixel to the next, as a part of its depth, is 0.4/σ for an edge smeared by a Gaussian of σ px. It is taken
along the rows and along the columns by themselves, since a page that is fed while the scanner looks is smeared in one direction only.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.view import View
from kiosk.documents.where import Mark, Reason, marks_of

Gray = NDArray[np.uint8]
Levels = NDArray[np.float32]

_TILE = 32
"""Side of a tile in px of the small picture: 8 mm."""
_ROWS = 4
"""Of so many rows only the steepest steps are looked at."""
_NOISE = 6
_FAINT = 14
"""Steps and strokes that are no deeper are noise."""
_LEAST_STROKES = 30.0
_LEAST_FAINT_STROKES = 12.0
"""Mean square depth of the strokes of a tile [levels²] from which its sharpness, and its contrast, can be told."""


_OWN = 0.2
"""A direction in which the tile's deepest strokes are only such a part of all is told by a pattern, not by the print."""


@dataclass(frozen=True)
class Tiles:
    """The strokes of each tile of 8 mm; NaN where there are none. The tiles lie in the middle of the page, whole ones only."""

    slope: Levels
    """(rows, columns), in parts of a stroke's depth a px of 200 dpi, in the worse direction."""
    depth: Levels
    """How much darker than the paper, as if that were as light as usual."""
    whole: tuple[float, float, float, float]
    """x, y, width, height of all tiles as fractions of the page."""

    def marks(self, reason: Reason, mask: NDArray[np.bool_]) -> tuple[Mark, ...]:
        """Of the patches of `mask`, one flag a tile."""
        x, y, width, height = self.whole
        inner = marks_of(reason, mask)
        return tuple(Mark(reason, x + m.x * width, y + m.y * height, m.width * width, m.height * height) for m in inner)


def tiles(view: View) -> Tiles:
    size = (view.small.shape[1] // _TILE, view.small.shape[0] // _TILE)
    if min(size) == 0:
        nothing = np.full((1, 1), np.nan, np.float32)
        return Tiles(nothing, nothing, (0.0, 0.0, 1.0, 1.0))
    factor = view.gray.shape[1] // view.small.shape[1]
    left, top = (view.small.shape[1] - size[0] * _TILE) // 2, (view.small.shape[0] - size[1] * _TILE) // 2
    inside = slice(top, top + size[1] * _TILE), slice(left, left + size[0] * _TILE)
    gray = view.gray[inside[0].start * factor : inside[0].stop * factor, inside[1].start * factor : inside[1].stop * factor]
    beside, below = np.zeros_like(gray), np.zeros_like(gray)
    beside[:, 1:] = cv2.absdiff(gray[:, 1:], gray[:, :-1])
    below[1:] = cv2.absdiff(gray[1:], gray[:-1])
    dim = view.dim
    depth2, depth = _peaks(view.strokes[inside], _FAINT * dim, size)
    slopes = []
    for steps, strokes in ((beside, view.across[inside]), (below, view.down[inside])):
        _, slope = _peaks(_steepest(steps), _NOISE * dim, size)
        power, deepest = _peaks(strokes, _FAINT * dim, size)
        slopes.append(np.where((power >= _LEAST_STROKES * dim**2) & (deepest >= _OWN * depth), slope / depth, np.nan))
    worse = np.asarray(np.fmin(slopes[0], slopes[1]) * (view.dpi / 200), np.float32)
    _leave_out_photographs(worse, view, left, top)
    inked = np.where(depth2 >= _LEAST_FAINT_STROKES * dim**2, depth / dim, np.nan)
    height, width = view.small.shape
    whole = (left / width, top / height, size[0] * _TILE / width, size[1] * _TILE / height)
    return Tiles(worse, np.asarray(inked, np.float32), whole)


def _leave_out_photographs(slope: Levels, view: View, left: int, top: int) -> None:
    """A photograph has soft places of its own: they tell nothing of the scan. `left`, `top`: of the tiles in the small picture."""
    for x, y, wide, high in view.photographs:
        column, row = max(0, (x - left) // _TILE), max(0, (y - top) // _TILE)
        slope[row : -((top - y - high) // _TILE), column : -((left - x - wide) // _TILE)] = np.nan


def _steepest(steps: Gray) -> Gray:
    highest = steps[::_ROWS]
    for row in range(1, _ROWS):
        highest = np.maximum(highest, steps[row::_ROWS])
    return highest


def _peaks(levels: Gray, above: float, size: tuple[int, int]) -> tuple[Levels, Levels]:
    """Mean square of each tile, and its mean weighted towards the highest levels: high powers leave the noise out."""
    mean2, mean4 = (_means(levels, _power(above, exponent), size) for exponent in (2, 4))
    return mean2, np.sqrt(np.maximum(mean4 / np.maximum(mean2, 1e-6), 1e-6))


def _means(levels: Gray, power: Levels, size: tuple[int, int]) -> Levels:
    return np.asarray(cv2.resize(cv2.LUT(levels, power), size, interpolation=cv2.INTER_AREA), np.float32)


def _power(above: float, exponent: int) -> Levels:
    levels = np.arange(256, dtype=np.float32)
    return np.where(levels > above, levels**exponent, 0).astype(np.float32)
