"""`python -m kiosk.settings` writes config/kiosk.toml and docs/settings.md."""

from kiosk.settings import page

page.write()
