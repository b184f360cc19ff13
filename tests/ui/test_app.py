"""The application put together: the first screen at once, the rest behind it, and what happens when something is not as it should be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest

from kiosk import logs
from kiosk.catalogue import Procedure
from kiosk.settings import load
from kiosk.store import Enrolments, StoredEnrolment
from kiosk.ui.app import App
from kiosk.ui.bridge import VisitBridge
from kiosk.visit import jobs

CARD = b"077098001234||Nguy\xe1\xbb\x85n V\xc4\x83n An|15081998|Nam|1 L\xc3\xaa L\xe1\xbb\xa3i|01082024"


@pytest.fixture
def enrol(tmp_path: Path) -> Callable[[], None]:
    def enrolled() -> None:
        key = pyrage.x25519.Identity.generate()
        stored = StoredEnrolment(url="http://127.0.0.1:9", portal="Cổng", machine="K01", recipient=str(key.to_public()))
        Enrolments(tmp_path / "state").save(stored, "token")

    return enrolled


@pytest.fixture
def start(tmp_path: Path, qtbot: Any, logging_as_before: None) -> Iterator[Callable[[], App]]:
    """Starts the application on simulated devices; `service` is there when it returns."""
    running: list[App] = []

    def started() -> App:
        file = tmp_path / "kiosk.toml"
        file.write_text(
            f'[kiosk]\nstate = "{tmp_path / "state"}"\nlog = "{tmp_path / "log"}"\n'
            '[scanner]\ndriver = "simulated"\n[reader]\ndriver = "none"\n[printer]\ndriver = "simulated"\n',
            "utf-8",
        )
        app = App(load(file, env={}), windowed=True)
        running.append(app)
        qtbot.waitUntil(lambda: app.service is not None, timeout=20_000)
        return app

    logs.configure(tmp_path / "log", "kiosk")
    yield started
    for app in running:
        app.close()


def view(app: App) -> dict[str, Any]:
    found: dict[str, Any] = app.bridge.property("view")
    return found


def log_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log" / "kiosk.log").read_text("utf-8").splitlines()]


def test_a_kiosk_that_is_not_enrolled_says_so_to_staff_and_opens_when_it_is(
    start: Callable[[], App], enrol: Callable[[], None], qtbot: Any
) -> None:
    app = start()
    assert view(app)["screen"] == "out_of_service"
    assert "kiosk enrol" in view(app)["reason"]

    enrol()
    assert app.service is not None
    app.service.look()  # what the timer does every few seconds
    assert view(app)["screen"] == "attract"
    qtbot.waitUntil(lambda: (view(app)["scanner"], view(app)["printer"]) == ("ready", "ready"))
    app.bridge.act("start", {})
    assert view(app)["screen"] == "language"


def test_a_touch_in_the_first_second_is_not_lost(
    tmp_path: Path, start: Callable[[], App], enrol: Callable[[], None], monkeypatch: Any
) -> None:
    enrol()
    # The window is there and the visit is not yet: exactly when an impatient hand comes.
    monkeypatch.setattr(App, "_load", lambda app, load=App._load: (app.bridge.act("start", {}), load(app)))
    assert view(start())["screen"] == "language"


def agree(bridge: VisitBridge) -> None:
    bridge.act("tick", {"purpose": "file", "value": True})
    bridge.act("agree", {})


def test_what_nobody_foresaw_reaches_the_failsafe_screen_and_keeps_the_draft(
    tmp_path: Path, start: Callable[[], App], enrol: Callable[[], None], qtbot: Any, monkeypatch: Any
) -> None:
    enrol()
    app = start()
    assert app.service is not None
    bridge = app.bridge
    bridge.act("start", {})
    bridge.act("choose_language", {"language": "vi"})
    agree(bridge)
    bridge.tell(jobs.CodeRead(CARD))
    bridge.act("confirm", {})
    qtbot.waitUntil(lambda: view(app)["screen"] == "procedures")
    procedure: Procedure = app.service.visit.catalogue.procedures[0]
    bridge.act("choose_procedure", {"code": procedure.code})
    bridge.act("choose_case", {"id": procedure.cases[0].id})
    bridge.act("have_papers", {})
    draft = app.service.visit.draft_or_fail

    def broken(*_: object) -> None:
        raise ZeroDivisionError("Nguyễn Văn An divided by zero")

    monkeypatch.setattr(app.service.visit, "_act_continue", broken)
    bridge.act("continue", {})
    assert view(app)["screen"] == "failsafe"

    # The screen's number finds the place in the log, and the log tells nothing of the person.
    found = [line for line in log_of(tmp_path) if line.get("reference") == view(app)["reference"]]
    assert [line["error"] for line in found] == ["ZeroDivisionError"]
    assert "Nguyễn" not in (tmp_path / "log" / "kiosk.log").read_text("utf-8")

    # The same card finds its draft again.
    bridge.act("start", {})
    bridge.act("start", {})
    bridge.act("choose_language", {"language": "vi"})
    agree(bridge)
    bridge.tell(jobs.CodeRead(CARD))
    bridge.act("confirm", {})
    qtbot.waitUntil(lambda: view(app)["screen"] == "resume")
    bridge.act("resume", {})
    assert app.service.visit.draft_or_fail.id == draft.id


def test_a_job_that_crashes_reaches_the_failsafe_screen(
    start: Callable[[], App], enrol: Callable[[], None], qtbot: Any, monkeypatch: Any
) -> None:
    enrol()
    app = start()
    assert app.service is not None
    monkeypatch.setattr("kiosk.visit.desk.Desk._perform", lambda *_: 1 // 0)
    app.bridge.act("start", {})
    app.bridge.act("choose_language", {"language": "en"})
    agree(app.bridge)
    app.bridge.tell(jobs.CodeRead(CARD))
    app.bridge.act("confirm", {})
    qtbot.waitUntil(lambda: view(app)["screen"] == "failsafe")
    assert len(view(app)["reference"]) == 6


def test_no_time_passes_for_a_bridge_that_was_closed(start: Callable[[], App], enrol: Callable[[], None], qtbot: Any) -> None:
    """Its service is about to go: a tick that ends the visit would still ask it for the printer."""
    enrol()
    app = start()
    assert app.service is not None
    ticks: list[int] = []
    app.service.visit.tick = lambda: ticks.append(1)  # type: ignore[method-assign]
    qtbot.waitUntil(lambda: len(ticks) > 0)
    app.bridge.close()
    ticks.clear()
    qtbot.wait(700)
    assert ticks == []
