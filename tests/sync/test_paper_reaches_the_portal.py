"""A sealed dossier in the outbox → the portal has filed it → the kiosk lets its copy go, and hears what the officer decides."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from kiosk import catalogue
from kiosk.exchange import DossierStatus
from kiosk.portal import news, register
from kiosk.portal.config import configure, secret_keys
from kiosk.portal.database import open_database
from kiosk.portal.intake import Intake
from kiosk.portal.storage import Storage
from tests.portal.kiosk_side import PERSON
from tests.portal.live import LivePortal
from tests.sync.conftest import CATALOGUE
from tests.sync.machine import Machine, assert_arrived, filed, wait_until


def test_it_arrives_once_with_the_same_digest(machine: Machine, portal: LivePortal) -> None:
    small, large = machine.file(), machine.file(700_000)
    process = machine.start("--once", "--json")
    assert process.wait(30) == 0, machine.log.read_text()
    assert_arrived(portal, machine, small, large)

    log = machine.log.read_text()
    assert small.announcement.temporary_number in log
    for secret in (PERSON.name, PERSON.number, machine.enrolments.token()):
        assert secret not in log


def test_what_the_portal_has_already_is_not_sent_again(machine: Machine, portal: LivePortal) -> None:
    sealed = machine.file()
    assert machine.sync().done
    # The same dossier queued on a second disk, as if the kiosk had been killed before it could note the receipt.
    twin = Machine(machine.state.parent / "twin", machine.name)
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    twin.enrolments.save(enrolment, machine.enrolments.token())
    twin.queue(sealed.id, sealed)
    try:
        assert twin.sync().done
        assert_arrived(portal, twin, sealed)
    finally:
        twin.close()


def test_the_officers_decision_comes_back(machine: Machine, portal: LivePortal) -> None:
    sealed = machine.file()
    assert machine.sync().done
    assert machine.item(sealed).portal_status == DossierStatus.NEW

    database = open_database(configure(portal.data))
    try:
        for status in (DossierStatus.ACCEPTED, DossierStatus.SUPPLEMENT_ASKED):
            assert news.set_status(database, sealed.id, status, now=datetime.now(UTC))
    finally:
        database.close()
    assert machine.sync().done
    assert machine.item(sealed).portal_status == DossierStatus.SUPPLEMENT_ASKED
    assert machine.news.cursor()[0] == 3

    # Hearing all of it once more ends at the same place.
    machine.news.let_in(again=False)
    assert machine.sync().done
    assert machine.item(sealed).portal_status == DossierStatus.SUPPLEMENT_ASKED


def test_small_ones_go_first(machine: Machine, portal: LivePortal) -> None:
    large, small = machine.file(900_000), machine.file(1000)
    assert machine.sync().done
    there = filed(portal, machine)
    first, second = there[small.id].processed_at, there[large.id].processed_at
    assert first is not None
    assert second is not None
    assert first < second


def test_a_dossier_queued_while_the_service_runs_goes_within_a_poll(machine: Machine, portal: LivePortal) -> None:
    process = machine.start()
    wait_until(lambda: bool(machine.logged("sync_started")))
    sealed = machine.file()
    wait_until(lambda: machine.item(sealed).state == "processed")
    process.terminate()
    assert process.wait(10) == 0
    assert_arrived(portal, machine, sealed)


def test_a_refused_one_that_the_portal_took_after_all_is_followed_up(machine: Machine, portal: LivePortal) -> None:
    sealed = machine.file(procedure_code="9.999999")
    assert machine.sync().refused == 1
    assert "unknown_procedure" in machine.item(sealed).problem
    # The portal's staff put their catalogue right and look again: its event is the first that the kiosk hears of that.
    config = configure(portal.data)
    database = open_database(config)
    procedure = catalogue.load(CATALOGUE).procedure("1.001193").model_copy(update={"code": "9.999999"})
    try:
        assert register.look_again(database, sealed.id)
        now = partial(datetime.now, UTC)
        Intake(database, Storage(config.storage), secret_keys(config), lambda _: procedure, config.unit, now).process(sealed.id)
    finally:
        database.close()
    assert machine.sync().done
    assert_arrived(portal, machine, sealed)
