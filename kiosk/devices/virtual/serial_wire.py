"""The wire of a code reader: a pty whose far end is ours. `path` is a link that stays the same over a replug, as by-id names do."""

from __future__ import annotations

import os
import tty
from pathlib import Path


class SerialWire:
    """`path`: what `reader.port` takes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ours = self._theirs = -1
        self.plug()

    def __enter__(self) -> SerialWire:
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()

    def send(self, data: bytes) -> None:
        """What the reader read, with its terminator."""
        while data:
            data = data[os.write(self._ours, data) :]

    def unplug(self) -> None:
        """Gone, as when the plug is pulled: the kiosk's open port fails and the name is no more."""
        if self._ours < 0:
            return
        self.path.unlink(missing_ok=True)
        os.close(self._theirs)
        os.close(self._ours)
        self._ours = self._theirs = -1

    def plug(self) -> None:
        if self._ours >= 0:
            return
        self._ours, self._theirs = os.openpty()  # our hold on both keeps the wire alive while nobody listens
        tty.setraw(self._theirs)
        link = self.path.with_name(self.path.name + ".new")
        link.unlink(missing_ok=True)
        link.symlink_to(os.ttyname(self._theirs))
        link.replace(self.path)
