"""A resident asks how a dossier stands: the sync service hands the question on, cannot read it, and lets nobody wait for nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from kiosk.dossier import lookup
from kiosk.exchange import LookupQuestion, LookupState
from kiosk.store import Told
from tests.portal.kiosk_side import PERSON, Sealed
from tests.portal.live import LivePortal
from tests.sync.machine import Machine, wait_until

DIGITS = PERSON.number[-4:]


def ask(machine: Machine, sealed: Sealed, digits: str = DIGITS) -> str:
    """As the visit's process does it; the question's id."""
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    question = LookupQuestion(number=sealed.manifest.temporary_number, digits=digits)
    lookup_id = secrets.token_hex(16)
    machine.store.lookups.ask(lookup_id, lookup.seal(question, machine.news.recipients(enrolment)))
    return lookup_id


def told(machine: Machine, lookup_id: str) -> Told:
    return machine.store.lookups.told(lookup_id)


def test_the_answer_comes_while_the_service_rests(machine: Machine) -> None:
    sealed = machine.file()
    machine.tune(poll=3600)
    process = machine.start()
    wait_until(lambda: machine.item(sealed).state == "processed")
    lookup_id = ask(machine, sealed)
    wait_until(lambda: told(machine, lookup_id).answer is not None, 10)
    answer = told(machine, lookup_id).answer
    assert answer is not None
    assert (answer.state, answer.dossier and answer.dossier.dossier_id) == (LookupState.FOUND, sealed.id)
    wrong = ask(machine, sealed, "0000")
    wait_until(lambda: told(machine, wrong).answer is not None, 10)
    process.terminate()
    assert process.wait(10) == 0
    log = machine.log.read_text("utf-8")
    assert "question_answered" in log
    assert DIGITS not in log
    assert sealed.manifest.temporary_number not in "".join(line for line in log.splitlines() if "question" in line)


def test_a_large_upload_steps_aside(machine: Machine) -> None:
    sealed = machine.file()
    assert machine.sync().done
    large = machine.file(3_000_000)
    machine.slow("00:00-23:59 800", chunk_mb=0.1)
    process = machine.start()
    wait_until(lambda: machine.item(large).upload_url is not None)
    lookup_id = ask(machine, sealed)
    wait_until(lambda: told(machine, lookup_id).answer is not None, 15)
    assert machine.item(large).state == "announced"
    process.kill()


def test_nobody_waits_for_a_portal_that_is_away(own_portal: LivePortal, new_machine: Callable[[], Machine]) -> None:
    machine = new_machine()
    machine.enrol(own_portal)
    sealed = machine.file()
    assert machine.sync().done
    own_portal.kill()
    machine.tune(poll=3600, retry_first=600, retry_most=3600)
    process = machine.start()
    first = ask(machine, sealed)
    wait_until(lambda: told(machine, first).failed, 10)
    # Plugged in again, the next question goes at once, whatever the service's own wait is.
    own_portal.start()
    second = ask(machine, sealed)
    wait_until(lambda: told(machine, second).answer is not None, 10)
    process.terminate()
    assert process.wait(10) == 0


def test_a_question_that_the_portal_cannot_open_fails_alone(machine: Machine) -> None:
    sealed = machine.file()
    other = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    strange = secrets.token_hex(16)
    machine.store.lookups.ask(strange, lookup.seal(LookupQuestion(number="KIOSK-K01-261122-0001", digits=DIGITS), [other]))
    assert machine.sync().done
    assert told(machine, strange).failed
    assert machine.item(sealed).state == "processed"
