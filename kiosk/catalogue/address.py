"""Addresses of the two levels that there are since 1/7/2025: province, commune, and the line before them.

Canonical form: the whole line as it is printed, then the codes, `Số 1 Lê Lợi, Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]`. The
names travel with the codes because both change by resolution, and whoever knows no codes still reads an address. An address that is in
no list (abroad, of before 2025) is the line alone, without brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.catalogue.lists import Entry, Lists, bare
from kiosk.errors import InputError
from kiosk.texts import plain

_CODES = re.compile(r"(?P<text>.*?)\s*\[(?P<province>[A-Za-z0-9_]{1,40})/(?P<commune>[A-Za-z0-9_]{1,40})\]\s*", re.DOTALL)
_SHORT = ((re.compile(r"(tp|t\.p)[. ]+"), "thanh pho "), (re.compile(r"p\. ?"), "phuong "), (re.compile(r"x\. ?"), "xa "))
_COMMUNE = re.compile(r"(phuong|xa|dac khu) ")
_UNIT = re.compile(r"(phuong|xa|thi tran|thi xa|dac khu|quan|huyen|thanh pho|tinh|p\.|x\.|tt\.|q\.|h\.|tp\.?) ?", re.ASCII)


@dataclass(frozen=True)
class Address:
    """What is known of one; `province` and `commune` are ids of the lists, empty: not chosen."""

    line: str = ""
    """House, street, hamlet; of an address in no list all of it."""
    province: str = ""
    commune: str = ""

    @property
    def listed(self) -> bool:
        return bool(self.province and self.commune)


def split(text: str, lists: Lists) -> Address:
    """A canonical answer, or anything typed, taken apart. Never raises; codes that the lists do not know stay codes."""
    found = _CODES.fullmatch(text)
    if found is None:
        return Address(line=text.strip())
    province, commune, line = found["province"], found["commune"], found["text"].strip()
    whole, unit = lists.provinces.get(province), lists.commune(province, commune)
    for entry in (whole, unit):
        if entry is not None:
            line = _without(line, entry.name.vi)
    return Address(line, province, commune)


def compose(address: Address, lists: Lists) -> str:
    """The canonical form. Raises InputError("field.commune") for a commune that is not in that province."""
    if not address.listed:
        return address.line
    province, commune = lists.provinces.get(address.province), lists.commune(address.province, address.commune)
    if province is None or commune is None:
        raise InputError("field.commune")
    parts = [part for part in (address.line, commune.name.vi, province.name.vi) if part]
    return f"{', '.join(parts)} [{address.province}/{address.commune}]"


def shown(text: str) -> str:
    """As a person reads it: without the codes."""
    found = _CODES.fullmatch(text)
    return found["text"].strip() if found is not None else text


def recognised(text: str, lists: Lists) -> str:
    """An address as a card has it → canonical, when its end is a commune and a province of today; else the text as it is.

    Strict, because most cards were printed before the merger of 2025 and a wrong commune is worse than none: the commune must bear its
    type, and nothing before it may be a unit of the old three levels.
    """
    if _CODES.fullmatch(text) is not None:
        return text
    *before, unit, whole = [part.strip() for part in ("", "", *text.split(","))]
    province = next((one for one in lists.provinces.entries if _same(whole, one)), None)
    if province is None or not _COMMUNE.match(_long(unit)) or any(_UNIT.match(plain(part).casefold()) for part in before):
        return text
    here = lists.communes.get(province.id)
    found = [one for one in here.entries if _long(one.name.vi) == _long(unit)] if here is not None else []
    if len(found) > 1:  # told apart by their diacritics only
        found = [one for one in found if one.name.vi.casefold() == unit.casefold()]
    if len(found) != 1:
        return text
    return compose(Address(", ".join(part for part in before if part), province.id, found[0].id), lists)


def opening(text: str) -> str:
    """What of a free address is house, street and hamlet: all before the first part that names a unit."""
    parts = [part.strip() for part in text.split(",")]
    kept = next((n for n, part in enumerate(parts) if _UNIT.match(plain(part).casefold())), min(len(parts), 1))
    return ", ".join(parts[:kept])


def _without(line: str, ending: str) -> str:
    """`line` without `ending` and the comma before it."""
    if line.casefold() == ending.casefold():
        return ""
    return line[: -len(ending)].rstrip(" ,") if line.casefold().endswith(f", {ending}".casefold()) else line


def _long(text: str) -> str:
    """Without diacritics, its type written out: "P. Vũng Tàu" → "phuong vung tau"."""
    folded = " ".join(plain(text).casefold().split())
    for short, whole in _SHORT:
        folded = short.sub(whole, folded, count=1) if short.match(folded) else folded
    return folded


def _same(text: str, province: Entry) -> bool:
    """A province is often written without its type, and Hồ Chí Minh by its letters. Its other names are of units that it has swallowed."""
    told, name = _long(text), province.name.vi
    if told in (_long(name), bare(name)) or (told.startswith("tp") and told[2:].strip() == bare(name)):
        return True
    return _letters(text) in {_letters(other) for other in province.also if other.startswith("TP")}


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", plain(text).casefold())
