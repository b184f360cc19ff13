from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.portal.live import LivePortal, live_portal
from tests.sync.machine import Machine
from tests.sync.played import Played

CATALOGUE = Path(__file__).parent.parent / "portal" / "catalogue"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortal]:
    """One portal for all tests that leave it running; each test connects a machine of its own."""
    with live_portal(tmp_path_factory.mktemp("sync_portal"), catalogue=CATALOGUE) as live:
        yield live


@pytest.fixture
def own_portal(tmp_path: Path) -> Iterator[LivePortal]:
    """One to kill."""
    with live_portal(tmp_path / "own", catalogue=CATALOGUE) as live:
        yield live


@pytest.fixture
def new_machine(tmp_path: Path) -> Iterator[Callable[[], Machine]]:
    made: list[Machine] = []

    def new() -> Machine:
        name = f"S{next(_numbers):03d}"
        made.append(Machine(tmp_path / name, name))
        return made[-1]

    yield new
    for machine in made:
        machine.close()


@pytest.fixture
def machine(new_machine: Callable[[], Machine], portal: LivePortal) -> Machine:
    """A kiosk that is enrolled at `portal`."""
    fresh = new_machine()
    fresh.enrol(portal)
    return fresh


@pytest.fixture
def played() -> Played:
    return Played()
