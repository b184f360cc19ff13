"""Who files: the 12-digit number, the CCCD QR code, what was typed by hand → person."""

from kiosk.identity.number import NumberParts, read_number
from kiosk.identity.person import Person, Sex
from kiosk.identity.qr import check_person, parse_date, read_qr

__all__ = ["NumberParts", "Person", "Sex", "check_person", "parse_date", "read_number", "read_qr"]
