"""The portal is down, killed in mid-upload, too slow, too busy: the dossier waits and goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable

from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived, wait_until


def test_down_at_first_then_up(own_portal: LivePortal, new_machine: Callable[[], Machine]) -> None:
    machine = new_machine()
    machine.enrol(own_portal)
    sealed = machine.file()
    own_portal.kill()

    outcome = machine.sync()
    assert (outcome.done, outcome.waiting) == (False, 1)
    assert outcome.error is not None
    assert outcome.error.code == "portal.unreachable"
    assert machine.item(sealed).problem.startswith("portal.unreachable")
    assert machine.item(sealed).state == "queued"

    process = machine.start()
    wait_until(lambda: len(machine.logged("portal_left_alone")) >= 2)
    own_portal.start()
    wait_until(lambda: machine.item(sealed).state == "processed")
    process.terminate()
    assert process.wait(10) == 0
    assert_arrived(own_portal, machine, sealed)
    assert machine.item(sealed).problem == ""


def test_killed_in_mid_upload(own_portal: LivePortal, new_machine: Callable[[], Machine]) -> None:
    machine = new_machine()
    machine.enrol(own_portal)
    sealed = machine.file(3_000_000)
    machine.tune(chunk_mb=0.1)
    uploads = own_portal.data / "storage" / "uploads"

    process = machine.start()
    for _ in range(2):
        came = sum(file.stat().st_size for file in uploads.iterdir())
        wait_until(lambda came=came: sum(file.stat().st_size for file in uploads.iterdir()) > came + 300_000)  # type: ignore[misc]
        own_portal.kill()
        # What the service kept before the first byte went is how it finds the upload again.
        assert machine.item(sealed).upload_url is not None
        assert machine.item(sealed).state == "announced"
        own_portal.start()
    wait_until(lambda: machine.item(sealed).state == "processed")
    process.terminate()
    assert process.wait(10) == 0
    assert_arrived(own_portal, machine, sealed)
    assert len(machine.logged("dossier_announced")) == 1
