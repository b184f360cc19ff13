"""No key, gesture, touch or plugged keyboard leaves the application, opens another window or takes something out of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent, QKeyEvent
from PySide6.QtTest import QTest

from kiosk.texts import Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.hands import finger, tap

pytestmark = pytest.mark.usefixtures("quiet")

Key, Mod = Qt.Key, Qt.KeyboardModifier
SCREENS = ("attract", "language", "form", "pages", "board", "review", "submitted", "failsafe", "out_of_service")
WAYS_OUT = [
    (Key.Key_F4, Mod.AltModifier), (Key.Key_Q, Mod.ControlModifier), (Key.Key_W, Mod.ControlModifier), (Key.Key_N, Mod.ControlModifier),
    (Key.Key_O, Mod.ControlModifier), (Key.Key_P, Mod.ControlModifier), (Key.Key_S, Mod.ControlModifier), (Key.Key_T, Mod.ControlModifier),
    (Key.Key_A, Mod.ControlModifier), (Key.Key_C, Mod.ControlModifier), (Key.Key_V, Mod.ControlModifier), (Key.Key_X, Mod.ControlModifier),
    (Key.Key_Insert, Mod.ShiftModifier), (Key.Key_Insert, Mod.ControlModifier), (Key.Key_F10, Mod.ShiftModifier),
    (Key.Key_Delete, Mod.ControlModifier | Mod.AltModifier), (Key.Key_Backspace, Mod.ControlModifier | Mod.AltModifier),
    (Key.Key_F1, Mod.ControlModifier | Mod.AltModifier), (Key.Key_F2, Mod.ControlModifier | Mod.AltModifier),
    (Key.Key_T, Mod.ControlModifier | Mod.AltModifier), (Key.Key_L, Mod.MetaModifier), (Key.Key_R, Mod.MetaModifier),
    (Key.Key_D, Mod.MetaModifier),
    *((key, Mod.NoModifier) for key in (
        Key.Key_F1, Key.Key_F3, Key.Key_F5, Key.Key_F6, Key.Key_F7, Key.Key_F10, Key.Key_F11, Key.Key_F12, Key.Key_Print,
        Key.Key_SysReq, Key.Key_Pause, Key.Key_Menu, Key.Key_Meta, Key.Key_Super_L, Key.Key_HomePage, Key.Key_Back, Key.Key_Forward,
        Key.Key_Refresh, Key.Key_Search, Key.Key_LaunchMail, Key.Key_Launch0, Key.Key_Calculator, Key.Key_Explorer, Key.Key_Terminal,
        Key.Key_PowerOff, Key.Key_PowerDown, Key.Key_Sleep, Key.Key_Suspend, Key.Key_Hibernate, Key.Key_LogOff, Key.Key_Eject, Key.Key_Help,
        Key.Key_Copy, Key.Key_Cut, Key.Key_Paste, Key.Key_Open, Key.Key_Close, Key.Key_TaskPane, Key.Key_ApplicationLeft,
    )),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(qapp: QGuiApplication, sentences: Texts) -> Iterator[Stage]:
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), (1024, 768), fade=0)
    stage.window.setProperty("closable", False)  # what a kiosk's own window is
    yield stage
    stage.window.setProperty("closable", True)
    stage.close()


@pytest.fixture
def stage(made: Stage) -> Iterator[Stage]:
    made.window.requestActivate()
    QGuiApplication.clipboard().setText("nothing of a resident")
    made.show(samples("vi")["goodbye"])
    yield made
    QGuiApplication.clipboard().clear()


def assert_still_here(stage: Stage) -> None:
    assert [window.objectName() for window in QGuiApplication.topLevelWindows() if window.isVisible()] == [stage.window.objectName()]
    assert stage.window.isVisible()
    assert QGuiApplication.clipboard().text() == "nothing of a resident"


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_leaves_or_takes_anything_out(stage: Stage, screen: str) -> None:
    stage.show(samples("vi")[screen])
    before = stage.picture()
    stage.visit.acts.clear()
    for key, modifiers in WAYS_OUT:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QGuiApplication.sendEvent(stage.window, QKeyEvent(kind, key, modifiers))
    wait(0)
    assert_still_here(stage)
    assert stage.visit.acts == []
    assert stage.picture() == before


@pytest.mark.parametrize("modifier", [Mod.AltModifier, Mod.ControlModifier, Mod.MetaModifier, Mod.MetaModifier | Mod.ShiftModifier])
def test_the_keys_that_go_through_the_controls_stay_among_them(stage: Stage, modifier: Qt.KeyboardModifier) -> None:
    for key in (Key.Key_Tab, Key.Key_Tab, Key.Key_Backtab, Key.Key_Space, Key.Key_Return, Key.Key_Left, Key.Key_Home, Key.Key_Escape):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QGuiApplication.sendEvent(stage.window, QKeyEvent(kind, key, modifier))
    wait(0)
    assert_still_here(stage)


def test_typed_text_can_be_neither_marked_nor_copied(stage: Stage) -> None:
    stage.show(samples("vi")["form"])
    tap(stage, "field-email")
    for key in (Key.Key_A, Key.Key_C, Key.Key_X):
        QTest.keyClick(stage.window, key, Mod.ControlModifier)
    QTest.mouseDClick(stage.window, Qt.MouseButton.LeftButton, Mod.NoModifier, QPoint(300, 400))
    wait(0)
    assert_still_here(stage)


def test_the_window_cannot_be_closed_and_ends_by_signal_only(stage: Stage) -> None:
    assert not stage.window.close()
    QGuiApplication.sendEvent(stage.window, QEvent(QEvent.Type.Close))
    assert_still_here(stage)


@pytest.mark.parametrize("screen", ["attract", "form", "pages", "submitted"])
def test_no_menu_no_tooltip_no_second_button(stage: Stage, screen: str) -> None:
    stage.show(samples("vi")[screen])
    before, middle = stage.picture(), QPoint(512, 300)
    stage.visit.acts.clear()
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton):
        QTest.mouseClick(stage.window, button, Mod.NoModifier, middle)
    QGuiApplication.sendEvent(stage.window, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, middle))
    QGuiApplication.sendEvent(stage.window, QHelpEvent(QEvent.Type.ToolTip, middle, middle))
    wait(0)
    assert_still_here(stage)
    assert stage.visit.acts == []
    assert stage.picture() == before


@pytest.mark.parametrize("fingers", [2, 3, 4, 5])
def test_several_fingers_move_nothing_away(stage: Stage, fingers: int) -> None:
    stage.show(samples("vi")["card"])
    stage.visit.acts.clear()
    places = [QPointF(200 + 120 * number, 330) for number in range(fingers)]
    touch = QTest.touchEvent(stage.window, finger())
    for number, place in enumerate(places):
        touch.press(number, place.toPoint(), stage.window)
    touch.commit()
    for step in (40, 120, 240):
        for number, place in enumerate(places):
            # Towards each other, and up: a pinch and a swipe at once.
            touch.move(number, QPoint(int(place.x() + (512 - place.x()) * step / 300), int(place.y() - step)), stage.window)
        touch.commit()
    for number in range(fingers):
        touch.release(number, QPoint(512, 90), stage.window)
    touch.commit()
    wait(50)
    assert_still_here(stage)
    assert stage.visit.acts == []


@pytest.mark.parametrize("edge", [(2, 380, 500, 380), (1022, 380, 500, 380), (512, 1, 512, 400), (512, 766, 512, 300)])
def test_swipes_from_the_edges_bring_nothing_in(stage: Stage, edge: tuple[int, int, int, int]) -> None:
    stage.show(samples("vi")["card"])
    stage.visit.acts.clear()
    x, y, to_x, to_y = edge
    touch = QTest.touchEvent(stage.window, finger())
    touch.press(0, QPoint(x, y), stage.window).commit()
    for part in (0.2, 0.5, 1):
        touch.move(0, QPoint(int(x + (to_x - x) * part), int(y + (to_y - y) * part)), stage.window).commit()
    touch.release(0, QPoint(to_x, to_y), stage.window).commit()
    wait(50)
    assert_still_here(stage)
    assert stage.visit.acts == []
