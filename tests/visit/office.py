"""A desk with the real store, pages and prints, and twins of the devices."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyrage
from numpy.typing import NDArray

from kiosk import settings, store
from kiosk.devices.contract import RawPage, ScanRequest
from kiosk.devices.simulated import SimulatedPrinter, SimulatedScanner, make_page
from kiosk.dossier.answers import canonical, questions
from kiosk.dossier.draft import Consent, Draft
from kiosk.dossier.package import Manifest, unseal
from kiosk.identity import Person, read_qr
from kiosk.store import StoredEnrolment
from kiosk.visit import jobs
from kiosk.visit.desk import Desk
from tests.visit.booth import AN, CASE, PAPER, PROCEDURE, right_answer, shipped

KEY = pyrage.x25519.Identity.generate()
ENROLMENT = StoredEnrolment(url="http://127.0.0.1:1", portal="Cổng thử", machine="K01", recipient=str(KEY.to_public()))
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SHEET = make_page(ScanRequest("feeder", 60, colour=False))  # small, so that the tests are fast
PERSONAL = ("077098001234", "Lý Quốc Toản", "1 Lê Lợi")


def raw(pixels: NDArray[np.uint8], dpi: int, *, back: bool = False) -> RawPage:
    """Pixels as a scanner would give them."""
    height, width = pixels.shape[:2]
    return RawPage(width, height, 3 if pixels.ndim == 3 else 1, dpi, np.ascontiguousarray(pixels).tobytes(), back)


def sheet(seed: int, *, dpi: int = 60) -> RawPage:
    """Print that no other seed has."""
    page = np.full((round(11.69 * dpi), round(8.27 * dpi)), 255, np.uint8)
    chance = np.random.default_rng(seed)
    for top in range(dpi, page.shape[0] - dpi, dpi // 6):
        left, right = sorted(chance.integers(dpi, page.shape[1] - dpi, 2))
        page[top : top + dpi // 20, left:right] = 0x30
    return raw(page, dpi)


@dataclass
class Office:
    """A desk with everything that it needs, on a disk of its own."""

    folder: Path
    scanner: SimulatedScanner = field(default_factory=SimulatedScanner)
    printer: SimulatedPrinter = field(default_factory=SimulatedPrinter)
    time: datetime = datetime(2026, 11, 22, 9, 30, tzinfo=VIETNAM)
    said: list[jobs.Outcome] = field(default_factory=list)
    new_id: Callable[[], str] = field(default_factory=lambda: map("{:032x}".format, itertools.count(0xA0)).__next__)

    def __post_init__(self) -> None:
        everything, _ = shipped()
        self.store = store.open_store(self.folder, now=lambda: self.time, uptime=lambda: self.time.timestamp())
        self.desk = Desk(
            settings.Settings(),
            everything,
            self.store,
            ENROLMENT,
            now=lambda: self.time,
            scanner=self.scanner,
            printer=self.printer,
            new_id=self.new_id,
            patience=0,
        )

    def do(self, job: jobs.Job) -> list[jobs.Outcome]:
        self.said = []
        self.desk.perform(job, self.said.append)
        return self.said

    def scan(self, draft: Draft, sheets: list[RawPage | None], row: str = PAPER) -> Draft:
        self.scanner.load_feeder(sheets)
        self.do(jobs.Scan(1, draft, row, "feeder"))
        return next((said.draft for said in reversed(self.said) if isinstance(said, jobs.PageKept)), draft)

    def again(self) -> Office:
        """The program ended; it is started again on the same disk."""
        self.store.close()
        return Office(self.folder, time=self.time)

    def opened(self, draft: Draft) -> tuple[Manifest, dict[str, bytes]]:
        return unseal(self.store.outbox.package(draft.id).read_bytes(), [str(KEY)])


def saved(office: Office, number: int = 1, person: Person | None = None) -> Draft:
    case = shipped()[0].procedure(PROCEDURE).case(CASE)
    assert case is not None
    answers: dict[str, str] = {}
    while open_ := [one for one in questions(case, answers) if one.key not in answers]:
        answers[open_[0].key] = canonical(open_[0].field, right_answer(open_[0].field))
    draft = Draft(
        id=f"{number:032x}",
        created_at=office.time,
        person=person or read_qr(AN.encode()),
        procedure_code=PROCEDURE,
        case_id=CASE,
        answers=answers,
        consent=Consent(at=office.time, text_version="1", language="vi"),
    )
    office.store.drafts.save(draft)
    return draft
