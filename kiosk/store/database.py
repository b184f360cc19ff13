"""The kiosk's one SQLite database, opened by the visit's process and by the sync service at the same time.

WAL with synchronous=FULL: a commit that returned is on the disk. secure_delete: a deleted key leaves no copy in the file. States that
must never be are refused by the schema itself.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database as SqliteUtils

from kiosk import disk
from kiosk.errors import StoreError

FILE = "kiosk.db"
_BUSY = 10.0
"""How long to wait for the other process's write [s]."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE draft (
        id TEXT PRIMARY KEY CHECK (length(id) = 32),
        state TEXT NOT NULL CHECK (state IN ('open', 'submitting', 'submitted')),
        owner TEXT NOT NULL,            -- keyed hash of the personal number
        key BLOB NOT NULL,              -- the draft's own key, wrapped by the kiosk's; without it body and pages are noise
        body BLOB NOT NULL,             -- sealed
        temporary_number TEXT UNIQUE,
        created_at TEXT NOT NULL,
        touched_at TEXT NOT NULL,
        CHECK (state = 'open' OR temporary_number IS NOT NULL)
    ) STRICT;
    CREATE INDEX draft_owner ON draft (owner);
    CREATE TABLE page (
        id TEXT PRIMARY KEY CHECK (length(id) = 32),
        draft_id TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
        kept_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX page_draft ON page (draft_id);
    CREATE TABLE outbox (
        dossier_id TEXT PRIMARY KEY CHECK (length(dossier_id) = 32),
        temporary_number TEXT NOT NULL UNIQUE,
        procedure_code TEXT NOT NULL,
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        size INTEGER NOT NULL CHECK (size > 0),
        submitted_at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'announced', 'held', 'processed', 'refused')),
        upload_url TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        problem TEXT NOT NULL DEFAULT '',
        official_code TEXT CHECK (official_code IS NULL OR state = 'processed'),
        portal_status INTEGER,
        changed_at TEXT NOT NULL,
        CHECK (state <> 'processed' OR official_code IS NOT NULL)
    ) STRICT;
    CREATE INDEX outbox_state ON outbox (state);
    CREATE TRIGGER outbox_only_forward BEFORE UPDATE OF state ON outbox
    WHEN NOT (OLD.state = 'refused' AND NEW.state = 'queued')       -- staff try again: audited by the store
     AND (CASE OLD.state WHEN 'queued' THEN 0 WHEN 'announced' THEN 1 WHEN 'held' THEN 2 ELSE 3 END
       > CASE NEW.state WHEN 'queued' THEN 0 WHEN 'announced' THEN 1 WHEN 'held' THEN 2 ELSE 3 END
       OR (OLD.state = 'processed' AND NEW.state <> 'processed'))
    BEGIN SELECT RAISE(ABORT, 'a dossier goes forward only'); END;
    CREATE TRIGGER outbox_same_dossier BEFORE UPDATE OF dossier_id, temporary_number, sha256, size ON outbox
    BEGIN SELECT RAISE(ABORT, 'a submitted dossier does not change'); END;
    CREATE TRIGGER outbox_nothing_lost BEFORE DELETE ON outbox WHEN OLD.state <> 'processed'
    BEGIN SELECT RAISE(ABORT, 'only a processed dossier may go'); END;
    CREATE TABLE serial (day TEXT PRIMARY KEY, last INTEGER NOT NULL CHECK (last BETWEEN 1 AND 9999)) STRICT;
    CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        what TEXT NOT NULL,
        subject TEXT NOT NULL           -- an id or a temporary number, never a person
    ) STRICT;
    CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows stay'); END;
    CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows stay'); END;
    CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    """,
)


class Database:
    """An open database. Safe to use from several threads of one process."""

    def __init__(self, folder: Path) -> None:
        """Open `folder`/kiosk.db, making or migrating it. Raises StoreError."""
        self.folder = folder
        self._lock = threading.RLock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # SQLite makes its file readable only for the group; the sync service, which is another user, must write it too.
            os.close(os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o660))
            # Not sqlite_utils' own connect: it ties the connection to one thread and knows no time-out.
            connection = sqlite3.connect(folder / FILE, timeout=_BUSY, check_same_thread=False)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
            self.tables = SqliteUtils(connection)
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise StoreError("store.open", cause=str(error)) from None

    @contextmanager
    def write(self) -> Iterator[SqliteUtils]:
        """One transaction, durable when the block is left; inside another one, a part of it. Raises StoreError."""
        with self._lock:
            connection = self.tables.conn
            if connection.in_transaction:
                yield self.tables
                return
            try:
                # Not sqlite_utils' deferred BEGIN: a reader that turns writer fails when the other process wrote in between.
                connection.execute("BEGIN IMMEDIATE")
                yield self.tables
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise StoreError("store.write", cause=str(error)) from None
                raise

    @contextmanager
    def read(self) -> Iterator[SqliteUtils]:
        with self._lock:
            try:
                yield self.tables
            except sqlite3.Error as error:
                raise StoreError("store.read", cause=str(error)) from None

    def wipe_log(self) -> None:
        """Empty the write-ahead log, so that what was deleted is nowhere any more. Left for the next time when the other process reads."""
        with self._lock:
            try:
                self.tables.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as error:
                raise StoreError("store.write", cause=str(error)) from None

    def close(self) -> None:
        with self._lock:
            self.tables.close()

    def _migrate(self) -> None:
        def version() -> int:
            found: int = self.tables.conn.execute("PRAGMA user_version").fetchone()[0]
            return found

        if version() == len(MIGRATIONS):
            return
        if version() > len(MIGRATIONS):
            raise StoreError("store.open", cause="the database was made by a newer version of this program")
        with self.write() as tables:
            # Asked again: the other process may have been faster.
            for number in range(version(), len(MIGRATIONS)):
                for statement in _statements(MIGRATIONS[number]):
                    tables.conn.execute(statement)
                tables.conn.execute(f"PRAGMA user_version = {number + 1}")


def _statements(script: str) -> Iterator[str]:
    """`executescript` would commit first; so split, keeping trigger bodies whole."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def write_durably(file: Path, content: bytes) -> None:
    """Put `content` at `file` so that after a crash it is there whole or not at all. Raises StoreError."""
    try:
        disk.replace(file, content, mode=0o640)
    except OSError as error:
        raise StoreError("store.write", cause=error.strerror or str(error)) from None
