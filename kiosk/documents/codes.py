"""QR codes on a page: the code of an ID card, the kiosk's own separator sheets."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from kiosk.documents.gray import in_gray

Pixels = NDArray[np.uint8]

_ONLY = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
"""Looking for every kind of code takes ten times as long."""
_SMALL = 1_500_000
"""An ID card at 300 dpi has a million [px]."""


@dataclass(frozen=True)
class Code:
    data: bytes
    """What the code holds, as it stands there: zxing's own text guesses at the character set, and guesses Vietnamese wrong."""
    corners: tuple[tuple[int, int], ...]
    """x, y in px of the page: top left, top right, bottom right, bottom left of the code as it is meant to be read."""

    @property
    def text(self) -> str:
        """The data read as UTF-8; what is no UTF-8 becomes U+FFFD."""
        return self.data.decode("utf-8", "replace")

    def __repr__(self) -> str:
        return f"Code({len(self.data)} bytes)"


def find_codes(pixels: Pixels) -> tuple[Code, ...]:
    """The QR codes of a page, from the top down. `pixels`: (h, w, 3) RGB or (h, w) gray, turned in any direction.

    The code of an ID card (about 15 mm) is sure at 300 dpi only: at 200 a module is two pixels wide. A card cut out of its scan is so small
    that a second, closer look costs nothing.
    """
    gray = in_gray(pixels)
    codes = _read(gray, 1)
    if not codes and gray.size < _SMALL:
        codes = _read(np.asarray(cv2.resize(gray, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8), 2)
    return tuple(sorted(codes, key=lambda code: min((y, x) for x, y in code.corners)))


def _read(gray: Pixels, scale: int) -> list[Code]:
    found = zxingcpp.read_barcodes(np.ascontiguousarray(gray), formats=_ONLY)
    return [Code(bytes(each.bytes), _corners(each.position, scale)) for each in found if each.valid]


def _corners(position: zxingcpp.Position, scale: int) -> tuple[tuple[int, int], ...]:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((point.x // scale, point.y // scale) for point in points)
