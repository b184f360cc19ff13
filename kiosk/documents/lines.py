"""Lines, boxes and turns in the plane of a picture.

All points are x, y with pixel centres on whole numbers, so a picture w px wide reaches from -0.5 to w - 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Line = tuple[float, float]
"""(position at 0, slope): x = a + b · y of an upright edge, y = a + b · x of a level one."""
Sides = tuple[bool, bool, bool, bool]
"""Left, top, right, bottom."""

_LIFTED_DEG = 0.25
"""Opposite edges that differ by more are not those of a sheet that lies flat."""
_MOST_LIFTED_DEG = 12.0
"""Past that the lines are not those of one sheet."""


@dataclass(frozen=True)
class Sheet:
    corners: Points
    """(4, 2): top left, top right, bottom right, bottom left of a box around the sheet; right-angled, unless the sheet was not flat."""
    skew_deg: float
    """Clockwise turn, from -45 to 45."""
    hidden: Sides
    """This edge was not seen, so the sheet may go on outside the picture."""


def frame(width: int, height: int) -> Points:
    """The picture's own corners."""
    return np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)])


def turn(width: int, height: int, angle_deg: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Turn a picture clockwise by `angle_deg` about its middle, on a canvas that holds all of it: (2, 3) matrix, (width, height)."""
    angle = np.deg2rad(angle_deg)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    new_w = int(np.ceil(width * abs(cos) + height * abs(sin))) + 2
    new_h = int(np.ceil(width * abs(sin) + height * abs(cos))) + 2
    matrix = np.array([[cos, -sin, 0.0], [sin, cos, 0.0]])
    matrix[:, 2] = np.array([(new_w - 1) / 2, (new_h - 1) / 2]) - matrix[:, :2] @ np.array([(width - 1) / 2, (height - 1) / 2])
    return matrix, (new_w, new_h)


def apply(matrix: NDArray[np.float64], points: Points) -> Points:
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float64)


def inside(points: Points, outline: Points, by: float) -> NDArray[np.bool_]:
    """Which points lie within the outline's bounds by more than `by`."""
    low, high = outline.min(axis=0) + by, outline.max(axis=0) - by
    return np.asarray(((points > low) & (points < high)).all(axis=1), np.bool_)


def robust_line(along: Points, position: Points, *, least: float) -> Line | None:
    """position = a + b · along, without the outliers that folds, tears and dust make; None with fewer than `least` points left."""
    keep = np.ones(len(along), bool)
    for _ in range(6):
        if keep.sum() < max(2.0, least):
            return None
        slope, start = np.polyfit(along[keep], position[keep], 1)
        off = np.abs(position - start - slope * along)
        limit = max(0.35, 2.5 * float(np.median(off[keep])))
        fresh = off <= limit
        if bool((fresh == keep).all()):
            break
        keep = fresh
    return float(start), float(slope)


def box_around(lines: list[Line], weights: Points, *, flat: bool = False) -> tuple[Points, float]:
    """Corners of the sheet between four edges (left, top, right, bottom), and its clockwise tilt [rad].

    `weights`: how much each edge's direction counts; 0 for one that was not seen. The box is right-angled and holds all four edges, unless
    all were seen and say that the sheet was not `flat`.
    """
    left, top, right, bottom = lines
    raw = np.array([_cross(left, top), _cross(right, top), _cross(right, bottom), _cross(left, bottom)])
    # Left and right edges are x = a + b·y: a clockwise turn makes b negative; top and bottom are y = a + b·x.
    tilts = np.arctan([-left[1], top[1], -right[1], bottom[1]])
    tilt = float(np.average(tilts, weights=weights)) if weights.sum() else 0.0
    if not flat and bool((weights > 0).all()) and _LIFTED_DEG < np.degrees(np.ptp(tilts)) < _MOST_LIFTED_DEG:
        return raw, tilt
    cos, sin = np.cos(tilt), np.sin(tilt)
    along, across = raw @ np.array([cos, sin]), raw @ np.array([-sin, cos])
    box = [(along.min(), across.min()), (along.max(), across.min()), (along.max(), across.max()), (along.min(), across.max())]
    return np.array([(a * cos - b * sin, a * sin + b * cos) for a, b in box]), tilt


def _cross(upright: Line, level: Line) -> tuple[float, float]:
    """Where x = a + b·y meets y = c + d·x."""
    (a, b), (c, d) = upright, level
    x = (a + b * c) / (1 - b * d)
    return x, c + d * x
