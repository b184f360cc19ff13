"""Papers into rows: scanning, looking at pages, taking one out and putting it back."""

from __future__ import annotations

import structlog

from kiosk.dossier.checklist import Verdict, check
from kiosk.dossier.draft import Draft, PageRef, Row
from kiosk.errors import KioskError
from kiosk.visit import jobs
from kiosk.visit.state import VisitState

log = structlog.get_logger()


class Papers(VisitState):
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

    def missing_papers(self) -> int:
        """Rows that still miss their paper; the form's own row is filled later."""
        rows = check(self.case_or_fail, self.draft_or_fail).rows
        return sum(row.verdict is Verdict.MISSING and row.component.kind != "form" for row in rows)

    def _with_pages(self, pages: tuple[PageRef, ...]) -> Draft:
        if self.row is None:
            raise RuntimeError("no row")
        draft = self.draft_or_fail
        row: Row = draft.row(self.row.id).model_copy(update={"pages": pages})
        return draft.model_copy(update={"rows": {**draft.rows, self.row.id: row}})
