"""Everything can be done without touching: Tab and arrows go from control to control, Enter and space touch the one that is ringed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest

from kiosk.texts import Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES, find, get, is_control, is_input, is_shown, place, tap, viewport, walk

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture(params=(SIZES[0], SIZES[2]), ids=lambda size: f"{size[0]}x{size[1]}")
def stage(request: pytest.FixtureRequest, sentences: Texts) -> Iterator[Stage]:
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), request.param, fade=0)
    stage.window.requestActivate()
    wait(20)
    yield stage
    stage.close()


@pytest.fixture
def low(sentences: Texts) -> Iterator[Stage]:
    """The lowest screen, where size makes no other difference."""
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), SIZES[2], fade=0)
    stage.window.requestActivate()
    wait(20)
    yield stage
    stage.close()


def press(stage: Stage, key: Qt.Key) -> None:
    QTest.keyClick(stage.window, key)
    wait(0)


def ringed(stage: Stage) -> str:
    item = stage.window.property("activeFocusItem")
    return str(item.objectName()) if find(stage, "ring") is not None else ""


def go_to(stage: Stage, name: str) -> None:
    for _ in range(60):
        if ringed(stage) == name:
            return
        press(stage, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {name}")


@pytest.mark.parametrize("sample", ["papers-first", "board", "pages", "card", "person", "review", "procedures", "cases"])
def test_tab_comes_to_every_control_and_brings_it_into_sight(stage: Stage, sample: str) -> None:
    stage.show(samples("vi")[sample])
    wanted = {
        item.objectName()
        for item in walk(stage.window.contentItem())
        if is_shown(item) and (is_control(item) or is_input(item)) and item.isEnabled() and item.objectName() != "scroll-more"
    }
    seen: dict[str, bool] = {}
    for _ in range(3 * len(wanted)):
        press(stage, Qt.Key.Key_Tab)
        item = get(stage, ringed(stage))
        area = viewport(item)
        around = place(area) if area is not None else QRectF(0, 0, stage.window.width(), stage.window.height())
        rect = place(item)
        # What is higher than the room there is shows its beginning.
        seen[item.objectName()] = rect.top() >= around.top() - 2 and (
            rect.bottom() <= around.bottom() + 2 or rect.height() > around.height()
        )
    assert wanted - seen.keys() == set()
    assert [name for name, in_sight in seen.items() if not in_sight] == []


def test_the_ring_lies_around_it(stage: Stage) -> None:
    stage.show(samples("vi")["person"])
    for _ in range(12):
        press(stage, Qt.Key.Key_Down)
        stage.lay_out()
        around = place(get(stage, "ring"))
        item = place(get(stage, ringed(stage)))
        assert around.contains(item)
        assert around.height() < item.height() + 30
        assert around.intersects(QRectF(0, 0, stage.window.width(), stage.window.height()))


def test_arrows_go_the_same_way_as_tab(low: Stage) -> None:
    low.show(samples("vi")["papers-first"])
    by_tab, by_arrows = [], []
    for key, found in ((Qt.Key.Key_Tab, by_tab), (Qt.Key.Key_Down, by_arrows)):
        for _ in range(5):
            press(low, key)
            found.append(ringed(low))
        for _ in range(5):
            press(low, Qt.Key.Key_Up)
    assert by_tab == by_arrows
    press(low, Qt.Key.Key_Right)
    press(low, Qt.Key.Key_Right)
    there = ringed(low)
    press(low, Qt.Key.Key_Left)
    press(low, Qt.Key.Key_Right)
    assert ringed(low) == there


def test_a_field_is_written_by_switches_alone(low: Stage) -> None:
    """Tab and Enter: the field opens, the ring walks the keys and stays on them until the field is done."""
    low.show(samples("vi")["person"])
    go_to(low, "field-name")
    press(low, Qt.Key.Key_Return)
    assert ringed(low) == "key-q"
    for name in ("key-backspace", "key-a", "key-n", "key-tone-s"):
        go_to(low, name)
        press(low, Qt.Key.Key_Return)
        assert ringed(low) == name
    assert get(low, "field-name").property("text") == "Nguyễn Văn Aán"
    press(low, Qt.Key.Key_Up)
    press(low, Qt.Key.Key_Down)
    assert ringed(low).startswith("key-")
    go_to(low, "key-next")
    press(low, Qt.Key.Key_Space)
    wait(0)
    assert ringed(low).startswith("key-"), "on the keys of the next field"
    go_to(low, "key-1")
    press(low, Qt.Key.Key_Space)
    assert get(low, "field-born").property("text") == "1"
    press(low, Qt.Key.Key_Escape)
    assert find(low, "key-done") is None
    assert low.visit.acts[-1] == ("answer", {"field": "born", "text": "1"})


def test_the_method_is_chosen_by_switches_alone(low: Stage) -> None:
    low.show(samples("vi")["person"])
    go_to(low, "field-name")
    press(low, Qt.Key.Key_Return)
    go_to(low, "key-method")
    press(low, Qt.Key.Key_Return)
    wait(0)
    go_to(low, "method-vni")
    press(low, Qt.Key.Key_Return)
    wait(0)
    assert low.keyboard.property("method") == "vni"
    assert ringed(low).startswith("key-")


def test_tab_takes_the_typing_along_from_field_to_field(low: Stage) -> None:
    low.show(samples("vi")["person"])
    go_to(low, "field-name")
    QTest.keyClick(low.window, "h")
    wait(0)
    assert get(low, "field-name").property("text").endswith("Anh")
    press(low, Qt.Key.Key_Tab)
    assert low.visit.acts[-1] == ("answer", {"field": "name", "text": "Nguyễn Văn Anh"})
    QTest.keyClick(low.window, "1")
    wait(0)
    assert get(low, "field-born").property("text") == "1"
    press(low, Qt.Key.Key_Backtab)
    assert get(low, "field-name").property("active")


def reached_by_tab(stage: Stage) -> set[str]:
    found = set()
    for _ in range(12):
        press(stage, Qt.Key.Key_Tab)
        found.add(ringed(stage))
    return found


def test_a_question_lets_nothing_else_be_reached(low: Stage) -> None:
    low.show(samples("vi")["papers-first"])
    go_to(low, "ask-leave")
    press(low, Qt.Key.Key_Return)
    assert reached_by_tab(low) == {"leave-stay", "action-leave"}
    low.show(samples("vi")["papers-first"] | {"idle": {"asking": True, "seconds": 20}})
    assert reached_by_tab(low) == {"action-still_here"}
    press(low, Qt.Key.Key_Escape)
    assert low.visit.acts == [("still_here", {})]
    low.show(samples("vi")["papers-first"])
    assert reached_by_tab(low) == {"leave-stay", "action-leave"}
    press(low, Qt.Key.Key_Escape)
    assert find(low, "leave-dialog") is None
    assert low.visit.acts == [("still_here", {})], "to stay sends nothing"


def test_escape_puts_away_what_lies_over_the_screen_and_then_goes_back(low: Stage) -> None:
    low.show(samples("vi")["person"])
    tap(low, "ask-access")
    press(low, Qt.Key.Key_Escape)
    assert find(low, "access-panel") is None
    tap(low, "field-name")
    press(low, Qt.Key.Key_Escape)
    assert find(low, "key-done") is None
    assert low.visit.acts == []
    press(low, Qt.Key.Key_Escape)
    assert low.visit.acts == [("back", {})]
    low.show(samples("vi")["pages-closely"])
    press(low, Qt.Key.Key_Escape)
    assert low.visit.acts[-1] == ("zoom", {"id": ""})


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_enter_and_space_are_a_touch(stage: Stage, key: Qt.Key) -> None:
    stage.show(samples("vi")["papers-first"])
    go_to(stage, "action-scan_stack")
    press(stage, key)
    assert stage.visit.acts == [("scan_stack", {})]


def test_a_page_goes_to_its_row_by_keyboard_alone(stage: Stage) -> None:
    stage.show(samples("vi")["board"])
    go_to(stage, "sheet-p5")
    press(stage, Qt.Key.Key_Space)
    go_to(stage, "place-gplx")
    press(stage, Qt.Key.Key_Return)
    assert stage.visit.acts == [("place", {"pages": ["p5"], "row": "gplx"})]


@pytest.mark.parametrize(("sample", "way_out"), [("pages-closely", "viewer-close"), ("board-closely", "viewer-close")])
def test_what_lies_below_is_out_of_reach(stage: Stage, sample: str, way_out: str) -> None:
    stage.show(samples("vi")[sample])
    reached = set()
    for _ in range(30):
        press(stage, Qt.Key.Key_Tab)
        reached.add(ringed(stage))
    assert way_out in reached
    assert {name for name in reached if not name.startswith("viewer-")} <= {"ask-access", "ask-leave", "action-call_officer"}


def test_a_touch_and_another_screen_let_the_ring_go(stage: Stage) -> None:
    stage.show(samples("vi")["papers-first"])
    press(stage, Qt.Key.Key_Tab)
    assert ringed(stage)
    tap(stage, "action-back")
    assert not ringed(stage)
    press(stage, Qt.Key.Key_Tab)
    stage.show(samples("vi")["card"])
    assert not ringed(stage)
    press(stage, Qt.Key.Key_Tab)
    press(stage, Qt.Key.Key_Escape)
    assert not ringed(stage)


def test_what_is_typed_goes_to_the_field_and_not_to_a_button(stage: Stage) -> None:
    stage.show(samples("vi")["procedures"])
    press(stage, Qt.Key.Key_Tab)
    tap(stage, "search-field")
    stage.visit.acts.clear()
    QTest.keyClick(stage.window, "a")
    press(stage, Qt.Key.Key_Space)
    QTest.keyClick(stage.window, "b")
    wait(500)  # the search waits for the end of the typing
    assert stage.visit.acts[-1] == ("search", {"text": "a b"})
