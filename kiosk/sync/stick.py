"""The outbox on a stick: what waits goes out as sealed packages with a manifest, and the portal's receipts come back (kiosk.carried)."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk import carried, disk
from kiosk.errors import InputError, StoreError
from kiosk.exchange import PackageState, Receipt
from kiosk.store import WAITING, Enrolments, Outbox, OutboxItem

_BLOCK = 1024 * 1024
_ROOM = 4 * _BLOCK
"""For the manifest, and for what a file system takes for itself [bytes]."""


@dataclass(frozen=True)
class Exported:
    folder: Path | None
    """None: nothing waits, so nothing was written."""
    dossiers: tuple[OutboxItem, ...]
    damaged: tuple[OutboxItem, ...]
    """Their package is gone or is not what was queued: they stay behind, for staff."""


@dataclass(frozen=True)
class Settled:
    processed: tuple[OutboxItem, ...]
    held: tuple[OutboxItem, ...]
    refused: tuple[OutboxItem, ...]
    waiting: tuple[OutboxItem, ...]
    """On the stick, but the portal does not have it yet."""


def export(
    outbox: Outbox, enrolments: Enrolments, target: Path, *, now: datetime, progress: Callable[[int, int], None] = lambda _, __: None
) -> Exported:
    """Copy all that waits into a new folder of `target`. The dossiers stay queued here until their receipts come back.

    `progress`: bytes done, bytes in all. Raises StoreError (the stick or the disk), InputError("stick.no_folder", "stick.full").
    """
    machine, key = _stamp_key(enrolments)
    if not target.is_dir():
        raise InputError("stick.no_folder", cause=str(target))
    waiting = outbox.waiting()
    if not waiting:
        return Exported(None, (), ())
    size = sum(item.size for item in waiting)
    with _writing():
        if shutil.disk_usage(target).free < size + _ROOM:
            raise InputError("stick.full", cause=f"{size + _ROOM} bytes are to go on it")
        folder = target / f"kiosk-{machine}-{now:%Y%m%d-%H%M%S}"
        folder.mkdir()
        copied: list[OutboxItem] = []
        damaged: list[OutboxItem] = []
        done = 0
        for item in waiting:
            whole = _copy(outbox.package(item.dossier_id), folder / f"{item.dossier_id}{carried.PACKAGE_SUFFIX}", item)
            (copied if whole else damaged).append(item)
            done += item.size
            progress(done, size)
        manifest = carried.Manifest(machine=machine, made_at=now, items=tuple(item.announcement() for item in copied))
        disk.replace(folder / carried.MANIFEST, carried.stamp(manifest, key), mode=0o644)
        disk.sync_folder(target)
    return Exported(folder, tuple(copied), tuple(damaged))


def settle(outbox: Outbox, enrolments: Enrolments, folder: Path, *, say: Callable[[str], str]) -> Settled:
    """Take the portal's receipts from a stick's folder into the outbox. May be repeated.

    `say`: the sentence for a refusal's reason. Raises InputError: "stick.no_receipts", "stick.other_kiosk", "stick.stamp"; StoreError.
    """
    machine, key = _stamp_key(enrolments)
    try:
        stamped = carried.read((folder / carried.RECEIPTS).read_bytes())
    except OSError as error:
        raise InputError("stick.no_receipts", cause=f"{folder / carried.RECEIPTS}: {error.strerror}") from None
    if stamped is None:
        raise InputError("stick.no_receipts", cause=f"{folder / carried.RECEIPTS}: not what a portal writes")
    if stamped.machine != machine:
        raise InputError("stick.other_kiosk", cause=f"receipts for {stamped.machine}, this is {machine}", machine=stamped.machine)
    told = carried.believe(stamped, carried.Receipts, key)
    if told is None:
        raise InputError("stick.stamp", cause="the stamp is not this enrolment's")
    found: dict[PackageState, list[OutboxItem]] = {state: [] for state in PackageState}
    for receipt in told.receipts:
        item = outbox.get(receipt.dossier_id)
        # One that another day's receipts have settled, or that was purged since, is no news.
        if item is not None and item.state in WAITING and _take(outbox, item, receipt, say):
            found[receipt.state].append(item)
    return Settled(
        *(tuple(found[state]) for state in (PackageState.PROCESSED, PackageState.HELD, PackageState.REFUSED, PackageState.ANNOUNCED))
    )


def _take(outbox: Outbox, item: OutboxItem, receipt: Receipt, say: Callable[[str], str]) -> bool:
    match receipt.state:
        case PackageState.ANNOUNCED:
            return True
        case PackageState.REFUSED:
            outbox.refused(item.dossier_id, say(receipt.reason))
            return True
    if receipt.sha256 != item.sha256:
        return False  # of an earlier try with the same id, which cannot be; sent again, the portal decides
    if item.state != "held":
        outbox.held(item.dossier_id)
    if receipt.state is PackageState.PROCESSED and receipt.official_code:
        outbox.processed(item.dossier_id, receipt.official_code)
    return True


def _stamp_key(enrolments: Enrolments) -> tuple[str, str]:
    """This machine's name, and what it stamps with. Raises StoreError."""
    enrolment = enrolments.load()
    if enrolment is None:
        raise StoreError("kiosk.not_enrolled", cause="there is no enrolment")
    return enrolment.machine, carried.token_hash(enrolments.token())


def _copy(source: Path, target: Path, item: OutboxItem) -> bool:
    """Piece by piece, on the stick for certain; False, and nothing there, when it is not what was queued."""
    digest = hashlib.sha256()
    try:
        read = source.open("rb")
    except OSError:
        return False
    with read, target.open("xb") as write:
        while block := read.read(_BLOCK):
            digest.update(block)
            write.write(block)
        write.flush()
        os.fsync(write.fileno())
    if digest.hexdigest() != item.sha256:
        target.unlink()
        return False
    return True


@contextmanager
def _writing() -> Iterator[None]:
    """What goes wrong with the stick becomes a sentence: full, pulled out, write-protected."""
    try:
        yield
    except OSError as error:
        code = "stick.full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "stick.write"
        raise InputError(code, cause=error.strerror or str(error)) from None
