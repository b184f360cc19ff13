"""When too many come at once: some are served, the others are told when to come again, and an officer notices nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from kiosk.portal.admission import LONGEST, MOST_MESSAGES, SHORTEST, Admission


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(admission: Admission, path: str) -> Awaitable[dict[str, Any]]:
    """Status and headers of the answer."""

    async def ask() -> dict[str, Any]:
        told: dict[str, Any] = {}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                told.update(status=message["status"], headers={key.decode(): value.decode() for key, value in message["headers"]})

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        await admission({"type": "http", "path": path, "method": "GET", "headers": []}, receive, send)
        return told

    return ask()


def crowded(story: Callable[[Admission, asyncio.Event], Awaitable[None]], jitter: float = 0.5) -> None:
    """Play `story` with a portal that finishes no request before the event is set."""

    async def play() -> None:
        go_on = asyncio.Event()

        async def app(_scope: Any, _receive: Any, send: Any) -> None:
            await go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        await story(Admission(app, monotonic=Clock(), jitter=lambda: jitter), go_on)

    asyncio.run(play())


def test_the_first_are_served_and_the_next_are_told_when() -> None:
    async def story(admission: Admission, go_on: asyncio.Event) -> None:
        inside = [asyncio.ensure_future(asked(admission, "/v1/events")) for _ in range(MOST_MESSAGES)]
        await asyncio.sleep(0)
        told = await asked(admission, "/v1/events")
        assert told["status"] == 503
        assert SHORTEST <= int(told["headers"]["retry-after"]) <= LONGEST
        go_on.set()
        assert [each["status"] for each in await asyncio.gather(*inside)] == [200] * MOST_MESSAGES
        assert (await asked(admission, "/v1/events"))["status"] == 200

    crowded(story)


def test_the_wait_grows_with_the_crowd_and_differs() -> None:
    waits = []
    for jitter in (0.0, 0.99):

        async def story(admission: Admission, go_on: asyncio.Event) -> None:
            inside = [asyncio.ensure_future(asked(admission, "/v1/events")) for _ in range(MOST_MESSAGES)]
            await asyncio.sleep(0)
            for _ in range(200):
                told = await asked(admission, "/v1/events")
            waits.append(int(told["headers"]["retry-after"]))
            go_on.set()
            await asyncio.gather(*inside)

        crowded(story, jitter)
    assert waits[0] == SHORTEST
    assert waits[1] > 100


def test_officers_and_packages_have_their_own_room() -> None:
    async def story(admission: Admission, go_on: asyncio.Event) -> None:
        inside = [asyncio.ensure_future(asked(admission, "/v1/events")) for _ in range(MOST_MESSAGES)]
        await asyncio.sleep(0)
        others = [asyncio.ensure_future(asked(admission, path)) for path in ("/", "/dossiers/1", "/v1/uploads/1")]
        await asyncio.sleep(0)
        go_on.set()
        assert [each["status"] for each in await asyncio.gather(*others, *inside)] == [200] * (3 + MOST_MESSAGES)

    crowded(story)
