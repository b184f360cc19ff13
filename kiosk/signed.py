"""What the portal signs and kiosks believe: Ed25519 over the exact text, together with the kind of statement that it is.

Keys are 32 raw bytes in Base64. The kind goes into what is signed, so that one statement cannot stand in for another.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def new_key() -> str:
    """A secret key."""
    return _text(Ed25519PrivateKey.generate().private_bytes_raw())


def public_key(secret: str) -> str:
    """Raises ValueError when `secret` is no key."""
    return _text(_secret(secret).public_key().public_bytes_raw())


def sign(secret: str, kind: str, payload: str) -> str:
    return _text(_secret(secret).sign(_signed(kind, payload)))


def is_signed(public: str, kind: str, payload: str, signature: str) -> bool:
    """Whether the holder of `public` has said this. False also when key or signature are none."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), _signed(kind, payload))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _secret(text: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))


def _signed(kind: str, payload: str) -> bytes:
    return f"kiosk-motcua {kind}\n".encode() + payload.encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
