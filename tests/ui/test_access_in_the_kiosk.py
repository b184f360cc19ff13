"""The whole application, from the choice on the panel to the screen and the voice, and from the plug of the headphones to the visit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import logs
from kiosk.devices.simulated import SimulatedVoice
from kiosk.settings import load
from kiosk.ui.app import App
from kiosk.ui.hands import find


@pytest.fixture
def app(tmp_path: Path, qtbot: Any, logging_as_before: None) -> Iterator[App]:
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f'[kiosk]\nstate = "{tmp_path / "state"}"\nlog = "{tmp_path / "log"}"\n[screen]\ndiagonal = 21.5\nbottom_mm = 900\n'
        '[scanner]\ndriver = "simulated"\n[reader]\ndriver = "none"\n[printer]\ndriver = "simulated"\n[speech]\ndriver = "simulated"\n',
        "utf-8",
    )
    logs.configure(tmp_path / "log", "kiosk")
    app = App(load(file, env={}), windowed=True)
    qtbot.waitUntil(lambda: app.service is not None, timeout=20_000)
    qtbot.waitUntil(lambda: access(app)["voice"] == "ready" and access(app)["headphones"] == "absent")
    yield app
    app.close()


def access(app: App) -> dict[str, Any]:
    found: dict[str, Any] = app.bridge.property("view")["access"]
    return found


def voice(app: App) -> SimulatedVoice:
    assert isinstance(app.speech.voice, SimulatedVoice)
    return app.speech.voice


def test_headphones_that_are_plugged_in_begin_to_speak(app: App, qtbot: Any) -> None:
    voice(app).plug()
    qtbot.waitUntil(lambda: access(app)["speaking"])
    assert access(app)["headphones"] == "ready"
    qtbot.waitUntil(lambda: bool(voice(app).said))
    assert voice(app).said[0].startswith("Đã cắm tai nghe.")
    voice(app).unplug()
    qtbot.waitUntil(lambda: access(app)["headphones"] == "absent")
    assert access(app)["speaking"]


def test_what_is_chosen_changes_the_screen_at_once(app: App, qtbot: Any) -> None:
    before = app.window.grabWindow()
    app.bridge.act("set_contrast", {"contrast": "dark"})
    dark = app.window.grabWindow()
    assert dark != before
    app.bridge.act("set_text_size", {"size": 4})
    assert app.window.grabWindow() != dark
    app.bridge.act("set_reach", {"on": True})
    app.window.grabWindow()
    button = find(app.window.contentItem(), "ask-access")
    assert button is not None
    assert button.mapRectToScene(button.boundingRect()).top() >= app.window.height() / 2


def test_the_time_begins_when_the_voice_has_ended(app: App, qtbot: Any) -> None:
    assert app.service is not None
    touched: list[str] = []
    app.service.visit.touched = lambda: touched.append("touched")  # type: ignore[method-assign]
    app.bridge.act("set_speaking", {"on": True})
    touched.clear()
    qtbot.waitUntil(lambda: touched == ["touched"])
