"""Between visits the screens follow what the sync service found out: revoked, let in again, a new catalogue; and tell how they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk import settings
from kiosk.catalogue import bundle
from kiosk.clock import now
from kiosk.store import SyncStore, open_store, open_sync_store
from kiosk.ui.app import App
from kiosk.ui.standing import load_catalogue
from tests.store.visit import draft, submit
from tests.sync.conftest import CATALOGUE
from tests.ui.test_app import enrol, start, view

__all__ = ["enrol", "start"]


@pytest.fixture
def sync(tmp_path: Path, enrol: Callable[[], None]) -> Any:
    """What the sync service has open beside the screens."""
    enrol()
    store = open_sync_store(tmp_path / "state", now=lambda: datetime.now(UTC))
    yield store
    store.close()


def look(app: App) -> None:
    """What the timer does every few seconds."""
    assert app.service is not None
    app.service.look()


def test_revoked_and_let_in_again(start: Callable[[], App], sync: SyncStore, qtbot: Any) -> None:
    app = start()
    assert view(app)["screen"] == "attract"
    sync.news.trouble("portal.revoked")
    look(app)
    qtbot.waitUntil(lambda: view(app)["screen"] == "out_of_service")
    assert "thu hồi" in view(app)["reason"]
    sync.news.let_in(again=True)
    look(app)
    qtbot.waitUntil(lambda: view(app)["screen"] == "attract")


def closed(app: App) -> set[str]:
    return {service["id"] for service in view(app)["services"] if not service["open"]}


def test_nothing_is_filed_on_a_disk_that_is_nearly_full(
    start: Callable[[], App], sync: SyncStore, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = start()
    free = [999_000_000]
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free[0]))
    look(app)
    qtbot.waitUntil(lambda: closed(app) == {"file", "supplement"})
    app.bridge.act("start", {"service": "file"})
    assert view(app)["screen"] == "attract"
    assert "đầy" in view(app)["notice"]
    free[0] = 1_001_000_000
    look(app)
    qtbot.waitUntil(lambda: not closed(app))

    # Whoever is here already may end what was begun.
    app.bridge.act("start", {})
    free[0] = 0
    look(app)
    qtbot.waitUntil(lambda: sync.health.screen() is not None and sync.health.screen().screen == "visit")
    assert view(app)["screen"] == "language"


def test_a_visit_is_not_cut_short(start: Callable[[], App], sync: SyncStore, qtbot: Any) -> None:
    app = start()
    app.bridge.act("start", {})
    sync.news.trouble("portal.revoked")
    look(app)
    qtbot.waitUntil(lambda: sync.health.screen() is not None and sync.health.screen().screen == "visit")
    assert view(app)["screen"] == "language"
    app.bridge.act("leave", {})
    assert app.service is not None
    app.service.visit._end("wipe")
    look(app)
    qtbot.waitUntil(lambda: view(app)["screen"] == "out_of_service")


def test_a_new_catalogue_is_taken_while_nobody_is_here(start: Callable[[], App], sync: SyncStore, qtbot: Any, tmp_path: Path) -> None:
    app = start()
    assert app.service is not None
    visit, shipped = app.service.visit, app.service.visit.catalogue
    app.bridge.act("start", {})
    version = bundle.put_in_place(tmp_path / "state" / "catalogue", bundle.read(CATALOGUE))
    look(app)
    qtbot.waitUntil(lambda: sync.health.screen() is not None)
    assert visit.catalogue is shipped
    visit._end("wipe")
    look(app)
    qtbot.waitUntil(lambda: visit.catalogue is not shipped)
    assert [procedure.code for procedure in visit.catalogue.procedures] == ["1.001193"]
    qtbot.waitUntil(lambda: app.service is not None and app.service._desk is not None and app.service._desk.catalogue is visit.catalogue)
    look(app)
    qtbot.waitUntil(lambda: sync.health.screen() is not None and sync.health.screen().catalogue == version)


def test_what_was_filed_here_most_is_one_touch_away(start: Callable[[], App], sync: SyncStore, tmp_path: Path, qtbot: Any) -> None:
    app = start()
    store = open_store(tmp_path / "state", now=lambda: datetime.now(UTC))
    submit(store, draft(procedure_code="1.004194"))
    store.close()
    look(app)
    assert app.service is not None
    visit = app.service.visit
    qtbot.waitUntil(lambda: visit.filed == {"1.004194": 1})
    app.bridge.act("start", {"service": "browse"})
    app.bridge.act("choose_language", {"language": "vi"})
    assert view(app)["results"][0]["code"] == "1.004194"


def test_what_it_tells_of_itself(start: Callable[[], App], sync: SyncStore, qtbot: Any) -> None:
    app = start()
    qtbot.waitUntil(lambda: (view(app)["scanner"], view(app)["printer"]) == ("ready", "ready"))
    look(app)
    qtbot.waitUntil(lambda: sync.health.screen() is not None and sync.health.screen().devices.get("scanner") is True)
    told = sync.health.screen()
    assert told is not None
    assert told.screen == "attract"
    assert {name: told.devices[name] for name in ("reader", "scanner", "printer")} == {"reader": None, "scanner": True, "printer": True}
    assert len(told.catalogue) == 16


def test_a_catalogue_that_this_program_cannot_read_gives_way_to_the_shipped_one(tmp_path: Path) -> None:
    """Put in place by another version of this program; the kiosk starts all the same."""
    shelf = tmp_path / "state" / "catalogue"
    version = bundle.put_in_place(shelf, bundle.read(CATALOGUE))
    (shelf / version / "agencies.yaml").write_text("agencies: of another shape\n")
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[kiosk]\nstate = "{tmp_path / "state"}"\n')
    chosen = settings.load(file, env={})
    assert chosen.catalogue_dir == shelf / version
    _, found = load_catalogue(chosen)
    assert len(found.procedures) > 1


def test_the_time_shown_is_the_portals_when_the_clock_is_off(start: Callable[[], App], sync: SyncStore, qtbot: Any) -> None:
    app = start()
    assert app.service is not None
    visit = app.service.visit
    assert abs((visit.clock() - now()).total_seconds()) < 60
    ahead = timedelta(days=3 * 365)
    sync.health.keep_portal_time(datetime.now(UTC) + ahead, ahead.total_seconds())
    look(app)
    qtbot.waitUntil(lambda: abs(visit.clock() - now() - ahead) < timedelta(minutes=1))
