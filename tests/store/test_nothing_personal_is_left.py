"""Name and number, as bytes, in every file of the state folder: never there, neither before nor after the visit is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.store import Store, open_store
from kiosk.store.database import FILE
from tests.store.visit import OTHER, PERSON, Clock, an_id, draft, every_file, submit, with_page

SECRETS = (PERSON.name, PERSON.name.upper(), PERSON.number, PERSON.address, "Nguyễn Thị Bình", "SECRET PAGE")
JPEG = b"\xff\xd8\xff\xe0" + b"SECRET PAGE " * 2000


def traces(folder: Path) -> list[str]:
    """Where a secret stands in clear, in any of the encodings a program would use."""
    wanted = {secret: [secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")] for secret in SECRETS}
    found = []
    for file in every_file(folder):
        content = file.read_bytes()
        found += [f"{file.name}: {secret}" for secret, forms in wanted.items() if any(form in content for form in forms)]
        found += [f"{file}: {secret}" for secret in SECRETS if secret in file.name]
    return found


def visit(store: Store) -> str:
    """Typing, correcting, scanning: as much writing as a real visit does. Returns the draft's id."""
    current = draft(answers={"child_name": "Nguyễn Thị Bình"})
    store.drafts.save(current)
    for number in range(10, 14):
        current, page = with_page(current, number, JPEG)
        store.drafts.keep_page(current, page, JPEG)
    for text in ("Nguyễn", "Nguyễn Thị", "Nguyễn Thị Bình"):
        current = current.model_copy(update={"answers": {"child_name": text, "address": PERSON.address}})
        store.drafts.save(current)
    return current.id


def test_while_the_visit_lasts(store: Store, state: Path) -> None:
    draft_id = visit(store)
    assert (state / f"{FILE}-wal").stat().st_size > 0, "the log is looked into while it holds something"
    assert traces(state) == []
    kept = store.drafts.get(draft_id)
    assert kept is not None
    assert kept.draft.person == PERSON
    assert store.drafts.page(draft_id, an_id(10)) == JPEG


def test_the_search_finds_what_is_there(state: Path) -> None:
    """Otherwise the other tests prove nothing."""
    state.mkdir()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        (state / "leak").write_bytes(b"\0\1" + PERSON.name.encode(encoding) + b"\0")
        assert traces(state) == [f"leak: {PERSON.name}"]


@pytest.mark.parametrize("where", ["still in the log", "already in the database file"])
def test_forgotten_is_key_and_pages_gone(store: Store, state: Path, where: str) -> None:
    draft_id = visit(store)
    if where == "already in the database file":
        store.database.wipe_log()
    with store.database.read() as tables:
        row = next(iter(tables["draft"].rows_where("id = ?", [draft_id])))
    wrapped, body, owner = row["key"], row["body"], row["owner"].encode()
    files = {name: (state / name).read_bytes() for name in (FILE, f"{FILE}-wal")}
    assert any(wrapped in content for content in files.values()), "it was there to begin with"

    store.drafts.forget(draft_id)
    assert store.drafts.get(draft_id) is None
    assert list((state / "pages").iterdir()) == []
    with pytest.raises(StoreError):
        store.drafts.page(draft_id, an_id(10))
    for file in every_file(state):
        content = file.read_bytes()
        # Pieces too: a row that moved between two database pages may leave half of itself.
        for piece in (wrapped[:16], wrapped[-16:], body[:32], body[-32:], owner):
            assert piece not in content, f"a forgotten draft in {file.name}"
    assert traces(state) == []


def test_forgotten_while_the_sync_service_reads(store: Store, state: Path, clock: Clock) -> None:
    """A reader keeps the log from being emptied; the next look at the clock does it."""
    draft_id = visit(store)
    with store.database.read() as tables:
        wrapped = next(iter(tables["draft"].rows_where("id = ?", [draft_id])))["key"]
    other = open_store(state, now=clock, uptime=clock.uptime)
    with other.database.read() as tables:
        tables.conn.execute("PRAGMA busy_timeout = 50")
        tables.conn.execute("BEGIN")
        tables.conn.execute("SELECT * FROM outbox").fetchall()
        store.database.tables.conn.execute("PRAGMA busy_timeout = 50")
        store.drafts.forget(draft_id)
        assert store.drafts.get(draft_id) is None
        tables.conn.execute("COMMIT")
    store.drafts.forget_older_than(30)
    other.close()
    assert [file.name for file in every_file(state) if wrapped in file.read_bytes()] == []


def test_others_are_not_forgotten(store: Store) -> None:
    mine = visit(store)
    theirs, page = with_page(draft(2, OTHER), 50, b"theirs")
    store.drafts.save(draft(2, OTHER))
    store.drafts.keep_page(theirs, page, b"theirs")
    store.drafts.forget(mine)
    assert store.drafts.page(theirs.id, page) == b"theirs"


def test_a_submitted_visit_leaves_its_sealed_package_only(store: Store, state: Path) -> None:
    draft_id = visit(store)
    kept = store.drafts.get(draft_id)
    assert kept is not None
    submit(store, kept.draft, b"sealed to the portal")
    store.drafts.forget(draft_id)
    assert traces(state) == []
    assert list((state / "pages").iterdir()) == []
    assert sorted(file.name for file in (state / "outbox").iterdir()) == [f"{draft_id}.age", f"{draft_id}.json"]
    assert list((state / "intents").iterdir()) == []
