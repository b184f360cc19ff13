"""The outbox as a queue, beside others in the same run: hand-written SQLite, persist-queue and litequeue (which does not sync each commit).

A record is a row with its audit; the label and the package of a dossier are counted under "dossier of 5 MB" only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.store import Outbox, SyncStore, open_sync_store
from tests.bench.bench_store import bare_file, measure

WAITING = 100_000
CYCLES = 10_000
TIMES = 300
LARGE = os.urandom(5_000_000)
_AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
_BODY = "x" * 200


def run(*, waiting: int = WAITING, cycles: int = CYCLES) -> list[tuple[str, float, str]]:
    """(name, value, unit)."""
    rows: list[tuple[str, float, str]] = []
    # In the working folder: /tmp may be memory, where nothing is ever written through.
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        for title, make in (("outbox", Ours), ("bare SQLite WAL+FULL", Bare), ("persist-queue", PersistQueue), ("litequeue", LiteQueue)):
            folder = Path(name) / title.replace(" ", "-")
            folder.mkdir()
            try:
                queue = make(folder)
            except ImportError:
                rows.append((f"{title}: not installed, left out", 0, ""))
                continue
            rows += measure(f"{title}: enqueue a record, durable", queue.put, TIMES)
            queue.fill(waiting)
            rows += measure(f"{title}: claim the next of {waiting:,}", lambda _, queue=queue: queue.claim(), TIMES)
            queue.close()
            fresh = folder / "cycles"
            fresh.mkdir()
            queue = make(fresh)
            for number in range(cycles):
                queue.cycle(number)
            queue.close()
            size = sum(file.stat().st_size for file in fresh.rglob("*") if file.is_file() and "db" in file.name)
            rows.append((f"{title}: database after {cycles:,} enqueued and done", size / 1e6, "MB"))
        folder = Path(name) / "large"
        folder.mkdir()
        large = Ours(folder)
        rows += measure("outbox: enqueue a dossier of 5 MB, durable", large.put_large, 40)
        large.close()
        rows += measure("bare write, fsync, rename, fsync of the folder, 5 MB", bare_file(folder, LARGE), 40)
    return rows


class Ours:
    def __init__(self, folder: Path) -> None:
        self._store: SyncStore = open_sync_store(folder, now=lambda: _AT)
        self._outbox: Outbox = self._store.outbox

    def _label(self, number: int, size: int = 300_000, sha256: str = "0" * 64) -> Any:
        code = f"KIOSK-K01-26{number // 270_000 % 12 + 1:02d}{number // 9_000 % 28 + 1:02d}-{number % 9_000 + 1:04d}"
        return self._outbox.label(f"{number:032x}", code, "1.004883", sha256, size, _AT)

    def put(self, number: int) -> None:
        self._outbox.queue(self._label(number))

    def fill(self, waiting: int) -> None:
        with self._store.database.write():
            for number in range(TIMES, waiting):
                self.put(number)

    def claim(self) -> None:
        (item,) = self._outbox.due(1)
        self._outbox.begin(item.dossier_id)

    def cycle(self, number: int) -> None:
        self.put(number)
        (item,) = self._outbox.due(1)
        self._outbox.begin(item.dossier_id)
        self._outbox.announced(item.dossier_id, None)
        self._outbox.held(item.dossier_id)
        self._outbox.processed(item.dossier_id, f"000.00.26.H29-261122-{number:04d}")

    def put_large(self, number: int) -> None:
        label = self._label(number, len(LARGE), hashlib.sha256(LARGE).hexdigest())
        self._outbox.lay_down(label, LARGE)
        self._outbox.queue(label)

    def close(self) -> None:
        self._store.close()


class Bare:
    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        for word in ("journal_mode = WAL", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {word}")
        self._connection.executescript(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT NULL);"
            "CREATE INDEX waiting ON item (id) WHERE state = 'queued';"
        )

    def put(self, _: int) -> None:
        self._connection.execute("INSERT INTO item (state, body) VALUES ('queued', ?)", (_BODY,))

    def fill(self, waiting: int) -> None:
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany("INSERT INTO item (state, body) VALUES ('queued', ?)", ((_BODY,) for _ in range(TIMES, waiting)))

    def claim(self) -> int:
        found: int = self._connection.execute(
            "UPDATE item SET state = 'sending' WHERE id = (SELECT id FROM item WHERE state = 'queued' ORDER BY id LIMIT 1) RETURNING id"
        ).fetchone()[0]
        return found

    def cycle(self, number: int) -> None:
        self.put(number)
        self._connection.execute("DELETE FROM item WHERE id = ?", (self.claim(),))

    def close(self) -> None:
        self._connection.close()


class PersistQueue:
    def __init__(self, folder: Path) -> None:
        import persistqueue

        self._folder = folder / "db"
        self._open = partial(persistqueue.SQLiteAckQueue, str(self._folder))
        self._queue: Any = self._open()

    def put(self, _: int) -> None:
        self._queue.put(_BODY)

    def fill(self, waiting: int) -> None:
        """Behind its back: one by one it would take minutes."""
        with contextlib.closing(sqlite3.connect(self._folder / "data.db")) as connection, connection:
            connection.execute(
                "WITH RECURSIVE number(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM number WHERE i < ?)"
                " INSERT INTO ack_queue_default (data, timestamp, status)"
                " SELECT data, timestamp, status FROM (SELECT * FROM ack_queue_default LIMIT 1), number",
                (waiting - TIMES,),
            )
        self._queue.close()
        self._queue = self._open()

    def claim(self) -> Any:
        return self._queue.get(block=False)

    def cycle(self, number: int) -> None:
        self.put(number)
        self._queue.ack(self.claim())

    def close(self) -> None:
        self._queue.close()


class LiteQueue:
    def __init__(self, folder: Path) -> None:
        import litequeue

        self._queue: Any = litequeue.LiteQueue(folder / "lite.db")

    def put(self, _: int) -> None:
        self._queue.put(_BODY)

    def fill(self, waiting: int) -> None:
        for _ in range(TIMES, waiting):
            self._queue.put(_BODY)

    def claim(self) -> Any:
        return self._queue.pop()

    def cycle(self, number: int) -> None:
        self.put(number)
        self._queue.done(self.claim().message_id)

    def close(self) -> None:
        self._queue.close()


if __name__ == "__main__":
    for what, value, unit in run():
        print(f"{what:64} {value:10.2f} {unit}")
