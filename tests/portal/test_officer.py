"""The officers' pages: closed without the password, and what is set there reaches the kiosk."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
import requests

from kiosk.dossier.numbers import file_name, temporary_number
from kiosk.dossier.package import PackagedFile, PackagedRow, PageRemark, seal
from kiosk.exchange import DossierStatus, PackageState
from kiosk.portal.officer import STATUS_WORDS
from tests.portal.kiosk_side import PATIENCE, KioskSide, Sealed, pdf
from tests.portal.live import LivePortal


def test_every_page_asks_for_the_password(portal: LivePortal, kiosk: KioskSide, filed: Sealed) -> None:
    name = filed.manifest.rows[0].files[0].name
    pages = ["/", "/portal.css", f"/dossiers/{filed.id}", f"/dossiers/{filed.id}/files/{name}"]
    for auth in (None, ("can.bo", "wrong-password"), ("can.bo", "")):
        for page in pages:
            answer = requests.get(portal.url + page, auth=auth, timeout=PATIENCE)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Basic")
        answer = requests.post(f"{portal.url}/dossiers/{filed.id}/status", data={"status": "2"}, auth=auth, timeout=PATIENCE)
        assert answer.status_code == 401
    # A kiosk's token opens none of them, and the password opens none of the kiosks' messages.
    assert requests.get(portal.url + "/", headers=kiosk.headers, timeout=PATIENCE).status_code == 401
    both = requests.get(f"{portal.url}/v1/dossiers/{filed.id}", auth=("x", portal.officer_password()), timeout=PATIENCE)
    assert both.status_code == 401


def test_list_and_dossier_show_what_was_filed(portal: LivePortal, officer: requests.Session, kiosk: KioskSide, filed: Sealed) -> None:
    code = kiosk.receipt(filed.id).official_code
    listing = officer.get(portal.url + "/", timeout=PATIENCE)
    assert listing.headers["Cache-Control"] == "no-store"
    for text in (code, filed.manifest.temporary_number, "Đăng ký khai sinh", "Mới đăng ký"):
        assert text in listing.text
    assert filed.manifest.person.name not in listing.text
    page = officer.get(f"{portal.url}/dossiers/{filed.id}", timeout=PATIENCE).text
    for text in (code, filed.manifest.person.name, "Nguyễn Thị Bình", "01/11/2026", filed.announcement.sha256):
        assert text in page
    for file in (file for row in filed.manifest.rows for file in row.files):
        assert file.sha256 in page
        paper = officer.get(f"{portal.url}/dossiers/{filed.id}/files/{file.name}", timeout=PATIENCE)
        assert paper.headers["Content-Type"] == "application/pdf"
        assert hashlib.sha256(paper.content).hexdigest() == file.sha256
    assert "http://" not in page.replace(portal.url, "")


def test_a_paper_in_parts_and_the_pages_to_look_at(portal: LivePortal, officer: requests.Session, kiosk: KioskSide) -> None:
    """A paper of 34 pages came as two files, and the kiosk was not sure of two of its pages."""
    contents = [pdf(), pdf()]
    number = temporary_number(kiosk.machine, date(2026, 11, 22), 7)
    names = [file_name(number, 2, "Giấy chứng sinh", part) for part in (1, 2)]
    parts = tuple(
        PackagedFile(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content), pages=pages)
        for name, content, pages in zip(names, contents, (30, 4), strict=True)
    )
    remarks = (
        PageRemark(page=31, verdict="bad", reasons=("blurred", "cut_at_edge")),
        PageRemark(page=32, verdict="doubtful", reasons=("of_a_later_release",)),
    )
    row = PackagedRow(component_id="birth_note", name="Giấy chứng sinh", verdict="officer", reason="page_bad", files=parts, remarks=remarks)
    sealed = kiosk.dossier(files={}, temporary_number=number, rows=(row,))
    sealed = Sealed(sealed.manifest, seal(sealed.manifest, dict(zip(names, contents, strict=True)), [kiosk.enrolment.recipient]))
    kiosk.send(sealed)
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED
    page = officer.get(f"{portal.url}/dossiers/{sealed.id}", timeout=PATIENCE).text
    for text in ("Mở phần 1/2", "Mở phần 2/2", "30 trang", "4 trang", "Trang 31: chữ bị nhòe, trang bị mất mép", "Trang 32: cần xem lại"):
        assert text in page, text
    for name, content in zip(names, contents, strict=True):
        assert officer.get(f"{portal.url}/dossiers/{sealed.id}/files/{name}", timeout=PATIENCE).content == content


def test_status_that_is_set_reaches_the_kiosk_once(portal: LivePortal, officer: requests.Session, kiosk: KioskSide, filed: Sealed) -> None:
    address = f"{portal.url}/dossiers/{filed.id}/status"
    for _ in range(2):
        answer = officer.post(address, data={"status": "5"}, headers={"Origin": portal.url}, timeout=PATIENCE)
        assert answer.status_code == 200
        assert "Yêu cầu bổ sung giấy tờ" in answer.text
    officer.post(address, data={"status": "10"}, timeout=PATIENCE)
    events = kiosk.events().events
    assert [event.status for event in events] == [DossierStatus.NEW, DossierStatus.SUPPLEMENT_ASKED, DossierStatus.RETURNED]
    assert {event.official_code for event in events} == {kiosk.receipt(filed.id).official_code}


def test_a_form_on_somebody_elses_page_changes_nothing(
    portal: LivePortal, officer: requests.Session, kiosk: KioskSide, filed: Sealed
) -> None:
    address = f"{portal.url}/dossiers/{filed.id}/status"
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert officer.post(address, data={"status": "8"}, headers=headers, timeout=PATIENCE).status_code == 403
    assert len(kiosk.events().events) == 1


@pytest.mark.parametrize("status", ["0", "11", "", "x", "²", "5" * 5000])
def test_a_status_that_there_is_not(portal: LivePortal, officer: requests.Session, kiosk: KioskSide, filed: Sealed, status: str) -> None:
    answer = officer.post(f"{portal.url}/dossiers/{filed.id}/status", data={"status": status}, timeout=PATIENCE)
    assert answer.status_code in (413, 422)
    assert len(kiosk.events().events) == 1


def test_a_refused_package_is_listed_with_its_reason_and_can_be_looked_at_again(
    portal: LivePortal, officer: requests.Session, kiosk: KioskSide
) -> None:
    sealed = kiosk.dossier(case_id="nowhere")
    kiosk.send(sealed)
    reason = kiosk.settled(sealed.id).reason
    listing = officer.get(portal.url + "/", timeout=PATIENCE).text
    assert sealed.manifest.temporary_number in listing
    assert reason.partition(": ")[2][1:] in listing
    again = officer.post(f"{portal.url}/dossiers/{sealed.id}/recheck", timeout=PATIENCE)
    assert again.status_code == 200
    assert kiosk.settled(sealed.id).reason == reason


def test_what_is_no_pdf_is_never_shown_in_the_browser(portal: LivePortal, officer: requests.Session, kiosk: KioskSide) -> None:
    sealed = kiosk.dossier(files={"declaration": pdf(), "birth_note": b"<script>alert(1)</script>"})
    kiosk.send(sealed)
    kiosk.settled(sealed.id)
    name = sealed.manifest.rows[1].files[0].name
    answer = officer.get(f"{portal.url}/dossiers/{sealed.id}/files/{name}", timeout=PATIENCE)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert officer.get(f"{portal.url}/dossiers/{sealed.id}/files/..%2f..%2f..%2fportal.age", timeout=PATIENCE).status_code == 404
    assert officer.get(f"{portal.url}/dossiers/{'0' * 32}", timeout=PATIENCE).status_code == 404


def test_what_a_resident_wrote_is_text_and_not_html(portal: LivePortal, officer: requests.Session, kiosk: KioskSide) -> None:
    answers = {"child_name": "<b>Bình</b><script>", "child_born": "2026-11-01", "child_sex": "nu"}
    sealed = kiosk.dossier(answers=answers)
    kiosk.send(sealed)
    kiosk.settled(sealed.id)
    page = officer.get(f"{portal.url}/dossiers/{sealed.id}", timeout=PATIENCE).text
    assert "&lt;b&gt;Bình&lt;/b&gt;" in page
    assert "<script>" not in page


def test_words_are_those_of_the_national_exchange() -> None:
    assert STATUS_WORDS.keys() == set(DossierStatus)
    assert STATUS_WORDS[DossierStatus.NEW] == "Mới đăng ký"
    assert STATUS_WORDS[DossierStatus.RETURNED] == "Đã trả kết quả"


def test_a_whole_form_reads_as_on_paper(portal: LivePortal, officer: requests.Session, kiosk: KioskSide) -> None:
    """Ids of lists as names, an address without its codes, a partial date in words, members in a table."""
    answers = {
        "child_name": "Bé An",
        "child_born": "2026-11-01",
        "child_sex": "nu",
        "child_ethnicity": "05",
        "home": "Số 1, Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]",
        "brother.1.brother_name": "Anh Cả",
        "brother.1.brother_born": "2019-03",
        "brother.2.brother_name": "Anh Hai",
    }
    sealed = kiosk.dossier(answers=answers)
    kiosk.send(sealed)
    kiosk.settled(sealed.id)
    page = officer.get(f"{portal.url}/dossiers/{sealed.id}", timeout=PATIENCE).text
    address = "Số 1, Phường Vũng Tàu, Thành phố Hồ Chí Minh</dd>"
    for text in ("Khơ-me", address, "<td>Anh Cả</td><td>tháng 3/2019</td>", "<td>2</td><td>Anh Hai</td>"):
        assert text in page
    assert "không thuộc mẫu" not in page
    assert "Anh 2: Ngày sinh" in page, "what is missing of a member is told with their number"
