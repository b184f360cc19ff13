"""docs/visit.md, drawn from the charts: `python -m kiosk.visit.chart_page`. A test holds the page and the charts together."""

from __future__ import annotations

from pathlib import Path

from kiosk.visit.chart import VisitChart, transitions
from kiosk.visit.staff_chart import StaffChart

PAGE = Path(__file__).parents[2] / "docs" / "visit.md"

_HEAD = """# The visit

Drawn from kiosk/visit/chart.py and staff_chart.py by `python -m kiosk.visit.chart_page`; do not edit. What each screen is told, and what
can be touched on it:
[VIEW.md](../kiosk/visit/VIEW.md).

An event that the present screen does not know does nothing. Of several ways with the same event, the first whose condition holds is taken.
`leave`, `wipe` (nobody was there) and `fail` (something unforeseen) end a visit from every screen; `finish` ends one that is done.
"""
_STAFF = """
Staff sign in over the visit; the visit's own chart never moves because of it.
"""


def page() -> str:
    """The whole page."""
    inside = {state.id for outer in VisitChart.states for state in outer.states}
    return "".join(
        (
            _HEAD,
            _diagram("Onwards", [line for line in transitions() if line[1] != "back"], inside),
            _diagram("Back", [line for line in transitions() if line[1] == "back"], set()),
            _STAFF,
            _diagram("Staff beside the resident", transitions(StaffChart), set()),
        )
    )


def _diagram(title: str, lines: list[tuple[str, str, str, str]], inside: set[str]) -> str:
    """`inside`: the states of a visit, which are drawn in a frame of their own."""
    drawn: dict[tuple[str, str], list[str]] = {}
    for state, event, target, condition in lines:
        drawn.setdefault((state, target), []).append(f"{event} [{condition}]" if condition else event)
    arrows = {pair: f"{pair[0]} --> {pair[1]}: {', '.join(words)}" for pair, words in drawn.items()}
    framed = [arrow for pair, arrow in arrows.items() if inside.issuperset(pair)]
    free = [arrow for pair, arrow in arrows.items() if not inside.issuperset(pair)]
    frame = ["state visiting {", *(f"    {arrow}" for arrow in ("[*] --> language", *framed)), "}"] if framed else []
    body = "".join(f"    {line}\n" for line in (*free, *frame))
    return f"\n## {title}\n\n```mermaid\nstateDiagram-v2\n{body}```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
