"""The kiosk's application. The first screen comes at once; what stands behind it (kiosk.ui.service) is loaded while it is looked at."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import structlog
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QtMsgType, QUrl, Signal, qInstallMessageHandler
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk import logs, texts
from kiosk.settings import Settings
from kiosk.ui.bridge import PagePictures, VisitBridge
from kiosk.ui.keyboard import KeyboardBridge
from kiosk.ui.speech import Speech

if TYPE_CHECKING:
    from kiosk.ui.service import Service

QML = Path(__file__).parent / "qml" / "Main.qml"
FAMILY = "Be Vietnam Pro"
FACES = ("Regular", "Medium", "SemiBold", "Bold")

log = structlog.get_logger()


class App(QObject):
    """The running kiosk. `ready` comes when a visit can begin; then `service` is there."""

    ready = Signal()
    _loaded = Signal()

    def __init__(self, settings: Settings, *, windowed: bool) -> None:
        super().__init__()
        self._settings = settings
        self.service: Service | None = None
        self._texts = texts.load()
        self.bridge = VisitBridge(self._texts, {"vi": settings.kiosk.centre, "en": settings.kiosk.centre_en})
        self._keyboard = KeyboardBridge(settings.keyboard)
        self.speech = Speech(self._texts, self.bridge)
        self._engine = QQmlApplicationEngine()
        self.window = self._show(windowed)
        self._loaded.connect(self._serve, Qt.ConnectionType.QueuedConnection)
        self.window.frameSwapped.connect(
            self._load, Qt.ConnectionType(Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value)
        )

    def close(self) -> None:
        """Put everything down, the screens before what they show."""
        self.bridge.close()
        self.speech.close()
        self._engine.deleteLater()
        QGuiApplication.sendPostedEvents(self._engine, QEvent.Type.DeferredDelete.value)
        if self.service is not None:
            self.service.close()

    def _show(self, windowed: bool) -> QQuickWindow:
        load_fonts()
        # The engine owns the provider from here on.
        self._engine.addImageProvider("page", PagePictures(self.bridge))
        self._engine.rootContext().setContextProperty("visit", self.bridge)
        self._engine.rootContext().setContextProperty("keyboard", self._keyboard)
        self._engine.rootContext().setContextProperty("speech", self.speech)
        self._engine.load(QUrl.fromLocalFile(str(QML)))
        window = next((root for root in self._engine.rootObjects() if isinstance(root, QQuickWindow)), None)
        if window is None:
            raise RuntimeError("the screens did not load")
        self.speech.show(window)
        window.setProperty("diagonal", self._settings.screen.diagonal)
        window.setProperty("bottomMm", self._settings.screen.bottom_mm)
        if windowed or not self._settings.screen.fullscreen:
            window.resize(self._settings.screen.width, self._settings.screen.height)
            window.show()
        else:
            window.setCursor(Qt.CursorShape.BlankCursor)
            window.setProperty("closable", False)
            window.showFullScreen()
        return window

    def _load(self) -> None:
        """The first frame is out: import the rest beside the screen's thread."""

        def load() -> None:
            importlib.import_module("kiosk.ui.service")
            self._loaded.emit()

        threading.Thread(target=load, name="load", daemon=True).start()

    def _serve(self) -> None:
        from kiosk.ui.service import Service

        self.service = Service(self._settings, self._texts, self.bridge, self.speech)
        self.ready.emit()


def load_fonts() -> None:
    """Make the kiosk's typeface known, and the default."""
    for font in sorted(Path(str(files("fontpkg_be_vietnam_pro"))).rglob("*.ttf")):
        if font.stem.rpartition("-")[2] in FACES:
            QFontDatabase.addApplicationFont(str(font))
    QGuiApplication.setFont(QFont(FAMILY))


def run(settings: Settings, *, windowed: bool, started: Callable[[App], object] | None = None) -> int:
    """Run the kiosk until SIGTERM or, in a window, until it is closed. `started` is given the app at once. Returns the exit status."""
    # With no graphics card, Qt's own software renderer is the fast one.
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"
    if not (os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_qt_message)
    application = QGuiApplication(["kiosk"])
    failed: list[BaseException] = []

    def unforeseen(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        reference = logs.unforeseen(error)
        failed.append(error)
        if app.service is not None:
            app.bridge.fail(reference)
        else:
            # It cannot even begin: end, and be started again.
            application.exit(1)

    sys.excepthook = unforeseen
    app = App(settings, windowed=windowed)

    def stop(_number: int, _frame: FrameType | None) -> None:
        # Not quit(): that asks the window, which a kiosk's refuses.
        application.exit()

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
    if failed and app.service is None:
        raise failed[0]
    return status


def _qt_message(kind: QtMsgType, _context: object, message: str) -> None:
    level = {QtMsgType.QtDebugMsg: "debug", QtMsgType.QtInfoMsg: "info"}.get(kind, "warning")
    getattr(log, level)("qt", message=message)
