"""Identity cards of nobody, both sides of the kind issued from 2021 (its code on the front) and from 2024 (on the back)."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFont

from kiosk.devices.virtual.papers import NAMES, STREETS
from tests.documents.testset_pen import HOUSE, Pen, Pixels, photograph, type_of
from tests.identity.zones import OCR_B, td1

CardSide = Literal["front 2021", "back 2021", "front 2024", "back 2024"]
CARD_SIDES: tuple[CardSide, ...] = ("front 2021", "back 2021", "front 2024", "back 2024")
CARD_MM = (85.6, 53.98)
CODE = "077098001234|270012345|Nguyễn Văn An|15081998|Nam|45/7 Bình Giã, Phường Tam Thắng, TP Hồ Chí Minh|01082024"
_TINTS = ((196, 222, 224), (226, 214, 196), (206, 226, 206), (214, 208, 228))
_RED = (176, 36, 40)
_GOLD = (206, 170, 70)


def draw_card(side: CardSide, seed: int, dpi: int, family: str = HOUSE) -> Pixels:
    """(h, w, 3) RGB, upright, square at its corners."""
    pen = Pen(seed, dpi, family, CARD_MM, held_out=False, paper=(255, 255, 255))
    paint_card(pen, side)
    return pen.pixels()


def paint_card(pen: Pen, side: CardSide) -> None:
    _ground(pen)
    {"front 2021": _front_2021, "back 2021": _back_2021, "front 2024": _front_2024, "back 2024": _back_2024}[side](pen)


def _ground(pen: Pen) -> None:
    """Tinted plastic with fine waves."""
    base = np.asarray(pen.picture).astype(np.float32)
    y, x = np.mgrid[0 : base.shape[0], 0 : base.shape[1]].astype(np.float32) / pen.mm
    a, b, across, down = (pen.chance.uniform(*span) for span in ((3, 9), (2, 7), (1.2, 5), (1, 5)))
    waves = a * np.sin(x * across + 3 * np.sin(y / 6)) + b * np.sin(y * down + 2 * np.cos(x / 9))
    tint = np.array(pen.chance.choice(_TINTS), np.float32)
    pen.picture = Image.fromarray(np.clip(tint + 0.5 + waves[..., None], 0, 255).astype(np.uint8))
    pen.draw = ImageDraw.Draw(pen.picture)


def _front_2021(pen: Pen) -> None:
    _head(pen, "CĂN CƯỚC CÔNG DÂN", "Citizen Identity Card")
    _code(pen, 71, 2.5, 12)
    pen.text(28, 19, "Số / No.:", 1.8)
    pen.text(38, 18, "077098001234", 3.4, "bold")
    y = _fields(pen, 23.4, "Họ và tên / Full name:")
    for label, words in (
        ("Quê quán / Place of origin:", "Tam Thắng, Vũng Tàu, Bà Rịa - Vũng Tàu"),
        ("Nơi thường trú / Place of residence:", pen.chance.choice(STREETS)),
    ):
        pen.text(28, y, label, 1.7)
        pen.text(28, y + 2.2, words, 2.3)
        y += 5


def _front_2024(pen: Pen) -> None:
    _head(pen, "CĂN CƯỚC", "IDENTITY CARD")
    pen.text(28, 19, "Số định danh cá nhân / Personal identification number", 1.8)
    pen.text(28, 21.6, "077098001234", 3.4, "bold")
    _fields(pen, 26.0, "Họ, chữ đệm và tên khai sinh / Full name")


def _head(pen: Pen, title: str, english: str) -> None:
    for inset, colour in ((0, (190, 60, 50)), (2, (230, 190, 60))):
        box = (4 + inset, 3 + inset, 14 - inset, 13 - inset)
        pen.draw.ellipse([edge * pen.mm for edge in box], fill=colour)
    pen.text(44, 2.5, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 2.3, "bold", "ma")
    pen.text(44, 5.4, "Độc lập - Tự do - Hạnh phúc", 2.1, "bold", "ma")
    pen.text(44, 8.2, "SOCIALIST REPUBLIC OF VIET NAM", 1.5, anchor="ma")
    pen.text(44, 10.2, "Independence - Freedom - Happiness", 1.5, anchor="ma")
    pen.text(46, 12.4, title, 3.4, "bold", "ma", _RED)
    pen.text(46, 16.3, english, 1.8, "regular", "ma", _RED)
    face = photograph(pen.chance.randint(0, 999), round(20 * pen.mm), round(27 * pen.mm))
    pen.picture.paste(Image.fromarray(face), (round(4 * pen.mm), round(18 * pen.mm)))
    pen.text(4, 46, "Có giá trị đến:", 1.4)
    pen.text(4, 48, "Date of expiry 01/08/2038", 1.4)


def _fields(pen: Pen, y: float, name_label: str) -> float:
    """Returns where they end [mm]."""
    for label, words in (
        (name_label, pen.chance.choice(NAMES).upper()),
        ("Ngày, tháng, năm sinh / Date of birth", "01/08/1998   Giới tính / Sex  Nam"),
        ("Quốc tịch / Nationality", "Việt Nam"),
    ):
        pen.text(28, y, label, 1.7)
        pen.text(28, y + 2.3, words, 2.5, "bold" if label == name_label else "regular")
        y += 5.8
    return y


def _back_2021(pen: Pen) -> None:
    pen.text(4, 3, "Đặc điểm nhận dạng / Personal identification:", 1.7)
    pen.text(4, 5.4, "Sẹo chấm C. 1cm dưới trước đuôi mắt trái", 2.3)
    pen.text(4, 9, "Ngày, tháng, năm / Date, month, year: 01/08/2021", 1.8)
    pen.text(30, 12, "CỤC TRƯỞNG CỤC CẢNH SÁT", 1.9, "bold")
    pen.text(30, 14.4, "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 1.9, "bold")
    pen.text(30, 27, pen.chance.choice(NAMES), 2.2, "bold")
    _chip(pen, 5, 14)
    for left in (60, 72):
        for ring in range(1, 12):
            box = (left + 5 - 0.42 * ring, 22 - 0.55 * ring, left + 5 + 0.42 * ring, 22 + 0.55 * ring)
            pen.draw.ellipse([edge * pen.mm for edge in box], outline=(90, 90, 100))
    _zone(pen)


def _back_2024(pen: Pen) -> None:
    pen.text(4, 3, "Nơi cư trú / Place of residence", 1.7)
    pen.text(4, 5.4, pen.chance.choice(STREETS), 2.3)
    pen.text(4, 9, "Nơi đăng ký khai sinh / Place of birth", 1.7)
    pen.text(4, 11.4, "Rạch Dừa, Thành phố Hồ Chí Minh", 2.3)
    pen.text(4, 15, "Ngày, tháng, năm cấp / Date of issue   01/08/2024", 1.7)
    pen.text(4, 18, "BỘ CÔNG AN / MINISTRY OF PUBLIC SECURITY", 1.9, "bold")
    _code(pen, 63, 3, 20)
    _chip(pen, 8, 22)
    _zone(pen)


def _code(pen: Pen, x: float, y: float, size: float) -> None:
    buffer = io.BytesIO()
    segno.make(CODE, error="m", micro=False).save(buffer, kind="png", scale=4, border=1)
    code = Image.open(buffer).convert("RGB").resize((round(size * pen.mm),) * 2, Image.Resampling.BOX)
    pen.picture.paste(code, (round(x * pen.mm), round(y * pen.mm)))


def _chip(pen: Pen, x: float, y: float) -> None:
    pen.draw.rectangle([edge * pen.mm for edge in (x, y, x + 12, y + 10)], fill=_GOLD)


def _zone(pen: Pen) -> None:
    size = round(3.3 * pen.mm)
    letters = ImageFont.truetype(str(OCR_B), size) if OCR_B.is_file() else type_of("Liberation Mono", size, "regular")
    for row, line in enumerate(td1()):
        for column, letter in enumerate(line):
            at = ((5.3 + 2.54 * column) * pen.mm, (37.5 + 5.2 * row) * pen.mm)
            pen.draw.text(at, letter, (30, 30, 34), letters, anchor="ms")
