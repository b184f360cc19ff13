"""Kiosks that come back at once after an outage: `python -m tests.load.crowd`. Their messages are the real ones, and so is the portal.

Each is a thread with the kiosk's own client and its own waits (kiosk.sync.client, kiosk.sync.pace), without a store. They all begin within
one second, which is the worst that can be: after a long outage their waits would have spread them over minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from kiosk.exchange import PackageState
from kiosk.portal.admission import allow_many_files
from kiosk.portal.config import public_key, secret_keys
from kiosk.portal.database import Database, open_database
from kiosk.portal.tables import Kiosk
from kiosk.sync.client import Portal
from kiosk.sync.errors import TryLater
from kiosk.sync.line import Line
from kiosk.sync.pace import Pace
from tests.load.picture import curve
from tests.portal.kiosk_side import Sealed, dossier, pdf
from tests.portal.live import LivePortal, live_portal
from tests.portal.postgres import cluster

CATALOGUE = Path(__file__).parent.parent / "portal" / "catalogue"
PACKAGE = 100_000
RETRY_FIRST, RETRY_MOST = 2.0, 300.0
"""The kiosk's own defaults [s]."""


@dataclass
class Told:
    """What came of it. Times in seconds from the moment when all came back."""

    kiosks: int
    database: str
    delivered: list[float] = field(default_factory=list)
    turned_away: int = 0
    failed: int = 0
    """Tries that ended otherwise than with an answer of the portal."""
    officer: list[float] = field(default_factory=list)
    """How long an officer's page took meanwhile."""
    memory_mb: float = 0.0
    """Of the portal's process, at most."""
    portal_seconds: float = 0.0
    """Processor time of the portal."""
    lost: int = 0
    double: int = 0

    def summary(self) -> dict[str, Any]:
        return {
            "kiosks": self.kiosks,
            "database": self.database,
            "dossiers": len(self.delivered),
            "p50_s": round(statistics.median(self.delivered), 1),
            "p99_s": round(_quantile(self.delivered, 99), 1),
            "last_s": round(max(self.delivered), 1),
            "per_second": round(len(self.delivered) / max(self.delivered), 1),
            "turned_away": self.turned_away,
            "failed": self.failed,
            "officer_p50_ms": round(statistics.median(self.officer) * 1000),
            "officer_p99_ms": round(_quantile(self.officer, 99) * 1000),
            "portal_memory_mb": round(self.memory_mb),
            "portal_processor_s": round(self.portal_seconds, 1),
            "lost": self.lost,
            "double": self.double,
        }


class _Never:
    asked = False


class _Kiosk(threading.Thread):
    """One machine: its events, then each dossier; what the portal asks it to wait, it waits."""

    def __init__(self, portal: LivePortal, token: str, sealed: list[Sealed], told: Told, begin: float) -> None:
        super().__init__(daemon=True)
        self._line = Line(timeout=30)
        self._url, self._token = portal.url, token
        self._left = {each.id: each for each in sealed}
        self._told = told
        self._begin = begin
        self._pace = Pace(RETRY_FIRST, RETRY_MOST, monotonic=time.monotonic, jitter=random.random)

    def run(self) -> None:
        portal = Portal(self._url, self._token, line=self._line, now=lambda: datetime.now(UTC))
        time.sleep(max(self._begin + random.random() - time.monotonic(), 0))
        while self._left:
            try:
                portal.events(0)
                for sealed in list(self._left.values()):
                    if self._pace.wait(sealed.id) == 0:
                        self._send(portal, sealed)
                self._pace.clear("portal")
            except TryLater as error:
                if error.code == "portal.busy":
                    self._told.turned_away += 1
                else:
                    self._told.failed += 1
                self._pace.failed("portal", at_least=error.after or 0.0)
            turns = [self._pace.wait(each) for each in self._left]
            time.sleep(max(self._pace.wait("portal"), min(turns, default=0.0)))
        portal.close()

    def _send(self, portal: Portal, sealed: Sealed) -> None:
        receipt = portal.announce(sealed.announcement)
        if receipt.state is PackageState.ANNOUNCED:
            with tempfile.TemporaryFile() as package:
                package.write(sealed.package)
                package.flush()
                portal.upload(package, sealed.announcement, known=None, keep=lambda _: None, chunk=16_000_000, stop=_Never())
            receipt = portal.receipt(sealed.id)
        if receipt.state is PackageState.PROCESSED:
            assert receipt.sha256 == sealed.announcement.sha256
            self._told.delivered.append(time.monotonic() - self._begin)
            del self._left[sealed.id]
        else:
            assert receipt.state is PackageState.HELD, receipt
            self._pace.look_again(sealed.id)


def crowd(kiosks: int, dossiers: int, database: str, folder: Path, *, patience: float = 1800.0) -> Told:
    """All of them, until all is delivered. `database`: sqlite or postgresql. `patience` [s]: AssertionError when it takes longer."""
    allow_many_files()
    threading.stack_size(512 * 1024)
    told = Told(kiosks, database)
    with _portal(folder, database) as portal:
        recipient = public_key(secret_keys(portal.config)[0])
        with contextlib.closing(open_database(portal.config)) as opened:
            tokens = _let_in(opened, kiosks)
        files = {"declaration": pdf(1000), "birth_note": pdf(PACKAGE)}
        packages = {name: [dossier(name, recipient, serial=n + 1, files=files) for n in range(dossiers)] for name in tokens}
        begin = time.monotonic() + 1
        threads = [_Kiosk(portal, token, packages[name], told, begin) for name, token in tokens.items()]
        for thread in threads:
            thread.start()
        _watch(portal, threads, told, begin + patience)
        there = portal.dossiers()
        processed = [each for each in there if each["state"] == "processed"]
        told.lost = kiosks * dossiers - len({each["dossier_id"] for each in processed})
        told.double = len(there) - len({each["official_code"] for each in processed})
    return told


def _watch(portal: LivePortal, threads: list[_Kiosk], told: Told, until: float) -> None:
    """Until all have ended; an officer opens the list of dossiers meanwhile, each half second."""
    password = portal.officer_password()
    with requests.Session() as officer:
        officer.auth = ("officer", password)
        while any(thread.is_alive() for thread in threads):
            assert time.monotonic() < until, f"not all is delivered: {len(told.delivered)}"
            began = time.monotonic()
            assert officer.get(f"{portal.url}/", timeout=60).status_code == 200
            told.officer.append(time.monotonic() - began)
            memory = next(line for line in Path(f"/proc/{portal.pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
            told.memory_mb = max(told.memory_mb, int(memory.split()[1]) / 1024)
            time.sleep(0.5)
    fields = Path(f"/proc/{portal.pid}/stat").read_text().rpartition(")")[2].split()
    told.portal_seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _portal(folder: Path, database: str) -> Iterator[LivePortal]:
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(cluster()).fresh() if database == "postgresql" else None
        yield stack.enter_context(live_portal(folder, catalogue=CATALOGUE, database_url=url))


def _let_in(database: Database, kiosks: int) -> dict[str, str]:
    """Machine → token, as if each had been invited and had come: in one transaction instead of thousands."""
    tokens = {f"K{number:05d}": secrets.token_urlsafe(32) for number in range(kiosks)}
    now = datetime.now(UTC)
    with database.writing() as session:
        for machine, token in tokens.items():
            digest = hashlib.sha256(token.encode()).hexdigest()
            session.add(Kiosk(machine=machine, token_hash=digest, invitation=digest, enrolled_at=now, token_used_at=now))
    return tokens


def _quantile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiosks", type=int, default=1000)
    parser.add_argument("--dossiers", type=int, default=2, help="of each kiosk")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append", help="default: both")
    parser.add_argument("--picture", type=Path, help="an SVG of the deliveries over time")
    given = parser.parse_args()
    curves = {}
    for database in given.database or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".crowd-") as name:
            told = crowd(given.kiosks, given.dossiers, database, Path(name))
        print(json.dumps(told.summary()), flush=True)
        curves[database] = sorted(told.delivered)
    if given.picture:
        given.picture.write_text(curve(curves), "utf-8")


if __name__ == "__main__":
    main()
