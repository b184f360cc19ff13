"""The parts of the sample views: rows, procedures, facts, fields."""

from __future__ import annotations

from typing import Any

from kiosk import qr
from kiosk.dossier.draft import SIGNATURE_SHAPE
from kiosk.texts import Language

View = dict[str, Any]

NUMBER = "KIOSK-K01-261122-0007"


def in_language(language: Language, vi: str, en: str) -> str:
    return vi if language == "vi" else en


def page_of(page_id: str, number: int, verdict: str = "good", reason: str = "", **more: object) -> View:
    return {
        "id": page_id,
        "number": number,
        "image": f"image://page/{page_id}/small/0",
        "wide": False,
        "verdict": verdict,
        "reasons": [reason] if reason else [],
        "marks": [],
        "kept": False,
        "twin": "",
        "dropped": False,
    } | more


def loose_of(number: int, group: int, why: str = "", *, sure: bool = False, verdict: str = "good", **more: object) -> View:
    return page_of(f"p{number}", number, verdict) | {"group": group, "sure": sure, "why": why} | more


def board(language: Language) -> View:
    """Seven pages of a stack: one row is sure, one is a guess, two pages lie in the tray, a blank back and a separator sheet aside."""

    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    title = say("Theo tên giấy in trên trang", "By the title on the page")
    pages = {
        "suc_khoe": [loose_of(1, 1, title), loose_of(2, 1, say("Tiếp theo trang trước", "Follows the page before it"), verdict="doubtful")],
        "gplx": [loose_of(4, 3, say("Có mã của thẻ căn cước", "It bears the code of an ID card"), sure=True)],
    }
    return {
        "rows": [
            {key: row[key] for key in ("id", "position", "name", "required")}
            | {
                "filed": 2 if row["id"] == "anh" else 0,
                "pages": pages.get(row["id"], []),
                "unsure": row["id"] == "suc_khoe",
                "why": title if row["id"] == "suc_khoe" else "",
            }
            for row in rows_of(language)
            if row["kind"] != "form"
        ],
        "unsorted": [loose_of(5, 4), loose_of(6, 4)],
        "aside": [
            loose_of(3, 2, say("Mặt trắng, đã bỏ", "Blank side, left out"), sure=True),
            loose_of(7, 5, say("Tờ ngăn, không nộp", "Separator sheet, not filed"), sure=True),
        ],
        "undo": True,
        "can_file": False,
        "open_text": say(
            "Còn 2 trang chưa xếp. Xin đưa từng trang vào đúng giấy, hoặc vào ô “Không nộp”.",
            "Pages not sorted yet: 2. Put each one to its paper, or under “Not filed”.",
        ),
        "zoom": "",
        "zoom_image": "",
    }


def rows_of(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    def row(row_id: str, position: int, name: str, copies: str, verdict: str, word: str, **more: object) -> View:
        return {
            "id": row_id,
            "position": position,
            "name": name,
            "copies": copies,
            "hint": "",
            "kind": "paper",
            "required": True,
            "verdict": verdict,
            "verdict_text": word,
            "reason": "",
            "pages": 0,
            "asked": "",
            "not_at_hand": False,
            "reference": "",
            "sources": ["feeder", "flatbed"],
        } | more

    return [
        row(
            "suc_khoe",
            1,
            say("Giấy khám sức khỏe của người lái xe", "Driver's health certificate"),
            say("Bản chính", "Original"),
            "missing",
            say("Thiếu", "Missing"),
            reason=say("Chưa có trang nào.", "There is no page yet."),
            hint=say(
                "Do cơ sở khám bệnh, chữa bệnh có thẩm quyền cấp, còn giá trị sử dụng", "Issued by an authorised hospital and still valid"
            ),
        ),
        row(
            "gplx",
            2,
            say("Giấy phép lái xe đang dùng (hai mặt)", "Present driving licence (both sides)"),
            say("Bản chụp", "Copy"),
            "officer",
            say("Cần cán bộ xem", "An officer must look"),
            reason=say("Có trang hơi mờ.", "One page is a little blurred."),
            pages=2,
            reference=say("tham khảo", "for reference"),
            sources=["flatbed", "feeder"],
        ),
        row(
            "anh",
            3,
            say("Ảnh chân dung 3 × 4 cm", "Portrait photograph 3 × 4 cm"),
            say("Bản chính", "Original"),
            "missing",
            say("Thiếu", "Missing"),
            kind="photo",
            sources=["flatbed", "feeder"],
            not_at_hand=True,
            reason=say("Quý vị cho biết không mang theo giấy này.", "You said that you do not have this paper."),
        ),
        row(
            "don",
            4,
            say("Đơn đề nghị đổi, cấp lại giấy phép lái xe", "Application to renew a driving licence"),
            "",
            "missing",
            say("Thiếu", "Missing"),
            kind="form",
            sources=[],
            reason=say("Quý vị điền ở bước sau", "You fill it in at the next step"),
        ),
        row(
            "uy_quyen",
            5,
            say("Giấy ủy quyền", "Letter of authority"),
            say("Bản sao có chứng thực", "Certified copy"),
            "complete",
            say("Nếu có", "If you have it"),
            required=False,
            reason=say("Chỉ cần khi nộp thay người khác.", "Only when you file for another person."),
        ),
    ]


def facts_of(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    reference = say("tham khảo", "for reference")
    return [
        {"label": say("Thời gian giải quyết", "Time"), "value": say("5 ngày làm việc", "5 working days"), "reference": ""},
        {
            "label": say("Phí, lệ phí", "Fee"),
            "value": say("115.000 đ khi nộp trực tuyến; 135.000 đ tại quầy", "115,000 đ online; 135,000 đ at the counter"),
            "reference": reference,
        },
        {
            "label": say("Cơ quan quyết định", "Who decides"),
            "value": say("Công an Thành phố Hồ Chí Minh", "Police of Hồ Chí Minh City"),
            "reference": "",
        },
        {"label": say("Căn cứ pháp lý", "Legal basis"), "value": "Thông tư 12/2025/TT-BCA", "reference": reference},
    ]


def field_of(field_id: str, label: str, kind: str, **more: object) -> View:
    return {
        "id": field_id,
        "label": label,
        "kind": kind,
        "value": "",
        "error": "",
        "required": True,
        "hint": "",
        "example": "",
        "choices": [],
        "locked": False,
        "max_length": 200,
        "shown": "",
        "from_card": "",
        "partial": False,
        "decimals": False,
        "unit": "",
        "address": {},
    } | more


def person_fields(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    return [
        field_of(
            "number",
            say("Số định danh cá nhân (12 số)", "Personal number (12 digits)"),
            "digits",
            max_length=12,
            value="07709800",
            error=say("Số định danh phải có đủ 12 chữ số.", "The personal number has 12 digits."),
        ),
        field_of("name", say("Họ và tên", "Full name"), "text", value="Nguyễn Văn An"),
        field_of("born", say("Ngày sinh", "Date of birth"), "date", example="15/08/1998"),
        field_of(
            "sex",
            say("Giới tính", "Sex"),
            "choice",
            value="Nam",
            choices=[{"id": "Nam", "name": say("Nam", "Male")}, {"id": "Nữ", "name": say("Nữ", "Female")}],
        ),
        field_of("address", say("Nơi thường trú", "Permanent address"), "text"),
    ]


def fields_of(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    return [
        field_of("name", say("Họ và tên", "Full name"), "text", value="Nguyễn Văn An", locked=True),
        field_of(
            "phone",
            say("Số điện thoại", "Telephone"),
            "phone",
            value="09012",
            error=say("Số điện thoại chưa đúng. Xin nhập đủ 10 chữ số.", "That is no telephone number. Please type all 10 digits."),
        ),
        field_of("email", say("Thư điện tử", "E-mail"), "email", required=False, example="ten@example.vn"),
        field_of("issued", say("Ngày cấp giấy phép lái xe", "Date of the licence"), "date", value="15/08/2020"),
        field_of("fee", say("Số tiền đề nghị", "Amount"), "amount"),
        field_of(
            "reason",
            say("Lý do đề nghị", "Reason"),
            "long_text",
            hint=say("Viết ngắn gọn trong vài câu", "In a few sentences"),
            max_length=500,
        ),
    ]


def choice_fields(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    provinces = ["Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Thành phố Hồ Chí Minh", "Cần Thơ", "Lâm Đồng", "Gia Lai", "Đắk Lắk", "Cà Mau"]
    return [
        field_of(
            "how",
            say("Quý vị muốn nhận kết quả bằng cách nào?", "How do you want to receive the result?"),
            "choice",
            value="counter",
            choices=[
                {"id": "counter", "name": say("Tại trung tâm này", "At this centre")},
                {"id": "post", "name": say("Gửi qua bưu chính công ích đến địa chỉ của tôi", "By post to my address")},
                {"id": "online", "name": say("Bản điện tử", "Electronically")},
            ],
        ),
        field_of(
            "again",
            say("Quý vị đã từng nộp hồ sơ này chưa?", "Have you filed this before?"),
            "yes_no",
            choices=[{"id": "yes", "name": say("Có", "Yes")}, {"id": "no", "name": say("Không", "No")}],
            error=say("Xin chọn một trong hai câu trả lời.", "Please choose one of the answers."),
        ),
        field_of(
            "province",
            say("Tỉnh, thành phố", "Province or city"),
            "choice",
            choices=[{"id": f"p{index}", "name": name} for index, name in enumerate(provinces)],
        ),
    ]


def review(language: Language, person: View, licence: str, case: str, facts: list[View], rows: list[View]) -> View:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    return {
        "person": person,
        "procedure": licence,
        "case": case,
        "facts": facts,
        "rows": rows,
        "answers": [
            {
                "title": say("Thông tin liên hệ", "How to reach you"),
                "items": [
                    {"label": say("Số điện thoại", "Telephone"), "value": "0901234567"},
                    {"label": say("Thư điện tử", "E-mail"), "value": "an.nguyen@example.vn"},
                ],
            },
        ],
        "receiving": [
            {"label": say("Nhận kết quả", "Receiving the result"), "value": say("Tại Trung tâm này", "At this Centre")},
            {"label": say("Phí, lệ phí", "Fee"), "value": say("135.000 đ", "135,000 đ")},
        ],
        "supplementing": False,
        "strokes": [],
        "pad_shape": SIGNATURE_SHAPE,
        "cannot_sign": False,
        "needs_signature": True,
        "signing": False,
        "can_sign": True,
        "can_submit": False,
        "whole": "officer",
        "whole_text": say("Hồ sơ cần cán bộ xem thêm. Quý vị vẫn gửi được.", "An officer must look at it. You can send it all the same."),
    }


def submitted(language: Language) -> View:
    return {
        "number": NUMBER,
        "qr": qr.modules(NUMBER),
        "sentence": in_language(
            language,
            "Hồ sơ sẽ được gửi đến cổng ngay khi có mạng. Quý vị không cần chờ; cán bộ sẽ báo qua số điện thoại đã ghi.",
            "The dossier goes to the portal as soon as there is a network. You need not wait; an officer will call you.",
        ),
        "official": "",
        "split": "",
        "slip_picture": "",
        "can_print": True,
    }
