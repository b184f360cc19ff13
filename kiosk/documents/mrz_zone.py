"""The lines of the machine-readable zone on the back of an ID card or on a passport's data page, as OCR sees them.

What they say, and whether they may be believed, is for kiosk.identity: their check digits decide.
"""

from __future__ import annotations

import io
import string

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kiosk.documents.gray import in_gray
from kiosk.documents.ocr import run_tesseract

Pixels = NDArray[np.uint8]

LANGUAGE = "eng"
"""Comes with tesseract; the zone's letters are plain capitals."""
DEADLINE = 8.0
"""For both tries together [s]; one takes about 0.4."""
_SIZES = ((85.6, 54.0, 0.45), (125.0, 88.0, 0.30))
"""ID-1 and ID-3 (ISO 7810) [mm], and which part of the height, from below, has the zone (ICAO 9303-4, 9303-5)."""
_TOLERANCE = 0.06
_READ_DPI = 400
_OPTIONS = (
    "-l",
    LANGUAGE,
    "--psm",
    "6",
    "-c",
    f"tessedit_char_whitelist={string.ascii_uppercase}{string.digits}<",
    "-c",
    "load_system_dawg=0",
)
_LEAST_FILLERS = 4


def read_zone(pixels: Pixels, dpi: int, *, deadline: float = DEADLINE) -> tuple[str, ...]:
    """The lines that may be a zone, from the top down; none when the page is no card or shows no such lines.

    `pixels`: a page cut out along its edges, (h, w, 3) RGB or (h, w) gray, the right way round or upside down. Raises OcrError.
    """
    gray = in_gray(pixels)
    if gray.shape[0] > gray.shape[1]:
        gray = np.ascontiguousarray(np.rot90(gray))
    part = _part(gray.shape[1] / dpi * 25.4, gray.shape[0] / dpi * 25.4)
    if part is None:
        return ()
    for card in (gray, gray[::-1, ::-1]):
        said = run_tesseract(_strip(card, part, dpi), _OPTIONS, language=LANGUAGE, deadline=deadline / 2).decode("utf-8", "replace")
        lines = tuple(line.replace(" ", "") for line in said.splitlines() if line.strip())
        if sum(line.count("<") for line in lines) >= _LEAST_FILLERS:
            return lines
    return ()


def _part(width_mm: float, height_mm: float) -> float | None:
    for width, height, part in _SIZES:
        if abs(width_mm / width - 1) < _TOLERANCE and abs(height_mm / height - 1) < _TOLERANCE:
            return part
    return None


def _strip(card: Pixels, part: float, dpi: int) -> bytes:
    """The zone as a PNG, at the size that tesseract reads best, on even paper."""
    zone = np.ascontiguousarray(card[round(card.shape[0] * (1 - part)) :])
    scale = _READ_DPI / dpi
    zone = np.asarray(cv2.resize(zone, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    # The cards have a tinted, patterned ground: what is lighter than its surroundings counts as paper.
    paper = cv2.medianBlur(cv2.resize(zone, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA), 9)
    paper = cv2.resize(paper, (zone.shape[1], zone.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(zone, paper, scale=235)
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(even, np.uint8)).save(buffer, "PNG", compress_level=1, dpi=(_READ_DPI, _READ_DPI))
    return buffer.getvalue()
