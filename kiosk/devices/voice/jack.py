"""Whether headphones are plugged in, by what the kernel says of the jack: a switch (SW_HEADPHONE_INSERT) of an input device.

`amixer` shows the same switch as a control, but its name differs from card to card; the input layer's is one number for all.
"""

from __future__ import annotations

import array
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

HEADPHONE = 0x02
"""SW_HEADPHONE_INSERT of linux/input-event-codes.h."""
_EVIOCGSW = 2 << 30 | 8 << 16 | ord("E") << 8 | 0x1B
"""The state of all switches, 8 bytes (linux/input.h)."""


def switches(device: Path) -> int:
    """Bits of the switches that are on now. Raises OSError."""
    state = array.array("Q", [0])
    number = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.ioctl(number, _EVIOCGSW, state)
    finally:
        os.close(number)
    return state[0]


def headphones(
    inputs: Path = Path("/sys/class/input"), devices: Path = Path("/dev/input"), read: Callable[[Path], int] = switches
) -> bool | None:
    """True: plugged into one of the jacks; None: there is no jack that says so."""
    known: bool | None = None
    for event in sorted(inputs.glob("event*")):
        try:
            able = _bits((event / "device/capabilities/sw").read_text("ascii"))
            if able >> HEADPHONE & 1:
                known = bool(known) or bool(read(devices / event.name) >> HEADPHONE & 1)
        except (OSError, ValueError):
            # Gone meanwhile, or not ours to read: it says nothing.
            continue
    return known


def _bits(text: str) -> int:
    """The kernel writes longs in hexadecimal, the highest first; switches fit into the last."""
    return int(text.split()[-1], 16)
