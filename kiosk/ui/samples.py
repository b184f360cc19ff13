"""Sample views of every screen (see kiosk/visit/VIEW.md), for the preview and the tests. The persons are made up."""

from __future__ import annotations

from typing import Any

import segno

from kiosk.texts import Language

View = dict[str, Any]

_STEPS = {"card": 1, "person": 1, "confirm": 1, "resume": 1, "procedures": 2, "cases": 2, "papers": 3, "scanning": 3, "scan_fault": 3}
_STEPS |= {"pages": 3, "form": 4, "review": 5, "submitting": 5}
_NO_BACK = frozenset(("attract", "out_of_service", "language", "scanning", "submitting", "submitted", "goodbye", "failsafe"))
NUMBER = "KIOSK-K01-261122-0007"


def samples(language: Language) -> dict[str, View]:
    """Name → view. Each screen has one of its own name; further ones (`papers-done`) show it in another state."""
    made = {name: _common(name.split("-")[0], language) | parts for name, parts in _screens(language).items()}
    made["papers-help"] = made["papers"] | {"help": True}
    made["papers-idle"] = made["papers"] | {"idle": {"asking": True, "seconds": 24}}
    made["papers-notice"] = made["papers"] | {
        "notice": _in(language, "Chưa có mạng. Hồ sơ sẽ được gửi khi có mạng.", "There is no network. It will be sent when there is.")
    }
    return made


def _in(language: Language, vi: str, en: str) -> str:
    return vi if language == "vi" else en


def _common(screen: str, language: Language) -> View:
    return {
        "screen": screen,
        "language": language,
        "centre": _in(
            language, "Trung tâm Phục vụ hành chính công phường Vũng Tàu", "Public Administration Service Centre of Vũng Tàu Ward"
        ),
        "step": {"index": _STEPS.get(screen, 0), "count": 5},
        "can_back": screen not in _NO_BACK,
        "help": False,
        "idle": {"asking": False, "seconds": 0},
        "notice": "",
        "busy": screen in ("scanning", "submitting"),
        "clock": "08:41",
    }


def _screens(language: Language) -> dict[str, View]:
    def say(vi: str, en: str) -> str:
        return _in(language, vi, en)

    person = {
        "name": "Nguyễn Văn An",
        "number": "077******234",
        "born": "15/08/1998",
        "sex": say("Nam", "Male"),
        "address": "Số 1 Lê Lợi, Phường Vũng Tàu, Thành phố Hồ Chí Minh",
    }
    licence = say("Đổi giấy phép lái xe", "Renew a driving licence")
    case = say("Giấy phép sắp hết hạn hoặc đã hết hạn", "The licence expires soon or has expired")
    rows = _rows(language)
    done = [
        row | {"verdict": "complete", "verdict_text": say("Đủ", "Complete"), "pages": row["pages"] or 2, "reason": ""} for row in rows[:3]
    ] + [rows[3] | {"verdict": "officer"}]
    facts = _facts(language)
    return {
        "attract": {"printer": "ready", "scanner": "ready"},
        "attract-no_scanner": {"printer": "ready", "scanner": "absent"},
        "out_of_service": {
            "reason": say(
                "Ki-ốt chưa được ghi danh với cổng. Chạy: kiosk enrol MÃ --portal ĐỊA_CHỈ.",
                "This kiosk is not enrolled. Run: kiosk enrol CODE --portal ADDRESS.",
            )
        },
        "language": {},
        "card": {"reader": "ready", "problem": ""},
        "card-problem": {
            "reader": "ready",
            "problem": say(
                "Mã vừa đọc không phải mã trên thẻ căn cước. Xin thử lại với ô mã QR trên thẻ, hoặc nhập bằng tay.",
                "That code is not the one of an ID card. Please try the QR code on the card, or type it in.",
            ),
        },
        "card-no_reader": {"reader": "absent", "problem": ""},
        "person": {"fields": _person_fields(language)},
        "confirm": {"person": person, "from_card": True},
        "resume": {"procedure": licence, "submitted": False, "number": ""},
        "resume-submitted": {"procedure": licence, "submitted": True, "number": NUMBER},
        "procedures": {"query": "", "results": _procedures(language)},
        "procedures-none": {"query": "xyz", "results": []},
        "cases": {
            "procedure": _procedures(language)[0],
            "facts": facts,
            "cases": [
                {"id": "het_han", "name": case, "hint": say("Còn không quá 3 tháng", "Not more than 3 months left")},
                {"id": "hong", "name": say("Giấy phép bị hỏng, mờ chữ", "The licence is damaged or cannot be read"), "hint": ""},
            ],
        },
        "papers": {
            "procedure": licence,
            "case": case,
            "rows": rows,
            "whole": "missing",
            "whole_text": say("Còn thiếu 2 giấy tờ", "2 papers are missing"),
            "scanner": "ready",
            "can_continue": False,
            "missing": 2,
        },
        "papers-done": {
            "procedure": licence,
            "case": case,
            "rows": [row | {"sources": row["sources"][:1]} for row in done],
            "whole": "complete",
            "whole_text": say("Đã đủ giấy tờ", "All papers are there"),
            "scanner": "ready",
            "can_continue": True,
            "missing": 0,
        },
        "scanning": {
            "row": rows[0]["name"],
            "source": "feeder",
            "pages": 2,
            "phase": "feeding",
            "sentence": say("Máy đang kéo giấy. Xin đừng giữ giấy lại.", "The scanner is taking the paper. Please do not hold it."),
        },
        "scanning-glass": {
            "row": rows[0]["name"],
            "source": "flatbed",
            "pages": 0,
            "phase": "waiting",
            "sentence": say("Đặt giấy úp mặt chữ xuống mặt kính rồi đậy nắp.", "Put the paper face down on the glass and close the lid."),
        },
        "scan_fault": {
            "row": rows[0]["name"],
            "row_id": rows[0]["id"],
            "sentence": say(
                "Giấy bị kẹt trong máy quét. Mở nắp, kéo nhẹ tờ giấy ra, đậy nắp rồi quét tiếp.",
                "Paper is stuck in the scanner. Open the cover, pull the sheet out gently, close it and go on.",
            ),
            "pages": 2,
            "sources": ["flatbed"],
        },
        "pages": {
            "row": rows[1],
            "pages": [
                _page("p1", 1, "good", ""),
                _page(
                    "p2", 2, "doubtful", say("Trang hơi mờ, có thể khó đọc chữ nhỏ.", "A little blurred, small print may be hard to read.")
                ),
                _page("p3", 3, "bad", say("Trang quá tối.", "The page is too dark.")),
            ],
            "sources": ["feeder", "flatbed"],
            "undo": True,
        },
        "pages-none": {"row": rows[2], "pages": [], "sources": ["feeder"], "undo": True},
        "form": {"title": say("Thông tin liên hệ", "How to reach you"), "group": {"index": 1, "count": 2}, "fields": _fields(language)},
        "form-choices": {
            "title": say("Nhận kết quả", "Receiving the result"),
            "group": {"index": 2, "count": 2},
            "fields": _choice_fields(language),
        },
        "review": _review(language, person, licence, case, facts, rows) | {"consent": False, "can_submit": False},
        "review-consent": _review(language, person, licence, case, facts, done) | {"consent": True, "can_submit": True},
        "submitting": {},
        "submitted": _submitted(language) | {"slip": "printed", "slip_sentence": say("Mời quý vị lấy phiếu.", "Please take your slip.")},
        "submitted-failed": _submitted(language)
        | {
            "official": "H29.123-261122-0042",
            "slip": "failed",
            "slip_sentence": say(
                "Máy in hết giấy. Phiếu chưa in được, xin ghi lại mã ở trên hoặc bấm “Gọi cán bộ”.",
                "The printer is out of paper. The slip was not printed; please write down the number above or call an officer.",
            ),
        },
        "goodbye": {"seconds": 12, "sentence": say("Cảm ơn quý vị. Chúc quý vị một ngày tốt lành.", "Thank you, and have a good day.")},
        "failsafe": {"reference": "7F3A-92", "seconds": 20},
    }


def _page(page_id: str, number: int, verdict: str, reason: str) -> View:
    return {"id": page_id, "number": number, "image": f"image://page/{page_id}", "verdict": verdict, "reasons": [reason] if reason else []}


def _rows(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return _in(language, vi, en)

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
        ),
        row(
            "anh",
            3,
            say("Ảnh chân dung 3 × 4 cm", "Portrait photograph 3 × 4 cm"),
            say("Bản chính", "Original"),
            "missing",
            say("Thiếu", "Missing"),
            kind="photo",
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
            reason=say("Chưa điền xong tờ khai.", "The form is not filled in yet."),
        ),
    ]


def _procedures(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return _in(language, vi, en)

    full, partial = say("Toàn trình", "Fully online"), say("Một phần", "Partly online")
    listed = [
        ("1.002809", "Đổi giấy phép lái xe", "Renew a driving licence", "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp",
         "Renewal of a driving licence issued by the transport authority", "Công an Thành phố Hồ Chí Minh", full, True),
        ("3.000347", "Thông báo khuyến mại", "Announce a promotion", "Thông báo hoạt động khuyến mại",
         "Notification of promotional activities", "Sở Công Thương", full, False),
        ("1.001193", "Đăng ký khai sinh", "Register a birth", "Thủ tục đăng ký khai sinh", "Registration of a birth",
         "Ủy ban nhân dân phường, xã", full, True),
        ("1.000894", "Đăng ký kết hôn", "Register a marriage", "Thủ tục đăng ký kết hôn", "Registration of a marriage",
         "Ủy ban nhân dân phường, xã", partial, True),
        ("2.000815", "Chứng thực bản sao", "Certified copies",
         "Thủ tục chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam cấp hoặc chứng nhận",
         "Certification of copies from originals issued or certified by competent Vietnamese authorities",
         "Ủy ban nhân dân phường, xã", partial, True),
        ("1.004194", "Đăng ký tạm trú", "Register a temporary residence", "Đăng ký tạm trú", "Registration of temporary residence",
         "Công an phường, xã", full, False),
    ]  # fmt: skip
    return [
        {
            "code": code,
            "name": say(name, name_en),
            "short": say(short, short_en),
            "agency": agency,
            "level": level,
            "verified": verified,
            "reference": "" if verified else say("tham khảo", "for reference"),
        }
        for code, short, short_en, name, name_en, agency, level, verified in listed
    ]


def _facts(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return _in(language, vi, en)

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


def _field(field_id: str, label: str, kind: str, **more: object) -> View:
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
    } | more


def _person_fields(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return _in(language, vi, en)

    return [
        _field(
            "number",
            say("Số định danh cá nhân (12 số)", "Personal number (12 digits)"),
            "digits",
            max_length=12,
            value="07709800",
            error=say("Số định danh phải có đủ 12 chữ số.", "The personal number has 12 digits."),
        ),
        _field("name", say("Họ và tên", "Full name"), "text", value="Nguyễn Văn An"),
        _field("born", say("Ngày sinh", "Date of birth"), "date", example="15/08/1998"),
        _field(
            "sex",
            say("Giới tính", "Sex"),
            "choice",
            value="Nam",
            choices=[{"id": "Nam", "name": say("Nam", "Male")}, {"id": "Nữ", "name": say("Nữ", "Female")}],
        ),
        _field("address", say("Nơi thường trú", "Permanent address"), "text"),
    ]


def _fields(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return _in(language, vi, en)

    return [
        _field("name", say("Họ và tên", "Full name"), "text", value="Nguyễn Văn An", locked=True),
        _field(
            "phone",
            say("Số điện thoại", "Telephone"),
            "phone",
            value="09012",
            error=say("Số điện thoại chưa đúng. Xin nhập đủ 10 chữ số.", "That is no telephone number. Please type all 10 digits."),
        ),
        _field("email", say("Thư điện tử", "E-mail"), "email", required=False, example="ten@example.vn"),
        _field("issued", say("Ngày cấp giấy phép lái xe", "Date of the licence"), "date", value="15/08/2020"),
        _field("fee", say("Số tiền đề nghị", "Amount"), "amount"),
        _field(
            "reason",
            say("Lý do đề nghị", "Reason"),
            "long_text",
            hint=say("Viết ngắn gọn trong vài câu", "In a few sentences"),
            max_length=500,
        ),
    ]


def _choice_fields(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return _in(language, vi, en)

    provinces = ["Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Thành phố Hồ Chí Minh", "Cần Thơ", "Lâm Đồng", "Gia Lai", "Đắk Lắk", "Cà Mau"]
    return [
        _field(
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
        _field(
            "again",
            say("Quý vị đã từng nộp hồ sơ này chưa?", "Have you filed this before?"),
            "yes_no",
            choices=[{"id": "yes", "name": say("Có", "Yes")}, {"id": "no", "name": say("Không", "No")}],
            error=say("Xin chọn một trong hai câu trả lời.", "Please choose one of the answers."),
        ),
        _field(
            "province",
            say("Tỉnh, thành phố", "Province or city"),
            "choice",
            choices=[{"id": f"p{index}", "name": name} for index, name in enumerate(provinces)],
        ),
    ]


def _review(language: Language, person: View, licence: str, case: str, facts: list[View], rows: list[View]) -> View:
    def say(vi: str, en: str) -> str:
        return _in(language, vi, en)

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
            {
                "title": say("Nhận kết quả", "Receiving the result"),
                "items": [{"label": say("Cách nhận", "How"), "value": say("Tại trung tâm này", "At this centre")}],
            },
        ],
        "whole": "officer",
        "whole_text": say("Hồ sơ cần cán bộ xem thêm. Quý vị vẫn gửi được.", "An officer must look at it. You can send it all the same."),
        "consent_text": say(
            "Tôi đồng ý để trung tâm dùng thông tin và giấy tờ này chỉ để giải quyết thủ tục trên.",
            "I agree that the centre uses these data and papers for this procedure only.",
        ),
    }


def _submitted(language: Language) -> View:
    return {
        "number": NUMBER,
        "qr": ["".join("1" if dark else "0" for dark in row) for row in segno.make(NUMBER, error="m", micro=False).matrix],
        "sentence": _in(
            language,
            "Hồ sơ sẽ được gửi đến cổng ngay khi có mạng. Quý vị không cần chờ; cán bộ sẽ báo qua số điện thoại đã ghi.",
            "The dossier goes to the portal as soon as there is a network. You need not wait; an officer will call you.",
        ),
        "official": "",
        "can_print": True,
    }
