"""Whole forms: members of a household, conditions across groups and in chains, answers that must fit each other, what the card fills in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import catalogue, texts
from kiosk.catalogue import Both, Case, Component, FormField, FormGroup
from kiosk.dossier import answers as forms
from kiosk.dossier.shown import told
from kiosk.identity import Person
from kiosk.settings import SHARE

TODAY = date(2026, 11, 22)
SHIPPED = catalogue.load(SHARE / "catalogue")
BOTH = {"vi": "Mục", "en": "Field"}
PERSON = Person(
    number="077098001234",
    name="Nguyễn Văn An",
    born=date(1998, 8, 15),
    sex="Nam",
    address="Số 1 Lê Lợi, Phường Vũng Tàu, TP. Hồ Chí Minh",
    source="qr",
)


def group(group_id: str, *fields: dict[str, object], **more: object) -> FormGroup:
    made = [{"label": BOTH} | one for one in fields]
    whole = FormGroup.model_validate({"id": group_id, "title": {"vi": group_id, "en": group_id}, "fields": made} | more)
    for one in whole.fields:
        one.bind(SHIPPED.lists)
    return whole


def form(*groups: FormGroup) -> Case:
    name = Both(vi="Mục", en="Field")
    return Case(id="case", name=name, components=(Component(id="paper", name=name),), form=groups)


STAY = form(
    group(
        "stay",
        {"id": "with_others", "kind": "yes_no"},
        {"id": "since", "kind": "date", "partial": True},
        {"id": "until", "kind": "date", "checks": [{"must": "after", "other": "since", "say": {"vi": "Sau ngày đầu.", "en": "Later."}}]},
    ),
    group(
        "members",
        {"id": "name"},
        {"id": "kind", "kind": "choice", "choices": [{"id": one, "name": BOTH} for one in ("child", "other")]},
        {"id": "what", "when": {"field": "kind", "not_equals": "child"}},
        {"id": "why", "required": False, "when": {"field": "what", "one_of": ["a", "b"]}},
        when={"field": "with_others", "equals": "yes"},
        repeat={"min": 1, "max": 3, "member": {"vi": "Người", "en": "Person"}},
    ),
    group("end", {"id": "thanks", "required": False}),
)
RIGHT = {"with_others": "yes", "since": "2026", "until": "2026-12-01", "members.1.name": "An", "members.1.kind": "child"}


def wrong(answers: dict[str, str]) -> dict[str, str]:
    return {key: error.code for key, error in forms.check_answers(STAY, answers, today=TODAY).items()}


def test_members_are_asked_one_by_one_and_only_when_there_are_any() -> None:
    assert wrong(RIGHT) == {}
    assert wrong(RIGHT | {"with_others": "no", "members.1.name": ""}) == {}
    assert wrong({"with_others": "yes", "since": "2026", "until": "2027-01-01"}) == {"members": "field.members"}
    assert wrong(RIGHT | {"members.2.kind": "other"}) == {"members.2.name": "field.required", "members.2.what": "field.required"}
    assert wrong(RIGHT | {"members.3.name": "Bé"}) == {
        "members.2.name": "field.required",
        "members.2.kind": "field.required",
        "members.3.kind": "field.required",
    }


def test_a_condition_looks_at_the_same_member_and_an_answer_does_not_outlive_its_question() -> None:
    def asked(**more: str) -> set[str]:
        answers = RIGHT | {key.replace("_", "."): text for key, text in more.items()}
        return {one.key.removeprefix("members.") for one in forms.questions(STAY, answers) if one.group.id == "members"}

    assert asked() == {"1.name", "1.kind"}
    assert asked(members_2_kind="other") == {"1.name", "1.kind", "2.name", "2.kind", "2.what"}
    assert "1.why" in asked(members_1_kind="other", members_1_what="a")
    assert "1.why" not in asked(members_1_kind="child", members_1_what="a")
    assert "1.why" not in asked(members_1_kind="other", members_1_what="c")


def test_groups_that_ask_something() -> None:
    assert [one.id for one in forms.groups_asked(STAY, {})] == ["stay", "end"]
    assert [one.id for one in forms.groups_asked(STAY, {"with_others": "yes"})] == ["stay", "members", "end"]


@pytest.mark.parametrize(
    ("since", "until", "right"),
    [
        ("2026-05-02", "2026-05-03", True),
        ("2026-05-02", "2026-05-02", False),
        ("2026-05", "2026-05-02", True),
        ("2026-05", "2026-05-01", False),
        ("2026", "2026-12-31", True),
        ("2027", "2026-12-31", False),
    ],
)
def test_what_is_known_in_part_is_refused_only_when_it_cannot_be(since: str, until: str, right: bool) -> None:
    found = forms.check_answers(STAY, RIGHT | {"since": since, "until": until}, today=TODAY)
    assert ("until" not in found) is right
    if not right:
        error = found["until"]
        assert isinstance(error, forms.ComparisonError)
        assert error.sentence.vi == "Sau ngày đầu."


def test_a_comparison_waits_for_both_answers_and_for_right_ones() -> None:
    assert wrong(RIGHT | {"since": ""}) == {"since": "field.required"}
    assert wrong(RIGHT | {"since": "x"}) == {"since": "date_partial"}


def test_keys_of_the_form_and_others() -> None:
    assert forms.field_of(STAY, "members.3.name") is not None
    for key in ("members.4.name", "members.0.name", "members.name", "name", "members.1.thanks", "end.1.thanks", "nothing"):
        assert forms.field_of(STAY, key) is None, key
    assert forms.kept(STAY, RIGHT | {"members.4.name": "x", "old": "y"}) == RIGHT
    assert forms.label_of(STAY, "members.2.name") == "Người 2: Mục"
    assert forms.label_of(STAY, "members") == "members"


_order = st.permutations([1, 2, 3]).flatmap(lambda order: st.integers(0, 3).map(lambda count: order[:count]))


@given(_order)
@settings(max_examples=40)
def test_members_in_another_order_keep_their_answers(order: list[int]) -> None:
    answers = {f"members.{n}.name": f"Người {n}" for n in (1, 2, 3)} | {"since": "2026"}
    found = forms.renumbered(STAY.form[1], answers, order)
    assert found == {f"members.{place}.name": f"Người {n}" for place, n in enumerate(order, start=1)} | {"since": "2026"}


def test_what_is_told_of_a_form() -> None:
    sentences = texts.load()
    groups = told(STAY, RIGHT | {"members.2.name": "Bình"}, "vi", lambda key, **values: sentences.say("vi", f"form.{key}", **values))
    stay, people, end = groups
    assert stay.items == (("Mục", "Có"), ("Mục", "năm 2026"), ("Mục", "01/12/2026"))
    assert (people.head, people.rows, people.member) == (("Mục",) * 4, (("An", "Mục", "", ""), ("Bình", "", "", "")), "Người")
    assert end.items == (("Mục", ""),)


def test_the_card_fills_in_address_and_nationality_when_it_knows_them() -> None:
    case = form(
        group(
            "you",
            {"id": "home", "kind": "address", "prefill": "address"},
            {"id": "nation", "kind": "long_choice", "list": "nationalities", "prefill": "nationality"},
        )
    )
    assert forms.prefill(case, PERSON) == {
        "home": "Số 1 Lê Lợi, Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]",
        "nation": "VN",
    }
    typed = PERSON.model_copy(update={"source": "typed", "address": "Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu"})
    assert forms.prefill(case, typed) == {"home": typed.address}, "who merely typed has shown no nationality; an old address stays as it is"


def test_every_shipped_form_can_be_answered() -> None:
    for procedure in SHIPPED.procedures:
        for case in procedure.cases:
            keys = [key_field.id for one in case.form for key_field in one.fields]
            assert len(set(keys)) == len(keys)
            assert all(
                isinstance(forms.field_of(case, key), FormField)
                for one in case.form
                if one.repeat is None
                for key in [f.id for f in one.fields]
            )
