"""Drafts and their pages, sealed. Only the visit's process can open them; nothing of a person is in the database in clear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from kiosk import disk
from kiosk.dossier import numbers
from kiosk.dossier.draft import Draft
from kiosk.errors import StoreError
from kiosk.store import lived
from kiosk.store import vault as sealing
from kiosk.store.database import NUMBERS_FROM, Database, write_durably
from kiosk.store.lookups import Claims
from kiosk.store.outbox import Outbox
from kiosk.store.sidecars import Intent, Intents
from kiosk.store.vault import Vault

State = Literal["open", "submitting", "submitted"]


@dataclass(frozen=True)
class KeptDraft:
    draft: Draft
    state: State


class Drafts:
    """Each method that changes something has it on the disk when it returns."""

    def __init__(self, database: Database, vault: Vault, outbox: Outbox, claims: Claims, *, now: Callable[[], datetime]) -> None:
        self._db = database
        self._vault = vault
        self._outbox = outbox
        self._claims = claims
        self._now = now
        self._pages = database.folder / "pages"
        disk.make_folder(self._pages, mode=0o700)
        self._intents = Intents(database.folder / "intents")

    def save(self, draft: Draft) -> None:
        """Keep the draft as it is now; pages that it names no more are deleted. A submitted draft does not change."""
        with self._db.write():
            dropped = self._write(draft)
        self._drop_files(dropped)

    def keep_page(self, draft: Draft, page_id: str, jpeg: bytes) -> None:
        """Seal a page to the disk together with the draft, which names it already. The draft must have been saved before."""
        with self._db.write() as tables:
            write_durably(self._page_file(page_id), sealing.seal(self._key(draft.id), jpeg, f"page:{page_id}"))
            tables.conn.execute("INSERT INTO page (id, draft_id, kept_at) VALUES (?, ?, ?)", (page_id, draft.id, self._stamp()))
            dropped = self._write(draft)
        self._drop_files(dropped)

    def _write(self, draft: Draft) -> list[str]:
        """Within a transaction; returns the pages whose files may go once it is durable, and not before."""
        body = draft.model_dump_json().encode()
        named = {page.id for page in draft.pages()}
        owner = self._vault.owner(draft.person.number)
        with self._db.write() as tables:
            known = next(iter(tables["draft"].rows_where("id = ?", [draft.id], select="key, state")), None)
            if known is not None and known["state"] != "open":
                return []
            # Forgotten after it was submitted: a save that comes late must not bring it back, nor get it a second number.
            if known is None and self._outbox.get(draft.id) is not None:
                return []
            key = sealing.new_key() if known is None else self._vault.unwrap(known["key"], draft.id)
            sealed = sealing.seal(key, body, f"draft:{draft.id}")
            if known is None:
                wrapped, now = self._vault.wrap(key, draft.id), self._stamp()
                tables.conn.execute(
                    "INSERT INTO draft (id, state, owner, key, body, created_at, touched_at) VALUES (?, 'open', ?, ?, ?, ?, ?)",
                    (draft.id, owner, wrapped, sealed, now, now),
                )
            else:
                tables.conn.execute("UPDATE draft SET owner = ?, body = ? WHERE id = ?", (owner, sealed, draft.id))
            self._touch(draft.id)
            dropped = [row["id"] for row in tables["page"].rows_where("draft_id = ?", [draft.id], select="id") if row["id"] not in named]
            for page in dropped:
                tables.conn.execute("DELETE FROM page WHERE id = ?", (page,))
        return dropped

    def _drop_files(self, pages: list[str]) -> None:
        for page in pages:
            self._page_file(page).unlink(missing_ok=True)

    def page(self, draft_id: str, page_id: str) -> bytes:
        """The JPEG of a page. Raises StoreError."""
        try:
            sealed = self._page_file(page_id).read_bytes()
        except OSError as error:
            raise StoreError("store.read", cause=f"page: {error.strerror}") from None
        return sealing.unseal(self._key(draft_id), sealed, f"page:{page_id}")

    def of(self, personal_number: str) -> KeptDraft | None:
        """The latest draft of whoever holds this card, when there is one."""
        with self._db.read() as tables:
            owner = self._vault.owner(personal_number)
            row = next(iter(tables["draft"].rows_where("owner = ?", [owner], order_by="touched desc", limit=1, select="id")), None)
        return self.get(row["id"]) if row is not None else None

    def get(self, draft_id: str) -> KeptDraft | None:
        with self._db.read() as tables:
            row = next(iter(tables["draft"].rows_where("id = ?", [draft_id])), None)
        if row is None:
            return None
        key = self._vault.unwrap(row["key"], draft_id)
        body = sealing.unseal(key, row["body"], f"draft:{draft_id}")
        try:
            draft = Draft.model_validate_json(body)
        except ValidationError:
            # Its text would quote the person.
            raise StoreError("store.damaged", cause="a draft of another version of this program") from None
        if row["temporary_number"]:
            draft = draft.model_copy(update={"temporary_number": row["temporary_number"]})
        return KeptDraft(draft, row["state"])

    def begin_submission(self, draft_id: str, machine: str) -> str:
        """The resident said "submit": from now on the dossier will be sent, whatever happens. Returns its temporary number."""
        begun = False
        try:
            with self._db.write() as tables:
                row = next(iter(tables["draft"].rows_where("id = ?", [draft_id])), None)
                if row is None:
                    raise StoreError("store.read", cause="no such draft")
                if row["temporary_number"]:
                    known: str = row["temporary_number"]
                    return known
                number = self._next_number(machine)
                pages = tuple(each["id"] for each in tables["page"].rows_where("draft_id = ?", [draft_id], select="id"))
                begun = True
                # Before the row: a number that somebody may have seen outlives the database, and so does what it stands for.
                self._intents.put(
                    Intent.model_construct(
                        dossier_id=draft_id,
                        temporary_number=number,
                        owner=row["owner"],
                        key=row["key"],
                        body=row["body"],
                        pages=pages,
                        created_at=row["created_at"],
                    )
                )
                self._touch(draft_id)
                tables.conn.execute("UPDATE draft SET state = 'submitting', temporary_number = ? WHERE id = ?", (number, draft_id))
        except BaseException:
            if begun:
                # The resident is told that it did not work.
                self._intents.drop(draft_id)
            raise
        return number

    def _next_number(self, machine: str) -> str:
        # The day where the kiosk stands is the day on the slip.
        day = self._now().date()
        with self._db.write() as tables:
            last = next((row["last"] for row in tables["serial"].rows_where("day = ?", [day.isoformat()])), None)
            if last is None:
                last = int(self._db.mark(NUMBERS_FROM) or 0)
                tables.conn.execute("INSERT INTO serial (day, last) VALUES (?, ?)", (day.isoformat(), last + 1))
            else:
                tables.conn.execute("UPDATE serial SET last = ? WHERE day = ?", (last + 1, day.isoformat()))
        return numbers.temporary_number(machine, day, last + 1)

    def finish_submission(self, draft: Draft, sealed: bytes, sha256: str, submitted_at: datetime) -> None:
        """Put the sealed package on the disk and its row into the outbox. Repeating it after a crash does no harm."""
        if draft.temporary_number is None:
            raise StoreError("store.write", cause="a submission without a number")
        label = self._outbox.label(draft.id, draft.temporary_number, draft.procedure_code, sha256, len(sealed), submitted_at)
        if self._outbox.get(draft.id) is None:
            self._outbox.lay_down(label, sealed)
        with self._db.write() as tables:
            self._outbox.queue(label)
            self._claims.keep(draft.id, (draft.person.number, draft.owner.number))
            tables.conn.execute("UPDATE draft SET state = 'submitted' WHERE id = ?", (draft.id,))
            self._touch(draft.id)

    def unfinished_submissions(self) -> list[str]:
        """Ids of drafts whose submission a crash cut short."""
        with self._db.read() as tables:
            return [row["id"] for row in tables["draft"].rows_where("state = 'submitting'", select="id")]

    def forget(self, draft_id: str) -> None:
        """Delete a draft, its key and its pages for good. One that is being submitted stays until it is in the outbox."""
        if self._outbox.get(draft_id) is not None:
            self._intents.drop(draft_id)
        with self._db.write() as tables:
            pages = [row["id"] for row in tables["page"].rows_where("draft_id = ?", [draft_id], select="id")]
            if tables.conn.execute("DELETE FROM draft WHERE id = ? AND state <> 'submitting'", (draft_id,)).rowcount == 0:
                return
        self._drop_files(pages)
        self._db.wipe_log()

    def forget_older_than(self, minutes: float) -> int:
        """Forget the drafts that nobody came back for; returns how many. Also deletes page files that no draft names.

        Minutes during which the kiosk was powered on: its clock may have jumped meanwhile.
        """
        with self._db.write() as tables:
            limit = self._age().seconds - minutes * 60
            old = [row["id"] for row in tables["draft"].rows_where("lived <= ? AND state <> 'submitting'", [limit], select="id")]
        for draft_id in old:
            self.forget(draft_id)
        # As a writer: a page that another thread is keeping has its file before its row.
        with self._db.write() as tables:
            known = {row["id"] for row in tables["page"].rows_where(select="id")}
            for file in self._pages.iterdir():
                if file.name.split(".")[0] not in known:
                    file.unlink(missing_ok=True)
        # Also when there was nothing to forget: the last run may have been cut between deleting a key and this.
        self._db.wipe_log()
        return len(old)

    def _touch(self, draft_id: str) -> None:
        with self._db.write() as tables:
            tables.conn.execute(
                "UPDATE draft SET touched_at = ?, lived = ?, touched = 1 + (SELECT max(touched) FROM draft) WHERE id = ?",
                (self._stamp(), self._age().seconds, draft_id),
            )

    def _age(self) -> lived.Age:
        with self._db.write() as tables:
            return lived.tick(tables.conn, self._db.uptime(), self._now().date())

    def _key(self, draft_id: str) -> bytes:
        with self._db.read() as tables:
            row = next(iter(tables["draft"].rows_where("id = ?", [draft_id], select="key")), None)
        if row is None:
            raise StoreError("store.read", cause="no such draft")
        return self._vault.unwrap(row["key"], draft_id)

    def _page_file(self, page_id: str) -> Path:
        return self._pages / f"{page_id}.sealed"

    def _stamp(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="milliseconds")
