"""What all commands share: two options, one way of answering, one way of failing (the contract in docs/architecture.md)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from kiosk import settings, texts
from kiosk.errors import CatalogueError, KioskError, SettingsError

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, and nothing else there")]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file, in place of /etc/kiosk/kiosk.toml")]


def say(document: dict[str, Any], line: str, as_json: bool) -> None:
    """The answer: the document for scripts, the line for people."""
    if as_json or line:
        text = json.dumps(document, ensure_ascii=False, indent=1) if as_json else line
        # An argument that is not UTF-8 arrives as lone surrogates, which cannot be printed.
        print(text.encode("utf-8", "replace").decode())


def fail(error: KioskError, as_json: bool, **more: Any) -> NoReturn:
    """Not done: the reason in the user's words and the technical cause, in the document or on stderr; status 1. `more` was done before."""
    reason = _reason(error)
    if as_json:
        say({"done": False, "error": error.code, "reason": reason, "cause": error.cause} | more, "", True)
    else:
        print(f"{reason} [{error.code}]" + (f"\n{error.cause}" if error.cause and error.cause != reason else ""), file=sys.stderr)
    raise typer.Exit(1)


@contextmanager
def failing(as_json: bool) -> Iterator[None]:
    """An expected failure in the block ends the command by `fail`."""
    try:
        yield
    except KioskError as error:
        fail(error, as_json)


def read_settings(config: Path | None, as_json: bool = False) -> settings.Settings:
    """The settings; a mistake in them ends the command."""
    with failing(as_json):
        return settings.load(config)


def refuse_as_usage(sentence: str, parameter: str) -> NoReturn:
    """Wrong usage: status 2."""
    raise typer.BadParameter(sentence, param_hint=parameter)


def _reason(error: KioskError) -> str:
    # These two are for technicians: the cause names file and line, and the texts themselves may be what is wrong.
    if isinstance(error, (SettingsError, CatalogueError)) and error.cause:
        return error.cause
    try:
        sentence = texts.load().error("vi", error)
    except SettingsError as wrong:
        return f"{error.cause or error.code} ({wrong.cause})"
    return error.cause or error.code if sentence.startswith("[") else sentence
