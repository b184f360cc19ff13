"""A visit without hardware: whoever tests it plays the resident, the devices, the store and the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from kiosk import catalogue, texts
from kiosk.catalogue import Both, FormField
from kiosk.devices.contract import PrintOutcome, Source
from kiosk.dossier.draft import Draft, PageRef, StackPage
from kiosk.errors import KioskError, OperatorDeviceError
from kiosk.exchange import DossierStatus, LookupAnswer, SupplementRow, TrackedDossier
from kiosk.settings import SHARE
from kiosk.store import KeptDraft, Told
from kiosk.visit import errand_jobs as errand
from kiosk.visit import jobs
from kiosk.visit.counters import Counter
from kiosk.visit.state import Outside, Waits
from kiosk.visit.view import view
from kiosk.visit.visit import Visit

AN = "077098001234||Lý Quốc Toản|15081998|Nam|Số 1 Lê Lợi, Phường Vũng Tàu|01082024"
BINH = "077198005678||Trần Thị Bình|01011998|Nữ|Tổ 3, Xã Long Sơn|01082024"
AN_TYPED = {"number": "077098001234", "name": "Lý Quốc Toản", "born": "15/08/1998", "sex": "Nam", "address": "Số 1 Lê Lợi"}
PERSONAL = ("077098001234", "Lý Quốc Toản", "1 Lê Lợi")
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
        outside = Outside(work=self.work_comes, cancel_scan=self._cancel, now=self.now, seconds=lambda: self.time, new_id=self.new_id)
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

    def work_comes(self, job: jobs.Job) -> None:
        self.work.append(job)

    def _cancel(self) -> None:
        self.cancelled += 1

    # What it does

    @property
    def screen(self) -> str:
        return self.visit.screen

    def view(self, *sources: Source) -> dict[str, Any]:
        """`sources`: what the scanner has, if it is not both."""
        return view(self.visit, centre="Trung tâm", sources=sources or ("feeder", "flatbed"))

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
        done: set[str] = set()
        while open_ := [one for one in self.visit.present_questions() if one.key not in done]:
            one = open_[0]
            done.add(one.key)
            shown = next(field for field in self.view()["fields"] if field["id"] == one.key)
            wrong = one.key in self.visit.typed or one.key in self.visit.errors
            if wrong or (shown["required"] and not shown["value"]):
                if one.field.kind == "address":
                    self.act("answer", field=f"{one.key}.free", text="yes")
                self.act("answer", field=one.key, text=right_answer(one.field))
        return self

    def sign(self) -> Booth:
        return self.act("sign", strokes=[[[0.1, 0.5], [0.5, 0.2], [0.9, 0.6]]])

    def to_review(self) -> Booth:
        """From the form: answered, the result at the centre, the fee read."""
        self.fill_form()
        if self.screen == "receiving":
            self.act("receive", way="centre")
        return self.act("continue") if self.screen == "fee" else self

    def begin(self, service: str = "file") -> Booth:
        """From the attract screen past the language, in Vietnamese."""
        return self.act("start", service=service).act("choose_language", language="vi")

    def agree(self) -> Booth:
        return self.act("tick", purpose="file", value=True).act("agree")

    def fill_form(self) -> Booth:
        """Group by group, to the end of the form."""
        while self.screen == "form":
            before = self.view()["group"]["index"]
            if self.view()["members"] and not self.view()["members"]["items"]:
                self.act("add_member").answer_what_is_open().act("continue")
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
            order = {one.must: one for one in field.checks}
            # Before and after whatever else a walk may have answered.
            return "02/01/2020" if "after" in order else "01/01/1960" if "before" in order else "01/01/2020"
        case "choice":
            return field.choices[0].id
        case "long_choice":
            return field.listed.entries[0].id
        case "number":
            return str(field.min or 1)
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
    "consent": ("language", lambda booth, _: booth.act("choose_language", language="vi")),
    "card": ("consent", lambda booth, _: booth.act("tick", purpose="file", value=True).act("agree")),
    "card_glass": ("card", lambda booth, _: booth.act("use_glass")),
    "person": ("card", lambda booth, _: booth.act("type_instead")),
    "confirm": ("card", lambda booth, card: booth.show_card(card)),
    "resume": ("confirm", lambda booth, card: booth.act("confirm").found(other_draft(person=card))),
    "procedures": ("confirm", lambda booth, _: booth.act("confirm").found()),
    "cases": ("procedures", lambda booth, _: booth.act("choose_procedure", code=PROCEDURE)),
    "needs": ("cases", lambda booth, _: booth.act("choose_case", id=CASE)),
    "papers": ("needs", lambda booth, _: booth.act("have_papers")),
    "scanning": ("papers", lambda booth, _: booth.act("scan", row=PAPER, source="feeder")),
    "scan_fault": ("scanning", lambda booth, _: booth.page().scan_failed()),
    "pages": ("scanning", lambda booth, _: booth.page().scan_ended()),
    "board": ("papers", lambda booth, _: booth.stack(PAPER, "", PAPER)),
    "form": ("pages", lambda booth, _: _papers_done(booth)),
    "receiving": ("form", lambda booth, _: booth.fill_form()),
    "fee": ("receiving", lambda booth, _: booth.act("receive", way="centre")),
    "review": ("fee", lambda booth, _: booth.act("continue")),
    "submitting": ("review", lambda booth, _: booth.sign().act("submit")),
    "submitted": ("submitting", lambda booth, _: booth.kept()),
    "rating": ("submitted", lambda booth, _: booth.printed().act("rate")),
    "track": ("attract", lambda booth, _: booth.act("start", service="track").act("choose_language", language="vi")),
    "tracked": ("track", lambda booth, card: track(booth, card)),
    "ticket": ("attract", lambda booth, _: _to_the_counters(booth)),
    "goodbye": ("rating", lambda booth, _: booth.act("finish")),
    "failsafe": ("papers", lambda booth, _: booth.visit.fail("AB12CD")),
    "out_of_service": ("attract", lambda booth, _: booth.visit.close_down(KioskError("kiosk.not_enrolled"))),
}
SCREENS = ("attract", *WAY)


def track(booth: Booth, card: str = AN, status: int = DossierStatus.SUPPLEMENT_ASKED, row: str = PAPER) -> Booth:
    """The portal tells of the dossier of a slip, and is asked for `row`."""
    booth.show_card(NUMBER).show_card(card)
    if not booth.jobs(errand.AskPortal):
        return booth  # it is asked already
    asked = booth.last(errand.AskPortal)
    dossier = TrackedDossier(
        dossier_id="d" * 32,
        temporary_number=NUMBER,
        official_code="000.00.26.H29-261122-0042",
        procedure_code=PROCEDURE,
        case_id=CASE,
        status=status,
        at=booth.now(),
        rows=(SupplementRow(component_id=row, reason="unreadable"),),
    )
    told = Told(LookupAnswer(state="found", dossier=dossier))
    booth.tell(errand.LookupKnown(asked.visit, asked.lookup_id, None, asked=True))
    return booth.tell(errand.LookupTold(asked.visit, asked.lookup_id, told))


def supplement(row: str = PAPER) -> Booth:
    """A new booth that shows the papers which are asked for."""
    booth = at("track")
    track(booth, row=row).act("supplement").act("tick", purpose="file", value=True).act("agree")
    return booth.show_card(AN).act("confirm").found()


def _to_the_counters(booth: Booth) -> None:
    booth.visit.counters = (Counter("A", Both(vi="Tư pháp – Hộ tịch", en="Civil status")),)
    booth.act("start", service="ticket").act("choose_language", language="vi")


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
