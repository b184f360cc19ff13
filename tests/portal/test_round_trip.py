"""A dossier's whole way into the portal, every message of it sent twice."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Callable

import requests

from kiosk.dossier.numbers import is_official
from kiosk.exchange import DossierStatus, PackageState, Receipt
from tests.portal.kiosk_side import PATIENCE, KioskSide, pdf
from tests.portal.live import LivePortal


def test_announced_uploaded_processed_filed(portal: LivePortal, kiosk: KioskSide) -> None:
    papers = {"declaration": pdf(700_000), "birth_note": pdf(1_900_000)}
    sealed = kiosk.dossier(files=papers)
    assert kiosk.announce(sealed) == Receipt(dossier_id=sealed.id, state=PackageState.ANNOUNCED)
    kiosk.uploader(sealed, chunk_size=500_000).upload()
    receipt = kiosk.settled(sealed.id)
    assert receipt.state is PackageState.PROCESSED, receipt
    assert receipt.sha256 == sealed.announcement.sha256
    assert receipt.official_code is not None
    assert re.fullmatch(r"000\.00\.26\.H29-\d{6}-\d{4}", receipt.official_code)
    assert is_official(receipt.official_code)

    (filed,) = [each for each in portal.dossiers() if each["dossier_id"] == sealed.id]
    assert filed["official_code"] == receipt.official_code
    assert filed["sha256"] == hashlib.sha256(sealed.package).hexdigest()
    assert filed["notes"] == []
    digests = {file["sha256"]: file["size"] for file in filed["files"]}
    assert digests == {hashlib.sha256(content).hexdigest(): len(content) for content in papers.values()}
    assert {file["name"] for file in filed["files"]} == {file.name for row in sealed.manifest.rows for file in row.files}

    (event,) = kiosk.events().events
    assert (event.dossier_id, event.status, event.official_code) == (sealed.id, DossierStatus.NEW, receipt.official_code)


def test_every_message_twice_makes_one_dossier(portal: LivePortal, kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    assert kiosk.announce(sealed) == kiosk.announce(sealed)
    first, again = kiosk.create(sealed), kiosk.create(sealed)
    assert first.headers["Location"] == again.headers["Location"]
    address = kiosk.url + first.headers["Location"]
    half = len(sealed.package) // 2
    assert kiosk.patch(address, 0, sealed.package[:half]).status_code == 204
    repeated = kiosk.patch(address, 0, sealed.package[:half])
    assert (repeated.status_code, repeated.json()["code"], repeated.headers["Upload-Offset"]) == (409, "offset", str(half))
    assert kiosk.patch(address, half, sealed.package[half:]).status_code == 204
    assert kiosk.patch(address, half, sealed.package[half:]).status_code == 409
    done = kiosk.settled(sealed.id)
    assert done.state is PackageState.PROCESSED
    # The kiosk may have missed the answer to each of them.
    assert kiosk.offset(address) == kiosk.offset(address) == len(sealed.package)
    assert kiosk.announce(sealed) == done
    late = kiosk.create(sealed)
    assert (late.status_code, late.json()["code"]) == (409, "complete")
    assert kiosk.receipt(sealed.id) == done
    assert [each["official_code"] for each in portal.dossiers() if each["dossier_id"] == sealed.id] == [done.official_code]
    assert len(kiosk.events().events) == 1


def test_same_id_with_another_package_is_a_conflict(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    kiosk.announce(sealed)
    other = kiosk.dossier(dossier_id=sealed.id)
    refused = kiosk.put(other.announcement)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    refused = kiosk.create(other)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert kiosk.announce(sealed).state is PackageState.ANNOUNCED


def test_another_kiosks_dossier_is_not_to_be_seen(connect: Callable[[], KioskSide]) -> None:
    owner, other = connect(), connect()
    sealed = owner.dossier()
    address = owner.begin(sealed)
    asked = [
        requests.get(f"{other.url}/v1/dossiers/{sealed.id}", headers=other.headers, timeout=PATIENCE),
        other.create(sealed),
        requests.head(address, headers=other.tus, timeout=PATIENCE),
        other.patch(address, 0, sealed.package),
        requests.delete(address, headers=other.tus, timeout=PATIENCE),
        other.put(other.dossier(dossier_id=sealed.id).announcement),
    ]
    assert [answer.status_code for answer in asked] == [404] * len(asked)
    assert owner.offset(address) == 0


def test_temporary_number_of_another_machine_is_refused(connect: Callable[[], KioskSide]) -> None:
    mine, other = connect(), connect()
    answer = other.put(mine.dossier().announcement)
    assert (answer.status_code, answer.json()["code"]) == (422, "machine")


def test_malformed_messages_are_problems_that_repeat_nothing(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    secret = "077098001234"
    for body in (b"{", b"[]", json.dumps({"dossier_id": secret}).encode(), b"\xff"):
        answer = requests.put(
            f"{kiosk.url}/v1/dossiers/{sealed.id}",
            data=body,
            headers=kiosk.headers | {"Content-Type": "application/json"},
            timeout=PATIENCE,
        )
        assert answer.status_code in (400, 422)
        assert answer.json()["code"]
        assert secret not in answer.text
    assert kiosk.put(sealed.announcement.model_copy(update={"dossier_id": "../../etc/passwd"})).status_code in (404, 422)
    assert requests.get(f"{kiosk.url}/v1/events", params={"after": -1}, headers=kiosk.headers, timeout=PATIENCE).status_code == 422
    assert requests.get(f"{kiosk.url}/v1/nothing", timeout=PATIENCE).json()["code"] == "not_found"


def test_events_come_on_a_cursor_and_only_ones_own(connect: Callable[[], KioskSide]) -> None:
    first, second = connect(), connect()
    sent = []
    for serial in (1, 2, 3):
        sealed = first.dossier(serial=serial)
        first.send(sealed)
        first.settled(sealed.id)
        sent.append(sealed.id)
    page = first.events()
    assert [(event.sequence, event.dossier_id) for event in page.events] == list(enumerate(sent, 1))
    assert page.next == 3
    assert [event.sequence for event in first.events(after=1).events] == [2, 3]
    assert first.events(after=3).events == ()
    assert first.events(after=3).next == 3
    assert second.events().events == ()


def test_nobody_else_can_read_what_the_portal_keeps(portal: LivePortal, kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    kiosk.send(sealed)
    kiosk.settled(sealed.id)
    kept = list((portal.data / "storage" / "dossiers" / sealed.id).iterdir())
    assert len(kept) == 2
    private = [*kept, *portal.data.glob("portal.sqlite3*"), portal.data / "portal.age", portal.data / "officer-password"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    folders = [portal.data, portal.data / "storage", portal.data / "storage" / "uploads", kept[0].parent]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert sealed.manifest.person.name not in portal.log.read_text()
    assert sealed.manifest.person.number not in portal.log.read_text()
