"""Uneven light: a lamp that is weaker on one side, a page that lifts off the glass. What is written or shown on the page stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.gray import in_gray
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
_RING = 4
"""Width of the frame in which the lid is sought [px],"""
_EACH = 5
"""and of its places one in so many."""
_ABOVE = 0.1
"""Paper is lighter than the lid: in the first fit what lies above counts so much less."""
_NEAR_LID = 12.0
"""Levels by which the lid strays from its light's plane."""
_LEAST_LID, _LEAST_SPAN = 0.25, 0.6
"""Of the frame must be lid, and it must reach over so much of the picture both ways, or nobody knows how the light falls."""
_DARK_LID = 50.0
"""On a darker lid unevenness is less than its noise."""


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


def evenly_lit(scan: Pixels) -> Pixels:
    """`scan`: RGB or gray, with the lid around the page; as it would look if the lid were as light everywhere as where it is lightest.

    The light is taken for a plane through what of the frame is lid: through its darkest, as paper is lighter. The same picture when that
    is level, or cannot be told.
    """
    light = _light_on_lid(in_gray(scan))
    if light is None:
        return scan
    gains = (light.max() / light).astype(np.float32)
    return np.asarray(cv2.multiply(scan, gains if scan.ndim == 2 else cv2.merge([gains] * 3), dtype=cv2.CV_8U), np.uint8)


def _light_on_lid(scan: Pixels) -> NDArray[np.float64] | None:
    """(h, w) Levels of the lid, wherever it lies free or under the page; None when they are all alike, or cannot be told."""
    height, width = scan.shape
    if min(height, width) < 4 * _RING:
        return None
    strips = ((scan[:_RING], 0), (scan[-_RING:], 0), (scan[:, :_RING], 1), (scan[:, -_RING:], 1))
    levels = [np.median(strip, axis=axis)[::_EACH] for strip, axis in strips]
    across, down = (np.linspace(0, 1, side)[::_EACH] for side in (width, height))
    x = np.concatenate([across, across, np.zeros(len(down)), np.ones(len(down))])
    y = np.concatenate([np.zeros(len(across)), np.ones(len(across)), down, down])
    frame = np.concatenate(levels)
    terms = np.column_stack([np.ones_like(x), x, y])
    weights = np.ones_like(frame)
    plane = np.zeros(3)
    for _ in range(10):
        plane = np.linalg.lstsq(terms * weights[:, None], frame * weights, rcond=None)[0]
        weights = np.where(frame > terms @ plane, _ABOVE, 1.0) ** 0.5
    for _ in range(4):
        lid = np.abs(frame - terms @ plane) < _NEAR_LID
        if lid.mean() < _LEAST_LID or min(np.ptp(x[lid]), np.ptp(y[lid])) < _LEAST_SPAN:
            return None
        plane = np.linalg.lstsq(terms[lid], frame[lid], rcond=None)[0]
    corners = np.array([(1, 0, 0), (1, 1, 0), (1, 0, 1), (1, 1, 1)]) @ plane
    if corners.min() < max(_DARK_LID, corners.max() / _MOST_GAIN) or corners.min() > _UNEVEN * corners.max():
        return None
    return np.asarray(plane[0] + plane[1] * np.linspace(0, 1, width)[None, :] + plane[2] * np.linspace(0, 1, height)[:, None], np.float64)


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
