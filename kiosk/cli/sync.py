"""`kiosk sync`: the sync service, or one pass of it.

Opens the database, the outbox and the enrolment only: it runs as a user of its own, who cannot read the kiosk's key.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

import typer

from kiosk import logs, texts
from kiosk.cli.common import Config, Json, failing, read_settings, say
from kiosk.store import Database, Enrolments, Outbox
from kiosk.sync import Outcome, Service, Stop, alone, on_signals
from kiosk.texts import Texts


def sync(
    once: Annotated[bool, typer.Option("--once", help="Until the outbox is empty or nothing more can be done now")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Send waiting dossiers to the portal and bring their status back. The log goes to stderr."""
    # Not to the log folder: a technician's run as root would leave a file that the service may not write.
    logs.configure(None, "sync")
    outcome: Outcome | None = None
    chosen = read_settings(config, as_json)
    folder, sentences = chosen.kiosk.state, texts.load()
    with failing(as_json):
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


def _now() -> datetime:
    return datetime.now(UTC)
