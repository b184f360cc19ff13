"""Where the kiosk believes a page of the stack belongs, and why. It is never more than a proposal."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import catalogue
from kiosk.catalogue import Case
from kiosk.dossier.propose import Guess, Seen, Separator, propose, read_separator, title_of
from kiosk.dossier.stack import ASIDE, UNSORTED
from kiosk.settings import SHARE

PROCEDURE = "3.000347"
A4, A5, CARD, PHOTO = (210.0, 297.0), (148.0, 210.0), (85.6, 54.0), (30.0, 40.0)
HEADER = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


@cache
def shipped() -> catalogue.Catalogue:
    return catalogue.load(SHARE / "catalogue")


def case() -> Case:
    return shipped().procedure(PROCEDURE).cases[0]


def seen(number: int, size: tuple[float, float] = A4, **more: object) -> Seen:
    return Seen(f"p{number}", *size, **more)  # type: ignore[arg-type]


def guessed(*pages: Seen, taken: tuple[str, ...] = ()) -> dict[str, Guess]:
    return dict(propose(PROCEDURE, case(), pages, taken=taken))


def test_the_rows_of_the_case_that_these_tests_are_about() -> None:
    assert [(row.id, row.kind, row.required) for row in case().components] == [
        ("application", "form", True),
        ("health_certificate", "paper", False),
        ("old_licence", "paper", True),
        ("id_card", "id_paper", True),
        ("photo", "photo", True),
    ]


def test_a_separator_sheet_is_certain_and_goes_on_to_the_next_one() -> None:
    found = guessed(
        seen(1, separator=Separator(PROCEDURE, case().id, "old_licence")),
        seen(2),
        seen(3, A5),
        seen(4, separator=Separator(PROCEDURE, case().id, "health_certificate")),
        seen(5, CARD, id_code=True),
    )
    assert [(found[f"p{n}"].place, found[f"p{n}"].why, found[f"p{n}"].sure) for n in range(1, 6)] == [
        (ASIDE, "separator_sheet", "certain"),
        ("old_licence", "separator", "certain"),
        ("old_licence", "separator", "certain"),
        (ASIDE, "separator_sheet", "certain"),
        ("health_certificate", "separator", "certain"),
    ]


@pytest.mark.parametrize(
    "mark",
    [
        Separator(PROCEDURE, "other_case", "old_licence"),
        Separator("1.001193", "married", "birth_paper"),
        Separator(PROCEDURE, case().id, "application"),
    ],
)
def test_a_sheet_for_something_else_only_parts(mark: Separator) -> None:
    found = guessed(seen(1), seen(2, separator=mark), seen(3))
    assert found["p2"].place == ASIDE
    assert found["p1"].group != found["p3"].group
    assert {found["p1"].sure, found["p3"].sure} == {"guess"}


def test_a_separator_reads_what_it_wrote_and_nothing_else() -> None:
    mark = Separator(PROCEDURE, "motorbike", "id_card")
    assert read_separator(mark.text) == mark
    for text in ("", "077098001234||An", mark.text + " ", mark.text.upper(), "kiosk:row/../../x"):
        assert read_separator(text) is None


def test_both_sides_of_a_card_are_one_paper() -> None:
    found = guessed(seen(1, CARD), seen(2, CARD, back=True, id_code=True), seen(3))
    assert (found["p1"].place, found["p2"].place) == ("id_card", "id_card")
    assert (found["p1"].sure, found["p2"].sure) == ("certain", "certain")
    assert found["p3"].group != found["p1"].group == found["p2"].group


def test_a_card_beside_the_one_with_the_code_may_be_another() -> None:
    """A driving licence is of the same shape: it does not go into the row of the ID card unasked."""
    found = guessed(seen(1, CARD), seen(2, CARD, id_code=True))
    assert (found["p1"].place, found["p1"].why, found["p1"].sure) == ("id_card", "card_shape", "guess")
    assert (found["p2"].why, found["p2"].sure) == ("card_code", "certain")


def test_a_card_without_a_code_is_a_guess() -> None:
    assert guessed(seen(1, CARD))["p1"] == Guess("id_card", "card_shape", "guess", 0)


def test_two_cards_with_a_code_are_two() -> None:
    found = guessed(seen(1, CARD, id_code=True), seen(2, CARD, id_code=True))
    assert found["p1"].group != found["p2"].group


def test_a_title_is_likely_and_what_follows_it_a_guess() -> None:
    title = HEADER + "GIẤY KHÁM SỨC KHOẺ\nCỦA NGƯỜI LÁI XE"
    found = guessed(seen(1, heading=title), seen(2), seen(3, CARD, id_code=True))
    assert (found["p1"].place, found["p1"].why, found["p1"].sure) == ("health_certificate", "title", "likely")
    assert (found["p2"].place, found["p2"].why, found["p2"].sure) == ("health_certificate", "follows", "guess")


@pytest.mark.parametrize("spoilt", ["GIAY KHAM SUC KHOE CUA NGUOI LAI XE", "GlẤY KHÁM SUC KHOF CỦA NGƯỜI LAI XE"])
def test_what_ocr_misreads_is_forgiven(spoilt: str) -> None:
    assert title_of(HEADER + spoilt, [row for row in case().components if row.kind != "form"]) == "health_certificate"


def test_what_a_text_only_mentions_is_no_title() -> None:
    rows = [row for row in case().components if row.kind != "form"]
    assert title_of(HEADER + "Kèm theo giấy khám sức khỏe của người lái xe", rows) is None
    assert title_of(HEADER + "GIẤY XÁC NHẬN", rows) is None


def test_each_row_of_the_catalogue_is_told_by_its_own_title() -> None:
    for procedure in shipped().procedures:
        for one in procedure.cases:
            rows = [row for row in one.components if row.kind != "form"]
            for row in rows:
                assert title_of(HEADER + row.name.vi.upper(), rows) == row.id, (procedure.code, one.id, row.id)


def test_a_blank_sheet_parts_and_a_white_back_does_not() -> None:
    sheet = guessed(seen(1), seen(2, blank=True), seen(3))
    assert sheet["p1"].group != sheet["p3"].group
    both = guessed(seen(1), seen(2, blank=True, back=True), seen(3), seen(4, blank=True, back=True))
    assert both["p1"].group == both["p3"].group
    empty = guessed(seen(1), seen(2, back=True), seen(3, blank=True), seen(4, blank=True, back=True), seen(5))
    assert empty["p1"].group == empty["p2"].group != empty["p5"].group
    assert {empty[page].place for page in ("p3", "p4")} == {ASIDE}


def test_another_size_is_another_paper() -> None:
    found = guessed(seen(1), seen(2, (209.0, 296.0)), seen(3, A5), seen(4, (297.0, 210.0)))
    assert found["p1"].group == found["p2"].group
    assert len({found[page].group for page in ("p1", "p3", "p4")}) == 3


def test_as_many_papers_as_rows_that_want_one_go_by_the_order_of_the_list() -> None:
    found = guessed(seen(1), seen(2, A5), seen(3, PHOTO))
    assert found["p3"] == Guess("photo", "photo_size", "guess", 2)
    assert [(found[page].place, found[page].why, found[page].sure) for page in ("p1", "p2")] == [
        ("old_licence", "order", "guess"),
        ("id_card", "order", "guess"),
    ]
    assert guessed(seen(1), taken=("id_card", "photo"))["p1"].place == "old_licence"


def test_otherwise_nothing_is_believed() -> None:
    assert {guess.place for guess in guessed(seen(1)).values()} == {UNSORTED}
    assert {guess.place for guess in guessed(seen(1), seen(2, A5)).values()} == {UNSORTED}


def test_no_pages() -> None:
    assert guessed() == {}


MARKS = st.sampled_from(
    [None, None, None, Separator(PROCEDURE, "motorbike", "old_licence"), Separator(PROCEDURE, "x", "y"), Separator("1", "a", "id_card")]
)
HEADINGS = st.sampled_from(["", "", "GIẤY KHÁM SỨC KHỎE", "GIẤY PHÉP LÁI XE", "THẺ CĂN CƯỚC", "\x00", "A"])


@given(
    st.lists(st.tuples(st.sampled_from((A4, A5, CARD, PHOTO)), st.booleans(), st.booleans(), st.booleans(), MARKS, HEADINGS), max_size=12)
)
def test_every_page_gets_one_place_that_there_is(
    given_pages: list[tuple[tuple[float, float], bool, bool, bool, Separator | None, str]],
) -> None:
    pages = [
        seen(number, size, blank=blank, back=back, id_code=code, separator=mark, heading=heading)
        for number, (size, blank, back, code, mark, heading) in enumerate(given_pages)
    ]
    found = guessed(*pages)
    assert list(found.keys() - {page.page_id for page in pages}) == []
    assert len(found) == len(pages)
    rows = {row.id for row in case().components if row.kind != "form"}
    assert {guess.place for guess in found.values()} <= rows | {ASIDE, UNSORTED}
    for guess in found.values():
        assert (guess.place == UNSORTED) == (guess.why == "")
        assert guess.sure != "certain" or guess.why in ("separator", "separator_sheet", "blank", "card_code")
