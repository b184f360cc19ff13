"""The whole stack on a board: each page lies at a row, in the tray of what is not sorted, or aside. Pure; every move makes a new stack.

No page is ever lost or doubled by a move, and none is filed that nobody put or confirmed: tests/dossier/test_stack.py.
"""

from __future__ import annotations

from collections.abc import Collection

from kiosk.dossier.draft import Draft, StackPage

UNSORTED = ""
ASIDE = "-"
"""No component id: those are made of letters, digits and underscores."""

Stack = tuple[StackPage, ...]


def move(stack: Stack, pages: Collection[str], place: str) -> Stack:
    """A person puts pages (ids) somewhere. In a row they lie in the order in which they left the feeder."""
    return tuple(
        loose.model_copy(update={"place": place, "why": "person", "sure": "certain", "confirmed": True})
        if loose.page.id in pages
        else loose
        for loose in stack
    )


def unsorted(loose: StackPage) -> StackPage:
    """Back in the tray: the row where it lay is no more."""
    return StackPage(page=loose.page, group=loose.group)


def confirm(stack: Stack, row: str) -> Stack:
    """A person says that the pages at this row are right."""
    return tuple(loose.model_copy(update={"confirmed": True}) if loose.place == row else loose for loose in stack)


def at(stack: Stack, place: str) -> Stack:
    return tuple(loose for loose in stack if loose.place == place)


def unsure_rows(stack: Stack) -> frozenset[str]:
    """Rows with a page that the kiosk only believes to belong there, and nobody has confirmed."""
    return frozenset(loose.place for loose in stack if loose.place not in (UNSORTED, ASIDE) and not _settled(loose))


def is_settled(stack: Stack) -> bool:
    """Whether it may be filed: nothing unsorted, no guess left."""
    return all(loose.place != UNSORTED and _settled(loose) for loose in stack)


def file(draft: Draft) -> Draft:
    """Pages go from the board into their rows, what lies aside goes out of the dossier. Raises ValueError before all is settled."""
    if not is_settled(draft.stack):
        raise ValueError("the stack is not settled")
    rows = dict(draft.rows)
    for row_id in dict.fromkeys(loose.place for loose in draft.stack if loose.place != ASIDE):
        row = draft.row(row_id)
        came = tuple(loose.page for loose in at(draft.stack, row_id))
        rows[row_id] = row.model_copy(update={"pages": (*row.pages, *came), "not_at_hand": False})
    return draft.model_copy(update={"rows": rows, "stack": ()})


def _settled(loose: StackPage) -> bool:
    # What lies aside, a blank back or a separator sheet, is in sight and can be taken back until it is filed.
    return loose.place == ASIDE or loose.confirmed or loose.sure == "certain"
