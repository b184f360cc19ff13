"""Errors that say whose fault it is and what to do.

Each error has a `code`, which is a key of config/texts (`error.<code>`): the screen and the command line show that sentence in the
user's language. `cause` is the technical reason; it goes to the log only and must hold no personal data.
"""

from __future__ import annotations


class KioskError(Exception):
    """An expected failure. `code` names the sentence to show; `values` fill its {placeholders}."""

    def __init__(self, code: str, /, *, cause: str = "", **values: object) -> None:
        super().__init__(f"{code}: {cause}" if cause else code)
        self.code = code
        self.cause = cause
        self.values = values


class InputError(KioskError):
    """What somebody typed, showed or passed in is not usable; they can put it right."""


class SettingsError(KioskError):
    """A settings file or variable is wrong. `cause` is the whole technician's sentence: file, line, key, what would be right."""


class CatalogueError(KioskError):
    """The catalogue of procedures has a mistake. `cause` names the file and the place."""


class StoreError(KioskError):
    """The kiosk's own disk failed: full, damaged, not writable."""


class PortalError(KioskError):
    """The portal could not be reached, or answered with something else than its part of the exchange."""


class DeviceError(KioskError):
    """A device did not do what was asked."""


class TransientDeviceError(DeviceError):
    """Worth one more try: busy, a dropped link."""


class OperatorDeviceError(DeviceError):
    """Someone must act: jam, cover open, no paper. The sentence says what to do."""


class BrokenDeviceError(DeviceError):
    """Out of service until it answers again."""
