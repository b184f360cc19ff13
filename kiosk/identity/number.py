"""The 12-digit personal identification number `PPP G YY NNNNNN` (NĐ 137/2015, TT 59/2021/TT-BCA, NĐ 70/2024). It has no check digit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.errors import InputError
from kiosk.identity.person import Sex

_PATTERN = re.compile(r"(\d{3})(\d)(\d{2})(\d{6})", re.ASCII)

# fmt: off
# Where the birth was first registered, as numbered until 30/06/2025: the merger of provinces changed no issued number.
PROVINCES = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai",
    "011": "Điện Biên",
    "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên", "020": "Lạng Sơn", "022": "Quảng Ninh",
    "024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên",
    "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định", "037": "Ninh Bình", "038": "Thanh Hóa",
    "040": "Nghệ An", "042": "Hà Tĩnh",
    "044": "Quảng Bình", "045": "Quảng Trị", "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi",
    "052": "Bình Định", "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai",
    "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai",
    "077": "Bà Rịa–Vũng Tàu", "079": "TP. Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh",
    "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang",
    "091": "Kiên Giang", "092": "Cần Thơ",
    "093": "Hậu Giang", "094": "Sóc Trăng",
    "095": "Bạc Liêu", "096": "Cà Mau",
}
# fmt: on


@dataclass(frozen=True)
class NumberParts:
    """What a personal number says of its holder."""

    province: str | None
    """Province at the time of registration; None for a code not in the list (birth abroad): worth a look, no reason to refuse."""
    sex: Sex
    birth_year: int


def read_number(text: str) -> NumberParts:
    """Take a personal number apart. Raises InputError("number.length")."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise InputError("number.length")
    province, digit, year, _ = match.groups()
    century, female = divmod(int(digit), 2)
    return NumberParts(PROVINCES.get(province), "Nữ" if female else "Nam", 1900 + 100 * century + int(year))
