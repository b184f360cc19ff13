"""The signing pad: a finger writes, the list below does not move, and the visit hears each stroke when the finger leaves it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES, Touch, find, get, stage_of, tap

pytestmark = pytest.mark.usefixtures("quiet")


stage = stage_of(*SIZES, first="review-signing")


def write(stage: Stage, *points: tuple[float, float]) -> None:
    pad = get(stage, "signature-pad")
    places = [pad.mapToScene(QPointF(x * pad.width(), y * pad.height())) for x, y in points]
    touch = Touch(stage)
    touch.down(places[0])
    for place in places[1:]:
        touch.move(place)
        wait(5)
    touch.up(places[-1])
    wait(20)


def test_two_strokes_are_two_strokes(stage: Stage) -> None:
    write(stage, (0.1, 0.5), (0.2, 0.2), (0.3, 0.6))
    write(stage, (0.5, 0.5), (0.9, 0.4))
    (first, one), (second, two) = stage.visit.acts
    assert (first, second) == ("sign", "sign")
    assert [len(one["strokes"]), len(two["strokes"])] == [1, 2]
    for stroke in two["strokes"]:
        assert len(stroke) >= 2
        assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in stroke)
    assert two["strokes"][1][0] == pytest.approx([0.5, 0.5], abs=0.02)


def test_a_finger_that_leaves_the_pad_stays_within_it(stage: Stage) -> None:
    write(stage, (0.9, 0.5), (1.4, 0.5), (1.2, -0.5))
    ((_, values),) = stage.visit.acts
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in values["strokes"][0])


def test_signing_again_begins_with_an_empty_pad(stage: Stage) -> None:
    stage.show(samples("vi")["review-signing_done"])
    stage.visit.acts.clear()
    tap(stage, "action-clear_signature")
    assert stage.visit.acts == [("clear_signature", {})]
    stage.show(samples("vi")["review-signing"])
    stage.visit.acts.clear()
    write(stage, (0.2, 0.5), (0.4, 0.5))
    assert len(stage.visit.acts[0][1]["strokes"]) == 1


def test_who_cannot_sign_sees_no_pad(stage: Stage) -> None:
    stage.show(samples("vi")["review-signing"] | {"cannot_sign": True, "can_submit": True})
    assert find(stage, "signature-pad") is None
    tap(stage, "action-submit")
    assert stage.visit.acts[-1] == ("submit", {})
