"""The audit: what happened to each dossier, as rows that nobody can change and that hang on one another.

Each row holds SHA-256 over the hash of the row before and its own fields; the first hangs on 32 zero bytes. The schema's triggers write the
rows, in the transaction that they tell of, and keep the number and hash of the last one in a table of its own. Rows cut off at the end
show there, and at the portal, which is told the head in heartbeats. Ids and states only, never a person.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.clock import from_milliseconds

if TYPE_CHECKING:
    from kiosk.store.database import Database

GENESIS = bytes(32)
TAIL = 200
"""How many rows are looked at when it must be quick."""


def digest(previous: bytes, sequence: int, at: int, what: str, subject: str) -> bytes:
    """SHA-256 of a row. The schema knows it as `audit_hash`."""
    return hashlib.sha256(previous + json.dumps([sequence, at, what, subject], ensure_ascii=False).encode()).digest()


@dataclass(frozen=True)
class AuditHead:
    """Where the chain ends: enough to find out later that rows were cut off or rewritten."""

    count: int
    hash: str
    """64 hex digits."""


@dataclass(frozen=True)
class AuditRow:
    sequence: int
    at: datetime
    """By the kiosk's clock, which may have been wrong; the order is the sequence's."""
    what: str
    subject: str
    """A dossier's id; in rows of older versions also its temporary number."""


class Audit:
    def __init__(self, database: Database) -> None:
        self._db = database

    def head(self) -> AuditHead:
        with self._db.read() as tables:
            row = next(iter(tables["audit_head"].rows))
        return AuditHead(row["sequence"], row["hash"].hex())

    def of(self, dossier_id: str, temporary_number: str = "") -> list[AuditRow]:
        """The trail of one dossier, in order."""
        with self._db.read() as tables:
            rows = list(tables["audit"].rows_where("subject IN (?, ?)", [dossier_id, temporary_number or dossier_id], order_by="sequence"))
        return [AuditRow(row["sequence"], from_milliseconds(row["at"]), row["what"], row["subject"]) for row in rows]

    def check(self, *, whole: bool = False) -> str | None:
        """What is wrong with the chain, or None. Not `whole`: its last rows and its anchor only."""
        with self._db.read() as tables:
            # One statement, so that a row which the other process writes meanwhile is in all of it or in nothing.
            rows = tables.conn.execute(
                "SELECT audit.sequence, at, what, subject, audit.hash, audit_head.sequence, audit_head.hash FROM audit_head LEFT JOIN audit"
                " ON audit.sequence >= ? * (audit_head.sequence - ?) ORDER BY audit.sequence",
                (0 if whole else 1, TAIL),
            )
            previous: tuple[int, bytes] | None = None
            for sequence, at, what, subject, found, last, head in rows:
                if sequence is None:
                    return None if (last, head) == (0, GENESIS) else f"all of its {last} rows are gone"
                if previous is None:
                    first = whole or last <= TAIL
                    if first and sequence != 1:
                        return f"row {1 if whole else sequence - 1} is missing"
                    if first and digest(GENESIS, sequence, at, what, subject) != found:
                        return f"row {sequence} was changed"
                elif sequence != previous[0] + 1:
                    return f"row {previous[0] + 1} is missing"
                elif digest(previous[1], sequence, at, what, subject) != found:
                    return f"row {sequence} was changed"
                previous = sequence, found
        if previous != (last, head):
            return f"it ends at row {sequence}, but row {last} was written"
        return None
