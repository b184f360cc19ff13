"""One portal at several addresses: the next one when one fails, the same one while it works, back to the first after a while; and only
what proves to be the portal that let this kiosk in is shown the token."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived
from tests.sync.played import Played
from tests.sync.strangers import LOGIN_PAGE, Stranger, stranger


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def two(new_machine: Callable[[], Machine]) -> Iterator[tuple[Machine, Stranger, Stranger, dict[str, bool]]]:
    """One played portal at two addresses, whose first can be put out of order."""
    machine, played = new_machine(), Played()
    down = {"first": False}
    with (
        stranger(lambda method, path: (503, {}, b"") if down["first"] else played.reply(method, path)) as first,
        stranger(played.reply) as second,
    ):
        played.let_in(machine, first.url)
        machine.tune(url=f"{first.url} {second.url}")
        yield machine, first, second, down


def test_the_next_one_in_the_same_round(machine: Machine, portal: LivePortal) -> None:
    sealed = machine.file(500_000)
    machine.tune(url=f"{closed_port()} {portal.url}")
    outcome = machine.sync()
    assert outcome.done, outcome
    assert_arrived(portal, machine, sealed)
    assert machine.news.troubles() == []


def test_all_are_away(machine: Machine) -> None:
    sealed = machine.file()
    machine.tune(url=f"{closed_port()} {closed_port()}")
    outcome = machine.sync()
    assert outcome.error is not None
    assert outcome.error.code == "portal.unreachable"
    assert machine.item(sealed).state == "queued"


def test_a_log_in_page_before_one_of_them(machine: Machine, portal: LivePortal) -> None:
    sealed = machine.file()
    with stranger(lambda *_: LOGIN_PAGE) as other:
        machine.tune(url=f"{other.url} {portal.url}")
        assert machine.sync().done
    assert other.tokens == {""}
    assert_arrived(portal, machine, sealed)


def test_another_portal_is_none_of_them(machine: Machine, portal: LivePortal) -> None:
    """Its answers are those of a portal, but it signs with another key."""
    sealed, other = machine.file(), Played()
    with stranger(other.reply) as told:
        machine.tune(url=told.url)
        outcome = machine.sync()
        assert outcome.error is not None
        assert outcome.error.code == "portal.other"
        assert told.tokens == {""}
        machine.tune(url=f"{told.url} {portal.url}")
        assert machine.sync().done
        assert told.tokens == {""}
    assert_arrived(portal, machine, sealed)


def test_the_same_while_it_works_and_back_after_a_while(two: tuple[Machine, Stranger, Stranger, dict[str, bool]]) -> None:
    machine, first, second, down = two
    clock = [0.0]
    service = machine.service(monotonic=lambda: clock[0])

    def asked() -> tuple[int, int]:
        before = len(first.asked), len(second.asked)
        service.round()
        return len(first.asked) - before[0], len(second.asked) - before[1]

    assert asked()[1] == 0
    down["first"] = True
    assert asked()[1] > 0
    down["first"] = False
    clock[0] = 300.0
    assert asked()[0] == 0, "it stays while it works"
    clock[0] = 601.0
    assert asked()[1] == 0, "back at the first"
    down["first"] = True
    clock[0] = 602.0
    assert asked()[1] > 0
    service.close()
    assert second.tokens == {"", "Bearer token"}


def test_without_a_key_only_the_first_is_asked(two: tuple[Machine, Stranger, Stranger, dict[str, bool]]) -> None:
    machine, first, second, down = two
    machine.enrolled_before()
    down["first"] = True
    outcome = machine.sync()
    assert outcome.error is not None
    assert first.asked
    assert second.asked == []
