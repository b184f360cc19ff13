"""What is wrong at a page's edges: print that runs over them, and what lies over them or is missing there."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.gray import in_gray
from kiosk.documents.ink import USUAL_PAPER, paper_level
from kiosk.documents.view import View, highest
from kiosk.documents.where import Mark, marks_of

Gray = NDArray[np.uint8]
Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]
Sides = tuple[bool, bool, bool, bool]
"""Left, top, right, bottom."""

_SMALL_DPI = 100
_BAND_MM = 12
_RULE_MM = 7.0
"""A straight line of this length that meets the edge is a ruled one, and goes on for nobody."""
_CORNER_MM = 4.0
_DEEP_MM = 1.0
"""Ink that only grazes the edge is shadow or background."""
_LONGEST_RUN_MM = 15.0
_LARGE_MM = 6.0
"""One stroke over the edge is a slip of the pen, unless it is so large; two are print."""
_RED = 40
"""Ink whose red is higher than its green by so much is a stamp's."""
_BEYOND_MM = 4.0
"""What is missing of the paper by less is its margin: a sheet as large as the glass lies a little askew."""
_SOLID_MM = 5
"""What lies over a page is thicker than any stroke."""
_MOST_OF_SIDE, _MOST_OF_PAGE = 0.5, 0.3
"""What takes more of a side is background that was left along it; of the page: it is printed there."""
_MARGIN_MM, _MOST_OF_MARGIN = 5, 0.15
"""A page of photographs has paper around them."""
_WIDEST_STRIP = 0.25
"""No strip of background takes more of a page."""
_HOLE_MM = 10
"""A binder's hole, with its shadow: as wide as high, and away from the side."""
_NEAR = 5
"""What ends so near to where the scan ends goes on there [mm]."""
_MOST_BACKGROUND = 0.6
"""With more of it where the scan ends, it is not the page that goes on there."""
_EVEN = 10
"""A lid's cells differ by no more [levels]."""
_STEP = 18
"""Levels between it and the page at its rim: a shadow's rim is softer."""
_OTHER = 32
"""Levels by which it differs from the paper."""


def cut_marks(view: View, hidden: Sides, depth: int) -> tuple[Mark, ...]:
    """Where print meets the paper's own edge, as on a copy that was cut. `hidden`: sides where that edge was not seen; `depth`: of the ink.

    A part of a red stamp is no fault here: sheets that belong together are stamped across their edges (dấu giáp lai).
    """
    ink = (view.depth > depth * view.dim).astype(np.uint8)
    height, width = ink.shape
    band = view.mm(_BAND_MM)
    if min(height, width) < 2 * band:
        return ()
    found = []
    for side in range(4):
        if hidden[side]:
            continue
        span = _cut_span(_from_side(ink, side, band), view.small_dpi, _from_side(view.cells, side, _BAND_MM))
        if span is None:
            continue
        length, across = (height, width)[side % 2], band / (width, height)[side % 2]
        start, extent, at = span[0] / length, (span[1] - span[0]) / length, 0.0 if side < 2 else 1 - across
        box = (at, start, across, extent) if side % 2 == 0 else (start, at, extent, across)
        found.append(Mark("cut_at_edge", *box))
    return tuple(found)


def frame_marks(scan: Pixels, dpi: int, corners: Points, depth: int) -> tuple[Mark, ...]:
    """Where print of the page meets the edge of the scan: it goes on where the scanner did not look. `corners`: as in `beyond_marks`."""
    height, width = scan.shape[:2]
    factor = max(1, round(dpi / _SMALL_DPI))
    small_dpi, band = dpi / factor, round(_BAND_MM / 25.4 * dpi / factor)
    if min(height, width) < 3 * band * factor:
        return ()
    onto = cv2.getPerspectiveTransform(corners.astype(np.float32), np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32))
    found = []
    for side in range(4):
        strip = _from_side(scan, side, 2 * band * factor)
        strip = in_gray(strip)
        small = np.asarray(cv2.resize(strip, (2 * band, strip.shape[0] // factor), interpolation=cv2.INTER_AREA), np.uint8)
        level = paper_level(small)
        ink = (cv2.subtract(level, small) > depth * min(1.0, float(np.percentile(level, 90)) / USUAL_PAPER)).astype(np.uint8)
        within = np.zeros_like(ink)
        cv2.fillConvexPoly(within, np.round(_strip_points(corners, side, width, height) / factor).astype(np.int32), 1)
        # The paper's own edge is none of its print.
        inside = cv2.erode(within, np.ones((3, 3), np.uint8), borderValue=1) > 0
        if (span := _cut_span((ink * inside)[:, :band], small_dpi, None)) is None:
            continue
        box = np.array([(0, span[0]), (band, span[0]), (band, span[1]), (0, span[1])], np.float64) * factor
        on_page = cv2.perspectiveTransform(_strip_points(box, side, width, height, back=True)[None].astype(np.float32), onto)[0]
        low, high = np.clip(on_page.min(axis=0), 0, 1), np.clip(on_page.max(axis=0), 0, 1)
        found.append(Mark("cut_at_edge", float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])))
    return tuple(found)


def beyond_marks(corners: Points, shape: tuple[int, ...], dpi: float) -> tuple[Mark, ...]:
    """Which parts of a sheet lie outside the picture. `corners`: (4, 2) of the page as it reads, in px of a picture of `shape` at `dpi`."""
    return marks_of("cut_at_edge", outside(corners, shape, (80, 80), _BEYOND_MM / 25.4 * dpi))


def outside(corners: Points, shape: tuple[int, ...], grid: tuple[int, int], by: float = 0.0) -> NDArray[np.bool_]:
    """Which points of a grid (rows, columns) over the page lie outside the picture by more than `by` px; `corners` as in `beyond_marks`."""
    if (corners >= -by).all() and (corners <= np.array([shape[1] + by, shape[0] + by])).all():
        return np.zeros(grid, np.bool_)
    along, down = np.meshgrid(np.linspace(0, 1, grid[1]), np.linspace(0, 1, grid[0]))
    top = corners[0] + along[..., None] * (corners[1] - corners[0])
    bottom = corners[3] + along[..., None] * (corners[2] - corners[3])
    points = top + down[..., None] * (bottom - top)
    return np.asarray((points < -by).any(axis=2) | (points[..., 0] > shape[1] + by) | (points[..., 1] > shape[0] + by), np.bool_)


def of_the_page(marks: tuple[Mark, ...], view: View, unseen: NDArray[np.bool_]) -> tuple[Mark, ...]:
    """Those of `beyond_marks` and `frame_marks` where it is the page that meets the end of the scan. `unseen`: as in `covered_marks`.

    An edge that was not recognised takes the background along into the crop, as far as the scan goes.
    """
    if not marks or not unseen.any():
        return marks
    other = (_from_paper(view) > _OTHER * view.dim).astype(np.uint8)
    if _is_picture(other):
        return marks
    background, last = _wedge(view, other, unseen), _last_seen(unseen)
    rows, columns = last.shape
    found = []
    for mark in marks:
        down = slice(max(0, int(mark.y * rows) - 2), round((mark.y + mark.height) * rows) + 2)
        along = slice(max(0, int(mark.x * columns) - 2), round((mark.x + mark.width) * columns) + 2)
        met = background[down, along][last[down, along]]
        if met.size == 0 or float(met.mean()) <= _MOST_BACKGROUND:
            found.append(mark)
    return tuple(found)


def _last_seen(unseen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells beside those that the scan does not show."""
    return np.asarray((cv2.dilate(unseen.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0) & ~unseen, np.bool_)


def _wedge(view: View, other: Gray, unseen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Background, up to where the scan ends. `other`: cells that are not of the paper's colour."""
    last = _last_seen(unseen)
    if not last.any() or float(other[last].mean()) <= _MOST_BACKGROUND:
        return np.zeros_like(unseen)
    ends = view.cells[last & (other > 0)].reshape(np.count_nonzero(last & (other > 0)), -1)
    background = np.median(ends, axis=0)
    if float(np.median(np.abs(ends - background).max(axis=-1))) > _EVEN * view.dim:
        return np.zeros_like(unseen)  # lines of print, a picture
    apart = highest(np.asarray(cv2.absdiff(view.cells, np.full_like(view.cells, background)), np.uint8))
    _, labels = cv2.connectedComponents(((apart < _OTHER / 2 * view.dim) & (other > 0)).astype(np.uint8), connectivity=4)
    met = np.unique(labels[last])
    return np.isin(labels, met[met > 0])


def covered_marks(view: View, least_mm: float, unseen: NDArray[np.bool_] | None = None) -> tuple[Mark, ...]:
    """Where something hard-edged reaches in from the side by `least_mm` or more: a folded corner, a finger, a note.

    `unseen`: (rows, columns) of `view.cells`; where the scan shows nothing.
    """
    if min(view.cells.shape[:2]) < 4 * least_mm:
        return ()
    apart = _from_paper(view)
    everywhere = (apart > _OTHER * view.dim).astype(np.uint8)
    strips = everywhere
    if unseen is not None and (wedge := _wedge(view, everywhere, unseen)).any():
        strips = everywhere | unseen.astype(np.uint8)
        unseen = unseen | wedge
        everywhere = everywhere * ~wedge
    # What sticks out over the page's edge takes a strip of the background along into the crop.
    kept = _without_strips(strips)
    other = everywhere[kept]
    if _is_picture(other):
        return ()  # the lightest is not the paper
    # With nothing beyond the edge, a thin rest of such a strip is too thin to be anything.
    padded = cv2.copyMakeBorder(other, _SOLID_MM, _SOLID_MM, _SOLID_MM, _SOLID_MM, cv2.BORDER_CONSTANT, value=0)
    solid = cv2.morphologyEx(padded, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_SOLID_MM, _SOLID_MM)))
    solid = np.ascontiguousarray(solid[_SOLID_MM:-_SOLID_MM, _SOLID_MM:-_SOLID_MM])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    step = cv2.morphologyEx(apart[kept], cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    near = np.zeros(solid.shape, np.bool_)
    if unseen is not None and unseen.any():
        near = cv2.dilate(unseen.astype(np.uint8), np.ones((2 * _NEAR + 1, 2 * _NEAR + 1), np.uint8))[kept] > 0
    found = np.zeros(everywhere.shape, np.bool_)
    for patch in range(1, count):
        width, height = (int(value) for value in stats[patch, 2:4])
        mask = labels == patch
        touching = max(float(edge.mean()) for edge in (mask[:, 0], mask[0], mask[:, -1], mask[-1]))
        if touching == 0 and max(width, height) <= _HOLE_MM and abs(width - height) <= 2:
            continue
        if touching > _MOST_OF_SIDE or min(width, height) < least_mm or (touching == 0 and not (mask & near).any()):
            continue
        rim = mask & (cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
        if rim.any() and float(np.median(step[rim])) >= _STEP:
            found[kept] |= mask
    return marks_of("covered", found)


def _from_paper(view: View) -> Gray:
    """How far each cell's colour is from the paper's."""
    cells = view.cells.reshape(*view.cells.shape[:2], -1)
    paper = np.percentile(cells[::4, ::4].reshape(-1, cells.shape[2]), 80, axis=0)
    return highest(np.asarray(cv2.absdiff(cells, np.full_like(cells, paper)), np.uint8).reshape(cells.shape))


def _is_picture(other: NDArray[np.bool_] | Gray) -> bool:
    """A photograph or a card. `other`: cells that are not of the paper's colour."""
    inner = other[_MARGIN_MM:-_MARGIN_MM, _MARGIN_MM:-_MARGIN_MM]
    margin = (float(other.sum()) - float(inner.sum())) / (other.size - inner.size)
    return bool(other.mean() > _MOST_OF_PAGE and margin > _MOST_OF_MARGIN)


def _without_strips(other: Gray) -> tuple[slice, slice]:
    """Rows and columns that are left without those along the sides that are not of paper for the most part."""
    rows = _inner(other.mean(axis=1))
    return rows, _inner(other[rows].mean(axis=0))


def _inner(shares: NDArray[np.float64]) -> slice:
    paper = np.flatnonzero(shares <= _MOST_OF_SIDE)
    most = round(shares.size * _WIDEST_STRIP)
    if paper.size == 0 or paper[0] > most or shares.size - 1 - paper[-1] > most:
        return slice(0, shares.size)
    return slice(int(paper[0]), int(paper[-1]) + 1)


def _from_side(picture: Pixels, side: int, deep: int) -> Pixels:
    """The `deep` rows or columns at a side (left, top, right, bottom), turned so that the side is the first column."""
    picture = picture.swapaxes(0, 1) if side % 2 else picture
    return np.ascontiguousarray(picture[:, : -deep - 1 : -1] if side >= 2 else picture[:, :deep])


def _strip_points(points: Points, side: int, width: int, height: int, *, back: bool = False) -> Points:
    """x, y in a picture of this size → x, y in what `_from_side` makes of it; or back."""
    points = points[:, ::-1] if side % 2 and not back else points
    far = (width, height)[side % 2] - 1
    points = np.column_stack([far - points[:, 0], points[:, 1]]) if side >= 2 else points
    return points[:, ::-1] if side % 2 and back else points


def _cut_span(strip: Gray, dpi: float, colours: Pixels | None) -> tuple[int, int] | None:
    """First and last row between which print meets column 0. `colours`: of the same strip, a cell a millimetre, to let red stamps be."""

    def mm(length: float) -> int:
        return max(1, round(length / 25.4 * dpi))

    if not strip[:, :2].any():
        return None
    rules = cv2.morphologyEx(strip, cv2.MORPH_OPEN, np.ones((1, mm(_RULE_MM)), np.uint8))
    strip = np.asarray(cv2.subtract(strip, cv2.dilate(rules, np.ones((3, 1), np.uint8))), np.uint8)
    # Corners are round, or folded.
    strip[: mm(_CORNER_MM)] = strip[-mm(_CORNER_MM) :] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strip, connectivity=8)
    edge = labels[:, :2].max(axis=1)
    found = []
    for patch in np.unique(edge[edge > 0]).tolist():
        rows = np.flatnonzero(edge == patch)
        deep, tall = int(stats[patch, cv2.CC_STAT_WIDTH]), int(stats[patch, cv2.CC_STAT_HEIGHT])
        if deep < mm(_DEEP_MM) or len(rows) > mm(_LONGEST_RUN_MM):
            continue
        if colours is not None and _is_red(colours, rows, strip.shape[0]):
            continue
        found.append((int(rows[0]), int(rows[-1]) + 1, max(deep, tall)))
    if len(found) < 2 and not any(size >= mm(_LARGE_MM) for _, _, size in found):
        return None
    return min(start for start, _, _ in found), max(end for _, end, _ in found)


def _is_red(colours: Pixels, rows: NDArray[np.intp], length: int) -> bool:
    if colours.ndim == 2:
        return False
    near = colours[(rows * colours.shape[0] // length)][:, :3].reshape(-1, 3).astype(np.int16)
    darkest = near[near[:, 1] <= np.percentile(near[:, 1], 30)].mean(axis=0)
    return bool(darkest[0] - darkest[1] > _RED)
