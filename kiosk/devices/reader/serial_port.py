"""The code reader as the kiosk sees it: one thread here, which keeps a driver's process running and hands on what it reads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from kiosk.devices.frames import Frame
from kiosk.devices.process import DriverDied, DriverProcess, DriverSilent, Wake, Woken
from kiosk.devices.reader.child import GONE

log = structlog.get_logger("kiosk.devices")

MODULE = "kiosk.devices.reader.child"
HUNG = 8.0
"""The driver's heart beats each second; silent for so long, it is killed and started again [s]."""
_LOOK = 0.5
"""Between two looks for ports [s]."""
_PAUSE = 0.5
"""Before a driver that died is started again [s]."""
_SEND = 2.0


def find_ports(dev: Path = Path("/dev")) -> list[str]:
    """Serial ports that a code reader set to USB-COM may be: first the names that stay the same over a replug."""
    stable = sorted(dev.glob("serial/by-id/*"))
    others = sorted(dev.glob("ttyACM*")) + sorted(dev.glob("ttyUSB*"))
    seen = {path.resolve() for path in stable}
    return [str(path) for path in stable] + [str(path) for path in others if path.resolve() not in seen]


def _only(port: str) -> Callable[[], list[str]]:
    name = str(Path(port).absolute())  # the driver runs in another folder
    return lambda: [name]


class SerialCodeReader:
    """See `contract.CodeReader`. `port`: empty for the first that `find` names. `hung`: see HUNG."""

    def __init__(self, *, port: str = "", baud: int = 115200, find: Callable[[], list[str]] = find_ports, hung: float = HUNG) -> None:
        self._find = _only(port) if port else find
        self._baud, self._hung = baud, hung
        self._wake = Wake()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._present: bool | None = None
        self._child: DriverProcess | None = None

    @property
    def driver_pid(self) -> int | None:
        """Process of the driver, while there is one."""
        child = self._child
        return child.pid if child is not None else None

    def start(self, on_code: Callable[[bytes], None], on_presence: Callable[[bool], None]) -> None:
        if self._thread is not None:
            raise RuntimeError("started before")
        self._on_code, self._on_presence = on_code, on_presence
        self._thread = threading.Thread(target=self._run, name="code-reader", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._closing.is_set():
            child = self._child = DriverProcess(MODULE, name="reader")
            try:
                self._serve(child)
            except Woken:
                pass
            except DriverDied as died:
                log.warning("code reader's driver died", how=str(died))
            except DriverSilent:
                log.warning("code reader's driver hangs")
            finally:
                self._child = None
                child.kill()
            # A driver that comes back at once is no absence, so nothing is said before that long.
            self._closing.wait(_PAUSE)

    def _serve(self, child: DriverProcess) -> None:
        ports = self._find()
        child.send({"op": "ports", "ports": ports}, deadline=time.monotonic() + _SEND)
        child.send({"op": "watch", "baud": self._baud}, deadline=time.monotonic() + _SEND)
        heard = time.monotonic()
        while True:
            try:
                frame = child.receive(deadline=time.monotonic() + _LOOK, wake=self._wake)
                heard = time.monotonic()
                self._hand_on(frame)
            except DriverSilent:
                if time.monotonic() - heard > self._hung:
                    raise
            if not self._present and (now := self._find()) != ports:
                ports = now
                child.send({"op": "ports", "ports": ports}, deadline=time.monotonic() + _SEND)

    def _hand_on(self, frame: Frame) -> None:
        match frame.header["event"]:
            case "code":
                log.info("code read", size=len(frame.payload))
                self._call("code", lambda: self._on_code(bytes(frame.payload)))
            case "presence":
                self._tell(frame.header["present"])
            case "dropped":
                log.warning("code dropped: too long", size=frame.header["bytes"])
            case "lost":
                log.warning("code reader lost", how=frame.header["how"], debounce_s=GONE)

    def _tell(self, present: bool) -> None:
        if present != self._present:
            self._present = present
            log.info("code reader presence", present=present)
            self._call("presence", lambda: self._on_presence(present))

    def _call(self, what: str, function: Callable[[], None]) -> None:
        try:
            function()
        except Exception as error:  # noqa: BLE001 - a listener's mistake must not end the reading; its text could be personal
            log.error("code reader's listener failed", what=what, error=type(error).__name__)
