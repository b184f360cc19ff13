"""The plays: what is set up, whose steps are cut, and how all goes on afterwards until nothing is left to do."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from kiosk.cli.enrol import enrol
from kiosk.errors import StoreError
from kiosk.store import Enrolments
from kiosk.store.gate import FILE
from kiosk.store.migrations import MIGRATIONS
from tests.crash import checks, scenes
from tests.crash.disk import Image, Recording, look
from tests.crash.shim import Kind, Record, read_log
from tests.crash.world import Cut, Portal, Run, World, command, sync_once, sync_quickly, sync_service

Wrong = list[str]


@dataclass(frozen=True)
class Outcome:
    killed_at: Record | None
    """The step; None: the play ended before it came to that step."""
    wrong: Wrong


@dataclass(frozen=True)
class Play:
    """`perform` sets up, plays until the cut, goes on, and says what did not hold."""

    name: str
    perform: Callable[[Run, Cut], Wrong] | None
    """None: it is not killed in this play, only its power is cut."""
    record: Callable[[Run], None] | None = None
    """The same without a cut, on a fresh run: its disk is then looked at as power cuts would leave it. None: not done for this play."""
    set_up: Callable[[Run], None] | None = None
    """What is on the disk, for certain, before that record begins."""
    after: Callable[[Run], Wrong] | None = None
    """With such a disk in place: goes on, and says what did not hold."""
    enrolled: bool = True
    """Whether its record begins with a kiosk that is enrolled; otherwise with an empty folder."""
    share: int = 1
    """Only each n-th cut is made: for plays in which a portal is started anew each time."""
    portal_too: bool = False
    """The portal has its power cut at the same moment, and its disk is recorded as well."""

    def cut(self, world: World, cut: Cut) -> Outcome:
        assert self.perform is not None
        with world.run() as run:
            wrong = self.perform(run, cut)
            records = read_log(run.record) if run.record.exists() else []
            return Outcome(next((each for each in records if each.killed), None), wrong)

    def steps(self, world: World) -> tuple[list[Record], Wrong]:
        """What there is to be cut, in order."""
        assert self.perform is not None
        with world.run() as run:
            wrong = self.perform(run, Cut())
            return sorted((each for each in read_log(run.record) if each.kind is not Kind.NOTE), key=lambda each: each.step), wrong


# How it goes on


def go_on(run: Run, *, rebuilt: bool = False) -> Wrong:
    """At the cut; after the restart; after all is sent."""
    wrong = [*checks.plaintext(run), *checks.forgotten(run, when="at the cut")]
    return wrong + _restart(run, rebuilt=rebuilt) + _deliver(run) + checks.plaintext(run, logs_only=True)


def go_on_after_power_cut(run: Run) -> Wrong:
    """As before, but what was forgotten may come back on a disk that did not write through; the start must make it go."""
    return _restart(run) + _deliver(run)


def _restart(run: Run, *, rebuilt: bool = False) -> Wrong:
    status = run.play(scenes.restart).wait()
    if status != 0:
        return [f"it does not start again ({status}): {_tail(run)}"]
    return checks.kept(run, rebuilt=rebuilt) + checks.forgotten(run, when="after the restart")


def _deliver(run: Run) -> Wrong:
    if checks.to_deliver(run):
        status = run.play(sync_quickly).wait()
        if status != 0:
            return [f"sync does not get through ({status}): {_tail(run)}"]
    return checks.tidy(run, synced=True) + checks.delivered(run)


def _tail(run: Run) -> str:
    return run.out.read_text("utf-8", "replace")[-1500:]


# The visit's process


def _visit(run: Run, cut: Cut, *, seed: int) -> Wrong:
    run.enrol()
    run.play(partial(scenes.visit, seed=seed), cut).wait()
    return go_on(run)


def _record_visit(run: Run, *, seed: int) -> None:
    run.play(partial(scenes.visit, seed=seed), Cut()).wait()


def _first_start(run: Run, cut: Cut) -> Wrong:
    run.play(scenes.first_start, cut).wait()
    return _after_first_start(run)


def _record_first_start(run: Run) -> None:
    run.play(scenes.first_start, Cut()).wait()


def _after_first_start(run: Run) -> Wrong:
    return checks.plaintext(run) + _restart(run) + checks.tidy(run, synced=False)


def _recover(run: Run, cut: Cut) -> Wrong:
    """The start after a crash is cut as well."""
    run.enrol()
    run.play(scenes.left_half).wait()
    run.play(scenes.restart, cut).wait()
    return go_on(run)


def _record_recover(run: Run) -> None:
    run.play(scenes.left_half, Cut()).wait()
    run.play(scenes.restart, Cut()).wait()


def _damage(run: Run) -> None:
    """A database that SQLite cannot read, closed in good order before: the log is in it."""
    with contextlib.closing(sqlite3.connect(run.state / FILE)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (run.state / FILE).open("r+b") as stream:
        stream.write(b"\xff" * 6000)


def _rebuild(run: Run, cut: Cut) -> Wrong:
    run.enrol()
    _set_up_rebuild(run)
    run.play(scenes.restart, cut).wait()
    return go_on(run, rebuilt=True)


def _record_rebuild(run: Run) -> None:
    run.play(scenes.restart, Cut()).wait()


def _after_rebuild(run: Run) -> Wrong:
    return _restart(run, rebuilt=True) + _deliver(run)


def _set_up_rebuild(run: Run) -> None:
    run.play(scenes.left_half).wait()
    _damage(run)


def _oldest(run: Run) -> None:
    """The database of the first version, with a dossier that waits: what its program left, written by hand."""
    (run.state / FILE).unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(run.state / FILE, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(f"{MIGRATIONS[0]}; PRAGMA user_version = 1;")
        database.execute("INSERT INTO mark (name, value) VALUES ('events', '0')")
        at = "2026-11-22T03:00:00.000+00:00"
        database.execute("INSERT INTO audit (at, what, subject) VALUES (?, 'submitting', 'KIOSK-K01-261122-0009')", (at,))
        database.execute("INSERT INTO serial (day, last) VALUES ('2026-11-22', 9)")


def _migrate(run: Run, cut: Cut) -> Wrong:
    run.enrol()
    _oldest(run)
    run.play(partial(scenes.visit, seed=2), cut).wait()
    return go_on(run)


# Sync


def _sync(run: Run, cut: Cut) -> Wrong:
    run.enrol(new=True)
    run.play(scenes.two_submissions).wait()
    run.play(sync_once, cut).wait()
    return go_on(run)


def _set_up_purge(run: Run) -> None:
    run.play(scenes.two_submissions).wait()
    run.play(sync_quickly).wait()


def _purge(run: Run, cut: Cut) -> Wrong:
    run.enrol(new=True)
    _set_up_purge(run)
    run.play(scenes.purge, cut).wait()
    return _after_purge(run) + checks.delivered(run, gone=True)


def _record_purge(run: Run) -> None:
    run.play(scenes.purge, Cut()).wait()


def _after_purge(run: Run) -> Wrong:
    """What is half gone does not wait again, and goes the next time."""
    wrong = checks.plaintext(run) + _restart(run) + checks.tidy(run, synced=True)
    status = run.play(scenes.purge).wait()
    return wrong + ([] if status == 0 else [f"it cannot purge again ({status}): {_tail(run)}"]) + checks.purged(run)


def _enrol(run: Run, cut: Cut) -> Wrong:
    machine = "K02"
    run.configure(machine)
    code = run.portal.invite(machine)
    words = (code, "--portal", run.portal.url)
    run.play(lambda run: command(run, enrol, *words), cut).wait()
    wrong = checks.plaintext(run)
    status = run.command(enrol, *words)
    if status != 0:
        # Only because the first one was through.
        return [*wrong, f"it cannot be repeated: {_tail(run)}"]
    run.play(scenes.two_submissions).wait()
    return wrong + _restart(run) + _deliver(run)


def _record_enrol(run: Run) -> None:
    machine = "K04"
    run.configure(machine)
    code = run.portal.invite(machine)

    def scene(run: Run) -> None:
        enrol(code, portal=run.portal.url, config=run.config, as_json=True)
        run.promise("enrolled")

    run.play(scene, Cut()).wait()


def _after_enrol(run: Run) -> Wrong:
    """Whoever was told that the kiosk is enrolled has it enrolled; before, it is or is not, and says so."""
    enrolments = Enrolments(run.state)
    try:
        there = enrolments.load() is not None
        if there:
            enrolments.token()
    except StoreError as error:
        return [f"half an enrolment: {error.cause}"]
    return [] if there or not checks.promises(run) else ["enrolled, and lost"]


# Beside dossiers


def _counter(run: Run, cut: Cut) -> Wrong:
    run.enrol()
    run.play(scenes.counter, cut).wait()
    return _after_counter(run)


def _record_counter(run: Run) -> None:
    run.play(scenes.counter, Cut()).wait()


def _after_counter(run: Run) -> Wrong:
    status = run.play(scenes.counter).wait()
    return checks.counted(run) if status == 0 else [f"it does not start again ({status}): {_tail(run)}"]


def _visit_beside_sync(run: Run, cut: Cut) -> Wrong:
    run.enrol()
    beside = run.play(sync_service)
    run.play(partial(scenes.visit, seed=2), cut).wait()
    beside.kill()
    return go_on(run)


def _sync_beside_visit(run: Run, cut: Cut) -> Wrong:
    run.enrol()
    run.play(scenes.two_submissions).wait()
    beside = run.play(partial(scenes.visit, seed=2, first=1 << 20))
    run.play(sync_once, cut).wait()
    wrong = [] if beside.wait() == 0 else [f"the visit suffers when sync is killed: {_tail(run)}"]
    return wrong + go_on(run)


# The portal


def _start_watched(run: Run, portal: Portal, cut: Cut) -> bool:
    """False when it was cut before it answered."""
    watch = run.world.shim.watch
    return portal.start(partial(watch, [portal.data], log=run.record, cut=cut.step, how=cut.how, network=True))


def _portal(run: Run, cut: Cut) -> Wrong:
    run.enrol()
    run.play(scenes.two_submissions).wait()
    portal = run.own_portal()
    if not _start_watched(run, portal, cut):
        assert portal.start(), portal.log.read_text()
    run.configure(url=portal.url)
    run.play(sync_once).wait()
    portal.kill()
    if not portal.start():
        return [f"the portal does not start again: {portal.log.read_text()[-1500:]}"]
    return go_on(run)


def _portal_first_start(run: Run, cut: Cut) -> Wrong:
    portal = run.own_portal()
    shutil.rmtree(portal.data)
    portal.data.mkdir(mode=0o700)
    if _start_watched(run, portal, cut):
        portal.kill()
    if not portal.start():
        return [f"the portal does not start again: {portal.log.read_text()[-1500:]}"]
    run.configure("K03")
    status = run.command(enrol, portal.invite("K03"), "--portal", portal.url)
    if status != 0:
        return [f"nobody can enrol: {_tail(run)}"]
    run.play(scenes.two_submissions).wait()
    left = [str(path.relative_to(portal.data)) for path in portal.data.rglob("*") if path.name.endswith((".part", ".new"))]
    return _restart(run) + _deliver(run) + [f"left over at the portal: {path.partition('.')[0]}.*" for path in left]


def _set_up_delivery(run: Run) -> None:
    run.enrol(new=True)
    run.own_portal()
    run.play(scenes.two_submissions).wait()


def _record_delivery(run: Run) -> None:
    portal = run.portal
    assert _start_watched(run, portal, Cut()), portal.log.read_text()
    run.configure(url=portal.url)
    run.play(sync_once, Cut()).wait()
    portal.kill()


def _after_delivery(run: Run) -> Wrong:
    if not run.portal.start():
        return [f"the portal does not start again: {run.portal.log.read_text()[-1500:]}"]
    run.configure(url=run.portal.url)
    return go_on_after_power_cut(run)


PLAYS = {
    play.name: play
    for play in (
        *(
            Play(f"visit {each}", partial(_visit, seed=each), partial(_record_visit, seed=each), after=go_on_after_power_cut)
            for each in range(4)
        ),
        Play("first start", _first_start, _record_first_start, after=_after_first_start, enrolled=False),
        Play("recovery", _recover, _record_recover, after=go_on_after_power_cut),
        Play("rebuild", _rebuild, _record_rebuild, _set_up_rebuild, _after_rebuild),
        Play("migration", _migrate, partial(_record_visit, seed=2), _oldest, go_on_after_power_cut),
        Play("sync", _sync),
        Play("purge", _purge, _record_purge, _set_up_purge, _after_purge),
        Play("counter", _counter, _record_counter, after=_after_counter),
        Play("delivery", None, _record_delivery, _set_up_delivery, _after_delivery, share=4, portal_too=True),
        Play("enrol", _enrol, _record_enrol, after=_after_enrol, enrolled=False),
        Play("visit beside sync", _visit_beside_sync),
        Play("sync beside visit", _sync_beside_visit),
        Play("portal", _portal, share=2),
        Play("portal's first start", _portal_first_start, share=2),
    )
}


class PowerCuts:
    """One performance of a play, written down; then its disk at each moment, as power cuts would leave it."""

    def __init__(self, world: World, play: Play) -> None:
        assert play.record is not None
        self._world = world
        self.play = play
        self.wrong: Wrong = []
        with world.run() as run:
            if play.enrolled:
                run.enrol()
            if play.set_up is not None:
                play.set_up(run)
            self._before = checks.promises(run)
            self._number = run.number
            self._kiosk = Recording(run.state)
            self._portal = Recording(run.portal.data) if play.portal_too else None
            self._recorded(run)

    def _recorded(self, run: Run) -> None:
        assert self.play.record is not None
        self.play.record(run)
        records = read_log(run.record)
        self._notes = [each for each in records if each.kind is Kind.NOTE]
        self._records = records
        steps = [each for each in records if each.kind not in (Kind.NOTE, Kind.CONNECT, Kind.SEND, Kind.RECEIVE)]
        self._kiosk.add(steps)
        self.moments = [*self._kiosk.moments, *(each.begun for each in self._notes)]
        if self._portal is not None:
            self._portal.add(steps)
            self.moments += self._portal.moments
        self.moments.sort()
        # Otherwise something was written that the shim did not see.
        if self._kiosk.at(self.moments[-1], None) != look(run.state):
            self.wrong.append("the record does not give the disk")
        if self._portal is not None and self._portal.at(self.moments[-1], None) != look(run.portal.data):
            self.wrong.append("the record does not give the portal's disk")
        for each in steps:
            if each.path.startswith(str(run.state)):
                self.wrong += [f"written in clear: {each.name}" for secret in checks.secrets() if secret in each.data]
        self.wrong += checks.plaintext(run)

    def images(self, moment: int, seed: int) -> tuple[Image, Image | None]:
        """Seed 0: only what was synced is there."""
        dice = random.Random(f"{moment} {seed}")
        keep = 0.0 if seed == 0 else dice.choice((0.2, 0.5, 0.8, 0.95))
        torn = dice.choice((0.0, 0.3, 0.8))
        kiosk = self._kiosk.at(moment, dice, keep=keep, torn=torn)
        return kiosk, self._portal.at(moment, dice, keep=keep, torn=torn) if self._portal is not None else None

    def try_out(self, moment: int, kiosk: Image, portal: Image | None) -> Wrong:
        assert self.play.after is not None
        with self._world.run() as run:
            run.number = self._number
            kiosk.put(run.state)
            if portal is not None:
                shutil.rmtree(run.own_portal().data)
                portal.put(run.portal.data)
            else:
                self._world.portal.forget_dossiers()
            run.promises_file.write_text("".join(f"{text}\n" for text in self._promised(moment)), "utf-8")
            return self.play.after(run)

    def promised(self, moment: int) -> int:
        return sum(each.begun <= moment for each in self._notes)

    def _promised(self, moment: int) -> Iterator[str]:
        yield from (json.dumps(each) for each in self._before)
        yield from (each.path for each in self._notes if each.begun <= moment)
