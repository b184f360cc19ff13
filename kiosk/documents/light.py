"""Uneven light: a lamp that is weaker on one side, a page that lifts off the glass. What is written or shown on the page stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.ink import paper_cells

Pixels = NDArray[np.uint8]
Gains = NDArray[np.float32]

_UNEVEN = 0.93
"""The darkest place has less than this part of the brightest one's light."""
_MOST_GAIN = 2.0
_PAPER = 0.5
"""What is darker than this part of the brightest is no paper: a picture."""
_OFF = 0.06
"""Paper follows the light to this part of it; a picture does not."""
_LEAST_PAPER = 0.4
"""With less paper than this part of the page nobody knows how the light falls."""
_STRIP = 256


def uneven_light(gray: Pixels) -> Gains | None:
    """`gray`: straight and cropped. By how much each place must be brightened, in a coarse grid; None when the light is even.

    The light is taken for a curved surface of the second degree through what is paper, so that neither a photograph nor a stamp, which are
    not, bend it.
    """
    grid = cv2.resize(paper_cells(gray), (32, 32), interpolation=cv2.INTER_AREA).astype(np.float64)
    y, x = np.mgrid[-1:1:32j, -1:1:32j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    paper = grid > _PAPER * grid.max()
    paper[[0, -1]] = paper[:, [0, -1]] = False
    surface = grid
    for _ in range(6):
        if paper.mean() < _LEAST_PAPER:
            return None
        factors, *_ = np.linalg.lstsq(terms[paper], grid[paper], rcond=None)
        surface = terms @ factors
        fresh = paper & (np.abs(grid - surface) < _OFF * grid.max())
        if bool((fresh == paper).all()):
            break
        paper = fresh
    if surface.min() <= 0 or surface.min() > _UNEVEN * surface.max():
        return None
    return np.asarray(np.clip(surface.max() / surface, 1.0, _MOST_GAIN), np.float32)


def evened(page: Pixels, gains: Gains) -> Pixels:
    """The page, brightened; all colours of a pixel alike, so that red stays red. Strip by strip, so that no large copy is made."""
    height, width = page.shape[:2]
    result = np.empty_like(page)
    whole = cv2.resize(gains, (width, 64), interpolation=cv2.INTER_LINEAR)
    for top in range(0, height, _STRIP):
        strip = page[top : top + _STRIP]
        rows = (np.arange(top, top + len(strip)) + 0.5) / height * 64 - 0.5
        low = np.clip(np.floor(rows).astype(int), 0, 62)
        part = np.clip(rows - low, 0, 1).astype(np.float32)[:, None]
        gain = whole[low] * (1 - part) + whole[low + 1] * part
        channels = gain if page.ndim == 2 else cv2.merge([gain] * 3)
        result[top : top + len(strip)] = cv2.multiply(strip, channels, dtype=cv2.CV_8U)
    return result
