"""Typing into the screens with the kiosk's own keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.texts import Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES, find, get, names, place, tap, viewport

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture(params=(SIZES[0], SIZES[2]), ids=lambda size: f"{size[0]}x{size[1]}")
def stage(request: pytest.FixtureRequest, sentences: Texts) -> Iterator[Stage]:
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), request.param, fade=0)
    yield stage
    stage.close()


def keys(stage: Stage, *pressed: str) -> None:
    for key in pressed:
        tap(stage, f"key-{key}")


def test_a_name_with_tones(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-address")
    keys(stage, "shift", "đ", "ư", "ơ", "tone-f", "n", "g", "space", "shift", "h", "o", "a", "tone-f", "1", "x", "backspace", "done")
    assert stage.visit.acts == [("answer", {"field": "address", "text": "Đường Hòa1"})]
    assert find(stage, "key-done") is None


def test_an_answer_counts_when_another_field_is_touched(stage: Stage) -> None:
    stage.show(samples("vi")["form"])
    tap(stage, "field-email")
    keys(stage, "a", "n", "@gmail.com")
    tap(stage, "field-issued")
    assert stage.visit.acts == [("answer", {"field": "email", "text": "an@gmail.com"})]


def test_calling_an_officer_keeps_what_was_typed(stage: Stage) -> None:
    stage.show(samples("vi")["form"])
    tap(stage, "field-fee")
    keys(stage, "5", "0")
    tap(stage, "action-call_officer")
    assert stage.visit.acts == [("answer", {"field": "fee", "text": "50"}), ("call_officer", {})]


def test_a_date_gets_its_strokes(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-born")
    assert "key-a" not in names(stage)
    keys(stage, *"15081998", "7", "done")
    assert stage.visit.acts == [("answer", {"field": "born", "text": "15/08/1998"})]


def test_no_more_than_fits(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-number")
    keys(stage, *"1234567", "done")
    assert stage.visit.acts == [("answer", {"field": "number", "text": "077098001234"})]


def test_searching_while_typing(stage: Stage) -> None:
    stage.show(samples("vi")["procedures"])
    tap(stage, "search-field")
    keys(stage, *"khai")
    for _ in range(50):
        if stage.visit.acts:
            break
        wait(10)
    assert stage.visit.acts == [("search", {"text": "khai"})]
    stage.show(samples("vi")["procedures"] | {"query": "khai", "results": samples("vi")["procedures"]["results"][2:3]})
    assert get(stage, "search-field").property("text") == "khai"
    assert find(stage, "key-done") is not None
    tap(stage, "action-choose_procedure-1.001193")
    assert stage.visit.acts[-1] == ("choose_procedure", {"code": "1.001193"})


def test_a_new_view_does_not_take_the_text_away(stage: Stage) -> None:
    view = samples("vi")["form"]
    stage.show(view)
    tap(stage, "field-email")
    keys(stage, "a")
    stage.show(view | {"clock": "08:42"})
    keys(stage, "b", "done")
    assert stage.visit.acts == [("answer", {"field": "email", "text": "ab"})]


def test_a_long_list_opens_over_the_form(stage: Stage) -> None:
    stage.show(samples("vi")["form-choices"])
    tap(stage, "field-province")
    tap(stage, "choice-province-p9")
    assert stage.visit.acts == [("answer", {"field": "province", "text": "p9"})]
    assert find(stage, "picker-close") is None


@pytest.mark.parametrize("sample", ["person", "form"])
def test_the_keyboard_never_hides_the_field(stage: Stage, sample: str) -> None:
    view = samples("vi")[sample]
    for field in view["fields"]:
        if field["kind"] in ("choice", "yes_no") or field["locked"]:
            continue
        for extra in ({}, {"help": True}):
            stage.show(samples("vi")["attract"])
            stage.show(view | extra)
            tap(stage, f"field-{field['id']}")
            stage.lay_out()
            box = get(stage, f"field-{field['id']}")
            area = viewport(box)
            assert area is not None
            keyboard = min(place(get(stage, name)).top() for name in names(stage) if name.startswith("key-"))
            assert place(box).bottom() <= keyboard, field["id"]
            assert place(area).adjusted(0, -1, 0, 1).contains(place(box)), f"{field['id']} with {extra}"
