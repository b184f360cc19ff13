"""Form answers: the one place that knows what a right answer is. Used while typing, by the checklist and by the portal.

Canonical form of an answer, always text: date `yyyy-mm-dd`, choice its id, yes_no `yes`/`no`, amount digits only, the others NFC with
single blanks. An unanswered field is absent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from kiosk.catalogue.models import Case, FormField
from kiosk.errors import InputError
from kiosk.identity import Person, parse_date, read_number


def canonical(field: FormField, text: str, *, today: date | None = None) -> str:
    """What the person typed → canonical form; empty stays empty. Raises InputError, whose code is a sentence for the field."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text:
        return ""
    answer = _canonical(field, text, today)
    if field.kind != "date" and len(answer) > field.max_length:
        raise InputError("field.too_long", most=field.max_length)
    return answer


def _canonical(field: FormField, text: str, today: date | None) -> str:
    match field.kind:
        case "date":
            day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) and _is_iso(text) else parse_date(text)
            if day.year < 1850 or day.year > 2150:
                raise InputError("date")
            if field.past and today is not None and day > today:
                raise InputError("field.future")
            return day.isoformat()
        case "digits":
            digits = re.sub(r"[\s.]", "", text)
            if not digits.isascii() or not digits.isdecimal():
                raise InputError("field.digits_only")
            if field.digits is not None and len(digits) != field.digits:
                raise InputError("field.digits", count=field.digits)
            if field.prefill == "number":
                read_number(digits)
            return digits
        case "amount":
            digits = re.sub(r"[\s.,đ₫]", "", text)
            if not digits.isascii() or not digits.isdecimal():
                raise InputError("field.digits_only")
            return digits.lstrip("0") or "0"
        case "phone":
            phone = re.sub(r"[\s.\-()]", "", text)
            if not re.fullmatch(r"(\+84|0)\d{9,10}", phone, re.ASCII):
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
        case "yes_no":
            if text not in ("yes", "no"):
                raise InputError("field.choice")
            return text
        case "text" | "long_text":
            if _has_controls(text):
                raise InputError("field.characters")
            return text


def is_asked(field: FormField, answers: Mapping[str, str]) -> bool:
    """Whether the condition of a field holds."""
    return field.when is None or answers.get(field.when.field) == field.when.equals


def check_answers(case: Case, answers: Mapping[str, str], *, today: date | None = None) -> dict[str, InputError]:
    """Field id → what is wrong with it; empty when the form is complete and right."""
    wrong: dict[str, InputError] = {}
    for group in case.form:
        for field in group.fields:
            if not is_asked(field, answers):
                continue
            try:
                if not canonical(field, answers.get(field.id, ""), today=today) and field.required:
                    wrong[field.id] = InputError("field.required")
            except InputError as error:
                wrong[field.id] = error
    return wrong


def prefill(case: Case, person: Person) -> dict[str, str]:
    """The answers that the card already gave."""
    known = {
        "number": person.number,
        "name": person.name,
        "born": person.born.isoformat(),
        "address": person.address,
    }
    answers: dict[str, str] = {}
    for group in case.form:
        for field in group.fields:
            if field.prefill == "sex":
                wanted = "nam" if person.sex == "Nam" else "nu"
                if wanted in {choice.id for choice in field.choices}:
                    answers[field.id] = wanted
            elif field.prefill is not None:
                answers[field.id] = known[field.prefill][: field.max_length].rstrip()
    return answers


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(ch)[0] == "C" for ch in text)


def _is_iso(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
