"""The limit by the time of day."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest

from kiosk.errors import SettingsError
from kiosk.settings import load
from kiosk.sync.bandwidth import BURST, Bucket, parse_schedule, rate_at

OFFICE = parse_schedule("07:30-11:30 512, 13:00-17:00 256,22:00-05:00 64")


@pytest.mark.parametrize(
    ("utc", "kbit"),
    [
        ((0, 29), None),
        ((0, 30), 512),  # 07:30 in Vietnam
        ((4, 29), 512),
        ((4, 30), None),
        ((6, 0), 256),
        ((10, 0), None),
        ((15, 0), 64),
        ((21, 59), 64),
        ((22, 0), None),
    ],
)
def test_windows_are_in_vietnams_time(utc: tuple[int, int], kbit: int | None) -> None:
    rate = rate_at(OFFICE, datetime(2026, 11, 22, *utc, tzinfo=UTC))
    assert rate == (None if kbit is None else kbit * 125)


def test_the_lowest_holds_where_windows_overlap() -> None:
    assert rate_at(parse_schedule("00:00-12:00 512, 08:00-09:00 128"), datetime(2026, 11, 22, 1, 30, tzinfo=UTC)) == 128 * 125


@pytest.mark.parametrize("text", ["7:30-11:30 512", "25:00-26:00 512", "07:30-11:30", "07:30-11:30 0", "07:30-11:30 512;", "fast"])
def test_a_wrong_schedule_is_refused_with_the_settings(text: str) -> None:
    with pytest.raises(SettingsError):
        load(env={"KIOSK_SYNC__BANDWIDTH": text})


class Waits:
    """Nobody really waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self.lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.now += seconds


def test_so_much_and_no_more_goes_out() -> None:
    waits = Waits()
    bucket = Bucket(
        parse_schedule("00:00-23:59 80"), now=lambda: datetime(2026, 11, 22, tzinfo=UTC), monotonic=lambda: waits.now, sleep=waits.sleep
    )
    for _ in range(100):
        bucket.take(1000)
    assert waits.now - 100 == pytest.approx(100_000 / 10_000 - BURST, abs=0.2)
    waits.now += 3600
    before = waits.now
    bucket.take(10_000)
    assert waits.now - before == pytest.approx(1 - BURST, abs=0.1), "what was not used in an hour is not made up for"


def test_all_connections_together() -> None:
    """Eight threads, for real: a quarter of a megabyte at a megabyte a second."""
    bucket = Bucket(parse_schedule("00:00-00:00 8000"), now=lambda: datetime(2026, 11, 22, tzinfo=UTC))
    bucket.take(250_000)  # what was saved up
    began = time.monotonic()
    threads = [threading.Thread(target=lambda: [bucket.take(16_000) for _ in range(2)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began >= 0.2
