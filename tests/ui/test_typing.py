"""The keyboard's engine: what the keys make of a text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.typing import TONES, press

# Every shape of rime in Vietnamese, with the tone where the identity cards put it.
SYLLABLES = (Path(__file__).parent / "syllables.txt").read_text("utf-8").split()

MARK_TO_KEY = {mark: letter for letter, mark in TONES.items()}


def split_tone(syllable: str) -> tuple[str, str]:
    """The syllable without its tone, and the tone's key ("" when it has none)."""
    parts = unicodedata.normalize("NFD", syllable)
    tone = next((MARK_TO_KEY[part] for part in parts if part in MARK_TO_KEY), "")
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in MARK_TO_KEY)), tone


def type_all(*keys: str) -> str:
    text, cursor = "", 0
    for key in keys:
        text, cursor = press(text, cursor, key)
        assert cursor == len(text)
    return text


def test_there_are_hundreds_of_syllables() -> None:
    assert len(set(SYLLABLES)) > 500


@pytest.mark.parametrize("syllable", sorted(set(SYLLABLES)))
def test_the_tone_stands_where_the_cards_have_it(syllable: str) -> None:
    plain, tone = split_tone(syllable)
    if not tone:
        assert type_all(*plain) == syllable
        return
    assert type_all(*plain, f"tone-{tone}") == syllable
    assert type_all(*plain, f"tone-{tone}", f"tone-{tone}") == plain, "the same tone again takes it off"
    assert type_all(*plain, f"tone-{tone}", "tone-z") == plain
    other = next(letter for letter in TONES if letter != tone)
    assert type_all(*plain, f"tone-{other}", f"tone-{tone}") == syllable, "another tone takes its place"
    assert press(plain.upper(), len(plain), f"tone-{tone}")[0] == syllable.upper()


@pytest.mark.parametrize(
    "syllable", ["hòa", "hoàn", "thủy", "toàn", "của", "khỏe", "huỳnh", "nguyễn", "mía", "tuyển", "giường", "quyết", "ngoài"]
)
def test_a_tone_right_after_the_first_vowel_moves_to_its_place(syllable: str) -> None:
    plain, tone = split_tone(syllable)
    first = next(index for index, letter in enumerate(plain) if (letter in "aăâeêioôơuưy" and plain[:2] not in ("qu", "gi")) or index >= 2)
    keys = [*plain[: first + 1], f"tone-{tone}", *plain[first + 1 :]]
    assert type_all(*keys) == syllable


def test_taking_letters_off_brings_the_tone_back() -> None:
    assert press("hoàn", 4, "backspace") == ("hòa", 3)
    assert press("a", 0, "backspace") == ("a", 0)
    assert press("", 0, "backspace") == ("", 0)


@pytest.mark.parametrize(
    ("text", "cursor", "key", "expected"),
    [
        ("Nguyn Văn An", 4, "ễ", ("Nguyễn Văn An", 5)),
        ("Hoa Binh", 3, "tone-f", ("Hòa Binh", 3)),
        ("Hòa Binh", 8, "tone-f", ("Hòa Bình", 8)),
        ("an", 1, "space", ("a n", 2)),
        ("a", 1, "enter", ("a\n", 2)),
        ("an", 2, "@gmail.com", ("an@gmail.com", 12)),
        ("xyz 123", 7, "tone-s", ("xyz 123", 7)),
        ("", 0, "tone-s", ("", 0)),
        ("abc", 3, "shift", ("abc", 3)),
        ("abc", 3, "done", ("abc", 3)),
        ("café", 4, "s", ("cafés", 5)),
        ("e\u0302\u0301", 3, "c", ("ếc", 2)),
        ("e\u0302\u0301", 1, "", ("ế", 1)),
        ("abc", 99, "d", ("abcd", 4)),
        ("abc", -5, "d", ("dabc", 1)),
    ],
)
def test_keys(text: str, cursor: int, key: str, expected: tuple[str, int]) -> None:
    assert press(text, cursor, key) == expected


KEYS = st.one_of(
    st.sampled_from(
        ["space", "backspace", "enter", "shift", "done", "tone-s", "tone-f", "tone-r", "tone-x", "tone-j", "tone-z", "tone-?", ".com"]
    ),
    st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyzAĂÂĐÊÔƠƯ0189@.-"),
    st.text(max_size=3),
)
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(SYLLABLES), max_size=5).map(" ".join))


@given(text=TEXTS, cursor=st.integers(-3, 40), key=KEYS)
def test_any_key_on_any_text(text: str, cursor: int, key: str) -> None:
    made, at = press(text, cursor, key)
    assert 0 <= at <= len(made)
    assert unicodedata.is_normalized("NFC", made)


WORDS = st.lists(st.sampled_from(SYLLABLES), max_size=4)


@given(before=WORDS, last=st.sampled_from(SYLLABLES), after=WORDS, tone=st.sampled_from("sfrxjz"))
def test_a_tone_changes_the_syllable_before_the_cursor_only(before: list[str], last: str, after: list[str], tone: str) -> None:
    head, tail = "".join(word + " " for word in before), "".join(" " + word for word in after)
    made, at = press(head + last + tail, len(head + last), f"tone-{tone}")
    assert made.startswith(head)
    assert made.endswith(tail)
    middle = made[len(head) : len(made) - len(tail)]
    assert split_tone(middle)[0] == split_tone(last)[0]
    assert at == len(head + middle)


@given(keys=st.lists(KEYS, max_size=30))
def test_a_whole_burst_of_keys(keys: list[str]) -> None:
    text, cursor = "", 0
    for key in keys:
        text, cursor = press(text, cursor, key)
    assert 0 <= cursor <= len(text)


@given(text=TEXTS, data=st.data())
def test_a_plain_letter_lengthens_by_itself(text: str, data: st.DataObject) -> None:
    text = unicodedata.normalize("NFC", text)
    cursor = data.draw(st.integers(0, len(text)))
    made, at = press(text, cursor, "1")
    assert made[at - 1] == "1"
    assert made == unicodedata.normalize("NFC", text[: at - 1] + "1" + text[at - 1 :])
