"""The same page scanned twice is known again; two pages are never taken for one."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from kiosk.documents import alike, clean
from tests.documents.testset import Recipe, make

FORM = Recipe(seed=5, kind="form", background="dark", skew_deg=2.2)


def print_of(recipe: Recipe) -> str:
    sample = make(recipe)
    return clean(sample.pixels, sample.dpi).fingerprint


@pytest.fixture(scope="module")
def form() -> str:
    return print_of(FORM)


@pytest.mark.parametrize(
    "again",
    [
        replace(FORM, skew_deg=-3.0, background="gray", uneven=0.25),
        replace(FORM, skew_deg=0.4, rotation=180),
        replace(FORM, dpi=300, jpeg=80),
        replace(FORM, defects=(("dark", 0.7),)),
    ],
    ids=["crooked in uneven light", "upside down", "300 dpi", "darker"],
)
def test_the_same_page_is_known_again(form: str, again: Recipe) -> None:
    assert alike(form, print_of(again))


def test_the_same_form_with_other_answers_is_another_page(form: str) -> None:
    others = [print_of(replace(FORM, seed=seed)) for seed in (6, 7, 8)]
    assert not any(alike(form, other) for other in others)


def test_an_empty_page_is_like_no_other() -> None:
    one, other = (print_of(Recipe(seed=seed, kind="back", background="gray")) for seed in (1, 2))
    assert (one, other) == ("", "")
    assert not alike(one, other)


def test_a_fingerprint_is_short(form: str) -> None:
    """It is kept with every page of a draft."""
    assert len(form) < 12_000


def test_what_an_earlier_version_kept_with_a_draft_is_read(form: str) -> None:
    size, _, body = form.partition(".")
    earlier = f"{size}:{base64.b85encode(base64.b64decode(body)).decode()}"
    assert alike(form, earlier)
    assert alike(earlier, form)


@pytest.mark.parametrize("text", ["x", "3x4", "3x4:!", "3x4.!", "3x4.AAAA", "100000x100000:abc", "100000x100000.abc", "-1x5:abc"])
def test_what_is_no_fingerprint_is_refused(form: str, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (base64's, numpy's and our own)
        alike(form, text)
