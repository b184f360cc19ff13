"""What the screens are told: all that VIEW.md promises, in plain values, whatever happens."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.visit.touch import timely
from kiosk.visit.visit import Visit
from tests.visit.booth import CASE, PAPER, PROCEDURE, SCREENS, at
from tests.visit.promises import ACTIONS, COMMON, COMMON_ACTIONS, PAGE, TABLE, check_view, listed
from tests.visit.walk import Walk


def test_the_table_is_read_whole() -> None:
    assert TABLE.keys() == set(SCREENS)
    assert TABLE["attract"] == ({"printer", "scanner", "services", "notes", "for_staff"}, {"start"})
    assert TABLE["person"] == ({"fields"}, {"answer", "confirm"})
    assert TABLE["board"][1] == {"place", "confirm_row", "file", "scan_stack", "zoom", "undo"}
    assert "undo" in TABLE["pages"][0]
    assert TABLE["papers"][1] == {"scan", "scan_stack", "sort", "look", "not_at_hand", "continue"}
    assert {"back", "call_officer", "officer_done", "still_here", "leave", "set_text_size", "staff_leave"} <= COMMON_ACTIONS
    for name in COMMON:
        assert f"`{name}`" in PAGE
    assert {"id", "label", "kind", "value", "error", "choices", "max_length"} <= listed("Field")
    assert {"id", "position", "verdict", "verdict_text", "sources"} <= listed("PaperRow")
    assert {"id", "number", "image", "marks", "twin", "dropped"} <= listed("Sheet")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_screen_is_told_what_it_was_promised(screen: str, language: str) -> None:
    booth = at(screen)
    booth.visit.language = language  # type: ignore[assignment]
    view = check_view(booth)
    assert (view["screen"], view["language"], view["centre"]) == (screen, language, "Trung tâm")
    assert re.fullmatch(r"\d\d:\d\d", view["clock"])
    assert view["step"]["count"] == 5
    assert view["busy"] is (screen in ("scanning", "submitting"))


@pytest.mark.parametrize("screen", SCREENS)
def test_each_action_has_a_handler(screen: str) -> None:
    for action in TABLE[screen][1] | COMMON_ACTIONS:
        assert hasattr(Visit, f"_act_{action}"), action


def test_the_table_of_timely_actions_is_the_page() -> None:
    on_page = {action: {screen for screen, (_, actions) in TABLE.items() if action in actions} for action in ACTIONS}
    assert {action: set(screens) for action, screens in timely(Visit).items() if action != "back"} == on_page


def test_no_handler_that_the_page_does_not_know() -> None:
    known = {f"_act_{action}" for _, actions in TABLE.values() for action in actions} | {f"_act_{action}" for action in COMMON_ACTIONS}
    assert {name for name in dir(Visit) if name.startswith("_act_")} == known


@pytest.mark.parametrize("screen", SCREENS)
def test_can_back_is_what_back_does(screen: str) -> None:
    booth = at(screen)
    can = booth.view()["can_back"]
    booth.act("back")
    assert (booth.screen != screen or (screen == "form" and booth.view()["group"]["index"] != 1)) is can


def test_steps_go_up() -> None:
    order = ("language", "card", "confirm", "procedures", "cases", "papers", "scanning", "pages", "form", "review", "submitting")
    indices = [at(screen).view()["step"]["index"] for screen in order]
    assert indices == sorted(indices)
    assert indices[0] == 0
    assert indices[-1] == 5


@pytest.mark.parametrize("procedure", [p.code for p in at("procedures").visit.catalogue.procedures])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_procedure_can_be_walked_through(procedure: str, language: str) -> None:
    """Each case of each shipped procedure: the facts, its papers, its form, the review."""
    for case in at("procedures").visit.catalogue.procedure(procedure).cases:
        booth = at("procedures")
        booth.visit.language = language  # type: ignore[assignment]
        booth.act("choose_procedure", code=procedure)
        check_view(booth)
        booth.act("choose_case", id=case.id)
        check_view(booth)
        booth.act("have_papers")
        for row in check_view(booth)["rows"]:
            if row["kind"] != "form":
                booth.act("not_at_hand", row=row["id"], value=True)
        booth.act("continue")
        while booth.screen == "form":
            check_view(booth)
            if (members := booth.view()["members"]) and not members["items"]:
                check_view(booth.act("add_member").answer_what_is_open())
                check_view(booth.act("continue"))
            group = booth.answer_what_is_open().visit.present_group()
            check_view(booth)
            booth.act("continue")
            assert booth.screen == "receiving" or booth.visit.present_group() != group, booth.visit.errors
        check_view(booth.act("receive", way="post"))
        check_view(booth.act("answer", field="phone", text="0912 345 678").act("continue"))
        view = check_view(booth.act("continue"))
        assert booth.screen == "review"
        assert view["whole"] in ("complete", "officer")
        booth.sign().act("submit").kept()
        check_view(booth)


# Untimely touches

SENSIBLE: dict[str, dict[str, object]] = {
    "answer": {"field": "name", "text": "x"},
    "choose_language": {"language": "vi"},
    "choose_procedure": {"code": PROCEDURE},
    "choose_case": {"id": CASE},
    "look": {"row": PAPER},
    "not_at_hand": {"row": PAPER, "value": True},
    **{action: {"id": "0" * 32} for action in ("remove_page", "restore_page", "keep_page", "turn_page", "zoom")},
    "move_page": {"id": "0" * 32, "to": 0},
    "rescan": {"id": "0" * 32, "source": "feeder"},
    "place": {"pages": ["0" * 32], "row": PAPER},
    "confirm_row": {"row": PAPER},
    "scan": {"row": PAPER, "source": "feeder"},
    "search": {"text": "khai sinh"},
    "tick": {"purpose": "file", "value": True},
    "receive": {"way": "centre"},
    "claim": {"exemption": ""},
    "signing": {"value": True},
    "sign": {"strokes": [[[0.5, 0.5]]]},
    "cannot_sign": {"value": True},
    "give": {"rating": "poor"},
    "because": {"reason": "slow"},
}


@pytest.mark.parametrize("screen", SCREENS)
def test_an_action_of_another_screen_does_nothing(screen: str) -> None:
    booth = at(screen)
    before, work = booth.view(), list(booth.work)
    for action in sorted(ACTIONS - TABLE[screen][1]):
        booth.act(action, **SENSIBLE.get(action, {}))
        assert booth.view() == before, action
        assert booth.work == work, action


@pytest.mark.parametrize("screen", SCREENS)
def test_a_double_touch_is_one_touch(screen: str) -> None:
    """Whatever leads to another screen, led there already when the second touch comes."""
    for action in sorted(TABLE[screen][1]):
        booth = at(screen).act(action, **SENSIBLE.get(action, {}))
        if booth.screen == screen or action in TABLE[booth.screen][1] | {"search"}:
            continue
        after, work = booth.view(), list(booth.work)
        booth.act(action, **SENSIBLE.get(action, {}))
        assert (booth.view(), booth.work) == (after, work), action


def test_unknown_actions_and_other_values_do_nothing() -> None:
    booth = at("papers")
    before = booth.view()
    for action, values in (
        ("nonsense", {}),
        ("", {}),
        ("scan", {}),
        ("scan", {"row": PAPER}),
        ("look", {"row": PAPER, "more": 1}),
        ("back", {"x": 1}),
        ("not_at_hand", {"id": PAPER}),
    ):
        booth.act(action, **values)
    assert booth.view() == before


def test_call_officer_on_every_screen() -> None:
    for screen in SCREENS:
        booth = at(screen).act("call_officer")
        assert (booth.screen, booth.view()["help"]) == (screen, True)
        assert booth.act("officer_done").view()["help"] is False


# Anything, in any order


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_three_hundred_steps_anyhow(seed: int) -> None:
    """The view never raises, every screen keeps its promise, and there is always a way on."""
    walk = Walk(seed)
    for _ in range(300):
        walk.step()
    walk.way_out()


def test_the_walk_comes_far() -> None:
    """Else it would prove little: together, a few walks see every screen."""
    seen: set[str] = set()
    for seed in range(12):
        walk = Walk(seed)
        for _ in range(300):
            walk.step()
            seen.add(walk.booth.screen)
    assert seen == set(SCREENS) - {"out_of_service"}
