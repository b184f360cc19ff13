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


def test_as_a_program(config: Path) -> None:
    done = process("identity", "decode", "--json", "--config", str(config), stdin=CARD.encode())
    assert (done.status, done.err) == (0, "")
    assert done.document["person"]["name"] == "Nguyễn Văn An"
    assert process("identity", "decode", "--config", str(config), stdin=b"x").status == 1
