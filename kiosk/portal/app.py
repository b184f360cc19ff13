"""The portal as an ASGI app: the messages of kiosk.exchange, and the officers' pages."""

from __future__ import annotations

import fcntl
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, TextIO

from fastapi import Depends, FastAPI, Header, Query, Response
from starlette.concurrency import run_in_threadpool

from kiosk import signed
from kiosk.catalogue import Catalogue, Procedure
from kiosk.errors import CatalogueError, StoreError
from kiosk.exchange import (
    Announcement,
    DossierId,
    Enrolment,
    EnrolmentRequest,
    EventPage,
    Heartbeat,
    HeartbeatAnswer,
    Lookup,
    LookupAnswer,
    Receipt,
)
from kiosk.portal import enrolment, lookups, news, problems, pulse, register
from kiosk.portal.admission import Admission, allow_many_files
from kiosk.portal.config import PortalConfig, officer_password, public_key, secret_keys, signing_key
from kiosk.portal.database import open_database
from kiosk.portal.enrolment import Entropy
from kiosk.portal.intake import Clock, Intake, Worker
from kiosk.portal.officer import officer_routes
from kiosk.portal.publish import Published
from kiosk.portal.refusal import Refusal
from kiosk.portal.storage import Storage
from kiosk.portal.uploads import Turns, options_route, upload_routes


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    config: PortalConfig,
    catalogue: Catalogue,
    *,
    catalogue_folder: Path | None = None,
    clock: Clock = utc_now,
    entropy: Entropy = secrets.token_bytes,
) -> FastAPI:
    """The whole portal. Opens its database (and migrates it), makes its secrets at the first start.

    `catalogue_folder`: where `catalogue` was read from, to hand it out to kiosks; None: it is not handed out.
    `app.state.hurry()` makes senders stop, for a quick shutdown. Raises SettingsError; StoreError when the database does not answer or
    another portal serves the same folder.
    """
    with ExitStack() as opened:
        opened.enter_context(_take(config))
        database = opened.enter_context(closing(open_database(config)))
        keys = secret_keys(config)
        recipient = public_key(keys[0])
        signs = signing_key(config)
        published = Published(database, signs, config.name, (recipient,), catalogue_folder, now=clock())
        password = officer_password(config)
        intake = Intake(database, Storage(config.storage), keys, partial(_find, catalogue), config.unit, clock)
        worker = Worker(intake)
        in_use = opened.pop_all()

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        with in_use:
            await run_in_threadpool(intake.sweep)
            worker.start()
            try:
                yield
            finally:
                await run_in_threadpool(worker.stop)

    app = FastAPI(title=config.name, lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    problems.install(app)
    allow_many_files()
    app.add_middleware(Admission)

    def who(authorization: Annotated[str | None, Header()] = None) -> str:
        return enrolment.authenticate(database, authorization, now=clock())

    asker = Depends(who)

    @app.post("/v1/enrolments")
    def enrol(request: EnrolmentRequest) -> Enrolment:
        token = enrolment.redeem(database, request, now=clock(), entropy=entropy)
        return Enrolment(
            portal=config.name, machine=request.machine, token=token, recipient=recipient, signing_key=signed.public_key(signs)
        )

    @app.get("/v1/identity")
    def identity(nonce: Annotated[str, Query(pattern=r"^[0-9a-f]{32,64}$")]) -> Response:
        return Response(published.identity(nonce), media_type="application/json")

    @app.put("/v1/dossiers/{dossier_id}")
    def announce(dossier_id: DossierId, announcement: Announcement, machine: str = asker) -> Receipt:
        if announcement.dossier_id != dossier_id:
            raise Refusal(422, "invalid", "Mã hồ sơ trong địa chỉ và trong nội dung khác nhau.")
        return register.announce(database, machine, announcement, now=clock())

    @app.get("/v1/dossiers/{dossier_id}")
    def receipt(dossier_id: DossierId, machine: str = asker) -> Receipt:
        return register.receipt(database, machine, dossier_id)

    @app.get("/v1/events")
    def events(
        after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
        at: Annotated[int | None, Query(ge=0, le=2**53)] = None,
        machine: str = asker,
    ) -> EventPage:
        return news.events(database, machine, after, at)

    @app.put("/v1/lookups/{lookup_id}")
    def look_up(lookup_id: DossierId, lookup: Lookup, machine: str = asker) -> LookupAnswer:  # noqa: ARG001 the id is for repeating a PUT
        began = time.monotonic()
        try:
            return lookups.answer(database, machine, lookup, keys, now=clock())
        finally:
            time.sleep(max(lookups.ANSWERED_AFTER - (time.monotonic() - began), 0.0))

    @app.put("/v1/heartbeat")
    def heartbeat(beat: Heartbeat, machine: str = asker) -> HeartbeatAnswer:
        pulse.keep(database, machine, beat, now=clock())
        return HeartbeatAnswer(at=clock(), catalogue=published.catalogue_version, recipients=published.recipients_version)

    @app.get("/v1/recipients", dependencies=[asker])
    def recipients() -> Response:
        return Response(published.recipients, media_type="application/json")

    @app.get("/v1/catalogue", dependencies=[asker])
    def catalogue_bundle() -> Response:
        if not published.catalogue:
            raise Refusal(404, "not_found", "Cổng này không phát danh mục.")
        return Response(published.catalogue, media_type="application/json")

    app.include_router(options_route())
    turns = Turns()
    app.state.hurry = turns.hurry
    app.include_router(upload_routes(intake, worker, turns, who))
    app.include_router(officer_routes(intake, worker, published, password, config.name))
    return app


def _find(catalogue: Catalogue, code: str) -> Procedure | None:
    try:
        return catalogue.procedure(code)
    except CatalogueError:
        return None


def _take(config: PortalConfig) -> TextIO:
    """Uploads in progress are known to one process only: two on the same folder would mix them."""
    lock = (config.data / "portal.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise StoreError("portal.in_use", cause=f"another portal serves {config.data}") from None
    return lock
