"""`kiosk outbox list|show|retry|export|settle`: the dossiers on their way, for staff."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk.cli import stick
from kiosk.cli.common import Config, Json, failing, read_settings, say
from kiosk.errors import InputError
from kiosk.exchange import DossierStatus
from kiosk.store import WAITING, Attempt, Database, Outbox, OutboxItem

app = typer.Typer(no_args_is_help=True, help="Hồ sơ đang chờ gửi / dossiers on their way to the portal.")

Which = Annotated[str, typer.Argument(help="Temporary number or dossier id")]
_WORDS = {
    "queued": "chờ gửi",
    "announced": "đang gửi",
    "held": "Cổng đã giữ",
    "processed": "Cổng đã nhận",
    "refused": "Cổng không nhận",
}


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="The processed ones too")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """What is waiting, and what needs staff."""
    with _opened(config, as_json) as outbox:
        items = [item for item in outbox.all() if everything or item.state in WAITING or item.state == "refused"]
        document = {"done": True, "dossiers": [_describe(item, outbox) for item in items]}
    lines = [f"{item.temporary_number}  {_WORDS[item.state]:<16} {item.size / 1e6:7.1f} MB  {item.problem}".rstrip() for item in items]
    say(document, "\n".join(lines) or "Không có hồ sơ nào đang chờ.", as_json)


@app.command()
def show(which: Which, config: Config = None, as_json: Json = False) -> None:
    """All that is known of one dossier: what it is, its last tries and the next, and what happened to it."""
    with _opened(config, as_json) as outbox:
        item = _find(outbox, which)
        known = _describe(item, outbox)
        tries = [_tell(attempt) for attempt in outbox.attempts(item.dossier_id)]
        trail = [
            {"sequence": row.sequence, "at": row.at.isoformat(), "what": row.what}
            for row in outbox.audit.of(item.dossier_id, item.temporary_number)
        ]
    lines = [f"{name:18} {'' if value is None else value}" for name, value in known.items()]
    lines += ["", *(f"{each['begun_at']}  {each['outcome'] or 'đang gửi':<12} {each['problem']}{_next(each)}".rstrip() for each in tries)]
    lines += ["", *(f"{each['at']}  {each['what']}" for each in trail)]
    say({"done": True} | known | {"tries": tries, "trail": trail}, "\n".join(lines), as_json)


@app.command()
def retry(which: Which, config: Config = None, as_json: Json = False) -> None:
    """Put a refused dossier back into the queue."""
    with _opened(config, as_json) as outbox:
        item = _find(outbox, which)
        if not outbox.retry(item.dossier_id):
            raise InputError("outbox.not_refused", cause=f"{item.temporary_number} is {item.state}", number=item.temporary_number)
        document = {"done": True} | _describe(_find(outbox, item.dossier_id), outbox)
    say(document, f"{item.temporary_number}  {_WORDS['queued']}", as_json)


app.command("export")(stick.export)
app.command("settle")(stick.settle)


@contextmanager
def _opened(config: Path | None, as_json: bool) -> Iterator[Outbox]:
    state = read_settings(config, as_json).kiosk.state
    with failing(as_json), closing(Database(state)) as database:
        yield Outbox(database, now=lambda: datetime.now(UTC))


def _find(outbox: Outbox, which: str) -> OutboxItem:
    which = which.strip()
    found = outbox.find(which.upper()) or outbox.get(which.lower())
    if found is None:
        raise InputError("outbox.unknown", cause="no such dossier in the outbox")
    return found


def _tell(attempt: Attempt) -> dict[str, Any]:
    return {
        "begun_at": attempt.begun_at.isoformat(),
        "ended_at": attempt.ended_at.isoformat() if attempt.ended_at else None,
        "outcome": attempt.outcome,
        "problem": attempt.problem,
        "next_in": None if attempt.next_in is None else round(attempt.next_in, 1),
    }


def _next(told: dict[str, Any]) -> str:
    return "" if told["next_in"] is None else f" (thử lại sau {told['next_in']:.0f} giây)"


def _describe(item: OutboxItem, outbox: Outbox) -> dict[str, Any]:
    status = item.portal_status
    known = status is not None and status in DossierStatus.__members__.values()
    return {
        **{name: value for name, value in asdict(item).items() if name != "upload_url"},
        "submitted_at": item.submitted_at.isoformat(),
        "portal_status_name": DossierStatus(status).name.lower() if known and status is not None else None,
        "package_here": outbox.package(item.dossier_id).is_file(),
    }
