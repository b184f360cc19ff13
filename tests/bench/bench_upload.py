"""How fast a package goes up, beside curl, requests and tuspy in the same run. `python -m tests.bench bench_upload` prints it.

The bad line is a user-space link between two network namespaces (tests/sync/network/link.py): each client has one of its own, with the same
seed, and the real portal at the other end. On loopback the other end is the fastest we could make, then the real portal, both with TLS.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.dossier.numbers import temporary_number
from kiosk.exchange import Announcement, EnrolmentRequest
from kiosk.portal import enrolment, register
from kiosk.portal.config import configure
from kiosk.portal.database import open_database
from kiosk.portal.storage import Storage
from tests.sync.network.authority import Authority
from tests.sync.network.link import PORTAL, Line, link, why_not

BAD = Line(kbit=10_000, delay=0.05, loss=0.01)
SMALL, LARGE = 10_000_000, 200_000_000
CHUNK = 16_000_000
RUNS = int(os.environ.get("RUNS", "1"))
HERE = Path(__file__).parent
CATALOGUE = HERE.parent / "portal" / "catalogue"
PORTAL_PROCESS = HERE.parent / "sync" / "network" / "portal_process.py"


def run() -> Iterator[tuple[str, float, str]]:
    """Name, value, unit; of several runs (RUNS=5) each."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        folder = Path(name)
        authority = Authority(folder / "authority")
        if reason := why_not():
            print(f"  the bad line is left out: {reason}")
        else:
            for seed in range(1, RUNS + 1):
                yield from _bad_line(folder, authority, seed)
        for _ in range(RUNS):
            yield from _loopback(folder, authority)


def _bad_line(folder: Path, authority: Authority, seed: int) -> Iterator[tuple[str, float, str]]:
    certificate = authority.vouch(PORTAL)
    for control in ("bbr", "cubic"):
        only = "reno cubic bbr" if control == "bbr" else "reno cubic"
        seconds = {}
        for client in ("ours", "curl", "requests", "tuspy"):
            with link(BAD, only=only, seed=seed) as made, _portal(folder, certificate, PORTAL, made.inside("portal")) as portal:
                spec = portal.spec(folder, SMALL) | {"ca": str(authority.file), "connections": 8, "chunk": CHUNK}
                seconds[client] = _time(client, spec, made.inside("kiosk"))
                sent = made.counts()["kiosk_bytes_in"]
            share = SMALL * 8 / (seconds[client] * BAD.kbit * 1000) * 100
            unit = f"% of the line ({seconds[client]:.1f} s, {sent / SMALL:.2f} × sent)"
            yield f"10 Mbit/s, 100 ms, 1 % loss, {control}: {client}", share, unit
        yield f"10 Mbit/s, 100 ms, 1 % loss, {control}: ours / curl", seconds["curl"] / seconds["ours"], "×"


def _loopback(folder: Path, authority: Authority) -> Iterator[tuple[str, float, str]]:
    certificate = authority.vouch("127.0.0.1")
    for client in ("ours", "requests", "tuspy"):
        with _sink(certificate) as url:
            spec = _spec(folder, url, LARGE) | {"address": f"{url}/v1/uploads/1", "token": "t", "headers": {"Tus-Resumable": "1.0.0"}}
            rate = LARGE / 1e6 / _time(client, spec | {"ca": str(authority.file), "connections": 8, "chunk": CHUNK}, [])
        yield f"loopback, TLS, 200 MB, to a sink: {client}", rate, "MB/s"
    for client in ("ours", "requests", "tuspy"):
        with _portal(folder, certificate, "127.0.0.1", []) as portal:
            spec = portal.spec(folder, LARGE) | {"ca": str(authority.file), "connections": 8, "chunk": CHUNK}
            yield f"loopback, TLS, 200 MB, to the portal: {client}", LARGE / 1e6 / _time(client, spec, []), "MB/s"


def _time(client: str, spec: dict[str, Any], inside: list[str]) -> float:
    """Seconds from the first connection to the last answer."""
    if client == "curl":
        headers = [*(f"{name}: {value}" for name, value in spec["headers"].items()), "Upload-Offset: 0"]
        command = ["curl", "-sS", "--fail", "-X", "PATCH", "--upload-file", spec["file"], "--cacert", spec["ca"], "--noproxy", "*"]
        command += [word for header in [*headers, "Content-Type: application/offset+octet-stream", "Expect:"] for word in ("-H", header)]
        command += ["--write-out", "%{time_total}", "--output", "/dev/null", spec["address"]]
    else:
        command = [sys.executable, "-m", "tests.bench.uploaders", client, json.dumps(spec)]
    environment = os.environ | {"REQUESTS_CA_BUNDLE": spec["ca"]}  # tuspy takes it from there only
    done = subprocess.run([*inside, *command], check=True, stdout=subprocess.PIPE, text=True, cwd=HERE.parent.parent, env=environment)
    return float(done.stdout)


class _Portal:
    """The real one, with a kiosk that it knows."""

    def __init__(self, data: Path, url: str) -> None:
        self._url = url
        config = configure(data)
        self._database, self._storage = open_database(config), Storage(config.storage)
        now = datetime.now(UTC)
        code = enrolment.invite(self._database, "K01", now=now)
        self._token = enrolment.redeem(self._database, EnrolmentRequest(code=code, machine="K01"), now=now)

    def spec(self, folder: Path, size: int) -> dict[str, Any]:
        """What a client must know to upload a new package; for those that cannot open an upload it is open."""
        spec = _spec(folder, self._url, size)
        told = Announcement.model_validate(spec["announcement"])
        register.announce(self._database, "K01", told, now=datetime.now(UTC))
        upload = register.create_upload(self._database, self._storage, "K01", told.dossier_id, told.sha256, size)
        headers = {"Authorization": f"Bearer {self._token}", "Tus-Resumable": "1.0.0"}
        return spec | {"token": self._token, "headers": headers, "address": f"{self._url}/v1/uploads/{upload}"}

    def close(self) -> None:
        self._database.close()


@contextlib.contextmanager
def _portal(folder: Path, certificate: tuple[Path, Path], host: str, inside: list[str]) -> Iterator[_Portal]:
    data = folder / secrets.token_hex(4)
    command = [*inside, sys.executable, str(PORTAL_PROCESS), str(data), str(CATALOGUE), host, *map(str, certificate)]
    # The package is random bytes: the portal takes it in whole, and then refuses to open it.
    with _started(command) as line:
        portal = _Portal(data, line.removeprefix("portal: "))
        yield portal
        portal.close()


@contextlib.contextmanager
def _sink(certificate: tuple[Path, Path]) -> Iterator[str]:
    with _started([sys.executable, str(HERE / "sink.py"), *map(str, certificate)]) as line:
        yield line


@contextlib.contextmanager
def _started(command: list[str]) -> Iterator[str]:
    """The first line that it prints."""
    environment = os.environ | {"PYTHONPATH": str(HERE.parent.parent)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    assert process.stdout is not None
    try:
        line = process.stdout.readline().strip()
        assert line, f"{command[0]} does not start"
        yield line
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _spec(folder: Path, url: str, size: int) -> dict[str, Any]:
    file = folder / f"{size}.bin"
    if not file.exists():
        file.write_bytes(secrets.token_bytes(size))
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    told = Announcement(
        dossier_id=secrets.token_hex(16),
        temporary_number=temporary_number("K01", datetime.now(UTC).date(), time.monotonic_ns() % 9999 + 1),
        procedure_code="1.001193",
        sha256=digest,
        size=size,
        submitted_at=datetime.now(UTC),
    )
    return {"url": url, "file": str(file), "announcement": told.model_dump(mode="json")}


if __name__ == "__main__":
    for what, value, unit in run():
        print(f"{what:62}{value:9.1f} {unit}", flush=True)
