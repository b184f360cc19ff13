"""A canonical answer (kiosk.dossier.kinds) as a person reads it: on the review, on the paper form, at the portal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from kiosk.catalogue import address
from kiosk.catalogue.models import Case, FormField
from kiosk.dossier.answers import groups_asked, members, questions
from kiosk.texts import Language, money


class Say(Protocol):
    """Words around an answer: yes, no, amount {amount}, month {month}{year}, year {year}."""

    def __call__(self, key: str, **values: object) -> str: ...


@dataclass(frozen=True)
class Told:
    """A group of questions with its answers; what was asked and not answered is empty."""

    title: str
    items: tuple[tuple[str, str], ...] = ()
    """Label and answer."""
    head: tuple[str, ...] = ()
    """Of a repeated group: what each column is; then it has no items."""
    rows: tuple[tuple[str, ...], ...] = ()
    """A member each."""
    member: str = ""
    """What one member is called."""


def told(case: Case, answers: Mapping[str, str], language: Language, say: Say) -> tuple[Told, ...]:
    """The whole form, in its order: only what was asked."""
    asked = {question.key: question for question in questions(case, answers)}
    groups: list[Told] = []
    for group in groups_asked(case, answers):
        texts = {key: shown(one.field, answers.get(key, ""), language, say) for key, one in asked.items() if one.group is group}
        if group.repeat is None:
            items = tuple((asked[key].field.label.to(language), text) for key, text in texts.items())
            groups.append(Told(group.title.to(language), items))
            continue
        rows = tuple(
            tuple(texts.get(f"{group.id}.{number}.{field.id}", "") for field in group.fields)
            for number in range(1, members(group, answers) + 1)
        )
        head = tuple(field.label.to(language) for field in group.fields)
        groups.append(Told(group.title.to(language), (), head, rows, group.repeat.member.to(language)))
    return tuple(groups)


def shown(field: FormField, answer: str, language: Language, say: Say) -> str:
    """What is not canonical is shown as it is, never hidden: the catalogue may have changed since."""
    if not answer:
        return ""
    match field.kind:
        case "date":
            return _date(answer, say)
        case "choice":
            return next((choice.name.to(language) for choice in field.choices if choice.id == answer), answer)
        case "long_choice":
            entry = field.listed.get(answer)
            return entry.name.to(language) if entry is not None else answer
        case "address":
            return address.shown(answer)
        case "yes_no" if answer in ("yes", "no"):
            return say(answer)
        case "amount" if answer.isascii() and answer.isdecimal():
            return say("amount", amount=money(int(answer), language))
        case "number":
            return _number(field, answer, language)
        case _:
            return answer


def _date(answer: str, say: Say) -> str:
    if re.fullmatch(r"\d{4}", answer, re.ASCII):
        return say("year", year=answer)
    if re.fullmatch(r"\d{4}-\d\d", answer, re.ASCII):
        return say("month", month=int(answer[5:]), year=answer[:4])
    try:
        return f"{date.fromisoformat(answer):%d/%m/%Y}"
    except ValueError:
        return answer


def _number(field: FormField, answer: str, language: Language) -> str:
    if not re.fullmatch(r"-?\d+(\.\d+)?", answer, re.ASCII):
        return answer
    told = f"{Decimal(answer):,}"
    told = told if language == "en" else told.translate({ord(","): ".", ord("."): ","})
    return f"{told} {field.unit.to(language)}" if field.unit is not None else told


def as_typed(field: FormField, answer: str) -> str:
    """A canonical answer as it stands in its box."""
    match field.kind:
        case "date":
            return "/".join(reversed(answer.split("-")))
        case "number":
            return answer.replace(".", ",")
        case "address":
            return address.shown(answer)
        case _:
            return answer
