"""What all commands share: the two options, one way of answering, one way of failing (the contract in docs/architecture.md)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from kiosk import settings, texts
from kiosk.errors import KioskError

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, and nothing else there")]
Config = Annotated[Path | None, typer.Option("--config", help="Settings file, in place of /etc/kiosk/kiosk.toml")]


def read_settings(config: Path | None, as_json: bool = False) -> settings.Settings:
    """The settings; a mistake in them ends the command with its sentence and status 1."""
    try:
        return settings.load(config)
    except KioskError as error:
        fail(error, as_json)


def say(document: dict[str, Any], line: str, as_json: bool) -> None:
    """The answer: the document for scripts, the line for people."""
    print(json.dumps(document, ensure_ascii=False, indent=1) if as_json else line)


def fail(error: KioskError, as_json: bool, **more: Any) -> NoReturn:
    """Not done: the sentence for people and the cause for technicians; status 1. `more`: what else the document says."""
    sentence = _sentence(error)
    if as_json:
        document = {"done": False, "error": error.code, "reason": error.cause or sentence, "sentence": sentence, **more}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    print(f"{sentence}\n{error.cause}" if error.cause else sentence, file=sys.stderr)
    raise typer.Exit(1)


def _sentence(error: KioskError) -> str:
    try:
        sentence = texts.load().error("vi", error)
    except KioskError:
        return error.code  # the texts themselves are what is wrong
    return error.code if sentence.startswith("[") else sentence


def refuse_as_usage(sentence: str, parameter: str) -> NoReturn:
    """Wrong usage: status 2."""
    raise typer.BadParameter(sentence, param_hint=parameter)
