"""The staff who may sign in over a visit: their PINs as scrypt digests, wrong tries, lock-out; and what they did, in the audit.

A try counts before the PIN is looked at, so that pulling the plug gives nobody a further one. A lock-out is counted by the kiosk's own age
(kiosk/store/lived.py): neither a clock that jumps nor a restart opens it early; the time that the kiosk is switched off does not count.
"""

from __future__ import annotations

import hmac
import itertools
import os
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kiosk.clock import milliseconds
from kiosk.errors import InputError
from kiosk.store import lived
from kiosk.store.database import Database

MOST_WRONG = 5
LOCKED = 900.0
"""How long nobody can sign in as a person after MOST_WRONG wrong PINs in a row [s]."""
PIN_DIGITS = range(6, 9)
"""How long a PIN may be."""
COST = 15
"""log2 of scrypt's N; with r = 8 a try takes 32 MiB and about a tenth of a second (RFC 7914)."""

_ID = re.compile(r"[A-Z0-9]{2,12}")
_ACT = re.compile(r"[a-z][A-Za-z0-9_. -]{0,119}")


@dataclass(frozen=True)
class StaffMember:
    id: str
    """Capitals and digits; stands in the audit and in manifests."""
    name: str
    """As on the door plate; shown on the kiosk when somebody signs in."""
    wrong: int
    """PINs in a row."""
    locked: float
    """For how long yet [s]; 0: not locked."""


@dataclass(frozen=True)
class Checked:
    """What came of a PIN."""

    outcome: Literal["right", "wrong", "locked"]
    left: int = 0
    """Further tries."""
    seconds: float = 0
    """Until the lock opens."""


class Staff:
    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._db = database
        self._now = now

    def add(self, staff_id: str, name: str, pin: str) -> None:
        """Add a person, or give them another PIN. Raises InputError, whose code says what is wrong, and StoreError."""
        name = " ".join(name.split())
        if not _ID.fullmatch(staff_id):
            raise InputError("staff.id", cause="2 to 12 capitals and digits")
        if not 1 <= len(name) <= 60:
            raise InputError("staff.name", cause="1 to 60 characters")
        check_pin(pin)
        salt = os.urandom(16)
        digest = _digest(pin, salt, COST)
        with self._db.write() as tables:
            tables.conn.execute(
                "INSERT INTO staff (id, name, salt, digest, cost, changed_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " name = excluded.name, salt = excluded.salt, digest = excluded.digest, cost = excluded.cost, wrong = 0, locked = NULL,"
                " changed_at = excluded.changed_at",
                (staff_id, name, salt, digest, COST, self._at()),
            )

    def remove(self, staff_id: str) -> None:
        """Raises InputError when there is no such person."""
        with self._db.write() as tables:
            tables.conn.execute("UPDATE staff SET changed_at = ? WHERE id = ?", (self._at(), staff_id))
            self._one(tables.conn.execute("DELETE FROM staff WHERE id = ?", (staff_id,)))

    def unlock(self, staff_id: str) -> None:
        """Let a person try again at once. Raises InputError when there is no such person."""
        with self._db.write() as tables:
            done = tables.conn.execute("UPDATE staff SET wrong = 0, locked = NULL, changed_at = ? WHERE id = ?", (self._at(), staff_id))
            self._one(done)
            self._note(tables.conn, "staff unlocked", staff_id)

    def all(self) -> tuple[StaffMember, ...]:
        """By name."""
        with self._db.write() as tables:
            age = self._age(tables.conn)
            rows = list(tables["staff"].rows)
        return tuple(
            sorted(
                (StaffMember(row["id"], row["name"], row["wrong"], _left(row["locked"], age)) for row in rows),
                key=lambda member: (member.name, member.id),
            )
        )

    def check(self, staff_id: str, pin: str) -> Checked:
        """Whether this is the PIN of that person. An unknown person has no right PIN. Raises StoreError."""
        with self._db.write() as tables:
            row = next(tables["staff"].rows_where("id = ?", [staff_id]), None)
            if row is None:
                return Checked("wrong")
            age = self._age(tables.conn)
            locked, wrong = row["locked"], row["wrong"]
            if locked is None and wrong >= MOST_WRONG:
                # The last try was cut short before it was told wrong.
                self._lock(tables.conn, staff_id, age)
                locked = age
            if left := _left(locked, age):
                return Checked("locked", seconds=left)
            wrong = 1 if locked is not None else wrong + 1
            tables.conn.execute("UPDATE staff SET wrong = ?, locked = NULL WHERE id = ?", (wrong, staff_id))
        # Outside: it is slow, and the other process wants to write too.
        right = hmac.compare_digest(_digest(pin, row["salt"], row["cost"]), row["digest"])
        with self._db.write() as tables:
            if right:
                tables.conn.execute("UPDATE staff SET wrong = 0, changed_at = ? WHERE id = ?", (self._at(), staff_id))
                self._note(tables.conn, "staff in", staff_id)
                return Checked("right", MOST_WRONG)
            if wrong < MOST_WRONG:
                return Checked("wrong", MOST_WRONG - wrong)
            self._lock(tables.conn, staff_id, self._age(tables.conn))
        return Checked("locked", seconds=LOCKED)

    def note(self, what: str, staff_id: str, subject: str = "") -> None:
        """Put into the audit what a member of staff did. `what`: words of the program and ids of the catalogue, never what was typed;
        `subject`: the dossier's id, else their own."""
        if not _ACT.fullmatch(what):
            raise ValueError(f"no act: {what!r}")
        with self._db.write() as tables:
            self._note(tables.conn, f"{what} by {staff_id}" if subject else what, subject or staff_id)

    def _note(self, connection: sqlite3.Connection, what: str, subject: str) -> None:
        connection.execute("INSERT INTO note VALUES (?, ?, ?)", (self._at(), what, subject))

    def _lock(self, connection: sqlite3.Connection, staff_id: str, age: float) -> None:
        connection.execute("UPDATE staff SET locked = ?, changed_at = ? WHERE id = ?", (age, self._at(), staff_id))

    def _age(self, connection: sqlite3.Connection) -> float:
        return lived.tick(connection, self._db.uptime(), self._now().date()).seconds

    def _at(self) -> int:
        return milliseconds(self._now())

    def _one(self, done: sqlite3.Cursor) -> None:
        if done.rowcount != 1:
            raise InputError("staff.unknown", cause="there is nobody with this id")


def check_pin(pin: str) -> None:
    """Raises InputError("staff.pin") for one that is too short, too long, or among the first that anybody would try."""
    digits = pin.isascii() and pin.isdecimal()
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(pin)}
    if not digits or len(pin) not in PIN_DIGITS or steps in ({0}, {1}, {-1}):
        raise InputError("staff.pin", least=PIN_DIGITS[0], most=PIN_DIGITS[-1])


def _digest(pin: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(pin.encode())


def _left(locked: float | None, age: float) -> float:
    return 0.0 if locked is None else max(0.0, LOCKED - (age - locked))
