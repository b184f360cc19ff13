"""How old something is, when the clock may jump either way or be years off.

The kiosk counts its own age: the seconds that it was powered on, by a clock that nobody can set (CLOCK_BOOTTIME, which goes on through a
suspend), kept in the database. It never counts more than really went by. Drafts are forgotten by it.

For longer spans it counts days as people do: a new date and six hours of power since the last one; or, when the date stands still, a day
and a half of power. So a machine that is switched off at night counts each working day, a date that jumps counts once, and each counted
day is six hours at least. Processed dossiers are purged by it.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from datetime import date

LEAST_DAY = 6 * 3600.0
"""Power between two days that count [s]."""
LONGEST_DAY = 36 * 3600.0
"""Power after which a day counts whatever the date says [s]."""


def uptime() -> float:
    """Seconds since the machine was started, suspended time too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True)
class Age:
    """Of the kiosk."""

    seconds: float
    day: int


def tick(connection: sqlite3.Connection, uptime: float, today: date) -> Age:
    """Count on until now, within a transaction that writes."""
    seconds, last, day, day_began, dated = connection.execute("SELECT seconds, uptime, day, day_began, date FROM lived").fetchone()
    # Less than last time: the machine was started since. What lay between is unknown and does not count.
    seconds += uptime - last if uptime >= last else uptime
    power = seconds - day_began
    dated = dated or today.isoformat()
    if (today.isoformat() != dated and power >= LEAST_DAY) or power >= LONGEST_DAY:
        day, day_began, dated = day + 1, seconds, today.isoformat()
    connection.execute(
        "UPDATE lived SET seconds = ?, uptime = ?, day = ?, day_began = ?, date = ?", (seconds, uptime, day, day_began, dated)
    )
    return Age(seconds, day)
