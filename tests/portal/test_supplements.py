"""Papers that were asked for come in: joined to their dossier, once, and only when they are its own and still wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import pytest
import requests

from kiosk.exchange import DossierStatus, PackageState, Receipt, SupplementReason, SupplementRow
from kiosk.portal import news
from kiosk.portal.database import Database, open_database
from kiosk.portal.storage import Storage
from kiosk.portal.tables import Dossier
from tests.portal.kiosk_side import PATIENCE, PERSON, KioskSide, Sealed, pdf
from tests.portal.live import LivePortal


@pytest.fixture
def database(portal: LivePortal) -> Iterator[Database]:
    opened = open_database(portal.config)
    yield opened
    opened.close()


def ask_for(database: Database, dossier: Sealed, *components: str) -> None:
    rows = [SupplementRow(component_id=each, reason=SupplementReason.UNREADABLE) for each in components]
    assert news.ask_for_papers(database, dossier.id, rows, now=datetime.now(UTC))


def supplement(kiosk: KioskSide, dossier: Sealed, *components: str, serial: int = 2, **changes: object) -> Sealed:
    files = {each: pdf() for each in components or ("birth_note",)}
    return kiosk.dossier(serial=serial, files=files, supplement_to=dossier.id, answers={}, **changes)


def hand_in(kiosk: KioskSide, sealed: Sealed) -> Receipt:
    kiosk.send(sealed)
    return kiosk.settled(sealed.id)


def statuses(kiosk: KioskSide, dossier: Sealed) -> Sequence[int]:
    return [int(event.status) for event in kiosk.events().events if event.dossier_id == dossier.id]


def test_it_joins_its_dossier_and_ends_the_request(portal: LivePortal, database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    ask_for(database, filed, "birth_note")
    added = supplement(kiosk, filed)
    receipt = hand_in(kiosk, added)
    assert receipt.state is PackageState.PROCESSED
    assert receipt.official_code == kiosk.receipt(filed.id).official_code
    assert statuses(kiosk, filed) == [DossierStatus.NEW, DossierStatus.SUPPLEMENT_ASKED, DossierStatus.IN_PROGRESS]
    assert statuses(kiosk, added) == [DossierStatus.NEW]
    assert {event.official_code for event in kiosk.events().events} == {receipt.official_code}
    with database.reading() as session:
        row = session.get_one(Dossier, added.id)
        assert (row.supplement_to, row.official_code, row.notes) == (filed.id, f"{receipt.official_code}/BS1", [])
    assert len(Storage(portal.config.storage).files(added.id)) == 1


def test_sent_twice_it_is_there_once(database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    ask_for(database, filed, "birth_note")
    added = supplement(kiosk, filed)
    first = hand_in(kiosk, added)
    assert kiosk.announce(added) == first
    assert statuses(kiosk, filed).count(DossierStatus.IN_PROGRESS) == 1


def test_a_second_request_gets_a_second_supplement(database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    for serial in (2, 3):
        ask_for(database, filed, "birth_note")
        added = supplement(kiosk, filed, serial=serial)
        assert hand_in(kiosk, added).state is PackageState.PROCESSED
        with database.reading() as session:
            assert str(session.get_one(Dossier, added.id).official_code).endswith(f"/BS{serial - 1}")


def test_another_kiosk_may_bring_it(connect: Callable[[], KioskSide], database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    ask_for(database, filed, "birth_note")
    other = connect()
    assert hand_in(other, supplement(other, filed)).state is PackageState.PROCESSED
    assert statuses(kiosk, filed)[-1] == DossierStatus.IN_PROGRESS


OTHER = PERSON.model_copy(update={"number": "077198005678"})


@pytest.mark.parametrize(
    ("asked", "changes", "components", "word"),
    [
        ((), {}, ("birth_note",), "supplement.not_asked"),
        (("photo",), {}, ("birth_note",), "supplement.not_asked"),
        (("birth_note",), {}, ("birth_note", "photo"), "supplement.not_asked"),
        (("birth_note",), {"person": OTHER}, ("birth_note",), "supplement.person"),
        (("birth_note",), {"supplement_to": "e" * 32}, ("birth_note",), "supplement.unknown"),
    ],
    ids=["nothing is asked for", "another row", "a row too many", "somebody else", "no such dossier"],
)
def test_what_does_not_fit_is_refused_and_leaves_the_dossier_as_it_was(
    portal: LivePortal,
    database: Database,
    kiosk: KioskSide,
    filed: Sealed,
    asked: tuple[str, ...],
    changes: dict[str, object],
    components: tuple[str, ...],
    word: str,
) -> None:
    if asked:
        ask_for(database, filed, *asked)
    before = statuses(kiosk, filed)
    added = kiosk.dossier(
        **{"serial": 2, "files": {each: pdf() for each in components}, "supplement_to": filed.id, "answers": {}, **changes}
    )
    receipt = hand_in(kiosk, added)
    assert receipt.state is PackageState.REFUSED
    assert receipt.reason.startswith(f"{word}: ")
    assert statuses(kiosk, filed) == before
    assert Storage(portal.config.storage).files(added.id) == []


def test_the_second_of_two_that_answer_the_same_request_is_refused(database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    ask_for(database, filed, "birth_note")
    assert hand_in(kiosk, supplement(kiosk, filed)).state is PackageState.PROCESSED
    late = hand_in(kiosk, supplement(kiosk, filed, serial=3))
    assert (late.state, late.reason.partition(":")[0]) == (PackageState.REFUSED, "supplement.not_asked")


def test_a_refused_one_is_taken_after_all_when_it_is_asked_for_again(
    portal: LivePortal, database: Database, kiosk: KioskSide, filed: Sealed
) -> None:
    late = supplement(kiosk, filed)
    assert hand_in(kiosk, late).state is PackageState.REFUSED
    ask_for(database, filed, "birth_note")
    officer = ("can.bo", portal.officer_password())
    assert requests.post(f"{portal.url}/dossiers/{late.id}/recheck", auth=officer, timeout=PATIENCE).status_code == 200
    assert kiosk.settled(late.id).state is PackageState.PROCESSED
    # The kiosk hears of it, and fetches its receipt.
    assert statuses(kiosk, late) == [DossierStatus.NEW]


def test_a_supplement_has_no_supplement(database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    ask_for(database, filed, "birth_note")
    added = supplement(kiosk, filed)
    hand_in(kiosk, added)
    assert hand_in(kiosk, supplement(kiosk, added, serial=3)).state is PackageState.REFUSED


def test_officers_see_it_at_its_dossier(portal: LivePortal, database: Database, kiosk: KioskSide, filed: Sealed) -> None:
    ask_for(database, filed, "birth_note", "declaration")
    added = supplement(kiosk, filed)
    hand_in(kiosk, added)
    officer = requests.Session()
    officer.auth = ("can.bo", portal.officer_password())
    page = officer.get(f"{portal.url}/dossiers/{filed.id}", timeout=PATIENCE).text
    (file,) = added.manifest.rows[0].files
    assert "BS1: nộp bổ sung lúc" in page
    assert f"/dossiers/{added.id}/files/{file.name}" in page
    assert "Thiếu giấy tờ bắt buộc: Tờ khai đăng ký khai sinh." in page
    assert officer.get(f"{portal.url}/dossiers/{added.id}/files/{file.name}", timeout=PATIENCE).content.startswith(b"%PDF-")
    assert officer.get(f"{portal.url}/dossiers/{added.id}", timeout=PATIENCE).url.endswith(filed.id)
    listing = officer.get(f"{portal.url}/", timeout=PATIENCE).text
    assert added.manifest.temporary_number not in listing
    assert "đã nộp bổ sung" in listing
    answer = officer.post(f"{portal.url}/dossiers/{added.id}/supplement", data={"birth_note": "unreadable"}, timeout=PATIENCE)
    assert answer.status_code == 422
