"""Who may sign in over a visit: PINs, wrong tries, a lock-out that neither a clock nor a restart opens early; all of it in the audit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import InputError, StoreError
from kiosk.store import Audit, Database, Staff
from kiosk.store import staff as room
from kiosk.store.database import FILE
from kiosk.store.staff import LOCKED, MOST_WRONG
from tests.store.visit import Clock

PIN = "271828"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest scrypt that the schema takes: each test tries many PINs."""
    monkeypatch.setattr(room, "COST", 14)


class Door:
    """A kiosk's database with one person, which may be opened again."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock
        self.open()

    def open(self) -> None:
        self.database = Database(self.folder, uptime=self.clock.uptime)
        self.staff = Staff(self.database, now=self.clock)

    def restart(self) -> None:
        self.database.close()
        self.open()

    def lock_out(self) -> None:
        for _ in range(MOST_WRONG):
            self.staff.check("CB01", "000001")

    def outcome(self, pin: str = PIN) -> str:
        return self.staff.check("CB01", pin).outcome

    def trail(self, subject: str = "CB01") -> list[str]:
        return [row.what for row in Audit(self.database).of(subject)]


@pytest.fixture
def door(tmp_path: Path, clock: Clock) -> Iterator[Door]:
    made = Door(tmp_path / "state", clock)
    made.staff.add("CB01", "Trần Thị Lan", PIN)
    yield made
    made.database.close()


def test_the_right_pin_opens_and_wrong_ones_count_down(door: Door) -> None:
    assert [door.staff.check("CB01", f"00000{n}").left for n in (1, 2)] == [4, 3]
    assert door.outcome() == "right"
    assert door.staff.check("CB01", "000001").left == 4, "a right one begins the count anew"


def test_nobody_is_let_in_who_is_not_on_the_list(door: Door) -> None:
    assert door.staff.check("CB02", PIN).outcome == "wrong"


def test_five_wrong_ones_lock_that_person_out_and_no_other(door: Door) -> None:
    door.staff.add("CB02", "Phạm Quốc Hùng", "314159")
    outcomes = [door.outcome("000001") for _ in range(MOST_WRONG + 1)]
    assert outcomes == ["wrong"] * (MOST_WRONG - 1) + ["locked"] * 2
    assert door.outcome() == "locked", "the right one does not help"
    assert door.staff.check("CB02", "314159").outcome == "right"


def test_the_lock_opens_after_its_time_of_power_and_not_before(door: Door) -> None:
    door.lock_out()
    door.clock.later(seconds=LOCKED - 1)
    checked = door.staff.check("CB01", PIN)
    assert checked.outcome == "locked"
    assert checked.seconds == pytest.approx(1, abs=0.1)
    door.clock.later(seconds=2)
    assert door.outcome() == "right"


@pytest.mark.parametrize("days", [3650, -3650])
def test_a_clock_that_jumps_opens_nothing_and_holds_nobody(door: Door, days: int) -> None:
    door.lock_out()
    door.clock.jump(days=days)
    assert door.outcome() == "locked"
    door.clock.later(seconds=LOCKED + 1)
    assert door.outcome() == "right"


def test_a_restart_opens_nothing(door: Door) -> None:
    door.lock_out()
    door.restart()
    assert door.outcome() == "locked"
    # The machine too: its uptime begins anew, and what lay between does not count.
    door.clock.start_anew(hours=15)
    door.restart()
    assert door.outcome() == "locked"


def test_a_restart_forgets_no_wrong_try(door: Door) -> None:
    door.staff.check("CB01", "000001")
    door.restart()
    assert door.staff.check("CB01", "000002").left == MOST_WRONG - 2


def test_a_try_counts_though_the_plug_is_pulled_before_it_is_told(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PIN is looked at last: what is cut there has been counted already."""
    for _ in range(MOST_WRONG):
        with monkeypatch.context() as cut:
            cut.setattr(room, "_digest", _plug)
            with pytest.raises(KeyboardInterrupt):
                door.outcome()
        door.restart()
    assert door.outcome() == "locked"


def test_staff_are_unlocked_by_hand(door: Door) -> None:
    door.lock_out()
    door.staff.unlock("CB01")
    assert door.outcome() == "right"


def test_who_is_removed_is_let_in_no_more(door: Door) -> None:
    door.staff.remove("CB01")
    assert door.outcome() == "wrong"
    assert door.staff.all() == ()
    with pytest.raises(InputError, match=r"staff\.unknown"):
        door.staff.remove("CB01")


def test_another_pin_takes_the_place_of_the_first(door: Door) -> None:
    door.lock_out()
    door.staff.add("CB01", "Trần Thị Lan", "161803")
    assert door.outcome("161803") == "right"
    assert door.outcome() == "wrong"


@pytest.mark.parametrize("pin", ["12345", "123456789", "12a456", "", "111111", "123456", "876543", "१२३४५६"])
def test_a_pin_that_anybody_would_try_is_refused(door: Door, pin: str) -> None:
    with pytest.raises(InputError, match=r"staff\.pin"):
        door.staff.add("CB02", "Phạm Quốc Hùng", pin)


@pytest.mark.parametrize(
    ("staff_id", "name", "code"), [("cb01", "Lan", "staff.id"), ("C", "Lan", "staff.id"), ("CB02", "  ", "staff.name")]
)
def test_who_is_added_has_an_id_and_a_name(door: Door, staff_id: str, name: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        door.staff.add(staff_id, name, PIN)


def test_the_pin_is_nowhere_in_the_file(door: Door) -> None:
    door.database.close()
    connection = sqlite3.connect(door.folder / FILE)
    row = connection.execute("SELECT * FROM staff").fetchone()
    connection.close()
    assert PIN not in str(row)
    assert PIN.encode() not in (door.folder / FILE).read_bytes()
    door.open()


def test_the_same_pin_of_two_people_looks_different(door: Door) -> None:
    door.staff.add("CB02", "Phạm Quốc Hùng", PIN)
    with door.database.read() as tables:
        digests = [row["digest"] for row in tables["staff"].rows]
    assert digests[0] != digests[1]


def test_all_of_it_is_in_the_audit(door: Door) -> None:
    door.outcome()
    door.staff.note("seen birth_paper", "CB01", "a" * 32)
    door.staff.note("answer fixed members.1.name", "CB01", "a" * 32)
    door.staff.note("staff out", "CB01")
    door.lock_out()
    door.staff.unlock("CB01")
    door.staff.remove("CB01")
    assert door.trail() == ["staff added", "staff in", "staff out", "staff locked", "staff unlocked", "staff removed"]
    assert door.trail("a" * 32) == ["seen birth_paper by CB01", "answer fixed members.1.name by CB01"]
    assert Audit(door.database).check(whole=True) is None


@pytest.mark.parametrize("what", ["", "Nguyễn Văn An", "seen\n", "x" * 200])
def test_what_somebody_typed_never_gets_into_the_audit(door: Door, what: str) -> None:
    with pytest.raises(ValueError, match="no act"):
        door.staff.note(what, "CB01")


@pytest.mark.parametrize(
    "wrong", ["UPDATE staff SET wrong = -1", "UPDATE staff SET cost = 1", "UPDATE staff SET salt = x''", "UPDATE staff SET id = 'lan'"]
)
def test_the_schema_refuses_what_must_not_be(door: Door, wrong: str) -> None:
    with pytest.raises(StoreError), door.database.write() as tables:
        tables.conn.execute(wrong)


def _plug(*_: object) -> bytes:
    raise KeyboardInterrupt
