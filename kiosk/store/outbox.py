"""Dossiers on their way to the portal: a row each in the database, the sealed package beside it.

Used by the visit's process (to queue) and by the sync service (to send), which needs no key for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from kiosk.disk import sync_folder
from kiosk.errors import StoreError
from kiosk.store.database import Database

OutboxState = Literal["queued", "announced", "held", "processed", "refused"]
WAITING: tuple[OutboxState, ...] = ("queued", "announced", "held")


@dataclass(frozen=True)
class OutboxItem:
    dossier_id: str
    temporary_number: str
    procedure_code: str
    sha256: str
    """Of the sealed package."""
    size: int
    submitted_at: datetime
    state: OutboxState
    upload_url: str | None
    attempts: int
    """Tries that failed, for people to see; waiting times are the sync service's own."""
    problem: str
    """Why the last try failed, or why the portal refuses it: a sentence for staff, or empty."""
    official_code: str | None
    portal_status: int | None
    """TrangThaiHoSo as the portal last told it."""


class Outbox:
    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._db = database
        self._now = now
        self._folder = database.folder / "outbox"
        self._folder.mkdir(exist_ok=True)

    def package(self, dossier_id: str) -> Path:
        """Where the sealed package is, or will be. Gone once the portal has processed it."""
        return self._folder / f"{dossier_id}.age"

    def add(self, dossier_id: str, temporary_number: str, procedure_code: str, sha256: str, size: int, submitted_at: datetime) -> None:
        """Queue a dossier whose package is already on the disk. Repeating it changes nothing."""
        with self._db.write() as tables:
            tables.conn.execute(
                "INSERT INTO outbox (dossier_id, temporary_number, procedure_code, sha256, size, submitted_at, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dossier_id) DO NOTHING",
                (dossier_id, temporary_number, procedure_code, sha256, size, submitted_at.isoformat(), self._stamp()),
            )

    def waiting(self) -> list[OutboxItem]:
        """What the portal does not have for certain, small ones first."""
        with self._db.read() as tables:
            where = "state IN ({})".format(",".join("?" * len(WAITING)))
            return [_item(row) for row in tables["outbox"].rows_where(where, WAITING, order_by="size, temporary_number")]

    def all(self) -> list[OutboxItem]:
        with self._db.read() as tables:
            return [_item(row) for row in tables["outbox"].rows_where(order_by="submitted_at, temporary_number")]

    def get(self, dossier_id: str) -> OutboxItem | None:
        with self._db.read() as tables:
            return next((_item(row) for row in tables["outbox"].rows_where("dossier_id = ?", [dossier_id])), None)

    def announced(self, dossier_id: str, upload_url: str | None) -> None:
        """The portal knows of it. With an address, the upload can go on there after a crash; None: it starts anew."""
        self._update(dossier_id, state="announced", upload_url=upload_url, problem="")

    def held(self, dossier_id: str) -> None:
        """The portal has all of it, with the right digest."""
        self._update(dossier_id, state="held", problem="")

    def processed(self, dossier_id: str, official_code: str) -> None:
        """The portal has filed it: only now may the kiosk's copy go."""
        self._update(dossier_id, state="processed", official_code=official_code, problem="")
        self.sweep()

    def refused(self, dossier_id: str, reason: str) -> None:
        """The portal will not take it. It stays here for staff."""
        self._update(dossier_id, state="refused", problem=reason)

    def failed(self, dossier_id: str, problem: str) -> None:
        """A try failed; another will follow."""
        with self._db.write() as tables:
            tables.conn.execute(
                "UPDATE outbox SET attempts = attempts + 1, problem = ?, changed_at = ? WHERE dossier_id = ?",
                (problem, self._stamp(), dossier_id),
            )

    def retry(self, dossier_id: str) -> bool:
        """Staff: try a refused dossier again, from the start. False when it is not a refused one."""
        with self._db.write():
            item = self.get(dossier_id)
            if item is None or item.state != "refused":
                return False
            self._update(dossier_id, state="queued", upload_url=None, problem="")
        return True

    def status(self, dossier_id: str, portal_status: int) -> None:
        """What the portal says of a dossier's progress. Unknown dossiers are passed over: another kiosk's disk may have been put in."""
        with self._db.write() as tables:
            tables.conn.execute(
                "UPDATE outbox SET portal_status = ?, changed_at = ? WHERE dossier_id = ?", (portal_status, self._stamp(), dossier_id)
            )

    def cursor(self) -> int:
        """Up to which event of the portal this kiosk has heard."""
        with self._db.read() as tables:
            return next((int(row["value"]) for row in tables["mark"].rows_where("name = 'events'")), 0)

    def heard(self, cursor: int) -> None:
        with self._db.write() as tables:
            tables.conn.execute(
                "INSERT INTO mark (name, value) VALUES ('events', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (str(cursor),),
            )

    def sweep(self) -> None:
        """Delete packages that are no longer needed: of processed dossiers, and left over by a crash before queueing was done."""
        try:
            # The folder first: whatever is in it now was announced by a draft or a row before, and shows in what is read afterwards.
            files = list(self._folder.iterdir())
            with self._db.read() as tables:
                # Drafts before rows: a submission that ends in between goes from the one to the other.
                keep = {row["id"] for row in tables["draft"].rows_where("state = 'submitting'", select="id")}
                keep |= {row["dossier_id"] for row in tables["outbox"].rows_where("state <> 'processed'", select="dossier_id")}
            gone = [file for file in files if file.name.split(".")[0] not in keep]
            for file in gone:
                file.unlink(missing_ok=True)
            if gone:
                sync_folder(self._folder)
        except OSError as error:
            raise StoreError("store.write", cause=f"outbox: {error.strerror}") from None

    def _update(self, dossier_id: str, **values: Any) -> None:
        with self._db.write() as tables:
            columns = ", ".join(f"{name} = ?" for name in (*values, "changed_at"))
            done = tables.conn.execute(f"UPDATE outbox SET {columns} WHERE dossier_id = ?", (*values.values(), self._stamp(), dossier_id))  # noqa: S608 our own names
            if done.rowcount != 1:
                raise StoreError("store.write", cause=f"no dossier {dossier_id} in the outbox")
            if "state" in values:
                self._note(values["state"], dossier_id)

    def _note(self, what: str, subject: str) -> None:
        with self._db.write() as tables:
            tables.conn.execute("INSERT INTO audit (at, what, subject) VALUES (?, ?, ?)", (self._stamp(), what, subject))

    def _stamp(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="milliseconds")


def _item(row: dict[str, Any]) -> OutboxItem:
    values = {name: row[name] for name in OutboxItem.__dataclass_fields__}
    return OutboxItem(**{**values, "submitted_at": datetime.fromisoformat(values["submitted_at"])})
