"""How the portal says no: always a `Problem` of the exchange, with a status, a word of its own and a sentence for staff."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.exchange import Problem
from kiosk.logs import unforeseen
from kiosk.portal.refusal import Refusal

_WORDS = {404: "not_found", 405: "method", 401: "unauthorized", 403: "forbidden"}


def install(app: FastAPI) -> None:
    """Turn every failure of a request into a Problem. What the sender wrote is not repeated: it may be personal or secret."""

    @app.exception_handler(Refusal)
    async def refused(_: Request, error: Refusal) -> JSONResponse:
        return _answer(error.status, error.problem, error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        places = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors()[:5])
        return _answer(422, Problem(code="invalid", detail=f"Yêu cầu không hợp lệ: {places}"))

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        code = _WORDS.get(error.status_code, "http")
        return _answer(error.status_code, Problem(code=code, detail=str(error.detail)), error.headers)

    app.add_middleware(_Failsafe)


class _Failsafe:
    """What nobody foresaw is logged without its message, which may quote a person, and answered with a 500."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = False

        async def noting(message: Message) -> None:
            nonlocal answering
            answering = answering or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            if scope["type"] != "http":  # the portal does not start
                raise
            reference = unforeseen(error)
            if not answering:
                problem = Problem(code="internal", detail=f"Cổng gặp lỗi {reference}, xin gửi lại sau.")
                await _answer(500, problem)(scope, receive, send)


def _answer(status: int, problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(problem.model_dump(), status, dict(headers or {}))
