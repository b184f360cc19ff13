"""One kiosk's visits, one after the other: what was touched and what came back from devices and store → what the screen shows.

Pure: no Qt, no hardware, no thread of its own. Everything from outside comes in as a parameter; work is handed to `work` and its outcome
is brought back with `tell`. All methods are called from one thread.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from kiosk.catalogue import Case, Catalogue, Component, Procedure, Search
from kiosk.devices.contract import PrintOutcome, Source
from kiosk.dossier import answers as forms
from kiosk.dossier.checklist import Verdict, check
from kiosk.dossier.draft import Consent, Draft, PageRef, Row
from kiosk.errors import InputError, KioskError
from kiosk.identity import Person, check_person, parse_date, read_qr
from kiosk.texts import Language, Texts
from kiosk.visit import jobs
from kiosk.visit.chart import VisitChart

CONSENT_VERSION = "2026-11"
"""Version of the sentence `review.consent` in config/texts; recorded with each consent."""
NOTICE_SECONDS = 8.0
NEWS_EVERY = 1.0
"""How often the submitted screen asks what became of the dossier [s]."""
PERSON_FIELDS = ("number", "name", "born", "sex", "address")

BACK = frozenset(("card", "person", "confirm", "resume", "procedures", "cases", "papers", "scan_fault", "pages", "form", "review"))
"""The screens from which one can go back."""
TIMELY: dict[str, frozenset[str]] = {
    "back": BACK,
    "start": frozenset(("attract", "goodbye", "failsafe")),
    "choose_language": frozenset(("language",)),
    "type_instead": frozenset(("card",)),
    "answer": frozenset(("person", "form")),
    "confirm": frozenset(("person", "confirm")),
    "not_me": frozenset(("confirm",)),
    "resume": frozenset(("resume",)),
    "start_new": frozenset(("resume",)),
    "search": frozenset(("procedures",)),
    "choose_procedure": frozenset(("procedures",)),
    "choose_case": frozenset(("cases",)),
    "scan": frozenset(("papers", "pages", "scan_fault")),
    "look": frozenset(("papers", "scan_fault")),
    "not_at_hand": frozenset(("papers",)),
    "continue": frozenset(("papers", "form")),
    "retry": frozenset(("scan_fault",)),
    "cancel": frozenset(("scanning",)),
    "remove_page": frozenset(("pages",)),
    "undo": frozenset(("pages",)),
    "accept": frozenset(("pages",)),
    "edit_papers": frozenset(("review",)),
    "edit_form": frozenset(("review",)),
    "set_consent": frozenset(("review",)),
    "submit": frozenset(("review",)),
    "print_again": frozenset(("submitted",)),
    "finish": frozenset(("submitted",)),
}
"""On which screens an action means something (the table of VIEW.md); the others mean the same everywhere."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Outside:
    """What the visit needs of the world."""

    work: Callable[[jobs.Job], None]
    """Have a job done; its outcome comes back through `tell`, later and on the visit's thread."""
    cancel_scan: Callable[[], None]
    now: Callable[[], datetime]
    """Local time, with its zone."""
    seconds: Callable[[], float]
    """A clock that never jumps [s]."""
    new_id: Callable[[], str]
    """32 hex digits."""


@dataclass(frozen=True)
class Waits:
    """Every wait of a visit [s]."""

    idle: float = 90
    countdown: float = 30
    goodbye: float = 15
    failsafe: float = 20


class Visit:
    def __init__(
        self,
        catalogue: Catalogue,
        texts: Texts,
        outside: Outside,
        *,
        waits: Waits = Waits(),
        machine: str,
        devices: Mapping[str, bool | None],
    ) -> None:
        """`devices`: reader, scanner, printer → there, not there (None: it does not say)."""
        self.catalogue = catalogue
        self.texts = texts
        self.machine = machine
        self.devices: dict[str, bool | None] = dict(devices)
        self._outside = outside
        self._waits = waits
        self._chart = VisitChart()
        self._search = Search(catalogue)
        self._number = 0
        self.language: Language = "vi"
        self._begin()

    def _begin(self) -> None:
        """Everything that belongs to one visitor. Called at the start and at each end: nothing of the last one is left."""
        self._number += 1
        self.person: Person | None = None
        self.from_card = False
        self.typed: dict[str, str] = {}
        self.errors: dict[str, InputError] = {}
        self.problem: KioskError | None = None
        self.kept: Draft | None = None
        self.kept_submitted = False
        self.query = ""
        self.procedure: Procedure | None = None
        self.case: Case | None = None
        self.draft: Draft | None = None
        self.row: Component | None = None
        self.source: Source = "feeder"
        self.scan_phase = "waiting"
        self.scanned = 0
        self.cancelled = False
        self.thumbnails: dict[str, bytes] = {}
        self.removed: tuple[int, PageRef] | None = None
        self.group = 0
        self.consent = False
        self.slip: PrintOutcome | str | None = None
        self.slip_error: KioskError | None = None
        self.news: jobs.News | None = None
        self.help = False
        self.notice: KioskError | str = ""
        self.notice_until = 0.0
        self.reference = ""
        self.pending_code: bytes | None = None
        self._touched_at = self._outside.seconds()
        self._entered_at = self._touched_at
        self._asked_news_at = 0.0
        self.seconds_left: int | None = None

    # What the screen sees of it

    @property
    def screen(self) -> str:
        return str(list(self._chart.configuration_values)[-1])

    @property
    def number(self) -> int:
        """Of the present visit; outcomes of earlier ones are dropped."""
        return self._number

    @property
    def case_or_fail(self) -> Case:
        if self.case is None:
            raise RuntimeError(f"no case on screen {self.screen}")
        return self.case

    @property
    def draft_or_fail(self) -> Draft:
        if self.draft is None:
            raise RuntimeError(f"no draft on screen {self.screen}")
        return self.draft

    def results(self) -> tuple[Procedure, ...]:
        return self._search.find(self.query)

    def goodbye_seconds(self) -> int:
        limit = self._waits.failsafe if self.screen == "failsafe" else self._waits.goodbye
        return max(0, round(limit - (self._outside.seconds() - self._entered_at)))

    def clock(self) -> datetime:
        return self._outside.now()

    # What comes in

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Something was touched. Unknown and untimely actions are ignored; raises nothing that a screen could cause."""
        self.touched()
        handler = getattr(self, f"_act_{action}", None)
        if handler is None:
            log.warning("unknown action", action=action, screen=self.screen)
            return
        if self.screen not in TIMELY.get(action, (self.screen,)):
            return
        try:
            touch = inspect.signature(handler).bind(**values)
        except TypeError:
            log.warning("action with other values", action=action, screen=self.screen)
            return
        handler(*touch.args, **touch.kwargs)

    def touched(self) -> None:
        self._touched_at = self._outside.seconds()
        self.seconds_left = None

    def tell(self, outcome: jobs.Outcome | jobs.FromDevice) -> None:
        """Something came back from a job or a device."""
        match outcome:
            case jobs.CodeRead():
                self._code_read(outcome.data)
            case jobs.DevicePresence():
                self.devices[outcome.device] = outcome.present
            case jobs.JobFailed() if outcome.visit != self._number:
                # Nobody is there to read a notice, but a visit that was not forgotten must not go unseen.
                log.error("late job failed", job=type(outcome.job).__name__, code=outcome.error.code, cause=outcome.error.cause)
            case _ if outcome.visit != self._number:
                log.info("late outcome dropped", outcome=type(outcome).__name__)
            case jobs.DraftSearched():
                self._draft_searched(outcome)
            case jobs.PageKept():
                self._page_kept(outcome)
            case jobs.ScanEnded():
                self._scan_over(None)
            case jobs.ScanFailed():
                self._scan_over(outcome.error)
            case jobs.PagesLoaded():
                self.thumbnails.update(outcome.thumbnails)
            case jobs.Submitted():
                self.draft = outcome.draft
                self._go("submission_kept")
                self._print()
            case jobs.SlipDone():
                self.slip, self.slip_error = outcome.outcome or "none", outcome.error
            case jobs.News():
                self.news = outcome
            case jobs.JobFailed():
                self._job_failed(outcome)
            case jobs.JobCrashed():
                self.fail(outcome.reference)

    def tick(self) -> None:
        """Time has passed; call it every half second or so."""
        seconds = self._outside.seconds()
        if self.notice and seconds >= self.notice_until:
            self.notice = ""
        match self.screen:
            case "attract" | "out_of_service":
                return
            case "goodbye" | "failsafe":
                if self.goodbye_seconds() == 0:
                    self._end("wipe")
                return
            case "scanning" | "submitting":
                self._touched_at = seconds  # the kiosk itself is working
                return
            case "submitted" if seconds - self._asked_news_at >= NEWS_EVERY and self._delivery_open():
                self._asked_news_at = seconds
                self._work(jobs.AskNews(self._number, self.draft_or_fail.id))
        quiet = seconds - self._touched_at
        if quiet >= self._waits.idle + self._waits.countdown:
            self._end("wipe")
        elif quiet >= self._waits.idle:
            self.seconds_left = max(1, round(self._waits.idle + self._waits.countdown - quiet))

    def fail(self, reference: str) -> None:
        """Something unforeseen: calm screen with a reference number; the draft stays on the disk for the same card."""
        self._outside.cancel_scan()
        self._begin()
        self.reference = reference
        self._go("fail")

    def close_down(self, problem: KioskError) -> None:
        """Out of service, when nobody is at the kiosk; during a visit nothing happens: call it again."""
        if self.screen in ("attract", "out_of_service"):
            self.problem = problem
            self._go("close_down")

    def open_up(self) -> None:
        if self.screen == "out_of_service":
            self.problem = None
            self._go("open_up")

    # Touches on any screen

    def _act_back(self) -> None:
        if self.screen == "form" and self.group > 0:
            self.group -= 1
            self.errors = {}
            return
        match self.screen:
            case "review":
                self._enter_form(group=len(self._groups()) - 1)
            case "pages":
                self._forget_removed()
            case "resume":
                self.kept = None
        self.errors = {}
        self.problem = None
        self._go("back")

    def _act_call_officer(self) -> None:
        self.help = True
        log.info("officer called", screen=self.screen)

    def _act_officer_done(self) -> None:
        self.help = False

    def _act_still_here(self) -> None:
        pass  # being touched is all it says

    def _act_leave(self) -> None:
        if self.screen not in ("submitting", "attract", "goodbye", "failsafe", "out_of_service"):
            self._end("leave")

    # Start, language, card, person

    def _act_start(self) -> None:
        self._begin()
        self.language = "vi"
        self._go("start")

    def _act_choose_language(self, language: str) -> None:
        if language in ("vi", "en"):
            self.language = "en" if language == "en" else "vi"
            self._go("language_chosen")
            if self.pending_code is not None and self.screen == "card":
                self._code_read(self.pending_code)

    def _act_type_instead(self) -> None:
        self.problem = None
        self._go("type_instead")

    def _act_answer(self, field: str, text: str) -> None:
        if self.screen == "person" and field in PERSON_FIELDS:
            self.typed[field] = text
            self.errors.pop(field, None)
        elif self.screen == "form":
            self._answer(field, text)

    def _act_confirm(self) -> None:
        if self.screen == "person":
            self._person_typed()
        elif self.screen == "confirm" and self.person is not None:
            self._work(jobs.FindDraft(self._number, self.person.number))

    def _act_not_me(self) -> None:
        self.person = None
        self.typed = {}
        self._go("not_me")

    def _code_read(self, data: bytes) -> None:
        if self.screen == "attract":
            self._act_start()
            self.pending_code = data
            return
        if self.screen == "language":
            self.pending_code = data
            return
        if self.screen not in ("card", "person", "confirm"):
            return
        self.touched()
        self.pending_code = None
        try:
            person = read_qr(data)
        except InputError as error:
            log.info("card not read", code=error.code, cause=error.cause)
            self.person, self.problem = None, error
            self._go("card_problem")
            return
        self._person_known(person, from_card=True)

    def _person_known(self, person: Person, *, from_card: bool) -> None:
        if self.draft is not None and self.draft.person.number != person.number:
            # Somebody else: papers and answers are not theirs.
            self._forget_draft(self.draft)
        self.person, self.from_card, self.problem = person, from_card, None
        self._go("person_known")

    def _forget_draft(self, draft: Draft) -> None:
        for draft_id in dict.fromkeys(one.id for one in (draft, self.draft) if one is not None):
            self._work(jobs.Forget(self._number, draft_id))
        self.draft = self.kept = self.procedure = self.case = self.row = self.removed = None
        self.thumbnails, self.consent, self.query = {}, False, ""

    def _person_typed(self) -> None:
        values = {field: self.typed.get(field, "").strip() for field in PERSON_FIELDS}
        self.errors = {field: InputError("field.required") for field, text in values.items() if not text}
        try:
            born = parse_date(values["born"]) if values["born"] else None
        except InputError as error:
            born, self.errors["born"] = None, error
        if self.errors or born is None:
            return
        try:
            person = check_person(values["number"], values["name"], born, values["sex"], values["address"])
        except InputError as error:
            where = {"person.name": "name", "person.sex": "sex", "person.address": "address"}.get(error.code, "number")
            self.errors[where] = error
            return
        self._person_known(person, from_card=False)

    def _draft_searched(self, outcome: jobs.DraftSearched) -> None:
        if self.screen != "confirm" or self.person is None or self.person.number != outcome.personal_number:
            return
        if outcome.kept is None or self._of_catalogue(outcome.kept.draft) is None:
            self._go("nothing_found")
            return
        self.kept, self.kept_submitted = outcome.kept.draft, outcome.kept.state != "open"
        self._go("draft_found")

    def _act_resume(self) -> None:
        kept = self.kept
        places = self._of_catalogue(kept) if kept is not None else None
        if kept is None or places is None:
            return
        self.procedure, self.case = places
        self.draft = kept.model_copy(update={"language": self.language})
        self.consent = kept.consent is not None
        self.kept = None
        if self.kept_submitted:
            self._go("already_submitted")
            self.slip = PrintOutcome.UNKNOWN  # whether it came out before the fault, nobody saw
        else:
            self._go("resumed")

    def _act_start_new(self) -> None:
        if self.kept is not None:
            self._forget_draft(self.kept)
            self._go("start_new")

    # Procedure and case

    def _act_search(self, text: str) -> None:
        self.query = text[:100]

    def _act_choose_procedure(self, code: str) -> None:
        procedure = next((procedure for procedure in self.catalogue.procedures if procedure.code == code), None)
        if procedure is not None:
            self.procedure = procedure
            self._go("procedure_chosen")

    def _act_choose_case(self, id: str) -> None:  # noqa: A002 the screens' word
        if self.procedure is None or self.person is None:
            return
        case = self.procedure.case(id)
        if case is None:
            return
        self.case = case
        draft = self.draft or Draft(
            id=self._outside.new_id(),
            created_at=self._outside.now(),
            person=self.person,
            procedure_code=self.procedure.code,
            case_id=case.id,
        )
        same = draft.procedure_code == self.procedure.code
        known = {component.id for component in case.components}
        answers = forms.prefill(case, self.person) | (draft.answers if same else {})
        asked = {field.id for group in case.form for field in group.fields}
        self._change(
            draft.model_copy(
                update={"person": self.person, "language": self.language, "procedure_code": self.procedure.code, "case_id": case.id}
            ),
            rows={name: row for name, row in draft.rows.items() if same and name in known},
            answers={name: text for name, text in answers.items() if name in asked},
        )
        self.consent = False
        self._go("case_chosen")

    # Papers

    def _act_scan(self, row: str, source: str) -> None:
        component = self._component(row)
        if component is None or component.kind == "form":
            return
        self.row = component
        self.source = "flatbed" if source == "flatbed" else "feeder"
        self._scan()

    def _act_retry(self) -> None:
        self._scan()

    def _scan(self) -> None:
        if self.row is None:
            return
        self._forget_removed()
        self.problem = None
        self.scan_phase, self.scanned, self.cancelled = "waiting", 0, False
        self._go("scan_begun")
        self._work(jobs.Scan(self._number, self.draft_or_fail, self.row.id, self.source))

    def _act_cancel(self) -> None:
        self.scan_phase, self.cancelled = "ending", True
        self._outside.cancel_scan()

    def _page_kept(self, outcome: jobs.PageKept) -> None:
        self.draft = outcome.draft
        self.thumbnails[outcome.page_id] = outcome.thumbnail
        self.scanned += 1
        if self.scan_phase == "waiting":
            self.scan_phase = "feeding"

    def _scan_over(self, error: KioskError | None) -> None:
        self.devices["scanner"] = None if error is not None else True
        if error is not None and not self.cancelled:
            log.warning("scan failed", code=error.code, cause=error.cause, pages=self.scanned)
            self.problem = error
            self._go("scan_failed")
        elif self.scanned:
            self._go("scan_ended")
        else:
            self._go("scan_nothing")

    def _act_look(self, row: str) -> None:
        component = self._component(row)
        if component is None:
            return
        self.row, self.removed = component, None
        pages = self.draft_or_fail.row(row).pages
        if any(page.id not in self.thumbnails for page in pages):
            self._work(jobs.LoadPages(self._number, self.draft_or_fail, row))
        self._go("look")

    def _act_remove_page(self, id: str) -> None:  # noqa: A002 the screens' word
        if self.row is None:
            return
        pages = self.draft_or_fail.row(self.row.id).pages
        at = next((index for index, page in enumerate(pages) if page.id == id), None)
        if at is None:
            return
        self._forget_removed()
        self.removed = (at, pages[at])
        # The page itself stays on the disk until the removal can no longer be undone.
        self.draft = self._with_pages((*pages[:at], *pages[at + 1 :]))

    def _act_undo(self) -> None:
        if self.removed is None or self.row is None:
            return
        at, page = self.removed
        pages = self.draft_or_fail.row(self.row.id).pages
        self.draft = self._with_pages((*pages[:at], page, *pages[at:]))
        self.removed = None

    def _act_accept(self) -> None:
        self._forget_removed()
        self._go("pages_accepted")

    def _forget_removed(self) -> None:
        if self.removed is not None:
            self.thumbnails.pop(self.removed[1].id, None)
            self.removed = None
            self._work(jobs.SaveDraft(self._number, self.draft_or_fail))

    def _act_not_at_hand(self, row: str, value: bool) -> None:
        component = self._component(row)
        if component is not None and component.kind != "form":
            draft = self.draft_or_fail
            self._change(draft, rows={**draft.rows, row: draft.row(row).model_copy(update={"not_at_hand": bool(value)})})

    # Form

    def _groups(self) -> tuple[Any, ...]:
        """The groups that have something to ask."""
        answers = self.draft_or_fail.answers
        return tuple(group for group in self.case_or_fail.form if any(forms.is_asked(field, answers) for field in group.fields))

    def present_group(self) -> Any:
        groups = self._groups()
        return groups[min(self.group, len(groups) - 1)]

    def groups(self) -> int:
        return len(self._groups())

    def _enter_form(self, group: int = 0) -> None:
        """What the person screen and an earlier look at the form left half typed has no place here."""
        self.group, self.errors, self.typed = group, {}, {}

    def _answer(self, field_id: str, text: str) -> None:
        field = next((field for field in self.present_group().fields if field.id == field_id), None)
        if field is None:
            return
        draft = self.draft_or_fail
        try:
            answer = forms.canonical(field, text, today=self._outside.now().date())
            self.typed.pop(field_id, None)
            self.errors.pop(field_id, None)
        except InputError as error:
            self.typed[field_id], self.errors[field_id] = text, error
            answer = ""
        answers = {name: value for name, value in draft.answers.items() if name != field_id}
        if answer:
            answers[field_id] = answer
        self.draft = draft.model_copy(update={"answers": answers})

    def _act_continue(self) -> None:
        if self.screen == "papers":
            if not self.missing_papers():
                self._enter_form()
                self._go("papers_done")
        elif self.screen == "form":
            self._group_done()

    def missing_papers(self) -> int:
        """Rows that still miss their paper; the form's own row is filled later."""
        rows = check(self.case_or_fail, self.draft_or_fail).rows
        return sum(row.verdict is Verdict.MISSING and row.component.kind != "form" for row in rows)

    def _group_done(self) -> None:
        answers, today = self.draft_or_fail.answers, self._outside.now().date()
        asked = [field for field in self.present_group().fields if forms.is_asked(field, answers)]
        wrong = forms.check_answers(self.case_or_fail, answers, today=today)
        self.errors = {field.id: wrong[field.id] for field in asked if field.id in wrong}
        # What was typed and refused is not in the answers; its own error says more than "required".
        for field in asked:
            if field.id in self.typed:
                self._answer(field.id, self.typed[field.id])
        if self.errors:
            return
        self._change(self.draft_or_fail)
        if self.group + 1 < len(self._groups()):
            self.group += 1
        else:
            self._go("form_done")

    # Review, submit, slip, end

    def _act_edit_papers(self) -> None:
        self._go("edit_papers")

    def _act_edit_form(self) -> None:
        self._enter_form()
        self._go("edit_form")

    def _act_set_consent(self, value: bool) -> None:
        self.consent = bool(value)

    def _asked_answers(self) -> dict[str, str]:
        """Answers to questions that were put; one that another answer made void is no part of the dossier."""
        answers = self.draft_or_fail.answers
        asked = {field.id for group in self.case_or_fail.form for field in group.fields if forms.is_asked(field, answers)}
        return {name: answer for name, answer in answers.items() if name in asked}

    def can_submit(self) -> bool:
        return self.consent and check(self.case_or_fail, self.draft_or_fail).whole is not Verdict.MISSING

    def _act_submit(self) -> None:
        if not self.can_submit():
            return
        consent = Consent(at=self._outside.now(), text_version=CONSENT_VERSION, language=self.language)
        self._change(self.draft_or_fail, consent=consent, answers=self._asked_answers())
        self._go("submit")
        self._work(jobs.Submit(self._number, self.draft_or_fail))

    def _act_print_again(self) -> None:
        if self.slip != "printing":
            self._print()

    def _print(self) -> None:
        self.slip, self.slip_error = "printing", None
        self._work(jobs.PrintSlip(self._number, self.draft_or_fail))

    def _delivery_open(self) -> bool:
        return self.news is None or self.news.state == "waiting"

    def _act_finish(self) -> None:
        self._end("finish")

    # Inside

    def _end(self, event: str) -> None:
        """The visit is over: forget it on the disk and in memory."""
        ended, language = self.draft or self.kept, self.language
        if self.screen == "scanning":
            self._outside.cancel_scan()
        if ended is not None:
            self._work(jobs.Forget(self._number, ended.id))
        self._begin()
        self._go(event)
        self.language = language if self.screen == "goodbye" else "vi"

    def _go(self, event: str) -> None:
        before = self.screen
        self._chart.send(event)
        if self.screen != before:
            self._entered_at = self._outside.seconds()
            log.info("screen", by=event, before=before, after=self.screen)

    def _work(self, job: jobs.Job) -> None:
        self._outside.work(job)

    def _change(self, draft: Draft, **values: Any) -> None:
        """A new version of the draft, which the store is to keep."""
        self.draft = draft.model_copy(update=values)
        self._work(jobs.SaveDraft(self._number, self.draft))

    def _with_pages(self, pages: tuple[PageRef, ...]) -> Draft:
        if self.row is None:
            raise RuntimeError("no row")
        draft = self.draft_or_fail
        row: Row = draft.row(self.row.id).model_copy(update={"pages": pages})
        return draft.model_copy(update={"rows": {**draft.rows, self.row.id: row}})

    def _component(self, component_id: str) -> Component | None:
        return next((c for c in self.case.components if c.id == component_id), None) if self.case is not None else None

    def _of_catalogue(self, draft: Draft) -> tuple[Procedure, Case] | None:
        """Where a draft belongs today; None when the catalogue no longer has it."""
        procedure = next((p for p in self.catalogue.procedures if p.code == draft.procedure_code), None)
        case = procedure.case(draft.case_id) if procedure is not None else None
        return (procedure, case) if procedure is not None and case is not None else None

    def _job_failed(self, outcome: jobs.JobFailed) -> None:
        log.error("job failed", job=type(outcome.job).__name__, code=outcome.error.code, cause=outcome.error.cause)
        self.notice, self.notice_until = outcome.error, self._outside.seconds() + NOTICE_SECONDS
        match outcome.job:
            case jobs.Submit():
                self._go("submission_failed")
            case jobs.PrintSlip():
                self.slip, self.slip_error = PrintOutcome.NOT_PRINTED, outcome.error
