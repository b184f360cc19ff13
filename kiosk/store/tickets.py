"""Queue numbers: one row for each counter, each number given once in a day.

The day is that of the clock on the screen. A clock that goes back does not bring back its numbers: they go on where they were, until the
kiosk itself has counted a day (kiosk/store/lived.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.errors import StoreError
from kiosk.store import lived
from kiosk.store.database import NUMBERS_FROM, Database

MOST = 999
"""Of a counter in a day: three digits on the slip."""
AFTER_REBUILD = 501
"""The first number after the database was lost in the middle of a day: what was given before is known to nobody any more."""


@dataclass(frozen=True)
class Ticket:
    counter: str
    number: int
    taken_at: datetime
    """By the clock on the screen."""
    before: int
    """How many numbers were given out before this one and, where the counter tells, not called yet."""
    called: bool
    """Whether the counter tells: then `before` is how many wait."""

    @property
    def text(self) -> str:
        """`A-014`."""
        return f"{self.counter}-{self.number:03d}"


@dataclass(frozen=True)
class Queue:
    """How a counter stands today."""

    given: int
    """How many numbers were given out."""
    waiting: int | None
    """How many wait; None: the counter does not tell whom it calls."""


class Tickets:
    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        """`now`: for the kiosk's own age only; what stands on a slip is given with each call."""
        self._db = database
        self._now = now

    def take(self, counter: str, at: datetime) -> Ticket:
        """The next number of a counter, on the disk when this returns. `at`: by the clock on the screen. Raises StoreError."""
        with self._db.write() as tables:
            row = next(iter(tables["ticket"].rows_where("counter = ?", [counter])), None)
            age = self._age()
            if row is not None and not _is_over(row["day"], row["lived_day"], at.date(), age):
                first, number, called = row["first"], row["last"] + 1, row["called"]
                if number - first >= MOST:
                    raise StoreError("ticket.none", cause=f"{counter} has given {MOST} numbers today")
                tables.conn.execute("UPDATE ticket SET last = ? WHERE counter = ?", (number, counter))
            else:
                lost = age.day == 0 and row is None and (self._db.mark(NUMBERS_FROM) or "0") != "0"
                first = number = AFTER_REBUILD if lost else 1
                called = first - 1
                tables.conn.execute(
                    "INSERT INTO ticket (counter, day, lived_day, first, last, called) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (counter)"
                    " DO UPDATE SET day = excluded.day, lived_day = excluded.lived_day, first = excluded.first, last = excluded.last,"
                    " called = excluded.called",
                    (counter, at.date().isoformat(), age.day, first, number, called),
                )
        told = called >= first
        return Ticket(counter, number, at, number - 1 - called if told else number - first, told)

    def call(self, counter: str, at: datetime) -> int | None:
        """The counter calls the next one; its number, or None when nobody waits."""
        with self._db.write() as tables:
            row = next(iter(tables["ticket"].rows_where("counter = ?", [counter])), None)
            if row is None or _is_over(row["day"], row["lived_day"], at.date(), self._age()) or row["called"] >= row["last"]:
                return None
            tables.conn.execute("UPDATE ticket SET called = called + 1 WHERE counter = ?", (counter,))
            return int(row["called"]) + 1

    def queues(self, at: datetime) -> dict[str, Queue]:
        """Counter → how it stands, of those that gave a number today."""
        with self._db.write() as tables:
            age = self._age()
            rows = [row for row in tables["ticket"].rows if not _is_over(row["day"], row["lived_day"], at.date(), age)]
        return {
            row["counter"]: Queue(row["last"] - row["first"] + 1, row["last"] - row["called"] if row["called"] >= row["first"] else None)
            for row in rows
        }

    def _age(self) -> lived.Age:
        with self._db.write() as tables:
            return lived.tick(tables.conn, self._db.uptime(), self._now().date())


def _is_over(day: str, lived_day: int, today: date, age: lived.Age) -> bool:
    """Whether the numbers of `day` are over: it is a later one, or the clock was put back and a day has passed since."""
    return today.isoformat() > day or (today.isoformat() < day and age.day > lived_day)
