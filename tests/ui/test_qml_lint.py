"""qmllint finds nothing: only Visit.qml, the one door to the context properties, is excused, in its own lines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import kiosk.ui

QML = Path(kiosk.ui.__file__).parent / "qml"


def test_qml_is_clean() -> None:
    tool = Path(sys.executable).parent / "pyside6-qmllint"
    files = [str(path) for path in sorted(QML.rglob("*.qml"))]
    assert len(files) > 40
    done = subprocess.run([str(tool), *files], cwd=QML, capture_output=True, text=True, timeout=90, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
