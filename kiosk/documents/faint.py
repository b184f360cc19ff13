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
_LIGHT, _YELLOW = 0, 1
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
    """Steps from one pixel to the next across the edges' direction, averaged over each band."""

    levels: Plane
    """(bands, 3, length and `_STRAY_PX` more at either end): steps in lightness and in yellowness [levels]; 1 where the band has enough
    paper or lid to tell. Step i lies at i - 0.5."""
    middles: Points
    """(bands,) Where each band's middle lies, along the edges."""
    offsets: Points
    """The same, from the middle of all."""

    @property
    def length(self) -> int:
        return int(self.levels.shape[2]) - 2 * _STRAY_PX

    def steps(self, plane: int) -> Plane:
        """(bands, length)"""
        return self.levels[:, plane, _STRAY_PX:-_STRAY_PX]

    @property
    def seen(self) -> Plane:
        return self.levels[:, 2, _STRAY_PX:-_STRAY_PX]


@dataclass(frozen=True)
class _View:
    """The picture turned by some angle."""

    planes: list[Pixels]
    """Lightness and yellowness of paper and lid; 0 where ink lies, and beyond the picture."""
    free: Pixels
    """255 where they show paper or lid."""
    ink: tuple[float, float, float, float]
    """Left, top, right, bottom of all ink."""


def find_faint_sheet(small: Pixels, rough_deg: float | None, small_dpi: float) -> Sheet | None:
    """`small`: RGB or gray at about 100 dpi; `rough_deg`: its clockwise turn, right to half a degree, or None when nobody knows.

    None when no edge stands out.
    """
    layers = _layers(small)
    if rough_deg is not None:
        return _find(layers, rough_deg, small_dpi)
    # Without text: sought in a picture four times smaller.
    tiny = np.asarray(cv2.resize(small, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.uint8)
    sheet = _find(layers, _likeliest_turn(_layers(tiny)), small_dpi)
    return sheet and _find(layers, sheet.skew_deg, small_dpi)


def _find(layers: Pixels, rough_deg: float, small_dpi: float) -> Sheet | None:
    height, width = layers.shape[:2]
    matrix, size = turn(width, height, -rough_deg)
    view = _view(layers, matrix, size)
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


def _layers(small: Pixels) -> Pixels:
    """(h, w, 4): lightness, yellowness, 255 everywhere, 255 where ink is. OpenCV turns four channels as fast as one."""
    if small.ndim == 2:
        light, yellow = small, np.full_like(small, 128)
    else:
        # By itself: with three rows or more OpenCV rounds halves up, and then edges of half a level are lost.
        yellow = np.asarray(cv2.transform(small, np.array([[0.5, 0.5, -1.0, 128.0]], np.float32)), np.uint8)
        light = in_gray(small)
    # Print, and what is too large for print: pictures, dark or coloured.
    paper = float(np.percentile(light[::4, ::4], 90))
    # In a dim picture all levels are closer together.
    inky = cv2.subtract(paper_level(light), light) > _INK * min(1.0, paper / USUAL_PAPER)
    inky |= light < _PICTURE * paper
    inky |= cv2.absdiff(yellow, np.full_like(yellow, 128)) > _COLOURED
    return np.asarray(cv2.merge([light, yellow, np.full_like(light, 255), inky.astype(np.uint8) * 255]), np.uint8)


def _view(layers: Pixels, matrix: NDArray[np.float64], size: tuple[int, int]) -> _View:
    light, yellow, covered, inky = cv2.split(cv2.warpAffine(layers, matrix, size))
    covered = cv2.threshold(covered, 254, 255, cv2.THRESH_BINARY)[1]
    inky = cv2.bitwise_and(cv2.threshold(inky, 127, 255, cv2.THRESH_BINARY)[1], covered)
    free = np.asarray(cv2.subtract(covered, cv2.dilate(inky, np.ones((7, 7), np.uint8))), np.uint8)
    planes = [np.asarray(cv2.bitwise_and(plane, free), np.uint8) for plane in (light, yellow)]
    return _View(planes, free, _ink_box(np.asarray(inky, np.uint8)))


def _likeliest_turn(layers: Pixels) -> float:
    """The angle [deg] at which the edges are clearest."""
    height, width = layers.shape[:2]
    best, clearest = 0.0, -1.0
    for angle in np.arange(-MOST_SKEW, MOST_SKEW + 0.1, 1.0):
        matrix, size = turn(width, height, -float(angle))
        view = _view(layers, matrix, size)
        both = _both(view, ((0.0, float(size[1])), (0.0, float(size[0]))))
        tilt, clear = _common_tilt(both, _zones(view, both), np.arange(-3, 4) / max(size))
        if clear > clearest:
            best, clearest = float(angle) + float(np.degrees(tilt)), clear
    return best


def _ink_box(inky: Pixels) -> tuple[float, float, float, float]:
    """Bounds of all that is more than a speck; inside out when there is nothing."""
    height, width = inky.shape
    columns, rows = (np.flatnonzero(cv2.reduce(inky, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S) > 2 * 255) for axis in (0, 1))
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
    fits: list[_Fit | None] = [None] * 4
    for way, bands in enumerate(both):
        slope = tilt if way else -tilt
        profile = _along(bands, slope)
        stands_out = profile.clear() > _CLEAR
        if final:
            stands_out &= _shown(bands, profile)
        for side in (way, way + 2):
            fits[side] = _edge(bands, profile, stands_out, slope, side, zones[side], small_dpi, final=final)
    return fits, tilt


def _both(view: _View, extent: tuple[tuple[float, float], tuple[float, float]]) -> tuple[_Bands, _Bands]:
    """Across upright edges, and across level ones."""
    return _bands(view, extent[0], 0), _bands(view, extent[1], 1)


def _zones(view: _View, both: tuple[_Bands, _Bands]) -> list[slice]:
    return [_zone(side, both[side % 2].length, view.ink[side]) for side in range(4)]


def _zone(side: int, length: int, ink: float) -> slice:
    """Where this edge may lie: between the picture's rim and the ink."""
    if side < 2:
        return slice(_RIM, max(_RIM, min(length, int(ink) - _BY_INK)))
    return slice(max(0, min(length - _RIM, int(ink) + 1 + _BY_INK)), length - _RIM)


def _bands(view: _View, extent: tuple[float, float], axis: int) -> _Bands:
    """`extent`: which part of the axis the bands divide."""
    edges = np.linspace(int(extent[0]), int(np.ceil(extent[1])), _BANDS + 1).round().astype(int)
    count = _sums(view.free, edges, axis) / 255
    enough = count > 0.3 * np.maximum(np.diff(edges), 1)[:, None]
    seen = enough.copy()
    for by in (1, 2):
        seen[:, by:] &= enough[:, :-by]
    seen[:, :-1] &= enough[:, 1:]
    levels = np.zeros((_BANDS, 3, count.shape[1]), np.float32)
    for plane, pixels in enumerate(view.planes):
        mean = _sums(pixels, edges, axis) / np.maximum(count, 1)
        step = (mean[:, 2:-1] + mean[:, 3:] - mean[:, 1:-2] - mean[:, :-3]) / 2
        levels[:, plane, 2:-1] = np.clip(step, -_MOST_STEP, _MOST_STEP) * seen[:, 2:-1]
    levels[:, 2] = seen
    padded = cv2.copyMakeBorder(levels.reshape(3 * _BANDS, -1), 0, 0, _STRAY_PX, _STRAY_PX, cv2.BORDER_REPLICATE)
    middles = (edges[:-1] + edges[1:]) / 2
    return _Bands(np.asarray(padded, np.float32).reshape(_BANDS, 3, -1), middles, middles - middles.mean())


def _sums(plane: Pixels, edges: NDArray[np.int64], axis: int) -> Plane:
    """Of each band: (bands, length)."""
    sums = np.zeros((_BANDS, plane.shape[1 - axis]), np.float32)
    for band, (first, last) in enumerate(pairwise(edges.tolist())):
        if last > first:
            part = plane[first:last] if axis == 0 else plane[:, first:last]
            sums[band] = cv2.reduce(part, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    return sums


@dataclass(frozen=True)
class _Fit:
    line: Line
    error: float
    """Standard error of its slope."""


@dataclass(frozen=True)
class _Profile:
    """What all bands say of lines of one slope, by where the line passes its middle."""

    means: Plane
    """(2, length) Steps in lightness and yellowness."""
    heights: Plane
    """The same without their sign."""
    noise: tuple[float, float]
    """Of the means, sigma. A sensor's columns are not quite alike: along them it is greater."""
    shifts: NDArray[np.int64]
    """(bands,) How far the line lies in each band from where it passes its middle."""

    def clear(self) -> Plane:
        """How many sigma the step stands out, in the plane where it is clearest."""
        told = np.where(self.heights >= _LEAST_STEP, self.heights, 0) / np.array(self.noise, np.float32)[:, None]
        return np.asarray(told.max(axis=0), np.float32)

    def clearest(self, zone: slice) -> float:
        """The most of `clear` within a zone."""
        peaks = self.heights[:, zone].max(axis=1, initial=0).tolist()
        return max(peak / noise if peak >= _LEAST_STEP else 0.0 for peak, noise in zip(peaks, self.noise, strict=True))

    def columns(self, length: int) -> NDArray[np.int64]:
        """(bands, length) what was added up."""
        return np.asarray(np.clip(np.arange(length) + self.shifts[:, None], 0, length - 1), np.int64)


def _along(bands: _Bands, tilt: float) -> _Profile:
    length = bands.length
    shifts = np.round(tilt * bands.offsets).astype(np.int64)
    total = np.zeros((3, length), np.float32)
    for levels, shift in zip(bands.levels, shifts.tolist(), strict=True):
        total += levels[:, _STRAY_PX + shift : _STRAY_PX + shift + length]
    count = total[2]
    means = total[:2] / np.maximum(count, _BANDS / 2)
    heights = np.abs(means)
    # Sorted: for so few numbers NumPy's median takes five times as long.
    told = np.sort(heights[:, count > 0.6 * _BANDS], axis=1)
    number = told.shape[1]
    if number < _FEW:
        return _Profile(means, heights, (_USUAL_NOISE, _USUAL_NOISE), shifts)
    light, yellow = (max(_LEAST_NOISE, 1.48 * float(middle)) for middle in (told[:, (number - 1) // 2] + told[:, number // 2]) / 2)
    return _Profile(means, heights, (light, yellow), shifts)


def _common_tilt(both: tuple[_Bands, _Bands], zones: list[slice], tilts: Points) -> tuple[float, float]:
    """The slope at which the four edges together are clearest, and how clear they are [sigma]."""
    scores = []
    for tilt in tilts.tolist():
        score = 0.0
        for way, bands in enumerate(both):
            profile = _along(bands, tilt if way else -tilt)
            score += sum(min(_ENOUGH, profile.clearest(zones[side])) for side in (way, way + 2))
        scores.append(score)
    best = np.flatnonzero(np.array(scores) >= max(scores) - 1e-6)
    return float(tilts[best].mean()), max(scores)


def _edge(
    bands: _Bands, profile: _Profile, stands_out: NDArray[np.bool_], tilt: float, side: int, zone: slice, small_dpi: float, *, final: bool
) -> _Fit | None:
    """The outermost line that stands out; its inner step, if it is a shadow's."""
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
    plane = _LIGHT if profile.heights[_LIGHT, near].max() > max(_LEAST_STEP, _CLEAR * profile.noise[_LIGHT]) else _YELLOW
    heights = profile.heights[plane]
    strong = near[heights[near] >= _ALIKE * heights[near].max()]
    innermost = int(strong[-1] if inward > 0 else strong[0])
    hill = slice(max(0, innermost - 2), innermost + 3)
    peak = hill.start + int(heights[hill].argmax())
    if not final:
        return _Fit(_line(float(peak) - 0.5, tilt, bands), 1.0)
    return _fitted(bands.steps(plane) * np.sign(profile.means[plane, peak]), bands, peak + profile.shifts, tilt)


def _sheets_own(profile: _Profile, near: NDArray[np.int64]) -> bool:
    """Whether these lines are a shadow's, or the paper has another colour there: rows of print that shine through have neither."""
    light, yellow = profile.heights[:, near].max(axis=1).tolist()
    return bool(light >= _LEAST_SHADOW or yellow >= max(_LEAST_STEP, _CLEAR * profile.noise[_YELLOW]))


def _shown(bands: _Bands, profile: _Profile) -> NDArray[np.bool_]:
    """Which lines show in most bands, not only in their mean."""
    rows, columns = np.arange(_BANDS)[:, None], profile.columns(bands.length)
    seen = np.maximum(bands.seen[rows, columns].sum(axis=0), _BANDS / 2)
    shares = []
    for plane, (mean, height) in enumerate(zip(profile.means, profile.heights, strict=True)):
        agree = bands.steps(plane)[rows, columns] * np.sign(mean) > 0.25 * np.minimum(height, 2.0)
        shares.append(agree.sum(axis=0) / seen)
    return np.asarray(np.max(shares, axis=0) >= _LEAST_BANDS, np.bool_)


def _fitted(step: Plane, bands: _Bands, columns: NDArray[np.int64], tilt: float) -> _Fit:
    """The line through the bands' own peaks near the common one, at `columns`; the common one where they do not agree."""
    rows = np.arange(_BANDS)
    at = np.clip(columns[:, None] + np.arange(-2, 3), 1, step.shape[1] - 2)
    centre = at[rows, step[rows[:, None], at].argmax(axis=1)]
    before, here, after = (step[rows, centre + by] for by in (-1, 0, 1))
    bend = before - 2 * here + after
    shift = np.where(bend < 0, np.clip((before - after) / np.where(bend < 0, 2 * bend, 1), -0.5, 0.5), 0)
    position = centre + shift - 0.5
    shown = (here > 0.3 * np.median(here)) & (bands.seen[rows, centre] > 0)
    along = bands.middles[shown] - 0.5
    fit = robust_line(along, position[shown], least=_LEAST_BANDS * _BANDS)
    off = tilt * bands.offsets
    if fit is None or abs(fit[1] - tilt) > _MOST_STRAY:
        return _Fit(_line(float(np.median(position - off)), tilt, bands), _COMMON_ERROR)
    left = np.abs(position[shown] - fit[0] - fit[1] * along)
    error = 1.48 * float(np.median(left)) / (len(along) ** 0.5 * max(float(along.std()), 1.0))
    return _Fit(fit, max(error, _LEAST_ERROR))


def _line(position: float, tilt: float, bands: _Bands) -> Line:
    return position - tilt * float(bands.middles.mean()), tilt
