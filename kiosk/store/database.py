"""The kiosk's one SQLite database, opened by the visit's process and by the sync service at the same time.

WAL with synchronous=FULL: a commit that returned is on the disk. secure_delete: a deleted key leaves no copy in the file. States that
must never be are refused by the schema itself (kiosk/store/migrations.py).

A database that is damaged is closed by everybody, set aside (kiosk/store/gate.py) and rebuilt by the visit's process
(kiosk/store/restore.py); the same `Database` goes on with the new one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database as SqliteUtils

from kiosk import disk
from kiosk.errors import StoreError
from kiosk.store import audit, lived
from kiosk.store.gate import FILE, Gate
from kiosk.store.migrations import MIGRATIONS

_BUSY = 10.0
"""How long to wait for the other process's write [s]."""
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

NUMBERS_FROM = "numbers_from"
"""The mark that says after which number a new day begins."""

Restore = Callable[["Database", int | None], None]
"""Puts into a database what it lacks of what stands beside it; with the number under which the one before was set aside, if it was."""


class Database:
    """An open database. Safe to use from several threads of one process."""

    def __init__(self, folder: Path, *, uptime: Callable[[], float] = lived.uptime, restore: Restore | None = None) -> None:
        """Open `folder`/kiosk.db, making or migrating it. Raises StoreError.

        `uptime`: seconds since the machine was started. Without `restore`, a damaged database is left to the process that has one.
        """
        self.folder = folder
        self.uptime = uptime
        self._restore = restore
        self._lock = threading.RLock()
        self._gate = Gate(folder)
        self._damaged = False
        self._rebuilding = False
        self._connection: SqliteUtils | None = None
        self._open()

    @property
    def tables(self) -> SqliteUtils:
        """Raises StoreError while it is closed."""
        if self._connection is None:
            raise StoreError("store.damaged", cause="kiosk.db is closed")
        return self._connection

    @contextmanager
    def write(self) -> Iterator[SqliteUtils]:
        """One transaction, durable when the block is left; inside another one, a part of it. Raises StoreError."""
        with self._lock:
            tables = self._usable()
            connection = tables.conn
            if connection.in_transaction:
                yield tables
                return
            try:
                # Not sqlite_utils' deferred BEGIN: a reader that turns writer fails when the other process wrote in between.
                connection.execute("BEGIN IMMEDIATE")
                yield tables
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise self._told(error, "store.write") from None
                raise
            finally:
                self._give_up_if_damaged()

    @contextmanager
    def read(self) -> Iterator[SqliteUtils]:
        with self._lock:
            tables = self._usable()
            try:
                yield tables
            except sqlite3.Error as error:
                raise self._told(error, "store.read") from None
            finally:
                if not tables.conn.in_transaction:
                    self._give_up_if_damaged()

    def mark(self, name: str) -> str | None:
        """One of the few values that are kept by name; None: never set."""
        with self.read() as tables:
            return next((str(row["value"]) for row in tables["mark"].rows_where("name = ?", [name])), None)

    def set_mark(self, name: str, value: str) -> None:
        with self.write() as tables:
            tables.conn.execute(
                "INSERT INTO mark (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
            )

    def wipe_log(self) -> None:
        """Empty the write-ahead log, so that what was deleted is nowhere any more. Left for the next time when the other process reads."""
        with self.read() as tables:
            tables.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def check(self, *, whole: bool = True) -> str | None:
        """What is wrong with the file, or None. `whole`: each row in each index, too. Raises StoreError."""
        with self.read() as tables:
            found = _check(tables.conn, whole=whole)
            self._damaged = self._damaged or found is not None
        return found

    def close(self) -> None:
        with self._lock:
            self._close()

    def _usable(self) -> SqliteUtils:
        """The open connection; after damage, of the database that took its place. Raises StoreError until there is one."""
        connection = self._connection
        if connection is not None:
            if connection.conn.in_transaction or self._rebuilding or not self._gate.condemned:
                return connection
            self._close()
        self._open()
        return self.tables

    def _told(self, error: sqlite3.Error, code: str) -> StoreError:
        if _is_damage(error):
            self._damaged = True
            code = "store.damaged"
        return StoreError(code, cause=str(error))

    def _give_up_if_damaged(self) -> None:
        if self._damaged:
            self._damaged = False
            self._close()
            try:
                self._gate.condemn()
            except OSError as error:
                raise StoreError("store.damaged", cause=f"and the disk takes no word of it: {error.strerror}") from None

    def _open(self) -> None:
        try:
            disk.make_folder(self.folder)
            if _is_gone(self.folder):
                self._gate.condemn()
            if not self._gate.condemned:
                alone, orderly = self._gate.enter()
                # Asked again: who was replacing it may have been killed meanwhile.
                if not self._gate.condemned and self._connect(check=alone or self._restore is not None, whole=not orderly):
                    if self._restore is not None:
                        self._restore(self, None)
                    return
            if self._restore is None:
                raise StoreError("store.damaged", cause="kiosk.db is damaged; the kiosk sets it aside and rebuilds it")
            number = self._gate.set_aside()
            if not self._connect(check=True, whole=False):
                raise StoreError("store.damaged", cause="the new database is damaged too")
            self._rebuilding = True
            self._restore(self, number)
            self._gate.renewed()
        except (OSError, sqlite3.Error) as error:
            self._close()
            raise StoreError("store.open", cause=str(error)) from None
        except StoreError:
            self._close()
            raise
        finally:
            self._rebuilding = False

    def _connect(self, *, check: bool, whole: bool) -> bool:
        """Open the file and bring its schema up to date. False: it was damaged, and is condemned now."""
        file = self.folder / FILE
        # SQLite makes its file readable only for the group; the sync service, which is another user, must write it too.
        # Only when it is not there: closing a file drops the locks that SQLite holds on it for another connection of this process.
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o660))
            # SQLite sees to the names of its logs only.
            disk.sync_folder(self.folder)
        # Not sqlite_utils' own connect: it ties the connection to one thread and knows no time-out.
        connection = sqlite3.connect(file, timeout=_BUSY, check_same_thread=False)
        self._connection = SqliteUtils(connection)
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
            connection.create_function("audit_hash", 5, audit.digest, deterministic=True)
            if not check or (_check(connection, whole=whole) is None and _version_is_right(connection)):
                _migrate(connection)
                return True
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise
        self._close()
        self._gate.condemn()
        return False

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
        self._gate.leave()


def _is_damage(error: sqlite3.Error) -> bool:
    # Extended codes have the plain one in their low byte.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _is_gone(folder: Path) -> bool:
    """Whether there was a database, and it is empty or not there: SQLite would silently begin a new one."""
    file = folder / FILE
    if file.exists() and file.stat().st_size > 0:
        return False
    kept = (folder / "outbox").glob("*.json")
    intents = folder / "intents"
    return next(kept, None) is not None or (os.access(intents, os.R_OK) and next(intents.glob("*.json"), None) is not None)


def _check(connection: sqlite3.Connection, *, whole: bool) -> str | None:
    found = connection.execute("PRAGMA integrity_check(1)" if whole else "PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        return str(found)
    if whole and connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return "a row names another that is not there"
    return None


def _version_is_right(connection: sqlite3.Connection) -> bool:
    """Whether the number in the file's header, which no checksum covers, fits what is in the file."""
    # One transaction: another process may be making the schema just now.
    connection.execute("BEGIN")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.execute("COMMIT")
    return bool(not names if version == 0 else 0 < version < 1000 and ("lived" in names) == (version > 1))


def _migrate(connection: sqlite3.Connection) -> None:
    def version() -> int:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return found

    if version() == len(MIGRATIONS):
        return
    if version() > len(MIGRATIONS):
        raise StoreError("store.open", cause="the database was made by a newer version of this program")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: the other process may have been faster.
        for number in range(version(), len(MIGRATIONS)):
            for statement in _statements(MIGRATIONS[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


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
