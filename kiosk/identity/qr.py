"""The text in the QR code of a CCCD or căn cước card → person, and the same rules for what was typed by hand.

Seven fields, `|` between them, UTF-8 (TT 59/2021/TT-BCA): number | old number | name | ddmmyyyy born | Nam/Nữ | address | ddmmyyyy issued.
Issue date may be missing; children's cards carry more fields, which are kept as `extra`. The code is not signed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from kiosk.errors import InputError
from kiosk.identity.number import read_number
from kiosk.identity.person import Person, Sex

MOST_FIELDS = 12
"""Seven, and room for the parents' fields of a child's card; a text with more is no card."""
_LONGEST = 2000


def read_qr(data: bytes) -> Person:
    """Person from the raw bytes of the QR code. Raises InputError: qr.encoding, qr.cut, qr.not_card, or one of `check_person`."""
    if len(data) > _LONGEST:
        raise InputError("qr.not_card", cause=f"{len(data)} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("qr.encoding", cause=f"not UTF-8 at byte {error.start} of {len(data)}") from None
    fields = [_clean(field) for field in text.strip("\r\n\t \0").split("|")]
    if not re.fullmatch(r"\d{12}", fields[0], re.ASCII):
        raise InputError("qr.not_card", cause=f"{len(fields)} fields, the first is no personal number")
    if len(fields) < 6:
        raise InputError("qr.cut", cause=f"{len(fields)} fields")
    if len(fields) > MOST_FIELDS:
        raise InputError("qr.not_card", cause=f"{len(fields)} fields")
    number, old, name, born, sex, address, *rest = fields
    if not re.fullmatch(r"(\d{9}|\d{12})?", old, re.ASCII):
        raise InputError("qr.not_card", cause="old number")
    if not (name and born and sex and address):
        raise InputError("qr.cut", cause="an empty field")
    issued = _issue_date(rest[0]) if rest else None
    return check_person(number, name, _date(born), sex, address, old_number=old, issued=issued, extra=tuple(rest[1:]), source="qr")


def check_person(
    number: str,
    name: str,
    born: date,
    sex: str,
    address: str,
    *,
    old_number: str = "",
    issued: date | None = None,
    extra: tuple[str, ...] = (),
    source: str = "typed",
) -> Person:
    """The rules both ways in share. Raises InputError: number.length, number.year, number.sex, person.name, person.sex, person.address."""
    number = re.sub(r"[\s.]", "", number)
    parts = read_number(number)
    if sex not in ("Nam", "Nữ"):
        raise InputError("person.sex")
    if parts.birth_year != born.year:
        raise InputError("number.year")
    if parts.sex != sex:
        raise InputError("number.sex")
    name, address = _clean(name), _clean(address)
    if not 2 <= len(name) <= 100 or any(ch.isdigit() or unicodedata.category(ch)[0] == "C" for ch in name):
        raise InputError("person.name")
    if not address or len(address) > 300:
        raise InputError("person.address")
    sure: Sex = "Nam" if sex == "Nam" else "Nữ"
    return Person(
        number=number,
        name=name,
        born=born,
        sex=sure,
        address=address,
        old_number=old_number,
        issued=issued,
        extra=extra,
        source="qr" if source == "qr" else "typed",
    )


def parse_date(text: str) -> date:
    """`15/08/1998`, `15-8-1998`, `15081998` → date. Raises InputError("date")."""
    match = re.fullmatch(r"\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\s*|\s*(\d{2})(\d{2})(\d{4})\s*", text, re.ASCII)
    if match is None:
        raise InputError("date")
    day, month, year = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise InputError("date") from None


def _date(text: str) -> date:
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        raise InputError("qr.cut", cause="birth date")
    return parse_date(text)


def _issue_date(text: str) -> date | None:
    try:
        return _date(text) if text else None
    except InputError:
        return None  # of no consequence for filing, and the last field is the first that a short read cuts


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
