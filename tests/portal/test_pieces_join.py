"""Adding pieces to an upload, cut anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.portal.storage import Storage

UPLOAD = "ab" * 16
CONTENT = bytes(range(256)) * 40


def put(storage: Storage, begin: int, end: int) -> None:
    descriptor = storage.open_upload(UPLOAD, begin)
    os.write(descriptor, CONTENT[begin:end])
    os.close(descriptor)


@pytest.mark.parametrize("cut", [1000, 1001, 3000, 4999, 5000])
def test_cut_while_a_piece_is_added(tmp_path: Path, cut: int) -> None:
    """The upload has a part of the piece, and the piece is still there: it is added once more, and comes out the same."""
    storage = Storage(tmp_path)
    storage.create_upload(UPLOAD)
    put(storage, 0, cut)
    put(storage, 1000, 5000)
    put(storage, 4000, 6000)
    put(storage, 7000, 8000)
    assert storage.join(UPLOAD) == 6000
    assert storage.read_upload(UPLOAD) == CONTENT[:6000]
    assert storage.pieces(UPLOAD) == [7000]
    assert storage.join(UPLOAD) == 6000
    assert storage.uploads() == [UPLOAD]
    storage.discard_upload(UPLOAD)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_an_empty_piece_and_one_that_the_upload_has_passed(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    storage.create_upload(UPLOAD)
    put(storage, 100, 100)
    put(storage, 200, 300)
    put(storage, 0, 5000)
    assert storage.join(UPLOAD) == 5000
    assert storage.pieces(UPLOAD) == []
