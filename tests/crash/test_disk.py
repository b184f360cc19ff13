"""The model of a disk whose power is cut, on records written by hand."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from tests.crash.disk import Image, Recording
from tests.crash.shim import Kind, Record

DISKS = 3000


class Steps:
    """Records as the shim writes them: one after another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.recording = Recording(root)
        self._clock = itertools.count(1)
        self.now = 0

    def do(self, kind: Kind, path: str, *, inode: int = 0, other: str = "", offset: int = 0, data: bytes = b"", length: int = 0) -> None:
        begun, self.now = next(self._clock), next(self._clock)
        other = str(self.root / other) if other else ""
        where = str(self.root / path) if path != "." else str(self.root)
        self.recording.add([Record(kind, begun, self.now, 0, 1, inode, offset, length or len(data), where, other, data, False)])

    def disks(self, moment: int | None = None) -> set[Image]:
        """What many power cuts leave."""
        at = self.now if moment is None else moment
        return {self.recording.at(at, random.Random(seed)) for seed in range(DISKS)}

    def contents(self, name: str) -> set[bytes | None]:
        return {dict(image.files).get(name) for image in self.disks()}


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    return Steps(tmp_path)


def test_nothing_is_certain_before_it_is_synced(steps: Steps) -> None:
    steps.do(Kind.CREATE, "a", inode=5)
    steps.do(Kind.WRITE, "a", inode=5, data=b"x" * 1024)
    assert {None, b"", b"x" * 1024, b"x" * 512, bytes(512) + b"x" * 512, bytes(1024)} <= steps.contents("a")


def test_a_file_without_its_folder_may_have_no_name(steps: Steps) -> None:
    steps.do(Kind.CREATE, "a", inode=5)
    steps.do(Kind.WRITE, "a", inode=5, data=b"x")
    steps.do(Kind.SYNC, "a", inode=5)
    assert steps.contents("a") == {None, b"x"}
    steps.do(Kind.SYNC_FOLDER, ".")
    assert steps.contents("a") == {b"x"}


def test_a_name_without_its_file_may_be_empty(steps: Steps) -> None:
    steps.do(Kind.CREATE, "a.part", inode=5)
    steps.do(Kind.WRITE, "a.part", inode=5, data=b"x")
    steps.do(Kind.RENAME, "a.part", inode=5, other="a")
    steps.do(Kind.SYNC_FOLDER, ".")
    assert steps.contents("a") == {b"", b"\0", b"x"}
    assert steps.contents("a.part") == {None}


def test_replacing_is_all_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    steps = Steps(tmp_path)
    steps.do(Kind.CREATE, "a.part", inode=5)
    steps.do(Kind.WRITE, "a.part", inode=5, data=b"new")
    steps.do(Kind.SYNC, "a.part", inode=5)
    steps.do(Kind.RENAME, "a.part", inode=5, other="a")
    assert steps.contents("a") == {b"old", b"new"}


def test_what_is_in_a_folder_goes_with_its_name(steps: Steps) -> None:
    steps.do(Kind.MKDIR, "pages", inode=4)
    steps.do(Kind.CREATE, "pages/a", inode=5)
    steps.do(Kind.SYNC, "pages/a", inode=5)
    steps.do(Kind.SYNC_FOLDER, "pages")
    assert steps.contents("pages/a") == {None, b""}
    steps.do(Kind.SYNC_FOLDER, ".")
    assert steps.contents("pages/a") == {b""}


def test_a_sync_covers_only_what_was_written_before_it_began(steps: Steps) -> None:
    steps.do(Kind.CREATE, "a", inode=5)
    steps.do(Kind.SYNC_FOLDER, ".")
    steps.do(Kind.WRITE, "a", inode=5, data=b"1")
    steps.do(Kind.SYNC, "a", inode=5)
    steps.do(Kind.WRITE, "a", inode=5, offset=1, data=b"2")
    assert steps.contents("a") == {b"1", b"1\0", b"12"}


def test_everything_kept_is_what_kill_9_leaves(steps: Steps) -> None:
    steps.do(Kind.CREATE, "a", inode=5)
    steps.do(Kind.WRITE, "a", inode=5, data=b"12345")
    steps.do(Kind.TRUNCATE, "a", inode=5, length=2)
    steps.do(Kind.UNLINK, "a", inode=5)
    steps.do(Kind.CREATE, "a", inode=5)  # a number is given again
    steps.do(Kind.SYMLINK, "current", inode=6, other="a")
    image = steps.recording.at(steps.now, None)
    assert image.files == (("a", b""),)
    assert [name for name, _ in image.links] == ["current"]
