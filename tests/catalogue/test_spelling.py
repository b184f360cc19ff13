"""Words as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.spelling import Speller, agrees, distance, may_mean, parse, sound, tokens, without_keys


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("giaays", "giay"),
        ("ddooir", "doi"),
        ("dduwowngf", "duong"),
        ("nguyeenx", "nguyen"),
        ("truwngf", "trung"),
        ("xaax", "xa"),
        ("wng", "ung"),
        ("gia61y", "giay"),
        ("d9a8ng", "dang"),
        ("ky1", "ky"),
        ("ct01", "ct"),
        ("2024", "2024"),
        ("khai", "khai"),
    ],
)
def test_keys_that_made_no_letter_are_taken_away(typed: str, plain: str) -> None:
    assert without_keys(typed) == plain


@pytest.mark.parametrize(
    ("one", "other"), [("trung", "chung"), ("xao", "sao"), ("ki", "ky"), ("nghi", "ngi"), ("kac", "cat"), ("dinh", "din"), ("re", "ve")]
)
def test_what_is_said_alike_sounds_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_the_place_of_the_tone_and_of_the_marks_does_not_count() -> None:
    assert parse("hòa") == parse("hoà") == parse("HOÀ") == ("hoa", ("hoa", "f"))
    assert parse("giã") == parse("giả")
    assert parse("Đường") == ("duong", ("đương", "f"))
    assert tokens("Đổi giấy-phép (A1), 4x6!") == ["Đổi", "giấy", "phép", "A1", "4x6"]


def test_marks_that_were_typed_bind_and_those_that_were_not_do_not() -> None:
    meant = parse("thuế")[1]
    assert agrees(parse("thue")[1], meant)
    assert agrees(parse("thuê")[1], meant)
    assert agrees(parse("thu")[1], meant)
    assert not agrees(parse("thuề")[1], meant)
    assert not agrees(parse("thưe")[1], meant)
    assert may_mean(parse("trứng")[1], parse("chứng")[1])
    assert not may_mean(parse("táng")[1], parse("đang")[1])


@pytest.mark.parametrize(
    ("a", "b", "off"),
    [
        ("khai", "khai", 0),
        ("kahi", "khai", 1),
        ("khi", "khai", 1),
        ("khaai", "khai", 1),
        ("xhai", "khai", 1),
        ("lisence", "licence", 1),
        ("abcd", "badc", 2),
        ("a", "xyz", 3),
    ],
)
def test_mistakes_are_counted(a: str, b: str, off: int) -> None:
    assert distance(a, b, 2) == distance(b, a, 2) == off


@given(st.text("abch", max_size=7), st.text("abch", max_size=7), st.integers(0, 3))
def test_a_limit_only_cuts_off(a: str, b: str, most: int) -> None:
    assert distance(a, b, most) == min(distance(a, b, 9), most + 1)


def test_short_words_are_not_turned_into_others() -> None:
    speller = Speller(["dat", "dang", "doi", "sao", "khai", "kinh"])
    assert speller.meant("mat", unfinished=False) == ((), (), ())
    assert speller.meant("soa", unfinished=False)[1] == ("sao",)
    assert speller.meant("kih", unfinished=False)[1] == ("kinh",)
    assert speller.meant("kha1", unfinished=True)[0] == ("kha",)
