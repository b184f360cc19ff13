"""`python -m tests.crash.broken`: the store with one mistake at a time, each one that people make. The harness must find every one.

Prints JSON: for each mistake what was found first, null when nothing was, and how many cuts it took.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash import shim

if __name__ == "__main__":
    shim.ensure_loaded(["-m", "tests.crash.broken"])

from kiosk import disk
from kiosk.dossier.draft import Draft
from kiosk.store import Outbox, database, vault
from kiosk.store.ratings import Ratings
from tests.crash.plays import PLAYS, PowerCuts
from tests.crash.scenes import PAGES, Visitor, jpeg
from tests.crash.shim import How, Kind, Lie, Shim
from tests.crash.world import Cut, World
from tests.store.visit import with_page

PLAY = "visit 1"
MOST = 60
"""So many cuts are enough to find each of them."""


@dataclass(frozen=True)
class Mistake:
    make: Callable[[Shim], None]
    shows: str
    """A part of the sentence with which the harness must find it."""
    power: bool = False
    """Whether it shows when the power is cut; otherwise when the process is killed."""
    play: str = PLAY


def _file_sync(shim: Shim) -> None:
    """fsync of a file does nothing: a disk that lies, or a call that somebody took out for speed."""
    shim.lie(Lie.FILE_SYNC)


def _folder_sync(shim: Shim) -> None:
    """Nobody syncs the folder after a rename."""
    shim.lie(Lie.FOLDER_SYNC)


def _rename_first(_: Shim) -> None:
    """Renamed before its bytes are on the disk."""

    def replace(file: Path, content: bytes, *, mode: int) -> None:
        part = file.with_name(file.name + ".part")
        part.write_bytes(content)
        part.replace(file)
        disk.sync_folder(file.parent)

    disk.replace = replace


def _lazy_commit(_: Shim) -> None:
    """synchronous=NORMAL: what was committed last may be gone."""
    opened = database.Database.__init__

    def init(self: database.Database, *given: Any, **named: Any) -> None:
        opened(self, *given, **named)
        self.tables.conn.execute("PRAGMA synchronous = NORMAL")

    database.Database.__init__ = init  # type: ignore[method-assign]


def _told_early(_: Shim) -> None:
    """The screen says "kept" while the page is still being kept."""

    def keep(self: Visitor, of: Draft) -> Draft:
        number = self.page % PAGES
        self.page += 1
        with_it, page = with_page(of, int(self.id(0), 16) + 0x1000 + self.page, jpeg(number))
        self.run.promise("kept", draft=of.id, page=page, number=number)
        self.store.drafts.keep_page(with_it, page, jpeg(number))
        return with_it

    Visitor.keep = keep  # type: ignore[method-assign]


def _key_left(_: Shim) -> None:
    """A draft that is forgotten stays in the write-ahead log."""
    database.Database.wipe_log = lambda _: None  # type: ignore[method-assign]


def _in_clear(_: Shim) -> None:
    """Nothing is sealed."""
    vault.seal = lambda _, content, __: content
    vault.unseal = lambda _, sealed, __: sealed


def _row_first(_: Shim) -> None:
    """A dossier is purged with its row first: for a moment its label has none, and the next start queues it again."""
    purge, unlink = Outbox._purge, Outbox._unlink

    def row_first(self: Outbox) -> int:
        held: list[Path] = []
        self._unlink = held.extend  # type: ignore[method-assign]
        count = purge(self)
        unlink(self, held)
        return count

    Outbox._purge = row_first  # type: ignore[method-assign]


def _two_commits(_: Shim) -> None:
    """A rating and its reason, each in a transaction of its own."""
    add = Ratings.add

    def one_by_one(self: Ratings, procedure: str, rating: str, reasons: Iterable[str]) -> None:
        add(self, procedure, rating, ())
        with self._db.write() as tables:
            for reason in reasons:
                tables.conn.execute(
                    "INSERT INTO rating (day, procedure, rating, reason, count) VALUES (?, ?, ?, ?, 1)"
                    " ON CONFLICT (day, procedure, rating, reason) DO UPDATE SET count = count + 1",
                    (self._now().date().isoformat(), procedure, rating, reason),
                )

    Ratings.add = one_by_one  # type: ignore[method-assign]


MISTAKES = {
    "file sync": Mistake(_file_sync, "", power=True),
    "folder sync": Mistake(_folder_sync, "", power=True),
    "rename first": Mistake(_rename_first, "does not open", power=True),
    "lazy commit": Mistake(_lazy_commit, "lost", power=True),
    "told early": Mistake(_told_early, "kept pages are lost"),
    "key left": Mistake(_key_left, "a forgotten draft's key"),
    "in clear": Mistake(_in_clear, "in clear"),
    "row first": Mistake(_row_first, "the outbox is not empty", play="purge"),
    "two commits": Mistake(_two_commits, "counted", play="counter"),
}


def main() -> int:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="kiosk-crash-") as folder:
        world = World(Path(folder))
        try:
            for name, mistake in MISTAKES.items():
                found[name] = _in_a_process(world, mistake)
        finally:
            world.close()
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0 if all(each["found"] for each in found.values()) else 1


def _in_a_process(world: World, mistake: Mistake) -> Any:
    """A mistake stays in the process in which it was made."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        mistake.make(world.shim)
        with os.fdopen(theirs, "w") as answer:
            json.dump(_first(_trials(world, mistake), mistake.shows), answer)
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    world.shim.lie(Lie.NONE)
    world.runs += MOST * 2
    return json.loads(text) if text else {"found": None, "cuts": 0}


def _first(trials: Iterator[list[str]], shows: str) -> dict[str, Any]:
    count = 0
    for count, wrong in enumerate(trials, 1):
        found = next((each for each in wrong if shows in each), None)
        if found is not None:
            return {"found": found[-300:], "cuts": count}
    return {"found": None, "cuts": count}


def _trials(world: World, mistake: Mistake) -> Iterator[list[str]]:
    play = PLAYS[mistake.play]
    if mistake.power:
        cuts = PowerCuts(world, play)
        # Where something was just promised is where it must be on the disk.
        moments = cuts.moments[:: -max(1, len(cuts.moments) // MOST)]
        yield from (cuts.try_out(moment, *cuts.images(moment, 0)) for moment in moments)
    else:
        steps, wrong = play.steps(world)
        yield wrong
        writes = [each for each in steps if each.kind in (Kind.WRITE, Kind.SYNC)]
        # From the end, as above: there most has been promised, and least time is left to make it good.
        yield from (play.cut(world, Cut(each.step, How.BEFORE)).wrong for each in writes[:: -max(1, len(writes) // MOST)])


if __name__ == "__main__":
    raise SystemExit(main())
