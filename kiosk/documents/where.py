"""Where on a page something is wrong: parts of the page, and a technician's picture of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from kiosk.documents.image_file import open_jpeg

Reason = Literal["blurred", "too_dark", "too_light", "cut_at_edge", "covered", "low_resolution", "blank"]

_QUALITY = 85
_COLOURS: dict[Reason, tuple[int, int, int]] = {
    "blurred": (200, 0, 160),
    "too_dark": (20, 60, 220),
    "too_light": (0, 130, 200),
    "cut_at_edge": (220, 30, 30),
    "covered": (230, 110, 0),
    "low_resolution": (120, 60, 180),
    "blank": (90, 90, 90),
}


@dataclass(frozen=True)
class Mark:
    """A part of the clean page, from its top left, as fractions 0 to 1 of its width and height."""

    reason: Reason
    x: float
    y: float
    width: float
    height: float


def whole_page(reason: Reason) -> Mark:
    return Mark(reason, 0.0, 0.0, 1.0, 1.0)


def marks_of(reason: Reason, mask: NDArray[np.bool_], *, most: int = 4) -> tuple[Mark, ...]:
    """A box around each of the `most` largest patches of a mask (rows, columns) that is spread over the whole page."""
    rows, columns = mask.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    largest = sorted(range(1, count), key=lambda patch: -int(stats[patch, cv2.CC_STAT_AREA]))[:most]
    boxes = (stats[patch, :4].tolist() for patch in largest)
    return tuple(Mark(reason, x / columns, y / rows, width / columns, height / rows) for x, y, width, height in boxes)


def annotate(jpeg: bytes, marks: Sequence[Mark]) -> bytes:
    """The page's JPEG with each mark outlined and named, for a technician. Raises InputError("page.unreadable")."""
    with open_jpeg(jpeg) as image:
        dpi = image.info.get("dpi", (200, 200))
        picture = image.convert("RGB")
    draw = ImageDraw.Draw(picture)
    line = max(2, round(max(picture.size) / 300))
    for mark in marks:
        left, top = mark.x * picture.width, mark.y * picture.height
        right, bottom = left + mark.width * picture.width - 1, top + mark.height * picture.height - 1
        right, bottom = max(right, left), max(bottom, top)
        draw.rectangle((left, top, right, bottom), outline=_COLOURS[mark.reason], width=line)
        # Within the picture, also for a mark at its lower edge.
        at = (left + 2 * line, min(top + 2 * line, picture.height - 12 * line))
        draw.text(at, mark.reason, fill=_COLOURS[mark.reason], font_size=8 * line, stroke_width=line // 2, stroke_fill="white")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, dpi=dpi)
    return buffer.getvalue()
