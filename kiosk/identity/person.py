"""The person who files, as far as a card or their own typing tells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Sex = Literal["Nam", "Nữ"]


class Person(BaseModel):
    """Who files. All text is NFC. Its repr and str show the masked number only, so that a log can never hold a person."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    number: str
    """12-digit personal identification number."""
    name: str
    born: date
    sex: Sex
    address: str
    old_number: str = ""
    """9-digit CMND number, or an older 12-digit one; empty when there is none."""
    issued: date | None = None
    extra: tuple[str, ...] = ()
    """Further fields of the QR code, whose meaning is not published."""
    source: Literal["qr", "typed"] = "typed"
    """A QR code is not signed: it saves typing and proves nothing (domain: CCCD, QR payload)."""

    @property
    def masked_number(self) -> str:
        """`077******234`: the first and the last three digits."""
        return f"{self.number[:3]}******{self.number[-3:]}"

    def __repr__(self) -> str:
        return f"Person({self.masked_number})"

    __str__ = __repr__

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        # What rich and pydantic's own printing use.
        yield "number", self.masked_number
