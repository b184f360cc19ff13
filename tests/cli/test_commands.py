"""The contract of the whole command line: help, status, one JSON document; nothing is imported that is not needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli import COMMANDS
from tests.cli.conftest import ROOT, Kiosk, process, run

HEAVY = ("PySide6", "fastapi", "sqlalchemy", "uvicorn", "alembic", "cv2", "sane", "serial", "escpos", "typst", "requests", "pyrage")
NEEDED = {
    "identity": {"PySide6", "fastapi", "sqlalchemy", "cv2", "typst", "requests"},
    "sync": {"PySide6", "fastapi", "sqlalchemy", "cv2", "typst"},
    "devices": {"PySide6", "fastapi", "sqlalchemy", "typst", "requests"},
    "portal": {"PySide6", "cv2", "sane", "typst", "serial"},
    "scan": {"PySide6", "fastapi", "sqlalchemy", "typst", "requests"},
    "catalogue": {"PySide6", "fastapi", "sqlalchemy", "cv2", "typst", "requests"},
}
"""Command → what it has no use for."""


def test_help_lists_every_command() -> None:
    done = process("--help")
    assert done.status == 0
    listed = {line.strip("│ ").split(" ")[0] for line in done.out.splitlines() if line.strip("│ ")}
    assert set(COMMANDS) <= listed


def test_no_command_at_all_is_wrong_usage() -> None:
    assert run().status == 2
    assert run("no-such-command").status == 2


def test_version() -> None:
    done = process("--version")
    assert (done.status, done.out.split()[0]) == (0, "kiosk")


def imported(*arguments: str) -> set[str]:
    """The modules that a command has in memory at its end."""
    script = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n"
        f"sys.argv = ['kiosk', *{arguments!r}]\n"
        "from kiosk.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=90, check=True, cwd=ROOT)
    return set(done.stderr.split())


def test_run_waits_for_nobody_elses_libraries() -> None:
    modules = imported("run", "--help")
    assert "kiosk.cli.run" in modules
    assert {name for name in HEAVY if name in modules} == set()
    assert {name for name in modules if name.startswith("kiosk.cli.")} == {"kiosk.cli.run", "kiosk.cli.common"}


@pytest.mark.parametrize("command", NEEDED)
def test_a_command_imports_its_own_room_only(command: str) -> None:
    modules = imported(command, "--help")
    assert f"kiosk.cli.{COMMANDS[command]}" in modules
    assert modules & NEEDED[command] == set()


@pytest.mark.parametrize("command", [["identity", "decode"], ["doctor"], ["scan", "--out", "/nowhere"]], ids=" ".join)
def test_wrong_settings_end_every_command_with_their_sentence(command: list[str], tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text("[scanner]\ndpi = 150\n")
    done = run(*command, "--json", "--config", str(file))
    assert done.status == 1
    assert done.document["done"] is False
    assert done.document["error"] == "settings"
    assert done.document["reason"].startswith(f"{file}, line 2: scanner.dpi: ")
    assert "Traceback" not in done.err
    assert f"{file}, line 2" in run(*command, "--config", str(file)).err


def test_the_environment_reaches_a_command(kiosk: Kiosk) -> None:
    done = kiosk("doctor", "--json", env={"KIOSK_SCANNER__DPI": "150"})
    assert (done.status, done.document["error"]) == (1, "settings")
    assert "KIOSK_SCANNER__DPI" in done.document["reason"]


@pytest.mark.parametrize(
    "arguments", [["identity", "decode", "--nonsense"], ["scan"], ["dossier", "submit"], ["doctor", "x"]], ids=" ".join
)
def test_wrong_usage_is_status_2_and_says_nothing_on_stdout(arguments: list[str], kiosk: Kiosk) -> None:
    done = kiosk(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err
