"""The kiosk's application: puts settings, store, devices, visit and screens together, and runs until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import fontpkg_be_vietnam_pro
import structlog
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QtMsgType, QUrl, Signal, qInstallMessageHandler
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk import catalogue, devices, logs, texts
from kiosk.errors import KioskError, StoreError
from kiosk.settings import Settings
from kiosk.store import Store, open_store
from kiosk.ui.bridge import KeyboardBridge, PagePictures, VisitBridge, Workers
from kiosk.visit import jobs
from kiosk.visit.desk import Desk
from kiosk.visit.visit import Outside, Visit, Waits

QML = Path(__file__).parent / "qml" / "Main.qml"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FAMILY = "Be Vietnam Pro"
LOOK_AGAIN = 5_000
"""A kiosk that is out of service looks again whether it can serve [ms]."""
TIDY = 60_000
"""How often interrupted visits that nobody came back for are forgotten [ms]."""

log = structlog.get_logger()


class App(QObject):
    """The running kiosk. `bridge` and `window` are there for tests and for the unattended tour."""

    from_device = Signal(object)

    def __init__(self, settings: Settings, *, runtime: Path, windowed: bool) -> None:
        super().__init__()
        self._settings = settings
        self._runtime = runtime
        self._store: Store | None = None
        self._desk: Desk | None = None
        sentences = texts.load()
        self.workers = Workers()
        outside = Outside(
            work=self.workers.do, cancel_scan=self.workers.cancel_scan, now=_now, seconds=time.monotonic, new_id=lambda: uuid.uuid4().hex
        )
        wait = settings.visit
        self.visit = Visit(
            catalogue.load(settings.catalogue_dir),
            sentences,
            outside,
            waits=Waits(idle=wait.idle, countdown=wait.countdown, goodbye=wait.goodbye),
            machine=settings.kiosk.machine,
            devices={"reader": None, "scanner": None, "printer": None},
        )
        self._texts = sentences
        self.bridge = VisitBridge(self.visit, sentences, self.workers, {"vi": settings.kiosk.centre, "en": settings.kiosk.centre_en})
        self._keyboard = KeyboardBridge()
        self.window = self._show(windowed)
        self._reader = devices.open_reader(settings.reader)
        self._scanner = devices.open_scanner(settings.scanner, runtime=runtime)
        self._printer = devices.open_printer(settings.printer)
        self.from_device.connect(self.bridge.tell, Qt.ConnectionType.QueuedConnection)
        if self._reader is not None:
            self._reader.start(
                lambda code: self.from_device.emit(jobs.CodeRead(code)),
                lambda present: self.from_device.emit(jobs.DevicePresence("reader", present)),
            )
        self._timers = [self._every(LOOK_AGAIN, self.look), self._every(TIDY, self.workers.tidy)]
        self.look()

    def look(self) -> None:
        """Whether the kiosk can serve; a fault clears by looking again. Once it serves, it goes on."""
        if self._desk is not None:
            return
        try:
            self._store = self._store or open_store(self._settings.kiosk.state, now=_now)
            enrolment = self._store.enrolments.load()
            if enrolment is None:
                raise StoreError("kiosk.not_enrolled", cause="there is no enrolment")
        except KioskError as error:
            if self.visit.screen == "attract":
                log.error("out of service", code=error.code, cause=error.cause)
            self.visit.close_down(error)
            self.bridge.refresh()
            return
        self._desk = Desk(
            settings=self._settings,
            catalogue=self.visit.catalogue,
            texts=self._texts,
            store=self._store,
            enrolment=enrolment,
            scanner=self._scanner,
            printer=self._printer,
            now=_now,
            new_id=lambda: uuid.uuid4().hex,
        )
        self.workers.serve(self._desk)
        self.visit.open_up()
        self.bridge.refresh()
        log.info("in service", machine=self._settings.kiosk.machine)

    def close(self) -> None:
        """Put everything down, the screens before what they show."""
        for timer in self._timers:
            timer.stop()
        self._engine.deleteLater()
        QGuiApplication.sendPostedEvents(self._engine, QEvent.Type.DeferredDelete.value)
        self.workers.close()
        for device in (self._reader, self._scanner, self._printer):
            if device is not None:
                device.close()
        if self._store is not None:
            self._store.close()

    def _show(self, windowed: bool) -> QQuickWindow:
        for font in sorted(Path(fontpkg_be_vietnam_pro.__file__).parent.rglob("*.ttf")):
            if font.stem.rpartition("-")[2] in ("Regular", "Medium", "SemiBold", "Bold"):
                QFontDatabase.addApplicationFont(str(font))
        QGuiApplication.setFont(QFont(FAMILY))
        self._engine = QQmlApplicationEngine()
        # The engine owns the provider from here on.
        self._pictures = PagePictures(self.visit)
        self._engine.addImageProvider("page", self._pictures)
        self._engine.rootContext().setContextProperty("visit", self.bridge)
        self._engine.rootContext().setContextProperty("keyboard", self._keyboard)
        self._engine.load(QUrl.fromLocalFile(str(QML)))
        window = next((root for root in self._engine.rootObjects() if isinstance(root, QQuickWindow)), None)
        if window is None:
            raise RuntimeError("the screens did not load")
        if windowed or not self._settings.screen.fullscreen:
            window.resize(self._settings.screen.width, self._settings.screen.height)
            window.show()
        else:
            window.setCursor(Qt.CursorShape.BlankCursor)
            window.showFullScreen()
        return window

    def _every(self, interval: int, work: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(work)
        timer.start()
        return timer


def run(settings: Settings, *, windowed: bool, started: Callable[[App], object] | None = None) -> int:
    """Run the kiosk until SIGTERM or, in a window, until it is closed. `started` is given the running app. Returns the exit status."""
    # With no graphics card, Qt's own software renderer is the fast one.
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"
    if not (os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_qt_message)
    application = QGuiApplication(["kiosk"])
    sys.excepthook = lambda _kind, error, _trace: _log_unforeseen(error)
    runtime = Path(os.environ.get("RUNTIME_DIRECTORY") or os.environ.get("XDG_RUNTIME_DIR") or settings.kiosk.state / "run")
    runtime.mkdir(parents=True, exist_ok=True)
    app = App(settings, runtime=runtime, windowed=windowed)

    def stop(_number: int, _frame: FrameType | None) -> None:
        application.quit()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # Python sees a signal only when it gets a turn.
    awake = QTimer()
    awake.start(200)
    awake.timeout.connect(lambda: None)
    holding = started(app) if started is not None else None
    status = application.exec()
    del holding
    app.close()
    return status


def _now() -> datetime:
    return datetime.now(VIETNAM)


def _log_unforeseen(error: BaseException) -> None:
    logs.unforeseen(error)


def _qt_message(kind: QtMsgType, _context: object, message: str) -> None:
    level = {QtMsgType.QtDebugMsg: "debug", QtMsgType.QtInfoMsg: "info"}.get(kind, "warning")
    getattr(log, level)("qt", message=message)
