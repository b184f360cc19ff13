"""Whatever happens in whatever order, a dossier is never lost, never goes back by itself, and its package goes last."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.errors import StoreError
from kiosk.store import Store, open_store
from kiosk.store.database import write_durably
from tests.store.visit import Clock, an_id, draft, submit

RANK = {"queued": 0, "announced": 1, "held": 2, "refused": 3, "processed": 3}
dossiers = st.integers(1, 4)


def content(number: int) -> bytes:
    return b"sealed" * number


class Kept(RuleBasedStateMachine):
    """Model: the highest state that was ever reached by each dossier, as the outbox told it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.store: Store = open_store(Path(self.folder.name), now=self.clock)
        self.reached: dict[str, str] = {}
        self.codes: dict[str, str] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(number=dossiers)
    def submit(self, number: int) -> None:
        try:
            submit(self.store, draft(number), content(number))
        except StoreError:
            # A visit that was forgotten after its submission cannot be submitted once more.
            assert an_id(number) in self.reached
        self.reached.setdefault(an_id(number), "queued")

    @rule(number=dossiers)
    def begin_only(self, number: int) -> None:
        """The visit is cut after the package was written and before its row was."""
        self.store.drafts.save(draft(number))
        with suppress(StoreError):
            self.store.drafts.begin_submission(an_id(number), "K01")
        if self.store.outbox.get(an_id(number)) is None:
            write_durably(self.store.outbox.package(an_id(number)), content(number))

    @rule(number=dossiers, url=st.sampled_from([None, "https://portal/1"]))
    def announced(self, number: int, url: str | None) -> None:
        self.step(number, "announced", lambda: self.store.outbox.announced(an_id(number), url))

    @rule(number=dossiers)
    def held(self, number: int) -> None:
        self.step(number, "held", lambda: self.store.outbox.held(an_id(number)))

    @rule(number=dossiers)
    def processed(self, number: int) -> None:
        self.step(number, "processed", lambda: self.store.outbox.processed(an_id(number), f"code {number}"))

    @rule(number=dossiers)
    def refused(self, number: int) -> None:
        self.step(number, "refused", lambda: self.store.outbox.refused(an_id(number), "because"))

    @rule(number=dossiers)
    def retry(self, number: int) -> None:
        done = self.store.outbox.retry(an_id(number))
        assert done == (self.reached.get(an_id(number)) == "refused")
        if done:
            self.reached[an_id(number)] = "queued"

    @rule(number=dossiers)
    def failed(self, number: int) -> None:
        self.store.outbox.failed(an_id(number), "no network")

    @rule(number=dossiers, status=st.integers(1, 10))
    def status(self, number: int, status: int) -> None:
        self.store.outbox.status(an_id(number), status)

    @rule(number=dossiers)
    def forget(self, number: int) -> None:
        self.store.drafts.forget(an_id(number))

    @rule()
    def nobody_came_back(self) -> None:
        self.clock.later(hours=2)
        self.store.drafts.forget_older_than(30)

    @rule()
    def sweep(self) -> None:
        self.store.outbox.sweep()

    @rule()
    def start_again(self) -> None:
        self.store.close()
        self.store = open_store(Path(self.folder.name), now=self.clock)

    def step(self, number: int, to: str, call: object) -> None:
        assert callable(call)
        before = self.reached.get(an_id(number))
        with suppress(StoreError):
            call()
        item = self.store.outbox.get(an_id(number))
        if before is not None:
            assert item is not None
            allowed = before != "processed" and RANK[to] >= RANK[before] and not (before == "refused" and to == "announced")
            assert item.state == (to if allowed or before == to else before)
            self.reached[an_id(number)] = item.state

    @invariant()
    def nothing_is_lost(self) -> None:
        items = {item.dossier_id: item for item in self.store.outbox.all()}
        assert items.keys() == self.reached.keys()
        for dossier_id, item in items.items():
            assert item.state == self.reached[dossier_id]
            package = self.store.outbox.package(dossier_id)
            if item.state != "processed":
                assert hashlib.sha256(package.read_bytes()).hexdigest() == item.sha256
        unfinished = set(self.store.drafts.unfinished_submissions())
        assert not unfinished & items.keys()
        for dossier_id in unfinished:
            assert self.store.outbox.package(dossier_id).exists()
        assert len({item.temporary_number for item in items.values()}) == len(items)

    @invariant()
    def the_row_says_what_waits(self) -> None:
        waiting = {item.dossier_id for item in self.store.outbox.waiting()}
        assert waiting == {each for each, state in self.reached.items() if state in ("queued", "announced", "held")}


TestKept = Kept.TestCase
TestKept.settings = settings(max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_what_nobody_needs_is_swept(store: Store) -> None:
    numbered = submit(store, draft())
    for name in (f"{an_id(8)}.age", f"{an_id(9)}.age.part"):
        (store.outbox.package(numbered.id).parent / name).write_bytes(b"left over")
    store.outbox.sweep()
    assert [file.name for file in store.outbox.package(numbered.id).parent.iterdir()] == [f"{numbered.id}.age"]
    store.outbox.announced(numbered.id, None)
    store.outbox.held(numbered.id)
    store.outbox.processed(numbered.id, "000.00.26.H29-261122-0001")
    assert not store.outbox.package(numbered.id).exists()
    assert store.outbox.all()[0].official_code == "000.00.26.H29-261122-0001"
