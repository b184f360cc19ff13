"""Who files: the 12-digit number, the CCCD QR code, the machine-readable zone, what was typed by hand → person."""

from kiosk.identity.mrz import Mrz, find_mrz, looks_like_mrz, read_mrz
from kiosk.identity.number import NumberParts, read_number
from kiosk.identity.person import Person, Sex
from kiosk.identity.qr import check_person, parse_date, read_qr

__all__ = [
    "Mrz",
    "NumberParts",
    "Person",
    "Sex",
    "check_person",
    "find_mrz",
    "looks_like_mrz",
    "parse_date",
    "read_mrz",
    "read_number",
    "read_qr",
]
