"""What the kernel was really told, read from the open connection, and answers that never end."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from socket import IPPROTO_TCP, TCP_CONGESTION, TCP_NOTSENT_LOWAT, TCP_USER_TIMEOUT

import pytest
from urllib3.connection import HTTPConnection

from kiosk.sync import sockets
from kiosk.sync.errors import TryLater
from kiosk.sync.line import Line
from kiosk.sync.wire import Piece, Wire


def wire(base: str, **line: float) -> Wire:
    return Wire(base, line=Line(**{"timeout": 1.0, **line}), now=lambda: datetime.now(UTC))


@contextlib.contextmanager
def server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """One connection after another is given to `talk`, and closed."""
    listener = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    talk(connection)

    thread = threading.Thread(target=take)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(30)
        listener.close()


def polite(connection: socket.socket) -> None:
    while connection.recv(65536):
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def open_connection(asked: Wire) -> socket.socket:
    """The one that the session keeps alive."""
    adapter = asked._session.get_adapter(asked.base)
    (key,) = adapter.poolmanager.pools.keys()
    pool = adapter.poolmanager.pools[key]
    connection: HTTPConnection = pool.pool.get()
    pool.pool.put(connection)
    assert connection.sock is not None
    return connection.sock


def kernel_lets_everybody_choose_bbr() -> bool:
    with socket.socket() as probe:
        try:
            probe.setsockopt(IPPROTO_TCP, TCP_CONGESTION, b"bbr")
        except OSError:
            return False
    return True


@pytest.mark.parametrize("list_file", [sockets._ALLOWED, Path("/nowhere")], ids=["/proc is there", "/proc is hidden"])
def test_bbr_is_chosen_where_it_can_be(list_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """kiosk-sync.service has ProcSubset=pid, and so no /proc/sys."""
    if not kernel_lets_everybody_choose_bbr():
        pytest.skip("this kernel has no BBR, or keeps it for root")
    monkeypatch.setattr(sockets, "_ALLOWED", list_file)
    with server(polite) as base:
        asked = wire(base)
        asked.send("GET", base, expect=(204,))
        assert open_connection(asked).getsockopt(IPPROTO_TCP, TCP_CONGESTION, 16).rstrip(b"\0") == b"bbr"
        asked.close()


def test_a_dead_line_is_found_by_the_kernel_and_little_waits_in_it() -> None:
    with server(polite) as base:
        asked = wire(base, timeout=30.0, slowest=2000.0)
        asked.send("GET", base, expect=(204,))
        connection = open_connection(asked)
        assert connection.getsockopt(IPPROTO_TCP, TCP_USER_TIMEOUT) == 30_000 + 128 * 1024 // 2
        assert connection.getsockopt(IPPROTO_TCP, TCP_NOTSENT_LOWAT) == 128 * 1024
        asked.close()


def dripping(text: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        for byte in text:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)

    return talk


@pytest.mark.parametrize(
    "text",
    [b"HTTP/1.1 200 OK\r\n" + b"X-More: more\r\n" * 50, b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"x" * 500],
    ids=["head", "body"],
)
def test_an_answer_that_drips_ends_with_the_time_out(text: bytes) -> None:
    """A byte each tenth of a second would be endless for a time-out that starts anew with each."""
    with server(dripping(text)) as base:
        asked = wire(base)
        began = time.monotonic()
        with pytest.raises(TryLater) as raised:
            asked.send("GET", base, expect=(200,))
        assert raised.value.code == "portal.unreachable"
        assert time.monotonic() - began < 10, "one second, and what a busy machine adds; the whole answer takes more than fifty"
        asked.close()


def test_who_takes_slowly_is_waited_for_and_who_takes_nothing_is_not(tmp_path: Path) -> None:
    """A megabyte at 400 kB/s takes longer than the time-out, and arrives; to one who reads nothing it is given up."""
    file = tmp_path / "package"
    file.write_bytes(bytes(1_000_000))
    go_on = threading.Event()

    def slow(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        left = 1_000_000
        while left > 0 and (got := connection.recv(40_000)):
            left -= len(got)
            time.sleep(0.1)
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    def deaf(_: socket.socket) -> None:
        go_on.wait(30)

    with file.open("rb") as package:
        with server(slow) as base:
            asked = wire(base, slowest=100_000.0)
            began = time.monotonic()
            asked.send("PATCH", base, expect=(204,), data=Piece(package.fileno(), 0, 1_000_000, lambda _: None))
            assert time.monotonic() - began > 1.5
            asked.close()
        with server(deaf) as base:
            asked = wire(base, slowest=1_000_000.0)
            with pytest.raises(TryLater):
                asked.send("PATCH", base, expect=(204,), data=Piece(package.fileno(), 0, 1_000_000, lambda _: None))
            asked.close()
            go_on.set()
