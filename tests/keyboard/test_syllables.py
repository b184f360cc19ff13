"""The grid of all Vietnamese syllables, against rimes written by hand and against words from life."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from kiosk.keyboard.engine import bare
from kiosk.keyboard.syllables import RIMES, TONES, grid, place, possible, rimes, tones

# Every rime with the tone where schoolbooks and identity cards put it, written out by hand: old, and modern where that differs.
_BY_HAND = """
á ái áy áo áu ám án áng ánh áp át ác ách  ắm ắn ắng ắp ắt ắc  ấy ấu ấm ấn ấng ấp ất ấc
é éo ém én éng ép ét éc  ế ếu ếm ến ếnh ếp ết ếch
í ía íu ím ín ính íp ít ích  iếu iếm iến iếng iếp iết iếc
ó ói óm ón óng óp ót óc  oóng oóc  ố ối ốm ốn ống ốp ốt ốc  ớ ới ớm ớn ớp ớt
óa oái oáy oáo oám oán oáng oánh oáp oát oác oách  oắm oắn oắng oắp oắt oắc  óe oéo oém oén oét
ú úa úi úm ún úng úp út úc  uối uốm uốn uống uốt uốc  uấy uấn uấng uất  uế uếu uến uếnh uết uếch  uớ
úy uýa uýu uýn uýnh uýp uýt uých  uyến uyết
ứ ứa ứi ứu ứm ứn ứng ứt ức  ưới ướu ướm ướn ướng ướp ướt ước
ý yếu yếm yến yếng yết
"""
BY_HAND = _BY_HAND.split()
MODERN = {"óa": "oá", "óe": "oé", "úy": "uý"}
GRID = dict(grid())
FROM_LIFE = sorted(set((Path(__file__).parent / "syllables.txt").read_text("utf-8").split()))


def with_tone(word: str, tone: str, habit: str = "old") -> str:
    """The syllable of the grid as it is written, by the table above and not by the program."""
    if not tone:
        return word
    onset = next(
        onset
        for onset in ("ngh", "ng", "nh", "gh", "gi", "qu", "ch", "kh", "ph", "th", "tr", *"bcdđghklmnpqrstvx", "")
        if word.startswith(onset) and word[len(onset) :] and word[len(onset)] in "aăâeêioôơuưy"
    )
    rime = word[len(onset) :]
    if onset == "gi" and rime[0] == "ê":
        written = BY_HAND[RIMES.index("i" + rime)][1:]
    elif onset == "qu" and rime not in RIMES:
        written = BY_HAND[RIMES.index("u" + rime)][1:]
    else:
        written = BY_HAND[RIMES.index(rime)]
        written = MODERN.get(written, written) if habit == "modern" else written
    return onset + unicodedata.normalize("NFC", unicodedata.normalize("NFD", written).replace(TONES["s"], TONES[tone]))


def test_the_table_has_every_rime() -> None:
    assert [bare(written) for written in BY_HAND] == [(rime, "s") for rime in RIMES]


def test_the_grid_is_every_syllable_that_the_spelling_allows() -> None:
    assert len(GRID) == 3798
    assert sum(1 + len(taken) for taken in GRID.values()) == 18759
    assert len([word for word, _ in grid()]) == len(GRID), "each once"


def test_words_from_life_are_in_it() -> None:
    assert len(FROM_LIFE) > 500
    for word in FROM_LIFE:
        letters, tone = bare(word)
        assert tone in ("", *GRID[letters]), word
        assert with_tone(letters, tone) == word.lower()


def test_what_nobody_writes_is_not() -> None:
    wrong = "cê ci ka kô gê ge gha nge ngha qa q quô iên nyên coa cuy thuơn luơ banhg ươ iê ăy eu âo aa oo oâ ươin f fa ja wa za"
    assert [word for word in wrong.split() if word in GRID] == []


def test_the_tone_stands_where_it_is_written_by_hand() -> None:
    for word, taken in GRID.items():
        for habit in ("old", "modern"):
            at = place(word, habit)
            for tone in taken:
                written = with_tone(word, tone, habit)
                assert at == next(index for index, letter in enumerate(written) if letter != word[index]), written


def test_every_beginning_of_a_syllable_is_possible_with_and_without_its_marks() -> None:
    for word in GRID:
        for end in range(1, len(word) + 1):
            begun = word[:end]
            if any(letter in "aăâeêioôơuưy" for letter in begun):
                assert possible(begun), begun
    for begun in ("duong", "dương", "đuong", "ưo", "uơn", "nguye", "nguyê", "g", "qu"):
        assert possible(begun) or begun == "g", begun
    for word in ("syste", "windo", "vietnamm", "ea", "fa", "zalo", "ngx", ""):
        assert not possible(word), word


def test_stops_take_two_tones() -> None:
    assert tones("at") == tones("ich") == "sj"
    assert possible("mat", "s")
    assert not possible("mat", "f")
    assert tones("anh") == "sfrxj"


def test_nothing_typed_is_kept_in_a_cache() -> None:
    before = rimes.cache_info().currsize
    possible("pleiku")
    possible("zzzzo")
    assert rimes.cache_info().currsize == before
