"""Settings: declared once (sections), read from TOML and the environment (reading), written out for people (page).

Order, later wins: `config/kiosk.toml` (made by `python -m kiosk.settings`), `/etc/kiosk/kiosk.toml` (or the file given
with `--config`), then the environment (`KIOSK_SCANNER__DPI=300`). A wrong value raises `SettingsError`, which names the file, the line,
the key and what would be right.
"""

from kiosk.settings.reading import load
from kiosk.settings.sections import (
    DEFAULT_FILE,
    MACHINE_NAME,
    SHARE,
    SITE_FILE,
    Keyboard,
    Kiosk,
    Page,
    Pdf,
    Printer,
    Reader,
    Scanner,
    Settings,
    Speech,
    Tickets,
    section_model,
)

__all__ = [
    "DEFAULT_FILE",
    "MACHINE_NAME",
    "SHARE",
    "SITE_FILE",
    "Keyboard",
    "Kiosk",
    "Page",
    "Pdf",
    "Printer",
    "Reader",
    "Scanner",
    "Settings",
    "Speech",
    "Tickets",
    "load",
    "section_model",
]
