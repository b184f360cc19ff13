"""The door to the devices. Real driver or simulated twin is chosen here, from the settings, and nowhere else.

Nothing heavy is imported here: the drivers' processes pass through this file too, and the libraries live in those only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk import settings
    from kiosk.devices.contract import CodeReader, ReceiptPrinter, Scanner, ScannerInfo, Voice

_TWIN_SHEETS = 2


def runtime_folder(kiosk: settings.Kiosk) -> Path:
    """The folder for `open_scanner`'s lock. The same for all programs of one kiosk, or the lock would lock nothing: so no program's own
    RUNTIME_DIRECTORY."""
    return kiosk.state / "run"


def open_scanner(settings: settings.Scanner, *, runtime: Path) -> Scanner | None:
    """The scanner; None when there is none. `runtime`: folder that all programs of this kiosk share, for the lock on the device.

    Starts nothing yet: an absent scanner is found out by the first call.
    """
    match settings.driver:
        case "sane":
            from kiosk.devices.scanner.sane_scanner import SaneScanner

            return SaneScanner(device=settings.device, config_dir=settings.config_dir, options=settings.options, runtime=runtime)
        case "simulated":
            from kiosk.devices.simulated import SimulatedScanner

            return SimulatedScanner(refill=_TWIN_SHEETS)
        case "none":
            return None


def find_scanners(settings: settings.Scanner, timeout: float) -> list[ScannerInfo]:
    """The scanners that can be reached now, within `timeout` [s]. Raises DeviceError."""
    match settings.driver:
        case "sane":
            from kiosk.devices.scanner.sane_scanner import find

            return find(config_dir=settings.config_dir, timeout=timeout)
        case "simulated":
            from kiosk.devices.simulated import SCANNER

            return [SCANNER]
        case "none":
            return []


def open_reader(settings: settings.Reader) -> CodeReader | None:
    """The code reader; None when there is none. It does nothing before `start`."""
    match settings.driver:
        case "serial":
            from kiosk.devices.reader.serial_port import SerialCodeReader

            return SerialCodeReader(port=settings.port, baud=settings.baud)
        case "simulated":
            from kiosk.devices.simulated import SimulatedReader

            return SimulatedReader()
        case "none":
            return None


def open_printer(settings: settings.Printer) -> ReceiptPrinter | None:
    """The receipt printer; None when there is none. Starts nothing yet."""
    match settings.driver:
        case "network":
            from kiosk.devices.printer.network import NetworkPrinter

            return NetworkPrinter(host=settings.host, port=settings.port, timeout=settings.timeout)
        case "simulated":
            from kiosk.devices.simulated import SimulatedPrinter

            return SimulatedPrinter()
        case "none":
            return None


def open_voice(settings: settings.Speech) -> Voice | None:
    """What reads aloud; None when there is none. It says nothing before `start`."""
    match settings.driver:
        case "espeak":
            from kiosk.devices.voice.espeak import EspeakVoice

            return EspeakVoice(settings)
        case "simulated":
            from kiosk.devices.simulated import SimulatedVoice

            return SimulatedVoice()
        case "none":
            return None
