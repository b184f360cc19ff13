"""A resident calls an officer: the portal hears of it at once, and again when somebody has come; an older portal is not asked on and on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from kiosk.exchange import Heartbeat
from kiosk.portal import pulse
from kiosk.portal.config import configure
from kiosk.portal.database import open_database
from kiosk.sync import Stop
from tests.portal.live import LivePortal
from tests.sync.machine import Machine, wait_until
from tests.sync.played import Played
from tests.sync.strangers import Stranger

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def alone(new_machine: Callable[[], Machine], played: Played) -> Iterator[tuple[Machine, Stranger]]:
    machine = new_machine()
    # Heartbeats so seldom that only a call can bring one.
    machine.tune(heartbeat=3600, poll=30)
    with played.playing(machine) as told:
        yield machine, told


def beats(told: Stranger) -> int:
    return told.asked.count("PUT /v1/heartbeat")


@pytest.fixture
def running(alone: tuple[Machine, Stranger]) -> Iterator[tuple[Machine, Stranger]]:
    """Its sync service runs, and has sent its first heartbeat."""
    machine, told = alone
    stop = Stop()
    service = machine.service(stop)
    thread = threading.Thread(target=service.run)
    thread.start()
    wait_until(lambda: beats(told) == 1)
    yield machine, told
    stop.ask()
    thread.join(10)
    service.close()


def test_the_portal_hears_at_once(running: tuple[Machine, Stranger]) -> None:
    machine, told = running
    began = time.monotonic()
    machine.health.keep_call(NOW)
    wait_until(lambda: beats(told) == 2)
    machine.health.keep_call(None)
    wait_until(lambda: beats(told) == 3)
    assert time.monotonic() - began < 10, "and not at the next heartbeat, in an hour"


def test_an_older_portal_is_told_once_and_not_asked_on_and_on(running: tuple[Machine, Stranger], played: Played) -> None:
    machine, told = running
    played.deaf = True
    machine.health.keep_call(NOW)
    wait_until(lambda: beats(told) == 2)
    time.sleep(2.5)
    assert beats(told) == 2


def test_it_stands_in_the_heartbeat(machine: Machine) -> None:
    machine.health.keep_call(NOW)
    service = machine.service()
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    assert service._pulse.heartbeat(enrolment, machine.health.outbox()).called_at == NOW
    service.close()


def test_the_portals_page_says_it_first(machine: Machine, portal: LivePortal) -> None:
    machine.health.keep_call(NOW)
    machine.sync()
    database = open_database(configure(portal.data))
    told = {each.machine: each.wrong for each in pulse.kiosks(database, "", "", now=datetime.now(UTC))}
    assert told[machine.name][0].startswith("Có người gọi cán bộ")
    machine.health.keep_call(None)
    machine.sync()
    told = {each.machine: each.wrong for each in pulse.kiosks(database, "", "", now=datetime.now(UTC))}
    assert not any("gọi cán bộ" in sentence for sentence in told[machine.name])
    database.close()


def test_an_older_side_passes_it_over() -> None:
    beat = Heartbeat(sent_at=NOW, called_at=NOW)
    assert Heartbeat.model_validate(beat.model_dump(mode="json") | {"of_a_later_version": 1}).called_at == NOW
    assert Heartbeat.model_validate({"sent_at": NOW}).called_at is None
