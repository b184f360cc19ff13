"""The harness can fail: each mistake that people make in a store is put in, and found."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.portal.live import ROOT

pytestmark = pytest.mark.timeout(300)  # a quarter of a minute, when nobody else wants the processor

MISTAKES = ("file sync", "folder sync", "rename first", "lazy commit", "told early", "key left", "in clear", "row first", "two commits")


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    told = subprocess.run([sys.executable, "-m", "tests.crash.broken"], cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert told.stdout, told.stderr
    document: dict[str, Any] = json.loads(told.stdout)
    return document


@pytest.mark.parametrize("mistake", MISTAKES)
def test_found(found: dict[str, Any], mistake: str) -> None:
    assert found[mistake]["found"], f"not in {found[mistake]['cuts']} cuts"


def test_all_are_tried(found: dict[str, Any]) -> None:
    assert set(found) == set(MISTAKES)
