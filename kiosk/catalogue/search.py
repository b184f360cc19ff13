"""Finding a procedure by what people type: no diacritics, any order of words, an unfinished last word, abbreviations, codes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from kiosk.catalogue.load import Catalogue
from kiosk.catalogue.models import Agency, Both, Procedure
from kiosk.texts import LANGUAGES, Language, plain

# Words around the matter ("tôi muốn làm …"): let go of when the whole query finds nothing.
_FILLER_WORDS = (
    "toi minh em muon xin can lam cho cua o tai de thi la va cai ve thu tuc ho so giay to i a an the to for my of and want need how"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_LAST = "\U0010ffff"
_LONGEST = 200


@dataclass(frozen=True)
class _Entry:
    """One procedure as plain text, blank-padded: " doi giay phep lai xe ". Several texts of one kind stand apart by "|"."""

    short: str
    name: str
    keywords: str
    office: str
    """Agency and field (lĩnh vực)."""
    short_name: str
    short_name_keywords: str
    """The first ones together."""


class Search:
    """An index over one catalogue; build it once, it does not change."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._all = catalogue.procedures
        self._codes = sorted((form, n) for n, p in enumerate(self._all) for form in (p.code, p.code[2:], p.code.replace(".", "")))
        self._entries = [_entry(procedure, catalogue.agency(procedure.agency)) for procedure in self._all]
        index: dict[str, set[int]] = defaultdict(set)
        for n, procedure in enumerate(self._all):
            agency = catalogue.agency(procedure.agency)
            for language in LANGUAGES:
                texts = [text.vi if language == "vi" else text.en for text in _texts(procedure, agency)]
                for word in _words(" ".join([*texts, *procedure.keywords])):
                    index[word].add(_document(n, language))
        self._words = sorted(index)
        self._index = {word: frozenset(found) for word, found in index.items()}

    def find(self, query: str, limit: int = 20) -> tuple[Procedure, ...]:
        """The procedures that match, best first, at most `limit`; an empty query gives all, in order. Never raises."""
        query = query[:_LONGEST]
        if not query.strip():
            return self._all
        by_code = self._with_code(query)
        words = _words(query)
        if by_code or not words:
            return tuple(self._all[n] for n in by_code[: max(limit, 0)])
        found = self._with_all(words) or self._with_most([word for word in words if word not in _FILLERS])
        ranked = sorted({_procedure(document) for document in found}, key=lambda n: (_rank(self._entries[n], words), n))
        return tuple(self._all[n] for n in ranked[: max(limit, 0)])

    def _with_code(self, query: str) -> list[int]:
        """`1.001193`, `001193`, `1001193`, or the beginning of one."""
        match = re.fullmatch(r"\s*(\d\.\d{0,6}|\d{3,7})\s*", query, re.ASCII)
        if match is None:
            return []
        low, high = bisect_left(self._codes, (match[1], -1)), bisect_left(self._codes, (match[1] + _LAST, -1))
        return sorted({n for _, n in self._codes[low:high]})

    def _with_all(self, words: list[str]) -> frozenset[int]:
        *whole, last = words
        found = self._beginning_with(last)
        for word in whole:
            found &= self._index.get(word, frozenset())
        return found

    def _with_most(self, words: list[str]) -> frozenset[int]:
        """Those that have as many of the words as any, if that is at least half of them."""
        if not words:
            return frozenset()
        counts: dict[int, int] = defaultdict(int)
        for document in chain(*(self._index.get(word, ()) for word in words[:-1]), self._beginning_with(words[-1])):
            counts[document] += 1
        most = max(counts.values(), default=0)
        if most * 2 < len(words):
            return frozenset()
        return frozenset(document for document, count in counts.items() if count == most)

    def _beginning_with(self, start: str) -> frozenset[int]:
        low, high = bisect_left(self._words, start), bisect_left(self._words, start + _LAST)
        return frozenset().union(*(self._index[word] for word in self._words[low:high]))


def _rank(entry: _Entry, words: list[str]) -> tuple[int, int]:
    """Small is better: what kind of text has the query, then where in it."""
    phrase = " " + " ".join(words)
    for tier, text in enumerate((entry.short, entry.name, entry.keywords)):
        at = text.find(phrase)
        if at >= 0:
            whole = text.startswith((" ", "|"), at + len(phrase))
            begins = at == 0 or text[at - 1] == "|"
            return tier, (not begins) * 2 + (not whole)
    if len(words) > 1:
        for tier, text in enumerate((entry.short, entry.short_name, entry.short_name_keywords), start=3):
            if _has_all(text, words):
                return tier, 0
    return (6, 0) if phrase in entry.office else (7, 0)


def _has_all(text: str, words: list[str]) -> bool:
    *whole, last = words
    return f" {last}" in text and all(f" {word} " in text for word in whole)


def _entry(procedure: Procedure, agency: Agency) -> _Entry:
    short, name, keywords = _padded(_both(procedure.short)), _padded(_both(procedure.name)), _padded(procedure.keywords)
    office = _padded([*_both(agency.name), *_both(procedure.field)])
    return _Entry(short, name, keywords, office, f"{short}|{name}", f"{short}|{name}|{keywords}")


def _texts(procedure: Procedure, agency: Agency) -> Iterator[Both]:
    """Also cases and papers: who has a paper in hand finds what it is for."""
    yield from (procedure.short, procedure.name, procedure.field, agency.name)
    for case in procedure.cases:
        yield case.name
        yield from (component.name for component in case.components)


def _document(n: int, language: Language) -> int:
    """The two languages of a procedure are two documents, so that "công an" does not find "Công … and"."""
    return n * len(LANGUAGES) + LANGUAGES.index(language)


def _procedure(document: int) -> int:
    return document // len(LANGUAGES)


def _both(text: Both) -> list[str]:
    return [text.vi, text.en]


def _padded(texts: Iterable[str]) -> str:
    return "|".join(f" {' '.join(_words(text))} " for text in texts)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", plain(text).casefold())
