"""What libsane says → what the kiosk says.

libsane has one error class with an English text and no code (sane_strstatus in sane-backends 1.2); these are the texts.
"""

from __future__ import annotations

from kiosk.errors import BrokenDeviceError, DeviceError, OperatorDeviceError, TransientDeviceError

NO_DOCS = "Document feeder out of documents"
CANCELLED = "Operation was canceled"

# Our own process adds these to libsane's.
LOCKED = "locked by another program"
CUT = "fewer lines than announced"
NO_SCANNER = "no scanner found"
NO_SOURCE = "no such source"
BAD_OPTION = "option refused"

_STATUS: dict[str, tuple[type[DeviceError], str]] = {
    "Device busy": (TransientDeviceError, "scanner.busy"),
    LOCKED: (TransientDeviceError, "scanner.busy"),
    "Document feeder jammed": (OperatorDeviceError, "scanner.jam"),
    "Scanner cover is open": (OperatorDeviceError, "scanner.cover"),
    NO_DOCS: (OperatorDeviceError, "scanner.empty"),
    "Error during device I/O": (TransientDeviceError, "scanner.link"),
    CUT: (TransientDeviceError, "scanner.cut"),
    CANCELLED: (TransientDeviceError, "scanner.cut"),  # somebody pressed the scanner's own stop button
    NO_SCANNER: (BrokenDeviceError, "scanner.absent"),
    NO_SOURCE: (BrokenDeviceError, "scanner.source"),
    BAD_OPTION: (BrokenDeviceError, "scanner.option"),
}
_ON_OPEN = {"Invalid argument", "Error during device I/O"}
"""When opening, these two mean that there is no such device now."""


def fault(status: str, *, stage: str, detail: str = "", pages_before: int = 0) -> DeviceError:
    """The error for what the driver's process reported. `stage`: open, set, start or read."""
    kind, code = _STATUS.get(status, (BrokenDeviceError, "scanner.failed"))
    if stage == "open" and status in _ON_OPEN:
        kind, code = BrokenDeviceError, "scanner.absent"
    cause = f"{stage}: {status}" + (f": {detail}" if detail else "")
    return kind(code, cause=cause, pages_before=pages_before)
