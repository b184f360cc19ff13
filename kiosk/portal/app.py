"""The portal as an ASGI app: the messages of kiosk.exchange, and the officers' pages."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, TextIO

from fastapi import Depends, FastAPI, Header, Query
from starlette.concurrency import run_in_threadpool

from kiosk.catalogue import Catalogue, Procedure
from kiosk.errors import CatalogueError, StoreError
from kiosk.exchange import Announcement, DossierId, Enrolment, EnrolmentRequest, EventPage, Receipt
from kiosk.portal import enrolment, problems, register
from kiosk.portal.config import PortalConfig, officer_password, public_key, secret_key
from kiosk.portal.database import open_database
from kiosk.portal.enrolment import Entropy
from kiosk.portal.intake import Clock, Intake, Worker
from kiosk.portal.officer import officer_routes
from kiosk.portal.refusal import Refusal
from kiosk.portal.storage import Storage
from kiosk.portal.uploads import Turns, options_route, upload_routes


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(config: PortalConfig, catalogue: Catalogue, *, clock: Clock = utc_now, entropy: Entropy = secrets.token_bytes) -> FastAPI:
    """The whole portal. Opens its database (and migrates it), makes its secrets at the first start.

    `app.state.hurry()` makes senders stop, for a quick shutdown. Raises SettingsError; StoreError when the database does not answer or
    another portal serves the same folder.
    """
    with ExitStack() as opened:
        opened.enter_context(_take(config))
        database = opened.enter_context(closing(open_database(config)))
        key = secret_key(config)
        recipient = public_key(key)
        password = officer_password(config)
        intake = Intake(database, Storage(config.storage), key, partial(_find, catalogue), config.unit, clock)
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

    def who(authorization: Annotated[str | None, Header()] = None) -> str:
        return enrolment.authenticate(database, authorization, now=clock())

    asker = Depends(who)

    @app.post("/v1/enrolments")
    def enrol(request: EnrolmentRequest) -> Enrolment:
        token = enrolment.redeem(database, request, now=clock(), entropy=entropy)
        return Enrolment(portal=config.name, machine=request.machine, token=token, recipient=recipient)

    @app.put("/v1/dossiers/{dossier_id}")
    def announce(dossier_id: DossierId, announcement: Announcement, machine: str = asker) -> Receipt:
        if announcement.dossier_id != dossier_id:
            raise Refusal(422, "invalid", "Mã hồ sơ trong địa chỉ và trong nội dung khác nhau.")
        return register.announce(database, machine, announcement, now=clock())

    @app.get("/v1/dossiers/{dossier_id}")
    def receipt(dossier_id: DossierId, machine: str = asker) -> Receipt:
        return register.receipt(database, machine, dossier_id)

    @app.get("/v1/events")
    def events(after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0, machine: str = asker) -> EventPage:
        return register.events(database, machine, after)

    app.include_router(options_route())
    turns = Turns()
    app.state.hurry = turns.hurry
    app.include_router(upload_routes(intake, worker, turns, who))
    app.include_router(officer_routes(intake, worker, password, config.name))
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
