"""Questions to the portal, whose dossier it is, and queue numbers: what the store promises of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import VIETNAM
from kiosk.dossier import lookup
from kiosk.errors import StoreError
from kiosk.exchange import Lookup, LookupAnswer, LookupQuestion
from kiosk.store import Store, open_store, open_sync_store
from kiosk.store.tickets import AFTER_REBUILD, MOST

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
DAY = 24 * 3600.0


class Machine:
    """A kiosk whose clock and uptime a test sets."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.at, self.up = folder, MORNING, 1000.0
        self.store = self.open()

    def open(self) -> Store:
        return open_store(self.folder, now=lambda: self.at, uptime=lambda: self.up)

    def later(self, seconds: float, *, clock: timedelta | None = None) -> None:
        self.up += seconds
        self.at += timedelta(seconds=seconds) if clock is None else clock

    def take(self, counter: str = "A") -> str:
        return self.store.tickets.take(counter, self.at).text


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def question() -> Lookup:
    key = pyrage.x25519.Identity.generate()
    return lookup.seal(LookupQuestion(number="KIOSK-K01-261122-0001", digits="1234"), [str(key.to_public())])


ID, OTHER = "a" * 32, "b" * 32
NOT_FOUND = LookupAnswer.model_validate({"state": "not_found"})


def test_a_question_goes_to_the_sync_service_and_its_answer_comes_back(machine: Machine) -> None:
    asked = question()
    machine.store.lookups.ask(ID, asked)
    machine.store.lookups.ask(ID, asked)
    sync = open_sync_store(machine.folder, now=lambda: MORNING)
    ((waiting),) = sync.lookups.waiting()
    assert (waiting.id, waiting.lookup) == (ID, asked)
    sync.lookups.answer(ID, NOT_FOUND)
    assert sync.lookups.waiting() == []
    assert machine.store.lookups.told(ID).answer == NOT_FOUND
    sync.lookups.fail(ID)
    assert machine.store.lookups.told(ID).answer == NOT_FOUND
    machine.store.lookups.forget(ID)
    sync.lookups.answer(ID, NOT_FOUND)
    assert machine.store.lookups.told(ID).failed
    sync.close()


def test_a_question_that_nobody_waits_for_is_forgotten(machine: Machine) -> None:
    machine.store.lookups.ask(ID, question())
    machine.store.lookups.ask(OTHER, question())
    machine.store.lookups.forget_all()
    assert machine.store.lookups.waiting() == []


def test_the_question_is_in_no_file_in_clear(machine: Machine) -> None:
    machine.store.lookups.ask(ID, question())
    for file in machine.folder.rglob("*"):
        if file.is_file():
            assert b"261122-0001" not in file.read_bytes()


def test_an_answer_is_given_once(machine: Machine) -> None:
    machine.store.lookups.ask(ID, question())
    machine.store.lookups.answer(ID, NOT_FOUND)
    with pytest.raises(StoreError), machine.store.database.write() as tables:
        tables.conn.execute("UPDATE lookup SET answer = '{}' WHERE id = ?", (ID,))


# Queue numbers


def test_numbers_of_a_day_follow_each_other(machine: Machine) -> None:
    assert [machine.take() for _ in range(3)] == ["A-001", "A-002", "A-003"]
    assert machine.take("B") == "B-001"
    machine.later(8 * 3600)
    assert machine.take() == "A-004"
    machine.later(16 * 3600)
    assert (machine.take(), machine.take("B")) == ("A-001", "B-001")


def test_how_many_wait_is_told_once_the_counter_calls(machine: Machine) -> None:
    first, second = (machine.store.tickets.take("A", machine.at) for _ in range(2))
    assert [(each.before, each.called) for each in (first, second)] == [(0, False), (1, False)]
    assert machine.store.tickets.queues(machine.at)["A"].waiting is None
    assert machine.store.tickets.call("A", machine.at) == 1
    third = machine.store.tickets.take("A", machine.at)
    assert (third.before, third.called) == (1, True)
    assert machine.store.tickets.queues(machine.at)["A"].waiting == 2
    assert [machine.store.tickets.call("A", machine.at) for _ in range(3)] == [2, 3, None]
    assert machine.store.tickets.call("B", machine.at) is None
    machine.later(DAY)
    assert machine.store.tickets.call("A", machine.at) is None
    assert machine.store.tickets.queues(machine.at) == {}


def test_a_clock_that_goes_back_brings_no_number_back(machine: Machine) -> None:
    machine.take()
    machine.later(60, clock=timedelta(days=-400))
    assert machine.take() == "A-002"
    machine.later(60, clock=timedelta(days=400))
    assert machine.take() == "A-003"


def test_a_clock_that_was_years_ahead_does_not_stop_the_days(machine: Machine) -> None:
    machine.later(0, clock=timedelta(days=800))
    machine.take()
    machine.later(60, clock=timedelta(days=-800))
    assert machine.take() == "A-002"
    # The next day, after a day's work: as the kiosk counts days.
    machine.later(10 * 3600, clock=timedelta(days=1))
    machine.store.tickets.queues(machine.at)
    assert machine.take() == "A-001"


def test_numbers_run_out(machine: Machine) -> None:
    with machine.store.database.write() as tables:
        tables.conn.execute("INSERT INTO ticket VALUES ('A', ?, 0, 1, ?, 0)", (MORNING.date().isoformat(), MOST))
    with pytest.raises(StoreError) as caught:
        machine.take()
    assert caught.value.code == "ticket.none"


def test_a_lost_database_gives_no_number_twice(machine: Machine) -> None:
    machine.take()
    machine.store.close()
    (machine.folder / "kiosk.db").write_bytes(b"no database" * 1000)
    machine.store = machine.open()
    assert machine.take() == f"A-{AFTER_REBUILD}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ticket SET last = last - 1, called = 0",
        "UPDATE ticket SET last = last + 2",
        "UPDATE ticket SET called = last + 1",
        "UPDATE ticket SET day = '2020-01-01'",
        "DELETE FROM ticket",
    ],
)
def test_the_schema_refuses_a_number_given_twice(machine: Machine, statement: str) -> None:
    machine.take()
    machine.take()
    with pytest.raises(StoreError) as caught, machine.store.database.write() as tables:
        tables.conn.execute(statement)
    assert caught.value.code == "store.write"


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from("AB"), st.integers(-3, 3), st.sampled_from([60.0, 3600.0, DAY])), max_size=12))
def test_whatever_the_clock_does_numbers_go_on_or_begin_with_another_day(
    steps: list[tuple[str, int, float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    machine = Machine(tmp_path_factory.mktemp("tickets"))
    for counter, days, power in steps:
        machine.later(power, clock=timedelta(days=days))
        with machine.store.database.read() as tables:
            before = {row["counter"]: row for row in tables["ticket"].rows}.get(counter)
        ticket = machine.store.tickets.take(counter, machine.at)
        row = next(iter(machine.store.database.tables["ticket"].rows_where("counter = ?", [counter])))
        if before is not None and row["day"] == before["day"]:
            assert ticket.number == before["last"] + 1
        else:
            assert ticket.number == 1
    machine.store.close()


def _take_for_ever(folder: Path, begun: Event) -> None:
    store = open_store(folder, now=lambda: MORNING)
    while True:
        store.tickets.take("A", MORNING)
        begun.set()


def test_a_kill_leaves_neither_gap_nor_double(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    begun = context.Event()
    process = context.Process(target=_take_for_ever, args=(tmp_path, begun))
    process.start()
    assert begun.wait(30)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    process.close()
    connection = sqlite3.connect(tmp_path / "kiosk.db")
    (last,) = connection.execute("SELECT last FROM ticket").fetchone()
    connection.close()
    store = open_store(tmp_path, now=lambda: MORNING)
    assert store.tickets.take("A", MORNING).number == last + 1
    store.close()
