"""Between the screens and the visit: what was touched goes in, the view comes out, work is done on two threads beside the screen's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import Property, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from kiosk import logs
from kiosk.devices.contract import Source
from kiosk.texts import Language, Texts
from kiosk.ui import typing as keys
from kiosk.visit import jobs
from kiosk.visit.desk import Desk, sources
from kiosk.visit.view import view
from kiosk.visit.visit import Visit

TICK = 500
"""How often the visit looks at the clock [ms]."""


class Workers(QObject):
    """Two lanes: one for the store (in order), one for the scanner (long). Outcomes arrive on the screen's thread."""

    outcome = Signal(object)
    found = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._store_lane = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._scan_lane = ThreadPoolExecutor(1, thread_name_prefix="scan")

    def serve(self, desk: Desk) -> None:
        """From now on jobs can be done; the first is to finish what a crash cut short."""
        self._desk = desk
        self._store_lane.submit(self._guard, desk.recover)
        self.look_for_scanner()

    def do(self, job: jobs.Job) -> None:
        lane = self._scan_lane if isinstance(job, jobs.Scan) else self._store_lane
        lane.submit(self._perform, job)

    def tidy(self) -> None:
        if self._desk is not None:
            self._store_lane.submit(self._guard, self._desk.tidy)

    def look_for_scanner(self) -> None:
        desk = self._desk
        if desk is not None:
            self._scan_lane.submit(self._guard, lambda: self.found.emit(sources(desk.scanner)))

    def cancel_scan(self) -> None:
        scanner = self._desk.scanner if self._desk is not None else None
        if scanner is not None:
            # Of its own: the scanner's lane is busy with the very scan, and the screen never waits for a device.
            threading.Thread(target=scanner.cancel, name="cancel", daemon=True).start()

    def close(self) -> None:
        self.cancel_scan()
        self._scan_lane.shutdown(cancel_futures=True)
        self._store_lane.shutdown()

    def _perform(self, job: jobs.Job) -> None:
        if self._desk is None:
            return
        try:
            self._desk.perform(job, self.outcome.emit)
        except Exception as error:  # noqa: BLE001 rule 6: what nobody expected reaches the failsafe screen
            self.outcome.emit(jobs.JobCrashed(job.visit, job, logs.unforeseen(error, job=type(job).__name__)))

    def _guard(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 nobody waits for this work; the log has it
            logs.unforeseen(error)


class VisitBridge(QObject):
    """`visit` in QML: see kiosk/visit/VIEW.md."""

    viewChanged = Signal()  # noqa: N815 Qt's way of naming
    textsChanged = Signal()  # noqa: N815

    def __init__(self, visit: Visit, texts: Texts, workers: Workers, centre: dict[Language, str]) -> None:
        super().__init__()
        self.visit = visit
        self._texts = texts
        self._workers = workers
        self._centre = centre
        self._sources: tuple[Source, ...] = ()
        self._language: Language | None = None
        self._labels: dict[str, str] = {}
        self._view: dict[str, Any] = {}
        workers.outcome.connect(self.tell, Qt.ConnectionType.QueuedConnection)
        workers.found.connect(self._scanner_found, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.refresh()

    def _get_view(self) -> dict[str, Any]:
        return self._view

    def _get_labels(self) -> dict[str, str]:
        return self._labels

    # PySide6's stubs know Python types only; QML must get a plain map.
    view = Property("QVariantMap", _get_view, notify=viewChanged)  # type: ignore[arg-type]
    t = Property("QVariantMap", _get_labels, notify=textsChanged)  # type: ignore[arg-type]

    @Slot(str, "QVariantMap")
    def act(self, action: str, values: dict[str, Any]) -> None:
        self._safely(lambda: self.visit.act(action, values), action=action)

    @Slot()
    def touched(self) -> None:
        self.visit.touched()
        if self._view.get("idle", {}).get("asking"):
            self.refresh()

    def tell(self, outcome: jobs.Outcome | jobs.FromDevice) -> None:
        self._safely(lambda: self.visit.tell(outcome), outcome=type(outcome).__name__)

    def _scanner_found(self, found: tuple[Source, ...]) -> None:
        self._sources = found
        self.tell(jobs.DevicePresence("scanner", bool(found)))

    def _tick(self) -> None:
        self._safely(self.visit.tick)

    def _safely(self, work: Callable[[], None], **context: object) -> None:
        screen = self.visit.screen
        try:
            work()
            self.refresh()
        except Exception as error:  # noqa: BLE001 rule 6: what nobody expected reaches the failsafe screen
            self.visit.fail(logs.unforeseen(error, screen=screen, **context))
            self.refresh()
        if screen != "scan_fault" and self.visit.screen in ("papers", "scan_fault") and screen != self.visit.screen:
            self._workers.look_for_scanner()

    def refresh(self) -> None:
        if self._language != self.visit.language:
            self._language = self.visit.language
            self._labels = dict(self._texts.all(self._language))
            self.textsChanged.emit()
        fresh = view(self.visit, centre=self._centre[self._language], sources=self._sources)
        if fresh != self._view:
            self._view = fresh
            self.viewChanged.emit()


class KeyboardBridge(QObject):
    """`keyboard` in QML: a key on a text at a cursor → the new text and cursor."""

    @Slot(str, int, str, result="QVariantMap")
    def press(self, text: str, cursor: int, key: str) -> dict[str, Any]:
        text, cursor = keys.press(text, cursor, key)
        return {"text": text, "cursor": cursor}


class PagePictures(QQuickImageProvider):
    """Thumbnails of the present visit, from memory only: `image://page/<id>`."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._visit = visit

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N802, N803, ARG002 Qt's signature
        # A gray sheet when the page was wiped between the request and now.
        image = QImage.fromData(self._visit.thumbnails.get(id, b""))
        if image.isNull():
            image = QImage(60, 85, QImage.Format.Format_RGB32)
            image.fill(0xFFEEEEEE)
        if requestedSize.isValid() and requestedSize.width() > 0:
            image = image.scaledToWidth(requestedSize.width(), Qt.TransformationMode.SmoothTransformation)
        return image
