"""The kiosk's command line: the same abilities for a terminal, for technicians, scripts and tests.

A command's room is imported only when that command is called: the kiosk shows its first screen without waiting for the portal's libraries.
"""

from __future__ import annotations

import importlib
import sys

import typer

import kiosk
from kiosk import logs

COMMANDS = {
    "run": "run",
    "demo": "demo",
    "sync": "sync",
    "portal": "portal",
    "doctor": "doctor",
    "devices": "devices",
    "scan": "scan",
    "page": "page",
    "identity": "identity",
    "catalogue": "catalogue",
    "dossier": "dossier",
    "outbox": "outbox",
    "enrol": "enrol",
    "staff": "staff",
    "tickets": "tickets",
    "key": "key",
}
"""Command → module of this package: it has either `app`, a group of commands, or a function of the command's name."""


def build(names: list[str]) -> typer.Typer:
    """The command line with just these commands."""
    whole = typer.Typer(
        no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Ki-ốt dịch vụ công / the one-stop kiosk"
    )
    for name in names:
        module = importlib.import_module(f"kiosk.cli.{COMMANDS[name]}")
        if hasattr(module, "app"):
            whole.add_typer(module.app, name=name)
        else:
            whole.command(name)(getattr(module, name))

    @whole.callback()
    def _whole() -> None:
        # With a callback, a single command keeps its name.
        pass

    return whole


def main() -> None:
    if sys.argv[1:2] == ["--version"]:
        print(f"kiosk {kiosk.__version__}")
        return
    # Until a command says otherwise: stdout is for answers.
    logs.configure(None, "kiosk")
    wanted = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "")
    build([wanted] if wanted in COMMANDS else list(COMMANDS))(prog_name="kiosk")
