"""What can come back from the portal instead of the answer: the type decides the next step."""

from __future__ import annotations

# ruff: noqa: N818 - named for what happened
from kiosk.errors import PortalError


class TryLater(PortalError):
    """Nothing is wrong for good: out of reach, too slow, busy, an error of its own."""

    def __init__(self, code: str, *, cause: str = "", whole: bool, after: float | None = None, **values: object) -> None:
        """`whole`: no request would fare better now; `after`: how long the portal asks to wait [s]."""
        super().__init__(code, cause=cause, **values)
        self.whole = whole
        self.after = after


class NotOurPortal(PortalError):
    """Somebody else answered, or the answer is none of the exchange: a log-in page of the network, another server, a wrong certificate."""


class LockedOut(PortalError):
    """The portal knows the token no more, or has revoked this kiosk: staff must enrol it again."""


class Refused(PortalError):
    """Not taken, and asking again would change nothing. `word`: the portal's own code."""

    def __init__(self, code: str, *, cause: str = "", word: str = "", **values: object) -> None:
        super().__init__(code, cause=cause, **values)
        self.word = word


class Conflict(Refused):
    """The portal knows this dossier with another content."""


def is_whole(error: PortalError) -> bool:
    """Whether to leave the portal alone for a while, rather than this one dossier."""
    return isinstance(error, NotOurPortal | LockedOut) or (isinstance(error, TryLater) and error.whole)
