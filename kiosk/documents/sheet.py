"""Where the sheet of paper lies in a scan: its edges against the scanner's background, to a part of a pixel.

All points are x, y with pixel centres on whole numbers, so a picture w px wide reaches from -0.5 to w - 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Points = NDArray[np.float64]

_RING = 4
"""Width of the frame that tells the background's level [px]."""
_LEAST_RING_PART = 0.03
"""A level that fills less of the frame than this is no background."""
_WHITE = 205
"""A background lighter than this cannot be told from paper."""
_LEAST_CONTRAST = 18
_LEAST_SIDE = 60
"""A sheet with a shorter side is a scrap or a shadow [px of the small picture]."""
_LEAST_FILL = 0.85
"""How much of its own rectangle a sheet covers: folded corners are let through, wild shapes are not."""


@dataclass(frozen=True)
class Sheet:
    corners: Points
    """(4, 2): top left, top right, bottom right, bottom left of a right-angled box around the sheet."""
    skew_deg: float
    """Clockwise turn, from -45 to 45."""
    hidden: tuple[bool, bool, bool, bool]
    """Left, top, right, bottom: this edge was not seen, so the sheet may go on outside the picture."""


def find_sheet(gray: Gray) -> Sheet | None:
    """The sheet in a small picture (about 100 dpi), or None when no edge can be told from the background."""
    height, width = gray.shape
    if min(height, width) < _LEAST_SIDE:
        return None
    background = _background(gray)
    if background is None:
        return None
    level, tolerance = background
    smooth = cv2.blur(gray, (3, 3))
    away = np.asarray(cv2.absdiff(smooth, np.full_like(smooth, level)), np.uint8)
    mask = np.where(away > tolerance, np.uint8(255), np.uint8(0))
    outline = _largest_outline(mask)
    if outline is None:
        return None
    inside = np.zeros_like(mask)
    cv2.fillConvexPoly(inside, outline, 255)
    if float(np.median(gray[inside > 0])) < level + _LEAST_CONTRAST:
        return None  # paper all over, and the outline is that of its ink
    rough_deg = _rough_turn(outline, width, height)
    turn, _ = _turn(width, height, -rough_deg)
    upright = _apply(turn, outline.reshape(-1, 2).astype(np.float64))
    box = np.ptp(upright, axis=0)
    if box.min() < _LEAST_SIDE or cv2.contourArea(outline) < _LEAST_FILL * box.prod():
        return None
    return _refine(gray, level, outline, rough_deg)


def _background(gray: Gray) -> tuple[int, int] | None:
    """Level of the background, and how far it strays; None when it looks like paper."""
    ring = np.concatenate([part.ravel() for part in (gray[:_RING], gray[-_RING:], gray[_RING:-_RING, :_RING], gray[_RING:-_RING, -_RING:])])
    counts = np.bincount(ring, minlength=256).astype(np.float64)
    share = np.convolve(counts, np.ones(21), mode="same") / ring.size
    # The darkest hill of the histogram that is wide enough: paper at the frame is lighter.
    for level in range(256):
        if share[level] >= _LEAST_RING_PART and share[level] == share[max(0, level - 15) : level + 16].max():
            near = ring[np.abs(ring.astype(np.int16) - level) <= 15]
            middle = int(np.median(near))
            spread = float(np.median(np.abs(near.astype(np.int16) - middle)))
            return None if middle > _WHITE else (middle, max(_LEAST_CONTRAST, round(5 * spread)))
    return None


def _largest_outline(mask: Gray) -> NDArray[np.int32] | None:
    # Dark print at the paper's rim must not break the sheet apart.
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    return np.asarray(cv2.convexHull(max(outlines, key=cv2.contourArea)), np.int32)


def _rough_turn(outline: NDArray[np.int32], width: int, height: int) -> float:
    """The direction [deg, -45 to 45] of most of the outline, but for where the picture cuts the sheet off."""
    points = cv2.approxPolyDP(outline, 3.0, True).reshape(-1, 2).astype(np.float64)
    ends = np.roll(points, -1, axis=0)
    limit = np.array([width - 1, height - 1]) - 6
    on_frame = ((points < 6) & (ends < 6) | (points > limit) & (ends > limit)).any(axis=1)
    steps = (ends - points)[~on_frame]
    if len(steps) == 0:
        return 0.0
    angles, lengths = (np.degrees(np.arctan2(steps[:, 1], steps[:, 0])) + 45) % 90 - 45, np.hypot(steps[:, 0], steps[:, 1])
    apart = (angles[:, None] - angles[None, :] + 45) % 90 - 45
    near = np.abs(apart) < 2
    best = int((near * lengths).sum(axis=1).argmax())
    mean = angles[best] - np.average(apart[best][near[best]], weights=lengths[near[best]])
    return float((mean + 45) % 90 - 45)


def _refine(gray: Gray, level: int, outline: NDArray[np.int32], rough_deg: float) -> Sheet | None:
    """Turn the picture upright by the rough angle, fit a line to each of the four edges, and turn the lines back."""
    height, width = gray.shape
    turn, (turned_w, turned_h) = _turn(width, height, -rough_deg)
    upright = np.asarray(cv2.warpAffine(gray, turn, (turned_w, turned_h), borderMode=cv2.BORDER_CONSTANT, borderValue=level), np.uint8)
    frame = np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)])
    hull = _apply(turn, outline.reshape(-1, 2).astype(np.float64))
    low, high = hull.min(axis=0), hull.max(axis=0)
    back = np.asarray(cv2.invertAffineTransform(turn), np.float64)
    lines, hidden = [], []
    for side in range(4):  # left, top, right, bottom
        fit = _fit_edge(upright, level, low, high, side, back, frame)
        hidden.append(fit is None)
        axis = 0 if side % 2 == 0 else 1
        extreme = (low[axis] - 0.5) if side < 2 else (high[axis] + 0.5)
        lines.append(fit if fit is not None else (extreme, 0.0))
    if all(hidden):
        return None  # no straight edge anywhere: a picture, not a sheet
    tilt = _common_tilt(lines, hidden, high - low)
    # The box that holds all four fitted edges, turned by the common tilt.
    left, top, right, bottom = lines
    raw = np.array([_cross(left, top), _cross(right, top), _cross(right, bottom), _cross(left, bottom)])
    cos, sin = np.cos(tilt), np.sin(tilt)
    along, across = raw @ np.array([cos, sin]), raw @ np.array([-sin, cos])
    box = [(along.min(), across.min()), (along.max(), across.min()), (along.max(), across.max()), (along.min(), across.max())]
    corners = np.array([(a * cos - b * sin, a * sin + b * cos) for a, b in box])
    return Sheet(_apply(back, corners), rough_deg + float(np.degrees(tilt)), (hidden[0], hidden[1], hidden[2], hidden[3]))


def _fit_edge(
    upright: Gray, level: int, low: Points, high: Points, side: int, back: NDArray[np.float64], frame: Points
) -> tuple[float, float] | None:
    """(position at 0, slope) of one edge, from where each row first leaves the background; None when too few rows show it."""
    axis = 0 if side % 2 == 0 else 1
    picture = upright if axis == 0 else np.ascontiguousarray(upright.T)
    reach = max(6, round(0.02 * float(high[1 - axis] - low[1 - axis])))
    first, last = max(0, int(low[1 - axis]) + reach), min(picture.shape[0], int(high[1 - axis]) - reach + 1)
    if last - first < 20:
        return None
    edge = low[axis] if side < 2 else high[axis]
    start, stop = max(0, int(edge) - reach), min(picture.shape[1], int(edge) + reach + 1)
    strip = cv2.blur(picture[first:last, start:stop], (1, 5)).astype(np.float64)
    if side >= 2:
        strip = strip[:, ::-1]
    if strip.shape[1] < 4:
        return None
    away = np.abs(strip - level)
    half = 0.5 * float(np.median(away[:, -max(2, strip.shape[1] // 4) :]))
    if half < _LEAST_CONTRAST / 2:
        return None
    beyond = away > half
    at = beyond.argmax(axis=1)
    rows = np.flatnonzero(beyond.any(axis=1) & (at > 0))
    at = at[rows]
    before, after = away[rows, at - 1], away[rows, at]
    position = at - 1 + (half - before) / np.maximum(after - before, 1e-6)
    position = start + position if side < 2 else stop - 1 - position
    along = (rows + first).astype(np.float64)
    # Where the picture ends there is no edge of paper to see.
    points = np.column_stack([position, along] if axis == 0 else [along, position])
    seen = _inside(_apply(back, points), frame, 1.5)
    return _robust_line(along[seen], position[seen], least=0.3 * (last - first))


def _robust_line(along: Points, position: Points, *, least: float) -> tuple[float, float] | None:
    """position = a + b · along, without the outliers that folds, tears and dust make."""
    keep = np.ones(len(along), bool)
    for _ in range(6):
        if keep.sum() < least:
            return None
        slope, start = np.polyfit(along[keep], position[keep], 1)
        off = np.abs(position - start - slope * along)
        limit = max(0.35, 2.5 * float(np.median(off[keep])))
        fresh = off <= limit
        if bool((fresh == keep).all()):
            break
        keep = fresh
    return float(start), float(slope)


def _common_tilt(lines: list[tuple[float, float]], hidden: list[bool], size: Points) -> float:
    """Remaining turn [rad, clockwise]: the mean over the edges that were seen, the long ones counting more."""
    # Left and right edges are x = a + b·y: a clockwise turn makes b negative; top and bottom are y = a + b·x.
    tilts = [(-slope if side % 2 == 0 else slope) for side, (_, slope) in enumerate(lines)]
    weights = [0.0 if hidden[side] else float(size[1 - side % 2]) ** 2 for side in range(4)]
    return float(np.arctan(np.average(tilts, weights=weights))) if sum(weights) else 0.0


def _cross(upright: tuple[float, float], level: tuple[float, float]) -> tuple[float, float]:
    """Where x = a + b·y meets y = c + d·x."""
    (a, b), (c, d) = upright, level
    x = (a + b * c) / (1 - b * d)
    return x, c + d * x


def _turn(width: int, height: int, angle_deg: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Turn a picture clockwise by `angle_deg` about its middle, on a canvas that holds all of it."""
    angle = np.deg2rad(angle_deg)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    new_w = int(np.ceil(width * abs(cos) + height * abs(sin))) + 2
    new_h = int(np.ceil(width * abs(sin) + height * abs(cos))) + 2
    matrix = np.array([[cos, -sin, 0.0], [sin, cos, 0.0]])
    matrix[:, 2] = np.array([(new_w - 1) / 2, (new_h - 1) / 2]) - matrix[:, :2] @ np.array([(width - 1) / 2, (height - 1) / 2])
    return matrix, (new_w, new_h)


def _apply(matrix: NDArray[np.float64], points: Points) -> Points:
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float64)


def _inside(points: Points, frame: Points, by: float) -> NDArray[np.bool_]:
    low, high = frame.min(axis=0) + by, frame.max(axis=0) - by
    return np.asarray(((points > low) & (points < high)).all(axis=1), np.bool_)
