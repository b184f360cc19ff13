"""`kiosk identity`: what a card's code says. The text comes on stdin: personal data never stands on a command line."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import typer

from kiosk.cli.common import Config, Json, failing, read_settings, say
from kiosk.clock import now
from kiosk.identity import looks_like_mrz, read_mrz, read_number, read_qr

app = typer.Typer(no_args_is_help=True, help="Giấy tờ tùy thân / who files")


@app.command()
def decode(as_json: Json = False, config: Config = None) -> None:
    """CCCD QR or MRZ text on stdin → person, or the reason why not."""
    read_settings(config, as_json)
    given = sys.stdin.buffer.read(4096)
    text = given.decode("utf-8", "replace")
    with failing(as_json):
        person, line = _zone(text) if looks_like_mrz(text) else _code(given)
    number = person["number"]
    person["province_of_registration"] = read_number(number).province if number else None
    say({"done": True, "person": person}, line, as_json)


def _code(given: bytes) -> tuple[dict[str, Any], str]:
    person = read_qr(given)
    line = f"{person.name}, {person.number}, {person.born:%d/%m/%Y}, {person.sex}, {person.address}"
    return person.model_dump(mode="json"), line


def _zone(text: str) -> tuple[dict[str, Any], str]:
    """Of a card's back or a passport: no diacritics, no address."""
    mrz = read_mrz(text, today=now().date())
    fields = asdict(mrz) | {"born": mrz.born.isoformat(), "expires": mrz.expires.isoformat(), "source": "mrz"}
    return fields, f"{mrz.name}, {mrz.number or mrz.document}, {mrz.born:%d/%m/%Y}, {mrz.sex or '-'}, {mrz.issuer}"


@app.callback()
def _group() -> None:
    pass
