"""Answers that are spoilt, cut, dripping, or lost after the portal has done what was asked. Each dossier arrives once all the same."""

from __future__ import annotations

import itertools
import random
import time
from typing import Any

import pytest

from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived, wait_until
from tests.sync.network.meddler import Fate, meddler

slow = pytest.mark.slow
WAITS = {"timeout": 1, "retry_first": 0.5, "retry_most": 1, "chunk_mb": 0.2, "slowest_kbit": 1000}


def fates(*fast: Fate) -> list[Any]:
    """All but PASS; these run with the fast tests."""
    return [pytest.param(fate, id=fate.name.lower(), marks=[] if fate in fast else slow) for fate in Fate if fate is not Fate.PASS]


@pytest.mark.parametrize("fate", fates(Fate.LOST, Fate.TRUNCATED))
def test_one_answer_in_three_is_spoilt(machine: Machine, portal: LivePortal, fate: Fate) -> None:
    """By chance, not in turn: a beat would hit the same request in each round."""
    chance = random.Random(3)
    sealed = [machine.file(size) for size in (10_000, 700_000)]
    with meddler(portal.url) as between:
        between.fates = (fate if chance.random() < 1 / 3 else Fate.PASS for _ in itertools.count())
        machine.tune(url=between.url, **WAITS)
        service = machine.start()
        wait_until(lambda: all(machine.item(each).state == "processed" for each in sealed), 60)
        service.terminate()
        service.wait()
        assert len(between.asked) < 120
        assert between.body_bytes < sum(len(each.package) for each in sealed) + 4 * 700_000
    assert_arrived(portal, machine, *sealed)


@pytest.mark.parametrize("fate", fates(Fate.REFUSED))
def test_nothing_but_spoilt_answers(machine: Machine, portal: LivePortal, fate: Fate) -> None:
    """The kiosk asks again, and rests in between: by `poll` where one request failed, by its back-off where the portal did."""
    sealed = machine.file()
    with meddler(portal.url) as between:
        between.fates = itertools.repeat(fate)
        machine.tune(url=between.url, **WAITS)
        service = machine.start()
        wait_until(lambda: len(between.asked) >= 4)
        asked = len(between.asked)
        time.sleep(4)
        assert len(between.asked) - asked <= 4 / 0.2 + 4 / 0.5, "a round each poll, a dossier each back-off, and no more"
        between.fates = itertools.repeat(Fate.PASS)
        wait_until(lambda: machine.item(sealed).state == "processed")
        service.terminate()
        service.wait()
    assert_arrived(portal, machine, sealed)
