"""Which way an identity card lies, and which side of it is the back.

A card has too few words for a page's measure, but it says more: its long side is level, its QR code and its machine-readable zone stand
where they are printed upright, and its small type is large enough once it is looked at more closely.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.card import CARD_MM
from kiosk.documents.codes import Code, find_codes
from kiosk.documents.ink import ink_mask
from kiosk.documents.orientation import Rotation, Up, which_way_up

Gray = NDArray[np.uint8]

_DPI = 200
"""Its type is half as large as a page's, so it is looked at in twice a page's resolution."""
LEAST_DPI = 150
_LEAST_WORDS = 8
_CONTRAST = 40
_RIM_MM = 1.5
_JOINED_MM = 3.0
"""Letters of the zone are 2.5 mm apart (ICAO 9303-5)."""
_LINE_MM = (1.5, 4.0)
_LINE_PART = 0.7
"""A line of the zone is as high, and takes more of the card's width than any other print."""
_LINES = 2
_CERTAIN = 100.0
"""Printed signs leave no doubt [standard errors]."""
_ROTATIONS: dict[tuple[int, int], Rotation] = {(0, 0): 0, (0, 180): 180, (90, 0): 90, (90, 180): 270}
"""A quarter turn and what is left to do after it."""


def which_way_card(card: Gray, dpi: float) -> Up:
    """`card`: cut out along its edges, lying in any of the four positions, at 150 dpi or more."""
    if codes := find_codes(card):
        return Up(_turn_of(codes[0]), _CERTAIN)
    # Its lines run along its long side, whatever the letters seem to say.
    quarter: Rotation = 90 if card.shape[0] > card.shape[1] else 0
    small = _small(np.ascontiguousarray(np.rot90(card, -1)) if quarter else card, dpi)
    above, below = _zone_lines(small)
    up = Up(180 if above else 0, _CERTAIN) if above or below else which_way_up(small, least_words=_LEAST_WORDS)
    return Up(_ROTATIONS[quarter, up.rotation], up.sure) if up.rotation in (0, 180) else Up(quarter, 0.0)


def shows_zone(card: Gray, dpi: float) -> bool:
    """Whether this side has a machine-readable zone, so that it is the back. `card`: as above."""
    lying = np.ascontiguousarray(np.rot90(card)) if card.shape[0] > card.shape[1] else card
    return any(_zone_lines(_small(lying, dpi)))


def _turn_of(code: Code) -> Rotation:
    (left, top), (right, bottom) = code.corners[:2]
    across, down = right - left, bottom - top
    if abs(across) >= abs(down):
        return 0 if across > 0 else 180
    return 270 if down > 0 else 90


def _small(card: Gray, dpi: float) -> Gray:
    scale = _DPI / dpi
    return card if scale >= 1 else np.asarray(cv2.resize(card, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _zone_lines(card: Gray) -> tuple[bool, bool]:
    """Whether a zone's lines stand in the upper half, and in the lower one; `card` lies on its long side."""
    height, width = card.shape
    mm = width / CARD_MM[0]
    ink = ink_mask(card, _CONTRAST).astype(np.uint8)
    rim = round(_RIM_MM * mm)
    ink[:rim] = ink[height - rim :] = 0
    ink[:, :rim] = ink[:, width - rim :] = 0
    lines = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, round(_JOINED_MM * mm)), np.uint8))
    count, _, boxes, centres = cv2.connectedComponentsWithStats(lines, connectivity=8)
    wide, high = boxes[1:count, cv2.CC_STAT_WIDTH], boxes[1:count, cv2.CC_STAT_HEIGHT]
    shown = centres[1:count, 1][(wide > _LINE_PART * width) & (high > _LINE_MM[0] * mm) & (high < _LINE_MM[1] * mm)]
    above, below = (shown < height / 2).sum(), (shown > height / 2).sum()
    return bool(above >= _LINES and not below), bool(below >= _LINES and not above)
