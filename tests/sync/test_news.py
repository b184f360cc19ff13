"""What comes back from the portal: requests for papers, messages, keys, catalogues; what is signed wrongly is refused and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from kiosk import signed
from kiosk.catalogue import bundle
from kiosk.exchange import (
    DossierStatus,
    EventPage,
    StaffMessage,
    StatusEvent,
    SupplementReason,
    SupplementRequest,
    SupplementRow,
)
from kiosk.portal import news
from kiosk.portal.config import configure
from kiosk.portal.database import Database, open_database
from kiosk.store import ScreenHealth
from tests.portal.kiosk_side import PERSON
from tests.portal.live import LivePortal
from tests.sync.conftest import CATALOGUE
from tests.sync.machine import Machine, assert_arrived, filed, wait_until
from tests.sync.played import Played
from tests.sync.strangers import Stranger

DAY = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def at_the_portal(portal: LivePortal) -> Iterator[Database]:
    database = open_database(configure(portal.data))
    yield database
    database.close()


@pytest.fixture
def alone(new_machine: Callable[[], Machine], played: Played) -> Iterator[tuple[Machine, Stranger]]:
    """A machine that `played` has let in."""
    machine = new_machine()
    with played.playing(machine) as told:
        yield machine, told


def codes(machine: Machine) -> list[str]:
    return [each.code for each in machine.news.troubles()]


def test_papers_are_asked_for_and_then_not_any_more(machine: Machine, at_the_portal: Database) -> None:
    sealed = machine.file()
    assert machine.sync().done
    rows = [
        SupplementRow(component_id="birth_note", reason=SupplementReason.UNREADABLE),
        SupplementRow(component_id="declaration", reason=SupplementReason.NOT_SIGNED),
    ]
    assert news.ask_for_papers(at_the_portal, sealed.id, rows, now=DAY)
    assert machine.sync().done
    asked = machine.news.supplement(sealed.id)
    assert asked is not None
    assert (asked.rows, asked.at, asked.temporary_number) == (tuple(rows), DAY, sealed.announcement.temporary_number)
    assert machine.news.supplements() == [asked]
    assert machine.news.supplement(asked.temporary_number) == asked
    assert machine.item(sealed).portal_status == DossierStatus.SUPPLEMENT_ASKED

    assert machine.start("--status", "--json").wait() == 0
    (told,) = machine.told()["supplements"]
    assert told["temporary_number"] == asked.temporary_number
    assert [row["says"] for row in told["rows"]] == ["Bản quét không đọc được", "Thiếu chữ ký hoặc con dấu"]

    assert news.ask_for_papers(at_the_portal, sealed.id, rows[:1], now=DAY)
    assert machine.sync().done
    again = machine.news.supplement(sealed.id)
    assert again is not None
    assert again.rows == (rows[0],)

    assert news.set_status(at_the_portal, sealed.id, DossierStatus.IN_PROGRESS, now=DAY)
    assert machine.sync().done
    assert machine.news.supplement(sealed.id) is None


def test_a_word_that_this_kiosk_does_not_know_is_kept(alone: tuple[Machine, Stranger], played: Played) -> None:
    machine, _ = alone
    sealed = machine.file()
    row = {"component_id": "birth_note", "reason": "smells_of_fish"}
    request = SupplementRequest.model_validate({"sequence": 1, "dossier_id": sealed.id, "rows": [row], "at": DAY})
    purged_here = request.model_copy(update={"dossier_id": "e" * 32, "sequence": 2})
    played.events = EventPage(events=(), supplements=(request, purged_here), next=2)
    machine.service().round()
    asked = machine.news.supplement(sealed.id)
    assert asked is not None
    assert asked.rows[0].reason == "smells_of_fish"
    assert {each.dossier_id for each in machine.news.supplements()} == {sealed.id, "e" * 32}


def test_messages_for_staff(machine: Machine, at_the_portal: Database) -> None:
    news.tell_staff(at_the_portal, machine.name, "Giấy in sắp hết", now=DAY)
    news.tell_staff(at_the_portal, machine.name, "Tối nay Cổng bảo trì", now=DAY)
    assert machine.sync().done
    latest, first = machine.news.messages()
    assert (latest.text, first.text, first.at, first.seen) == ("Tối nay Cổng bảo trì", "Giấy in sắp hết", DAY, False)
    process = machine.start("--status", "--seen", "--json")
    assert process.wait() == 0
    assert [each["text"] for each in machine.told()["messages"]] == ["Tối nay Cổng bảo trì", "Giấy in sắp hết"]
    assert all(each.seen for each in machine.news.messages())


def test_hearing_it_all_again_changes_nothing(machine: Machine, at_the_portal: Database) -> None:
    sealed = machine.file()
    assert machine.sync().done
    row = SupplementRow(component_id="birth_note", reason=SupplementReason.MISSING)
    news.ask_for_papers(at_the_portal, sealed.id, [row], now=DAY)
    news.tell_staff(at_the_portal, machine.name, "Một lần thôi", now=DAY)
    assert machine.sync().done
    machine.news.seen(machine.news.messages()[0].sequence)
    before = machine.news.supplement(sealed.id), machine.news.messages()
    machine.news.let_in(again=False)
    assert machine.sync().done
    assert (machine.news.supplement(sealed.id), machine.news.messages()) == before


def test_restored_from_yesterday(own_portal: LivePortal, new_machine: Callable[[], Machine]) -> None:
    """What the portal had filed since its back-up comes again from the kiosk's copy; status goes on though its numbers begin lower."""
    machine = new_machine()
    machine.enrol(own_portal)
    first = machine.file()
    assert machine.sync().done
    own_portal.stop()
    saved = {path: path.read_bytes() for path in own_portal.data.rglob("*") if path.is_file()}
    own_portal.start()
    second = machine.file()
    assert machine.sync().done
    own_portal.stop()
    for path in own_portal.data.rglob("*"):
        if path.is_file() and path not in saved:
            path.unlink()
    for path, content in saved.items():
        path.write_bytes(content)
    own_portal.start()
    assert filed(own_portal, machine).keys() == {first.id}
    assert machine.sync().done
    assert_arrived(own_portal, machine, first, second)
    database = open_database(configure(own_portal.data))
    news.tell_staff(database, machine.name, "Đã khôi phục", now=DAY)
    database.close()
    machine.sync()
    assert [each.text for each in machine.news.messages()] == ["Đã khôi phục"]


def test_a_heartbeat_tells_of_machines_only(machine: Machine, at_the_portal: Database) -> None:
    machine.health.keep_screen(ScreenHealth(screen="visit", devices={"scanner": True, "reader": None}, version="1", catalogue="abc"))
    machine.file()
    service = machine.service()
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    beat = service._pulse.heartbeat(enrolment, machine.health.outbox())
    service.close()
    assert (beat.screen, beat.devices, beat.catalogue) == ("visit", {"scanner": True, "reader": None}, "abc")
    assert (beat.outbox.queued, beat.outbox.oldest is not None, beat.recipients) == (1, True, (enrolment.recipient,))
    assert beat.audit.partition(":")[0] == "1"
    told = beat.model_dump_json()
    assert not any(word in told for word in (PERSON.number, PERSON.name, PERSON.address, "KIOSK-", machine.enrolments.token()))


def test_an_older_portal_without_heartbeats(alone: tuple[Machine, Stranger], played: Played) -> None:
    machine, told = alone
    played.deaf = True
    outcome = machine.sync()
    assert outcome.done
    assert [asked for asked in told.asked if "heartbeat" in asked] == ["PUT /v1/heartbeat"]
    assert machine.health.offset() is None


def test_the_portals_time(alone: tuple[Machine, Stranger], played: Played) -> None:
    machine, _ = alone
    played.ahead = 7200.0
    machine.sync()
    offset = machine.health.offset()
    assert offset is not None
    assert offset == pytest.approx(7200.0, abs=1.0)
    shown = machine.health.shown_now()
    assert (shown - datetime.now(UTC)).total_seconds() == pytest.approx(7200.0, abs=1.0)


# Keys


def test_new_keys_are_sealed_to_from_then_on(own_portal: LivePortal, new_machine: Callable[[], Machine]) -> None:
    machine = new_machine()
    machine.enrol(own_portal)
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    under_way = machine.file()
    new = own_portal.command("rotate-key").splitlines()[0]
    own_portal.stop()
    own_portal.start()
    machine.sync()
    assert machine.news.recipients(enrolment) == (new,)
    sealed = machine.file()
    _, old = (pyrage.x25519.Identity.from_str(line) for line in (own_portal.data / "portal.age").read_text().split())
    assert pyrage.decrypt(under_way.package, [old])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed.package, [old])
    assert machine.sync().done
    assert_arrived(own_portal, machine, under_way, sealed)


@pytest.mark.parametrize("fault", ["another key", "older", "no key at all"])
def test_a_list_of_keys_that_is_not_believed(alone: tuple[Machine, Stranger], played: Played, fault: str) -> None:
    machine, told = alone
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    good, thief = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
    played.hand_out_recipients(good, issued_at=DAY)
    machine.sync()
    assert machine.news.recipients(enrolment) == (good,)
    match fault:
        case "another key":
            played.hand_out_recipients(thief, issued_at=DAY + timedelta(days=1), secret=signed.new_key())
        case "older":
            played.hand_out_recipients(thief, issued_at=DAY - timedelta(days=1))
        case _:
            played.hand_out_recipients("age1" + "q" * 58, issued_at=DAY + timedelta(days=1))
    machine.sync()
    assert machine.news.recipients(enrolment) == (good,)
    assert codes(machine) == ["news.recipients_older" if fault == "older" else "news.recipients_signature"]
    asked = told.asked.count("GET /v1/recipients")
    service = machine.service(monotonic=lambda: 0.0)
    for _ in range(3):
        service._guard(service._connect)
        service._beat()
    service.close()
    assert told.asked.count("GET /v1/recipients") == asked + 1, "not asked for at each heartbeat"

    newer = good, thief
    played.hand_out_recipients(*newer, issued_at=DAY + timedelta(days=2))
    machine.sync()
    assert (machine.news.recipients(enrolment), codes(machine)) == (newer, [])


def test_a_list_that_somebody_wrote_into_the_database_is_not_believed(alone: tuple[Machine, Stranger], played: Played) -> None:
    """The sync service, which speaks to the network, may write the database; the visit looks at the signature itself."""
    machine, _ = alone
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    thief = str(pyrage.x25519.Identity.generate().to_public())
    forger = Played()
    forger.hand_out_recipients(thief, issued_at=DAY)
    assert forger.recipients is not None
    machine.news.keep_recipients(forger.recipients, "v")
    assert machine.news.recipients(enrolment) == (played.recipient,)


# Catalogues


def files(note: str = "") -> dict[str, str]:
    found = bundle.read(CATALOGUE)
    return found | {"agencies.yaml": found["agencies.yaml"] + (f"# {note}\n" if note else "")}


def test_a_new_catalogue_is_put_in_place_whole(alone: tuple[Machine, Stranger], played: Played) -> None:
    machine, told = alone
    shelf = machine.settings.catalogue_shelf
    versions = []
    for day in range(3):
        new = files(f"day {day}")
        versions.append(bundle.version(new))
        played.hand_out_catalogue(new, versions[-1], issued_at=DAY + timedelta(days=day))
        machine.sync()
        assert machine.settings.catalogue_dir == shelf / versions[-1]
        assert bundle.read(machine.settings.catalogue_dir) == new
    assert sorted(path.name for path in shelf.iterdir()) == sorted([*versions[1:], "current"]), "the one before stays"
    asked = told.asked.count("GET /v1/catalogue")
    machine.sync()
    assert told.asked.count("GET /v1/catalogue") == asked == 3


@pytest.mark.parametrize("fault", ["signature", "older", "invalid", "a way out"])
def test_a_catalogue_that_is_not_believed(alone: tuple[Machine, Stranger], played: Played, fault: str) -> None:
    machine, _ = alone
    good = files("good")
    played.hand_out_catalogue(good, bundle.version(good), issued_at=DAY)
    machine.sync()
    before = machine.settings.catalogue_dir
    bad, issued_at, secret = files("bad"), DAY + timedelta(days=1), ""
    match fault:
        case "signature":
            secret = signed.new_key()
        case "older":
            issued_at = DAY - timedelta(days=1)
        case "invalid":
            bad["procedures/1.001193.yaml"] = "code: 1.001193\n"
        case _:
            bad["procedures/../../../escaped.yaml"] = "x: 1\n"
    played.hand_out_catalogue(bad, bundle.version(bad), issued_at=issued_at, secret=secret)
    machine.sync()
    expected = "news.catalogue_" + (fault if fault in ("signature", "older") else "invalid")
    assert codes(machine) == [expected]
    assert machine.settings.catalogue_dir == before
    assert sorted(path.name for path in machine.settings.catalogue_shelf.iterdir()) == sorted([before.name, "current"])
    assert not (machine.state / "escaped.yaml").exists()
    service = machine.service()
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    assert service._pulse.heartbeat(enrolment, machine.health.outbox()).troubles == (expected,)
    service.close()

    played.hand_out_catalogue(good, bundle.version(good), issued_at=DAY)
    machine.sync()
    assert codes(machine) == []


def test_a_centre_with_a_catalogue_of_its_own(alone: tuple[Machine, Stranger], played: Played) -> None:
    machine, told = alone
    new = files("new")
    played.hand_out_catalogue(new, bundle.version(new), issued_at=DAY)
    machine.config.write_text(machine.config.read_text().replace("[kiosk]", f'[kiosk]\ncatalogue = "{CATALOGUE}"'))
    machine.reload()
    machine.sync()
    assert machine.settings.catalogue_dir == CATALOGUE
    assert "GET /v1/catalogue" not in told.asked


def test_enrolled_when_the_portal_signed_nothing(machine: Machine, portal: LivePortal) -> None:
    machine.enrolled_before()
    sealed = machine.file()
    assert machine.sync().done
    assert_arrived(portal, machine, sealed)
    assert not (machine.state / "catalogue").exists()
    assert machine.health.offset() is not None


def test_both_at_once(alone: tuple[Machine, Stranger], played: Played) -> None:
    """Status, request and message of one page, in whatever order their tuples have."""
    machine, _ = alone
    sealed = machine.file()
    row = SupplementRow(component_id="birth_note", reason=SupplementReason.EXPIRED)
    played.events = EventPage(
        events=(
            StatusEvent(sequence=1, dossier_id=sealed.id, status=5, official_code="A", at=DAY),
            StatusEvent(sequence=4, dossier_id=sealed.id, status=99, official_code="A", at=DAY),
        ),
        supplements=(SupplementRequest(sequence=2, dossier_id=sealed.id, rows=(row,), at=DAY),),
        messages=(StaffMessage(sequence=3, text="Xin chào", at=DAY),),
        next=4,
    )
    machine.service().round()
    assert machine.item(sealed).portal_status == 99
    assert machine.news.supplement(sealed.id) is None
    assert machine.news.cursor() == (4, round(DAY.timestamp() * 1000))


def test_revoked_is_told_and_ended_by_a_new_enrolment(machine: Machine, portal: LivePortal, tmp_path: Path) -> None:
    portal.revoke(machine.name)
    sealed = machine.file()
    machine.tune(retry_first=600, retry_most=600)
    process = machine.start()
    wait_until(machine.news.locked_out)
    machine.enrol(portal)
    assert not machine.news.locked_out()
    wait_until(lambda: machine.item(sealed).state == "processed")
    process.terminate()
    assert process.wait() == 0
    assert codes(machine) == []
