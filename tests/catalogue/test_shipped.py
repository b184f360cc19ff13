"""The procedures that are shipped: complete, well formed, and honest about what nobody confirmed."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from kiosk.catalogue import Case, Catalogue, Component, FormField, Procedure, check
from kiosk.dossier.answers import canonical, prefill
from kiosk.errors import CatalogueError
from kiosk.identity import Person
from kiosk.settings import SHARE

ORDER = [
    "3.000347",
    "2.002288",
    "1.014199",
    "1.014200",
    "2.000033",
    "3.000333",
    "1.001612",
    "1.001193",
    "1.000894",
    "1.000656",
    "1.004873",
    "2.000815",
    "1.004194",
]
AN = Person(number="077098001234", name="Nguyễn Văn An", born=date(1998, 8, 15), sex="Nam", address="Số 1 Lê Lợi, Phường Vũng Tàu")
BINH = Person(number="077198005678", name="Trần Thị Bình", born=date(1998, 1, 1), sex="Nữ", address="x" * 300)


def cases(catalogue: Catalogue) -> Iterator[tuple[Procedure, Case]]:
    return ((procedure, case) for procedure in catalogue.procedures for case in procedure.cases)


def fields(case: Case) -> Iterator[FormField]:
    return (field for group in case.form for field in group.fields)


def test_every_file_is_without_mistakes() -> None:
    assert check(SHARE / "catalogue") == []


def test_the_services_of_the_seed_come_first(catalogue: Catalogue) -> None:
    assert [procedure.code for procedure in catalogue.procedures] == ORDER


def test_a_procedure_is_found_by_its_code_and_an_unknown_one_is_a_typed_error(catalogue: Catalogue) -> None:
    assert catalogue.procedure("1.001193").short.vi == "Đăng ký khai sinh"
    with pytest.raises(CatalogueError) as wrong:
        catalogue.procedure("9.999999")
    assert wrong.value.code == "catalogue.unknown"
    assert "9.999999" in wrong.value.cause
    with pytest.raises(CatalogueError):
        catalogue.agency("so_mat_trang")


def test_agencies_share_out_all_procedures(catalogue: Catalogue) -> None:
    groups = catalogue.by_agency()
    assert sorted(p.code for group in groups.values() for p in group) == sorted(ORDER)
    assert {agency.id for agency in groups} == {procedure.agency for procedure in catalogue.procedures}
    assert all(p.agency == agency.id for agency, group in groups.items() for p in group)


def test_each_case_has_one_paper_from_the_answers(catalogue: Catalogue) -> None:
    for procedure, case in cases(catalogue):
        forms = [n for n, component in enumerate(case.components) if component.kind == "form"]
        # The portal's rows for the badge begin with the registration (thành phần 1), the application is 2.
        assert forms == ([1] if procedure.code == "2.002288" else [0]), (procedure.code, case.id)


def test_forms_can_be_walked_on_a_kiosk(catalogue: Catalogue) -> None:
    for procedure, case in cases(catalogue):
        assert 2 <= len(case.form) <= 5, (procedure.code, case.id)
        assert all(len(group.fields) <= 6 for group in case.form)
        assert len({field.id for field in fields(case)}) == sum(len(group.fields) for group in case.form)


@pytest.mark.parametrize("person", [AN, BINH])
def test_what_the_card_gives_is_a_right_answer(catalogue: Catalogue, person: Person) -> None:
    for procedure, case in cases(catalogue):
        answers = prefill(case, person)
        assert person.name in answers.values(), (procedure.code, case.id)
        for field in fields(case):
            if field.id in answers:
                assert canonical(field, answers[field.id], today=date(2026, 11, 22)) == answers[field.id]
            if field.prefill == "address":
                assert answers[field.id] == person.address


def test_examples_are_right_answers(catalogue: Catalogue) -> None:
    for _, case in cases(catalogue):
        for field in fields(case):
            canonical(field, field.example)


def test_all_text_is_nfc_and_in_both_languages(catalogue: Catalogue) -> None:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, BaseModel):
            for name in type(value).model_fields:
                yield from texts(getattr(value, name))
        elif isinstance(value, tuple):
            for one in value:
                yield from texts(one)
        elif isinstance(value, str):
            yield value

    for text in texts((*catalogue.procedures, *catalogue.agencies)):
        assert unicodedata.is_normalized("NFC", text)
        assert "  " not in text


def test_short_names_fit_a_line(catalogue: Catalogue) -> None:
    assert all(len(text) <= 40 for p in catalogue.procedures for text in (p.short.vi, p.short.en))


# What public sources mark as unconfirmed, or what was added from general knowledge: (code, kind, id or place).
UNCONFIRMED = [
    ("3.000347", "component", "application"),  # its form, of TT 12/2025/TT-BCA
    ("3.000347", "component", "health_certificate"),
    ("3.000347", "legal", "12/2025/TT-BCA"),
    ("2.002288", "duration", ""),
    ("2.002288", "fee", "0"),
    ("1.014199", "component", "application"),
    ("1.014199", "component", "health_certificate"),
    ("1.014199", "component", "criminal_record"),
    ("1.014199", "component", "photos"),
    ("1.014199", "component", "passport"),
    ("1.014199", "component", "work_form_proof"),
    ("1.014199", "component", "position_proof"),
    ("1.014199", "duration", ""),
    ("1.014199", "legal", "219/2025/NĐ-CP"),
    ("1.014200", "component", "application"),
    ("1.014200", "component", "photos"),
    ("1.014200", "component", "permit"),
    ("1.014200", "component", "change_proof"),
    ("1.014200", "duration", ""),
    ("1.014200", "fee", "450000"),
    ("2.000033", "procedure", ""),
    ("2.000033", "duration", ""),
    ("3.000333", "fee", "200000"),
    ("3.000333", "fee", "100000"),
    ("3.000333", "component", "authorisation"),
    ("1.001612", "level", ""),
    ("1.001193", "level", ""),
    ("1.001193", "component", "surrogacy_paper"),
    ("1.001193", "component", "abandonment_record"),
    ("1.000894", "duration", ""),
    ("1.000894", "fee", "0"),
    ("1.000894", "component", "declaration"),
    ("1.000894", "component", "marital_status"),
    ("1.000894", "component", "end_of_marriage"),
    ("1.000656", "duration", ""),
    ("1.000656", "fee", "0"),
    ("1.000656", "component", "declaration"),
    ("1.004873", "duration", ""),
    ("1.004873", "component", "declaration"),
    ("1.004873", "component", "divorce_paper"),
    ("1.004873", "component", "death_paper"),
    ("2.000815", "duration", ""),
    ("2.000815", "fee", "2000"),
    ("2.000815", "component", "request"),
    ("2.000815", "component", "original"),
    ("1.004194", "duration", ""),
    ("1.004194", "fee", "15000"),
    ("1.004194", "fee", "7000"),
    ("1.004194", "component", "home_paper"),
]
CONFIRMED = [
    ("3.000347", "duration", ""),
    ("3.000347", "fee", "135000"),
    ("3.000347", "fee", "115000"),
    ("3.000347", "component", "old_licence"),
    ("3.000347", "component", "id_card"),
    ("3.000347", "component", "photo"),
    ("2.002288", "component", "registration"),
    ("2.002288", "component", "application"),
    ("1.014199", "fee", "600000"),
    ("2.000033", "component", "notification"),
    ("2.000033", "fee", "0"),
    ("3.000333", "duration", ""),
    ("3.000333", "component", "declaration"),
    ("1.001612", "duration", ""),
    ("1.001612", "fee", "100000"),
    ("1.001612", "component", "minutes"),
    ("1.001193", "duration", ""),
    ("1.001193", "fee", "0"),
    ("1.001193", "component", "birth_paper"),
    ("1.000656", "component", "death_notice"),
    ("1.000656", "component", "death_proof"),
    ("1.000656", "component", "place_proof"),
    ("1.004194", "component", "declaration"),
]


def verified(procedure: Procedure, kind: str, which: str) -> set[bool]:
    """The marks of one fact wherever it stands; empty when there is no such fact."""
    match kind:
        case "procedure":
            return {procedure.verified}
        case "level":
            return {procedure.level_verified}
        case "duration":
            return {procedure.duration.verified}
        case "fee":
            return {fee.verified for fee in procedure.fees if fee.amount == int(which)}
        case "legal":
            return {one.verified for one in procedure.legal if one.number == which}
        case _:
            return {component.verified for component in components(procedure) if component.id == which}


def components(procedure: Procedure) -> Iterator[Component]:
    return (component for case in procedure.cases for component in case.components)


@pytest.mark.parametrize(("code", "kind", "which"), UNCONFIRMED)
def test_what_is_unconfirmed_is_marked_for_reference(catalogue: Catalogue, code: str, kind: str, which: str) -> None:
    assert verified(catalogue.procedure(code), kind, which) == {False}


@pytest.mark.parametrize(("code", "kind", "which"), CONFIRMED)
def test_what_is_confirmed_is_not(catalogue: Catalogue, code: str, kind: str, which: str) -> None:
    assert verified(catalogue.procedure(code), kind, which) == {True}


def test_only_confirmed_codes_count_as_verified(catalogue: Catalogue) -> None:
    assert [p.code for p in catalogue.procedures if not p.verified] == ["2.000033"]


def test_only_these_laws_are_confirmed(catalogue: Catalogue) -> None:
    sure = {one.number for procedure in catalogue.procedures for one in procedure.legal if one.verified}
    assert sure == {"06/2024/TT-BTP", "81/2018/NĐ-CP", "128/2024/NĐ-CP", "116/2026/TT-BCA"}
