"""Is anything written on this side at all?

Dust, punch holes, creases, ruled lines and the front shining through are nothing; a word in pencil is something.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.view import View

Gray = NDArray[np.uint8]

_LINE_MM = 15.0
"""A straight run of ink that is longer is a ruled line or a crease."""
_STROKE_MM = 0.9
"""What is smaller is dust."""
_SIGN_MM = 1.3
"""One sign alone is as large both ways: a page's number."""
_NEAR_MM = 30.0
_DASH_THICK, _DASH_FLAT = 2.0, 0.2
"""A straight piece no thicker (in px), no higher (as a part of its length) is of a broken line."""
_STEP_THICK = 1.5
"""So is one that goes from one row of px to the next, and is no thicker."""
_TOGETHER = 3
"""So many strokes near each other are writing."""
_PLENTY = 200
_MUCH = 0.02
"""So many strokes, or such a part of the page, is writing without a closer look."""
_HOLE_MM = (3.5, 9.0)
_HOLE_FROM_EDGE_MM = 30.0


def is_blank(view: View, depth: float) -> bool:
    """`depth`: how much darker than its surroundings ink is, at least [levels]."""
    margin = view.margin
    strokes = view.strokes[margin : view.small.shape[0] - margin, margin : view.small.shape[1] - margin]
    # The paper's own grain lifts every pixel a little.
    grain = int(np.median(strokes[::4, ::4]))
    ink = (strokes > grain + depth * view.dim).astype(np.uint8)
    ink = _without_lines(ink, view.mm(_LINE_MM))
    if float(ink.mean()) > _MUCH:
        return False
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes, centres = stats[1:], centres[1:]
    wide, tall, area = (np.asarray(boxes[:, what], np.int32) for what in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    longer, shorter = np.maximum(wide, tall), np.minimum(wide, tall)
    # Creases come in pieces, and askew where no edge told the page's turn.
    dash = (shorter == 1) | ((area <= _DASH_THICK * longer) & (shorter <= _DASH_FLAT * longer))
    dash |= (shorter == 2) & (area <= _STEP_THICK * longer)
    stroke = (longer >= view.mm(_STROKE_MM)) & ~dash & ~_holes(view, np.asarray(centres + margin, np.float64), wide, tall, area)
    if bool((stroke & (shorter >= view.mm(_SIGN_MM))).any()):
        return False
    places = centres[stroke]
    if len(places) > _PLENTY:
        return False
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    return not bool(((apart < view.mm(_NEAR_MM)).sum(axis=1) >= _TOGETHER).any())


def _without_lines(ink: Gray, length: int) -> Gray:
    for shape, thicker in (((1, length), (3, 1)), ((length, 1), (1, 3))):
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        ink = np.asarray(cv2.subtract(ink, cv2.dilate(lines, np.ones(thicker, np.uint8))), np.uint8)
    return ink


def _holes(
    view: View, centres: NDArray[np.float64], wide: NDArray[np.int32], tall: NDArray[np.int32], area: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Which patches are a binder's holes: round, filled, near an edge."""
    low, high = (view.mm(size) for size in _HOLE_MM)
    size = np.array(view.small.shape[::-1])
    from_edge = np.minimum(centres, size - centres).min(axis=1)
    fill = area / np.maximum(wide * tall, 1)
    round_ = (np.abs(wide - tall) <= view.mm(1)) & (fill > 0.6) & (fill < 0.9)
    return np.asarray(round_ & (wide >= low) & (wide <= high) & (from_edge < view.mm(_HOLE_FROM_EDGE_MM)), np.bool_)
