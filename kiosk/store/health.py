"""How this kiosk is, for heartbeats, metrics and `kiosk doctor`; and the portal's time. Machines only, never a person.

Each thing carries the uptime at which it was learnt, so that its age is known though the clock may jump.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.store import lived
from kiosk.store.database import Database

FRESH = 180.0
"""The screens write their health each minute; what is older tells nothing of now [s]."""
SLIGHT = 2.0
"""A clock that is off by less is shown as it is [s]."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True)
class Uptime:
    """A moment by a clock that nobody sets."""

    boot: str
    """Which start of the machine; empty: this process is not let see it, as under ProcSubset=pid."""
    seconds: float
    """Since then, suspended time too."""


def uptime() -> Uptime:
    try:
        boot = _BOOT_ID.read_text("ascii").strip()
    except OSError:
        boot = ""
    return Uptime(boot, lived.uptime())


class ScreenHealth(BaseModel):
    """Of the process that shows the screens."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    screen: str
    """attract | visit | out_of_service"""
    devices: dict[str, bool | None]
    """There or not; None: not known."""
    version: str
    catalogue: str = ""
    """Version in use there."""


class _Kept(BaseModel):
    boot: str
    uptime: float

    def ago(self, here: Uptime) -> float | None:
        """How long ago this was [s]; None: before the machine was started, for certain."""
        other = self.boot and here.boot and self.boot != here.boot
        return None if other or here.seconds < self.uptime else here.seconds - self.uptime


class _KeptScreen(_Kept):
    health: ScreenHealth


class _KeptCall(_Kept):
    at: datetime | None


class _KeptTime(_Kept):
    portal: datetime
    offset: float


@dataclass(frozen=True)
class OutboxSums:
    """Of the dossiers in one state."""

    count: int
    bytes: int
    oldest: datetime
    """Submitted then, by the kiosk's clock."""


class Health:
    def __init__(self, database: Database, *, now: Callable[[], datetime], uptime: Callable[[], Uptime] = uptime) -> None:
        self._db = database
        self._now = now
        self._uptime = uptime

    def keep_screen(self, health: ScreenHealth) -> None:
        """Called by the screens' process: each minute, and when something changed."""
        here = self._uptime()
        kept = _KeptScreen(boot=here.boot, uptime=here.seconds, health=health)
        self._db.set_mark("screen_health", kept.model_dump_json())

    def screen(self) -> ScreenHealth | None:
        """None: nothing was heard of the screens for a while, or since the machine was started."""
        kept = self._get("screen_health", _KeptScreen)
        ago = kept.ago(self._uptime()) if kept is not None else None
        return kept.health if kept is not None and ago is not None and ago <= FRESH else None

    def keep_call(self, at: datetime | None) -> None:
        """Somebody at the kiosk calls an officer since `at`; None: nobody does, or somebody came."""
        here = self._uptime()
        self._db.set_mark("officer_called", _KeptCall(boot=here.boot, uptime=here.seconds, at=at).model_dump_json())

    def called(self) -> datetime | None:
        """Since when somebody calls an officer; what was called before the machine was started is over."""
        kept = self._get("officer_called", _KeptCall)
        return kept.at if kept is not None and kept.ago(self._uptime()) is not None else None

    def keep_portal_time(self, portal: datetime, offset: float) -> None:
        """`portal`: its time now; `offset`: that minus the kiosk's time [s]."""
        here = self._uptime()
        kept = _KeptTime(boot=here.boot, uptime=here.seconds, portal=portal, offset=offset)
        self._db.set_mark("portal_time", kept.model_dump_json())

    def offset(self) -> float | None:
        """The portal's time minus the kiosk's, now [s]; None: not known since the machine was started.

        Counted on from the portal's time by the uptime: so it is right after somebody set the clock, too.
        """
        known = self._portal_time()
        return known[0] if known else None

    def heard(self) -> float | None:
        """How long ago the portal last answered a heartbeat [s]; None: not since the machine was started."""
        known = self._portal_time()
        return known[1] if known else None

    def shown_now(self) -> datetime:
        """The time to show to people and to print: the portal's, when it is known. Never for order, ages or retries."""
        offset = self.offset()
        now = self._now()
        return now if offset is None or abs(offset) < SLIGHT else now + timedelta(seconds=offset)

    def outbox(self) -> dict[str, OutboxSums]:
        """By state, those that the portal has not processed."""
        with self._db.read() as tables:
            found = tables.conn.execute(
                "SELECT state, count(*), sum(size), min(submitted_at) FROM outbox"
                " WHERE state IN ('queued', 'announced', 'held') GROUP BY state UNION ALL"
                " SELECT state, count(*), sum(size), min(submitted_at) FROM outbox WHERE state = 'refused' GROUP BY state"
            )
            return {state: OutboxSums(count, size, datetime.fromisoformat(oldest).astimezone(UTC)) for state, count, size, oldest in found}

    def _portal_time(self) -> tuple[float, float] | None:
        """Offset and age."""
        kept, here = self._get("portal_time", _KeptTime), self._uptime()
        ago = kept.ago(here) if kept is not None else None
        if kept is None or ago is None:
            return None
        offset = (kept.portal - self._now()).total_seconds() + ago
        # Where the start is not named, this may be another one's uptime: then only what the clock agrees with is believed.
        named = kept.boot and here.boot
        return (offset, ago) if named or abs(offset - kept.offset) < SLIGHT else None

    def _get(self, name: str, model: type[_M]) -> _M | None:
        text = self._db.mark(name)
        try:
            return model.model_validate_json(text) if text is not None else None
        except ValidationError:  # of another version of this program
            return None
