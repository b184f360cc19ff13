"""When to try again: doubled waits, with jitter so that a hundred kiosks do not come back in the same second. Kept in memory only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FIRST_LOOK = 0.2
"""How soon to ask again after a package that the portal holds but has not opened yet [s]."""


@dataclass
class _Turn:
    failures: int = 0
    looks: int = 0
    due: float = 0.0


class Pace:
    """Back-off per key. `monotonic` in seconds; `jitter` gives 0 ≤ x < 1."""

    def __init__(self, first: float, most: float, *, monotonic: Callable[[], float], jitter: Callable[[], float]) -> None:
        self._first = first
        self._most = most
        self._monotonic = monotonic
        self._jitter = jitter
        self._turns: dict[str, _Turn] = {}

    def wait(self, key: str) -> float:
        """How long until its turn; 0 when it may be tried now [s]."""
        turn = self._turns.get(key)
        return max(turn.due - self._monotonic(), 0.0) if turn else 0.0

    def resting(self) -> set[str]:
        """The keys whose turn has not come."""
        now = self._monotonic()
        return {key for key, turn in self._turns.items() if turn.due > now}

    def next(self) -> float | None:
        """How long until the next turn that has not come; None: there is none [s]."""
        now = self._monotonic()
        return min((turn.due - now for turn in self._turns.values() if turn.due > now), default=None)

    def failing(self) -> set[str]:
        """The keys whose last try failed."""
        return {key for key, turn in self._turns.items() if turn.failures}

    def failed(self, key: str, *, at_least: float = 0.0) -> float:
        """Note a failure; returns the wait [s]. `at_least`: what the other side asked for [s]."""
        turn = self._turns.setdefault(key, _Turn())
        turn.failures += 1
        wait = max(self._doubled(self._first, turn.failures), at_least)
        turn.due = self._monotonic() + wait
        return wait

    def look_again(self, key: str) -> None:
        """Nothing failed, there is only nothing to do yet."""
        turn = self._turns.setdefault(key, _Turn())
        turn.failures = 0
        turn.looks += 1
        turn.due = self._monotonic() + self._doubled(FIRST_LOOK, turn.looks)

    def clear(self, key: str) -> None:
        self._turns.pop(key, None)

    def clear_all(self) -> None:
        self._turns.clear()

    def _doubled(self, first: float, times: int) -> float:
        # min() before the power: 2.0**1024 does not exist.
        longest = min(self._most, first * 2.0 ** min(times - 1, 60))
        return longest * (0.75 + 0.25 * self._jitter())
