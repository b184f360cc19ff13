"""`kiosk portal`: serve, invite, revoke, kiosks, tell, rotate-key, dossiers, import.

For the people who run the portal; docs/portal.md is their page.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk.cli import stick
from kiosk.cli.common import Json, fail, say
from kiosk.errors import KioskError
from kiosk.exchange import PackageState
from kiosk.portal import enrolment, news, pulse, register
from kiosk.portal.config import (
    DEFAULT_DATA,
    DEFAULT_NAME,
    DEFAULT_UNIT,
    PortalConfig,
    add_secret_key,
    configure,
    public_key,
    secret_keys,
)
from kiosk.portal.database import Database, open_database
from kiosk.portal.refusal import Refusal
from kiosk.portal.storage import Storage
from kiosk.portal.tables import Dossier
from kiosk.settings import MACHINE_NAME, SHARE

app = typer.Typer(no_args_is_help=True, help="Cổng trung tâm: nhận hồ sơ từ các ki-ốt / the central portal.")

Data = Annotated[Path, typer.Option("--data", help="Folder of the keys, the database and the files")]
DatabaseUrl = Annotated[str | None, typer.Option("--database-url", help="SQLAlchemy URL; default: SQLite in --data")]
StorageUrl = Annotated[str | None, typer.Option("--storage", help="Folder or file:// URL of the dossiers' files; default: in --data")]

GRACE = 10
"""So long a request in hand may still take when the portal is told to stop [s]."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0: any that is free")] = 8400,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    storage: StorageUrl = None,
    unit: Annotated[str, typer.Option(help="Unit identifier that begins each mã hồ sơ")] = DEFAULT_UNIT,
    name: Annotated[str, typer.Option(help="The portal's name, for people")] = DEFAULT_NAME,
    catalogue_folder: Annotated[Path, typer.Option("--catalogue", help="Folder of the procedures")] = SHARE / "catalogue",
    officer_password_file: Annotated[Path | None, typer.Option(help="File of the officers' password; default: in --data")] = None,
    ready_file: Annotated[Path | None, typer.Option(help="Written once the portal answers: {url, port, pid} as JSON")] = None,
) -> None:
    """Receive dossiers until SIGTERM or Ctrl-C. Prints `portal: URL` once it answers."""
    import uvicorn  # the short commands need none of these, and are quicker without

    from kiosk import catalogue, logs
    from kiosk.portal.app import create_app

    logs.configure(None, "portal")
    try:
        config = configure(
            data, database_url=database_url, storage=storage, unit=unit, name=name, officer_password_file=officer_password_file
        )
        procedures = catalogue.load(catalogue_folder)
        new_password = not config.officer_password_file.exists()
        listener = _listen(host, port)
        with contextlib.ExitStack() as undo:
            undo.enter_context(listener)
            portal = create_app(config, procedures, catalogue_folder=catalogue_folder)
            undo.pop_all()
    except KioskError as error:
        fail(error, False)
    if new_password:
        typer.echo(f"officer password: {config.officer_password_file}", err=True)
    url = f"http://{host}:{listener.getsockname()[1]}"
    settings = uvicorn.Config(portal, access_log=False, log_config=None, timeout_graceful_shutdown=GRACE, server_header=False)
    # uvicorn raises the signal once more when it has finished: the work is done then, so that is no failure.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: None)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                _ready(url, ready_file)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            portal.state.hurry()
            await super().shutdown(sockets)

    server = Server(settings)
    server.run(sockets=[listener])
    if not server.started:
        raise typer.Exit(1)


@app.command()
def invite(
    machine: Annotated[str, typer.Argument(help="Name of the kiosk, 2 to 8 capitals and digits")],
    hours: Annotated[int, typer.Option(min=1, max=720, help="How long the code is good")] = 48,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Make a one-time code with which one kiosk connects (`kiosk enrol CODE --portal URL`). It is shown this once."""
    if not re.fullmatch(MACHINE_NAME, machine):
        raise typer.BadParameter("2 to 8 capitals and digits, such as K01", param_hint="MACHINE")
    with _opened(data, database_url, None, as_json) as (_, database):
        now = datetime.now(UTC)
        code = enrolment.invite(database, machine, now=now, life=timedelta(hours=hours))
    expires = now + timedelta(hours=hours)
    say({"machine": machine, "code": code, "expires_at": expires.isoformat()}, code, as_json)


@app.command()
def revoke(
    machine: Annotated[str, typer.Argument(help="Name of the kiosk")],
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Shut a kiosk out, until it is invited again. What it has sent stays."""
    with _opened(data, database_url, None, as_json) as (_, database):
        if not enrolment.revoke(database, machine, now=datetime.now(UTC)):
            fail(KioskError("portal.no_such_kiosk", cause=f"no kiosk {machine} has connected"), as_json)
    say({"machine": machine, "revoked": True}, f"{machine}: revoked", as_json)


@app.command()
def kiosks(data: Data = DEFAULT_DATA, database_url: DatabaseUrl = None, as_json: Json = False) -> None:
    """Each kiosk, when it was last heard of, and what is wrong with it."""
    with _opened(data, database_url, None, as_json) as (config, database):
        current = public_key(secret_keys(config)[0])
        # Which catalogue the running portal hands out is not known here: it may have been started with another folder.
        found = pulse.kiosks(database, "", current, now=datetime.now(UTC))
    listed = [
        {
            "machine": each.machine,
            "revoked": each.revoked,
            "heard_at": each.heard_at.isoformat() if each.heard_at else None,
            "wrong": list(each.wrong),
            "heartbeat": each.beat.model_dump(mode="json") if each.beat else None,
        }
        for each in found
    ]
    lines = [
        f"{each.machine:<9} {each.heard_at.isoformat() if each.heard_at else '-':<33} {' '.join(each.wrong) or 'ok'}" for each in found
    ]
    say({"kiosks": listed}, "\n".join(lines) or "no kiosks", as_json)


@app.command()
def tell(
    text: Annotated[str, typer.Argument(help="The message; nothing about a person")],
    machine: Annotated[str | None, typer.Option("--machine", help="One kiosk; default: all")] = None,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Send a message to the staff at the kiosks."""
    with _opened(data, database_url, None, as_json) as (_, database):
        try:
            told = news.tell_staff(database, machine, text, now=datetime.now(UTC))
        except Refusal as refusal:
            raise typer.BadParameter(refusal.problem.detail, param_hint="TEXT") from None
    if machine is not None and not told:
        fail(KioskError("portal.no_such_kiosk", cause=f"no kiosk {machine} is connected"), as_json)
    say({"kiosks": told}, f"sent to {told} kiosks", as_json)


@app.command()
def rotate_key(data: Data = DEFAULT_DATA, as_json: Json = False) -> None:
    """Make a new key for kiosks to seal to; the old ones still open what is under way. Takes effect when the portal is started anew."""
    try:
        config = configure(data)
        new = add_secret_key(config)
        keys = [public_key(key) for key in secret_keys(config)]
    except KioskError as error:
        fail(error, as_json)
    except OSError as error:
        fail(KioskError("portal.key", cause=f"{config.key_file}: {error.strerror}"), as_json)
    say({"recipient": new, "keys": keys}, f"{new}\nback up {config.key_file}, then start the portal anew", as_json)


@app.command()
def dossiers(data: Data = DEFAULT_DATA, database_url: DatabaseUrl = None, storage: StorageUrl = None, as_json: Json = False) -> None:
    """What the portal has: codes, states, and the files with the digests that they have on its disk now. No personal data."""
    with _opened(data, database_url, storage, as_json) as (config, database):
        listed = [describe(each, Storage(config.storage)) for each in register.each_in(database, *PackageState)]
    lines = [f"{each['official_code'] or '-':<28} {each['temporary_number']}  {each['state']:<10} {each['reason']}" for each in listed]
    say({"dossiers": listed}, "\n".join(lines) or "no dossiers", as_json)


def _ready(url: str, ready_file: Path | None) -> None:
    if ready_file is not None:
        draft = ready_file.with_name(f"{ready_file.name}.{os.getpid()}.new")
        draft.write_text(json.dumps({"url": url, "port": int(url.rpartition(":")[2]), "pid": os.getpid()}), "utf-8")
        draft.replace(ready_file)
    sys.stdout.write(f"portal: {url}\n")
    sys.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with contextlib.ExitStack() as undo:
            listener = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            undo.pop_all()
    except OSError as error:
        raise KioskError("portal.address", cause=f"cannot listen on {host}:{port}: {error}") from None
    return listener


app.command("import")(stick.import_)


@contextlib.contextmanager
def _opened(data: Path, database_url: str | None, storage: str | None, as_json: bool) -> Iterator[tuple[PortalConfig, Database]]:
    try:
        config = configure(data, database_url=database_url, storage=storage)
        database = open_database(config)
    except KioskError as error:
        fail(error, as_json)
    try:
        yield config, database
    finally:
        database.close()


def describe(dossier: Dossier, storage: Storage) -> dict[str, Any]:
    """One dossier of `dossiers --json`."""
    files = [
        {"name": path.name, "size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in storage.files(dossier.id)
    ]
    return {
        "dossier_id": dossier.id,
        "temporary_number": dossier.temporary_number,
        "official_code": dossier.official_code,
        "machine": dossier.machine,
        "procedure_code": dossier.procedure_code,
        "state": str(dossier.state),
        "reason": dossier.reason,
        "status": dossier.status,
        "verdict": dossier.verdict,
        "sha256": dossier.held_sha256,
        "size": dossier.size,
        "submitted_at": dossier.submitted_at.isoformat(),
        "processed_at": dossier.processed_at.isoformat() if dossier.processed_at else None,
        "notes": dossier.notes,
        "files": files if dossier.state == PackageState.PROCESSED else [],
    }


if __name__ == "__main__":
    app()
