"""Card, typing, confirming: what is wrong is said, and nobody gets somebody else's dossier."""

from __future__ import annotations

import pytest

from kiosk.store import KeptDraft
from kiosk.visit import jobs
from tests.visit.booth import AN, AN_TYPED, BINH, CASE, PROCEDURE, Booth, at, other_draft

BAD_CARDS = {
    "cut short": AN.encode()[:40],
    "five fields": "|".join(AN.split("|")[:5]).encode(),
    "twenty fields": (AN + "|x" * 14).encode(),
    "not UTF-8": b"077098001234||Nguy\xeen V\xe3n|15081998|Nam|V\xf9ng T\xe0u|01082024",
    "another birth year": AN.replace("1998", "1997").encode(),
    "an address of the web": b"https://example.vn",
    "nothing": b"",
}


@pytest.mark.parametrize("case", BAD_CARDS)
@pytest.mark.parametrize("screen", ["card", "person", "confirm"])
def test_a_card_that_cannot_be_read_is_said_and_typing_is_offered(case: str, screen: str) -> None:
    booth = at(screen).show_card(BAD_CARDS[case])
    assert booth.screen == "card"
    problem = booth.view()["problem"]
    assert problem
    assert "[" not in problem
    assert "hập bằng tay" in problem or "nhập bằng tay" in problem.lower()
    booth.act("type_instead")
    assert booth.screen == "person"
    assert booth.act("back").view()["problem"] == "", "said once"


def test_the_problem_goes_when_the_card_is_read() -> None:
    booth = at("card").show_card(b"x").show_card(AN)
    assert booth.screen == "confirm"
    assert booth.act("back").view()["problem"] == ""


def test_a_card_shown_at_once_is_kept_until_the_language_is_chosen() -> None:
    booth = Booth().show_card(AN)
    assert booth.screen == "language"
    booth.act("choose_language", language="en").agree()
    assert (booth.screen, booth.view()["language"]) == ("confirm", "en")
    assert booth.visit.pending_code is None


def test_the_last_of_two_cards_counts() -> None:
    booth = at("language").show_card(AN).show_card(BINH).act("choose_language", language="vi").agree()
    assert booth.view()["person"]["name"] == "Trần Thị Bình"


def test_a_bad_card_shown_at_once_is_said_after_the_language() -> None:
    booth = Booth().show_card(b"x").act("choose_language", language="en").agree()
    assert (booth.screen, booth.view()["problem"][:4]) == ("card", "This")


@pytest.mark.parametrize(
    "screen",
    [
        "procedures",
        "cases",
        "papers",
        "scanning",
        "pages",
        "form",
        "review",
        "submitting",
        "submitted",
        "goodbye",
        "failsafe",
        "out_of_service",
    ],
)
def test_a_card_at_another_time_does_nothing(screen: str) -> None:
    booth = at(screen)
    before, person = booth.view(), booth.visit.person
    booth.show_card(BINH)
    assert booth.view() == before
    assert booth.visit.person is person


def test_another_card_on_the_confirm_screen_is_the_new_person() -> None:
    booth = at("confirm").show_card(BINH)
    assert booth.view()["person"]["name"] == "Trần Thị Bình"


def test_not_me_forgets_who() -> None:
    booth = at("person")
    type_in(booth).act("confirm").act("not_me")
    assert booth.visit.person is None
    booth.act("type_instead")
    assert [field["value"] for field in booth.view()["fields"]] == [""] * 5


# Typed by hand


def type_in(booth: Booth, **change: str) -> Booth:
    for field, text in (AN_TYPED | change).items():
        booth.act("answer", field=field, text=text)
    return booth


def errors(booth: Booth) -> dict[str, str]:
    return {field["id"]: field["error"] for field in booth.view()["fields"] if field["error"]}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"number": "07709800"}, {"number"}),
        ({"number": "077098001234", "born": "15/08/1997"}, {"number"}),
        ({"sex": "Nữ"}, {"number"}),
        ({"sex": "khác"}, {"sex"}),
        ({"born": "31/02/1998"}, {"born"}),
        ({"born": "hôm qua"}, {"born"}),
        ({"name": "R2D2"}, {"name"}),
        ({"address": "x" * 301}, {"address"}),
        ({"address": "   "}, {"address"}),
        ({"number": "", "name": "", "born": "", "sex": "", "address": ""}, {"number", "name", "born", "sex", "address"}),
        ({"name": "", "born": "99/99/9999"}, {"name", "born"}),
    ],
)
def test_each_mistake_stands_beside_its_field(change: dict[str, str], where: set[str]) -> None:
    booth = type_in(at("person"), **change).act("confirm")
    assert booth.screen == "person"
    assert errors(booth).keys() == where
    assert [field["value"] for field in booth.view()["fields"]] == list((AN_TYPED | change).values()), "what was typed stays"


def test_typing_takes_the_error_away() -> None:
    booth = type_in(at("person"), name="").act("confirm")
    assert errors(booth).keys() == {"name"}
    booth.act("answer", field="name", text="N")
    assert errors(booth) == {}


def test_what_was_typed_about_the_person_does_not_turn_up_in_the_form() -> None:
    """Forms have fields of the same names (name, number, born, sex, address)."""
    form_ids = ("3.000333", "1.000656", "1.000894", "2.000033", "2.002288", "1.014199")
    tried = 0
    for code in form_ids:
        booth = type_in(at("person"), name="lý  quốc toản").act("confirm").act("confirm").act("choose_procedure", code=code)
        booth.act("choose_case", id=booth.view()["cases"][0]["id"]).act("have_papers")
        for row in booth.view()["rows"]:
            booth.act("not_at_hand", row=row["id"], value=True)
        booth.act("continue")
        assert booth.screen == "form"
        assert booth.visit.typed == {}
        for field in booth.view()["fields"]:
            tried += field["id"] in AN_TYPED
            assert (field["value"], field["error"]) != ("lý  quốc toản", "")
            if field["id"] == "sex":
                assert field["value"] in {"nam", ""}
    assert tried >= 3


# Whose dossier


def test_twice_confirm_asks_twice_and_goes_once() -> None:
    booth = at("confirm").act("confirm").act("confirm")
    first, second = booth.jobs(jobs.FindDraft)
    booth.found(other_draft(), first).act("start_new")
    booth.found(other_draft(), second)
    assert booth.screen == "procedures"
    assert booth.visit.kept is None


def test_an_answer_about_the_last_card_is_not_taken_for_this_one() -> None:
    booth = at("confirm").act("confirm")
    about_an = booth.last(jobs.FindDraft)
    booth.act("not_me").show_card(BINH).found(other_draft(), about_an)
    assert booth.screen == "confirm"
    assert booth.visit.kept is None
    booth.act("confirm").found(None, about_an)
    assert booth.screen == "confirm", "and no more does it say that this card has nothing"
    booth.found()
    assert booth.screen == "procedures"


def test_another_person_gets_nothing_of_the_first_ones_dossier() -> None:
    booth = at("pages").act("accept")
    first = booth.draft
    booth.act("back").act("back").act("back").act("back").show_card(BINH)
    assert booth.last(jobs.Forget).draft_id == first.id
    assert booth.visit.thumbnails == {}
    booth.act("confirm").found().act("choose_procedure", code=PROCEDURE).act("choose_case", id=CASE).act("have_papers")
    assert booth.draft.id != first.id
    assert booth.draft.person.name == "Trần Thị Bình"
    assert booth.draft.rows == {}
    assert "Lý Quốc Toản" not in booth.draft.answers.values()


def test_the_same_person_again_keeps_the_papers() -> None:
    booth = at("pages").act("accept")
    first = booth.draft
    booth.act("back").act("back").act("back").act("back").show_card(AN)
    assert booth.jobs(jobs.Forget) == []
    booth.act("confirm").found().act("choose_procedure", code=PROCEDURE).act("choose_case", id=CASE).act("have_papers")
    assert booth.draft.id == first.id
    assert booth.draft.rows == first.rows


def test_back_from_resume_lets_go_of_the_found_draft() -> None:
    booth = at("resume").act("back").show_card(BINH).act("confirm").found().act("leave")
    assert booth.jobs(jobs.Forget) == [], "it was not hers to delete"


def test_start_new_forgets_the_old_one_and_its_papers() -> None:
    booth = at("resume")
    old = booth.visit.kept
    assert old is not None
    booth.act("start_new")
    assert [job.draft_id for job in booth.jobs(jobs.Forget)] == [old.id]
    booth.act("choose_procedure", code=PROCEDURE).act("choose_case", id=CASE).act("have_papers")
    assert booth.draft.id != old.id
    assert booth.draft.rows == {}


def test_start_new_in_the_same_visit_drops_the_draft_in_hand_too() -> None:
    """Its pages go from the disk: a draft that still named them could never be submitted."""
    booth = at("pages").act("accept")
    mine = booth.draft
    booth.act("back").act("back").act("back").act("back").show_card(AN).act("confirm").found(KeptDraft(mine, "open")).act("start_new")
    booth.act("choose_procedure", code=PROCEDURE).act("choose_case", id=CASE).act("have_papers")
    assert booth.draft.id != mine.id
    assert booth.draft.rows == {}


def test_a_draft_of_a_procedure_that_is_gone_is_passed_over() -> None:
    gone = other_draft().draft.model_copy(update={"procedure_code": "9.999999"})
    booth = at("confirm").act("confirm").found(KeptDraft(gone, "open"))
    assert booth.screen == "procedures"


def test_a_draft_that_was_left_behind_is_not_shown_to_a_typed_number() -> None:
    """Others can know a number; the card is in one hand only."""
    booth = type_in(at("person")).act("confirm").act("confirm")
    assert booth.screen == "procedures"
    assert booth.jobs(jobs.FindDraft) == []
