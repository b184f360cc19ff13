"""The command line as scripts see it: a process of its own for each command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest

from kiosk.store import Enrolments, StoredEnrolment

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document, and nothing beside it."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document


Kiosk = Callable[..., Done]


def run(*arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> Done:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
    # Wide, so that a table or a usage error is not broken over lines.
    shape = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments],
        input=stdin,
        capture_output=True,
        timeout=90,
        check=False,
        env=clean | shape | (env or {}),
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A kiosk that has just been unpacked, with no hardware."""
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f'[kiosk]\nstate = "{tmp_path / "state"}"\nlog = "{tmp_path / "log"}"\n'
        '[scanner]\ndriver = "simulated"\n[reader]\ndriver = "none"\n[printer]\ndriver = "none"\n'
    )
    return file


@pytest.fixture
def key() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def enrolled(config: Path, tmp_path: Path, key: pyrage.x25519.Identity) -> Path:
    """The same, let in by a portal that is away."""
    enrolment = StoredEnrolment(url="http://127.0.0.1:1", portal="Cổng thử", machine="K01", recipient=str(key.to_public()))
    Enrolments(tmp_path / "state").save(enrolment, "token")
    return config


@pytest.fixture
def kiosk(config: Path) -> Kiosk:
    """Runs a command with that kiosk's settings."""
    return lambda *arguments, **more: run(*arguments, "--config", str(config), **more)
