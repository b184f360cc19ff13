"""A part of `make crash`, spread over all kinds of steps: after each cut everything that was promised holds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.portal.live import ROOT

PLAYS = ("visit 2", "first start", "rebuild", "sync", "delivery")
KINDS = ("kill before", "kill after", "kill half", "power cut")
STEPS = ("create", "write", "sync", "sync_folder", "rename", "unlink", "connect", "send", "receive")


@pytest.mark.timeout(300)  # half a minute, when nobody else wants the processor
def test_everything_promised_holds() -> None:
    words = [each for play in PLAYS for each in ("--play", play)]
    command = [sys.executable, "-m", "tests.crash", "--json", "--every", "89", "--images", "2", "--workers", "1", *words]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert told.stdout, told.stderr
    done = json.loads(told.stdout)
    assert done["wrong"] == []
    # It was cut in every way, and every kind of step is among those that were.
    assert [kind for kind in KINDS if not done["by_kind"].get(kind)] == []
    assert [step for step in STEPS if not sum(steps.get(step, 0) for steps in done["steps"].values())] == []
