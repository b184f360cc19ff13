"""What a right answer to one question is, by the question's kind; and what can no longer become one.

Canonical form of an answer, always text: date `yyyy-mm-dd` (a partial one also `yyyy` and `yyyy-mm`), choice and long choice the id,
yes_no `yes`/`no`, amount digits only, number plain with a point (`12.5`), address as kiosk.catalogue.address has it, the others NFC with
single blanks. An unanswered question has none.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from kiosk.catalogue import address
from kiosk.catalogue.models import FormField
from kiosk.errors import InputError
from kiosk.identity import parse_date, read_number

_EARLIEST, _LATEST = 1850, 2150
_SHORT_KINDS = ("text", "long_text", "digits", "amount", "email", "phone")
"""Kinds whose length the field's own limit speaks of; the others have a form of their own."""


def canonical(field: FormField, text: str, *, today: date | None = None) -> str:
    """What the person typed → canonical form; empty stays empty. Raises InputError, whose code is a sentence for the field."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text:
        return ""
    answer = _canonical(field, text, today)
    if field.kind in _SHORT_KINDS and len(answer) > field.max_length:
        raise InputError("field.too_long", most=field.max_length)
    return answer


def _canonical(field: FormField, text: str, today: date | None) -> str:
    match field.kind:
        case "date":
            return _date(field, text, today)
        case "digits":
            digits = re.sub(r"[\s.]", "", text)
            if not digits.isascii() or not digits.isdecimal():
                raise InputError("field.digits_only")
            if field.digits is not None and len(digits) != field.digits:
                raise InputError("field.digits", count=field.digits)
            if field.prefill == "number":
                read_number(digits)
            return digits
        case "number":
            return _number(field, text)
        case "amount":
            digits = re.sub(r"[\s.,đ₫]", "", text)
            if not digits.isascii() or not digits.isdecimal():
                raise InputError("field.digits_only")
            return digits.lstrip("0") or "0"
        case "phone":
            phone = re.sub(r"[\s.\-()]", "", text)
            if not re.fullmatch(r"(\+84|0)(\d{9}|2\d{9})", phone, re.ASCII):
                raise InputError("field.phone")
            return phone
        case "email":
            if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text) or _has_controls(text):
                raise InputError("field.email")
            return text
        case "choice":
            if text not in {choice.id for choice in field.choices}:
                raise InputError("field.choice")
            return text
        case "long_choice":
            # A name instead of the id: from before the field had a list, or from a file.
            entry = field.listed.get(text) or field.listed.called(text)
            if entry is None:
                raise InputError("field.choice")
            return entry.id
        case "address":
            return _address(field, text)
        case "yes_no":
            if text not in ("yes", "no"):
                raise InputError("field.choice")
            return text
        case "text" | "long_text":
            if _has_controls(text):
                raise InputError("field.characters")
            return text


def _date(field: FormField, text: str, today: date | None) -> str:
    answer = _partial(text) if field.partial else None
    if answer is None:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) and _is_iso(text) else _parsed(field, text)
        answer = day.isoformat()
    first = date.fromisoformat((answer + "-01-01")[:10])
    if first.year < _EARLIEST or first.year > _LATEST:
        raise InputError("date_partial" if field.partial else "date")
    if field.past and today is not None and first > today:
        raise InputError("field.future")
    return answer


def _parsed(field: FormField, text: str) -> date:
    try:
        return parse_date(text)
    except InputError:
        raise InputError("date_partial" if field.partial else "date") from None


def _partial(text: str) -> str | None:
    """A year, or month and year, in reduced ISO 8601; None: something else."""
    if re.fullmatch(r"[12]\d{3}", text, re.ASCII):
        return text
    found = re.fullmatch(r"(\d{1,2})[/.\- ]([12]\d{3})", text, re.ASCII)
    year, month = (found[2], found[1]) if found else ("", "")
    if found is None and (found := re.fullmatch(r"([12]\d{3})-(\d\d)", text, re.ASCII)):
        year, month = found[1], found[2]
    return f"{year}-{int(month):02}" if month and 1 <= int(month) <= 12 else None


def span(answer: str) -> tuple[date, date]:
    """First and last day that a canonical date may mean."""
    year, month, day = (*map(int, answer.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    first = date(year, month or 1, 1)
    following = date(year + (month in (0, 12)), (month % 12) + 1 if month else 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


def _number(field: FormField, text: str) -> str:
    """Vietnamese writes 1.234,5: a point before three digits groups, unless the field counts decimals and there is nothing else."""
    plain = re.sub(r"\s", "", text)
    plain = plain.replace(".", "").replace(",", ".") if "," in plain or (not field.decimals and _grouped(plain)) else plain
    try:
        value = Decimal(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain, re.ASCII) else None
    except InvalidOperation:
        value = None
    if value is None or len(plain) > 20:
        raise InputError("field.number")
    if -int(value.normalize().as_tuple().exponent) > field.decimals:
        raise InputError("field.decimals" if field.decimals else "field.whole", most=field.decimals)
    if field.min is not None and value < field.min:
        raise InputError("field.least", least=field.min)
    if field.max is not None and value > field.max:
        raise InputError("field.most", most=field.max)
    return f"{value.normalize():f}" if value else "0"


def _grouped(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text, re.ASCII) is not None


def _address(field: FormField, text: str) -> str:
    if _has_controls(text):
        raise InputError("field.characters")
    parts = address.split(address.recognised(text, field.lists), field.lists)
    answer = address.compose(parts, field.lists)
    if parts.listed and not parts.line and field.down_to == "line":
        raise InputError("field.address_line")
    if len(address.shown(answer)) > field.max_length:
        raise InputError("field.too_long", most=field.max_length)
    return answer


def hopeless(field: FormField, text: str, *, today: date | None = None) -> InputError | None:
    """Why what was typed so far can never become a right answer, whatever is typed after it; None: it still can."""
    text = unicodedata.normalize("NFC", text)
    if not text.strip():
        return None
    match field.kind:
        case "digits":
            digits = re.sub(r"[\s.]", "", text)
            if digits and not (digits.isascii() and digits.isdecimal()):
                return InputError("field.digits_only")
            if field.digits is not None and len(digits) > field.digits:
                return InputError("field.digits", count=field.digits)
            return InputError("field.too_long", most=field.max_length) if len(digits) > field.max_length else None
        case "amount":
            digits = re.sub(r"[\s.,đ₫]", "", text)
            return InputError("field.digits_only") if digits and not (digits.isascii() and digits.isdecimal()) else None
        case "number":
            return _hopeless_number(field, text)
        case "phone":
            phone = re.sub(r"[\s.\-()]", "", text)
            right = re.fullmatch(r"(\+(8(4(2\d{0,9}|[013-9]\d{0,8})?)?)?|0(2\d{0,9}|[013-9]\d{0,8})?)?", phone, re.ASCII)
            return None if right else InputError("field.phone")
        case "email":
            wrong = re.search(r"\s", text.strip()) or text.count("@") > 1 or _has_controls(text.strip())
            return InputError("field.email") if wrong else None
        case "date":
            return _hopeless_date(field, text.strip(), today)
        case "text" | "long_text":
            plain = " ".join(text.split())
            if _has_controls(plain):
                return InputError("field.characters")
            return InputError("field.too_long", most=field.max_length) if len(plain) > field.max_length else None
        case _:
            return None


def _hopeless_number(field: FormField, text: str) -> InputError | None:
    plain = re.sub(r"\s", "", text)
    if not re.fullmatch(r"-?[\d.]*(,\d*)?", plain, re.ASCII):
        return InputError("field.number")
    if not field.decimals and re.search(r",0*[1-9]", plain):
        return InputError("field.whole", most=0)
    digits = plain.partition(",")[0].replace(".", "")
    # A point may still turn out to be a decimal one: no verdict on size before that is known.
    if (
        field.max is not None
        and field.max >= 0
        and digits.isdecimal()
        and int(digits) > field.max
        and not (field.decimals and "." in plain)
    ):
        return InputError("field.most", most=field.max)
    return None


def _hopeless_date(field: FormField, text: str, today: date | None) -> InputError | None:
    """Of what the keyboard's pad makes: dd/mm/yyyy, or for a partial date mm/yyyy and yyyy. Whatever else it is waits for the whole."""
    wrong = InputError("date_partial" if field.partial else "date")
    parts = text.split("/")
    if not all(part.isascii() and (part.isdecimal() or not part) for part in parts) or len(parts) > 3:
        return None
    *small, year = parts if len(parts) == 3 or field.partial else (*parts, "")
    if len(year) == 4:
        try:
            canonical(field, text, today=today)
        except InputError as error:
            return error
        return None
    if len(small) == 2 and small[0] and small[1] and len(small[1]) == 2:
        day, month = int(small[0]), int(small[1])
        # 2000 has a 29th of February.
        if not 1 <= month <= 12 or not 1 <= day <= (date(2000 + (month == 12), month % 12 + 1, 1) - date(2000, month, 1)).days:
            return wrong
    return wrong if any(len(part) == 2 and int(part) > 31 for part in small) else None


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(ch)[0] == "C" for ch in text)


def _is_iso(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
