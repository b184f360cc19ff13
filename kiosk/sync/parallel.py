"""Several connections for one package, where one is slow because the line loses packets (docs/decisions/0017).

Each worker has a connection and a stretch of the package. One that has finished takes the second half of the longest stretch that is left,
so that all end at about the same time, whatever luck each had.
"""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass

from kiosk.errors import PortalError
from kiosk.sync.upload import SMALLEST, Asked, Ramp, Upload
from kiosk.sync.wire import Wire

WORTH = 3.0
"""What one connection would do in less time is left to it [s]."""
SLOWEST = 16_000.0
"""A line this slow is not slow because of what it loses; more connections would only fill its queue [bytes/s]."""
GAIN = 1.3
"""All together must be so many times as fast as one alone was, or they are given up."""
TRIAL = 4.0
"""After so long it is looked whether they are [s]."""
PIECE = 2.0
"""A worker's piece takes about so long: what is on its way cannot be taken over by another [s]."""
RESPITE = 600.0
"""They did not pay: so long it is not tried again [s]."""


@dataclass
class _Stretch:
    into: int
    """Where what the portal has of it begins; 0: the upload itself."""
    at: int
    """Next byte to send."""
    end: int
    """Where the next one's stretch begins."""
    sent: int
    """End of the piece that is on the way."""


class Crowd:
    """Remembers, from package to package, whether more connections pay on this line."""

    def __init__(self) -> None:
        self._not_before = float("-inf")

    def pays(self, upload: Upload, ramp: Ramp) -> bool:
        line = upload.wire.line
        return (
            line.connections > 1
            and upload.takes_pieces
            and upload.wire.losing
            and SLOWEST < ramp.rate < (upload.size - upload.has) / WORTH
            and time.monotonic() >= self._not_before
        )

    def send(self, upload: Upload, ramp: Ramp, stop: Asked) -> None:
        """Send what is missing, or a part of it when they do not pay or `stop` is asked. The caller looks what the portal has then.

        Raises what the first that failed has raised, when the others have ended too.
        """
        wires = [upload.wire, *(upload.wire.another() for _ in range(upload.wire.line.connections - 1))]
        try:
            if not _Crew(upload, wires, ramp, stop).run():
                self._not_before = time.monotonic() + RESPITE
        finally:
            for wire in wires[1:]:
                wire.close()


class _Crew:
    def __init__(self, upload: Upload, wires: list[Wire], ramp: Ramp, stop: Asked) -> None:
        self._upload = upload
        self._wires = wires
        self._stop = stop
        self._alone = ramp.rate
        self._most = max(ramp.most // len(wires), SMALLEST)
        self._lock = threading.Lock()
        self._left = _missing(upload, len(wires))
        self._active: list[_Stretch] = []
        self._acknowledged = 0
        self._over = False
        self._error: BaseException | None = None

    def run(self) -> bool:
        """False when they did not pay."""
        workers = [threading.Thread(target=self._work, args=(wire,), daemon=True) for wire in self._wires]
        for worker in workers:
            worker.start()
        paid, began = True, time.monotonic()
        for worker in workers:
            while worker.is_alive():
                worker.join(0.1)
                if not self._over and time.monotonic() - began > TRIAL:
                    if self._acknowledged < GAIN * self._alone * (time.monotonic() - began):
                        paid, self._over = False, True
                    began = float("inf")  # once
        if self._error is not None:
            raise self._error
        return paid

    def _work(self, wire: Wire) -> None:
        try:
            ramp = Ramp(self._most, PIECE)
            ramp.rate = self._alone / 2
            while (stretch := self._next()) is not None:
                while size := self._take(stretch, ramp):
                    began = time.monotonic()
                    offset = self._upload.send(wire, stretch.into, stretch.at, size)
                    ramp.went(offset - stretch.at, time.monotonic() - began)
                    with self._lock:
                        self._acknowledged += offset - stretch.at
                        stretch.at = stretch.sent = offset
                with self._lock:
                    self._active.remove(stretch)
        except BaseException as error:  # noqa: BLE001 - raised again by `run`
            if self._error is None or not isinstance(self._error, PortalError):
                self._error = error
            self._over = True

    def _next(self) -> _Stretch | None:
        with self._lock:
            if self._over or self._stop.asked:
                return None
            if self._left:
                stretch = self._left.pop(0)
            else:
                longest = max(self._active, key=lambda each: each.end - each.sent, default=None)
                if longest is None or longest.end - longest.sent < 2 * SMALLEST:
                    return None
                middle = (longest.sent + longest.end) // 2
                stretch = _Stretch(middle, middle, longest.end, middle)
                longest.end = middle
            self._active.append(stretch)
            return stretch

    def _take(self, stretch: _Stretch, ramp: Ramp) -> int:
        """Size of the next piece; 0: the stretch is done, or all is over."""
        with self._lock:
            if self._over or self._stop.asked:
                return 0
            size = min(ramp.size(), stretch.end - stretch.at)
            stretch.sent = stretch.at + size
            return size


def _missing(upload: Upload, workers: int) -> list[_Stretch]:
    """What the portal has not, in as many stretches as there are workers, or more."""
    spans = [(0, upload.offset), *upload.pieces]
    ends = [begin for begin, _ in upload.pieces] + [upload.size]
    gaps = [(into, at, end) for (into, at), end in zip(spans, ends, strict=True) if at < end]
    share = max(sum(end - at for _, at, end in gaps) // workers, SMALLEST)
    stretches = []
    for into, at, end in gaps:
        parts = max(round((end - at) / share), 1)
        cuts = [at + (end - at) * part // parts for part in range(parts)] + [end]
        stretches += [_Stretch(into if first == at else first, first, last, first) for first, last in itertools.pairwise(cuts)]
    return stretches
