"""Cards that the real code reader reads wrong, over a real wire: a clear sentence, typing by hand offered, and the next try works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest

from kiosk.devices.virtual.serial_wire import SerialWire
from kiosk.settings import load
from kiosk.store import Enrolments, StoredEnrolment
from kiosk.ui.app import App

GOOD = "077098001234|012345678|Nguyễn Văn An|15081998|Nam|Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu|25052021"
FAULTS = {
    "cut short": GOOD[:40].encode(),
    "five fields": "|".join(GOOD.split("|")[:5]).encode(),
    "twenty fields": "|".join([GOOD, *["x"] * 13]).encode(),
    "not UTF-8": GOOD.encode("utf-16-le").replace(b"\n", b"").replace(b"\r", b""),
    "another year": GOOD.replace("15081998", "15081989").encode(),
    "another sex": GOOD.replace("Nam", "Nữ").encode(),
    "a parcel's code": b"8936012345678",
    "noise": bytes(range(128, 256)) * 10,
}


@pytest.fixture
def wired(tmp_path: Path, qtbot: Any) -> Iterator[tuple[App, SerialWire]]:
    key = pyrage.x25519.Identity.generate()
    stored = StoredEnrolment(url="http://127.0.0.1:9", portal="Cổng", machine="K01", recipient=str(key.to_public()))
    Enrolments(tmp_path / "state").save(stored, "token")
    with SerialWire(tmp_path / "reader") as wire:
        file = tmp_path / "kiosk.toml"
        file.write_text(
            f'[kiosk]\nstate = "{tmp_path / "state"}"\nlog = "{tmp_path / "log"}"\n[scanner]\ndriver = "none"\n'
            f'[reader]\nport = "{wire.path}"\n[printer]\ndriver = "none"\n',
            "utf-8",
        )
        app = App(load(file, env={}), windowed=True)
        qtbot.waitUntil(lambda: app.service is not None and app.service.visit.devices["reader"] is True, timeout=20_000)
        yield app, wire
        app.close()


def test_cards_that_are_read_wrong(wired: tuple[App, SerialWire], qtbot: Any) -> None:
    app, wire = wired

    def view() -> dict[str, Any]:
        found: dict[str, Any] = app.bridge.property("view")
        return found

    app.bridge.act("start", {})
    app.bridge.act("choose_language", {"language": "vi"})
    app.bridge.act("tick", {"purpose": "file", "value": True})
    app.bridge.act("agree", {})
    for fault, code in FAULTS.items():
        wire.send(code + b"\r\n")
        qtbot.waitUntil(lambda: view()["screen"] == "card" and bool(view()["problem"]), timeout=5_000)
        assert "bằng tay" in view()["problem"], fault
        # Typing is a touch away, and the way back leads to the card again.
        app.bridge.act("type_instead", {})
        assert view()["screen"] == "person", fault
        app.bridge.act("back", {})
        assert view()["problem"] == "", fault
    wire.send(GOOD.encode() + b"\r\n")
    qtbot.waitUntil(lambda: view()["screen"] == "confirm", timeout=5_000)
    assert view()["person"]["number"] == "077******234"
