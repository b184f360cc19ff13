"""How a Vietnamese syllable is written: onset + rime, which go together, which tones a rime takes, and where the tone's mark stands.

Words are given in small letters without their tone, as NFC. Source of the rules: the spelling that schools teach (c/k/q, g/gh, ng/ngh, i/y,
iê/yê/ia, uô/ua, ươ/ưa). The grid is wider than the dictionary: what may be written, not what has been.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Literal, NamedTuple

Habit = Literal["old", "modern"]
"""Where the mark stands on open oa, oe, uy: old hòa, khỏe, thủy; modern hoà, khoẻ, thuỷ. Nothing else differs."""

TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
"""Telex' letter of a tone → its combining mark: sắc, huyền, hỏi, ngã, nặng."""

VOWELS = "aăâeêioôơuưy"
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
    a ai ay ao au am an ang anh ap at ac ach  ăm ăn ăng ăp ăt ăc  ây âu âm ân âng âp ât âc
    e eo em en eng ep et ec  ê êu êm ên ênh êp êt êch
    i ia iu im in inh ip it ich  iêu iêm iên iêng iêp iêt iêc
    o oi om on ong op ot oc  oong ooc  ô ôi ôm ôn ông ôp ôt ôc  ơ ơi ơm ơn ơp ơt
    oa oai oay oao oam oan oang oanh oap oat oac oach  oăm oăn oăng oăp oăt oăc  oe oeo oem oen oet
    u ua ui um un ung up ut uc  uôi uôm uôn uông uôt uôc  uây uân uâng uât  uê uêu uên uênh uêt uêch  uơ
    uy uya uyu uyn uynh uyp uyt uych  uyên uyêt
    ư ưa ưi ưu ưm ưn ưng ưt ưc  ươi ươu ươm ươn ương ươp ươt ươc
    y yêu yêm yên yêng yêt
"""
ONSETS = ("", *_ONSETS.split())
RIMES = tuple(_RIMES.split())
_STOPS = ("c", "ch", "k", "p", "t")
_MEDIALS = ("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")
_QU_MORE = ("i", "ich", "it", "iu", "ôc", "ơi", "ơn", "ơt")
# For names of people and places of the highlands (Đắk, Păh; Brâu, Hrê, Mnông, Xtiêng, Jút): typed like syllables, no part of the grid.
_HIGHLAND_RIMES = ("ăh", *(f"{nucleus}k" for nucleus in (*"aăâeêioôơuư", "iê", "uô", "ươ")))
_CLUSTERS = "bl br chr cr dl dr đl đr gl gr hl hm hn hr j kb kđ kl km kn kp kr ks kt ml mn mr pl pr sr tl xr xt"
_HIGHLAND_ONSETS = frozenset(_CLUSTERS.split())
_KNOWN_ONSETS = frozenset(ONSETS) | _HIGHLAND_ONSETS | {"q"}
_PLAIN = str.maketrans("ăâêôơư", "aaeoou")
_SHAPE = re.compile(rf"(?P<onset>qu(?=[{VOWELS}])|gi(?=[{VOWELS}])|[^{VOWELS}]*)(?P<nucleus>[{VOWELS}]+)(?P<coda>[^{VOWELS}]*)$")


class Shape(NamedTuple):
    """A word taken apart. Of a word that is no syllable: its last vowels, and what stands around them."""

    onset: str
    nucleus: str
    coda: str


def shape(word: str) -> Shape | None:
    """None: there is no vowel."""
    found = _SHAPE.match(word) or _SHAPE.search(word)
    return Shape(word[: found.start("nucleus")], found["nucleus"], found["coda"]) if found else None


@cache
def rimes(onset: str) -> tuple[str, ...]:
    """What is written after an onset. `gi` and `qu` have swallowed the i or u that the rime began with: gi + êng, qu + ân."""
    match onset:
        case "gi":
            return tuple(
                one[1:] if one.startswith("iê") else one for one in RIMES if one.startswith("iê") or (one[0] not in "êiy" and one != "uơ")
            )
        case "qu":
            return tuple(one[1:] for one in RIMES if one.startswith(_MEDIALS) and one not in ("uya", "uyu")) + _QU_MORE
        case "":
            return tuple(one for one in RIMES if one != "uơ" and not one.startswith("iê"))
        case "g":
            # Gì, gìn: before another vowel it is gi + rime.
            return (*(one for one in RIMES if one[0] not in "eêiy" and one != "uơ"), "i", "im", "in", "inh", "ip", "it", "ich")
        case "gh" | "ngh":
            return tuple(one for one in RIMES if one[0] in "eêi")
        case "k":
            return (*(one for one in RIMES if one[0] in "eêi"), "y")
        case "c":
            # A medial after the sound of c is spelt qu.
            return tuple(one for one in RIMES if one[0] not in "eêiy" and not one.startswith(_MEDIALS))
        case "ng":
            return tuple(one for one in RIMES if one[0] not in "eêiy" and one != "uơ")
        case "q":
            return ("u",)
    return tuple(
        one
        for one in RIMES
        if (one != "uơ" or onset in ("h", "kh", "th")) and (one[0] != "y" or (one == "y" and onset in ("h", "l", "m", "s", "t", "v")))
    )


def tones(rime: str) -> str:
    """Letters of the tones that it takes, besides none: a rime that ends in c, ch, p, t only sắc and nặng."""
    return "sj" if rime.endswith(_STOPS) else "sfrxj"


def grid() -> Iterator[tuple[str, str]]:
    """All that may be written: each word without its tone, once, and the letters of the tones that it takes."""
    for onset in ONSETS:
        for rime in rimes(onset):
            yield onset + rime, tones(rime)


def place(word: str, habit: Habit) -> int | None:
    """Index of the letter that carries the tone; None: there is no vowel."""
    found = shape(word)
    if found is None:
        return None
    first, nucleus = len(found.onset), found.nucleus
    marked = [index for index, letter in enumerate(nucleus) if letter in "ăâêôơ"]
    if marked:
        return first + marked[-1]
    if "ư" in nucleus:
        return first + nucleus.index("ư")
    if len(nucleus) == 1:
        return first
    # Three vowels: the middle one. Two: the second before a consonant, else the first.
    second = len(nucleus) > 2 or found.coda != "" or (habit == "modern" and nucleus in ("oa", "oe", "uy"))
    return first + (1 if second else 0)


def possible(word: str, tone: str = "") -> bool:
    """Whether it has a vowel and is, or by further letters and marks becomes, a syllable with this tone (its letter; "" for none)."""
    found = shape(word)
    return (
        found is not None
        and found.onset in _KNOWN_ONSETS
        and found.nucleus + found.coda in _begun(found.onset)
        and (tone in ("", "s", "j") or found.coda not in _STOPS)
    )


@cache
def _begun(onset: str) -> frozenset[str]:
    """Every beginning of a rime after this onset, with any of its marks still missing. Asked for known onsets only: keeps nothing typed."""
    after = rimes(onset)
    if onset not in ("q", "qu", "gi"):
        after += _HIGHLAND_RIMES
    return frozenset(
        "".join(letters)
        for rime in after
        for end in range(1, len(rime) + 1)
        for letters in product(*({letter, letter.translate(_PLAIN)} for letter in rime[:end]))
    )
