"""The screens and the sync service run as two users with one group, and write the same database and the same folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MAKE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kiosk.store import open_sync_store
store = open_sync_store(Path(sys.argv[1]), now=lambda: datetime.now(UTC))
store.news.trouble("portal.busy")
sys.stdin.read()
"""


def test_what_one_user_makes_the_group_may_write(tmp_path: Path) -> None:
    state = tmp_path / "kiosk"
    # The package's umask; with the database open, so that its log and its shared memory are there.
    process = subprocess.Popen(
        [sys.executable, "-c", MAKE, str(state)], stdin=subprocess.PIPE, umask=0o007, env={**os.environ, "PYTHONPATH": "."}
    )
    try:
        while not (state / "kiosk.db-shm").exists() and process.poll() is None:
            os.sched_yield()
        modes = {name: (state / name).stat().st_mode & 0o777 for name in ("kiosk.db", "kiosk.db-wal", "kiosk.db-shm", "kiosk.lock")}
    finally:
        process.communicate(b"")
    assert process.returncode == 0
    assert modes == dict.fromkeys(modes, 0o660)
    assert (state / "outbox").stat().st_mode & 0o777 == 0o770
