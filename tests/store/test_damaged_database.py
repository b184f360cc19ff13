"""The database's file is damaged, by a bad disk or a power cut: no submission is lost, no number is given twice, staff are told.

Each test damages real files of a kiosk with two waiting dossiers, one that is processed, one submission that was begun, and one open draft.
"""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.store import Audit, Database, Outbox, Store, open_store, set_aside
from kiosk.store.database import FILE
from tests.store.visit import OTHER, Clock, an_id, draft, submit, with_page

WAITING, PROCESSED, BEGUN, OPEN = (1, 2), 3, 4, 5
PAGE = b"\xff\xd8 a page"
MANY = 40
"""Further drafts and dossiers, so that the trees have more than one level."""


@dataclass
class Kiosk:
    folder: Path
    clock: Clock
    numbers: set[str]
    """Every number that was ever given."""

    def open(self) -> Store:
        return open_store(self.folder, now=self.clock, uptime=self.clock.uptime)

    def check(self, store: Store) -> None:
        """What must hold after any damage."""
        items = {item.dossier_id: item for item in store.outbox.all()}
        waiting = {item.dossier_id for item in store.outbox.waiting()}
        assert {an_id(each) for each in WAITING} <= waiting
        for number in (*WAITING, PROCESSED):
            item = items[an_id(number)]
            assert hashlib.sha256(store.outbox.package(item.dossier_id).read_bytes()).hexdigest() == item.sha256
            assert item.temporary_number in self.numbers
        # The submission that was begun goes on, with its number, its draft and its page.
        assert store.drafts.unfinished_submissions() == [an_id(BEGUN)]
        kept = store.drafts.get(an_id(BEGUN))
        assert kept is not None
        assert kept.draft.person == OTHER
        assert kept.draft.temporary_number in self.numbers
        assert store.drafts.page(an_id(BEGUN), an_id(900)) == PAGE
        # Nobody's number is given to somebody else.
        fresh = submit(store, draft(800)).temporary_number
        assert fresh is not None
        assert fresh not in self.numbers
        if set_aside(self.folder):
            # Numbers whose dossiers were purged are known to nobody any more: they must not come again either.
            assert int(fresh[-4:]) > 1000
        self.numbers.add(fresh)
        sealed = b"sealed once more"
        at = items[an_id(1)].submitted_at
        store.drafts.finish_submission(kept.draft, sealed, hashlib.sha256(sealed).hexdigest(), at)
        assert store.drafts.unfinished_submissions() == []
        assert store.audit.check(whole=True) is None
        assert store.database.check() is None


@pytest.fixture
def kiosk(state: Path, clock: Clock) -> Kiosk:
    store = open_store(state, now=clock, uptime=clock.uptime)
    for number in (*WAITING, PROCESSED):
        submit(store, draft(number), b"sealed %d" % number)
    store.outbox.announced(an_id(PROCESSED), None)
    store.outbox.processed(an_id(PROCESSED), "000.00.26.H29-261122-0001")
    begun, page = with_page(draft(BEGUN, OTHER), 900, PAGE)
    store.drafts.save(draft(BEGUN, OTHER))
    store.drafts.keep_page(begun, page, PAGE)
    number = store.drafts.begin_submission(an_id(BEGUN), "K01")
    store.drafts.save(draft(OPEN))
    for each in range(100, 100 + MANY):
        submit(store, draft(each), b"sealed %d" % each)
    numbers = {number, *(item.temporary_number for item in store.outbox.all())}
    store.close()
    return Kiosk(state, clock, numbers)


def overwrite(at: int, content: bytes) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with file.open("r+b") as stream:
            stream.seek(at)
            stream.write(content)

    return damage


NOISE = random.Random(5).randbytes(4096)
DAMAGES: dict[str, Callable[[Path], None]] = {
    "header zeroed": overwrite(0, bytes(100)),
    "header is noise": overwrite(0, NOISE[:100]),
    "first page zeroed": overwrite(0, bytes(4096)),
    "first page is noise": overwrite(0, NOISE),
    "version lost": overwrite(60, bytes(4)),
    "version of yesterday": overwrite(60, b"\0\0\0\1"),
    "version is noise": overwrite(60, b"\x77\x77\x77\x77"),
    "nothing left": lambda file: os.truncate(file, 0),
    "a page left": lambda file: os.truncate(file, 4096),
    "half left": lambda file: os.truncate(file, file.stat().st_size // 2 // 4096 * 4096),
    "cut within a page": lambda file: os.truncate(file, file.stat().st_size // 2 + 1234),
    "all zeroed": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "all noise": lambda file: file.write_bytes(NOISE * (file.stat().st_size // 4096)),
    "gone": lambda file: file.unlink(),
    "another program's file": lambda file: file.write_bytes(b"this is no database, however long it may be" * 500),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_set_aside_and_rebuilt(damage: Callable[[Path], None], kiosk: Kiosk) -> None:
    file = kiosk.folder / FILE
    damage(file)
    after = file.read_bytes() if file.exists() else b""
    store = kiosk.open()
    kiosk.check(store)
    assert set_aside(kiosk.folder) == [1]
    assert (kiosk.folder / f"{FILE}.damaged-1").read_bytes() == after, "never deleted, not even changed"
    item = store.outbox.get(an_id(PROCESSED))
    assert item is not None
    assert item.state == "queued", "the portal says that it has it"
    assert store.drafts.get(an_id(OPEN)) is None, "its key was in the database only"
    assert store.audit.of(f"{FILE}.damaged-1")[0].what == "rebuilt"
    store.close()
    # Once: the next start finds it whole.
    kiosk.open().close()
    assert set_aside(kiosk.folder) == [1]


@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_any_page_is_damaged(turn: int, kiosk: Kiosk) -> None:
    """Each page in turn becomes noise, or zeros, or another page. Whatever SQLite notices, nothing that was submitted is lost."""
    original = (kiosk.folder / FILE).read_bytes()
    files = {file: file.read_bytes() for file in kiosk.folder.rglob("*") if file.is_file()}
    rebuilt = 0
    places = range(0, len(original), 4096)
    for at in places:
        content = (NOISE, bytes(4096), original[-4096:] if at < len(original) - 4096 else original[4096:8192])[(at // 4096 + turn) % 3]
        for file in [each for each in kiosk.folder.rglob("*") if each.is_file()]:
            file.unlink()
        for file, was in files.items():
            file.write_bytes(was)
        overwrite(at, content)(kiosk.folder / FILE)
        # As after a power cut: the whole file is looked at.
        (kiosk.folder / f"{FILE}-wal").write_bytes(b"torn")
        store = kiosk.open()
        submitted = {item.dossier_id for item in store.outbox.all()}
        assert {an_id(each) for each in (*WAITING, PROCESSED, *range(100, 100 + MANY))} <= submitted, f"page at {at}"
        assert store.drafts.unfinished_submissions() == [an_id(BEGUN)], f"page at {at}"
        assert submit(store, draft(800)).temporary_number not in {item.temporary_number for item in store.outbox.all()[:-1]}
        store.close()
        rebuilt += bool(set_aside(kiosk.folder))
    # A blob or a free page may hold anything.
    assert rebuilt > len(places) // 2


@pytest.mark.parametrize("cut", ["gone", "header", "middle", "last byte", "noise"])
def test_the_log_is_torn(cut: str, kiosk: Kiosk) -> None:
    """SQLite passes over what a torn log held, without a word. The files beside the database still tell of it."""
    store = kiosk.open()
    late = [submit(store, draft(number), b"late") for number in (700, 701, 702)]
    store.drafts.save(draft(703))
    begun = store.drafts.begin_submission(an_id(703), "K01")
    kiosk.numbers |= {begun, *(str(each.temporary_number) for each in late)}
    log = kiosk.folder / f"{FILE}-wal"
    wal, database = log.read_bytes(), (kiosk.folder / FILE).read_bytes()
    assert len(wal) > 40_000
    store.close()
    (kiosk.folder / FILE).write_bytes(database)
    torn = {
        "gone": b"",
        "header": bytes(32) + wal[32:],
        "middle": wal[: len(wal) // 2] + b"\xff" + wal[len(wal) // 2 + 1 :],
        "last byte": wal[:-1],
        "noise": NOISE * 20,
    }[cut]
    log.write_bytes(torn)
    store = kiosk.open()
    waiting = {item.temporary_number: item for item in store.outbox.waiting()}
    for each in late:
        assert waiting[str(each.temporary_number)].dossier_id == each.id
    assert sorted(store.drafts.unfinished_submissions()) == [an_id(BEGUN), an_id(703)]
    kept = store.drafts.get(an_id(703))
    assert kept is not None
    store.drafts.finish_submission(kept.draft, b"x", hashlib.sha256(b"x").hexdigest(), kiosk.clock())
    kiosk.check(store)
    assert set_aside(kiosk.folder) == []
    store.close()


def test_twice(kiosk: Kiosk) -> None:
    for times in (1, 2, 3):
        overwrite(0, NOISE)(kiosk.folder / FILE)
        store = kiosk.open()
        fresh = submit(store, draft(600 + times)).temporary_number
        assert fresh not in kiosk.numbers
        kiosk.numbers.add(str(fresh))
        # As if they had been purged since: no file tells of these numbers any more.
        for file in kiosk.folder.glob(f"*/{an_id(600 + times)}.*"):
            file.unlink()
        store.close()
        assert set_aside(kiosk.folder) == list(range(1, times + 1))
    store = kiosk.open()
    kiosk.check(store)
    store.close()


def test_both_have_it_open(kiosk: Kiosk) -> None:
    """Nobody moves the file under an open connection: the other program is asked, lets go, and goes on with the new one."""
    store = kiosk.open()
    database = Database(kiosk.folder)
    outbox = Outbox(database, now=kiosk.clock)
    before = {item.temporary_number for item in outbox.waiting()}
    assert database.tables.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    size = (kiosk.folder / FILE).stat().st_size
    overwrite(4096, NOISE * (size // 4096 - 1))(kiosk.folder / FILE)
    with pytest.raises(StoreError, match=r"store\.damaged"):
        fresh_read(store)
    # The other one still has it open.
    with pytest.raises(StoreError, match="the other program has"):
        store.outbox.all()
    assert set_aside(kiosk.folder) == []
    with pytest.raises(StoreError, match=r"store\.damaged"):
        outbox.waiting()
    assert store.drafts.unfinished_submissions() == [an_id(BEGUN)]
    assert set_aside(kiosk.folder) == [1]
    assert {item.temporary_number for item in outbox.waiting()} >= before
    outbox.announced(an_id(1), None)
    item = store.outbox.get(an_id(1))
    assert item is not None
    assert item.state == "announced"
    database.close()
    kiosk.check(store)
    store.close()


def fresh_read(store: Store) -> None:
    """What SQLite has in its memory is not damaged: look at the disk."""
    with store.database.read() as tables:
        tables.conn.execute("PRAGMA shrink_memory").fetchall()
        tables.conn.execute("PRAGMA cache_size = 0").fetchall()
        for table in ("outbox", "draft", "audit", "attempt", "page"):
            tables.conn.execute(f"SELECT * FROM {table} ORDER BY 2").fetchall()  # noqa: S608


def test_the_sync_service_finds_it_first(kiosk: Kiosk) -> None:
    """It has no key and rebuilds nothing; it says so, and works again as soon as the kiosk was there."""
    overwrite(0, NOISE)(kiosk.folder / FILE)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"store\.damaged"):
            Database(kiosk.folder)
    assert set_aside(kiosk.folder) == []
    store = kiosk.open()
    database = Database(kiosk.folder)
    assert {an_id(1), an_id(2)} <= {item.dossier_id for item in Outbox(database, now=kiosk.clock).waiting()}
    database.close()
    kiosk.check(store)
    store.close()


@pytest.mark.parametrize("moved", [0, 1, 2, 3])
@pytest.mark.parametrize("started", [False, True])
def test_killed_while_setting_aside(moved: int, started: bool, kiosk: Kiosk) -> None:
    """After each step of it, and with half a new database in place."""
    overwrite(0, NOISE)(kiosk.folder / FILE)
    (kiosk.folder / f"{FILE}.condemned").write_text("1")
    for suffix in ("-shm", "-wal"):
        (kiosk.folder / f"{FILE}{suffix}").write_bytes(b"old")
    for suffix in ("-shm", "-wal", "")[:moved]:
        (kiosk.folder / f"{FILE}{suffix}").rename(kiosk.folder / f"{FILE}.damaged-1{suffix}")
    if moved == 3 and started:
        begun_anew(kiosk.folder)
    store = kiosk.open()
    kiosk.check(store)
    assert set_aside(kiosk.folder) == [1]
    assert {file.name for file in kiosk.folder.glob(f"{FILE}.damaged-1*")} == {f"{FILE}.damaged-1{end}" for end in ("", "-wal", "-shm")}
    assert not (kiosk.folder / f"{FILE}.condemned").exists()
    store.close()


def begun_anew(folder: Path) -> None:
    connection = sqlite3.connect(folder / FILE)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def test_a_label_that_says_nothing_holds_no_other_up(kiosk: Kiosk) -> None:
    store = kiosk.open()
    for each in store.outbox.all():
        store.drafts.forget(each.dossier_id)
    store.close()
    (kiosk.folder / "outbox" / f"{an_id(1)}.json").write_bytes(b"{half")
    (kiosk.folder / "outbox" / f"{an_id(2)}.json").write_bytes((kiosk.folder / "outbox" / f"{an_id(3)}.json").read_bytes())
    twin = (kiosk.folder / "outbox" / f"{an_id(100)}.json").read_text().replace(an_id(100), an_id(99))
    (kiosk.folder / "outbox" / f"{an_id(99)}.json").write_text(twin)
    overwrite(0, NOISE)(kiosk.folder / FILE)
    store = kiosk.open()
    store.outbox.sweep()
    assert an_id(3) in {item.dossier_id for item in store.outbox.all()}
    strays = store.outbox.strays()
    assert {an_id(1), an_id(2)} < set(strays)
    assert len(set(strays) & {an_id(99), an_id(100)}) == 1, "one of two with the same number"
    assert all(store.outbox.package(each).exists() for each in (an_id(1), an_id(2))), "kept for whoever can open it"
    store.close()


def test_an_unread_failure_of_the_disk_is_no_damage(kiosk: Kiosk) -> None:
    """A folder that cannot be written is told, and nothing is set aside."""
    (kiosk.folder / FILE).unlink()
    (kiosk.folder / FILE).mkdir()
    with pytest.raises(StoreError, match=r"store\.open"):
        kiosk.open()
    assert set_aside(kiosk.folder) == []


def test_rows_of_a_version_without_labels_get_them(kiosk: Kiosk) -> None:
    for file in (kiosk.folder / "outbox").glob("*.json"):
        file.unlink()
    kiosk.open().close()
    assert len(list((kiosk.folder / "outbox").glob("*.json"))) == MANY + 3
    overwrite(0, NOISE)(kiosk.folder / FILE)
    store = kiosk.open()
    kiosk.check(store)
    store.close()


def test_the_chain_shows_what_was_done_to_it(kiosk: Kiosk) -> None:
    """With the schema's rules taken away, as somebody with the file in hand would."""
    database = Database(kiosk.folder)
    rows = Audit(database).head().count
    database.close()
    changes = {
        "UPDATE audit SET what = 'refused' WHERE sequence = 7": "row 7 was changed",
        "UPDATE audit SET at = at + 1 WHERE sequence = 1": "row 1 was changed",
        "DELETE FROM audit WHERE sequence = 9": "row 9 is missing",
        "DELETE FROM audit WHERE sequence = 1": "row 1 is missing",
        f"DELETE FROM audit WHERE sequence > {rows - 3}": f"it ends at row {rows - 3}, but row {rows} was written",  # noqa: S608
        "DELETE FROM audit": f"all of its {rows} rows are gone",
    }
    whole = (kiosk.folder / FILE).read_bytes()
    for change, found in changes.items():
        (kiosk.folder / FILE).write_bytes(whole)
        with sqlite3.connect(kiosk.folder / FILE) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(change)
        connection.close()
        database = Database(kiosk.folder)
        assert Audit(database).check(whole=True) == found
        assert Audit(database).check() == found
        database.close()
