"""The kiosk's side of a driver's process: start it, speak with it against a deadline, kill it with everything it started.

Drivers crash and hang (devices.md): the only cure that always works is to kill the process that holds the device. One `DriverProcess` is
one process; when it is gone the driver makes another.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import structlog

from kiosk.devices.frames import Assembler, Frame, FrameError, Header, pack

log = structlog.get_logger("kiosk.devices")

_ROOT = Path(__file__).resolve().parents[2]
_PIPE_SIZE = 1 << 20
_REAP = 2.0
"""A killed process is waited for so long [s]; one in an uninterruptible call is left to the system."""
_MOST_LINES = 200
_LONGEST_LINE = 300

# A child dies with the *thread* that started it (PR_SET_PDEATHSIG), so all are started from one that lives as long as the kiosk.
_starter = ThreadPoolExecutor(1, thread_name_prefix="driver-starter")


class DriverDied(Exception):  # noqa: N818 - it is what happened
    """The driver's process ended, or spoke nonsense and was killed. The text says how."""


class DriverSilent(Exception):  # noqa: N818
    """Nothing came before the deadline. The process may still live."""


class Woken(Exception):  # noqa: N818
    """`Wake.set` was called while we waited."""


class Wake:
    """Wakes a waiting `receive` from any thread."""

    def __init__(self) -> None:
        self.fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._close = weakref.finalize(self, os.close, self.fd)

    def set(self) -> None:
        with contextlib.suppress(OSError):
            os.eventfd_write(self.fd, 1)

    def clear(self) -> None:
        with contextlib.suppress(OSError):
            os.eventfd_read(self.fd)


class DriverProcess:
    """A running child. `module` is started as `python -m`; it calls `worker.serve`. `name` is for the log."""

    def __init__(self, module: str, *, name: str, env: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._write_lock = threading.Lock()
        process = _starter.submit(_start, module, dict(env or {})).result()
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._process = process
        self._in, self._out = process.stdin.fileno(), process.stdout.fileno()
        for fd in (self._in, self._out):
            os.set_blocking(fd, False)
        with contextlib.suppress(OSError):
            fcntl.fcntl(self._out, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
        self._assembler = Assembler(self._out)
        threading.Thread(target=_log_stderr, args=(process.stderr, name), name=f"{name}-stderr", daemon=True).start()
        self._end = weakref.finalize(self, _end, process)
        log.info("driver started", device=name, pid=process.pid)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        """False once the process has closed its end or was ended here."""
        if not self._end.alive:
            return False
        poll = select.poll()
        poll.register(self._out, 0)
        return not poll.poll(0)

    def send(self, header: Header, payload: bytes = b"", *, deadline: float) -> None:
        """Hand over one frame until `deadline` (time.monotonic). Raises DriverDied, DriverSilent."""
        with self._write_lock:
            for data in (pack(header, len(payload)), payload):
                self._write(data, deadline)

    def try_send(self, header: Header) -> bool:
        """Hand over a small frame now or not at all; for `cancel`, from any thread."""
        if not self._write_lock.acquire(timeout=0.1):
            return False
        try:
            # Writes up to PIPE_BUF are all or nothing.
            return bool(self._end.alive and os.write(self._in, pack(header)))
        except OSError:
            return False
        finally:
            self._write_lock.release()

    def receive(self, *, deadline: float, wake: Wake | None = None) -> Frame:
        """The next frame until `deadline` (time.monotonic). Raises DriverDied, DriverSilent, Woken.

        After DriverSilent or Woken a frame that was half read goes on where it was.
        """
        if not self._end.alive:
            raise DriverDied("ended before")
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        if wake is not None:
            poll.register(wake.fd, select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            ready = {fd for fd, _ in poll.poll(max(0.0, left) * 1000)}
            if wake is not None and wake.fd in ready:
                raise Woken
            if self._out in ready:
                try:
                    frame = self._assembler.step()
                except BlockingIOError:
                    continue
                except EOFError:
                    raise DriverDied(self.kill()) from None
                except FrameError as error:
                    self.kill()
                    raise DriverDied(f"spoke nonsense ({error})") from None
                if frame is not None:
                    return frame
            elif left <= 0:
                raise DriverSilent

    def strike(self) -> None:
        """SIGKILL from a thread that does not own this object; the owner then sees DriverDied and cleans up."""
        if self._end.alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def kill(self) -> str:
        """SIGKILL to the process and all it started; returns how it had ended. Harmless when it is gone. For the owner's thread only:
        it closes the descriptors that `receive` waits on."""
        self._end()
        code = self._process.returncode
        how = "cannot be killed" if code is None else f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
        log.info("driver ended", device=self.name, pid=self.pid, how=how)
        return how

    def stop(self, *, grace: float) -> None:
        """Let it put the device to rest for `grace` seconds, then kill it."""
        if self.try_send({"op": "quit"}):
            deadline = time.monotonic() + grace
            with contextlib.suppress(DriverDied, DriverSilent):
                while True:
                    self.receive(deadline=deadline)
        if self._end.alive:
            self.kill()

    def _write(self, data: bytes, deadline: float) -> None:
        rest = memoryview(data)
        poll = select.poll()
        poll.register(self._in, select.POLLOUT)
        while rest:
            if not self._end.alive:
                raise DriverDied("ended before")
            try:
                rest = rest[os.write(self._in, rest) :]
            except BlockingIOError:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise DriverSilent from None
                poll.poll(left * 1000)
            except OSError:
                raise DriverDied(self.kill()) from None


def _start(module: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(part for part in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if part)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **env, "PYTHONPATH": path, "PYTHONFAULTHANDLER": "1"},
        cwd="/",
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    # Before the wait: until then the number still belongs to our child, so we cannot hit somebody else's group.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=_REAP)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    # stderr is closed by the thread that reads it


def _log_stderr(stream: IO[bytes], name: str) -> None:
    """What the driver's libraries print, line by line, clipped, and with nothing that looks like a person's number."""
    lines = 0
    with stream:
        while line := stream.readline(_LONGEST_LINE):
            lines += 1
            if lines > _MOST_LINES:
                continue
            text = re.sub(r"\d{9,}", "#", line.decode("utf-8", "replace").strip())
            if text:
                log.info("driver says", device=name, text=text)
    if lines > _MOST_LINES:
        log.warning("driver said too much", device=name, lines=lines)
