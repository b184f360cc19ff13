"""An hour at the kiosk: two residents without a plan, devices that fail, and a power cut now and then, on the real store.

Never stuck, never anything of the other one on the screen, never a confirmed page lost.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from random import Random

import pytest

from kiosk.errors import KioskError, StoreError
from kiosk.visit import jobs
from tests.visit.booth import AN, Booth
from tests.visit.office import Office, sheet
from tests.visit.promises import check_view, sentences
from tests.visit.walk import Walk

OF_AN = ("Lý Quốc Toản", "LÝ QUỐC TOẢN", "077098001234", "077******234", "1 Lê Lợi")
OF_BINH = ("Trần Thị Bình", "TRẦN THỊ BÌNH", "077198005678", "077******678", "Long Sơn")
SCANNER_FAULTS = ("scanner.jam", "scanner.cover", "scanner.busy", "scanner.cut", "scanner.absent", "scanner.failed")


class RealBooth(Booth):
    """The booth with a real desk behind it: what Booth plays, the desk does."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.random = random
        self.office = Office(folder, new_id=self.new_id)
        self.open: deque[jobs.Job] = deque()
        self._given: dict[int, list[str]] = {}
        super().__init__()

    def new_id(self) -> str:
        """After a power cut, too, none comes twice."""
        return f"{self.random.getrandbits(128):032x}"

    def work_comes(self, job: jobs.Job) -> None:
        self.work.append(job)
        self.open.append(job)

    @property
    def given(self) -> list[str]:
        """What somebody showed or typed in the present visit."""
        return self._given.get(self.visit.number, [])

    def act(self, action: str, **values: object) -> Booth:
        self._given.setdefault(self.visit.number, []).append(str(values.get("text", "")))
        return super().act(action, **values)

    def show_card(self, card: str | bytes = AN) -> Booth:
        super().show_card(card)
        self._given.setdefault(self.visit.number, []).append(str(card))
        return self

    def do(self, count: int = 99) -> RealBooth:
        """The desk does what was asked, in order."""
        while self.open and count > 0:
            count -= 1
            self.office.desk.perform(self.open.popleft(), self.tell_)
        return self

    def tell_(self, outcome: jobs.Outcome) -> None:
        self.tell(outcome)

    def put_paper_in(self) -> None:
        sheets = [sheet(self.random.randrange(10**6)) for _ in range(self.random.randrange(1, 4))]
        self.office.scanner.load_feeder(sheets)
        self.office.scanner.put_on_glass(sheet(self.random.randrange(10**6)))

    def found(self, kept: object = None, job: object = None) -> Booth:
        return self.do()

    def page(self, *_: object, **__: object) -> Booth:
        self.put_paper_in()
        return self.do()

    def scan_ended(self) -> Booth:
        return self.do()

    def scan_failed(self, error: KioskError | None = None) -> Booth:
        self.office.scanner.fail(self.random.choice(SCANNER_FAULTS), at=self.random.choice((1, 2)))
        self.put_paper_in()
        self.do()
        self.office.scanner.clear_faults()
        return self

    def stack(self, *_: str) -> Booth:
        self.put_paper_in()
        self.act("scan_stack")
        return self.do()

    def kept(self) -> Booth:
        return self.do()

    def printed(self, outcome: object = None) -> Booth:
        return self.do()


class Hour(Walk):
    booth: RealBooth

    def __init__(self, seed: int, folder: Path) -> None:
        random = Random(seed)
        super().__init__(seed, RealBooth(folder, random))
        self.folder = folder
        self.confirmed: dict[str, set[str]] = {}
        self.cuts = self.pages = 0

    def step(self) -> None:
        if self.random.randrange(60) == 0:
            self.power_cut()
        if self.random.randrange(15) == 0:
            self.booth.office.printer.present = self.random.random() < 0.7
        super().step()
        if self.random.randrange(3):
            self.booth.do()
        self.look()

    def outcome(self) -> None:
        """The next job is done, or the disk says no."""
        booth = self.booth
        if booth.open and self.random.randrange(12) == 0 and not isinstance(booth.open[0], jobs.Forget | jobs.SaveDraft):
            job = booth.open.popleft()
            booth.tell(jobs.JobFailed(job.visit, job, StoreError("store.write")))
        elif self.random.randrange(6) == 0:
            booth.scan_failed()
        else:
            booth.put_paper_in()
            booth.do(1)

    def look(self) -> None:
        """Nothing of anybody who is not here; what was confirmed is noted."""
        booth = self.booth
        told = "\n".join(sentences(check_view(booth)))
        present = self.present()
        for owner, words in (("an", OF_AN), ("binh", OF_BINH)):
            if owner not in present:
                assert not any(word in told for word in words), (booth.screen, owner, present)
        draft = booth.visit.draft
        if draft is not None and not booth.open:
            self.confirmed[draft.id] = {page.id for row in draft.rows.values() for page in row.pages}
            self.pages = max(self.pages, len(self.confirmed[draft.id]))
        for job in booth.work:
            if isinstance(job, jobs.Forget):
                self.confirmed.pop(job.draft_id, None)
        booth.work.clear()

    def present(self) -> set[str]:
        """Whose data may be on the screen: of whom a card was shown or something was typed in this visit, and nobody else's."""
        told = "\n".join(self.booth.given)
        return {owner for owner, words in (("an", OF_AN), ("binh", OF_BINH)) if any(word in told for word in words)}

    def power_cut(self) -> None:
        """What waits to be done is lost; what was confirmed is there when the kiosk starts again."""
        booth = self.booth
        draft = booth.visit.draft
        if draft is not None and draft.id in self.confirmed:
            # What was taken out since then was taken out by its owner.
            self.confirmed[draft.id] &= {page.id for page in draft.pages()}
        self.cuts += 1
        booth.open.clear()
        booth.office.store.close()
        fresh = RealBooth(self.folder, self.random)
        fresh.time = booth.time
        fresh.office.desk.recover()
        for draft_id, pages in self.confirmed.items():
            self.holds(fresh.office, draft_id, pages)
        self.booth = fresh
        self.late = []

    @staticmethod
    def holds(office: Office, draft_id: str, pages: set[str]) -> None:
        if office.store.outbox.get(draft_id) is not None:
            return  # submitted: its package has them, which test_filing opens
        kept = office.store.drafts.get(draft_id)
        assert kept is not None or not pages, "a draft is lost"
        if kept is not None:
            assert pages <= {page.id for page in kept.draft.pages()}, "a page is lost"
            for page in pages:
                assert office.store.drafts.page(draft_id, page)

    def end(self) -> None:
        self.booth.do()
        self.way_out()


def _walk(seed: int, steps: int, folder: Path) -> Hour:
    hour = Hour(seed, folder)
    for _ in range(steps):
        hour.step()
    hour.end()
    hour.booth.office.store.close()
    return hour


@pytest.mark.parametrize("seed", [1, 2])
def test_five_minutes(seed: int, tmp_path: Path) -> None:
    _walk(seed, 300, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10, 14))
def test_an_hour(seed: int, tmp_path: Path) -> None:
    """A touch a second."""
    hour = _walk(seed, 3600, tmp_path)
    assert hour.cuts > 20
    assert hour.pages > 2


def test_it_sees_what_it_looks_for(tmp_path: Path) -> None:
    """Else it would prove little."""
    hour = Hour(5, tmp_path)
    hour.booth.begin().agree().show_card(AN)
    hour.look()
    hour.booth.act("not_me").act("type_instead")
    hour.booth.visit.typed = {"name": "Trần Thị Bình"}
    with pytest.raises(AssertionError):
        hour.look()
    with pytest.raises(AssertionError, match="lost"):
        hour.holds(hour.booth.office, "0" * 32, {"1" * 32})
    hour.booth.office.store.close()
