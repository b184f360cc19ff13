"""Text size, colours, voice, reach and language lie over the visit: they move nothing, and go with the resident."""

from __future__ import annotations

import pytest

from kiosk.visit import jobs
from kiosk.visit.state import AccessChoice
from tests.visit.booth import Booth


@pytest.fixture
def booth() -> Booth:
    return Booth()


def choose_all(booth: Booth) -> None:
    booth.act("set_text_size", size=4.0)
    booth.act("set_contrast", contrast="yellow")
    booth.act("set_reach", on=True)
    booth.act("set_speaking", on=True)
    booth.act("set_volume", volume=3)
    booth.act("set_aloud", on=True)


ALL = AccessChoice(text_size=4, contrast="yellow", reach=True, speaking=True, volume=3, aloud=True)


def test_choices_are_shown_and_move_nothing(booth: Booth) -> None:
    booth.act("start")
    choose_all(booth)
    assert booth.visit.screen == "language"
    assert booth.visit.access == ALL
    assert booth.view()["access"] == vars(ALL) | {"voice": "unknown", "headphones": "unknown"}


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("set_text_size", {"size": 0}), ("set_text_size", {"size": 5}), ("set_text_size", {"size": 1.5}),
        ("set_contrast", {"contrast": "pink"}), ("set_volume", {"volume": 9}), ("switch_language", {"language": "fr"}),
    ],
)  # fmt: skip
def test_what_there_is_not_changes_nothing(booth: Booth, action: str, values: dict[str, object]) -> None:
    booth.act(action, **values)
    assert (booth.visit.access, booth.visit.language) == (AccessChoice(), "vi")


def test_what_was_chosen_on_the_first_screen_goes_along(booth: Booth) -> None:
    choose_all(booth)
    booth.act("switch_language", language="en")
    booth.act("start")
    assert (booth.visit.access, booth.visit.language) == (ALL, "en")


def test_the_goodbye_is_still_for_this_resident_and_the_next_one_finds_nothing(booth: Booth) -> None:
    booth.act("start")
    choose_all(booth)
    booth.act("switch_language", language="en")
    booth.act("leave")
    assert booth.visit.screen == "goodbye"
    assert (booth.visit.access, booth.visit.language) == (ALL, "en")
    booth.act("start")
    assert (booth.visit.access, booth.visit.language) == (AccessChoice(), "vi")


def test_a_wiped_visit_takes_its_choices_along(booth: Booth) -> None:
    booth.act("start")
    choose_all(booth)
    booth.wait(90 + 30)
    assert booth.visit.screen == "attract"
    assert booth.visit.access == AccessChoice()


def test_who_tried_it_out_and_went_away_leaves_the_first_screen_as_it_was(booth: Booth) -> None:
    choose_all(booth)
    booth.act("switch_language", language="en")
    booth.wait(89)
    assert booth.visit.access == ALL
    booth.wait(1)
    assert (booth.visit.access, booth.visit.language) == (AccessChoice(), "vi")


def test_a_fault_leaves_the_words_as_large_as_they_were(booth: Booth) -> None:
    booth.act("start")
    choose_all(booth)
    booth.visit.fail("7F3A92")
    assert (booth.visit.screen, booth.visit.access) == ("failsafe", ALL)


def test_turning_the_voice_off_takes_the_leave_to_read_private_things_back(booth: Booth) -> None:
    booth.act("start")
    choose_all(booth)
    booth.act("set_speaking", on=False)
    booth.act("set_speaking", on=True)
    assert not booth.visit.access.aloud
    booth.act("set_speaking", on=False)
    booth.act("set_aloud", on=True)
    assert not booth.visit.access.aloud


def plug(booth: Booth, present: bool | None) -> None:
    booth.visit.tell(jobs.DevicePresence("headphones", present))


def test_who_plugs_headphones_in_wants_to_hear(booth: Booth) -> None:
    plug(booth, False)
    assert not booth.visit.access.speaking
    plug(booth, True)
    assert booth.visit.access.speaking
    assert booth.view()["access"]["headphones"] == "ready"


def test_headphones_pulled_out_go_on_through_the_loudspeaker_without_private_things(booth: Booth) -> None:
    plug(booth, False)
    plug(booth, True)
    booth.act("start")
    booth.act("set_aloud", on=True)
    plug(booth, False)
    assert booth.visit.access.speaking
    assert not booth.visit.access.aloud


def test_a_handset_that_always_hangs_there_does_not_speak_to_itself(booth: Booth) -> None:
    plug(booth, True)
    assert not booth.visit.access.speaking


def test_a_jack_that_says_nothing_is_not_plugged(booth: Booth) -> None:
    plug(booth, None)
    assert not booth.visit.access.speaking
    assert booth.view()["access"]["headphones"] == "unknown"


@pytest.mark.parametrize("end", ["leave", "fail"])
def test_the_last_screens_stay_for_whoever_touches_them(booth: Booth, end: str) -> None:
    booth.act("start")
    booth.act("leave") if end == "leave" else booth.visit.fail("7F3A92")
    screen = booth.visit.screen
    for _ in range(30):
        booth.wait(10)
        booth.visit.touched()
    assert booth.visit.screen == screen
    booth.wait(25)
    assert booth.visit.screen == "attract"


def test_the_question_before_the_wipe_can_be_answered_again_and_again(booth: Booth) -> None:
    booth.act("start")
    for _ in range(50):
        booth.wait(100)
        assert booth.view()["idle"]["asking"]
        booth.act("still_here")
        assert not booth.view()["idle"]["asking"]
    assert booth.visit.screen == "language"
