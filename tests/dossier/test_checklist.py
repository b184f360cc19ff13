"""đủ / thiếu / cần cán bộ xem: for each row and for the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk.catalogue import Both, Case, Component, FormField, FormGroup
from kiosk.dossier.checklist import Verdict, check, summary
from kiosk.dossier.draft import Draft, PageRef, Row
from kiosk.identity import Person

BOTH = Both(vi="Mục", en="Entry")
AN = Person(number="077098001234", name="Nguyễn Văn An", born=date(1998, 8, 15), sex="Nam", address="Số 1 Lê Lợi")


def case(*components: Component) -> Case:
    return Case(
        id="case",
        name=BOTH,
        components=components,
        form=(FormGroup(id="group", title=BOTH, fields=(FormField(id="job", label=BOTH),)),),
    )


def row(*verdicts: str, not_at_hand: bool = False) -> Row:
    pages = tuple(
        PageRef.model_validate({"id": f"{n:032x}", "sha256": "0" * 64, "width": 10, "height": 10, "dpi": 200, "verdict": verdict})
        for n, verdict in enumerate(verdicts)
    )
    return Row(pages=pages, not_at_hand=not_at_hand)


def draft(answers: dict[str, str] | None = None, **rows: Row) -> Draft:
    return Draft(
        id="0" * 32,
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
        person=AN,
        procedure_code="1.001193",
        case_id="case",
        rows=rows,
        answers={"job": "thợ may"} if answers is None else answers,
    )


GOOD, DOUBTFUL, BAD = row("good"), row("good", "doubtful"), row("doubtful", "bad", "good")
TABLE = [
    # kind, required, what was given → verdict, reason
    ("paper", True, Row(), "missing", "not_scanned"),
    ("paper", False, Row(), "complete", "not_needed"),
    ("paper", True, row(not_at_hand=True), "officer", "not_at_hand"),
    ("paper", False, row(not_at_hand=True), "officer", "not_at_hand"),
    ("paper", True, GOOD, "complete", "scanned"),
    ("paper", False, GOOD, "complete", "scanned"),
    ("paper", True, DOUBTFUL, "officer", "page_doubtful"),
    ("paper", False, DOUBTFUL, "officer", "page_doubtful"),
    ("paper", True, BAD, "officer", "page_bad"),
    ("paper", True, row("good", not_at_hand=True), "complete", "scanned"),
    ("id_paper", True, Row(), "missing", "not_scanned"),
    ("photo", True, GOOD, "complete", "scanned"),
    ("form", True, Row(), "complete", "form_done"),
    ("form", True, row(not_at_hand=True), "complete", "form_done"),
]


@pytest.mark.parametrize(("kind", "required", "given", "verdict", "reason"), TABLE)
def test_row(kind: str, required: bool, given: Row, verdict: str, reason: str) -> None:
    component = Component.model_validate({"id": "a", "name": BOTH, "kind": kind, "required": required})
    (found,) = check(case(component), draft(a=given)).rows
    assert (found.verdict.value, found.reason, found.component) == (verdict, reason, component)


def test_a_row_that_nobody_touched_is_like_an_empty_one() -> None:
    component = Component(id="a", name=BOTH)
    assert check(case(component), draft()) == check(case(component), draft(a=Row()))


def test_an_open_form_is_missing() -> None:
    (found,) = check(case(Component(id="a", name=BOTH, kind="form")), draft(answers={})).rows
    assert (found.verdict, found.reason) == (Verdict.MISSING, "form_open")


_STATES = {"complete": GOOD, "officer": DOUBTFUL, "missing": Row()}


@pytest.mark.parametrize("first", _STATES)
@pytest.mark.parametrize("second", _STATES)
def test_the_worst_row_is_the_verdict_of_the_whole(first: str, second: str) -> None:
    papers = case(Component(id="a", name=BOTH), Component(id="b", name=BOTH))
    whole = check(papers, draft(a=_STATES[first], b=_STATES[second])).whole
    assert whole.value == max(first, second, key=("complete", "officer", "missing").index)


def test_without_a_form_row_the_answers_still_count() -> None:
    papers = case(Component(id="a", name=BOTH))
    assert check(papers, draft(answers={}, a=GOOD)).whole is Verdict.MISSING
    assert check(papers, draft(answers={}, a=DOUBTFUL)).whole is Verdict.MISSING


def test_summary_is_for_the_manifest() -> None:
    papers = case(Component(id="a", name=BOTH), Component(id="b", name=BOTH, required=False))
    assert summary(check(papers, draft(a=DOUBTFUL))) == {"a": "officer", "b": "complete"}
