"""What is kept: one SQLite database through sqlite-utils, sealed files beside it, audit. SQL lives here only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.store.database import Database
from kiosk.store.drafts import Drafts, KeptDraft
from kiosk.store.enrolment import Enrolments, StoredEnrolment
from kiosk.store.outbox import WAITING, Outbox, OutboxItem
from kiosk.store.vault import Vault

__all__ = [
    "WAITING",
    "Database",
    "Drafts",
    "Enrolments",
    "KeptDraft",
    "Outbox",
    "OutboxItem",
    "Store",
    "StoredEnrolment",
    "Vault",
    "open_store",
]


@dataclass(frozen=True)
class Store:
    """All that the visit's process keeps."""

    database: Database
    drafts: Drafts
    outbox: Outbox
    enrolments: Enrolments

    def close(self) -> None:
        self.database.close()


def open_store(folder: Path, *, now: Callable[[], datetime]) -> Store:
    """Open the kiosk's state folder with its key. Raises StoreError."""
    database = Database(folder)
    outbox = Outbox(database, now=now)
    return Store(database, Drafts(database, Vault(folder / "keys" / "kiosk.key"), outbox, now=now), outbox, Enrolments(folder))
