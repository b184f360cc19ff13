"""Identity cards on the glass, found by their size.

for part in cards_on_glass(pixels, dpi) or [pixels]: page = clean(part, dpi, store_dpi=300)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

CARD_MM = (85.60, 53.98)
"""ID-1 of ISO/IEC 7810."""
_CARD_SLACK_MM = 2.5
_MOST_CUT_MM = 6.0
"""No wider strip is missing of a card that was pushed against the end of the glass."""
SHADE_MM, _SHADED = 3.0, 0.5
"""A line along the end of the glass is no wider, and runs along so much of it."""
_SMALL_DPI = 50
_AWAY = 16
"""A card differs by more than this from the lid around it, in some colour [levels]."""
_LEAST_PX = 40
_LEAST_FILL = 0.9
"""A card covers so much of its rectangle; print does not."""
_ROOM_MM = 3.0
"""Kept around a card, so that its edges can be found to a part of a pixel."""


class Sized(Protocol):
    """A `CleanPage`, or whatever else has a size."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def dpi(self) -> int: ...


def is_card(page: Sized) -> bool:
    """Whether a cut-out page has the size of an identity card, lying or standing."""
    return card_sized(page.width / page.dpi * 25.4, page.height / page.dpi * 25.4)


def card_sized(width_mm: float, height_mm: float, *, cut: bool = False) -> bool:
    """`cut`: a strip may be missing along one side. The glass begins some way inside its frame, and cards are pushed against that."""
    lacks = (CARD_MM[0] - max(width_mm, height_mm), CARD_MM[1] - min(width_mm, height_mm))
    whole = [abs(lack) <= _CARD_SLACK_MM for lack in lacks]
    return all(whole) or (cut and any(whole) and min(lacks) >= -_CARD_SLACK_MM and max(lacks) <= _MOST_CUT_MM)


def cards_on_glass(pixels: Pixels, dpi: int) -> list[Pixels]:
    """Each identity card of several on one scan, with a little of the lid around it, for `clean`; from the top, then from the left.

    `pixels`: (h, w, 3) RGB or (h, w) gray. Empty unless two or more cards lie there: one alone is what `clean` cuts out by itself.
    """
    boxes = card_boxes(pixels, dpi)
    if len(boxes) < 2:
        return []
    row = 30 * dpi / 25.4
    boxes.sort(key=lambda box: (round(box.top / row), box.left))
    return [np.ascontiguousarray(pixels[box.top : box.bottom, box.left : box.right]) for box in boxes]


@dataclass(frozen=True)
class CardBox:
    """Bounds in px of the scan, with a little of the lid."""

    left: int
    top: int
    right: int
    bottom: int
    ends: tuple[bool, bool, bool, bool]
    """Left, top, right, bottom: where the picture ends, so that nobody sees the card's edge."""


def card_boxes(pixels: Pixels, dpi: float) -> list[CardBox]:
    """Whatever on a lid has the size of an identity card. `pixels`: RGB or gray."""
    factor = max(1, round(dpi / _SMALL_DPI))
    height, width = pixels.shape[0] // factor, pixels.shape[1] // factor
    if min(height, width) < _LEAST_PX:
        return []
    small = np.asarray(cv2.resize(pixels[: height * factor, : width * factor], (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    small = small.reshape(height, width, -1)
    rim = np.concatenate([part.reshape(-1, small.shape[2]) for part in (small[:3], small[-3:], small[:, :3], small[:, -3:])])
    lid = np.median(rim, axis=0).astype(np.uint8)
    away = np.maximum.reduce([cv2.absdiff(small[..., channel], np.full((height, width), level)) for channel, level in enumerate(lid)])
    other = (away > _AWAY).astype(np.uint8)
    mm = dpi / factor / 25.4
    first, last = _without_shade(other, round(SHADE_MM * mm))
    other[: first[1]] = other[last[1] :] = 0
    other[:, : first[0]] = other[:, last[0] :] = 0
    opened = cv2.morphologyEx(other, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(
        cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    rest = round(_ROOM_MM * mm)
    found = []
    for outline in outlines:
        _, (across, down), _ = cv2.minAreaRect(outline)
        left, top, wide, high = cv2.boundingRect(outline)
        ends = (left <= first[0] + 1, top <= first[1] + 1, left + wide >= last[0] - 1, top + high >= last[1] - 1)
        if not card_sized(across / mm, down / mm, cut=any(ends)) or cv2.contourArea(outline) < _LEAST_FILL * across * down:
            continue
        from_left, from_top = max(first[0], left - rest) * factor, max(first[1], top - rest) * factor
        to_right, to_bottom = min(last[0], left + wide + rest) * factor, min(last[1], top + high + rest) * factor
        found.append(CardBox(from_left, from_top, to_right, to_bottom, ends))
    return found


def _without_shade(other: Pixels, most: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last x and y of the picture without the dark lines that a scanner draws along the end of its glass.

    `other`: 1 where it is not the lid; `most`: so wide is a line [px].
    """
    first, last = [], []
    for shares in (other.mean(axis=0), other.mean(axis=1)):
        clear = shares <= _SHADED
        # Where all is dark that is no line: argmax is then 0.
        first.append(int(clear[:most].argmax()))
        last.append(len(clear) - int(clear[::-1][:most].argmax()))
    return (first[0], first[1]), (last[0], last[1])
