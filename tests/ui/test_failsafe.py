"""What nobody foresaw, wherever it happens: a calm screen with a reference, the draft kept for the same card, and the kiosk starts anew.

Nothing of ours is replaced: a device gives what no device may give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from kiosk.devices.contract import RawPage
from kiosk.devices.simulated import SimulatedScanner
from kiosk.ui.app import App
from kiosk.visit import jobs
from tests.ui.test_app import CARD, enrol, log_of, start, view

__all__ = ["enrol", "start"]

NO_PAGE = RawPage(width=1000, height=1000, channels=3, dpi=200, pixels=cast(bytes, None))


def papers(app: App, qtbot: Any) -> None:
    """A visit that has come to its papers."""
    bridge = app.bridge
    bridge.act("start", {})
    bridge.act("choose_language", {"language": "vi"})
    bridge.act("tick", {"purpose": "file", "value": True})
    bridge.act("agree", {})
    bridge.tell(jobs.CodeRead(CARD))
    bridge.act("confirm", {})
    qtbot.waitUntil(lambda: view(app)["screen"] == "procedures")
    bridge.act("choose_procedure", {"code": "1.001193"})
    if view(app)["screen"] == "cases":
        bridge.act("choose_case", {"id": view(app)["cases"][0]["id"]})
    bridge.act("have_papers", {})
    assert view(app)["screen"] == "papers"


def test_a_scanner_whose_page_is_no_page(start: Callable[[], App], enrol: Callable[[], None], qtbot: Any, tmp_path: Path) -> None:
    enrol()
    app = start()
    assert app.service is not None
    papers(app, qtbot)
    row = next(row for row in view(app)["rows"] if row["kind"] != "form")["id"]
    scanner = cast(SimulatedScanner, app.service._scanner)
    scanner.load_feeder([NO_PAGE])
    draft = app.service.visit.draft_or_fail
    app.bridge.act("scan", {"row": row, "source": "feeder"})
    qtbot.waitUntil(lambda: view(app)["screen"] == "failsafe")
    assert [line["job"] for line in log_of(tmp_path) if line.get("reference") == view(app)["reference"]] == ["Scan"]

    # The same card, and all is as it was.
    app.bridge.act("start", {})
    assert view(app)["screen"] == "attract"
    app.bridge.act("start", {})
    app.bridge.act("choose_language", {"language": "vi"})
    app.bridge.act("tick", {"purpose": "file", "value": True})
    app.bridge.act("agree", {})
    app.bridge.tell(jobs.CodeRead(CARD))
    app.bridge.act("confirm", {})
    qtbot.waitUntil(lambda: view(app)["screen"] == "resume")
    app.bridge.act("resume", {})
    assert app.service.visit.draft_or_fail.id == draft.id


def test_a_reader_whose_code_is_no_code(start: Callable[[], App], enrol: Callable[[], None], tmp_path: Path) -> None:
    enrol()
    app = start()
    app.bridge.act("start", {})
    app.bridge.act("choose_language", {"language": "vi"})
    app.bridge.act("tick", {"purpose": "file", "value": True})
    app.bridge.act("agree", {})
    app.bridge.tell(jobs.CodeRead(cast(bytes, 7)))
    assert view(app)["screen"] == "failsafe"
    assert any(line.get("reference") == view(app)["reference"] for line in log_of(tmp_path))


def test_something_beside_the_visit(start: Callable[[], App], enrol: Callable[[], None]) -> None:
    """What the application's last net catches, as from a timer."""
    enrol()
    app = start()
    app.bridge.act("start", {})
    app.bridge.fail("AB12CD")
    assert (view(app)["screen"], view(app)["reference"]) == ("failsafe", "AB12CD")


@pytest.mark.parametrize("screen", ["attract", "failsafe"])
def test_it_starts_anew_by_itself(start: Callable[[], App], enrol: Callable[[], None], qtbot: Any, screen: str) -> None:
    enrol()
    app = start()
    assert app.service is not None
    app.bridge.fail("AB12CD")
    if screen == "failsafe":
        app.bridge.fail("EF34AB")
    app.service.visit._entered_at -= 60
    app.service.visit._touched_at -= 60
    qtbot.waitUntil(lambda: view(app)["screen"] == "attract")
