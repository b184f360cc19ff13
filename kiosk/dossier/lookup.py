"""The question "how does my dossier stand?", sealed like a dossier: number and last digits leave the visit's memory no other way."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import pyrage
from pydantic import ValidationError

from kiosk.dossier.package import PackageError
from kiosk.exchange import Lookup, LookupQuestion


def seal(question: LookupQuestion, recipients: Sequence[str]) -> Lookup:
    """`recipients`: the portal's public age keys."""
    if not recipients:
        raise ValueError("sealed for nobody")
    keys = [pyrage.x25519.Recipient.from_str(each) for each in recipients]
    return Lookup(question=base64.b64encode(pyrage.encrypt(question.model_dump_json().encode(), keys)).decode())


def unseal(lookup: Lookup, identities: Sequence[str]) -> LookupQuestion:
    """`identities`: the portal's secret age keys; one that fits is enough. Raises PackageError("package.sealed")."""
    try:
        sealed = base64.b64decode(lookup.question, validate=True)
        plain = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(each) for each in identities])
        return LookupQuestion.model_validate_json(plain)
    except (pyrage.DecryptError, binascii.Error, ValidationError) as error:
        # The message may quote what was asked.
        raise PackageError("package.sealed", cause=type(error).__name__) from None
