"""`kiosk enrol CODE --portal URL`: connect this kiosk with its portal."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk import logs
from kiosk import sync as portal_side
from kiosk.cli.common import Config, Json, failing, read_settings, say


def enrol(
    code: Annotated[str, typer.Argument(help="One-time code from the portal's staff, such as 7GQK-0XMB-2RTD")],
    portal: Annotated[str, typer.Option("--portal", help="Address of the portal, such as https://cong.example.vn")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show a one-time code to the portal and keep what it gives. The code is worth nothing afterwards."""
    logs.configure(None, "enrol")
    settings = read_settings(config, as_json)
    with failing(as_json):
        stored = portal_side.enrol(settings, code, portal)
    document = {"done": True, "portal": stored.portal, "machine": stored.machine, "url": stored.url, "recipient": stored.recipient}
    say(document, f"{stored.machine} → {stored.portal} ({stored.url})", as_json)
