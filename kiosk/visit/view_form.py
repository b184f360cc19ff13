"""What the screens are told of questions and answers: the person's fields, the form's groups, what stands on the review."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from kiosk.catalogue import FormField
from kiosk.catalogue.lists import Entry
from kiosk.dossier.answers import ComparisonError, Question
from kiosk.dossier.shown import Told, as_typed, shown, told
from kiosk.errors import InputError, KioskError
from kiosk.identity import Person
from kiosk.visit.view_papers import PapersViewer

__all__ = ["FormViewer", "as_typed"]

_NOTHING_MORE: dict[str, Any] = {"shown": "", "from_card": "", "partial": False, "decimals": False, "unit": "", "address": {}}
"""What only questions of a procedure's form have."""


class FormViewer(PapersViewer):
    def person(self) -> dict[str, str]:
        person = self.visit.person or (self.visit.draft.person if self.visit.draft else None)
        return _person(person) if person is not None else {}

    def person_field(self, name: str) -> dict[str, Any]:
        kind = {"number": "digits", "born": "date", "sex": "choice"}.get(name, "text")
        return {
            "id": name,
            "label": self.say(f"person.{name}"),
            "kind": kind,
            "value": self.visit.typed.get(name, ""),
            "error": self.error(self.visit.errors.get(name)),
            "required": True,
            "hint": "",
            "example": self.say(f"person.{name}_example"),
            "choices": [{"id": sex, "name": self.say(f"person.sex_{key}")} for sex, key in (("Nam", "male"), ("Nữ", "female"))]
            if kind == "choice"
            else [],
            "locked": False,
            "max_length": 12 if name == "number" else 200,
            **_NOTHING_MORE,
        }

    def form(self) -> dict[str, Any]:
        visit = self.visit
        group = visit.present_group()
        title = group.title.to(self.language)
        if visit.member and group.repeat is not None:
            title = f"{group.repeat.member.to(self.language)} {visit.member}"
        listing = group.repeat is not None and not visit.member
        return {
            "title": title,
            "group": {"index": visit.group + 1, "count": visit.groups()},
            "fields": [self.form_field(one.field, one) for one in visit.present_questions()],
            "members": self.members() if listing else {},
            "member": visit.member,
            "jump": visit.jump,
            "picker": self.picker(),
        }

    @cached_property
    def card(self) -> dict[str, str]:
        """What a card gave; nothing when the person was typed. Once for a whole view."""
        return self.visit.given_by_card() if self.visit.draft_or_fail.person.source == "qr" else {}

    def members(self) -> dict[str, Any]:
        """The list of a repeated group's members, instead of fields."""
        visit = self.visit
        group, wrong = visit.present_group(), visit.wrong_members()
        assert group.repeat is not None
        (told,) = (one for one in self.told() if one.title == group.title.to(self.language) and one.head)
        name = group.repeat.member.to(self.language)
        count = len(told.rows)
        return {
            "items": [
                {
                    "number": number,
                    "title": next((text for text in row if text), f"{name} {number}"),
                    "text": " · ".join([text for text in row if text][1:]),
                    "wrong": self.say("form.member_wrong") if number in wrong else "",
                }
                for number, row in enumerate(told.rows, start=1)
            ],
            "add": self.say("form.add_member", member=name.lower()),
            "can_add": count < group.repeat.max,
            "none": self.say("form.no_member") if not count else "",
            "full": self.say("form.members_full", count=count) if count >= group.repeat.max else "",
            "undo": visit.lost_member is not None,
            "error": self.error(visit.errors.get(group.id)),
        }

    def form_field(self, field: FormField, question: Question | None = None) -> dict[str, Any]:
        """`question`: where it is put on the form's own screen; without it, the field stands on another one, such as the staff's."""
        visit = self.visit
        key = question.key if question is not None else field.id
        typed, answer = visit.typed.get(key), visit.draft_or_fail.answers.get(key, "")
        card = self.card.get(key, "")
        error = visit.errors.get(key)
        if error is not None and error.code == "field.required" and field.kind in ("choice", "long_choice", "yes_no"):
            error = InputError("field.choice")
        beside = question is None
        return {
            "id": key,
            "label": field.label.to(self.language),
            # Where no list can lie over the screen, it is a choice among many, and an address one text.
            "kind": {"long_choice": "choice", "address": "long_text"}.get(field.kind, field.kind) if beside else field.kind,
            "value": typed if typed is not None else as_typed(field, answer),
            "error": self.error(error),
            "required": field.required,
            "hint": field.hint.to(self.language) if field.hint else "",
            "example": field.example,
            "choices": self.choices(field, beside=beside),
            "locked": visit.is_locked(key),
            "max_length": field.max_length,
            "shown": self.shown(field, answer),
            "from_card": self.say("form.from_card") if card and card == answer else "",
            "partial": field.partial,
            "decimals": field.decimals > 0,
            "unit": field.unit.to(self.language) if field.unit is not None else "",
            "address": self.address(question) if field.kind == "address" and question is not None else {},
        }

    def choices(self, field: FormField, *, beside: bool) -> list[dict[str, str]]:
        if field.kind == "yes_no":
            return [{"id": answer_id, "name": self.say(f"form.{answer_id}")} for answer_id in ("yes", "no")]
        if field.kind == "long_choice" and beside:
            return [
                {"id": entry.id, "name": entry.name.to(self.language)}
                for entry in (*field.listed.top, *field.listed.find("", self.language))
            ]
        return [{"id": choice.id, "name": choice.name.to(self.language)} for choice in field.choices]

    def address(self, question: Question) -> dict[str, Any]:
        """The parts of an address as far as they are known."""
        visit, lists = self.visit, question.field.lists
        known, error = visit.half(question), visit.errors.get(question.key)
        province, commune = lists.provinces.get(known.province), lists.commune(known.province, known.commune)
        return {
            "free": visit.is_free(question),
            "province": province.name.to(self.language) if province is not None else "",
            "commune": commune.name.to(self.language) if commune is not None else "",
            "line": known.line,
            "missing": error.code.removeprefix("field.address_") if error is not None and error.code.startswith("field.address_") else "",
            "line_needed": question.field.down_to == "line",
        }

    def picker(self) -> dict[str, Any]:
        """The long list that lies over the form."""
        visit = self.visit
        question = visit.open_question()
        if question is None:
            return {}
        top, found = visit.open_entries()
        known = visit.half(question) if question.field.kind == "address" else None
        part = visit.list_open.rpartition(".")[2] if known is not None else ""
        chosen = (
            visit.draft_or_fail.answers.get(question.key, "") if known is None else known.province if part == "province" else known.commune
        )
        label = question.field.label.to(self.language)
        return {
            "field": visit.list_open,
            "title": f"{label}: {self.say(f'form.{part}').lower()}" if part else label,
            "query": visit.list_query,
            "top": [self.entry(one) for one in top],
            "entries": [self.entry(one) for one in found],
            "value": chosen,
            "none": "" if found else self.say("form.nothing_found"),
        }

    def entry(self, entry: Entry) -> dict[str, str]:
        return {"id": entry.id, "name": entry.name.to(self.language), "reference": "" if entry.verified else self.say("fact.reference")}

    def told(self) -> tuple[Told, ...]:
        return told(self.visit.case_or_fail, self.visit.draft_or_fail.answers, self.language, self.say_answer)

    def answered(self) -> list[dict[str, Any]]:
        """The whole form for the review: what was answered, a member of a repeated group a line."""
        return [
            {
                "title": group.title,
                "items": [{"label": label, "value": text} for label, text in group.items if text]
                + [
                    {"label": f"{group.member} {number}", "value": " · ".join(text for text in row if text)}
                    for number, row in enumerate(group.rows, start=1)
                ],
            }
            for group in self.told()
        ]

    def shown(self, field: FormField, answer: str) -> str:
        return shown(field, answer, self.language, self.say_answer)

    def say_answer(self, key: str, **values: object) -> str:
        return self.say(f"form.{key}", **values)

    def error(self, error: KioskError | None) -> str:
        """What the catalogue says of two answers, it says itself."""
        return error.sentence.to(self.language) if isinstance(error, ComparisonError) else super().error(error)

    def plain_field(self, field: FormField, value: str, error: str) -> dict[str, Any]:
        """A question that is no part of a procedure's form."""
        return {
            "id": field.id,
            "label": field.label.to(self.language),
            "kind": field.kind,
            "value": value,
            "error": error,
            "required": field.required,
            "hint": "",
            "example": "",
            "choices": [],
            "locked": False,
            "max_length": field.max_length,
            **_NOTHING_MORE,
        }


def _person(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "number": person.masked_number,
        "born": f"{person.born:%d/%m/%Y}",
        "sex": person.sex,
        "address": person.address,
    }
