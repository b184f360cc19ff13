"""The harness can fail: each mistake that people make in a store is put in, and found."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.portal.live import ROOT

MISTAKES = {"file sync", "folder sync", "rename first", "lazy commit", "told early", "key left", "in clear", "row first", "two commits"}


@pytest.mark.timeout(300)  # half a minute, when nobody else wants the processor
def test_each_mistake_is_found() -> None:
    told = subprocess.run([sys.executable, "-m", "tests.crash.broken"], cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert told.stdout, told.stderr
    document = json.loads(told.stdout)
    assert set(document) == MISTAKES
    assert {name: each["cuts"] for name, each in document.items() if not each["found"]} == {}  # not found in so many cuts
