"""Machine-readable zones of invented persons, and a picture of a card's back that carries one."""

from __future__ import annotations

from pathlib import Path

import cv2
import fontpkg_be_vietnam_pro
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from kiosk.identity.mrz import check_digit

OCR_B = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")
"""The cards' own typeface, from Debian's fonts-ocr-b."""
_PLAIN = fontpkg_be_vietnam_pro.ROOT / "files" / "BeVietnamPro-Medium.ttf"


def td1(
    number: str = "077098001234", born: str = "980815", sex: str = "M", expires: str = "380815", name: str = "NGUYEN<<VAN<AN"
) -> list[str]:
    """The three lines of a Vietnamese card."""
    first = f"{number[3:]}{check_digit(number[3:])}{number}<<"
    first += str(check_digit(first[10:]))
    second = f"{born}{check_digit(born)}{sex}{expires}{check_digit(expires)}VNM<<<<<<<<<<<"
    return [f"IDVNM{first}", second + str(check_digit(first + second[:7] + second[8:15] + second[18:])), name.ljust(30, "<")]


def card_back(lines: list[str], dpi: int, *, seed: int = 0) -> NDArray[np.uint8]:
    """An ID-1 card as the scanner gives it once it is cut out: tinted wavy ground, some print, the zone; a little soft and grainy."""
    mm = dpi / 25.4
    width, height = round(85.6 * mm), round(54 * mm)
    y, x = np.mgrid[0:height, 0:width] / mm
    waves = (205 + 20 * np.sin(x / 1.5) + 10 * np.sin((x + y) / 0.7), 215 + 15 * np.sin(y / 2.1 + x / 3), 198 + 15 * np.sin(x / 2.7))
    picture = Image.fromarray(np.clip(np.stack(waves, axis=-1), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    small = ImageFont.truetype(str(_PLAIN), round(2 * mm))
    draw.text((4 * mm, 4 * mm), "Đặc điểm nhận dạng: sẹo chấm cách 1 cm", (40, 40, 40), small)
    draw.text((4 * mm, 10 * mm), "CỤC TRƯỞNG CỤC CẢNH SÁT", (150, 30, 30), small)
    letters = ImageFont.truetype(str(OCR_B), round(3.3 * mm))
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            draw.text(((5.3 + 2.54 * column) * mm, (36 + 6.3 * row) * mm), letter, (30, 30, 34), letters, anchor="ms")
    soft = cv2.GaussianBlur(np.asarray(picture), (0, 0), dpi / 300 * 0.7)
    grain = np.random.default_rng(seed).normal(0, 5, soft.shape)
    return np.clip(soft + grain, 0, 255).astype(np.uint8)
