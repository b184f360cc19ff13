"""Finding a procedure by touch: the licence in one, and what one needs without all the papers."""

from __future__ import annotations

import pytest

from kiosk.ui.preview import Stage
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES, find, get, is_shown, place, stage_of, tap, viewport

pytestmark = pytest.mark.usefixtures("quiet")


stage = stage_of(*SIZES)


def test_the_licence_is_in_sight_and_one_touch_away(stage: Stage) -> None:
    stage.show(samples("vi")["procedures"])
    tile = get(stage, "action-choose_procedure-3.000347")
    area = viewport(tile)
    assert area is not None
    assert place(area).contains(place(tile)), "it needs no scrolling"
    tap(stage, "action-choose_procedure-3.000347")
    assert stage.visit.acts == [("choose_procedure", {"code": "3.000347"})]


def test_who_has_not_all_papers_is_asked_and_may_stay(stage: Stage) -> None:
    stage.show(samples("vi")["needs"])
    tap(stage, "not-yet")
    assert is_shown(get(stage, "not-yet-dialog"))
    assert stage.visit.acts == []
    tap(stage, "not-yet-print")
    assert stage.visit.acts.pop() == ("print_list", {})
    stage.show(samples("vi")["needs-printed"])
    assert is_shown(get(stage, "not-yet-dialog")), "what became of the list is said there"
    tap(stage, "not-yet-stay")
    assert find(stage, "not-yet-print") is None
    tap(stage, "action-have_papers")
    assert stage.visit.acts == [("have_papers", {})]


def test_who_has_not_all_papers_may_leave(stage: Stage) -> None:
    stage.show(samples("vi")["needs"])
    tap(stage, "not-yet")
    tap(stage, "not-yet-leave")
    assert stage.visit.acts == [("leave", {})]


def test_without_a_printer_nothing_offers_to_print(stage: Stage) -> None:
    stage.show(samples("vi")["needs-no_printer"])
    assert find(stage, "action-print_list") is None
    assert is_shown(get(stage, "list-sentence"))
    tap(stage, "not-yet")
    assert find(stage, "not-yet-print") is None


def test_who_only_looks_is_not_asked_for_papers(stage: Stage) -> None:
    stage.show(samples("vi")["needs-browsing"])
    assert find(stage, "not-yet") is None
    tap(stage, "action-print_list")
    tap(stage, "action-file_this")
    assert stage.visit.acts == [("print_list", {}), ("file_this", {})]


def test_what_was_corrected_is_said(stage: Stage) -> None:
    stage.show(samples("vi")["procedures-corrected"])
    assert get(stage, "said").property("text") == "Tìm theo: đổi giấy phép"
    stage.show(samples("vi")["procedures-found"])
    assert find(stage, "said") is None
