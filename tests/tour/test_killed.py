"""Kill -9 of any of the processes, at any moment of the visit: started again, nothing is lost and nothing is double."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tour.conftest import Played, Plug
from tests.tour.test_paper_to_portal import traces_of_the_person

pytestmark = pytest.mark.timeout(400)


def exactly_once(played: Played) -> None:
    (dossier,) = played.portal
    assert dossier["state"] == "processed"
    assert played.pages_at_portal() == played.pages_wanted()
    assert len(played.slips) >= 1
    assert traces_of_the_person(played.folder / "state" / "kiosk") == []


def test_the_kiosk_is_killed_four_times(play: Callable[..., Played]) -> None:
    plug = Plug()
    plug.when("kiosk", at="pages")
    plug.when("kiosk", at="form")
    plug.when("kiosk", touched="action-submit")
    plug.when("kiosk", at="submitted")
    played = play(plug=plug)
    assert len(plug.pulled) >= 3  # the third may be faster than the fourth's screen
    exactly_once(played)


def test_the_services_and_the_scanners_driver_are_killed(play: Callable[..., Played]) -> None:
    plug = Plug()
    plug.when("scanner", at="scanning")
    plug.when("sync", at="form")
    plug.when("portal", at="review")
    plug.when("sync", touched="action-submit")
    plug.when("portal", at="submitted")
    played = play(plug=plug)
    assert sorted(set(plug.pulled)) == ["portal", "scanner", "sync"]
    exactly_once(played)


MOMENTS = (
    "language",
    "card",
    "confirm",
    "procedures",
    "cases",
    "papers",
    "scanning",
    "pages",
    "form",
    "review",
    "submitting",
    "submitted",
    "goodbye",
)


@pytest.mark.slow
@pytest.mark.parametrize("process", ["kiosk", "sync", "portal", "scanner"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_at_every_moment(play: Callable[..., Played], process: str, moment: str) -> None:
    plug = Plug()
    plug.when(process, at=moment)
    played = play(plug=plug)
    exactly_once(played)
