"""`kiosk portal`: what scripts depend on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.portal.conftest import CATALOGUE
from tests.portal.live import ROOT, LivePortal, live_portal


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk.cli.portal", *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_ready_file_says_where_and_who(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    with live_portal(tmp_path, catalogue=CATALOGUE, options=["--ready-file", str(ready)]) as portal:
        assert json.loads(ready.read_text()) == {"url": portal.url, "port": portal.port, "pid": portal.pid}
        assert "officer password: " in portal.log.read_text()
        assert portal.officer_password() not in portal.log.read_text()


def test_invite_prints_one_document(portal: LivePortal) -> None:
    told = json.loads(portal.command("invite", "KX1", "--json"))
    assert told["machine"] == "KX1"
    assert len(told["code"].replace("-", "")) == 12
    assert "expires_at" in told
    assert portal.command("invite", "KX1").strip() != told["code"]


def test_wrong_usage_is_2_and_not_done_is_1(tmp_path: Path, portal: LivePortal) -> None:
    wrong = run("invite", "not a machine", "--data", str(tmp_path))
    assert (wrong.returncode, wrong.stdout) == (2, "")
    missing = run("revoke", "K99", "--json", "--data", str(tmp_path))
    assert (missing.returncode, json.loads(missing.stdout)["error"]) == (1, "portal.no_such_kiosk")
    second = run("serve", "--port", "0", "--data", str(portal.data), "--catalogue", str(CATALOGUE))
    assert second.returncode == 1
    assert "portal.in_use" in second.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--unit", "H29 nonsense"], "--unit"),
        (["--storage", "s3://bucket"], "--storage"),
        (["--database-url", "nonsense"], "--database-url"),
        (["--catalogue", "/nowhere"], "agencies.yaml"),
        (["--host", "192.0.2.1", "--catalogue", str(CATALOGUE)], "portal.address"),
    ],
)
def test_what_is_wrong_at_the_start_is_told_in_a_sentence(tmp_path: Path, words: list[str], told: str) -> None:
    ended = run("serve", "--port", "0", "--data", str(tmp_path), *words)
    assert ended.returncode == 1
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
