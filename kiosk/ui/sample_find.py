"""Sample views of finding a procedure: what a real visit shows of the shipped catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from structlog.testing import capture_logs

from kiosk import texts
from kiosk.catalogue import Catalogue, load
from kiosk.clock import VIETNAM
from kiosk.settings import SHARE
from kiosk.texts import Language
from kiosk.ui.sample_parts import View
from kiosk.visit.state import Outside
from kiosk.visit.view import view
from kiosk.visit.visit import Visit

_PAGE = "https://dichvucong.gov.vn/thu-tuc/{code}"
_LICENCE = (("choose_procedure", {"code": "3.000347"}), ("choose_case", {"id": "motorbike"}))
_PLAYS: Mapping[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "procedures": (),
    "procedures-group": (("open_group", {"id": "kinh_doanh"}),),
    "procedures-agencies": (("open_group", {"id": "agency"}),),
    "procedures-found": (("search", {"text": "đăng ký"}),),
    "procedures-corrected": (("search", {"text": "ddooir giaays phesp"}),),
    "procedures-none": (("search", {"text": "xyzzy"}),),
    "cases": _LICENCE[:1],
    "needs": _LICENCE,
    "needs-browsing": _LICENCE,
    "needs-printed": _LICENCE,
    "needs-no_printer": _LICENCE,
}


@lru_cache(maxsize=4)
def find(language: Language) -> dict[str, View]:
    catalogue, said = load(SHARE / "catalogue"), texts.load()
    with capture_logs():
        return {name: _played(name, play, catalogue, said, language) for name, play in _PLAYS.items()}


def _played(name: str, play: tuple[tuple[str, dict[str, Any]], ...], catalogue: Catalogue, said: texts.Texts, language: Language) -> View:
    visit = Visit(
        catalogue,
        said,
        Outside(
            work=lambda _: None,
            cancel_scan=lambda: None,
            now=lambda: datetime(2026, 11, 23, 8, 41, tzinfo=VIETNAM),
            seconds=lambda: 0.0,
            new_id=lambda: "0" * 32,
        ),
        devices={"printer": name != "needs-no_printer"},
        procedure_page=_PAGE if name == "needs-no_printer" else "",
    )
    begun: tuple[tuple[str, dict[str, Any]], ...] = (("start", {"service": "browse"}), ("choose_language", {"language": language}))
    for action, values in (*begun, *play):
        visit.act(action, values)
    if name != "needs-browsing":
        visit.service = "file"
    if name == "procedures-found":
        visit.shown = 4
    if name == "needs-printed":
        visit.list_slip = "printed"
    whole = view(visit, centre="", sources=())
    if whole["screen"] != name.partition("-")[0]:
        raise RuntimeError(f"the play of {name} ends on {whole['screen']}")
    return {key: whole[key] for key in whole if key not in _OF_ALL}


_OF_ALL = frozenset(("screen", "language", "centre", "can_back", "help", "idle", "notice", "busy", "clock", "access", "staff", "service"))
"""What kiosk.ui.samples sets for every screen."""
