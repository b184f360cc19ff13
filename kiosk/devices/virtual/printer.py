"""An ESC/POS receipt printer on TCP: shows what it printed as pictures, and has the faults of real ones.

As on a real printer, status requests (DLE EOT) are answered at once, while everything else waits its turn: with the paper out or the cover
open it takes the job, keeps it, and prints it after the refill.
"""

from __future__ import annotations

import contextlib
import io
import socket
import threading
from collections import deque
from collections.abc import Callable

from PIL import Image

_ESC, _GS, _DLE = 0x1B, 0x1D, 0x10
_LINE = 30
"""Dots of one fed line."""


class VirtualPrinter:
    """Faults are set at any time: `paper` (adequate, near_end, out), `cover_open`, `offline`, `silent` (answers nothing)."""

    def __init__(self, *, dots: int = 576, host: str = "127.0.0.1", port: int = 0) -> None:
        self.dots, self.host, self.port = dots, host, port
        self.silent = self.offline = False
        self.received = 0
        """Bytes of print jobs, status requests not counted."""
        self.silent_after: int | None = None
        """Falls silent when so many bytes of jobs have come."""
        self.paper_ends_after: int | None = None
        """The paper ends when so many bytes of jobs have come."""
        self.dies_after: int | None = None
        """Drops all connections and is gone when so many bytes of jobs have come."""
        self._paper = "adequate"
        self._cover_open = False
        self._rows: list[bytes] = []
        self._slips: list[Image.Image] = []
        self._changed = threading.Condition()
        self._connections: set[socket.socket] = set()
        self._listener: socket.socket | None = None

    def __enter__(self) -> VirtualPrinter:
        self.switch_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.switch_off()

    @property
    def paper(self) -> str:
        return self._paper

    @paper.setter
    def paper(self, value: str) -> None:
        with self._changed:
            self._paper = value
            self._changed.notify_all()

    @property
    def cover_open(self) -> bool:
        return self._cover_open

    @cover_open.setter
    def cover_open(self, value: bool) -> None:
        with self._changed:
            self._cover_open = value
            self._changed.notify_all()

    @property
    def slips(self) -> list[Image.Image]:
        """What was printed and cut, oldest first: mode 1, black on white, `dots` wide."""
        with self._changed:
            return list(self._slips)

    def slip_png(self, index: int = -1) -> bytes:
        stream = io.BytesIO()
        self.slips[index].save(stream, "PNG")
        return stream.getvalue()

    def wait_for_slips(self, count: int, timeout: float) -> bool:
        return self.wait_until(lambda: len(self._slips) >= count, timeout)

    def wait_until(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Whether `condition` comes true; it is looked at again at each command that comes."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    @property
    def off(self) -> bool:
        return self._listener is None

    def switch_on(self) -> None:
        listener = socket.create_server((self.host, self.port))
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name="virtual-printer", daemon=True).start()

    def switch_off(self) -> None:
        """Gone from the network, with all connections: first nobody new is let in, or who was cut off comes back in between."""
        listener, self._listener = self._listener, None
        with self._changed:
            connections, self._connections = self._connections, set()
            self._changed.notify_all()
        for end in (*([listener] if listener else []), *connections):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._changed:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        """Cut the stream into commands; a second thread works them off in turn, so that status is answered meanwhile."""
        stream = _Stream()
        work: deque[tuple[str, bytes] | None] = deque()
        worker = threading.Thread(target=self._work, args=(connection, work), daemon=True)
        worker.start()
        try:
            while data := connection.recv(65536):
                for kind, body in stream.push(data):
                    if kind == "ask":
                        self._reply(connection, self._answer(body[0]))
                    else:
                        self._take(kind, body, work)
                        if self.dies_after is not None and self.received >= self.dies_after:
                            self.switch_off()
                            return
        except OSError:
            pass
        finally:
            with self._changed:
                work.append(None)
                self._changed.notify_all()
            worker.join()
            with self._changed:
                self._connections.discard(connection)
            connection.close()

    def _take(self, kind: str, body: bytes, work: deque[tuple[str, bytes] | None]) -> None:
        with self._changed:
            self.received += len(body)
            if self.silent_after is not None and self.received >= self.silent_after:
                self.silent = True
            if self.paper_ends_after is not None and self.received >= self.paper_ends_after:
                self._paper = "out"
            work.append((kind, body))
            self._changed.notify_all()

    def _work(self, connection: socket.socket, work: deque[tuple[str, bytes] | None]) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._listener is None or (work and (work[0] is None or self._can_print())))
                if self._listener is None or (item := work.popleft()) is None:
                    return
                kind, body = item
                self._print(kind, body)
            if kind == "turn":
                self._reply(connection, 0x0C if self.paper == "out" else 0x03 if self.paper == "near_end" else 0x00)

    def _can_print(self) -> bool:
        return self._paper != "out" and not self._cover_open

    def _print(self, kind: str, body: bytes) -> None:
        full = (self.dots + 7) // 8
        if kind == "raster":
            width = int.from_bytes(body[:2], "little")
            rows = [body[start : start + width] for start in range(4, len(body), width)]
            self._rows += [row[:full].ljust(full, b"\0") for row in rows]
        elif kind == "feed":
            self._rows += [bytes(full)] * (body[0] * _LINE)
        elif kind == "cut" and self._rows:
            picture = Image.frombytes("1", (full * 8, len(self._rows)), bytes(byte ^ 0xFF for byte in b"".join(self._rows)))
            self._slips.append(picture.crop((0, 0, self.dots, len(self._rows))))
            self._rows = []
            self._changed.notify_all()

    def _answer(self, question: int) -> int:
        stopped = self.offline or not self._can_print()
        bits = {
            1: 0x08 if stopped else 0,
            2: (0x04 if self.cover_open else 0) | (0x20 if self.paper == "out" else 0),
            3: 0,
            4: 0x60 | 0x0C if self.paper == "out" else 0x0C if self.paper == "near_end" else 0,
        }
        return 0x12 | bits.get(question, 0)

    def _reply(self, connection: socket.socket, byte: int) -> None:
        if not self.silent:
            with contextlib.suppress(OSError):
                connection.sendall(bytes([byte]))


class _Stream:
    """Bytes → commands, however they are cut."""

    def __init__(self) -> None:
        self._data = bytearray()

    def push(self, data: bytes) -> list[tuple[str, bytes]]:
        self._data += data
        found = []
        while (command := self._next()) is not None:
            size, kind, start = command
            found.append((kind, bytes(self._data[start:size])))
            del self._data[:size]
        return found

    def _next(self) -> tuple[int, str, int] | None:
        """(length of the command, its kind, where its body starts), or None when it is not complete."""
        data = self._data
        if not data:
            return None
        match data[0]:
            case 0x10:
                command = (3, "ask" if len(data) > 1 and data[1] == 0x04 else "other", 2)
            case 0x1B:
                command = (2, "init", 1) if data[1:2] == b"@" else (3, "feed", 2) if data[1:2] == b"d" else (3, "other", 1)
            case 0x1D:
                command = self._group()
            case _:
                command = (1, "other", 0)
        return command if len(data) >= max(2 if data[0] in (_ESC, _GS, _DLE) else 1, command[0]) else None

    def _group(self) -> tuple[int, str, int]:
        data = self._data
        match bytes(data[1:2]):
            case b"v":
                if len(data) < 8:
                    return 8, "raster", 4
                width, rows = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
                return 8 + width * rows, "raster", 4
            case b"V":
                # GS V 65 and up carry how far to feed first.
                return (4 if len(data) > 2 and data[2] >= 65 else 3), "cut", 2
            case b"r":
                return 3, "turn", 2
            case _:
                return 3, "other", 1
