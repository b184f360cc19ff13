"""What staff did beside the resident reaches the officer's page: originals seen, pages accepted, and whose dossier it is."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import requests

from kiosk.dossier.behalf import AUTHORISATION
from kiosk.dossier.draft import Behalf
from kiosk.dossier.numbers import file_name, temporary_number
from kiosk.dossier.package import AcceptedPage, PackagedFile, PackagedRow, PageRemark, SeenOriginal, seal
from kiosk.exchange import PackageState
from kiosk.identity import Person
from tests.portal.kiosk_side import PATIENCE, KioskSide, Sealed, dossier, pdf
from tests.portal.live import LivePortal

OWNER = Person(number="077198005678", name="Trần Thị Bình", born=date(1998, 1, 1), sex="Nữ", address="Tổ 3, Xã Long Sơn")
AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


def page_of(portal: LivePortal, officer: requests.Session, kiosk: KioskSide, sealed: Sealed) -> str:
    kiosk.send(sealed)
    receipt = kiosk.settled(sealed.id)
    assert receipt.state is PackageState.PROCESSED, receipt.reason
    return officer.get(f"{portal.url}/dossiers/{sealed.id}", timeout=PATIENCE).text


def row(kiosk: KioskSide, serial: int, position: int, component: str, **more: object) -> tuple[PackagedRow, dict[str, bytes]]:
    content = pdf()
    name = file_name(temporary_number(kiosk.machine, date(2026, 11, 22), serial), position, component)
    file = PackagedFile(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content), pages=1)
    given = {"component_id": component, "name": "Giấy tờ", "verdict": "complete", "reason": "scanned", "files": (file,)} | more
    return PackagedRow.model_validate(given), {name: content}


def test_seen_and_accepted(portal: LivePortal, officer: requests.Session, kiosk: KioskSide) -> None:
    declaration, first = row(kiosk, 41, 1, "declaration")
    remark = PageRemark(page=1, verdict="bad", reasons=("blurred",), accepted=AcceptedPage(by="CB01", reason="original_same"))
    note, second = row(kiosk, 41, 2, "birth_note", seen=SeenOriginal(by="CB01", at=AT), remarks=(remark,))
    manifest = dossier(kiosk.machine, kiosk.enrolment.recipient, serial=41, rows=(declaration, note)).manifest
    page = page_of(portal, officer, kiosk, Sealed(manifest, seal(manifest, first | second, [kiosk.enrolment.recipient])))
    assert "Đã đối chiếu bản chính (CB01, 22/11/2026 09:30)" in page
    assert "Cán bộ tại ki-ốt (CB01) đã chấp nhận: bản chính cũng như vậy" in page


def test_on_behalf_with_the_row_that_is_in_no_catalogue(portal: LivePortal, officer: requests.Session, kiosk: KioskSide) -> None:
    rows, files = zip(
        *(row(kiosk, 42, n, component) for n, component in enumerate(("declaration", "birth_note", AUTHORISATION.id), 1)), strict=True
    )
    behalf = Behalf(owner=OWNER, ground="authorised", by="CB01")
    manifest = dossier(kiosk.machine, kiosk.enrolment.recipient, serial=42, rows=tuple(rows), behalf=behalf).manifest
    named = {name: content for each in files for name, content in each.items()}
    page = page_of(portal, officer, kiosk, Sealed(manifest, seal(manifest, named, [kiosk.enrolment.recipient])))
    for text in ("Chủ hồ sơ", OWNER.name, OWNER.number, "Nộp thay: Có giấy ủy quyền", manifest.person.name):
        assert text in page


def test_that_row_without_somebody_to_file_for_is_refused(kiosk: KioskSide) -> None:
    rows, files = zip(
        *(row(kiosk, 43, n, component) for n, component in enumerate(("declaration", "birth_note", AUTHORISATION.id), 1)), strict=True
    )
    manifest = dossier(kiosk.machine, kiosk.enrolment.recipient, serial=43, rows=tuple(rows)).manifest
    named = {name: content for each in files for name, content in each.items()}
    sealed = Sealed(manifest, seal(manifest, named, [kiosk.enrolment.recipient]))
    kiosk.send(sealed)
    assert kiosk.settled(sealed.id).reason.startswith("unknown_component")
