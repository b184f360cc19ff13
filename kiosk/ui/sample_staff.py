"""Sample views of the first screen in its states, of faults, and of staff beside the resident. The persons are made up."""

from __future__ import annotations

from typing import Any

from kiosk import texts
from kiosk.errors import KioskError
from kiosk.texts import Language
from kiosk.visit.faults import FAULTS
from kiosk.visit.ready import SERVICES

View = dict[str, Any]
_TEXTS = texts.load()


def attracts(language: Language) -> dict[str, View]:
    def offered(closed: dict[str, str], *notes: str, for_staff: str = "") -> View:
        return {
            "printer": "ready",
            "scanner": "ready",
            "services": [
                {
                    "id": service,
                    "open": service not in closed,
                    "why": _TEXTS.say(language, f"ready.why.{closed[service]}") if service in closed else "",
                }
                for service in SERVICES
            ],
            "notes": [_TEXTS.say(language, f"ready.note.{note}") for note in notes],
            "for_staff": for_staff,
        }

    without = dict.fromkeys(("file", "supplement"), "scanner")
    return {
        "attract": offered({}),
        "attract-no_scanner": offered(without, for_staff="Máy quét: không dùng được"),
        "attract-no_printer": offered({}, "printer", for_staff="Máy in: không dùng được"),
        "attract-all_at_once": offered(
            {}, "printer", "reader", "later", for_staff="Máy in: không dùng được · Đầu đọc thẻ: không dùng được · Hồ sơ chờ gửi: 12, 31 h"
        ),
        "attract-full": offered(dict.fromkeys(("file", "supplement"), "disk"), for_staff="Đĩa: 0.4 GB"),
    }


def faults(language: Language) -> dict[str, View]:
    """A fault of the scanner for each picture that there is."""
    first = {fault.picture: code for code, fault in reversed(FAULTS.items()) if code.startswith("scanner.")}
    return {
        f"scan_fault-{code.partition('.')[2]}": {
            "row": "Giấy phép lái xe",
            "row_id": "licence",
            "sentence": _TEXTS.error(language, KioskError(code)),
            "picture": fault.picture,
            "ways": list(fault.ways),
            "pages": 0 if code in ("scanner.empty", "scanner.absent") else 2,
            "sources": ["flatbed"],
            "can_sort": False,
        }
        for code, fault in FAULTS.items()
        if code in first.values()
    }


def staffs() -> dict[str, View]:
    """What lies over the papers' screen: name → `staff`."""
    labels = {key.removeprefix("staff."): text for key, text in _TEXTS.all("vi").items() if key.startswith("staff.")}

    def say(key: str, **values: object) -> str:
        return _TEXTS.say("vi", key, **values)

    people = [{"id": "CB01", "name": "Trần Thị Lan"}, {"id": "CB02", "name": "Phạm Quốc Hùng"}, {"id": "CB03", "name": "Lê Minh Châu"}]
    pin = {
        "state": "pin",
        "t": labels,
        "people": people,
        "who": "CB01",
        "title": say("staff.pin_of", name="Trần Thị Lan"),
        "digits": 0,
        "digits_text": say("staff.pin_count", count=0),
        "most": 8,
        "can_ok": False,
        "message": "",
    }
    beside = {
        "state": "beside",
        "t": labels,
        "title": say("staff.beside", name="Trần Thị Lan"),
        "part": "papers",
        "parts": [{"id": part, "name": say(f"staff.part_{part}")} for part in ("papers", "form", "behalf", "machine")],
        "can_change": True,
        "hindrance": "",
        "rows": [],
        "reasons": [
            {"id": reason, "name": say(f"staff.reason.{reason}")} for reason in ("original_same", "readable", "only_copy", "paper_colour")
        ],
        "groups": [],
        "behalf": None,
        "machine": [],
        "extra": "",
        "can_extend": True,
    }
    person = [
        ("number", "Số định danh cá nhân (12 số)", "digits", "077098001234"),
        ("name", "Họ, chữ đệm và tên", "text", "Nguyễn Văn An"),
        ("born", "Ngày sinh", "date", "15/08/1998"),
        ("address", "Nơi cư trú", "text", ""),
    ]

    def fields(part: str) -> list[View]:
        return [
            {
                "id": f"{part}:{name}",
                "label": label,
                "kind": kind,
                "value": value,
                "error": "" if value else say("error.field.required"),
                "required": True,
                "hint": "",
                "example": "",
                "choices": [],
                "locked": False,
                "max_length": 200,
            }
            for name, label, kind, value in person
        ]

    grounds = ("authorised", "parent", "guardian", "organisation")
    asking = {
        "is": "",
        "why": "",
        "asking": True,
        "fields": fields("owner"),
        "grounds": [{"id": ground, "name": say(f"staff.ground.{ground}"), "chosen": ground == "authorised"} for ground in grounds],
        "can_save": True,
    }
    machine = [
        {"name": say(f"ready.{name}"), "state": state, "word": say(f"staff.state.{state}"), "says": says}
        for name, state, says in (
            ("keys", "ok", ""),
            ("disk", "ok", "212.4 GB"),
            ("clock", "warn", "340 s"),
            ("outbox", "warn", "12, 31 h"),
            ("scanner", "ok", ""),
            ("reader", "unknown", ""),
            ("printer", "fail", ""),
        )
    ]
    return {
        "staff_who": pin | {"who": "", "title": say("staff.who")},
        "staff_nobody": pin | {"who": "", "title": say("staff.who"), "people": [], "message": say("staff.nobody")},
        "staff_pin": pin | {"digits": 4, "digits_text": say("staff.pin_count", count=4)},
        "staff_wrong": pin | {"message": say("staff.wrong", left=2)},
        "staff_locked": pin | {"state": "locked", "message": say("staff.locked", most=5, minutes=15)},
        "staff_papers": beside | {"rows": _rows(say)},
        "staff_form": beside
        | {"part": "form", "groups": [{"title": labels["person_title"], "fields": fields("person"), "saves": "staff_save_person"}]},
        "staff_behalf": beside | {"part": "behalf", "behalf": asking},
        "staff_behalf_set": beside
        | {
            "part": "behalf",
            "behalf": asking
            | {
                "is": say("staff.owner_is", submitter="Nguyễn Văn An", owner="Lê Thị Bình"),
                "why": say("staff.ground.authorised"),
                "asking": False,
                "fields": [],
            },
        },
        "staff_machine": beside | {"part": "machine", "machine": machine, "extra": say("staff.extended", minutes=10)},
        "staff_no_dossier": beside | {"can_change": False, "hindrance": say("staff.no_dossier")},
    }


def _rows(say: Any) -> list[View]:
    def page(number: int, **more: object) -> View:
        return {
            "id": f"p{number}",
            "name": say("staff.page", number=number),
            "image": f"image://page/p{number}/small/0",
            "wide": False,
            "verdict": "good",
            "why": "",
            "can_accept": False,
            "asking": False,
            "accepted": "",
        } | more

    return [
        {
            "id": "licence",
            "name": "Giấy phép lái xe",
            "verdict": "complete",
            "verdict_text": say("verdict.word.complete"),
            "reason": say("verdict.scanned", count=1),
            "seen": True,
            "seen_text": say("staff.seen_by", staff="CB01"),
            "can_see": True,
            "pages": [page(3, accepted=say("staff.accepted_by", reason=say("staff.reason.original_same"), staff="CB01"))],
        },
        {
            "id": "health",
            "name": "Giấy khám sức khỏe của người lái xe",
            "verdict": "officer",
            "verdict_text": say("verdict.word.officer"),
            "reason": say("verdict.page_bad", count=2),
            "seen": False,
            "seen_text": say("staff.seen"),
            "can_see": True,
            "pages": [
                page(1, verdict="bad", why=say("page.blurred"), can_accept=True, asking=True),
                page(2),
            ],
        },
        {
            "id": "photo",
            "name": "Ảnh chân dung",
            "verdict": "missing",
            "verdict_text": say("verdict.word.missing"),
            "reason": say("verdict.not_scanned", count=0),
            "seen": False,
            "seen_text": say("staff.seen"),
            "can_see": False,
            "pages": [],
        },
    ]
