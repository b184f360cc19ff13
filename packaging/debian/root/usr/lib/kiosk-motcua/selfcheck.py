"""Is the package whole? Imports every part and draws one Qt Quick frame. Run by packaging/try-in-chroot.sh; harmless anywhere."""

import importlib
import sys

PARTS = [
    "alembic",
    "cryptography",
    "cv2",
    "escpos.printer",
    "fastapi",
    "fontpkg",
    "jinja2",
    "numpy",
    "PIL.Image",
    "pikepdf",
    "pyrage",
    "requests",
    "rich",
    "sane",
    "segno",
    "serial",
    "sqlalchemy",
    "sqlite_utils",
    "statemachine",
    "structlog",
    "tomlkit",
    "tusclient.client",
    "typer",
    "typst",
    "uvicorn",
    "yaml",
    "zxingcpp",
]
QML = b"""
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Shapes
import QtQuick.Window
Window {
    width: 400; height: 400; color: "#0a6"; visible: true
    ColumnLayout { Button { text: "\xe1\xbb\x9f" } TextField {} ScrollView {} ProgressBar {} }
}
"""


def main() -> int:
    for part in PARTS:
        importlib.import_module(part)
    from PySide6 import QtQuick  # noqa: F401  (first, or the root below is a bare QWindow)
    from PySide6.QtCore import QByteArray, QUrl
    from PySide6.QtGui import QGuiApplication, QImageReader
    from PySide6.QtQml import QQmlApplicationEngine

    app = QGuiApplication(sys.argv)
    engine = QQmlApplicationEngine()
    engine.loadData(QByteArray(QML), QUrl("file:///selfcheck.qml"))
    if not engine.rootObjects():
        return 1
    colour = engine.rootObjects()[0].grabWindow().pixelColor(390, 390).name()
    formats = {bytes(f.data()).decode() for f in QImageReader.supportedImageFormats()}
    sys.stdout.write(f"{len(PARTS)} parts load; Qt Quick drew {colour}; pictures: {' '.join(sorted(formats))}\n")
    del engine, app
    return 0 if colour == "#00aa66" and {"svg", "jpeg", "png"} <= formats else 1


if __name__ == "__main__":
    sys.exit(main())
