"""The board: where each page of the stack belongs. The kiosk proposes, a person decides; nothing is filed on a guess."""

from __future__ import annotations

from kiosk.dossier import stack
from kiosk.dossier.stack import ASIDE, UNSORTED
from kiosk.visit import jobs
from kiosk.visit.pages import Pages
from kiosk.visit.touch import on

_MOST_UNDO = 100


class Board(Pages):
    @on("papers", "scan_fault")
    def _act_sort(self) -> None:
        draft = self.draft_or_fail
        if draft.stack:
            self.board_past = []
            self._load([loose.page.id for loose in draft.stack])
            self._go("sort")

    @on("board")
    def _act_place(self, pages: object, row: str) -> None:
        component = self._component(row)
        if row not in (UNSORTED, ASIDE) and (component is None or component.kind == "form"):
            return
        # From QML a list comes as whatever holds its items.
        wanted = {str(page) for page in pages} if isinstance(pages, list | tuple) else set()
        if any(loose.page.id in wanted for loose in self.draft_or_fail.stack):
            self._board(stack.move(self.draft_or_fail.stack, wanted, row))

    @on("board")
    def _act_confirm_row(self, row: str) -> None:
        if row in stack.unsure_rows(self.draft_or_fail.stack):
            self._board(stack.confirm(self.draft_or_fail.stack, row))

    @on("pages", "board")
    def _act_undo(self) -> None:
        if self.screen == "pages":
            self._undo_removal()
        elif self.board_past:
            self._change(self.draft_or_fail, stack=self.board_past.pop())

    @on("board")
    def _act_file(self) -> None:
        draft = self.draft_or_fail
        if not stack.is_settled(draft.stack):
            return
        for loose in stack.at(draft.stack, ASIDE):
            self.thumbnails.pop(loose.page.id, None)
        self.draft, self.board_past = stack.file(draft), []
        self._work(jobs.SaveDraft(self._number, self.draft))
        self._go("stack_filed")

    def _board(self, moved: stack.Stack) -> None:
        before = self.draft_or_fail.stack
        if moved != before:
            self.board_past = [*self.board_past, before][-_MOST_UNDO:]
            self._change(self.draft_or_fail, stack=moved)
