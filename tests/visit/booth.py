"""A visit without hardware: whoever tests it plays the resident, the devices, the store and the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from kiosk import catalogue, texts
from kiosk.catalogue import FormField
from kiosk.devices.contract import PrintOutcome
from kiosk.dossier.draft import Draft, PageRef, StackPage
from kiosk.errors import KioskError, OperatorDeviceError
from kiosk.settings import SHARE
from kiosk.store import KeptDraft
from kiosk.visit import jobs
from kiosk.visit.state import Outside, Waits
from kiosk.visit.view import view
from kiosk.visit.visit import Visit

AN = "077098001234||Lý Quốc Toản|15081998|Nam|Số 1 Lê Lợi, Phường Vũng Tàu|01082024"
BINH = "077198005678||Trần Thị Bình|01011998|Nữ|Tổ 3, Xã Long Sơn|01082024"
AN_TYPED = {"number": "077098001234", "name": "Lý Quốc Toản", "born": "15/08/1998", "sex": "Nam", "address": "Số 1 Lê Lợi"}
PERSONAL = ("077098001234", "Lý Quốc Toản", "Lê Lợi")
PROCEDURE, CASE, PAPER, OPTIONAL = "1.001193", "married", "birth_paper", "parents_id"
NUMBER = "KIOSK-K01-261122-0001"
JAM = OperatorDeviceError("scanner.jam", pages_before=1)
WAITS = Waits(idle=90, countdown=30, goodbye=15, failsafe=20)

_J = TypeVar("_J")


@cache
def shipped() -> tuple[catalogue.Catalogue, texts.Texts]:
    return catalogue.load(SHARE / "catalogue"), texts.load()


class Booth:
    """A kiosk with one visit; its clock stands still until `wait`."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.work: list[jobs.Job] = []
        self.cancelled = 0
        self._ids = 0
        self.fired: list[tuple[str, str, str]] = []
        everything, sentences = shipped()
        outside = Outside(work=self.work.append, cancel_scan=self._cancel, now=self.now, seconds=lambda: self.time, new_id=self.new_id)
        devices = {"reader": True, "scanner": True, "printer": None}
        self.visit = Visit(everything, sentences, outside, waits=WAITS, devices=devices)
        self.visit._chart.add_listener(self)  # the chart tells which transitions were fired

    def on_transition(self, event: str, source: Any, target: Any) -> None:
        self.fired.append((source.id, event, target.id))

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 2, 0, tzinfo=UTC) + timedelta(seconds=self.time)

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    def _cancel(self) -> None:
        self.cancelled += 1

    # What it does

    @property
    def screen(self) -> str:
        return self.visit.screen

    def view(self) -> dict[str, Any]:
        return view(self.visit, centre="Trung tâm", sources=("feeder", "flatbed"))

    def act(self, action: str, **values: object) -> Booth:
        self.visit.act(action, values)
        self.view()
        return self

    def tell(self, outcome: jobs.Outcome | jobs.FromDevice) -> Booth:
        self.visit.tell(outcome)
        self.view()
        return self

    def show_card(self, card: str | bytes = AN) -> Booth:
        return self.tell(jobs.CodeRead(card.encode() if isinstance(card, str) else card))

    def wait(self, seconds: float, *, step: float = 0.5) -> Booth:
        """Time passes, with a tick each half second."""
        end = self.time + seconds
        while self.time < end:
            self.time = min(end, self.time + step)
            self.visit.tick()
        return self

    def jobs(self, kind: type[_J]) -> list[_J]:
        return [job for job in self.work if isinstance(job, kind)]

    def last(self, kind: type[_J]) -> _J:
        return self.jobs(kind)[-1]

    @property
    def draft(self) -> Draft:
        assert self.visit.draft is not None
        return self.visit.draft

    # What comes back from the desk

    def found(self, kept: KeptDraft | None = None, job: jobs.FindDraft | None = None) -> Booth:
        job = job or self.last(jobs.FindDraft)
        return self.tell(jobs.DraftSearched(job.visit, job.personal_number, kept))

    def page(self, verdict: str = "good", *, card_code: bytes | None = None, **more: object) -> Booth:
        """The scanner gives a page, the desk keeps it."""
        job = next(job for job in reversed(self.work) if isinstance(job, jobs.Scan | jobs.ScanStack))
        said = {"id": self.new_id(), "sha256": "0" * 64, "width": 9, "height": 12, "dpi": 200, "verdict": verdict, **more}
        page = PageRef.model_validate(said)
        if isinstance(job, jobs.ScanStack):
            draft = self.draft.model_copy(update={"stack": (*self.draft.stack, StackPage(page=page))})
            return self.tell(jobs.PageKept(job.visit, draft, "", page.id, b"jpeg", 5.0, False, card_code))
        row = self.draft.row(job.component_id)
        row = row.model_copy(update={"pages": (*row.pages, page), "not_at_hand": False})
        draft = self.draft.model_copy(update={"rows": {**self.draft.rows, job.component_id: row}})
        return self.tell(jobs.PageKept(job.visit, draft, job.component_id, page.id, b"jpeg", 5.0, False, card_code))

    def stack(self, *places: str) -> Booth:
        """The whole stack goes in, a page for each place that the kiosk proposes: a row (as a guess), "" or "-"."""
        self.act("scan_stack")
        for _ in places:
            self.page()
        self.tell(jobs.StackRead(self.visit.number))
        before = len(self.draft.stack) - len(places)
        loose = [
            one.model_copy(update={"place": place, "why": "order" if place.isidentifier() else "", "group": number})
            for number, (one, place) in enumerate(zip(self.draft.stack[before:], places, strict=True), start=1)
        ]
        draft = self.draft.model_copy(update={"stack": (*self.draft.stack[:before], *loose)})
        return self.tell(jobs.StackSorted(self.visit.number, draft)).scan_ended()

    def scan_ended(self) -> Booth:
        return self.tell(jobs.ScanEnded(self.visit.number, self.visit.scanned))

    def scan_failed(self, error: KioskError = JAM) -> Booth:
        return self.tell(jobs.ScanFailed(self.visit.number, error, self.visit.scanned))

    def scan(self, row: str = PAPER, pages: int = 1, *, source: str = "feeder") -> Booth:
        self.act("scan", row=row, source=source)
        for _ in range(pages):
            self.page()
        return self.scan_ended()

    def answer_what_is_open(self) -> Booth:
        """In the present group: what is required and not answered, or answered wrong, also what an answer brings up."""
        for field in self.visit.present_group().fields:
            shown = next((one for one in self.view()["fields"] if one["id"] == field.id), None)
            wrong = field.id in self.visit.typed or field.id in self.visit.errors
            if shown is not None and (wrong or (shown["required"] and not shown["value"])):
                self.act("answer", field=field.id, text=right_answer(field))
        return self

    def fill_form(self) -> Booth:
        """Group by group, to the review."""
        while self.screen == "form":
            before = self.view()["group"]["index"]
            self.answer_what_is_open().act("continue")
            assert self.screen != "form" or self.view()["group"]["index"] > before, self.visit.errors
        return self

    def kept(self) -> Booth:
        """The desk has sealed and queued the dossier."""
        job = self.last(jobs.Submit)
        return self.tell(jobs.Submitted(job.visit, job.draft.model_copy(update={"temporary_number": NUMBER})))

    def printed(self, outcome: PrintOutcome | None = PrintOutcome.PRINTED) -> Booth:
        return self.tell(jobs.SlipDone(self.visit.number, outcome))

    def news(self, state: str = "delivered", code: str | None = "000.00.26.H29-261122-0001") -> Booth:
        return self.tell(jobs.News(self.visit.number, state, code))  # type: ignore[arg-type]


def right_answer(field: FormField) -> str:
    match field.kind:
        case "digits":
            return "077198005678" if field.digits == 12 else "1" * (field.digits or min(3, field.max_length))
        case "date":
            return "01/01/2020"
        case "choice":
            return field.choices[0].id
        case "yes_no":
            return "no"
        case "phone":
            return "0912 345 678"
        case "email":
            return "ten@vidu.vn"
        case "amount":
            return "1.000"
        case _:
            return "Ấp Bắc"[: field.max_length]


def other_draft(state: str = "open", *, person: str = AN) -> KeptDraft:
    """What a visit that was cut left on the disk, with one page of the paper."""
    booth = at("papers", card=person)
    booth.scan().act("accept")
    draft = booth.draft.model_copy(update={"id": "f" * 32, "temporary_number": None if state == "open" else NUMBER})
    return KeptDraft(draft, state)  # type: ignore[arg-type]


WAY: dict[str, tuple[str, Callable[[Booth, str], object]]] = {
    "language": ("attract", lambda booth, _: booth.act("start")),
    "card": ("language", lambda booth, _: booth.act("choose_language", language="vi")),
    "card_glass": ("card", lambda booth, _: booth.act("use_glass")),
    "person": ("card", lambda booth, _: booth.act("type_instead")),
    "confirm": ("card", lambda booth, card: booth.show_card(card)),
    "resume": ("confirm", lambda booth, card: booth.act("confirm").found(other_draft(person=card))),
    "procedures": ("confirm", lambda booth, _: booth.act("confirm").found()),
    "cases": ("procedures", lambda booth, _: booth.act("choose_procedure", code=PROCEDURE)),
    "papers": ("cases", lambda booth, _: booth.act("choose_case", id=CASE)),
    "scanning": ("papers", lambda booth, _: booth.act("scan", row=PAPER, source="feeder")),
    "scan_fault": ("scanning", lambda booth, _: booth.page().scan_failed()),
    "pages": ("scanning", lambda booth, _: booth.page().scan_ended()),
    "board": ("papers", lambda booth, _: booth.stack(PAPER, "", PAPER)),
    "form": ("pages", lambda booth, _: _papers_done(booth)),
    "review": ("form", lambda booth, _: booth.fill_form()),
    "submitting": ("review", lambda booth, _: booth.act("set_consent", value=True).act("submit")),
    "submitted": ("submitting", lambda booth, _: booth.kept()),
    "goodbye": ("submitted", lambda booth, _: booth.printed().act("finish")),
    "failsafe": ("papers", lambda booth, _: booth.visit.fail("AB12CD")),
    "out_of_service": ("attract", lambda booth, _: booth.visit.close_down(KioskError("kiosk.not_enrolled"))),
}
SCREENS = ("attract", *WAY)


def _papers_done(booth: Booth) -> None:
    booth.act("accept")
    if booth.screen != "papers":
        return
    for row in booth.view()["rows"]:
        if row["verdict"] == "missing" and row["kind"] != "form":
            booth.scan(row["id"]).act("accept")
    booth.act("continue")


def at(screen: str, card: str = AN) -> Booth:
    """A new booth whose visit has come so far."""
    if screen == "attract":
        return Booth()
    before, go_on = WAY[screen]
    booth = at(before, card)
    go_on(booth, card)
    assert booth.screen == screen, f"{before} led to {booth.screen}, not to {screen}"
    return booth
