"""`kiosk staff`: who may sign in over a visit. The PIN comes on stdin and is nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Done, run

PIN = "271828"


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[kiosk]\nstate = "{tmp_path / "state"}"\nlog = "{tmp_path / "log"}"\n')
    return str(file)


def add(config: str, pin: str = PIN, staff_id: str = "CB01") -> Done:
    return run("staff", "add", staff_id, "--name", "Trần Thị Lan", "--json", "--config", config, stdin=f"{pin}\n".encode())


def test_add_list_unlock_remove(config: str) -> None:
    assert add(config).document == {"done": True, "id": "CB01"}
    listed = run("staff", "list", "--json", "--config", config).document
    assert listed["staff"] == [{"id": "CB01", "name": "Trần Thị Lan", "wrong": 0, "locked": 0.0}]
    assert "CB01" in run("staff", "list", "--config", config).out
    assert run("staff", "unlock", "CB01", "--config", config).status == 0
    assert run("staff", "remove", "CB01", "--config", config).status == 0
    assert run("staff", "list", "--json", "--config", config).document["staff"] == []


def test_a_pin_that_anybody_would_try_is_refused(config: str) -> None:
    done = add(config, "123456")
    assert (done.status, done.document["error"]) == (1, "staff.pin")
    assert "6 đến 8 chữ số" in done.document["reason"]


def test_nobody_of_that_id(config: str) -> None:
    for verb in ("remove", "unlock"):
        done = run("staff", verb, "CB09", "--json", "--config", config)
        assert (done.status, done.document["error"]) == (1, "staff.unknown")


def test_the_pin_is_told_to_nobody(config: str, tmp_path: Path) -> None:
    done = add(config)
    assert PIN not in done.out + done.err
    assert all(PIN.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
