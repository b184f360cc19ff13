"""What is written on a page: ink against the paper around it, and the angle of its lines."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

MOST_SKEW = 15.0
"""Text lines are sought to this angle either way [deg]."""
_CLEAR_PEAK = 1.3
"""How much better the best angle must fit than a middling one, to be believed."""


def paper_level(gray: Gray) -> Gray:
    """The paper without its ink, at the same size: brightest neighbours, smoothed."""
    height, width = gray.shape
    tiny = cv2.resize(gray, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    bright = cv2.GaussianBlur(cv2.dilate(tiny, np.ones((7, 7), np.uint8)), (0, 0), 3)
    return np.asarray(cv2.resize(bright, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def ink_mask(gray: Gray, contrast: int) -> NDArray[np.bool_]:
    """True where a pixel is darker than the paper around it by more than `contrast` levels."""
    return np.asarray(cv2.subtract(paper_level(gray), gray) > contrast, np.bool_)


def text_skew(ink: NDArray[np.bool_], *, most_points: int = 30_000) -> float | None:
    """Clockwise turn of the text lines [deg], or None when there are none to be sure of.

    Projects the ink along each angle; the sharper the profile, the better the angle.
    """
    ys, xs = np.nonzero(ink)
    if len(ys) < 300:
        return None
    step = max(1, len(ys) // most_points)
    x, y = xs.astype(np.float32), ys.astype(np.float32)
    coarse = np.arange(-MOST_SKEW - 1, MOST_SKEW + 1.01, 0.5)
    scores = np.array([_sharpness(x[::step], y[::step], angle) for angle in coarse])
    best = int(scores.argmax())
    if scores[best] < _CLEAR_PEAK * np.median(scores) or abs(coarse[best]) > MOST_SKEW:
        return None
    angle = float(coarse[best])
    for reach, width in ((0.5, 0.1), (0.1, 0.02)):
        fine = np.arange(angle - reach, angle + reach + width / 2, width)
        scores = np.array([_sharpness(x, y, candidate) for candidate in fine])
        # The centre of the peak's upper part: steadier than its highest point.
        weights = np.clip(scores - (scores.max() + scores.min()) / 2, 0, None)
        angle = float(np.average(fine, weights=weights)) if weights.sum() > 0 else angle
    return angle


def _sharpness(x: NDArray[np.float32], y: NDArray[np.float32], angle_deg: float) -> float:
    angle = np.deg2rad(angle_deg)
    rows = y * np.float32(np.cos(angle)) - x * np.float32(np.sin(angle))
    profile = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())
