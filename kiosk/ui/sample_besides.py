"""Sample views of tracking and of queue numbers: for pictures and for the tests of the screens."""

from __future__ import annotations

from typing import Any

from kiosk import qr
from kiosk.texts import Language, Texts, load
from kiosk.ui.sample_parts import NUMBER, View, in_language

_CODE = "000.00.26.H29-261122-0042"


def besides(language: Language) -> dict[str, View]:
    texts = load()

    def say(key: str, **values: object) -> str:
        return texts.say(language, key, **values)

    def field(name: str, value: str = "", error: str = "") -> View:
        return {
            "id": name,
            "label": say(f"track.{name}"),
            "kind": "digits" if name == "digits" else "code",
            "value": value,
            "error": error,
            "required": True,
            "hint": say(f"track.{name}_hint"),
            "example": say(f"track.{name}_example"),
            "choices": [],
            "locked": False,
            "max_length": 4 if name == "digits" else 60,
        }

    track = {"fields": [field("number", NUMBER), field("digits")], "asking": False, "problem": "", "reader": "ready"}
    asked = [
        {
            "name": in_language(language, "Giấy khám sức khỏe của người lái xe", "Driver's health certificate"),
            "reason": say("supplement.expired"),
        },
        {"name": in_language(language, "Ảnh chân dung", "Portrait photo"), "reason": say("supplement.unreadable")},
    ]
    supplement = _standing(texts, language, 5, "act", 2) | {"asked": asked, "can_supplement": True}
    kiosk = {"source": "kiosk", "since": "", "source_text": say("tracked.from_kiosk", moment="08:12, 22/11/2026")}
    counters = [
        _counter("A", in_language(language, "Tư pháp – Hộ tịch", "Civil status"), say("ticket.waiting", count=6)),
        _counter("B", in_language(language, "Đất đai – Môi trường", "Land and environment"), say("ticket.nobody")),
        _counter("C", in_language(language, "Đăng ký kinh doanh, hộ kinh doanh", "Business registration"), say("ticket.given", count=12)),
        _counter("D", in_language(language, "Trả kết quả", "Results"), say("ticket.closed", hours="13:30–17:00"), is_open=False),
    ]
    ticket = {"counters": counters, "taking": False, "problem": "", "taken": {}}
    text = say("ticket.qr_text", number="A-014", counter=counters[0]["name"], moment="08:41, 22/11/2026")
    taken = {
        "number": "A-014",
        "counter": counters[0]["name"],
        "before": say("ticket.before_waiting", count=6),
        "taken_at": say("ticket.taken_at", moment="08:41, 22/11/2026"),
        "slip": "printed",
        "slip_sentence": say("ticket.printed"),
        "qr": qr.modules(text),
    }
    return {
        "track": track,
        "track-asking": track | {"asking": True},
        "track-unknown": track | {"problem": say("error.track.not_asked"), "reader": "absent"},
        "track-wrong": track
        | {"fields": [field("number", "KIOSK-K01", say("error.track.number")), field("digits", "12", say("error.track.digits"))]},
        "tracked": _standing(texts, language, 4, "wait", 2),
        "tracked-supplement": supplement,
        "tracked-offline": supplement
        | kiosk
        | {"can_supplement": False, "cannot": say("tracked.cannot_offline"), "next": say("tracked.5_later.next")},
        "tracked-done": _standing(texts, language, 9, "good", 3),
        "tracked-stopped": _standing(texts, language, 3, "stop", 1),
        "ticket": ticket,
        "ticket-taken": ticket | {"taken": taken, "can_back": False},
        "ticket-no_printer": ticket | {"can_back": False, "taken": taken | {"slip": "none", "slip_sentence": say("ticket.no_printer")}},
    }


def _standing(texts: Texts, language: Language, status: int, tone: str, at: int) -> View:
    def say(key: str, **values: object) -> str:
        return texts.say(language, key, **values)

    names = [say(f"tracked.step.{step}") for step in ("sent", "accepted", "working", "done", "returned")]
    if tone == "stop":
        steps = [{"name": name, "state": "done"} for name in names[:at]] + [{"name": say("tracked.step.stopped"), "state": "stopped"}]
    else:
        steps = [{"name": name, "state": "done" if place < at else "now" if place == at else "open"} for place, name in enumerate(names)]
    return {
        "procedure": in_language(language, "Đổi giấy phép lái xe", "Renew a driving licence"),
        "official": _CODE,
        "number": NUMBER,
        "since": say("tracked.since", moment="15:20, 20/11/2026"),
        "source": "portal",
        "source_text": say("tracked.from_portal", clock="08:41"),
        "tone": tone,
        "name": say(f"tracked.{status}.name"),
        "means": say(f"tracked.{status}.means"),
        "next": say(f"tracked.{status}.next"),
        "steps": steps,
        "asked": [],
        "can_supplement": False,
        "cannot": "",
    }


def _counter(letter: str, name: str, stands: str, *, is_open: bool = True) -> dict[str, Any]:
    return {"letter": letter, "name": name, "open": is_open, "stands": stands}
