"""One kiosk's visits, one after the other: what was touched and what came back from devices and store → what the screen shows.

Pure: no Qt, no hardware, no thread of its own. Everything from outside comes in as a parameter; work is handed to `work` and its outcome
is brought back with `tell`. All methods are called from one thread.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import structlog

from kiosk.devices.contract import PrintOutcome
from kiosk.errors import KioskError
from kiosk.visit import jobs
from kiosk.visit.board import Board
from kiosk.visit.choose import Choose
from kiosk.visit.finish import Finish
from kiosk.visit.form import Form
from kiosk.visit.identify import PERSON_FIELDS, Identify

NEWS_EVERY = 1.0
"""How often the submitted screen asks what became of the dossier [s]."""
BACK = frozenset(
    ("card", "card_glass", "person", "confirm", "resume", "procedures", "cases", "papers", "scan_fault", "pages", "board", "form", "review")
)
"""The screens from which one can go back."""
TIMELY: dict[str, frozenset[str]] = {
    "back": BACK,
    "start": frozenset(("attract", "goodbye", "failsafe")),
    "choose_language": frozenset(("language",)),
    "type_instead": frozenset(("card", "card_glass")),
    "use_glass": frozenset(("card",)),
    "scan_card": frozenset(("card_glass",)),
    "answer": frozenset(("person", "form")),
    "confirm": frozenset(("person", "confirm")),
    "not_me": frozenset(("confirm",)),
    "resume": frozenset(("resume",)),
    "start_new": frozenset(("resume",)),
    "search": frozenset(("procedures",)),
    "choose_procedure": frozenset(("procedures",)),
    "choose_case": frozenset(("cases",)),
    "scan": frozenset(("papers", "pages", "scan_fault")),
    "scan_stack": frozenset(("papers", "board")),
    "sort": frozenset(("papers", "scan_fault")),
    "look": frozenset(("papers", "scan_fault")),
    "not_at_hand": frozenset(("papers",)),
    "continue": frozenset(("papers", "form")),
    "retry": frozenset(("scan_fault",)),
    "cancel": frozenset(("scanning",)),
    "rescan": frozenset(("pages",)),
    "remove_page": frozenset(("pages",)),
    "restore_page": frozenset(("pages",)),
    "keep_page": frozenset(("pages",)),
    "turn_page": frozenset(("pages",)),
    "move_page": frozenset(("pages",)),
    "zoom": frozenset(("pages", "board")),
    "undo": frozenset(("pages", "board")),
    "accept": frozenset(("pages",)),
    "place": frozenset(("board",)),
    "confirm_row": frozenset(("board",)),
    "file": frozenset(("board",)),
    "edit_papers": frozenset(("review",)),
    "edit_form": frozenset(("review",)),
    "set_consent": frozenset(("review",)),
    "submit": frozenset(("review",)),
    "print_again": frozenset(("submitted",)),
    "finish": frozenset(("submitted",)),
}
"""On which screens an action means something (the table of VIEW.md); the others mean the same everywhere."""

log = structlog.get_logger()


class Visit(Identify, Choose, Board, Form, Finish):
    """What comes in: touches by `act`, outcomes and devices by `tell`, time by `tick`."""

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
            case jobs.StackRead():
                self._stack_read()
            case jobs.StackSorted():
                self.draft = outcome.draft
            case jobs.CardScanned():
                self._card_scanned(outcome)
            case jobs.ScanEnded():
                self._scan_over(None)
            case jobs.ScanFailed():
                self._scan_over(outcome.error)
            case jobs.PagesLoaded():
                self.thumbnails.update(outcome.thumbnails)
            case jobs.PageLoaded():
                self._page_loaded(outcome)
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
            case "card_glass" if self.glass_busy:
                self._touched_at = seconds
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
            case "card_glass":
                self._glass_left()
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

    def _act_start(self) -> None:
        self._start()

    def _act_choose_language(self, language: str) -> None:
        if language in ("vi", "en"):
            self.language = "en" if language == "en" else "vi"
            self._go("language_chosen")
            if self.pending_code is not None and self.screen == "card":
                self._code_read(self.pending_code)

    def _act_answer(self, field: str, text: str) -> None:
        if self.screen == "person" and field in PERSON_FIELDS:
            self.typed[field] = text
            self.errors.pop(field, None)
        elif self.screen == "form":
            self._answer(field, text)

    def _act_continue(self) -> None:
        if self.screen == "papers":
            if self.papers_done():
                self._enter_form()
                self._go("papers_done")
        elif self.screen == "form":
            self._group_done()

    def _job_failed(self, outcome: jobs.JobFailed) -> None:
        log.error("job failed", job=type(outcome.job).__name__, code=outcome.error.code, cause=outcome.error.cause)
        self._notice(outcome.error)
        match outcome.job:
            case jobs.Submit():
                self._go("submission_failed")
            case jobs.ScanCard():
                self._card_not_scanned(outcome.job, outcome.error)
            case jobs.PrintSlip():
                self.slip, self.slip_error = PrintOutcome.NOT_PRINTED, outcome.error
