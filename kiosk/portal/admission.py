"""How many requests the portal works on at a time.

After an outage a thousand kiosks come back at once: those that find it full are told when to come again, each at another time, instead of
all waiting in one row until their time-outs.

A no costs a hundredth of a yes, so the portal gets through its work as fast as with few; and a kiosk that waits has lost nothing.
"""

from __future__ import annotations

import random
import resource
import time
from collections import deque
from collections.abc import Callable

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.exchange import Problem

MOST_TRANSFERS = 64
"""Packages that are on their way in at the same time: each holds up to a megabyte of memory, and a slow line holds its place for long."""
MOST_MESSAGES = 32
"""Other requests of kiosks: each wants the database."""
WINDOW = 10.0
"""By what was done and what was turned away in this time the wait is reckoned [s]."""
SHORTEST, LONGEST = 2.0, 120.0
"""Of the waits that are told [s]."""
FILES = 65536


class Admission:
    """Middleware before everything else. Officers' pages are never turned away."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._app = app
        self._monotonic = monotonic
        self._jitter = jitter
        self._room = {"transfers": MOST_TRANSFERS, "messages": MOST_MESSAGES}
        self._done: deque[float] = deque()
        self._turned_away: deque[float] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        kind = "transfers" if scope["path"].startswith("/v1/uploads") else "messages"
        if not self._room[kind]:
            await self._no(scope, receive, send)
            return
        self._room[kind] -= 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._room[kind] += 1
            self._done.append(self._monotonic())

    async def _no(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._turned_away.append(self._monotonic())
        problem = Problem(code="busy", detail="Cổng đang nhận nhiều hồ sơ cùng lúc, xin gửi lại sau.")
        headers = {"Retry-After": str(round(self._wait()))}
        await JSONResponse(problem.model_dump(), 503, headers)(scope, receive, send)

    def _wait(self) -> float:
        """Somewhere in the time that it takes to serve as many as were turned away lately."""
        for row in (self._done, self._turned_away):
            while row and row[0] < self._monotonic() - WINDOW:
                row.popleft()
        rate = max(len(self._done), 1) / WINDOW
        longest = min(max(len(self._turned_away) / rate, 2 * SHORTEST), LONGEST)
        return SHORTEST + (longest - SHORTEST) * self._jitter()


def allow_many_files() -> None:
    """Each kiosk's connection is an open file, and 1,024 are what a process may have when nobody says otherwise."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
