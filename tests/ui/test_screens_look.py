"""Every screen, in both languages, on the three screens that centres have: no warning, nothing cut or too small, nothing nameless."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtQuick import QQuickItem

from kiosk.texts import LANGUAGES, Language, Texts
from kiosk.ui.preview import Stage
from kiosk.ui.samples import samples
from tests.ui.hands import SIZES, is_control, is_shown, place, tap, unit, viewport, walk

pytestmark = pytest.mark.usefixtures("quiet")

SMALLEST_TOUCH = 80
"""At a unit of 1; on a 32-inch portrait screen (0.37 mm a pixel) that is 29 mm, on a 15-inch 1024x768 one 17 mm."""
TYPING = {"procedures": "search-field", "person": "field-name", "form": "field-email", "form-choices": "field-province"}


@pytest.fixture(params=list(itertools.product(SIZES, LANGUAGES)), ids=lambda given: f"{given[0][0]}x{given[0][1]}-{given[1]}")
def given(request: pytest.FixtureRequest) -> tuple[tuple[int, int], Language]:
    size, language = request.param
    return size, language


@pytest.fixture
def stage(given: tuple[tuple[int, int], Language], sentences: Texts) -> Iterator[Stage]:
    size, language = given
    stage = Stage(samples(language)["attract"], sentences.all(language), size, fade=0)
    yield stage
    stage.close()


def test_every_screen_is_whole(given: tuple[tuple[int, int], Language], stage: Stage) -> None:
    size, language = given
    complaints: list[str] = []
    for name, view in samples(language).items():
        stage.show(view)
        complaints += [f"{name}: {complaint}" for complaint in _complaints(stage, unit(size))]
        if name in TYPING:
            tap(stage, TYPING[name])
            stage.lay_out()
            complaints += [f"{name}, typing: {complaint}" for complaint in _complaints(stage, unit(size))]
    assert complaints == []


def test_every_screen_draws_something_of_its_own(given: tuple[tuple[int, int], Language], stage: Stage) -> None:
    seen: dict[bytes, str] = {}
    for name, view in samples(given[1]).items():
        stage.show(view)
        picture = stage.picture()
        assert (picture.width(), picture.height()) == given[0]
        pixels = bytes(picture.convertToFormat(QImage.Format.Format_RGB32).constBits())
        assert pixels not in seen, f"{name} looks like {seen.get(pixels)}"
        seen[pixels] = name


def _complaints(stage: Stage, scale: float) -> Iterator[str]:
    window = QRectF(0, 0, stage.window.width(), stage.window.height())
    items = [item for item in walk(stage.window.contentItem()) if is_shown(item)]
    for item in items:
        if item.inherits("QQuickText"):
            yield from _text_complaints(item, window)
    controls = [item for item in items if is_control(item) or item.objectName().startswith("field-")]
    for item in controls:
        what = item.objectName() or item.property("text")
        if not item.objectName():
            yield f"{what!r} has no object name"
        if not _spoken(item):
            yield f"{what!r} has no name for a screen reader"
        if is_control(item) and (item.width() < SMALLEST_TOUCH * scale - 1 or item.height() < SMALLEST_TOUCH * scale - 1):
            yield f"{what!r} is too small to touch: {item.width():.0f}x{item.height():.0f}"
        if viewport(item) is None and not window.adjusted(-1, -1, 1, 1).contains(place(item)):
            yield f"{what!r} reaches out of the window"
    # What lies over the screen on purpose takes all touches itself.
    if not any(item.objectName() in ("idle-dialog", "leave-dialog", "picker-close", "viewer-close") for item in items):
        yield from _overlaps([item for item in controls if is_control(item)])


def _text_complaints(item: QQuickItem, window: QRectF) -> Iterator[str]:
    text = item.property("text")
    if not text:
        return
    if item.property("truncated"):
        yield f"{text!r} is cut"
    if item.property("contentWidth") > item.width() + 1:
        yield f"{text!r} is wider than its place"
    if text.startswith("[") or "{" in text or "undefined" in text:
        yield f"{text!r} is not a sentence"
    rect = place(item)
    if viewport(item) is None and not window.adjusted(-1, -1, 1, 1).contains(rect):
        yield f"{text!r} reaches out of the window"
    scrolled = viewport(item)
    above = item.parentItem()
    while above is not None and above is not scrolled:
        around = place(above)
        if above.width() > 0 and (rect.left() < around.left() - 1.5 or rect.right() > around.right() + 1.5):
            yield f"{text!r} is wider than what it stands on"
            return
        if above.height() > 0 and (rect.top() < around.top() - 1.5 or rect.bottom() > around.bottom() + 1.5):
            yield f"{text!r} is higher than what it stands on"
            return
        above = above.parentItem()


def _overlaps(controls: list[QQuickItem]) -> Iterator[str]:
    seen = []
    for item in controls:
        rect = place(item)
        area = viewport(item)
        if area is not None:
            rect = rect.intersected(place(area))
        if rect.width() > 1 and rect.height() > 1:
            seen.append((item.objectName(), rect.adjusted(1, 1, -1, -1)))
    for (a, rect_a), (b, rect_b) in itertools.combinations(seen, 2):
        if rect_a.intersects(rect_b):
            yield f"{a} and {b} lie over each other"


def _spoken(item: QQuickItem) -> str:
    spoken = QAccessible.queryAccessibleInterface(item)
    return spoken.text(QAccessible.Text.Name) if spoken is not None else ""
