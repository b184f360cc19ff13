"""Questions of residents who wait at the screen, on their way to the portal; and what this kiosk itself knows of whose dossier it is.

A question is sealed by the visit and answered by the sync service, which cannot open it. It goes when the visit has its answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from kiosk.errors import StoreError
from kiosk.exchange import Lookup, LookupAnswer
from kiosk.store.database import Database
from kiosk.store.vault import Vault


@dataclass(frozen=True)
class Asked:
    """A question that waits for the portal."""

    id: str
    lookup: Lookup


@dataclass(frozen=True)
class Told:
    """What became of a question. Neither: it waits; failed: the portal could not be asked."""

    answer: LookupAnswer | None = None
    failed: bool = False


class Lookups:
    def __init__(self, database: Database) -> None:
        self._db = database

    def ask(self, lookup_id: str, lookup: Lookup) -> None:
        """Put a question. Repeating it changes nothing."""
        with self._db.write() as tables:
            tables.conn.execute("INSERT INTO lookup (id, question) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", (lookup_id, lookup.question))

    def waiting(self) -> list[Asked]:
        """For the sync service, oldest first."""
        with self._db.read() as tables:
            rows = list(tables["lookup"].rows_where("answer IS NULL AND failed = 0", order_by="rowid"))
        return [Asked(row["id"], Lookup(question=row["question"])) for row in rows]

    def answer(self, lookup_id: str, answer: LookupAnswer) -> None:
        """Nothing happens when nobody waits any more."""
        with self._db.write() as tables:
            tables.conn.execute(
                "UPDATE lookup SET answer = ? WHERE id = ? AND answer IS NULL AND failed = 0", (answer.model_dump_json(), lookup_id)
            )

    def fail(self, lookup_id: str) -> None:
        """The portal could not be asked."""
        with self._db.write() as tables:
            tables.conn.execute("UPDATE lookup SET failed = 1 WHERE id = ? AND answer IS NULL", (lookup_id,))

    def told(self, lookup_id: str) -> Told:
        with self._db.read() as tables:
            row = next(iter(tables["lookup"].rows_where("id = ?", [lookup_id])), None)
        if row is None:
            return Told(failed=True)
        try:
            answer = LookupAnswer.model_validate_json(row["answer"]) if row["answer"] is not None else None
        except ValidationError:
            raise StoreError("store.damaged", cause="an answer that cannot be read") from None
        return Told(answer, bool(row["failed"]))

    def forget(self, lookup_id: str) -> None:
        with self._db.write() as tables:
            tables.conn.execute("DELETE FROM lookup WHERE id = ?", (lookup_id,))

    def forget_all(self) -> None:
        """When nobody is at the kiosk: what a crash left behind."""
        with self._db.write() as tables:
            tables.conn.execute("DELETE FROM lookup")


class Claims:
    """Whose dossier it is, as a keyed hash of last digits: so that a kiosk without network need not tell a finder of the slip anything."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._db = database
        self._vault = vault

    def keep(self, dossier_id: str, personal_numbers: Iterable[str]) -> None:
        """Of a dossier that is in the outbox; goes with its row."""
        with self._db.write() as tables:
            for number in set(personal_numbers):
                tables.conn.execute(
                    "INSERT INTO claim (dossier_id, proof) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    (dossier_id, self._vault.claim(dossier_id, number[-4:])),
                )

    def holds(self, dossier_id: str, digits: str) -> bool:
        """Whether these are the last four digits of whose dossier it is. False when this kiosk does not know."""
        with self._db.read() as tables:
            proof = self._vault.claim(dossier_id, digits)
            return next(iter(tables["claim"].rows_where("dossier_id = ? AND proof = ?", [dossier_id, proof])), None) is not None
