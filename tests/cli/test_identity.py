"""`kiosk identity decode`: a card's text on stdin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kiosk, process

CARD = "077098001234|012345678|Nguyễn Văn An|15081998|Nam|Số 1 Lê Lợi, Vũng Tàu|25052021"


def test_a_card(kiosk: Kiosk) -> None:
    done = kiosk("identity", "decode", "--json", stdin=CARD.encode() + b"\r\n")
    assert done.status == 0
    person = done.document["person"]
    assert done.document["done"] is True
    assert (person["number"], person["name"], person["born"], person["sex"]) == ("077098001234", "Nguyễn Văn An", "1998-08-15", "Nam")
    assert (person["old_number"], person["issued"], person["source"]) == ("012345678", "2021-05-25", "qr")
    assert person["province_of_registration"] == "Bà Rịa–Vũng Tàu"
    assert done.err == ""
    assert kiosk("identity", "decode", stdin=CARD.encode()).out.startswith("Nguyễn Văn An, 077098001234, 15/08/1998, Nam, ")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "qr.not_card"),
        (CARD.encode()[:50], "qr.cut"),
        (CARD.replace("1998", "1997").encode(), "number.year"),
        (b"077098001234||Nguy\xeen|15081998|Nam|x|", "qr.encoding"),
        (b"x" * 100_000, "qr.not_card"),
    ],
)
def test_the_reason_why_not(data: bytes, code: str, kiosk: Kiosk) -> None:
    done = kiosk("identity", "decode", "--json", stdin=data)
    assert done.status == 1
    assert (done.document["done"], done.document["error"]) == (False, code)
    assert done.document["reason"].endswith((".", "”."))
    for personal in ("Nguyễn", "Văn An", "077098001234", "Lê Lợi", "012345678"):
        assert personal not in done.out + done.err
    plain = kiosk("identity", "decode", stdin=data)
    assert (plain.status, plain.out) == (1, "")
    assert done.document["reason"] in plain.err


ZONE = "IDVNM0980012343077098001234<<1\n9808151M3808159VNM<<<<<<<<<<<2\nNGUYEN<<VAN<A<<<<<<<<<<<<<<<<<\n"
"""The lines on a card's back: TD1."""


def test_the_lines_of_a_cards_back(kiosk: Kiosk) -> None:
    done = kiosk("identity", "decode", "--json", stdin=ZONE.encode())
    assert done.status == 0
    person = done.document["person"]
    assert (person["kind"], person["number"], person["document"], person["name"]) == ("TD1", "077098001234", "098001234", "NGUYEN VAN A")
    assert (person["born"], person["sex"], person["expires"], person["source"]) == ("1998-08-15", "Nam", "2038-08-15", "mrz")
    assert person["province_of_registration"] == "Bà Rịa–Vũng Tàu"
    assert kiosk("identity", "decode", stdin=ZONE.encode()).out == "NGUYEN VAN A, 077098001234, 15/08/1998, Nam, VNM\n"


def test_a_foreign_passport(kiosk: Kiosk) -> None:
    passport = b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n"
    person = kiosk("identity", "decode", "--json", stdin=passport).document["person"]
    assert (person["issuer"], person["number"], person["document"], person["province_of_registration"]) == ("UTO", "", "L898902C3", None)


@pytest.mark.parametrize(("spoilt", "code"), [("3077098", "mrz.check"), ("M3808159", "mrz.number"), ("\n9808151", "mrz.not_mrz")])
def test_lines_that_were_read_wrong(spoilt: str, code: str, kiosk: Kiosk) -> None:
    other = {"3077098": "3077099", "M3808159": "F3808159", "\n9808151": "9808151\n"}[spoilt]
    done = kiosk("identity", "decode", "--json", stdin=ZONE.replace(spoilt, other).encode())
    assert (done.status, done.document["error"]) == (1, code)
    assert "NGUYEN" not in done.out


def test_as_a_program(config: Path) -> None:
    done = process("identity", "decode", "--json", "--config", str(config), stdin=CARD.encode())
    assert (done.status, done.err) == (0, "")
    assert done.document["person"]["name"] == "Nguyễn Văn An"
    assert process("identity", "decode", "--config", str(config), stdin=b"x").status == 1
