"""Sample views of every screen (see kiosk/visit/VIEW.md), for the preview and the tests. The persons are made up."""

from __future__ import annotations

from kiosk.texts import Language
from kiosk.ui.sample_parts import (
    NUMBER,
    View,
    choice_fields,
    facts_of,
    fields_of,
    in_language,
    page_of,
    person_fields,
    procedures_of,
    review,
    rows_of,
    submitted,
)

_STEPS = {"card": 1, "person": 1, "confirm": 1, "resume": 1, "procedures": 2, "cases": 2, "papers": 3, "scanning": 3, "scan_fault": 3}
_STEPS |= {"pages": 3, "form": 4, "review": 5, "submitting": 5}
_NO_BACK = frozenset(("attract", "out_of_service", "language", "scanning", "submitting", "submitted", "goodbye", "failsafe"))


def samples(language: Language) -> dict[str, View]:
    """Name → view. Each screen has one of its own name; further ones (`papers-done`) show it in another state."""
    made = {name: _common(name.split("-")[0], language) | parts for name, parts in _screens(language).items()}
    made["papers-help"] = made["papers"] | {"help": True}
    made["papers-idle"] = made["papers"] | {"idle": {"asking": True, "seconds": 24}}
    made["papers-notice"] = made["papers"] | {
        "notice": in_language(
            language, "Chưa có mạng. Hồ sơ sẽ được gửi khi có mạng.", "There is no network. It will be sent when there is."
        )
    }
    return made


def _common(screen: str, language: Language) -> View:
    return {
        "screen": screen,
        "language": language,
        "centre": in_language(
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
        return in_language(language, vi, en)

    person = {
        "name": "Nguyễn Văn An",
        "number": "077******234",
        "born": "15/08/1998",
        "sex": say("Nam", "Male"),
        "address": "Số 1 Lê Lợi, Phường Vũng Tàu, Thành phố Hồ Chí Minh",
    }
    licence = say("Đổi giấy phép lái xe", "Renew a driving licence")
    case = say("Giấy phép sắp hết hạn hoặc đã hết hạn", "The licence expires soon or has expired")
    rows = rows_of(language)
    done = [
        row | {"verdict": "complete", "verdict_text": say("Đủ", "Complete"), "pages": row["pages"] or 2, "reason": ""} for row in rows[:3]
    ] + [rows[3] | {"verdict": "officer"}]
    facts = facts_of(language)
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
        "person": {"fields": person_fields(language)},
        "confirm": {"person": person, "from_card": True},
        "resume": {"procedure": licence, "submitted": False, "number": ""},
        "resume-submitted": {"procedure": licence, "submitted": True, "number": NUMBER},
        "procedures": {"query": "", "results": procedures_of(language)},
        "procedures-none": {"query": "xyz", "results": []},
        "cases": {
            "procedure": procedures_of(language)[0],
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
                page_of("p1", 1, "good", ""),
                page_of(
                    "p2", 2, "doubtful", say("Trang hơi mờ, có thể khó đọc chữ nhỏ.", "A little blurred, small print may be hard to read.")
                ),
                page_of("p3", 3, "bad", say("Trang quá tối.", "The page is too dark.")),
            ],
            "sources": ["feeder", "flatbed"],
            "undo": True,
        },
        "pages-none": {"row": rows[2], "pages": [], "sources": ["feeder"], "undo": True},
        "form": {"title": say("Thông tin liên hệ", "How to reach you"), "group": {"index": 1, "count": 2}, "fields": fields_of(language)},
        "form-choices": {
            "title": say("Nhận kết quả", "Receiving the result"),
            "group": {"index": 2, "count": 2},
            "fields": choice_fields(language),
        },
        "review": review(language, person, licence, case, facts, rows) | {"consent": False, "can_submit": False},
        "review-consent": review(language, person, licence, case, facts, done) | {"consent": True, "can_submit": True},
        "submitting": {},
        "submitted": submitted(language) | {"slip": "printed", "slip_sentence": say("Mời quý vị lấy phiếu.", "Please take your slip.")},
        "submitted-failed": submitted(language)
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
