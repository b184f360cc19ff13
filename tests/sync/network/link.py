"""Two network namespaces and a line between them that loses, delays, chokes and breaks, made with TUN and this program in between.

For kernels without netem, and without root: user namespaces are enough. Run a program in one of them with `Link.inside`. Needs Linux,
/dev/net/tun and user namespaces: `why_not` says what is missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import functools
import heapq
import json
import os
import random
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

KIOSK, PORTAL = "10.77.0.1", "10.77.0.2"
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWNS = 0x10000000, 0x40000000, 0x00020000
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_MS_BIND, _MS_PRIVATE, _MS_REC = 4096, 1 << 18, 16384
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Line:
    """What the line does, each way."""

    kbit: float = 100_000
    delay: float = 0.0
    """One way [s]."""
    jitter: float = 0.0
    """At most so much more, and the order stays [s]."""
    loss: float = 0.0
    """Share of the packets that vanish, each by itself."""
    queue: int = 256 * 1024
    """What waits for its turn beyond this is dropped [bytes]."""
    up: bool = True
    """Whether the cable is in."""
    pull: tuple[float, float] = (0.0, 0.0)
    """In for so long, out for so long, over and over [s]; 0: it stays in."""


class Link:
    """A running line. `inside("kiosk")` and `inside("portal")` give the words to put before a command."""

    def __init__(self, process: subprocess.Popen[str], pids: dict[str, int], line: Line) -> None:
        self._process = process
        self._pids = pids
        self.line = line

    def inside(self, side: str) -> list[str]:
        return ["nsenter", f"--target={self._pids[side]}", "--user", "--net", "--mount", "--preserve-credentials", "--wd=."]

    def change(self, **what: object) -> None:
        """From now on."""
        self.line = replace(self.line, **what)  # type: ignore[arg-type]
        self._say(asdict(self.line))

    def counts(self) -> dict[str, int]:
        """Bytes and packets that were put on the line, and bytes that came out, on each side's way to the other."""
        self._say({"count": True})
        assert self._process.stdout is not None
        told: dict[str, int] = json.loads(self._process.stdout.readline())
        return told

    def _say(self, what: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()


@contextlib.contextmanager
def link(line: Line, *, only: str = "", resolver: str = "", seed: int = 1) -> Iterator[Link]:
    """`only`: the congestion controls that programs may choose from, such as "reno cubic"; the last of them is the default.

    `resolver`: what the kiosk's /etc/resolv.conf says.
    """
    command = [sys.executable, str(Path(__file__)), json.dumps(asdict(line)), only, resolver, str(seed)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, "the line was not made"
        yield Link(process, json.loads(first), line)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()


@functools.cache
def why_not() -> str:
    """Why there can be no such line here; empty: there can."""
    try:
        with link(Line()) as made:
            subprocess.run([*made.inside("kiosk"), "true"], check=True, capture_output=True, timeout=10)
    except (AssertionError, OSError, subprocess.SubprocessError) as error:
        return f"no network namespaces with TUN here: {error}"
    return ""


# From here on: in the process between the namespaces.


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")


def _bind(file: Path, text: str, folder: Path) -> None:
    source = folder / file.name
    source.write_text(text)
    _call("mount", str(source).encode(), str(file).encode(), None, _MS_BIND, None)


def _tun(ours: str, theirs: str, only: str) -> int:
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH", b"line", _IFF_TUN | _IFF_NO_PI))
    for words in (f"addr add {ours} peer {theirs} dev line", "link set line up", "link set lo up"):
        subprocess.run(["ip", *words.split()], check=True)
    if only:  # by the route: a namespace may not choose its default, but for those that the whole machine allows
        subprocess.run(["ip", *f"route replace {theirs} dev line congctl {only.split()[-1]}".split()], check=True)
    return descriptor


def _make(only: str, resolver: str) -> tuple[int, int, int]:
    """Both namespaces: our end, the other's, and the process that holds the other."""
    user, group = os.getuid(), os.getgid()  # which is root inside
    _call("unshare", _CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWNS)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _call("mount", b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)
    ours = _tun(KIOSK, PORTAL, only)
    here, there = socket.socketpair()
    other = os.fork()
    if other == 0:
        with contextlib.suppress(BaseException):
            _call("prctl", 1, signal.SIGKILL)
            _call("unshare", _CLONE_NEWNET)
            socket.send_fds(there, [b"!"], [_tun(PORTAL, KIOSK, only)])
            signal.pause()
        os._exit(1)
    there.close()
    _, descriptors, _, _ = socket.recv_fds(here, 1, 1)
    if only or resolver:
        folder = Path("/run") if os.access("/run", os.W_OK) else Path("/tmp")  # noqa: S108 - covered by one of our own in this namespace
        _call("mount", b"none", str(folder).encode(), b"tmpfs", 0, None)
        if only:
            _bind(Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control"), only + "\n", folder)
        if resolver:
            _bind(Path("/etc/resolv.conf"), resolver, folder)
    return ours, descriptors[0], other


class _Way:
    """One direction."""

    def __init__(self, source: int, target: int, chance: random.Random) -> None:
        self.source, self.target = source, target
        self.free = 0.0
        self.last = 0.0
        self.backlog: deque[tuple[float, int]] = deque()
        self.waiting = 0
        self.bytes_in = self.packets_in = self.bytes_out = 0
        self._chance = chance

    def take(self, packet: bytes, line: Line, now: float) -> float | None:
        """When it comes out; None: it does not."""
        self.bytes_in += len(packet)
        self.packets_in += 1
        while self.backlog and self.backlog[0][0] <= now:
            self.waiting -= self.backlog.popleft()[1]
        if self.waiting + len(packet) > line.queue:
            return None
        self.free = max(self.free, now) + len(packet) * 8 / (line.kbit * 1000)
        self.backlog.append((self.free, len(packet)))
        self.waiting += len(packet)
        if self._chance.random() < line.loss:
            return None
        self.last = max(self.last, self.free + line.delay + line.jitter * self._chance.random())
        return self.last


def _plugged(line: Line, now: float, begun: float) -> bool:
    within, without = line.pull
    return line.up and (not without or (now - begun) % (within + without) < within)


def _forward(ours: int, theirs: int, line: Line, seed: int) -> None:
    chance = random.Random(seed)
    ways = {ours: _Way(ours, theirs, chance), theirs: _Way(theirs, ours, chance)}
    flying: list[tuple[float, int, _Way, bytes]] = []
    number, begun, text = 0, time.monotonic(), b""
    selector = selectors.DefaultSelector()
    for each in (ours, theirs, 0):
        selector.register(each, selectors.EVENT_READ)
    while True:
        timeout = max(flying[0][0] - time.monotonic(), 0.0) if flying else None
        for key, _ in selector.select(timeout):
            if key.fd == 0:
                text += (more := os.read(0, 65536))
                if not more:
                    return
                *lines, text = text.split(b"\n")
                for each in map(json.loads, lines):
                    if "count" in each:
                        names = {ours: "kiosk", theirs: "portal"}
                        what = ("bytes_in", "packets_in", "bytes_out")
                        told = {f"{names[fd]}_{name}": getattr(way, name) for fd, way in ways.items() for name in what}
                        print(json.dumps(told), flush=True)
                    else:
                        line, begun = Line(**each | {"pull": tuple(each["pull"])}), time.monotonic()
                continue
            way = ways[key.fd]
            with contextlib.suppress(BlockingIOError):
                while packet := os.read(key.fd, 65536):
                    now = time.monotonic()
                    due = way.take(packet, line, now)
                    if due is not None:
                        number += 1
                        heapq.heappush(flying, (due, number, way, packet))
        now = time.monotonic()
        while flying and flying[0][0] <= now:
            _, _, way, packet = heapq.heappop(flying)
            if _plugged(line, now, begun):
                way.bytes_out += len(packet)
                with contextlib.suppress(OSError):
                    os.write(way.target, packet)


def main() -> None:
    told, only, resolver, seed = sys.argv[1:]
    values = json.loads(told)
    ours, theirs, other = _make(only, resolver)
    print(json.dumps({"kiosk": os.getpid(), "portal": other}), flush=True)
    _forward(ours, theirs, Line(**values | {"pull": tuple(values["pull"])}), int(seed))


if __name__ == "__main__":
    main()
