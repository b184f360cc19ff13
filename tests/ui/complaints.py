"""What somebody who looks closely would find wrong with a screen: words cut, things too small or without a name, faint colours."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtQuick import QQuickItem

from kiosk.ui.preview import DIAGONALS, Stage
from tests.ui.hands import is_control, is_shown, place, walk

LEAST_MM = 20
OVER_ALL = ("idle-dialog", "leave-dialog", "access-panel", "picker-close", "viewer-close", "list-close", "staff-sheet")
"""What lies over the screen on purpose, and takes all touches itself."""


def complaints(stage: Stage) -> list[str]:
    """About how the present screen lies."""
    return list(_complaints(stage))


def pixels_per_mm(stage: Stage) -> float:
    size = (stage.window.width(), stage.window.height())
    return math.hypot(*size) / (DIAGONALS[size] * 25.4)


def contrast(first: QColor, second: QColor) -> float:
    """By WCAG 2: 1 … 21."""

    def light(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(first), light(second)))
    return (bright + 0.05) / (dark + 0.05)


def faint(stage: Stage) -> Iterator[str]:
    """Words and symbols whose colour is too near to what is drawn behind them: 4.5 for words, 3 for large words and for symbols."""
    picture = stage.picture()
    window = QRectF(0, 0, picture.width(), picture.height())
    items = list(walk(stage.window.contentItem()))
    dialogs = [item for item in items if is_shown(item) and _is_dialog(item)]
    for item in items:
        symbol = item.inherits("QQuickCanvasItem") and item.property("name")
        if not is_shown(item) or not (symbol or (item.inherits("QQuickText") and item.property("text"))):
            continue
        rect = place(item)
        area = scrolled_in(item)
        seen = rect.intersected(place(area) if area is not None else window)
        # Half hidden is not judged here.
        if seen.height() < rect.height() - 1 or seen.width() < 2 or _under_something(dialogs, item, rect):
            continue
        colour = item.property("color")
        if not isinstance(colour, QColor):
            continue  # a drawing of many colours
        found = contrast(colour, _ground(picture, seen))
        if found < (3 if symbol or _is_large(stage, item) else 4.5):
            what = item.property("name") if symbol else item.property("text")
            yield f"{what!r}: {colour.name()} on {_ground(picture, seen).name()} is {found:.1f}"


def _is_dialog(item: QQuickItem) -> bool:
    found = QAccessible.queryAccessibleInterface(item) if item.childItems() else None
    return found is not None and found.role() == QAccessible.Role.Dialog


def _is_large(stage: Stage, item: QQuickItem) -> bool:
    """As WCAG has it: 18 pt, or 14 pt bold; a point is 1/72 inch of the real screen."""
    font = item.property("font")
    points = font.pixelSize() / pixels_per_mm(stage) / 25.4 * 72
    return points >= 18 or (points >= 14 and font.weight() >= 700)


def _ground(picture: QImage, rect: QRectF) -> QColor:
    """What most of a place is painted with."""
    counted: Counter[int] = Counter()
    inside = rect.toAlignedRect().intersected(picture.rect())
    for y in range(inside.top(), inside.bottom(), max(1, inside.height() // 12)):
        for x in range(inside.left(), inside.right(), max(1, inside.width() // 40)):
            counted[picture.pixel(x, y)] += 1
    return QColor.fromRgb(counted.most_common(1)[0][0])


def _under_something(dialogs: list[QQuickItem], item: QQuickItem, rect: QRectF) -> bool:
    """A dialog, or the panel, lies over it."""
    for over in dialogs:
        if place(over).intersects(rect):
            above: QQuickItem | None = item
            while above is not None and above != over:
                above = above.parentItem()
            if above is None:
                return True
    return False


def _complaints(stage: Stage) -> Iterator[str]:
    window = QRectF(0, 0, stage.window.width(), stage.window.height())
    least = LEAST_MM * pixels_per_mm(stage)
    items = [item for item in walk(stage.window.contentItem()) if is_shown(item)]
    for item in items:
        if item.inherits("QQuickText"):
            yield from _text_complaints(item, window)
    controls = [item for item in items if is_control(item) or item.objectName().startswith("field-")]
    for item in controls:
        what = item.objectName() or item.property("text")
        if not item.objectName():
            yield f"{what!r} has no object name"
        if not spoken(item):
            yield f"{what!r} has no name for a screen reader"
        if is_control(item) and (item.width() < least - 1 or item.height() < least - 1):
            scale = pixels_per_mm(stage)
            yield f"{what!r} is too small to touch: {item.width() / scale:.1f} x {item.height() / scale:.1f} mm"
        if scrolled_in(item) is None and not window.adjusted(-1, -1, 1, 1).contains(place(item)):
            yield f"{what!r} reaches out of the window"
    if not any(item.objectName() in OVER_ALL or _is_dialog(item) for item in items):
        yield from _overlaps([item for item in controls if is_control(item)])
    for area in items:
        if area.objectName() == "scroll-area" and area.height() < least and area.property("contentHeight") > area.height() + 1:
            yield f"only {area.height():.0f} pixels are left to scroll in"


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
    if scrolled_in(item) is None and not window.adjusted(-1, -1, 1, 1).contains(rect):
        yield f"{text!r} reaches out of the window"
    scrolled = scrolled_in(item)
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
        area = scrolled_in(item)
        if area is not None:
            rect = rect.intersected(place(area))
        if rect.width() > 1 and rect.height() > 1:
            seen.append((item.objectName(), rect.adjusted(1, 1, -1, -1)))
    for (a, rect_a), (b, rect_b) in itertools.combinations(seen, 2):
        if rect_a.intersects(rect_b):
            yield f"{a} and {b} lie over each other"


def scrolled_in(item: QQuickItem) -> QQuickItem | None:
    """What cuts it off at its edges on purpose: it scrolls."""
    above = item.parentItem()
    while above is not None and not (above.clip() or above.objectName() == "scroll-area"):
        above = above.parentItem()
    return above


def spoken(item: QQuickItem) -> str:
    """Its name in the accessibility tree."""
    found = QAccessible.queryAccessibleInterface(item)
    return found.text(QAccessible.Text.Name) if found is not None else ""
