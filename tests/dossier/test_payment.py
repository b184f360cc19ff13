"""What a dossier costs, and the VietQR: checked against the example of its specification, and read back by a reader of QR codes."""

from __future__ import annotations

import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.catalogue import Both, Exemption, Fee
from kiosk.dossier.payment import MOST_PURPOSE, Account, due, reference, viet_qr
from tests.visit.booth import PROCEDURE, shipped

ACCOUNT = Account("970403", "0011012345678", "TRUNG TAM")
FREE = Exemption(id="poor", name=Both(vi="Hộ nghèo", en="Poor household"))


def fields(code: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(code):
        size = int(code[at + 2 : at + 4])
        found[code[at : at + 2]] = code[at + 4 : at + 4 + size]
        at += 4 + size
    return found


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE by its definition, a bit at a time from the left."""
    register = 0xFFFF
    for bit in "".join(f"{byte:08b}" for byte in text.encode()):
        carry = (register >> 15) ^ int(bit)
        register = (register << 1 & 0xFFFF) ^ (0x1021 if carry else 0)
    return f"{register:04X}"


NAPAS = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA53037045406180000"
    "5802VN62340107NPS68690819thanh toan don hang63042E2E"
)
"""The example of NAPAS' specification of VietQR: 180.000 đ to an account, with a bill's number beside the purpose."""


def test_the_check_of_the_standard() -> None:
    assert crc("123456789") == "29B1"
    assert crc(NAPAS[:-4]) == NAPAS[-4:]


def test_the_example_of_napas() -> None:
    made, told = fields(viet_qr(ACCOUNT, 180_000, "thanh toan don hang")), fields(NAPAS)
    assert list(made) == list(told)
    assert {tag: value for tag, value in made.items() if tag not in ("62", "63")} == {
        tag: value for tag, value in told.items() if tag not in ("62", "63")
    }
    assert fields(made["62"])["08"] == fields(told["62"])["08"]


@given(st.integers(1, 10**9), st.text(max_size=60))
def test_any_code_is_well_formed(amount: int, purpose: str) -> None:
    code = viet_qr(ACCOUNT, amount, purpose)
    assert code.isascii()
    assert code[-4:] == crc(code[:-4])
    found = fields(code)
    assert (found["00"], found["53"], found["54"], found["58"]) == ("01", "704", str(amount), "VN")
    assert len(fields(found["62"])["08"]) <= MOST_PURPOSE if "62" in found else True


def test_a_camera_reads_it() -> None:
    code = viet_qr(ACCOUNT, 200_000, reference("3f9a1c22b7e0" + "0" * 20))
    image = segno.make(code, error="m", micro=False)
    matrix = [[0 if dark else 255 for dark in row] for row in image.matrix_iter(scale=4, border=4)]
    picture = Image.new("L", (len(matrix[0]), len(matrix)))
    picture.putdata([shade for row in matrix for shade in row])
    assert zxingcpp.read_barcodes(picture)[0].text == code
    assert "HS 3F9A1C22B7E0" in code


def test_the_online_fee_comes_before_the_counters() -> None:
    known = shipped()[0].procedure(PROCEDURE)
    both = known.model_copy(update={"fees": (Fee(amount=135_000, channel="counter"), Fee(amount=115_000, channel="online"))})
    assert due(both, "").amount == 115_000
    at_counter = both.model_copy(update={"fees": both.fees[:1]})
    assert due(at_counter, "").amount is None, "what the counter takes says nothing of what is filed here"
    assert due(both.model_copy(update={"exemptions": (FREE,)}), "poor").amount == 0
    assert due(both, "nobody").exemption is None
