"""What the portal hands out signed: who it is, to which keys dossiers are sealed, its catalogue. Made once, at the start."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kiosk.catalogue import bundle
from kiosk.exchange import CatalogueBundle, Identity, RecipientList, sign
from kiosk.portal.database import Database
from kiosk.portal.tables import Publication


class Published:
    def __init__(
        self,
        database: Database,
        secret: str,
        name: str,
        recipients: Sequence[str],
        catalogue: Path | None,
        *,
        now: datetime,
    ) -> None:
        """`secret`: the signing key; `recipients`: public age keys, the current one first; `catalogue`: its folder; None: none is handed
        out. Raises CatalogueError.
        """
        self._secret = secret
        self._name = name
        self.recipient = recipients[0]
        """The current one."""
        self.recipients_version = hashlib.sha256("\n".join(recipients).encode()).hexdigest()[:16]
        issued_at = _since(database, "recipients", self.recipients_version, now)
        self.recipients = _text(RecipientList(issued_at=issued_at, recipients=tuple(recipients)), secret)
        """Body of the answer."""
        self.catalogue_version, self.catalogue = "", b""
        if catalogue is not None:
            files = bundle.read(catalogue)
            self.catalogue_version = bundle.version(files)
            issued_at = _since(database, "catalogue", self.catalogue_version, now)
            self.catalogue = _text(CatalogueBundle(version=self.catalogue_version, issued_at=issued_at, files=files), secret)

    def identity(self, nonce: str) -> bytes:
        return _text(Identity(nonce=nonce, portal=self._name), self._secret)


def _text(statement: Identity | RecipientList | CatalogueBundle, secret: str) -> bytes:
    return sign(statement, secret).model_dump_json().encode()


def _since(database: Database, kind: str, digest: str, now: datetime) -> datetime:
    """Since when this is what is handed out. A counter would go back when the database is restored from a back-up; the clock does not."""
    with database.writing() as session:
        known = session.get(Publication, kind, with_for_update=True)
        if known is None:
            known = Publication(kind=kind, digest=digest, issued_at=now)
            session.add(known)
        elif known.digest != digest:
            known.digest, known.issued_at = digest, now
        return known.issued_at
