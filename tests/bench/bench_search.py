"""Searching 2,000 procedures while somebody types: every beginning of every query, beside SQLite's trigram index in the same run."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable

from kiosk.catalogue import Catalogue, Search
from kiosk.texts import plain
from tests.catalogue.many import many, wordy
from tests.catalogue.test_search import AS_TYPED, MISTYPED

ROUNDS = 5
SHOWN = 20


def run() -> list[tuple[str, float, str]]:
    """(name, value, unit)."""
    catalogue = many()
    began = time.thread_time()
    search = Search(catalogue)
    built = (time.thread_time() - began) * 1000
    queries = [query for query, _ in AS_TYPED] + [query for query, _, _ in MISTYPED]
    typed = [query[:end] for query in queries for end in range(1, len(query) + 1)]
    peer = _trigrams(catalogue)

    def afresh(text: str) -> object:
        search.forget()
        return search.find(text, SHOWN)

    ours = _times(lambda text: search.find(text, SHOWN), typed, search.forget)
    cold = _times(afresh, typed, lambda: None)
    larger = Search(wordy(catalogue))
    wide = _times(lambda text: larger.find(text, SHOWN), typed, larger.forget)
    theirs = _times(peer, typed, lambda: None)
    return [
        ("procedures", float(len(catalogue.procedures)), ""),
        ("beginnings of queries, each round", float(len(typed)), ""),
        ("the index is built in", built, "ms"),
        ("find, as one types, median", statistics.median(ours), "ms"),
        ("find, as one types, p99", _p99(ours), "ms"),
        ("find, as one types, slowest", max(ours), "ms"),
        ("find, nothing remembered, p99", _p99(cold), "ms"),
        ("find among 3,000 words more, p99", _p99(wide), "ms"),
        ("peer: FTS5 trigram, no mistakes forgiven, median", statistics.median(theirs), "ms"),
        ("peer: FTS5 trigram, p99", _p99(theirs), "ms"),
        ("find p99 / peer p99", _p99(ours) / _p99(theirs), "times"),
        ("right first, mistyped queries, find", _right(lambda text: _first(search, text)), "of 1"),
        ("right first, mistyped queries, peer", _right(lambda text: next(iter(peer(text)), "")), "of 1"),
    ]


def _times(find: Callable[[str], object], queries: Iterable[str], between: Callable[[], None]) -> list[float]:
    """[ms]. What is waited for is this process's work: the clock is its own, others on the machine do not count."""
    took = []
    for _ in range(ROUNDS):
        between()
        for query in queries:
            began = time.thread_time()
            find(query)
            took.append((time.thread_time() - began) * 1000)
    return took


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[-1]


def _first(search: Search, text: str) -> str:
    found = search.find(text, SHOWN).procedures
    return found[0].code if found else ""


def _right(first: Callable[[str], str]) -> float:
    return sum(first(query) == code for query, code, _ in MISTYPED) / len(MISTYPED)


def _trigrams(catalogue: Catalogue) -> Callable[[str], list[str]]:
    """The usual way: an index of three letters in a row, diacritics taken off, ranked by bm25 with the short name first."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table procedures using fts5(code unindexed, short, name, keywords, body, tokenize='trigram')")
    for one in catalogue.procedures:
        body = " ".join(f"{row.name.vi} {row.name.en}" for case in one.cases for row in case.components)
        texts = (f"{one.short.vi} {one.short.en}", f"{one.name.vi} {one.name.en}", " ".join(one.keywords), body)
        database.execute("insert into procedures values (?, ?, ?, ?, ?)", (one.code, *(plain(text).casefold() for text in texts)))

    def find(text: str) -> list[str]:
        words = [word for word in plain(text).casefold().split() if len(word) >= 3]
        if not words:
            return []
        wanted = " ".join('"' + word.replace('"', '""') + '"' for word in words)
        ranked = "select code from procedures where procedures match ? order by bm25(procedures, 0, 10, 5, 3, 1) limit ?"
        return [code for (code,) in database.execute(ranked, (wanted, SHOWN))]

    return find
