"""The screens in a process without a display, and without a single Qt warning."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk import texts
from kiosk.texts import Texts


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The kiosk has no widgets."""
    return QGuiApplication


@pytest.fixture(scope="session")
def sentences() -> Texts:
    return texts.load()


@pytest.fixture
def quiet(qapp: QGuiApplication, qtlog: Any) -> Iterator[None]:
    """Whatever Qt or QML complains about fails the test."""
    yield
    assert [record.message for record in qtlog.records] == []
