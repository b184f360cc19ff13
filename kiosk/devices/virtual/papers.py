"""Synthetic Vietnamese papers, and what a scanner makes of them. Everything is drawn from a seed; every person is invented.

page = text_page(1, dpi=200)                          # (2339, 1654, 3) uint8 RGB, upright A4
scan = on_scanner(page, 3.5, background="dark")       # scan.image, scan.corners: where the paper's corners came to lie
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import fontpkg_be_vietnam_pro
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
Background = Literal["dark", "gray", "white"]

A4_MM = (210.0, 297.0)
NAMES = ("Nguyễn Văn An", "Trần Thị Bích Ngọc", "Lê Hoàng Phượng", "Phạm Quốc Dũng", "Đỗ Thị Mỹ Huyền", "Huỳnh Ngọc Ẩn")
STREETS = (
    "12 Lê Lợi, phường Rạch Dừa",
    "45/7 Bình Giã, phường Tam Thắng",
    "Tổ 3, ấp Bắc, xã Long Sơn",
    "208 Trương Công Định, phường Vũng Tàu",
)
SENTENCES = (
    "Căn cứ Luật Hộ tịch và các văn bản hướng dẫn thi hành, Ủy ban nhân dân phường xác nhận nội dung dưới đây là đúng sự thật.",
    "Người có tên trên đây cư trú ổn định tại địa phương, chấp hành tốt chủ trương, chính sách và pháp luật của Nhà nước.",
    "Giấy này được cấp để bổ sung thành phần hồ sơ theo quy định về thủ tục hành chính, không dùng vào mục đích khác.",
    "Đề nghị quý cơ quan xem xét, tiếp nhận và giải quyết hồ sơ trong thời hạn; trường hợp thiếu giấy tờ, xin thông báo bằng văn bản.",
    "Tôi cam đoan những lời khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về nội dung đã khai.",
    "Kết quả khám sức khỏe: mắt phải 10/10, mắt trái 9/10, nghe rõ, vận động bình thường, đủ điều kiện điều khiển phương tiện.",
    "Hai bên thống nhất thời hạn hợp đồng là mười hai tháng, kể từ ngày ký, mức lương chi trả vào ngày mùng năm hằng tháng.",
)
LABELS = (
    "Họ và tên",
    "Ngày, tháng, năm sinh",
    "Số định danh cá nhân",
    "Nơi cư trú",
    "Nghề nghiệp",
    "Số điện thoại",
    "Dân tộc",
    "Quốc tịch",
)
INK = (28, 28, 34)


@dataclass(frozen=True)
class Scan:
    image: Pixels
    corners: NDArray[np.float64]
    """(4, 2): x, y in px of the paper's corners in `image`: top left, top right, bottom right, bottom left of the paper."""
    skew_deg: float
    """How far the paper is turned clockwise."""


@lru_cache(maxsize=64)
def font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fontpkg_be_vietnam_pro.ROOT / "files" / f"BeVietnamPro-{weight}.ttf"), size)


def a4(dpi: int) -> tuple[int, int]:
    """Width and height in px."""
    return round(A4_MM[0] / 25.4 * dpi), round(A4_MM[1] / 25.4 * dpi)


def sample_paper(title: str, page: int) -> Image.Image:
    """What lies in the demo's scanner: a typed paper on a dark bed, put in a little crooked. The same for the same title and page."""
    seed = sum(title.encode()) + 31 * page
    sheet = form_page(seed) if seed % 3 == 0 else text_page(seed, title="GIẤY XÁC NHẬN")
    return Image.fromarray(on_scanner(sheet, (seed % 7 - 3) * 0.6, "dark", margin=0.02).image)


def blank_page(dpi: int = 200, *, paper: int = 246, seed: int = 0) -> Pixels:
    """An empty sheet with the grain of paper."""
    width, height = a4(dpi)
    grain = np.random.default_rng(seed).integers(-3, 4, (256, 256))
    return _tiled(np.clip(paper + grain, 0, 255).astype(np.uint8), height, width)


def text_page(
    seed: int, dpi: int = 200, *, title: str = "GIẤY XÁC NHẬN", stamp: bool = True, signature: bool = True, lines: int = 26
) -> Pixels:
    """A typed paper: state header, title, paragraphs, date, signature under a red stamp."""
    chance = random.Random(seed)
    picture = Image.fromarray(blank_page(dpi, seed=seed))
    draw, mm = ImageDraw.Draw(picture), dpi / 25.4
    _header(draw, mm)
    draw.text((105 * mm, 52 * mm), title, INK, font(round(6.2 * mm), "Bold"), anchor="ma")
    y = 68 * mm
    body = font(round(4.4 * mm))
    for _ in range(lines):
        indent = 10 * mm if chance.random() < 0.2 else 0
        y = _justified(draw, chance, body, 25 * mm + indent, y, 165 * mm - indent) + 2.6 * mm
        if y > 225 * mm:
            break
    draw.text(
        (150 * mm, 232 * mm),
        f"Vũng Tàu, ngày {chance.randint(1, 28):02d} tháng 11 năm 2026",
        INK,
        font(round(3.8 * mm), "Italic"),
        anchor="ma",
    )
    draw.text((150 * mm, 238 * mm), "NGƯỜI XÁC NHẬN", INK, font(round(4 * mm), "Bold"), anchor="ma")
    draw.text((150 * mm, 270 * mm), chance.choice(NAMES), INK, font(round(4.2 * mm), "Medium"), anchor="ma")
    if signature:
        _scribble(draw, chance, 150 * mm, 257 * mm, mm)
    if stamp:
        _stamp(picture, 133 * mm, 256 * mm, mm)
    return np.asarray(picture).copy()


def form_page(seed: int, dpi: int = 200, *, title: str = "TỜ KHAI ĐĂNG KÝ") -> Pixels:
    """A filled-in form: labels, dotted lines, values, tick boxes and a ruled table."""
    chance = random.Random(seed)
    picture = Image.fromarray(blank_page(dpi, seed=seed))
    draw, mm = ImageDraw.Draw(picture), dpi / 25.4
    _header(draw, mm)
    draw.text((105 * mm, 52 * mm), title, INK, font(round(6.2 * mm), "Bold"), anchor="ma")
    label, value = font(round(4.2 * mm)), font(round(4.2 * mm), "Italic")
    values = (
        chance.choice(NAMES),
        f"{chance.randint(1, 28):02d}/08/1998",
        "077098001234",
        chance.choice(STREETS),
        "Thợ điện",
        "0900000000",
        "Kinh",
        "Việt Nam",
    )
    y = 70 * mm
    for name, answer in zip(LABELS, values, strict=True):
        draw.text((25 * mm, y), f"{name}:", INK, label)
        start = 25 * mm + draw.textlength(f"{name}: ", label)
        draw.text((start + 2 * mm, y - 0.3 * mm), answer, (24, 40, 110), value)
        for x in np.arange(start, 187 * mm, 1.4 * mm):
            draw.ellipse((x, y + 5 * mm, x + 0.3 * mm, y + 5.3 * mm), INK)
        y += 10 * mm
    for choice in ("Cấp mới", "Cấp đổi", "Cấp lại"):
        draw.rectangle((28 * mm, y, 32 * mm, y + 4 * mm), outline=INK, width=max(1, round(0.35 * mm)))
        draw.text((35 * mm, y - 0.7 * mm), choice, INK, label)
        y += 7 * mm
    rows, columns, right = 6, (25, 37, 120, 187), y + 4 * mm
    for row in range(rows + 1):
        draw.line((columns[0] * mm, right + row * 8 * mm, columns[-1] * mm, right + row * 8 * mm), INK, max(1, round(0.3 * mm)))
    for column in columns:
        draw.line((column * mm, right, column * mm, right + rows * 8 * mm), INK, max(1, round(0.3 * mm)))
    for row in range(rows):
        draw.text((29 * mm, right + (row * 8 + 1.5) * mm), str(row + 1), INK, label)
        draw.text(
            (40 * mm, right + (row * 8 + 1.5) * mm),
            chance.choice(("Bản sao căn cước", "Giấy chứng sinh", "Ảnh 4 × 6", "Hợp đồng thuê xe")),
            INK,
            label,
        )
        draw.text((123 * mm, right + (row * 8 + 1.5) * mm), chance.choice(("01 bản chính", "01 bản sao")), INK, label)
    _scribble(draw, chance, 150 * mm, 262 * mm, mm)
    draw.text((150 * mm, 275 * mm), values[0], INK, font(round(4.2 * mm), "Medium"), anchor="ma")
    return np.asarray(picture).copy()


def on_scanner(
    image: Pixels,
    skew_deg: float = 0.0,
    background: Background = "dark",
    *,
    margin: float = 0.06,
    shift: tuple[float, float] = (0.0, 0.0),
    seed: int = 0,
) -> Scan:
    """The paper on a scanner's bed, turned clockwise by `skew_deg`. `margin`: of the bed around the turned paper, as a part of its width;
    `shift`: moves the paper by so many px off the middle, over the bed's edge if need be."""
    height, width = image.shape[:2]
    angle = np.deg2rad(skew_deg)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    border = margin * width
    bed_w = round(width * abs(cos) + height * abs(sin) + 2 * border)
    bed_h = round(width * abs(sin) + height * abs(cos) + 2 * border)
    # Pixel centres lie on whole numbers (OpenCV), so the paper reaches from -0.5 to width - 0.5.
    cx, cy = (bed_w - 1) / 2 + shift[0], (bed_h - 1) / 2 + shift[1]
    matrix = np.array(
        [
            [cos, -sin, cx - cos * (width - 1) / 2 + sin * (height - 1) / 2],
            [sin, cos, cy - sin * (width - 1) / 2 - cos * (height - 1) / 2],
        ]
    )
    bed = _bed(bed_h, bed_w, background, seed)
    opaque = np.ones((height, width), np.float32)
    paper = cv2.warpAffine(image, matrix, (bed_w, bed_h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(opaque, matrix, (bed_w, bed_h), flags=cv2.INTER_LINEAR)
    mixed = cv2.blendLinear(paper, bed, alpha, 1 - alpha)
    sheet = np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)])
    return Scan(np.asarray(mixed, np.uint8), sheet @ matrix[:, :2].T + matrix[:, 2], skew_deg)


def blur(image: Pixels, sigma_px: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), np.uint8)


def darken(image: Pixels, factor: float) -> Pixels:
    """Multiply every level: 1 leaves it, 0.3 is what a failing lamp makes."""
    return np.asarray(np.clip(image * np.float32(factor), 0, 255), np.uint8)


def fade(image: Pixels, rest: float) -> Pixels:
    """Leave only `rest` of the contrast against white: old faint paper, or over-exposed."""
    return np.asarray(np.clip(255 - (255 - image.astype(np.float32)) * rest, 0, 255), np.uint8)


def encode(image: Pixels, dpi: int, kind: Literal["PNG", "JPEG", "PPM", "TIFF"] = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, kind, dpi=(dpi, dpi))
    return buffer.getvalue()


def _header(draw: ImageDraw.ImageDraw, mm: float) -> None:
    draw.text((140 * mm, 20 * mm), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", INK, font(round(3.6 * mm), "Bold"), anchor="ma")
    draw.text((140 * mm, 26 * mm), "Độc lập - Tự do - Hạnh phúc", INK, font(round(4 * mm), "SemiBold"), anchor="ma")
    draw.line((118 * mm, 32.5 * mm, 162 * mm, 32.5 * mm), INK, max(1, round(0.25 * mm)))
    draw.text((52 * mm, 20 * mm), "ỦY BAN NHÂN DÂN\nPHƯỜNG RẠCH DỪA", INK, font(round(3.4 * mm), "SemiBold"), anchor="ma", align="center")


def _justified(draw: ImageDraw.ImageDraw, chance: random.Random, face: ImageFont.FreeTypeFont, x: float, y: float, width: float) -> float:
    words: list[str] = []
    for word in " ".join(chance.choice(SENTENCES) for _ in range(2)).split():
        if draw.textlength(" ".join([*words, word]), face) > width:
            break
        words.append(word)
    gap = (width - sum(draw.textlength(word, face) for word in words)) / max(1, len(words) - 1)
    for word in words:
        draw.text((x, y), word, INK, face)
        x += draw.textlength(word, face) + gap
    return y + face.size


def _scribble(draw: ImageDraw.ImageDraw, chance: random.Random, x: float, y: float, mm: float) -> None:
    t = np.linspace(0, 1, 160)
    xs = x + (t - 0.5) * 42 * mm + np.sin(t * chance.uniform(20, 32)) * 4 * mm
    ys = y + np.sin(t * chance.uniform(14, 40)) * 6 * mm * (1 - 0.6 * t)
    draw.line(list(zip(xs.tolist(), ys.tolist(), strict=True)), (30, 48, 140), max(1, round(0.5 * mm)), joint="curve")


def _stamp(picture: Image.Image, x: float, y: float, mm: float) -> None:
    size = round(34 * mm)
    layer = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw, red = ImageDraw.Draw(layer), (196, 24, 36, 190)
    for inset, line in ((0.5, 0.9), (3.8, 0.4)):
        draw.ellipse((inset * mm, inset * mm, size - inset * mm, size - inset * mm), outline=red, width=max(1, round(line * mm)))
    points = [
        (size / 2 + r * mm * np.sin(k * np.pi / 5), size / 2 - r * mm * np.cos(k * np.pi / 5))
        for k in range(10)
        for r in ((5.0, 2.0)[k % 2],)
    ]
    draw.polygon([(float(px), float(py)) for px, py in points], fill=red)
    draw.text((size / 2, 8 * mm), "ỦY BAN NHÂN DÂN", red, font(round(2.3 * mm), "Bold"), anchor="mm")
    draw.text((size / 2, size - 8 * mm), "P. RẠCH DỪA", red, font(round(2.3 * mm), "Bold"), anchor="mm")
    picture.paste(layer, (round(x - size / 2), round(y - size / 2)), layer)


def _bed(height: int, width: int, background: Background, seed: int) -> Pixels:
    chance = np.random.default_rng(seed + 1)
    level, spread = {"dark": (26, 5), "gray": (150, 5), "white": (250, 2)}[background]
    return _tiled(np.clip(chance.normal(level, spread, (256, 256)), 0, 255).astype(np.uint8), height, width)


def _tiled(tile: Pixels, height: int, width: int) -> Pixels:
    """A large gray RGB surface out of a small one."""
    whole = np.tile(tile, (-(-height // tile.shape[0]), -(-width // tile.shape[1])))[:height, :width]
    return np.repeat(whole[..., None], 3, axis=2)
