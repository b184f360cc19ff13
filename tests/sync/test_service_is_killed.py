"""The sync service is killed at any moment, told to end, or started twice."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator

import pytest

from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived, wait_until
from tests.sync.strangers import Stranger, silent


def test_kill_9_at_random_moments(machine: Machine, portal: LivePortal) -> None:
    """Each run is cut after a random part of a second; the last runs to its end."""
    moments = random.Random(20261122)
    sealed = [machine.file(size) for size in (1000, 1_500_000, 20_000, 800_000)]
    for _ in range(6):
        before = len(machine.logged())
        process = machine.start()
        # From when it has begun to work: to kill an interpreter that still imports proves nothing.
        wait_until(lambda before=before: len(machine.logged()) > before)  # type: ignore[misc]
        time.sleep(moments.random() * 0.12)
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert machine.start("--once").wait(30) == 0, machine.log.read_text()
    assert_arrived(portal, machine, *sealed)
    there = {file.name for file in machine.outbox.package("x").parent.iterdir()}
    assert there == {f"{each.id}.{end}" for each in sealed for end in ("age", "json")}, "nothing half written is left"


def test_sigterm_while_it_waits(machine: Machine) -> None:
    machine.tune(poll=60)
    process = machine.start()
    wait_until(lambda: bool(machine.logged("sync_started")))
    began = time.monotonic()
    process.terminate()
    assert process.wait(5) == 0
    assert time.monotonic() - began < 1.5
    assert machine.logged("sync_stopped")


@pytest.fixture
def nobody() -> Iterator[Stranger]:
    with silent() as stranger:
        yield stranger


def test_sigterm_while_the_portal_hangs(machine: Machine, nobody: Stranger) -> None:
    """A request that gets no answer is cut after the grace, however long the time-out is."""
    sealed = machine.file()
    machine.tune(url=nobody.url, timeout=60)
    process = machine.start()
    assert nobody.came.wait(20)
    began = time.monotonic()
    process.terminate()
    assert process.wait(5) == 0
    assert time.monotonic() - began < 2
    assert machine.item(sealed).state == "queued"
    assert machine.here(sealed)


def test_the_second_one_says_so(machine: Machine) -> None:
    first = machine.start()
    wait_until(lambda: bool(machine.logged("sync_started")))
    assert machine.start("--once", "--json").wait() == 1
    assert (machine.told()["done"], machine.told()["error"]) == (False, "sync.running")
    # The lock goes with the process, however it ends.
    first.kill()
    first.wait()
    assert machine.start("--once", "--json").wait() == 0
    assert machine.told() == {"done": True, "processed": 0, "refused": 0, "waiting": 0}
