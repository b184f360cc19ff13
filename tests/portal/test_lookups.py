"""A resident asks how a dossier stands: only with the number and the last digits, and nobody learns anything else."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from kiosk.dossier import lookup
from kiosk.dossier.numbers import read_typed
from kiosk.exchange import DossierStatus, Lookup, LookupAnswer, LookupQuestion, LookupState, SupplementReason
from kiosk.portal import lookups, news
from kiosk.portal.config import configure, secret_keys
from kiosk.portal.database import Database, open_database
from kiosk.portal.refusal import Refusal
from tests.portal.kiosk_side import NOW, PATIENCE, PERSON, KioskSide, Sealed
from tests.portal.live import LivePortal

DIGITS, WRONG = PERSON.number[-4:], "0000"


def sealed_question(kiosk: KioskSide, number: str, digits: str) -> Lookup:
    return lookup.seal(LookupQuestion(number=number, digits=digits), [kiosk.enrolment.recipient])


def send(kiosk: KioskSide, question: Lookup) -> requests.Response:
    address = f"{kiosk.url}/v1/lookups/{secrets.token_hex(16)}"
    return requests.put(address, json=question.model_dump(), headers=kiosk.headers, timeout=PATIENCE)


def ask(kiosk: KioskSide, number: str, digits: str = DIGITS) -> LookupAnswer:
    answer = send(kiosk, sealed_question(kiosk, number, digits))
    assert answer.status_code == 200, answer.text
    return LookupAnswer.model_validate_json(answer.content)


def test_who_knows_number_and_digits_is_told(kiosk: KioskSide, filed: Sealed) -> None:
    number = filed.manifest.temporary_number
    answer = ask(kiosk, number)
    assert answer.state == LookupState.FOUND
    assert answer.dossier is not None
    assert (answer.dossier.dossier_id, answer.dossier.temporary_number) == (filed.id, number)
    assert (answer.dossier.status, answer.dossier.case_id, answer.dossier.rows) == (DossierStatus.NEW, "on_time", ())
    assert ask(kiosk, answer.dossier.official_code.lower().replace("-", " – ")).dossier == answer.dossier


def test_the_answer_names_nobody(kiosk: KioskSide, filed: Sealed) -> None:
    told = send(kiosk, sealed_question(kiosk, filed.manifest.temporary_number, DIGITS)).text
    for personal in (PERSON.number, DIGITS, "Văn An", "Lê Lợi", "Thị Bình"):
        assert personal not in told


def test_another_kiosk_may_ask(connect: Callable[[], KioskSide], filed: Sealed) -> None:
    assert ask(connect(), filed.manifest.temporary_number).state == LookupState.FOUND


def test_no_such_number_and_wrong_digits_are_told_alike(kiosk: KioskSide, filed: Sealed) -> None:
    unknown = filed.manifest.temporary_number[:-4] + "9999"
    answers = [send(kiosk, sealed_question(kiosk, number, WRONG)) for number in (unknown, filed.manifest.temporary_number)]
    assert answers[0].content == answers[1].content
    # Each takes the least time, which is far above the difference.
    assert all(answer.elapsed.total_seconds() >= lookups.ANSWERED_AFTER for answer in answers)


def test_guessing_closes_the_number_whether_there_is_one_or_not(kiosk: KioskSide, connect: Callable[[], KioskSide], filed: Sealed) -> None:
    number = filed.manifest.temporary_number
    for each in (number, number[:-4] + "9998"):
        states = [ask(kiosk, each, f"{guess:04d}").state for guess in range(lookups.MOST_WRONG + 2)]
        assert states == [LookupState.NOT_FOUND] * lookups.MOST_WRONG + [LookupState.LOCKED] * 2
    # Also at another kiosk, and for the right digits.
    assert ask(connect(), number).state == LookupState.LOCKED


def test_the_same_question_sent_again_is_no_guess(kiosk: KioskSide, filed: Sealed) -> None:
    question = sealed_question(kiosk, filed.manifest.temporary_number, WRONG)
    for _ in range(lookups.MOST_WRONG + 1):
        assert LookupAnswer.model_validate_json(send(kiosk, question).content).state == LookupState.NOT_FOUND
    assert ask(kiosk, filed.manifest.temporary_number).state == LookupState.FOUND


def test_right_digits_forgive_the_wrong_ones_before(kiosk: KioskSide, filed: Sealed) -> None:
    number = filed.manifest.temporary_number
    for _ in range(3):
        for guess in range(lookups.MOST_WRONG - 1):
            ask(kiosk, number, f"{guess:04d}")
        assert ask(kiosk, number).state == LookupState.FOUND


def test_without_a_token_nothing_is_answered(kiosk: KioskSide, filed: Sealed) -> None:
    question = sealed_question(kiosk, filed.manifest.temporary_number, DIGITS)
    answer = requests.put(f"{kiosk.url}/v1/lookups/{'a' * 32}", json=question.model_dump(), timeout=PATIENCE)
    assert answer.status_code == 401


def test_what_was_sealed_for_another_portal_is_refused(kiosk: KioskSide) -> None:
    other = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    answer = send(kiosk, lookup.seal(LookupQuestion(number="KIOSK-K01-261122-0001", digits=DIGITS), [other]))
    assert (answer.status_code, answer.json()["code"]) == (422, "sealed")
    assert send(kiosk, Lookup(question="AAAA")).status_code == 422


@pytest.fixture
def database(portal: LivePortal) -> Iterator[Database]:
    opened = open_database(portal.config)
    yield opened
    opened.close()


def test_a_number_opens_again_after_a_day(portal: LivePortal, database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    keys = secret_keys(configure(portal.data))

    def at(moment: datetime, digits: str) -> str:
        question = sealed_question(kiosk, filed.manifest.temporary_number, digits)
        return str(lookups.answer(database, kiosk.machine, question, keys, now=moment).state)

    for guess in range(lookups.MOST_WRONG):
        at(NOW, f"{guess:04d}")
    assert at(NOW + lookups.CLOSED - timedelta(seconds=1), DIGITS) == "locked"
    assert at(NOW + lookups.CLOSED + timedelta(seconds=1), DIGITS) == "found"


def test_a_kiosk_that_asks_too_often_must_wait(portal: LivePortal, database: Database, kiosk: KioskSide) -> None:
    keys = secret_keys(configure(portal.data))
    numbers = (f"KIOSK-{kiosk.machine}-261122-{serial:04d}" for serial in range(1, 9999))

    def at(moment: datetime) -> None:
        lookups.answer(database, kiosk.machine, sealed_question(kiosk, next(numbers), DIGITS), keys, now=moment)

    for _ in range(lookups.MOST_ASKED):
        at(NOW)
    with pytest.raises(Refusal) as caught:
        at(NOW)
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (429, "600")
    at(NOW + lookups.WHILE + timedelta(seconds=1))


def test_what_is_asked_for_is_told(database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    rows = [news.SupplementRow(component_id="birth_note", reason=SupplementReason.EXPIRED)]
    assert news.ask_for_papers(database, filed.id, rows, now=datetime.now(UTC))
    told = ask(kiosk, filed.manifest.temporary_number).dossier
    assert told is not None
    assert (told.status, told.rows) == (DossierStatus.SUPPLEMENT_ASKED, tuple(rows))
    news.set_status(database, filed.id, DossierStatus.IN_PROGRESS, now=datetime.now(UTC))
    told = ask(kiosk, filed.manifest.temporary_number).dossier
    assert told is not None
    assert (told.status, told.rows) == (DossierStatus.IN_PROGRESS, ())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("kiosk-k01-261122-0001", "KIOSK-K01-261122-0001"),
        ("KIOSKK01 261122 0001", "KIOSK-K01-261122-0001"),
        ("KIOSK–K01–261122–0001", "KIOSK-K01-261122-0001"),
        ("000.00.26.h29-261122-0042", "000.00.26.H29-261122-0042"),
        ("077098001234", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, read: str | None) -> None:
    assert read_typed(typed) == read
