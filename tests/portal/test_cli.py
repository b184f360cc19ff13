"""`kiosk portal`: what scripts depend on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from kiosk.cli.portal import app
from tests.portal.conftest import CATALOGUE
from tests.portal.live import LivePortal


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_ready_file_says_where_and_who(portal: LivePortal) -> None:
    assert json.loads(portal.ready_file.read_text()) == {"url": portal.url, "port": portal.port, "pid": portal.pid}
    assert f"officer password: {portal.data / 'officer-password'}" in portal.log.read_text()
    assert portal.officer_password() not in portal.log.read_text()


def test_invite_prints_one_document(portal: LivePortal) -> None:
    told = json.loads(run("invite", "KX1", "--json", "--data", str(portal.data)).stdout)
    assert told["machine"] == "KX1"
    assert len(told["code"].replace("-", "")) == 12
    assert "expires_at" in told
    plain = run("invite", "KX1", "--data", str(portal.data)).stdout.strip()
    assert plain.count("-") == 2
    assert plain != told["code"]


def test_dossiers_lists_as_one_document(portal: LivePortal) -> None:
    """As a program of its own, as scripts call it."""
    assert json.loads(portal.command("dossiers", "--json"))["dossiers"] == portal.dossiers()


def test_wrong_usage_is_2_and_not_done_is_1(tmp_path: Path, portal: LivePortal) -> None:
    wrong = run("invite", "not a machine", "--data", str(tmp_path))
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    missing = run("revoke", "K99", "--json", "--data", str(tmp_path))
    assert (missing.exit_code, json.loads(missing.stdout)["error"]) == (1, "portal.no_such_kiosk")
    second = run("serve", "--port", "0", "--data", str(portal.data), "--catalogue", str(CATALOGUE))
    assert second.exit_code == 1
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
    assert ended.exit_code == 1
    assert told in ended.stderr
    assert isinstance(ended.exception, SystemExit)
