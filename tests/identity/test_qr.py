"""The text of a card's QR code → person, or a clear sentence. Every person is invented."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import texts
from kiosk.errors import InputError
from kiosk.identity import Person, read_qr

OLD_CARD = "077098001234|012345678|Nguyễn Văn A|15081998|Nam|Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu|25052021"
NEW_CARD = "077198005678||Trần Thị B|01011998|Nữ|Phường Vũng Tàu, TP. Hồ Chí Minh|01082024"
SENTENCES = texts.load()
CODES = {
    "qr.encoding",
    "qr.cut",
    "qr.not_card",
    "number.length",
    "number.year",
    "number.sex",
    "person.name",
    "person.sex",
    "person.address",
    "date",
}


def fields(**change: str) -> bytes:
    """The old card with some fields changed, by name."""
    names = ("number", "old", "name", "born", "sex", "address", "issued")
    return "|".join(change.get(name, value) for name, value in zip(names, OLD_CARD.split("|"), strict=True)).encode()


def attempt(data: bytes) -> Person | str:
    """The person, or the code of the refusal."""
    try:
        return read_qr(data)
    except InputError as error:
        return error.code


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_qr(data)
    error = caught.value
    assert not SENTENCES.error("vi", error).startswith("[")
    assert not SENTENCES.error("en", error).startswith("[")
    for personal in ("Nguyễn", "077098001234", "012345678", "Lê Lợi"):
        assert personal not in str(error)
    return error.code


def test_old_card() -> None:
    assert read_qr(OLD_CARD.encode()) == Person(
        number="077098001234",
        old_number="012345678",
        name="Nguyễn Văn A",
        born=date(1998, 8, 15),
        sex="Nam",
        address="Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu",
        issued=date(2021, 5, 25),
        source="qr",
    )


def test_new_card() -> None:
    person = read_qr(NEW_CARD.encode())
    assert (person.number, person.old_number, person.name, person.sex) == ("077198005678", "", "Trần Thị B", "Nữ")
    assert (person.born, person.issued, person.extra) == (date(1998, 1, 1), date(2024, 8, 1), ())


@pytest.mark.parametrize("card", [OLD_CARD, NEW_CARD])
def test_cut_short_at_every_byte(card: str) -> None:
    """A short read gives the same person or a sentence; never a person with half a name or half a birth date."""
    whole, data = read_qr(card.encode()), card.encode()
    address_from = sum(len(field.encode()) + 1 for field in card.split("|")[:5])
    for length in range(len(data)):
        person = attempt(data[:length])
        if isinstance(person, str):
            assert person in {"qr.cut", "qr.not_card", "qr.encoding"}, length
            continue
        # Nobody can tell that an address was cut: the resident sees it on the next screen.
        assert length > address_from
        assert whole.address.startswith(person.address)
        assert person.model_copy(update={"address": whole.address, "issued": whole.issued}) == whole


def test_a_terminator_of_the_reader_is_no_part_of_it() -> None:
    for end in (b"\r\n", b"\r", b"\t", b"\0", b" \n"):
        assert read_qr(OLD_CARD.encode() + end) == read_qr(OLD_CARD.encode())


def test_five_fields_are_a_cut() -> None:
    assert refusal("|".join(OLD_CARD.split("|")[:5]).encode()) == "qr.cut"


def test_six_fields_are_accepted_without_the_issue_date() -> None:
    assert read_qr("|".join(OLD_CARD.split("|")[:6]).encode()) == read_qr(OLD_CARD.encode()).model_copy(update={"issued": None})


@pytest.mark.parametrize("count", range(8, 13))
def test_further_fields_are_kept(count: int) -> None:
    extra = tuple(f"cha {n}" for n in range(count - 7))
    assert read_qr("|".join((OLD_CARD, *extra)).encode()).extra == extra


@pytest.mark.parametrize("count", [13, 20])
def test_more_fields_are_no_card(count: int) -> None:
    assert refusal("|".join([OLD_CARD] + ["x"] * (count - 7)).encode()) == "qr.not_card"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "latin-1"])
def test_not_utf8(encoding: str) -> None:
    text = unicodedata.normalize("NFD", OLD_CARD) if encoding == "cp1258" else OLD_CARD
    assert refusal(text.encode(encoding, "replace")) in {"qr.encoding", "qr.not_card"}
    assert refusal(b"077098001234||Nguy\xeen|15081998|Nam|V\xf9ng T\xe0u|") == "qr.encoding"


WRONG = {
    "another birth year than the number says": ({"born": "15081999"}, "number.year"),
    "another century": ({"number": "077298001234"}, "number.year"),
    "another sex than the number says": ({"sex": "Nữ"}, "number.sex"),
    "the number of a woman": ({"number": "077198001234"}, "number.sex"),
    "no such day": ({"born": "31021998"}, "date"),
    "no day at all": ({"born": "00000000"}, "date"),
    "American order": ({"born": "08151998"}, "date"),
    "half a date": ({"born": "1508199"}, "qr.cut"),
    "a date with words": ({"born": "15 Aug98"}, "qr.cut"),
    "empty number": ({"number": ""}, "qr.not_card"),
    "number of 11 digits": ({"number": "07709800123"}, "qr.not_card"),
    "number of 13 digits": ({"number": "0770980012345"}, "qr.not_card"),
    "number with letters": ({"number": "07709800123A"}, "qr.not_card"),
    "Arabic digits": ({"number": "٠٧٧٠٩٨٠٠١٢٣٤"}, "qr.not_card"),
    "empty name": ({"name": " "}, "qr.cut"),
    "name of one letter": ({"name": "A"}, "person.name"),
    "name with digits": ({"name": "Nguyễn Văn 2"}, "person.name"),
    "name with a bell": ({"name": "Nguyễn\aVăn"}, "person.name"),
    "endless name": ({"name": "An " * 40}, "person.name"),
    "no sex": ({"sex": ""}, "qr.cut"),
    "another word for the sex": ({"sex": "Male"}, "person.sex"),
    "no address": ({"address": ""}, "qr.cut"),
    "endless address": ({"address": "Phường " * 60}, "person.address"),
    "old number of 8 digits": ({"old": "01234567"}, "qr.not_card"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong(case: str) -> None:
    change, code = WRONG[case]
    assert refusal(fields(**change)) == code


@pytest.mark.parametrize("data", [b"", b" ", b"|", b"||||||", b"https://example.vn/ma", b"\xff\xfe", b"0" * 12, b"077098001234"])
def test_no_card_at_all(data: bytes) -> None:
    assert refusal(data) in {"qr.not_card", "qr.cut", "qr.encoding"}


def test_huge() -> None:
    assert refusal(OLD_CARD.encode() + b"x" * 10_000_000) == "qr.not_card"


def test_a_wrong_issue_date_is_left_out() -> None:
    for issued in ("", "2505", "99999999", "hôm qua"):
        assert read_qr(fields(issued=issued)).issued is None


def test_decomposed_letters_become_composed() -> None:
    person = read_qr(unicodedata.normalize("NFD", OLD_CARD).encode())
    assert person == read_qr(OLD_CARD.encode())
    assert person.name == unicodedata.normalize("NFC", person.name)


def test_upper_case_name_is_kept_as_printed() -> None:
    assert read_qr(fields(name="NGUYỄN VĂN A")).name == "NGUYỄN VĂN A"


def test_blanks_are_put_right() -> None:
    assert read_qr(fields(name="  Nguyễn   Văn A ")).name == "Nguyễn Văn A"


def test_old_number_may_have_twelve_digits() -> None:
    assert read_qr(fields(old="077098009999")).old_number == "077098009999"


def test_unknown_province_is_accepted() -> None:
    assert read_qr(fields(number="999098001234")).number == "999098001234"
    assert read_qr(fields(number="101098001234")).number == "101098001234"


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_person_or_a_sentence(data: bytes) -> None:
    person = attempt(data)
    assert isinstance(person, Person) or person in CODES


_near = st.sampled_from(
    [
        *OLD_CARD.split("|"),
        *NEW_CARD.split("|"),
        "",
        " ",
        "\0",
        "\u200b",
        "\u0301",
        "00000000",
        "99999999",
        "x" * 301,
        "Nguyễn\u2028A",
        "🙂🙂",
    ]
)


@given(st.lists(_near, max_size=21))
@settings(max_examples=100, deadline=None)
def test_anything_like_a_card_is_a_person_or_a_sentence(parts: list[str]) -> None:
    person = attempt("|".join(parts).encode())
    if isinstance(person, str):
        assert person in CODES
    else:
        assert person.name == unicodedata.normalize("NFC", person.name)
