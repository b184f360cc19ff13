"""Every transition of the chart, each fired by what a resident, a device or the clock does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.errors import KioskError, StoreError
from kiosk.store import KeptDraft
from kiosk.visit import jobs
from kiosk.visit.chart import transitions
from tests.visit.booth import AN, AN_TYPED, BINH, CASE, PAPER, PROCEDURE, Booth, at, other_draft, shipped, supplement, track

Transition = tuple[str, str, str]


TRANSITIONS = {transition[:3] for transition in transitions()}
BAD_CARD = b"no card"


def single(booth: Booth) -> Booth:
    """The procedure has one case only: nobody is asked which."""
    known = booth.visit.catalogue
    only = tuple(one.model_copy(update={"cases": one.cases[:1]}) if one.code == PROCEDURE else one for one in known.procedures)
    booth.visit.take_catalogue(replace(known, procedures=only))
    return booth


def typed(booth: Booth) -> Booth:
    for field, text in AN_TYPED.items():
        booth.act("answer", field=field, text=text)
    return booth.act("confirm")


def glass(booth: Booth, code: bytes) -> Booth:
    booth.act("scan_card")
    return booth.tell(jobs.CardScanned(booth.visit.number, booth.visit.glass_attempt, code))


def fail(booth: Booth) -> None:
    booth.visit.fail("AB12CD")


def looking(screen: str) -> Booth:
    """Somebody who only looks what there is, and has come to this screen."""
    booth = Booth().begin("browse")
    for onwards in (("choose_procedure", {"code": PROCEDURE}), ("choose_case", {"id": CASE}), ("file_this", {})):
        if booth.screen != screen:
            booth.act(onwards[0], **onwards[1])
    assert booth.screen == screen
    return booth


def wants_to_file(booth: Booth) -> Booth:
    return booth.agree().show_card(AN).act("confirm")


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
    ("language", "language_chosen", "consent"): ("language", lambda b: b.act("choose_language", language="en")),
    ("consent", "consented", "card"): ("consent", lambda b: b.agree()),
    ("consent", "back", "language"): ("consent", lambda b: b.act("back")),
    ("card", "type_instead", "person"): ("card", lambda b: b.act("type_instead")),
    ("card", "use_glass", "card_glass"): ("card", lambda b: b.act("use_glass")),
    ("card_glass", "type_instead", "person"): ("card_glass", lambda b: b.act("type_instead")),
    ("card_glass", "person_known", "confirm"): ("card_glass", lambda b: glass(b, AN.encode())),
    ("card_glass", "card_problem", "card_glass"): ("card_glass", lambda b: glass(b, BAD_CARD)),
    ("card_glass", "back", "card"): ("card_glass", lambda b: b.act("back")),
    ("card", "person_known", "confirm"): ("card", lambda b: b.show_card(AN)),
    ("card", "card_problem", "card"): ("card", lambda b: b.show_card(BAD_CARD)),
    ("card", "back", "consent"): ("card", lambda b: b.act("back")),
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
    ("procedures", "procedure_chosen", "needs"): ("procedures", lambda b: single(b).act("choose_procedure", code=PROCEDURE)),
    ("cases", "case_chosen", "needs"): ("cases", lambda b: b.act("choose_case", id=CASE)),
    ("needs", "have_papers", "papers"): ("needs", lambda b: b.act("have_papers")),
    ("needs", "back", "cases"): ("needs", lambda b: b.act("back")),
    ("cases", "back", "procedures"): ("cases", lambda b: b.act("back")),
    ("papers", "scan_begun", "scanning"): ("papers", lambda b: b.act("scan", row=PAPER, source="flatbed")),
    ("papers", "sort", "board"): ("board", lambda b: b.act("back").act("sort")),
    ("papers", "look", "pages"): ("papers", lambda b: b.act("look", row=PAPER)),
    ("papers", "papers_done", "form"): ("papers", lambda b: b.scan().act("accept").act("continue")),
    ("papers", "back", "needs"): ("papers", lambda b: b.act("back")),
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
    ("form", "form_done", "receiving"): ("form", lambda b: b.fill_form()),
    ("form", "back", "papers"): ("form", lambda b: b.act("back")),
    ("review", "edit_papers", "papers"): ("review", lambda b: b.act("edit_papers")),
    ("review", "edit_form", "form"): ("review", lambda b: b.act("edit_form")),
    ("review", "edit_receiving", "receiving"): ("review", lambda b: b.act("edit_receiving")),
    ("review", "submit", "submitting"): ("review", lambda b: b.sign().act("submit")),
    ("review", "back", "fee"): ("review", lambda b: b.act("back")),
    ("receiving", "receiving_chosen", "fee"): ("receiving", lambda b: b.act("receive", way="centre")),
    ("receiving", "back", "form"): ("receiving", lambda b: b.act("back")),
    ("fee", "fee_read", "review"): ("fee", lambda b: b.act("continue")),
    ("fee", "back", "receiving"): ("fee", lambda b: b.act("back")),
    ("submitting", "submission_kept", "submitted"): ("submitting", lambda b: b.kept()),
    ("submitting", "submission_failed", "review"): ("submitting", submission_failed),
    ("submitted", "rate", "rating"): ("submitted", lambda b: b.act("rate")),
    ("rating", "finish", "goodbye"): ("rating", lambda b: b.act("finish")),
    ("track", "tracked_known", "tracked"): ("track", track),
    ("track", "back", "language"): ("track", lambda b: b.act("back")),
    ("tracked", "back", "track"): ("tracked", lambda b: b.act("back")),
    ("tracked", "supplement_begun", "consent"): ("tracked", lambda b: b.act("supplement")),
    ("ticket", "back", "language"): ("ticket", lambda b: b.act("back")),
    ("goodbye", "start", "visiting"): ("goodbye", lambda b: b.act("start")),
    ("goodbye", "wipe", "attract"): ("goodbye", lambda b: b.wait(16)),
    ("goodbye", "fail", "failsafe"): ("goodbye", fail),
    ("failsafe", "start", "attract"): ("failsafe", lambda b: b.act("start")),
    ("failsafe", "wipe", "attract"): ("failsafe", lambda b: b.wait(21)),
}


CASE_OF_THE_CATALOGUE = shipped()[0].procedure(PROCEDURE).case(CASE)
assert CASE_OF_THE_CATALOGUE is not None
FORM = next(component.id for component in CASE_OF_THE_CATALOGUE.components if component.kind == "form")


def without_paper() -> Booth:
    return supplement().act("not_at_hand", row=PAPER, value=True)


# Where the way depends on what the visitor came for
FIRE_FROM: dict[Transition, tuple[Callable[[], Booth], Callable[[Booth], object]]] = {
    ("language", "language_chosen", "procedures"): (
        lambda: Booth().act("start", service="browse"),
        lambda b: b.act("choose_language", language="vi"),
    ),
    ("procedures", "back", "language"): (lambda: looking("procedures"), lambda b: b.act("back")),
    ("needs", "back", "procedures"): (
        lambda: single(looking("procedures")).act("choose_procedure", code=PROCEDURE),
        lambda b: b.act("back"),
    ),
    ("needs", "file_this", "consent"): (lambda: looking("needs"), lambda b: b.act("file_this")),
    ("consent", "back", "needs"): (lambda: looking("consent"), lambda b: b.act("back")),
    ("confirm", "nothing_found", "papers"): (lambda: wants_to_file(looking("consent")), lambda b: b.found()),
    ("language", "language_chosen", "track"): (
        lambda: Booth().act("start", service="track"),
        lambda b: b.act("choose_language", language="vi"),
    ),
    ("language", "language_chosen", "ticket"): (lambda: at("ticket").act("back"), lambda b: b.act("choose_language", language="vi")),
    ("consent", "back", "tracked"): (lambda: at("tracked").act("supplement"), lambda b: b.act("back")),
    ("papers", "back", "tracked"): (supplement, lambda b: b.act("back")),
    ("papers", "back", "track"): (
        lambda: at("confirm").act("confirm").found(KeptDraft(supplement().draft, "open")).act("resume"),
        lambda b: b.act("back"),
    ),
    ("papers", "papers_done", "review"): (without_paper, lambda b: b.act("continue")),
    ("review", "back", "papers"): (lambda: without_paper().act("continue"), lambda b: b.act("back")),
    ("form", "form_done", "review"): (lambda: supplement(FORM).act("continue"), lambda b: b.fill_form()),
    ("review", "back", "form"): (lambda: supplement(FORM).act("continue").fill_form(), lambda b: b.act("back")),
    ("resume", "start_new", "papers"): (lambda: wants_to_file(looking("consent")).found(other_draft()), lambda b: b.act("start_new")),
}


def test_no_transition_is_left_out() -> None:
    assert FIRE.keys() | FIRE_FROM.keys() == TRANSITIONS


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


@pytest.mark.parametrize("transition", FIRE_FROM, ids=" ".join)
def test_fired_for_another_service(transition: Transition) -> None:
    begin, fire = FIRE_FROM[transition]
    booth = begin()
    assert booth.screen == transition[0]
    booth.fired.clear()
    fire(booth)
    assert transition in booth.fired
    assert booth.screen == transition[2]
    booth.view()
