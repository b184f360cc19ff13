"""The self-service kiosk of Vietnam's one-stop centres. docs/architecture.md says which room does what."""

__version__ = "0.1.0"
