"""Between the screens and the visit: touches go in, the view comes out. Light to import, so that the first screen comes at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QTransform
from PySide6.QtQuick import QQuickImageProvider

from kiosk import logs
from kiosk.texts import Language, Texts

if TYPE_CHECKING:
    from kiosk.devices.contract import Source
    from kiosk.visit import jobs
    from kiosk.visit.visit import Visit

NO_ACCESS = {
    "text_size": 1,
    "contrast": "standard",
    "reach": False,
    "speaking": False,
    "volume": 2,
    "aloud": False,
    "voice": "unknown",
    "headphones": "unknown",
}
"""`access` of VIEW.md before anybody has asked for anything."""
TICK = 500
"""How often the visit looks at the clock [ms]."""


class VisitBridge(QObject):
    """`visit` in QML: see kiosk/visit/VIEW.md. Shows the start until a visit is attached."""

    viewChanged = Signal()  # noqa: N815 Qt's way of naming
    textsChanged = Signal()  # noqa: N815

    def __init__(self, texts: Texts, centre: Mapping[Language, str]) -> None:
        super().__init__()
        self._texts = texts
        self._centre = centre
        self._visit: Visit | None = None
        self._draw: Callable[[], dict[str, Any]] | None = None
        self._after: Callable[[str, str], None] = lambda _before, _after: None
        self._early: list[tuple[str, dict[str, Any]]] = []
        self._language: Language = "vi"
        self._labels = dict(texts.all("vi"))
        self._view: dict[str, Any] = {
            "screen": "attract",
            "language": "vi",
            "centre": centre["vi"],
            "step": {"index": 0, "count": 5},
            "can_back": False,
            "help": False,
            "idle": {"asking": False, "seconds": 0},
            "notice": "",
            "busy": False,
            "clock": "",
            "access": NO_ACCESS,
            "staff": {"state": "away"},
            # Of kiosk/visit/ready.py, which is not loaded yet: what is not known hinders nobody.
            "services": [{"id": service, "open": True, "why": ""} for service in ("file", "track", "supplement", "browse")],
            "notes": [],
            "for_staff": "",
            "printer": "unknown",
            "scanner": "unknown",
        }
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)

    def attach(self, visit: Visit, sources: Callable[[], tuple[Source, ...]], after: Callable[[str, str], None]) -> None:
        """From now on this visit is shown. `sources`: what the scanner takes; `after` hears of each change of screen: before, after."""
        from kiosk.visit.view import view

        self._visit, self._after = visit, after
        self._draw = lambda: view(visit, centre=self._centre[visit.language], sources=sources())
        self._timer.start()
        for action, values in self._early:
            self.act(action, values)
        self._early = []
        self.refresh()

    def close(self) -> None:
        """The visit is shown no longer, and no time passes for it: its service is about to go."""
        self._timer.stop()
        self._visit = None

    def _get_view(self) -> dict[str, Any]:
        return self._view

    def _get_labels(self) -> dict[str, str]:
        return self._labels

    # PySide6's stubs know Python types only; QML must get a plain map.
    view = Property("QVariantMap", _get_view, notify=viewChanged)  # type: ignore[arg-type]
    t = Property("QVariantMap", _get_labels, notify=textsChanged)  # type: ignore[arg-type]

    @Slot(str, "QVariantMap")
    def act(self, action: str, values: dict[str, Any]) -> None:
        visit = self._visit
        if visit is None:
            # Touched in the first second: not forgotten.
            self._early = [(action, values)]
            return
        self._safely(lambda: visit.act(action, values), action=action)

    @Slot()
    def touched(self) -> None:
        if self._visit is not None:
            self._visit.touched()
            if self._view["idle"]["asking"]:
                self.refresh()

    def heard(self) -> None:
        """What was read aloud is over: only now does the time run."""
        if self._visit is not None and not self._view["idle"]["asking"]:
            self._visit.touched()

    def tell(self, outcome: jobs.Outcome | jobs.FromDevice) -> None:
        visit = self._visit
        if visit is not None:
            self._safely(lambda: visit.tell(outcome), outcome=type(outcome).__name__)

    def refresh(self) -> None:
        """Draw anew if anything that the screens are told has changed."""
        if self._visit is None or self._draw is None:
            return
        if self._language != self._visit.language:
            self._language = self._visit.language
            self._labels = dict(self._texts.all(self._language))
            self.textsChanged.emit()
        fresh = self._draw()
        if fresh != self._view:
            self._view = fresh
            self.viewChanged.emit()

    def picture(self, page_id: str, size: str) -> bytes:
        """JPEG of a page of the present visit, `size` small or large; empty when it was wiped."""
        if self._visit is None:
            return b""
        return (self._visit.large if size == "large" else self._visit.thumbnails).get(page_id, b"")

    def fail(self, reference: str) -> None:
        """Something unforeseen happened beside the visit; the log has it under `reference`."""
        if self._visit is not None:
            self._visit.fail(reference)
            self.refresh()

    def _tick(self) -> None:
        if self._visit is not None:
            self._safely(self._visit.tick)

    def _safely(self, work: Callable[[], None], **context: object) -> None:
        assert self._visit is not None
        before = self._visit.screen
        try:
            work()
            self.refresh()
        except Exception as error:  # noqa: BLE001 rule 6: what nobody expected reaches the failsafe screen
            self._visit.fail(logs.unforeseen(error, screen=before, **context))
            self.refresh()
        if before != self._visit.screen:
            self._after(before, self._visit.screen)


class PagePictures(QQuickImageProvider):
    """Pages of the present visit, from memory only: `image://page/<id>/<small|large>/<degrees turned clockwise>`."""

    def __init__(self, bridge: VisitBridge) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._bridge = bridge

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N802, N803, ARG002 Qt's signature
        page, size_name, turn = id.split("/")
        image = QImage.fromData(self._bridge.picture(page, size_name))
        if image.isNull():
            # A gray sheet when the page was wiped between the request and now.
            image = QImage(60, 85, QImage.Format.Format_RGB32)
            image.fill(0xFFEEEEEE)
        if turn != "0":
            image = image.transformed(QTransform().rotate(float(turn)))
        if requestedSize.isValid() and requestedSize.width() > 0:
            image = image.scaledToWidth(requestedSize.width(), Qt.TransformationMode.SmoothTransformation)
        return image
