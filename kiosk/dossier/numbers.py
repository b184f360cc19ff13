"""The temporary number on the slip, the portal's official code, and the names of files."""

from __future__ import annotations

import re
from datetime import date

from kiosk.exchange import TEMPORARY_NUMBER
from kiosk.settings import MACHINE_NAME
from kiosk.texts import plain

_TEMPORARY = re.compile(TEMPORARY_NUMBER)
_OFFICIAL = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.|(?:\d{2}\.){1,3})?[A-Z]\d{2}(?:\.\d{1,3}){0,3}-(?:\d{6}|\d{8})-\d{4,7}", re.ASCII)


def temporary_number(machine: str, day: date, serial: int) -> str:
    """`KIOSK-<machine>-yymmdd-nnnn`. `serial` from 1, within the machine and the day; more than 9,999 a day is refused."""
    if not 1 <= serial <= 9999:
        raise ValueError(f"serial {serial} does not fit four digits")
    return f"KIOSK-{machine}-{day:%y%m%d}-{serial:04d}"


def is_temporary(text: str) -> bool:
    return _TEMPORARY.fullmatch(text) is not None


def official_code(unit: str, day: date, serial: int) -> str:
    """Mã hồ sơ `<unit>-yymmdd-nnnn` (TT 01/2018/TT-VPCP Đ.19, TT 03/2025/TT-VPCP), such as `000.00.26.H29-261122-0001`."""
    code = f"{unit}-{day:%y%m%d}-{serial:04d}"
    if not is_official(code):
        raise ValueError(f"{unit!r} is no unit identifier")
    return code


def is_official(text: str) -> bool:
    """Whether the text has the shape of a mã hồ sơ, once blanks and Unicode dashes are put right."""
    return _OFFICIAL.fullmatch(canonical_code(text)) is not None


def canonical_code(text: str) -> str:
    """Upper case, no blanks, plain hyphens."""
    return re.sub(r"[‐‑‒–—−]", "-", re.sub(r"\s", "", text)).upper()


def read_typed(text: str) -> str | None:
    """What somebody typed or scanned → a temporary number or a mã hồ sơ; hyphens of the former may be missing. None: it is neither."""
    code = canonical_code(text)[:60]
    found = re.fullmatch(rf"KIOSK-?({MACHINE_NAME})-?([0-9]{{6}})-?([0-9]{{4}})", code)
    if found is not None:
        return "KIOSK-{}-{}-{}".format(*found.groups())
    return code if is_official(code) else None


def file_name(code: str, position: int, component_name: str, part: int | None = None) -> str:
    """`<code>_<stt>_<ten-khong-dau>.pdf`: ASCII, no blanks; the name ends in `-<part>` where one paper makes several files.

    `code`: the temporary number; `position` and `part` from 1; name: from the catalogue.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", plain(component_name).lower()).strip("-")[:60].rstrip("-")
    return f"{code}_{position:02d}_{slug or 'giay-to'}{f'-{part}' if part is not None else ''}.pdf"
