"""A page's pixels, 26 MB at 300 dpi in colour, do not lie about while the scanner draws in the next sheet."""

from __future__ import annotations

import weakref
from collections.abc import Iterator

import pytest

from kiosk.devices.contract import RawPage, ScanRequest
from kiosk.devices.simulated import SimulatedScanner
from kiosk.dossier.draft import Draft
from kiosk.visit import jobs
from tests.visit.booth import PAPER
from tests.visit.office import Office, sheet


class Watching(SimulatedScanner):
    """Looks, when the next page is asked for, whether anybody still has the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[bool] = []

    def scan(self, request: ScanRequest, *, page_deadline: float) -> Iterator[RawPage]:
        for number in range(2):
            page = sheet(number)
            seen = weakref.ref(page)
            yield page
            del page
            self.held.append(seen() is not None)


@pytest.mark.parametrize("job", [lambda draft: jobs.Scan(1, draft, PAPER, "feeder"), lambda draft: jobs.ScanStack(1, draft)])
def test_when_the_next_one_is_asked_for(office: Office, draft: Draft, job: object) -> None:
    scanner = Watching()
    object.__setattr__(office.desk, "scanner", scanner)
    office.do(job(draft))  # type: ignore[operator]
    assert scanner.held == [False, False]
