"""What people type, and what they meant: words without diacritics, marks that agree, Telex left over, letters wrong or swapped.

Pure functions over words; what a word may stand for is decided by the vocabulary, in `Speller`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "r", "\u0309": "r", "\u0323": "j"}
"""Hỏi and ngã are one: half of the country says and writes them alike."""
_QUALITIES = frozenset("\u0302\u0306\u031b")
_WORD = re.compile(r"[a-z0-9]+")
_DOUBLED = re.compile(r"([aeod])\1")
_STUCK = re.compile(r"([a-z])\1+")
_SOUNDS = (
    ("ngh", "ng"), ("gh", "g"), ("tr", "ch"), ("gi", "d"), ("x", "s"), ("r", "d"), ("v", "d"), ("k", "c"), ("q", "c"), ("l", "n"),
)  # fmt: skip
"""Beginnings that are said alike somewhere in the country, and so are written for each other."""
_ENDINGS = (("ch", "t"), ("c", "t"), ("ng", "n"), ("nh", "n"), ("y", "i"))

Form = tuple[str, str]
"""A word's letters, circumflex, breve, horn and đ kept, and its tone ("" : none): hòa and hoà are one."""


def parse(token: str) -> tuple[str, Form]:
    """One word as typed or printed → its plain letters, and its form. Case and the tone's place do not count."""
    plain: list[str] = []
    letters: list[str] = []
    tone = ""
    for ch in unicodedata.normalize("NFD", token.casefold()):
        if ch in _TONES:
            tone = _TONES[ch]
        elif ch in _QUALITIES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + ch)
        elif ch == "đ":
            plain.append("d")
            letters.append("đ")
        elif not unicodedata.combining(ch):
            plain.append(ch)
            letters.append(ch)
    return "".join(plain), ("".join(letters), tone)


def tokens(text: str) -> list[str]:
    """The words of a text as they are written, without what stands between them."""
    return [token for token in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text)) if _WORD.fullmatch(parse(token)[0])]


def has_marks(form: Form, plain: str) -> bool:
    return form != (plain, "")


def agrees(typed: Form, meant: Form) -> bool:
    """No mark that was typed contradicts the word; marks that were left out do not count. `typed` may be a beginning."""
    (letters, tone), (meant_letters, meant_tone) = typed, meant
    if tone and tone != meant_tone:
        return False
    return all(ch == other or ch.isascii() for ch, other in zip(letters, meant_letters, strict=False))


def may_mean(typed: Form, meant: Form) -> bool:
    """Whether a word that was typed with marks can be a mistake for another: fingers slip on letters, the marks stay."""
    (letters, tone), (meant_letters, meant_tone) = typed, meant
    return tone in ("", meant_tone) and all(ch.isascii() or ch in meant_letters for ch in letters)


def without_keys(word: str) -> str:
    """A word typed by Telex or VNI where nothing made letters of it: "giaays", "gia6y1" → "giay". Itself when nothing is left over."""
    if word.isdigit():
        return word
    plain = re.sub(r"(?<=[a-z])[0-9]+", "", word)
    plain = _DOUBLED.sub(r"\1", plain)
    vowel = re.search(r"[aeiouyw]", plain)
    if vowel is None:
        return plain
    onset, rest = plain[: vowel.start()], plain[vowel.start() :]
    if rest.startswith("w"):
        rest = "u" + rest[1:]
    # "dduwowngf", and "giaayj" with the key of another tone pressed before it.
    rest = re.sub(r"[sfrxjz]+", "", rest).replace("w", "")
    return onset + _DOUBLED.sub(r"\1", rest)


def sound(word: str) -> str:
    """The same for words that are said alike somewhere: "trứng" and "chứng", "sao" and "xao", "kí" and "ký"."""
    for begin, instead in _SOUNDS:
        if word.startswith(begin):
            word = instead + word[len(begin) :]
            break
    for end, instead in _ENDINGS:
        if word.endswith(end) and len(word) > len(end):
            return word[: -len(end)] + instead
    return word


def distance(a: str, b: str, most: int) -> int:
    """Letters wrong, missing, too many, or two neighbours swapped; `most` + 1 when it is more than that."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


class Speller:
    """The words of one catalogue, and which of them somebody may have meant."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._sounds[sound(word)].append(word)
        self._beginnings: dict[int, dict[str, int]] = {}
        self._whole: dict[int, dict[str, int]] = defaultdict(dict)
        for word in self._words:
            self._whole[len(word)][word] = _letters(word)
        self._known = frozenset(self._words)
        self.meant = lru_cache(maxsize=4096)(self._meant)
        """As `_meant`; remembered until `forget`."""

    def forget(self) -> None:
        """What was asked for."""
        self.meant.cache_clear()

    def _meant(self, word: str, unfinished: bool) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """What may have been meant: without keys left over, with one mistake (or by sound), with two. `unfinished`: beginnings too."""
        keys = [other for other in dict.fromkeys((without_keys(word), _STUCK.sub(r"\1", word))) if other != word]
        keys = [other for other in keys if self._is_known(other, unfinished)]
        one = [other for other in self._sounds.get(sound(word), ()) if other != word and len(word) > 1]
        near = self._near(word, _allowed(word), unfinished)
        one += [other for other, off in near if off == 1]
        return tuple(keys), tuple(dict.fromkeys(one)), tuple(other for other, off in near if off == 2)

    def _is_known(self, word: str, unfinished: bool) -> bool:
        return word in self._known or (unfinished and len(word) > 1 and word in self._of_length(len(word), unfinished=True))

    def _near(self, word: str, most: int, unfinished: bool) -> list[tuple[str, int]]:
        if not most:
            return []
        letters = _letters(word)
        found: list[tuple[str, int]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            for other, its in self._of_length(length, unfinished).items():
                # Each mistake changes at most two letters of the set.
                if (letters ^ its).bit_count() <= 2 * most and other != word:
                    off = distance(word, other, most)
                    if off <= most and (len(word) > 3 or _slipped(word, other)):
                        found.append((other, off))
        return found

    def _of_length(self, length: int, unfinished: bool) -> dict[str, int]:
        if not unfinished:
            return self._whole.get(length, {})
        if length not in self._beginnings:
            begun = {word[:length] for word in self._words if len(word) >= length} if length > 1 else set()
            self._beginnings[length] = {beginning: _letters(beginning) for beginning in begun}
        return self._beginnings[length]


def _allowed(word: str) -> int:
    """How many mistakes a word of this length may have: a short one would be another word at once."""
    if len(word) < 3 or not word.isalpha():
        return 0
    return 1 if len(word) < 7 else 2


def _slipped(typed: str, meant: str) -> bool:
    """Neighbours swapped, or a letter left out: what may happen to three letters."""
    return sorted(typed) == sorted(meant) or (len(meant) > len(typed) and typed[0] == meant[0])


def _letters(word: str) -> int:
    mask = 0
    for ch in word:
        mask |= 1 << (ord(ch) % 61)
    return mask
