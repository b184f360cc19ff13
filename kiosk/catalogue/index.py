"""Where each word of a catalogue stands, for kiosk.catalogue.search.

Sets of procedures are whole numbers, a bit for each: two sets meet in one operation, however large the catalogue (docs/finding.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from typing import TypeVar

from kiosk.catalogue.load import Catalogue
from kiosk.catalogue.models import Agency, Both, Finding, Procedure
from kiosk.catalogue.spelling import Form, parse, tokens
from kiosk.texts import LANGUAGES

_K = TypeVar("_K")
Set = int
"""Of procedures: bit n stands for the n-th."""


@dataclass
class Index:
    """Where each word stands in one language. They stay apart, so that "công an" does not find "Công … and"."""

    words: dict[str, Set] = field(default_factory=dict)
    forms: dict[str, dict[Form, Set]] = field(default_factory=dict)
    """How a plain word is written, and where."""


@dataclass(frozen=True)
class Read:
    """What there is to know of a catalogue's words."""

    indices: list[Index]
    """In the order of LANGUAGES."""
    texts: list[tuple[str, ...]]
    """Of each procedure, for each kind of text: plain, blank-padded (" doi giay phep lai xe "), several apart by "|"."""
    kinds: list[dict[str, Set]]
    """For each kind of text: who has a word in it."""
    written: dict[tuple[str, Form], str]
    """How a word is spelt."""


def read(catalogue: Catalogue) -> Read:
    """Read a catalogue; it takes a second for thousands of procedures."""
    reword = _reworder(catalogue.finding)
    parsed = lru_cache(maxsize=None)(parse)
    plain = lru_cache(maxsize=None)(lambda text: reword(" ".join(parsed(token)[0] for token in tokens(text))))
    written = lru_cache(maxsize=None)(lambda text: [(*parsed(token), token) for token in tokens(text)])
    words: list[dict[str, set[int]]] = [defaultdict(set) for _ in LANGUAGES]
    forms: list[dict[str, dict[Form, set[int]]]] = [defaultdict(lambda: defaultdict(set)) for _ in LANGUAGES]
    kinds: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(4)]
    padded: list[tuple[str, ...]] = []
    spelt: dict[tuple[str, Form], str] = {}
    for n, procedure in enumerate(catalogue.procedures):
        agency = catalogue.agency(procedure.agency)
        texts = list(_all_texts(procedure, agency))
        for index, its_forms, language in zip(words, forms, LANGUAGES, strict=True):
            for text in dict.fromkeys([*(both.to(language) for both in texts), *procedure.keywords]):
                for word in plain(text).replace("|", " ").split():
                    index[word].add(n)
                for word, form, token in written(text):
                    its_forms[word][form].add(n)
                    spelt.setdefault((word, form), token.lower())
        of_kinds = tuple("|".join(f" {part} " for text in its for part in plain(text).split("|")) for its in _kinds(procedure, agency))
        for kind, text in zip(kinds, of_kinds, strict=True):
            for word in text.replace("|", " ").split():
                kind[word].add(n)
        padded.append(of_kinds)
    size = len(catalogue.procedures)
    indices = [
        Index(_sets(its, size), {word: _sets(by_form, size) for word, by_form in its_forms.items()})
        for its, its_forms in zip(words, forms, strict=True)
    ]
    return Read(indices, padded, [_sets(kind, size) for kind in kinds], spelt)


def _reworder(finding: Finding) -> Callable[[str], str]:
    """What adds to a plain text, after "|", the same in other words: "doi giay phep lai xe|doi gplx"."""
    others: dict[str, list[str]] = defaultdict(list)
    for one in finding.other_words:
        for phrase in one.means:
            others[_plain(phrase)].append(_plain(one.said))
    if not others:
        return lambda text: text
    # All that begin at a place count: "đăng ký kết hôn" is ĐKKH, and its end is KH.
    pattern = re.compile(r"\b(?=(" + "|".join(sorted(others, key=len, reverse=True)) + r")\b)")

    def reworded(text: str) -> str:
        texts = [text]
        for match in pattern.finditer(text):
            texts += [f"{text[: match.start(1)]}{said}{text[match.end(1) :]}" for said in others[match[1]]]
        return "|".join(texts)

    return reworded


def _plain(text: str) -> str:
    return " ".join(parse(token)[0] for token in tokens(text))


def _kinds(procedure: Procedure, agency: Agency) -> tuple[tuple[str, ...], ...]:
    """Its texts by how much a word in them counts: short name, name, keywords, agency and field (lĩnh vực)."""
    short, name, office, matter = procedure.short, procedure.name, agency.name, procedure.field
    return (short.vi, short.en), (name.vi, name.en), procedure.keywords, (office.vi, office.en, matter.vi, matter.en)


def _all_texts(procedure: Procedure, agency: Agency) -> Iterator[Both]:
    """Also cases and papers: who has a paper in hand finds what it is for."""
    yield from (procedure.short, procedure.name, procedure.field, agency.name)
    for case in procedure.cases:
        yield case.name
        yield from (component.name for component in case.components)


# Sets


def any_of(sets: Iterable[Set]) -> Set:
    return reduce(or_, sets, 0)


def union(index: Mapping[str, Set], words: Iterable[str]) -> Set:
    return any_of(index.get(word, 0) for word in words)


def set_of(procedures: Iterable[int], size: int) -> Set:
    made = bytearray(size // 8 + 1)
    for n in procedures:
        made[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(made, "little")


def _sets(index: Mapping[_K, Iterable[int]], size: int) -> dict[_K, Set]:
    return {key: set_of(found, size) for key, found in index.items()}


def bits(procedures: Set) -> Iterator[int]:
    """Those of a set, in order."""
    for at, byte in enumerate(procedures.to_bytes(procedures.bit_length() // 8 + 1, "little")):
        if byte:
            yield from (at * 8 + bit for bit in range(8) if byte >> bit & 1)
