"""A scanner's lasting name. SANE's own holds the USB address (`libusb:001:004`), which changes with each replug, or a place in a list.

fujitsu:libusb:001:004  →  fujitsu@usb:04c5:1522:A12345     serial number, or without one the socket it is in: fujitsu@usb:04c5:1522@1-1.4
airscan:e0:Lobby        →  airscan@Lobby
test:0, net:10.0.0.7:…  →  as they are
"""

from __future__ import annotations

import re
from pathlib import Path

SYSFS = Path("/sys/bus/usb/devices")
_USB = re.compile(r"libusb:(\d+):(\d+)")
_NETWORK = re.compile(r"^airscan:[ew]\d+:(.+)$")
_IDENTITY = re.compile(r"^[a-z0-9_-]+@")


def is_identity(name: str) -> bool:
    """Whether a name in the settings is one of ours, and not SANE's."""
    return _IDENTITY.match(name) is not None


def identity(name: str, *, sysfs: Path = SYSFS) -> str:
    """The lasting name of the scanner that SANE calls `name` now; `name` itself where nothing better is known."""
    backend = name.partition(":")[0]
    if (network := _NETWORK.match(name)) is not None:
        return f"{backend}@{network[1]}"
    if (usb := _USB.search(name)) is not None and (found := _on_usb(int(usb[1]), int(usb[2]), sysfs)) is not None:
        return f"{backend}@{found}"
    return name


def _on_usb(bus: int, address: int, sysfs: Path) -> str | None:
    try:
        folders = sorted(sysfs.iterdir())
    except OSError:
        return None
    for folder in folders:
        if _attribute(folder, "busnum") == str(bus) and _attribute(folder, "devnum") == str(address):
            vendor, product, serial = (_attribute(folder, name) for name in ("idVendor", "idProduct", "serial"))
            return f"usb:{vendor}:{product}:{serial}" if serial else f"usb:{vendor}:{product}@{folder.name}"
    return None


def _attribute(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8", "replace").strip()
    except OSError:
        return ""
