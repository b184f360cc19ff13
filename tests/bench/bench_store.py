"""How long "kept" takes, beside what the disk itself needs in the same run. `python -m tests.bench.bench_store` prints it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.disk import sync_folder
from kiosk.store import Store, open_store
from tests.store.visit import draft, with_page

TIMES = 40
PAGE = os.urandom(300_000)
PACKAGE = os.urandom(5_000_000)


def run() -> list[tuple[str, float, str]]:
    """Name, value, unit: p50 and p99 of each."""
    # In the working folder: /tmp may be memory, where nothing is ever written through.
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        folder = Path(name)
        store = open_store(folder / "state", now=lambda: datetime.now(UTC))
        connection = sqlite3.connect(folder / "bare.db")
        try:
            rows = [
                *measure("bare sqlite3 WAL+FULL commit, 2 KB", _bare_commit(connection)),
                *measure("draft saved", _save(store)),
                *measure("bare write+fsync+rename, 300 KB", bare_file(folder, PAGE)),
                *measure("page kept, 300 KB", _keep(store)),
                *measure("bare write+fsync+rename, 5 MB", bare_file(folder, PACKAGE)),
                *measure("submission durable, 5 MB", _submit(store)),
            ]
        finally:
            connection.close()
            store.close()
    return rows


def measure(what: str, step: Callable[[int], object], times: int = TIMES) -> list[tuple[str, float, str]]:
    took = []
    for number in range(times):
        began = time.perf_counter()
        step(number)
        took.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return [(f"{what}: p50", cuts[49], "ms"), (f"{what}: p99", cuts[98], "ms")]


def _bare_commit(connection: sqlite3.Connection) -> Callable[[int], None]:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB)")
    body = os.urandom(2000)

    def step(_: int) -> None:
        with connection:
            connection.execute("INSERT OR REPLACE INTO row VALUES (1, ?)", (body,))

    return step


def bare_file(folder: Path, content: bytes) -> Callable[[int], None]:
    def step(number: int) -> None:
        part = folder / "part"
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(folder / f"bare-{number}")
        sync_folder(folder)

    return step


def _save(store: Store) -> Callable[[int], None]:
    return lambda number: store.drafts.save(draft(1, answers={"child_name": f"Trẻ {number}", "note": "x" * 1000}))


def _keep(store: Store) -> Callable[[int], None]:
    store.drafts.save(draft(2))
    current = [draft(2)]

    def step(number: int) -> None:
        current[0], page = with_page(current[0], 1000 + number, PAGE)
        store.drafts.keep_page(current[0], page, PAGE)

    return step


def _submit(store: Store) -> Callable[[int], None]:
    drafts = []
    for number in range(TIMES):
        fresh = draft(100 + number)
        store.drafts.save(fresh)
        drafts.append(fresh.model_copy(update={"temporary_number": store.drafts.begin_submission(fresh.id, "K01")}))
    digest, at = hashlib.sha256(PACKAGE).hexdigest(), datetime.now(UTC)
    return lambda number: store.drafts.finish_submission(drafts[number], PACKAGE, digest, at)


if __name__ == "__main__":
    for what, value, unit in run():
        print(f"{what:45} {value:8.2f} {unit}")
