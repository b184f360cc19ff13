"""Typing into the screens with the kiosk's own keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from kiosk.texts import Language, Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.complaints import complaints
from tests.ui.hands import SIZES, Touch, find, get, is_input, names, place, stage_of, tap, viewport, walk

pytestmark = pytest.mark.usefixtures("quiet")


stage = stage_of(SIZES[0], SIZES[2])


@pytest.fixture
def upright(sentences: Texts) -> Iterator[Stage]:
    """One size, where size makes no difference."""
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), SIZES[0], fade=0)
    stage.window.requestActivate()
    wait(20)
    yield stage
    stage.close()


def keys(stage: Stage, *pressed: str) -> None:
    for key in pressed:
        tap(stage, f"key-{key}")


def written(stage: Stage, field: str = "address") -> str:
    return str(get(stage, f"field-{field}").property("text"))


def done(stage: Stage) -> list[tuple[str, dict[str, object]]]:
    """What was sent, without the letters on the way."""
    return [act for act in stage.visit.acts if act[0] != "typing"]


def test_a_name_with_tones(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-address")
    keys(stage, "shift", "đ", "ư", "ơ", "tone-f", "n", "g", "space", "shift", "h", "o", "a", "tone-f", "1", "x", "backspace", "done")
    assert done(stage) == [("answer", {"field": "address", "text": "Đường Hòa1"})]
    assert find(stage, "key-done") is None


@pytest.mark.parametrize(("method", "pressed"), [("telex", "DDuowngf"), ("vni", "D9uo7ng2")])
def test_by_telex_and_vni(stage: Stage, method: str, pressed: str) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-address")
    keys(stage, "method")
    tap(stage, f"method-{method}")
    assert "key-đ" not in names(stage)
    keys(stage, "shift", *pressed.lower())
    assert written(stage) == "Đường"
    stage.show(samples("vi")["attract"])
    stage.show(samples("vi")["person"])
    tap(stage, "field-address")
    assert "key-đ" in names(stage), "the next visitor finds the centre's method"


def test_capitals_for_one_letter_and_for_good(upright: Stage) -> None:
    upright.show(samples("vi")["person"])
    tap(upright, "field-address")
    keys(upright, "shift", "a", "b", "shift", "shift", "ê", "tone-s", "đ", "shift", "c")
    assert written(upright) == "AbẾĐc"


def test_e_mail_is_no_vietnamese(upright: Stage) -> None:
    upright.show(samples("vi")["form"])
    tap(upright, "field-email")
    upright.keyboard.choose("telex")
    keys(upright, *"saas.dd", "@gmail.com")
    assert written(upright, "email") == "saas.dd@gmail.com"
    assert "key-method" not in names(upright)


def hold(stage: Stage, name: str, milliseconds: int) -> QPointF:
    point = place(get(stage, name)).center()
    Touch(stage).down(point)
    wait(milliseconds)
    return point


def test_a_long_press_offers_letters_to_slide_to(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-address")
    start = hold(stage, "key-a", 900)
    stage.lay_out()
    goal = place(get(stage, "variant-ấ")).center()
    board = min(place(get(stage, name)).top() for name in names(stage) if name.startswith("key-"))
    assert all(place(get(stage, name)).top() > board - 20 for name in names(stage) if name.startswith("variant-")), (
        "the field stays in sight"
    )
    for part in range(1, 6):
        Touch(stage).move(start + (goal - start) * part / 5)
    Touch(stage).up(goal)
    wait(0)
    assert written(stage) == "ấ"
    assert find(stage, "variant-ấ") is None


def test_a_long_press_offers_letters_to_touch(upright: Stage) -> None:
    upright.show(samples("vi")["person"])
    tap(upright, "field-address")
    keys(upright, "shift")
    Touch(upright).up(hold(upright, "key-d", 900))
    wait(0)
    assert written(upright) == ""
    tap(upright, "variant-Đ")
    assert written(upright) == "Đ"
    Touch(upright).up(hold(upright, "key-e", 900))
    wait(0)
    tap(upright, "key-space")
    assert find(upright, "variant-ế") is None, "a touch beside puts them away"
    assert written(upright) == "Đ"


def test_a_finger_sees_what_it_presses_and_backspace_goes_on(upright: Stage) -> None:
    upright.show(samples("vi")["person"])
    tap(upright, "field-address")
    keys(upright, *"abcdefgh")
    point = hold(upright, "key-k", 20)
    assert find(upright, "pressed-letter") is not None
    Touch(upright).up(point)
    wait(0)
    assert find(upright, "pressed-letter") is None
    point = hold(upright, "key-backspace", 1500)
    Touch(upright).up(point)
    wait(0)
    assert len(written(upright)) < 7


def test_from_field_to_field(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-name")
    keys(stage, "x", "next")
    assert done(stage)[0][1]["field"] == "name"
    keys(stage, *"15081998", "next", "a")
    assert done(stage)[1] == ("answer", {"field": "born", "text": "15/08/1998"})
    assert written(stage) == "a"
    assert "key-next" not in names(stage), "it is the last one"


def plug(stage: Stage, *events: str | Qt.Key) -> None:
    for event in events:
        for one in event if isinstance(event, str) else (event,):
            QTest.keyClick(stage.window, one)
    wait(0)


def test_a_plugged_keyboard_goes_through_the_same_engine(upright: Stage) -> None:
    upright.show(samples("vi")["person"])
    tap(upright, "field-address")
    plug(upright, "DDuowngf", Qt.Key.Key_Space, "Hoaf")
    assert written(upright) == "Đường Hòa"
    plug(upright, Qt.Key.Key_Home, Qt.Key.Key_Delete, "d", Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Backspace)
    assert written(upright) == "dường òa"
    upright.keyboard.choose("vni")
    plug(upright, Qt.Key.Key_End, " to63")
    assert written(upright) == "dường òa tổ"
    plug(upright, Qt.Key.Key_Return)
    assert find(upright, "key-done") is None


def test_nothing_is_left_of_the_last_visitor(upright: Stage) -> None:
    secret = "bismarck"
    upright.show(samples("vi")["person"])
    for field in ("address", "name"):
        tap(upright, f"field-{field}")
        keys(upright, *secret)
    assert secret in "".join(texts_of(upright)), "the search finds what is there"
    upright.show(samples("vi")["goodbye"])
    upright.show(samples("vi")["attract"])
    upright.engine.collectGarbage()
    wait(20)
    assert [text for text in texts_of(upright) if secret in text] == []
    assert secret not in repr(vars(upright.keyboard))
    assert QGuiApplication.clipboard().text() == ""


def texts_of(stage: Stage) -> Iterator[str]:
    """Every text in a property of any object below the window, as QML itself lists them."""
    listed = stage.engine.evaluate(
        "(function(thing) { return Object.keys(thing).map(name => thing[name]).filter(one => typeof one === 'string'); })"
    )
    window = stage.window
    for thing in {id(one): one for one in [window, *window.findChildren(QObject), *walk(window.contentItem())]}.values():
        yield from (str(text) for text in listed.call([stage.engine.newQObject(thing)]).toVariant() or ())


def test_a_date_gets_its_strokes(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-born")
    assert "key-a" not in names(stage)
    keys(stage, *"15081998", "7", "done")
    assert done(stage) == [("answer", {"field": "born", "text": "15/08/1998"})]


def test_no_more_than_fits(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    tap(stage, "field-number")
    keys(stage, *"1234567", "done")
    assert done(stage) == [("answer", {"field": "number", "text": "077098001234"})]


def test_an_answer_counts_when_another_field_is_touched(stage: Stage) -> None:
    stage.show(samples("vi")["form"])
    tap(stage, "field-email")
    keys(stage, "a", "n", "@gmail.com")
    tap(stage, "field-issued")
    assert done(stage) == [("answer", {"field": "email", "text": "an@gmail.com"})]


def test_calling_an_officer_keeps_what_was_typed(stage: Stage) -> None:
    stage.show(samples("vi")["form"])
    tap(stage, "field-fee")
    keys(stage, "5", "0")
    tap(stage, "action-call_officer")
    assert done(stage) == [("answer", {"field": "fee", "text": "50"}), ("call_officer", {})]


def test_searching_while_typing(stage: Stage) -> None:
    stage.show(samples("vi")["procedures"])
    tap(stage, "search-field")
    keys(stage, *"khai")
    for _ in range(50):
        if stage.visit.acts:
            break
        wait(10)
    assert stage.visit.acts == [("search", {"text": "khai"})]
    stage.show(samples("vi")["procedures"] | {"query": "khai"})
    assert get(stage, "search-field").property("text") == "khai"
    assert find(stage, "key-done") is not None


def test_a_new_view_does_not_take_the_text_away(stage: Stage) -> None:
    view = samples("vi")["form"]
    stage.show(view)
    tap(stage, "field-email")
    keys(stage, "a")
    stage.show(view | {"clock": "08:42"})
    keys(stage, "b", "done")
    assert done(stage) == [("answer", {"field": "email", "text": "ab"})]


def test_a_long_list_opens_over_the_form(stage: Stage) -> None:
    stage.show(samples("vi")["form-choices"])
    tap(stage, "field-province")
    tap(stage, "choice-province-p9")
    assert done(stage) == [("answer", {"field": "province", "text": "p9"})]
    assert find(stage, "picker-close") is None


CHOSEN: list[tuple[tuple[int, int], int, bool, Language]] = [
    (SIZES[0], 1, False, "vi"),
    (SIZES[0], 4, False, "en"),
    (SIZES[0], 1, True, "en"),
    (SIZES[1], 1, False, "en"),
    (SIZES[1], 4, False, "vi"),
    (SIZES[2], 1, False, "vi"),
    (SIZES[2], 4, False, "en"),
]
"""Screen, text size, reach mode, language."""


@pytest.fixture(params=CHOSEN, ids=lambda given: f"{given[0][0]}x{given[0][1]}-{given[1]}{'-reach' * given[2]}-{given[3]}")
def set_up(request: pytest.FixtureRequest, sentences: Texts) -> Iterator[tuple[Stage, dict[str, dict[str, Any]]]]:
    """A screen, and its samples with what was chosen for reading."""
    size, text_size, reach, language = request.param
    views = {
        name: view | {"access": view["access"] | {"text_size": text_size, "reach": reach}}
        for name, view in samples(language).items()
        if name in ("attract", "person", "form", "procedures")
    }
    stage = Stage(views["attract"], sentences.all(language), size, fade=0)
    yield stage, views
    stage.close()


def test_the_keyboard_never_hides_the_field(set_up: tuple[Stage, dict[str, dict[str, Any]]]) -> None:
    stage, views = set_up
    for sample in ("form", "procedures"):
        stage.show(views[sample])
        tap(stage, next(name for name in names(stage) if is_input(get(stage, name))))
        seen = []
        while True:
            name = typed_into(stage)
            seen.append(name)
            assert above_the_keys(stage, name), (sample, name)
            if "key-next" not in names(stage):
                break
            tap(stage, "key-next")
        assert len(seen) == len(set(seen)) >= (4 if sample == "form" else 1)
        stage.show(views[sample] | {"help": True})
        assert above_the_keys(stage, name), f"{sample}, {name}, an officer was called"
        tap(stage, "key-done")


def typed_into(stage: Stage) -> str:
    return next(str(item.objectName()) for item in walk(stage.window.contentItem()) if is_input(item) and item.property("active"))


def above_the_keys(stage: Stage, name: str) -> bool:
    stage.lay_out()
    box, area = place(get(stage, name)), viewport(get(stage, name))
    keyboard = min(place(get(stage, key)).top() for key in names(stage) if key.startswith("key-"))
    return box.bottom() <= keyboard and (area is None or place(area).adjusted(0, -1, 0, 1).contains(box))


def test_every_layout_is_whole_and_large_enough(set_up: tuple[Stage, dict[str, dict[str, Any]]]) -> None:
    stage, views = set_up
    found: list[str] = []
    for sample, field in (("person", "address"), ("person", "name"), ("person", "born"), ("form", "email")):
        stage.show(views["attract"])
        stage.show(views[sample])
        tap(stage, f"field-{field}")
        for method in ("direct", "telex", "vni") if field == "address" else ("direct",):
            stage.keyboard.choose(method)
            stage.lay_out()
            found += [f"{field}, {method}: {one}" for one in complaints(stage)]
        if field == "name":
            keys(stage, "method")
            stage.lay_out()
            found += [one for one in complaints(stage) if "over each other" not in one]
            tap(stage, "method-direct")
    assert found == []
