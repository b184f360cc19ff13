"""A portal that says what a test wants: signs with its own key, hands out what it is given. For what the real one would never say."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyrage
from pydantic import BaseModel

from kiosk import signed
from kiosk.exchange import CatalogueBundle, EventPage, HeartbeatAnswer, Identity, RecipientList, Signed, sign
from kiosk.store import StoredEnrolment
from tests.sync.machine import Machine
from tests.sync.strangers import Reply, Stranger, stranger

JSON = {"Content-Type": "application/json"}
NOT_FOUND: Reply = (404, JSON, b'{"code": "not_found"}')


@dataclass
class Played:
    secret: str = field(default_factory=signed.new_key)
    recipient: str = field(default_factory=lambda: str(pyrage.x25519.Identity.generate().to_public()))
    events: EventPage = field(default_factory=lambda: EventPage(events=(), next=0))
    recipients: Signed | None = None
    catalogue: Signed | None = None
    version: str = ""
    """Of the catalogue, as told in the heartbeat's answer."""
    ahead: float = 0.0
    """Its clock before ours [s]."""
    deaf: bool = False
    """Knows no heartbeat, as older ones."""
    beats: list[dict[str, object]] = field(default_factory=list)

    def hand_out_recipients(self, *recipients: str, issued_at: datetime, secret: str = "") -> None:
        self.recipients = sign(RecipientList(issued_at=issued_at, recipients=recipients), secret or self.secret)

    def hand_out_catalogue(self, files: dict[str, str], version: str, *, issued_at: datetime, secret: str = "") -> None:
        self.version = version
        self.catalogue = sign(CatalogueBundle(version=version, issued_at=issued_at, files=files), secret or self.secret)

    def reply(self, method: str, path: str) -> Reply:
        parts = urlsplit(path)
        match parts.path:
            case "/v1/identity":
                return _json(sign(Identity(nonce=parse_qs(parts.query)["nonce"][0], portal="p"), self.secret))
            case "/v1/events":
                return _json(self.events)
            case "/v1/heartbeat" if not self.deaf:
                recipients = str(hash(self.recipients)) if self.recipients else ""
                at = datetime.now(UTC) + timedelta(seconds=self.ahead)
                return _json(HeartbeatAnswer(at=at, catalogue=self.version, recipients=recipients))
            case "/v1/recipients" if self.recipients:
                return _json(self.recipients)
            case "/v1/catalogue" if self.catalogue:
                return _json(self.catalogue)
        return NOT_FOUND

    @contextlib.contextmanager
    def playing(self, machine: Machine) -> Iterator[Stranger]:
        """Plays, and has let `machine` in."""
        with stranger(self.reply) as told:
            self.let_in(machine, told.url)
            yield told

    def let_in(self, machine: Machine, url: str) -> None:
        key = signed.public_key(self.secret)
        machine.enrolments.save(
            StoredEnrolment(url=url, portal="p", machine=machine.name, recipient=self.recipient, signing_key=key), "token"
        )


def _json(message: BaseModel) -> Reply:
    return 200, JSON, json.dumps(message.model_dump(mode="json")).encode()
