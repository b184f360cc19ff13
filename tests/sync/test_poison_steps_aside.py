"""What the portal refuses, what is broken on the disk, what fails again and again: none of it keeps the next dossier waiting."""

from __future__ import annotations

import secrets

import pytest

from kiosk.exchange import MOST_PACKAGE_BYTES
from tests.portal.kiosk_side import dossier
from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived, filed, forged
from tests.sync.strangers import Reply, stranger


def test_garbage_is_refused_and_the_next_one_arrives(machine: Machine, portal: LivePortal) -> None:
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    garbage = forged(dossier(machine.name, enrolment.recipient, serial=99), secrets.token_bytes(500))
    machine.queue(garbage.id, garbage)
    good = machine.file()
    outcome = machine.sync()
    assert (outcome.refused, outcome.processed, outcome.waiting, outcome.done) == (1, 1, 0, False)

    item = machine.item(garbage)
    assert item.state == "refused"
    assert "package.sealed" in item.problem
    assert machine.here(garbage)
    assert machine.item(good).state == "processed"
    # It is on the staff's list, and the queue is empty: another pass has nothing to do.
    assert machine.sync().done

    # Staff try again: the portal says the same, and nothing is lost or double.
    assert machine.outbox.retry(garbage.id)
    assert machine.sync().refused == 1
    assert len(filed(portal, machine)) == 2


@pytest.mark.parametrize(("fault", "code"), [("gone", "outbox.package_missing"), ("flipped", "outbox.package_damaged")])
def test_a_broken_package_goes_to_the_staffs_list(machine: Machine, portal: LivePortal, fault: str, code: str) -> None:
    broken, good = machine.file(), machine.file(30_000)
    package = machine.outbox.package(broken.id)
    if fault == "gone":
        package.unlink()
    else:
        content = bytearray(package.read_bytes())
        content[len(content) // 2] ^= 1
        package.write_bytes(content)
    outcome = machine.sync()
    assert (outcome.refused, outcome.processed) == (1, 1)
    assert machine.item(broken).state == "refused"
    assert machine.item(broken).problem == code
    assert machine.item(good).state == "processed"

    # Put back by staff, it goes.
    package.write_bytes(broken.package)
    assert machine.outbox.retry(broken.id)
    assert machine.sync().done
    assert_arrived(portal, machine, broken, good)


def test_one_that_breaks_the_portal_each_time_does_not_stay_the_first(machine: Machine) -> None:
    """The portal answers 503 to just one dossier, as if that brought it down: the others get their turn, it waits longer each time."""
    machine.enrolled_before()
    poison, others = machine.file(1000), [machine.file(50_000 + i) for i in range(3)]
    held = {sealed.id: sealed.announcement for sealed in others}

    def reply(method: str, path: str) -> Reply:
        name = path.rpartition("/")[2]
        if path.startswith("/v1/events"):
            return 200, {"Content-Type": "application/json"}, b'{"events": [], "next": 0}'
        if name in held:
            told = held[name]
            body = f'{{"dossier_id": "{name}", "state": "processed", "sha256": "{told.sha256}", "official_code": "A-{told.size}"}}'
            return 200, {"Content-Type": "application/json"}, body.encode()
        return 503, {}, b""

    clock = [0.0]
    with stranger(reply) as portal:
        machine.tune(url=portal.url)
        service = machine.service(monotonic=lambda: clock[0])
        for _ in range(40):
            service.round()
            clock[0] += 0.1
        service.close()
    assert [machine.item(sealed).state for sealed in others] == ["processed"] * 3
    assert machine.item(poison).state == "queued"
    assert machine.item(poison).problem == "portal.busy"
    tries = sum(poison.id in asked for asked in portal.asked)
    assert 3 <= tries <= 8, "doubled waits up to a second, in four seconds"


def test_a_fault_in_one_dossier_of_our_own_making(machine: Machine, portal: LivePortal) -> None:
    """A row that no message can be made of: larger than the exchange allows. It is noted, and the rest goes on."""
    good = machine.file()
    machine.outbox.add(
        "f" * 32, f"KIOSK-{machine.name}-261122-0999", "1.001193", "0" * 64, MOST_PACKAGE_BYTES + 1, good.announcement.submitted_at
    )
    outcome = machine.sync()
    assert (outcome.processed, outcome.waiting) == (1, 1)
    item = machine.outbox.get("f" * 32)
    assert item is not None
    assert (item.state, item.problem) == ("queued", "sync.internal")


def test_the_portal_holds_other_content_under_this_id(machine: Machine, portal: LivePortal) -> None:
    """Never believed: the kiosk's copy stays."""
    machine.enrolled_before()
    sealed = machine.file()

    def reply(method: str, path: str) -> Reply:
        if path.startswith("/v1/events"):
            return 200, {"Content-Type": "application/json"}, b'{"events": [], "next": 0}'
        body = f'{{"dossier_id": "{sealed.id}", "state": "processed", "sha256": "{"0" * 64}", "official_code": "X"}}'
        return 200, {"Content-Type": "application/json"}, body.encode()

    with stranger(reply) as other:
        machine.tune(url=other.url)
        assert machine.sync().refused == 1
    assert machine.item(sealed).problem.startswith("portal.conflict")
    assert machine.here(sealed)
