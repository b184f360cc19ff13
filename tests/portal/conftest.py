from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from kiosk.exchange import PackageState
from tests.portal.kiosk_side import KioskSide, Sealed
from tests.portal.live import LivePortal, live_portal
from tests.portal.postgres import Cluster, cluster, why_not

CATALOGUE = Path(__file__).parent / "catalogue"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    if reason := why_not():
        pytest.skip(reason)
    with cluster() as made:
        yield made


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Whatever uses a portal is tried on both databases. None: SQLite in the portal's folder."""
    if request.param == "sqlite":
        return None
    made: Cluster = request.getfixturevalue("postgres")
    return made.fresh()


@pytest.fixture(scope="session")
def one_portal(tmp_path_factory: pytest.TempPathFactory, database_url: str | None) -> Iterator[LivePortal]:
    with live_portal(tmp_path_factory.mktemp("portal"), catalogue=CATALOGUE, database_url=database_url) as live:
        yield live


@pytest.fixture
def portal(one_portal: LivePortal) -> LivePortal:
    """The same for all tests, and running, whatever the test before has done to it; each test connects a kiosk of its own."""
    if not one_portal.running:
        one_portal.start()
    return one_portal


@pytest.fixture
def connect(portal: LivePortal) -> Callable[[], KioskSide]:
    def new() -> KioskSide:
        machine = f"K{next(_numbers):03d}"
        return KioskSide(portal.url, machine, portal.invite(machine))

    return new


@pytest.fixture
def kiosk(connect: Callable[[], KioskSide]) -> KioskSide:
    return connect()


@pytest.fixture
def officer(portal: LivePortal) -> requests.Session:
    session = requests.Session()
    session.auth = ("can.bo", portal.officer_password())
    return session


@pytest.fixture
def filed(kiosk: KioskSide) -> Sealed:
    sealed = kiosk.dossier()
    kiosk.send(sealed)
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED
    return sealed
