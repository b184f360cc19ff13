"""What the visit's tests share beside tests/visit/booth.py."""

from __future__ import annotations

import pytest
import structlog

from kiosk.visit import desk, visit


@pytest.fixture(autouse=True)
def _fresh_logging() -> None:
    """A logger remembers the configuration of its first use, and a command that ran in this process before may have made one."""
    structlog.reset_defaults()
    for module in (visit, desk):
        vars(module.log).pop("bind", None)
