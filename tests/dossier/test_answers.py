"""Form answers: what is right, in canonical form, and which sentence stands beside what is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import catalogue, texts
from kiosk.catalogue import Both, Case, Choice, Component, FormField, FormGroup, When
from kiosk.dossier.answers import canonical, check_answers, prefill, questions
from kiosk.errors import InputError
from kiosk.identity import Person
from kiosk.settings import SHARE

TODAY = date(2026, 11, 22)
BOTH = Both(vi="Mục", en="Field")
AN = Person(number="077098001234", name="Nguyễn Văn An", born=date(1998, 8, 15), sex="Nam", address="Số 1 Lê Lợi, Vũng Tàu")
SENTENCES = texts.load()
SHIPPED = catalogue.load(SHARE / "catalogue")


def field(kind: str = "text", **more: object) -> FormField:
    return FormField.model_validate({"id": "f", "label": BOTH, "kind": kind} | more)


SEX = field("choice", choices=(Choice(id="nam", name=BOTH), Choice(id="nu", name=BOTH)))
FIELDS = {
    "text": field(),
    "long_text": field("long_text", max_length=600),
    "digits": field("digits"),
    "digits of six": field("digits", digits=6),
    "personal number": field("digits", digits=12, prefill="number"),
    "phone": field("phone"),
    "email": field("email"),
    "date": field("date"),
    "past date": field("date", past=True),
    "choice": SEX,
    "yes_no": field("yes_no"),
    "amount": field("amount"),
    "short text": field(max_length=3),
    "short date": field("date", max_length=8),
    "short amount": field("amount", max_length=6),
}

GOOD = [
    ("text", "  Thợ   may ", "Thợ may"),
    ("text", "Tho\u031b\u0323 may", "Thợ may"),
    ("text", "dòng một\ndòng hai", "dòng một dòng hai"),
    ("long_text", "a" * 600, "a" * 600),
    ("digits", " 012 345.6 ", "0123456"),
    ("digits of six", "012345", "012345"),
    ("personal number", "077 098 001 234", "077098001234"),
    ("phone", "0912 345 678", "0912345678"),
    ("phone", "(0254) 385-1234", "02543851234"),
    ("phone", "+84 912 345 678", "+84912345678"),
    ("email", "an.nguyen@vidu.com.vn", "an.nguyen@vidu.com.vn"),
    ("date", "15/08/1998", "1998-08-15"),
    ("date", "15081998", "1998-08-15"),
    ("date", "1998-08-15", "1998-08-15"),
    ("date", "29/02/2028", "2028-02-29"),
    ("past date", "22/11/2026", "2026-11-22"),
    ("choice", "nam", "nam"),
    ("yes_no", "yes", "yes"),
    ("yes_no", "no", "no"),
    ("amount", "1.500.000 đ", "1500000"),
    ("amount", "1,500,000₫", "1500000"),
    ("amount", "000", "0"),
    ("short date", "15081998", "1998-08-15"),
    ("short amount", "150.000 đ", "150000"),
    *((name, "", "") for name in FIELDS),
    *((name, " \t\n ", "") for name in FIELDS),
]
BAD = [
    ("text", "a" * 201, "field.too_long"),
    ("text", "chuông\a", "field.characters"),
    ("text", "ẩn\u200bđi", "field.characters"),
    ("short text", "bốn!", "field.too_long"),
    ("digits", "12a", "field.digits_only"),
    ("digits", "١٢٣", "field.digits_only"),
    ("digits", "-5", "field.digits_only"),
    ("digits", ".", "field.digits_only"),
    ("digits", "1" * 201, "field.too_long"),
    ("digits of six", "12345", "field.digits"),
    ("personal number", "07709800123", "field.digits"),
    ("phone", "12345", "field.phone"),
    ("phone", "912345678", "field.phone"),
    ("phone", "0912345678901", "field.phone"),
    ("phone", "gọi sau", "field.phone"),
    ("email", "an.nguyen", "field.email"),
    ("email", "an@vidu", "field.email"),
    ("email", "an nguyen@vidu.vn", "field.email"),
    ("email", "an@vi@du.vn", "field.email"),
    ("email", "a\0n@vidu.vn", "field.email"),
    ("date", "31/02/1998", "date"),
    ("date", "1998-02-31", "date"),
    ("date", "mai", "date"),
    ("date", "01/01/1849", "date"),
    ("date", "01/01/2151", "date"),
    ("past date", "23/11/2026", "field.future"),
    ("choice", "khác", "field.choice"),
    ("choice", "Nam", "field.choice"),
    ("yes_no", "có", "field.choice"),
    ("amount", "một triệu", "field.digits_only"),
    ("amount", "-5", "field.digits_only"),
    ("amount", "đ", "field.digits_only"),
    ("short amount", "1.500.000", "field.too_long"),
]


@pytest.mark.parametrize(("name", "typed", "answer"), GOOD)
def test_good(name: str, typed: str, answer: str) -> None:
    assert canonical(FIELDS[name], typed, today=TODAY) == answer


@pytest.mark.parametrize(("name", "typed", "code"), BAD)
def test_bad(name: str, typed: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        canonical(FIELDS[name], typed, today=TODAY)
    assert caught.value.code == code
    assert "…" not in SENTENCES.error("vi", caught.value)
    assert not SENTENCES.error("en", caught.value).startswith("[")


def test_every_kind_is_tried_both_ways() -> None:
    kinds = {"text", "long_text", "digits", "phone", "email", "date", "choice", "yes_no", "amount"}
    assert {FIELDS[name].kind for name, typed, _ in GOOD if typed.strip()} == kinds
    assert {FIELDS[name].kind for name, _, _ in BAD} == kinds - {"long_text"}


def attempt(one: FormField, text: str) -> str | None:
    try:
        return canonical(one, text, today=TODAY)
    except InputError:
        return None


_typed = st.one_of(
    st.text(max_size=40),
    st.text("0123456789 ./-+()đ₫,", max_size=20),
    st.text("aăâ\u0301\u0323\u031b \u2003\t@.", max_size=20),
    st.sampled_from([typed for _, typed, _ in GOOD + BAD]),
)


@pytest.mark.parametrize("name", FIELDS)
@given(text=_typed)
@settings(max_examples=60, deadline=None)
def test_canonical_again_changes_nothing(name: str, text: str) -> None:
    answer = attempt(FIELDS[name], text)
    if answer is not None:
        assert attempt(FIELDS[name], answer) == answer


# Whole forms


def form(*fields: FormField) -> Case:
    component = Component(id="paper", name=BOTH)
    return Case(id="case", name=BOTH, components=(component,), form=(FormGroup(id="group", title=BOTH, fields=fields),))


WORK = form(
    field("yes_no", id="works"),
    field("text", id="employer", when=When(field="works", equals="yes")),
    field("phone", id="phone", required=False),
)


def wrong(case: Case, answers: dict[str, str]) -> dict[str, str]:
    return {name: error.code for name, error in check_answers(case, answers, today=TODAY).items()}


def test_a_field_is_asked_when_its_condition_holds() -> None:
    def asked(answers: dict[str, str]) -> list[str]:
        return [one.key for one in questions(WORK, answers)]

    assert asked({}) == ["works", "phone"]
    assert asked({"works": "yes"}) == ["works", "employer", "phone"]
    assert asked({"works": "no"}) == ["works", "phone"]


def test_required_and_asked_and_right() -> None:
    assert wrong(WORK, {}) == {"works": "field.required"}
    assert wrong(WORK, {"works": "yes"}) == {"employer": "field.required"}
    assert wrong(WORK, {"works": "yes", "employer": "Công ty A"}) == {}
    assert wrong(WORK, {"works": "no"}) == {}
    assert wrong(WORK, {"works": "no", "employer": "\a"}) == {}, "what is not asked is not judged"
    assert wrong(WORK, {"works": "no", "phone": "x"}) == {"phone": "field.phone"}, "optional, but not anything"
    assert wrong(WORK, {"works": "maybe"}) == {"works": "field.choice"}


def test_the_day_counts_for_past_dates_only() -> None:
    case = form(field("date", id="birth", past=True), field("date", id="trip"))
    assert wrong(case, {"birth": "2026-11-23", "trip": "2026-11-23"}) == {"birth": "field.future"}
    assert check_answers(case, {"birth": "2026-11-23", "trip": "2026-11-23"}) == {}, "without a day nothing is in the future"


def test_prefill_gives_what_the_card_knows() -> None:
    case = form(
        field("digits", id="a", prefill="number"),
        field("text", id="b", prefill="name"),
        field("date", id="c", prefill="born"),
        SEX.model_copy(update={"id": "d", "prefill": "sex"}),
        field("text", id="e", prefill="address", max_length=4),
        field("text", id="f"),
    )
    assert prefill(case, AN) == {"a": "077098001234", "b": "Nguyễn Văn An", "c": "1998-08-15", "d": "nam", "e": "Số 1"}
    woman = AN.model_copy(update={"sex": "Nữ", "address": "Tổ 12"})
    assert prefill(case, woman)["d"] == "nu"


def test_prefill_leaves_a_choice_that_has_no_such_entry() -> None:
    other = field("choice", id="d", prefill="sex", choices=(Choice(id="m", name=BOTH),))
    assert prefill(form(other), AN) == {}


def test_what_the_card_fills_in_is_right_in_every_shipped_form() -> None:
    long = AN.model_copy(update={"address": "Ấp Bắc " * 40, "name": "Nguyễn " * 14})
    for procedure in SHIPPED.procedures:
        for case in procedure.cases:
            for person in (AN, long):
                answers = prefill(case, person)
                found = check_answers(case, answers, today=TODAY)
                assert not found.keys() & answers.keys(), (procedure.code, case.id)
                for group in case.form:
                    for one in group.fields:
                        if one.id in answers:
                            assert canonical(one, answers[one.id]) == answers[one.id]
