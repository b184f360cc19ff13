"""What the database lacks of what stands beside it, put back. Done at each start of the visit's process, and for a new database that takes
the place of a damaged one. Repeating it changes nothing.

The sealed packages with their labels are queued again: the portal answers "already have it" for those that it has. Submissions that were
begun go on. What had its key in the database only, the drafts of visits that were not submitted, is lost, and staff are told.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import structlog

from kiosk.clock import milliseconds
from kiosk.disk import make_folder
from kiosk.errors import StoreError
from kiosk.exchange import TEMPORARY_NUMBER
from kiosk.store import gate, outbox
from kiosk.store.database import NUMBERS_FROM, Database
from kiosk.store.gate import FILE
from kiosk.store.news import News
from kiosk.store.sidecars import Intent, Intents, Label, Labels

NUMBERS_ASIDE = 1000
"""After each rebuild the numbers of every day begin so much higher: those of purged dossiers are known to nobody any more."""
_LAST_NUMBER = 9999
REBUILT = "database.rebuilt"
"""The trouble that staff and portal are told of."""

_Kind = TypeVar("_Kind", Label, Intent)

log = structlog.get_logger()


class Restorer:
    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        make_folder(folder / "outbox")
        self._labels = Labels(folder / "outbox")
        self._intents = Intents(folder / "intents")
        self._now = now

    def __call__(self, database: Database, set_aside: int | None) -> None:
        """`set_aside`: the number of the damaged database whose place this one takes, if it does. Raises StoreError."""
        try:
            self._restore(database, set_aside)
        except OSError as error:
            raise StoreError("store.open", cause=f"what stands beside the database: {error.strerror}") from None

    def _restore(self, database: Database, set_aside: int | None) -> None:
        labels = self._labels
        with database.write() as tables:
            rows = {row["dossier_id"] for row in tables["outbox"].rows_where(select="dossier_id")}
            there = labels.ids()
            begun = self._begun()
            # In the order of their numbers, which is the order of submission within a day.
            lacking = sorted(
                (label for each in there - rows if (label := labels.get(each)) is not None), key=lambda each: each.temporary_number
            )
            first = self._begin_anew(database, set_aside, [*begun, *lacking]) if set_aside is not None else 0
            finished = {each.dossier_id for each in lacking if _put_back(self._queue, database, each)}
            going_on = [each for each in begun if each.dossier_id not in finished | rows and _put_back(self._go_on, database, each)]
            _count_on(database, [*begun, *lacking], at_least=first)
        # Rows of a version that wrote no labels.
        for dossier_id in sorted(rows - there):
            with database.read() as tables:
                row = next(iter(tables["outbox"].rows_where("dossier_id = ?", [dossier_id])), None)
            if row is not None:
                labels.put(Label.model_validate({name: row[name] for name in Label.model_fields}))
        for intent in begun:
            if intent.dossier_id in finished | rows:
                self._intents.drop(intent.dossier_id)
        news = News(database, now=self._now)
        if set_aside is not None:
            # For staff, and in the next heartbeat for the portal, until the file was carried off.
            news.trouble(REBUILT, f"{FILE}.damaged-{set_aside}")
            log.error("database set aside and rebuilt", file=f"{FILE}.damaged-{set_aside}", queued=len(finished), begun=len(going_on))
        elif not gate.set_aside(database.folder):
            news.over(REBUILT)
        if set_aside is None and (finished or going_on):
            log.error("submissions that the database had lost", queued=len(finished), begun=len(going_on))

    def _begun(self) -> list[Intent]:
        self._intents.sweep()
        begun = []
        for each in sorted(self._intents.ids()):
            intent = self._intents.get(each)
            if intent is None:
                log.error("intent unreadable", dossier=each)
                self._intents.drop(each)
            else:
                begun.append(intent)
        return begun

    def _begin_anew(self, database: Database, number: int, evidence: Iterable[Label | Intent]) -> int:
        """Returns after which number each day goes on."""
        # The files that were set aside may have been carried off; the numbers that were given since still tell.
        generation = max([number, *(serial // NUMBERS_ASIDE + 1 for _, serial in _numbers(evidence) if serial > NUMBERS_ASIDE)])
        first = generation * NUMBERS_ASIDE % (_LAST_NUMBER + 1)
        with database.write():
            database.set_mark(NUMBERS_FROM, str(first))
            self._note(database, "rebuilt", f"{FILE}.damaged-{number}")
        return first

    def _queue(self, database: Database, label: Label) -> bool:
        """A package whose row is lost. False when it may be half a submission, which goes on instead."""
        with database.write() as tables:
            draft = next(iter(tables["draft"].rows_where("id = ?", [label.dossier_id], select="state, temporary_number")), None)
            intent = self._intents.get(label.dossier_id)
            if (draft is not None or intent is not None) and not self._is_whole(label):
                return False
            if draft is not None and draft["state"] == "open":
                self._set_begun(database, label.dossier_id, label.temporary_number)
            outbox.insert(database, label, origin="label", now=self._now())
            tables.conn.execute("UPDATE draft SET state = 'submitted' WHERE id = ?", (label.dossier_id,))
        return True

    def _go_on(self, database: Database, intent: Intent) -> bool:
        """A submission that was begun and is not in the outbox: its draft as it was. False when there is nothing to be put back."""
        with database.write() as tables:
            draft = next(iter(tables["draft"].rows_where("id = ?", [intent.dossier_id], select="state")), None)
            if draft is not None and draft["state"] != "open":
                return False
            if draft is not None:
                tables.conn.execute(
                    "UPDATE draft SET owner = ?, key = ?, body = ? WHERE id = ?", (intent.owner, intent.key, intent.body, intent.dossier_id)
                )
                self._set_begun(database, intent.dossier_id, intent.temporary_number)
            else:
                tables.conn.execute(
                    "INSERT INTO draft (id, state, owner, key, body, temporary_number, created_at, touched_at)"
                    " VALUES (?, 'submitting', ?, ?, ?, ?, ?, ?)",
                    (
                        intent.dossier_id,
                        intent.owner,
                        intent.key,
                        intent.body,
                        intent.temporary_number,
                        intent.created_at,
                        self._now().astimezone(UTC).isoformat(timespec="milliseconds"),
                    ),
                )
                self._note(database, "submitting", intent.dossier_id)
            tables.conn.executemany(
                "INSERT INTO page (id, draft_id, kept_at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
                [(page, intent.dossier_id, intent.created_at) for page in intent.pages],
            )
        return True

    def _set_begun(self, database: Database, dossier_id: str, number: str) -> None:
        with database.write() as tables:
            tables.conn.execute("UPDATE draft SET state = 'submitting', temporary_number = ? WHERE id = ?", (number, dossier_id))

    def _is_whole(self, label: Label) -> bool:
        try:
            with (self._labels.folder / f"{label.dossier_id}.age").open("rb") as package:
                return hashlib.file_digest(package, "sha256").hexdigest() == label.sha256
        except FileNotFoundError:
            return False

    def _note(self, database: Database, what: str, subject: str) -> None:
        with database.write() as tables:
            tables.conn.execute("INSERT INTO note VALUES (?, ?, ?)", (milliseconds(self._now()), what, subject))


def _put_back(step: Callable[[Database, _Kind], bool], database: Database, sidecar: _Kind) -> bool:
    """What the schema refuses (another dossier has its number) stays on the disk for staff, and holds no other up."""
    try:
        return step(database, sidecar)
    except sqlite3.IntegrityError as error:
        log.error("submission not put back", dossier=sidecar.dossier_id, number=sidecar.temporary_number, cause=str(error))
        return False


def _count_on(database: Database, evidence: Iterable[Label | Intent], *, at_least: int) -> None:
    """No number is given twice: each day goes on after the highest that was given."""
    highest: dict[str, int] = {}
    for day, serial in _numbers(evidence):
        highest[day] = max(serial, highest.get(day, at_least))
    with database.write() as tables:
        for day, serial in highest.items():
            tables.conn.execute(
                "INSERT INTO serial (day, last) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM serial WHERE day = ?1)", (day, serial)
            )
            tables.conn.execute("UPDATE serial SET last = ?2 WHERE day = ?1 AND last < ?2", (day, serial))


def _numbers(evidence: Iterable[Label | Intent]) -> Iterable[tuple[str, int]]:
    """Day (ISO) and serial of each temporary number."""
    for each in evidence:
        if re.fullmatch(TEMPORARY_NUMBER, each.temporary_number):
            day, serial = each.temporary_number.split("-")[-2:]
            try:
                yield date(2000 + int(day[:2]), int(day[2:4]), int(day[4:])).isoformat(), int(serial)
            except ValueError:
                continue
