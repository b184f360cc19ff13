"""From "submit" to the outbox: once, with a number that nobody else has, whatever is repeated."""

from __future__ import annotations

import hashlib
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.store import Store, open_store, vault
from kiosk.store.database import write_durably
from tests.store.visit import OTHER, PERSON, Clock, an_id, draft, submit, with_page

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_numbers_begin_anew_each_day_and_are_never_given_twice(store: Store, clock: Clock) -> None:
    numbers = []
    for number in range(1, 7):
        numbers.append(submit(store, draft(number)).temporary_number)
        if number % 2 == 0:
            clock.later(hours=24)
            store.drafts.forget(an_id(number))
    assert numbers == [f"KIOSK-K01-2611{day}-{serial:04d}" for day in (22, 23, 24) for serial in (1, 2)]


def test_the_day_is_the_day_where_the_kiosk_stands(store: Store, clock: Clock) -> None:
    clock.later(hours=15)  # one in the morning in Vietnam, still the day before in UTC
    assert submit(store, draft()).temporary_number == "KIOSK-K01-261123-0001"


def test_begin_again_gives_the_same_number(store: Store) -> None:
    store.drafts.save(draft())
    first = store.drafts.begin_submission(an_id(1), "K01")
    assert store.drafts.begin_submission(an_id(1), "K01") == first
    assert store.drafts.unfinished_submissions() == [an_id(1)]
    store.drafts.save(draft(answers={"child_name": "changed"}))
    kept = store.drafts.get(an_id(1))
    assert kept is not None
    assert (kept.draft.answers, kept.draft.temporary_number, kept.state) == ({}, first, "submitting")


def test_one_that_is_being_submitted_cannot_be_forgotten(store: Store, clock: Clock) -> None:
    store.drafts.save(draft())
    store.drafts.begin_submission(an_id(1), "K01")
    store.drafts.forget(an_id(1))
    clock.later(days=400)
    assert store.drafts.forget_older_than(30) == 0
    assert store.drafts.unfinished_submissions() == [an_id(1)]


def test_finish_again_changes_nothing(store: Store) -> None:
    numbered = submit(store, draft(), b"first seal")
    before = store.outbox.get(an_id(1))
    # Age seals differently each time: the second one must not take the place of the one that is announced.
    store.drafts.finish_submission(numbered, b"second seal", hashlib.sha256(b"second seal").hexdigest(), AT)
    assert store.outbox.get(an_id(1)) == before
    assert store.outbox.package(an_id(1)).read_bytes() == b"first seal"
    assert store.drafts.unfinished_submissions() == []


def test_cut_between_the_package_and_its_row(store: Store, state: Path, clock: Clock) -> None:
    """The crash left a package without a row; the draft says that it must be finished, and nobody sweeps it away before."""
    store.drafts.save(draft())
    number = store.drafts.begin_submission(an_id(1), "K01")
    write_durably(store.outbox.package(an_id(1)), b"first seal")
    store.close()

    again = open_store(state, now=clock, uptime=clock.uptime)
    again.outbox.sweep()
    assert again.outbox.package(an_id(1)).exists()
    assert again.drafts.unfinished_submissions() == [an_id(1)]
    numbered = draft().model_copy(update={"temporary_number": number})
    again.drafts.finish_submission(numbered, b"second seal", hashlib.sha256(b"second seal").hexdigest(), AT)
    item = again.outbox.get(an_id(1))
    assert item is not None
    assert hashlib.sha256(again.outbox.package(an_id(1)).read_bytes()).hexdigest() == item.sha256
    again.close()


def test_a_submission_needs_a_number(store: Store) -> None:
    store.drafts.save(draft())
    with pytest.raises(StoreError):
        store.drafts.finish_submission(draft(), b"sealed", "0" * 64, AT)
    with pytest.raises(StoreError):
        store.drafts.begin_submission(an_id(2), "K01")


def test_found_again_by_the_same_card_only(store: Store, clock: Clock) -> None:
    store.drafts.save(draft(1))
    clock.later(minutes=1)
    store.drafts.save(draft(2))
    found = store.drafts.of(PERSON.number)
    assert found is not None
    assert found.draft.id == an_id(2), "the latest"
    assert store.drafts.of(OTHER.number) is None
    assert store.drafts.of("") is None


def test_a_corrected_number_is_found_by_the_right_card(store: Store) -> None:
    store.drafts.save(draft(person=OTHER))
    store.drafts.save(draft(person=PERSON))
    assert store.drafts.of(OTHER.number) is None
    assert store.drafts.of(PERSON.number) is not None


def test_nobody_came_back(store: Store, clock: Clock, state: Path) -> None:
    old, page = with_page(draft(1), 10, b"page")
    store.drafts.save(draft(1))
    store.drafts.keep_page(old, page, b"page")
    clock.later(minutes=29)
    store.drafts.save(draft(2, OTHER))
    assert store.drafts.forget_older_than(30) == 0
    clock.later(minutes=1)
    assert store.drafts.forget_older_than(30) == 1
    assert store.drafts.get(an_id(1)) is None
    assert store.drafts.get(an_id(2)) is not None
    assert list((state / "pages").iterdir()) == []


@pytest.mark.parametrize("column", ["body", "key"])
def test_a_damaged_draft_is_an_expected_failure(store: Store, column: str) -> None:
    store.drafts.save(draft())
    with store.database.write() as tables:
        sealed = bytearray(next(iter(tables["draft"].rows))[column])
        for place in (0, len(sealed) // 2, len(sealed) - 1):
            flipped = bytes(sealed[:place]) + bytes([sealed[place] ^ 1]) + bytes(sealed[place + 1 :])
            tables["draft"].update(an_id(1), {column: flipped})
            with pytest.raises(StoreError) as caught:
                store.drafts.get(an_id(1))
            assert caught.value.code == "store.damaged"
        tables["draft"].update(an_id(1), {column: b"\0"})
        with pytest.raises(StoreError):
            store.drafts.get(an_id(1))


def test_a_draft_of_another_version_is_an_expected_failure_and_quotes_nobody(store: Store) -> None:
    store.drafts.save(draft())
    body = draft().model_dump_json().replace('"case_id"', '"renamed"').encode()
    with store.database.write() as tables:
        tables.conn.execute("UPDATE draft SET body = ?", (vault.seal(store.drafts._key(an_id(1)), body, f"draft:{an_id(1)}"),))
    with pytest.raises(StoreError) as caught:
        store.drafts.get(an_id(1))
    assert caught.value.code == "store.damaged"
    told = "".join(traceback.format_exception(caught.value))
    assert PERSON.name not in told
    assert PERSON.number not in told


def test_a_late_save_does_not_bring_a_forgotten_visit_back(store: Store) -> None:
    numbered = submit(store, draft())
    store.drafts.forget(an_id(1))
    store.drafts.save(draft())
    assert store.drafts.get(an_id(1)) is None
    with pytest.raises(StoreError):
        store.drafts.begin_submission(an_id(1), "K01")
    assert [item.temporary_number for item in store.outbox.all()] == [numbered.temporary_number]


def test_a_page_that_replaces_another(store: Store, state: Path) -> None:
    """Scanned anew: the old page goes only once the new one is named."""
    first, page = with_page(draft(), 10, b"first")
    store.drafts.save(draft())
    store.drafts.keep_page(first, page, b"first")
    second, other = with_page(draft(), 11, b"second")
    with suppress(StoreError), store.database.write():
        store.drafts.keep_page(second, other, b"second")
        raise StoreError("store.write", cause="the disk is full")
    kept = store.drafts.get(an_id(1))
    assert kept is not None
    assert [each.id for each in kept.draft.row("birth_note").pages] == [page]
    store.drafts.keep_page(second, other, b"second")
    assert store.drafts.page(an_id(1), other) == b"second"
    assert [file.name for file in (state / "pages").iterdir()] == [f"{other}.sealed"]


def test_one_sealed_thing_does_not_stand_in_for_another(store: Store) -> None:
    """Two drafts' bodies swapped on the disk: neither opens."""
    store.drafts.save(draft(1))
    store.drafts.save(draft(2, OTHER))
    with store.database.write() as tables:
        rows = {row["id"]: row for row in tables["draft"].rows}
        for mine, other in ((1, 2), (2, 1)):
            taken = rows[an_id(other)]
            tables.conn.execute("UPDATE draft SET body = ?, key = ? WHERE id = ?", (taken["body"], taken["key"], an_id(mine)))
    for number in (1, 2):
        with pytest.raises(StoreError):
            store.drafts.get(an_id(number))


def test_the_first_key_stays(store: Store, state: Path, clock: Clock) -> None:
    store.drafts.save(draft())
    key = state / "keys" / "kiosk.key"
    assert key.stat().st_mode & 0o777 == 0o600
    content = key.read_bytes()
    other = open_store(state, now=clock, uptime=clock.uptime)
    assert key.read_bytes() == content
    assert [file.name for file in key.parent.iterdir()] == ["kiosk.key"]
    assert other.drafts.get(an_id(1)) is not None
    other.close()
    key.write_bytes(b"short")
    with pytest.raises(StoreError):
        open_store(state, now=clock, uptime=clock.uptime)
