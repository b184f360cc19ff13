"""`kiosk identity`: what a card's code says. The text comes on stdin: personal data never stands on a command line."""

from __future__ import annotations

import sys

import typer

from kiosk.cli.common import Config, Json, fail, read_settings, say
from kiosk.errors import InputError
from kiosk.identity import read_number, read_qr

app = typer.Typer(no_args_is_help=True, help="Giấy tờ tùy thân / who files")


@app.command()
def decode(as_json: Json = False, config: Config = None) -> None:
    """CCCD QR text on stdin → person, or the reason why not."""
    read_settings(config, as_json)
    try:
        person = read_qr(sys.stdin.buffer.read(4096))
    except InputError as error:
        fail(error, as_json)
    province = read_number(person.number).province
    say(
        {"done": True, "person": {**person.model_dump(mode="json"), "province_of_registration": province}},
        f"{person.name}, {person.number}, {person.born:%d/%m/%Y}, {person.sex}, {person.address}",
        as_json,
    )


@app.callback()
def _group() -> None:
    pass
