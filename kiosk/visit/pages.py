"""The pages of one row: looking closely, turning, moving, taking out and putting back, keeping in spite of the verdict, scanning again."""

from __future__ import annotations

from kiosk.catalogue import Component
from kiosk.dossier.checklist import Verdict, check
from kiosk.dossier.draft import PageRef, Row
from kiosk.visit import jobs
from kiosk.visit.papers import Papers
from kiosk.visit.touch import on


class Pages(Papers):
    @on("pages")
    def _act_rescan(self, id: str, source: str) -> None:  # noqa: A002 the screens' word
        """Scan this page again: the new one takes its place, and the old one goes only then."""
        if self.row is None or self._index(id) is None:
            return
        self._scan_into(self.row, source, replaces=id)

    @on("pages")
    def _act_remove_page(self, id: str) -> None:  # noqa: A002
        at = self._index(id)
        if at is None:
            return
        self._forget_removed()
        pages = self._row().pages
        self.removed = (at, pages[at])
        # The page itself stays on the disk until the removal can no longer be undone.
        self.draft = self.draft_or_fail.model_copy(update={"rows": self._rows(pages=(*pages[:at], *pages[at + 1 :]))})

    def _undo_removal(self) -> None:
        if self.removed is None or self.row is None:
            return
        (at, page), self.removed = self.removed, None
        pages = self._row().pages
        self.draft = self.draft_or_fail.model_copy(update={"rows": self._rows(pages=(*pages[:at], page, *pages[at:]))})

    @on("pages")
    def _act_restore_page(self, id: str) -> None:  # noqa: A002
        """A blank back that was dropped is wanted after all."""
        row = self._row()
        for dropped in row.dropped:
            if dropped.page.id == id:
                page = dropped.page.model_copy(update={"kept": True})
                rest = tuple(other for other in row.dropped if other is not dropped)
                self._alter(pages=(*row.pages[: dropped.before], page, *row.pages[dropped.before :]), dropped=rest)

    @on("pages")
    def _act_keep_page(self, id: str) -> None:  # noqa: A002
        self._alter_page(id, kept=True)

    @on("pages")
    def _act_turn_page(self, id: str) -> None:  # noqa: A002
        """By a quarter, clockwise. The page on the disk stays as it is: it is turned when it is filed."""
        at = self._index(id)
        if at is not None:
            self._alter_page(id, turn=(self._row().pages[at].turn + 90) % 360)

    @on("pages")
    def _act_move_page(self, id: str, to: int) -> None:  # noqa: A002
        at = self._index(id)
        if at is None or not isinstance(to, int | float):
            return
        pages = list(self._row().pages)
        page = pages.pop(at)
        pages.insert(max(0, min(len(pages), int(to))), page)
        self._alter(pages=tuple(pages))

    @on("pages", "board")
    def _act_zoom(self, id: str) -> None:  # noqa: A002
        """Look at a page in its full size; an empty id puts it away."""
        draft = self.draft_or_fail
        self.zoomed = id if any(page.id == id for page in draft.pages()) else ""
        self.large = {}
        if self.zoomed:
            self._work(jobs.LoadPage(self._number, draft.id, self.zoomed))

    def _page_loaded(self, outcome: jobs.PageLoaded) -> None:
        if outcome.page_id == self.zoomed:
            self.large = {outcome.page_id: outcome.jpeg}

    @on("pages")
    def _act_accept(self) -> None:
        self._forget_removed()
        self._go("pages_accepted")

    def next_row(self) -> Component | None:
        """The paper that is to come after this one, once this one has pages: the first that is missing."""
        if self.row is None or not self._row().pages:
            return None
        rows = check(self.case_or_fail, self.draft_or_fail).rows
        missing = (row.component for row in rows if row.verdict is Verdict.MISSING and row.component.kind != "form")
        return next((component for component in missing if component.id != self.row.id), None)

    @on("pages")
    def _act_accept_next(self, source: str) -> None:
        """These pages are right, and the next paper lies in the scanner already."""
        following = self.next_row()
        if following is not None:
            self._scan_into(following, source)

    def _index(self, page_id: str) -> int | None:
        return next((index for index, page in enumerate(self._row().pages) if page.id == page_id), None)

    def _row(self) -> Row:
        return self.draft_or_fail.row(self.row.id) if self.row is not None else Row()

    def _rows(self, **changed: object) -> dict[str, Row]:
        if self.row is None:
            raise RuntimeError("no row")
        return {**self.draft_or_fail.rows, self.row.id: self._row().model_copy(update=changed)}

    def _alter(self, **changed: object) -> None:
        # A save forgets what the draft no longer names: the page that may still be put back, too.
        self._forget_removed()
        self._change(self.draft_or_fail, rows=self._rows(**changed))

    def _alter_page(self, page_id: str, **changed: object) -> None:
        def altered(page: PageRef) -> PageRef:
            return page.model_copy(update=changed) if page.id == page_id else page

        if self._index(page_id) is not None:
            self._alter(pages=tuple(altered(page) for page in self._row().pages))
