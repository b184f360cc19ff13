"""How a visit ends: by itself, by leaving, by a fault; nothing of the person is left, and nothing of the work is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from structlog.testing import capture_logs

from kiosk.catalogue import Catalogue
from kiosk.errors import KioskError, StoreError
from kiosk.store import Checked, KeptDraft, Queue, StaffMember, Ticket, Told
from kiosk.visit import errand_jobs, jobs
from kiosk.visit.state import Outside
from tests.visit.booth import BINH, NUMBER, PAPER, PERSONAL, SCREENS, Booth, at, other_draft

VISITING = tuple(screen for screen in SCREENS if screen not in ("attract", "goodbye", "failsafe", "out_of_service"))
WORKING = ("scanning", "submitting")
TOLD = (*PERSONAL, "15081998", "1998-08-15", "077******234")


def reachable(value: Any, seen: set[int]) -> Iterator[object]:
    """Every plain value that can be reached from an object, whatever it is called."""
    if id(value) in seen or isinstance(value, type) or (callable(value) and not hasattr(value, "__dict__")):
        return
    seen.add(id(value))
    if isinstance(value, str | bytes | date):
        yield value
        return
    if isinstance(value, dict):
        for key, one in value.items():
            yield from reachable(key, seen)
            yield from reachable(one, seen)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from reachable(one, seen)
    elif not isinstance(value, Outside | Booth | Catalogue):  # the booth's own record of the jobs; what anybody may know
        yield from reachable(getattr(value, "__dict__", {}), seen)
        for name in getattr(type(value), "__slots__", ()):
            yield from reachable(getattr(value, name, None), seen)


def left_of_a_person(booth: Booth) -> set[str]:
    found = set()
    for value in reachable(booth.visit, set()):
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        found |= {personal for personal in TOLD if personal in text}
    return found


def test_the_search_through_memory_finds_a_person() -> None:
    assert set(PERSONAL) <= left_of_a_person(at("review"))
    assert set(PERSONAL) <= left_of_a_person(at("submitted"))


# Idle


@pytest.mark.parametrize("screen", [screen for screen in VISITING if screen not in WORKING])
def test_asks_after_idle_and_wipes_after_the_countdown(screen: str) -> None:
    booth = at(screen)
    draft = booth.visit.draft or booth.visit.kept
    booth.wait(89.5)
    assert booth.view()["idle"] == {"asking": False, "seconds": 0}
    booth.wait(1)
    assert booth.view()["idle"]["asking"] is True
    assert 29 <= booth.view()["idle"]["seconds"] <= 30
    booth.wait(20)
    assert 9 <= booth.view()["idle"]["seconds"] <= 10
    assert booth.screen == screen
    number = booth.visit.number
    booth.wait(10)
    assert booth.screen == "attract"
    assert booth.view()["idle"]["asking"] is False
    assert left_of_a_person(booth) == set()
    assert [job.draft_id for job in booth.jobs(jobs.Forget)] == ([draft.id] if draft else [])
    assert all(job.visit == number for job in booth.jobs(jobs.Forget))


def test_a_touch_resets_the_wait() -> None:
    booth = at("papers").wait(100)
    assert booth.view()["idle"]["asking"]
    booth.act("still_here")
    assert not booth.view()["idle"]["asking"]
    booth.wait(89)
    assert booth.screen == "papers"
    assert not booth.view()["idle"]["asking"]
    booth.visit.touched()
    booth.wait(89)
    assert not booth.view()["idle"]["asking"]


def test_a_card_is_a_touch() -> None:
    booth = at("card").wait(100).show_card(BINH)
    assert not booth.view()["idle"]["asking"]


@pytest.mark.parametrize("screen", WORKING)
def test_the_wait_stands_still_while_the_kiosk_itself_works(screen: str) -> None:
    booth = at(screen).wait(600)
    assert booth.screen == screen
    assert not booth.view()["idle"]["asking"]
    booth = booth.page().scan_ended() if screen == "scanning" else booth.kept()
    booth.wait(89)
    assert not booth.view()["idle"]["asking"]


@pytest.mark.parametrize("screen", ["attract", "out_of_service"])
def test_nobody_is_asked_where_nobody_is(screen: str) -> None:
    booth = at(screen).wait(1000, step=10)
    assert booth.screen == screen
    assert not booth.view()["idle"]["asking"]


def test_goodbye_and_failsafe_count_down() -> None:
    booth = at("goodbye").wait(5)
    assert booth.view()["seconds"] == 10
    booth = at("failsafe").wait(5)
    assert booth.view()["seconds"] == 15


# Leaving


@pytest.mark.parametrize("screen", [screen for screen in VISITING if screen != "submitting"])
def test_leaving_forgets_at_once(screen: str) -> None:
    booth = at(screen)
    draft = booth.visit.draft or booth.visit.kept
    booth.act("leave")
    assert booth.screen == "goodbye"
    assert [job.draft_id for job in booth.jobs(jobs.Forget)] == ([draft.id] if draft else [])
    assert left_of_a_person(booth) == set()
    assert booth.cancelled == (1 if screen == "scanning" else 0)


def test_nobody_leaves_while_the_dossier_is_being_sealed() -> None:
    booth = at("submitting").act("leave")
    assert booth.screen == "submitting"
    assert booth.jobs(jobs.Forget) == []


@pytest.mark.parametrize("screen", ["attract", "goodbye", "failsafe", "out_of_service"])
def test_leaving_where_there_is_nothing_to_leave(screen: str) -> None:
    assert at(screen).act("leave").screen == screen


def test_the_next_one_finds_nothing() -> None:
    booth = at("goodbye").act("start")
    assert left_of_a_person(booth) == set()
    assert (booth.view()["help"], booth.view()["notice"]) == (False, "")
    booth.act("choose_language", language="vi").agree().act("type_instead")
    assert [field["value"] for field in booth.view()["fields"]] == [""] * 5


# What comes too late


def late_outcomes(booth: Booth) -> list[jobs.Outcome]:
    visit, draft = booth.visit.number, booth.draft
    job = jobs.SaveDraft(visit, draft)
    return [
        jobs.DraftSearched(visit, draft.person.number, KeptDraft(draft, "open")),
        jobs.PageKept(visit, draft, PAPER, "9" * 32, b"jpeg", 1.0),
        jobs.StackRead(visit),
        jobs.StackSorted(visit, draft),
        jobs.CardScanned(visit, 1, b"code"),
        jobs.ScanEnded(visit, 1),
        jobs.ScanFailed(visit, KioskError("scanner.jam"), 1),
        jobs.PagesLoaded(visit, {"9" * 32: b"jpeg"}),
        jobs.PageLoaded(visit, "9" * 32, b"jpeg"),
        jobs.Submitted(visit, draft),
        jobs.SlipDone(visit, None),
        jobs.News(visit, "delivered", "H29"),
        jobs.ListDone(visit, None),
        jobs.StaffListed(visit, (StaffMember("CB01", "Trần Thị Lan", 0, 0),)),
        jobs.PinChecked(visit, 1, "CB01", Checked("right")),
        errand_jobs.LookupKnown(visit, "9" * 32, None, asked=True),
        errand_jobs.LookupTold(visit, "9" * 32, Told(failed=True)),
        errand_jobs.QueuesSeen(visit, {"A": Queue(3, 1)}),
        errand_jobs.TicketTaken(visit, Ticket("A", 3, booth.now(), 1, called=True)),
        errand_jobs.TicketDone(visit, None),
        jobs.JobFailed(visit, job, StoreError("store.write")),
        jobs.JobCrashed(visit, job, "AB12CD"),
    ]


@pytest.mark.parametrize("screen", ["papers", "scanning", "form", "submitted"])
def test_outcomes_of_the_last_visit_are_dropped(screen: str) -> None:
    booth = at(screen)
    late = late_outcomes(booth)
    booth.act("leave").act("start").act("choose_language", language="vi")
    before, work = booth.view(), list(booth.work)
    for outcome in late:
        booth.tell(outcome)
    assert booth.view() == before
    assert booth.work == work
    assert left_of_a_person(booth) == set()


def test_every_kind_of_outcome_is_tried_late() -> None:
    assert {type(outcome) for outcome in late_outcomes(at("papers"))} == set(jobs.Outcome.__args__)  # type: ignore[attr-defined]


def test_a_visit_that_could_not_be_forgotten_does_not_go_unseen() -> None:
    booth = at("papers").act("leave")
    job = booth.last(jobs.Forget)
    with capture_logs() as lines:
        booth.tell(jobs.JobFailed(job.visit, job, StoreError("store.write", cause="disk full")))
    assert [(line["log_level"], line["job"], line["code"]) for line in lines] == [("error", "Forget", "store.write")]


# Faults


@pytest.mark.parametrize("screen", VISITING)
def test_failsafe_keeps_the_draft_and_is_soon_back_at_the_start(screen: str) -> None:
    booth = at(screen)
    work = len(booth.work)
    booth.visit.fail("AB12CD")
    assert (booth.screen, booth.view()["reference"], booth.view()["seconds"]) == ("failsafe", "AB12CD", 20)
    assert left_of_a_person(booth) == set()
    booth.wait(20.5)
    assert booth.screen == "attract"
    assert booth.work[work:] == [], "no Forget: the same card finds its draft again"


def test_a_crash_of_a_job_reaches_the_failsafe() -> None:
    booth = at("papers")
    booth.tell(jobs.JobCrashed(booth.visit.number, booth.work[-1], "AB12CD"))
    assert booth.screen == "failsafe"


def test_a_fault_while_scanning_stops_the_scanner() -> None:
    booth = at("scanning")
    booth.visit.fail("AB12CD")
    assert booth.cancelled == 1


def test_a_fault_on_the_failsafe_screen_shows_the_newer_reference() -> None:
    booth = at("failsafe")
    booth.visit.fail("FF00FF")
    assert (booth.screen, booth.view()["reference"]) == ("failsafe", "FF00FF")


@pytest.mark.parametrize("way", ["start", "wait"])
def test_after_a_fault_the_language_is_the_first_again(way: str) -> None:
    booth = Booth().act("start").act("choose_language", language="en")
    booth.visit.fail("AB12CD")
    assert booth.view()["language"] == "en"
    booth.act("start") if way == "start" else booth.wait(21)
    assert (booth.screen, booth.view()["language"]) == ("attract", "vi")


def test_the_next_visit_after_goodbye_begins_in_the_first_language() -> None:
    booth = Booth().act("start").act("choose_language", language="en").act("leave")
    assert booth.view()["language"] == "en"
    assert booth.act("start").view()["language"] == "vi"


def test_resume_an_open_draft() -> None:
    kept = other_draft()
    booth = Booth().act("start").act("choose_language", language="en").agree().show_card().act("confirm").found(kept)
    assert booth.view()["submitted"] is False
    assert booth.view()["number"] == ""
    assert booth.view()["procedure"] == "Register a birth"
    booth.act("resume")
    assert booth.screen == "papers"
    assert booth.draft.rows == kept.draft.rows
    assert booth.draft.language == "en", "in the language of today"
    booth.act("continue").to_review().sign().act("submit")
    assert booth.last(jobs.Submit).draft.id == kept.draft.id


@pytest.mark.parametrize("state", ["submitting", "submitted"])
def test_resume_a_submitted_one_shows_its_number_and_files_nothing_twice(state: str) -> None:
    kept = other_draft(state)
    booth = at("confirm").act("confirm").found(kept)
    assert (booth.view()["submitted"], booth.view()["number"]) == (True, NUMBER)
    booth.act("resume")
    view = booth.view()
    assert (view["screen"], view["number"], view["slip"], view["can_print"]) == ("submitted", NUMBER, "unknown", True)
    assert booth.jobs(jobs.Submit) == []
    booth.act("print_again").printed().news().act("rate").act("finish")
    assert booth.last(jobs.Forget).draft_id == kept.draft.id


# Out of service


def test_out_of_service_waits_for_the_visit_to_end() -> None:
    booth = at("scan_fault")
    before = booth.view()
    booth.visit.close_down(KioskError("kiosk.not_enrolled"))
    booth.visit.open_up()
    assert booth.view() == before
    booth = at("card")
    booth.visit.close_down(KioskError("kiosk.not_enrolled"))
    assert booth.view()["problem"] == "", "the resident is told nothing of it"


def test_out_of_service_says_why_and_opens_again() -> None:
    booth = at("out_of_service")
    assert "kiosk enrol" in booth.view()["reason"]
    booth.act("start").show_card()
    assert booth.screen == "out_of_service"
    booth.visit.open_up()
    assert booth.screen == "attract"
