"""`kiosk doctor`: is this kiosk fit to serve? One row each: ok | warn | fail | unknown."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typer
from rich.console import Console
from rich.table import Table

from kiosk import catalogue, devices, texts
from kiosk.cli import doctor_portal
from kiosk.cli.common import Config, Json, fail, say
from kiosk.clock import now
from kiosk.errors import KioskError, TransientDeviceError
from kiosk.settings import Settings, load
from kiosk.store import WAITING, Audit, Database, Enrolments, Outbox, set_aside

State = Literal["ok", "warn", "fail", "unknown"]
MOST_WAITING = 500
LONGEST_SUBMISSION = 600.0
"""A submission that is not packaged after so long will not be by itself [s]."""
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
    folder = settings.kiosk.state
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    enough = free >= settings.store.reserve_mb * 1_000_000
    return ("ok" if enough else "fail"), f"{free / 1e9:.1f} GB free at {settings.kiosk.state}" + ("" if enough else ": no new visit begins")


def _keys(settings: Settings) -> tuple[State, str]:
    file = settings.kiosk.state / "keys" / "kiosk.key"
    enrolled = Enrolments(settings.kiosk.state).load()
    try:
        mode = file.stat().st_mode & 0o777
    except FileNotFoundError:
        return (
            ("warn", "the kiosk's key is made at its first start") if enrolled else ("fail", "not enrolled: kiosk enrol CODE --portal URL")
        )
    except PermissionError:
        return "unknown", "only the kiosk's own user may look"
    if mode & 0o077:
        return "fail", f"{file} can be read by others (mode {mode:o}); chmod 600"
    if enrolled and enrolled.machine != settings.kiosk.machine:
        return "warn", f"enrolled as {enrolled.machine}, but kiosk.machine is {settings.kiosk.machine}: the enrolment counts"
    return ("ok", f"enrolled as {enrolled.machine}") if enrolled else ("fail", "not enrolled: kiosk enrol CODE --portal URL")


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
    waiting = sum(counts[state] for state in WAITING)
    says = f"{waiting} waiting, {counts['refused']} refused by the portal, {counts.total()} in all"
    if stuck:
        return "fail", f"{says}; submitted but not packaged: {', '.join(stuck)}: the log says why (submission not finished)"
    if strays:
        return "fail", f"{says}; sealed packages without a row: {', '.join(strays)} (docs/store.md)"
    return ("warn" if counts["refused"] or waiting > MOST_WAITING else "ok"), says


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
    if status.paper == "out" or status.cover_open or status.online is False:
        return "fail", says
    return ("unknown" if status.online is None or status.paper is None else "warn" if status.paper == "near_end" else "ok"), says


def _word(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"
