"""What is written on a page: ink against the paper around it, and the angle of its lines."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

USUAL_PAPER = 230
"""Level of a usual paper."""
MOST_SKEW = 15.0
"""Text lines are sought to this angle either way [deg]."""
_LEAST_TYPE = 1000
"""Of less nobody can tell how it runs: three words may lie any way [px]."""
_CLEAR_PEAK = 1.3
"""How much better the best angle must fit than a middling one, to be believed."""
_COARSE = 3
"""The first look is at a picture so many times smaller,"""
_NARROW = 3
"""and again so many times along the lines: of these few columns none is sheared by more than half a row."""
_MOST_POINTS = 30_000
_CELL = 8
"""Side of a cell in which the paper's level is sought [px]."""
_TINY = 4
"""Photographs are sought in a picture so many times smaller."""
_GROUND = 0.9
"""Of the usual level; what is darker over some millimetres is no paper."""
_LEAST_PHOTOGRAPH, _FULL = 12, 0.35
"""Its shorter side [px of that picture: 12 mm], and how much of its rectangle is so dark: a frame's is not."""


def paper_level(gray: Gray) -> Gray:
    """The paper without its ink, at the same size: brightest neighbours, smoothed."""
    height, width = gray.shape
    cells = paper_cells(gray)
    whole = (cells.shape[1] * _CELL, cells.shape[0] * _CELL)
    return np.asarray(cv2.resize(cells, whole, interpolation=cv2.INTER_LINEAR)[:height, :width], np.uint8)


def paper_cells(gray: Gray) -> Gray:
    """The same, a pixel for each 8 x 8 px."""
    # Only whole cells: OpenCV shrinks by a whole number five times as fast.
    whole = cv2.copyMakeBorder(gray, 0, -gray.shape[0] % _CELL, 0, -gray.shape[1] % _CELL, cv2.BORDER_REPLICATE)
    cells = cv2.resize(whole, (whole.shape[1] // _CELL, whole.shape[0] // _CELL), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(cv2.dilate(cells, np.ones((7, 7), np.uint8)), (0, 0), 3), np.uint8)


def ink_mask(gray: Gray, contrast: int) -> NDArray[np.bool_]:
    """True where a pixel is darker than the paper around it by more than `contrast` levels."""
    return np.asarray(cv2.subtract(paper_level(gray), gray) > contrast, np.bool_)


def type_mask(gray: Gray, contrast: int) -> NDArray[np.bool_]:
    """`ink_mask` without pictures, lines and letters only: what is solid over more than 4 mm at 100 dpi is a picture, a seal or the lid."""
    level = paper_level(gray)
    plain = (cv2.subtract(level, gray) > contrast).astype(np.uint8)
    solid = cv2.dilate(cv2.morphologyEx(plain, cv2.MORPH_OPEN, np.ones((17, 17), np.uint8)), np.ones((13, 13), np.uint8))
    for outline in photographs(gray, level):
        cv2.fillConvexPoly(solid, outline, 1)
        cv2.polylines(solid, [outline], isClosed=True, color=1, thickness=3 * _TINY)
    return np.asarray((plain > 0) & (solid == 0), np.bool_)


def photographs(gray: Gray, level: Gray) -> list[NDArray[np.int32]]:
    """Outlines (n, 1, 2) of x, y [px], convex, of what is no paper over a large part.

    `gray`: about 100 dpi; `level`: its `paper_level`, for which a photograph's lighter places are paper.
    """
    # The lightest of each few pixels: between letters that is the paper, however dense they are.
    tiny = cv2.dilate(gray, np.ones((_TINY, _TINY), np.uint8))[::_TINY, ::_TINY]
    dark = (tiny < _GROUND * np.median(level[::_CELL, ::_CELL])).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    found = []
    for outline in cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        _, (across, down), _ = cv2.minAreaRect(outline)
        if min(across, down) < _LEAST_PHOTOGRAPH:
            continue
        hull = cv2.convexHull(outline)
        within = cv2.fillConvexPoly(np.zeros_like(solid), hull, 1)
        if cv2.countNonZero(cv2.bitwise_and(solid, within)) >= _FULL * across * down:
            found.append(np.asarray(hull * _TINY, np.int32))
    return found


def text_skew(letters: NDArray[np.bool_]) -> float | None:
    """Clockwise turn of the text lines [deg], or None when there are none to be sure of. The lines may run upwards.

    Projects the letters, `type_mask` of a page, along each angle; the sharper the profile, the better the angle.
    """
    words = letters.view(np.uint8)
    if cv2.countNonZero(words) < _LEAST_TYPE:
        return None
    tiny = np.asarray(cv2.resize(words * 255, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA), np.uint8)
    angles = np.arange(-MOST_SKEW - 1, MOST_SKEW + 1.01, 0.5)
    # Level lines, and lines that run up or down the page: in the transposed picture everything turns the other way. Columns and rules
    # have a peak across the lines too.
    level, steep = _peaks(tiny, angles), _peaks(np.ascontiguousarray(tiny.T), -angles)
    upright = bool(level.max() * np.median(steep) >= steep.max() * np.median(level))
    scores = level if upright else steep
    best = int(scores.argmax())
    if scores[best] < _CLEAR_PEAK * np.median(scores) or abs(angles[best]) > MOST_SKEW:
        return None
    points = cv2.findNonZero(words if upright else np.ascontiguousarray(words.T)).reshape(-1, 2)
    if len(points) > _MOST_POINTS:
        # Not every nth: letters repeat, and the step with them.
        points = points[np.random.default_rng(0).integers(0, len(points), _MOST_POINTS)]
    x, y = np.ascontiguousarray(points.T, np.float32)
    sign = 1.0 if upright else -1.0
    angle = sign * float(angles[best])
    for reach, width in ((0.5, 0.1), (0.1, 0.02)):
        fine = np.arange(angle - reach, angle + reach + width / 2, width)
        sharp = np.array([_sharpness(x, y, candidate) for candidate in fine])
        # The centre of the peak's upper part: steadier than its highest point.
        weights = np.clip(sharp - (sharp.max() + sharp.min()) / 2, 0, None)
        angle = float(np.average(fine, weights=weights)) if weights.sum() > 0 else angle
    return sign * angle


def _peaks(tiny: Gray, angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """How uneven the rows' sums are when the picture is sheared by each angle, so that lines of this angle lie level."""
    narrow = cv2.resize(tiny, (max(1, tiny.shape[1] // _NARROW), tiny.shape[0]), interpolation=cv2.INTER_AREA)
    height, width = narrow.shape
    slopes = np.tan(np.deg2rad(angles)) * tiny.shape[1] / width
    room = int(np.ceil(width * np.abs(slopes).max()))
    sums = np.empty((len(angles), height + room), np.float32)
    for slope, rows in zip(slopes, sums, strict=True):
        shear = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, slope * width / 2 + room / 2]])
        level = cv2.warpAffine(narrow, shear, (width, height + room), flags=cv2.INTER_NEAREST)
        rows[:] = cv2.reduce(level, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0]
    return np.asarray(np.square(np.diff(sums, axis=1)).sum(axis=1), np.float64)


def _sharpness(x: NDArray[np.float32], y: NDArray[np.float32], angle_deg: float) -> float:
    angle = np.deg2rad(angle_deg)
    rows = y * np.float32(np.cos(angle)) - x * np.float32(np.sin(angle))
    profile = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())
