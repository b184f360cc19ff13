"""Whatever happens in whatever order, a dossier is never lost, never goes back by itself, and its package goes last.

The store beside a model of plain Python: drafts, dossiers, numbers, ages. What the model says must be what the store says, after each step,
after each restart, with the clock set to any time, and with the database lost.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kiosk.errors import StoreError
from kiosk.store import Store, open_store
from kiosk.store.database import FILE
from tests.store.visit import PERSON, Clock, an_id, draft, submit, with_page

RANK = {"queued": 0, "announced": 1, "held": 2, "refused": 3, "processed": 3}
KEEP_DAYS = 2
RESUME = 30
dossiers = st.integers(1, 4)
# Thousands of small files: no matter where they lie, no power is cut here.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def content(number: int) -> bytes:
    return b"sealed" * number


@dataclass
class Visit:
    """A draft, as the model knows it."""

    state: str = "open"
    touched: float = 0.0
    """The machine's power then [s]."""
    order: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    number: str = ""


@dataclass
class Dossier:
    state: str = "queued"
    number: str = ""
    code: str | None = None
    processed: float = 0.0
    trying: bool = False
    failures: int = 0


class Kept(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.clock = Clock()
        self.store: Store = self.opened()
        self.power = 0.0
        """All that the machine was ever powered on [s]."""
        self.visits: dict[str, Visit] = {}
        self.outbox: dict[str, Dossier] = {}
        self.given: dict[str, str] = {}
        """Number → dossier, of all time."""
        self.purged: set[str] = set()
        self.steps = 0
        self.audited = 0

    def opened(self) -> Store:
        return open_store(Path(self.folder.name), now=self.clock, uptime=self.clock.uptime, keep_days=KEEP_DAYS)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    # The visit

    def touch(self, dossier_id: str) -> Visit:
        self.steps += 1
        visit = self.visits.setdefault(dossier_id, Visit())
        visit.touched, visit.order = self.power, self.steps
        return visit

    def may_save(self, dossier_id: str) -> bool:
        """A visit that was submitted does not come back, until nothing is known of it any more."""
        visit = self.visits.get(dossier_id)
        return visit.state == "open" if visit else dossier_id not in self.outbox

    def current(self, number: int):  # type: ignore[no-untyped-def]
        visit, made = self.visits.get(an_id(number)), draft(number)
        for page, jpeg in (visit.pages if visit else {}).items():
            made, _ = with_page(made, int(page, 16), jpeg)
        return made

    @rule(number=dossiers)
    def save(self, number: int) -> None:
        self.store.drafts.save(self.current(number))
        if self.may_save(an_id(number)):
            self.touch(an_id(number))

    @rule(number=dossiers, page=st.integers(100, 103))
    def keep_page(self, number: int, page: int) -> None:
        visit = self.visits.get(an_id(number))
        page = 10 * page + number
        if visit is None or visit.state != "open" or an_id(page) in visit.pages:
            return
        named, page_id = with_page(self.current(number), page, content(page))
        self.store.drafts.keep_page(named, page_id, content(page))
        self.touch(an_id(number)).pages[page_id] = content(page)

    @rule(number=dossiers)
    def begin(self, number: int) -> None:
        dossier_id = an_id(number)
        visit = self.visits.get(dossier_id)
        if visit is None:
            with pytest.raises(StoreError):
                self.store.drafts.begin_submission(dossier_id, "K01")
            return
        told = self.store.drafts.begin_submission(dossier_id, "K01")
        if visit.state == "open":
            assert told not in self.given
            visit.state, visit.number = "submitting", told
            self.given[told] = dossier_id
            self.touch(dossier_id)
        assert told == visit.number

    @rule(number=dossiers)
    def finish(self, number: int) -> None:
        dossier_id = an_id(number)
        kept = self.store.drafts.get(dossier_id)
        visit = self.visits.get(dossier_id)
        assert (kept is None) == (visit is None)
        if kept is None or visit is None or visit.state == "open":
            return
        sealed = content(number)
        self.store.drafts.finish_submission(kept.draft, sealed, hashlib.sha256(sealed).hexdigest(), self.clock())
        self.touch(dossier_id).state = "submitted"
        self.outbox.setdefault(dossier_id, Dossier(number=visit.number))

    @rule(number=dossiers)
    def forget(self, number: int) -> None:
        self.store.drafts.forget(an_id(number))
        visit = self.visits.get(an_id(number))
        if visit and visit.state != "submitting":
            del self.visits[an_id(number)]

    @rule()
    def tidy(self) -> None:
        old = {each for each, visit in self.visits.items() if visit.state != "submitting" and self.power - visit.touched >= 60 * RESUME}
        assert self.store.drafts.forget_older_than(RESUME) == len(old)
        for each in old:
            del self.visits[each]

    # The way to the portal

    @rule(number=dossiers)
    def try_it(self, number: int) -> None:
        dossier = self.outbox.get(an_id(number))
        if dossier is None or dossier.state in ("processed", "refused"):
            with pytest.raises(StoreError):
                self.store.outbox.begin(an_id(number))
        else:
            self.store.outbox.begin(an_id(number))
            dossier.trying = True

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

    def step(self, number: int, to: str, call: object) -> None:
        assert callable(call)
        dossier = self.outbox.get(an_id(number))
        allowed = dossier is not None and (
            RANK[to] > RANK[dossier.state] or (to == dossier.state and to in ("announced", "held", "refused"))
        )
        if not allowed and not (dossier is not None and to == dossier.state):
            with pytest.raises(StoreError):
                call()
            return
        call()
        if dossier is not None and dossier.state != to:
            dossier.state = to
            dossier.trying = to in ("announced", "held")
            if to == "processed":
                dossier.code, dossier.processed = f"code {number}", self.power
        elif dossier is not None and to in ("announced", "held"):
            dossier.trying = True

    @rule(number=dossiers)
    def failed(self, number: int) -> None:
        self.store.outbox.failed(an_id(number), "no network", wait=3.0)
        if (dossier := self.outbox.get(an_id(number))) is not None:
            dossier.trying = False
            dossier.failures += 1

    @rule(number=dossiers, status=st.integers(1, 10))
    def status(self, number: int, status: int) -> None:
        self.store.outbox.status(an_id(number), status)

    @rule(number=dossiers)
    def retry(self, number: int) -> None:
        self.anew(number, "refused", self.store.outbox.retry(an_id(number)))

    @rule(number=dossiers)
    def lost_at_the_portal(self, number: int) -> None:
        self.anew(number, "processed", self.store.outbox.again(an_id(number)))

    def anew(self, number: int, state: str, done: bool) -> None:
        dossier = self.outbox.get(an_id(number))
        assert done == (dossier is not None and dossier.state == state)
        if done and dossier is not None:
            dossier.state, dossier.code = "queued", None

    @rule()
    def sweep(self) -> None:
        """What goes was processed, and its days have really gone by; what stays too long is looked for where time goes on as it should."""
        before = {item.dossier_id for item in self.store.outbox.all()}
        count = self.store.outbox.sweep()
        gone = before - {item.dossier_id for item in self.store.outbox.all()}
        assert len(gone) == count
        for dossier_id in gone:
            dossier = self.outbox.pop(dossier_id)
            assert dossier.state == "processed"
            assert self.power - dossier.processed >= KEEP_DAYS * 6 * 3600
            assert not self.store.outbox.package(dossier_id).exists()
            self.purged.add(dossier_id)

    # The world

    @rule(hours=st.sampled_from([0.1, 0.6, 7.0, 30.0]))
    def time_goes_by(self, hours: float) -> None:
        self.clock.later(hours=hours)
        self.power += hours * 3600

    @rule(days=st.integers(-4000, 4000))
    def clock_jumps(self, days: int) -> None:
        self.clock.jump(days=days)

    @rule(days=st.sampled_from([0.0, 0.3, 90.0, -3000.0]))
    def start_again(self, days: float) -> None:
        """The program only, or the machine: then the power since the last write may be missed, and is never made up."""
        self.store.drafts.forget_older_than(10**9)
        self.store.close()
        if days:
            self.clock.start_anew(days=days)
            self.power += self.clock.power
        self.store = self.opened()

    @precondition(lambda self: self.outbox)
    @rule()
    def the_database_is_lost(self) -> None:
        """What was submitted or begun is still there; what was only worked on is not; the portal will tell again how far it is."""
        self.store.drafts.forget_older_than(10**9)
        self.store.close()
        (Path(self.folder.name) / FILE).write_bytes(b"no database" * 1000)
        self.store = self.opened()
        self.visits = {each: visit for each, visit in self.visits.items() if visit.state == "submitting"}
        for dossier in self.outbox.values():
            dossier.state, dossier.code, dossier.trying, dossier.failures = "queued", None, False, 0
        self.audited = 0

    # What must hold

    @invariant()
    def the_drafts_are_there(self) -> None:
        for number in range(1, 5):
            kept, visit = self.store.drafts.get(an_id(number)), self.visits.get(an_id(number))
            assert (kept is None) == (visit is None)
            if kept is not None and visit is not None:
                assert (kept.state, kept.draft.temporary_number or "") == (visit.state, visit.number)
                for page, jpeg in visit.pages.items():
                    assert self.store.drafts.page(an_id(number), page) == jpeg
        assert set(self.store.drafts.unfinished_submissions()) == {
            each for each, visit in self.visits.items() if visit.state == "submitting"
        }
        latest = self.store.drafts.of(PERSON.number)
        if self.visits and latest is not None:
            assert self.visits[latest.draft.id].order == max(visit.order for visit in self.visits.values())

    @invariant()
    def nothing_is_lost(self) -> None:
        items = {item.dossier_id: item for item in self.store.outbox.all()}
        assert items.keys() == self.outbox.keys()
        for dossier_id, item in items.items():
            dossier = self.outbox[dossier_id]
            assert (item.state, item.temporary_number, item.official_code) == (dossier.state, dossier.number, dossier.code)
            assert item.attempts == dossier.failures
            assert hashlib.sha256(self.store.outbox.package(dossier_id).read_bytes()).hexdigest() == item.sha256
            assert any(each.outcome is None for each in self.store.outbox.attempts(dossier_id)) == dossier.trying
            assert self.given[item.temporary_number] == dossier_id
        assert self.store.outbox.strays() == []

    @invariant()
    def the_row_says_what_waits(self) -> None:
        waiting = [item.dossier_id for item in self.store.outbox.waiting()]
        assert set(waiting) == {each for each, dossier in self.outbox.items() if dossier.state in ("queued", "announced", "held")}
        assert [item.dossier_id for item in self.store.outbox.due(9)] == waiting

    @invariant()
    def the_chain_holds(self) -> None:
        assert self.store.audit.check(whole=True) is None
        count = self.store.audit_head().count
        assert count >= self.audited
        self.audited = count


TestKept = Kept.TestCase
TestKept.settings = settings(max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_kept_at_length() -> None:
    run_state_machine_as_test(Kept, settings=settings(Kept.TestCase.settings, max_examples=600, stateful_step_count=80))


def test_what_nobody_needs_is_swept(store: Store) -> None:
    numbered = submit(store, draft())
    for name in (f"{an_id(8)}.age", f"{an_id(9)}.age.part"):
        (store.outbox.package(numbered.id).parent / name).write_bytes(b"left over")
    store.outbox.sweep()
    assert {file.name for file in store.outbox.package(numbered.id).parent.iterdir()} == {f"{numbered.id}.age", f"{numbered.id}.json"}


def test_how_often_each_procedure_was_filed(store: Store) -> None:
    for number, code in enumerate(("1.001193", "3.000347", "1.001193"), start=1):
        submit(store, draft(number, procedure_code=code))
    assert store.outbox.filed() == {"1.001193": 2, "3.000347": 1}


def test_the_next_few_without_reading_all(store: Store) -> None:
    for number, size in ((1, 30), (2, 10), (3, 20), (4, 10), (5, 40)):
        submit(store, draft(number), bytes(size))
    store.outbox.refused(an_id(3), "because")
    store.outbox.announced(an_id(5), None)
    outbox = store.outbox

    def ids(limit: int, *skip: int) -> list[int]:
        return [int(item.dossier_id, 16) for item in outbox.due(limit, {an_id(each) for each in skip})]

    assert ids(10) == [2, 4, 1, 5] == [int(item.dossier_id, 16) for item in outbox.waiting()]
    assert ids(2) == [2, 4]
    assert ids(2, 2) == [4, 1]
    assert ids(9, 1, 2, 4, 5) == ids(0) == []
    assert outbox.counts() == {"queued": 3, "announced": 1, "refused": 1}
    with store.database.read() as tables:
        plan = tables.conn.execute(
            "EXPLAIN QUERY PLAN SELECT dossier_id FROM outbox WHERE state IN ('queued', 'announced', 'held') ORDER BY size, sequence"
        ).fetchall()
    assert [row[3] for row in plan] == ["SCAN outbox USING COVERING INDEX outbox_due"], "no sort, no table"


def test_each_try_is_told(store: Store, clock: Clock) -> None:
    """Begun before the first byte; ended with its outcome, its reason and when the next one comes; after a crash, as interrupted."""
    numbered = submit(store, draft())
    outbox = store.outbox
    outbox.begin(numbered.id)
    (only,) = outbox.attempts(numbered.id)
    assert (only.outcome, only.ended_at) == (None, None)
    outbox.failed(numbered.id, "no network", wait=60.0)
    clock.later(seconds=15)
    clock.jump(days=-900)
    (first,) = outbox.attempts(numbered.id)
    assert (first.outcome, first.problem, first.next_in) == ("failed", "no network", 45.0)
    outbox.begin(numbered.id)
    outbox.begin(numbered.id)
    assert [each.outcome for each in outbox.attempts(numbered.id)] == ["failed", "interrupted", None]
    outbox.announced(numbered.id, "https://portal/1")
    outbox.held(numbered.id)
    outbox.begin(numbered.id)
    assert len(outbox.attempts(numbered.id)) == 3, "to look again is no new try"
    outbox.processed(numbered.id, "X")
    assert [each.outcome for each in outbox.attempts(numbered.id)] == ["failed", "interrupted", "processed"]
    with pytest.raises(StoreError):
        outbox.begin(numbered.id)
    for _ in range(30):
        assert outbox.again(numbered.id)
        outbox.announced(numbered.id, None)
        outbox.processed(numbered.id, "X")
    assert len(outbox.attempts(numbered.id)) <= 20, "the last ones"
