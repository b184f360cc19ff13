"""`kiosk doctor` about the store: a database that was rebuilt, a chain that was touched, what is never packaged or has no name."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from kiosk.store import Store, open_store
from tests.cli.conftest import Kiosk
from tests.store.visit import draft


def opened(tmp_path: Path) -> Store:
    return open_store(tmp_path / "state", now=lambda: datetime.now(UTC), uptime=lambda: 100.0)


def test_what_the_store_has_to_tell(enrolled: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    state = tmp_path / "state"

    def told() -> dict[str, tuple[str, str]]:
        return {row["name"]: (row["state"], row["says"]) for row in kiosk("doctor", "--json").document["rows"]}

    store = opened(tmp_path)
    store.drafts.save(draft())
    number = store.drafts.begin_submission(draft().id, "K01")
    # The doctor's uptime is the machine's own.
    with store.database.write() as tables:
        tables.conn.execute("UPDATE lived SET uptime = 1e12")
        tables.conn.execute("UPDATE draft SET lived = 1e12")
    store.close()
    found = told()
    assert found["database"] == ("ok", "whole")
    assert found["audit"][0] == "ok"
    assert found["outbox"] == ("ok", "0 waiting, 0 refused by the portal, 0 in all"), "it is being packaged"

    (state / "kiosk.db").write_bytes(b"this is no database, however long it may be" * 50)
    opened(tmp_path).close()
    found = told()
    assert found["database"][0] == "warn"
    assert "kiosk.db.damaged-1" in found["database"][1]

    with sqlite3.connect(state / "kiosk.db") as connection:
        connection.execute("DROP TRIGGER audit_unchanged")
        connection.execute("UPDATE audit SET what = 'nothing' WHERE sequence = 1")
        connection.execute("UPDATE draft SET lived = -1800")  # half an hour of power ago
    connection.close()
    found = told()
    assert found["audit"] == ("fail", "the chain is broken: row 1 was changed")
    assert found["outbox"][0] == "fail"
    assert number in found["outbox"][1]

    store = opened(tmp_path)
    kept = store.drafts.get(draft().id)
    assert kept is not None
    store.drafts.finish_submission(kept.draft, b"sealed", hashlib.sha256(b"sealed").hexdigest(), datetime.now(UTC))
    store.close()
    (state / "outbox" / f"{'9' * 32}.json").write_bytes(b"{half")
    outbox, says = told()["outbox"]
    assert outbox == "fail"
    assert "9" * 32 in says
