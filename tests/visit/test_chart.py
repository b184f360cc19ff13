"""Every transition of the chart, each fired by what a resident, a device or the clock does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from statemachine import State

from kiosk.errors import KioskError, StoreError
from kiosk.visit import jobs
from kiosk.visit.chart import VisitChart
from tests.visit.booth import AN, AN_TYPED, BINH, CASE, PAPER, PROCEDURE, Booth, at, other_draft

Transition = tuple[str, str, str]


def all_states(states: list[State]) -> Iterator[State]:
    for state in states:
        yield state
        yield from all_states(state.states)


TRANSITIONS = {
    (state.id, event, target.id)
    for state in all_states(list(VisitChart.states))
    for transition in state.transitions
    for event in transition.event.split()
    for target in transition.targets
}
BAD_CARD = b"no card"


def typed(booth: Booth) -> Booth:
    for field, text in AN_TYPED.items():
        booth.act("answer", field=field, text=text)
    return booth.act("confirm")


def glass(booth: Booth, code: bytes) -> Booth:
    booth.act("scan_card")
    return booth.tell(jobs.CardScanned(booth.visit.number, booth.visit.glass_attempt, code))


def fail(booth: Booth) -> None:
    booth.visit.fail("AB12CD")


def consented(booth: Booth) -> Booth:
    return booth.act("set_consent", value=True)


def submission_failed(booth: Booth) -> Booth:
    job = booth.last(jobs.Submit)
    return booth.tell(jobs.JobFailed(job.visit, job, StoreError("store.write")))


FIRE: dict[Transition, tuple[str, Callable[[Booth], object]]] = {
    ("attract", "start", "visiting"): ("attract", lambda b: b.act("start")),
    ("attract", "fail", "failsafe"): ("attract", fail),
    ("attract", "close_down", "out_of_service"): ("attract", lambda b: b.visit.close_down(KioskError("kiosk.not_enrolled"))),
    ("out_of_service", "open_up", "attract"): ("out_of_service", lambda b: b.visit.open_up()),
    ("out_of_service", "fail", "failsafe"): ("out_of_service", fail),
    ("visiting", "leave", "goodbye"): ("papers", lambda b: b.act("leave")),
    ("visiting", "wipe", "attract"): ("papers", lambda b: b.wait(121)),
    ("visiting", "fail", "failsafe"): ("form", fail),
    ("language", "language_chosen", "card"): ("language", lambda b: b.act("choose_language", language="en")),
    ("card", "type_instead", "person"): ("card", lambda b: b.act("type_instead")),
    ("card", "use_glass", "card_glass"): ("card", lambda b: b.act("use_glass")),
    ("card_glass", "type_instead", "person"): ("card_glass", lambda b: b.act("type_instead")),
    ("card_glass", "person_known", "confirm"): ("card_glass", lambda b: glass(b, AN.encode())),
    ("card_glass", "card_problem", "card_glass"): ("card_glass", lambda b: glass(b, BAD_CARD)),
    ("card_glass", "back", "card"): ("card_glass", lambda b: b.act("back")),
    ("card", "person_known", "confirm"): ("card", lambda b: b.show_card(AN)),
    ("card", "card_problem", "card"): ("card", lambda b: b.show_card(BAD_CARD)),
    ("card", "back", "language"): ("card", lambda b: b.act("back")),
    ("person", "person_known", "confirm"): ("person", typed),
    ("person", "card_problem", "card"): ("person", lambda b: b.show_card(BAD_CARD)),
    ("person", "back", "card"): ("person", lambda b: b.act("back")),
    ("confirm", "person_known", "confirm"): ("confirm", lambda b: b.show_card(BINH)),
    ("confirm", "card_problem", "card"): ("confirm", lambda b: b.show_card(BAD_CARD)),
    ("confirm", "not_me", "card"): ("confirm", lambda b: b.act("not_me")),
    ("confirm", "draft_found", "resume"): ("confirm", lambda b: b.act("confirm").found(other_draft())),
    ("confirm", "nothing_found", "procedures"): ("confirm", lambda b: b.act("confirm").found()),
    ("confirm", "back", "card"): ("confirm", lambda b: b.act("back")),
    ("resume", "resumed", "papers"): ("resume", lambda b: b.act("resume")),
    ("resume", "already_submitted", "submitted"): ("confirm", lambda b: b.act("confirm").found(other_draft("submitted")).act("resume")),
    ("resume", "start_new", "procedures"): ("resume", lambda b: b.act("start_new")),
    ("resume", "back", "card"): ("resume", lambda b: b.act("back")),
    ("procedures", "procedure_chosen", "cases"): ("procedures", lambda b: b.act("choose_procedure", code=PROCEDURE)),
    ("procedures", "back", "card"): ("procedures", lambda b: b.act("back")),
    ("cases", "case_chosen", "papers"): ("cases", lambda b: b.act("choose_case", id=CASE)),
    ("cases", "back", "procedures"): ("cases", lambda b: b.act("back")),
    ("papers", "scan_begun", "scanning"): ("papers", lambda b: b.act("scan", row=PAPER, source="flatbed")),
    ("papers", "sort", "board"): ("board", lambda b: b.act("back").act("sort")),
    ("papers", "look", "pages"): ("papers", lambda b: b.act("look", row=PAPER)),
    ("papers", "papers_done", "form"): ("papers", lambda b: b.scan().act("accept").act("continue")),
    ("papers", "back", "cases"): ("papers", lambda b: b.act("back")),
    ("scanning", "scan_ended", "pages"): ("scanning", lambda b: b.page().scan_ended()),
    ("scanning", "stack_ended", "board"): ("papers", lambda b: b.stack(PAPER)),
    ("scanning", "scan_nothing", "papers"): ("scanning", lambda b: b.act("cancel").scan_ended()),
    ("scanning", "scan_failed", "scan_fault"): ("scanning", lambda b: b.scan_failed()),
    ("scan_fault", "scan_begun", "scanning"): ("scan_fault", lambda b: b.act("retry")),
    ("scan_fault", "sort", "board"): ("papers", lambda b: b.act("scan_stack").page().scan_failed().act("sort")),
    ("scan_fault", "look", "pages"): ("scan_fault", lambda b: b.act("look", row=PAPER)),
    ("scan_fault", "back", "papers"): ("scan_fault", lambda b: b.act("back")),
    ("pages", "scan_begun", "scanning"): ("pages", lambda b: b.act("scan", row=PAPER, source="feeder")),
    ("pages", "pages_accepted", "papers"): ("pages", lambda b: b.act("accept")),
    ("pages", "back", "papers"): ("pages", lambda b: b.act("back")),
    ("board", "scan_begun", "scanning"): ("board", lambda b: b.act("scan_stack")),
    ("board", "stack_filed", "papers"): ("papers", lambda b: b.stack("-").act("file")),
    ("board", "back", "papers"): ("board", lambda b: b.act("back")),
    ("form", "form_done", "review"): ("form", lambda b: b.fill_form()),
    ("form", "back", "papers"): ("form", lambda b: b.act("back")),
    ("review", "edit_papers", "papers"): ("review", lambda b: b.act("edit_papers")),
    ("review", "edit_form", "form"): ("review", lambda b: b.act("edit_form")),
    ("review", "submit", "submitting"): ("review", lambda b: consented(b).act("submit")),
    ("review", "back", "form"): ("review", lambda b: b.act("back")),
    ("submitting", "submission_kept", "submitted"): ("submitting", lambda b: b.kept()),
    ("submitting", "submission_failed", "review"): ("submitting", submission_failed),
    ("submitted", "finish", "goodbye"): ("submitted", lambda b: b.act("finish")),
    ("goodbye", "start", "visiting"): ("goodbye", lambda b: b.act("start")),
    ("goodbye", "wipe", "attract"): ("goodbye", lambda b: b.wait(16)),
    ("goodbye", "fail", "failsafe"): ("goodbye", fail),
    ("failsafe", "start", "attract"): ("failsafe", lambda b: b.act("start")),
    ("failsafe", "wipe", "attract"): ("failsafe", lambda b: b.wait(21)),
}


def test_no_transition_is_left_out() -> None:
    assert FIRE.keys() == TRANSITIONS


@pytest.mark.parametrize("transition", FIRE, ids=" ".join)
def test_fired(transition: Transition) -> None:
    screen, fire = FIRE[transition]
    booth = at(screen)
    before = set(booth.fired) if screen != transition[0] else set()
    booth.fired.clear()
    fire(booth)
    assert transition in booth.fired
    assert transition not in before, "fired by the act itself, not on the way to the screen"
    target = {"visiting": "language"}.get(transition[2], transition[2])
    assert booth.screen == target
    booth.view()
