"""The kiosk's command line: the same abilities for a terminal, for technicians, scripts and tests."""
