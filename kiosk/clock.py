"""The time where kiosks and portal stand. Whoever needs a clock is given one; this is the one that programs give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

# A fixed offset: there is no summer time, and typst takes no other for the date of a PDF.
VIETNAM = timezone(timedelta(hours=7))


def now() -> datetime:
    """With its zone."""
    return datetime.now(VIETNAM)


def milliseconds(moment: datetime) -> int:
    """Since 1970: how a moment stands in the databases and in an address."""
    return round(moment.timestamp() * 1000)


def from_milliseconds(since_1970: int) -> datetime:
    """In UTC."""
    return datetime.fromtimestamp(since_1970 / 1000, UTC)


class ShownClock:
    """The machine's clock put right by what the portal last said: for screens, slips and forms, never for order, ages or retries."""

    def __init__(self) -> None:
        self.offset = 0.0
        """The portal's time minus the machine's [s]."""

    def __call__(self) -> datetime:
        return now() + timedelta(seconds=self.offset)
