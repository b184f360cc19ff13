"""`kiosk sync` in a process of its own. Apart from machine.py, so that the process does not have to import the portal."""

from __future__ import annotations

import os

import typer

from kiosk.cli.sync import sync


def serve(words: list[str], log: str, out: str) -> None:
    """`kiosk sync WORDS`, with stderr added to the file `log` and stdout in the file `out`."""
    os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
    app = typer.Typer()
    app.command()(sync)
    app(args=words)
