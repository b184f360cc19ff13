"""Staff beside the resident, as a statechart of its own: it lies over the visit, whose chart never moves because of it."""

from __future__ import annotations

from statemachine import State, StateChart


class StaffChart(StateChart[None]):
    """Nobody there, signing in, or beside the resident. As in kiosk/visit/chart.py, an event that does not fit is ignored."""

    away = State(initial=True)
    pin = State()
    checking = State()
    locked = State()
    beside = State()

    ask = away.to(pin)
    check = pin.to(checking)
    let_in = checking.to(beside)
    refuse = checking.to(pin)
    lock = checking.to(locked)
    another = locked.to(pin)
    leave = pin.to(away) | checking.to(away) | locked.to(away) | beside.to(away)
