"""What must never be cannot be written, whoever writes it: the schema itself says no."""

from __future__ import annotations

# ruff: noqa: S608 - statements of our own
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.store import Database, Outbox, Store
from kiosk.store.database import FILE, MIGRATIONS
from tests.store.visit import an_id, draft, submit

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def attempt(store: Store, sql: str) -> None:
    with store.database.write() as tables:
        assert tables.conn.execute(sql).rowcount == 1


@pytest.mark.parametrize("reached", ["queued", "announced", "held", "refused", "processed"])
def test_only_a_processed_dossier_may_be_deleted(store: Store, reached: str) -> None:
    numbered = submit(store, draft())
    code = ", official_code = 'X'" if reached == "processed" else ""
    attempt(store, f"UPDATE outbox SET state = '{reached}'{code}")
    if reached == "processed":
        attempt(store, "DELETE FROM outbox")
    else:
        with pytest.raises(StoreError, match="only a processed dossier may go"):
            attempt(store, "DELETE FROM outbox")
        assert store.outbox.get(numbered.id) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("announced", "queued"),
        ("held", "queued"),
        ("held", "announced"),
        ("refused", "announced"),
        ("refused", "held"),
        ("processed", "queued"),
        ("processed", "held"),
        ("processed", "refused"),
    ],
)
def test_never_back(store: Store, before: str, after: str) -> None:
    submit(store, draft())
    attempt(store, f"UPDATE outbox SET state = '{before}', official_code = {'1' if before == 'processed' else 'NULL'}")
    with pytest.raises(StoreError, match="a dossier goes forward only"):
        attempt(store, f"UPDATE outbox SET state = '{after}', official_code = NULL")


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
        "UPDATE draft SET state = 'lost'",
        "UPDATE draft SET temporary_number = NULL",  # submitted, so it has a number
        "UPDATE audit SET what = 'nothing'",
        "DELETE FROM audit",
        "UPDATE serial SET last = 10000",
        "UPDATE outbox SET size = 'large'",  # STRICT
        f"INSERT INTO page VALUES ('{an_id(5)}', '{an_id(6)}', 'now')",  # of no draft
    ],
)
def test_what_must_never_be(store: Store, sql: str) -> None:
    numbered = submit(store, draft())
    before = store.outbox.get(numbered.id)
    with pytest.raises(StoreError):
        attempt(store, sql)
    assert store.outbox.get(numbered.id) == before


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
