"""A network scanner (eSCL) for sane-airscan: a glass and a feeder that hold what they are given, and faults on demand.

with EsclScanner() as scanner:
    device = scanner.write_sane_config(folder)     # SANE_CONFIG_DIR = folder
    scanner.load_feeder([image, image])
"""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from PIL import Image

from kiosk.devices.virtual import escl_messages as messages

Side = Image.Image | bytes
"""An image, which is fitted to the size asked for; or a JPEG, which is sent as it is."""
Paper = Side | tuple[Side, Side]
"""A sheet: its front, or front and back."""

_QUALITY = 92
_SLICE = 16384
_WHITE = Image.new("RGB", (210, 297), "white")


class EsclScanner:
    """The device. Faults are set at any time; those that end in `_at` count the sheets of one job from 1: `jam_at`, `open_cover_at`,
    `drop_at` (half a page, then the connection is dropped), `hang_at` (half a page, then nothing), `cut_at` (half a page, called whole).
    `two_sided`: the feeder reads both sides in one go; then the faults count sides.
    """

    def __init__(self, *, name: str = "Kiosk", host: str = "127.0.0.1", port: int = 0, two_sided: bool = False) -> None:
        self.name, self._host, self._port, self.two_sided = name, host, port, two_sided
        self.busy = False
        self.cover_open = False
        self.jam_at: int | None = None
        self.open_cover_at: int | None = None
        self.drop_at: int | None = None
        self.hang_at: int | None = None
        self.cut_at: int | None = None
        self.seconds_a_page = 0.0
        """How long a side takes; 0.75 is a feeder of 80 sheets a minute that reads one side of each. It draws the next one meanwhile."""
        self.kept_waiting: list[float] = []
        """For each side but a job's first: how long it lay ready before somebody asked for it [s]."""
        self.hanging = threading.Event()
        """Set when a page has stopped half-way, for a test to wait on."""
        self.requests: list[str] = []
        """`METHOD path` of all that was asked."""
        self._feeder: deque[Paper] = deque()
        self._glass: Side | None = None
        self._job: _Job | None = None
        self._jobs = 0
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> EsclScanner:
        self.switch_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.switch_off()

    def switch_on(self) -> None:
        """Answer; on the same port as before, if there was one."""
        scanner = self

        class Bound(_Handler):
            device = scanner

        self._server = _Server((self._host, self._port), Bound)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="escl", daemon=True)
        self._thread.start()

    def switch_off(self) -> None:
        """Gone from the network, with all open connections."""
        self.release()
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is not None and thread is not None:
            server.shutdown()
            server.server_close()
            thread.join()

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}/eSCL"

    def write_sane_config(self, folder: Path) -> str:
        """Write dll.conf and airscan.conf for this device alone; returns its SANE name."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "dll.conf").write_text("airscan\n", "utf-8")
        config = f'[options]\ndiscovery = disable\n[devices]\n"{self.name}" = {self.url}, eSCL\n'
        (folder / "airscan.conf").write_text(config, "utf-8")
        return f"airscan:e0:{self.name}"

    def load_feeder(self, papers: Sequence[Paper]) -> None:
        """Put sheets on top of nothing: what was there is taken out."""
        with self._lock:
            self._feeder = deque(papers)

    def put_on_glass(self, paper: Side | None) -> None:
        with self._lock:
            self._glass = paper

    @property
    def sheets_left(self) -> int:
        return len(self._feeder)

    def clear_faults(self) -> None:
        self.busy = self.cover_open = False
        self.open_cover_at = self.jam_at = self.drop_at = self.hang_at = self.cut_at = None
        self.release()

    def release(self) -> None:
        """Let go of a page that hangs; its connection is dropped."""
        self.hanging.clear()
        with self._lock:
            job, self._job = self._job, None
        if job is not None:
            job.ended.set()

    def resume(self) -> None:
        """A page that hangs comes to its end after all."""
        self.hanging.clear()
        self.hang_at = None
        if self._job is not None:
            self._job.resumed = True
            self._job.ended.set()

    # What the handler asks

    def status(self) -> bytes:
        feeder = "ScannerAdfDoorOpen" if self.cover_open else "ScannerAdfLoaded" if self._feeder else "ScannerAdfEmpty"
        if self._job is not None and self._job.jammed:
            feeder = "ScannerAdfJam"
        return messages.status("Processing" if self.busy else "Idle", feeder)

    def start_job(self, settings: messages.ScanSettings) -> str | None:
        """The job's path, or None when the scanner cannot start one now."""
        if self.busy or self.cover_open or (settings.feeder and not self._feeder):
            return None
        self.release()
        with self._lock:
            self._jobs += 1
            self._job = _Job(self._jobs, settings)
            return f"/eSCL/ScanJobs/{self._jobs}"

    def end_job(self, path: str) -> None:
        if (job := self.job_of(path)) is not None:
            job.ended.set()
            with self._lock:
                if self._job is job:
                    self._job = None

    def job_of(self, path: str) -> _Job | None:
        job = self._job
        return job if job is not None and path.split("/")[3:4] == [str(job.number)] else None

    def next_side(self, job: _Job) -> Side | None:
        """None: there is no further sheet, or it is stuck (see `status`)."""
        with self._lock:
            if job.sides and not job.settings.feeder:
                return None
            if job.sides + 1 == self.open_cover_at:
                self.cover_open = True
            job.jammed = job.settings.feeder and bool(self._feeder or job.back) and job.sides + 1 == self.jam_at
            if job.jammed or self.cover_open:
                return None
            side: Side | None
            if job.back is not None:
                side, job.back = job.back, None
            elif job.settings.feeder:
                side, back = self._take()
                job.back = back if side is not None and job.settings.both_sides else None
            else:
                side = self._glass if self._glass is not None else _WHITE
            if side is not None:
                job.sides += 1
            return side

    def until_ready(self, job: _Job) -> float:
        """How long until the side that was just asked for has gone through [s]."""
        now = time.monotonic()
        if job.ready is None:
            ready = now + self.seconds_a_page
        else:
            self.kept_waiting.append(max(0.0, now - job.ready))
            ready = max(now, job.ready)
        job.ready = ready + self.seconds_a_page
        return ready - now

    def _take(self) -> tuple[Side | None, Side]:
        sheet = self._feeder.popleft() if self._feeder else None
        return sheet if isinstance(sheet, tuple) else (sheet, _WHITE)


class _Job:
    def __init__(self, number: int, settings: messages.ScanSettings) -> None:
        self.number, self.settings = number, settings
        self.sides = 0
        self.back: Side | None = None
        self.ready: float | None = None
        """When the next side will have gone through, as time.monotonic()."""
        self.jammed = self.resumed = False
        self.ended = threading.Event()


def render(paper: Side, settings: messages.ScanSettings) -> bytes:
    """The JPEG that the scanner sends for a side of a sheet."""
    if isinstance(paper, bytes):
        return paper
    page = paper.convert("RGB" if settings.colour else "L")
    if page.size != (settings.width, settings.height):
        page = page.resize((settings.width, settings.height), Image.Resampling.BICUBIC)
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=_QUALITY, dpi=(settings.dpi, settings.dpi))
    return stream.getvalue()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.connections: set[Any] = set()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(2)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A driver that was killed leaves a broken connection; that is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    device: EsclScanner

    def log_message(self, *_: object) -> None:
        self.device.requests.append(f"{self.command} {self.path}")

    def do_GET(self) -> None:
        if self.path == "/eSCL/ScannerCapabilities":
            self._answer(200, messages.capabilities(f"Virtual {self.device.name}", "0001", two_sided=self.device.two_sided))
        elif self.path == "/eSCL/ScannerStatus":
            self._answer(200, self.device.status())
        elif self.path.endswith("/NextDocument") and (job := self.device.job_of(self.path)) is not None:
            self._page(job)
        else:
            self._answer(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            settings = messages.read_settings(body)
        except ValueError:
            self._answer(400)
            return
        path = self.device.start_job(settings)
        if path is None:
            self._answer(503 if self.device.busy else 409)
        else:
            self._answer(201, location=path)

    def do_DELETE(self) -> None:
        self.device.end_job(self.path)
        self._answer(200)

    def _page(self, job: _Job) -> None:
        paper = self.device.next_side(job)
        if paper is None:
            self._answer(404)
            return
        job.ended.wait(self.device.until_ready(job))
        data = render(paper, job.settings)
        if job.sides == self.device.cut_at:
            data = data[: len(data) // 2]
        stop = job.sides in (self.device.drop_at, self.device.hang_at)
        self._head(200, len(data), "image/jpeg")
        for part in _slices(data, len(data) // 2 if stop else len(data)):
            self.wfile.write(part)
        if stop:
            if job.sides == self.device.hang_at:
                self.device.hanging.set()
                job.ended.wait()
            if job.resumed:
                self.wfile.write(data[len(data) // 2 :])
            else:
                self.close_connection = True

    def _answer(self, code: int, body: bytes = b"", *, location: str = "") -> None:
        self._head(code, len(body), "text/xml", location)
        self.wfile.write(body)

    def _head(self, code: int, length: int, kind: str, location: str = "") -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        if location:
            self.send_header("Location", location)
        self.end_headers()


def _slices(data: bytes, end: int) -> Iterator[bytes]:
    for start in range(0, end, _SLICE):
        yield data[start : min(start + _SLICE, end)]
