"""A kiosk that was set up by any earlier version: everything is still there, and today's rules hold for it."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.store import open_store, vault
from kiosk.store.database import FILE, Database, _statements
from kiosk.store.migrations import MIGRATIONS
from tests.store.visit import OTHER, PERSON, Clock, an_id, draft

STATES = ("queued", "announced", "held", "processed", "refused")
AT = "2026-11-22T03:00:00.123+00:00"
RELEASED = ("a76a2d6eadf8217a",)
"""Fingerprints of the scripts that are on kiosks; whoever releases a version adds its scripts."""


def number(serial: int) -> str:
    return f"KIOSK-K01-261122-{serial:04d}"


def first_version(folder: Path) -> None:
    """A state folder as the first version left it: a draft in each state with a page, a dossier in each state."""
    keys = vault.Vault(folder / "keys" / "kiosk.key")
    (folder / "pages").mkdir(mode=0o700)
    (folder / "outbox").mkdir()
    connection = sqlite3.connect(folder / FILE)
    connection.execute("PRAGMA journal_mode = WAL")
    for statement in _statements(MIGRATIONS[0]):
        connection.execute(statement)
    connection.execute("PRAGMA user_version = 1")
    for each, (state, person) in enumerate((("open", PERSON), ("submitting", OTHER), ("submitted", PERSON)), start=10):
        key = vault.new_key()
        body = vault.seal(key, draft(each, person).model_dump_json().encode(), f"draft:{an_id(each)}")
        given = None if state == "open" else number(each)
        row = (
            an_id(each),
            state,
            keys.owner(person.number),
            keys.wrap(key, an_id(each)),
            body,
            given,
            AT,
            AT.replace("03:00", f"03:{each}"),
        )
        connection.execute("INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute("INSERT INTO page VALUES (?, ?, ?)", (an_id(100 + each), an_id(each), AT))
        page = vault.seal(key, b"page", f"page:{an_id(100 + each)}")
        (folder / "pages" / f"{an_id(100 + each)}.sealed").write_bytes(page)
    for each, state in enumerate(STATES, start=1):
        sealed = b"sealed %d" % each
        connection.execute(
            "INSERT INTO outbox VALUES (?, ?, '1.001193', ?, ?, ?, 'queued', NULL, 3, 'sentence', NULL, 7, ?)",
            (an_id(each), number(each), hashlib.sha256(sealed).hexdigest(), len(sealed), "2026-11-22T10:00:00+07:00", AT),
        )
        code = "X" if state == "processed" else None
        url = None if state == "queued" else "https://portal/1"
        connection.execute(
            "UPDATE outbox SET state = ?, official_code = ?, upload_url = ? WHERE dossier_id = ?", (state, code, url, an_id(each))
        )
        if state != "processed":
            (folder / "outbox" / f"{an_id(each)}.age").write_bytes(sealed)
        connection.execute("INSERT INTO audit (at, what, subject) VALUES (?, 'submitting', ?)", (AT, number(each)))
        connection.execute("INSERT INTO audit (at, what, subject) VALUES (?, ?, ?)", (AT, state, an_id(each)))
    connection.execute("INSERT INTO serial VALUES ('2026-11-22', 12)")
    connection.execute("INSERT INTO mark VALUES ('events', '41')")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_everything_is_still_there(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    first_version(folder)
    with monkeypatch.context() as patch:
        patch.setattr("kiosk.store.database.MIGRATIONS", MIGRATIONS[:version])
        Database(folder).close()

    store = open_store(folder, now=clock, uptime=clock.uptime)
    items = store.outbox.all()
    assert [item.temporary_number for item in items] == [number(each) for each in range(1, 6)], "in the order of submission"
    for each, (item, state) in enumerate(zip(items, STATES, strict=True), start=1):
        assert (item.dossier_id, item.state, item.attempts, item.problem, item.portal_status) == (an_id(each), state, 3, "sentence", 7)
        assert item.sha256 == hashlib.sha256(b"sealed %d" % each).hexdigest()
        assert item.submitted_at.isoformat() == "2026-11-22T10:00:00+07:00"
        assert item.upload_url == (None if state == "queued" else "https://portal/1")
        assert item.official_code == ("X" if state == "processed" else None)
        trail = store.audit.of(item.dossier_id, item.temporary_number)
        assert [(row.what, row.at.isoformat(timespec="milliseconds")) for row in trail] == [("submitting", AT), (state, AT)]
    assert store.audit_head().count == 10
    assert store.audit.check(whole=True) is None
    assert store.news.cursor() == (0, None), "the third script has the portal's news told from the beginning"
    for each, (state, person) in enumerate((("open", PERSON), ("submitting", OTHER), ("submitted", PERSON)), start=10):
        kept = store.drafts.get(an_id(each))
        assert kept is not None
        assert (kept.state, kept.draft.person) == (state, person)
        assert store.drafts.page(an_id(each), an_id(100 + each)) == b"page"
    found = store.drafts.of(PERSON.number)
    assert found is not None
    assert found.draft.id == an_id(12), "the one that was touched last"

    # Today's rules: every dossier has its label, the next number is new, nobody goes back, and the unfinished one is finished.
    assert {file.stem for file in (folder / "outbox").glob("*.json")} == {item.dossier_id for item in items}
    store.drafts.save(draft(13))
    assert store.drafts.begin_submission(an_id(13), "K01") == number(13)
    assert store.drafts.unfinished_submissions() == [an_id(11), an_id(13)]
    kept = store.drafts.get(an_id(11))
    assert kept is not None
    store.drafts.finish_submission(kept.draft, b"x", hashlib.sha256(b"x").hexdigest(), clock())
    for each in (2, 3):
        with pytest.raises(StoreError), store.database.write() as tables:
            tables.conn.execute("UPDATE outbox SET state = 'queued', upload_url = NULL WHERE dossier_id = ?", (an_id(each),))
        store.outbox.held(an_id(each))
        store.outbox.processed(an_id(each), f"code {each}")
    assert store.outbox.retry(an_id(5))
    assert {item.dossier_id for item in store.outbox.waiting()} == {an_id(1), an_id(5), an_id(11)}
    assert store.audit.check(whole=True) is None
    assert store.database.check() is None
    store.close()


def test_a_released_script_does_not_change() -> None:
    assert [hashlib.sha256(script.encode()).hexdigest()[:16] for script in MIGRATIONS[: len(RELEASED)]] == list(RELEASED)
