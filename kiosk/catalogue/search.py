"""Finding a procedure by what people type: no diacritics, any order, an unfinished last word, abbreviations, codes, typing mistakes.

docs/finding.md says how.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_

from kiosk.catalogue.index import Index, Set, any_of, bits, read, set_of, union
from kiosk.catalogue.load import Catalogue
from kiosk.catalogue.models import Procedure
from kiosk.catalogue.spelling import Form, Speller, agrees, has_marks, may_mean, parse, tokens

_LAST = "\U0010ffff"
_LONGEST = 200
_MOST_WORDS = 20
_MOST_MISTAKES = 4
_IN_PAPERS = 7
"""The rank of what has the words in its papers and cases only."""

_Key = tuple[int, int, int, int]
"""Small is better: what kind of text has the words, how many marks contradict, the place in the text, the procedure."""
_Meant = list[list[tuple[str, Form | None]]]
"""What a typed word may stand for with 0, 1, 2 mistakes, keys left over not counted; with a form, only where it is written so."""
_Reading = tuple[tuple[int, str, Form | None], ...]
"""The words that are looked for, each with the place of the typed one that it stands for, and the form of that where it counts."""


@dataclass(frozen=True)
class Found:
    procedures: tuple[Procedure, ...]
    """Best first."""
    read_as: str = ""
    """What was looked for instead of what was typed; empty when it was just that."""
    partly: bool = False
    """Nothing has all the words: these have most of them."""


class Search:
    """An index over one catalogue; build it once, it does not change. It keeps what was asked for until `forget`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._all = catalogue.procedures
        self._codes = sorted((form, n) for n, p in enumerate(self._all) for form in (p.code, p.code[2:], p.code.replace(".", "")))
        self._fillers = frozenset(parse(word)[0] for word in catalogue.finding.fillers)
        found = read(catalogue)
        self._indices, self._texts, self._kinds, self._written = found.indices, found.texts, found.kinds, found.written
        self._words = sorted({word for index in self._indices for word in index.words})
        self._speller = Speller(self._words)

    def forget(self) -> None:
        """What was asked for so far: it belongs to a visitor."""
        self._speller.forget()

    def find(self, query: str, limit: int = 20) -> Found:
        """The procedures that match, at most `limit`; an empty query gives all, in order. Never raises."""
        query = query[:_LONGEST]
        if not query.strip():
            return Found(self._all)
        limit = max(limit, 0)
        by_code = self._with_code(query)
        typed = [parse(token) for token in tokens(query)][:_MOST_WORDS]
        if by_code or not typed:
            return Found(self._best(by_code[:limit]))
        ranked = self._as_typed(typed, limit)
        return Found(self._best(ranked)) if ranked else self._corrected(typed, limit)

    def _best(self, procedures: Iterable[int]) -> tuple[Procedure, ...]:
        return tuple(self._all[n] for n in procedures)

    def _with_code(self, query: str) -> list[int]:
        """`1.001193`, `001193`, `1001193`, or the beginning of one."""
        match = re.fullmatch(r"\s*(\d\.\d{0,6}|\d{3,7})\s*", query, re.ASCII)
        if match is None:
            return []
        low, high = bisect_left(self._codes, (match[1], -1)), bisect_left(self._codes, (match[1] + _LAST, -1))
        return sorted({n for _, n in self._codes[low:high]})

    # As typed

    def _as_typed(self, typed: list[tuple[str, Form]], limit: int) -> list[int]:
        """With every word; also without the words around the matter, where those that have it all have it in their papers only."""
        words = [word for word, _ in typed]
        contradicting = self._contradicting(typed)
        keys = self._ranked(self._with_all(words), words, contradicting, limit)
        matter = self._matter(words)
        if (not keys or keys[0][0] >= _IN_PAPERS) and 0 < len(matter) < len(words):
            keys = sorted([*keys, *self._ranked(self._with_all(matter), matter, contradicting, limit)])
        return list(dict.fromkeys(key[-1] for key in keys))[:limit]

    def _matter(self, words: list[str]) -> list[str]:
        return [word for word in words if word not in self._fillers]

    def _with_all(self, words: list[str]) -> Set:
        """In one language or the other; the last word may be unfinished."""
        begun = self._begun(words[-1])
        return any_of(reduce(and_, (index.words.get(word, 0) for word in words[:-1]), union(index.words, begun)) for index in self._indices)

    def _begun(self, start: str) -> list[str]:
        return self._words[bisect_left(self._words, start) : bisect_left(self._words, start + _LAST)]

    def _contradicting(self, typed: list[tuple[str, Form]]) -> list[Set]:
        """For each word that was typed with marks: who has it with other marks only. "Thuế" is not "thuê"."""
        found = []
        for n, (word, form) in enumerate(typed):
            if has_marks(form, word):
                words = self._begun(word) if n == len(typed) - 1 else [word]
                its = (pair for one in words for index in self._indices for pair in index.forms.get(one, {}).items())
                found.append(~any_of(having for other, having in its if agrees(form, other)))
        return found

    # With mistakes

    def _corrected(self, typed: list[tuple[str, Form]], limit: int) -> Found:
        """With the fewest mistakes; where that finds nothing, with as few words left out as can be, at least two and half of them kept."""
        words = [word for word, _ in typed]
        matter = len(self._matter(words))
        free = [matter > 0 and word in self._fillers for word in words]
        meant = [self._meant(word, form, n == len(words) - 1) for n, (word, form) in enumerate(typed)]
        droppable = min((matter or len(words)) // 2, (matter or len(words)) - 2)
        for most_dropped, most_mistakes in ((0, _MOST_MISTAKES), (droppable, 0)):
            keys: list[tuple[_Key, _Reading]] = []
            for index in self._indices:
                found = _fewest(self._sets(index, meant), free, max(most_dropped, 0), most_mistakes, (1 << len(self._all)) - 1)
                for reading, having in self._readings(index, meant, found):
                    keys += ((key, reading) for key in self._ranked(having, [word for _, word, _ in reading], [], limit))
            if keys:
                keys.sort()
                best = dict.fromkeys(key[-1] for key, _ in keys)
                return Found(self._best(list(best)[:limit]), self._said(keys[0][0][-1], keys[0][1], words), most_dropped > 0)
        return Found(())

    def _meant(self, word: str, form: Form, unfinished: bool) -> _Meant:
        keys, one, two = self._speller.meant(word, unfinished)
        if not has_marks(form, word):
            return [[(other, None) for other in others] for others in ((word, *keys), one, two)]
        # Marks that were typed are right, or they are the mistake.
        one_form: list[tuple[str, Form | None]] = [(other, form) for other in one]
        return [[(word, form), *((other, None) for other in keys)], [*one_form, (word, None)], [(other, form) for other in two]]

    def _sets(self, index: Index, meant: list[_Meant]) -> list[list[Set]]:
        last = len(meant) - 1
        return [[any_of(self._having(index, other, n == last) for other in others) for others in kinds] for n, kinds in enumerate(meant)]

    def _having(self, index: Index, meant: tuple[str, Form | None], unfinished: bool) -> Set:
        word, form = meant
        words = self._begun(word) if unfinished else [word]
        if form is None:
            return union(index.words, words)
        its = (pair for one in words for pair in index.forms.get(one, {}).items())
        return any_of(having for other, having in its if may_mean(form, other))

    def _readings(self, index: Index, meant: list[_Meant], found: Set) -> list[tuple[_Reading, Set]]:
        """Which procedures of `found` have which of the words that may have been meant, those with fewer mistakes first."""
        parts: list[tuple[_Reading, Set]] = [((), found)] if found else []
        for n, kinds in enumerate(meant):
            finer: list[tuple[_Reading, Set]] = []
            for reading, rest in parts:
                for other in (other for others in kinds for other in others):
                    if having := rest & self._having(index, other, n == len(meant) - 1):
                        finer.append(((*reading, (n, *other)), having))
                        rest &= ~having
                if rest:
                    finer.append((reading, rest))
            parts = finer
        return parts

    def _said(self, procedure: int, reading: _Reading, words: list[str]) -> str:
        """The reading as that procedure spells it; empty when it is what was typed, but for fillers."""
        if [word for _, word, _ in reading if word not in self._fillers] == self._matter(words):
            return ""
        return " ".join(self._spelt(self._begun(word) if n == len(words) - 1 else [word], form, procedure) for n, word, form in reading)

    def _spelt(self, words: list[str], typed: Form | None, procedure: int) -> str:
        for index in self._indices:
            for word in words:
                for form, having in index.forms.get(word, {}).items():
                    if having >> procedure & 1 and (typed is None or may_mean(typed, form)):
                        return self._written[word, form]
        return words[0]

    # Order

    def _ranked(self, found: Set, words: list[str], contradicting: list[Set], limit: int) -> list[_Key]:
        """The best `limit` of them, in order."""
        keys: list[_Key] = []
        for tier, having, text in self._tiers(found, words):
            places = text or (lambda _: 0)
            its = ((tier, sum(one >> n & 1 for one in contradicting), places(n), n) for n in bits(having))
            keys += heapq.nsmallest(limit - len(keys), its)
            if len(keys) >= limit:
                break
        return keys

    def _tiers(self, found: Set, words: list[str]) -> Iterator[tuple[int, Set, Callable[[int], int] | None]]:
        """`found` by what kind of text has the words, best first; with what says how good the place in that text is."""
        phrase = " " + " ".join(words)
        begun = self._begun(words[-1])
        # For each kind of text: who has each of the words there.
        having = [[*(kind.get(word, 0) for word in words[:-1]), union(kind, begun)] for kind in self._kinds]
        for tier, kind in enumerate(having[:3]):
            together = self._with_phrase(found & reduce(and_, kind), tier, phrase)
            if together:
                yield tier, set_of(together, len(self._all)), together.__getitem__
                found &= ~set_of(together, len(self._all))
        if office := set_of(self._with_phrase(found & reduce(and_, having[3]), 3, phrase + " "), len(self._all)):
            yield 3, office, None
            found &= ~office
        anywhere = having[0]
        for tier, kind in enumerate(having[:3], start=4):
            anywhere = [one | other for one, other in zip(anywhere, kind, strict=True)]
            if apart := found & reduce(and_, anywhere):
                yield tier, apart, None
                found &= ~apart
        if found:
            yield _IN_PAPERS, found, None

    def _with_phrase(self, found: Set, kind: int, phrase: str) -> dict[int, int]:
        """Which have the words beside each other in a kind of text, and where: 0 all of it, 1 its beginning, 3 within it; one more when
        the last is unfinished."""
        places: dict[int, int] = {}
        for n in bits(found):
            text = self._texts[n][kind]
            at = text.find(phrase)
            if at >= 0:
                end = at + len(phrase)
                begins, whole = at == 0 or text[at - 1] == "|", phrase.endswith(" ") or text.startswith(" ", end)
                all_of_it = begins and whole and text[end : end + 2] in (" ", " |")
                places[n] = 0 if all_of_it else (1 if begins else 3) + (not whole)
        return places


def _fewest(sets: list[list[Set]], free: list[bool], most_dropped: int, most_mistakes: int, everything: Set) -> Set:
    """The procedures with the fewest words left out, and of those with the fewest mistakes.

    `sets`: for each word those that have it with 0, 1, 2 mistakes; `free`: it may be left out as if it had not been typed.
    """
    # levels[d][m]: those that match the words so far with d left out and m mistakes.
    levels = [[everything if d == m == 0 else 0 for m in range(most_mistakes + 1)] for d in range(most_dropped + 1)]
    for of_word, may_go in zip(sets, free, strict=True):
        fresh = [[0] * (most_mistakes + 1) for _ in levels]
        for d, row in enumerate(levels):
            for m, having in enumerate(row):
                for more, its in enumerate(of_word[: most_mistakes + 1 - m]):
                    fresh[d][m + more] |= having & its
                if may_go:
                    fresh[d][m] |= having
                elif d < most_dropped:
                    fresh[d + 1][m] |= having
        levels = fresh
    return next((having for row in levels for having in row if having), 0)
