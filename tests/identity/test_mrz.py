"""The machine-readable zone: the examples of ICAO 9303, Vietnamese cards, what OCR makes of them, and every wrong digit."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import texts
from kiosk.errors import InputError
from kiosk.identity import find_mrz, looks_like_mrz, read_mrz
from kiosk.identity.mrz import check_digit
from tests.identity.zones import td1

TODAY = date(2026, 11, 22)
CARD = td1()
ICAO_TD1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
ICAO_TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]


def read(lines: list[str]) -> object:
    return read_mrz("\n".join(lines), today=TODAY)


def refusal(lines: list[str]) -> str:
    with pytest.raises(InputError) as caught:
        read(lines)
    assert not texts.load().error("vi", caught.value).startswith("[")
    assert not any(personal in str(caught.value) for personal in ("077098001234", "098001234", "NGUYEN"))
    return caught.value.code


def test_the_published_sample_card() -> None:
    """The lines that the layout was found with."""
    lines = ["IDVNM0980012343077098001234<<1", "9808151M3808159VNM<<<<<<<<<<<2", "NGUYEN<<VAN<A<<<<<<<<<<<<<<<<<"]
    mrz = read_mrz("\r\n".join(lines) + "\r\n", today=TODAY)
    assert (mrz.kind, mrz.issuer, mrz.nationality, mrz.document, mrz.number) == ("TD1", "VNM", "VNM", "098001234", "077098001234")
    assert (mrz.name, mrz.born, mrz.sex, mrz.expires) == ("NGUYEN VAN A", date(1998, 8, 15), "Nam", date(2038, 8, 15))
    assert td1(name="NGUYEN<<VAN<A") == lines


def test_icaos_own_examples() -> None:
    for lines, kind, document in ((ICAO_TD1, "TD1", "D23145890"), (ICAO_TD3, "TD3", "L898902C3")):
        mrz = read_mrz("\n".join(lines), today=TODAY)
        assert (mrz.kind, mrz.issuer, mrz.document, mrz.number, mrz.name) == (kind, "UTO", document, "", "ERIKSSON ANNA MARIA")
        assert (mrz.born, mrz.sex, mrz.expires) == (date(1974, 8, 12), "Nữ", date(2012, 4, 15))


def test_the_century_comes_from_the_personal_number() -> None:
    assert read(td1("077200001234", "000229", "M")).born == date(2000, 2, 29)
    assert read(td1("077005001234", "050101", "M")).born == date(1905, 1, 1)
    assert read(td1("077305001234", "050101", "F")).born == date(2005, 1, 1)


def test_a_passport_with_a_personal_number() -> None:
    second = "C12345678" + "0" + "VNM" + "9808151" + "M" + "3308152" + "077098001234<<"
    second = second[:9] + str(check_digit(second[:9])) + second[10:27] + str(check_digit(second[21:27])) + second[28:]
    second += str(check_digit(second[28:42]))
    second += str(check_digit(second[:10] + second[13:20] + second[21:43]))
    mrz = read_mrz("P<VNMNGUYEN<<VAN<AN".ljust(44, "<") + "\n" + second, today=TODAY)
    assert (mrz.kind, mrz.number, mrz.document, mrz.name) == ("TD3", "077098001234", "C12345678", "NGUYEN VAN AN")


@pytest.mark.parametrize("line", [0, 1])
def test_every_single_wrong_digit_is_noticed(line: int) -> None:
    for at, character in enumerate(CARD[line]):
        if not character.isdigit():
            continue
        for wrong in "0123456789":
            if wrong != character:
                spoilt = list(CARD)
                spoilt[line] = CARD[line][:at] + wrong + CARD[line][at + 1 :]
                assert refusal(spoilt) in ("mrz.check", "mrz.number"), (at, wrong)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (["IDVNMO980O12343O77O98OO1234<<1", *CARD[1:]], "O for 0"),
        ([CARD[0], CARD[1].replace("8", "B").replace("1", "I"), CARD[2]], "B for 8, I for 1"),
        (["1D" + CARD[0][2:], *CARD[1:]], "1 for I"),
        ([CARD[0], CARD[1][:20] + CARD[1][22:], CARD[2]], "two fillers lost"),
        ([CARD[0].replace("<<", "<<<"), CARD[1][:20] + "<K<" + CARD[1][20:], CARD[2][:25]], "fillers doubled, one read as K"),
        ([" ".join(CARD[0]), CARD[1].lower(), CARD[2].replace("<<", "«")], "blanks, small letters, quotation marks"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_ocr_confuses_is_put_right(seen: list[str], why: str) -> None:
    assert read(seen).number == "077098001234"


def test_the_parts_of_a_card_that_must_agree() -> None:
    assert refusal(td1(sex="F")) == "mrz.number"
    assert refusal(td1(born="970815")) == "mrz.number"
    assert refusal(td1(born="981315")) == "mrz.check"
    other = td1("077098009999")
    mixed = [CARD[0][:15] + other[0][15:], CARD[1], CARD[2]]
    assert refusal(mixed) == "mrz.check"


@pytest.mark.parametrize(
    "text", ["", "<", "A\nB\nC", "IDVNM\n<<<\n", "x" * 5000, "\n".join(CARD[:2]), "\n".join(CARD * 2), "077098001234|||"]
)
def test_what_is_no_zone(text: str) -> None:
    with pytest.raises(InputError, match=r"mrz\.not_mrz"):
        read_mrz(text, today=TODAY)


def test_a_zone_is_found_among_other_lines() -> None:
    page = ["Đặc điểm nhận dạng: sẹo chấm", "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH", *CARD, "~~ ,"]
    found = find_mrz(page, today=TODAY)
    assert found is not None
    assert found.number == "077098001234"
    spoilt = [CARD[0].replace("1234", "1235"), *CARD[1:]]
    assert find_mrz([*page[:2], *spoilt], today=TODAY) is None
    assert find_mrz([], today=TODAY) is None


def test_a_qr_code_does_not_look_like_a_zone() -> None:
    assert looks_like_mrz("\n".join(CARD))
    assert looks_like_mrz("\n".join(ICAO_TD3))
    assert not looks_like_mrz("077098001234|012345678|Nguyễn Văn An|15081998|Nam|Số 1 Lê Lợi|25052021")


@given(st.text(max_size=150) | st.lists(st.text("<ABIMOV0123456789\n", min_size=25, max_size=46), max_size=4).map("\n".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    looks_like_mrz(text)
    find_mrz(text.splitlines(), today=TODAY)
    with contextlib.suppress(InputError):
        read_mrz(text, today=TODAY)


def test_it_is_never_printed_whole() -> None:
    assert repr(read(CARD)) == "Mrz(TD1, VNM)"
