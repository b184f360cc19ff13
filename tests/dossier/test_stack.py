"""The board of the whole stack: whatever is moved, no page is lost, none is doubled, and none is filed that nobody put or confirmed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.dossier import stack
from kiosk.dossier.draft import Draft, PageRef, Row, StackPage
from kiosk.dossier.stack import ASIDE, UNSORTED
from kiosk.identity import Person

ROWS = ("health", "licence", "card")
PLACES = (UNSORTED, ASIDE, *ROWS)


def page(number: int) -> PageRef:
    return PageRef(id=f"{number:032x}", sha256="0" * 64, width=9, height=9, dpi=200)


def loose(number: int, place: str = UNSORTED, *, sure: str = "guess", confirmed: bool = False) -> StackPage:
    return StackPage.model_validate({"page": page(number), "place": place, "sure": sure, "confirmed": confirmed})


def draft(*pages: StackPage, rows: dict[str, Row] | None = None) -> Draft:
    person = Person(number="077098001234", name="Lý Quốc Toản", born=date(1998, 8, 15), sex="Nam", address="Số 1")
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Draft(id="0" * 32, created_at=at, person=person, procedure_code="3.000347", case_id="car", rows=rows or {}, stack=pages)


def ids(pages: tuple[PageRef, ...]) -> list[int]:
    return [int(one.id, 16) for one in pages]


def test_a_person_moves_pages_together_and_they_keep_their_order() -> None:
    board = (loose(1, "health"), loose(2), loose(3, "card"), loose(4))
    moved = stack.move(board, {page(4).id, page(2).id}, "card")
    assert [int(one.page.id, 16) for one in stack.at(moved, "card")] == [2, 3, 4]
    assert [one.confirmed for one in moved] == [False, True, False, True]
    assert moved[1].why == "person"


def test_a_guess_is_not_filed_before_somebody_says_so() -> None:
    board = (loose(1, "health"), loose(2, "card", sure="certain"), loose(3, ASIDE, sure="certain"))
    assert stack.unsure_rows(board) == {"health"}
    with pytest.raises(ValueError, match="not settled"):
        stack.file(draft(*board))
    filed = stack.file(draft(*stack.confirm(board, "health")))
    assert {row: ids(given.pages) for row, given in filed.rows.items()} == {"health": [1], "card": [2]}
    assert filed.stack == ()


def test_a_likely_title_is_a_guess_too() -> None:
    assert stack.unsure_rows((loose(1, "health", sure="likely"),)) == {"health"}


def test_an_unsorted_page_holds_all_up() -> None:
    board = (loose(1, "health", confirmed=True), loose(2))
    assert not stack.is_settled(board)
    with pytest.raises(ValueError, match="not settled"):
        stack.file(draft(*board))
    assert stack.is_settled(stack.move(board, [page(2).id], ASIDE))


def test_confirming_the_tray_of_what_is_unsorted_settles_nothing() -> None:
    assert not stack.is_settled(stack.confirm((loose(1),), UNSORTED))


def test_filed_pages_come_behind_those_that_the_row_has() -> None:
    rows = {"health": Row(pages=(page(8), page(9)), not_at_hand=False), "card": Row(not_at_hand=True)}
    filed = stack.file(draft(loose(1, "health", confirmed=True), loose(2, "card", confirmed=True), rows=rows))
    assert ids(filed.row("health").pages) == [8, 9, 1]
    assert (ids(filed.row("card").pages), filed.row("card").not_at_hand) == ([2], False)


def test_every_page_is_on_the_drafts_list_until_it_is_gone() -> None:
    whole = draft(loose(1), loose(2, ASIDE, sure="certain"), rows={"health": Row(pages=(page(3),))})
    assert sorted(ids(tuple(whole.pages()))) == [1, 2, 3]


class Boards(RuleBasedStateMachine):
    """A resident without a plan at the board, and a feeder that brings more."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = draft()
        self.scanned: list[str] = []
        self.thrown_out: set[str] = set()
        self.touched: set[str] = set()
        """Pages that a person put somewhere, whose row was confirmed, or that were certain."""
        self.past: list[tuple[stack.Stack, set[str]]] = []

    @rule(places=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(("guess", "likely", "certain"))), min_size=1, max_size=5))
    def scan(self, places: list[tuple[str, str]]) -> None:
        for place, sure in places:
            one = loose(len(self.scanned), place, sure=sure if place != UNSORTED else "guess")
            self.scanned.append(one.page.id)
            self.draft = self.draft.model_copy(update={"stack": (*self.draft.stack, one)})
            if sure == "certain" and place != UNSORTED:
                self.touched.add(one.page.id)
        self.past = []

    @rule(data=st.data(), place=st.sampled_from(PLACES))
    def move(self, data: st.DataObject, place: str) -> None:
        pages = data.draw(st.lists(st.sampled_from([one.page.id for one in self.draft.stack] or ["none"]), max_size=4))
        self._change(stack.move(self.draft.stack, pages, place), self.touched | (set(pages) if place != UNSORTED else set()))

    @rule(row=st.sampled_from(ROWS))
    def confirm(self, row: str) -> None:
        here = {one.page.id for one in stack.at(self.draft.stack, row)}
        self._change(stack.confirm(self.draft.stack, row), self.touched | here)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        before, self.touched = self.past.pop()
        self.draft = self.draft.model_copy(update={"stack": before})

    @rule()
    def file(self) -> None:
        aside = {one.page.id for one in stack.at(self.draft.stack, ASIDE)}
        try:
            self.draft = stack.file(self.draft)
        except ValueError:
            return
        self.thrown_out |= aside
        self.past = []

    def _change(self, moved: stack.Stack, touched: set[str]) -> None:
        self.past.append((self.draft.stack, self.touched))
        self.draft, self.touched = self.draft.model_copy(update={"stack": moved}), touched

    @invariant()
    def every_page_is_there_once(self) -> None:
        here = [one.id for one in self.draft.pages()]
        assert len(here) == len(set(here))
        assert set(here) == set(self.scanned) - self.thrown_out

    @invariant()
    def only_what_somebody_put_or_confirmed_is_filed(self) -> None:
        assert {one.id for row in self.draft.rows.values() for one in row.pages} <= self.touched

    @invariant()
    def a_row_is_in_the_order_of_the_feeder(self) -> None:
        for place in PLACES:
            here = [one.page.id for one in stack.at(self.draft.stack, place)]
            assert here == sorted(here)


Boards.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestBoards = Boards.TestCase
