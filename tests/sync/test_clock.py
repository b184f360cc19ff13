"""The clock may be years off and jump either way: what is shown is the portal's time, as long as it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.store import Database, Health, ScreenHealth, Uptime

PORTAL = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Machine:
    """Its clock, and how long it runs."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder)
        self.clock = PORTAL
        self.boot, self.runs = "a", 100.0

    @property
    def health(self) -> Health:
        return Health(self.database, now=lambda: self.clock, uptime=lambda: Uptime(self.boot, self.runs))

    def hear(self, portal: datetime) -> None:
        self.health.keep_portal_time(portal, (portal - self.clock).total_seconds())

    def wait(self, seconds: float) -> None:
        self.clock += timedelta(seconds=seconds)
        self.runs += seconds


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path)
    yield made
    made.database.close()


def test_nobody_has_said_anything(machine: Machine) -> None:
    assert (machine.health.offset(), machine.health.heard()) == (None, None)
    assert machine.health.shown_now() == machine.clock


@pytest.mark.parametrize("off", [-20 * 365 * 86_400.0, -90.0, 0.0, 3600.0])
def test_shown_is_the_portals(machine: Machine, off: float) -> None:
    machine.clock += timedelta(seconds=off)
    machine.hear(PORTAL)
    machine.wait(30)
    assert machine.health.offset() == pytest.approx(-off)
    assert machine.health.shown_now() == PORTAL + timedelta(seconds=30)
    assert machine.health.heard() == 30


def test_a_second_or_two_is_left_alone(machine: Machine) -> None:
    machine.clock += timedelta(seconds=1.5)
    machine.hear(PORTAL)
    assert machine.health.shown_now() == machine.clock


@pytest.mark.parametrize("jump", [-86_400.0, 3600.0])
def test_somebody_sets_the_clock(machine: Machine, jump: float) -> None:
    """Counted on by how long the machine runs, which nobody can set."""
    machine.hear(PORTAL)
    machine.clock += timedelta(seconds=jump)
    assert machine.health.offset() == pytest.approx(-jump)
    assert machine.health.shown_now() == PORTAL


@pytest.mark.parametrize("runs", [5.0, 500.0])
def test_after_a_start_nothing_is_known(machine: Machine, runs: float) -> None:
    """How long it was off, nobody knows; the clock may have gone on, or not."""
    machine.clock += timedelta(hours=1)
    machine.hear(PORTAL)
    machine.boot, machine.runs = "b", runs
    assert (machine.health.offset(), machine.health.heard()) == (None, None)
    assert machine.health.shown_now() == machine.clock


@pytest.mark.parametrize(("writes", "reads"), [("", ""), ("", "a"), ("a", "")])
def test_a_process_that_is_not_told_the_start(machine: Machine, writes: str, reads: str) -> None:
    """Then the clock must agree with how long it runs: else it may be another start's."""
    machine.boot = writes
    machine.clock += timedelta(hours=1)
    machine.hear(PORTAL)
    machine.health.keep_screen(ScreenHealth(screen="attract", devices={}, version="1"))
    machine.wait(60)
    machine.boot = reads
    assert machine.health.screen() is not None
    assert machine.health.offset() == pytest.approx(-3600)
    machine.clock += timedelta(hours=5)
    assert machine.health.offset() is None


def test_screens_that_are_not_heard_of(machine: Machine) -> None:
    told = ScreenHealth(screen="attract", devices={"scanner": True}, version="1")
    machine.health.keep_screen(told)
    machine.clock += timedelta(days=-400)
    assert machine.health.screen() == told
    machine.wait(179)
    assert machine.health.screen() == told
    machine.wait(2)
    assert machine.health.screen() is None
    machine.health.keep_screen(told)
    machine.boot = "b"
    assert machine.health.screen() is None
