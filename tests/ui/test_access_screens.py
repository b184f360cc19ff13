"""Text sizes, contrast themes and reach mode on every screen: each sample in one combination here, in all of them in the slow test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QGuiApplication

from kiosk.texts import LANGUAGES, Language, Texts
from kiosk.ui.preview import DIAGONALS, Stage
from kiosk.ui.samples import samples
from tests.ui.complaints import complaints, faint, pixels_per_mm, scrolled_in
from tests.ui.hands import SIZES, find, get, is_control, is_shown, place, tap, walk

pytestmark = pytest.mark.usefixtures("quiet")

CONTRASTS = ("standard", "dark", "yellow")
CONTROLS = {
    QAccessible.Role.Button, QAccessible.Role.RadioButton, QAccessible.Role.CheckBox, QAccessible.Role.EditableText,
    QAccessible.Role.ListItem, QAccessible.Role.PageTab, QAccessible.Role.ComboBox, QAccessible.Role.Link,
}  # fmt: skip


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def screen(request: pytest.FixtureRequest, qapp: QGuiApplication, sentences: Texts) -> Iterator[Stage]:
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), request.param, fade=0)
    yield stage
    stage.close()


@pytest.fixture
def stage(screen: Stage, sentences: Texts) -> Stage:
    """One window for all tests of a size: making it takes longer than most of them."""
    screen.window.setProperty("bottomMm", 800)
    show(screen, sentences, "goodbye")
    show(screen, sentences, "attract")
    screen.visit.acts.clear()
    return screen


def show(stage: Stage, sentences: Texts, name: str, language: Language = "vi", **access: object) -> None:
    view = samples(language)[name]
    stage.show(view | {"access": view["access"] | access}, sentences.all(language))


def all_of(stage: Stage) -> list[str]:
    """Cut, too small, too faint, without a name or a role."""
    return [*complaints(stage), *faint(stage), *_nameless(stage)]


def test_each_screen_in_a_combination_of_its_own(stage: Stage, sentences: Texts) -> None:
    """A third of the screens on each size; sizes, languages, text sizes, colours and reach turn about at different paces."""
    found: list[str] = []
    turn = SIZES.index((stage.window.width(), stage.window.height()))
    for number, name in enumerate(list(samples("vi"))[turn::3]):
        text_size, contrast, language = 4 - number % 3, CONTRASTS[number // 3 % 3], LANGUAGES[number // 2 % 2]
        reach = number % 4 == 0
        show(stage, sentences, name, language, text_size=text_size, contrast=contrast, reach=reach)
        found += [f"{language} {name}, size {text_size}, {contrast}, {reach=}: {what}" for what in all_of(stage)]
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("contrast", "text_size", "reach"),
    [(contrast, size, False) for contrast in CONTRASTS for size in (1, 4)] + [("standard", size, True) for size in (1, 2, 3, 4)],
)
def test_every_screen_in_every_theme_and_lowered(stage: Stage, sentences: Texts, contrast: str, text_size: int, reach: bool) -> None:
    found: list[str] = []
    for language, name in itertools.product(LANGUAGES, samples("vi")):
        show(stage, sentences, name, language, text_size=text_size, contrast=contrast, reach=reach)
        found += [f"{language} {name}: {what}" for what in all_of(stage)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text_size", [1, 4])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_is_whole(stage: Stage, sentences: Texts, language: Language, text_size: int) -> None:
    for name, speaking, headphones in (("attract", False, "absent"), ("papers-first", True, "absent"), ("form", True, "ready")):
        show(stage, sentences, name, language, text_size=text_size)
        tap(stage, "ask-access")
        show(stage, sentences, name, language, text_size=text_size, speaking=speaking, headphones=headphones)
        stage.lay_out()
        assert is_shown(get(stage, "access-panel"))
        assert all_of(stage) == []
        show(stage, sentences, "language", language)  # another screen puts it away
        assert find(stage, "access-panel") is None


def test_words_are_as_large_as_they_are_called(stage: Stage, sentences: Texts) -> None:
    """WCAG 1.4.4: up to 200 %. EN 301 549 5.1.4: a capital H is seen under 0.7 degrees, from half a metre 6.1 mm of the real screen."""
    heights = []
    for text_size in (1, 2, 3, 4):
        show(stage, sentences, "form", text_size=text_size)
        words = [item for item in walk(stage.window.contentItem()) if item.inherits("QQuickText") and item.property("text") == "Họ và tên"]
        heights.append(words[0].property("font").pixelSize())
    assert [round(height / heights[0], 2) for height in heights] == pytest.approx([1, 1.25, 1.5, 2], abs=0.04)
    capital = 0.7 * heights[3] / pixels_per_mm(stage)
    assert capital >= 6.1


@pytest.mark.parametrize("bottom_mm", [300, 800, 1000])
def test_everything_that_is_touched_lies_between_380_and_1220_mm(stage: Stage, sentences: Texts, bottom_mm: int) -> None:
    stage.window.setProperty("bottomMm", bottom_mm)
    show(stage, sentences, "papers-first", reach=True)
    tap(stage, "ask-access") if bottom_mm == 800 else None
    stage.lay_out()
    height, scale = stage.window.height(), pixels_per_mm(stage)
    for item in walk(stage.window.contentItem()):
        if is_shown(item) and is_control(item):
            area = scrolled_in(item)
            rect = place(item).intersected(place(area) if area is not None else QRectF(0, 0, stage.window.width(), height))
            if rect.isEmpty():
                continue
            assert bottom_mm + (height - rect.top()) / scale <= 1220.5, item.objectName()
            assert bottom_mm + (height - rect.bottom()) / scale >= 379.5, item.objectName()
            if stage.window.height() > stage.window.width():
                assert rect.top() >= height / 2 - 1, item.objectName()


def test_a_landscape_screen_that_hangs_low_stays_as_it_is(sentences: Texts) -> None:
    stage = Stage(samples("vi")["attract"], sentences.all("vi"), (1024, 768), fade=0)
    show(stage, sentences, "papers-first")
    before = stage.picture()
    show(stage, sentences, "papers-first", reach=True)
    assert stage.picture() == before  # 800 mm + 229 mm of screen are within reach
    stage.close()


def _nameless(stage: Stage) -> Iterator[str]:
    for item in walk(stage.window.contentItem()):
        if is_shown(item) and is_control(item):
            found = QAccessible.queryAccessibleInterface(item)
            if found is None or not found.text(QAccessible.Text.Name) or found.role() not in CONTROLS:
                yield f"{item.objectName()} is {found.role() if found else None}"
    # What is no button of ours, but says that it is something to touch.
    root = QAccessible.queryAccessibleInterface(stage.window)
    assert root is not None
    waiting = [root.child(index) for index in range(root.childCount())]
    while waiting:
        part = waiting.pop()
        if not part.state().invisible:
            waiting += [part.child(index) for index in range(part.childCount())]
            if part.role() in CONTROLS and not part.text(QAccessible.Text.Name):
                yield f"{part.object()} has a role and no name"


def test_the_sizes_of_the_real_screens_are_known() -> None:
    assert set(DIAGONALS) == set(SIZES)


def acts(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    done = list(stage.visit.acts)
    stage.visit.acts.clear()
    return done


def test_each_choice_of_the_panel_is_told_to_the_visit(stage: Stage, sentences: Texts) -> None:
    show(stage, sentences, "attract")
    tap(stage, "ask-access")
    acts(stage)
    for touched, told in (
        ("text-size-3", ("set_text_size", {"size": 3})),
        ("contrast-yellow", ("set_contrast", {"contrast": "yellow"})),
        ("speaking", ("set_speaking", {"on": True})),
        ("reach", ("set_reach", {"on": True})),
        ("language-en", ("switch_language", {"language": "en"})),
    ):
        tap(stage, touched)
        assert acts(stage) == [told]
    tap(stage, "access-done")
    assert find(stage, "access-panel") is None
    assert acts(stage) == []  # what lies below was not touched
