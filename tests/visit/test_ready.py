"""Ready or not: what is seen of the machine decides what a visitor is offered; nobody begins what cannot be done now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.errors import PortalError
from kiosk.visit.ready import HOLD, SERVICES, Facts, Limits, Ready, Steady, judge
from tests.visit.booth import Booth

LIMITS = Limits(reserve=1e9, most_waiting=500, oldest=86_400)
WELL = Facts(disk_free=50_000_000_000, clock_offset=0.4, year=2026, waiting=3, oldest=60, scanner=True, printer=True, reader=True)


def ready(**facts: object) -> Ready:
    return judge(replace(WELL, **facts), LIMITS)  # type: ignore[arg-type]


def state(found: Ready, name: str) -> str:
    return next(check.state for check in found.checks if check.name == name)


def test_all_is_well() -> None:
    found = ready()
    assert all(found.offers(service) for service in SERVICES)
    assert (found.closed, found.notes, found.out_of_service) == ({}, (), None)
    assert {check.state for check in found.checks} == {"ok"}


def test_what_is_not_known_hinders_nobody_and_staff_see_it() -> None:
    found = judge(Facts(), LIMITS)
    assert (found.closed, found.notes, found.out_of_service) == ({}, (), None)
    assert {check.name for check in found.checks if check.state == "unknown"} == {"disk", "clock", "outbox", "scanner", "reader", "printer"}


@pytest.mark.parametrize(
    ("facts", "closed", "notes"),
    [
        ({"printer": False}, set(), ("printer",)),
        ({"scanner": False}, {"file", "supplement"}, ()),
        ({"reader": False}, set(), ("reader",)),
        ({"reader": False, "scanner": False}, {"file", "supplement"}, ()),
        ({"disk_free": 999_999_999}, {"file", "supplement"}, ()),
        ({"oldest": 90_000.0}, set(), ("later",)),
        ({"waiting": 501}, set(), ("later",)),
        ({"waiting": 501, "scanner": False, "printer": False}, {"file", "supplement"}, ("printer",)),
        ({"refused": 2}, set(), ()),
        ({"clock_offset": 9_000.0}, set(), ()),
        ({"troubles": ("news.catalogue_older",)}, set(), ()),
    ],
)
def test_what_still_works_is_offered(facts: dict[str, object], closed: set[str], notes: tuple[str, ...]) -> None:
    found = ready(**facts)
    assert set(found.closed) == closed
    assert found.notes == notes
    assert all(found.offers(service) for service in SERVICES if service not in closed)
    assert any(check.state != "ok" for check in found.checks), "staff see why"


def test_nothing_is_offered_by_a_kiosk_that_may_not_send() -> None:
    found = ready(hindrance=PortalError("portal.revoked"))
    assert not any(found.offers(service) for service in SERVICES)
    assert state(found, "keys") == "fail"


@pytest.mark.parametrize(
    ("offset", "year", "expected"),
    [
        (0.5, 2026, "ok"),
        (-300.0, 2026, "warn"),
        (4 * 365 * 86_400.0, 2022, "fail"),
        (None, 2026, "unknown"),
        (None, 1970, "fail"),
        (-4 * 365 * 86_400.0, 2030, "fail"),
    ],
)
def test_the_clock(offset: float | None, year: int, expected: str) -> None:
    assert state(ready(clock_offset=offset, year=year), "clock") == expected


# A flapping device


class Seen:
    def __init__(self) -> None:
        self.time = 100.0
        self.steady = Steady(lambda: self.time)

    def after(self, seconds: float, there: bool | None) -> bool | None:
        self.time += seconds
        return self.steady.see([("scanner", there)])["scanner"]


def test_the_first_that_is_said_is_believed() -> None:
    assert Seen().after(0, False) is False
    assert Seen().after(0, True) is True


def test_a_device_that_goes_is_believed_when_it_stays_away() -> None:
    seen = Seen()
    assert [seen.after(0, True), seen.after(1, False), seen.after(HOLD - 1, False), seen.after(1, False)] == [True, True, True, False]


def test_one_that_comes_and_goes_changes_nothing() -> None:
    seen = Seen()
    seen.after(0, True)
    assert {seen.after(HOLD * 0.6, there) for there in (False, True) * 20} == {True}


def test_that_nobody_knows_is_believed_at_once() -> None:
    seen = Seen()
    seen.after(0, True)
    assert seen.after(1, None) is None
    assert seen.after(1, False) is False


# At the first screen


def at_attract(found: Ready) -> Booth:
    booth = Booth()
    booth.visit.ready = found
    return booth


def test_a_closed_service_says_why_and_does_not_begin() -> None:
    booth = at_attract(ready(scanner=False))
    tiles = {tile["id"]: tile for tile in booth.view()["services"]}
    assert list(tiles) == [service for service in SERVICES if service != "ticket"], "this centre has no counters with numbers"
    assert (tiles["file"]["open"], tiles["browse"]["open"]) == (False, True)
    assert "Máy quét" in tiles["file"]["why"]
    booth.act("start", service="file")
    assert (booth.screen, booth.view()["notice"]) == ("attract", tiles["file"]["why"])
    assert booth.act("start", service="browse").screen == "language"


def test_a_card_that_is_shown_then_is_not_remembered() -> None:
    booth = at_attract(ready(scanner=False)).show_card()
    assert booth.screen == "attract"
    assert booth.visit.pending_code is None
    assert booth.visit.person is None


def test_what_one_should_know_before_one_begins() -> None:
    booth = at_attract(ready(printer=False, waiting=501))
    notes = booth.view()["notes"]
    assert len(notes) == 2
    assert "mã QR" in notes[0]
    assert "Máy in" in booth.view()["for_staff"]


def test_a_kiosk_that_is_well_says_nothing_to_staff() -> None:
    assert at_attract(ready()).view()["for_staff"] == ""


def test_who_is_here_already_goes_on() -> None:
    booth = Booth().begin()
    booth.visit.ready = ready(scanner=False)
    assert booth.agree().screen == "card"
