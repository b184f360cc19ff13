"""kill -9 of the portal at any moment of a dossier's way: afterwards there is exactly one of it, with one code."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from kiosk.exchange import PackageState
from tests.portal.kiosk_side import KioskSide, Sealed, pdf
from tests.portal.live import LivePortal
from tests.portal.test_uploads import half_sent

CUT = (requests.RequestException, TusCommunicationError, TusUploadFailed)


def of(kiosk: KioskSide, portal: LivePortal) -> list[dict[str, Any]]:
    return [each for each in portal.dossiers() if each["machine"] == kiosk.machine]


def deliver(kiosk: KioskSide, sealed: Sealed) -> None:
    """What a kiosk does at each try: ask, upload what is missing, wait. Raises one of CUT when the portal goes away."""
    if kiosk.announce(sealed).state is PackageState.ANNOUNCED:
        address = kiosk.url + kiosk.create(sealed).headers["Location"]
        kiosk.uploader(sealed, url=address, chunk_size=300_000).upload()
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_killed_at_random_moments(portal: LivePortal, kiosk: KioskSide) -> None:
    sent: list[Sealed] = []
    uploads = portal.data / "storage" / "uploads"
    before = set(uploads.iterdir())
    span = 0.0
    for round_number in range(7):
        sealed = kiosk.dossier(serial=round_number + 1, files={"declaration": pdf(2_000_000), "birth_note": pdf(1_000_000)})
        sent.append(sealed)
        if not span:  # nobody kills the first: it says how long a delivery takes on this machine
            began = time.monotonic()
            deliver(kiosk, sealed)
            span = time.monotonic() - began
            continue
        # From the first message to a little after the last: the upload, the opening and the filing.
        killer = threading.Timer(random.uniform(0.0, 1.1 * span), portal.kill)
        killer.start()
        with contextlib.suppress(*CUT):
            deliver(kiosk, sealed)
        killer.join()
        portal.start()
        deliver(kiosk, sealed)
    held = of(kiosk, portal)
    assert sorted(each["dossier_id"] for each in held) == sorted(sealed.id for sealed in sent)
    serials = [int(each["official_code"].rpartition("-")[2]) for each in held]
    assert sorted(serials) == list(range(min(serials), min(serials) + len(sent))), "one code each, none given for nothing"
    assert all(len(each["files"]) == 2 for each in held)
    assert [event.sequence for event in kiosk.events().events] == list(range(1, len(sent) + 1))
    assert set(uploads.iterdir()) == before


def test_offset_after_kill_in_mid_patch_is_what_is_on_disk(portal: LivePortal, kiosk: KioskSide) -> None:
    sealed = kiosk.dossier(files={"declaration": pdf(8_000_000), "birth_note": pdf(1000)})
    address = kiosk.begin(sealed)
    part = portal.data / "storage" / "uploads" / address.rpartition("/")[2]

    def drip() -> Iterator[bytes]:
        for at in range(0, 5_000_000, 100_000):
            yield sealed.package[at : at + 100_000]
        while part.stat().st_size < 2_000_000:  # bounded by the request's own time-out
            pass
        portal.kill()

    with pytest.raises(requests.RequestException):
        kiosk.patch(address, 0, drip())
    on_disk = part.stat().st_size
    assert on_disk >= 2_000_000
    portal.start()
    assert kiosk.offset(address) == on_disk
    assert part.read_bytes() == sealed.package[:on_disk]
    kiosk.uploader(sealed, url=address).upload()
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_what_was_complete_when_it_was_killed_is_processed_at_the_start(portal: LivePortal, kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    kiosk.patch(address, 0, sealed.package[:-1])
    portal.kill()
    uploads = portal.data / "storage" / "uploads"
    with (uploads / address.rpartition("/")[2]).open("ab") as stream:  # the last byte came, and no more than that
        stream.write(sealed.package[-1:])
    (uploads / ("ab" * 16)).write_bytes(b"nobody knows of this one")
    (portal.data / "storage" / "dossiers" / f"{sealed.id}.new").mkdir()
    portal.start()
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED
    assert [each["dossier_id"] for each in of(kiosk, portal)] == [sealed.id]
    assert not (uploads / ("ab" * 16)).exists()


def test_stops_cleanly_with_a_sender_on_the_line(portal: LivePortal, kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    with half_sent(kiosk, address, sealed.package[:1000], len(sealed.package)):
        assert portal.stop() == 0
    portal.start()
    assert kiosk.offset(address) <= 1000
    kiosk.uploader(sealed, url=address).upload()
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED
