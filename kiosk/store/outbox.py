"""Dossiers on their way to the portal: a row each in the database, the sealed package and its label beside it.

Used by the visit's process (to queue) and by the sync service (to send), which needs no key for it. No clock decides anything here: what
was queued first has the smaller sequence, and how long a dossier is kept is counted by kiosk/store/lived.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from kiosk.clock import from_milliseconds, milliseconds
from kiosk.disk import make_folder, sync_folder
from kiosk.errors import StoreError
from kiosk.exchange import Announcement
from kiosk.store import lived
from kiosk.store.audit import Audit
from kiosk.store.database import Database
from kiosk.store.sidecars import Label, Labels

OutboxState = Literal["queued", "announced", "held", "processed", "refused"]
WAITING: tuple[OutboxState, ...] = ("queued", "announced", "held")
_WAITS = "state IN ('queued', 'announced', 'held')"
"""Word for word as in the index outbox_due: else SQLite does not use it."""
KEEP_DAYS = 7
_ATTEMPTS_KEPT = 20
"""Of each dossier; older ones go."""
_PURGED_AT_ONCE = 100
"""So that a transaction stays short."""


@dataclass(frozen=True)
class OutboxItem:
    dossier_id: str
    temporary_number: str
    procedure_code: str
    sha256: str
    """Of the sealed package."""
    size: int
    submitted_at: datetime
    """By the kiosk's clock, which may have been wrong."""
    state: OutboxState
    upload_url: str | None
    attempts: int
    """Tries that failed, for people to see; waiting times are the sync service's own."""
    problem: str
    """Why the last try failed, or why the portal refuses it: a sentence for staff, or empty."""
    official_code: str | None
    portal_status: int | None
    """TrangThaiHoSo as the portal last told it."""

    def announcement(self) -> Announcement:
        """What the portal is told of it before the package."""
        return Announcement(
            dossier_id=self.dossier_id,
            temporary_number=self.temporary_number,
            procedure_code=self.procedure_code,
            sha256=self.sha256,
            size=self.size,
            submitted_at=self.submitted_at,
        )


@dataclass(frozen=True)
class Attempt:
    """One try to bring a dossier to the portal. On the disk before the first byte is sent."""

    number: int
    begun_at: datetime
    ended_at: datetime | None
    outcome: Literal["processed", "refused", "failed", "interrupted"] | None
    """None: under way, or cut by a crash and nobody has tried since."""
    problem: str
    next_in: float | None
    """After a failure, how long until the next try, as planned then and counted down since [s]; None: not planned, or not failed."""


class Outbox:
    def __init__(self, database: Database, *, now: Callable[[], datetime], keep_days: int = KEEP_DAYS) -> None:
        """`keep_days`: so long a package stays after the portal has processed it."""
        self._db = database
        self._now = now
        self._keep_days = keep_days
        self._folder = database.folder / "outbox"
        make_folder(self._folder)
        self._labels = Labels(self._folder)
        self.audit = Audit(database)

    def package(self, dossier_id: str) -> Path:
        """Where the sealed package is, or will be. Gone some days after the portal has processed it."""
        return self._folder / f"{dossier_id}.age"

    # Queueing

    def add(self, dossier_id: str, temporary_number: str, procedure_code: str, sha256: str, size: int, submitted_at: datetime) -> None:
        """Queue a dossier whose package is already on the disk. Repeating it changes nothing."""
        if self.get(dossier_id) is None:
            label = self.label(dossier_id, temporary_number, procedure_code, sha256, size, submitted_at)
            self._labels.put(label)
            self.queue(label)

    @staticmethod
    def label(dossier_id: str, temporary_number: str, procedure_code: str, sha256: str, size: int, submitted_at: datetime) -> Label:
        # Checked where it is read: what is wrong with it must not keep a dossier from being queued.
        return Label.model_construct(
            dossier_id=dossier_id,
            temporary_number=temporary_number,
            procedure_code=procedure_code,
            sha256=sha256,
            size=size,
            submitted_at=submitted_at,
        )

    def lay_down(self, label: Label, sealed: bytes) -> None:
        """Put a package and its label on the disk; `queue` comes next."""
        self._labels.put(label, (self.package(label.dossier_id), sealed))

    def queue(self, label: Label) -> None:
        """The row of a package that is on the disk with its label. Repeating it changes nothing."""
        with self._db.write() as tables:
            dossier = (label.dossier_id,)
            if tables.conn.execute("SELECT 1 FROM outbox WHERE dossier_id = ?", dossier).fetchone() is not None:
                return
            visited = tables.conn.execute("SELECT 1 FROM draft WHERE id = ?", dossier).fetchone() is not None
            insert(self._db, label, origin="visit" if visited else "label", now=self._now())

    # Looking

    def due(self, limit: int, skip: Collection[str] = ()) -> list[OutboxItem]:
        """The next to be sent: what the portal does not have for certain, small ones first, then in the order of submission.

        For the sync service: ask for a few, send them, ask again; `skip` are the ids whose turn it is not, by its own waiting times. Costs
        an index walk over what is skipped, not the whole outbox.
        """
        with self._db.read() as tables:
            rows = tables.conn.execute(f"SELECT dossier_id FROM outbox WHERE {_WAITS} ORDER BY size, sequence")  # noqa: S608 our own words
            found: list[str] = []
            if limit > 0:
                for (dossier_id,) in rows:
                    if dossier_id not in skip:
                        found.append(dossier_id)
                        if len(found) == limit:
                            break
            rows.close()
            return [item for each in found if (item := self.get(each)) is not None]

    def waiting(self) -> list[OutboxItem]:
        """All that the portal does not have for certain, small ones first. A whole queue: for a few, `due`."""
        with self._db.read() as tables:
            return [_item(row) for row in tables["outbox"].rows_where(_WAITS, order_by="size, sequence")]

    def all(self) -> list[OutboxItem]:
        """In the order of submission."""
        with self._db.read() as tables:
            return [_item(row) for row in tables["outbox"].rows_where(order_by="sequence")]

    def counts(self) -> Counter[OutboxState]:
        """How many are in each state."""
        with self._db.read() as tables:
            return Counter(dict(tables.conn.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall()))

    def filed(self) -> Counter[str]:
        """Procedure → how many dossiers this kiosk still has: those of the last `keep_days`, and what waits."""
        with self._db.read() as tables:
            return Counter(dict(tables.conn.execute("SELECT procedure_code, count(*) FROM outbox GROUP BY procedure_code").fetchall()))

    def get(self, dossier_id: str) -> OutboxItem | None:
        with self._db.read() as tables:
            # Not rows_where, which first asks for the names of all tables: this is asked for each dossier that is sent.
            return next((_item(row) for row in tables.query("SELECT * FROM outbox WHERE dossier_id = ?", [dossier_id])), None)

    def find(self, number: str) -> OutboxItem | None:
        """By its temporary number or its mã hồ sơ, which a dossier shares with what is handed in later for it: the first of them."""
        with self._db.read() as tables:
            found = tables["outbox"].rows_where("temporary_number = :it OR official_code = :it", {"it": number}, order_by="sequence")
            return next((_item(row) for row in found), None)

    def attempts(self, dossier_id: str) -> list[Attempt]:
        """The last ones, in order."""
        with self._db.write() as tables:
            age = self._age().seconds
            rows = list(tables["attempt"].rows_where("dossier_id = ?", [dossier_id], order_by="number"))
        return [_attempt(row, age) for row in rows]

    # The way of a dossier

    def begin(self, dossier_id: str) -> None:
        """A try begins: to be called before its first request, so that nothing is ever sent without a trace.

        Goes on with the open try of a dossier that the portal holds already: looking again is not sending again.
        """
        with self._db.write() as tables:
            if self._is_open(dossier_id):
                if tables.conn.execute("SELECT state FROM outbox WHERE dossier_id = ?", (dossier_id,)).fetchone() == ("held",):
                    return
                self._end(dossier_id, "interrupted")
            tables.conn.execute(
                "INSERT INTO attempt (dossier_id, begun_at, lived) VALUES (?, ?, ?)", (dossier_id, self._stamp(), self._age().seconds)
            )
            tables.conn.execute(
                "DELETE FROM attempt WHERE dossier_id = ?1 AND number <="
                " (SELECT number FROM attempt WHERE dossier_id = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)",
                (dossier_id, _ATTEMPTS_KEPT),
            )

    def announced(self, dossier_id: str, upload_url: str | None) -> None:
        """The portal knows of it. With an address, the upload can go on there after a crash; None: it starts anew."""
        self._sent(dossier_id, state="announced", upload_url=upload_url, problem="")

    def held(self, dossier_id: str) -> None:
        """The portal has all of it, with the right digest."""
        self._sent(dossier_id, state="held", problem="")

    def processed(self, dossier_id: str, official_code: str) -> None:
        """The portal has filed it. The kiosk's copy stays for some days: a portal restored from its back-up may ask for it again."""
        with self._db.write():
            self._sent(dossier_id, state="processed", official_code=official_code, problem="", processed_day=self._age().day)
            self._end(dossier_id, "processed")

    def refused(self, dossier_id: str, reason: str) -> None:
        """The portal will not take it. It stays here for staff."""
        with self._db.write():
            self._update(dossier_id, state="refused", problem=reason)
            self._end(dossier_id, "refused", reason)

    def failed(self, dossier_id: str, problem: str, wait: float | None = None) -> None:
        """A try failed; another will follow, after `wait` seconds when that is planned."""
        with self._db.write() as tables:
            tables.conn.execute(
                "UPDATE outbox SET attempts = attempts + 1, problem = ?, changed_at = ? WHERE dossier_id = ?",
                (problem, self._stamp(), dossier_id),
            )
            self._end(dossier_id, "failed", problem, wait)

    def hindered(self, problem: str) -> None:
        """None of those that wait can go now, for one reason that is not theirs; that is no failed try of any."""
        with self._db.write() as tables:
            tables.conn.execute(f"UPDATE outbox SET problem = ? WHERE {_WAITS} AND problem <> ?", (problem, problem))  # noqa: S608 our own words

    def retry(self, dossier_id: str) -> bool:
        """Staff: try a refused dossier again, from the start. False when it is not a refused one."""
        return self._from_the_start(dossier_id, "refused")

    def again(self, dossier_id: str) -> bool:
        """The portal has lost what it had processed (it was restored from a back-up): send it anew. False when it is not processed, or
        its package is gone from here."""
        return self.package(dossier_id).is_file() and self._from_the_start(dossier_id, "processed")

    def status(self, dossier_id: str, portal_status: int) -> None:
        """What the portal says of a dossier's progress. Unknown dossiers are passed over: another kiosk's disk may have been put in."""
        with self._db.write() as tables:
            tables.conn.execute(
                "UPDATE outbox SET portal_status = ?, changed_at = ? WHERE dossier_id = ?", (portal_status, self._stamp(), dossier_id)
            )

    # Letting go

    def sweep(self) -> int:
        """Let go of what is no longer needed; returns how many dossiers. Packages left over by a crash before they were labelled; rows and
        packages that were processed more than `keep_days` days ago."""
        try:
            # The folder first: whatever is in it now was announced by a draft or a row before, and shows in what is read afterwards.
            files = list(self._folder.iterdir())
            keep = {file.stem for file in files if file.suffix == ".json"}
            with self._db.read() as tables:
                # Drafts before rows: a submission that ends in between goes from the one to the other.
                keep |= {row["id"] for row in tables["draft"].rows_where("state = 'submitting'", select="id")}
                keep |= {row["dossier_id"] for row in tables["outbox"].rows_where(select="dossier_id")}
            self._unlink(file for file in files if file.name.split(".")[0] not in keep)
            return self._purge()
        except OSError as error:
            raise StoreError("store.write", cause=f"outbox: {error.strerror}") from None

    def unfinished(self) -> dict[str, float]:
        """Submissions that were begun and are not in the outbox: number → since so many powered seconds."""
        with self._db.write() as tables:
            age = self._age().seconds
            rows = tables["draft"].rows_where("state = 'submitting'", order_by="touched", select="temporary_number, lived")
            return {row["temporary_number"]: max(age - row["lived"], 0.0) for row in rows}

    def strays(self) -> list[str]:
        """Ids of labelled packages that have no row: their label is damaged, or another dossier has their number. Raises StoreError."""
        try:
            labelled = self._labels.ids()
        except OSError as error:
            raise StoreError("store.read", cause=f"outbox: {error.strerror}") from None
        with self._db.read() as tables:
            # A submission that is being finished has its label before its row.
            known = {row["id"] for row in tables["draft"].rows_where("state = 'submitting'", select="id")}
            return sorted(labelled - known - {row["dossier_id"] for row in tables["outbox"].rows_where(select="dossier_id")})

    def _purge(self) -> int:
        with self._db.write() as tables:
            # Two more: the first day may have begun a minute before midnight, and a clock that is put right counts as a day.
            last = self._age().day - self._keep_days - 2
            where = "state = 'processed' AND processed_day <= ?"
            old = [row["dossier_id"] for row in tables["outbox"].rows_where(where, [last], select="dossier_id", limit=_PURGED_AT_ONCE)]
            # The files before the row: a label without a row would be queued again.
            self._unlink(file for each in old for file in (self._labels.file(each), self.package(each)))
            for each in old:
                tables.conn.execute("UPDATE outbox SET changed_at = ? WHERE dossier_id = ?", (self._stamp(), each))
                tables.conn.execute("DELETE FROM outbox WHERE dossier_id = ?", (each,))
        return len(old)

    def _unlink(self, files: Iterable[Path]) -> None:
        gone = list(files)
        for file in gone:
            file.unlink(missing_ok=True)
        if gone:
            sync_folder(self._folder)

    def _from_the_start(self, dossier_id: str, state: OutboxState) -> bool:
        with self._db.write() as tables:
            done = tables.conn.execute(
                "UPDATE outbox SET state = 'queued', round = round + 1, upload_url = NULL, problem = '', official_code = NULL,"
                " processed_day = NULL, changed_at = ? WHERE dossier_id = ? AND state = ?",
                (self._stamp(), dossier_id, state),
            )
            return bool(done.rowcount)

    def _sent(self, dossier_id: str, **values: Any) -> None:
        with self._db.write():
            item = self.get(dossier_id)
            if item is not None and item.state in WAITING and not self._is_open(dossier_id):
                self.begin(dossier_id)
            self._update(dossier_id, **values)

    def _update(self, dossier_id: str, **values: Any) -> None:
        with self._db.write() as tables:
            columns = ", ".join(f"{name} = ?" for name in (*values, "changed_at"))
            done = tables.conn.execute(f"UPDATE outbox SET {columns} WHERE dossier_id = ?", (*values.values(), self._stamp(), dossier_id))  # noqa: S608 our own names
            if done.rowcount != 1:
                raise StoreError("store.write", cause=f"no dossier {dossier_id} in the outbox")

    def _is_open(self, dossier_id: str) -> bool:
        with self._db.read() as tables:
            found = tables.conn.execute("SELECT 1 FROM attempt WHERE dossier_id = ? AND outcome IS NULL", (dossier_id,))
            return found.fetchone() is not None

    def _end(self, dossier_id: str, outcome: str, problem: str = "", wait: float | None = None) -> None:
        with self._db.write() as tables:
            tables.conn.execute(
                "UPDATE attempt SET ended_at = ?, outcome = ?, problem = ?, wait = ?, lived = ? WHERE dossier_id = ? AND outcome IS NULL",
                (self._stamp(), outcome, problem, wait, self._age().seconds, dossier_id),
            )

    def _age(self) -> lived.Age:
        with self._db.write() as tables:
            return lived.tick(tables.conn, self._db.uptime(), self._now().date())

    def _stamp(self) -> int:
        return milliseconds(self._now())


def insert(database: Database, label: Label, *, origin: Literal["visit", "label"], now: datetime) -> None:
    """The row. `origin`: whether a draft of a visit stands behind it, or its label alone."""
    with database.write() as tables:
        tables.conn.execute(
            "INSERT INTO outbox (dossier_id, temporary_number, procedure_code, sha256, size, submitted_at, origin, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                label.dossier_id,
                label.temporary_number,
                label.procedure_code,
                label.sha256,
                label.size,
                label.submitted_at.isoformat(),
                origin,
                milliseconds(now),
            ),
        )


def _item(row: dict[str, Any]) -> OutboxItem:
    values = {name: row[name] for name in OutboxItem.__dataclass_fields__}
    return OutboxItem(**{**values, "submitted_at": datetime.fromisoformat(values["submitted_at"])})


def _attempt(row: dict[str, Any], age: float) -> Attempt:
    ended = row["ended_at"]
    return Attempt(
        number=row["number"],
        begun_at=from_milliseconds(row["begun_at"]),
        ended_at=None if ended is None else from_milliseconds(ended),
        outcome=row["outcome"],
        problem=row["problem"],
        next_in=None if row["wait"] is None else max(row["wait"] - (age - row["lived"]), 0.0),
    )
