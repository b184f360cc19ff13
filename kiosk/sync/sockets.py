"""Below the session: sockets that find a dead line and leave a slow one alone, and answers that must come to an end.

A time-out that starts anew with each byte is none: a server that drips would hold the loop for ever. And one for a whole body is too
short on a slow line, too long on a dead one. So: each block must be taken by the kernel in time, the kernel must see acknowledgements in
time (TCP_USER_TIMEOUT), and the answer, from its first byte to its last, has one deadline.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import struct
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from socket import IPPROTO_TCP, SO_KEEPALIVE, SOL_SOCKET, TCP_CONGESTION, TCP_INFO, TCP_NODELAY, TCP_NOTSENT_LOWAT, TCP_USER_TIMEOUT
from typing import Any

from requests.adapters import HTTPAdapter
from requests.utils import get_auth_from_url
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from kiosk.sync.line import CONNECT, UNSENT, Line

_ALLOWED = Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control")
_TOTAL_RETRANSMITTED, _SEGMENTS_OUT = 100, 136
"""Where they stand in the kernel's struct tcp_info (include/uapi/linux/tcp.h)."""
_LOSSY = 0.003
"""Of the segments so many had to be sent again: cubic takes each for a full line, and slows down."""


FAST = 10_000_000
"""From here on the processor is what limits, and waiting for the line in small steps costs more than it gives [bytes/s]."""


class Adapter(HTTPAdapter):
    """BBR where the kernel lets everybody choose it: on a link that loses 1 % it sends six times as fast as cubic (docs/decisions/0006)."""

    def __init__(self, line: Line) -> None:
        self._options = _options(line)
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, socket_options=self._options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs, socket_options=self._options)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """In UTF-8, as RFC 7617 would have it: requests takes Latin-1, and fails for what is not in it."""
        user, password = get_auth_from_url(proxy)
        return {"Proxy-Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()} if user else {}


def is_losing(connection: socket.socket) -> bool:
    """Whether this connection is slow because it loses packets, so that a second one would add to it. BBR does not mind."""
    if connection.getsockopt(IPPROTO_TCP, TCP_CONGESTION, 16).startswith(b"bbr"):
        return False
    told = connection.getsockopt(IPPROTO_TCP, TCP_INFO, 256)
    if len(told) < _SEGMENTS_OUT + 4:  # a kernel of before 4.2
        return False
    again, sent = (struct.unpack_from("I", told, at)[0] for at in (_TOTAL_RETRANSMITTED, _SEGMENTS_OUT))
    return bool(again > _LOSSY * sent)


def unleash(connection: socket.socket) -> None:
    """Let the kernel have as much as its buffers hold: this line is fast."""
    connection.setsockopt(IPPROTO_TCP, TCP_NOTSENT_LOWAT, 1 << 30)


def _options(line: Line) -> list[tuple[int, int, int | bytes]]:
    options: list[tuple[int, int, int | bytes]] = [
        (IPPROTO_TCP, TCP_NODELAY, 1),
        (SOL_SOCKET, SO_KEEPALIVE, 1),
        (IPPROTO_TCP, TCP_USER_TIMEOUT, int(line.unacknowledged * 1000)),
        # What the kernel has not sent yet stays small: so "taken by the kernel" is almost "sent", and a limit limits what is on the line.
        (IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT),
    ]
    if _may_choose_bbr():
        options.append((IPPROTO_TCP, TCP_CONGESTION, b"bbr"))
    return options


def _may_choose_bbr() -> bool:
    try:
        return "bbr" in _ALLOWED.read_text().split()
    except OSError:  # a service that sees nothing of /proc but its own processes: the kernel says it itself
        pass
    with socket.socket() as probe:
        try:
            probe.setsockopt(IPPROTO_TCP, TCP_CONGESTION, b"bbr")
        except OSError:
            return False
    return True


class _UntilDeadline(io.RawIOBase):
    """What comes from a socket, as long as the socket's time-out, counted once from the beginning, has not run out."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb", buffering=0)
        timeout = connection.gettimeout()
        self._end = None if timeout is None else time.monotonic() + timeout

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._end is not None:
            left = self._end - time.monotonic()
            if left <= 0:
                raise TimeoutError("the answer does not end")
            self._connection.settimeout(left)
        return self._stream.readinto(buffer)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Files:
    """Stands for the socket where http.client asks it for a file, which is all that it does with it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_UntilDeadline(self._connection))


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(_Files(sock), *args, **kwargs)  # type: ignore[arg-type]


@contextlib.contextmanager
def _sooner(connection: HTTPConnection) -> Iterator[None]:
    """urllib3 has one time-out for connecting and for sending: who does not even answer is found sooner."""
    timeout = connection.timeout
    connection.timeout = CONNECT if timeout is None else min(CONNECT, timeout)
    try:
        yield
    finally:
        connection.timeout = timeout
    if connection.sock is not None:
        connection.sock.settimeout(timeout)


class _Http(HTTPConnection):
    response_class = _Response

    def connect(self) -> None:
        with _sooner(self):
            super().connect()


class _Https(HTTPSConnection):
    response_class = _Response

    def connect(self) -> None:
        with _sooner(self):
            super().connect()


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


_POOLS = {"http": _HttpPool, "https": _HttpsPool}
