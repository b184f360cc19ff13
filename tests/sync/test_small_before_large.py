"""A large package under way steps aside between two pieces when a smaller one waits, and goes on where it was."""

from __future__ import annotations

from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived, wait_until


def test_a_small_one_comes_while_a_large_one_goes(machine: Machine, portal: LivePortal) -> None:
    large = machine.file(3_000_000)
    # 8 Mbit/s: it takes three seconds at the least.
    machine.slow("00:00-23:59 8000", chunk_mb=0.1)
    process = machine.start()
    wait_until(lambda: bool(machine.logged("dossier_announced")))
    small = machine.file(5_000)
    wait_until(lambda: machine.item(small).state == "processed")
    assert machine.item(large).state == "announced"
    wait_until(lambda: machine.item(large).state == "processed")
    process.terminate()
    assert process.wait(10) == 0
    # Perhaps twice: the small one is looked at again until the portal has opened it.
    assert {line["dossier"] for line in machine.logged("package_interrupted")} == {large.id}
    assert_arrived(portal, machine, large, small)


def test_a_larger_one_does_not_interrupt(machine: Machine, portal: LivePortal) -> None:
    first = machine.file(1_500_000)
    machine.slow("00:00-23:59 8000", chunk_mb=0.1)
    process = machine.start()
    wait_until(lambda: bool(machine.logged("dossier_announced")))
    second = machine.file(1_600_000)
    wait_until(lambda: machine.item(second).state == "processed")
    process.terminate()
    assert process.wait(10) == 0
    # The second may: for a look at what became of the first.
    assert first.id not in {line["dossier"] for line in machine.logged("package_interrupted")}
    assert_arrived(portal, machine, first, second)
