"""Where it is played: a real portal, a kiosk that is enrolled there, and processes that can be cut. One world for each worker."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import json
import os
import select
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from kiosk import catalogue, settings, texts
from kiosk.cli import portal as portal_program
from kiosk.cli.enrol import enrol
from kiosk.cli.sync import sync
from kiosk.portal import enrolment
from kiosk.portal.config import configure
from kiosk.portal.database import open_database
from kiosk.sync import pace
from tests.crash.shim import How, Shim

CATALOGUE = Path(__file__).parent.parent / "portal" / "catalogue"
MACHINE = "K01"
PATIENCE = 60.0
"""No process of a play takes longer, on the busiest machine [s]."""

# Not the times are proved here: the wait before the second look at a receipt is most of a delivery, reading the texts most of the rest.
pace.FIRST_LOOK = 0.02
texts.load = functools.cache(texts.load)


_PRCTL = ctypes.CDLL(None).prctl
"""prctl(PR_SET_PDEATHSIG = 1, …): no process outlives the harness."""


@dataclass(frozen=True)
class Cut:
    """Kill the process at its step of this number; 0: let it run, and write down what it does."""

    step: int = 0
    how: How = How.BEFORE


class Process:
    """A forked process: everything that it needs is imported already."""

    def __init__(self, run: Callable[[], None], out: Path) -> None:
        """`out`: a file to which its stdout and stderr are added."""
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            status = 3
            try:
                _PRCTL(1, signal.SIGKILL)
                descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                os.dup2(descriptor, 1)
                os.dup2(descriptor, 2)
                os.environ["TMPDIR"] = str(out.parent / "tmp")
                run()
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 1
            except BaseException:  # noqa: BLE001 - to the log, and no further: the harness goes on in its own process
                traceback.print_exc()
            finally:
                with contextlib.suppress(Exception):
                    sys.stdout.flush()
                os._exit(status)
        self._status: int | None = None

    def wait(self, seconds: float = PATIENCE) -> int:
        """Its exit status; minus the signal's number when one ended it. It is killed, and TimeoutError raised, when it does not end."""
        end = time.monotonic() + seconds
        watched = os.pidfd_open(self.pid) if self._status is None else -1
        try:
            if watched >= 0 and not select.select([watched], [], [], max(0.0, end - time.monotonic()))[0]:
                self.kill()
                raise TimeoutError
        finally:
            if watched >= 0:
                os.close(watched)
        return self._reap()

    def kill(self) -> None:
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()

    def _reap(self) -> int:
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status


class Portal:
    """The portal's program in a forked process, with its data in `data`."""

    def __init__(self, data: Path, port: int = 0) -> None:
        self.data = data
        self.port = port
        self.process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, before: Callable[[], None] = lambda: None) -> bool:
        """Start and wait until it answers; False when it ended before. `before` is called first, in its process."""
        ready = self.data.with_name(f"{self.data.name}.ready")
        ready.unlink(missing_ok=True)
        words = ["serve", "--port", str(self.port), "--data", str(self.data), "--catalogue", str(CATALOGUE), "--ready-file", str(ready)]

        def serve() -> None:
            before()
            portal_program.app(args=words)

        self.process = Process(serve, self.log)
        watched = os.pidfd_open(self.process.pid)
        try:
            end = time.monotonic() + PATIENCE
            while not ready.exists():
                if select.select([watched], [], [], 0.005)[0]:
                    self.process.wait()
                    return False
                assert time.monotonic() < end, "the portal does not start"
        finally:
            os.close(watched)
        self.port = json.loads(ready.read_bytes())["port"]
        return True

    @property
    def log(self) -> Path:
        return self.data.parent / "portal.log"

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process = None

    def dossiers(self) -> list[dict[str, Any]]:
        """What its database and its folder have, whether it runs or not."""
        with contextlib.closing(sqlite3.connect(self.data / "portal.sqlite3", timeout=PATIENCE)) as database:
            database.row_factory = sqlite3.Row
            rows = [dict(row) for row in database.execute("SELECT * FROM dossiers ORDER BY id")]
        for row in rows:
            folder = self.data / "storage" / "dossiers" / row["id"]
            row["manifest"] = json.loads(row["manifest"]) if row["manifest"] else None
            row["files"] = {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}
        return rows

    def forget_dossiers(self) -> None:
        """As it was before the recording: an image of the same visit brings the same dossiers again."""
        with contextlib.closing(sqlite3.connect(self.data / "portal.sqlite3", timeout=PATIENCE)) as database, database:
            database.execute("PRAGMA foreign_keys = ON")
            for table in ("events", "dossiers"):
                database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            database.execute("DELETE FROM counters WHERE name LIKE 'events:%'")
        for folder in ("dossiers", "uploads"):
            for each in (self.data / "storage" / folder).iterdir():
                shutil.rmtree(each) if each.is_dir() else each.unlink()

    def invite(self, machine: str) -> str:
        database = open_database(configure(self.data))
        try:
            return enrolment.invite(database, machine, now=datetime.now(UTC))
        finally:
            database.close()


class World:
    """Made once for a worker; `folder` is its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shim = Shim()
        self.catalogue = catalogue.load(CATALOGUE)
        self.portal = Portal(folder / "portal")
        assert self.portal.start()
        self.runs = 0
        # A kiosk that is enrolled and has done nothing.
        self.enrolled = folder / "enrolled"
        first = Run(self, self.enrolled)
        status = first.command(enrol, self.portal.invite(MACHINE), "--portal", self.portal.url)
        assert status == 0, first.out.read_text()
        # And what most begin with: one that has heard from its portal, and has its catalogue.
        self.settled = folder / "settled"
        second = Run(self, self.settled)
        second.enrol(new=True)
        assert second.play(sync_once).wait() == 0, second.out.read_text()
        # And the portal as it is then.
        self.portal.kill()
        self.portal_data = folder / "portal-then"
        shutil.copytree(self.portal.data, self.portal_data)
        assert self.portal.start()
        texts.load()
        # What is there now is shared with every process that is forked, not copied.
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        self.portal.kill()

    @contextlib.contextmanager
    def run(self) -> Iterator[Run]:
        """A fresh kiosk, enrolled; its folder goes afterwards."""
        self.runs += 1
        folder = self.folder / f"run-{self.runs}"
        run = Run(self, folder)
        try:
            yield run
        finally:
            run.close()
            shutil.rmtree(folder)


class Run:
    """One kiosk in `folder`: its state, what it wrote elsewhere, and what it promised."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder
        self.state = folder / "state"
        self.promises_file = folder / "promises"
        self.record = folder / "record"
        self.out = folder / "out"
        self.config = folder / "kiosk.toml"
        self.portal = world.portal
        self.number = world.runs
        (folder / "tmp").mkdir(parents=True)
        self.state.mkdir()
        self.configure()
        self._others: list[Process] = []
        self._portals: list[Portal] = []

    def configure(self, machine: str = MACHINE, url: str = "") -> None:
        lines = ["[kiosk]", f'machine = "{machine}"', f'state = "{self.state}"', f'log = "{self.folder / "tmp"}"']
        # A recording may be played back an hour later: by then an interrupted visit would rightly be forgotten.
        lines += ["[visit]", "resume = 1440", "[portal]", f'url = "{url}"', "[sync]"]
        lines += ["poll = 0.2", "retry_first = 0.1", "retry_most = 1", "chunk_mb = 0.1", "timeout = 20"]
        self.config.write_text("\n".join(lines), "utf-8")

    def own_portal(self) -> Portal:
        """One that may be cut, not started yet, which knows this kiosk. From now on this run's portal."""
        data = self.folder / "portal"
        shutil.copytree(self.world.portal_data, data)
        self.portal = Portal(data)
        self._portals.append(self.portal)
        return self.portal

    @property
    def settings(self) -> settings.Settings:
        return settings.load(self.config, env={})

    def enrol(self, *, new: bool = False) -> None:
        """As the world's kiosk is: the same state folder, copied. `new`: one that has not spoken to its portal since."""
        shutil.rmtree(self.state)
        shutil.copytree((self.world.enrolled if new else self.world.settled) / "state", self.state, symlinks=True)

    # In the process that is played

    def promise(self, what: str, **values: Any) -> None:
        """Tell somebody outside: from now on it must hold, whatever happens. Outside the state folder, so no step of its own."""
        text = json.dumps({"what": what} | values, ensure_ascii=True)
        descriptor = os.open(self.promises_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, f"{text}\n".encode())
        finally:
            os.close(descriptor)
        self.world.shim.note(text)

    # From the harness

    def play(self, scene: Callable[[Run], None], cut: Cut | None = None) -> Process:
        """Start `scene` in a process of its own, which is cut when `cut` says so. Watched: the state folder, and the network."""

        def run() -> None:
            if cut is not None:
                self.world.shim.watch([self.state], log=self.record, cut=cut.step, how=cut.how, network=True)
            scene(self)

        process = Process(run, self.out)
        self._others.append(process)
        return process

    def command(self, program: Callable[..., None], *words: str) -> int:
        """A command of the kiosk, in a process of its own, to its end."""
        return self.play(lambda run: command(run, program, *words)).wait()

    def close(self) -> None:
        for process in self._others:
            process.kill()
        for portal in self._portals:
            portal.kill()


def command(run: Run, program: Callable[..., None], *words: str) -> None:
    """As the shell would start it. Ends the process."""
    app = typer.Typer()
    app.command()(program)
    app(args=[*words, "--config", str(run.config)])


def sync_once(run: Run) -> None:
    command(run, sync, "--once", "--json")


def sync_quickly(run: Run) -> None:
    """The same without the command line's own half."""
    sync(once=True, config=run.config, as_json=True)


def sync_service(run: Run) -> None:
    command(run, sync)
