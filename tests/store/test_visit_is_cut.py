"""kill -9 in the middle of keeping pages: afterwards every page that the draft names opens, and none is half."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from kiosk.store import open_store
from tests.store.visit import Clock, draft, every_file, with_page

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["kiosk.store"])


def jpeg(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest() * 4000


def scan(state: str, first: int, told: Connection) -> None:
    """Keeps page after page until it is killed; each third time the row is scanned anew, so that pages are dropped too."""
    store = open_store(Path(state), now=Clock())
    kept = store.drafts.get(draft().id)
    current = kept.draft if kept else draft()
    store.drafts.save(current)
    for number in range(first, first + 1000):
        if number % 3 == 0:
            current = current.model_copy(update={"rows": {}})
        current, page = with_page(current, number, jpeg(number))
        store.drafts.keep_page(current, page, jpeg(number))
        told.send(page)


def test_killed_at_random_moments(tmp_path: Path) -> None:
    moments = random.Random(4)
    state = tmp_path / "state"
    for attempt in range(8):
        ours, theirs = _processes.Pipe()
        process = _processes.Process(target=scan, args=(str(state), 1000 * (attempt + 1), theirs))
        process.start()
        theirs.close()
        last = ours.recv()
        time.sleep(moments.random() * 0.05)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        process.close()
        try:
            while True:
                last = ours.recv()
        except EOFError:
            ours.close()

        store = open_store(state, now=Clock())
        kept = store.drafts.get(draft().id)
        assert kept is not None
        pages = kept.draft.rows["birth_note"].pages
        for page in pages:
            assert hashlib.sha256(store.drafts.page(kept.draft.id, page.id)).hexdigest() == page.sha256
        # What was said to be kept is kept: only a later page can have taken its place.
        assert int(pages[-1].id, 16) >= int(last, 16)
        store.drafts.forget_older_than(30)
        named = {f"{page.id}.sealed" for page in pages}
        assert {file.name for file in every_file(state / "pages")} == named, "what no draft names is cleared away"
        store.close()
