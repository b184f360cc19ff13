"""Who is let in, and who is not any more. The clock is the test's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from kiosk.exchange import EnrolmentRequest, PackageState
from kiosk.portal import enrolment
from kiosk.portal.config import configure
from kiosk.portal.database import Database, open_database
from kiosk.portal.refusal import Refusal
from tests.portal.kiosk_side import PATIENCE, KioskSide
from tests.portal.live import LivePortal

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(configure(tmp_path))
    yield opened
    opened.close()


def redeem(database: Database, code: str, *, machine: str = "K01", after: timedelta = timedelta()) -> str:
    return enrolment.redeem(database, EnrolmentRequest(code=code, machine=machine), now=NOW + after)


def use(database: Database, token: str) -> str:
    return enrolment.authenticate(database, f"Bearer {token}", now=NOW)


def refused(status: int) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda error: error.status == status)


def test_code_lets_one_machine_in(database: Database) -> None:
    code = enrolment.invite(database, "K01", now=NOW)
    token = redeem(database, code)
    assert len(token) >= 43
    assert use(database, token) == "K01"


def test_code_as_people_type_it(database: Database) -> None:
    code = enrolment.invite(database, "K01", now=NOW, entropy=lambda n: bytes(range(18, 18 + n)))
    assert code == "WXYZ-0123-4567" or "0" in code
    assert use(database, redeem(database, f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ")) == "K01"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer nonsense", "nonsense"])
def test_without_a_token_nothing(database: Database, header: str | None) -> None:
    with refused(401):
        enrolment.authenticate(database, header, now=NOW)


def test_codes_that_are_no_good_all_get_the_same_answer(database: Database) -> None:
    used = enrolment.invite(database, "K01", now=NOW)
    use(database, redeem(database, used))
    late = enrolment.invite(database, "K01", now=NOW)
    others = enrolment.invite(database, "K02", now=NOW)
    answers = set()
    for code, after in ((used, timedelta()), (late, enrolment.CODE_LIFE), (others, timedelta()), ("ABCD-EFGH-JKMN", timedelta())):
        with refused(403) as error:
            redeem(database, code, after=after)
        answers.add(error.value.problem)
    assert len(answers) == 1


def test_lost_answer_may_be_asked_for_again_for_ten_minutes(database: Database) -> None:
    code = enrolment.invite(database, "K01", now=NOW)
    lost = redeem(database, code)
    token = redeem(database, code, after=enrolment.REPEAT)
    with refused(401):
        use(database, lost)
    with refused(403):
        redeem(database, code, after=enrolment.REPEAT + timedelta(seconds=1))
    assert use(database, token) == "K01"
    with refused(403):  # it arrived: there was nothing to repeat
        redeem(database, code, after=timedelta(minutes=1))
    assert use(database, token) == "K01"


def test_new_invitation_takes_the_place_of_the_old_token(database: Database) -> None:
    old = redeem(database, enrolment.invite(database, "K01", now=NOW))
    new = redeem(database, enrolment.invite(database, "K01", now=NOW))
    with refused(401):
        use(database, old)
    assert use(database, new) == "K01"


def test_revoked_until_invited_again(database: Database) -> None:
    first = enrolment.invite(database, "K01", now=NOW)
    token = redeem(database, first)
    assert enrolment.revoke(database, "K01", now=NOW)
    assert not enrolment.revoke(database, "K09", now=NOW)
    with refused(403) as error:
        use(database, token)
    assert error.value.problem.code == "revoked"
    with refused(403):
        redeem(database, first)
    assert use(database, redeem(database, enrolment.invite(database, "K01", now=NOW))) == "K01"


def test_neither_codes_nor_tokens_are_kept(database: Database, tmp_path: Path) -> None:
    code = enrolment.invite(database, "K01", now=NOW)
    token = redeem(database, code)
    database.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("portal.sqlite3*"))
    assert b"K01" in kept
    for secret in (code, code.replace("-", ""), token):
        assert secret.encode() not in kept


def test_revoked_kiosk_hears_so_at_every_message(portal: LivePortal, kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    portal.revoke(kiosk.machine)
    asked = [
        kiosk.put(sealed.announcement),
        kiosk.create(sealed),
        kiosk.patch(address, 0, sealed.package),
        requests.get(f"{kiosk.url}/v1/events", headers=kiosk.headers, timeout=PATIENCE),
        requests.get(f"{kiosk.url}/v1/dossiers/{sealed.id}", headers=kiosk.headers, timeout=PATIENCE),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in asked] == [(403, "revoked")] * len(asked)
    again = KioskSide(portal.url, kiosk.machine, portal.invite(kiosk.machine))
    again.send(sealed)  # what it had announced is still its own
    assert again.settled(sealed.id).state is PackageState.PROCESSED


def test_code_over_the_network(portal: LivePortal, kiosk: KioskSide) -> None:
    wrong = requests.post(f"{portal.url}/v1/enrolments", json={"code": "ABCD-EFGH-JKMN", "machine": "K01"}, timeout=PATIENCE)
    assert (wrong.status_code, wrong.json()["code"]) == (403, "code")
    assert kiosk.enrolment.recipient.startswith("age1")
