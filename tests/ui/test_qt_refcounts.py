"""PySide6 6.12.0 on CPython 3.11 loses a reference to True at each emit() and one to None at each processEvents(), until the process dies.

This fails on any version that does so, before a kiosk does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QGuiApplication

ROUNDS = 5_000
NOISE = 200
"""Other references to these two come and go by themselves."""


class Bell(QObject):
    rung = Signal(bool)


def _ring(bell: Bell) -> None:
    bell.rung.emit(True)


def _process(_: Bell) -> None:
    QCoreApplication.processEvents()


@pytest.mark.parametrize("work", [_ring, _process])
@pytest.mark.parametrize("singleton", [True, False, None])
def test_qt_gives_back_what_it_borrows(qapp: QGuiApplication, work: Callable[[Bell], None], singleton: object) -> None:
    bell = Bell()
    heard: list[bool] = []
    bell.rung.connect(heard.append)
    work(bell)
    heard.clear()
    before = sys.getrefcount(singleton)
    for _ in range(ROUNDS):
        work(bell)
    heard.clear()
    assert abs(sys.getrefcount(singleton) - before) < NOISE
