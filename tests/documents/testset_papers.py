"""The papers of the test set, upright and clean, drawn from a seed: what residents of a Vietnamese commune bring. Every person is invented.

`draw(kind, seed, dpi, family)` gives (h, w, 3) RGB pixels and an opacity (h, w) that is 0 where there is no paper (round corners, holes).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from kiosk.devices.virtual.papers import LABELS, NAMES, STREETS
from tests.documents.testset_cards import CARD_MM, CARD_SIDES, paint_card
from tests.documents.testset_pen import HOUSE, INK, Pen, Pixels, photograph

Gray = NDArray[np.uint8]
Kind = Literal["text", "stamped", "form", "table", "photo", "faint", "framed", "a5", "receipt", "sparse", "capitals", "card", "back"]

TITLES = (
    "GIẤY XÁC NHẬN",
    "ĐƠN ĐỀ NGHỊ",
    "HỢP ĐỒNG LAO ĐỘNG",
    "GIẤY KHÁM SỨC KHỎE",
    "BIÊN BẢN BÀN GIAO",
    "TRÍCH LỤC KHAI SINH",
    "GIẤY ỦY QUYỀN",
)
ITEMS = ("Bản sao căn cước", "Giấy chứng sinh", "Ảnh 4 × 6", "Hợp đồng thuê xe", "Tờ khai lệ phí", "Sổ hộ khẩu cũ", "Đơn đề nghị")
SIZES_MM: dict[str, tuple[float, float]] = {"a5": (148, 210), "card": CARD_MM}
CARD_RADIUS_MM = 3.18


def draw(
    kind: Kind, seed: int, dpi: int, family: str = HOUSE, *, held_out: bool = False, paper: tuple[int, int, int] = (246, 245, 241)
) -> tuple[Pixels, Gray]:
    """Pixels and opacity of an upright paper. `held_out`: other words than the usual ones; `paper`: its colour."""
    chance = random.Random(seed + 1)
    size = SIZES_MM.get(kind, (210.0, 297.0))
    if kind == "receipt":
        size = (chance.uniform(76, 84), chance.uniform(330, 480))
    if kind == "framed":
        size = (297.0, 210.0) if chance.random() < 0.5 else size
    pen = Pen(seed, dpi, family, size, held_out=held_out, paper=paper)
    _PAINTERS[kind](pen)
    pixels = pen.pixels()
    opaque = np.full(pixels.shape[:2], 255, np.uint8)
    if kind == "card":
        opaque = _rounded(pixels.shape[0], pixels.shape[1], CARD_RADIUS_MM * pen.mm)
    if kind == "faint":
        pixels = _aged(pixels, seed, pen.mm)
    if kind == "back":
        pixels, opaque = _worn_back(pixels, opaque, seed, pen.mm, family, held_out=held_out)
    return pixels, opaque


def _header(pen: Pen) -> None:
    """The national header of every official paper, and the agency's name beside it."""
    width = pen.size_mm[0]
    scale = min(1.0, width / 210)
    right, left = width * 0.667, width * 0.25
    pen.text(right, 18, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 3.7 * scale, "bold", "ma")
    pen.text(right, 18 + 6 * scale, "Độc lập - Tự do - Hạnh phúc", 4.1 * scale, "bold", "ma")
    pen.line(right - 22 * scale, 18 + 12.5 * scale, right + 22 * scale, 18 + 12.5 * scale, 0.25)
    pen.text(left, 18, "ỦY BAN NHÂN DÂN", 3.6 * scale, "regular", "ma")
    pen.text(left, 18 + 5.5 * scale, pen.chance.choice(("PHƯỜNG RẠCH DỪA", "XÃ LONG SƠN", "PHƯỜNG TAM THẮNG")), 3.6 * scale, "bold", "ma")


def _paragraphs(pen: Pen, top: float, bottom: float, *, size: float | None = None, upper: bool = False) -> float:
    """Justified or ragged text, indented at its beginning; returns where it ended [mm]."""
    chance = pen.chance
    size = size or chance.uniform(3.7, 4.9)
    face = pen.font(size)
    left, right = chance.uniform(16, 30), pen.size_mm[0] - chance.uniform(12, 22)
    leading, justified = size * chance.uniform(1.35, 1.75), chance.random() < 0.5
    y = top
    while y + leading < bottom:
        words = " ".join(chance.choice(pen.sentences) for _ in range(chance.randint(1, 3)))
        words = words.upper() if upper else words
        y = _flow(pen, face, words.split(), left, right, y, bottom, leading, justified=justified) + chance.uniform(0, 0.4) * leading
    return y


def _flow(pen: Pen, face: ImageFont.FreeTypeFont, words: list[str], left: float, right: float, y: float, bottom: float, leading: float,
          *, justified: bool) -> float:  # fmt: skip
    indent = pen.chance.choice((0.0, 10.0, 12.7))
    space = face.getlength(" ")
    while words and y + leading < bottom:
        room = (right - left - indent) * pen.mm
        taken, used = [words[0]], face.getlength(words[0])
        while len(taken) < len(words) and used + space + face.getlength(words[len(taken)]) <= room:
            used += space + face.getlength(words[len(taken)])
            taken.append(words[len(taken)])
        words = words[len(taken) :]
        gap = space + ((room - used) / max(1, len(taken) - 1) if justified and words else 0)
        x = (left + indent) * pen.mm
        for word in taken:
            pen.draw.text((x, y * pen.mm), word, INK, face)
            x += face.getlength(word) + gap
        y, indent = y + leading, 0.0
    return y


def _signed(pen: Pen, y: float, *, stamp: bool) -> None:
    """Place, date, title, signature and name, to the right at the foot of the page."""
    chance, x = pen.chance, pen.size_mm[0] * 0.71
    pen.text(x, y, f"Vũng Tàu, ngày {chance.randint(1, 28):02d} tháng {chance.randint(1, 12)} năm 2026", 3.9, "italic", "ma")
    pen.text(x, y + 6, chance.choice(("NGƯỜI LÀM ĐƠN", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")), 4, "bold", "ma")
    scribble(pen, x, y + 20)
    if stamp:
        red_stamp(pen, x - 15, y + 20)
    pen.text(x, y + 32, chance.choice(NAMES), 4.2, "bold", "ma")


def scribble(pen: Pen, x: float, y: float, size: float = 42) -> None:
    t = np.linspace(0, 1, 160)
    xs = x + (t - 0.5) * size + np.sin(t * pen.chance.uniform(20, 32)) * size / 10
    ys = y + np.sin(t * pen.chance.uniform(14, 40)) * size / 7 * (1 - 0.6 * t)
    points = [(float(a) * pen.mm, float(b) * pen.mm) for a, b in zip(xs, ys, strict=True)]
    pen.draw.line(points, (30, 48, 140), max(1, round(0.5 * pen.mm)), joint="curve")


def red_stamp(pen: Pen, x: float, y: float) -> None:
    mm, size = pen.mm, round(36 * pen.mm)
    layer = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    ink, red = ImageDraw.Draw(layer), (pen.chance.randint(180, 215), 24, 36, pen.chance.randint(130, 210))
    for inset, width in ((0.5, 0.9), (3.8, 0.4)):
        ink.ellipse((inset * mm, inset * mm, size - inset * mm, size - inset * mm), outline=red, width=max(1, round(width * mm)))
    turns = np.arange(10) * np.pi / 5
    reach = np.tile([5.0 * mm, 2.0 * mm], 5)
    ink.polygon([(float(size / 2 + r * np.sin(a)), float(size / 2 - r * np.cos(a))) for a, r in zip(turns, reach, strict=True)], fill=red)
    ink.text((size / 2, 8 * mm), "ỦY BAN NHÂN DÂN", red, pen.font(2.3, "bold"), anchor="mm")
    ink.text((size / 2, size - 8 * mm), "P. RẠCH DỪA", red, pen.font(2.3, "bold"), anchor="mm")
    layer = layer.rotate(pen.chance.uniform(-25, 25), Image.Resampling.BICUBIC)
    pen.picture.paste(layer, (round(x * mm - size / 2), round(y * mm - size / 2)), layer)


def _text(pen: Pen) -> None:
    if pen.chance.random() < 0.7:
        _header(pen)
        pen.text(pen.size_mm[0] / 2, 48, pen.chance.choice(TITLES), 6.0, "bold", "ma")
        _paragraphs(pen, 62, 225)
        _signed(pen, 232, stamp=False)
    else:  # the second page of something: text from top to bottom
        _paragraphs(pen, pen.chance.uniform(14, 26), pen.chance.uniform(120, 275))


def _stamped(pen: Pen) -> None:
    _header(pen)
    pen.text(105, 48, pen.chance.choice(TITLES), 6.0, "bold", "ma")
    end = _paragraphs(pen, 62, pen.chance.uniform(110, 220))
    _signed(pen, end + 8, stamp=True)


def _form(pen: Pen) -> None:
    chance = pen.chance
    _header(pen)
    pen.text(105, 48, "TỜ KHAI ĐĂNG KÝ", 6.0, "bold", "ma")
    y, size = 64.0, chance.uniform(3.8, 4.6)
    face = pen.font(size)
    birthday = f"{chance.randint(1, 28):02d}/08/1998"
    answers = (chance.choice(NAMES), birthday, "077098001234", chance.choice(STREETS), "Thợ điện", "0900000000", "Kinh", "Việt Nam")
    for label, answer in zip(LABELS, answers, strict=True):
        pen.text(24, y, f"{label}:", size)
        start = 24 + face.getlength(f"{label}: ") / pen.mm
        if chance.random() < 0.85:
            pen.text(start + 2, y - 0.3, answer, size, "italic", ink=(24, 40, 110))
        for x in np.arange(start, 187, 1.4):
            box = (x * pen.mm, (y + size) * pen.mm, (x + 0.3) * pen.mm, (y + size + 0.3) * pen.mm)
            pen.draw.ellipse(box, INK)
        y += 10
    for choice in ("Cấp mới", "Cấp đổi", "Cấp lại"):
        pen.draw.rectangle((28 * pen.mm, y * pen.mm, 32 * pen.mm, (y + 4) * pen.mm), outline=INK, width=max(1, round(0.35 * pen.mm)))
        pen.text(35, y - 0.7, choice, size)
        y += 7
    _grid(pen, y + 4, 6, size)
    _signed(pen, 240, stamp=chance.random() < 0.3)


def _grid(pen: Pen, top: float, rows: int, size: float) -> float:
    columns = (24.0, 36.0, 120.0, 187.0)
    for row in range(rows + 1):
        pen.line(columns[0], top + row * 8, columns[-1], top + row * 8)
    for column in columns:
        pen.line(column, top, column, top + rows * 8)
    for row in range(rows):
        y = top + row * 8 + 1.5
        pen.text(28, y, str(row + 1), size)
        pen.text(39, y, pen.chance.choice(ITEMS), size)
        pen.text(123, y, pen.chance.choice(("01 bản chính", "01 bản sao", "Không có")), size)
    return top + rows * 8


def _table(pen: Pen) -> None:
    pen.text(105, 22, "DANH SÁCH GIẤY TỜ KÈM THEO", 5.2, "bold", "ma")
    _grid(pen, 36, pen.chance.randint(18, 29), pen.chance.uniform(3.6, 4.4))


def _photo(pen: Pen) -> None:
    chance = pen.chance
    if chance.random() < 0.5:  # a form with a portrait
        _header(pen)
        pen.picture.paste(
            Image.fromarray(photograph(chance.randint(0, 999), round(40 * pen.mm), round(60 * pen.mm))),
            (round(24 * pen.mm), round(45 * pen.mm)),
        )
        pen.text(135, 60, "GIẤY KHÁM SỨC KHỎE", 6.0, "bold", "ma")
        _paragraphs(pen, 112, 225)
        _signed(pen, 232, stamp=True)
    else:  # photographs of a place, with captions
        for y in (20, 145):
            shown = photograph(chance.randint(0, 999), round(170 * pen.mm), round(105 * pen.mm))
            pen.picture.paste(Image.fromarray(shown), (round(20 * pen.mm), round(y * pen.mm)))
            pen.text(105, y + 108, chance.choice(pen.sentences)[:70], 4.2, "italic", "ma")


def _framed(pen: Pen) -> None:
    """A certificate: a coloured frame with a pattern, large type."""
    width, height = pen.size_mm
    for inset, line in ((8.0, 1.2), (10.5, 0.4)):
        box = (inset * pen.mm, inset * pen.mm, (width - inset) * pen.mm, (height - inset) * pen.mm)
        pen.draw.rectangle(box, outline=(176, 36, 40), width=max(1, round(line * pen.mm)))
    _header(pen)
    pen.text(width / 2, 50, "GIẤY KHAI SINH", 9, "bold", "ma", (176, 36, 40))
    _paragraphs(pen, 70, height - 62, size=4.6)
    _signed(pen, height - 56, stamp=True)


def _a5(pen: Pen) -> None:
    pen.text(74, 14, "PHIẾU THU", 5.4, "bold", "ma")
    _paragraphs(pen, 28, 150, size=3.6)
    pen.text(105, 160, "Người nộp tiền", 3.8, "bold", "ma")
    scribble(pen, 105, 175, 30)


def _receipt(pen: Pen) -> None:
    width, height = pen.size_mm
    pen.text(width / 2, 8, "HÓA ĐƠN BÁN LẺ", 4.2, "bold", "ma")
    y = 20.0
    while y < height - 30:
        pen.text(5, y, pen.chance.choice(ITEMS), 3.0)
        pen.text(width - 5, y, f"{pen.chance.randint(5, 900)}.000", 3.0, anchor="ra")
        y += 4.6
    pen.text(width / 2, height - 20, "Xin cảm ơn quý khách!", 3.4, "italic", "ma")


def _sparse(pen: Pen) -> None:
    """Hardly anything, but not blank: a few words, a page number, a signature."""
    chance = pen.chance
    match chance.randrange(4):
        case 0:
            pen.text(chance.uniform(30, 100), chance.uniform(25, 200), " ".join(chance.choice(pen.sentences).split()[:6]), 4.4)
        case 1:
            _signed(pen, chance.uniform(20, 60), stamp=False)
        case 2:
            for number in range(3):
                pen.text(25, 25 + 7 * number, chance.choice(pen.sentences)[:80], 4.2)
        case _:
            pen.text(105, 20, "PHỤ LỤC 2", 5, "bold", "ma")
            pen.text(105, 280, "2", 4, anchor="ma")


def _capitals(pen: Pen) -> None:
    pen.text(105, 24, pen.chance.choice(TITLES), 6.5, "bold", "ma")
    _paragraphs(pen, 40, 200, size=4.2, upper=True)


def _card(pen: Pen) -> None:
    """One side of an identity card of nobody."""
    paint_card(pen, pen.chance.choice(CARD_SIDES))


def _back(pen: Pen) -> None:
    """Nothing is written on it."""


def _aged(pixels: Pixels, seed: int, mm: float) -> Pixels:
    """Old: yellow, faint, creased and stained."""
    chance = np.random.default_rng(seed)
    height, width = pixels.shape[:2]
    rest = chance.uniform(0.4, 0.65)
    faded = 255 - (255 - pixels.astype(np.float32)) * rest
    blotches = cv2.resize(chance.normal(0, 5, (12, 9)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    aged = (faded + blotches[..., None]) * np.array([0.97, 0.93, chance.uniform(0.74, 0.84)], np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    for _ in range(int(chance.integers(1, 4))):  # folds: a bright ridge beside a dark one
        angle = chance.choice([0.0, np.pi / 2]) + chance.normal(0, 0.03)
        off = (x * np.cos(angle) + y * np.sin(angle)) - chance.uniform(0.2, 0.8) * (width if abs(np.cos(angle)) > 0.5 else height)
        aged += (10 * np.exp(-((off / (0.25 * mm)) ** 2)) - 22 * np.exp(-(((off - 0.4 * mm) / (0.3 * mm)) ** 2)))[..., None]
    return np.clip(aged, 0, 255).astype(np.uint8)


def _worn_back(pixels: Pixels, opaque: Gray, seed: int, mm: float, family: str, *, held_out: bool) -> tuple[Pixels, Gray]:
    """What is on an empty back: the front shining through, dust, a fold, punch holes."""
    chance = random.Random(seed)
    height, width = pixels.shape[:2]
    shown = pixels.astype(np.float32)
    if chance.random() < 0.6:
        front, _ = draw(
            chance.choice(("text", "stamped", "form")), seed + 7, round(mm * 25.4), family, held_out=held_out, paper=(255, 255, 255)
        )
        behind = cv2.GaussianBlur(front[:height, ::-1][:, :width], (0, 0), chance.uniform(0.15, 0.4) * mm)
        shown -= chance.uniform(0.01, 0.055) * (255 - cv2.resize(behind, (width, height)).astype(np.float32))
    result = np.clip(shown, 0, 255).astype(np.uint8)
    for _ in range(chance.choice((0, 3, 12))):  # dust
        at = (chance.randrange(width), chance.randrange(height))
        cv2.circle(result, at, max(1, round(chance.uniform(0.05, 0.15) * mm)), (120, 116, 110), -1, cv2.LINE_AA)
    if chance.random() < 0.3:
        y = int(height * chance.uniform(0.45, 0.55))
        cv2.line(result, (0, y), (width, y + round(mm * chance.uniform(-1, 1))), (228, 227, 222), max(1, round(0.3 * mm)), cv2.LINE_AA)
    if chance.random() < 0.35:  # two holes for the binder
        for y in (height / 2 - 40 * mm, height / 2 + 40 * mm):
            cv2.circle(opaque, (round(width - 12 * mm), round(y)), round(3 * mm), 0, -1, cv2.LINE_AA)
    return result, opaque


def _rounded(height: int, width: int, radius: float) -> Gray:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dx = np.maximum(np.maximum(radius - 0.5 - x, x - (width - 0.5 - radius)), 0)
    dy = np.maximum(np.maximum(radius - 0.5 - y, y - (height - 0.5 - radius)), 0)
    return (np.clip(radius + 0.5 - np.hypot(dx, dy), 0, 1) * 255).astype(np.uint8)


_PAINTERS: dict[str, Callable[[Pen], None]] = {
    "text": _text,
    "stamped": _stamped,
    "form": _form,
    "table": _table,
    "photo": _photo,
    "faint": _text,
    "framed": _framed,
    "a5": _a5,
    "receipt": _receipt,
    "sparse": _sparse,
    "capitals": _capitals,
    "card": _card,
    "back": _back,
}
