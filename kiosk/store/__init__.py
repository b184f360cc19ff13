"""What is kept: one SQLite database through sqlite-utils, sealed files beside it, audit. SQL lives here only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.disk import make_folder
from kiosk.store.audit import Audit, AuditHead, AuditRow
from kiosk.store.database import Database
from kiosk.store.drafts import Drafts, KeptDraft
from kiosk.store.enrolment import Enrolments, StoredEnrolment
from kiosk.store.gate import set_aside
from kiosk.store.health import Health, OutboxSums, ScreenHealth, Uptime
from kiosk.store.lived import uptime as powered_on
from kiosk.store.lookups import Asked, Claims, Lookups, Told
from kiosk.store.news import Message, News, Supplement, Trouble
from kiosk.store.outbox import KEEP_DAYS, WAITING, Attempt, Outbox, OutboxItem
from kiosk.store.ratings import RatingCount, Ratings
from kiosk.store.restore import Restorer
from kiosk.store.staff import Checked, Staff, StaffMember
from kiosk.store.tickets import Queue, Ticket, Tickets
from kiosk.store.vault import Vault, credential, key_file

__all__ = [
    "WAITING",
    "Asked",
    "Attempt",
    "Audit",
    "AuditHead",
    "AuditRow",
    "Checked",
    "Claims",
    "Database",
    "Drafts",
    "Enrolments",
    "Health",
    "KeptDraft",
    "Lookups",
    "Message",
    "News",
    "Outbox",
    "OutboxItem",
    "OutboxSums",
    "Queue",
    "RatingCount",
    "Ratings",
    "ScreenHealth",
    "Staff",
    "StaffMember",
    "Store",
    "StoredEnrolment",
    "Supplement",
    "SyncStore",
    "Ticket",
    "Tickets",
    "Told",
    "Trouble",
    "Uptime",
    "Vault",
    "open_store",
    "open_sync_store",
    "set_aside",
]


@dataclass(frozen=True)
class Store:
    """All that the visit's process keeps."""

    database: Database
    drafts: Drafts
    outbox: Outbox
    enrolments: Enrolments
    audit: Audit
    news: News
    health: Health
    staff: Staff
    lookups: Lookups
    claims: Claims
    tickets: Tickets
    ratings: Ratings

    def audit_head(self) -> AuditHead:
        """For the portal, so that rows cut off here are missed there. The sync service: `Audit(database).head()`."""
        return self.audit.head()

    def close(self) -> None:
        self.database.close()


def open_store(folder: Path, *, now: Callable[[], datetime], uptime: Callable[[], float] = powered_on, keep_days: int = KEEP_DAYS) -> Store:
    """Open the kiosk's state folder with its key; a damaged database is set aside and rebuilt. Raises StoreError.

    `uptime`: seconds since the machine was started; `keep_days`: how long processed dossiers stay.
    """
    make_folder(folder)
    vault = Vault(key_file(folder), given=credential())
    database = Database(folder, uptime=uptime, restore=Restorer(folder, now=now))
    outbox = Outbox(database, now=now, keep_days=keep_days)
    claims = Claims(database, vault)
    return Store(
        database,
        Drafts(database, vault, outbox, claims, now=now),
        outbox,
        Enrolments(folder),
        Audit(database),
        News(database, now=now),
        Health(database, now=now),
        Staff(database, now=now),
        Lookups(database),
        claims,
        Tickets(database, now=now),
        Ratings(database, now=now),
    )


@dataclass(frozen=True)
class SyncStore:
    """What the sync service uses: all but the kiosk's key, and what only that opens."""

    database: Database
    outbox: Outbox
    enrolments: Enrolments
    audit: Audit
    news: News
    health: Health
    lookups: Lookups

    def close(self) -> None:
        self.database.close()


def open_sync_store(folder: Path, *, now: Callable[[], datetime]) -> SyncStore:
    """Open the kiosk's state folder without its key; a damaged database is left to the visit's process. Raises StoreError."""
    database = Database(folder)
    return SyncStore(
        database,
        Outbox(database, now=now),
        Enrolments(folder),
        Audit(database),
        News(database, now=now),
        Health(database, now=now),
        Lookups(database),
    )
