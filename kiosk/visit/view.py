"""The public state: what VIEW.md promises to the screens, as one map of plain values. The screen is a function of it."""

from __future__ import annotations

from typing import Any

from kiosk.devices.contract import Source
from kiosk.visit.chart import BACK
from kiosk.visit.faults import fault
from kiosk.visit.identify import PERSON_FIELDS
from kiosk.visit.view_besides import BesidesViewer
from kiosk.visit.view_staff import StaffViewer, offered
from kiosk.visit.visit import Visit

STEPS = {
    "card": 1, "card_glass": 1, "person": 1, "confirm": 1, "resume": 1, "procedures": 2, "cases": 2, "needs": 2,
    "papers": 3, "scanning": 3, "scan_fault": 3, "pages": 3, "board": 3, "form": 4, "receiving": 4, "fee": 4,
    "review": 5, "submitting": 5,
}  # fmt: skip
"""How far a filing is; the other screens show no progress."""


def view(visit: Visit, *, centre: str, sources: tuple[Source, ...]) -> dict[str, Any]:
    """The whole view. `centre`: its name in the visit's language; `sources`: what the scanner can take, feeder first."""
    return _Viewer(visit, sources).whole(centre)


class _Viewer(BesidesViewer):
    def whole(self, centre: str) -> dict[str, Any]:
        visit = self.visit
        screen = visit.screen
        notice = visit.notice
        return {
            "screen": screen,
            "language": self.language,
            "centre": centre,
            "step": {"index": 0 if visit.service in ("browse", "supplement") else STEPS.get(screen, 0), "count": 5},
            "can_back": screen in BACK,
            "help": visit.help,
            "idle": {"asking": visit.seconds_left is not None, "seconds": visit.seconds_left or 0},
            "notice": notice if isinstance(notice, str) else self.error(notice),
            "busy": screen in ("scanning", "submitting"),
            "clock": f"{visit.clock():%H:%M}",
            "access": {**vars(visit.access), "voice": self.presence("voice"), "headphones": self.presence("headphones")},
            "staff": StaffViewer(visit).whole(),
            **self.of_screen(screen),
        }

    def of_screen(self, screen: str) -> dict[str, Any]:
        match screen:
            case "consent":
                return self.consent()
            case "needs":
                return self.needs()
            case "receiving":
                return self.receiving()
            case "fee":
                return self.fee()
            case "track":
                return self.track()
            case "tracked":
                return self.tracked()
            case "ticket":
                return self.ticket()
            case "rating":
                return self.rating()
            case "attract":
                return {name: self.presence(name) for name in ("printer", "scanner")} | offered(self.visit)
            case "out_of_service":
                problem = self.visit.problem
                return {
                    "reason": self.visit.texts.error("vi", problem) if problem is not None else "",
                    "picture": fault(problem.code if problem is not None else "").picture,
                }
            case "card":
                return {
                    "reader": self.presence("reader"),
                    "problem": self.error(self.visit.problem),
                    "glass": "flatbed" in self.sources,
                }
            case "card_glass":
                return {"scanning": self.visit.glass_busy, "problem": self.error(self.visit.problem)}
            case "person":
                return {"fields": [self.person_field(name) for name in PERSON_FIELDS]}
            case "confirm":
                return {"person": self.person(), "from_card": self.visit.from_card}
            case "resume":
                return self.resume()
            case "procedures":
                return self.procedures()
            case "cases":
                return self.cases()
            case "papers":
                return self.papers()
            case "scanning":
                return self.scanning()
            case "scan_fault":
                return self.scan_fault()
            case "pages":
                return self.pages()
            case "board":
                return self.board()
            case "form":
                return self.form()
            case "review":
                return self.review()
            case "submitted":
                return self.submitted()
            case "goodbye":
                return {"seconds": self.visit.goodbye_seconds(), "sentence": self.say("visit.goodbye")}
            case "failsafe":
                return {"reference": self.visit.reference, "seconds": self.visit.goodbye_seconds()}
            case _:
                return {}

    # Parts

    def resume(self) -> dict[str, Any]:
        kept = self.visit.kept
        if kept is None:
            return {"procedure": "", "submitted": False, "number": ""}
        procedure = self.visit.catalogue.procedure(kept.procedure_code)
        return {
            "procedure": procedure.short.to(self.language),
            "submitted": self.visit.kept_submitted,
            "number": kept.temporary_number or "",
        }
