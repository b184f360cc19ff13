"""One kept-alive HTTP session to one portal, and what each answer means. Redirects are not followed: the token goes nowhere else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from pydantic import BaseModel, ValidationError

from kiosk.errors import PortalError
from kiosk.exchange import Problem
from kiosk.sync.errors import Conflict, LockedOut, NotOurPortal, Refused, TryLater
from kiosk.sync.line import Line
from kiosk.sync.sockets import FAST, Adapter, is_losing, unleash

Model = TypeVar("Model", bound=BaseModel)
MOST_BODY = 4 * 1024 * 1024
"""No message is larger; a page that is, is no message [bytes]."""
MOST_RETRY_AFTER = 3600.0
_BUSY = frozenset({408, 425, 429, 502, 503, 504})


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


class Piece:
    """Bytes of a file as the body of a request, paid for block by block. Any number of threads may read pieces of one file."""

    def __init__(self, file: int, begin: int, size: int, pay: Callable[[int], None]) -> None:
        """`file`: descriptor."""
        self._file = file
        self._at = begin
        self._end = begin + size
        self._pay = pay

    def __len__(self) -> int:
        return self._end - self._at

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(16 * 1024):
            yield block

    def read(self, size: int) -> bytes:
        block = os.pread(self._file, min(size, self._end - self._at), self._at)
        self._at += len(block)
        self._pay(len(block))
        return block


class Wire:
    def __init__(self, base: str, *, line: Line, token: str = "", now: Callable[[], datetime]) -> None:
        """`base`: the portal's address without a slash at the end."""
        self.base = base
        self.line = line
        self.losing = False
        """Whether the connection that carried the last piece loses packets and slows down for it."""
        self._now = now
        self._token = token
        self._session = requests.Session()
        # Proxy, authorities and passwords are what our settings say, not what the environment of a service happens to hold.
        self._session.trust_env = False
        self._session.proxies = {"http": line.proxy, "https": line.proxy} if line.proxy else {}
        self._session.verify = line.verify
        self._session.headers["Accept"] = "application/json"
        self._session.auth = _Bearer(token)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, Adapter(line))

    def another(self) -> Wire:
        """A further connection to the same portal."""
        return Wire(self.base, line=self.line, token=self._token, now=self._now)

    def close(self) -> None:
        self._session.close()

    def send(
        self,
        method: str,
        address: str,
        *,
        expect: tuple[int, ...],
        message: BaseModel | None = None,
        data: bytes | Piece | None = None,
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
        data: bytes | Piece | None,
        headers: Mapping[str, str],
        params: Mapping[str, int] | None,
    ) -> Answer:
        size, began = len(data) if data is not None else 0, time.monotonic()
        with self._session.request(
            method,
            address,
            params=params,
            data=data,
            headers=headers,
            timeout=(self.line.send, self.line.answer(size)),
            allow_redirects=False,
            stream=True,
        ) as response:
            if isinstance(data, Piece):
                self._look_at(response, size / max(time.monotonic() - began, 1e-6))
            body = self._body(response)
            if response.status_code in expect:
                return Answer(response.status_code, response.headers, body)
            raise self._refusal(method, response, body)

    def _look_at(self, response: requests.Response, rate: float) -> None:
        """The answer came, so the kernel knows how the piece went. `rate` in bytes/s."""
        connection = getattr(response.raw.connection, "sock", None)
        self.losing = connection is not None and is_losing(connection)
        if connection is not None and rate > FAST:
            unleash(connection)

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        for part in response.iter_content(64 * 1024):
            body += part
            if len(body) > MOST_BODY:
                raise NotOurPortal("portal.not_ours", cause="an answer too long for any message")
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
        if status == 407:
            return TryLater("portal.proxy", cause=cause, whole=True)
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
        at, sent = _date(text), _date(response.headers.get("Date", ""))
        # By the clock of whoever named the date: ours may be years off.
        return min(max((at - (sent or self._now())).total_seconds(), 0.0), MOST_RETRY_AFTER) if at else None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)


class _Bearer(requests.auth.AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


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
    if isinstance(error, requests.exceptions.ProxyError):
        return TryLater("portal.proxy", cause=cause, whole=True)
    wrong = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema, UnicodeError)
    if isinstance(error, wrong):
        return NotOurPortal("portal.url", cause=cause)
    return TryLater("portal.unreachable", cause=cause, whole=True)


def _was_cut(error: requests.ConnectionError) -> bool:
    return "RemoteDisconnected" in repr(error) or "ConnectionResetError" in repr(error) or "BrokenPipeError" in repr(error)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
