"""Sample views of the form: its kinds of fields, addresses, the members of a household, a long list over it."""

from __future__ import annotations

from kiosk.texts import Language
from kiosk.ui.sample_parts import View, choice_fields, field_of, fields_of, in_language


def forms(language: Language) -> dict[str, View]:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    members = {
        "items": [
            {"number": 1, "title": "Trần Thị Bình", "text": f"02/09/1995 · {say('Nữ', 'Female')} · 077195005678", "wrong": ""},
            {
                "number": 2,
                "title": "Nguyễn Văn Cường",
                "text": say("năm 2019 · Nam", "2019 · Male"),
                "wrong": say("Còn ô chưa điền hoặc chưa đúng", "Something is missing or wrong"),
            },
        ],
        "add": say("Thêm thành viên", "Add a member"),
        "can_add": True,
        "none": "",
        "full": "",
        "undo": True,
        "error": "",
    }
    ethnic = ["Kinh", "Ba-na", "Bố Y", "Brâu", "Bru-Vân Kiều", "Chăm", "Chơ-ro", "Chu-ru", "Chứt", "Co", "Cơ Lao", "Cơ-ho", "Cơ-tu", "Cống"]
    entries = [{"id": f"{number:02}", "name": name, "reference": ""} for number, name in enumerate(ethnic, start=1)]
    picker = {
        "field": "ethnicity",
        "title": say("Dân tộc", "Ethnic group"),
        "query": "",
        "top": entries[:1],
        "entries": sorted(entries, key=lambda entry: entry["name"]),
        "value": "01",
        "none": "",
    }
    group = {"index": 1, "count": 3}
    common = {"group": group, "members": {}, "member": 0, "jump": "", "picker": {}}
    contact = {"title": say("Thông tin liên hệ", "How to reach you"), "fields": fields_of(language)}
    return {
        "form": common | contact,
        "form-choices": common
        | {"title": say("Nhận kết quả", "Receiving the result"), "group": group | {"index": 2}, "fields": choice_fields(language)},
        "form-kinds": common | {"title": say("Người mẹ", "The mother"), "fields": _kinds(language)},
        "form-address": common | {"title": say("Nơi cư trú", "Residence"), "fields": _addresses(language)},
        "form-members": common
        | {"title": say("Thành viên cùng đăng ký", "Members who register together"), "fields": [], "members": members},
        "form-nobody": common
        | {
            "title": say("Thành viên cùng đăng ký", "Members who register together"),
            "fields": [],
            "members": members
            | {
                "items": [],
                "undo": False,
                "none": say("Chưa có ai trong danh sách.", "There is nobody in the list yet."),
                "error": say("Cần thêm ít nhất 1 người. Xin chạm vào nút thêm.", "At least 1 more needed. Please touch the button to add."),
            },
        },
        "form-member": common | {"title": say("Thành viên 2", "Member 2"), "member": 2, "fields": _kinds(language)[:3]},
        "form-list": common | contact | {"picker": picker},
        "form-list_none": common
        | contact
        | {
            "picker": picker
            | {
                "query": "xyz",
                "top": [],
                "entries": [],
                "none": say("Không tìm thấy. Xin xóa bớt chữ rồi thử lại.", "Nothing found. Please take away some letters and try again."),
            }
        },
    }


def _kinds(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    card = say("Lấy từ thẻ căn cước", "From the identity card")
    return [
        field_of("name", say("Họ, chữ đệm, tên", "Full name"), "text", value="Trần Thị Bình", from_card=card),
        field_of("born", say("Ngày sinh hoặc năm sinh", "Date or year of birth"), "date", value="1950", partial=True),
        field_of("ethnicity", say("Dân tộc", "Ethnic group"), "long_choice", value="05", shown="Khơ-me"),
        field_of("nationality", say("Quốc tịch", "Nationality"), "long_choice"),
        field_of(
            "copies",
            say("Số lượng bản sao", "How many copies"),
            "number",
            value="120",
            error=say("Số này không được lớn hơn 99.", "This must not be more than 99."),
        ),
        field_of(
            "number", say("Số định danh cá nhân", "Personal number"), "digits", value="077198005678", shown="077198005678", locked=True
        ),
    ]


def _addresses(language: Language) -> list[View]:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    parts = {"free": False, "province": "Thành phố Hồ Chí Minh", "commune": "Phường Vũng Tàu", "missing": "", "line_needed": True}
    return [
        field_of(
            "home",
            say("Nơi thường trú", "Permanent residence"),
            "address",
            from_card=say("Lấy từ thẻ căn cước", "From the identity card"),
            address=parts | {"line": "Số 1 Lê Lợi"},
        ),
        field_of(
            "there",
            say("Nơi đề nghị đăng ký tạm trú", "Temporary residence to be registered"),
            "address",
            error=say("Xin chọn xã, phường, đặc khu.", "Please choose the commune or ward."),
            address=parts | {"commune": "", "line": "", "missing": "commune"},
        ),
        field_of(
            "abroad",
            say("Nơi ở trước đây", "Former residence"),
            "address",
            required=False,
            address=parts
            | {"free": True, "province": "", "commune": "", "line": "Số 7 đường Trần Phú, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu"},
        ),
    ]
