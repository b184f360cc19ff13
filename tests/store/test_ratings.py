"""Ratings: counts, and nobody behind them."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.errors import StoreError
from kiosk.store import RatingCount, Store


def test_counted_by_day_procedure_and_reason(store: Store) -> None:
    store.ratings.add("3.000347", "good", ())
    store.ratings.add("3.000347", "poor", ("slow", "words"))
    store.ratings.add("3.000347", "poor", ("slow",))
    day = date(2026, 11, 22)
    assert store.ratings.counts(day, day) == [
        RatingCount(day, "3.000347", "good", "", 1),
        RatingCount(day, "3.000347", "poor", "", 2),
        RatingCount(day, "3.000347", "poor", "slow", 2),
        RatingCount(day, "3.000347", "poor", "words", 1),
    ]
    assert store.ratings.counts(date(2026, 11, 23), date(2026, 12, 1)) == []


@pytest.mark.parametrize(("rating", "reasons"), [("great", ()), ("poor", ("Nguyễn Văn An",))])
def test_only_words_of_a_list_are_kept(store: Store, rating: str, reasons: tuple[str, ...]) -> None:
    with pytest.raises(StoreError):
        store.ratings.add("3.000347", rating, reasons)
    assert store.ratings.counts(date(2000, 1, 1), date(2100, 1, 1)) == [], "all or nothing"
