"""A lamp or a sound when a resident calls an officer: a program of the centre's own, which the settings name.

Whatever switches the lamp (a relay on a serial port, a GPIO line, a loudspeaker) is that program's business. It is told nothing of the
visit.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading

import structlog

log = structlog.get_logger()


class Bell:
    """Rings by starting the program, without a shell, with an empty stdin, and for a limited time."""

    def __init__(self, command: str, *, most: float) -> None:
        """`command`: a program and its fixed arguments; `most`: how long it may run [s]."""
        self._command = command.split()
        self._most = most
        self._ringing = threading.Lock()

    def ring(self) -> None:
        """Returns at once. While it still rings, ringing again does nothing."""
        if self._ringing.acquire(blocking=False):
            threading.Thread(target=self._ring, name="bell", daemon=True).start()

    def _ring(self) -> None:
        try:
            # Of a session of its own, so that what it starts ends with it.
            child = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath},
                start_new_session=True,
            )
            try:
                status = child.wait(self._most)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
                log.warning("bell killed", program=self._command[0], seconds=self._most)
            else:
                if status != 0:
                    log.warning("bell failed", program=self._command[0], status=status)
        except OSError as error:
            log.warning("bell not started", program=self._command[0], why=error.strerror)
        finally:
            self._ringing.release()


def open_bell(command: str, *, most: float) -> Bell | None:
    """None: the centre has none."""
    return Bell(command, most=most) if command.strip() else None
