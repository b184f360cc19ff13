"""The form on the screen: long lists, addresses, members of a household, what the card filled in, mistakes at the right moment."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.visit import jobs
from tests.visit.booth import Booth, at

VUNG_TAU = "077098001234||Lý Quốc Toản|15081998|Nam|Số 1 Lê Lợi, Phường Vũng Tàu, Thành phố Hồ Chí Minh|01082024"


def form_of(procedure: str, case: str, card: str = VUNG_TAU) -> Booth:
    booth = at("procedures", card=card).act("choose_procedure", code=procedure).act("choose_case", id=case).act("have_papers")
    for row in booth.view()["rows"]:
        if row["kind"] != "form":
            booth.act("not_at_hand", row=row["id"], value=True)
    booth.act("continue")
    assert booth.screen == "form"
    return booth


def stay() -> Booth:
    """Temporary residence: a person, two addresses, the head, members."""
    return form_of("1.004194", "rented")


def fields(booth: Booth) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in booth.view()["fields"]}


def to_group(booth: Booth, title: str) -> Booth:
    while booth.visit.present_group().id != title:
        booth.answer_what_is_open().act("continue")
    return booth


# While typing


def test_a_mistake_shows_when_nothing_can_put_it_right_or_when_the_field_is_left() -> None:
    booth = stay()
    for text in ("0", "09", "091234567"):
        booth.act("typing", field="phone", text=text)
        assert fields(booth)["phone"]["error"] == ""
    booth.act("typing", field="phone", text="09123456789")
    assert fields(booth)["phone"]["error"].startswith("Số điện thoại có 10 chữ số, bắt đầu bằng 0")
    booth.act("typing", field="phone", text="0912345")
    assert fields(booth)["phone"]["error"] == "", "it can become right again"
    booth.act("answer", field="phone", text="0912345")
    assert fields(booth)["phone"]["error"]
    assert "phone" not in booth.draft.answers


def test_typing_keeps_nothing() -> None:
    booth = stay()
    before = len(booth.jobs(jobs.SaveDraft))
    booth.act("typing", field="phone", text="0912345678").act("typing", field="nothing", text="x")
    assert "phone" not in booth.draft.answers
    assert len(booth.jobs(jobs.SaveDraft)) == before


def test_continue_goes_to_the_first_mistake_each_time() -> None:
    booth = stay().act("continue")
    assert booth.view()["jump"].startswith("phone#")
    first = booth.view()["jump"]
    booth.act("continue")
    assert booth.view()["jump"] != first, "each touch calls again"


# From the card


def test_what_the_card_filled_in_says_so_until_it_is_changed() -> None:
    booth = stay()
    assert fields(booth)["name"]["from_card"] == "Lấy từ thẻ căn cước"
    assert fields(booth)["phone"]["from_card"] == ""
    booth.act("answer", field="name", text="Lý Quốc Toàn")
    assert fields(booth)["name"]["from_card"] == ""
    assert booth.draft.answers["name"] == "Lý Quốc Toàn"


def test_what_a_chip_has_proved_is_locked_on_the_visits_side() -> None:
    booth = stay()
    booth.visit.authentic = True
    assert fields(booth)["name"]["locked"]
    assert not fields(booth)["phone"]["locked"]
    booth.act("answer", field="name", text="Người Khác").act("typing", field="name", text="\a")
    assert booth.draft.answers["name"] == "Lý Quốc Toản"
    assert fields(booth)["name"]["error"] == ""
    to_group(booth, "place")
    for part, text in (("province", "01"), ("line", "x"), ("free", "yes")):
        booth.act("answer", field=f"permanent_address.{part}", text=text)
    booth.act("open_list", field="permanent_address.province")
    assert booth.view()["picker"] == {}
    assert booth.draft.answers["permanent_address"].endswith("[79/26506]")


def test_a_new_visitor_is_not_authentic() -> None:
    booth = stay()
    booth.visit.authentic = True
    booth.act("leave").act("start")
    assert booth.visit.authentic is False


# Addresses


def address(booth: Booth, key: str = "temporary_address") -> dict[str, Any]:
    found: dict[str, Any] = fields(booth)[key]["address"]
    return found


def test_an_address_is_taken_from_the_card_apart() -> None:
    booth = to_group(stay(), "place")
    assert address(booth, "permanent_address") == {
        "free": False,
        "province": "Thành phố Hồ Chí Minh",
        "commune": "Phường Vũng Tàu",
        "line": "Số 1 Lê Lợi",
        "missing": "",
        "line_needed": True,
    }
    assert fields(booth)["permanent_address"]["from_card"]


def test_an_old_address_stays_as_it_is_and_is_a_right_answer() -> None:
    old = VUNG_TAU.replace("Phường Vũng Tàu, Thành phố Hồ Chí Minh", "Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu")
    booth = to_group(form_of("1.004194", "rented", old), "place")
    assert address(booth, "permanent_address")["free"]
    assert fields(booth)["permanent_address"]["value"] == "Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu"
    booth.act("answer", field="permanent_address.free", text="no")
    assert (address(booth, "permanent_address")["free"], address(booth, "permanent_address")["line"]) == (False, "Số 1 Lê Lợi")


def test_province_then_commune_then_the_line() -> None:
    booth = to_group(stay(), "place")
    key = "temporary_address"
    booth.act("open_list", field=f"{key}.commune")
    assert booth.view()["picker"] == {}, "the province comes first"
    booth.act("open_list", field=f"{key}.province").act("find_entry", text="ho chi")
    assert [one["name"] for one in booth.view()["picker"]["entries"]] == ["Thành phố Hồ Chí Minh"]
    booth.act("answer", field=f"{key}.province", text="79")
    assert booth.view()["picker"] == {}
    booth.act("open_list", field=f"{key}.commune")
    assert len(booth.view()["picker"]["entries"]) == 168
    booth.act("answer", field=f"{key}.commune", text="26536")
    assert key not in booth.draft.answers, "half an address is none"
    assert fields(booth)[key]["error"] == "", "and no mistake yet"
    booth.act("continue")
    assert address(booth)["missing"] == "line"
    booth.act("answer", field=f"{key}.line", text=" 12  Trần Phú ")
    assert booth.draft.answers[key] == "12 Trần Phú, Phường Rạch Dừa, Thành phố Hồ Chí Minh [79/26536]"
    booth.act("answer", field=f"{key}.province", text="01")
    assert (address(booth)["commune"], address(booth)["line"], key in booth.draft.answers) == ("", "12 Trần Phú", False)
    booth.act("answer", field=f"{key}.commune", text="26536").act("answer", field=f"{key}.province", text="999")
    assert address(booth)["commune"] == "", "of another province"


def test_an_address_in_no_list_is_written_whole() -> None:
    booth = to_group(stay(), "place").act("answer", field="temporary_address.free", text="yes")
    booth.act("answer", field="temporary_address.line", text="12 Rue de la Paix, Paris")
    assert booth.draft.answers["temporary_address"] == "12 Rue de la Paix, Paris"
    booth.act("answer", field="temporary_address.line", text="12 Trần Phú, Phường Rạch Dừa, TP. Hồ Chí Minh")
    assert booth.draft.answers["temporary_address"].endswith("[79/26536]"), "written whole, it is recognised"
    assert not address(booth)["free"]


def test_the_centres_own_province_stands_first() -> None:
    booth = to_group(stay(), "place")
    booth.visit.province = "79"
    booth.act("open_list", field="temporary_address.province")
    assert [one["id"] for one in booth.view()["picker"]["top"]] == ["79"]
    booth.act("find_entry", text="da")
    assert booth.view()["picker"]["top"] == []


# Long lists


def test_a_long_list_searched_chosen_and_shut() -> None:
    booth = form_of("1.001193", "married")
    booth.act("open_list", field="child_ethnicity")
    picker = booth.view()["picker"]
    assert ([one["name"] for one in picker["top"]], len(picker["entries"]), picker["title"]) == (["Kinh"], 56, "Dân tộc")
    assert booth.act("find_entry", text="zzz").view()["picker"]["none"]
    booth.act("back")
    assert (booth.view()["picker"], booth.screen) == ({}, "form")
    booth.act("open_list", field="child_ethnicity").act("answer", field="child_ethnicity", text="05")
    assert (fields(booth)["child_ethnicity"]["shown"], booth.draft.answers["child_ethnicity"]) == ("Khơ-me", "05")
    booth.act("open_list", field="child_ethnicity").act("close_list")
    assert booth.view()["picker"] == {}


@pytest.mark.parametrize("key", ["child_name", "child_sex", "no_such_field", "", "mother_ethnicity"])
def test_no_list_where_there_is_none(key: str) -> None:
    booth = form_of("1.001193", "married").act("open_list", field=key).act("find_entry", text="x")
    assert booth.view()["picker"] == {}


# Answers that must fit each other


def test_dates_in_their_order_are_told_at_the_second_and_put_right_at_either() -> None:
    booth = (
        to_group(stay(), "place").act("answer", field="stays_from", text="02/12/2026").act("answer", field="stays_until", text="01/12/2026")
    )
    assert fields(booth)["stays_until"]["error"] == "Ngày kết thúc phải sau ngày bắt đầu tạm trú."
    booth.visit.language = "en"
    assert fields(booth)["stays_until"]["error"] == "The last day must be after the first one."
    booth.act("answer", field="stays_from", text="01/11/2026")
    assert fields(booth)["stays_until"]["error"] == ""


# Members


def household() -> Booth:
    booth = to_group(stay(), "members").act("answer", field="has_members", text="yes").act("continue")
    assert booth.visit.present_group().id == "member"
    return booth


def names(booth: Booth) -> list[str]:
    return [one["title"] for one in booth.view()["members"]["items"]]


def add(booth: Booth, name: str) -> Booth:
    booth.act("add_member").act("answer", field=f"member.{booth.view()['member']}.member_name", text=name)
    return booth.answer_what_is_open().act("continue")


def test_members_are_added_changed_removed_and_put_back() -> None:
    booth = household()
    assert (booth.view()["fields"], names(booth), booth.view()["members"]["none"]) == ([], [], "Chưa có ai trong danh sách.")
    booth.act("continue")
    assert booth.view()["members"]["error"] == "Cần thêm ít nhất 1 người. Xin chạm vào nút thêm."
    for name in ("An", "Bình", "Cường"):
        add(booth, name)
    assert names(booth) == ["An", "Bình", "Cường"]
    booth.act("remove_member", number=2)
    assert (names(booth), booth.view()["members"]["undo"]) == (["An", "Cường"], True)
    assert booth.draft.answers["member.2.member_name"] == "Cường"
    booth.act("undo_member")
    assert (names(booth), booth.view()["members"]["undo"]) == (["An", "Bình", "Cường"], False)
    booth.act("edit_member", number=3)
    assert (booth.view()["title"], booth.view()["member"]) == ("Thành viên 3", 3)
    booth.act("answer", field="member.3.member_name", text="Dũng").act("back")
    assert (names(booth), booth.view()["member"]) == (["An", "Bình", "Dũng"], 0)
    booth.act("continue")
    assert booth.screen == "receiving"


def test_a_member_half_told_is_marked_and_opened() -> None:
    booth = add(household(), "An")
    booth.act("add_member").act("answer", field="member.2.member_name", text="Bình").act("back")
    assert [bool(one["wrong"]) for one in booth.view()["members"]["items"]] == [False, True]
    booth.act("continue")
    assert (booth.view()["member"], booth.view()["jump"].split("#")[0]) == (2, "member.2.member_born")


def test_a_member_who_was_only_begun_is_nobody() -> None:
    booth = household().act("add_member").act("continue")
    assert (booth.view()["member"], booth.view()["jump"].split("#")[0]) == (1, "member.1.member_name")
    assert names(booth.act("back")) == []


def test_as_many_as_there_may_be() -> None:
    booth = household()
    most = booth.visit.present_group().repeat.max  # type: ignore[union-attr]
    for number in range(most):
        add(booth, f"Người {number}")
    assert (booth.view()["members"]["can_add"], bool(booth.view()["members"]["full"])) == (False, True)
    booth.act("add_member")
    assert booth.view()["member"] == 0


def test_untimely_touches_among_members() -> None:
    booth = add(household(), "An")
    for action, values in (
        ("edit_member", {"number": 0}),
        ("edit_member", {"number": 9}),
        ("remove_member", {"number": 2}),
        ("undo_member", {}),
    ):
        booth.act(action, **values)
        assert names(booth) == ["An"]
    booth.act("edit_member", number=1).act("remove_member", number=1).act("add_member")
    assert booth.view()["member"] == 1


def test_members_stand_on_the_review_and_go_when_they_are_no_longer_asked_for() -> None:
    booth = add(household(), "An").to_review()
    (told,) = [group for group in booth.view()["answers"] if group["title"] == "Từng người cùng đăng ký"]
    assert told["items"][0]["label"] == "Thành viên 1"
    assert told["items"][0]["value"].startswith("An · ")
    booth.act("edit_form")
    to_group(booth, "members").act("answer", field="has_members", text="no")
    booth.to_review().sign().act("submit")
    assert not any(key.startswith("member.") for key in booth.last(jobs.Submit).draft.answers)
