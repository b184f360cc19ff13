"""What a visit asks of the store, for tests. Synthetic persons only."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from kiosk.dossier.draft import Draft, PageRef
from kiosk.identity import Person
from kiosk.store import Store

PERSON = Person(
    number="077098001234", name="Nguyễn Văn An", born=date(1998, 8, 15), sex="Nam", address="Số 1 Lê Lợi, Phường Vũng Tàu", source="qr"
)
OTHER = Person(number="077198005678", name="Trần Thị Bình", born=date(1998, 1, 1), sex="Nữ", address="Phường Vũng Tàu")


class Clock:
    """Ten in the morning in Vietnam, until somebody moves it; the machine was started a minute ago."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=7)))
        self.power = 60.0

    def __call__(self) -> datetime:
        return self.time

    def uptime(self) -> float:
        return self.power

    def later(self, **by: float) -> None:
        """Time goes by."""
        self.jump(**by)
        self.power += timedelta(**by).total_seconds()

    def jump(self, **by: float) -> None:
        """The clock is set, or was wrong."""
        self.time += timedelta(**by)

    def start_anew(self, **off: float) -> None:
        """The machine was switched off for so long."""
        self.jump(**off)
        self.power = 1.0


def an_id(number: int) -> str:
    return f"{number:032x}"


def draft(number: int = 1, person: Person = PERSON, **changes: object) -> Draft:
    at = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    values = {"id": an_id(number), "created_at": at, "person": person, "procedure_code": "1.001193", "case_id": "on_time"}
    return Draft.model_validate(values | changes)


def with_page(of: Draft, number: int, jpeg: bytes) -> tuple[Draft, str]:
    """The draft with one more page, and the page's id."""
    page = PageRef(id=an_id(number), sha256=hashlib.sha256(jpeg).hexdigest(), width=1654, height=2339, dpi=200)
    row = of.row("birth_note")
    return of.model_copy(update={"rows": {**of.rows, "birth_note": row.model_copy(update={"pages": (*row.pages, page)})}}), page.id


def submit(store: Store, of: Draft, sealed: bytes = b"age-encryption.org/v1 sealed", machine: str = "K01") -> Draft:
    """As the visit does it when the resident has said so."""
    store.drafts.save(of)
    number = store.drafts.begin_submission(of.id, machine)
    numbered = of.model_copy(update={"temporary_number": number})
    at = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    store.drafts.finish_submission(numbered, sealed, hashlib.sha256(sealed).hexdigest(), at)
    return numbered


def every_file(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]
