"""What the visit's tests share beside tests/visit/booth.py and office.py."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from kiosk.dossier.draft import Draft
from tests.visit.office import Office, saved


@pytest.fixture(autouse=True)
def _fresh_logging() -> None:
    """A logger remembers the configuration of its first use, and a command that ran in this process before may have made one."""
    structlog.reset_defaults()
    for name, module in list(sys.modules.items()):
        if name.startswith("kiosk.visit.") and hasattr(module, "log"):
            vars(module.log).pop("bind", None)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "state")
    yield made
    made.store.close()


@pytest.fixture
def draft(office: Office) -> Draft:
    """Complete but for its papers."""
    return saved(office)
