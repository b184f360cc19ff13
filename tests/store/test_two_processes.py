"""The visit's process and the sync service write at the same time: nothing is lost, no number is given twice."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

from kiosk.store import Database, Outbox, open_store
from tests.store.visit import draft, submit

MANY = 25
_processes = multiprocessing.get_context("spawn")


def now() -> datetime:
    return datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def visits(state: str, first: int) -> None:
    store = open_store(Path(state), now=now)
    for number in range(first, first + MANY):
        submit(store, draft(number))
        store.drafts.forget(draft(number).id)
    store.close()


def sync(state: str, wanted: int) -> None:
    """Takes each dossier to its end, sweeping all the while as the real one does."""
    database = Database(Path(state))
    outbox = Outbox(database, now=now)
    done = 0
    while done < wanted:
        outbox.sweep()
        for item in outbox.waiting():
            assert outbox.package(item.dossier_id).exists(), "queued, and its package is gone"
            outbox.announced(item.dossier_id, "https://portal/1")
            outbox.held(item.dossier_id)
            outbox.processed(item.dossier_id, f"code {item.temporary_number}")
            done += 1
    database.close()


def test_two_visits_and_the_sync_service(tmp_path: Path) -> None:
    state = tmp_path / "state"
    # All three find an empty folder: making and migrating it at the same time is part of the test.
    jobs = [(visits, (str(state), 1)), (visits, (str(state), 1000)), (sync, (str(state), 2 * MANY))]
    running = [_processes.Process(target=job, args=args) for job, args in jobs]
    for process in running:
        process.start()
    for process in running:
        process.join(90)
    codes = [process.exitcode for process in running]
    for process in running:
        process.kill()
        process.join()
        process.close()
    assert codes == [0, 0, 0]

    store = open_store(state, now=now)
    items = store.outbox.all()
    assert {item.state for item in items} == {"processed"}
    assert {item.temporary_number for item in items} == {f"KIOSK-K01-261122-{serial:04d}" for serial in range(1, 2 * MANY + 1)}
    assert {file.stem for file in (state / "outbox").iterdir()} == {item.dossier_id for item in items}
    assert store.audit.check(whole=True) is None
    store.close()
