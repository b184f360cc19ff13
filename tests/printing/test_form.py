"""The form that the kiosk fills in: what the officer reads is what the resident answered."""

from __future__ import annotations

import io
from datetime import timedelta, timezone

import pikepdf
import pytest

from kiosk.printing import render_form
from tests.printing.pdf_text import pages_of, text_of
from tests.printing.samples import AGENCY, AT, CASE, CENTRE, FORM, NUMBER, PERSON, PROCEDURE, draft


def form(**answers: str) -> bytes:
    return render_form(PROCEDURE, CASE, FORM, AGENCY, draft(**answers), temporary_number=NUMBER, centre=CENTRE, made_at=AT)


@pytest.fixture(scope="module")
def text() -> str:
    return text_of(form(phi="1350000"))


@pytest.mark.parametrize(
    "part",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ĐƠN ĐỀ NGHỊ ĐỔI, CẤP LẠI GIẤY PHÉP LÁI XE",
        "Kính gửi: Công an Thành phố Hồ Chí Minh",
        "Thủ tục: Đổi giấy phép lái xe (3.000347)",
        "Trường hợp: Đổi giấy phép lái xe còn thời hạn",
        "I. Người đề nghị",
        "Họ và tên: Nguyễn Văn An",
        "Ngày, tháng, năm sinh: 15/08/1998",
        "Giới tính: Nam",
        "Số định danh cá nhân: 077098001234",
        "Nơi cư trú: 12 Lê Lợi, phường Rạch Dừa, Thành phố Hồ Chí Minh",
        "Thư điện tử: ...............",
        "II. Giấy phép lái xe",
        "Hạng đề nghị đổi: B2",
        "Có bị mất giấy phép không? Không",
        "Lệ phí đã nộp: 1.350.000 đồng",
        "Ngày 22 tháng 11 năm 2026",
        "NGƯỜI NỘP HỒ SƠNguyễn Văn An",
        "Tờ khai điện tử lập tại ki-ốt: Trung tâm Phục vụ hành chính công phường Rạch Dừa",
        "Mã hồ sơ tạm thời: KIOSK-K01-261122-0001",
        "Trang 1/1",
    ],
)
def test_it_says(text: str, part: str) -> None:
    assert part in text


def test_a_field_that_was_not_asked_is_left_out(text: str) -> None:
    assert "Nơi mất" not in text


def test_it_is_there_once_its_condition_holds() -> None:
    text = text_of(form(mat="yes", noi_mat="Bến xe Vũng Tàu"))
    assert "Có bị mất giấy phép không? Có" in text
    assert "Nơi mất: Bến xe Vũng Tàu" in text


@pytest.mark.parametrize(
    "answer",
    [
        "#let x = 1; #x",
        "*đậm* _nghiêng_ `mã`",
        "$x^2$ @tài-liệu <nhãn>",
        "C:\\đường\\dẫn \\u{41} \\# \\n",
        "\"trích dẫn\" 'đơn'",
        "// ghi chú /* và */ https://vidu.vn",
        "[ngoặc] {nhọn} (tròn) ~ -- --- ...",
        "= Tiêu đề",
        "- gạch + cộng / xiệc 1. một",
        '#panic()#read("form.typ")',
        '{"words": 1}',
    ],
)
def test_what_was_typed_is_text_and_never_markup(answer: str) -> None:
    assert f"Hạng đề nghị đổi: {answer}" in text_of(form(hang=answer))


def test_a_word_longer_than_the_line_is_all_there() -> None:
    word = "Nghiêng" * 28
    assert word in text_of(form(hang=word))


def test_characters_without_a_glyph_leave_a_box_and_a_form() -> None:
    assert "Hạng đề nghị đổi: B2 □" in text_of(form(hang="B2 😀"))


def test_decomposed_letters_are_composed() -> None:
    assert "Hạng đề nghị đổi: Tiếng Việt" in text_of(form(hang="Tie\u0302\u0301ng Vie\u0323\u0302t"))


def test_a_long_form_has_numbered_pages() -> None:
    groups = tuple(CASE.form[0].model_copy(update={"id": f"nhom_{number}"}) for number in range(12))
    case = CASE.model_copy(update={"form": groups})
    pdf = render_form(PROCEDURE, case, FORM, AGENCY, draft(), temporary_number=NUMBER, centre=CENTRE, made_at=AT)
    pages = pages_of(pdf)
    assert len(pages) >= 2
    for number, page in enumerate(pages, start=1):
        assert f"Trang {number}/{len(pages)}" in page
        assert NUMBER in page


@pytest.mark.parametrize("count", range(2, 9))
def test_the_signature_never_stands_alone_on_a_page(count: int) -> None:
    groups = tuple(CASE.form[0].model_copy(update={"id": f"nhom_{number}"}) for number in range(count))
    case = CASE.model_copy(update={"form": groups})
    *_, last = pages_of(render_form(PROCEDURE, case, FORM, AGENCY, draft(), temporary_number=NUMBER, centre=CENTRE, made_at=AT))
    assert "NGƯỜI NỘP HỒ SƠ" in last
    assert "Thư điện tử: ....." in last


def test_it_is_pdf_a_2b_on_a4() -> None:
    with pikepdf.open(io.BytesIO(form())) as document:
        xmp = document.Root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>2</pdfaid:part>" in xmp
        assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not document.is_encrypted
        for page in document.pages:
            assert [float(value) / 72 * 25.4 for value in page.mediabox] == pytest.approx([0, 0, 210, 297], abs=0.5)
            for font in page.resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys()), "every font is embedded"


def test_its_metadata_name_nobody() -> None:
    with pikepdf.open(io.BytesIO(form())) as document:
        said = document.Root.Metadata.read_bytes().decode() + " ".join(str(value) for value in document.docinfo.values())
        assert FORM.name.vi in said
        assert PERSON.name not in said
        assert PERSON.number not in said


def test_the_same_answers_make_the_same_bytes() -> None:
    again = render_form(
        PROCEDURE,
        CASE,
        FORM,
        AGENCY,
        draft(),
        temporary_number=NUMBER,
        centre=CENTRE,
        made_at=AT.astimezone(timezone(timedelta(hours=-5))),
    )
    assert form() == again


def test_the_day_is_that_of_vietnam() -> None:
    """20:00 UTC is already tomorrow there."""
    late = AT.replace(hour=20)
    pdf = render_form(PROCEDURE, CASE, FORM, AGENCY, draft(), temporary_number=NUMBER, centre=CENTRE, made_at=late)
    assert "Ngày 23 tháng 11 năm 2026" in text_of(pdf)
