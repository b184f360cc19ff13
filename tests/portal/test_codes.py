"""Mã hồ sơ: one each, consecutive within the unit and the day of Vietnam."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk import catalogue
from kiosk.exchange import PackageState
from kiosk.portal import enrolment, news, register
from kiosk.portal.config import configure, public_key, secret_keys
from kiosk.portal.database import Database, next_value, open_database
from kiosk.portal.intake import Intake
from kiosk.portal.storage import Storage
from tests.portal.conftest import CATALOGUE
from tests.portal.kiosk_side import KioskSide, dossier

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
Take = Callable[[str, int, datetime], str]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(configure(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def take(tmp_path: Path, database: Database) -> Take:
    """(machine, serial, moment) → the code of a dossier that is taken in then."""
    config = configure(tmp_path)
    storage = Storage(config.storage)
    procedures = catalogue.load(CATALOGUE)
    key = secret_keys(config)[0]

    def taken(machine: str, serial: int, moment: datetime) -> str:
        intake = Intake(database, storage, (key,), procedures.procedure, config.unit, lambda: moment)
        sealed = dossier(machine, public_key(key), serial=serial)
        told = sealed.announcement
        register.announce(database, machine, told, now=moment)
        upload_id = register.create_upload(database, storage, machine, told.dossier_id, told.sha256, told.size)
        (tmp_path / "storage" / "uploads" / upload_id).write_bytes(sealed.package)
        assert register.hold(database, storage, told.dossier_id, now=moment) is PackageState.HELD
        intake.process(told.dossier_id)
        intake.process(told.dossier_id)  # redone harmlessly
        code = register.receipt(database, machine, told.dossier_id).official_code
        assert code is not None
        return code

    return taken


def connect(database: Database, machine: str) -> None:
    code = enrolment.invite(database, machine, now=NOW)
    enrolment.redeem(database, enrolment.EnrolmentRequest(code=code, machine=machine), now=NOW)


def test_day_turns_at_midnight_in_vietnam(database: Database, take: Take) -> None:
    connect(database, "K01")
    before = datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC)
    after = datetime(2026, 11, 22, 17, 0, 0, tzinfo=UTC)
    codes = [take("K01", 1, before), take("K01", 2, before), take("K01", 3, after)]
    assert [code.partition("-")[2] for code in codes] == ["261122-0001", "261122-0002", "261123-0001"]


def test_twenty_at_once_through_many_threads(database: Database, take: Take) -> None:
    for machine in ("K01", "K02"):
        connect(database, machine)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda n: take(f"K0{n % 2 + 1}", n + 1, NOW), range(20)))
    assert sorted(int(code.rpartition("-")[2]) for code in codes) == list(range(1, 21))
    for machine in ("K01", "K02"):
        assert [event.sequence for event in news.events(database, machine, 0).events] == list(range(1, 11))


def test_twenty_kiosks_at_once_over_the_network(connect_many: list[KioskSide]) -> None:
    barrier = threading.Barrier(len(connect_many))

    def deliver(kiosk: KioskSide) -> str:
        sealed = kiosk.dossier()
        barrier.wait()
        kiosk.send(sealed)
        return kiosk.settled(sealed.id).official_code or ""

    with ThreadPoolExecutor(len(connect_many)) as pool:
        codes = list(pool.map(deliver, connect_many))
    assert len({code.rpartition("-")[0] for code in codes}) == 1
    serials = sorted(int(code.rpartition("-")[2]) for code in codes)
    assert serials == list(range(serials[0], serials[0] + len(connect_many)))


@pytest.fixture
def connect_many(connect: Callable[[], KioskSide]) -> list[KioskSide]:
    return [connect() for _ in range(20)]


def test_number_is_not_used_up_when_the_transaction_fails(database: Database) -> None:
    class GivenUpError(Exception):
        pass

    def fail() -> None:
        with database.writing() as session:
            assert next_value(session, "codes:test") == 1
            raise GivenUpError

    with pytest.raises(GivenUpError):
        fail()
    with database.writing() as session:
        assert next_value(session, "codes:test") == 1
    with database.writing() as session:
        assert next_value(session, "codes:test") == 2


def test_held_package_that_the_disk_lost_is_asked_for_again(tmp_path: Path, database: Database) -> None:
    connect(database, "K01")
    config = configure(tmp_path)
    storage, key = Storage(config.storage), secret_keys(config)[0]
    intake = Intake(database, storage, (key,), catalogue.load(CATALOGUE).procedure, config.unit, lambda: NOW)
    sealed = dossier("K01", public_key(key))
    told = sealed.announcement

    def upload() -> str:
        upload_id = register.create_upload(database, storage, "K01", told.dossier_id, told.sha256, told.size)
        (tmp_path / "storage" / "uploads" / upload_id).write_bytes(sealed.package)
        assert register.hold(database, storage, told.dossier_id, now=NOW) is PackageState.HELD
        return upload_id

    register.announce(database, "K01", told, now=NOW)
    storage.discard_upload(upload())
    assert intake.process_all()
    receipt = register.receipt(database, "K01", told.dossier_id)
    assert (receipt.state, receipt.sha256, receipt.reason.partition(":")[0]) == (PackageState.ANNOUNCED, None, "lost")
    upload()
    assert intake.process_all()
    assert register.receipt(database, "K01", told.dossier_id).state is PackageState.PROCESSED


def test_failure_on_the_portals_side_leaves_the_package_held(tmp_path: Path, database: Database, take: Take) -> None:
    """The files cannot be written: nothing is refused, no number is used up, and it goes through afterwards."""
    connect(database, "K01")
    dossiers = tmp_path / "storage" / "dossiers"
    dossiers.rmdir()
    dossiers.write_bytes(b"")  # no folder can be made below a file
    with pytest.raises(OSError, match="Not a directory"):
        take("K01", 1, NOW)
    (held,) = register.each_in(database, PackageState.HELD)
    dossiers.unlink()
    dossiers.mkdir()
    config = configure(tmp_path)
    intake = Intake(database, Storage(config.storage), secret_keys(config), catalogue.load(CATALOGUE).procedure, config.unit, lambda: NOW)
    intake.sweep()
    assert intake.process_all()
    receipt = register.receipt(database, "K01", held.id)
    assert (receipt.official_code or "").endswith("-0001")
