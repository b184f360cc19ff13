"""What is played: each scene is a process of the kiosk, which tells what it promised as soon as somebody could rely on it.

Synthetic persons only; SECRETS is what must never stand in clear in a file of the kiosk.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import random
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import cv2
import numpy as np

from kiosk.clock import VIETNAM
from kiosk.dossier.draft import Consent, Draft
from kiosk.store import Store, open_store
from kiosk.store.gate import FILE
from kiosk.visit.filing import Filing
from tests.crash.world import Run
from tests.store.visit import OTHER, PERSON, draft, with_page

CHILD = "Đặng Thị Ánh Nguyệt"
_ROW = "birth_note"


def now() -> datetime:
    return datetime.now(VIETNAM)


@functools.cache
def jpeg(number: int) -> bytes:
    """A page of some 40 KB, like no other: noise."""
    pixels = np.random.default_rng(number).integers(0, 255, (100 + 8 * (number % 5), 160, 3), dtype=np.uint8)
    done, encoded = cv2.imencode(".jpg", pixels)
    assert done
    return bytes(encoded.tobytes())


def secrets() -> list[bytes]:
    """Names, numbers and answers in every form in which a program might write them, and pieces of the pages."""
    texts = [PERSON.name, PERSON.number, PERSON.address, OTHER.name, OTHER.number, OTHER.address, CHILD]
    forms = {
        unicodedata.normalize(form, text).encode(encoding)
        for text in texts
        for form in ("NFC", "NFD")
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }
    # As JSON writes it when it is told to be ASCII.
    forms |= {text.encode("ascii", "backslashreplace") for text in texts}
    pages = {jpeg(number)[at : at + 24] for number in range(PAGES) for at in (700, 9000)}
    return sorted(forms | pages)


PAGES = 12


class Visitor:
    """The visit's process: the real store and filing, and what the resident was told."""

    def __init__(self, run: Run, seed: int, first: int = 0) -> None:
        """`first`: after which number the ids go on, when it is not the first visitor of this run."""
        self.run = run
        self.first = first
        self.dice = random.Random(seed)
        self.store: Store = open_store(run.state, now=now)
        enrolment = self.store.enrolments.load()
        assert enrolment is not None
        self.filing = Filing(run.settings, run.world.catalogue, self.store, enrolment, now)
        self._tell_of_the_intent()
        self.page = 0

    def id(self, number: int) -> str:
        return f"{self.run.number:016x}{self.first + number:016x}"

    def new(self, number: int, *, other: bool = False) -> Draft:
        answers = {"child_name": CHILD, "child_born": "2026-11-01", "child_sex": "nu"}
        consent = Consent(at=now(), text_version="1", language="vi")
        fresh = draft(1, OTHER if other else PERSON, id=self.id(number), answers=answers, consent=consent)
        return self.save(fresh, 0)

    def save(self, of: Draft, version: int) -> Draft:
        """`version` goes up; it is what the resident last typed."""
        of = of.model_copy(update={"answers": {**of.answers, "child_name": f"{CHILD} {version}"}})
        self.store.drafts.save(of)
        self.run.promise("saved", draft=of.id, version=version)
        return of

    def keep(self, of: Draft) -> Draft:
        number = self.page % PAGES
        self.page += 1
        with_it, page = with_page(of, int(self.id(0), 16) + 0x1000 + self.page, jpeg(number))
        self.store.drafts.keep_page(with_it, page, jpeg(number))
        self.run.promise("kept", draft=of.id, page=page, number=number)
        return with_it

    def scan_anew(self, of: Draft) -> Draft:
        """The row begins from nothing: the next page that is kept drops the others."""
        for page in pages(of):
            self.run.promise("dropping", page=page)
        return of.model_copy(update={"rows": {}})

    def submit(self, of: Draft) -> Draft:
        version = int(of.answers["child_name"].split()[-1])
        self.run.promise("submitting", draft=of.id, pages=[self._number(page) for page in pages(of)], version=version)
        done = self.filing.submit(of)
        self.run.promise("submitted", draft=of.id, number=done.temporary_number)
        return done

    def forget(self, of: Draft) -> None:
        self.run.promise("forgetting", draft=of.id)
        traces = _traces(self.run, of.id)
        self.store.drafts.forget(of.id)
        self.run.promise("forgot", draft=of.id, traces=traces)

    def _number(self, page: str) -> int:
        return (int(page, 16) - int(self.id(0), 16) - 0x1001) % PAGES

    def _tell_of_the_intent(self) -> None:
        """From the number on a submission is promised, before `submit` is through."""
        begin = self.store.drafts.begin_submission

        def begun(draft_id: str, *rest: Any) -> str:
            number = begin(draft_id, *rest)
            self.run.promise("begun", draft=draft_id, number=number)
            return number

        self.store.drafts.begin_submission = begun  # type: ignore[method-assign]


def pages(of: Draft) -> list[str]:
    return [page.id for row in of.rows.values() for page in row.pages]


def _traces(run: Run, draft_id: str) -> list[str]:
    """Hex of what must be nowhere once the draft is forgotten: its wrapped key, and the beginning of its sealed body."""
    with contextlib.closing(sqlite3.connect(run.state / FILE)) as database:
        row = database.execute("SELECT key, body FROM draft WHERE id = ?", (draft_id,)).fetchone()
    return [bytes(row[0])[:16].hex(), bytes(row[0])[-16:].hex(), bytes(row[1])[:32].hex()]


@contextlib.contextmanager
def visiting(run: Run, seed: int, first: int = 0) -> Iterator[Visitor]:
    visitor = Visitor(run, seed, first)
    yield visitor
    visitor.store.close()


def visit(run: Run, *, seed: int = 0, first: int = 0) -> None:
    """Two residents and a half: one submits and goes, one gives up, one is still typing."""
    with visiting(run, seed, first) as visitor:
        visitor.filing.recover()
        first = visitor.new(1)
        for _ in range(visitor.dice.randint(1, 3)):
            first = visitor.keep(first)
        first = visitor.keep(visitor.scan_anew(first))
        first = visitor.save(first, 1)
        if seed % 2:
            first = visitor.keep(first)
        submitted = visitor.submit(first)
        second = visitor.keep(visitor.new(2, other=True))
        if seed % 3 == 1:
            visitor.forget(submitted)
        visitor.forget(second)
        if seed % 3 != 1:
            visitor.forget(submitted)
        third = visitor.keep(visitor.keep(visitor.new(3, other=seed % 2 == 0)))
        if seed % 4 == 2:
            third = visitor.submit(third)
            third = visitor.keep(visitor.new(4))
        visitor.save(visitor.keep(visitor.scan_anew(third)), 2)
        visitor.filing.tidy()


def first_start(run: Run) -> None:
    """The first program that ever runs on this kiosk: database, key, a draft."""
    store = open_store(run.state, now=now)
    fresh = draft(1, id=f"{run.number:016x}{1:016x}", answers={"child_name": f"{CHILD} 0"})
    store.drafts.save(fresh)
    run.promise("saved", draft=fresh.id, version=0)
    store.close()


def two_submissions(run: Run) -> None:
    """What sync is then given to send: a dossier of one page, and one of several, which goes in several pieces."""
    with visiting(run, 1) as visitor:
        visitor.forget(visitor.submit(visitor.keep(visitor.new(1))))
        large = visitor.new(2, other=True)
        for _ in range(4):
            large = visitor.keep(large)
        visitor.submit(large)


def purge(run: Run) -> None:
    """The days are over for which the kiosk keeps what the portal has processed."""
    store = open_store(run.state, now=now, keep_days=-2)
    store.outbox.sweep()
    store.close()


def counter(run: Run) -> None:
    """Numbers are given out, and what visitors think is counted."""
    store = open_store(run.state, now=now)
    for _ in range(3):
        run.promise("ticket", number=store.tickets.take("A", now()).number)
        store.ratings.add("1.001193", "poor", ("long",))
        run.promise("rated")
    today = now().date()
    run.promise("counted", ratings=[each.count for each in store.ratings.counts(today, today)])
    store.close()


def left_half(run: Run) -> None:
    """A visit that ended by itself in the middle of everything: what the next start finds."""
    visitor = Visitor(run, 2)
    visitor.submit(visitor.keep(visitor.new(1)))
    given_up = visitor.keep(visitor.new(2, other=True))
    visitor.keep(visitor.keep(visitor.new(3)))
    begun = visitor.keep(visitor.new(4, other=True))
    visitor.run.promise("submitting", draft=begun.id, pages=[visitor._number(page) for page in pages(begun)], version=0)
    visitor.store.drafts.begin_submission(begun.id, "K01")
    # Left by a kill in the middle of a page and of a package.
    (run.state / "pages" / f"{visitor.id(99)}.sealed.part").write_bytes(b"half a page")
    (run.state / "pages" / f"{visitor.id(98)}.sealed").write_bytes(b"a page whose row never came")
    (run.state / "outbox" / f"{visitor.id(97)}.age.part").write_bytes(b"half a package")
    assert pages(given_up)


def restart(run: Run) -> None:
    """The start of the visit's process after whatever happened: it finishes, tidies, and tells what it has."""
    store = open_store(run.state, now=now)
    enrolment = store.enrolments.load()
    if enrolment is not None:
        Filing(run.settings, run.world.catalogue, store, enrolment, now).recover()
    report(run, store)
    store.close()


def report(run: Run, store: Store) -> None:
    """What the store has of each draft that was ever promised, and whether its audit trail is whole."""
    run.promise("audit", wrong=store.audit.check(whole=True))
    for each in run_drafts(run):
        kept = store.drafts.get(each)
        if kept is None:
            run.promise("found", draft=each, state=None)
            continue
        opened = {page: hashlib.sha256(store.drafts.page(each, page)).hexdigest() for page in pages(kept.draft)}
        told = {page.id: page.sha256 for row in kept.draft.rows.values() for page in row.pages}
        version = int(kept.draft.answers["child_name"].split()[-1])
        run.promise("found", draft=each, state=kept.state, version=version, pages=list(opened), whole=opened == told)


def run_drafts(run: Run) -> list[str]:
    from tests.crash.checks import promises  # checks reads what scenes promise

    return sorted({each["draft"] for each in promises(run) if "draft" in each})


Scene = Callable[[Run], None]
