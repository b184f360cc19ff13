"""Where the sheet lies under a white lid: its edges are a soft shadow on one or two sides, and paper a little yellower than the lid.

One pixel shows nothing of a step of half a level; the mean of a thousand along the edge does. The picture is turned upright by a rough
angle and cut into bands across the edge's direction; the bands' mean profiles are added up along every line that the edge could be. The
outermost line on each side that stands out of the noise is the paper's edge. Ink is never outside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.gray import in_gray
from kiosk.documents.ink import MOST_SKEW, USUAL_PAPER, paper_level
from kiosk.documents.lines import Line, Points, Sheet, apply, box_around, frame, robust_line, turn

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]

_BANDS = 16
_INK = 60
"""Darker than the paper around it by more than this is print; the shadow of a sheet is lighter."""
_PICTURE, _COLOURED = 0.6, 80
"""A picture is darker than this part of the paper's level, or farther from gray than so many levels."""
_STRAY_PX = 12
"""How far an edge may wander from top to bottom, when it lies off the rough angle [px]: 0.6 degrees along A4."""
_CLEAR = 7.0
"""An edge stands out of the noise by as many sigma."""
_LEAST_STEP = 0.35
"""Nothing fainter is believed, however quiet the scanner [levels]."""
_LEAST_NOISE, _USUAL_NOISE = 0.03, 0.1
"""Sigma of a mean step: where it seems less, and where too little is seen to tell [levels]."""
_FEW = 40
_MOST_STRAY = 0.004
"""A band's peaks whose slope is farther from the common one are noise."""
_LEAST_ERROR, _COMMON_ERROR = 5e-5, 5e-4
"""Of a slope: how well it is known at best, and where only the common one is known."""
_RIM = 4
"""The picture's own rim shows no edge [px]."""
_SHADOW_MM = 2.0
"""A shadow's outer rim lies no farther from the paper's edge."""
_LEAST_SHADOW, _ROWS_MM = 2.5, 15.0
"""A fainter line without colour, and another one so near, are print that shines through [levels]."""
_ALIKE = 0.5
"""The inner one of a shadow's two steps has at least this part of the other's height."""
_MOST_STEP = 40.0
"""A step counts no more than this [levels]."""
_ENOUGH = 60.0
"""An edge can be no clearer [sigma]."""
_LEAST_SIDE = 60.0
"""A sheet with a shorter side is a scrap [px]."""
_LEAST_BANDS = 0.5
"""In so many of the bands the edge must show: one spot is no edge."""
_BY_INK = 6
"""Next to ink a JPEG's blocks have edges of their own [px]."""


@dataclass(frozen=True)
class _Bands:
    """Steps from one pixel to the next across the edges' direction, averaged over each band; all (bands, length)."""

    steps: tuple[Plane, ...]
    """In lightness, and in yellowness for a coloured picture [levels]; step i lies at i - 0.5."""
    seen: Plane
    """1 where the band has enough paper or lid to tell."""
    middles: Points
    """(bands,) Where each band's middle lies, along the edges."""


@dataclass(frozen=True)
class _View:
    """The picture turned by some angle."""

    planes: list[Plane]
    """Lightness and, for a coloured picture, yellowness."""
    weight: Plane
    """1 where they show paper or lid; 0 where ink lies, and beyond the picture."""
    ink: tuple[float, float, float, float]
    """Left, top, right, bottom of all ink."""


def find_faint_sheet(small: Pixels, rough_deg: float | None, small_dpi: float) -> Sheet | None:
    """`small`: RGB or gray at about 100 dpi; `rough_deg`: its clockwise turn, right to half a degree, or None when nobody knows.

    None when no edge stands out.
    """
    planes = _planes(small)
    if rough_deg is not None:
        return _find(planes, rough_deg, small_dpi)
    sheet = _find(planes, _likeliest_turn(planes), small_dpi)
    return sheet and _find(planes, sheet.skew_deg, small_dpi)


def _find(planes: list[Pixels], rough_deg: float, small_dpi: float) -> Sheet | None:
    height, width = planes[0].shape
    matrix, size = turn(width, height, -rough_deg)
    view = _view(planes, matrix, size)
    corners = apply(matrix, frame(width, height))
    low, high = corners.min(axis=0), corners.max(axis=0)
    outer = [float(edge) for edge in (low[0], low[1], high[0], high[1])]
    # Once along the whole picture; then again, only as far as the sheet goes.
    extent, tilts = ((0.0, float(size[1])), (0.0, float(size[0]))), np.arange(-_STRAY_PX, _STRAY_PX + 1, 2) / max(size)
    fits: list[_Fit | None] = [None] * 4
    for final in (False, True):
        found, tilt = _four_edges(view, extent, tilts, small_dpi, final=final)
        most = 2 * _SHADOW_MM / 25.4 * small_dpi
        # Where the second look has lost the edge that the first one saw, it takes what lies behind it.
        fits = [
            None if new and old and _inward(old, new, side, size) > most else new
            for side, (old, new) in enumerate(zip(fits, found, strict=True))
        ]
        at = [outer[side] if fit is None else _middle(fit, side, size) for side, fit in enumerate(fits)]
        extent = ((max(0.0, at[1]), min(float(size[1]), at[3])), (max(0.0, at[0]), min(float(size[0]), at[2])))
        if all(fit is None for fit in fits) or min(stop - start for start, stop in extent) < _LEAST_SIDE:
            return None
        tilts = tilt + np.arange(-2, 3) / max(size)
    hidden = (fits[0] is None, fits[1] is None, fits[2] is None, fits[3] is None)
    weights = np.array([0.0 if fit is None else fit.error**-2 for fit in fits])
    kept, tilt = box_around([fit.line if fit else (outer[side], 0.0) for side, fit in enumerate(fits)], weights, flat=True)
    back = np.asarray(cv2.invertAffineTransform(matrix), np.float64)
    return Sheet(apply(back, kept), rough_deg + float(np.degrees(tilt)), hidden)


def _middle(fit: _Fit, side: int, size: tuple[int, int]) -> float:
    return fit.line[0] + fit.line[1] * size[1 - side % 2] / 2


def _inward(old: _Fit, new: _Fit, side: int, size: tuple[int, int]) -> float:
    """How much farther in the new one lies [px]."""
    return (_middle(new, side, size) - _middle(old, side, size)) * (1 if side < 2 else -1)


def _planes(small: Pixels) -> list[Pixels]:
    if small.ndim == 2:
        return [small]
    yellow = cv2.transform(small, np.array([[0.5, 0.5, -1.0, 128.0]], np.float32))
    return [in_gray(small), np.asarray(yellow, np.uint8)]


def _view(planes: list[Pixels], matrix: NDArray[np.float64], size: tuple[int, int]) -> _View:
    turned = [np.asarray(cv2.warpAffine(plane, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8) for plane in planes]
    covered = cv2.warpAffine(np.full_like(planes[0], 255), matrix, size) > 254
    # Print, and what is too large for print: pictures, dark or coloured.
    paper = float(np.percentile(turned[0][::4, ::4], 90))
    # In a dim picture all levels are closer together.
    inky = (cv2.subtract(paper_level(turned[0]), turned[0]) > _INK * min(1.0, paper / USUAL_PAPER)) & covered
    inky |= covered & (turned[0] < _PICTURE * paper)
    if len(turned) > 1:
        inky |= covered & (cv2.absdiff(turned[1], np.full_like(turned[1], 128)) > _COLOURED)
    free = (cv2.dilate(inky.astype(np.uint8), np.ones((7, 7), np.uint8)) == 0) & covered
    return _View([plane.astype(np.float32) for plane in turned], free.astype(np.float32), _ink_box(inky))


def _likeliest_turn(planes: list[Pixels]) -> float:
    """Without text: the angle [deg] at which the edges are clearest, sought in a picture four times smaller."""
    tiny = [np.asarray(cv2.resize(plane, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.uint8) for plane in planes]
    height, width = tiny[0].shape
    best, clearest = 0.0, -1.0
    for angle in np.arange(-MOST_SKEW, MOST_SKEW + 0.1, 1.0):
        matrix, size = turn(width, height, -float(angle))
        view = _view(tiny, matrix, size)
        both = _both(view, ((0.0, float(size[1])), (0.0, float(size[0]))))
        tilt, clear = _common_tilt(both, _zones(view, both), np.arange(-3, 4) / max(size))
        if clear > clearest:
            best, clearest = float(angle) + float(np.degrees(tilt)), clear
    return best


def _ink_box(inky: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """Bounds of all that is more than a speck; inside out when there is nothing."""
    height, width = inky.shape
    columns, rows = np.flatnonzero(inky.sum(axis=0) > 2), np.flatnonzero(inky.sum(axis=1) > 2)
    if len(columns) == 0 or len(rows) == 0:
        return width / 2, height / 2, width / 2, height / 2
    return float(columns[0]), float(rows[0]), float(columns[-1]), float(rows[-1])


def _four_edges(
    view: _View, extent: tuple[tuple[float, float], tuple[float, float]], tilts: Points, small_dpi: float, *, final: bool
) -> tuple[list[_Fit | None], float]:
    """Left, top, right, bottom; the bands lie within `extent` (along upright edges, along level ones). And their common tilt."""
    both = _both(view, extent)
    zones = _zones(view, both)
    tilt, _ = _common_tilt(both, zones, tilts)
    return [_edge(both[side % 2], -tilt if side % 2 == 0 else tilt, side, zones[side], small_dpi, final=final) for side in range(4)], tilt


def _both(view: _View, extent: tuple[tuple[float, float], tuple[float, float]]) -> tuple[_Bands, _Bands]:
    """Across upright edges, and across level ones."""
    weighed = [*(plane * view.weight for plane in view.planes), view.weight]
    return _bands(weighed, extent[0], 0), _bands(weighed, extent[1], 1)


def _zones(view: _View, both: tuple[_Bands, _Bands]) -> list[slice]:
    return [_zone(side, both[side % 2].seen.shape[1], view.ink[side]) for side in range(4)]


def _zone(side: int, length: int, ink: float) -> slice:
    """Where this edge may lie: between the picture's rim and the ink."""
    if side < 2:
        return slice(_RIM, max(_RIM, min(length, int(ink) - _BY_INK)))
    return slice(max(0, min(length - _RIM, int(ink) + 1 + _BY_INK)), length - _RIM)


def _bands(weighed: list[Plane], extent: tuple[float, float], axis: int) -> _Bands:
    """`weighed`: planes times weight, and the weight; `extent`: which part of the axis the bands divide."""
    edges = np.linspace(int(extent[0]), int(np.ceil(extent[1])), _BANDS + 1).round().astype(int)
    *sums, share = (_means(plane, edges, axis) for plane in weighed)
    seen = share > 0.3
    for by in (1, 2):
        seen[:, by:] &= share[:, :-by] > 0.3
    seen[:, :-1] &= share[:, 1:] > 0.3
    steps = []
    for total in sums:
        mean = total / np.maximum(share, 1e-3)
        step = np.zeros_like(mean)
        step[:, 2:-1] = (mean[:, 2:-1] + mean[:, 3:] - mean[:, 1:-2] - mean[:, :-3]) / 2
        steps.append(np.where(seen, np.clip(step, -_MOST_STEP, _MOST_STEP), 0).astype(np.float32))
    return _Bands(tuple(steps), seen.astype(np.float32), (edges[:-1] + edges[1:]) / 2)


def _means(plane: Plane, edges: NDArray[np.int64], axis: int) -> Plane:
    """Of each band: (bands, length)."""
    found = []
    for first, last in pairwise(edges.tolist()):
        part = plane[first:last] if axis == 0 else plane[:, first:last]
        found.append(cv2.reduce(part, axis, cv2.REDUCE_AVG).ravel() if last > first else np.zeros(plane.shape[1 - axis], np.float32))
    return np.asarray(found, np.float32)


@dataclass(frozen=True)
class _Fit:
    line: Line
    error: float
    """Standard error of its slope."""


@dataclass(frozen=True)
class _Profile:
    """What all bands say of lines of one slope, by where the line passes its middle."""

    means: list[Plane]
    """Steps in lightness and yellowness."""
    noise: list[float]
    """Of the means, sigma. A sensor's columns are not quite alike: along them it is greater."""
    columns: NDArray[np.int64]
    """(bands, length) what was added up."""

    def clear(self) -> Plane:
        """How many sigma the step stands out, in the plane where it is clearest."""
        each = [np.where(np.abs(mean) >= _LEAST_STEP, np.abs(mean) / noise, 0) for mean, noise in zip(self.means, self.noise, strict=True)]
        return np.asarray(np.max(each, axis=0), np.float32)


def _along(bands: _Bands, tilt: float) -> _Profile:
    length = bands.seen.shape[1]
    columns = np.arange(length)[None, :] + np.round(tilt * (bands.middles - bands.middles.mean())).astype(np.int64)[:, None]
    inner = np.clip(columns, 0, length - 1)
    rows = np.arange(_BANDS)[:, None]
    count = bands.seen[rows, inner].sum(axis=0)
    means = [step[rows, inner].sum(axis=0) / np.maximum(count, _BANDS / 2) for step in bands.steps]
    told = count > 0.6 * _BANDS
    few = told.sum() < _FEW
    noise = [_USUAL_NOISE if few else max(_LEAST_NOISE, 1.48 * float(np.median(np.abs(mean[told])))) for mean in means]
    return _Profile(means, noise, inner)


def _common_tilt(both: tuple[_Bands, _Bands], zones: list[slice], tilts: Points) -> tuple[float, float]:
    """The slope at which the four edges together are clearest, and how clear they are [sigma]."""
    scores = []
    for tilt in tilts:
        score = 0.0
        for way, bands in enumerate(both):
            clear = _along(bands, -tilt if way == 0 else tilt).clear()
            score += sum(min(_ENOUGH, float(clear[zones[side]].max(initial=0))) for side in (way, way + 2))
        scores.append(score)
    best = np.flatnonzero(np.array(scores) >= max(scores) - 1e-6)
    return float(tilts[best].mean()), max(scores)


def _edge(bands: _Bands, tilt: float, side: int, zone: slice, small_dpi: float, *, final: bool) -> _Fit | None:
    """The outermost line that stands out; its inner step, if it is a shadow's."""
    profile = _along(bands, tilt)
    stands_out = profile.clear() > _CLEAR
    if final:
        stands_out &= _shown(bands, profile)
    candidates = np.flatnonzero(stands_out[zone]) + zone.start
    if len(candidates) == 0:
        return None
    inward = 1 if side < 2 else -1
    outermost = int(candidates[0] if inward > 0 else candidates[-1])
    off_mm = (candidates - outermost) * inward / small_dpi * 25.4
    near = candidates[off_mm <= _SHADOW_MM]
    if bool(((off_mm > _SHADOW_MM) & (off_mm <= _ROWS_MM)).any()) and not _sheets_own(profile, near):
        return None
    # A JPEG blurs colours: they tell only what lightness does not.
    plane = 0 if np.abs(profile.means[0][near]).max() > max(_LEAST_STEP, _CLEAR * profile.noise[0]) else 1
    heights = np.abs(profile.means[plane])
    strong = near[heights[near] >= _ALIKE * heights[near].max()]
    innermost = int(strong[-1] if inward > 0 else strong[0])
    hill = slice(max(0, innermost - 2), innermost + 3)
    peak = hill.start + int(heights[hill].argmax())
    if not final:
        return _Fit(_line(float(peak) - 0.5, tilt, bands), 1.0)
    return _fitted(bands, plane, float(np.sign(profile.means[plane][peak])), profile.columns[:, peak], tilt)


def _sheets_own(profile: _Profile, near: NDArray[np.int64]) -> bool:
    """Whether these lines are a shadow's, or the paper has another colour there: rows of print that shine through have neither."""
    light, *yellow = (float(np.abs(mean[near]).max()) for mean in profile.means)
    return light >= _LEAST_SHADOW or any(step >= max(_LEAST_STEP, _CLEAR * profile.noise[1]) for step in yellow)


def _shown(bands: _Bands, profile: _Profile) -> NDArray[np.bool_]:
    """Which lines show in most bands, not only in their mean."""
    rows = np.arange(_BANDS)[:, None]
    seen = np.maximum(bands.seen[rows, profile.columns].sum(axis=0), _BANDS / 2)
    shares = []
    for step, mean in zip(bands.steps, profile.means, strict=True):
        agree = step[rows, profile.columns] * np.sign(mean) > 0.25 * np.minimum(np.abs(mean), 2.0)
        shares.append(agree.sum(axis=0) / seen)
    return np.asarray(np.max(shares, axis=0) >= _LEAST_BANDS, np.bool_)


def _fitted(bands: _Bands, plane: int, sign: float, columns: NDArray[np.int64], tilt: float) -> _Fit:
    """The line through the bands' own peaks near the common one; the common one where they do not agree."""
    step, rows = bands.steps[plane] * sign, np.arange(_BANDS)
    at = np.clip(columns[:, None] + np.arange(-2, 3), 1, step.shape[1] - 2)
    centre = at[rows, step[rows[:, None], at].argmax(axis=1)]
    before, here, after = (step[rows, centre + by] for by in (-1, 0, 1))
    bend = before - 2 * here + after
    shift = np.where(bend < 0, np.clip((before - after) / np.where(bend < 0, 2 * bend, 1), -0.5, 0.5), 0)
    position = centre + shift - 0.5
    shown = (here > 0.3 * np.median(here)) & (bands.seen[rows, centre] > 0)
    along = bands.middles[shown] - 0.5
    fit = robust_line(along, position[shown], least=_LEAST_BANDS * _BANDS)
    off = tilt * (bands.middles - bands.middles.mean())
    if fit is None or abs(fit[1] - tilt) > _MOST_STRAY:
        return _Fit(_line(float(np.median(position - off)), tilt, bands), _COMMON_ERROR)
    left = np.abs(position[shown] - fit[0] - fit[1] * along)
    error = 1.48 * float(np.median(left)) / (len(along) ** 0.5 * max(float(along.std()), 1.0))
    return _Fit(fit, max(error, _LEAST_ERROR))


def _line(position: float, tilt: float, bands: _Bands) -> Line:
    return position - tilt * float(bands.middles.mean()), tilt
