"""The temporary number and the official code can never be taken for each other; file names are plain ASCII."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kiosk import catalogue
from kiosk.dossier import numbers
from kiosk.exchange import TemporaryNumber
from kiosk.settings import SHARE

DAY = date(2026, 11, 22)
machines = st.from_regex(r"[A-Z0-9]{2,8}", fullmatch=True)
days = st.dates(date(2026, 1, 1), date(2099, 12, 31))
units = st.from_regex(r"(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.|(?:[0-9]{2}\.){1,3})?[A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,3}", fullmatch=True)
on_the_wire = TypeAdapter(TemporaryNumber)


def test_temporary_number() -> None:
    assert numbers.temporary_number("K01", DAY, 1) == "KIOSK-K01-261122-0001"
    assert numbers.temporary_number("VUNGTAU1", DAY, 9999) == "KIOSK-VUNGTAU1-261122-9999"


@pytest.mark.parametrize("serial", [0, -1, 10_000])
def test_a_day_has_9999_of_them(serial: int) -> None:
    with pytest.raises(ValueError, match="four digits"):
        numbers.temporary_number("K01", DAY, serial)


@given(machines, days, st.integers(1, 9999))
@settings(max_examples=100, deadline=None)
def test_a_temporary_number_is_never_official(machine: str, day: date, serial: int) -> None:
    number = numbers.temporary_number(machine, day, serial)
    assert numbers.is_temporary(number)
    assert on_the_wire.validate_python(number) == number
    for shape in (number, number.lower(), number.replace("-", "–"), number.replace("-", " - ")):
        assert not numbers.is_official(shape)


@given(units, days, st.integers(1, 9_999_999))
@settings(max_examples=100, deadline=None)
def test_an_official_code_is_never_temporary(unit: str, day: date, serial: int) -> None:
    code = numbers.official_code(unit, day, serial)
    assert numbers.is_official(code)
    assert numbers.is_official(f" {code.lower()} ".replace("-", "—"))
    assert not numbers.is_temporary(code)
    assert not numbers.is_temporary(numbers.canonical_code(code))


@given(st.one_of(st.text(max_size=40), st.from_regex(r"KIOSK-\w{2,8}-\d{6}-\d{4}"), st.from_regex(r"[A-Z]\d{2}-\d{6}-\d{4,7}")))
@settings(max_examples=100, deadline=None)
def test_no_text_is_both(text: str) -> None:
    assert not (numbers.is_temporary(text) and numbers.is_official(text))


@pytest.mark.parametrize(
    "code",
    [
        "000.00.01.H29-260310-0420",
        "38.98.H29-210519-0013",
        "G09.20-20260609-0092637",
        "H29.18.15-261122-00017",
        "h29-260310-0420",
        "000.00.01.H29 – 260310 – 0420",
        "000.00.26.H29‑261122‑0001",
    ],
)
def test_official_codes_that_are_seen(code: str) -> None:
    assert numbers.is_official(code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KIOSK-K01-261122-0001",
        "H29-2603-0420",
        "29-260310-0420",
        "H29-260310-042",
        "H29-260310-04200000",
        "H٢٩-260310-0420",
        "H29_260310_0420",
    ],
)
def test_no_official_codes(text: str) -> None:
    assert not numbers.is_official(text)


@pytest.mark.parametrize(
    "text",
    [
        "KIOSK-K01-261122-0001 ",
        "kiosk-k01-261122-0001",
        "KIOSK-K-261122-0001",
        "KIOSK-K01-26112-0001",
        "KIOSK-K01-٢٦١١٢٢-0001",
        "KIOSK-K01-261122-00012",
    ],
)
def test_no_temporary_numbers(text: str) -> None:
    assert not numbers.is_temporary(text)
    with pytest.raises(ValidationError):
        on_the_wire.validate_python(text)


def test_official_code_of_the_portal() -> None:
    assert numbers.official_code("000.00.26.H29", DAY, 1) == "000.00.26.H29-261122-0001"
    with pytest.raises(ValueError, match="no unit identifier"):
        numbers.official_code("KIOSK", DAY, 1)


def test_canonical_code() -> None:
    assert numbers.canonical_code(" 000.00.01.h29 −260310\u20110420\n") == "000.00.01.H29-260310-0420"


def test_file_name() -> None:
    name = numbers.file_name("KIOSK-K01-261122-0001", 2, "Giấy chứng sinh (bản chính) – nếu có")
    assert name == "KIOSK-K01-261122-0001_02_giay-chung-sinh-ban-chinh-neu-co.pdf"
    assert numbers.file_name("X", 1, "Đơn đề nghị") == "X_01_don-de-nghi.pdf"
    assert numbers.file_name("X", 1, "証明書") == "X_01_giay-to.pdf"
    assert numbers.file_name("X", 12, "a" * 59 + " " + "b" * 50) == f"X_12_{'a' * 59}.pdf"


def test_every_row_of_the_shipped_catalogue_has_a_name_of_its_own() -> None:
    for procedure in catalogue.load(SHARE / "catalogue").procedures:
        for case in procedure.cases:
            names = [numbers.file_name("KIOSK-VUNGTAU1-261122-0001", n, row.name.vi) for n, row in enumerate(case.components, start=1)]
            assert len(set(names)) == len(names)
            for name in names:
                assert re.fullmatch(r"KIOSK-VUNGTAU1-261122-0001_\d\d_[a-z0-9]+(-[a-z0-9]+)*\.pdf", name, re.ASCII), name
                assert len(name) <= 100, "a ustar header has room for no more"


@given(st.text(max_size=300), st.integers(1, 99))
@settings(max_examples=100, deadline=None)
def test_any_name_makes_a_file_name(name: str, position: int) -> None:
    made = numbers.file_name("KIOSK-K01-261122-0001", position, name)
    assert re.fullmatch(r"KIOSK-K01-261122-0001_\d\d_[a-z0-9-]{1,60}\.pdf", made, re.ASCII)
