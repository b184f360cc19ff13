"""Where the sheet of paper lies in a scan: its edges against the scanner's background, to a part of a pixel."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.lines import Line, Points, Sheet, apply, box_around, frame, inside, robust_line, turn

Gray = NDArray[np.uint8]

_RING = 4
"""Width of the frame that tells the background's level [px]."""
_LEAST_RING_PART = 0.03
"""A level that fills less of the frame than this is no background."""
_WHITE = 205
"""A background lighter than this cannot be told from paper."""
_LEAST_CONTRAST = 18
_LEAST_SIDE = 60
"""A sheet with a shorter side is a scrap or a shadow [px of the small picture]."""
_MOST_BESIDE = 15_000
"""10 cm² at 100 dpi: a finger is less, a photograph for a form is more [px]."""
_MOST_ROUGH_DEG = 0.5
"""With a first guess that is farther off it is worth to look again."""
_LEAST_FILL = 0.85
"""How much of its own rectangle a sheet covers: folded corners are let through, wild shapes are not."""


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
    # Beyond the picture there is no paper: a sheet that fills it has a rim too.
    rim = inside - cv2.erode(inside, np.ones((15, 15), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    # At its rim a sheet is paper, whatever is shown on it. Every other row and column tell as much.
    if max(float(np.median(gray[::2, ::2][part[::2, ::2] > 0])) for part in (inside, rim)) < level + _LEAST_CONTRAST:
        return None  # paper all over, and the outline is that of its ink
    rough_deg = _rough_turn(outline, width, height)
    turned, _ = turn(width, height, -rough_deg)
    upright = apply(turned, outline.reshape(-1, 2).astype(np.float64))
    box = np.ptp(upright, axis=0)
    if box.min() < _LEAST_SIDE or cv2.contourArea(outline) < _LEAST_FILL * box.prod():
        return None
    sheet = _refine(gray, level, outline, rough_deg)
    if sheet is not None and abs(sheet.skew_deg - rough_deg) > _MOST_ROUGH_DEG:
        # Sides that were not seen lie where the picture ends, as seen from the rough turn: from a better one they lie elsewhere.
        sheet = _refine(gray, level, outline, sheet.skew_deg)
    return sheet


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
    """None also where much else lies beside it: a second sheet, or paper on both sides of a printed bar that was taken for the lid."""
    # Dark print at the paper's rim must not break the sheet apart.
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    areas = [float(cv2.contourArea(outline)) for outline in outlines]
    if not areas or sum(areas) - max(areas) > _MOST_BESIDE:
        return None
    return np.asarray(cv2.convexHull(outlines[int(np.argmax(areas))]), np.int32)


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
    turned, (turned_w, turned_h) = turn(width, height, -rough_deg)
    upright = np.asarray(cv2.warpAffine(gray, turned, (turned_w, turned_h), borderMode=cv2.BORDER_CONSTANT, borderValue=level), np.uint8)
    picture = frame(width, height)
    hull = apply(turned, outline.reshape(-1, 2).astype(np.float64))
    low, high = hull.min(axis=0), hull.max(axis=0)
    back = np.asarray(cv2.invertAffineTransform(turned), np.float64)
    lines, hidden = [], []
    for side in range(4):  # left, top, right, bottom
        fit = _fit_edge(upright, level, low, high, side, back, picture)
        hidden.append(fit is None)
        axis = 0 if side % 2 == 0 else 1
        extreme = (low[axis] - 0.5) if side < 2 else (high[axis] + 0.5)
        lines.append(fit if fit is not None else (extreme, 0.0))
    if all(hidden):
        return None  # no straight edge anywhere: a picture, not a sheet
    unseen = (hidden[0], hidden[1], hidden[2], hidden[3])
    # The long edges tell more.
    weights = np.array([0.0 if hidden[side] else float((high - low)[1 - side % 2]) ** 2 for side in range(4)])
    corners, tilt = box_around(lines, weights)
    return Sheet(apply(back, corners), rough_deg + float(np.degrees(tilt)), unseen)


def _fit_edge(
    upright: Gray, level: int, low: Points, high: Points, side: int, back: NDArray[np.float64], picture_frame: Points
) -> Line | None:
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
    seen = inside(apply(back, points), picture_frame, 1.5)
    return robust_line(along[seen], position[seen], least=0.3 * (last - first))
