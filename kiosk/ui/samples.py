"""Sample views of every screen (see kiosk/visit/VIEW.md), for the preview and the tests. The persons are made up."""

from __future__ import annotations

from kiosk.texts import Language
from kiosk.ui.bridge import NO_ACCESS
from kiosk.ui.hands import STROKES
from kiosk.ui.sample_besides import besides
from kiosk.ui.sample_filing import filing
from kiosk.ui.sample_find import find
from kiosk.ui.sample_forms import forms
from kiosk.ui.sample_parts import (
    NUMBER,
    View,
    board,
    facts_of,
    in_language,
    page_of,
    person_fields,
    review,
    rows_of,
    submitted,
)
from kiosk.ui.sample_staff import attracts, faults, staffs
from kiosk.visit.chart import BACK
from kiosk.visit.view import STEPS


def samples(language: Language) -> dict[str, View]:
    """Name → view. Each screen has one of its own name; further ones (`papers-done`) show it in another state."""
    made = {name: _common(name.split("-")[0], language) | parts for name, parts in _screens(language).items()}
    blurred = made["pages"]["pages"][1]
    blurred["marks"] = [{"x": 0.1, "y": 0.22, "width": 0.8, "height": 0.16, "text": blurred["reasons"][0]}]
    made["pages-closely"] = made["pages"] | {"zoom": "p2", "zoom_image": "image://page/p2/large/0"}
    made["pages-complete"] = made["pages"] | {"next": "", "complete": True}
    made["board-closely"] = made["board"] | {"zoom": "p2", "zoom_image": ""}
    made["papers-unsorted"] = made["papers"] | {"unsorted": 4}
    made["papers-supplement"] = made["papers"] | _supplement(made["papers"]["rows"], language)
    made["papers-help"] = made["papers"] | {"help": True}
    made |= {f"papers-{name}": made["papers"] | {"staff": staff} for name, staff in staffs().items()}
    made["papers-idle"] = made["papers"] | {"idle": {"asking": True, "seconds": 24}}
    made["papers-notice"] = made["papers"] | {
        "notice": in_language(
            language, "Chưa có mạng. Hồ sơ sẽ được gửi khi có mạng.", "There is no network. It will be sent when there is."
        )
    }
    return made


def _supplement(rows: list[View], language: Language) -> View:
    asked = in_language(language, "Cán bộ yêu cầu: Giấy tờ đã hết hạn", "The officer says: the paper has expired")
    missing = {"verdict": "missing", "verdict_text": in_language(language, "Thiếu", "Missing"), "pages": 0, "not_at_hand": False}
    return {
        "case": in_language(
            language, "Nộp bổ sung cho hồ sơ 000.00.26.H29-261122-0042", "Further papers for application 000.00.26.H29-261122-0042"
        ),
        "rows": [rows[1] | missing | {"position": 1, "asked": asked, "reason": in_language(language, "Chưa quét", "Not scanned yet")}],
        "missing": 1,
        "whole_text": in_language(language, "Còn thiếu 1 giấy tờ", "1 paper is missing"),
        "unsorted": 0,
        "can_stack": False,
        "step": {"index": 0, "count": 5},
        "form_next": False,
    }


def _common(screen: str, language: Language) -> View:
    return {
        "screen": screen,
        "language": language,
        "centre": in_language(
            language, "Trung tâm Phục vụ hành chính công phường Vũng Tàu", "Public Administration Service Centre of Vũng Tàu Ward"
        ),
        "step": {"index": STEPS.get(screen, 0), "count": 5},
        "can_back": screen in BACK,
        "help": False,
        "idle": {"asking": False, "seconds": 0},
        "notice": "",
        "busy": screen in ("scanning", "submitting"),
        "clock": "08:41",
        "access": NO_ACCESS | {"voice": "ready", "headphones": "absent"},
        "staff": {"state": "away"},
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
        **attracts(language),
        "out_of_service": {
            "picture": "warning",
            "reason": say(
                "Ki-ốt chưa được ghi danh với cổng. Chạy: kiosk enrol MÃ --portal ĐỊA_CHỈ.",
                "This kiosk is not enrolled. Run: kiosk enrol CODE --portal ADDRESS.",
            ),
        },
        "language": {},
        "card": {"reader": "ready", "problem": "", "glass": True},
        "card-problem": {
            "reader": "ready",
            "problem": say(
                "Mã vừa đọc không phải mã trên thẻ căn cước. Xin thử lại với ô mã QR trên thẻ, hoặc nhập bằng tay.",
                "That code is not the one of an ID card. Please try the QR code on the card, or type it in.",
            ),
            "glass": True,
        },
        "card-no_reader": {"reader": "absent", "problem": "", "glass": False},
        "card-no_reader_glass": {"reader": "absent", "problem": "", "glass": True},
        "card_glass": {"scanning": False, "problem": ""},
        "card_glass-scanning": {"scanning": True, "problem": ""},
        "card_glass-problem": {
            "scanning": False,
            "problem": say(
                "Không thấy mã QR trên mặt kính. Xin lật thẻ, để mặt có mã QR quay xuống dưới, rồi quét lại.",
                "No QR code was found on the glass. Turn the card over, so that its QR code faces down, and scan again.",
            ),
        },
        "person": {"fields": person_fields(language)},
        "confirm": {"person": person, "from_card": True},
        "resume": {"procedure": licence, "submitted": False, "number": ""},
        "resume-submitted": {"procedure": licence, "submitted": True, "number": NUMBER},
        **find(language),
        "papers": {
            "procedure": licence,
            "case": case,
            "rows": rows,
            "whole": "missing",
            "whole_text": say("Còn thiếu 2 giấy tờ", "2 papers are missing"),
            "scanner": "ready",
            "can_continue": False,
            "missing": 2,
            "can_stack": True,
            "unsorted": 0,
        },
        "papers-first": {
            "procedure": licence,
            "case": case,
            "rows": [row | {"pages": 0, "not_at_hand": False} for row in rows],
            "whole": "missing",
            "whole_text": say("Còn thiếu 3 giấy tờ", "3 papers are missing"),
            "scanner": "ready",
            "can_continue": False,
            "missing": 3,
            "can_stack": True,
            "unsorted": 0,
        },
        "papers-done": {
            "procedure": licence,
            "case": case,
            "rows": [row | {"sources": ["feeder"] if row["sources"] else []} for row in done],
            "whole": "complete",
            "whole_text": say("Đã đủ giấy tờ", "All papers are there"),
            "scanner": "ready",
            "can_continue": True,
            "missing": 0,
            "can_stack": False,
            "unsorted": 0,
        },
        "scanning": {
            "row": rows[0]["name"],
            "source": "feeder",
            "pages": 2,
            "phase": "feeding",
            "sentence": say("Máy đang kéo giấy. Xin đừng giữ giấy lại.", "The scanner is taking the paper. Please do not hold it."),
            "images": [f"image://page/p{number}/small/0" for number in (1, 2)],
        },
        "scanning-stack": {
            "row": say("Tất cả giấy tờ", "All papers"),
            "source": "feeder",
            "pages": 11,
            "phase": "sorting",
            "sentence": say(
                "Đã quét xong. Đang xem từng trang để xếp vào đúng giấy…", "All scanned. Looking at each page, to sort it to its paper…"
            ),
            "images": [f"image://page/p{number}/small/0" for number in range(1, 12)],
        },
        "scanning-glass": {
            "row": rows[0]["name"],
            "source": "flatbed",
            "pages": 0,
            "phase": "waiting",
            "sentence": say("Đặt giấy úp mặt chữ xuống mặt kính rồi đậy nắp.", "Put the paper face down on the glass and close the lid."),
            "images": [],
        },
        **faults(language),
        "scan_fault": {
            "picture": "jam",
            "ways": ["retry", "other_source", "officer"],
            "row": rows[0]["name"],
            "row_id": rows[0]["id"],
            "sentence": say(
                "Giấy bị kẹt trong máy quét. Mở nắp, kéo nhẹ tờ giấy ra, đậy nắp rồi quét tiếp.",
                "Paper is stuck in the scanner. Open the cover, pull the sheet out gently, close it and go on.",
            ),
            "pages": 2,
            "sources": ["flatbed"],
            "can_sort": False,
        },
        "scan_fault-stack": {
            "picture": "cover",
            "ways": ["retry", "officer"],
            "row": say("Tất cả giấy tờ", "All papers"),
            "row_id": "",
            "sentence": say("Nắp máy quét đang mở. Đậy nắp rồi quét tiếp.", "The cover is open. Close it and go on."),
            "pages": 4,
            "sources": [],
            "can_sort": True,
        },
        "pages": {
            "row": rows[1],
            "pages": [
                page_of("p1", 1, "good", ""),
                page_of(
                    "p2", 2, "doubtful", say("Trang hơi mờ, có thể khó đọc chữ nhỏ.", "A little blurred, small print may be hard to read.")
                ),
                page_of("p3", 3, "bad", say("Trang quá tối.", "The page is too dark.")),
                page_of("p4", 0, dropped=True),
                page_of("p5", 4, "doubtful", say("Trang bị mất mép", "The page is cut at an edge"), kept=True),
                page_of("p6", 5, twin=say("Giống hệt trang 1", "The same as page 1")),
            ],
            "sources": ["feeder", "flatbed"],
            "undo": True,
            "zoom": "",
            "zoom_image": "",
            "next": say("Giấy khám sức khỏe của người lái xe", "Driver's health certificate"),
            "next_source": "feeder",
            "complete": False,
        },
        "pages-none": {
            "row": rows[2],
            "pages": [],
            "sources": ["feeder"],
            "undo": True,
            "zoom": "",
            "zoom_image": "",
            "next": "",
            "next_source": "feeder",
            "complete": False,
        },
        "board": board(language),
        "board-settled": board(language)
        | {
            "rows": [row | {"unsure": False, "why": ""} for row in board(language)["rows"]],
            "unsorted": [],
            "can_file": True,
            "open_text": say("Mọi trang đã có chỗ. Xin xem lại rồi nộp.", "Every page has its place. Please look once more, then file."),
        },
        **forms(language),
        "review": review(language, person, licence, case, facts, rows) | {"can_sign": False},
        "review-signed": review(language, person, licence, case, facts, done) | {"strokes": STROKES, "can_submit": True},
        "review-signing": review(language, person, licence, case, facts, done) | {"signing": True},
        "review-signing_done": review(language, person, licence, case, facts, done)
        | {"signing": True, "strokes": STROKES, "can_submit": True},
        **filing(language),
        **besides(language),
        "submitting": {},
        "submitted": submitted(language) | {"slip": "printed", "slip_sentence": say("Mời quý vị lấy phiếu.", "Please take your slip.")},
        "submitted-failed": submitted(language)
        | {
            "official": "H29.123-261122-0042",
            "split": say(
                "Giấy “Giấy khám sức khỏe của người lái xe” có nhiều trang nên được gửi thành 2 tệp.",
                "The paper “Driver's health certificate” has many pages and is sent in 2 files.",
            ),
            "slip": "failed",
            "slip_picture": "paper",
            "slip_sentence": say(
                "Máy in hết giấy. Phiếu chưa in được, xin ghi lại mã ở trên hoặc bấm “Gọi cán bộ”.",
                "The printer is out of paper. The slip was not printed; please write down the number above or call an officer.",
            ),
        },
        "goodbye": {"seconds": 12, "sentence": say("Cảm ơn quý vị. Chúc quý vị một ngày tốt lành.", "Thank you, and have a good day.")},
        "failsafe": {"reference": "7F3A-92", "seconds": 20},
    }
