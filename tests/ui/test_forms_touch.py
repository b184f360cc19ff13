"""The form's own controls by touch: addresses, dates known in part, members, the long list; nothing cut, nothing too small."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES, find, get, place, stage_of, tap, viewport
from tests.visit.test_form_screens import form_of, to_group

pytestmark = pytest.mark.usefixtures("quiet")


stage = stage_of(SIZES[0], SIZES[2])


def sent(stage: Stage, action: str) -> list[dict[str, Any]]:
    return [values for name, values in stage.visit.acts if name == action]


def press(stage: Stage, *keys: str) -> None:
    for key in keys:
        tap(stage, f"key-{key}")


def test_an_address_by_its_parts_and_as_a_whole(stage: Stage) -> None:
    stage.show(samples("vi")["form-address"])
    tap(stage, "field-home.province")
    tap(stage, "field-there.commune")
    assert sent(stage, "open_list") == [{"field": "home.province"}, {"field": "there.commune"}]
    tap(stage, "field-home.free")
    tap(stage, "field-abroad.free")
    assert sent(stage, "answer") == [{"field": "home.free", "text": "yes"}, {"field": "abroad.free", "text": "no"}]
    tap(stage, "field-home.line")
    press(stage, "1", "done")
    assert sent(stage, "answer")[-1] == {"field": "home.line", "text": "Số 1 Lê Lợi1"}


def test_a_date_of_which_the_year_is_known(stage: Stage) -> None:
    stage.show(samples("vi")["form-kinds"])
    tap(stage, "shape-born-month")
    tap(stage, "field-born")
    press(stage, "0", "3", "1", "9", "5", "0", "7")
    assert get(stage, "field-born").property("text") == "03/1950"
    press(stage, "done")
    assert sent(stage, "answer")[-1] == {"field": "born", "text": "03/1950"}
    assert sent(stage, "typing")[-1] == {"field": "born", "text": "03/1950"}


def test_each_key_is_told_and_the_field_when_it_is_left(stage: Stage) -> None:
    stage.show(samples("vi")["form-kinds"])
    tap(stage, "field-copies")
    press(stage, "backspace")
    assert sent(stage, "typing") == [{"field": "copies", "text": "12"}]
    assert sent(stage, "answer") == []
    press(stage, "done")
    assert sent(stage, "answer") == [{"field": "copies", "text": "12"}]


def test_members(stage: Stage) -> None:
    stage.show(samples("vi")["form-members"])
    tap(stage, "action-edit_member-1")
    tap(stage, "action-remove_member-2")
    tap(stage, "action-undo_member")
    tap(stage, "action-add_member")
    said = [act for act in stage.visit.acts if act[0] != "typing"]
    assert said == [("edit_member", {"number": 1}), ("remove_member", {"number": 2}), ("undo_member", {}), ("add_member", {})]


def test_a_long_list_lies_over_the_form_and_takes_the_touches(stage: Stage) -> None:
    stage.show(samples("vi")["form-kinds"])
    tap(stage, "field-nationality")
    assert sent(stage, "open_list") == [{"field": "nationality"}]
    stage.show(samples("vi")["form-list"])
    tap(stage, "list-search")
    press(stage, "b", "a")
    assert sent(stage, "find_entry")[-1] == {"text": "ba"}
    press(stage, "done")
    grid = get(stage, "list-entries")
    tap(stage, "list-down")
    assert grid.property("contentY") > 0
    tap(stage, "list-up")
    assert grid.property("contentY") == 0
    stage.lay_out()
    tap(stage, "choice-ethnicity-02")
    assert sent(stage, "answer") == [{"field": "ethnicity", "text": "02"}]
    tap(stage, "list-close")
    assert stage.visit.acts[-1] == ("close_list", {})


def test_the_screen_goes_to_the_first_mistake(stage: Stage) -> None:
    view = samples("vi")["form-kinds"]
    stage.show(view)
    stage.show(view | {"jump": "copies#1"})
    wait(50)
    stage.lay_out()
    error = get(stage, "error-copies")
    area = viewport(error)
    assert area is not None
    assert place(area).contains(place(error).center()), "it can be read"
    assert find(stage, "key-done") is None


def test_another_group_begins_at_its_top(stage: Stage) -> None:
    view = samples("vi")["form-kinds"]
    stage.show(view | {"jump": "copies#1"})
    stage.show(view | {"group": {"index": 2, "count": 3}})
    wait(20)
    stage.lay_out()
    area = viewport(get(stage, "field-name"))
    assert area is not None
    assert area.property("contentY") == 0


def test_a_household_is_registered_by_touch(stage: Stage) -> None:
    """The visit itself behind the screens: an address from the lists, then a member."""
    booth = form_of("1.004194", "rented")
    to_group(booth, "place")
    stage.show(booth.view())

    def touch(*targets: str) -> None:
        for name in targets:
            tap(stage, name)
            for action, values in stage.visit.acts:
                booth.act(action, **values)
            stage.visit.acts.clear()
            stage.show(booth.view())

    key = "temporary_address"
    touch(f"field-{key}.province", "list-search", "key-d", "key-a", "key-n", "key-a", "key-done", f"choice-{key}.province-48")
    touch(f"field-{key}.commune", "list-down", "list-up")
    first = booth.view()["picker"]["entries"][0]["id"]
    touch(f"choice-{key}.commune-{first}", f"field-{key}.line", "key-1", "key-2", "key-done")
    assert booth.draft.answers[key].startswith("12, ")
    assert booth.draft.answers[key].endswith(f"Thành phố Đà Nẵng [48/{first}]")
    to_group(booth, "members").act("answer", field="has_members", text="yes").act("continue")
    stage.show(booth.view())
    touch("action-add_member", "action-continue")
    assert booth.view()["fields"][0]["error"], "nothing is told yet"
    touch("field-member.1.member_name", "key-a", "key-n", "key-done")
    assert booth.draft.answers["member.1.member_name"] == "an"
    booth.answer_what_is_open()
    stage.show(booth.view())
    touch("action-continue", "action-remove_member-1", "action-undo_member")
    assert [one["title"] for one in booth.view()["members"]["items"]] == ["an"]
