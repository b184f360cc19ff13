"""A kiosk's sync service and a portal, each in a network namespace of its own, with a bad line between them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.portal.kiosk_side import Sealed
from tests.portal.live import ROOT, LivePortal
from tests.sync.machine import Machine, assert_arrived
from tests.sync.network.link import PORTAL, Line, Link, link

CATALOGUE = Path(__file__).parent.parent.parent / "portal" / "catalogue"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Scene:
    link: Link
    portal: LivePortal
    machine: Machine
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def enrol(self, url: str = "") -> None:
        """Over the line, which is best left good until then."""
        self._kiosk("enrol", self.portal.invite(self.machine.name), "--portal", url or self.portal.url)

    def start(self) -> None:
        """`kiosk sync`, until `end`."""
        command = [*self.link.inside("kiosk"), sys.executable, "-m", "kiosk", "sync", "--config", str(self.machine.config)]
        with self.machine.log.open("ab") as log:
            self._running.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        self.wait(lambda: bool(self.machine.logged("sync_started")), 30)

    def kill(self) -> None:
        self._running[-1].kill()
        self._running.pop().wait()

    def busy(self) -> float:
        """Processor time that the service has used so far [s]."""
        fields = Path(f"/proc/{self._running[-1].pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def wait(self, what: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert not self._running or self._running[-1].poll() is None, self.machine.log.read_text()[-3000:]
            assert time.monotonic() < end, f"it does not come to pass:\n{self.machine.log.read_text()[-3000:]}"
            time.sleep(0.05)

    def wait_until_processed(self, *sealed: Sealed, seconds: float = 240) -> None:
        """And look that each is there exactly once, whole."""
        self.wait(lambda: all(self.machine.item(each).state == "processed" for each in sealed), seconds)
        assert_arrived(self.portal, self.machine, *sealed)

    def _kiosk(self, *words: str) -> None:
        command = [*self.link.inside("kiosk"), sys.executable, "-m", "kiosk", *words, "--config", str(self.machine.config)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


@contextlib.contextmanager
def scene(folder: Path, *, only: str = "", resolver: str = "") -> Iterator[Scene]:
    """On a good line at first: change it with `link.change`."""
    with link(Line(), only=only, resolver=resolver) as made:
        portal = LivePortal(folder / "portal", CATALOGUE, host=PORTAL, inside=made.inside("portal"))
        folder.mkdir(parents=True, exist_ok=True)
        portal.start()
        machine = Machine(folder / "N01", "N01")
        here = Scene(made, portal, machine)
        try:
            yield here
        finally:
            here.close()
            machine.close()
            portal.kill()
