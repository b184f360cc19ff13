"""The command line as scripts see it: status, stdout, stderr."""

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
from typer.testing import CliRunner

from kiosk.cli import COMMANDS, build
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
SHAPE = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
"""Wide, so that a table or a usage error is not broken over lines."""


def run(*arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> Done:
    """In this process. What a command did not expect is raised here."""
    clean = {name: None for name in os.environ if name.startswith("KIOSK_")}
    names = [arguments[0]] if arguments and arguments[0] in COMMANDS else list(COMMANDS)
    result = CliRunner().invoke(build(names), list(arguments), input=stdin, env=clean | SHAPE | (env or {}))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def process(*arguments: str, stdin: bytes = b"") -> Done:
    """As a program of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")} | SHAPE | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "kiosk", *arguments], input=stdin, capture_output=True, timeout=90, check=False, env=env)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(autouse=True)
def _commands_set_the_log(logging_as_before: None) -> None:
    """Each command does."""


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
