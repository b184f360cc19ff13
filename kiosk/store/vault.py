"""Sealing on the kiosk: each draft has a key of its own, wrapped by the kiosk's key. Forgetting a draft is deleting its key.

AES-256-GCM from `cryptography`; the name of what is sealed goes in as associated data, so that one thing cannot stand in for another.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.disk import make_folder, make_once, sync_folder
from kiosk.errors import StoreError

_NONCE = 12
KEY_BYTES = 32


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def seal(key: bytes, content: bytes, name: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, name.encode())


def unseal(key: bytes, sealed: bytes, name: str) -> bytes:
    """Raises StoreError("store.damaged") when key, name or a single byte is not the one it was sealed with."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
    except (InvalidTag, ValueError):
        raise StoreError("store.damaged", cause=f"{name.split(':')[0]} does not open") from None


CREDENTIAL = "kiosk.key"
"""The key's name among systemd's credentials."""


def key_file(folder: Path) -> Path:
    """Where the key of a state folder is, as long as it is a file."""
    return folder / "keys" / "kiosk.key"


def credential() -> Path | None:
    """The key as systemd hands it to the service, unlocked by the machine's TPM or host key (`kiosk key bind`); None: it does not."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    file = Path(folder, CREDENTIAL) if folder else None
    return file if file is not None and file.is_file() else None


def bound_mark(file: Path) -> Path:
    """Is there when the key was bound to the machine: then none may be made in its place."""
    return file.with_name(file.name + ".bound")


class Vault:
    """The kiosk's own key: a systemd credential, or a file that only the visit's user may read."""

    def __init__(self, file: Path, *, given: Path | None = None) -> None:
        """Read the key, or make one at the first start. `given`: it is there, and not in `file`. Raises StoreError."""
        try:
            if given is None:
                make_folder(file.parent, mode=0o700)
                if not file.exists():
                    if bound_mark(file).exists():
                        raise StoreError("store.key_bound", cause="the key is a systemd credential, and this process was not given it")
                    _make(file)
            self._key = (given or file).read_bytes()
        except OSError as error:
            raise StoreError("store.open", cause=f"the kiosk's key: {error.strerror}") from None
        # Nothing but zeros: `kiosk key bind` was cut while it took the file away.
        if len(self._key) != KEY_BYTES or not any(self._key):
            raise StoreError("store.damaged", cause="the kiosk's key is no key")

    def wrap(self, key: bytes, name: str) -> bytes:
        return seal(self._key, key, f"key:{name}")

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        return unseal(self._key, wrapped, f"key:{name}")

    def owner(self, personal_number: str) -> str:
        """A keyed hash: says whether it is the same card, and to nobody else which one."""
        return hmac.new(self._key, b"owner:" + personal_number.encode(), hashlib.sha256).hexdigest()

    def claim(self, dossier_id: str, digits: str) -> str:
        """A keyed hash: says whether these are the last digits of whose dossier it is. Without the key, ten thousand tries tell nothing."""
        return hmac.new(self._key, f"claim:{dossier_id}:{digits}".encode(), hashlib.sha256).hexdigest()


def _make(file: Path) -> None:
    make_once(file, new_key(), mode=0o600)
    # What it wraps must not outlive it: a power cut would leave drafts that nobody can open.
    sync_folder(file.parent.parent)
