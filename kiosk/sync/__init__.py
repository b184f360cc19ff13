"""The way to the portal: a service of its own, which empties the outbox and brings back status."""

from kiosk.sync.client import Portal
from kiosk.sync.enrol import enrol
from kiosk.sync.errors import Conflict, LockedOut, NotOurPortal, Refused, TryLater
from kiosk.sync.service import Outcome, Service
from kiosk.sync.stop import Stop, alone, on_signals

__all__ = [
    "Conflict",
    "LockedOut",
    "NotOurPortal",
    "Outcome",
    "Portal",
    "Refused",
    "Service",
    "Stop",
    "TryLater",
    "alone",
    "enrol",
    "on_signals",
]
