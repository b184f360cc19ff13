"""Sample views of consent and of the screens between the form and the goodbye: for pictures and for the tests of the screens."""

from __future__ import annotations

from functools import cache

from kiosk import qr, texts
from kiosk.dossier.payment import Account, viet_qr
from kiosk.texts import Language, Texts
from kiosk.ui.sample_parts import View, in_language
from kiosk.visit.consent import PURPOSES
from kiosk.visit.finish import RATING_REASONS, RATINGS
from kiosk.visit.receive import WAYS

_ACCOUNT = Account("970436", "0011001932418", "TRUNG TAM PHUC VU HANH CHINH CONG")
_TRANSFER = "HS 3F9A1C22B7E0"


@cache
def _sentences() -> Texts:
    return texts.load()


def filing(language: Language) -> dict[str, View]:
    def say(key: str) -> str:
        return _sentences().say(language, key)

    def consent(*ticked: str) -> View:
        purposes = [
            {"id": name, "needed": needed, "ticked": name in ticked}
            | {part: say(f"consent.{name}.{part}") for part in ("title", "what", "why", "how_long")}
            for name, needed in PURPOSES.items()
        ]
        return {"purposes": purposes, "can_agree": "file" in ticked}

    def ways(chosen: str) -> list[View]:
        parts = ("name", "hint")
        return [{"id": way, "chosen": way == chosen} | {part: say(f"receiving.{way}.{part}") for part in parts} for way in WAYS]

    def rating(given: str) -> View:
        return {
            "rating": given,
            "ratings": [{"id": name, "name": say(f"rating.{name}")} for name in RATINGS],
            "reasons": [{"id": name, "name": say(f"rating.reason.{name}"), "chosen": name == "slow"} for name in RATING_REASONS if given],
        }

    free = {"amount": say("fee.free"), "note": "", "reference": "", "exemptions": [], "qr": [], "qr_lines": [], "pay": say("fee.nothing")}
    return {
        "consent": consent(),
        "consent-given": consent("file", "contact"),
        "receiving": {"ways": ways(""), "fields": []},
        "receiving-post": {
            "ways": ways("post"),
            "fields": _post_fields(say("receiving.address"), say("receiving.phone"), say("error.field.required")),
        },
        "fee": _fee(language),
        "fee-free": free | {"note": in_language(language, "Miễn lệ phí khi đăng ký đúng hạn.", "Free when registered in time.")},
        "rating": rating(""),
        "rating-poor": rating("poor"),
    }


def _post_fields(address: str, phone: str, error: str) -> list[View]:
    def field(name: str, kind: str, label: str, value: str, error: str) -> View:
        known = {"id": name, "kind": kind, "label": label, "value": value, "error": error}
        return known | {"required": True, "hint": "", "example": "", "choices": [], "locked": False, "max_length": 200}

    return [
        field("address", "long_text", address, "Số 1 Lê Lợi, Phường Vũng Tàu, Thành phố Hồ Chí Minh", ""),
        field("phone", "phone", phone, "", error),
    ]


def _fee(language: Language) -> View:
    def say(vi: str, en: str) -> str:
        return in_language(language, vi, en)

    def key(name: str) -> str:
        return _sentences().say(language, name)

    def exemption(name: str, title: str, amount: str, proof: str) -> View:
        return {"id": name, "name": title, "amount": amount, "proof": proof, "reference": key("fact.reference"), "chosen": False}

    amount = say("200.000 đ", "200,000 đ")
    lines = (("receiver", _ACCOUNT.name), ("account", _ACCOUNT.number), ("amount", amount), ("purpose", _TRANSFER))
    return {
        "amount": amount,
        "note": "",
        "reference": key("fact.reference"),
        "exemptions": [
            exemption(
                "student",
                say("Học sinh, sinh viên, người có công", "Student, person with merit"),
                say("100.000 đ", "100,000 đ"),
                say("thẻ sinh viên hoặc giấy xác nhận", "a student card or a certificate"),
            ),
            exemption(
                "poor",
                say("Trẻ em, người cao tuổi, người khuyết tật, hộ nghèo", "Child, elderly, disabled, poor household"),
                key("fee.free"),
                say("giấy xác nhận của xã, phường", "a certificate of the commune"),
            ),
        ],
        "qr": qr.modules(viet_qr(_ACCOUNT, 200_000, _TRANSFER)),
        "qr_lines": [{"label": key(f"fee.qr_{name}"), "value": value} for name, value in lines],
        "pay": key("fee.by_qr"),
    }
