"""What visitors thought of it: counts by day and procedure. Nothing says who it was, nor which dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.clock import VIETNAM
from kiosk.store.database import Database


@dataclass(frozen=True)
class RatingCount:
    day: date
    procedure: str
    rating: str
    reason: str
    """Empty: no reason was given. Who gave two is counted once with "" and once with each."""
    count: int


class Ratings:
    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._db = database
        self._now = now

    def add(self, procedure: str, rating: str, reasons: Iterable[str]) -> None:
        """One more. Raises StoreError."""
        day = self._now().astimezone(VIETNAM).date().isoformat()
        with self._db.write() as tables:
            for reason in ("", *reasons):
                tables.conn.execute(
                    "INSERT INTO rating (day, procedure, rating, reason, count) VALUES (?, ?, ?, ?, 1)"
                    " ON CONFLICT (day, procedure, rating, reason) DO UPDATE SET count = count + 1",
                    (day, procedure, rating, reason),
                )

    def counts(self, first: date, last: date) -> list[RatingCount]:
        """Of the days from `first` to `last`, by day, procedure, rating and reason."""
        with self._db.read() as tables:
            found = tables["rating"].rows_where(
                "day BETWEEN ? AND ?", [first.isoformat(), last.isoformat()], order_by="day, procedure, rating, reason"
            )
            return [
                RatingCount(date.fromisoformat(row["day"]), row["procedure"], row["rating"], row["reason"], row["count"]) for row in found
            ]
