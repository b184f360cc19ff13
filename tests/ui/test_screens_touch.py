"""Each action of VIEW.md is there to be touched, and says the right thing to the visit."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

import kiosk
from kiosk.texts import LANGUAGES, Language, Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.sample_parts import NUMBER
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES, Touch, find, get, names, place, stage_of, tap, viewport

pytestmark = pytest.mark.usefixtures("quiet")

VIEW_MD = Path(kiosk.__file__).parent / "visit" / "VIEW.md"

# (sample, what is touched, action, arguments)
TOUCHES = [
    ("attract", "action-start", "start", {"service": "file"}),
    ("language", "action-choose_language-vi", "choose_language", {"language": "vi"}),
    ("language", "action-choose_language-en", "choose_language", {"language": "en"}),
    ("card", "action-type_instead", "type_instead", {}),
    ("card", "action-use_glass", "use_glass", {}),
    ("card_glass", "action-scan_card", "scan_card", {}),
    ("card_glass", "action-type_instead", "type_instead", {}),
    ("person", "choice-sex-Nữ", "answer", {"field": "sex", "text": "Nữ"}),
    ("person", "action-confirm", "confirm", {}),
    ("confirm", "action-confirm", "confirm", {}),
    ("confirm", "action-not_me", "not_me", {}),
    ("resume", "action-resume", "resume", {}),
    ("resume", "action-start_new", "start_new", {}),
    ("procedures", "action-choose_procedure-3.000347", "choose_procedure", {"code": "3.000347"}),
    ("procedures", "action-open_group-lai_xe", "open_group", {"id": "lai_xe"}),
    ("procedures", "action-open_group-who", "open_group", {"id": "who"}),
    ("procedures-group", "action-choose_procedure-1.001612", "choose_procedure", {"code": "1.001612"}),
    ("procedures-agencies", "action-open_group-cong_an_xa", "open_group", {"id": "cong_an_xa"}),
    ("procedures-found", "action-more", "more", {}),
    ("procedures-none", "nothing-call_officer", "call_officer", {}),
    ("procedures-none", "action-open_group-agency", "open_group", {"id": "agency"}),
    ("cases", "action-choose_case-car", "choose_case", {"id": "car"}),
    ("needs", "action-have_papers", "have_papers", {}),
    ("needs", "action-print_list", "print_list", {}),
    ("needs-printed", "action-print_list", "print_list", {}),
    ("needs-browsing", "action-file_this", "file_this", {}),
    ("papers", "action-scan-suc_khoe-feeder", "scan", {"row": "suc_khoe", "source": "feeder"}),
    ("papers", "action-scan-gplx-flatbed", "scan", {"row": "gplx", "source": "flatbed"}),
    ("papers", "action-look-gplx", "look", {"row": "gplx"}),
    ("papers", "action-not_at_hand-suc_khoe", "not_at_hand", {"row": "suc_khoe", "value": True}),
    ("papers", "action-not_at_hand-anh", "not_at_hand", {"row": "anh", "value": False}),
    ("papers-first", "action-scan_stack", "scan_stack", {}),
    ("papers-unsorted", "action-sort", "sort", {}),
    ("papers-done", "action-continue", "continue", {}),
    ("scanning", "action-cancel", "cancel", {}),
    ("scan_fault", "action-retry", "retry", {}),
    ("scan_fault", "action-scan-suc_khoe-flatbed", "scan", {"row": "suc_khoe", "source": "flatbed"}),
    ("scan_fault", "action-look-suc_khoe", "look", {"row": "suc_khoe"}),
    ("scan_fault-stack", "action-sort", "sort", {}),
    ("pages", "action-scan-gplx-feeder", "scan", {"row": "gplx", "source": "feeder"}),
    ("pages", "action-remove_page-p3", "remove_page", {"id": "p3"}),
    ("pages", "action-rescan-p2", "rescan", {"id": "p2", "source": "feeder"}),
    ("pages", "action-keep_page-p2", "keep_page", {"id": "p2"}),
    ("pages", "action-restore_page-p4", "restore_page", {"id": "p4"}),
    ("pages", "action-turn_page-p1", "turn_page", {"id": "p1"}),
    ("pages", "action-remove_page-p6", "remove_page", {"id": "p6"}),
    ("pages", "action-zoom-p3", "zoom", {"id": "p3"}),
    ("pages-closely", "viewer-rescan-flatbed", "rescan", {"id": "p2", "source": "flatbed"}),
    ("pages-closely", "viewer-turn", "turn_page", {"id": "p2"}),
    ("pages-closely", "viewer-earlier", "move_page", {"id": "p2", "to": 0}),
    ("pages-closely", "viewer-later", "move_page", {"id": "p2", "to": 2}),
    ("pages-closely", "viewer-close", "zoom", {"id": ""}),
    ("pages", "action-undo", "undo", {}),
    ("pages", "action-accept_next", "accept_next", {"source": "feeder"}),
    ("pages-none", "action-accept", "accept", {}),
    ("pages-complete", "action-accept_all", "accept_all", {}),
    ("board", "action-confirm_row-suc_khoe", "confirm_row", {"row": "suc_khoe"}),
    ("board", "action-undo", "undo", {}),
    ("board", "action-scan_stack", "scan_stack", {}),
    ("board-settled", "action-file", "file", {}),
    ("board-closely", "viewer-close", "zoom", {"id": ""}),
    ("form-choices", "choice-how-post", "answer", {"field": "how", "text": "post"}),
    ("form-choices", "choice-again-no", "answer", {"field": "again", "text": "no"}),
    ("form", "action-continue", "continue", {}),
    ("review", "action-edit_papers", "edit_papers", {}),
    ("review", "action-edit_form", "edit_form", {}),
    ("consent", "tick-file", "tick", {"purpose": "file", "value": True}),
    ("consent-given", "tick-contact", "tick", {"purpose": "contact", "value": False}),
    ("consent-given", "action-agree", "agree", {}),
    ("receiving", "action-receive-centre", "receive", {"way": "centre"}),
    ("receiving-post", "action-continue", "continue", {}),
    ("fee", "action-claim-poor", "claim", {"exemption": "poor"}),
    ("fee", "action-continue", "continue", {}),
    ("review", "action-edit_receiving", "edit_receiving", {}),
    ("review-signed", "action-signing", "signing", {"value": True}),
    ("review-signing_done", "action-clear_signature", "clear_signature", {}),
    ("review-signing", "action-cannot_sign", "cannot_sign", {"value": True}),
    ("review-signing_done", "action-submit", "submit", {}),
    ("rating", "action-give-good", "give", {"rating": "good"}),
    ("rating-poor", "action-because-hard", "because", {"reason": "hard"}),
    ("rating-poor", "action-finish", "finish", {}),
    ("submitted", "action-print_again", "print_again", {}),
    ("submitted", "action-rate", "rate", {}),
    ("goodbye", "action-start", "start", {}),
    ("failsafe", "action-start", "start", {}),
    ("papers", "action-back", "back", {}),
    ("papers", "action-call_officer", "call_officer", {}),
    ("papers-help", "action-officer_done", "officer_done", {}),
    ("papers-help", "action-staff_ask", "staff_ask", {}),
    ("out_of_service", "action-staff_ask", "staff_ask", {}),
    ("papers-staff_who", "staff-who-CB02", "staff_who", {"id": "CB02"}),
    ("papers-staff_pin", "staff-key-7", "staff_key", {"key": "7"}),
    ("papers-staff_pin", "staff-key-erase", "staff_key", {"key": "erase"}),
    ("papers-staff_pin", "staff-other", "staff_who", {"id": ""}),
    ("papers-staff_locked", "action-staff_leave", "staff_leave", {}),
    ("papers-staff_papers", "staff-part-behalf", "staff_part", {"part": "behalf"}),
    ("papers-staff_papers", "staff-seen-licence", "staff_seen", {"row": "licence", "value": False}),
    ("papers-staff_papers", "staff-seen-health", "staff_seen", {"row": "health", "value": True}),
    ("papers-staff_papers", "staff-accept-p1", "staff_accept", {"page": "p1", "reason": ""}),
    ("papers-staff_papers", "staff-reason-readable", "staff_accept", {"page": "p1", "reason": "readable"}),
    ("papers-staff_papers", "staff-not-accepted-p3", "staff_not_accepted", {"page": "p3"}),
    ("papers-staff_papers", "action-staff_leave", "staff_leave", {}),
    ("papers-staff_form", "action-staff_save_person", "staff_save_person", {}),
    ("papers-staff_behalf", "staff-ground-parent", "staff_ground", {"ground": "parent"}),
    ("papers-staff_behalf", "action-staff_behalf", "staff_behalf", {}),
    ("papers-staff_behalf_set", "action-staff_change_owner", "staff_change_owner", {}),
    ("papers-staff_behalf_set", "action-staff_not_behalf", "staff_not_behalf", {}),
    ("papers-staff_machine", "action-staff_extend", "staff_extend", {}),
    ("papers-staff_machine", "action-staff_no_extension", "staff_no_extension", {}),
    ("track", "action-look_up", "look_up", {}),
    ("track-asking", "action-stop_asking", "stop_asking", {}),
    ("tracked", "action-leave", "leave", {}),
    ("tracked-supplement", "action-supplement", "supplement", {}),
    ("ticket", "action-take_ticket-A", "take_ticket", {"counter": "A"}),
    ("ticket-taken", "action-leave", "leave", {}),
    ("attract-no_scanner", "action-start-browse", "start", {"service": "browse"}),
    ("scan_fault-cover", "fault-call", "call_officer", {}),
    ("papers-idle", "action-still_here", "still_here", {}),
]


stage = stage_of(SIZES[0], SIZES[2])
any_stage = stage_of(*SIZES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_touch_says_the_right_thing(any_stage: Stage, sentences: Texts, language: Language) -> None:
    stage, views = any_stage, samples(language)
    stage.visit.speak(sentences.all(language))
    wrong = []
    for sample, name, action, values in TOUCHES:
        # Through another screen: what the last touch left there is gone.
        stage.visit.show(views["goodbye"])
        stage.visit.show(views[sample])
        stage.arrive()
        stage.visit.acts.clear()
        tap(stage, name)
        if stage.visit.acts != [(action, values)]:
            wrong.append((sample, name, stage.visit.acts))
    assert wrong == []


def test_leaving_is_asked_first(stage: Stage) -> None:
    stage.show(samples("vi")["papers"])
    tap(stage, "ask-leave")
    assert stage.visit.acts == []
    tap(stage, "leave-stay")
    assert find(stage, "action-leave") is None
    tap(stage, "ask-leave")
    tap(stage, "action-leave")
    assert stage.visit.acts == [("leave", {})]


def test_every_action_of_the_contract_is_in_the_list() -> None:
    """VIEW.md is the contract: an action that nobody can touch would be dead."""
    table = [re.split(r"(?<!\\)\|", line) for line in VIEW_MD.read_text("utf-8").splitlines() if line.startswith("| ")]
    promised = {
        (cells[1].strip(), action)
        for cells in table[2:]
        for action in re.findall(r"[a-z_]+", re.sub(r"\{[^}]*\}", "", re.sub(r"`undo` \(.*", "", cells[3])))
    }
    assert len(promised) > 30
    typed = {("person", "answer"), ("form", "answer"), ("track", "answer"), ("receiving", "answer"), ("procedures", "search")}
    dragged = {("board", "place"), ("review", "sign")}  # tests/ui/test_board.py, test_signing.py
    # tests/ui/test_forms_touch.py
    on_forms = ("typing", "find_entry", "open_list", "close_list", "add_member", "edit_member", "remove_member", "undo_member")
    dragged |= {("form", action) for action in on_forms}
    touched = {(sample.split("-")[0], action) for sample, _, action, _ in TOUCHES}
    assert promised - touched - typed - dragged == set()


def test_an_officer_is_one_touch_away_at_the_same_place_on_every_screen(stage: Stage) -> None:
    places = set()
    for sample, view in samples("vi").items():
        if view["staff"]["state"] != "away":
            continue  # the officer is here
        stage.show(view)
        rect = place(get(stage, "action-call_officer"))
        places.add((round(rect.x()), round(rect.y()), round(rect.width())))
        if sample != "papers-idle":
            stage.visit.acts.clear()
            tap(stage, "action-call_officer")
            assert stage.visit.acts == [("call_officer", {})], sample
    assert len(places) == 1


def test_a_flick_scrolls_and_never_clicks(stage: Stage) -> None:
    stage.show(samples("vi")["procedures"])
    button = get(stage, "action-choose_procedure-3.000347")
    area = viewport(button)
    assert area is not None
    finger, start = Touch(stage), place(button).center()
    finger.down(start)
    for step in range(1, 12):
        finger.move(start - QPointF(0, 12 * step))
        wait(8)
    finger.up(start - QPointF(0, 132))
    wait(20)
    assert area.property("contentY") > 20
    assert stage.visit.acts == []


def test_every_touch_restarts_the_idle_clock(stage: Stage) -> None:
    stage.show(samples("vi")["papers"])
    before = stage.visit.touches
    tap(stage, "action-back")
    finger = Touch(stage)
    beside = QPointF(stage.window.width() / 2, 4)
    finger.down(beside)
    finger.up(beside)
    assert stage.visit.touches == before + 2


def test_a_second_touch_does_not_go_through_to_the_next_screen(sentences: Texts) -> None:
    views = samples("vi")
    stage = Stage(views["papers-done"], sentences.all("vi"), (1080, 1920), fade=300)
    main = place(get(stage, "action-continue")).center()
    stage.visit.show(views["form"])
    Touch(stage).down(main)
    Touch(stage).up(main)
    wait(0)
    assert stage.visit.acts == []
    stage.settle()
    tap(stage, "action-continue")
    assert stage.visit.acts == [("continue", {})]
    stage.close()


def test_what_may_not_be_done_yet_is_not_done(stage: Stage) -> None:
    too_early = (("papers", "action-continue"), ("board", "action-file"), ("review", "action-signing"), ("review-signing", "action-submit"))
    for sample, name in too_early:
        stage.show(samples("vi")[sample])
        tap(stage, name)
    stage.show(samples("vi")["form"] | {"busy": True})
    tap(stage, "action-continue")
    assert stage.visit.acts == []


def test_the_scroll_position_outlives_a_new_view(stage: Stage) -> None:
    view = samples("vi")["papers"]
    stage.show(view)
    tap(stage, "action-not_at_hand-anh")
    area = viewport(get(stage, "action-not_at_hand-anh"))
    assert area is not None
    before = area.property("contentY")
    stage.show(view | {"clock": "08:42"})
    assert area.property("contentY") == before


def test_the_language_changes_on_the_spot(stage: Stage, sentences: Texts) -> None:
    stage.show(samples("vi")["language"])
    assert get(stage, "action-call_officer").property("text") == "Gọi cán bộ"
    stage.show(samples("en")["language"], sentences.all("en"))
    assert get(stage, "action-call_officer").property("text") == "Call an officer"


def test_the_qr_code_can_be_read(stage: Stage) -> None:
    """Off the screen itself: whole pixels, quiet zone, contrast."""
    stage.show(samples("vi")["submitted"])
    picture = stage.picture().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())[:, : picture.width()]
    assert [code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(pixels))] == [NUMBER]


def test_only_the_first_screen_is_made_at_first(stage: Stage) -> None:
    assert "action-start" in names(stage)
    assert not [name for name in names(stage) if name.startswith(("key-", "field-", "choice-"))]
