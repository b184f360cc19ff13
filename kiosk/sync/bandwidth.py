"""A bandwidth limit by the time of day, over all connections together: a centre's line is its staff's too."""

from __future__ import annotations

import threading
import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from kiosk.clock import VIETNAM

BURST = 0.25
"""What was not used is saved up for so long, no longer [s]."""


@dataclass(frozen=True)
class Window:
    """From one time of day (Vietnam) until another, which may be past midnight: at most `rate` bytes/s."""

    begin: time
    end: time
    rate: float

    def holds(self, at: time) -> bool:
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def parse_schedule(text: str) -> tuple[Window, ...]:
    """`07:30-11:30 512, 13:00-17:00 512` [kbit/s], as the setting sync.bandwidth has it, which is checked when the settings are read."""
    windows = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        span, _, kbit = part.partition(" ")
        begin, _, end = span.partition("-")
        windows.append(Window(time.fromisoformat(begin), time.fromisoformat(end), float(kbit) * 125))
    return tuple(windows)


def rate_at(windows: tuple[Window, ...], now: datetime) -> float | None:
    """Bytes/s; the lowest where windows overlap, None where there is none."""
    at = now.astimezone(VIETNAM).time()
    return min((window.rate for window in windows if window.holds(at)), default=None)


class Bucket:
    """A token bucket that any number of threads draw from. Waits by a clock that nobody sets; only the windows go by `now`."""

    def __init__(
        self,
        windows: tuple[Window, ...],
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = clock.monotonic,
        sleep: Callable[[float], None] = clock.sleep,
    ) -> None:
        self._windows = windows
        self._now = now
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free = float("-inf")
        """When all that was drawn so far will be paid for."""

    def take(self, count: int) -> None:
        """Wait until `count` bytes may go."""
        rate = rate_at(self._windows, self._now())
        if rate is None:
            return
        with self._lock:
            now = self._monotonic()
            self._free = max(self._free, now - BURST) + count / rate
            wait = self._free - now
        if wait > 0:
            self._sleep(wait)
