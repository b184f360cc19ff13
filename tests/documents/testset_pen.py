"""What papers of the test set are drawn with: families of type, words, a pen that counts in millimetres, and photographs of nobody."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from kiosk.devices.virtual.papers import SENTENCES
from kiosk.devices.virtual.papers import font as house_font

Pixels = NDArray[np.uint8]
Style = Literal["regular", "bold", "italic"]

FAMILIES: dict[str, tuple[str, str, str]] = {
    "Liberation Serif": ("liberation2/LiberationSerif-Regular", "liberation2/LiberationSerif-Bold", "liberation2/LiberationSerif-Italic"),
    "DejaVu Sans": ("dejavu/DejaVuSans", "dejavu/DejaVuSans-Bold", "dejavu/DejaVuSans"),
    "FreeSerif": ("freefont/FreeSerif", "freefont/FreeSerifBold", "freefont/FreeSerifItalic"),
    "Liberation Sans": ("liberation2/LiberationSans-Regular", "liberation2/LiberationSans-Bold", "liberation2/LiberationSans-Italic"),
    "DejaVu Serif": ("dejavu/DejaVuSerif", "dejavu/DejaVuSerif-Bold", "dejavu/DejaVuSerif"),
    "FreeSans": ("freefont/FreeSans", "freefont/FreeSansBold", "freefont/FreeSansOblique"),
    "DejaVu Sans Mono": ("dejavu/DejaVuSansMono", "dejavu/DejaVuSansMono-Bold", "dejavu/DejaVuSansMono"),
    "Liberation Mono": ("liberation2/LiberationMono-Regular", "liberation2/LiberationMono-Bold", "liberation2/LiberationMono-Italic"),
    "Carlito": ("crosextra/Carlito-Regular", "crosextra/Carlito-Bold", "crosextra/Carlito-Italic"),
    "Roboto": (
        "roboto/unhinted/RobotoTTF/Roboto-Regular",
        "roboto/unhinted/RobotoTTF/Roboto-Bold",
        "roboto/unhinted/RobotoTTF/Roboto-Italic",
    ),
    "Open Sans": ("open-sans/OpenSans-Regular", "open-sans/OpenSans-Bold", "open-sans/OpenSans-Italic"),
    "Lato": ("lato/Lato-Regular", "lato/Lato-Bold", "lato/Lato-Italic"),
    "Noto Serif": ("noto/NotoSerif-Regular", "noto/NotoSerif-Bold", "noto/NotoSerif-Italic"),
}
"""Regular, bold and italic, as Debian's fonts-liberation2, fonts-dejavu-core and fonts-freefont-ttf lay them down; the last five are not
installed with the tests: fonts-crosextra-carlito, fonts-roboto-unhinted, fonts-open-sans, fonts-lato, fonts-noto-core. Liberation Serif has
the widths of the typeface that Vietnamese offices must use (Decree 30/2020)."""
HOUSE = "Be Vietnam Pro"
_FONTS = Path("/usr/share/fonts/truetype")

MORE_SENTENCES = (
    "Vợ chồng ông bà đã sinh sống tại thửa đất này từ năm 1994, không có tranh chấp với các hộ liền kề.",
    "Kính gửi: Trưởng phòng Giáo dục và Đào tạo; lý do nộp đơn: cháu chuyển trường theo gia đình về quê nội.",
    "Bên thuê được quyền sử dụng gian hàng để kinh doanh tạp hóa, tự chịu các khoản điện, nước và vệ sinh.",
    "Qua kiểm tra thực tế, cán bộ địa chính ghi nhận diện tích còn lại là 128,5 mét vuông, đúng với hồ sơ lưu.",
    "Số tiền bằng chữ: hai triệu bốn trăm nghìn đồng chẵn. Người nhận đã đếm đủ và không khiếu nại gì thêm.",
    "Trẻ được tiêm chủng đầy đủ theo lịch; sổ theo dõi sức khỏe do trạm y tế xã Bình Châu lập và lưu giữ.",
    "Học sinh có ý thức kỷ luật tốt, hoàn thành chương trình lớp chín, đề nghị xét công nhận tốt nghiệp.",
)
FRESH_FAMILIES = ("FreeSans", "DejaVu Sans Mono", "Liberation Mono")
FRESH_SENTENCES = (
    "Thuyền viên phải mang áo phao khi tàu rời cảng; thuyền trưởng ghi nhật ký từng chuyến biển và nộp cho đồn biên phòng.",
    "Tôi xin nhận lại giấy phép lái xe hạng B2 đã bị tạm giữ ngày 14 tháng 3, kèm biên lai nộp phạt số 00817.",
    "Gia đình có hai con nhỏ, thuộc diện hộ cận nghèo, đề nghị được miễn giảm học phí năm học tới.",
    "Công trình cấp bốn, một tầng, mái tôn, chiều cao 4,2 mét, khởi công sau khi được cấp phép xây dựng.",
    "Người làm chứng khai rằng hai bên đã tự nguyện thỏa thuận, không ai bị ép buộc hay lừa dối.",
    "Đơn vị cung cấp nước sạch thông báo tạm ngừng phục vụ từ 8 giờ đến 16 giờ để thay đường ống.",
    "Cửa hàng bán lẻ xăng dầu phải có giấy chứng nhận đủ điều kiện phòng cháy, chữa cháy còn hiệu lực.",
)
"""Go with the fresh typefaces: a third set, made after the last threshold was chosen."""
LATER_FAMILIES = ("Carlito", "Roboto", "Open Sans", "Lato", "Noto Serif")
LATER_SENTENCES = (
    "Hai bên thống nhất lập biên bản này thành bốn bản có giá trị như nhau, mỗi bên giữ hai bản để thực hiện.",
    "Chủ hộ cam kết chấp hành quy định về khai báo tạm trú và chịu trách nhiệm trước pháp luật nếu kê khai sai.",
    "Ghe cá của tôi dài 12 mét, công suất 90 mã lực, đăng ký tại cảng Bến Đá từ tháng 5 năm 2019.",
    "Bà nội cháu già yếu, không đi lại được, kính mong quý cơ quan cử người đến nhà để xác minh.",
    "Doanh nghiệp tự nguyện giải thể, đã thanh toán hết lương, bảo hiểm xã hội và các khoản nợ thuế.",
    "Khu đất giáp mương thoát nước về phía bắc, giáp đường bê tông rộng 3,5 mét về phía đông nam.",
)
"""A fourth set, made after the fresh ones had been looked at."""
INK = (28, 28, 34)


class Pen:
    """One sheet being drawn: millimetres, a family of type and a chance."""

    def __init__(
        self, seed: int, dpi: int, family: str, size_mm: tuple[float, float], *, held_out: bool, paper: tuple[int, int, int]
    ) -> None:
        self.chance = random.Random(seed)
        self.mm = dpi / 25.4
        self.family = family
        self.size_mm = size_mm
        usual = MORE_SENTENCES if held_out else SENTENCES
        self.sentences = FRESH_SENTENCES if family in FRESH_FAMILIES else LATER_SENTENCES if family in LATER_FAMILIES else usual
        width, height = round(size_mm[0] * self.mm), round(size_mm[1] * self.mm)
        grain = np.random.default_rng(seed).normal(0, 1.5, (height, width, 1))
        self.picture = Image.fromarray(np.clip(np.array(paper) + grain + 0.5, 0, 255).astype(np.uint8))
        self.draw = ImageDraw.Draw(self.picture)

    def font(self, size_mm: float, style: Style = "regular") -> ImageFont.FreeTypeFont:
        return type_of(self.family, max(4, round(size_mm * self.mm)), style)

    def text(self, x: float, y: float, words: str, size: float, style: Style = "regular", anchor: str = "la",
             ink: tuple[int, int, int] = INK) -> None:  # fmt: skip
        self.draw.text((x * self.mm, y * self.mm), words, ink, self.font(size, style), anchor=anchor)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.3, ink: tuple[int, int, int] = INK) -> None:
        box = (x0 * self.mm, y0 * self.mm, x1 * self.mm, y1 * self.mm)
        self.draw.line(box, ink, max(1, round(width * self.mm)))

    def pixels(self) -> Pixels:
        return np.asarray(self.picture).copy()


@lru_cache(maxsize=256)
def type_of(family: str, size: int, style: Style) -> ImageFont.FreeTypeFont:
    """The house's own type where this machine has not got the family."""
    number = {"regular": 0, "bold": 1, "italic": 2}[style]
    file = _FONTS / f"{FAMILIES[family][number]}.ttf" if family in FAMILIES else None
    if file is None or not file.exists():
        return house_font(size, ("Regular", "Bold", "Italic")[number])
    return ImageFont.truetype(str(file), size)


def missing_families() -> list[str]:
    return [family for family, files in FAMILIES.items() if not (_FONTS / f"{files[0]}.ttf").exists()]


def photograph(seed: int, width: int, height: int) -> Pixels:
    """Something with the tones of a photograph: soft shapes, fine texture, a face."""
    chance = np.random.default_rng(seed)
    soft = chance.integers(20, 235, (5, 5, 3), dtype=np.uint8)
    picture = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    picture += chance.normal(0, 6, (height, width, 1)).astype(np.float32)
    shown = np.clip(picture, 0, 255).astype(np.uint8)
    middle = (width // 2, int(height * 0.45))
    cv2.ellipse(shown, (width // 2, height), (int(width * 0.42), int(height * 0.3)), 0, 180, 360, (50, 60, 110), -1, cv2.LINE_AA)
    cv2.ellipse(shown, middle, (int(width * 0.2), int(height * 0.27)), 0, 0, 360, (196, 156, 128), -1, cv2.LINE_AA)
    cv2.ellipse(shown, (middle[0], int(height * 0.3)), (int(width * 0.22), int(height * 0.15)), 0, 180, 360, (24, 20, 20), -1, cv2.LINE_AA)
    return cv2.GaussianBlur(shown, (0, 0), max(0.6, width / 300))
