"""Numbers, partial dates, long choices and addresses; and what is told while somebody is still typing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import catalogue, texts
from kiosk.catalogue import Both, FormField
from kiosk.dossier.kinds import canonical, hopeless, span
from kiosk.dossier.shown import as_typed, shown
from kiosk.errors import InputError
from kiosk.settings import SHARE
from kiosk.texts import Language

TODAY = date(2026, 11, 22)
BOTH = Both(vi="Mục", en="Field")
LISTS = catalogue.load(SHARE / "catalogue").lists
SENTENCES = texts.load()


def field(kind: str, **more: object) -> FormField:
    made = FormField.model_validate({"id": "f", "label": BOTH, "kind": kind} | more)
    made.bind(LISTS)
    return made


FIELDS = {
    "count": field("number", min=1, max=99),
    "area": field("number", decimals=2, min=0, unit=Both(vi="m²", en="m²")),
    "depth": field("number", min=-5, max=5),
    "born": field("date", partial=True, past=True),
    "day": field("date"),
    "ethnic": field("long_choice", list="ethnic_groups"),
    "home": field("address", max_length=120),
    "town": field("address", down_to="commune"),
    "number": field("digits", digits=12),
    "phone": field("phone"),
    "email": field("email"),
    "amount": field("amount"),
    "text": field("text", max_length=8),
}
GOOD = [
    ("count", "2", "2"),
    ("count", "02", "2"),
    ("area", "12,5", "12.5"),
    ("area", "1.234,50", "1234.5"),
    ("area", "0", "0"),
    ("depth", "-5", "-5"),
    ("born", "1950", "1950"),
    ("born", "3/1950", "1950-03"),
    ("born", "03/1950", "1950-03"),
    ("born", "1950-03", "1950-03"),
    ("born", "08/03/1950", "1950-03-08"),
    ("born", "2026", "2026"),
    ("ethnic", "01", "01"),
    ("ethnic", "Kinh", "01"),
    ("ethnic", "khmer", "05"),
    ("home", "Ấp Bắc", "Ấp Bắc"),
    ("home", "Số 1, Phường Vũng Tàu, TP. Hồ Chí Minh", "Số 1, Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]"),
    ("home", "Số 1 [79/26506]", "Số 1, Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]"),
    ("town", "[79/26506]", "Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]"),
    ("phone", "0912 345 678", "0912345678"),
    ("phone", "02543851234", "02543851234"),
]
BAD = [
    ("count", "0", "field.least"),
    ("count", "100", "field.most"),
    ("count", "1,5", "field.whole"),
    ("count", "hai", "field.number"),
    ("area", "1,234", "field.decimals"),
    ("depth", "-6", "field.least"),
    ("born", "13/1950", "date_partial"),
    ("born", "31/02/1950", "date_partial"),
    ("born", "1849", "date_partial"),
    ("born", "2027", "field.future"),
    ("born", "12/2026", "field.future"),
    ("day", "1950", "date"),
    ("ethnic", "99", "field.choice"),
    ("ethnic", "Sao Hỏa", "field.choice"),
    ("home", "Số 1 [01/26506]", "field.commune"),
    ("home", "[79/26506]", "field.address_line"),
    ("home", "x" * 121, "field.too_long"),
    ("phone", "912345678", "field.phone"),
    ("phone", "09123456789", "field.phone"),
]


def attempt(one: FormField, text: str) -> str | None:
    try:
        return canonical(one, text, today=TODAY)
    except InputError:
        return None


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


_typed = st.one_of(
    st.text("0123456789/.,- []", max_size=16),
    st.text(max_size=20),
    st.sampled_from([typed for _, typed, _ in GOOD + BAD]),
    st.dates(date(1850, 1, 1), TODAY).map(lambda day: f"{day:%d/%m/%Y}"),
    st.dates(date(1850, 1, 1), TODAY).map(lambda day: f"{day:%m/%Y}"),
    st.decimals(-9, 2000, places=2).map(lambda value: f"{value:,}".translate({44: ".", 46: ","})),
    st.integers(0, 10**12).map(lambda number: f"{number:012}"),
)


@pytest.mark.parametrize("name", FIELDS)
@given(text=_typed)
@settings(max_examples=60, deadline=None)
def test_canonical_again_changes_nothing_and_so_does_showing_it(name: str, text: str) -> None:
    one = FIELDS[name]
    answer = attempt(one, text)
    if answer:
        assert attempt(one, answer) == answer
        assert attempt(one, as_typed(one, answer)) == answer, "what stands in the box is the answer"
        for language in ("vi", "en"):
            assert shown(one, answer, language, _say(language))


def _say(language: Language):  # type: ignore[no-untyped-def]
    return lambda key, **values: SENTENCES.say(language, f"form.{key}", **values)


@pytest.mark.parametrize("name", FIELDS)
@given(text=_typed, more=st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_nobody_is_stopped_on_the_way_to_a_right_answer(name: str, text: str, more: int) -> None:
    one = FIELDS[name]
    if one.kind != "address" and attempt(one, text) is not None:
        assert hopeless(one, text[:more], today=TODAY) is None, (text, text[:more])


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("number", "0770980012345", "field.digits"),
        ("number", "07709800123", None),
        ("number", "07a", "field.digits_only"),
        ("phone", "9", "field.phone"),
        ("phone", "0", None),
        ("phone", "09123456789", "field.phone"),
        ("phone", "02543851234", None),
        ("day", "32", "date"),
        ("day", "31/13", "date"),
        ("day", "31/04", "date"),
        ("day", "29/02", None),
        ("day", "29/02/2027", "date"),
        ("day", "3", None),
        ("born", "13/19", None),
        ("born", "01/2027", "field.future"),
        ("count", "100", "field.most"),
        ("count", "9", None),
        ("email", "an@vidu@", "field.email"),
        ("email", "an@", None),
        ("text", "123456789", "field.too_long"),
    ],
)
def test_what_can_no_longer_become_right_is_told_at_once(name: str, typed: str, code: str | None) -> None:
    error = hopeless(FIELDS[name], typed, today=TODAY)
    assert (error.code if error is not None else None) == code


@pytest.mark.parametrize(
    ("name", "answer", "vi", "en"),
    [
        ("born", "1950", "năm 1950", "1950"),
        ("born", "1950-03", "tháng 3/1950", "3/1950"),
        ("born", "1950-03-08", "08/03/1950", "08/03/1950"),
        ("area", "1234.5", "1.234,5 m²", "1,234.5 m²"),
        ("ethnic", "55", "Người nước ngoài", "Foreigner"),
        ("home", "Số 1, Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]", *["Số 1, Phường Vũng Tàu, Thành phố Hồ Chí Minh"] * 2),
        ("amount", "1350000", "1.350.000 đồng", "1,350,000 VND"),
        ("ethnic", "77", "77", "77"),
    ],
)
def test_as_people_read_it(name: str, answer: str, vi: str, en: str) -> None:
    assert shown(FIELDS[name], answer, "vi", _say("vi")) == vi
    assert shown(FIELDS[name], answer, "en", _say("en")) == en


@given(st.dates(date(1850, 1, 1), date(2150, 12, 31)))
def test_the_days_that_a_partial_date_may_mean(day: date) -> None:
    assert span(day.isoformat()) == (day, day)
    for answer in (f"{day:%Y-%m}", f"{day:%Y}"):
        first, last = span(answer)
        assert first <= day <= last
        assert first.day == 1
        assert date.fromordinal(last.toordinal() + 1).day == 1
