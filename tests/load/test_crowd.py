"""`make crowd` in small: fifty kiosks at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.crowd import crowd
from tests.portal.postgres import why_not

without = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=[without, pytest.mark.slow])])
def test_fifty_kiosks_come_back_at_once(tmp_path: Path, database: str) -> None:
    told = crowd(50, 1, database, tmp_path, patience=90)
    assert (len(told.delivered), told.lost, told.double, told.failed) == (50, 0, 0, 0)
