"""What must never be cannot be written, whoever writes it: the schema itself says no."""

from __future__ import annotations

# ruff: noqa: S608 - statements of our own
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.store import Database, Outbox, Store
from kiosk.store.database import FILE
from kiosk.store.migrations import MIGRATIONS
from tests.store.visit import an_id, draft, submit

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def attempt(store: Store, sql: str) -> None:
    with store.database.write() as tables:
        assert tables.conn.execute(sql).rowcount == 1


def reach(store: Store, state: str) -> str:
    """A submitted dossier in that state; returns its id."""
    dossier_id = submit(store, draft()).id
    outbox = store.outbox
    if state in ("announced", "held", "processed"):
        outbox.announced(dossier_id, "https://portal/1")
    if state in ("held", "processed"):
        outbox.held(dossier_id)
    if state == "processed":
        outbox.processed(dossier_id, "X")
    if state == "refused":
        outbox.refused(dossier_id, "because")
    return dossier_id


@pytest.mark.parametrize("reached", ["queued", "announced", "held", "refused", "processed"])
def test_only_a_processed_dossier_may_be_deleted(store: Store, reached: str) -> None:
    dossier_id = reach(store, reached)
    if reached == "processed":
        attempt(store, "DELETE FROM outbox")
        assert store.audit.of(dossier_id)[-1].what == "purged"
    else:
        with pytest.raises(StoreError, match="only a processed dossier may go"):
            attempt(store, "DELETE FROM outbox")
        assert store.outbox.get(dossier_id) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("announced", "queued"),
        ("held", "queued"),
        ("held", "announced"),
        ("refused", "announced"),
        ("refused", "held"),
        ("refused", "processed"),
        ("refused", "queued"),
        ("processed", "queued"),
        ("processed", "held"),
        ("processed", "refused"),
    ],
)
def test_never_back(store: Store, before: str, after: str) -> None:
    """Not even by writing all that the state would need; a new round from the start is the only way."""
    reach(store, before)
    filed = "'X', processed_day = 0" if after == "processed" else "NULL, processed_day = NULL"
    with pytest.raises(StoreError, match=r"a dossier goes forward only|nothing is sent without an attempt"):
        attempt(store, f"UPDATE outbox SET state = '{after}', upload_url = NULL, official_code = {filed}")


@pytest.mark.parametrize("before", ["queued", "announced", "held"])
def test_a_new_round_only_from_an_end(store: Store, before: str) -> None:
    reach(store, before)
    with pytest.raises(StoreError, match="a dossier goes forward only"):
        attempt(store, "UPDATE outbox SET state = 'queued', upload_url = NULL, round = 2")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE outbox SET state = 'processed'",  # without an official code
        "UPDATE outbox SET official_code = 'X'",  # without having been processed
        "UPDATE outbox SET state = 'sent'",
        "UPDATE outbox SET size = 1",
        "UPDATE outbox SET sha256 = lower(sha256)",
        "UPDATE outbox SET temporary_number = 'KIOSK-K01-261122-9999'",
        f"UPDATE outbox SET dossier_id = '{an_id(9)}'",
        "UPDATE outbox SET sequence = 7",
        "UPDATE outbox SET submitted_at = 'earlier'",
        "UPDATE outbox SET round = 3",
        "UPDATE outbox SET size = 'large'",  # STRICT
        "UPDATE outbox SET state = 'announced'",  # without an attempt
        "UPDATE outbox SET state = 'held'",
        "UPDATE outbox SET upload_url = 'https://portal/1'",
        "INSERT OR REPLACE INTO outbox SELECT * FROM outbox",  # a replacing insert fires no delete trigger
        f"INSERT INTO attempt (dossier_id, begun_at, lived) VALUES ('{an_id(9)}', 1, 1)",  # of no dossier
        f"INSERT INTO attempt (dossier_id, begun_at, ended_at, outcome, lived) VALUES ('{an_id(1)}', 1, 1, 'failed', 1)",
        "UPDATE draft SET state = 'lost'",
        "UPDATE draft SET state = 'open', temporary_number = NULL",
        "UPDATE draft SET state = 'submitting'",
        "UPDATE draft SET temporary_number = NULL",  # submitted, so it has a number
        "UPDATE draft SET temporary_number = 'KIOSK-K01-261122-0002'",
        "UPDATE draft SET body = x'00'",
        "UPDATE draft SET key = x'00'",
        f"UPDATE draft SET id = '{an_id(9)}'",
        "INSERT OR REPLACE INTO draft SELECT * FROM draft",
        "UPDATE audit SET what = 'nothing'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit LIMIT 1",
        "INSERT INTO audit SELECT sequence + 1, 0, 'held', '', zeroblob(32) FROM audit_head",  # hangs on nothing
        "UPDATE audit_head SET sequence = sequence + 1",
        "UPDATE audit_head SET hash = zeroblob(32)",
        "DELETE FROM audit_head",
        "UPDATE serial SET last = 10000",
        "UPDATE serial SET last = last - 1",
        "UPDATE serial SET last = last",
        "DELETE FROM serial",
        "INSERT OR REPLACE INTO serial SELECT day, 1 FROM serial",
        "UPDATE lived SET seconds = -1",
        "UPDATE lived SET day = day - 1",
        "DELETE FROM lived",
        f"INSERT INTO page VALUES ('{an_id(5)}', '{an_id(6)}', 'now')",  # of no draft
    ],
)
def test_what_must_never_be(store: Store, sql: str) -> None:
    numbered = submit(store, draft())
    before, head = store.outbox.get(numbered.id), store.audit_head()
    with pytest.raises(StoreError):
        attempt(store, sql)
    assert store.outbox.get(numbered.id) == before
    assert store.audit_head() == head
    assert store.audit.check(whole=True) is None


@pytest.mark.parametrize("reached", ["open", "submitting", "submitted"])
def test_only_a_submission_that_was_begun_is_queued(store: Store, reached: str) -> None:
    """A row for a draft that is still being worked on, under another number, or for no draft at all."""
    if reached == "submitted":
        submit(store, draft())
    store.drafts.save(draft())
    if reached == "submitting":
        store.drafts.begin_submission(an_id(1), "K01")
    columns = "(dossier_id, temporary_number, procedure_code, sha256, size, submitted_at, origin, changed_at)"
    for dossier, origin in ((1, "visit"), (1, "label"), (2, "visit")):
        values = f"'{an_id(dossier)}', 'KIOSK-K01-261122-0007', '1.001193', '{'0' * 64}', 1, '', '{origin}', 0"
        with pytest.raises(StoreError):
            attempt(store, f"INSERT INTO outbox {columns} VALUES ({values})")


def test_begun_is_kept_until_it_is_queued(store: Store) -> None:
    store.drafts.save(draft())
    with pytest.raises(StoreError, match=r"a draft goes forward only|submitted is what the outbox has"):
        attempt(store, "UPDATE draft SET state = 'submitted', temporary_number = 'KIOSK-K01-261122-0001'")
    store.drafts.begin_submission(an_id(1), "K01")
    with pytest.raises(StoreError, match="submitted is what the outbox has"):
        attempt(store, "UPDATE draft SET state = 'submitted'")
    with pytest.raises(StoreError, match="a submission that was begun stays"):
        attempt(store, "DELETE FROM draft")


def test_an_attempt_ends_once_and_there_is_one_at_a_time(store: Store) -> None:
    numbered = submit(store, draft())
    store.outbox.begin(numbered.id)
    with pytest.raises(StoreError):
        attempt(store, f"INSERT INTO attempt (dossier_id, begun_at, lived) VALUES ('{numbered.id}', 1, 1)")
    with pytest.raises(StoreError, match="an open attempt stays"):
        attempt(store, "DELETE FROM attempt")
    store.outbox.failed(numbered.id, "no network")
    with pytest.raises(StoreError, match="an attempt is ended, once"):
        attempt(store, "UPDATE attempt SET outcome = 'processed'")
    with pytest.raises(StoreError, match="an attempt is ended, once"):
        attempt(store, "UPDATE attempt SET outcome = NULL, ended_at = NULL")


def test_a_number_is_given_once(store: Store) -> None:
    submit(store, draft())
    with pytest.raises(StoreError):
        store.outbox.add(an_id(2), "KIOSK-K01-261122-0001", "1.001193", "0" * 64, 1, NOW)


def test_a_fault_in_the_middle_leaves_nothing(store: Store) -> None:
    submit(store, draft())

    def half() -> None:
        with store.database.write() as tables:
            tables.conn.execute("UPDATE outbox SET problem = 'half'")
            tables.conn.execute("UPDATE outbox SET state = 'sent'")

    with pytest.raises(StoreError):
        half()
    assert store.outbox.waiting()[0].problem == ""


def test_from_an_empty_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"
    Database(folder).close()
    again = Database(folder)
    assert again.tables.conn.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert again.tables.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [row[0] for row in again.tables.conn.execute("PRAGMA journal_mode")] == ["wal"]
    assert [row[0] for row in again.tables.conn.execute("PRAGMA synchronous")] == [2]
    again.close()


def test_a_migration_that_fails_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.store.database.MIGRATIONS", (*MIGRATIONS, "CREATE TABLE extra (a) STRICT; CREATE TABLE outbox (a);"))
    with pytest.raises(StoreError):
        Database(tmp_path)
    monkeypatch.undo()
    database = Database(tmp_path)
    assert Outbox(database, now=lambda: NOW).all() == []
    database.close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    Database(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.close()
    with pytest.raises(StoreError, match="newer"):
        Database(tmp_path)


def test_a_damaged_file_is_an_expected_failure(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError):
        Database(tmp_path)
