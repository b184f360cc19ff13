"""What the kiosk says, to whom, and how a finger finds its way. The voice is the twin; tests/devices/test_voice.py has the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from kiosk.catalogue import load
from kiosk.settings import SHARE
from kiosk.texts import Texts
from kiosk.ui.preview import Stage, wait
from kiosk.ui.samples import samples
from kiosk.ui.speech import ALERTS_AFTER
from kiosk.ui.spoken import Public, words_of
from tests.ui.hands import Touch, find, get, place

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture(scope="module")
def screen(qapp: QGuiApplication, sentences: Texts) -> Iterator[Stage]:
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), (1080, 1920), fade=0)
    stage.window.requestActivate()
    wait(20)
    yield stage
    stage.close()


@pytest.fixture
def stage(screen: Stage) -> Stage:
    show(screen, "goodbye", speaking=False)
    wait(ALERTS_AFTER + 10)
    screen.voice.said.clear()
    return screen


def show(stage: Stage, name: str, **changes: object) -> None:
    access = {"speaking": True} | {key: value for key, value in changes.items() if key in ("speaking", "headphones", "aloud")}
    view = samples("vi")[name]
    stage.show(view | {"access": view["access"] | access} | {key: value for key, value in changes.items() if key not in access})


def heard(stage: Stage) -> str:
    said = " | ".join(stage.voice.said)
    stage.voice.said.clear()
    return said


def touch(stage: Stage, name: str) -> None:
    stage.lay_out()
    point = place(get(stage, name)).center()
    Touch(stage).down(point)
    Touch(stage).up(point)
    wait(0)


def test_a_screen_says_what_it_is_about(stage: Stage) -> None:
    show(stage, "language")
    heard(stage)
    show(stage, "card")
    wait(20)
    said = heard(stage)
    assert "Đưa thẻ căn cước vào đầu đọc" in said
    assert "Hướng ô vuông mã QR trên thẻ" in said


def test_nothing_is_said_before_somebody_asks(stage: Stage) -> None:
    show(stage, "card", speaking=False)
    show(stage, "papers", speaking=False)
    assert heard(stage) == ""


def test_the_first_touch_says_and_the_second_does(stage: Stage) -> None:
    show(stage, "papers-first")
    heard(stage)
    stage.visit.acts.clear()
    touch(stage, "action-scan_stack")
    assert heard(stage) == "Đặt tất cả giấy vào khay | nút bấm"
    assert stage.visit.acts == []
    touch(stage, "action-scan_stack")
    assert stage.visit.acts == [("scan_stack", {})]


def test_a_touch_elsewhere_in_between_begins_anew(stage: Stage) -> None:
    show(stage, "papers-first")
    stage.visit.acts.clear()
    touch(stage, "action-scan_stack")
    touch(stage, "action-back")
    touch(stage, "action-scan_stack")
    assert stage.visit.acts == []


def test_what_was_said_on_one_screen_is_not_done_on_the_next(stage: Stage) -> None:
    show(stage, "papers-first")
    touch(stage, "action-back")
    show(stage, "card")
    stage.visit.acts.clear()
    touch(stage, "action-back")
    assert stage.visit.acts == []


def test_a_finger_that_slides_hears_what_it_comes_to(stage: Stage) -> None:
    show(stage, "papers-first")
    stage.lay_out()
    heard(stage)
    Touch(stage).down(place(get(stage, "action-scan_stack")).center())
    Touch(stage).move(place(get(stage, "action-back")).center())
    Touch(stage).up(place(get(stage, "action-back")).center())
    assert heard(stage) == "Đặt tất cả giấy vào khay | nút bấm | Quay lại | nút bấm"


def test_without_the_voice_one_touch_does(stage: Stage) -> None:
    show(stage, "papers-first", speaking=False)
    stage.visit.acts.clear()
    touch(stage, "action-scan_stack")
    assert stage.visit.acts == [("scan_stack", {})]


def test_what_cannot_be_done_now_says_so(stage: Stage) -> None:
    show(stage, "papers-first")
    heard(stage)
    touch(stage, "action-continue")
    assert heard(stage).endswith("chưa dùng được")


def test_the_keyboard_says_what_it_comes_to(stage: Stage) -> None:
    show(stage, "language")
    heard(stage)
    for _ in range(8):
        QTest.keyClick(stage.window, Qt.Key.Key_Tab)
    said = heard(stage)
    assert "Tiếng Việt" in said
    assert "English" in said


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_loudspeaker_never_says_a_name_a_number_or_an_answer(stage: Stage, every: bool) -> None:
    for name in samples("vi"):
        if not every and "-" in name:
            continue
        show(stage, name)
        stage.speech.readScreen()
        said = heard(stage)
        for personal in ("Nguyễn", "Văn An", "0770", "234", "15/08/1998", "Lê Lợi", "09012", "KIOSK-K01-261122-0007", "H29.123"):
            assert personal not in said, name
    show(stage, "confirm")
    stage.speech.readScreen()
    assert heard(stage).count("Phần này là thông tin riêng. Xin cắm tai nghe để nghe.") == 1


@pytest.mark.parametrize("private", [{"headphones": "ready"}, {"aloud": True}])
def test_in_private_everything_is_said(stage: Stage, private: dict[str, object]) -> None:
    show(stage, "confirm", **private)
    stage.speech.readScreen()
    said = heard(stage)
    assert "Nguyễn Văn An" in said
    assert "thông tin riêng" not in said


def test_headphones_that_are_not_known_of_count_as_none(stage: Stage) -> None:
    show(stage, "confirm", headphones="unknown")
    stage.speech.readScreen()
    assert "Nguyễn" not in heard(stage)


def test_headphones_pulled_out_end_what_is_being_said(stage: Stage) -> None:
    show(stage, "confirm", headphones="ready")
    stops = stage.voice.stops
    show(stage, "confirm", headphones="absent")
    assert stage.voice.stops == stops + 1


def test_what_is_typed_is_spelled_out_in_private_only(stage: Stage) -> None:
    show(stage, "person")
    touch(stage, "field-number")
    touch(stage, "field-number")
    heard(stage)
    touch(stage, "key-7")
    assert "7" not in heard(stage)
    show(stage, "person", headphones="ready")
    touch(stage, "key-8")
    assert heard(stage) == "8"


def test_a_field_says_what_stands_in_it_in_private_only(stage: Stage) -> None:
    show(stage, "person")
    heard(stage)
    touch(stage, "field-number")
    assert "07709800" not in heard(stage)
    show(stage, "person", headphones="ready")
    touch(stage, "field-name")
    assert heard(stage).endswith("Họ và tên | ô nhập | Nguyễn Văn An")


def test_the_countdown_is_heard_by_everybody(stage: Stage) -> None:
    show(stage, "papers", speaking=False)
    show(stage, "papers", speaking=False, idle={"asking": True, "seconds": 30})
    assert heard(stage).startswith("Quý vị còn ở đây không?")
    for seconds in (29, 20, 19, 10):
        show(stage, "papers", speaking=False, idle={"asking": True, "seconds": seconds})
    assert heard(stage) == "Còn 20 giây. | Còn 10 giây."
    stops = stage.voice.stops
    show(stage, "papers", speaking=False)
    assert stage.voice.stops == stops + 1


def test_what_the_kiosk_warns_of_is_said_when_it_comes(stage: Stage, sentences: Texts) -> None:
    show(stage, "card")
    heard(stage)
    problem = sentences.say("vi", "error.scanner.jam")
    show(stage, "card", problem=problem)
    wait(ALERTS_AFTER + 40)
    assert heard(stage) == problem
    show(stage, "card", problem=problem, clock="08:42")
    wait(ALERTS_AFTER + 40)
    assert heard(stage) == ""


def test_turning_it_on_tells_how_it_goes(stage: Stage) -> None:
    show(stage, "papers", speaking=False)
    show(stage, "papers")
    assert heard(stage).startswith("Chạm một lần để nghe, chạm lại lần nữa để chọn. | Giấy tờ cần nộp | ")
    stops = stage.voice.stops
    show(stage, "papers", speaking=False)
    assert stage.voice.stops == stops + 1


def test_the_explorer_lies_over_everything_that_is_touched(stage: Stage) -> None:
    show(stage, "papers-first")
    stage.visit.acts.clear()
    touch(stage, "ask-leave")
    assert find(stage, "leave-dialog") is None
    touch(stage, "ask-leave")
    assert find(stage, "leave-dialog") is not None
    touch(stage, "action-leave")
    assert stage.visit.acts == []


def test_public_is_what_the_centre_wrote_and_nothing_else(sentences: Texts) -> None:
    names = words_of(load(SHARE / "catalogue"))
    public = Public(sentences.all("vi"), names["vi"])
    assert public.parts("Bước 3 trên 5") == (["Bước 3 trên 5"], True)
    assert public.holds("Quét (khay\u00a0nạp)")
    assert public.holds(next(iter(names["vi"])))
    for personal in ("Nguyễn Văn An", "077098001234", "0912345678", "an@vidu.vn", "15/08/1998", "KIOSK-K01-261122-0007"):
        assert public.parts(personal) == ([], False)
    assert public.parts("Số điện thoại: 0912345678")[1] is False


def test_words_of_the_catalogue_are_of_both_languages() -> None:
    names = words_of(load(SHARE / "catalogue"))
    assert "Đổi giấy phép lái xe" in " ".join(names["vi"])
    assert len(names["vi"]) > 50
    assert len(names["en"]) > 50
