"""The clock jumps either way, is years off, or stands still: what is kept and what is forgotten does not depend on it."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.store import Store, lived, open_store
from kiosk.store.migrations import MIGRATIONS
from tests.store.visit import PERSON, Clock, an_id, draft, submit

KEEP = 7


@pytest.fixture
def processed(store: Store) -> str:
    dossier_id = submit(store, draft()).id
    store.drafts.forget(dossier_id)
    store.outbox.announced(dossier_id, None)
    store.outbox.processed(dossier_id, "000.00.26.H29-261122-0001")
    return dossier_id


def is_kept(store: Store, dossier_id: str) -> bool:
    """All of it or nothing: row, package and label."""
    store.outbox.sweep()
    there = {store.outbox.package(dossier_id).exists(), (store.database.folder / "outbox" / f"{dossier_id}.json").exists()}
    there.add(store.outbox.get(dossier_id) is not None)
    assert len(there) == 1
    return there == {True}


def kept_for(store: Store, clock: Clock, dossier_id: str, *, at_most: int) -> int:
    """Hours until it goes, while the kiosk looks once an hour."""
    for hour in range(at_most):
        if not is_kept(store, dossier_id):
            return hour
        clock.later(hours=1)
    return at_most


def test_processed_stays_for_its_days_and_then_goes(store: Store, clock: Clock, processed: str) -> None:
    hours = kept_for(store, clock, processed, at_most=1000)
    assert KEEP * 24 <= hours <= (KEEP + 2) * 24
    assert [row.what for row in store.audit.of(processed)] == ["submitting", "queued", "announced", "processed", "purged"]
    assert store.audit.check(whole=True) is None
    # It does not come back, neither by itself nor as a draft of the same visit.
    store.close()
    again = open_store(store.database.folder, now=clock, uptime=clock.uptime)
    assert again.outbox.all() == []
    again.close()


@pytest.mark.parametrize("reached", ["queued", "announced", "held", "refused"])
def test_what_is_not_processed_stays_for_ever(reached: str, store: Store, clock: Clock) -> None:
    dossier_id = submit(store, draft()).id
    if reached in ("announced", "held"):
        store.outbox.announced(dossier_id, None)
    if reached == "held":
        store.outbox.held(dossier_id)
    if reached == "refused":
        store.outbox.refused(dossier_id, "because")
    assert kept_for(store, clock, dossier_id, at_most=60 * 24) == 60 * 24


@pytest.mark.parametrize("years", [-30, -1, 1, 10, 70])
def test_years_off(years: int, store: Store, clock: Clock, processed: str) -> None:
    """Wrong when it was processed, or wrong and put right afterwards."""
    clock.jump(days=365 * years)
    assert is_kept(store, processed)
    clock.later(minutes=5)
    assert is_kept(store, processed)
    clock.jump(days=-365 * years)
    assert is_kept(store, processed)
    hours = kept_for(store, clock, processed, at_most=1000)
    assert KEEP * 24 <= hours <= (KEEP + 2) * 24


@pytest.mark.parametrize("day", range(1, KEEP))
def test_put_right_once(day: int, store: Store, clock: Clock, processed: str) -> None:
    """On any day in between: the jump counts as one, and the days are full all the same."""
    for _ in range(24 * day):
        clock.later(hours=1)
        assert is_kept(store, processed)
    clock.jump(days=5000)
    hours = 24 * day + kept_for(store, clock, processed, at_most=1000)
    assert KEEP * 24 <= hours <= (KEEP + 2) * 24


def test_a_clock_that_jumps_all_the_time(store: Store, clock: Clock, processed: str) -> None:
    """A date that is another one each hour counts as a day each six hours of power, not more."""
    for hour in range(KEEP * 6):
        assert is_kept(store, processed), hour
        clock.later(hours=1)
        clock.jump(days=400 if hour % 2 else -300)
    assert kept_for(store, clock, processed, at_most=1000) < (KEEP + 2) * 24


def test_a_clock_that_stands_still(store: Store, clock: Clock, processed: str) -> None:
    """Not for ever: a day and a half of power is a day."""
    hours = 0
    while is_kept(store, processed) and hours < 1000:
        clock.later(hours=1)
        clock.jump(hours=-1)
        hours += 1
    assert KEEP * 24 < hours <= (KEEP + 2) * 36


def test_switched_off_at_night_with_a_dead_clock_battery(store: Store, clock: Clock, state: Path, processed: str) -> None:
    """Each morning it is 2020 again. Nine hours of power a day."""
    days = 0
    while is_kept(store, processed) and days < 100:
        for _ in range(9):
            clock.later(hours=1)
            store.outbox.sweep()
        store.close()
        clock.start_anew()
        clock.jump(hours=-9)
        store = open_store(state, now=clock, uptime=clock.uptime)
        days += 1
    store.close()
    assert KEEP < days <= 40


def test_switched_off_at_night(store: Store, clock: Clock, state: Path, processed: str) -> None:
    """Each working day counts."""
    days = 0
    while is_kept(store, processed) and days < 100:
        for _ in range(9):
            clock.later(hours=1)
            store.outbox.sweep()
        store.close()
        clock.start_anew(hours=15)
        store = open_store(state, now=clock, uptime=clock.uptime)
        days += 1
    store.close()
    assert KEEP < days <= KEEP + 2


@pytest.mark.parametrize("years", [-10, 10])
def test_a_draft_is_forgotten_in_its_time(years: int, store: Store, clock: Clock) -> None:
    store.drafts.save(draft())
    clock.jump(days=365 * years)
    assert store.drafts.forget_older_than(30) == 0, "nobody's visit ends because the clock was put right"
    clock.later(minutes=29)
    assert store.drafts.forget_older_than(30) == 0
    clock.later(minutes=1)
    assert store.drafts.forget_older_than(30) == 1, "nobody's visit stays because the clock was put back"


def test_a_draft_across_a_restart(store: Store, clock: Clock, state: Path) -> None:
    """Power counts, and what was counted is not lost when it is cut."""
    store.drafts.save(draft(1))
    clock.later(minutes=20)
    store.drafts.save(draft(2))
    store.close()
    clock.start_anew(days=-3000)
    again = open_store(state, now=clock, uptime=clock.uptime)
    assert again.drafts.forget_older_than(30) == 0
    clock.later(minutes=10)
    assert again.drafts.forget_older_than(30) == 1
    assert again.drafts.get(an_id(2)) is not None
    again.close()


def test_which_draft_is_the_latest(store: Store, clock: Clock) -> None:
    store.drafts.save(draft(1))
    clock.jump(days=-400)
    store.drafts.save(draft(2))
    found = store.drafts.of(PERSON.number)
    assert found is not None
    assert found.draft.id == an_id(2)


def test_the_order_is_that_of_submission(store: Store, clock: Clock) -> None:
    for number in (5, 3, 9):
        submit(store, draft(number))
        clock.jump(days=-400)
    assert [item.dossier_id for item in store.outbox.due(10)] == [an_id(5), an_id(3), an_id(9)]
    assert [item.dossier_id for item in store.outbox.all()] == [an_id(5), an_id(3), an_id(9)]


def test_the_portal_lost_it(store: Store, clock: Clock, processed: str) -> None:
    """Restored from yesterday's back-up: the package is still here, and goes once more; then its days begin anew."""
    clock.later(days=5)
    store.outbox.sweep()
    assert store.outbox.again(processed)
    assert not store.outbox.again(processed)
    assert [item.dossier_id for item in store.outbox.due(1)] == [processed]
    clock.later(days=30)
    assert is_kept(store, processed)
    store.outbox.announced(processed, None)
    store.outbox.processed(processed, "000.00.26.H29-261123-0001")
    assert is_kept(store, processed)
    store.outbox.package(processed).unlink()
    assert not store.outbox.again(processed), "nothing here to be sent"


@given(st.lists(st.tuples(st.floats(0, 200_000), st.booleans(), st.integers(-4000, 4000)), max_size=60))
def test_the_kiosk_never_grows_older_than_it_is(steps: list[tuple[float, bool, int]]) -> None:
    """Whatever the date says and however often it is started: no second and no day that did not go by."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(MIGRATIONS[1][MIGRATIONS[1].index("CREATE TABLE lived") : MIGRATIONS[1].index("DROP TRIGGER audit_kept")])
    power = real = 0.0
    before = lived.tick(connection, power, date(2026, 11, 22))
    for seconds, restarted, days in steps:
        power = seconds if restarted else power + seconds
        real += seconds
        age = lived.tick(connection, power, date(2026, 11, 22) + timedelta(days=days))
        assert before.seconds <= age.seconds <= real + 1e-3
        assert before.day <= age.day <= before.day + 1
        assert age.day <= 1 + real / lived.LEAST_DAY
        before = age
    connection.close()
