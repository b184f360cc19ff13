"""What goes between kiosk and portal on a stick, for a centre that has no network: sealed packages there, receipts back.

    kiosk-K01-20261122-093015/
        <dossier id>.age    a sealed package each
        manifest.json       Stamped of Manifest; written last, so an export that was cut short has none
        receipts.json       Stamped of Receipts, written by the portal

A stamp is an HMAC-SHA256 with the hash of the kiosk's token, which that kiosk and its portal alone know: whoever finds the stick can read
which procedures were filed and when, but can neither open a dossier, nor slip one in, nor make the kiosk let go of one.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.exchange import Announcement, MachineName, Receipt, Sha256

MANIFEST, RECEIPTS = "manifest.json", "receipts.json"
PACKAGE_SUFFIX = ".age"
MOST_ITEMS = 100_000


class _Carried(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Manifest(_Carried):
    """Which packages are on the stick, each as it would be announced."""

    machine: MachineName
    made_at: datetime
    """By the kiosk's clock."""
    items: Annotated[tuple[Announcement, ...], Field(max_length=MOST_ITEMS)]


class Receipts(_Carried):
    """What the portal has of each."""

    machine: MachineName
    portal: str
    made_at: datetime
    """By the portal's clock."""
    receipts: Annotated[tuple[Receipt, ...], Field(max_length=MOST_ITEMS)]


class Stamped(_Carried):
    """A message as text, and its stamp over that text."""

    machine: MachineName
    """Whose token made the stamp; told outside, so that the portal knows whose to try."""
    payload: str
    stamp: Sha256


Message = TypeVar("Message", Manifest, Receipts)


def token_hash(token: str) -> str:
    """The form in which a portal keeps a kiosk's token, or the code for one."""
    return hashlib.sha256(token.encode()).hexdigest()


def stamp(message: Manifest | Receipts, key: str) -> bytes:
    """The file's content. `key`: `token_hash`."""
    payload = message.model_dump_json()
    stamped = Stamped(machine=message.machine, payload=payload, stamp=_stamp(type(message).__name__, payload, key))
    return stamped.model_dump_json(indent=1).encode()


def read(content: bytes) -> Stamped | None:
    """None: it is no such file."""
    try:
        return Stamped.model_validate_json(content)
    except ValidationError:
        return None


def believe(stamped: Stamped, model: type[Message], key: str) -> Message | None:
    """None: it was stamped with another key, changed since, or is something else."""
    if not hmac.compare_digest(stamped.stamp, _stamp(model.__name__, stamped.payload, key)):
        return None
    try:
        message = model.model_validate_json(stamped.payload)
    except ValidationError:
        return None
    return message if message.machine == stamped.machine else None


def _stamp(kind: str, payload: str, key: str) -> str:
    return hmac.new(key.encode(), f"{kind}\n{payload}".encode(), hashlib.sha256).hexdigest()
