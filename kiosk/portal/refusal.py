"""What any part of the portal raises to say no: to a request (kiosk.portal.problems makes the answer of it), or to a package."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.errors import KioskError
from kiosk.exchange import Problem


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """Raised anywhere in a request; becomes the answer."""

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.problem = Problem(code=code, detail=detail)
        self.headers = dict(headers or {})


class UnacceptableError(KioskError):
    """The package will not be taken. `code` begins the reason that the kiosk's staff read, `cause` is the sentence."""
