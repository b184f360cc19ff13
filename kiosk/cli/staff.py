"""`kiosk staff add|list|remove|unlock`: who may sign in over a visit. The PIN comes on stdin, never as an argument."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.common import Config, Json, failing, read_settings, say
from kiosk.clock import now
from kiosk.store import Database, Staff

app = typer.Typer(no_args_is_help=True, help="Cán bộ được đăng nhập tại ki-ốt / the staff who may sign in over a visit.")

Id = Annotated[str, typer.Argument(metavar="ID", help="2 to 12 capitals and digits, such as CB01; stands in the audit")]


@app.command()
def add(
    staff_id: Id,
    name: Annotated[str, typer.Option(help="As on the door plate; shown when somebody signs in")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Add a person, or give them another PIN: 6 to 8 digits on stdin."""
    with _opened(config, as_json) as staff:
        staff.add(staff_id, name, _pin())
    say({"done": True, "id": staff_id}, f"{staff_id}: đã thêm.", as_json)


@app.command("list")
def list_(config: Config = None, as_json: Json = False) -> None:
    """Who may sign in, and who is locked out."""
    with _opened(config, as_json) as staff:
        people = staff.all()
    lines = [
        f"{person.id:<12} {person.name}" + (f"  (khóa còn {person.locked / 60:.0f} phút)" if person.locked else "") for person in people
    ]
    say({"done": True, "staff": [asdict(person) for person in people]}, "\n".join(lines) or "Chưa có cán bộ nào.", as_json)


@app.command()
def remove(staff_id: Id, config: Config = None, as_json: Json = False) -> None:
    """Take a person off the list."""
    with _opened(config, as_json) as staff:
        staff.remove(staff_id)
    say({"done": True, "id": staff_id}, f"{staff_id}: đã xóa.", as_json)


@app.command()
def unlock(staff_id: Id, config: Config = None, as_json: Json = False) -> None:
    """Let a person who is locked out try again at once."""
    with _opened(config, as_json) as staff:
        staff.unlock(staff_id)
    say({"done": True, "id": staff_id}, f"{staff_id}: đã mở khóa.", as_json)


def _pin() -> str:
    """From a terminal without echo, else the first line of stdin."""
    return getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


@contextmanager
def _opened(config: Path | None, as_json: bool) -> Iterator[Staff]:
    settings = read_settings(config, as_json)
    with failing(as_json), closing(Database(settings.kiosk.state)) as database:
        yield Staff(database, now=now)
