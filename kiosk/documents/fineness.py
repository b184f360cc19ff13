"""How fine a scan really is: one that was blown up still has the grid of the coarse one in it.

Between two pixels of the coarse picture the new ones are made by a rule that repeats; so the mean step from column to column repeats too,
and its spectrum has a peak at the ratio of the two resolutions (Gallagher, "Detection of linear and cubic interpolation in JPEG compressed
images", 2005). JPEG has a grid of its own, of 8 px; peaks there are not believed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.gray import in_gray

Gray = NDArray[np.uint8]
Pixels = NDArray[np.uint8]

_WINDOW = (1000, 2048)
"""Rows and columns that are looked at, in the middle."""
_LEAST_WINDOW = 400
_STEEPEST = 60
"""Steeper steps count as this: a ruled line is no grid."""
_SMOOTH = 33
_SPECTRUM = 2048
_LEAST_FREQUENCY = 0.23
"""Below it strokes of letters make peaks of their own [a px]."""
_NEAR_JPEG = 0.006
_PEAK = 8.0
"""How much higher than the middle of the spectrum, in both directions."""
_HALF_PEAK = 6.0
"""The same in the mean of both, for exactly twice: there the two new pixels between are mirror images, and the peak may be low in one."""
_ABOVE_JPEG = 1.75
"""JPEG has a peak there too, and others as high at its other frequencies: a grid of twice is higher than those by so much."""


def blown_up_by(scan: Pixels) -> float:
    """By which factor a scan, RGB or gray, was enlarged; 1 when no grid of a coarser one shows."""
    rows, columns = (_middle(side, most) for side, most in zip(scan.shape[:2], _WINDOW, strict=True))
    wide = _spectrum(in_gray(scan[rows, columns]))
    rows, columns = (_middle(side, most) for side, most in zip(scan.shape[:2], _WINDOW[::-1], strict=True))
    tall = _spectrum(np.ascontiguousarray(in_gray(scan[rows, columns]).T))
    if wide is None or tall is None:
        return 1.0
    both = np.minimum(wide, tall)
    frequency = np.arange(both.size) / _SPECTRUM
    mean = np.sqrt(wide * tall)
    half = float(mean[frequency > 0.5 - _NEAR_JPEG].max())
    eighths = np.abs(frequency * 8 - np.round(frequency * 8)) < 8 * _NEAR_JPEG
    own = ~eighths & (frequency >= _LEAST_FREQUENCY)
    best = int(np.where(own, both, 0).argmax())
    if half >= _HALF_PEAK and half > mean[own].max() and half > _ABOVE_JPEG * mean[eighths & (frequency > 0.1) & (frequency < 0.4)].max():
        return 2.0
    # Above one half a peak shows on the other side of it: 2.8 times looks like 1.6 times. The page is soft, so it is the greater.
    return float(1 / frequency[best]) if both[best] >= _PEAK else 1.0


def _middle(side: int, most: int) -> slice:
    start = max(0, (side - most) // 2)
    return slice(start, start + min(side, most))


def _spectrum(gray: Gray) -> NDArray[np.float32] | None:
    """Of the mean step from each column to the next, in parts of its middle; None when the picture is too small."""
    if min(gray.shape) < _LEAST_WINDOW:
        return None
    steps = np.minimum(cv2.absdiff(gray[:, 1:], gray[:, :-1]), _STEEPEST)
    profile = cv2.reduce(steps, 0, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    even = (profile / np.maximum(cv2.blur(profile, (_SMOOTH, 1)), 0.2) - 1).ravel()
    spectrum = np.abs(np.fft.rfft(even * np.hanning(even.size), _SPECTRUM))
    middle = float(np.median(spectrum[round(0.1 * _SPECTRUM) :]))
    return np.asarray(spectrum / max(middle, 1e-6), np.float32)
