"""A portal for tests: the real program in its own process on a real socket, which can be killed with -9 and started again."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.cli.portal import describe
from kiosk.exchange import PackageState
from kiosk.portal import enrolment, register
from kiosk.portal.config import PortalConfig, configure
from kiosk.portal.database import open_database
from kiosk.portal.storage import Storage

ROOT = Path(__file__).resolve().parent.parent.parent
START = 60.0
"""On a busy machine a start takes seconds [s]."""


@dataclass
class LivePortal:
    """Made by `live_portal`. `url` stays the same from the first start on."""

    data: Path
    catalogue: Path | None = None
    options: list[str] = field(default_factory=list)
    database_url: str | None = None
    """Default: SQLite in `data`."""
    host: str = "127.0.0.1"
    inside: list[str] = field(default_factory=list)
    """Words before the command, such as those that put it into a network namespace."""
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def ready_file(self) -> Path:
        return self.data.parent / "ready.json"

    @property
    def log(self) -> Path:
        """What the portal wrote on stderr, all starts."""
        return self.data.parent / f"{self.data.name}.log"

    def start(self) -> None:
        """Start and wait until it answers. Raises AssertionError with the log when it does not."""
        assert self._process is None, "it runs already"
        deadline = time.monotonic() + START
        while True:
            command = [*self.inside, sys.executable, "-m", "kiosk.cli.portal", "serve", "--data", str(self.data)]
            command += ["--host", self.host, "--port", str(self.port)]
            command += ["--ready-file", str(self.ready_file), *self._database(), *self.options]
            if self.catalogue is not None:
                command += ["--catalogue", str(self.catalogue)]
            with self.log.open("ab") as log:
                process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
            line = _first_line(process, deadline)
            if line.startswith("portal: http://"):
                self._process, self.port = process, int(line.rpartition(":")[2])
                return
            _end(process)
            # After a kill the port may for a moment be somebody's outgoing one.
            again = self.port and "portal.address" in self.log.read_text()[-500:] and time.monotonic() < deadline
            assert again, f"the portal does not start:\n{self.log.read_text()[-3000:]}"

    def kill(self) -> None:
        """kill -9: no goodbye."""
        if self._process is not None:
            self._process.kill()
            _end(self._process)
            self._process = None

    def stop(self) -> int:
        """SIGTERM, and wait; the exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(30)
        _end(self._process)
        self._process = None
        return code

    def invite(self, machine: str) -> str:
        """A one-time enrolment code."""
        database = open_database(self.config)
        try:
            return enrolment.invite(database, machine, now=datetime.now(UTC))
        finally:
            database.close()

    def revoke(self, machine: str) -> None:
        """Shut a machine out."""
        database = open_database(self.config)
        try:
            assert enrolment.revoke(database, machine, now=datetime.now(UTC))
        finally:
            database.close()

    def dossiers(self) -> list[dict[str, Any]]:
        """What `portal dossiers --json` lists, oldest first; works whether it runs or not."""
        database = open_database(self.config)
        try:
            return [describe(each, Storage(self.config.storage)) for each in register.each_in(database, *PackageState)]
        finally:
            database.close()

    def command(self, *words: str) -> str:
        """stdout of `portal WORDS --data …`; raises CalledProcessError."""
        command = [sys.executable, "-m", "kiosk.cli.portal", *words, "--data", str(self.data), *self._database()]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=START).stdout

    @property
    def config(self) -> PortalConfig:
        return configure(self.data, database_url=self.database_url)

    def _database(self) -> list[str]:
        return [] if self.database_url is None else ["--database-url", self.database_url]

    def officer_password(self) -> str:
        return (self.data / "officer-password").read_text().strip()


@contextlib.contextmanager
def live_portal(
    folder: Path, *, catalogue: Path | None = None, options: list[str] | None = None, database_url: str | None = None
) -> Iterator[LivePortal]:
    """A portal that runs, with its data in `folder`/portal. `catalogue`: folder of procedures, default the shipped one."""
    folder.mkdir(parents=True, exist_ok=True)
    portal = LivePortal(folder / "portal", catalogue, options or [], database_url)
    portal.start()
    try:
        yield portal
    finally:
        portal.kill()


def _first_line(process: subprocess.Popen[bytes], deadline: float) -> str:
    """The first line of stdout; empty when it ends or the time is up."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        gathered = b""
        while not gathered.endswith(b"\n") and selector.select(max(0.0, deadline - time.monotonic())):
            piece = os.read(process.stdout.fileno(), 4096)
            if not piece:
                break
            gathered += piece
    return gathered.decode().strip()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
