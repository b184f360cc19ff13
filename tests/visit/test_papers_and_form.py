"""Scanning into rows, looking, removing; answering; consent; what a fault leaves."""

from __future__ import annotations

import pytest

from kiosk.catalogue import Both, Exemption, Fee
from kiosk.devices.contract import PrintOutcome
from kiosk.dossier.payment import Account
from kiosk.errors import BrokenDeviceError, OperatorDeviceError, StoreError
from kiosk.visit import jobs
from tests.visit.booth import AN, CASE, JAM, NUMBER, OPTIONAL, PAPER, PROCEDURE, Booth, at


def row(booth: Booth, row_id: str) -> dict[str, object]:
    return next(one for one in booth.view()["rows"] if one["id"] == row_id)


def page_ids(booth: Booth, row_id: str = PAPER) -> list[str]:
    return [page.id for page in booth.draft.row(row_id).pages]


# Scanning


def test_a_fault_keeps_the_pages_before_and_trying_again_adds_the_rest() -> None:
    booth = at("scanning").page().page().scan_failed(JAM)
    fault = booth.view()
    assert (fault["pages"], fault["row_id"], fault["sources"]) == (2, PAPER, ["flatbed"])
    assert "kẹt" in fault["sentence"]
    booth.act("retry")
    assert booth.last(jobs.Scan).draft.row(PAPER).pages == booth.draft.row(PAPER).pages
    booth.page().scan_ended()
    assert len(booth.view()["pages"]) == 3


def test_the_other_source_after_a_fault() -> None:
    booth = at("scan_fault").act("scan", row=PAPER, source="flatbed")
    assert booth.last(jobs.Scan).source == "flatbed"
    assert booth.view()["sentence"] == "Úp giấy xuống mặt kính, đậy nắp lại."
    booth.scan_failed()
    assert booth.view()["sources"] == ["feeder"]


def test_a_fault_with_no_scanner_says_so() -> None:
    booth = at("scanning").scan_failed(BrokenDeviceError("scanner.absent"))
    assert booth.view()["sentence"] == "Không tìm thấy máy quét. Xin gọi cán bộ."
    booth.act("back")
    assert booth.view()["scanner"] == "unknown"


def test_cancel_asks_the_scanner_once_and_waits_for_its_end() -> None:
    booth = at("scanning").page().act("cancel")
    assert (booth.screen, booth.view()["phase"], booth.cancelled) == ("scanning", "ending", 1)
    assert booth.view()["sentence"] == "Đang dừng máy quét…"
    booth.page().scan_ended()
    assert booth.screen == "pages"
    assert len(page_ids(booth)) == 2, "a page that was on its way is kept"


def test_cancel_before_the_first_page() -> None:
    booth = at("scanning").act("cancel").scan_ended()
    assert booth.screen == "papers"


def test_a_fault_while_cancelling_is_no_fault() -> None:
    assert at("scanning").act("cancel").scan_failed().screen == "papers"
    assert at("scanning").page().act("cancel").scan_failed().screen == "pages"


def test_scanning_again_adds_pages() -> None:
    booth = at("pages").scan(PAPER, 2, source="flatbed")
    assert [page["number"] for page in booth.view()["pages"]] == [1, 2, 3]


def test_a_row_that_cannot_be_scanned() -> None:
    booth = at("papers")
    for row_id in ("declaration", "no_such_row", ""):
        booth.act("scan", row=row_id, source="feeder")
    assert booth.screen == "papers"
    assert booth.jobs(jobs.Scan) == []


def test_an_unknown_source_is_the_feeder() -> None:
    assert at("papers").act("scan", row=PAPER, source="camera").last(jobs.Scan).source == "feeder"


# Looking, removing


def test_looking_at_a_row_loads_the_pictures_that_are_not_in_memory() -> None:
    booth = at("resume").act("resume").act("look", row=PAPER)
    (page,) = booth.view()["pages"]
    assert page["image"] == ""
    job = booth.last(jobs.LoadPages)
    booth.tell(jobs.PagesLoaded(job.visit, {page["id"]: b"jpeg"}))
    assert booth.view()["pages"][0]["image"] == f"image://page/{page['id']}/small/0"
    booth.act("accept").act("look", row=PAPER)
    assert len(booth.jobs(jobs.LoadPages)) == 1


def test_remove_and_undo() -> None:
    booth = at("scanning").page().page().page().scan_ended()
    one, two, three = page_ids(booth)
    saved = len(booth.jobs(jobs.SaveDraft))
    booth.act("remove_page", id=two)
    assert (page_ids(booth), booth.view()["undo"]) == ([one, three], True)
    assert len(booth.jobs(jobs.SaveDraft)) == saved, "it can still be put back: it stays on the disk"
    booth.act("undo")
    assert (page_ids(booth), booth.view()["undo"]) == ([one, two, three], False)
    booth.act("undo").act("remove_page", id="nothing")
    assert page_ids(booth) == [one, two, three]


@pytest.mark.parametrize("ending", ["accept", "back", "scan", "another"])
def test_a_removed_page_goes_from_the_disk_when_it_cannot_be_put_back(ending: str) -> None:
    booth = at("scanning").page().page().scan_ended()
    one, two = page_ids(booth)
    booth.act("remove_page", id=two)
    saved = len(booth.jobs(jobs.SaveDraft))
    match ending:
        case "scan":
            booth.act("scan", row=PAPER, source="feeder")
            assert [page.id for page in booth.last(jobs.Scan).draft.row(PAPER).pages] == [one]
        case "another":
            booth.act("remove_page", id=one)
        case _:
            booth.act(ending)
    assert len(booth.jobs(jobs.SaveDraft)) == saved + 1
    assert [page.id for page in booth.jobs(jobs.SaveDraft)[saved].draft.row(PAPER).pages] == [one]
    assert two not in booth.visit.thumbnails


def test_all_pages_removed_is_missing_again() -> None:
    booth = at("pages")
    booth.act("remove_page", id=page_ids(booth)[0])
    assert booth.view()["row"]["verdict"] == "missing"
    booth.act("accept")
    assert booth.view()["can_continue"] is False


def test_not_at_hand_and_back() -> None:
    booth = at("papers").act("not_at_hand", row=PAPER, value=True)
    assert (row(booth, PAPER)["verdict"], row(booth, PAPER)["not_at_hand"]) == ("officer", True)
    assert (booth.view()["whole"], booth.view()["can_continue"]) == ("officer", True)
    assert booth.last(jobs.SaveDraft).draft.row(PAPER).not_at_hand
    booth.act("not_at_hand", row=PAPER, value=False)
    assert row(booth, PAPER)["verdict"] == "missing"
    booth.act("not_at_hand", row=PAPER, value=True).scan()
    assert row(booth.act("accept"), PAPER)["verdict"] == "complete", "it was there after all"


def test_the_form_is_no_paper_that_could_be_missing() -> None:
    booth = at("papers").act("not_at_hand", row="declaration", value=True)
    assert booth.draft.rows == {}
    assert row(booth, "declaration")["verdict"] == "missing"
    assert booth.view()["missing"] == 1


def test_continue_only_when_nothing_is_missing() -> None:
    assert at("papers").act("continue").screen == "papers"


# Another case, another procedure


def test_another_case_keeps_the_papers_that_fit() -> None:
    booth = at("pages").act("accept").scan(OPTIONAL).act("accept")
    booth.act("back").act("back").act("choose_case", id="no_birth_paper").act("have_papers")
    assert booth.draft.case_id == "no_birth_paper"
    kept = {component.id for component in booth.visit.case_or_fail.components} & {PAPER, OPTIONAL}
    assert {name for name, given in booth.draft.rows.items() if given.pages} == kept
    assert booth.last(jobs.SaveDraft).draft == booth.draft


def test_another_case_keeps_the_answers_that_fit() -> None:
    booth = (
        at("form")
        .act("answer", field="child_name", text="Nguyễn Văn Bé")
        .act("back")
        .act("back")
        .act("back")
        .act("choose_case", id="not_married")
        .act("have_papers")
    )
    assert booth.draft.answers["child_name"] == "Nguyễn Văn Bé"
    asked = {field.id for group in booth.visit.case_or_fail.form for field in group.fields}
    assert booth.draft.answers.keys() <= asked


def test_another_procedure_begins_with_what_the_card_knows() -> None:
    booth = at("pages").act("accept")
    first = booth.draft.id
    booth.act("back").act("back").act("back").act("choose_procedure", code="2.000815")
    booth.act("choose_case", id=booth.view()["cases"][0]["id"]).act("have_papers")
    assert (booth.draft.id, booth.draft.procedure_code, booth.draft.rows) == (first, "2.000815", {})
    assert set(booth.draft.answers.values()) <= {"077098001234", "Lý Quốc Toản", "1998-08-15", "nam", "Số 1 Lê Lợi, Phường Vũng Tàu"}


def test_the_signature_was_for_the_other_case() -> None:
    booth = at("review").sign()
    signed = booth.draft.signature
    booth.act("edit_papers").act("back").act("back").act("choose_case", id=CASE).act("have_papers")
    assert booth.draft.signature == signed, "the same case: nothing is lost"
    other = next(case.id for case in booth.visit.procedure_or_fail.cases if case.id != CASE)
    booth.act("back").act("back").act("choose_case", id=other).act("have_papers")
    assert booth.draft.signature is None


def test_unknown_procedure_and_case_are_ignored() -> None:
    assert at("procedures").act("choose_procedure", code="9.999999").screen == "procedures"
    assert at("cases").act("choose_case", id="no_such_case").screen == "cases"


# The form


def shown(booth: Booth) -> dict[str, dict[str, object]]:
    return {field["id"]: field for field in booth.view()["fields"]}


def test_form_says_what_is_open() -> None:
    booth = at("form").act("continue")
    assert booth.view()["group"]["index"] == 1
    wrong = {name for name, field in shown(booth).items() if field["error"]}
    assert {"child_name", "child_born", "child_sex"} <= wrong
    booth.act("answer", field="child_name", text="Bé")
    assert shown(booth)["child_name"]["error"] == ""


def test_a_refused_answer_stays_to_be_put_right() -> None:
    booth = at("form").act("answer", field="child_born", text="31/02/2026")
    field = shown(booth)["child_born"]
    assert field["value"] == "31/02/2026"
    assert "ngày/tháng/năm" in str(field["error"])
    assert "child_born" not in booth.draft.answers
    booth.act("continue")
    assert "ngày/tháng/năm" in str(shown(booth)["child_born"]["error"]), "more than 'required'"
    booth.act("answer", field="child_born", text="01/11/2026")
    assert (shown(booth)["child_born"]["value"], shown(booth)["child_born"]["error"]) == ("01/11/2026", "")


def test_a_day_to_come() -> None:
    booth = at("form").act("answer", field="child_born", text="01/01/2030")
    assert shown(booth)["child_born"]["error"] == "Ngày này chưa tới. Xin xem lại."


def test_a_condition_shows_and_hides_its_field() -> None:
    booth = at("form").answer_what_is_open().act("continue")
    assert "copies" not in shown(booth)
    booth.act("answer", field="wants_copies", text="yes")
    assert "copies" in shown(booth)
    booth.act("answer", field="wants_copies", text="no")
    assert "copies" not in shown(booth)


def test_a_mistake_in_a_field_that_is_no_longer_asked_holds_nobody_up() -> None:
    booth = at("form").answer_what_is_open().act("continue")
    booth.act("answer", field="wants_copies", text="yes").act("answer", field="copies", text="nhiều")
    assert shown(booth)["copies"]["error"]
    booth.act("answer", field="wants_copies", text="no").fill_form()
    assert booth.screen == "receiving"


def test_a_mistake_in_an_optional_field_is_not_let_slip_by_going_back() -> None:
    """Back and forth, the text is still there: so is its error."""
    booth = at("form")
    group, field = next(
        (group, field)
        for group in booth.visit.case_or_fail.form[1:]
        for field in group.fields
        if not field.required and field.when is None and field.kind in ("date", "phone", "digits", "amount")
    )
    while booth.visit.present_group().id != group.id:
        booth.answer_what_is_open().act("continue")
    index = booth.answer_what_is_open().act("answer", field=field.id, text="xyz").view()["group"]["index"]
    booth.act("back").act("continue")
    assert (booth.view()["group"]["index"], shown(booth)[field.id]["value"]) == (index, "xyz")
    booth.act("continue")
    assert booth.view()["group"]["index"] == index
    assert shown(booth)[field.id]["error"]
    booth.act("answer", field=field.id, text="").act("continue")
    assert booth.screen == "review" or booth.view()["group"]["index"] == index + 1


def test_each_answer_is_kept_as_it_is_given() -> None:
    booth = at("form")
    booth.act("answer", field="child_name", text="Nguyễn Bình Minh")
    assert booth.last(jobs.SaveDraft).draft.answers["child_name"] == "Nguyễn Bình Minh"
    booth.fill_form()
    assert booth.last(jobs.SaveDraft).draft.answers == booth.draft.answers


def test_answers_that_nobody_asked_for_are_ignored() -> None:
    booth = at("form")
    before = booth.draft.answers
    booth.act("answer", field="no_such_field", text="x").act("answer", field="father_name", text="của nhóm khác")
    assert booth.draft.answers == before


# Review, consent, submission


def test_nothing_is_ticked_and_nothing_is_taken_without_consent() -> None:
    booth = at("consent")
    assert (booth.view()["can_agree"], [one["ticked"] for one in booth.view()["purposes"]]) == (False, [False, False, False])
    booth.show_card(AN).act("agree").act("tick", purpose="contact", value=True).act("agree")
    assert (booth.screen, booth.visit.person) == ("consent", None)
    booth.act("tick", purpose="file", value=True).act("tick", purpose="contact", value=False).act("agree")
    assert booth.screen == "confirm", "the card that was shown too early is not asked for again"
    booth.act("confirm").found().act("choose_procedure", code=PROCEDURE).act("choose_case", id=CASE).act("have_papers")
    assert booth.draft.consent is not None
    assert booth.draft.consent.purposes == ("file",)


def test_consent_that_is_given_anew_counts() -> None:
    booth = at("papers").act("back").act("back").act("back").act("back").act("back")
    assert booth.screen == "consent"
    booth.act("tick", purpose="reuse", value=True).act("agree").show_card(AN).act("confirm").found()
    assert booth.screen == "papers"
    assert booth.draft.consent is not None
    assert booth.draft.consent.purposes == ("file", "reuse")


def test_no_submission_without_a_signature() -> None:
    booth = at("review")
    assert booth.view()["can_submit"] is False
    booth.act("submit")
    assert (booth.screen, booth.jobs(jobs.Submit)) == ("review", [])
    for no_signature in ("x", [[[2, 0]]], [[]], 5, [["a", "b"]]):
        assert booth.act("sign", strokes=no_signature).view()["can_submit"] is False
    assert booth.sign().act("clear_signature").act("submit").screen == "review"
    assert booth.sign().act("submit").screen == "submitting"


def test_who_cannot_sign_files_all_the_same() -> None:
    booth = at("review").act("cannot_sign", value=True)
    assert (booth.view()["cannot_sign"], booth.view()["can_submit"]) == (True, True)
    assert booth.act("cannot_sign", value=False).view()["can_submit"] is False


# Receiving the result, the fee


def test_a_way_that_needs_more_asks_for_it() -> None:
    booth = at("receiving").act("receive", way="post")
    assert booth.screen == "receiving"
    assert [(field["id"], field["value"]) for field in booth.view()["fields"]] == [
        ("address", "Số 1 Lê Lợi, Phường Vũng Tàu"),
        ("phone", ""),
    ]
    booth.act("answer", field="phone", text="12").act("continue")
    assert booth.view()["fields"][1]["error"]
    booth.act("receive", way="electronic").act("continue")
    assert booth.screen == "fee", "an e-mail address is not needed"
    assert booth.act("back").view()["ways"][2]["chosen"]


def test_an_exemption_that_is_claimed_changes_what_is_due() -> None:
    booth = at("fee")
    known = booth.visit.procedure_or_fail
    poor = Exemption(id="poor", name=Both(vi="Hộ nghèo", en="Poor household"), amount=0)
    booth.visit.procedure = known.model_copy(update={"fees": (Fee(amount=200_000),), "exemptions": (poor,)})
    booth.visit.account = Account("970436", "0011001932418", "TRUNG TAM PHUC VU HANH CHINH CONG")
    assert booth.view()["amount"] == "200.000 đ"
    assert booth.view()["qr"]
    booth.act("claim", exemption="nobody")
    assert booth.draft.exemption == ""
    booth.act("claim", exemption="poor")
    assert (booth.view()["amount"], booth.view()["qr"]) == ("Không thu phí", [])
    assert booth.act("claim", exemption="").view()["amount"] == "200.000 đ"


def test_no_submission_with_a_paper_missing() -> None:
    booth = at("review").sign().act("edit_papers").act("look", row=PAPER)
    booth.act("remove_page", id=page_ids(booth)[0]).act("accept").act("continue")
    assert booth.screen == "papers"


def test_edit_from_the_review_and_come_back() -> None:
    booth = at("review").act("edit_form")
    assert booth.view()["group"]["index"] == 1
    booth.to_review()
    assert booth.screen == "review"
    booth.act("back").act("back").act("back")
    assert booth.view()["group"] == {"index": 5, "count": 5}


def test_submission_failed_is_said_and_can_be_tried_again() -> None:
    booth = at("submitting")
    job = booth.last(jobs.Submit)
    booth.tell(jobs.JobFailed(job.visit, job, StoreError("store.write", cause="disk full")))
    assert booth.screen == "review"
    assert booth.view()["notice"].startswith("Máy chưa lưu được.")
    assert booth.view()["can_submit"]
    booth.act("submit").kept()
    assert booth.view()["number"] == NUMBER


def test_a_notice_goes_by_itself() -> None:
    booth = at("papers")
    job = booth.last(jobs.SaveDraft)
    booth.tell(jobs.JobFailed(job.visit, job, StoreError("store.write")))
    assert booth.view()["notice"]
    booth.wait(7.5)
    assert booth.view()["notice"]
    booth.wait(1)
    assert booth.view()["notice"] == ""


@pytest.mark.parametrize(
    ("outcome", "slip", "again"),
    [
        (PrintOutcome.PRINTED, "printed", True),
        (PrintOutcome.UNKNOWN, "unknown", True),
        (PrintOutcome.NOT_PRINTED, "failed", True),
        (None, "none", False),
    ],
)
def test_the_slip_has_its_outcomes(outcome: PrintOutcome | None, slip: str, again: bool) -> None:
    booth = at("submitted")
    assert (booth.view()["slip"], booth.view()["can_print"]) == ("printing", False)
    assert len(booth.act("print_again").jobs(jobs.PrintSlip)) == 1, "one is on its way"
    booth.printed(outcome)
    assert (booth.view()["slip"], booth.view()["can_print"]) == (slip, again)
    assert booth.view()["slip_sentence"]


def test_print_again() -> None:
    booth = at("submitted").printed(PrintOutcome.UNKNOWN).act("print_again")
    assert len(booth.jobs(jobs.PrintSlip)) == 2
    assert booth.view()["slip"] == "printing"


def test_a_printer_without_paper_is_said() -> None:
    booth = at("submitted")
    error = OperatorDeviceError("printer.paper_out")
    booth.tell(jobs.SlipDone(booth.visit.number, PrintOutcome.NOT_PRINTED, error))
    assert booth.view()["slip_sentence"].startswith("Máy in đã hết giấy. Chưa in được phiếu.")


def test_a_slip_that_could_not_even_be_made_does_not_print_for_ever() -> None:
    booth = at("submitted")
    job = booth.last(jobs.PrintSlip)
    booth.tell(jobs.JobFailed(job.visit, job, StoreError("store.read")))
    assert (booth.view()["slip"], booth.view()["can_print"]) == ("failed", True)


def test_news_is_asked_for_until_it_is_there() -> None:
    booth = at("submitted").printed().wait(3.1)
    asked = len(booth.jobs(jobs.AskNews))
    assert 2 <= asked <= 4
    booth.news("waiting", None).wait(2)
    assert len(booth.jobs(jobs.AskNews)) > asked
    booth.news()
    asked = len(booth.jobs(jobs.AskNews))
    booth.wait(5)
    assert len(booth.jobs(jobs.AskNews)) == asked
    assert booth.view()["sentence"].startswith("Cổng dịch vụ công đã nhận được")


def test_news_of_a_refusal() -> None:
    booth = at("submitted").printed().news("refused", None)
    assert booth.view()["sentence"].startswith("Cổng dịch vụ công chưa nhận hồ sơ này.")
    assert booth.view()["official"] == ""


def test_devices_say_whether_they_are_there() -> None:
    booth = Booth()
    assert (booth.view()["scanner"], booth.view()["printer"]) == ("ready", "unknown")
    booth.tell(jobs.DevicePresence("scanner", False)).tell(jobs.DevicePresence("printer", True))
    assert (booth.view()["scanner"], booth.view()["printer"]) == ("absent", "ready")
    booth.act("start").act("choose_language", language="vi").agree().tell(jobs.DevicePresence("reader", False))
    assert booth.view()["reader"] == "absent"


def test_search_is_without_diacritics_and_never_too_long() -> None:
    booth = at("procedures").act("search", text="dang ky khai sinh")
    assert booth.view()["results"][0]["code"] == PROCEDURE
    booth.act("search", text="x" * 5000)
    assert len(booth.view()["query"]) == 100
    assert booth.act("search", text="").view()["results"]


def test_the_card_fills_in_the_form() -> None:
    assert at("form", AN).draft.answers["requester_name"] == "Lý Quốc Toản"
