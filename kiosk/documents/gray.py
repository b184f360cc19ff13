"""A picture without its colours."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def in_gray(pixels: Pixels) -> Pixels:
    """(h, w) of (h, w, 3) RGB; gray as it is."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
