"""Papers into rows: scanning one paper, or the whole stack at once."""

from __future__ import annotations

import structlog

from kiosk.catalogue import Component
from kiosk.dossier import answers as forms
from kiosk.dossier.checklist import Verdict, check
from kiosk.errors import InputError, KioskError
from kiosk.identity import read_qr
from kiosk.visit import jobs
from kiosk.visit.state import VisitState
from kiosk.visit.touch import on

log = structlog.get_logger()


class Papers(VisitState):
    @on("papers", "pages", "scan_fault")
    def _act_scan(self, row: str, source: str) -> None:
        component = self._component(row)
        if component is None or component.kind == "form":
            return
        self._scan_into(component, source)

    @on("papers", "board")
    def _act_scan_stack(self) -> None:
        self.row, self.replaces, self.scanning_stack, self.source = None, None, True, "feeder"
        self._scan()

    @on("scan_fault")
    def _act_retry(self) -> None:
        self._scan()

    def _scan_into(self, component: Component, source: str, replaces: str | None = None) -> None:
        self.row, self.replaces, self.scanning_stack = component, replaces, False
        self.source = "flatbed" if source == "flatbed" else "feeder"
        self._scan()

    def _scan(self) -> None:
        if self.row is None and not self.scanning_stack:
            return
        self._forget_removed()
        self.problem, self.card_code, self.board_past = None, None, []
        self.scan_phase, self.scanned, self.received, self.cancelled = "waiting", 0, [], False
        self._go("scan_begun")
        if self.row is None:
            self._work(jobs.ScanStack(self._number, self.draft_or_fail))
        else:
            self._work(jobs.Scan(self._number, self.draft_or_fail, self.row.id, self.source, self.replaces))

    @on("scanning")
    def _act_cancel(self) -> None:
        self.scan_phase, self.cancelled = "ending", True
        self._outside.cancel_scan()

    def _page_kept(self, outcome: jobs.PageKept) -> None:
        self.draft = outcome.draft
        self.thumbnails[outcome.page_id] = outcome.thumbnail
        self.received.append(outcome.page_id)
        self.scanned += not outcome.dropped
        self.card_code = outcome.card_code or self.card_code
        # The new page has taken the old one's place; what follows goes behind it.
        self.replaces = None
        if self.scan_phase == "waiting":
            self.scan_phase = "feeding"

    def _stack_read(self) -> None:
        if not self.cancelled:
            self.scan_phase = "sorting"

    def _scan_over(self, error: KioskError | None) -> None:
        self.devices["scanner"] = None if error is not None else True
        self._take_person()
        if error is not None and not self.cancelled:
            log.warning("scan failed", code=error.code, cause=error.cause, pages=self.scanned)
            self.problem = error
            self._go("scan_failed")
        elif self.scanning_stack and self.draft_or_fail.stack:
            self._go("stack_ended")
        elif self.received:
            self._go("scan_ended")
        else:
            self._go("scan_nothing")

    def _take_person(self) -> None:
        """The code on a scanned card says it better than what the same person has typed. Somebody else's card is only a paper."""
        if self.card_code is None or self.from_card:
            return
        try:
            person = read_qr(self.card_code)
        except InputError:
            return
        finally:
            self.card_code = None
        draft = self.draft_or_fail
        if person.number != draft.person.number:
            return
        typed, read = forms.prefill(self.case_or_fail, draft.person), forms.prefill(self.case_or_fail, person)
        own = {name: answer for name, answer in draft.answers.items() if typed.get(name) != answer}
        self.person, self.from_card = person, True
        # The form may speak of somebody else, for whom this person files.
        self._change(draft, person=person, answers=draft.answers | read | own if draft.behalf is None else draft.answers)
        self._notice(self.texts.say(self.language, "visit.person_from_paper"))

    @on("papers", "scan_fault")
    def _act_look(self, row: str) -> None:
        component = self._component(row)
        if component is None:
            return
        self.row, self.removed = component, None
        given = self.draft_or_fail.row(row)
        self._load([page.id for page in given.pages] + [dropped.page.id for dropped in given.dropped])
        self._go("look")

    def _load(self, pages: list[str]) -> None:
        """Thumbnails that are not in memory: the visit was resumed."""
        if any(page not in self.thumbnails for page in pages):
            self._work(jobs.LoadPages(self._number, self.draft_or_fail.id, tuple(pages)))

    @on("papers")
    def _act_not_at_hand(self, row: str, value: bool) -> None:
        component = self._component(row)
        if component is not None and component.kind != "form":
            draft = self.draft_or_fail
            self._change(draft, rows={**draft.rows, row: draft.row(row).model_copy(update={"not_at_hand": bool(value)})})

    def missing_papers(self) -> int:
        """Rows that still miss their paper; the form's own row is filled later."""
        rows = check(self.case_or_fail, self.draft_or_fail).rows
        return sum(row.verdict is Verdict.MISSING and row.component.kind != "form" for row in rows)

    def papers_done(self) -> bool:
        """Nothing is missing, and nothing waits to be put into its row."""
        return not self.missing_papers() and not self.draft_or_fail.stack

    def _forget_removed(self) -> None:
        if self.removed is not None:
            self.thumbnails.pop(self.removed[1].id, None)
            self.removed = None
            self._work(jobs.SaveDraft(self._number, self.draft_or_fail))
