"""Identity cards: found on the glass by their size, laid front and back on one A4 page as officers want to see them.

for part in cards_on_glass(pixels, dpi) or [pixels]: page = clean(part, dpi, store_dpi=300)
if is_card(front) and is_card(back): jpeg = lay_cards(front.jpeg, back.jpeg)
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk.documents.image_file import load_image

Pixels = NDArray[np.uint8]

CARD_MM = (85.60, 53.98)
"""ID-1 of ISO/IEC 7810."""
_RADIUS_MM = 3.18
_CARD_SLACK_MM = 2.5
_A4_MM = (210.0, 297.0)
_A4_DPI = 300
_FRONT_MM, _BACK_MM = 60.0, 150.0
"""Where each side begins, from the top of the page."""
_QUALITY = 85
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
    return _card_sized(page.width / page.dpi * 25.4, page.height / page.dpi * 25.4)


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
    solid = cv2.morphologyEx((away > _AWAY).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    outlines, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    mm = dpi / factor / 25.4
    rest = round(_ROOM_MM * mm)
    found = []
    for outline in outlines:
        _, (across, down), _ = cv2.minAreaRect(outline)
        if not _card_sized(across / mm, down / mm) or cv2.contourArea(outline) < _LEAST_FILL * across * down:
            continue
        left, top, wide, high = cv2.boundingRect(outline)
        box = (max(0, left - rest), max(0, top - rest), min(width, left + wide + rest), min(height, top + high + rest))
        found.append(CardBox(*(edge * factor for edge in box)))
    return found


def lay_cards(front_jpeg: bytes, back_jpeg: bytes) -> bytes:
    """JPEG of one A4 page at 300 dpi: both sides of a card in their true size, the front above. InputError for what is no image."""
    mm = _A4_DPI / 25.4
    sheet = Image.new("RGB", (round(_A4_MM[0] * mm), round(_A4_MM[1] * mm)), "white")
    for jpeg, top in ((front_jpeg, _FRONT_MM), (back_jpeg, _BACK_MM)):
        pixels, _ = load_image(jpeg)
        card = Image.fromarray(pixels).convert("RGB")
        standing = card.height > card.width
        size = (round(CARD_MM[standing] * mm), round(CARD_MM[not standing] * mm))
        card = card.resize(size, Image.Resampling.LANCZOS)
        outline = Image.new("L", size, 0)
        ImageDraw.Draw(outline).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), _RADIUS_MM * mm, fill=255)
        sheet.paste(card, ((sheet.width - size[0]) // 2, round(top * mm)), outline)
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=_QUALITY, dpi=(_A4_DPI, _A4_DPI))
    return buffer.getvalue()


def _card_sized(width_mm: float, height_mm: float) -> bool:
    long, short = max(width_mm, height_mm), min(width_mm, height_mm)
    return abs(long - CARD_MM[0]) <= _CARD_SLACK_MM and abs(short - CARD_MM[1]) <= _CARD_SLACK_MM
