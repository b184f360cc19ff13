"""A part of `make crash`, spread over all kinds of steps: after each cut everything that was promised holds."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.portal.live import ROOT

pytestmark = pytest.mark.timeout(300)  # a quarter of a minute, when nobody else wants the processor

PLAYS = ("visit 2", "first start", "rebuild", "sync", "delivery")


@pytest.fixture(scope="module")
def done() -> dict[str, Any]:
    words = [each for play in PLAYS for each in ("--play", play)]
    command = [sys.executable, "-m", "tests.crash", "--json", "--every", "89", "--images", "2", "--workers", "1", *words]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert told.stdout, told.stderr
    document: dict[str, Any] = json.loads(told.stdout)
    return document


def test_everything_promised_holds(done: dict[str, Any]) -> None:
    assert done["wrong"] == []


@pytest.mark.parametrize("kind", ["kill before", "kill after", "kill half", "power cut"])
def test_it_was_cut_in_every_way(done: dict[str, Any], kind: str) -> None:
    assert done["by_kind"][kind] > 0


@pytest.mark.parametrize("step", ["create", "write", "sync", "sync_folder", "rename", "unlink", "connect", "send", "receive"])
def test_every_kind_of_step_is_among_those_that_are_cut(done: dict[str, Any], step: str) -> None:
    assert sum(steps.get(step, 0) for steps in done["steps"].values()) > 0
