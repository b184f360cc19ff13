"""Pictures of every screen, from sample views:

python -m kiosk.ui.preview --out DIR [--size 1080x1920] [--language vi] [--only NAME] [--text-size 1…4] [--contrast standard|dark|yellow]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import fontpkg_be_vietnam_pro

from PySide6.QtQuick import QQuickImageProvider, QQuickWindow  # isort: skip  first, or the root is a bare QWindow
from PySide6.QtCore import Property, QEvent, QEventLoop, QObject, QSize, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter, QTransform
from PySide6.QtQml import QQmlApplicationEngine

from kiosk import texts
from kiosk.devices.simulated import SimulatedVoice
from kiosk.settings import Keyboard
from kiosk.texts import LANGUAGES, Language
from kiosk.ui.keyboard import KeyboardBridge
from kiosk.ui.samples import samples
from kiosk.ui.speech import Speech
from kiosk.visit.state import Contrast

QML = Path(__file__).parent / "qml" / "Main.qml"
DIAGONALS = {(1080, 1920): 21.5, (1920, 1080): 21.5, (1024, 768): 15.0}
"""Of the screens that kiosks of these sizes have [inch]."""


class SampleVisit(QObject):
    """`visit` in QML, which shows what it is given and notes what is sent: the shape of kiosk.ui.bridge.VisitBridge."""

    viewChanged = Signal()  # noqa: N815 Qt's way of naming
    textsChanged = Signal()  # noqa: N815

    def __init__(self, view: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        super().__init__()
        self._view = dict(view)
        self._labels = dict(labels)
        self.acts: list[tuple[str, dict[str, Any]]] = []
        self.touches = 0

    def _get_view(self) -> dict[str, Any]:
        return self._view

    def _get_labels(self) -> dict[str, str]:
        return self._labels

    view = Property("QVariantMap", _get_view, notify=viewChanged)  # type: ignore[arg-type]
    t = Property("QVariantMap", _get_labels, notify=textsChanged)  # type: ignore[arg-type]

    @Slot(str, "QVariantMap")
    def act(self, action: str, values: dict[str, Any]) -> None:
        self.acts.append((action, dict(values)))

    @Slot()
    def touched(self) -> None:
        self.touches += 1

    def show(self, view: Mapping[str, Any]) -> None:
        self._view = dict(view)
        self.viewChanged.emit()

    def speak(self, labels: Mapping[str, str]) -> None:
        self._labels = dict(labels)
        self.textsChanged.emit()


class DrawnPaper(QQuickImageProvider):
    """`image://page/<id>/<size>/<turn>`: a sheet with lines, so that the pictures have something to show."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N802, N803, ARG002 Qt's signature
        width = requestedSize.width() if requestedSize.width() > 0 else 420
        image = QImage(width, width * 297 // 210, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        unit = width // 20
        painter.fillRect(6 * unit, 2 * unit, 8 * unit, unit, QColor("#333333"))
        for line in range(14):
            painter.fillRect(2 * unit, (5 + line * 3 // 2) * unit, (16 if line % 4 else 11) * unit, max(2, unit // 3), QColor("#888888"))
        painter.end()
        return image.transformed(QTransform().rotate(float(id.rpartition("/")[2])))


class Stage:
    """The real screens with sample data behind them. Close it before the application goes."""

    def __init__(self, view: Mapping[str, Any], labels: Mapping[str, str], size: tuple[int, int], fade: int = 160) -> None:
        load_fonts()
        self.visit = SampleVisit(view, labels)
        self.keyboard = KeyboardBridge(Keyboard())
        self.paper = DrawnPaper()
        self.voice = SimulatedVoice()
        self.speech = Speech(texts.load(), self.visit)
        self.speech.start(self.voice)
        self.engine = QQmlApplicationEngine()
        self.engine.addImageProvider("page", self.paper)
        self.engine.rootContext().setContextProperty("visit", self.visit)
        self.engine.rootContext().setContextProperty("keyboard", self.keyboard)
        self.engine.rootContext().setContextProperty("speech", self.speech)
        self.engine.load(QUrl.fromLocalFile(str(QML)))
        roots = [root for root in self.engine.rootObjects() if isinstance(root, QQuickWindow)]
        if not roots:
            raise RuntimeError("the screens did not load")
        self.window = roots[0]
        self.speech.show(self.window)
        self.window.setProperty("diagonal", DIAGONALS.get(size, 21.5))
        self.window.setProperty("fade", fade)
        self.window.resize(*size)
        self.window.show()
        self.settle()

    def settle(self) -> None:
        """Wait until the present screen stands still and takes touches, with everything in its place."""
        self.arrive()
        self.lay_out()

    def arrive(self) -> None:
        """Wait until the present screen takes touches."""
        wait(0)
        for _ in range(200):
            if self.window.property("settled"):
                return
            wait(10)
        raise TimeoutError("the screen does not settle")

    def show(self, view: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> None:
        if labels is not None:
            self.visit.speak(labels)
        self.visit.show(view)
        self.settle()

    def lay_out(self) -> None:
        """Have everything put in its place now: Qt does so only before it paints."""
        for _ in range(2):
            self.window.grabWindow()
            wait(0)

    def picture(self) -> QImage:
        return self.window.grabWindow()

    def close(self) -> None:
        """The engine goes before the objects that it shows."""
        self.speech.close()
        self.window.close()
        self.engine.deleteLater()
        QGuiApplication.sendPostedEvents(self.engine, QEvent.Type.DeferredDelete)


def load_fonts() -> None:
    """The product's one typeface; once a process."""
    if "Be Vietnam Pro" not in QFontDatabase.families():
        for font in sorted(Path(fontpkg_be_vietnam_pro.__file__).parent.rglob("*.ttf")):
            if font.stem.rpartition("-")[2] in ("Regular", "Medium", "SemiBold", "Bold"):
                QFontDatabase.addApplicationFont(str(font))
    QGuiApplication.setFont(QFont("Be Vietnam Pro"))


def wait(milliseconds: int) -> None:
    """Let Qt work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk.ui.preview", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", default="1080x1920", metavar="WIDTHxHEIGHT")
    parser.add_argument("--language", choices=LANGUAGES, default="vi")
    parser.add_argument("--only", default="", metavar="NAME")
    parser.add_argument("--text-size", type=int, choices=(1, 2, 3, 4), default=1)
    parser.add_argument("--contrast", choices=get_args(Contrast), default="standard")
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    language: Language = options.language
    width, height = (int(side) for side in options.size.split("x"))
    application = QGuiApplication(["preview"])
    wishes = {"text_size": options.text_size, "contrast": options.contrast}
    views = {name: view | {"access": view["access"] | wishes} for name, view in samples(language).items() if options.only in name}
    if not views:
        parser.error(f"no sample is called {options.only}")
    labels = texts.load().all(language)
    options.out.mkdir(parents=True, exist_ok=True)
    stage = Stage(next(iter(views.values())), labels, (width, height))
    for name, view in views.items():
        stage.show(view)
        wait(60)
        stage.picture().save(str(options.out / f"{name}.png"))
    stage.close()
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
