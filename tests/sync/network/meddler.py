"""Stands between kiosk and portal, passes requests on, and spoils some of the answers. Counts who asks."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import socket
import threading
from collections.abc import Iterator
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Fate(Enum):
    PASS = "pass"
    REFUSED = "500, and the portal never hears of it"
    SPOILT = "the portal does it, and the answer is a 500"
    LOST = "the portal does it, and the connection is cut before the answer"
    TRUNCATED = "the portal does it, and the answer ends in the middle"
    DRIPPING = "the portal does it, and the answer comes a byte at a time"
    SILENT = "the portal does it, and the answer never comes"


class Meddler:
    def __init__(self) -> None:
        self.url = ""
        self.asked: list[str] = []
        """`METHOD path` of each request."""
        self.fates: Iterator[Fate] = itertools.repeat(Fate.PASS)
        self.body_bytes = 0
        """Of packages, as far as they came."""
        self.over = threading.Event()
        self._lock = threading.Lock()

    def next(self, asked: str) -> Fate:
        with self._lock:
            self.asked.append(asked)
            return next(self.fates, Fate.PASS)


@contextlib.contextmanager
def meddler(portal: str) -> Iterator[Meddler]:
    """`portal`: its address."""
    told = Meddler()
    behind = urlsplit(portal)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fate = told.next(f"{self.command} {self.path}")
            if "offset+octet-stream" in self.headers.get("Content-Type", ""):
                told.body_bytes += len(body)
            if fate is Fate.REFUSED:
                self._send(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")
                return
            raw = self._ask(body)
            match fate:
                case Fate.PASS:
                    self._send(raw)
                case Fate.SPOILT:
                    self._send(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\nOops\n")
                case Fate.TRUNCATED:
                    self._send(raw[: len(raw) - 3])
                case Fate.DRIPPING:
                    with contextlib.suppress(OSError):
                        for byte in raw:
                            self.connection.sendall(bytes([byte]))
                            if told.over.wait(0.3):
                                break
                case Fate.SILENT:
                    told.over.wait(30)
            if fate is not Fate.PASS and fate is not Fate.SPOILT:
                self.close_connection = True

        def _ask(self, body: bytes) -> bytes:
            connection = http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=30)
            connection.request(self.command, self.path, body, dict(self.headers))
            response = connection.getresponse()
            content = response.read()
            head = [f"HTTP/1.1 {response.status} {response.reason}", *(f"{name}: {value}" for name, value in response.getheaders())]
            connection.close()
            return "\r\n".join([*head, "", ""]).encode("latin-1") + content

        def _send(self, raw: bytes) -> None:
            with contextlib.suppress(OSError):
                self.connection.sendall(raw)

        do_GET = do_PUT = do_POST = do_HEAD = do_PATCH = answer  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A kiosk that gave up waiting is what the test wants."""

    server = Server(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def http_proxy(*, wanted: str = "") -> Iterator[tuple[str, list[str]]]:
    """An HTTP proxy: its address, and who asked for what. `wanted`: the Proxy-Authorization that it lets pass."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _let_in(self) -> bool:
            asked.append(f"{self.command} {self.path}")
            if wanted and self.headers.get("Proxy-Authorization") != wanted:
                self.send_response(407)
                self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return False
            return True

        def do_CONNECT(self) -> None:
            if not self._let_in():
                return
            host, _, port = self.path.partition(":")
            with socket.create_connection((host, int(port)), timeout=30) as there:
                self.send_response(200)
                self.end_headers()
                back = threading.Thread(target=_pump, args=(there, self.connection))
                back.start()
                _pump(self.connection, there)
                back.join()
            self.close_connection = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if not self._let_in():
                return
            parts = urlsplit(self.path)
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(self.command, path, body, {name: value for name, value in self.headers.items() if "Proxy" not in name})
            response = connection.getresponse()
            content = response.read()
            self.send_response(response.status)
            for name, value in response.getheaders():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            connection.close()

        do_GET = do_PUT = do_POST = do_HEAD = do_PATCH = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
