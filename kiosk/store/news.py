"""What the portal told this kiosk, and what is wrong between the two. Words, ids and component names only: nothing of a person.

Written by the sync service; read by the visit, by staff and by `kiosk doctor`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from kiosk.clock import from_milliseconds, milliseconds
from kiosk.exchange import (
    DossierStatus,
    EventPage,
    RecipientList,
    Signed,
    StaffMessage,
    StatusEvent,
    SupplementRequest,
    SupplementRow,
    believe,
)
from kiosk.store.database import Database
from kiosk.store.enrolment import StoredEnrolment

LOCKED_OUT = "portal.revoked"
"""The trouble that takes the kiosk out of service: what residents hand in could not be delivered by anybody."""


@dataclass(frozen=True)
class Supplement:
    """Papers that an officer asks for."""

    dossier_id: str
    temporary_number: str
    """Of the slip; empty: an older portal, which does not tell."""
    rows: tuple[SupplementRow, ...]
    at: datetime
    """By the portal's clock."""


@dataclass(frozen=True)
class Message:
    """From the portal's people to the staff here."""

    sequence: int
    at: datetime
    text: str
    seen: bool


@dataclass(frozen=True)
class Trouble:
    """Something is wrong now. `code` is a key of the texts, `error.<code>`."""

    code: str
    cause: str
    since: datetime


class News:
    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._db = database
        self._now = now

    def cursor(self) -> tuple[int, int | None]:
        """Up to which event of the portal this kiosk has heard, and that event's moment [ms since 1970]; see EventPage.next."""
        number, moment = self._db.mark("events"), self._db.mark("events_at")
        return int(number or 0), int(moment) if moment else None

    def hear(self, page: EventPage) -> None:
        """Keep requests, messages and the cursor of a page, all or nothing. Hearing a page twice changes nothing."""
        told: list[StatusEvent | SupplementRequest | StaffMessage] = [*page.events, *page.supplements, *page.messages]
        moments = {each.sequence: each.at for each in told}
        with self._db.write():
            for request in page.supplements:
                self._ask(request)
            for event in page.events:
                if event.status != DossierStatus.SUPPLEMENT_ASKED:
                    self._run("DELETE FROM supplement WHERE dossier_id = ? AND sequence < ?", event.dossier_id, event.sequence)
            for message in page.messages:
                self._keep(message)
            self._db.set_mark("events", str(page.next))
            self._db.set_mark("events_at", str(milliseconds(moments[page.next])) if page.next in moments else "")

    def supplement(self, which: str) -> Supplement | None:
        """What is asked for of a dossier now. `which`: its id, or the number of its slip. Known also when the dossier was purged here."""
        return next((each for each in self.supplements() if which in (each.dossier_id, each.temporary_number)), None)

    def supplements(self) -> list[Supplement]:
        """The latest request first."""
        found: dict[str, list[dict[str, Any]]] = {}
        with self._db.read() as tables:
            for row in tables["supplement"].rows_where(order_by="at desc, dossier_id, position"):
                found.setdefault(row["dossier_id"], []).append(row)
        return [
            Supplement(
                dossier_id,
                rows[0]["temporary_number"],
                tuple(SupplementRow(component_id=row["component_id"], reason=row["reason"]) for row in rows),
                from_milliseconds(rows[0]["at"]),
            )
            for dossier_id, rows in found.items()
        ]

    def messages(self) -> list[Message]:
        """The latest hundred, newest first."""
        with self._db.read() as tables:
            found = list(tables["message"].rows_where(order_by="sequence desc", limit=100))
        return [Message(row["sequence"], from_milliseconds(row["at"]), row["text"], bool(row["seen"])) for row in found]

    def seen(self, sequence: int) -> None:
        """Staff have read messages up to this one."""
        with self._db.write():
            self._run("UPDATE message SET seen = 1 WHERE sequence <= ? AND seen = 0", sequence)

    def troubles(self) -> list[Trouble]:
        """What is wrong now, in the order of the codes."""
        with self._db.read() as tables:
            return [
                Trouble(row["code"], row["cause"], from_milliseconds(row["since"])) for row in tables["trouble"].rows_where(order_by="code")
            ]

    def trouble(self, code: str, cause: str = "") -> bool:
        """Something is wrong from now on, until `over`; False when that was known, and nothing is written."""
        with self._db.read() as tables:
            if next(iter(tables["trouble"].rows_where("code = ? AND cause = ?", [code, cause])), None) is not None:
                return False
        with self._db.write():
            self._run(
                "INSERT INTO trouble (code, cause, since) VALUES (?, ?, ?) ON CONFLICT (code) DO UPDATE SET cause = excluded.cause",
                code,
                cause,
                milliseconds(self._now()),
            )
        return True

    def over(self, *codes: str) -> None:
        """These are no trouble any more. Writes only when one was."""
        known = {each.code for each in self.troubles()}
        for code in known.intersection(codes):
            with self._db.write():
                self._run("DELETE FROM trouble WHERE code = ?", code)

    def locked_out(self) -> bool:
        """The portal has revoked this kiosk: out of service until it is enrolled anew."""
        return any(each.code == LOCKED_OUT for each in self.troubles())

    def recipients(self, enrolment: StoredEnrolment) -> tuple[str, ...]:
        """The age keys to seal to: the portal's latest list, else the one key of the enrolment. Raises StoreError.

        The signature is looked at here again, by the visit: the sync service, which speaks to the network, may write this database but not
        the enrolment.
        """
        told = self._recipient_list(enrolment)
        return told.recipients if told is not None else (enrolment.recipient,)

    def recipients_since(self, enrolment: StoredEnrolment) -> datetime | None:
        """Since when the list in use holds, by the portal's clock; None: there is no list."""
        told = self._recipient_list(enrolment)
        return told.issued_at if told is not None else None

    def keep_recipients(self, told: Signed, version: str) -> None:
        """A list whose signature and age were found right. `version`: what the portal calls it."""
        with self._db.write():
            self._db.set_mark("recipients", told.model_dump_json())
            self._db.set_mark("recipients_version", version)

    def recipients_version(self) -> str:
        return self._db.mark("recipients_version") or ""

    def catalogue_since(self) -> datetime | None:
        """Since when the catalogue that was last put in place holds, by the portal's clock."""
        text = self._db.mark("catalogue_since")
        return datetime.fromisoformat(text) if text else None

    def keep_catalogue_since(self, issued_at: datetime) -> None:
        with self._db.write():
            self._db.set_mark("catalogue_since", issued_at.isoformat())

    def let_in(self, *, again: bool) -> None:
        """A new enrolment: the portal's numbers and dates start anew. `again`: the same portal, which may have lost more than that."""
        with self._db.write():
            self._run("DELETE FROM mark WHERE name IN ('events', 'events_at', 'recipients', 'recipients_version', 'catalogue_since')")
            self._run("DELETE FROM trouble")
            self._db.set_mark("recheck", "yes" if again else "")

    def wants_recheck(self) -> bool:
        """Whether to look if the portal still has what it had filed."""
        return bool(self._db.mark("recheck"))

    def rechecked(self) -> None:
        if self.wants_recheck():
            with self._db.write():
                self._db.set_mark("recheck", "")

    def _recipient_list(self, enrolment: StoredEnrolment) -> RecipientList | None:
        text = self._db.mark("recipients")
        if not text or not enrolment.signing_key:
            return None
        try:
            return believe(Signed.model_validate_json(text), RecipientList, enrolment.signing_key)
        except ValidationError:
            return None

    def _ask(self, request: SupplementRequest) -> None:
        self._run("DELETE FROM supplement WHERE dossier_id = ?", request.dossier_id)
        for position, row in enumerate({row.component_id: row for row in request.rows}.values()):
            self._run(
                "INSERT INTO supplement (dossier_id, temporary_number, position, component_id, reason, sequence, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                request.dossier_id,
                request.temporary_number,
                position,
                row.component_id,
                str(row.reason),
                request.sequence,
                milliseconds(request.at),
            )

    def _keep(self, message: StaffMessage) -> None:
        self._run(
            "INSERT INTO message (sequence, at, text) VALUES (?, ?, ?) ON CONFLICT (sequence)"
            " DO UPDATE SET at = excluded.at, text = excluded.text, seen = 0 WHERE at <> excluded.at",
            message.sequence,
            milliseconds(message.at),
            message.text,
        )

    def _run(self, statement: str, *values: str | int) -> None:
        with self._db.write() as tables:
            tables.conn.execute(statement, values)
