"""A PostgreSQL of the tests' own: private, on a Unix socket in a temporary folder, gone afterwards."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_SERVANT = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
"""PostgreSQL does not run as root."""
_NOT_LONGER_THAN_WE = ["setpriv", "--pdeathsig=QUIT"]
"""A run that is killed leaves no server behind."""
START = 60.0


class Cluster:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://portal@/{name}?host={self._folder}"

    def fresh(self) -> str:
        """URL of a new, empty database."""
        import psycopg

        name = f"portal{next(self._numbers)}"
        with psycopg.connect(f"dbname=postgres user=portal host={self._folder}", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self.url(name)


def why_not() -> str:
    """Why there is none here; empty: there is."""
    if _binaries() is None:
        return "no PostgreSQL here: apt-get install postgresql-15"
    return "" if importlib.util.find_spec("psycopg") else "psycopg is not installed"


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    binaries = _binaries()
    assert binaries is not None
    # Not in pytest's own folder, which nobody but its owner may enter. Short: a socket's path has 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-"))
    servant = [] if os.getuid() else _SERVANT
    if servant:
        shutil.chown(folder, "nobody", "nogroup")
    data = folder / "data"
    command = [
        *servant,
        str(binaries / "initdb"),
        "--no-sync",
        "--auth=trust",
        "--username=portal",
        "--encoding=UTF8",
        "--locale=C",
        "-D",
        str(data),
    ]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    # What happens to a database when the power goes is PostgreSQL's own business: no fsync here.
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "shared_buffers": "16MB"}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*servant, *_NOT_LONGER_THAN_WE, str(binaries / "postgres"), "-D", str(data), *options], cwd=folder, stderr=log, stdout=log
        )
    try:
        _wait(process, folder)
        yield Cluster(folder)
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()
        shutil.rmtree(folder)


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    import psycopg

    end = time.monotonic() + START
    while True:
        try:
            psycopg.connect(f"dbname=postgres user=portal host={folder}").close()
        except psycopg.OperationalError:
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end, "it does not answer"
            time.sleep(0.05)
        else:
            return


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None
