"""Whoever edits a file and slips is told the file, the line and what would be right."""

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue import check, load
from kiosk.errors import CatalogueError
from kiosk.settings import SHARE

BIRTH = "procedures/1.001193.yaml"
LICENCE = "procedures/3.000347.yaml"
COPIES = "procedures/2.000815.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few of the shipped files."""
    copy = tmp_path / "catalogue"
    (copy / "procedures").mkdir(parents=True)
    for file in ("agencies.yaml", BIRTH, LICENCE, COPIES):
        shutil.copy(SHARE / "catalogue" / file, copy / file)
    return copy


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old`; returns its line, from 1."""
    path = folder / file
    before, found, after = path.read_text("utf-8").partition(old)
    assert found, f"{old!r} is not in {file}"
    path.write_text(before + new + after, "utf-8")
    return before.count("\n") + 1


CASES = [
    # file, what stands there, what is written instead, lines further down, place, part of the sentence
    (BIRTH, "required: false", 'required: "yess"', 0, "cases.0.components.2.required", 'should be true or false, but is "yess"'),
    (BIRTH, "required: false", 'required: "false"', 0, "cases.0.components.2.required", "should be true or false"),
    (BIRTH, "required: false", "required: 0", 0, "cases.0.components.2.required", "should be true or false, but is 0"),
    (BIRTH, "required: false", "requierd: false", 0, "cases.0.components.2.requierd", "did you mean required?"),
    (BIRTH, "past: true", "colour: red", 0, "cases.0.form.0.fields.1.colour", "Known here: id, label, kind"),
    (BIRTH, 'code: "1.001193"', "code: 1.001193", 0, "code", 'in quotes ("3.000347")'),
    (BIRTH, 'code: "1.001193"', 'code: "1001193"', 0, "code", 'should be a code such as "1.001193", but is "1001193"'),
    (LICENCE, "amount: 135000", "amount: 135.000", 0, "fees.0.amount", "without dots (135000)"),
    (LICENCE, "amount: 135000", 'amount: "135000"', 0, "fees.0.amount", "whole number"),
    (LICENCE, "amount: 135000", "amount: -5", 0, "fees.0.amount", "greater than or equal to 0, but is -5"),
    (LICENCE, "amount: 135000", "amount: 0135000", 0, "fees.0.amount", "write text in quotes"),
    (LICENCE, "channel: counter", "channel: fax", 0, "fees.0.channel", 'should be online, counter or any, but is "fax"'),
    (BIRTH, "effective_from: 2025-07-01", "effective_from: 01/07/2025", 0, "effective_from", "should be a date such as 2025-07-01"),
    (BIRTH, "effective_from: 2025-07-01", "effective_from: 2025-13-01", 0, "effective_from", "should be a date such as 2025-07-01"),
    (BIRTH, "effective_from: 2025-07-01", "effective_from: 2025", 0, "effective_from", "should be a date such as 2025-07-01"),
    (BIRTH, "level: toan_trinh", "", -6, "level", "is missing"),
    (BIRTH, 'equals: "yes"', "equals: yes", 0, "cases.0.form.1.fields.3.when.equals", "true (or yes): put it in quotes"),
    (BIRTH, 'en: "Birth registration"', 'en: ""', 0, "name.en", "should not be empty"),
    (BIRTH, 'en: "Birth registration"', "en: ~", 0, "name.en", "should be text, but is empty"),
    (BIRTH, 'en: "Birth registration"', f'en: "{"a" * 700}"', 0, "name.en", "at most 600 characters"),
    (BIRTH, "who: [citizen]", "who: citizen", 0, "who", "should be a list"),
    (BIRTH, "who: [citizen]", "who: []", 0, "who", "at least one of citizen"),
    (BIRTH, "who: [citizen]", "who: [alien]", 0, "who.0", "should be citizen, enterprise or household_business"),
    (BIRTH, "agency: ubnd_xa", "agency: ubnd_huyen", 0, "agency", 'no agency "ubnd_huyen"'),
    (BIRTH, "order: 80", "order: 80\norder: 81", 1, "order", "stands here twice"),
    (BIRTH, "id: birth_paper", "id: declaration", 0, "cases.0.components.1.id", '"declaration" is used by another component'),
    (BIRTH, "id: birth_paper", "id: Giấy chứng sinh", 0, "cases.0.components.1.id", "short name of a-z"),
    (BIRTH, "id: not_married", "id: married", 0, "cases.1.id", '"married" is used by another case'),
    (BIRTH, "id: home_town", "id: child_name", 0, "cases.0.form.1.fields.1.id", '"child_name" is used by another field of this form'),
    (BIRTH, "id: birth\n", "id: child\n", 0, "cases.0.form.1.id", '"child" is used by another group'),
    (BIRTH, "{id: nu, name:", "{id: nam, name:", 0, "cases.0.form.0.fields.2.choices.1.id", '"nam" is used by another choice'),
    (BIRTH, "field: wants_copies", "field: wants_copys", 0, "cases.0.form.1.fields.3.when.field", 'there is no field "wants_copys"'),
    (BIRTH, "field: wants_copies,", "field: mother_name,", 0, "cases.0.form.1.fields.3.when.field", "put it before this one"),
    (BIRTH, "equals: khac", "equals: nguoi_hoa", 0, "cases.0.form.4.fields.5.when.equals", 'is never "nguoi_hoa"'),
    (BIRTH, 'equals: "yes"', 'equals: "co"', 0, "cases.0.form.1.fields.3.when.equals", "it can be no, yes"),
    (LICENCE, "prefill: name", "prefill: born", 0, "cases.0.form.0.fields.0.prefill", "born goes into a field of kind date"),
    (LICENCE, "digits: 12", "digits: 9", 1, "cases.0.form.0.fields.2.prefill", "12 digits, this field takes 9"),
    (LICENCE, "past: true", "digits: 8", 0, "cases.0.form.0.fields.1.digits", "only a field of kind digits"),
    (LICENCE, "kind: date", "kind: text", 1, "cases.0.form.0.fields.1.past", "only a field of kind date"),
    (LICENCE, "kind: photo", "kind: form", 0, "cases.0.components.4.kind", "second component of kind form"),
    ("agencies.yaml", "id: so_xay_dung", "id: cong_an_tinh", 0, "agencies.1.id", '"cong_an_tinh" is used by another agency'),
    ("agencies.yaml", "    level: tinh", "    level: huyen", 0, "agencies.0.level", "should be tinh, xa or bo"),
]


@pytest.mark.parametrize(("file", "old", "new", "further", "place", "sentence"), CASES)
def test_a_mistake_names_file_line_and_place(folder: Path, file: str, old: str, new: str, further: int, place: str, sentence: str) -> None:
    line = change(folder, file, old, new) + further
    found = [complaint for complaint in check(folder) if complaint.startswith(f"{file}, line {line}: {place}: ")]
    assert found, check(folder)
    assert sentence in found[0]


def test_the_error_carries_the_whole_sentence(folder: Path) -> None:
    line = change(folder, BIRTH, "required: false", 'required: "yess"')
    with pytest.raises(CatalogueError) as wrong:
        load(folder)
    assert wrong.value.code == "catalogue.invalid"
    assert wrong.value.cause == f'{BIRTH}, line {line}: cases.0.components.2.required: should be true or false, but is "yess"'


def test_a_choice_without_choices(folder: Path) -> None:
    line = change(folder, COPIES, '            example: "Bằng tốt nghiệp"', "            kind: choice") - 3
    assert check(folder)[0] == f"{COPIES}, line {line}: cases.0.form.1.fields.0: is a choice without choices"


def test_choices_of_a_field_that_is_no_choice(folder: Path) -> None:
    line = change(folder, BIRTH, "kind: choice\n            choices:", "kind: text\n            choices:") + 1
    assert f"{BIRTH}, line {line}: cases.0.form.0.fields.2.choices: only a field of kind choice has choices" in "\n".join(check(folder))


def test_sex_without_both_choices(folder: Path) -> None:
    line = (
        change(
            folder,
            LICENCE,
            "          - id: licence_class\n            label",
            "          - id: sex\n            prefill: sex\n            label",
        )
        + 1
    )
    assert check(folder) == [f"{LICENCE}, line {line}: cases.0.form.1.fields.0.prefill: sex needs the choices nam and nu"]


def test_a_question_that_hangs_on_a_question_that_may_not_be_asked(folder: Path) -> None:
    """It is asked while both are: the chain is followed."""
    change(
        folder,
        BIRTH,
        'max_length: 300\n            hint: {vi: "Theo quê',
        'when: {field: child_sex, equals: nam}\n            hint: {vi: "Theo quê',
    )
    assert check(folder) == []


def test_seven_fields_do_not_fit_a_screen(folder: Path) -> None:
    more = "".join(f'          - {{id: more_{n}, label: {{vi: "Thêm", en: "More"}}}}\n' for n in (1, 2))
    seventh = f"{more}      - &birth\n"
    change(folder, BIRTH, "      - &birth\n", seventh)
    assert any("cases.0.form.0.fields: should have at most 6 in its list, but is a list of 7" in one for one in check(folder))


def test_all_mistakes_of_all_files_are_told_at_once(folder: Path) -> None:
    change(folder, BIRTH, "required: false", "required: maybe")
    change(folder, BIRTH, "level: toan_trinh", "level: cao")
    change(folder, LICENCE, "amount: 135000", "amount: 135.000")
    change(folder, LICENCE, "channel: online", "channel: fax")
    change(folder, COPIES, "agency: ubnd_xa", "agency: so_la")
    complaints = check(folder)
    assert len(complaints) == 5
    with pytest.raises(CatalogueError) as wrong:
        load(folder)
    assert wrong.value.cause == f"{complaints[0]} (and 4 more: `kiosk catalogue check`)"


def test_a_mistake_in_a_shared_part_is_told_once(folder: Path) -> None:
    change(folder, BIRTH, '{vi: "Tờ khai đăng ký khai sinh"', "{vi: 5")
    assert len(check(folder)) == 1


def test_yaml_that_is_none(folder: Path) -> None:
    line = change(folder, BIRTH, "agency: ubnd_xa", "\tagency: ubnd_xa")
    assert check(folder)[0].startswith(f"{BIRTH}, line {line}: is not YAML: ")


def test_a_quote_that_never_ends_names_a_line(folder: Path) -> None:
    (folder / LICENCE).write_text('code: "3.000347\nname: x\n', "utf-8")
    assert check(folder)[0].startswith(f"{LICENCE}, line ")
    assert "is not YAML" in check(folder)[0]


def test_a_name_that_points_nowhere(folder: Path) -> None:
    line = change(folder, BIRTH, "*mother,", "*grandmother,")
    assert check(folder)[0].startswith(f"{BIRTH}, line {line}: is not YAML: found undefined alias")


def test_a_part_that_holds_itself(folder: Path) -> None:
    line = change(folder, BIRTH, "keywords:", "keywords: &me [*me]\nold_words:")
    assert any(one.startswith(f"{BIRTH}, line {line}: keywords.0: refers to itself") for one in check(folder))


def test_files_that_hold_nothing_or_something_else(folder: Path) -> None:
    for n, (text, sentence) in enumerate(
        [
            ("", "is empty"),
            ("~\n", "is empty"),
            ("- 1\n", "should be a group of entries"),
            ("5\n", "should be a group"),
            ("a: b\n---\n", "YAML"),
        ]
    ):
        path = folder / f"procedures/9.00000{n}.yaml"
        path.write_text(text, "utf-8")
        (complaint, *_) = check(folder)
        path.unlink()
        assert complaint.startswith(f"procedures/9.00000{n}.yaml")
        assert sentence in complaint


def test_a_file_that_is_not_utf_8(folder: Path) -> None:
    (folder / LICENCE).write_bytes("name: Đổi".encode("utf-16"))
    assert check(folder) == [f"{LICENCE}: is not UTF-8 (byte 0): save it with the encoding UTF-8"]


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(folder: Path) -> None:
    path = folder / LICENCE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert check(folder) == []


def test_text_in_nfd_is_read_as_nfc(folder: Path) -> None:
    change(folder, BIRTH, 'short: {vi: "Đăng ký khai sinh"', 'short: {vi: "Đa\u0306ng ky\u0301  khai sinh"')
    assert load(folder).procedure("1.001193").short.vi == "Đăng ký khai sinh"


def test_the_file_is_named_after_the_code(folder: Path) -> None:
    (folder / BIRTH).rename(folder / "procedures/1.001194.yaml")
    assert check(folder) == ['procedures/1.001194.yaml, line 1: code: is "1.001193", so the file should be named 1.001193.yaml']


def test_a_code_is_there_once(folder: Path) -> None:
    shutil.copy(folder / BIRTH, folder / "procedures/1.001193.yml")
    assert 'procedures/1.001193.yml, line 1: code: "1.001193" is already the code of another file' in check(folder)


def test_there_is_no_catalogue(tmp_path: Path) -> None:
    complaints = check(tmp_path / "nowhere")
    assert complaints[0].startswith("agencies.yaml: cannot be read")
    assert "there is no procedure" in complaints[1]
    with pytest.raises(CatalogueError):
        load(tmp_path / "nowhere")
