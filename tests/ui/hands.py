"""A resident's hands and eyes: find things on the screen by their object name, touch them, see how they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.texts import Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples

SIZES = ((1080, 1920), (1920, 1080), (1024, 768))


@cache
def finger() -> QPointingDevice:
    return QTest.createTouchDevice()


def unit(size: tuple[int, int]) -> float:
    """Theme.unit, worked out once more."""
    width, height = size
    return max(0.6, min(width / 1080, height / 1600) if height >= width else min(width / 1400, height / 1080))


def is_shown(item: QQuickItem) -> bool:
    return bool(item.isVisible() and item.width() > 0 and item.height() > 0)


def walk(item: QQuickItem) -> Iterator[QQuickItem]:
    """All shown items; list delegates are found only by childItems()."""
    yield item
    for child in item.childItems():
        if child.isVisible():
            yield from walk(child)


def stage_of(*sizes: tuple[int, int], first: str = "attract") -> Any:
    """A fixture `stage`: the screens in a window of each of these sizes, beginning with this sample in Vietnamese."""

    @pytest.fixture(params=sizes, ids=lambda size: f"{size[0]}x{size[1]}")
    def stage(request: pytest.FixtureRequest, sentences: Texts) -> Iterator[Stage]:
        made = Stage(samples("vi")[first], sentences.all("vi"), request.param, fade=0)
        yield made
        made.close()

    return stage


def is_input(item: QQuickItem) -> bool:
    """Whether it is an InputBox. Not by its meta object: those of QML go with their engine, and a wrapper that Python keeps of one is then
    taken for whatever item comes to lie at the same address."""
    return item.property("cursorPosition") is not None and item.property("vietnamese") is not None


def find(stage: Stage, name: str) -> QQuickItem | None:
    return next((item for item in walk(stage.window.contentItem()) if item.objectName() == name and is_shown(item)), None)


def get(stage: Stage, name: str) -> QQuickItem:
    item = find(stage, name)
    assert item is not None, f"{name} is not on the screen"
    return item


def names(stage: Stage) -> list[str]:
    return [item.objectName() for item in walk(stage.window.contentItem()) if item.objectName() and is_shown(item)]


def place(item: QQuickItem) -> QRectF:
    """Where it lies in the window."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def viewport(item: QQuickItem) -> QQuickItem | None:
    """The scrolled area that it stands in."""
    above = item.parentItem()
    while above is not None and above.objectName() != "scroll-area":
        above = above.parentItem()
    return above


def is_control(item: QQuickItem) -> bool:
    """Something that takes touches of its own."""
    return item.property("pressed") is not None and item.inherits("QQuickAbstractButton")


@dataclass(frozen=True)
class Touch:
    stage: Stage

    def down(self, point: QPointF) -> None:
        QTest.touchEvent(self.stage.window, finger()).press(0, self._at(point), self.stage.window).commit()

    def move(self, point: QPointF) -> None:
        QTest.touchEvent(self.stage.window, finger()).move(0, self._at(point), self.stage.window).commit()

    def up(self, point: QPointF) -> None:
        QTest.touchEvent(self.stage.window, finger()).release(0, self._at(point), self.stage.window).commit()

    @staticmethod
    def _at(point: QPointF) -> QPoint:
        return point.toPoint()


def tap(stage: Stage, name: str) -> None:
    """Touch it and let go, as a person would: scrolls first with the strip when it is out of sight."""
    stage.lay_out()
    item = get(stage, name)
    area = viewport(item)
    for _ in range(20):
        if area is None or _in_sight(item, area):
            break
        more = get(stage, "scroll-more")
        point = place(more).center()
        Touch(stage).down(point)
        Touch(stage).up(point)
        while area.parentItem().property("gliding"):
            wait(10)
    point = place(item).center()
    assert stage.window.contentItem().boundingRect().contains(point), f"{name} is out of the window"
    Touch(stage).down(point)
    Touch(stage).up(point)
    wait(0)


def _in_sight(item: QQuickItem, area: QQuickItem) -> bool:
    return place(area).contains(place(item).center())
