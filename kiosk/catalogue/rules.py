"""What a single entry cannot tell: whether the parts of a procedure fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.catalogue.marked import Place
from kiosk.catalogue.models import Case, FormField, Procedure

_PREFILL_KINDS = {
    "number": ("digits",),
    "name": ("text",),
    "born": ("date",),
    "sex": ("choice",),
    "address": ("text", "long_text"),
}
_SEXES = {"nam", "nu"}
_PERSONAL_NUMBER_DIGITS = 12


def judge(procedure: Procedure) -> Iterator[tuple[Place, str]]:
    """Each mistake of one procedure: its place, and a sentence."""
    if not procedure.who:
        yield ("who",), "should name at least one of citizen, enterprise, household_business"
    yield from _twice((case.id for case in procedure.cases), ("cases",), "case")
    for n, case in enumerate(procedure.cases):
        yield from _judge_case(case, ("cases", n))


def _judge_case(case: Case, place: Place) -> Iterator[tuple[Place, str]]:
    yield from _twice((component.id for component in case.components), (*place, "components"), "component of this case")
    forms = [n for n, component in enumerate(case.components) if component.kind == "form"]
    for n in forms[1:]:
        yield (*place, "components", n, "kind"), "is a second component of kind form; the answers of a case make one paper"
    yield from _twice((group.id for group in case.form), (*place, "form"), "group of this form")
    before: dict[str, FormField] = {}
    later = {field.id for group in case.form for field in group.fields}
    for g, group in enumerate(case.form):
        for f, field in enumerate(group.fields):
            at = (*place, "form", g, "fields", f)
            if field.id in before:
                yield (*at, "id"), f'"{field.id}" is used by another field of this form'
            yield from _judge_field(field, at)
            yield from _judge_condition(field, at, before, later)
            before[field.id] = field


def _judge_field(field: FormField, at: Place) -> Iterator[tuple[Place, str]]:
    if field.kind == "choice" and not field.choices:
        yield at, "is a choice without choices"
    if field.kind != "choice" and field.choices:
        yield (*at, "choices"), f"only a field of kind choice has choices, this one is {field.kind}"
    yield from _twice((choice.id for choice in field.choices), (*at, "choices"), "choice of this field")
    if field.digits is not None and field.kind != "digits":
        yield (*at, "digits"), f"only a field of kind digits has this, this one is {field.kind}"
    if field.past and field.kind != "date":
        yield (*at, "past"), f"only a field of kind date has this, this one is {field.kind}"
    if field.prefill is not None:
        yield from _judge_prefill(field, (*at, "prefill"))


def _judge_prefill(field: FormField, at: Place) -> Iterator[tuple[Place, str]]:
    kinds = _PREFILL_KINDS[str(field.prefill)]
    if field.kind not in kinds:
        yield at, f"{field.prefill} goes into a field of kind {' or '.join(kinds)}, this one is {field.kind}"
    elif field.prefill == "number" and field.digits not in (None, _PERSONAL_NUMBER_DIGITS):
        yield at, f"a personal number has {_PERSONAL_NUMBER_DIGITS} digits, this field takes {field.digits}"
    elif field.prefill == "sex" and not {choice.id for choice in field.choices} >= _SEXES:
        yield at, "sex needs the choices nam and nu"


def _judge_condition(field: FormField, at: Place, before: dict[str, FormField], later: set[str]) -> Iterator[tuple[Place, str]]:
    if field.when is None:
        return
    asked = before.get(field.when.field)
    if asked is None:
        known = field.when.field in later
        yield (
            (*at, "when", "field"),
            f'"{field.when.field}" is asked at the same time or later: put it before this one'
            if known
            else f'there is no field "{field.when.field}" in this form',
        )
        return
    if asked.when is not None:
        # An answer outlives the question that is no longer asked, and would keep this one alive.
        yield (*at, "when", "field"), f'"{asked.id}" is itself asked under a condition; give this field the same condition instead'
    possible = {"choice": {choice.id for choice in asked.choices}, "yes_no": {"yes", "no"}}.get(asked.kind)
    if possible is not None and field.when.equals not in possible:
        yield (*at, "when", "equals"), f'"{asked.id}" is never "{field.when.equals}"; it can be {", ".join(sorted(possible))}'


def _twice(ids: Iterable[str], place: Place, what: str) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for n, one in enumerate(ids):
        if one in seen:
            yield (*place, n, "id"), f'"{one}" is used by another {what}'
        seen.add(one)
