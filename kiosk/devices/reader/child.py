"""The process that holds the serial port: `python -m kiosk.devices.reader.child`. pyserial raises three kinds of errors when a plug is
pulled and can block in the kernel; none of it reaches the kiosk."""

from __future__ import annotations

import contextlib
import sys
import termios
import threading
import time
from typing import Any

from kiosk.devices import worker
from kiosk.devices.frames import Frame
from kiosk.devices.reader.lines import LineBuffer

SILENCE = 0.3
"""After so long without a byte a code is taken to be complete [s]."""
LOOK_AGAIN = 0.25
"""Between two tries to open the port [s]."""
GONE = 1.0
"""A reader that is back before this was never gone: a loose plug must not flicker on the screen [s]."""
HEARTBEAT = 1.0
_TICK = 0.05
_CHUNK = 4096


class ReaderWorker:
    """Order: watch (ports, baud), again whenever the ports to look at change. Events: presence, code, dropped, beat, lost."""

    def __init__(self, outbox: worker.Outbox) -> None:
        self._outbox = outbox
        self._ports: list[str] = []
        self._baud = 0
        self._told: bool | None = None
        self._lost_at = time.monotonic() - GONE
        self._beat_at = 0.0
        self._lock = threading.Lock()

    def urgent(self, order: Frame) -> bool:
        """The ports may change while we wait for one of them."""
        if order.header["op"] != "ports":
            return False
        with self._lock:
            self._ports = order.header["ports"]
        return True

    def handle(self, order: Frame) -> None:
        """Never returns: the kiosk ends this process when it wants the port no more."""
        self._baud = order.header["baud"]
        while True:
            port = self._open()
            if port is None:
                self._missing()
                time.sleep(LOOK_AGAIN)
                continue
            self._tell(True)
            buffer = LineBuffer()
            try:
                self._read(port, buffer)
            except (OSError, termios.error, TypeError) as error:  # SerialException is an OSError; TypeError: pyserial after a close
                self._outbox.put({"event": "lost", "how": type(error).__name__})
            self._give(buffer, buffer.silence())
            self._lost_at = time.monotonic()
            _close(port)

    def idle(self) -> None:
        """Waiting for the first order."""

    def quit(self) -> None:
        """Nothing to put to rest."""

    def _open(self) -> Any:
        import serial

        with self._lock:
            ports = list(self._ports)
        for name in ports:
            try:
                return serial.Serial(name, self._baud, timeout=_TICK, exclusive=True)
            except (OSError, ValueError, termios.error):
                continue
        return None

    def _read(self, port: Any, buffer: LineBuffer) -> None:
        last = time.monotonic()
        while True:
            self._beat()
            data = port.read(min(port.in_waiting, _CHUNK) or 1)
            now = time.monotonic()
            if data:
                last = now
                self._give(buffer, buffer.push(data))
            elif buffer.pending and now - last >= SILENCE:
                self._give(buffer, buffer.silence())

    def _give(self, buffer: LineBuffer, codes: list[bytes]) -> None:
        for size in buffer.dropped:
            self._outbox.put({"event": "dropped", "bytes": size})
        buffer.dropped.clear()
        for code in codes:
            self._outbox.put({"event": "code"}, code)

    def _missing(self) -> None:
        self._beat()
        if time.monotonic() - self._lost_at >= GONE:
            self._tell(False)

    def _tell(self, present: bool) -> None:
        if present != self._told:
            self._told = present
            self._outbox.put({"event": "presence", "present": present})

    def _beat(self) -> None:
        if time.monotonic() - self._beat_at >= HEARTBEAT:
            self._beat_at = time.monotonic()
            self._outbox.put({"event": "beat"})


def _close(port: Any) -> None:
    with contextlib.suppress(OSError, termios.error):
        port.close()


def main() -> None:
    orders, outbox = worker.attach()
    try:
        worker.serve(ReaderWorker(outbox), orders)
    except Exception as error:  # noqa: BLE001 - the text of an error could hold what was on a card; its place cannot
        sys.stderr.write(worker.where(error) + "\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
