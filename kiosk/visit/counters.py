"""The counters of the centre that call people by number, as the settings name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.catalogue import Both
from kiosk.clock import VIETNAM
from kiosk.settings import Tickets


@dataclass(frozen=True)
class Counter:
    letter: str
    """What its numbers begin with."""
    name: Both
    hours: tuple[tuple[str, str], ...] = ()
    """When it gives numbers, as hh:mm; none: at all times."""

    def is_open(self, at: datetime) -> bool:
        clock = f"{at.astimezone(VIETNAM):%H:%M}"
        return not self.hours or any(begin <= clock < end for begin, end in self.hours)

    @property
    def hours_text(self) -> str:
        """`07:30–11:30, 13:30–17:00`."""
        return ", ".join(f"{begin}–{end}" for begin, end in self.hours)


def counters(settings: Tickets) -> tuple[Counter, ...]:
    """In the order of the settings, which have checked them."""
    return tuple(_counter(letter, told, settings.hours) for letter, told in settings.counters.items())


def _counter(letter: str, told: str, hours: str) -> Counter:
    vi, en, own = [*(part.strip() for part in told.split(";")), ""][:3]
    windows = [window.strip().partition("-") for window in (own or hours).split(",") if window.strip()]
    return Counter(letter, Both(vi=vi, en=en), tuple((begin, end) for begin, _, end in windows))
