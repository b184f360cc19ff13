"""A finger on the screens of a running kiosk: it looks for a control, brings it into sight, touches, drags, writes, types."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QPoint, QPointF, Signal
from PySide6.QtGui import QInputDevice
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.ui import hands

PATIENCE = 20.0
"""A step that takes longer has failed [s]."""
HELD = 0.5
"""A page is held before it is dragged [s]."""
TYPING = ("key-", "field-", "search-field")
"""How the names of such controls begin."""

Steps = Iterator[None]


class Stuck(Exception):  # noqa: N818 not a fault of the kiosk's
    """The screen does not show what the finger waits for."""


class Finger(QObject):
    """Its moves are generators: each step is one look at the screen, so that the screen goes on in between."""

    touching = Signal(str)
    """Just before a control of this name is touched, and `touched` just after it."""
    touched = Signal(str)

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__()
        self._window = window
        self._device = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
        self.touches = 0
        """Beside those of typing (on keys, and into the field that is typed into) and of writing."""

    def find(self, name: str) -> QQuickItem | None:
        """The control of this objectName, if it can be touched now."""
        found = hands.find(self._window.contentItem(), name)
        return found if found is not None and hands.visible(found) else None

    def at_rest(self) -> bool:
        return bool(self._window.property("settled"))

    def press(self, place: QPoint) -> None:
        QTest.touchEvent(self._window, self._device).press(0, place, self._window).commit()

    def move(self, place: QPoint) -> None:
        QTest.touchEvent(self._window, self._device).move(0, place, self._window).commit()

    def release(self, place: QPoint) -> None:
        QTest.touchEvent(self._window, self._device).release(0, place, self._window).commit()

    def type(self, text: str) -> Steps:
        yield from self.until(lambda: self.find("key-backspace") is not None, "the keyboard")
        for key in hands.keys(text):
            yield from self.touch(key)

    def touch(self, name: str) -> Steps:
        """Bring a control into sight and touch it."""
        yield from self.until(lambda: self.find(name) is not None and self.at_rest(), name)
        yield from self.reach(name)
        item = self.find(name)
        if item is None:
            raise Stuck(f"{name} went away")
        place = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        self.touching.emit(name)
        self.touches += not name.startswith(TYPING)
        self.press(place)
        self.release(place)
        self.touched.emit(name)
        yield

    def reach(self, name: str) -> Steps:
        """Flick until the control lies within what its list shows."""
        for attempt in range(30):
            item = self.find(name)
            if item is None:
                raise Stuck(f"{name} went away")
            window = self._window
            area = hands.flickable(item)
            if area is None:
                return
            top = area.mapToScene(QPointF(0, 0)).y()
            bottom = min(top + area.height(), window.height())
            middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).y()
            half = min(item.height() / 2, 40)
            if top + half <= middle <= bottom - half:
                return
            # A flick flies on when the machine is busy: each further one is more careful.
            most = (bottom - top) * 0.6 / (1 + attempt / 2)
            way = max(-most, min(most, (top + bottom) / 2 - middle))
            # At the edge, where no page lies that a finger could take along.
            x = round(area.mapToScene(QPointF(area.width() - 6, 0)).x())
            start = round((top + bottom) / 2 - way / 2)
            self.press(QPoint(x, start))
            for part in range(1, 9):
                self.move(QPoint(x, round(start + way * part / 8)))
                yield from self.wait(0.01)
            for part in range(6):
                # Held still before it is let go.
                self.move(QPoint(x, round(start + way) + part % 2))
                yield from self.wait(0.02)
            self.release(QPoint(x, round(start + way)))
            yield from self.until(lambda area=area: not area.property("moving"), "the list to rest")
        raise Stuck(f"{name} does not come into sight")

    def drag(self, name: str, target: str, *, before_release: Callable[[], None]) -> Steps:
        """A finger takes a control to another one; at the edge the list comes along."""
        yield from self.reach(name)
        item, goal = self.find(name), self.find(target)
        area = hands.flickable(item) if item is not None else None
        if item is None or goal is None or area is None:
            raise Stuck(f"{name} or {target} is not there")
        here = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        top, bottom = (area.mapToScene(QPointF(0, y)).y() for y in (0, area.height()))
        self.touches += 1
        self.press(here.toPoint())
        yield from self.wait(HELD)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            # The heading of the place: no page lies there.
            wanted = goal.mapToScene(QPointF(goal.width() * 0.7, 12))
            near = QPointF(wanted.x(), max(top + 10, min(bottom - 10, wanted.y())))
            way = near - here
            step = min(1.0, 40 / max(1.0, abs(way.x()) + abs(way.y())))
            here += way * step
            self.move(here.toPoint())
            yield from self.wait(0.02)
            if step == 1.0 and near == wanted:
                break
        before_release()
        self.release(here.toPoint())
        yield

    def write(self, name: str, strokes: list[list[list[float]]]) -> Steps:
        """Strokes on a control: points in parts of its width and height."""
        yield from self.until(lambda: self.find(name) is not None, name)
        pad = self.find(name)
        if pad is None:
            raise Stuck(f"{name} went away")
        for stroke in strokes:
            places = [pad.mapToScene(QPointF(x * pad.width(), y * pad.height())).toPoint() for x, y in stroke]
            self.press(places[0])
            for place in places[1:]:
                self.move(place)
                yield from self.wait(0.02)
            self.release(places[-1])
            yield from self.wait(0.05)

    def until(self, true: Any, what: str, patience: float = PATIENCE) -> Steps:
        end = time.monotonic() + patience
        while not true():
            if time.monotonic() > end:
                raise Stuck(f"waited for {what}")
            yield

    def wait(self, seconds: float) -> Steps:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            yield
