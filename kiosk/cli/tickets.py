"""`kiosk tickets`: how the counters' queues stand, and calling the next number. For the counters' own screens and scripts.

A counter that calls here makes the kiosk tell how many wait; of the others it tells only how many numbers were given out.
"""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from kiosk.cli.common import Config, Json, failing, read_settings, say
from kiosk.clock import now
from kiosk.errors import InputError
from kiosk.settings import Settings
from kiosk.store import Tickets
from kiosk.store.database import Database

app = typer.Typer(help="Queue numbers: how the counters stand, and calling the next one.", no_args_is_help=True)


@app.command()
def show(as_json: Json = False, config: Config = None) -> None:
    """Tell for each counter how many numbers were given out today, and how many wait."""
    settings = read_settings(config, as_json)
    with failing(as_json), closing(Database(settings.kiosk.state)) as database:
        queues = Tickets(database, now=now).queues(now())
    counters = [
        {"counter": letter, "given": queue.given, "waiting": queue.waiting}
        for letter in settings.tickets.counters
        if (queue := queues.get(letter)) is not None
    ]
    lines = [
        f"{each['counter']}  given {each['given']}" + (f"  waiting {each['waiting']}" if each["waiting"] is not None else "")
        for each in counters
    ]
    say({"done": True, "counters": counters}, "\n".join(lines) or "no number was given out today", as_json)


@app.command()
def call(
    counter: Annotated[str, typer.Argument(metavar="LETTER", help="Of the counter, as in the settings")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    """The counter is free: tell which number is next."""
    settings = read_settings(config, as_json)
    with failing(as_json):
        _known(settings, counter)
        with closing(Database(settings.kiosk.state)) as database:
            number = Tickets(database, now=now).call(counter, now())
    said = f"{counter}-{number:03d}" if number is not None else None
    say({"done": True, "number": said}, said or "nobody waits", as_json)


def _known(settings: Settings, counter: str) -> None:
    if counter not in settings.tickets.counters:
        raise InputError("ticket.counter", counter=counter)
