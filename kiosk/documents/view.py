"""A clean page as the verdict looks at it: once in gray, once small, and its ink as what is darker than the paper around it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.gray import in_gray
from kiosk.documents.ink import USUAL_PAPER, paper_level, photographs

Pixels = NDArray[np.uint8]
Gray = NDArray[np.uint8]

_SMALL_DPI = 100
_STROKE_MM = 2.8
"""What is thinner is a stroke; what is wider is a shadow, a photograph, a hole."""
_MARGIN_MM = 3.0
"""Shadows along the edges are no ink."""


@dataclass(frozen=True)
class View:
    gray: Gray
    """(h, w) at `dpi`."""
    dpi: int
    small: Gray
    """At about 100 dpi."""
    small_dpi: float
    depth: Gray
    """Of `small`: how much darker than the paper within a centimetre."""
    strokes: Gray
    """Of `small`: how much darker than what lies on either side within a few mm; what is broad does not count."""
    across: Gray
    down: Gray
    """The same along a row only, and along a column only."""
    cells: Pixels
    """`page` in colour, a cell a millimetre."""
    paper: int
    """Level of the paper, 0 to 255."""
    photographs: tuple[tuple[int, int, int, int], ...]
    """Left, top, width, height in px of `small`."""

    @property
    def margin(self) -> int:
        """In px of `small`; less on a tiny page."""
        height, width = self.small.shape
        return min(self.mm(_MARGIN_MM), int(height) // 4, int(width) // 4)

    @property
    def dim(self) -> float:
        """1 for a usual paper, less for a dark one: in a dim picture all levels are closer together."""
        return min(1.0, self.paper / USUAL_PAPER)

    def mm(self, length: float) -> int:
        """In px of `small`, at least 1."""
        return max(1, round(length / 25.4 * self.small_dpi))


def view(page: Pixels, dpi: int) -> View:
    """`page`: straight and cropped, (h, w, 3) RGB or (h, w) gray."""
    gray = in_gray(page)
    height, width = gray.shape
    factor = max(1, min(round(dpi / _SMALL_DPI), height, width))
    small = gray
    if factor > 1:
        even = gray[: height // factor * factor, : width // factor * factor]
        small = np.asarray(cv2.resize(even, (width // factor, height // factor), interpolation=cv2.INTER_AREA), np.uint8)
    small_dpi = dpi / factor
    side = round(_STROKE_MM / 25.4 * small_dpi) | 1
    strokes, across, down = (
        np.asarray(cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones(shape, np.uint8)), np.uint8)
        for shape in ((2 * side, 2 * side), (1, side), (side, 1))
    )
    # From every third pixel: a millimetre of all of them would take as long as everything else.
    size = (max(1, round(width / dpi * 25.4)), max(1, round(height / dpi * 25.4)))
    thin = cv2.resize(page, (max(1, width // 3), max(1, height // 3)), interpolation=cv2.INTER_NEAREST)
    cells = np.asarray(cv2.resize(thin, size, interpolation=cv2.INTER_AREA), np.uint8)
    level = paper_level(small)
    depth = np.asarray(cv2.subtract(level, small), np.uint8)
    photos = tuple((int(x), int(y), int(wide), int(high)) for x, y, wide, high in map(cv2.boundingRect, photographs(small, level)))
    paper = int(np.percentile(small[::4, ::4], 90))
    return View(gray, dpi, small, small_dpi, depth, strokes, across, down, cells, paper, photos)


def highest(colours: Pixels) -> Gray:
    """(h, w) each pixel's highest channel. OpenCV is ten times quicker at it than NumPy."""
    if colours.ndim == 2:
        return colours
    flat = np.ascontiguousarray(colours).reshape(-1, colours.shape[2])
    return np.asarray(cv2.reduce(flat, 1, cv2.REDUCE_MAX), np.uint8).reshape(colours.shape[:2])
