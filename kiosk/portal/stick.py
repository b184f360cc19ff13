"""Dossiers that come on a stick (kiosk.carried): into the register and the storage as if they had been uploaded; receipts go back.

Runs beside the portal, or without it: the packages are held for certain when this is done, and the portal opens them when it next looks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select

from kiosk import carried, disk
from kiosk.errors import InputError
from kiosk.exchange import Announcement, PackageState, Receipt
from kiosk.portal import register
from kiosk.portal.database import Database
from kiosk.portal.refusal import Refusal
from kiosk.portal.storage import Storage
from kiosk.portal.tables import Kiosk

_BLOCK = 1024 * 1024
_PAUSE = 0.3


@dataclass(frozen=True)
class TakenIn:
    machine: str
    receipts: tuple[Receipt, ...]
    refusals: tuple[tuple[str, str], ...]
    """Temporary number and reason of what was not even taken in: not on the stick, damaged there, or in conflict with what is known."""


def take_in(
    database: Database,
    storage: Storage,
    folder: Path,
    *,
    portal: str,
    clock: Callable[[], datetime],
    patience: float,
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> TakenIn:
    """Take in all of a stick's folder and write the receipts there. May be repeated: what is known already is not taken twice.

    `patience`: how long to wait for a running portal to file what is held [s]; `progress`: dossiers done, in all. Raises InputError:
    "stick.no_manifest", "stick.unknown_kiosk", "stick.revoked", "stick.stamp", "stick.write"; OSError of the portal's own disk.
    """
    manifest, key = _manifest(database, folder)
    refusals: list[tuple[str, str]] = []
    for number, item in enumerate(manifest.items, start=1):
        try:
            _take(database, storage, manifest.machine, item, folder / f"{item.dossier_id}{carried.PACKAGE_SUFFIX}", clock)
        except Refusal as refusal:
            refusals.append((item.temporary_number, refusal.problem.detail))
        progress(number, len(manifest.items))
    until = time.monotonic() + patience
    while True:
        receipts = tuple(receipt for item in manifest.items if (receipt := _receipt(database, manifest.machine, item)) is not None)
        if time.monotonic() > until or all(receipt.state is not PackageState.HELD for receipt in receipts):
            break
        time.sleep(_PAUSE)
    told = carried.Receipts(machine=manifest.machine, portal=portal, made_at=clock(), receipts=receipts)
    try:
        disk.replace(folder / carried.RECEIPTS, carried.stamp(told, key), mode=0o644)
    except OSError as error:
        raise InputError("stick.write", cause=f"{folder / carried.RECEIPTS}: {error.strerror}") from None
    return TakenIn(manifest.machine, receipts, tuple(refusals))


def _manifest(database: Database, folder: Path) -> tuple[carried.Manifest, str]:
    """The manifest, and the key to stamp the receipts with."""
    file = folder / carried.MANIFEST
    try:
        stamped = carried.read(file.read_bytes())
    except OSError as error:
        raise InputError("stick.no_manifest", cause=f"{file}: {error.strerror}") from None
    if stamped is None:
        raise InputError("stick.no_manifest", cause=f"{file}: not what a kiosk writes")
    with database.reading() as session:
        kiosk = session.scalars(select(Kiosk).where(Kiosk.machine == stamped.machine)).one_or_none()
    if kiosk is None:
        raise InputError("stick.unknown_kiosk", cause=f"no kiosk {stamped.machine} has connected", machine=stamped.machine)
    if kiosk.revoked_at is not None:
        raise InputError("stick.revoked", cause=f"{stamped.machine} was revoked", machine=stamped.machine)
    manifest = carried.believe(stamped, carried.Manifest, kiosk.token_hash)
    if manifest is None:
        raise InputError("stick.stamp", cause=f"{file}: the stamp is not that of {stamped.machine}'s present enrolment")
    return manifest, kiosk.token_hash


def _take(database: Database, storage: Storage, machine: str, item: Announcement, file: Path, clock: Callable[[], datetime]) -> None:
    """Raises Refusal."""
    receipt = register.announce(database, machine, item, now=clock())
    if receipt.state is not PackageState.ANNOUNCED:
        return
    try:
        with file.open("rb") as stream:
            # What came over a network before, as far as it came: the stick has the whole.
            register.drop_upload(database, storage, item.dossier_id)
            upload_id = register.create_upload(database, storage, machine, item.dossier_id, item.sha256, item.size)
            _copy(stream, storage.open_upload(upload_id), item.size)
    except FileNotFoundError:
        raise Refusal(404, "not_found", "Gói hồ sơ không có trên thẻ.") from None
    if register.hold(database, storage, item.dossier_id, now=clock()) is PackageState.ANNOUNCED:
        raise Refusal(422, "digest", "Gói hồ sơ trên thẻ bị hỏng. Hãy xuất lại từ ki-ốt.")


def _copy(stream: IO[bytes], descriptor: int, size: int) -> None:
    """No more than was announced, on disk for certain."""
    with os.fdopen(descriptor, "wb") as target:
        left = size
        while left > 0 and (block := stream.read(min(left, _BLOCK))):
            target.write(block)
            left -= len(block)
        target.flush()
        os.fsync(target.fileno())


def _receipt(database: Database, machine: str, item: Announcement) -> Receipt | None:
    try:
        return register.receipt(database, machine, item.dossier_id)
    except Refusal:
        return None
