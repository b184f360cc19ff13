"""The form that the kiosk fills in: what the officer reads is what the resident answered."""

from __future__ import annotations

import io
from datetime import timedelta, timezone

import pikepdf
import pytest

from kiosk.catalogue import FormGroup, load
from kiosk.dossier.draft import Signature
from kiosk.printing import render_form
from kiosk.settings import SHARE
from tests.printing.pdf_text import pages_of, text_of
from tests.printing.samples import AGENCY, AT, CASE, CENTRE, FORM, NUMBER, PERSON, PROCEDURE, draft


def form(**answers: str) -> bytes:
    return render_form(PROCEDURE, CASE, FORM, AGENCY, draft(**answers), temporary_number=NUMBER, centre=CENTRE, made_at=AT)


def _again(number: int) -> FormGroup:
    """The first group once more, as other questions."""
    fields = tuple(field.model_copy(update={"id": f"{field.id}_{number}"}) for field in CASE.form[0].fields)
    return CASE.form[0].model_copy(update={"id": f"nhom_{number}", "fields": fields})


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
    groups = tuple(_again(number) for number in range(12))
    case = CASE.model_copy(update={"form": groups})
    pdf = render_form(PROCEDURE, case, FORM, AGENCY, draft(), temporary_number=NUMBER, centre=CENTRE, made_at=AT)
    pages = pages_of(pdf)
    assert len(pages) >= 2
    for number, page in enumerate(pages, start=1):
        assert f"Trang {number}/{len(pages)}" in page
        assert NUMBER in page


@pytest.mark.parametrize("count", range(2, 9))
def test_the_signature_never_stands_alone_on_a_page(count: int) -> None:
    groups = tuple(_again(number) for number in range(count))
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


def signed(strokes: tuple[tuple[tuple[float, float], ...], ...]) -> bytes:
    filled = draft(phi="1350000").model_copy(update={"signature": Signature(strokes=strokes)})
    return render_form(PROCEDURE, CASE, FORM, AGENCY, filled, temporary_number=NUMBER, centre=CENTRE, made_at=AT)


def lines_drawn(pdf: bytes) -> int:
    """Pieces of line on all pages."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return sum(str(operator) == "l" for page in document.pages for _, operator in pikepdf.parse_content_stream(page))


def test_the_signature_is_drawn_stroke_by_stroke() -> None:
    plain = lines_drawn(form(phi="1350000"))
    three = ((0.1, 0.5), (0.3, 0.2), (0.5, 0.6), (0.9, 0.4))
    assert lines_drawn(signed((three,))) == plain + 3
    assert lines_drawn(signed((three, ((0.5, 0.1),)))) == plain + 4, "a dot is a short line"


def test_who_cannot_sign_is_said() -> None:
    assert "Người nộp không ký được" in text_of(signed(()))
    assert "không ký được" not in text_of(form(phi="1350000"))


def test_members_stand_in_a_table_and_every_kind_reads_as_on_paper() -> None:
    members = {"members.1.ten_nguoi": "Trần Thị Bình", "members.1.sinh_nguoi": "1950-03", "members.2.ten_nguoi": "Bé Cường"}
    text = text_of(_household(members))
    for part in (
        "Nơi tạm trú: Số 1, Phường Vũng Tàu, Thành phố Hồ Chí Minh",
        "Dân tộc: Khơ-me",
        "Diện tích: 12,5 m²",
        "II. Thành viên",
        "TTHọ và tênNgày hoặc năm sinh",
        "1Trần Thị Bìnhtháng 3/1950",
        "2Bé Cường",
        "NGƯỜI NỘP HỒ SƠ",
    ):
        assert part in text
    assert "[79/26506]" not in text, "codes are for machines"


def test_a_table_of_nobody_and_one_over_several_pages() -> None:
    assert "(không có)" in text_of(_household({}))
    pages = pages_of(_household({f"members.{number}.ten_nguoi": f"Người thứ {number} " * 6 for number in range(1, 21)}))
    assert len(pages) > 1
    assert all("TTHọ và tên" in page for page in pages[:-1]), "each page has the table's head"
    assert "NGƯỜI NỘP HỒ SƠ" in pages[-1]


def _household(answers: dict[str, str]) -> bytes:
    def both(text: str) -> dict[str, str]:
        return {"vi": text, "en": text}

    stay = {
        "id": "o",
        "title": both("Nơi ở"),
        "fields": [
            {"id": "noi_o", "label": both("Nơi tạm trú"), "kind": "address"},
            {"id": "dan_toc", "label": both("Dân tộc"), "kind": "long_choice", "list": "ethnic_groups"},
            {"id": "dien_tich", "label": both("Diện tích"), "kind": "number", "decimals": 1, "unit": both("m²")},
        ],
    }
    members = {
        "id": "members",
        "title": both("Thành viên"),
        "repeat": {"max": 20, "member": both("Thành viên")},
        "fields": [
            {"id": "ten_nguoi", "label": both("Họ và tên")},
            {"id": "sinh_nguoi", "label": both("Ngày hoặc năm sinh"), "kind": "date", "partial": True},
        ],
    }
    groups = tuple(FormGroup.model_validate(group) for group in (stay, members))
    lists = load(SHARE / "catalogue").lists
    for field in (field for group in groups for field in group.fields):
        field.bind(lists)
    case = CASE.model_copy(update={"form": groups})
    told = {"noi_o": "Số 1, Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]", "dan_toc": "05", "dien_tich": "12.5"}
    made = draft().model_copy(update={"answers": told | answers})
    return render_form(PROCEDURE, case, FORM, AGENCY, made, temporary_number=NUMBER, centre=CENTRE, made_at=AT)
