"""The disk after a power cut: which images the recorded steps allow when only what was synced must have reached it.

The model is POSIX at its strictest, that of ALICE (Pillai et al., OSDI 2014) and LazyFS, stricter than ext4 or XFS:
- a file's bytes are there for certain once an fsync of it, begun after the write had ended, has returned. Before that each write may be
  there, missing, or there in part (whole sectors, in any order), whatever became of the others; a longer size may come without its bytes,
  which then read as zeros
- a name (made, linked, renamed, removed) is there for certain once an fsync of its folder has returned, be it a file's or a folder's;
  before that each change may be there or not, whatever became of the others. A rename within one folder is one change
"""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.shim import Kind, Record

SECTORS = (512, 4096)
"""What a disk writes at once [bytes]."""


@dataclass
class _File:
    """One inode. `writes` in the order of their end."""

    start: bytes = b""
    writes: list[Record] = field(default_factory=list)
    synced: list[tuple[int, int]] = field(default_factory=list)
    """(begun, ended) of each sync."""


@dataclass(frozen=True)
class _Link:
    """A symbolic link."""

    to: str


@dataclass(frozen=True)
class _Change:
    """To one folder's names, all of it or nothing."""

    ended: int
    names: tuple[tuple[str, _Folder | _Link | int | None], ...]
    """Name, and what it stands for from now on: a folder, a file's key, nothing."""


@dataclass
class _Folder:
    names: dict[str, _Folder | _Link | int] = field(default_factory=dict)
    """Before the recording."""
    changes: list[_Change] = field(default_factory=list)
    synced: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Image:
    """Folders and files, by path relative to the recorded root."""

    folders: frozenset[str]
    files: tuple[tuple[str, bytes], ...]
    links: tuple[tuple[str, str], ...]
    """(path, what it points to) of each symbolic link."""

    def put(self, root: Path) -> None:
        for folder in sorted(self.folders):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for name, content in self.files:
            (root / name).write_bytes(content)
        for name, to in self.links:
            (root / name).symlink_to(to)


def look(root: Path) -> Image:
    """What is there now. SQLite's shared memory is not on the disk."""
    folders, files, links = {"."}, [], []
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            links.append((name, str(path.readlink())))
        elif path.is_dir():
            folders.add(name)
        elif not path.name.endswith("-shm"):
            files.append((name, path.read_bytes()))
    return Image(frozenset(folders), tuple(files), tuple(links))


class Recording:
    """What was in `root` before (taken by the constructor), and what was then done in it (`add`)."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._files: dict[int, list[_File]] = {}
        self._links: dict[int, _Link] = {}
        self._top = _Folder()
        self._folders: dict[str, _Folder] = {".": self._top}
        """By the path that they have at the end of what was added."""
        for path in sorted(root.rglob("*")):
            name = str(path.relative_to(root))
            folder, last = self._split(name)
            if path.is_symlink():
                link = self._links[path.lstat().st_ino] = _Link(str(path.readlink()))
                self._folders[folder].names[last] = link
            elif path.is_dir():
                self._folders[name] = self._folders[folder].names[last] = _Folder()
            elif not path.name.endswith("-shm"):
                inode = path.stat().st_ino
                self._files.setdefault(inode, [_File(start=path.read_bytes())])
                self._folders[folder].names[last] = _key(inode, 0)
        self.moments: list[int] = []
        """The clock at the end of each step, in order: a power cut may come after any."""

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            if record.killed or not self._mine(record.path, record.other):
                continue
            self._take(record)
            self.moments.append(record.ended)

    def at(self, moment: int, dice: random.Random | None, *, keep: float = 0.5, torn: float = 0.3) -> Image:
        """An image that a power cut at `moment` may leave.

        `keep`: how likely each change that is not synced is there all the same; `torn`: how likely one that is there is there in part.
        `dice` None: all is kept, as after kill -9.
        """
        folders: set[str] = set()
        files: list[tuple[str, bytes]] = []
        links: list[tuple[str, str]] = []
        contents: dict[int, bytes] = {}
        queue = [(".", self._top)]
        while queue:
            name, folder = queue.pop()
            folders.add(name)
            for last, target in sorted(self._names(folder, moment, dice, keep).items()):
                path = last if name == "." else f"{name}/{last}"
                if isinstance(target, _Folder):
                    queue.append((path, target))
                    continue
                if isinstance(target, _Link):
                    links.append((path, target.to))
                    continue
                if target not in contents:
                    contents[target] = self._content(target, moment, dice, keep, torn)
                files.append((path, contents[target]))
        return Image(frozenset(folders), tuple(sorted(files)), tuple(sorted(links)))

    def _take(self, record: Record) -> None:
        match record.kind:
            case Kind.CREATE:
                self._links.pop(record.inode, None)
                generations = self._files.setdefault(record.inode, [])
                generations.append(_File())
                self._change(record, (record.path, _key(record.inode, len(generations) - 1)))
            case Kind.WRITE | Kind.TRUNCATE:
                self._file(record.inode).writes.append(record)
            case Kind.SYNC:
                self._file(record.inode).synced.append((record.begun, record.ended))
            case Kind.SYNC_FOLDER:
                folder = self._folders.get(self._inside(record.path))
                if folder is not None:
                    folder.synced.append((record.begun, record.ended))
            case Kind.MKDIR:
                made = self._folders[self._inside(record.path)] = _Folder()
                self._change(record, (record.path, made))
            case Kind.RENAME:
                moved = self._moved(self._inside(record.path), self._inside(record.other))
                self._change(record, (record.path, None), (record.other, moved or self._newest(record.inode)))
            case Kind.SYMLINK:
                link = self._links[record.inode] = _Link(record.other)
                self._change(record, (record.path, link))
            case Kind.LINK:
                self._change(record, (record.other, self._newest(record.inode)))
            case Kind.UNLINK | Kind.RMDIR:
                self._change(record, (record.path, None))
            case _:
                raise AssertionError(record.kind)

    def _moved(self, old: str, new: str) -> _Folder | None:
        """The folder that goes from `old` to `new` with all that is in it; None when it is a file."""
        for name in [each for each in self._folders if each.startswith(f"{old}/")]:
            self._folders[new + name[len(old) :]] = self._folders.pop(name)
        moved = self._folders.pop(old, None)
        if moved is not None:
            self._folders[new] = moved
        return moved

    def _change(self, record: Record, *names: tuple[str, _Folder | _Link | int | None]) -> None:
        split = [(*self._split(self._inside(path)), target) for path, target in names]
        for folder in {each[0] for each in split}:
            one = tuple((last, target) for where, last, target in split if where == folder)
            self._folders[folder].changes.append(_Change(record.ended, one))

    @staticmethod
    def _names(folder: _Folder, moment: int, dice: random.Random | None, keep: float) -> dict[str, _Folder | _Link | int]:
        certain = _certain(folder.synced, moment)
        names = dict(folder.names)
        for change in folder.changes:
            if change.ended > moment:
                break
            if dice is not None and change.ended >= certain and dice.random() >= keep:
                continue
            for name, target in change.names:
                if target is None:
                    names.pop(name, None)
                else:
                    names[name] = target
        return names

    def _content(self, key: int, moment: int, dice: random.Random | None, keep: float, torn: float) -> bytes:
        file = self._files[key >> 16][key & 0xFFFF]
        certain = _certain(file.synced, moment)
        content = bytearray(file.start)
        for write in file.writes:
            if write.ended > moment:
                break
            whole = dice is None or write.ended < certain
            if not whole and dice is not None and dice.random() >= keep:
                continue
            if write.kind is Kind.TRUNCATE:
                _resize(content, write.length)
            elif whole or dice is None or dice.random() >= torn:
                _resize(content, max(len(content), write.offset))
                content[write.offset : write.offset + len(write.data)] = write.data
            else:
                _tear(content, write, dice)
        return bytes(content)

    def _file(self, inode: int) -> _File:
        return self._files[inode][-1]

    def _newest(self, inode: int) -> _Link | int:
        return self._links.get(inode) or _key(inode, len(self._files[inode]) - 1)

    def _mine(self, *paths: str) -> bool:
        return any(path == self._root or path.startswith(f"{self._root}/") for path in paths)

    def _inside(self, path: str) -> str:
        return path[len(self._root) + 1 :] or "."

    @staticmethod
    def _split(name: str) -> tuple[str, str]:
        folder, _, last = name.rpartition("/")
        return folder or ".", last


def _key(inode: int, generation: int) -> int:
    """An inode's number is given again when its file is gone."""
    return inode << 16 | generation


def _certain(synced: Sequence[tuple[int, int]], moment: int) -> int:
    """What ended before this tick is on the disk at `moment`."""
    done = bisect.bisect_right([ended for _, ended in synced], moment)
    return max((begun for begun, _ in synced[:done]), default=0)


def _resize(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))


def _tear(content: bytearray, write: Record, dice: random.Random) -> None:
    """Some of the sectors that a write touches: only the first ones, or any of them; the size may have grown all the same."""
    sector = dice.choice(SECTORS)
    begin, end = write.offset, write.offset + len(write.data)
    edges = [begin, *range((begin // sector + 1) * sector, end, sector), end]
    pieces = list(itertools.pairwise(edges))
    first_ones = pieces[: dice.randrange(len(pieces) + 1)]
    there = first_ones if dice.random() < 0.5 else [piece for piece in pieces if dice.random() < 0.5]
    grown = end if dice.random() < 0.5 else max((piece[1] for piece in there), default=0)
    _resize(content, max(len(content), grown))
    for first, last in there:
        content[first:last] = write.data[first - begin : last - begin]
