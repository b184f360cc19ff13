"""Mistakes in a form's fields, conditions and members are told in a sentence that says what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue import check
from kiosk.settings import SHARE

STAY = "procedures/1.004194.yaml"
BIRTH = "procedures/1.001193.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "catalogue"
    (copy / "procedures").mkdir(parents=True)
    for file in ("agencies.yaml", "finding.yaml", STAY, BIRTH):
        if (SHARE / "catalogue" / file).exists():
            shutil.copy(SHARE / "catalogue" / file, copy / file)
    return copy


CASES = [
    (BIRTH, "list: ethnic_groups", "list: ethnics", 'there is no list "ethnics" in lists/; known: ethnic_groups, nationalities, provinces'),
    (BIRTH, "            list: ethnic_groups\n", "", "is a long choice without a list"),
    (BIRTH, "max: 99", "max: 0", "is more than max (0)"),
    (BIRTH, "max: 99", "digits: 2", "only a field of kind digits has this, this one is number"),
    (BIRTH, "partial: true", "down_to: commune", "only a field of kind address has this, this one is date"),
    (BIRTH, "down_to: commune", "partial: true", "only a field of kind date has this, this one is address"),
    (BIRTH, "other: child_born", "other: child_name", 'cannot be said of a date and a text ("child_name")'),
    (BIRTH, "other: child_born", "other: mother_born", "is this field itself"),
    (BIRTH, "other: child_born", "other: grandmother_born", 'there is no field "grandmother_born" in this form'),
    (BIRTH, "must: before", "must: older", "should be after, not_before, before"),
    (BIRTH, 'equals: "yes"}', 'equals: "yes", not_equals: "no"}', "needs just one of equals, one_of, not_equals"),
    (BIRTH, 'equals: "yes"}', 'one_of: ["yes", "maybe"]}', '"wants_copies" is never "maybe"; it can be no, yes'),
    (BIRTH, "equals: khac", "not_equals: nobody", '"relation" is never "nobody"'),
    (STAY, "when: {field: has_members,", "when: {field: has_family,", 'there is no field "has_family" in this form'),
    (STAY, "repeat: {min: 1, max: 15", "repeat: {min: 16, max: 15", "is more than max (15)"),
    (STAY, "repeat: {min: 1, max: 15", "repeat: {min: 1, max: 150", "less than or equal to 20"),
    (
        STAY,
        'when: &not_head {field: is_head, equals: "no"}',
        "when: &not_head {field: head_name, equals: An}",
        'a circle: "head_name" itself waits',
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), CASES)
def test_a_mistake(folder: Path, file: str, old: str, new: str, sentence: str) -> None:
    path = folder / file
    before, found, after = path.read_text("utf-8").partition(old)
    assert found, old
    path.write_text(before + new + after, "utf-8")
    told = check(folder)
    assert any(sentence in one for one in told), told
    assert all(one.startswith((f"{file}, line", "lists/")) for one in told)


def insert(folder: Path, file: str, after: str, text: str) -> list[str]:
    path = folder / file
    whole = path.read_text("utf-8")
    assert after in whole
    path.write_text(whole.replace(after, after + text, 1), "utf-8")
    return check(folder)


def test_two_questions_that_wait_for_each_other(folder: Path) -> None:
    told = insert(folder, BIRTH, "          - id: child_name\n", "            when: {field: child_sex, equals: nam}\n")
    assert any("put it before this one" in one for one in told), "one waits for a later one"
    told = insert(folder, BIRTH, "          - id: child_sex\n", "            when: {field: child_name, equals: An}\n")
    assert any('a circle: "child_sex" itself waits for "child_name"' in one for one in told)


def test_one_members_answer_is_unknown_outside(folder: Path) -> None:
    told = insert(
        folder,
        STAY,
        "      - &member\n",
        "        id: early\n        title: {vi: Sớm, en: Early}\n        repeat: {member: {vi: Người, en: Person}}\n"
        "        fields:\n          - {id: kind, label: {vi: Loại, en: Kind}}\n      - id: late\n        title: {vi: Muộn, en: Late}\n"
        "        fields:\n          - {id: after, label: {vi: Sau, en: After}, when: {field: kind, equals: x}}\n      - &other\n",
    )
    assert any('"kind" is asked once for each member of "early": outside of that group it is not one answer' in one for one in told)


def test_a_card_does_not_fill_in_members(folder: Path) -> None:
    told = insert(folder, STAY, "          - id: member_name\n", "            prefill: name\n")
    assert any("cannot be filled in for each member" in one for one in told)


def test_a_group_of_members_needs_something_that_is_always_there(folder: Path) -> None:
    path = folder / STAY
    text = path.read_text("utf-8")
    head, _, rest = text.partition("      - &member\n")
    body, _, tail = rest.partition("  - id: owned")
    for field in ("name", "born", "sex", "number", "relation"):
        body = body.replace(f"          - id: member_{field}\n", f"          - id: member_{field}\n            required: false\n")
    path.write_text(f"{head}      - &member\n{body}  - id: owned{tail}", "utf-8")
    assert any("needs a field that is always asked and required" in one for one in check(folder))
