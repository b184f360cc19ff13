"""docs/visit.md is what the charts are."""

from __future__ import annotations

from kiosk.visit.chart import transitions
from kiosk.visit.chart_page import PAGE, page


def test_the_page_is_drawn_from_the_charts() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m kiosk.visit.chart_page"


def test_every_transition_is_on_it() -> None:
    drawn = [line.strip() for line in page().splitlines()]
    for state, event, target, _ in transitions():
        arrow = f"{state} --> {target}:"
        assert any(line.startswith(arrow) and event in line for line in drawn), (arrow, event)
