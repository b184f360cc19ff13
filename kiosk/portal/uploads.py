"""tus 1.0 (core, creation, creation-with-upload, termination) for the sealed packages. Why our own: docs/decisions/0005-portal-intake.md.

The offset is the size of the file, nothing else, and it is on disk (fsync) before anybody is told of it. One request at a time has an
upload: a newer one (the kiosk came back after its network was cut) makes the older one stop, and waits until it has.

Beyond tus (docs/decisions/0017): PATCH /v1/uploads/{id}/{N} takes the bytes of the same package from N on, over another connection at the
same time. HEAD of the upload adds to it what it has reached, and tells in `Upload-Pieces` what there is further on: `begin-end,begin-end`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from kiosk.exchange import MOST_PACKAGE_BYTES, PackageState
from kiosk.portal import register
from kiosk.portal.intake import Intake, Worker
from kiosk.portal.refusal import Refusal
from kiosk.portal.storage import ID

VERSION = "1.0.0"
SILENCE = 60.0
"""A sender that is silent for longer is gone; what came is kept [s]."""
_BLOCK = 1024 * 1024
MOST_PIECES = 256
_OFFSETS = "application/offset+octet-stream"
_TUS = {"Tus-Resumable": VERSION}


@dataclass
class _Turn:
    """Who has an upload now, and whether somebody waits for it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0


@dataclass(frozen=True)
class _Here:
    """What there is of an upload."""

    dossier_id: str
    size: int
    offset: int
    held: bool


class Turns:
    """One request at a time for each upload."""

    def __init__(self) -> None:
        self._turns: dict[str, _Turn] = {}

    def hurry(self) -> None:
        """Ask all that have an upload now to stop; what they sent is kept."""
        for turn in self._turns.values():
            turn.asked.set()

    @asynccontextmanager
    async def take(self, upload_id: str) -> AsyncIterator[asyncio.Event]:
        """Ask whoever has the upload to stop, wait, and have it. The event is set when the next one asks."""
        turn = self._turns.setdefault(upload_id, _Turn())
        turn.asked.set()
        turn.waiting += 1
        try:
            async with turn.lock:
                turn.asked = asyncio.Event()
                if turn.waiting > 1:
                    turn.asked.set()
                yield turn.asked
        finally:
            turn.waiting -= 1
            if turn.waiting == 0:
                del self._turns[upload_id]


def upload_routes(intake: Intake, worker: Worker, turns: Turns, who: Callable[..., str]) -> APIRouter:
    """`who`: the dependency that says which kiosk asks; it runs before a byte of the body is read."""
    router = APIRouter(prefix="/v1/uploads", dependencies=[Depends(_speaks_tus)])
    database, storage = intake.database, intake.storage
    asker = Depends(who)

    @router.post("")
    async def create(
        request: Request,
        machine: str = asker,
        upload_length: Annotated[int | None, Header()] = None,
        upload_metadata: Annotated[str, Header()] = "",
        content_type: Annotated[str, Header()] = "",
    ) -> Response:
        if upload_length is None or upload_length < 0:
            raise Refusal(400, "length", "Thiếu Upload-Length.", _TUS)
        if upload_length > MOST_PACKAGE_BYTES:
            raise Refusal(413, "too_long", f"Gói không được quá {MOST_PACKAGE_BYTES} byte.", _TUS)
        told = _metadata(upload_metadata)
        if not ID.fullmatch(told.get("dossier_id", "")) or "sha256" not in told:
            raise Refusal(400, "metadata", "Upload-Metadata phải có dossier_id và sha256.", _TUS)
        upload_id = await run_in_threadpool(
            register.create_upload, database, storage, machine, told["dossier_id"], told["sha256"], upload_length
        )
        headers = _TUS | {"Location": f"/v1/uploads/{upload_id}"}
        if _is(content_type, _OFFSETS):
            headers |= await _with_creation(upload_id, machine, request)
        return Response(status_code=201, headers=headers)

    @router.head("/{upload_id}")
    async def head(upload_id: str, machine: str = asker) -> Response:
        async with AsyncExitStack() as all_of_it:
            await all_of_it.enter_async_context(turns.take(upload_id))
            here = await run_in_threadpool(_look, machine, upload_id)
            offset, pieces = here.offset, dict[int, int]()
            if not here.held:
                # Whoever still sends a piece is gone for the kiosk that asks.
                for begin in await run_in_threadpool(storage.pieces, upload_id):
                    await all_of_it.enter_async_context(turns.take(f"{upload_id}/{begin}"))
                offset = await run_in_threadpool(storage.join, upload_id)
                for begin in await run_in_threadpool(storage.pieces, upload_id):
                    pieces[begin] = await run_in_threadpool(_offset, upload_id, begin)
            if offset == here.size and not await run_in_threadpool(_settle, here.dossier_id):
                raise Refusal(404, "not_found", "Không còn lượt gửi này.", _TUS)
        told = {"Upload-Offset": str(offset), "Upload-Length": str(here.size), "Cache-Control": "no-store"}
        told["Upload-Pieces"] = ",".join(f"{begin}-{end}" for begin, end in pieces.items())
        return Response(status_code=200, headers=_TUS | told)

    @router.patch("/{upload_id}")
    async def patch(
        upload_id: str,
        request: Request,
        machine: str = asker,
        upload_offset: Annotated[int | None, Header()] = None,
        content_length: Annotated[int | None, Header()] = None,
        content_type: Annotated[str, Header()] = "",
    ) -> Response:
        _check_patch(content_type, upload_offset)
        async with turns.take(upload_id) as asked:
            here = await run_in_threadpool(_look, machine, upload_id)
            offset = here.offset
            _check_place(upload_offset, offset, content_length, here.size)
            if offset < here.size:
                offset = await _receive(upload_id, 0, request, here.size - offset, asked)
            if offset == here.size:
                await run_in_threadpool(_settle, here.dossier_id)
            elif offset == here.offset and asked.is_set():
                raise _busy()
        return Response(status_code=204, headers=_TUS | {"Upload-Offset": str(offset)})

    @router.patch("/{upload_id}/{begin}")
    async def patch_piece(
        upload_id: str,
        begin: Annotated[int, Path(gt=0, lt=MOST_PACKAGE_BYTES)],
        request: Request,
        machine: str = asker,
        upload_offset: Annotated[int | None, Header()] = None,
        content_length: Annotated[int | None, Header()] = None,
        content_type: Annotated[str, Header()] = "",
    ) -> Response:
        _check_patch(content_type, upload_offset)
        async with turns.take(f"{upload_id}/{begin}") as asked:
            here = await run_in_threadpool(_look, machine, upload_id)
            if here.held:
                raise Refusal(409, "complete", "Cổng đã nhận đủ gói này.", _TUS)
            there = await run_in_threadpool(storage.end, upload_id, begin)
            _check_place(upload_offset, there, content_length, here.size)
            if there == begin and len(await run_in_threadpool(storage.pieces, upload_id)) >= MOST_PIECES:
                raise Refusal(409, "pieces", "Gói này đã bị chia thành quá nhiều phần.", _TUS)
            offset = await _receive(upload_id, begin, request, here.size - there, asked)
            if offset == there and asked.is_set():
                raise _busy()
        return Response(status_code=204, headers=_TUS | {"Upload-Offset": str(offset)})

    @router.delete("/{upload_id}")
    async def delete(upload_id: str, machine: str = asker) -> Response:
        async with turns.take(upload_id):
            here = await run_in_threadpool(_look, machine, upload_id)
            if here.held:
                raise Refusal(409, "complete", "Cổng đã nhận đủ gói này.", _TUS)
            await run_in_threadpool(register.drop_upload, database, storage, here.dossier_id)
        return Response(status_code=204, headers=_TUS)

    def _look(machine: str, upload_id: str) -> _Here:
        if not ID.fullmatch(upload_id):  # PostgreSQL takes offence at some
            raise Refusal(404, "not_found", "Không có lượt gửi này.", _TUS)
        dossier_id, size, state = register.upload_of(database, machine, upload_id)
        held = state is not PackageState.ANNOUNCED  # its file may be gone already
        return _Here(dossier_id, size, size if held else _offset(upload_id), held)

    def _settle(dossier_id: str) -> bool:
        """The last byte is in. Quick, but for the digest; what takes longer is the worker's. False when it must be sent again."""
        held = register.hold(database, storage, dossier_id, now=intake.clock()) is not PackageState.ANNOUNCED
        if held:
            worker.wake()
        return held

    def _offset(upload_id: str, begin: int = 0) -> int:
        try:
            return storage.offset(upload_id, begin)
        except FileNotFoundError:
            raise Refusal(404, "not_found", "Không còn lượt gửi này.", _TUS) from None

    async def _with_creation(upload_id: str, machine: str, request: Request) -> dict[str, str]:
        """The first bytes came with the request that opened the upload. One that has some already lets these go, and must be asked."""
        async with turns.take(upload_id) as asked:
            here = await run_in_threadpool(_look, machine, upload_id)
            pieces = await run_in_threadpool(storage.pieces, upload_id)
            if here.offset > 0 or pieces:
                async for _ in _blocks(request, asked):
                    pass
                return {}
            offset = await _receive(upload_id, 0, request, here.size, asked)
            if offset == here.size:
                await run_in_threadpool(_settle, here.dossier_id)
        return {"Upload-Offset": str(offset), "Upload-Pieces": ""}

    async def _receive(upload_id: str, begin: int, request: Request, most: int, asked: asyncio.Event) -> int:
        """Append the body, at most `most` bytes; the offset afterwards, whether the sender stopped early or was asked to."""
        descriptor = await run_in_threadpool(storage.open_upload, upload_id, begin)
        try:
            async for block in _blocks(request, asked):
                if len(block) > most:
                    raise Refusal(413, "too_long", "Gói dài hơn đã báo trước.", _TUS)
                most -= len(block)
                await run_in_threadpool(_write, descriptor, block)
        finally:
            os.close(descriptor)
        return await run_in_threadpool(_offset, upload_id, begin)

    return router


async def _blocks(request: Request, asked: asyncio.Event) -> AsyncIterator[bytes]:
    """The body in blocks of about a megabyte, until its end, the sender's disappearance, a long silence, or `asked`."""
    gathered = bytearray()
    stop = asyncio.ensure_future(asked.wait())
    try:
        more = True
        while more:
            message = asyncio.ensure_future(request.receive())
            await asyncio.wait({message, stop}, timeout=SILENCE, return_when=asyncio.FIRST_COMPLETED)
            if not message.done():
                message.cancel()
                break
            part = message.result()
            gathered += part.get("body", b"")
            more = part["type"] == "http.request" and part.get("more_body", False) and not stop.done()
            if len(gathered) >= _BLOCK:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)
    finally:
        stop.cancel()


def _write(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def options_route() -> APIRouter:
    """What the server can do, told to anybody."""
    router = APIRouter(prefix="/v1/uploads")

    @router.options("")
    async def options() -> Response:
        able = {
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,creation-with-upload,termination",
            "Tus-Max-Size": str(MOST_PACKAGE_BYTES),
        }
        return Response(status_code=204, headers=_TUS | able)

    return router


def _speaks_tus(tus_resumable: Annotated[str, Header()] = "") -> None:
    if tus_resumable != VERSION:
        raise Refusal(412, "tus_version", f"Cổng dùng tus {VERSION}.", {"Tus-Version": VERSION})


def _check_patch(content_type: str, upload_offset: int | None) -> None:
    if not _is(content_type, _OFFSETS):
        raise Refusal(415, "content_type", f"Content-Type phải là {_OFFSETS}.", _TUS)
    if upload_offset is None:
        raise Refusal(400, "offset", "Thiếu Upload-Offset.", _TUS)


def _check_place(told: int | None, offset: int, content_length: int | None, size: int) -> None:
    if told != offset:
        raise Refusal(409, "offset", f"Cổng đang có {offset} byte.", _TUS | {"Upload-Offset": str(offset)})
    if offset + (content_length or 0) > size:
        raise Refusal(413, "too_long", f"Gói chỉ có {size} byte.", _TUS)


def _busy() -> Refusal:
    return Refusal(503, "busy", "Một yêu cầu khác đang gửi gói này.", _TUS | {"Retry-After": "1"})


def _is(content_type: str, wanted: str) -> bool:
    return content_type.partition(";")[0].strip() == wanted


def _metadata(text: str) -> dict[str, str]:
    """`key base64, key base64` → dict. Raises Refusal(400)."""
    told: dict[str, str] = {}
    try:
        for pair in filter(None, (part.strip() for part in text.split(","))):
            key, _, value = pair.partition(" ")
            told[key] = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal(400, "metadata", "Upload-Metadata không đọc được.", _TUS) from None
    return told
