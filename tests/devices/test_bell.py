"""The lamp or sound of the centre: a program that is started without a shell, told nothing, and stopped in time."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from kiosk.devices.bell import Bell, open_bell

SPEND = """
import json, os, sys, time
file, seconds = sys.argv[1], float(sys.argv[2])
with open(file, "a") as out:
    told = {"arguments": sys.argv[3:], "environment": sorted(os.environ), "stdin": sys.stdin.read(), "pid": os.getpid()}
    out.write(json.dumps(told) + "\\n")
time.sleep(seconds)
with open(file, "a") as out:
    out.write("ended\\n")
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "bell.py"
    file.write_text(SPEND)
    return file


def wait(file: Path, lines: int, seconds: float = 10) -> list[str]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = file.read_text().splitlines() if file.exists() else []
        if len(found) >= lines:
            return found
        time.sleep(0.01)
    raise TimeoutError


def test_it_is_started_with_its_fixed_arguments_and_told_nothing_else(program: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    Bell(f"{sys.executable} {program} {told} 0 --lamp 2;rm", most=5).ring()
    first = json.loads(wait(told, 2)[0])
    assert first["arguments"] == ["--lamp", "2;rm"], "no shell has read it"
    assert first["stdin"] == ""
    assert set(first["environment"]) <= {"PATH", "LC_CTYPE"}


def test_while_it_rings_it_does_not_ring_again(program: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    bell = Bell(f"{sys.executable} {program} {told} 0.3", most=5)
    for _ in range(20):
        bell.ring()
    assert len(wait(told, 2)) == 2
    bell._ringing.acquire(timeout=5)
    bell._ringing.release()
    bell.ring()
    assert len(wait(told, 4)) == 4, "afterwards it does"


def test_one_that_does_not_end_is_stopped(program: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    bell = Bell(f"{sys.executable} {program} {told} 60", most=1)
    began = time.monotonic()
    bell.ring()
    assert time.monotonic() - began < 0.5, "nobody waits for it"
    pid = json.loads(wait(told, 1)[0])["pid"]
    assert bell._ringing.acquire(timeout=10)
    assert not Path(f"/proc/{pid}").exists()


def test_a_program_that_is_not_there_hinders_nothing(tmp_path: Path) -> None:
    bell = Bell(str(tmp_path / "missing"), most=1)
    bell.ring()
    assert bell._ringing.acquire(timeout=5)


def test_a_centre_without_one() -> None:
    assert open_bell("", most=1) is None
