"""Whether the questions of a form fit each other: kinds and their settings, conditions, comparisons, members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kiosk.catalogue.lists import LongList
from kiosk.catalogue.marked import Place
from kiosk.catalogue.models import Case, Comparison, FormField, FormGroup, When

_PREFILL_KINDS = {
    "number": ("digits",),
    "name": ("text",),
    "born": ("date",),
    "sex": ("choice",),
    "address": ("text", "long_text", "address"),
    "nationality": ("long_choice",),
}
_ONLY_OF = {
    "choices": "choice",
    "list": "long_choice",
    "digits": "digits",
    "min": "number",
    "max": "number",
    "decimals": "number",
    "unit": "number",
    "past": "date",
    "partial": "date",
    "down_to": "address",
}
"""Settings that mean something for one kind only."""
_SEXES = {"nam", "nu"}
_PERSONAL_NUMBER_DIGITS = 12
_ORDERS = {"after": "date", "not_before": "date", "before": "date", "not_after": "date"}
_AMOUNTS = {"number", "amount"}

_Wrong = Iterator[tuple[Place, str]]


class _Form:
    """What is known of the other questions while one is judged."""

    def __init__(self, case: Case) -> None:
        self.groups = {field.id: group for group in case.form for field in group.fields}
        self.fields = {field.id: field for group in case.form for field in group.fields}
        self.before: set[str] = set()

    def waits_for(self, field_id: str, other: str) -> bool:
        """Whether `field_id` is asked under a condition that leads to `other`."""
        seen: set[str] = set()
        while field_id in self.fields and field_id not in seen:
            seen.add(field_id)
            conditions = [one.field for one in (self.fields[field_id].when, self.groups[field_id].when) if one is not None]
            if other in conditions:
                return True
            field_id = conditions[0] if conditions else ""
        return False


def judge_form(case: Case, place: Place, lists: Mapping[str, LongList] | None) -> _Wrong:
    """Each mistake in the questions of a case: its place, and a sentence. `lists`: None when they are not known."""
    form = _Form(case)
    for g, group in enumerate(case.form):
        yield from _judge_group(group, (*place, "form", g), form, lists)
        for f, field in enumerate(group.fields):
            at = (*place, "form", g, "fields", f)
            if field.id in form.before:
                yield (*at, "id"), f'"{field.id}" is used by another field of this form'
            yield from _judge_field(field, at, lists)
            if field.prefill is not None and group.repeat is not None:
                yield (*at, "prefill"), "cannot be filled in for each member: the card is one person's"
            if field.when is not None:
                yield from _judge_condition(field.when, field.id, (*at, "when"), group, form, lists)
            for n, comparison in enumerate(field.checks):
                yield from _judge_comparison(comparison, field, (*at, "checks", n), group, form)
            form.before.add(field.id)


def _judge_group(group: FormGroup, at: Place, form: _Form, lists: Mapping[str, LongList] | None) -> _Wrong:
    if group.when is not None:
        yield from _judge_condition(group.when, "", (*at, "when"), None, form, lists)
    if group.repeat is None:
        return
    if group.repeat.min > group.repeat.max:
        yield (*at, "repeat", "min"), f"is more than max ({group.repeat.max})"
    if not any(field.required and field.when is None for field in group.fields):
        yield (*at, "fields"), "a repeated group needs a field that is always asked and required: without it a member may be nothing"


def _judge_field(field: FormField, at: Place, lists: Mapping[str, LongList] | None) -> _Wrong:
    usual = FormField.model_fields
    for setting, kind in _ONLY_OF.items():
        if field.kind != kind and getattr(field, setting) != usual[setting].default:
            yield (
                (*at, setting),
                f"only a field of kind {kind} has {'choices' if setting == 'choices' else 'this'}, this one is {field.kind}",
            )
    if field.kind == "choice" and not field.choices:
        yield at, "is a choice without choices"
    yield from twice((choice.id for choice in field.choices), (*at, "choices"), "choice of this field")
    if field.kind == "long_choice" and field.list is None:
        yield at, "is a long choice without a list"
    if field.kind == "long_choice" and field.list is not None and lists is not None and field.list not in lists:
        yield (*at, "list"), f'there is no list "{field.list}" in lists/; known: {", ".join(sorted(lists))}'
    if field.min is not None and field.max is not None and field.min > field.max:
        yield (*at, "min"), f"is more than max ({field.max})"
    if field.prefill is not None:
        yield from _judge_prefill(field, (*at, "prefill"))


def _judge_prefill(field: FormField, at: Place) -> _Wrong:
    kinds = _PREFILL_KINDS[str(field.prefill)]
    if field.kind not in kinds:
        yield at, f"{field.prefill} goes into a field of kind {' or '.join(kinds)}, this one is {field.kind}"
    elif field.prefill == "number" and field.digits not in (None, _PERSONAL_NUMBER_DIGITS):
        yield at, f"a personal number has {_PERSONAL_NUMBER_DIGITS} digits, this field takes {field.digits}"
    elif field.prefill == "sex" and not {choice.id for choice in field.choices} >= _SEXES:
        yield at, "sex needs the choices nam and nu"
    elif field.prefill == "nationality" and field.list != "nationalities":
        yield at, "nationality needs the list nationalities"


def _judge_condition(when: When, own: str, at: Place, group: FormGroup | None, form: _Form, lists: Mapping[str, LongList] | None) -> _Wrong:
    """`own`: the field that waits, empty for a group; `group`: where it stands."""
    if sum((when.equals is not None, bool(when.one_of), when.not_equals is not None)) != 1:
        yield at, "needs just one of equals, one_of, not_equals"
        return
    asked = form.fields.get(when.field)
    if asked is None:
        yield (*at, "field"), f'there is no field "{when.field}" in this form'
        return
    if when.field not in form.before:
        circle = own and (when.field == own or form.waits_for(when.field, own))
        yield (
            (*at, "field"),
            f'a circle: "{when.field}" itself waits for "{own}", so neither would ever be asked'
            if circle
            else f'"{when.field}" is asked at the same time or later: put it before this one',
        )
        return
    yield from _judge_reach(when.field, (*at, "field"), group, form)
    possible = _possible(asked, lists)
    told = [("equals", when.equals), ("not_equals", when.not_equals), *((f"one_of.{n}", one) for n, one in enumerate(when.one_of))]
    for key, answer in told:
        if answer is not None and possible is not None and answer not in possible:
            some = ", ".join(sorted(possible)[:20]) + (", …" if len(possible) > 20 else "")
            place: Place = ("one_of", int(key[7:])) if key.startswith("one_of") else (key,)
            yield (*at, *place), f'"{asked.id}" is never "{answer}"; it can be {some}'


def _judge_reach(other: str, at: Place, group: FormGroup | None, form: _Form) -> _Wrong:
    """A question of one member is unknown outside of that member."""
    theirs = form.groups[other]
    if theirs.repeat is not None and (group is None or theirs.id != group.id):
        yield at, f'"{other}" is asked once for each member of "{theirs.id}": outside of that group it is not one answer'


def _judge_comparison(comparison: Comparison, field: FormField, at: Place, group: FormGroup, form: _Form) -> _Wrong:
    other = form.fields.get(comparison.other)
    if other is None:
        yield (*at, "other"), f'there is no field "{comparison.other}" in this form'
        return
    if other.id == field.id:
        yield (*at, "other"), "is this field itself"
        return
    yield from _judge_reach(other.id, (*at, "other"), group, form)
    if comparison.must in _ORDERS:
        right = field.kind == other.kind == "date"
    elif comparison.must in ("equal", "differ"):
        right = field.kind == other.kind
    else:
        right = {field.kind, other.kind} <= _AMOUNTS
    if not right:
        yield (*at, "must"), f'cannot be said of a {field.kind} and a {other.kind} ("{other.id}")'


def _possible(asked: FormField, lists: Mapping[str, LongList] | None) -> set[str] | None:
    """Every answer that there can be; None: too many to say."""
    if asked.kind == "choice":
        return {choice.id for choice in asked.choices}
    if asked.kind == "yes_no":
        return {"yes", "no"}
    if asked.kind == "long_choice" and lists is not None and asked.list in lists:
        return {entry.id for entry in lists[str(asked.list)].entries}
    return None


def twice(ids: Iterable[str], place: Place, what: str) -> _Wrong:
    seen: set[str] = set()
    for n, one in enumerate(ids):
        if one in seen:
            yield (*place, n, "id"), f'"{one}" is used by another {what}'
        seen.add(one)
