"""At the board and at the pages of a row: what a touch changes, what is saved at once, what can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.dossier.draft import DroppedPage, PageRef
from kiosk.errors import BrokenDeviceError, OperatorDeviceError
from kiosk.identity import read_mrz
from kiosk.store import KeptDraft
from kiosk.visit import jobs
from tests.identity.zones import td1
from tests.visit.booth import AN, BINH, OPTIONAL, PAPER, Booth, at

TYPED_AN = "077098001234||Lý Quốc Toản|15081998|Nam|Số 9 Trần Phú, Phường Vũng Tàu|01082024"


def places(booth: Booth) -> dict[str, list[int]]:
    view = booth.view()
    lanes = {"": view["unsorted"], "-": view["aside"]} | {row["id"]: row["pages"] for row in view["rows"]}
    return {place: [page["number"] for page in pages] for place, pages in lanes.items() if pages}


def ids(booth: Booth, *numbers: int) -> list[str]:
    return [booth.draft.stack[number - 1].page.id for number in numbers]


def filed(booth: Booth, row: str = PAPER) -> list[str]:
    return [page.id for page in booth.draft.row(row).pages]


# The board


def test_the_stack_lies_as_proposed_and_cannot_be_filed_yet() -> None:
    booth = at("board")
    assert places(booth) == {PAPER: [1, 3], "": [2]}
    view = booth.view()
    assert (view["can_file"], view["undo"]) == (False, False)
    assert view["open_text"].startswith("Còn 1 trang chưa xếp")
    assert booth.act("file").screen == "board"
    assert booth.draft.rows == {}


def test_a_guess_is_confirmed_row_by_row() -> None:
    booth = at("board").act("place", pages=ids(at("board"), 2), row="-")
    view = booth.view()
    assert view["open_text"].startswith("Còn 1 giấy máy mới đoán")
    (row,) = [row for row in view["rows"] if row["unsure"]]
    assert (row["id"], row["why"]) == (PAPER, "Theo thứ tự trong danh sách")
    assert booth.act("file").screen == "board"
    booth.act("confirm_row", row=PAPER)
    assert booth.view()["can_file"]
    assert not any(row["unsure"] for row in booth.view()["rows"])
    kept = ids(booth, 1, 3)
    booth.act("file")
    assert (booth.screen, filed(booth), booth.draft.stack) == ("papers", kept, ())
    assert booth.last(jobs.SaveDraft).draft == booth.draft


def test_every_move_is_saved_and_undone() -> None:
    booth = at("board")
    before, saved = places(booth), len(booth.jobs(jobs.SaveDraft))
    booth.act("place", pages=ids(booth, 2, 3), row=OPTIONAL).act("confirm_row", row=PAPER).act("place", pages=ids(booth, 1), row="-")
    assert places(booth) == {OPTIONAL: [2, 3], "-": [1]}
    assert [job.draft for job in booth.jobs(jobs.SaveDraft)[saved:]][-1] == booth.draft
    assert len(booth.jobs(jobs.SaveDraft)) == saved + 3
    booth.act("undo").act("undo").act("undo")
    assert (places(booth), booth.view()["undo"]) == (before, False)
    booth.act("undo")
    assert places(booth) == before
    assert booth.last(jobs.SaveDraft).draft == booth.draft


@pytest.mark.parametrize("row", ["declaration", "no_such_row", "--"])
def test_a_place_that_takes_no_pages(row: str) -> None:
    booth = at("board")
    before = places(booth)
    booth.act("place", pages=ids(booth, 1), row=row)
    assert places(booth) == before


@pytest.mark.parametrize("pages", [[], "x", None, 5, ["nothing"], {"a": 1}])
def test_nothing_that_could_be_moved(pages: object) -> None:
    booth = at("board")
    saved = len(booth.jobs(jobs.SaveDraft))
    booth.act("place", pages=pages, row=OPTIONAL)
    assert (booth.view()["undo"], len(booth.jobs(jobs.SaveDraft))) == (False, saved)


def test_what_is_unsorted_holds_the_visit_at_the_papers() -> None:
    booth = at("papers").scan().act("accept")
    assert booth.view()["can_continue"]
    booth.stack("").act("back")
    assert (booth.screen, booth.view()["unsorted"], booth.view()["can_continue"]) == ("papers", 1, False)
    assert booth.act("continue").screen == "papers"
    booth.act("sort").act("place", pages=ids(booth, 1), row="-").act("file").act("continue")
    assert booth.screen == "form"


def test_what_is_set_aside_leaves_the_dossier_when_it_is_filed() -> None:
    booth = at("papers").stack("-")
    (page,) = ids(booth, 1)
    booth.act("file")
    assert list(booth.draft.pages()) == []
    assert page not in booth.visit.thumbnails


def test_more_of_the_stack_comes_behind_and_the_past_is_past() -> None:
    booth = at("board").act("place", pages=ids(at("board"), 2), row=OPTIONAL)
    booth.stack("")
    assert (places(booth), booth.view()["undo"]) == ({PAPER: [1, 3], OPTIONAL: [2], "": [4]}, False)


def test_a_fault_in_the_stack_shows_what_came() -> None:
    booth = at("papers").act("scan_stack").page().scan_failed()
    view = booth.view()
    assert (view["row"], view["row_id"], view["can_sort"], view["sources"]) == ("Tất cả giấy tờ", "", True, [])
    booth.act("retry")
    assert (booth.screen, len(booth.jobs(jobs.ScanStack))) == ("scanning", 2)
    booth.scan_failed(OperatorDeviceError("scanner.empty")).act("sort")
    assert places(booth) == {"": [1]}


def test_an_empty_feeder_leads_back() -> None:
    assert at("papers").act("scan_stack").act("cancel").scan_ended().screen == "papers"


def test_the_pages_stream_in() -> None:
    booth = at("papers").act("scan_stack").page().page()
    view = booth.view()
    assert (view["pages"], len(view["images"]), view["phase"]) == (2, 2, "feeding")
    booth.tell(jobs.StackRead(booth.visit.number))
    assert booth.view()["phase"] == "sorting"
    assert "xếp vào đúng giấy" in booth.view()["sentence"]


def test_after_a_fault_the_stack_is_still_there_for_the_same_card() -> None:
    kept = at("board").draft
    booth = at("confirm").act("confirm")
    job = booth.last(jobs.FindDraft)
    booth.tell(jobs.DraftSearched(job.visit, job.personal_number, KeptDraft(kept, "open"))).act("resume")
    assert booth.view()["unsorted"] == 3
    booth.act("sort")
    assert set(booth.last(jobs.LoadPages).pages) == {page.id for page in kept.pages()}
    assert places(booth) == {PAPER: [1, 3], "": [2]}


def test_another_case_puts_the_pages_of_its_lost_rows_back_into_the_tray() -> None:
    booth = (
        at("papers")
        .stack(PAPER, "marriage_certificate", "-")
        .act("back")
        .act("back")
        .act("back")
        .act("choose_case", id="not_married")
        .act("have_papers")
    )
    booth.act("sort")
    assert places(booth) == {PAPER: [1], "": [2], "-": [3]}


# Pages of a row


def test_a_page_is_turned_by_quarters_and_its_marks_with_it() -> None:
    booth = at("scanning").page(
        "doubtful", reasons=["blurred"], marks=[{"reason": "blurred", "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.1}]
    )
    (page,) = filed(booth.scan_ended())
    view = booth.act("turn_page", id=page).view()["pages"][0]
    assert (view["image"], view["wide"]) == (f"image://page/{page}/small/90", True)
    (mark,) = view["marks"]
    assert {key: round(mark[key], 6) for key in ("x", "y", "width", "height")} == {"x": 0.7, "y": 0.1, "width": 0.1, "height": 0.3}
    assert mark["text"] == view["reasons"][0]
    assert booth.last(jobs.SaveDraft).draft.row(PAPER).pages[0].turn == 90
    for _ in range(3):
        booth.act("turn_page", id=page)
    assert booth.draft.row(PAPER).pages[0].turn == 0


@pytest.mark.parametrize(("to", "order"), [(0, [2, 0, 1]), (1, [0, 2, 1]), (99, [0, 1, 2]), (-5, [2, 0, 1])])
def test_pages_change_their_order(to: int, order: list[int]) -> None:
    booth = at("scanning").page().page().page().scan_ended()
    before = filed(booth)
    booth.act("move_page", id=before[2], to=to)
    assert filed(booth) == [before[index] for index in order]
    assert booth.last(jobs.SaveDraft).draft == booth.draft


def test_keeping_a_page_in_spite_of_its_verdict_is_still_for_the_officer() -> None:
    booth = at("scanning").page("bad", reasons=["blurred"]).scan_ended()
    (page,) = filed(booth)
    booth.act("keep_page", id=page)
    view = booth.view()
    assert (view["pages"][0]["kept"], view["row"]["verdict"]) == (True, "officer")
    kept = booth.last(jobs.SaveDraft).draft.row(PAPER).pages[0]
    assert (kept.kept, kept.verdict, kept.reasons) == (True, "bad", ("blurred",))


def test_a_page_is_scanned_again_in_its_place() -> None:
    booth = at("scanning").page().page("bad").scan_ended()
    _, bad = filed(booth)
    booth.act("rescan", id=bad, source="flatbed")
    job = booth.last(jobs.Scan)
    assert (job.component_id, job.source, job.replaces) == (PAPER, "flatbed", bad)
    booth.scan_failed().act("retry")
    assert booth.last(jobs.Scan).replaces == bad, "nothing came yet: it is still to be replaced"
    booth.page().scan_failed().act("retry")
    assert booth.last(jobs.Scan).replaces is None
    booth.page().scan_ended().act("scan", row=PAPER, source="feeder")
    assert booth.last(jobs.Scan).replaces is None


def test_the_same_page_twice_is_said_until_one_is_gone_or_kept() -> None:
    booth = at("scanning").page()
    (first,) = filed(booth)
    booth.page(same_as=first).scan_ended()
    _, twin = filed(booth)
    view = booth.view()
    assert [page["twin"] for page in view["pages"]] == ["", "Giống hệt trang 1"]
    assert (view["row"]["verdict"], view["row"]["reason"]) == ("officer", "Có hai trang giống nhau")
    assert booth.act("remove_page", id=first).view()["row"]["verdict"] == "complete"
    assert booth.act("undo").view()["row"]["verdict"] == "officer"
    assert booth.act("keep_page", id=twin).view()["row"]["verdict"] == "complete"


def test_a_twin_in_another_row_is_named() -> None:
    booth = at("scanning").page()
    (first,) = filed(booth)
    booth.scan_ended().act("accept").act("scan", row=OPTIONAL, source="feeder").page(same_as=first).scan_ended()
    assert booth.view()["pages"][0]["twin"] == "Giống một trang của “Giấy chứng sinh”"


def test_a_white_back_is_shown_as_left_out_and_taken_back() -> None:
    booth = at("scanning").page().page().scan_ended()
    row = booth.draft.row(PAPER)
    back = DroppedPage(page=PageRef(id="b" * 32, sha256="0" * 64, width=9, height=9, dpi=200, verdict="doubtful"), before=1)
    booth.visit.draft = booth.draft.model_copy(update={"rows": {PAPER: row.model_copy(update={"dropped": (back,)})}})
    view = booth.view()
    assert [(page["number"], page["dropped"]) for page in view["pages"]] == [(1, False), (0, True), (2, False)]
    assert view["row"]["verdict"] == "complete", "it is no part of the row"
    one, two = filed(booth)
    booth.act("restore_page", id="b" * 32)
    assert filed(booth) == [one, "b" * 32, two]
    assert booth.draft.row(PAPER).dropped == ()


def test_looking_closely_loads_one_page_and_lets_it_go() -> None:
    booth = at("pages")
    (page,) = filed(booth)
    booth.act("zoom", id=page)
    assert (booth.view()["zoom"], booth.view()["zoom_image"]) == (page, "")
    job = booth.last(jobs.LoadPage)
    booth.tell(jobs.PageLoaded(job.visit, page, b"jpeg"))
    assert booth.view()["zoom_image"] == f"image://page/{page}/large/0"
    booth.act("zoom", id="")
    assert (booth.view()["zoom"], booth.visit.large) == ("", {})
    booth.tell(jobs.PageLoaded(job.visit, page, b"jpeg"))
    assert booth.visit.large == {}
    booth.act("zoom", id=page).act("accept")
    assert booth.visit.zoomed == ""


# The card on a page, and on the glass


def typed_person() -> Booth:
    booth = at("person")
    for field, text in (
        ("number", "077098001234"),
        ("name", "Ly Quoc Toan"),
        ("born", "15/08/1998"),
        ("sex", "Nam"),
        ("address", "Số 1 Lê Lợi"),
    ):
        booth.act("answer", field=field, text=text)
    return booth.act("confirm").act("confirm").act("choose_procedure", code="1.001193").act("choose_case", id="married").act("have_papers")


def test_the_code_on_a_scanned_card_says_it_better_than_what_was_typed() -> None:
    booth = typed_person()
    assert booth.draft.answers["requester_name"] == "Ly Quoc Toan"
    booth.act("scan", row=OPTIONAL, source="flatbed").page(card_code=TYPED_AN.encode())
    assert booth.draft.person.name == "Ly Quoc Toan", "not while pages are still being kept"
    booth.scan_ended()
    assert (booth.draft.person.name, booth.draft.answers["requester_name"]) == ("Lý Quốc Toản", "Lý Quốc Toản")
    assert booth.last(jobs.SaveDraft).draft == booth.draft
    assert "mã trên thẻ căn cước" in booth.view()["notice"]


@pytest.mark.parametrize("code", [BINH.encode(), b"no card"])
def test_somebody_elses_card_is_only_a_paper(code: bytes) -> None:
    booth = typed_person()
    booth.act("scan", row=OPTIONAL, source="flatbed").page(card_code=code).scan_ended()
    assert (booth.draft.person.name, booth.view()["notice"]) == ("Ly Quoc Toan", "")


def test_a_card_on_the_glass_is_read_like_one_at_the_reader() -> None:
    booth = at("card_glass").act("scan_card")
    assert booth.view()["scanning"]
    booth.act("scan_card")
    (job,) = booth.jobs(jobs.ScanCard)
    booth.tell(jobs.CardScanned(job.visit, job.attempt, AN.encode()))
    assert (booth.screen, booth.visit.from_card) == ("confirm", True)


def test_no_code_on_the_glass_is_a_sentence() -> None:
    booth = at("card_glass").act("scan_card")
    booth.tell(jobs.CardScanned(booth.visit.number, 1, None))
    assert (booth.screen, booth.view()["scanning"]) == ("card_glass", False)
    assert "Không thấy mã QR" in booth.view()["problem"]


def test_the_lines_on_a_cards_back_fill_what_they_prove() -> None:
    booth = at("card_glass").act("scan_card")
    zone = read_mrz("\n".join(td1()), today=date(2026, 11, 22))
    booth.tell(jobs.CardScanned(booth.visit.number, 1, None, zone))
    view = booth.view()
    assert booth.screen == "person"
    assert "mặt sau thẻ" in view["notice"]
    found = {field["id"]: field["value"] for field in view["fields"]}
    # The name has no diacritics there: it is typed.
    assert found == {"number": "077098001234", "name": "", "born": "15/08/1998", "sex": "Nam", "address": ""}
    booth.act("answer", field="name", text="Lý Quốc Toản").act("answer", field="address", text="Số 9 Trần Phú").act("confirm")
    assert (booth.screen, booth.visit.from_card, booth.visit.person.name) == ("confirm", False, "Lý Quốc Toản")


def test_a_foreign_passport_is_no_card() -> None:
    booth = at("card_glass").act("scan_card")
    zone = replace(read_mrz("\n".join(td1()), today=date(2026, 11, 22)), number="")
    booth.tell(jobs.CardScanned(booth.visit.number, 1, None, zone))
    assert booth.screen == "card_glass"
    assert "Không thấy mã QR" in booth.view()["problem"]


def test_a_scanner_that_fails_is_a_sentence() -> None:
    booth = at("card_glass").act("scan_card")
    job = booth.last(jobs.ScanCard)
    booth.tell(jobs.JobFailed(job.visit, job, BrokenDeviceError("scanner.absent")))
    assert (booth.view()["scanning"], booth.view()["notice"]) == (False, "")
    assert "Không tìm thấy máy quét" in booth.view()["problem"]


@pytest.mark.parametrize("way", ["back", "type_instead", "reader"])
def test_leaving_the_glass_stops_the_scan_and_its_outcome_is_nobodys(way: str) -> None:
    booth = at("card_glass").act("scan_card")
    booth.show_card(BINH) if way == "reader" else booth.act(way)
    screen = booth.screen
    assert booth.cancelled == 1
    booth.tell(jobs.CardScanned(booth.visit.number, 1, AN.encode()))
    assert booth.screen == screen != "card_glass"


def test_the_outcome_of_a_scan_that_was_left_does_not_answer_the_next_one() -> None:
    booth = at("card_glass").act("scan_card").act("back").act("use_glass").act("scan_card")
    booth.tell(jobs.CardScanned(booth.visit.number, 1, None))
    assert (booth.view()["scanning"], booth.view()["problem"]) == (True, "")
    booth.tell(jobs.CardScanned(booth.visit.number, 2, AN.encode()))
    assert booth.screen == "confirm"


def test_the_kiosk_does_not_call_it_idle_while_it_reads_the_glass() -> None:
    booth = at("card_glass").act("scan_card").wait(200, step=5)
    assert booth.screen == "card_glass"
    booth.act("leave")
    assert booth.cancelled == 1


# From one paper to the next


def papers_of(code: str, case: str) -> tuple[Booth, list[str]]:
    """At the papers of a case, and the rows that wait for one."""
    booth = at("procedures").act("choose_procedure", code=code).act("choose_case", id=case).act("have_papers")
    return booth, [row["id"] for row in booth.view()["rows"] if row["verdict"] == "missing" and row["kind"] != "form"]


def test_on_to_the_next_paper_without_the_list() -> None:
    booth, wanted = papers_of("3.000347", "car")
    assert len(wanted) == 4
    booth.act("scan", row=wanted[0], source="feeder")
    assert booth.page().scan_ended().screen == "pages"
    for row in wanted[1:]:
        view = booth.view()
        # A sheet came first; what follows are cards and a photo.
        assert (view["next"] != "", view["complete"], view["next_source"]) == (True, False, "flatbed")
        booth.act("accept_next", source=view["next_source"])
        assert (booth.screen, booth.last(jobs.Scan).component_id, booth.last(jobs.Scan).source) == ("scanning", row, "flatbed")
        booth.page().scan_ended()
    assert (booth.view()["next"], booth.view()["complete"]) == ("", True)
    assert booth.act("accept_all").screen == "form"
    assert all(booth.draft.row(row).pages for row in wanted)


def test_there_is_no_next_while_this_one_has_no_page() -> None:
    booth = at("pages")
    booth.act("remove_page", id=booth.draft.row(PAPER).pages[0].id)
    assert (booth.view()["next"], booth.view()["complete"]) == ("", False)
    assert booth.act("accept_next", source="feeder").act("accept_all").screen == "pages"


def test_a_card_goes_onto_the_glass_and_a_sheet_where_the_last_one_was() -> None:
    booth, wanted = papers_of("3.000347", "car")
    offered = {row["id"]: row["sources"] for row in booth.view()["rows"] if row["id"] in wanted}
    assert offered == {
        "health_certificate": ["feeder", "flatbed"],
        "old_licence": ["flatbed", "feeder"],
        "id_card": ["flatbed", "feeder"],
        "photo": ["flatbed", "feeder"],
    }
    # After a card comes the sheet: into the feeder again.
    booth.act("scan", row="old_licence", source="flatbed").page().scan_ended()
    assert booth.view()["next_source"] == "feeder"
    # A sheet that was laid on the glass on purpose is followed by the next sheet there.
    booth, _ = papers_of("1.014199", "expert")
    booth.act("scan", row="health_certificate", source="flatbed").page().scan_ended()
    assert booth.view()["next_source"] == "flatbed"


def test_a_scanner_without_a_glass_takes_cards_too() -> None:
    booth, _ = papers_of("3.000347", "car")
    booth.act("scan", row="health_certificate", source="feeder").page().scan_ended()
    assert booth.view("feeder")["next_source"] == "feeder"
