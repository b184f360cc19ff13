"""Whole visits as `kiosk demo --tour` plays them: first frame, tap → screen, page kept, submit → durable."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kiosk.cli.stage import Stage, Tour, times

VISITS = 3
PEER = """
import os, sys, time
from PySide6 import QtQuick
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
app = QGuiApplication([])
engine = QQmlApplicationEngine()
engine.loadData(b'import QtQuick\\nWindow { width: 1080; height: 1920; visible: true; Text { text: "x" } }')
engine.rootObjects()[0].frameSwapped.connect(app.quit)
app.exec()
"""


def run() -> list[tuple[str, float, str]]:
    """(name, value, unit)."""
    found: dict[str, list[float]] = {}
    for _ in range(VISITS):
        with tempfile.TemporaryDirectory() as folder, Stage(Path(folder)) as stage:
            tour = Tour(stage)
            tour.play()
            for name, value in times(tour.timings).items():
                found.setdefault(name, []).append(value)
    figures = [(name.removesuffix(", ms").replace(", ms", ""), statistics.median(values), "ms") for name, values in found.items()]
    peer = statistics.median(_empty_window() for _ in range(VISITS))
    figures.append(("peer: an empty Qt Quick window, start → end", peer, "ms"))
    first = statistics.median(found["process start → first frame, ms"])
    return [*figures, ("first frame / peer", first / peer, "times")]


def _empty_window() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", PEER], check=True)
    return (time.perf_counter() - began) * 1000
