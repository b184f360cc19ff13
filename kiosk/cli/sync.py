"""`kiosk sync`: the sync service, or one pass of it. Mount: `app.command("sync")(sync)`.

Opens the database, the outbox and the enrolment only: it runs as a user of its own, who cannot read the kiosk's key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk import logs, settings, texts
from kiosk.errors import KioskError, SettingsError
from kiosk.settings import Settings
from kiosk.store import Database, Enrolments, Outbox
from kiosk.sync import Outcome, Service, Stop, alone, on_signals
from kiosk.texts import Texts

Config = Annotated[Path | None, typer.Option("--config", help="Settings file in place of /etc/kiosk/kiosk.toml")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout")]


def sync(
    once: Annotated[bool, typer.Option("--once", help="Until the outbox is empty or nothing more can be done now")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Send waiting dossiers to the portal and bring their status back. The log goes to stderr."""
    # Not to the log folder: a technician's run as root would leave a file that the service may not write.
    logs.configure(None, "sync")
    outcome: Outcome | None = None
    with told(config, as_json) as (chosen, sentences):
        folder = chosen.kiosk.state
        with alone(folder), closing(Stop()) as stop, closing(Database(folder)) as database, on_signals(stop):
            outbox = Outbox(database, now=_now)
            service = Service(chosen, outbox, Enrolments(folder), stop=stop, say=partial(sentences.error, "vi"))
            with closing(service):
                if once:
                    outcome = service.run_once()
                else:
                    service.run()
        document = _document(outcome, sentences, once=once)
    say(document, _line(document), as_json)
    if not document["done"]:
        raise typer.Exit(1)


def _document(outcome: Outcome | None, sentences: Texts, *, once: bool) -> dict[str, Any]:
    if outcome is None:
        # Ended by a signal: in good order for a service, too early for a single pass.
        return {"done": not once} | ({"error": "sync.interrupted", "reason": sentences.say("vi", "error.sync.interrupted")} if once else {})
    document: dict[str, Any] = {
        "done": outcome.done,
        "processed": outcome.processed,
        "refused": outcome.refused,
        "waiting": outcome.waiting,
    }
    if outcome.error is not None:
        document |= {"error": outcome.error.code, "reason": sentences.error("vi", outcome.error)}
    elif not outcome.done:
        document |= {
            "error": "sync.left",
            "reason": sentences.say("vi", "error.sync.left", waiting=outcome.waiting, refused=outcome.refused),
        }
    return document


def _line(document: dict[str, Any]) -> str:
    counts = "  ".join(f"{name} {document[name]}" for name in ("processed", "refused", "waiting") if name in document)
    return "\n".join(filter(None, (counts, document.get("reason", ""))))


def say(document: dict[str, Any], text: str, as_json: bool) -> None:
    """One JSON document, or the text; nothing else goes to stdout."""
    if as_json or text:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1) if as_json else text)


@contextmanager
def told(config: Path | None, as_json: bool) -> Iterator[tuple[Settings, Texts]]:
    """Settings and texts for a command. An expected failure in the block is said in the contract's way: exit 1, the reason in the JSON."""
    sentences: Texts | None = None
    try:
        sentences = texts.load()
        yield settings.load(config), sentences
    except KioskError as error:
        plain = sentences is None or isinstance(error, SettingsError)
        reason = error.cause if plain or sentences is None else sentences.error("vi", error)
        document = {"done": False, "error": error.code, "reason": reason, "cause": error.cause}
        if as_json:
            say(document, "", True)
        else:
            typer.echo(f"{reason} [{error.code}]", err=True)
        raise typer.Exit(1) from None


def _now() -> datetime:
    return datetime.now(UTC)
