"""What a dossier costs, and the VietQR that a banking app reads: an EMVCo merchant-presented code with NAPAS' template (Bank A/C)."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalogue.models import Exemption, Fee, Procedure
from kiosk.texts import plain

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
_DONG = "704"
MOST_PURPOSE = 25
"""Characters of the transfer's text: what every bank takes."""


@dataclass(frozen=True)
class Due:
    amount: int | None
    """In đồng; None: nobody knows it here, the counter tells."""
    fee: Fee | None
    """The line of the catalogue that applies to what is filed online."""
    exemption: Exemption | None
    """That the resident claims."""


def due(procedure: Procedure, claimed: str) -> Due:
    """What is to be paid for a dossier that is filed online. `claimed`: id of an exemption, or empty."""
    fee = next((fee for channel in ("online", "any") for fee in procedure.fees if fee.channel == channel), None)
    exemption = next((one for one in procedure.exemptions if one.id == claimed), None)
    if exemption is not None:
        return Due(exemption.amount, fee, exemption)
    return Due(fee.amount if fee is not None else None, fee, None)


@dataclass(frozen=True)
class Account:
    """The centre's."""

    bank: str
    """Its BIN at NAPAS: 6 digits."""
    number: str
    name: str
    """Of the holder, as the resident's bank will show it."""


def viet_qr(account: Account, amount: int, purpose: str) -> str:
    """The text of the QR code. `amount` in đồng; `purpose` loses its diacritics and what is over 25 characters."""
    receiver = _field("00", account.bank) + _field("01", account.number)
    merchant = _field("00", _NAPAS) + _field("01", receiver) + _field("02", _TO_ACCOUNT)
    text = "".join(ch if ch.isascii() and (ch.isalnum() or ch == " ") else " " for ch in plain(purpose))[:MOST_PURPOSE].strip()
    body = (
        _field("00", "01")
        + _field("01", "12")  # for one payment: it has an amount
        + _field("38", merchant)
        + _field("53", _DONG)
        + _field("54", str(amount))
        + _field("58", "VN")
        + (_field("62", _field("08", text)) if text else "")
        + "6304"
    )
    return body + f"{_crc(body.encode()):04X}"


def reference(dossier_id: str) -> str:
    """What the transfer says, so that the money finds its dossier: nothing of the person."""
    return f"HS {dossier_id[:12].upper()}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _crc(data: bytes) -> int:
    """CRC-16/CCITT-FALSE, as EMVCo asks for."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc
