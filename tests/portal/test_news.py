"""What the portal tells kiosks and hears from them: requests for papers, messages, heartbeats, and what it signs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from kiosk import signed, texts
from kiosk.clock import milliseconds
from kiosk.exchange import (
    CatalogueBundle,
    DossierStatus,
    EnrolmentRequest,
    Heartbeat,
    HeartbeatAnswer,
    Identity,
    OutboxCounts,
    PackageState,
    RecipientList,
    Signed,
    SupplementReason,
    believe,
    sign,
)
from kiosk.portal import enrolment, news, pulse
from kiosk.portal import officer as officer_pages
from kiosk.portal.config import configure
from kiosk.portal.database import MIGRATIONS, Database, open_database
from kiosk.portal.refusal import Refusal
from tests.portal.kiosk_side import NOW, PATIENCE, KioskSide, Sealed
from tests.portal.live import LivePortal, live_portal


def ask(kiosk: KioskSide, path: str, **params: int) -> requests.Response:
    return requests.get(f"{kiosk.url}{path}", params=params, headers=kiosk.headers, timeout=PATIENCE)


def beat(kiosk: KioskSide, **values: object) -> HeartbeatAnswer:
    body = Heartbeat.model_validate({"sent_at": datetime.now(UTC), **values}).model_dump(mode="json")
    answer = requests.put(f"{kiosk.url}/v1/heartbeat", json=body, headers=kiosk.headers, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    return HeartbeatAnswer.model_validate_json(answer.content)


def test_an_officer_asks_for_a_paper(portal: LivePortal, officer: requests.Session, kiosk: KioskSide, filed: Sealed) -> None:
    page = f"{portal.url}/dossiers/{filed.id}"
    answer = officer.post(f"{page}/supplement", data={"birth_note": "unreadable", "declaration": ""}, timeout=PATIENCE)
    assert answer.status_code == 200
    assert "không đọc được" in answer.text
    told = kiosk.events()
    assert [event.status for event in told.events] == [DossierStatus.NEW, DossierStatus.SUPPLEMENT_ASKED]
    (request,) = told.supplements
    assert (request.dossier_id, request.sequence, told.next) == (filed.id, 3, 3)
    assert [(row.component_id, row.reason) for row in request.rows] == [("birth_note", "unreadable")]


@pytest.mark.parametrize("form", [{}, {"birth_note": ""}, {"birth_note": "vì ông A nói thế"}, {"no_such_row": "missing"}])
def test_only_rows_of_the_dossier_and_words_of_the_list(
    portal: LivePortal, officer: requests.Session, kiosk: KioskSide, filed: Sealed, form: dict[str, str]
) -> None:
    answer = officer.post(f"{portal.url}/dossiers/{filed.id}/supplement", data=form, timeout=PATIENCE)
    assert answer.status_code == 422
    assert kiosk.events().supplements == ()


def test_every_reason_has_its_words_on_both_sides() -> None:
    assert officer_pages.REASON_WORDS.keys() == set(SupplementReason)
    sentences = texts.load()
    for language in texts.LANGUAGES:
        assert {f"supplement.{reason}" for reason in (*SupplementReason, "other")} <= sentences.all(language).keys()


def test_messages_for_one_and_for_all(portal: LivePortal, officer: requests.Session, connect: Callable[[], KioskSide]) -> None:
    one, other = connect(), connect()
    officer.post(f"{portal.url}/kiosks/message", data={"machine": one.machine, "text": " Giấy in  sắp\nhết "}, timeout=PATIENCE)
    officer.post(f"{portal.url}/kiosks/message", data={"machine": "", "text": "Tối nay Cổng bảo trì"}, timeout=PATIENCE)
    assert [message.text for message in one.events().messages] == ["Giấy in sắp hết", "Tối nay Cổng bảo trì"]
    assert [message.text for message in other.events().messages] == ["Tối nay Cổng bảo trì"]
    assert [message.sequence for message in one.events(1).messages] == [2]


@pytest.mark.parametrize("text", ["", "   ", "x" * 501, "Gọi 0912 345 678", "Người số 077098001234", "TK 1903.6987.4521"])
def test_a_message_about_a_person_is_not_sent(tmp_path: Path, text: str) -> None:
    database = open_database(configure(tmp_path))
    with pytest.raises(Refusal):
        news.tell_staff(database, None, text, now=NOW)
    database.close()


def test_a_heartbeat_is_kept_and_what_is_wrong_is_shown(portal: LivePortal, officer: requests.Session, kiosk: KioskSide) -> None:
    answer = beat(kiosk, screen="attract", devices={"scanner": False, "printer": True}, disk_free=5_000_000, clock_offset=-7300.0)
    assert abs((answer.at - datetime.now(UTC)).total_seconds()) < 5
    page = officer.get(f"{portal.url}/kiosks", timeout=PATIENCE).text
    for sentence in ("Không thấy: máy quét.", "Đĩa còn 5 MB.", "Đồng hồ lệch 2 giờ.", "Danh mục thủ tục khác với Cổng."):
        assert sentence in page
    beat(kiosk, screen="attract", devices={"scanner": True}, catalogue=answer.catalogue, recipients=(kiosk.enrolment.recipient,))
    page = officer.get(f"{portal.url}/kiosks", timeout=PATIENCE).text
    assert page.index(kiosk.machine) > 0
    assert "Không thấy: máy quét." not in page
    assert requests.get(f"{portal.url}/kiosks", timeout=PATIENCE).status_code == 401


def test_what_is_wrong_with_a_kiosk(tmp_path: Path) -> None:
    database = open_database(configure(tmp_path))
    for machine in ("K01", "K02", "K03"):
        let_in(database, machine)
    enrolment.revoke(database, "K02", now=NOW)
    outbox = OutboxCounts(refused=2, queued=1, oldest=3 * 86_400.0)
    troubles = ("news.catalogue_signature", "something.new")
    pulse.keep(database, "K01", Heartbeat(sent_at=NOW, outbox=outbox, recipients=("age1old0000000",), troubles=troubles), now=NOW)
    first, second, third = pulse.kiosks(database, "v1", "age1new0000000", now=NOW + timedelta(hours=5))
    assert first.wrong == (
        "Im lặng đã 5 giờ.",
        "2 hồ sơ bị Cổng từ chối, cán bộ tại máy cần xem.",
        "Hồ sơ cũ nhất đã chờ 3 ngày.",
        "Danh mục thủ tục khác với Cổng.",
        "Còn niêm phong bằng khóa cũ.",
        "Đã từ chối một danh mục có chữ ký sai.",
        "Máy báo: something.new.",
    )
    assert second.revoked
    assert third.wrong == ("Chưa có tin từ máy này.",)
    database.close()


def test_an_audit_that_grows_shorter_is_told_for_a_week(tmp_path: Path) -> None:
    database = open_database(configure(tmp_path))
    let_in(database, "K01")

    def told(audit: str, *, days: float) -> str:
        now = NOW + timedelta(days=days)
        pulse.keep(database, "K01", Heartbeat(sent_at=now, screen="attract", audit=audit), now=now)
        return " ".join(pulse.kiosks(database, "", "", now=now)[0].wrong)

    assert told("7:aa", days=0) == ""
    assert told("9:bb", days=1) == ""
    assert told("9:bb", days=2) == ""
    assert "từ 9 dòng còn 3 dòng" in told("3:cc", days=3)
    assert "từ 9 dòng còn 3 dòng" in told("50:dd", days=9)
    assert told("50:dd", days=11) == ""
    assert "từ 50 dòng còn 50 dòng" in told("50:ee", days=12)
    database.close()


def test_restored_from_a_back_up_it_tells_all_anew(tmp_path: Path) -> None:
    """A number that stood for another event before: without the moment, what came since would never be heard."""
    database = open_database(configure(tmp_path))
    let_in(database, "K01")
    for hour in range(3):
        news.tell_staff(database, "K01", f"Tin {hour}", now=NOW + timedelta(hours=hour))
    heard = news.events(database, "K01", 0)
    at = milliseconds(heard.messages[-1].at)
    again = news.events(database, "K01", 3, at)
    assert (again.messages, again.restored, again.next) == ((), False, 3)
    for after, moment in ((3, at + 1), (4, at)):
        restored = news.events(database, "K01", after, moment)
        assert (len(restored.messages), restored.restored, restored.next) == (3, True, 3)
    assert news.events(database, "K01", 4).next == 4, "an older kiosk asks without"
    database.close()


def test_what_is_signed_and_by_whom(portal: LivePortal, kiosk: KioskSide) -> None:
    key = kiosk.enrolment.signing_key
    nonce = "0123456789abcdef" * 2
    told = Signed.model_validate_json(requests.get(f"{kiosk.url}/v1/identity?nonce={nonce}", timeout=PATIENCE).content)
    identity = believe(told, Identity, key)
    assert identity is not None
    assert identity.nonce == nonce
    recipients = believe(Signed.model_validate_json(ask(kiosk, "/v1/recipients").content), RecipientList, key)
    assert recipients is not None
    assert recipients.recipients == (kiosk.enrolment.recipient,)
    catalogue = believe(Signed.model_validate_json(ask(kiosk, "/v1/catalogue").content), CatalogueBundle, key)
    assert catalogue is not None
    assert catalogue.version == beat(kiosk).catalogue
    assert set(catalogue.files) == {"agencies.yaml", "procedures/1.001193.yaml"}
    for path in ("/v1/recipients", "/v1/catalogue"):
        assert requests.get(kiosk.url + path, timeout=PATIENCE).status_code == 401


def test_a_statement_cannot_stand_in_for_another() -> None:
    secret = signed.new_key()
    key, other = signed.public_key(secret), signed.public_key(signed.new_key())
    told = sign(Identity(nonce="n", portal="p"), secret)
    assert believe(told, Identity, key) is not None
    assert believe(told, Identity, other) is None
    assert believe(told, RecipientList, key) is None
    for changed in ({"payload": told.payload.replace("p", "q")}, {"signature": "A" * 88}, {"signature": "no base64 at all"}):
        assert believe(told.model_copy(update=changed), Identity, key) is None
    assert believe(told, Identity, "") is None


def test_a_new_key_and_what_was_sealed_to_the_old_one(tmp_path: Path) -> None:
    with live_portal(tmp_path, catalogue=Path(__file__).parent / "catalogue") as portal:
        kiosk = KioskSide(portal.url, "K01", portal.invite("K01"))
        before = kiosk.dossier()
        first = believe(Signed.model_validate_json(ask(kiosk, "/v1/recipients").content), RecipientList, kiosk.enrolment.signing_key)
        version = beat(kiosk).recipients
        new = portal.command("rotate-key").splitlines()[0]
        portal.stop()
        portal.start()
        told = believe(Signed.model_validate_json(ask(kiosk, "/v1/recipients").content), RecipientList, kiosk.enrolment.signing_key)
        assert told is not None
        assert first is not None
        assert told.recipients == (new,) != first.recipients
        assert told.issued_at > first.issued_at
        assert beat(kiosk).recipients != version
        kiosk.send(before)
        assert kiosk.settled(before.id).state is PackageState.PROCESSED
        assert portal.stop() == 0
        portal.start()
        again = believe(Signed.model_validate_json(ask(kiosk, "/v1/recipients").content), RecipientList, kiosk.enrolment.signing_key)
        assert again == told, "a start does not make it newer"


def test_events_of_the_version_before_are_kept(tmp_path: Path) -> None:
    config = configure(tmp_path)
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(config.database_url)
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
    engine.dispose()
    with sqlite3.connect(tmp_path / "portal.sqlite3") as raw:
        raw.execute("INSERT INTO kiosks (machine, token_hash, invitation, enrolled_at) VALUES ('K01', 'a', 'b', '2026-11-22')")
        raw.execute(
            "INSERT INTO dossiers (id, machine, temporary_number, procedure_code, sha256, size, submitted_at, announced_at, reason, notes,"
            " state) VALUES (?, 'K01', 'n', 'p', 's', 1, '2026-11-22', '2026-11-22', '', '[]', 'held')",
            ("a" * 32,),
        )
        raw.execute("INSERT INTO events VALUES ('K01', 1, ?, 4, 'A-1', '2026-11-22 03:00:00.000000')", ("a" * 32,))
    raw.close()
    database = open_database(config)
    (event,) = news.events(database, "K01", 0).events
    assert (event.sequence, event.status, event.official_code) == (1, DossierStatus.IN_PROGRESS, "A-1")
    assert event.at == NOW
    database.close()


def let_in(database: Database, machine: str) -> None:
    code = enrolment.invite(database, machine, now=NOW)
    enrolment.redeem(database, EnrolmentRequest(code=code, machine=machine), now=NOW)
