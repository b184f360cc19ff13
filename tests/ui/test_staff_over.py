"""Staff over the running visit, with the real store behind it: signed in with their PIN, gone again, and the resident where they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtQuick import QQuickItem

from kiosk.store import Audit, Database, Staff
from kiosk.texts import Texts
from kiosk.ui.app import App
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.test_app import enrol, start, view
from tests.ui.test_failsafe import papers

__all__ = ["enrol", "start"]
PIN = "271828"


@pytest.fixture
def app(start: Callable[[], App], enrol: Callable[[], None], tmp_path: Path) -> App:
    enrol()
    database = Database(tmp_path / "state")
    Staff(database, now=lambda: datetime.now(UTC)).add("CB01", "Trần Thị Lan", PIN)
    database.close()
    return start()


def sign_in(app: App, qtbot: Any, pin: str = PIN) -> None:
    app.bridge.act("staff_ask", {})
    qtbot.waitUntil(lambda: bool(view(app)["staff"].get("people")))
    app.bridge.act("staff_who", {"id": "CB01"})
    for key in (*pin, "ok"):
        app.bridge.act("staff_key", {"key": key})
    qtbot.waitUntil(lambda: view(app)["staff"]["state"] != "checking")


def test_the_resident_is_exactly_where_they_were(app: App, qtbot: Any, tmp_path: Path) -> None:
    papers(app, qtbot)
    app.bridge.act("set_text_size", {"size": 3})
    app.bridge.act("switch_language", {"language": "en"})
    before = {key: value for key, value in view(app).items() if key not in ("clock", "staff")}
    sign_in(app, qtbot)
    assert view(app)["staff"]["state"] == "beside"
    app.bridge.act("staff_part", {"part": "machine"})
    qtbot.waitUntil(lambda: len(view(app)["staff"]["machine"]) > 1)
    app.bridge.act("staff_extend", {})
    app.bridge.act("staff_leave", {})
    assert {key: value for key, value in view(app).items() if key not in ("clock", "staff")} == before
    assert app.service is not None
    draft = app.service.visit.draft_or_fail.id
    app.service.workers._store_lane.submit(lambda: None).result(10)
    database = Database(tmp_path / "state")
    audit = Audit(database)
    assert [row.what for row in audit.of(draft)] == ["time extended by CB01", "staff out by CB01"]
    assert [row.what for row in audit.of("CB01")] == ["staff added", "staff in"]
    database.close()


def test_wrong_pins_lock_out_over_the_real_store(app: App, qtbot: Any) -> None:
    sign_in(app, qtbot, "000001")
    for _ in range(4):
        for key in (*"000001", "ok"):
            app.bridge.act("staff_key", {"key": key})
        qtbot.waitUntil(lambda: view(app)["staff"]["state"] != "checking")
    assert view(app)["staff"]["state"] == "locked"


def test_calling_an_officer_is_there_for_the_sync_service(app: App, qtbot: Any) -> None:
    assert app.service is not None
    store = app.service._store
    assert store is not None
    app.bridge.act("start", {})
    app.bridge.act("call_officer", {})
    qtbot.waitUntil(lambda: store.health.called() is not None)
    app.bridge.act("leave", {})
    qtbot.waitUntil(lambda: store.health.called() is None)


@pytest.fixture
def stage(sentences: Texts, qapp: Any) -> Iterator[Stage]:
    made = Stage(samples("vi")["papers"], sentences.all("vi"), (1080, 1920), fade=0)
    yield made
    made.close()


def test_the_emblem_is_held_and_a_tap_on_it_does_nothing(stage: Stage) -> None:
    emblem = stage.window.findChild(QQuickItem, "staff-emblem")
    assert emblem is not None
    middle = emblem.mapToScene(QPointF(emblem.width() / 2, emblem.height() / 2))
    for held, expected in ((100, []), (1800, [("staff_ask", {})])):
        stage.visit.acts.clear()
        for kind, down in ((QEvent.Type.MouseButtonPress, True), (QEvent.Type.MouseButtonRelease, False)):
            buttons = Qt.MouseButton.LeftButton if down else Qt.MouseButton.NoButton
            event = QMouseEvent(kind, middle, middle, Qt.MouseButton.LeftButton, buttons, Qt.KeyboardModifier.NoModifier)
            stage.window.event(event)
            wait(held if down else 0)
        assert stage.visit.acts == expected


def test_what_lies_below_is_out_of_reach(stage: Stage) -> None:
    views = samples("vi")
    for name in ("papers-staff_pin", "papers-staff_papers"):
        stage.show(views[name])
        below = stage.window.findChild(QQuickItem, "action-scan_stack") or stage.window.findChild(QQuickItem, "action-continue")
        assert below is not None
        assert not below.isEnabled()
