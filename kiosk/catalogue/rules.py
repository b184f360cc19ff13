"""What a single entry cannot tell: whether the parts of a procedure fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.catalogue.field_rules import judge_form, twice
from kiosk.catalogue.lists import LongList
from kiosk.catalogue.marked import Place
from kiosk.catalogue.models import Case, Procedure


def judge(procedure: Procedure, lists: Mapping[str, LongList] | None) -> Iterator[tuple[Place, str]]:
    """Each mistake of one procedure: its place, and a sentence. `lists`: what long choices may name; None: not known, not judged."""
    if not procedure.who:
        yield ("who",), "should name at least one of citizen, enterprise, household_business"
    yield from twice((case.id for case in procedure.cases), ("cases",), "case")
    for n, case in enumerate(procedure.cases):
        yield from _judge_case(case, ("cases", n), lists)


def _judge_case(case: Case, place: Place, lists: Mapping[str, LongList] | None) -> Iterator[tuple[Place, str]]:
    yield from twice((component.id for component in case.components), (*place, "components"), "component of this case")
    forms = [n for n, component in enumerate(case.components) if component.kind == "form"]
    for n in forms[1:]:
        yield (*place, "components", n, "kind"), "is a second component of kind form; the answers of a case make one paper"
    yield from twice((group.id for group in case.form), (*place, "form"), "group of this form")
    yield from judge_form(case, place, lists)
