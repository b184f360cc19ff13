"""The portal has revoked this kiosk: nothing is lost, and a new enrolment ends it without a restart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from kiosk.portal import enrolment
from kiosk.portal.config import configure
from kiosk.portal.database import open_database
from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived, wait_until


def revoke(portal: LivePortal, machine: Machine) -> None:
    database = open_database(configure(portal.data))
    try:
        assert enrolment.revoke(database, machine.name, now=datetime.now(UTC))
    finally:
        database.close()


def test_revoked_then_invited_again(machine: Machine, portal: LivePortal) -> None:
    revoke(portal, machine)
    sealed = machine.file()
    machine.tune(retry_first=600, retry_most=600)
    process = machine.start()
    wait_until(lambda: machine.item(sealed).problem != "")
    assert [line["code"] for line in machine.logged("portal_left_alone")] == ["portal.revoked"]
    assert machine.item(sealed).state == "queued"

    machine.enrol(portal)
    wait_until(lambda: machine.item(sealed).state == "processed")
    process.terminate()
    assert process.wait() == 0
    assert_arrived(portal, machine, sealed)
    assert machine.enrolments.token() not in machine.log.read_text()


def test_revoked_in_the_middle_of_an_upload(machine: Machine, portal: LivePortal) -> None:
    sealed = machine.file(500_000)
    service = machine.service()
    keep = machine.outbox.announced

    def announced(dossier_id: str, upload_url: str | None) -> None:
        keep(dossier_id, upload_url)
        if upload_url is not None:
            revoke(portal, machine)

    machine.outbox.announced = announced  # type: ignore[method-assign]
    outcome = service.run_once()
    service.close()
    assert outcome.waiting == 1
    assert machine.item(sealed).state == "announced"
    machine.outbox.announced = keep  # type: ignore[method-assign]
    outcome = machine.sync()
    assert outcome.error is not None
    assert outcome.error.code == "portal.revoked"
    machine.enrol(portal)
    assert machine.sync().done
    assert_arrived(portal, machine, sealed)


def test_never_enrolled(new_machine: Callable[[], Machine]) -> None:
    machine = new_machine()
    outcome = machine.sync()
    assert outcome.error is not None
    assert outcome.error.code == "kiosk.not_enrolled"
