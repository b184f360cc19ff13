"""shim.c from Python: building it, being started with it, telling it what to do, and reading the log that it writes."""

from __future__ import annotations

import ctypes
import enum
import hashlib
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
_RECORD = struct.Struct("<6q2i4I")


class Kind(enum.IntEnum):
    NOTE = 1
    CREATE = 2
    WRITE = 3
    TRUNCATE = 4
    SYNC = 5
    SYNC_FOLDER = 6
    RENAME = 7
    LINK = 8
    UNLINK = 9
    MKDIR = 10
    RMDIR = 11
    CONNECT = 12
    SEND = 13
    RECEIVE = 14
    SYMLINK = 15
    """`other` is what it points to."""


class How(enum.IntEnum):
    """Where in a step the process is killed."""

    BEFORE = 0
    AFTER = 1
    HALF = 2
    """Half of the bytes are written or sent. For WRITE and SEND."""


class Lie(enum.IntFlag):
    """What a disk may promise and not do: for the tests that the harness finds it."""

    NONE = 0
    FILE_SYNC = 1
    FOLDER_SYNC = 2


@dataclass(frozen=True)
class Record:
    """One step that a process took, or what it promised (NOTE: `path` is the text). Times are ticks of one common clock."""

    kind: Kind
    begun: int
    ended: int
    step: int
    """Its number in its process, from 1."""
    pid: int
    inode: int
    offset: int
    length: int
    path: str
    other: str
    data: bytes
    killed: bool

    @property
    def name(self) -> str:
        """For people: what kind of step on what kind of thing, without ids."""
        if self.kind in (Kind.CONNECT, Kind.RECEIVE) or (self.kind is Kind.SEND):
            return self.kind.name.lower()
        last = self.path.rpartition("/")[2]
        stem, dot, rest = last.partition(".")
        return f"{self.kind.name.lower()} {'*' if len(stem) >= 32 else stem}{dot}{rest}"


def built() -> Path:
    """The shim as a library, made with gcc when it is not there yet. Raises CalledProcessError."""
    source = SOURCE.read_bytes()
    library = Path(tempfile.gettempdir()) / f"kiosk-crash-{os.getuid()}-{hashlib.sha256(source).hexdigest()[:16]}.so"
    if not library.exists():
        with tempfile.NamedTemporaryFile(dir=library.parent, delete=False) as draft:
            command = ["gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", draft.name, str(SOURCE), "-ldl"]
            subprocess.run(command, check=True)
        Path(draft.name).replace(library)
    return library


def ensure_loaded(arguments: Sequence[str]) -> None:
    """Start this program once more with the shim, unless it has it."""
    library = str(built())
    if os.environ.get("LD_PRELOAD") != library:
        os.execve(sys.executable, [sys.executable, *arguments], os.environ | {"LD_PRELOAD": library})  # noqa: S606 - ourselves


class Shim:
    """The shim within this process; every process that is forked from it has it too."""

    def __init__(self) -> None:
        library = ctypes.CDLL(None)
        self._watch = library.crash_watch
        self._watch.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_int64, ctypes.c_int, ctypes.c_int]
        self._note = library.crash_note
        self._note.argtypes = [ctypes.c_char_p]
        self._lie = library.crash_lie
        self._lie.argtypes = [ctypes.c_int64]
        self.sleep = library.crash_sleep

    def watch(self, folders: Sequence[Path], *, log: Path, cut: int = 0, how: How = How.BEFORE, network: bool = False) -> None:
        """Call right after fork. `cut`: the number of the step to be killed at; 0: count and write down only."""
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._watch(":".join(map(str, folders)).encode(), descriptor, cut, int(how), int(network))

    def note(self, text: str) -> None:
        self._note(text.encode())

    def lie(self, what: Lie) -> None:
        """For all processes of the harness at once."""
        self._lie(int(what))


def read_log(log: Path) -> list[Record]:
    """In the order in which the steps ended."""
    return sorted(_records(log.read_bytes()), key=lambda record: record.ended or record.begun)


def _records(content: bytes) -> Iterator[Record]:
    at = 0
    while at < len(content):
        begun, ended, step, inode, offset, length, kind, pid, path_size, other_size, data_size, dead = _RECORD.unpack_from(content, at)
        at += _RECORD.size
        path, other = content[at : at + path_size], content[at + path_size : at + path_size + other_size]
        at += path_size + other_size
        data = content[at : at + data_size]
        at += data_size
        yield Record(Kind(kind), begun, ended, step, pid, inode, offset, length, path.decode(), other.decode(), data, bool(dead))
