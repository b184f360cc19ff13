"""`kiosk sync`: the sync service, one pass of it, or what it knows.

Opens the database, the outbox and the enrolment only: it runs as a user of its own, who cannot read the kiosk's key.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

import typer

from kiosk import logs, texts
from kiosk.cli.common import Config, Json, failing, read_settings, refuse_as_usage, say
from kiosk.settings import Settings
from kiosk.store import open_sync_store
from kiosk.sync import Outcome, Service, Stop, alone, on_signals
from kiosk.texts import Texts


def sync(
    once: Annotated[bool, typer.Option("--once", help="Until the outbox is empty or nothing more can be done now")] = False,
    status: Annotated[bool, typer.Option("--status", help="Sends nothing: what is wrong, what the portal said, what waits")] = False,
    seen: Annotated[bool, typer.Option("--seen", help="With --status: the messages shown are read")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Send waiting dossiers to the portal and bring their status back. The log goes to stderr."""
    if seen and not status:
        refuse_as_usage("goes with --status", "--seen")
    if status:
        _tell(read_settings(config, as_json), as_json, seen=seen)
        return
    # Not to the log folder: a technician's run as root would leave a file that the service may not write.
    logs.configure(None, "sync")
    outcome: Outcome | None = None
    chosen = read_settings(config, as_json)
    folder, sentences = chosen.kiosk.state, texts.load()
    with failing(as_json):
        with (
            alone(folder),
            closing(Stop()) as stop,
            closing(open_sync_store(folder, now=_now)) as store,
            on_signals(stop),
            closing(Service(chosen, store, stop=stop, say=partial(sentences.error, "vi"))) as service,
        ):
            if once:
                outcome = service.run_once()
            else:
                service.run()
        document = _document(outcome, sentences, once=once)
    say(document, _line(document), as_json)
    if not document["done"]:
        raise typer.Exit(1)


def _tell(settings: Settings, as_json: bool, *, seen: bool) -> None:
    sentences = texts.load()
    with failing(as_json), closing(open_sync_store(settings.kiosk.state, now=_now)) as store:
        news, enrolment = store.news, store.enrolments.load()
        messages = news.messages()
        document: dict[str, Any] = {
            "done": True,
            "enrolled": enrolment.model_dump() if enrolment else None,
            "heard_seconds_ago": store.health.heard(),
            "clock_offset": store.health.offset(),
            "recipients": list(news.recipients(enrolment)) if enrolment else [],
            "outbox": {state: each.count for state, each in store.health.outbox().items()},
            "troubles": [
                {
                    "code": each.code,
                    "since": each.since.isoformat(),
                    "reason": sentences.say("vi", f"error.{each.code}"),
                    "cause": each.cause,
                }
                for each in news.troubles()
            ],
            "messages": [{"sequence": each.sequence, "at": each.at.isoformat(), "text": each.text, "seen": each.seen} for each in messages],
            "supplements": [
                {
                    "dossier_id": each.dossier_id,
                    "temporary_number": each.temporary_number,
                    "at": each.at.isoformat(),
                    "rows": [row.model_dump(mode="json") | {"says": _reason(sentences, row.reason)} for row in each.rows],
                }
                for each in news.supplements()
            ],
        }
        if seen and messages:
            news.seen(messages[0].sequence)
    say(document, "\n".join(_status_lines(document)), as_json)


def _reason(sentences: Texts, word: str) -> str:
    """A word that this version does not know is said in general."""
    known = f"supplement.{word}" in sentences.all("vi")
    return sentences.say("vi", f"supplement.{word}" if known else "supplement.other")


def _status_lines(document: dict[str, Any]) -> list[str]:
    heard = document["heard_seconds_ago"]
    lines = ["Cổng: chưa nghe từ lúc mở máy" if heard is None else f"Cổng: nghe {heard:.0f} giây trước"]
    lines += [f"  ! {each['reason']} [{each['code']}]" for each in document["troubles"]]
    lines += [f"Tin nhắn: {each['text']}" for each in document["messages"] if not each["seen"]]
    for asked in document["supplements"]:
        lines.append(f"Cần bổ sung: {asked['temporary_number'] or asked['dossier_id']}")
        lines += [f"  {row['component_id']}: {row['says']}" for row in asked["rows"]]
    return lines


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
