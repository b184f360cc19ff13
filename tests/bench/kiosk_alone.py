"""The kiosk as bench_kiosk measures it, in a process of its own, on a stage's settings:

python -m tests.bench.kiosk_alone CONFIG idle SECONDS      after SECONDS of nothing prints the CPU that it took
python -m tests.bench.kiosk_alone CONFIG visits COUNT      short visits, one after the other: memory after each hundredth
python -m tests.bench.kiosk_alone CONFIG changes COUNT     so many changes of the screen: how long each took
python -m tests.bench.kiosk_alone CONFIG busy COUNT        the same while pages are straightened, text is read and an upload runs
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from kiosk import documents, settings
from kiosk.catalogue import Catalogue
from kiosk.devices.virtual.papers import encode, on_scanner, text_page
from kiosk.ui import app as kiosk_app
from kiosk.ui.app import App
from kiosk.visit import jobs
from tests.visit.booth import AN

DPI = 300


class Driver(QObject):
    """Takes the kiosk from screen to screen by what the visit is told, and looks when the next frame is out."""

    def __init__(self, app: App, what: str, count: int) -> None:
        super().__init__()
        self.app = app
        self.told: dict[str, Any] = {"what": what}
        self.changes: list[float] = []
        self._sent: tuple[str, float] | None = None
        self._steps = {"idle": self._idle, "visits": self._visits, "changes": self._changes, "busy": self._busy}[what](count)
        self._timer = QTimer(self)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._turn)
        app.window.setProperty("fade", 0)
        app.window.frameSwapped.connect(self._frame)
        app.ready.connect(self._timer.start)

    def _turn(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._timer.stop()
            print(json.dumps(self.told), flush=True)
            QGuiApplication.exit(0)

    @property
    def screen(self) -> str:
        return str(self.app.bridge.property("view")["screen"])

    def _frame(self) -> None:
        if self._sent is not None and self.app.window.property("shown") != self._sent[0]:
            self.changes.append((time.perf_counter() - self._sent[1]) * 1000)
            self._sent = None

    def _act(self, action: str, **values: Any) -> Iterator[None]:
        """One touch; goes on when the screen that follows has been drawn."""
        before = self.screen
        self._sent = (before, time.perf_counter())
        self.app.bridge.act(action, values)
        if self.screen == before:
            self._sent = None
        end = time.monotonic() + 20
        while (self._sent is not None or self.screen == before) and time.monotonic() < end:
            yield
        self._sent = None

    def _round(self) -> Iterator[None]:
        """From the languages to what one needs for a procedure, and back."""
        yield from self._act("choose_language", language="vi")
        yield from self._act("choose_procedure", code=self._catalogue.procedures[0].code)
        yield from self._act("choose_case", id=self.app.bridge.property("view")["cases"][0]["id"])
        for _ in range(3):
            yield from self._act("back")

    @property
    def _catalogue(self) -> Catalogue:
        assert self.app.service is not None
        return self.app.service.visit.catalogue

    def _idle(self, seconds: int) -> Iterator[None]:
        # What the start has left to do is done first.
        settled = time.monotonic() + 5
        while time.monotonic() < settled:
            yield
        self._timer.setInterval(1000)
        began, used = time.monotonic(), time.process_time()
        while time.monotonic() < began + seconds:
            yield
        self.told |= {"cpu_share": (time.process_time() - used) / (time.monotonic() - began), "rss_mb": _rss_mb()}

    def _visits(self, count: int) -> Iterator[None]:
        memory = []
        for number in range(count):
            yield from self._visit_with_card()
            if number % max(1, count // 10) == 0:
                memory.append(_rss_mb())
        memory.append(_rss_mb())
        self.told |= {"visits": count, "rss_mb": memory}

    def _visit_with_card(self) -> Iterator[None]:
        """Up to a draft on the disk, which is forgotten again."""
        yield from self._act("start", service="file")
        yield from self._act("choose_language", language="vi")
        self.app.bridge.act("tick", {"purpose": "file", "value": True})
        yield from self._act("agree")
        self.app.bridge.tell(jobs.CodeRead(AN.encode()))
        yield from self._act("confirm")
        yield from self._act("choose_procedure", code=self._catalogue.procedures[0].code)
        yield from self._act("choose_case", id=self.app.bridge.property("view")["cases"][0]["id"])
        yield from self._act("have_papers")
        yield from self._act("leave")

    def _changes(self, count: int) -> Iterator[None]:
        yield from self._act("start", service="browse")
        while len(self.changes) < count:
            yield from self._round()
        # The first of each had its screen made.
        self.told |= _spread(self.changes[10:])

    def _busy(self, count: int) -> Iterator[None]:
        stop = threading.Event()
        load = [threading.Thread(target=each, args=(stop,), daemon=True) for each in (_straighten, _read_text, _upload)]
        for thread in load:
            thread.start()
        end = time.monotonic() + 3
        while time.monotonic() < end:
            yield
        yield from self._changes(count)
        stop.set()
        # Qt ends the process under whoever still works in C.
        for thread in load:
            thread.join(30)


def _straighten(stop: threading.Event) -> None:
    """What the scanning thread does, page after page."""
    pixels = on_scanner(text_page(7, DPI), 1.3, "dark", seed=7).image
    while not stop.is_set():
        documents.clean(pixels, DPI)


def _read_text(stop: threading.Event) -> None:
    """What happens in the background to each page that was kept."""
    reader, jpeg, number = documents.TextReader(), encode(text_page(8, DPI), DPI, "JPEG"), 0
    while not stop.is_set():
        if documents.can_recognise():
            number += 1
            reader.read(f"{number:032x}", jpeg, DPI, deadline=60)
            while not stop.is_set() and reader.ready(f"{number:032x}") is None:
                time.sleep(0.05)
        else:
            time.sleep(1)


def _upload(stop: threading.Event) -> None:
    """Ten megabits a second; in the product another process does it, here the same one has to."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        taker, _ = server.accept()
        with taker:
            block = bytes(125_000)
            while not stop.is_set():
                client.sendall(block[:50_000])
                taker.recv(50_000)
                time.sleep(0.04)


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"p50": ordered[len(ordered) // 2], "p99": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], "worst": ordered[-1]}


def _rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def main() -> None:
    config, what, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    holding: list[Driver] = []
    kiosk_app.run(settings.load(config), windowed=True, started=lambda app: holding.append(Driver(app, what, count)))


if __name__ == "__main__":
    main()
