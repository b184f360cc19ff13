"""Servers that are not the portal, on real sockets: a log-in page, a redirect, another program, silence. They count who asks."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Reply = tuple[int, dict[str, str], bytes]
LOGIN_PAGE: Reply = (200, {"Content-Type": "text/html"}, b"<html><title>Wi-Fi</title>Please log in</html>")


class Stranger:
    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[str] = []
        """`METHOD path` of each request."""
        self.tokens: set[str] = set()
        self.came = threading.Event()


@contextlib.contextmanager
def stranger(reply: Callable[[str, str], Reply], *, certificate: tuple[Path, Path] | None = None) -> Iterator[Stranger]:
    """`reply`: method, path → status, headers, body."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.asked.append(f"{self.command} {self.path}")
            told.tokens.add(self.headers.get("Authorization", ""))
            told.came.set()
            status, headers, body = reply(self.command, self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_HEAD = do_PATCH = answer  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that refuses our certificate is what the test wants."""

    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    told = Stranger(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def silent() -> Iterator[Stranger]:
    """Takes connections and never says a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    told = Stranger(f"http://127.0.0.1:{listener.getsockname()[1]}")
    held: list[socket.socket] = []

    def take() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                held.append(connection)
                connection.recv(1)
                told.came.set()

    thread = threading.Thread(target=take)
    thread.start()
    try:
        yield told
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in held:
            connection.close()
