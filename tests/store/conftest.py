from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store import Store, open_store
from tests.store.visit import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def store(state: Path, clock: Clock) -> Iterator[Store]:
    opened = open_store(state, now=clock, uptime=clock.uptime)
    yield opened
    opened.close()
