"""A screen that has gone leaves nothing behind: after hundreds of visitors a kiosk is as light as after the first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLoggingCategory, QMessageLogContext, QtMsgType, qInstallMessageHandler

from kiosk.texts import Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES

ROUNDS = 6
LEAST = 5000
"""What one view holds, and so what would stay of each screen [byte]. On a busy machine a collection may see a screen that is just going."""
LIVE = re.compile(r"Regular item memory after GC: (\d+)")


@pytest.fixture
def live() -> Iterator[list[int]]:
    """What the screens' JavaScript holds after each collection [byte], as its collector says."""
    found: list[int] = []

    def take(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if told := LIVE.search(message):
            found.append(int(told[1]))

    before = qInstallMessageHandler(take)
    QLoggingCategory.setFilterRules("qt.qml.gc.*=true")
    yield found
    QLoggingCategory.setFilterRules("")
    qInstallMessageHandler(before)


def test_what_the_screens_hold_does_not_grow(qapp: object, sentences: Texts, live: list[int]) -> None:
    views = samples("vi")
    stage = Stage(views["attract"], sentences.all("vi"), SIZES[0], fade=0)
    # A reading aloud holds its screen until it is over.
    stage.speech.close()
    try:
        held = []
        for _ in range(ROUNDS):
            for name in ("needs", "papers", "pages", "form", "review", "attract"):
                stage.visit.show(views[name])
                wait(0)
            for _ in range(3):
                wait(0)
                stage.engine.collectGarbage()
            held.append(live[-1])
    finally:
        stage.close()
    # The first round makes what is kept for good.
    assert held[-1] - held[1] < (ROUNDS - 2) * LEAST, held
