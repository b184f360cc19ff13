"""Every screen, in both languages, on the three screens that centres have: no warning, nothing cut or too small, nothing nameless.

The fast tests take each screen on each size in one language, which turns about; the slow ones take them all, with all text sizes.
"""

from __future__ import annotations

import itertools

import pytest

from kiosk.texts import LANGUAGES, Language, Texts
from kiosk.ui.preview import Stage
from kiosk.ui.samples import samples
from tests.ui.complaints import complaints
from tests.ui.hands import SIZES, find, stage_of, tap

pytestmark = pytest.mark.usefixtures("quiet")

Size = tuple[int, int]
TYPING = {"procedures": "search-field", "person": "field-name", "form": "field-email", "form-choices": "field-province"}


stage = stage_of(*SIZES)


def about(stage: Stage, name: str, language: Language, sentences: Texts, **access: object) -> list[str]:
    """Complaints about one sample, and about it while somebody types."""
    view = samples(language)[name]
    stage.show(view | {"access": view["access"] | access}, sentences.all(language))
    found = complaints(stage)
    if name in TYPING and find(stage, TYPING[name]) is not None:
        tap(stage, TYPING[name])
        stage.lay_out()
        found += [f"typing: {complaint}" for complaint in complaints(stage)]
    return [f"{language} {name}: {complaint}" for complaint in found]


def test_every_screen_is_whole(stage: Stage, sentences: Texts) -> None:
    turn = SIZES.index((stage.window.width(), stage.window.height()))
    found = [about(stage, name, LANGUAGES[(place + turn) % 2], sentences) for place, name in enumerate(samples("vi"))]
    flat = list(itertools.chain.from_iterable(found))
    assert not flat, "\n".join(flat)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("text_size", [1, 2, 3, 4])
def test_every_screen_is_whole_in_both_languages_and_all_text_sizes(stage: Stage, sentences: Texts, text_size: int) -> None:
    found = [about(stage, name, language, sentences, text_size=text_size) for language in LANGUAGES for name in samples(language)]
    flat = list(itertools.chain.from_iterable(found))
    assert not flat, "\n".join(flat)


def test_every_screen_draws_something_of_its_own(sentences: Texts) -> None:
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), SIZES[0], fade=0)
    seen: list[tuple[str, object]] = []
    for name, view in samples("vi").items():
        stage.show(view)
        picture = stage.picture()
        assert (picture.width(), picture.height()) == SIZES[0]
        assert [other for other, drawn in seen if drawn == picture] == [], name
        seen.append((name, picture))
    stage.close()
