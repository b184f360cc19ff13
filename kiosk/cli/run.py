"""`kiosk run`: the kiosk itself."""

from __future__ import annotations

import json
import resource
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk import logs
from kiosk.cli.common import Config, read_settings
from kiosk.errors import KioskError


def run(
    windowed: Annotated[bool, typer.Option("--windowed", help="In a window, not over the whole screen")] = False,
    config: Config = None,
    tour: Annotated[Path | None, typer.Option("--tour", hidden=True, help="Play the visit of this plan (see `kiosk demo --tour`)")] = None,
) -> None:
    """The kiosk: fullscreen, until it is told to stop."""
    settings = read_settings(config)
    # A core dump would hold the resident's papers in clear.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logs.configure(settings.kiosk.log, "kiosk")
    from kiosk.ui import app as application  # Qt only when it is needed

    def started(running: application.App) -> Any:
        if tour is None:
            return None
        from kiosk.ui.tour import Tour

        return Tour(running, tour.parent, json.loads(tour.read_text("utf-8")))

    try:
        status = application.run(settings, windowed=windowed, started=started)
    except KioskError as error:
        logs.unforeseen(error)
        typer.echo(f"{error.code}: {error.cause}", err=True)
        raise typer.Exit(1) from None
    raise typer.Exit(status)
