"""`kiosk doctor`: is this kiosk fit to serve? One row each: ok | warn | fail | unknown."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from kiosk import catalogue, devices, documents, texts
from kiosk.cli import doctor_portal
from kiosk.cli.common import Config, Json, fail, say
from kiosk.cli.doctor_portal import State
from kiosk.clock import now
from kiosk.errors import KioskError, TransientDeviceError
from kiosk.settings import Settings, load
from kiosk.store import WAITING, Audit, Database, Enrolments, Health, Outbox, set_aside
from kiosk.store.vault import bound_mark, key_file
from kiosk.visit import machine, ready
from kiosk.visit.desk import would_print

LONGEST_SUBMISSION = 600.0
"""A submission that is not packaged after so long will not be by itself [s]."""
LONGEST_PROBE = 15.0
"""Of the sound card [s]."""
COLOURS = {"ok": "green", "warn": "yellow", "fail": "red", "unknown": "magenta"}


@dataclass(frozen=True)
class Row:
    name: str
    state: State
    says: str


def doctor(as_json: Json = False, config: Config = None) -> None:
    """Check settings, catalogue, texts, disk, clock, keys, outbox, devices and portal. Exit 1 when something fails."""
    try:
        settings = load(config)
    except KioskError as error:
        fail(error, as_json)
    rows = examine(settings)
    failed = any(row.state == "fail" for row in rows)
    if as_json:
        say({"done": not failed, "rows": [vars(row) for row in rows]}, "", True)
    else:
        table = Table("", "", "", box=None, show_header=False)
        for row in rows:
            table.add_row(row.name, f"[{COLOURS[row.state]}]{row.state}[/]", row.says)
        Console().print(table)
    if failed:
        raise typer.Exit(1)


def examine(settings: Settings) -> list[Row]:
    """All rows; none of them can end the others."""
    checks: list[tuple[str, Callable[[Settings], tuple[State, str]]]] = [
        ("settings", lambda _: ("ok", "read and checked")),
        ("catalogue", _catalogue),
        ("texts", _texts),
        ("disk", _disk),
        ("clock", doctor_portal.clock),
        ("keys", _keys),
        ("database", _database),
        ("audit", _audit),
        ("outbox", _outbox),
        ("scanner", _scanner),
        ("reader", _reader),
        ("printer", _printer),
        ("voice", _voice),
        ("text", _text),
        ("portal", doctor_portal.portal),
        ("sync", doctor_portal.sync),
        ("news", doctor_portal.news),
    ]
    rows = []
    for name, check in checks:
        try:
            state, says = check(settings)
        except TransientDeviceError as error:
            state, says = "unknown", f"{error.code}: in use, perhaps by the running kiosk"
        except KioskError as error:
            state, says = "fail", f"{error.code}: {error.cause}" if error.cause else error.code
        except OSError as error:
            state, says = "fail", error.strerror or type(error).__name__
        rows.append(Row(name, state, says))
    return rows


def _catalogue(settings: Settings) -> tuple[State, str]:
    found = catalogue.load(settings.catalogue_dir)
    open_points = sum(not procedure.verified for procedure in found.procedures)
    return "ok", f"{len(found.procedures)} procedures, {open_points} for reference only"


def _texts(_: Settings) -> tuple[State, str]:
    complaints = texts.load().check()
    return ("warn", complaints[0]) if complaints else ("ok", "both languages complete")


def _disk(settings: Settings) -> tuple[State, str]:
    found = ready.disk(machine.disk_free(settings.kiosk.state), machine.limits(settings))
    return found.state, f"{found.says} free at {settings.kiosk.state}" + ("" if found.state != "fail" else ": nothing more can be filed")


def _keys(settings: Settings) -> tuple[State, str]:
    file = key_file(settings.kiosk.state)
    enrolled = Enrolments(settings.kiosk.state).load()
    try:
        mode = file.stat().st_mode & 0o777 if file.exists() else None
        bound = bound_mark(file).exists()
    except PermissionError:
        return "unknown", "only the kiosk's own user may look"
    if mode is not None and mode & 0o077:
        return "fail", f"{file} can be read by others (mode {mode:o}); chmod 600"
    if enrolled is None:
        return "fail", "not enrolled: kiosk enrol CODE --portal URL"
    if mode is None and not bound:
        return "warn", "the kiosk's key is made at its first start"
    if mode is not None and bound:
        return "warn", f"the key is bound to this machine, but {file} is still there: kiosk key bind takes it away"
    if enrolled.machine != settings.kiosk.machine:
        return "warn", f"enrolled as {enrolled.machine}, but kiosk.machine is {settings.kiosk.machine}: the enrolment counts"
    return "ok", f"enrolled as {enrolled.machine}" + ("; the key is bound to this machine" if bound else "")


def _database(settings: Settings) -> tuple[State, str]:
    state = settings.kiosk.state
    if not (state / "kiosk.db").exists():
        return "ok", "not made yet"
    with closing(Database(state)) as database:
        found = database.check()
    if found:
        return "fail", f"damaged: {found}; the kiosk sets it aside and rebuilds it"
    if aside := set_aside(state):
        # Told until somebody has carried the files off.
        return "warn", f"whole; rebuilt {len(aside)} times: look into kiosk.db.damaged-{aside[-1]}, then carry it off (docs/store.md)"
    return "ok", "whole"


def _audit(settings: Settings) -> tuple[State, str]:
    if not (settings.kiosk.state / "kiosk.db").exists():
        return "ok", "nothing happened yet"
    with closing(Database(settings.kiosk.state)) as database:
        audit = Audit(database)
        found, head = audit.check(whole=True), audit.head()
    return ("fail", f"the chain is broken: {found}") if found else ("ok", f"{head.count} rows, the last {head.hash[:12]}")


def _outbox(settings: Settings) -> tuple[State, str]:
    if not (settings.kiosk.state / "kiosk.db").exists():
        return "ok", "nothing was ever submitted"
    with closing(Database(settings.kiosk.state)) as database:
        outbox = Outbox(database, now=now)
        counts, strays = outbox.counts(), outbox.strays()
        stuck = [number for number, seconds in outbox.unfinished().items() if seconds > LONGEST_SUBMISSION]
        oldest = machine.oldest(Health(database, now=now))
    waiting = sum(counts[state] for state in WAITING)
    says = f"{waiting} waiting, {counts['refused']} refused by the portal, {counts.total()} in all"
    if stuck:
        return "fail", f"{says}; submitted but not packaged: {', '.join(stuck)}: the log says why (submission not finished)"
    if strays:
        return "fail", f"{says}; sealed packages without a row: {', '.join(strays)} (docs/store.md)"
    return ready.outbox(waiting, counts["refused"], oldest, machine.limits(settings)).state, says


def _scanner(settings: Settings) -> tuple[State, str]:
    scanner = devices.open_scanner(settings.scanner, runtime=devices.runtime_folder(settings.kiosk))
    if scanner is None:
        return "warn", "none (scanner.driver)"
    try:
        began = time.monotonic()
        found = scanner.sources()
        return "ok", f"{', '.join(found)} ({time.monotonic() - began:.1f} s)"
    finally:
        scanner.close()


def _reader(settings: Settings) -> tuple[State, str]:
    if settings.reader.driver != "serial":
        return "warn", f"{settings.reader.driver} (reader.driver)"
    if settings.reader.port:
        there = Path(settings.reader.port).exists()
        return ("ok" if there else "fail"), f"{settings.reader.port} {'is there' if there else 'is not there'}"
    return "unknown", "found by itself when the kiosk runs; `kiosk devices test reader` reads a code"


def _printer(settings: Settings) -> tuple[State, str]:
    printer = devices.open_printer(settings.printer)
    if printer is None:
        return "warn", "none (printer.driver)"
    try:
        status = printer.status()
    finally:
        printer.close()
    says = f"online: {_word(status.online)}, paper: {status.paper or 'unknown'}, cover open: {_word(status.cover_open)}"
    state = ready.device(would_print(status))
    return ("warn" if state == "ok" and status.paper == "near_end" else state), says


def _voice(settings: Settings) -> tuple[State, str]:
    voice = devices.open_voice(settings.speech)
    if voice is None:
        return "warn", "none (speech.driver)"
    present: queue.SimpleQueue[bool] = queue.SimpleQueue()
    headphones: queue.SimpleQueue[bool | None] = queue.SimpleQueue()
    voice.start(lambda: None, present.put, headphones.put)
    try:
        there, plugged = present.get(timeout=LONGEST_PROBE), headphones.get(timeout=LONGEST_PROBE)
    except queue.Empty:
        return "unknown", "the sound card does not answer"
    finally:
        voice.close()
    if not there:
        return "warn", "nothing is heard: are espeak-ng and alsa-utils installed, is speech.device right (`aplay -L`)?"
    return "ok", f"headphones plugged in: {_word(plugged)}"


def _text(settings: Settings) -> tuple[State, str]:
    vietnamese, zones = documents.can_recognise(), documents.can_recognise(documents.ZONE_LANGUAGE)
    if vietnamese and zones:
        return "ok", "titles, card backs" + (", searchable papers" if settings.pdf.text_layer else "")
    wanted = "install tesseract-ocr and tesseract-ocr-vie"
    if settings.pdf.text_layer and not vietnamese:
        return "warn", f"pdf.text_layer is on, but no Vietnamese can be read: {wanted}"
    return "ok", f"none read, the kiosk serves without: {wanted} for titles of papers and card backs"


def _word(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"
