"""The disk runs full in the middle of a stack: the pages before are kept, the resident is told, and once there is room it goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.devices.small_disk import MORE, SHEETS

ROOT = Path(__file__).resolve().parents[2]


def test_disk_full_while_scanning(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk in a namespace of its own")
    command = ["unshare", "-rm", sys.executable, "-m", "tests.devices.small_disk", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    first = said["first"]
    assert first["code"] == "store.write"
    assert "No space left" in first["cause"]
    assert 0 < first["pages"] < SHEETS
    assert first["told"] == first["pages"]  # no page is called kept that is not, and none is kept in silence
    assert said["after"] == MORE
    assert said["readable"] == first["pages"] + said["after"]
    assert said["orphans"] == []
