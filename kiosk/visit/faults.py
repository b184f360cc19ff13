"""Faults as screens: for each code of a device or of the portal its picture and the ways on. Its sentence is `error.<code>` of the texts.

Every code that a device or the portal's side raises stands here (tests/visit/test_faults.py reads them out of the code).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Picture = Literal[
    "jam",
    "cover",
    "feeder",
    "page",
    "glass",
    "plug",
    "clock",
    "scanner",
    "reader",
    "paper",
    "printer_cover",
    "printer",
    "network",
    "lock",
    "warning",
]
"""What kiosk/ui/qml/controls/FaultPicture.qml can draw."""
Way = Literal["retry", "other_source", "type", "glass", "photo", "goes_on", "officer", "technician"]
"""retry: the same again; other_source: another way of scanning; type: by hand; glass: the card on the glass; photo: photograph the code on
the screen; goes_on: nothing to do, it goes on by itself; officer and technician: who must act."""


@dataclass(frozen=True)
class Fault:
    picture: Picture
    ways: tuple[Way, ...]


_AGAIN = Fault("clock", ("retry", "other_source", "officer"))
_LATER = Fault("network", ("goes_on",))
_SETUP = Fault("lock", ("technician",))

FAULTS: dict[str, Fault] = {
    "scanner.busy": _AGAIN,
    "scanner.hung": _AGAIN,
    "scanner.crashed": _AGAIN,
    # A double feed is a jam, too: SANE has one word for both, and no scanner says more.
    "scanner.jam": Fault("jam", ("retry", "other_source", "officer")),
    "scanner.cover": Fault("cover", ("retry", "officer")),
    "scanner.empty": Fault("feeder", ("retry", "other_source")),
    "scanner.cut": Fault("page", ("retry", "other_source")),
    "scanner.link": Fault("plug", ("retry", "officer")),
    "scanner.absent": Fault("plug", ("retry", "officer")),
    "scanner.failed": Fault("scanner", ("retry", "other_source", "officer")),
    "scanner.source": Fault("glass", ("other_source", "officer")),
    "scanner.option": Fault("scanner", ("officer",)),
    "reader.absent": Fault("reader", ("glass", "type")),
    "reader.failed": Fault("reader", ("glass", "type")),
    "printer.paper_out": Fault("paper", ("photo", "officer")),
    "printer.cover": Fault("printer_cover", ("photo", "officer")),
    "printer.offline": Fault("printer", ("photo", "officer")),
    "printer.absent": Fault("plug", ("photo", "officer")),
    "printer.failed": Fault("printer", ("photo", "officer")),
    "portal.unreachable": _LATER,
    "portal.busy": _LATER,
    "portal.upload_lost": _LATER,
    "portal.not_ours": _SETUP,
    "portal.other": _SETUP,
    "portal.certificate": Fault("clock", ("technician",)),
    "portal.ca_file": _SETUP,
    "portal.key": _SETUP,
    "portal.url": _SETUP,
    "portal.proxy": _SETUP,
    "portal.proxy_password": _SETUP,
    "portal.token": _SETUP,
    "portal.revoked": _SETUP,
    "kiosk.not_enrolled": _SETUP,
    "store.no_key": _SETUP,
    "store.key_bound": _SETUP,
    "portal.refused": Fault("warning", ("officer",)),
    "portal.conflict": Fault("warning", ("officer",)),
}
UNKNOWN = Fault("warning", ("retry", "officer"))


def fault(code: str) -> Fault:
    """Of a code that is no device's and not the portal's, such as a full disk: a warning, try again, call an officer."""
    return FAULTS.get(code, UNKNOWN)
