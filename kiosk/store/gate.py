"""Who has the database open, and who may replace it. Two programs of two users share it, and replacing a file under an open SQLite
connection damages what takes its place (it deletes the log by name).

Whoever has it open holds a shared lock on kiosk.lock; whoever sets it aside, an exclusive one. Whoever finds it damaged leaves a word
(kiosk.db.condemned), on which every program that has it open closes it; the word stays until the new database is whole, so that a crash
in between goes on where it was.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from contextlib import suppress
from pathlib import Path

from kiosk import disk
from kiosk.errors import StoreError

FILE = "kiosk.db"
_PATIENCE = 2.0
"""How long to wait for the other program to close it; the caller looks again later [s]."""
_LOG, _MEMORY = "-wal", "-shm"


class Gate:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._word = folder / f"{FILE}.condemned"
        self._lock: int | None = None

    @property
    def condemned(self) -> bool:
        return self._word.exists()

    def condemn(self) -> None:
        """Nobody is to use this database any more. Raises OSError."""
        if not self.condemned:
            disk.replace(self._word, str(self._next()).encode(), mode=0o660)

    def enter(self) -> tuple[bool, bool]:
        """Before the database is opened. Returns whether nobody else has it open, and whether they left it in good order.

        Raises OSError; StoreError while somebody replaces it.
        """
        alone = self._take(fcntl.LOCK_EX, 0)
        log = self._folder / (FILE + _LOG)
        # The last one to close it empties the log into the database and deletes it.
        orderly = not (alone and log.exists() and log.stat().st_size > 0)
        if not self._take(fcntl.LOCK_SH, _PATIENCE):
            raise StoreError("store.damaged", cause="kiosk.db is being rebuilt")
        return alone, orderly

    def leave(self) -> None:
        """After the database was closed."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def set_aside(self) -> int:
        """Move a condemned database out of the way, as kiosk.db.damaged-<n>; returns n. May be repeated after a crash.

        Nobody else has it open until `renewed`. Raises OSError; StoreError while others have it open.
        """
        if not self._take(fcntl.LOCK_EX, _PATIENCE):
            raise StoreError("store.damaged", cause="the other program has kiosk.db open; it is rebuilt when that lets go")
        text = self._word.read_text("ascii")
        number = int(text) if text.isdecimal() else self._next()
        aside = f"{FILE}.damaged-{number}"
        # The database last: once it has moved, whatever stands in its place is new.
        if not (self._folder / aside).exists():
            for suffix in (_MEMORY, _LOG, ""):
                old = self._folder / (FILE + suffix)
                if old.exists():
                    old.rename(self._folder / (aside + suffix))
                elif not suffix:
                    disk.write_synced(self._folder / aside, b"", mode=0o660)
            disk.sync_folder(self._folder)
        return number

    def renewed(self) -> None:
        """The new database is whole: let the others in. Raises OSError."""
        self._word.unlink()
        disk.sync_folder(self._folder)
        self._take(fcntl.LOCK_SH, _PATIENCE)

    def _next(self) -> int:
        return 1 + max(set_aside(self._folder), default=0)

    def _take(self, kind: int, patience: float) -> bool:
        if self._lock is None:
            # To read only: a technician's run as root may have made it, with another mode.
            self._lock = os.open(self._folder / "kiosk.lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o660)
            with suppress(PermissionError):
                os.fchmod(self._lock, 0o660)
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(self._lock, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    return False
                time.sleep(0.02)
            else:
                return True


def set_aside(folder: Path) -> list[int]:
    """Numbers of the databases that were set aside."""
    names = (re.fullmatch(re.escape(FILE) + r"\.damaged-(\d+)", file.name) for file in folder.iterdir())
    return sorted(int(name[1]) for name in names if name)
