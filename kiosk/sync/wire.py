"""One kept-alive HTTP session to one portal, and what each answer means. Redirects are not followed: the token goes nowhere else."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from socket import IPPROTO_TCP, SO_KEEPALIVE, SOL_SOCKET, TCP_CONGESTION, TCP_NODELAY
from typing import Any, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from pydantic import BaseModel, ValidationError
from requests.adapters import HTTPAdapter

from kiosk.errors import PortalError
from kiosk.exchange import Problem
from kiosk.sync.errors import Conflict, LockedOut, NotOurPortal, Refused, TryLater

Model = TypeVar("Model", bound=BaseModel)
CONNECT = 10.0
"""A portal that does not take a connection within this is out of reach [s]."""
MOST_BODY = 4 * 1024 * 1024
"""No message is larger; a page that is, is no message [bytes]."""
MOST_RETRY_AFTER = 3600.0
_BUSY = frozenset({408, 425, 429, 502, 503, 504})
_ALLOWED = Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control")


class Answer:
    """A 2xx answer, read whole."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def read(self, model: type[Model]) -> Model:
        """Raises NotOurPortal when the body is no such message."""
        kind = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
        try:
            if kind == "application/json":
                return model.model_validate_json(self.body)
        except ValidationError:
            pass
        raise NotOurPortal("portal.not_ours", cause=f"{kind or 'an untyped body'} that is no {model.__name__}")


class Wire:
    def __init__(self, base: str, *, token: str = "", ca_file: str = "", timeout: float, now: Callable[[], datetime]) -> None:
        """`base`: the portal's address without a slash at the end. Raises PortalError("portal.ca_file")."""
        self.base = base
        self._timeout = timeout
        self._now = now
        self._verify = _authorities(ca_file)
        self._session = requests.Session()
        self._session.headers["Accept"] = "application/json"
        # An explicit auth, so that a .netrc cannot put another one in its place.
        self._session.auth = _Bearer(token)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, _Adapter())

    def close(self) -> None:
        self._session.close()

    def send(
        self,
        method: str,
        address: str,
        *,
        expect: tuple[int, ...],
        message: BaseModel | None = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, int] | None = None,
    ) -> Answer:
        """Raises TryLater, NotOurPortal, LockedOut, Refused or Conflict for everything but the expected."""
        headers = dict(headers or {})
        if message is not None:
            data = message.model_dump_json().encode()
            headers["Content-Type"] = "application/json"
        try:
            try:
                return self._ask(method, address, expect, data, headers, params)
            except requests.ConnectionError as error:
                # A kept-alive connection may be closed by the other side in the very moment when it is used again.
                if method not in ("GET", "PUT", "HEAD") or not _was_cut(error):
                    raise
            return self._ask(method, address, expect, data, headers, params)
        except (requests.RequestException, OSError, UnicodeError) as error:
            raise _complaint(error) from None

    def own_address(self, location: str, relative_to: str) -> str:
        """An address that the portal gave, when it is the portal's own. Raises NotOurPortal."""
        ours, theirs = urlsplit(self.base), urlsplit(urljoin(relative_to, location))
        # A portal that does not know that its proxy speaks TLS names its own host with http.
        ports = {_port(ours), 80 if _port(ours) == 443 else _port(ours)}
        if theirs.scheme not in ("http", "https") or theirs.hostname != ours.hostname or _port(theirs) not in ports:
            raise NotOurPortal("portal.not_ours", cause="it sends the upload to another host")
        return theirs._replace(scheme=ours.scheme, netloc=ours.netloc).geturl()

    def _ask(
        self,
        method: str,
        address: str,
        expect: tuple[int, ...],
        data: bytes | None,
        headers: Mapping[str, str],
        params: Mapping[str, int] | None,
    ) -> Answer:
        with self._session.request(
            method,
            address,
            params=params,
            data=data,
            headers=headers,
            timeout=(min(CONNECT, self._timeout), self._timeout),
            allow_redirects=False,
            verify=self._verify,
            stream=True,
        ) as response:
            body = self._body(response)
            if response.status_code in expect:
                return Answer(response.status_code, response.headers, body)
            raise self._refusal(method, response, body)

    def _body(self, response: requests.Response) -> bytes:
        # Read in pieces: a server that drips for ever, or a page without an end, must not hold the loop.
        end = time.monotonic() + self._timeout
        body = bytearray()
        for piece in response.iter_content(64 * 1024):
            body += piece
            if len(body) > MOST_BODY:
                raise NotOurPortal("portal.not_ours", cause="an answer too long for any message")
            if time.monotonic() > end:
                raise TryLater("portal.unreachable", cause="an answer that does not end", whole=True)
        return bytes(body)

    def _refusal(self, method: str, response: requests.Response, body: bytes) -> PortalError:
        status = response.status_code
        cause = f"{method} answered with {status}"
        problem = _problem(response, body)
        if status in (401, 403) and method == "HEAD":
            # Has no body that could tell why: the next request will.
            return TryLater("portal.busy", cause=cause, whole=True)
        if status == 401 and problem is not None:
            return LockedOut("portal.token", cause=cause)
        if status == 403 and problem is not None and problem.code == "revoked":
            return LockedOut("portal.revoked", cause=cause)
        if status in _BUSY or (status >= 500 and status != 511):
            return TryLater("portal.busy", cause=cause, whole=status in _BUSY, after=self._retry_after(response))
        if 400 <= status < 500 and (problem is not None or method == "HEAD" or "Tus-Resumable" in response.headers):
            word, detail = (problem.code, problem.detail) if problem is not None else (str(status), "")
            kind, code = (Conflict, "portal.conflict") if status == 409 else (Refused, "portal.refused")
            return kind(code, cause=f"{cause} {word}", word=word, reason=detail[:400] or word)
        return NotOurPortal("portal.not_ours", cause="a redirect" if 300 <= status < 400 else cause)

    def _retry_after(self, response: requests.Response) -> float | None:
        text = response.headers.get("Retry-After", "").strip()
        if text.isascii() and text.isdecimal():
            return min(float(text), MOST_RETRY_AFTER)
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        wait = (at.replace(tzinfo=at.tzinfo or UTC) - self._now()).total_seconds()
        return min(max(wait, 0.0), MOST_RETRY_AFTER)


class _Bearer(requests.auth.AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Adapter(HTTPAdapter):
    """BBR where the kernel lets everybody choose it: on a link that loses 1 % it sends six times as fast as cubic (docs/decisions/0006)."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        options: list[tuple[int, int, int | bytes]] = [(IPPROTO_TCP, TCP_NODELAY, 1), (SOL_SOCKET, SO_KEEPALIVE, 1)]
        try:
            if "bbr" in _ALLOWED.read_text().split():
                options.append((IPPROTO_TCP, TCP_CONGESTION, b"bbr"))
        except OSError:
            pass
        super().init_poolmanager(*args, **kwargs, socket_options=options)


def _authorities(ca_file: str) -> str | bool:
    if ca_file:
        if not Path(ca_file).is_file():
            raise PortalError("portal.ca_file", cause=f"{ca_file}: there is no such file", file=ca_file)
        return ca_file
    # requests would take its own list instead of the system's, where an administrator adds a centre's authority.
    system = ssl.get_default_verify_paths()
    return system.cafile or system.capath or True


def _problem(response: requests.Response, body: bytes) -> Problem | None:
    try:
        return Problem.model_validate_json(body) if "json" in response.headers.get("Content-Type", "") else None
    except ValidationError:
        return None


def _complaint(error: Exception) -> PortalError:
    # Only the type is told: an error's text may quote headers.
    cause = type(error).__name__
    if isinstance(error, requests.exceptions.SSLError):
        certificate = "CertificateError" in str(error) or "CertVerificationError" in str(error)
        return NotOurPortal("portal.certificate" if certificate else "portal.not_ours", cause=cause)
    wrong = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema, UnicodeError)
    if isinstance(error, wrong):
        return NotOurPortal("portal.url", cause=cause)
    return TryLater("portal.unreachable", cause=cause, whole=True)


def _was_cut(error: requests.ConnectionError) -> bool:
    return "RemoteDisconnected" in repr(error) or "ConnectionResetError" in repr(error) or "BrokenPipeError" in repr(error)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
