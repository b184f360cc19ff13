"""The answers of a whole form: which questions it puts, what is wrong with them, what the card already answers. One place for all: used
while typing, by the checklist, by the paper form and by the portal.

Answers are kept by key, a field's id; in a repeated group by `group.number.field`, members counted from 1: `members.2.name`. Their
canonical form is in kiosk.dossier.kinds. An unanswered question is absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue import address
from kiosk.catalogue.models import Both, Case, Comparison, FormField, FormGroup, When
from kiosk.dossier.kinds import canonical, hopeless, span
from kiosk.errors import InputError
from kiosk.identity import Person

# fmt: off
__all__ = [
    "ComparisonError", "Question", "canonical", "check_answers", "field_of", "groups_asked", "hopeless",
    "kept", "key_of", "label_of", "members", "prefill", "questions", "renumbered",
]
# fmt: on

_MEMBER = re.compile(r"(?P<group>[a-z0-9_]+)\.(?P<number>[1-9]\d?)\.(?P<field>[a-z0-9_]+)", re.ASCII)


class ComparisonError(InputError):
    """Two answers do not fit each other; the catalogue says it in its own words."""

    def __init__(self, sentence: Both) -> None:
        super().__init__("field.comparison")
        self.sentence = sentence


@dataclass(frozen=True)
class Question:
    """A field as it is put to the resident: in a repeated group once for each member."""

    key: str
    field: FormField
    group: FormGroup
    member: int = 0
    """From 1; 0: the group is not repeated."""


def key_of(group: FormGroup, field_id: str, member: int) -> str:
    return f"{group.id}.{member}.{field_id}" if member else field_id


def members(group: FormGroup, answers: Mapping[str, str]) -> int:
    """How many members of a repeated group have an answer; at most as many as there may be."""
    found = (_MEMBER.fullmatch(key) for key in answers)
    numbers = [int(match["number"]) for match in found if match is not None and match["group"] == group.id]
    return min(max(numbers, default=0), group.repeat.max if group.repeat is not None else 0)


def groups_asked(case: Case, answers: Mapping[str, str]) -> tuple[FormGroup, ...]:
    """The groups that have something to ask; a repeated one also while it has no member."""
    asked = _asked(case, answers)
    put = {question.group.id for question in asked.values()}
    return tuple(
        group for group in case.form if group.id in put or (group.repeat is not None and _holds(group.when, group, 0, asked, answers))
    )


def questions(case: Case, answers: Mapping[str, str], *, adding: tuple[str, int] | None = None) -> tuple[Question, ...]:
    """The questions that are put, in their order. `adding`: group and number of a member that has no answer yet."""
    return tuple(_asked(case, answers, adding).values())


def _asked(case: Case, answers: Mapping[str, str], adding: tuple[str, int] | None = None) -> dict[str, Question]:
    asked: dict[str, Question] = {}
    for group in case.form:
        if not _holds(group.when, group, 0, asked, answers):
            continue
        count = members(group, answers)
        if adding is not None and adding[0] == group.id:
            count = max(count, adding[1])
        for member in range(1, count + 1) if group.repeat is not None else (0,):
            for field in group.fields:
                if _holds(field.when, group, member, asked, answers):
                    key = key_of(group, field.id, member)
                    asked[key] = Question(key, field, group, member)
    return asked


def _holds(when: When | None, group: FormGroup, member: int, asked: Mapping[str, Question], answers: Mapping[str, str]) -> bool:
    """An answer outlives its question: it counts only while that question is put."""
    if when is None:
        return True
    key = _other(when.field, group, member)
    return key in asked and when.holds(answers.get(key, ""))


def _other(field_id: str, group: FormGroup, member: int) -> str:
    """Key of another field as seen from one of this group: of the same member, or of the whole form."""
    return key_of(group, field_id, member) if any(field.id == field_id for field in group.fields) else field_id


def field_of(case: Case, key: str) -> FormField | None:
    """The field that a key belongs to, asked or not; None: this form has no such question."""
    match = _MEMBER.fullmatch(key)
    for group in case.form:
        if match is None and group.repeat is None:
            found = key
        elif match is not None and group.repeat is not None and match["group"] == group.id and int(match["number"]) <= group.repeat.max:
            found = match["field"]
        else:
            continue
        for field in group.fields:
            if field.id == found:
                return field
    return None


def kept(case: Case, answers: Mapping[str, str]) -> dict[str, str]:
    """Those that answer a question which this form may put."""
    return {key: answer for key, answer in answers.items() if field_of(case, key) is not None}


def renumbered(group: FormGroup, answers: Mapping[str, str], order: Iterable[int]) -> dict[str, str]:
    """The answers with the group's members in another order: `order` names those that stay, by their present number."""
    new = {old: number for number, old in enumerate(order, start=1)}
    result: dict[str, str] = {}
    for key, answer in answers.items():
        match = _MEMBER.fullmatch(key)
        if match is None or match["group"] != group.id:
            result[key] = answer
        elif int(match["number"]) in new:
            result[key_of(group, match["field"], new[int(match["number"])])] = answer
    return result


def check_answers(case: Case, answers: Mapping[str, str], *, today: date | None = None) -> dict[str, InputError]:
    """Key → what is wrong with the answer, in the order of the form; empty when the form is complete and right.

    A repeated group with too few members stands under the group's own id.
    """
    wrong: dict[str, InputError] = {}
    asked = _asked(case, answers)
    for key, question in asked.items():
        try:
            if not canonical(question.field, answers.get(key, ""), today=today) and question.field.required:
                wrong[key] = InputError("field.required")
        except InputError as error:
            wrong[key] = error
    for key, question in asked.items():
        misfit = None if key in wrong else _compared(question, asked, answers, wrong)
        if misfit is not None:
            wrong[key] = misfit
    for group in groups_asked(case, answers):
        if group.repeat is not None and members(group, answers) < group.repeat.min:
            wrong[group.id] = InputError("field.members", count=group.repeat.min)
    return wrong


def _compared(
    question: Question, asked: Mapping[str, Question], answers: Mapping[str, str], wrong: Mapping[str, InputError]
) -> ComparisonError | None:
    for comparison in question.field.checks:
        other = _other(comparison.other, question.group, question.member)
        mine, theirs = answers.get(question.key, ""), answers.get(other, "")
        if mine and theirs and other in asked and other not in wrong and not _fits(comparison, question.field, mine, theirs):
            return ComparisonError(comparison.say)
    return None


# Of two spans of time (first and last day): an order is broken only when no day of the one could keep it with any day of the other.
_DAYS: dict[str, Callable[[tuple[date, date], tuple[date, date]], bool]] = {
    "after": lambda mine, theirs: mine[1] > theirs[0],
    "not_before": lambda mine, theirs: mine[1] >= theirs[0],
    "before": lambda mine, theirs: mine[0] < theirs[1],
    "not_after": lambda mine, theirs: mine[0] <= theirs[1],
    "equal": lambda mine, theirs: mine[0] <= theirs[1] and theirs[0] <= mine[1],
    "differ": lambda mine, theirs: mine != theirs or mine[0] != mine[1],
}
_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "more": lambda mine, theirs: mine > theirs,
    "at_least": lambda mine, theirs: mine >= theirs,
    "less": lambda mine, theirs: mine < theirs,
    "at_most": lambda mine, theirs: mine <= theirs,
}


def _fits(comparison: Comparison, field: FormField, mine: str, theirs: str) -> bool:
    if comparison.must in _NUMBERS:
        return _NUMBERS[comparison.must](float(mine), float(theirs))
    if field.kind == "date":
        return _DAYS[comparison.must](span(mine), span(theirs))
    return (mine == theirs) == (comparison.must == "equal")


def prefill(case: Case, person: Person) -> dict[str, str]:
    """The answers that the card already gave."""
    known = {"number": person.number, "name": person.name, "born": person.born.isoformat(), "address": person.address}
    answers: dict[str, str] = {}
    for field in (field for group in case.form if group.repeat is None for field in group.fields):
        if field.prefill == "sex":
            wanted = "nam" if person.sex == "Nam" else "nu"
            if wanted in {choice.id for choice in field.choices}:
                answers[field.id] = wanted
        elif field.prefill == "nationality":
            # The card is given to citizens only; who merely typed has shown none.
            if person.source == "qr" and field.listed.get("VN") is not None:
                answers[field.id] = "VN"
        elif field.kind == "address" and field.prefill == "address":
            answers[field.id] = address.recognised(person.address[: field.max_length].rstrip(), field.lists)
        elif field.prefill is not None:
            answers[field.id] = known[field.prefill][: field.max_length].rstrip()
    return answers


def label_of(case: Case, key: str) -> str:
    """What a key of this form is called, in Vietnamese: a member's field with the number of the member, a group by its title."""
    field, match = field_of(case, key), _MEMBER.fullmatch(key)
    for group in case.form:
        if group.id == key:
            return group.title.vi
        if field is not None and match is not None and match["group"] == group.id and group.repeat is not None:
            return f"{group.repeat.member.vi} {match['number']}: {field.label.vi}"
    return field.label.vi if field is not None else key
