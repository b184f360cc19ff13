"""The machine-readable zone of an ID card's back (TD1, three lines of 30) and of a passport (TD3, two lines of 44): ICAO Doc 9303.

A Vietnamese card carries the 12-digit personal number as TD1's optional data, with a check digit of its own at the end of line 1 (found by
computing those of a published sample; the authority has not published the layout). Names have no diacritics here, and no check digit: the
zone is good for the number, the birth date and the sex, and for opening the chip.

What a camera or OCR confuses (O and 0, I and 1, a filler too many) is put right by what may stand at each place; the check digits decide.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.errors import InputError
from kiosk.identity.number import read_number
from kiosk.identity.person import Sex

_WEIGHTS = (7, 3, 1)
_VIETNAM = "VNM"
_TO_DIGIT = str.maketrans("OQDILZSBGT", "0001125867")
_TO_LETTER = str.maketrans("0125868", "OIZSBGB")
_SEX: dict[str, Sex] = {"M": "Nam", "F": "Nữ"}
_MOST_CHARACTERS = 400
_TD1, _TD3 = 30, 44
_SHORTEST = 5
"""`P<VNM`: what comes before the name in a passport."""
_ASTRAY = 4
"""So many characters more or fewer than a line has are still a line: fillers are easily miscounted."""


@dataclass(frozen=True)
class Mrz:
    """What the zone says. Its repr names nobody."""

    kind: str
    """`TD1` or `TD3`."""
    issuer: str
    nationality: str
    """Three letters (ISO 3166, and a few of ICAO's own)."""
    document: str
    """Number of the card (nine digits) or passport."""
    number: str
    """12-digit personal number; empty on papers that are not Vietnamese."""
    name: str
    """Capitals without diacritics, surname first; may be cut short."""
    born: date
    sex: Sex | None
    """None where the paper does not say."""
    expires: date

    def __repr__(self) -> str:
        return f"Mrz({self.kind}, {self.issuer})"


def looks_like_mrz(text: str) -> bool:
    """Whether it is meant to be a zone, right or wrong: fillers, and none of the bars of a card's QR code."""
    return "<<" in text and "|" not in text


def read_mrz(text: str, *, today: date) -> Mrz:
    """The zone's lines, as typed or as OCR saw them. Raises InputError: mrz.not_mrz, mrz.check (a check digit is wrong), mrz.number."""
    if len(text) > _MOST_CHARACTERS:
        raise InputError("mrz.not_mrz", cause=f"{len(text)} characters")
    lines = _lines(text)
    # The line of the name ends in fillers, and no check digit counts them.
    if len(lines) == 3 and all(abs(len(line) - _TD1) <= _ASTRAY for line in lines[:2]):
        return _td1(lines, today)
    if len(lines) == 2 and abs(len(lines[1]) - _TD3) <= _ASTRAY and len(lines[0]) > _SHORTEST:
        return _td3(lines, today)
    raise InputError("mrz.not_mrz", cause=f"lines of {[len(line) for line in lines][:5]} characters")


def find_mrz(lines: Iterable[str], *, today: date) -> Mrz | None:
    """The zone among the lines that OCR saw on a page, or None: what no check digit speaks for is not believed."""
    usable = [line for line in ("".join(_lines(line)) for line in lines) if len(line) > _SHORTEST]
    for size in (3, 2):
        for at in range(len(usable) - size, -1, -1):
            with contextlib.suppress(InputError):
                return read_mrz("\n".join(usable[at : at + size]), today=today)
    return None


def check_digit(field: str) -> int:
    """ICAO 9303-3, 4.9: weights 7, 3, 1; a letter counts 10 to 35, the filler 0."""
    return sum(_value(character) * _WEIGHTS[at % 3] for at, character in enumerate(field)) % 10


def _td1(lines: list[str], today: date) -> Mrz:
    first, second, name = lines
    issuer = _letters(first[2:5])
    vietnamese = issuer == _VIETNAM
    # The fillers before a line's last character are those that are miscounted.
    first = _digits(first[5:27]) + "<<" + _digits(first[-1]) if vietnamese else first[5:_TD1].ljust(_TD1 - 5, "<")
    document, optional = first[:9], first[10:]
    second, last = _digits(second[:7]) + second[7] + _digits(second[8:15]) + _letters(second[15:18]), second[-1]
    second += "<" * 11 if vietnamese else _filled(lines[1][18:-1], 11)
    born, expires = second[:6], second[8:14]
    _check(document, first[9])
    _check(born, second[6])
    _check(expires, second[14])
    _check(first + second[:7] + second[8:15] + second[18:], _digits(last))
    number = ""
    if vietnamese:
        number = optional[:12]
        _check(optional[:14], optional[14:])
        if number[3:] != document:
            raise InputError("mrz.check", cause="the card's number is not the end of the personal number")
    return _mrz("TD1", issuer, second[15:18], document, number, name, born, second[7], expires, today)


def _td3(lines: list[str], today: date) -> Mrz:
    first, second = lines
    issuer = _letters(first[2:5])
    digits = _digits(second[-2:])
    second = second[:9] + _digits(second[9]) + _letters(second[10:13]) + _digits(second[13:20]) + second[20] + _digits(second[21:28])
    optional = _filled(lines[1][28:-2], 14)
    document, born, expires = second[:9], second[13:19], second[21:27]
    _check(document, second[9])
    _check(born, second[19])
    _check(expires, second[27])
    _check(optional, digits[0])
    _check(second[:10] + second[13:20] + second[21:28] + optional + digits[0], digits[1])
    number = _digits(optional.rstrip("<"))
    # Older passports have the nine digits of the former ID card here, or nothing.
    number = number if issuer == _VIETNAM and re.fullmatch(r"\d{12}", number, re.ASCII) else ""
    return _mrz("TD3", issuer, second[10:13], document, number, first[5:], born, second[20], expires, today)


def _mrz(
    kind: str, issuer: str, nationality: str, document: str, number: str, name: str, born: str, sex: str, expires: str, today: date
) -> Mrz:
    said = _SEX.get(_letters(sex))
    # A paper expires within some decades of today; nobody is born in the future.
    year = int(born[:2]) + (2000 if 2000 + int(born[:2]) <= today.year else 1900)
    if number:
        parts = read_number(number)
        if parts.birth_year % 100 != int(born[:2]) or (said is not None and parts.sex != said):
            raise InputError("mrz.number", cause="the personal number says another birth year or sex")
        year = parts.birth_year
    return Mrz(
        kind,
        issuer.strip("<"),
        nationality.strip("<"),
        document.strip("<"),
        number,
        _name(name),
        _date(year, born),
        said,
        _date(2000 + int(expires[:2]), expires),
    )


def _name(field: str) -> str:
    """`NGUYEN<<VAN<AN<<<<` → `NGUYEN VAN AN`. After a second pair of fillers nothing follows but what OCR made of fillers."""
    surname, _, given = _letters(field).partition("<<")
    given = given.partition("<<")[0]
    return " ".join(part for part in f"{surname}<{given}".split("<") if part)


def _lines(text: str) -> list[str]:
    found = (re.sub(r"[^A-Z0-9<]", "", line.upper().replace("«", "<<")) for line in text.splitlines())
    return [line for line in found if line]


def _check(field: str, digit: str) -> None:
    # A field of fillers only may have a filler for its check digit (9303-4, 4.2.2).
    if digit != str(check_digit(field)) and not (digit == "<" and not field.strip("<")):
        raise InputError("mrz.check", cause=f"the check digit of a field of {len(field)}")


def _value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)


def _digits(field: str) -> str:
    return field.translate(_TO_DIGIT)


def _letters(field: str) -> str:
    return field.translate(_TO_LETTER)


def _filled(field: str, length: int) -> str:
    return field[:length].ljust(length, "<")


def _date(year: int, yymmdd: str) -> date:
    try:
        return date(year, int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        raise InputError("mrz.check", cause="a date that is none") from None
