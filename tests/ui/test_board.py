"""The board by hand: pages are selected and put by touch, and dragged by a finger. Pages of a row are dragged into order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF

from kiosk.texts import Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES, Touch, find, get, place, tap, viewport

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def stage(request: pytest.FixtureRequest, sentences: Texts) -> Iterator[Stage]:
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), request.param, fade=0)
    stage.show(samples("vi")["board"])
    yield stage
    stage.close()


def drag(stage: Stage, start: QPointF, end: QPointF, *, steps: int = 12, first: int = 350, hold: int = 0) -> None:
    """A finger that holds for so long first, and at the end [ms]."""
    finger = Touch(stage)
    finger.down(start)
    wait(first)
    for step in range(1, steps + 1):
        finger.move(start + (end - start) * step / steps)
        wait(10)
    wait(hold)
    finger.up(end)
    wait(20)


def lane(stage: Stage, name: str) -> QPointF:
    """The middle of the heading of a place: no page lies there."""
    rect = place(get(stage, name))
    return QPointF(rect.center().x(), rect.top() + 12)


def test_a_touch_selects_and_the_next_one_puts_it_there(stage: Stage) -> None:
    tap(stage, "sheet-p5")
    assert stage.visit.acts == [], "selecting is the screen's own"
    tap(stage, "sheet-p6")
    tap(stage, "place-gplx")
    assert stage.visit.acts == [("place", {"pages": ["p5", "p6"], "row": "gplx"})]


def test_a_second_touch_lets_go(stage: Stage) -> None:
    tap(stage, "sheet-p5")
    assert find(stage, "place-gplx") is not None
    tap(stage, "sheet-p5")
    assert find(stage, "place-gplx") is None
    tap(stage, "sheet-p5")
    tap(stage, "select-none")
    assert find(stage, "place-gplx") is None


def test_pages_of_one_paper_are_selected_together(stage: Stage) -> None:
    tap(stage, "sheet-p5")
    tap(stage, "select-group")
    tap(stage, "place-anh")
    assert stage.visit.acts == [("place", {"pages": ["p5", "p6"], "row": "anh"})]


def test_a_selected_page_can_be_looked_at_closely(stage: Stage) -> None:
    tap(stage, "sheet-p1")
    tap(stage, "action-zoom-p1")
    assert stage.visit.acts == [("zoom", {"id": "p1"})]


def test_the_selection_is_gone_when_the_pages_have_moved(stage: Stage) -> None:
    tap(stage, "sheet-p5")
    stage.show(samples("vi")["board-settled"])
    assert find(stage, "place-gplx") is None


def test_a_finger_drags_a_page_to_its_row(stage: Stage) -> None:
    start = place(get(stage, "sheet-p5")).center()
    drag(stage, start, lane(stage, "lane-suc_khoe"))
    assert stage.visit.acts == [("place", {"pages": ["p5"], "row": "suc_khoe"})]


def test_what_is_selected_is_dragged_together(stage: Stage) -> None:
    tap(stage, "sheet-p5")
    tap(stage, "sheet-p6")
    drag(stage, place(get(stage, "sheet-p6")).center(), lane(stage, "lane-suc_khoe"))
    assert stage.visit.acts == [("place", {"pages": ["p5", "p6"], "row": "suc_khoe"})]


def test_dropped_beside_the_board_nothing_moves(stage: Stage) -> None:
    start = place(get(stage, "sheet-p5")).center()
    drag(stage, start, QPointF(stage.window.width() / 2, 10))
    assert stage.visit.acts == []
    assert find(stage, "place-gplx") is None


def test_dragged_to_the_edge_the_board_comes_along(stage: Stage) -> None:
    sheet = get(stage, "sheet-p5")
    area = viewport(sheet)
    assert area is not None
    bottom = place(area).bottom() - 8
    drag(stage, place(sheet).center(), QPointF(stage.window.width() - 60, bottom), hold=400)
    assert area.property("contentY") > 40


def test_a_flick_over_the_pages_scrolls_and_takes_none_along(stage: Stage) -> None:
    area = viewport(get(stage, "sheet-p5"))
    assert area is not None
    start = place(get(stage, "sheet-p5")).center()
    drag(stage, start, start - QPointF(0, 120), first=0)
    assert area.property("contentY") > 20
    assert stage.visit.acts == []


def test_pages_of_a_row_are_dragged_into_order(stage: Stage) -> None:
    stage.show(samples("vi")["pages"])
    drag(stage, place(get(stage, "action-zoom-p1")).center(), place(get(stage, "action-zoom-p2")).center())
    assert stage.visit.acts == [("move_page", {"id": "p1", "to": 1})]


def test_a_page_dropped_where_it_was_is_not_moved(stage: Stage) -> None:
    stage.show(samples("vi")["pages"])
    middle = place(get(stage, "action-zoom-p1")).center()
    drag(stage, middle, middle + QPointF(30, 0))
    assert stage.visit.acts == []


def test_what_is_wrong_is_outlined_where_it_is(stage: Stage) -> None:
    stage.show(samples("vi")["pages"])
    mark, picture = place(get(stage, "mark-p2-0")), place(get(stage, "action-zoom-p2"))
    assert picture.contains(mark)
    # The sample's box: in parts of the page, which keeps its shape within the picture.
    assert mark.width() / mark.height() == pytest.approx(0.8 * 210 / (0.16 * 297), rel=0.15)


def test_the_viewer_brings_a_page_nearer_and_back(stage: Stage) -> None:
    stage.show(samples("vi")["pages-closely"])
    wait(30)
    big = [item for item in (find(stage, "mark-p2-0"),) if item is not None]
    assert big
    viewer = get(stage, "viewer-picture")
    before = viewer.width()
    finger, middle = Touch(stage), place(viewer).center()
    finger.down(middle)
    finger.up(middle)
    wait(20)
    assert viewer.width() > 2 * before
    finger.down(middle)
    finger.up(middle)
    wait(20)
    assert viewer.width() == before
