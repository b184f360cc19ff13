"""Number, date, and a person who is never printed by accident."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from rich.console import Console
from rich.pretty import pretty_repr

from kiosk.errors import InputError
from kiosk.identity import Person, check_person, parse_date, read_number
from kiosk.identity.number import PROVINCES
from kiosk.visit import jobs

AN = Person(number="077098001234", name="Nguyễn Văn An", born=date(1998, 8, 15), sex="Nam", address="Số 1 Lê Lợi", old_number="012345678")
SECRETS = ("Nguyễn", "Văn An", "077098001234", "8001", "Lê Lợi", "012345678", "1998")


def attempt(work: Callable[[], object]) -> str | None:
    """The code of the refusal; None when there is none."""
    try:
        work()
    except InputError as error:
        return error.code
    return None


def refusal(number: str = "077098001234", **change: object) -> str:
    values: dict[str, object] = {"name": "Nguyễn Văn An", "born": date(1998, 8, 15), "sex": "Nam", "address": "Số 1 Lê Lợi"} | change
    with pytest.raises(InputError) as caught:
        check_person(number, **values)  # type: ignore[arg-type]
    return caught.value.code


def test_masked_number() -> None:
    assert AN.masked_number == "077******234"


@dataclass
class Holder:
    person: Person


def test_a_person_is_never_printed_whole() -> None:
    shown = [repr(AN), str(AN), f"{AN}", f"{AN!r}", f"{AN!s:>40}", "{}".format(AN), "%s" % AN, repr([AN]), repr({"p": AN})]  # noqa: UP031, UP032
    shown += [repr(Holder(AN)), str(ValueError(AN)), repr(RuntimeError("no", AN)), pretty_repr(AN), pretty_repr(Holder(AN))]
    screen = StringIO()
    Console(file=screen).print(AN, {"p": AN})
    shown += [screen.getvalue(), str(list(AN.__rich_repr__())), str(list(AN.__pretty__(str)))]
    for text in shown:
        assert not any(secret in text for secret in SECRETS), text
    assert repr(AN) == "Person(077******234)"


def test_a_person_is_not_in_a_log_line_or_a_traceback() -> None:
    stream = StringIO()
    logger = logging.Logger("test")
    logger.addHandler(logging.StreamHandler(stream))
    logger.error("person %s", AN)
    try:
        raise RuntimeError(AN)
    except RuntimeError:
        stream.write(traceback.format_exc())
    assert not any(secret in stream.getvalue() for secret in SECRETS[:2] + SECRETS[2:5])


def test_a_refused_field_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        Person.model_validate(AN.model_dump() | {"name": ["Nguyễn Văn An"], "sex": "077098001234", "nickname": "Lê Lợi"})
    assert not any(secret in str(caught.value) for secret in SECRETS)


def test_jobs_do_not_show_whose_they_are() -> None:
    shown = repr([jobs.FindDraft(1, AN.number), jobs.DraftSearched(1, AN.number, None), jobs.CodeRead(b"077098001234||x")])
    assert not any(secret in shown for secret in SECRETS)


def test_a_person_does_not_change() -> None:
    with pytest.raises(ValidationError):
        AN.name = "Ai đó"  # type: ignore[misc]


# The number


def test_number_says_province_sex_and_year() -> None:
    parts = read_number("079305099999")
    assert (parts.province, parts.sex, parts.birth_year) == ("TP. Hồ Chí Minh", "Nữ", 2005)
    assert read_number("999098001234").province is None


@pytest.mark.parametrize(("digit", "sex", "century"), [(n, "Nữ" if n % 2 else "Nam", 1900 + 100 * (n // 2)) for n in range(10)])
def test_sex_and_century_digit(digit: int, sex: str, century: int) -> None:
    parts = read_number(f"077{digit}07000001")
    assert (parts.sex, parts.birth_year) == (sex, century + 7)


@pytest.mark.parametrize("text", ["", "07709800123", "0770980012345", "07709800123x", "077 098 001 234", "٠٧٧٠٩٨٠٠١٢٣٤", "-77098001234"])
def test_number_has_twelve_digits(text: str) -> None:
    with pytest.raises(InputError, match=r"number\.length"):
        read_number(text)


def test_all_sixty_three_old_provinces() -> None:
    assert len(PROVINCES) == 63
    assert all(len(code) == 3 and code.isdecimal() and code.startswith("0") for code in PROVINCES)


# Typed by hand


def test_typed_number_may_have_blanks_and_points() -> None:
    assert check_person(" 077 098.001 234 ", "Nguyễn Văn An", date(1998, 8, 15), "Nam", "Số 1").number == "077098001234"


def test_typed_person_is_marked_so() -> None:
    assert check_person("077098001234", "Nguyễn Văn An", date(1998, 8, 15), "Nam", "Số 1").source == "typed"


def test_each_rule_has_its_code() -> None:
    assert refusal("077098") == "number.length"
    assert refusal(born=date(1997, 8, 15)) == "number.year"
    assert refusal("077198001234") == "number.sex"
    assert refusal(sex="nam") == "person.sex"
    assert refusal(name="A") == "person.name"
    assert refusal(name="R2D2") == "person.name"
    assert refusal(address="  ") == "person.address"
    assert refusal(address="x" * 301) == "person.address"


@pytest.mark.parametrize("text", ["15/08/1998", "15-8-1998", "15.08.1998", " 15 8 1998 ", "15081998"])
def test_dates(text: str) -> None:
    assert parse_date(text) == date(1998, 8, 15)


@pytest.mark.parametrize(
    "text", ["", "1998-08-15", "31/02/1998", "15/13/1998", "15/8/98", "0/1/1998", "1581998", "00/00/0000", "15/08/0000", "mai"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(InputError, match="date"):
        parse_date(text)


@given(st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    assert attempt(lambda: parse_date(text)) in {None, "date"}


@given(st.text(max_size=30), st.text(max_size=120), st.dates(), st.sampled_from(["Nam", "Nữ", "", "x"]), st.text(max_size=320))
@settings(max_examples=100, deadline=None)
def test_anything_typed_is_a_person_or_a_sentence(number: str, name: str, born: date, sex: str, address: str) -> None:
    code = attempt(lambda: check_person(number, name, born, sex, address))
    assert code in {None, "number.length", "number.year", "number.sex", "person.name", "person.sex", "person.address"}
