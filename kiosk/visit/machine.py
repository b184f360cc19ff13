"""What is known of this machine, for kiosk/visit/ready.py: the running kiosk and `kiosk doctor` look with the same eyes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from kiosk.errors import KioskError, PortalError
from kiosk.settings import Settings
from kiosk.store import Health, Store, SyncStore
from kiosk.visit.ready import Facts, Limits


def limits(settings: Settings) -> Limits:
    return Limits(
        reserve=settings.store.reserve_mb * 1_000_000,
        most_waiting=settings.ready.most_waiting,
        oldest=settings.ready.oldest_hours * 3600,
    )


def disk_free(folder: Path) -> int | None:
    """Bytes where the state folder is, or will be; None: the disk does not say."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def oldest(health: Health) -> float | None:
    """Age of the oldest dossier that waits [s], by the portal's time where it is known; None: none waits. Raises StoreError."""
    submitted = [each.oldest for state, each in health.outbox().items() if state != "refused"]
    return max(0.0, (health.shown_now() - min(submitted)).total_seconds()) if submitted else None


def look(settings: Settings, store: Store | SyncStore, devices: Mapping[str, bool | None], *, now: Callable[[], datetime]) -> Facts:
    """`devices`: scanner, printer, reader → there or not, None: not known. Raises StoreError."""
    sums = store.health.outbox()
    refused = sums.get("refused")
    hindrance: KioskError | None = PortalError("portal.revoked") if store.news.locked_out() else None
    return Facts(
        hindrance=hindrance,
        disk_free=disk_free(settings.kiosk.state),
        clock_offset=store.health.offset(),
        year=now().year,
        waiting=sum(each.count for state, each in sums.items() if state != "refused"),
        refused=refused.count if refused is not None else 0,
        oldest=oldest(store.health),
        scanner=devices.get("scanner"),
        printer=devices.get("printer"),
        reader=devices.get("reader"),
        troubles=tuple(each.code for each in store.news.troubles() if not each.code.startswith(("portal.", "kiosk."))),
    )
