"""One resident, from the first touch to the slip, as a story."""

from __future__ import annotations

import json

import structlog

from kiosk.devices.contract import PrintOutcome
from kiosk.visit import jobs
from tests.visit.booth import AN, AN_TYPED, CASE, NUMBER, OPTIONAL, PAPER, PERSONAL, PROCEDURE, Booth


def test_from_card_to_slip() -> None:
    booth = Booth()
    assert booth.view()["screen"] == "attract"
    booth.act("start").act("choose_language", language="vi")
    assert [purpose["ticked"] for purpose in booth.view()["purposes"]] == [False, False, False]
    assert not booth.act("agree").view()["can_agree"]
    booth.act("tick", purpose="file", value=True).act("agree")
    assert booth.view()["reader"] == "ready"

    booth.show_card(AN)
    assert booth.view()["person"] == {
        "name": "Lý Quốc Toản",
        "number": "077******234",
        "born": "15/08/1998",
        "sex": "Nam",
        "address": "Số 1 Lê Lợi, Phường Vũng Tàu",
    }
    booth.act("confirm")
    assert booth.last(jobs.FindDraft).personal_number == "077098001234"
    booth.found()

    booth.act("search", text="khai sinh")
    assert PROCEDURE in [result["code"] for result in booth.view()["results"]]
    booth.act("choose_procedure", code=PROCEDURE)
    assert CASE in [case["id"] for case in booth.view()["cases"]]
    booth.act("choose_case", id=CASE)
    assert len(booth.view()["papers"]) == len(booth.visit.case_or_fail.components)
    booth.act("have_papers")
    assert booth.last(jobs.SaveDraft).draft.person.name == "Lý Quốc Toản", "kept before anything is scanned"

    papers = booth.view()
    assert (papers["whole"], papers["can_continue"]) == ("missing", False)
    assert papers["whole_text"] == "Còn thiếu 1 giấy tờ"
    booth.act("scan", row=PAPER, source="feeder")
    assert booth.view()["phase"] == "waiting"
    booth.page()
    assert (booth.view()["phase"], booth.view()["pages"]) == ("feeding", 1)
    booth.page("doubtful").scan_ended()
    assert [page["verdict"] for page in booth.view()["pages"]] == ["good", "doubtful"]
    assert booth.view()["row"]["verdict"] == "officer"
    booth.act("accept").act("not_at_hand", row=OPTIONAL, value=True)
    assert booth.view()["whole"] == "officer"
    booth.act("continue")

    assert booth.view()["group"] == {"index": 1, "count": 5}
    booth.fill_form().act("receive", way="post").act("continue")
    assert [field["error"] for field in booth.view()["fields"]] == ["", "Ô này cần điền."]
    booth.act("answer", field="phone", text="0912 345 678").act("continue")
    assert booth.view()["amount"] == "Không thu phí"
    booth.act("continue")
    review = booth.view()
    assert (review["whole"], review["can_submit"]) == ("officer", False)
    assert {"label": "Số điện thoại", "value": "0912345678"} in review["receiving"]
    assert {"label": "Số định danh cá nhân", "value": "077098001234"} in [item for group in review["answers"] for item in group["items"]]
    booth.act("submit")
    assert booth.screen == "review"
    booth.sign().act("submit")
    submitted = booth.last(jobs.Submit).draft
    assert submitted.consent is not None
    assert submitted.consent.text_version == booth.visit.texts.version("vi", "consent.")
    assert (submitted.consent.purposes, submitted.consent.language) == (("file",), "vi")
    assert submitted.signature is not None
    assert booth.last(jobs.SaveDraft).draft == submitted

    booth.kept()
    done = booth.view()
    assert (done["number"], done["official"], done["slip"]) == (NUMBER, "", "printing")
    assert "sẽ gửi khi có mạng" in done["sentence"]
    assert len(done["qr"]) == len(done["qr"][0])
    booth.printed(PrintOutcome.PRINTED).news()
    assert booth.view()["official"] == "000.00.26.H29-261122-0001"
    assert booth.view()["can_print"]
    booth.act("rate").act("give", rating="poor").act("because", reason="slow").act("finish")
    assert booth.last(jobs.Rate) == jobs.Rate(submitted_number(booth), PROCEDURE, "poor", ("slow",))
    assert booth.jobs(jobs.Forget) == [jobs.Forget(submitted_number(booth), submitted.id)]
    booth.wait(15.5)
    assert booth.screen == "attract"


def submitted_number(booth: Booth) -> int:
    return booth.last(jobs.Submit).visit


def test_the_same_in_english_typed_by_hand() -> None:
    booth = Booth().act("start").act("choose_language", language="en").agree().act("type_instead")
    assert booth.view()["fields"][1]["label"] == booth.visit.texts.say("en", "person.name")
    for field, text in AN_TYPED.items():
        booth.act("answer", field=field, text=text)
    booth.act("confirm")
    assert booth.view()["from_card"] is False
    booth.act("confirm").act("choose_procedure", code=PROCEDURE).act("choose_case", id=CASE).act("have_papers")
    assert booth.view()["procedure"] == "Register a birth"
    booth.scan(PAPER, 2).act("accept").act("continue").fill_form().act("receive", way="centre").act("continue").sign().act("submit").kept()
    assert booth.last(jobs.Submit).draft.language == "en"
    assert booth.last(jobs.Submit).draft.person.source == "typed"
    booth.act("rate").act("give", rating="good")
    assert booth.view()["language"] == "en", "the goodbye is still theirs"
    booth.wait(16)
    assert (booth.screen, booth.view()["language"]) == ("attract", "vi")


def test_the_log_of_a_visit_holds_no_person() -> None:
    with structlog.testing.capture_logs() as lines:
        test_from_card_to_slip()
        test_the_same_in_english_typed_by_hand()
        Booth().act("start").act("choose_language", language="vi").agree().show_card(AN.replace("1998", "1997")).act(
            "nonsense", name="Lý Quốc Toản"
        )
    assert len(lines) > 20
    said = json.dumps(lines, ensure_ascii=False, default=repr)
    assert not any(personal in said for personal in (*PERSONAL, "1998"))
