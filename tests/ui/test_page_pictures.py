"""Pictures of pages come from memory, in two sizes, turned as the resident turned them; nothing of a visit that is over."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from kiosk.texts import Texts
from kiosk.ui.bridge import PagePictures, VisitBridge
from tests.visit.booth import at

pytestmark = pytest.mark.usefixtures("quiet")
PAGE = "7" * 32


def jpeg(width: int, height: int) -> bytes:
    """White, with a black quarter at the top left."""
    picture = Image.new("L", (width, height), 255)
    picture.paste(0, (0, 0, width // 2, height // 2))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def pictures(sentences: Texts) -> PagePictures:
    booth = at("pages")
    booth.visit.thumbnails[PAGE] = jpeg(40, 60)
    booth.visit.large = {PAGE: jpeg(400, 600)}
    bridge = VisitBridge(sentences, {"vi": "Trung tâm", "en": "Centre"})
    bridge.attach(booth.visit, lambda: ("feeder",), lambda _before, _after: None)
    return PagePictures(bridge)


def asked(pictures: PagePictures, name: str, width: int = 0) -> QImage:
    return pictures.requestImage(name, QSize(), QSize(width, 0) if width else QSize())


def dark_corner(image: QImage) -> str:
    corners = {
        "top left": (0.25, 0.25),
        "top right": (0.75, 0.25),
        "bottom right": (0.75, 0.75),
        "bottom left": (0.25, 0.75),
    }
    (found,) = [
        name for name, (x, y) in corners.items() if image.pixelColor(int(x * image.width()), int(y * image.height())).lightness() < 99
    ]
    return found


@pytest.mark.parametrize(("turn", "corner"), [(0, "top left"), (90, "top right"), (180, "bottom right"), (270, "bottom left")])
@pytest.mark.parametrize("size", ["small", "large"])
def test_turned_clockwise(pictures: PagePictures, size: str, turn: int, corner: str) -> None:
    image = asked(pictures, f"{PAGE}/{size}/{turn}")
    across = turn in (90, 270)
    short = 40 if size == "small" else 400
    assert (image.width(), image.height()) == ((short * 3 // 2, short) if across else (short, short * 3 // 2))
    assert dark_corner(image) == corner


def test_as_wide_as_it_is_shown(pictures: PagePictures) -> None:
    assert asked(pictures, f"{PAGE}/large/90", 120).width() == 120


def test_a_page_that_is_gone_is_a_gray_sheet(pictures: PagePictures) -> None:
    image = asked(pictures, f"{'8' * 32}/small/0")
    assert image.pixelColor(5, 5).name() == "#eeeeee"
