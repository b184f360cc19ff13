"""`kiosk tickets`: what a counter's own screen asks and tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import build
from kiosk.clock import now
from kiosk.store import open_store


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(f"[kiosk]\nstate = '{tmp_path / 'state'}'\n[tickets]\ncounters = {{ A = 'Hộ tịch; Civil status' }}\n", "utf-8")
    return file


def run(config: Path, *words: str) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(build(["tickets"]), ["tickets", *words, "--json", "--config", str(config)])
    return done.exit_code, json.loads(done.stdout)


def test_a_counter_calls_and_the_kiosk_tells_how_many_wait(config: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "state", now=now)
    for _ in range(3):
        store.tickets.take("A", now())
    assert run(config, "show") == (0, {"done": True, "counters": [{"counter": "A", "given": 3, "waiting": None}]})
    assert run(config, "call", "A") == (0, {"done": True, "number": "A-001"})
    assert run(config, "show")[1]["counters"] == [{"counter": "A", "given": 3, "waiting": 2}]
    assert [run(config, "call", "A")[1]["number"] for _ in range(3)] == ["A-002", "A-003", None]
    store.close()


def test_no_such_counter(config: Path) -> None:
    status, told = run(config, "call", "Q")
    assert (status, told["done"], told["error"]) == (1, False, "ticket.counter")
