"""How the way to the portal is used: time-outs, proxy, authorities, bandwidth, number of connections. Built once from the settings."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from kiosk.errors import PortalError
from kiosk.settings import Settings
from kiosk.sync.bandwidth import Bucket, parse_schedule

CONNECT = 10.0
"""A portal that does not take a connection within this is out of reach [s]."""
UNSENT = 128 * 1024
"""The kernel holds so much that is not yet on the line: enough to keep a line busy while this process waits for the processor [bytes]."""


def _pays_nothing(_: int) -> None:
    pass


@dataclass(frozen=True)
class Line:
    timeout: float
    """A portal that is silent for longer is out of reach [s]."""
    slowest: float = 2000.0
    """Slower than this counts as cut [bytes/s]."""
    connections: int = 1
    """At most so many at once, for one package."""
    verify: str | bool = True
    """File or folder of the authorities that may vouch for the portal; True: those of requests."""
    proxy: str = field(default="", repr=False)
    """URL of the HTTP proxy, with its password: never to be shown."""
    pay: Callable[[int], None] = _pays_nothing
    """Called with each number of bytes of a package before they go; waits as long as the bandwidth limit asks."""

    @property
    def send(self) -> float:
        """How long the kernel may take to take one block: it wakes us when half of what it holds has gone [s]."""
        return max(self.timeout, UNSENT / self.slowest)

    def answer(self, size: int) -> float:
        """How long the answer may take, first to last byte, after `size` bytes were handed to the kernel [s]."""
        return self.timeout + size / self.slowest

    @property
    def unacknowledged(self) -> float:
        """How long the other side may leave what was sent without an acknowledgement before the line is dead [s]."""
        return self.timeout + UNSENT / self.slowest


def line_of(settings: Settings, *, now: Callable[[], datetime]) -> Line:
    """`now`: the time by which the bandwidth's windows open and close. Raises PortalError (portal.ca_file, portal.proxy_password)."""
    sync, portal = settings.sync, settings.portal
    schedule = parse_schedule(sync.bandwidth)
    return Line(
        timeout=sync.timeout,
        slowest=sync.slowest_kbit * 125,
        connections=sync.connections,
        verify=_authorities(portal.ca_file),
        proxy=_proxy(portal.proxy, portal.proxy_user, portal.proxy_password_file),
        pay=Bucket(schedule, now=now).take if schedule else _pays_nothing,
    )


def _authorities(ca_file: str) -> str | bool:
    if ca_file:
        if not Path(ca_file).is_file():
            raise PortalError("portal.ca_file", cause=f"{ca_file}: there is no such file", file=ca_file)
        return ca_file
    # requests would take its own list instead of the system's, where an administrator adds a centre's authority.
    system = ssl.get_default_verify_paths()
    return system.cafile or system.capath or True


def _proxy(url: str, user: str, password_file: str) -> str:
    if not url or not user:
        return url
    password = ""
    if password_file:
        try:
            password = Path(password_file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            cause = f"{password_file}: {type(error).__name__}"
            raise PortalError("portal.proxy_password", cause=cause, file=password_file) from None
    scheme, _, address = url.partition("://")
    return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{address}"
