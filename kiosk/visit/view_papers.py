"""What the screens of the papers are told: rows, scanning, pages, the board."""

from __future__ import annotations

from typing import Any

from kiosk.catalogue import Component
from kiosk.devices.contract import Source
from kiosk.dossier import stack
from kiosk.dossier.checklist import Checklist, RowVerdict, Verdict, check
from kiosk.errors import KioskError
from kiosk.visit.faults import fault
from kiosk.visit.sheets import Sheets
from kiosk.visit.visit import Visit

MOST_STREAMED = 12
"""Pictures on the screen while the feeder runs: the last ones."""


class PapersViewer:
    def __init__(self, visit: Visit, sources: tuple[Source, ...]) -> None:
        self.visit = visit
        self.sources = list(sources)
        self.language = visit.language

    def say(self, key: str, **values: object) -> str:
        return self.visit.texts.say(self.language, key, **values)

    def error(self, error: KioskError | None) -> str:
        return self.visit.texts.error(self.language, error) if error is not None else ""

    def presence(self, device: str) -> str:
        known = self.visit.devices.get(device)
        return "unknown" if known is None else "ready" if known else "absent"

    def reason_asked(self, reason: str) -> str:
        """Why an officer asks for a paper; a newer portal's word is said in general."""
        key = f"supplement.{reason}"
        return self.say(key if key in self.visit.texts.all(self.language) else "supplement.other")

    def checklist(self) -> Checklist:
        return check(self.visit.case_or_fail, self.visit.draft_or_fail)

    def rows(self, checklist: Checklist) -> list[dict[str, Any]]:
        return [self.row(position, row) for position, row in enumerate(checklist.rows, start=1)]

    def row(self, position: int, row: RowVerdict) -> dict[str, Any]:
        component = row.component
        given = self.visit.draft_or_fail.row(component.id)
        scanned = component.kind != "form"
        supplements = self.visit.draft_or_fail.supplements
        asked = supplements.reason(component.id) if supplements is not None else ""
        return {
            "id": component.id,
            "position": position,
            "name": component.name.to(self.language),
            "copies": self.say(f"copies.{component.copies}") if scanned else "",
            "hint": component.hint.to(self.language) if component.hint else "",
            "kind": component.kind,
            "required": component.required,
            "verdict": row.verdict.value,
            "verdict_text": self.say(f"verdict.word.{row.verdict.value}" if row.reason != "not_needed" else "verdict.word.optional"),
            "reason": self.say(f"verdict.{row.reason}", count=len(given.pages)),
            "asked": self.say("supplement_sent.asked", reason=self.reason_asked(asked)) if asked else "",
            "pages": len(given.pages),
            "not_at_hand": given.not_at_hand,
            "reference": "" if component.verified else self.say("fact.reference"),
            "sources": self.sources_for(component) if scanned else [],
        }

    def sources_for(self, component: Component) -> list[Source]:
        """Where the scanner can take this paper, its best place first."""
        return sorted(self.sources, key=lambda source: (source == "flatbed") != component.on_glass)

    def next_source(self, following: Component) -> Source:
        """A card goes onto the glass, and after a card a sheet into the feeder; otherwise where the last one was."""
        best, present = self.sources_for(following)[0], self.visit.row
        changes = following.on_glass or (present is not None and present.on_glass)
        return best if changes or self.visit.source not in self.sources else self.visit.source

    def papers(self) -> dict[str, Any]:
        checklist = self.checklist()
        missing = self.visit.missing_papers()
        # The form comes after the papers: it must not frighten anybody here.
        papers = [row.verdict for row in checklist.rows if row.component.kind != "form"]
        whole = Verdict.MISSING if missing else Verdict.OFFICER if Verdict.OFFICER in papers else Verdict.COMPLETE
        return {
            **self.titles(),
            "rows": self.rows(checklist),
            "whole": whole.value,
            "whole_text": self.say(f"papers.whole_{whole.value}", count=missing),
            "scanner": self.presence("scanner"),
            "can_continue": self.visit.papers_done(),
            "form_next": bool(self.visit.case_or_fail.form),
            "missing": missing,
            "can_stack": "feeder" in self.sources and len(papers) > 1,
            "unsorted": len(self.visit.draft_or_fail.stack),
        }

    def titles(self) -> dict[str, str]:
        procedure, answering = self.visit.procedure, self.visit.answering
        return {
            "procedure": procedure.short.to(self.language) if procedure else "",
            "case": self.visit.case_or_fail.name.to(self.language)
            if answering is None
            else self.say("supplement_sent.title", code=answering.code),
        }

    def row_name(self) -> str:
        return self.visit.row.name.to(self.language) if self.visit.row else self.say("visit.stack_name")

    def scanning(self) -> dict[str, Any]:
        visit = self.visit
        if visit.scan_phase == "feeding":
            sentence = self.say("visit.scan_feeding", count=visit.scanned)
        elif visit.scan_phase in ("ending", "sorting"):
            sentence = self.say(f"visit.scan_{visit.scan_phase}")
        else:
            sentence = self.say("visit.scan_stack" if visit.scanning_stack else f"visit.scan_{visit.source}")
        return {
            "row": self.row_name(),
            "source": visit.source,
            "pages": visit.scanned,
            "phase": visit.scan_phase,
            "sentence": sentence,
            "images": [f"image://page/{page}/small/0" for page in visit.received[-MOST_STREAMED:]],
        }

    def scan_fault(self) -> dict[str, Any]:
        visit = self.visit
        known = fault(visit.problem.code if visit.problem is not None else "")
        return {
            "row": self.row_name(),
            "row_id": visit.row.id if visit.row else "",
            "sentence": self.error(visit.problem),
            "picture": known.picture,
            "ways": list(known.ways),
            "pages": visit.scanned,
            "sources": [source for source in self.sources if source != visit.source] if visit.row else [],
            "can_sort": visit.scanning_stack and bool(visit.draft_or_fail.stack),
        }

    def pages(self) -> dict[str, Any]:
        visit = self.visit
        row_id = visit.row.id if visit.row else ""
        rows = self.rows(self.checklist())
        given = visit.draft_or_fail.row(row_id)
        sheets, following = Sheets(visit), visit.next_row()
        return {
            "row": next((row for row in rows if row["id"] == row_id), {}),
            "pages": sheets.of_row(given),
            "sources": self.sources_for(visit.row) if visit.row else [],
            "undo": visit.removed is not None,
            "next": following.name.to(self.language) if following is not None and self.sources else "",
            "next_source": self.next_source(following) if following is not None and self.sources else "",
            "complete": bool(given.pages) and visit.papers_done(),
            **sheets.zoom(),
        }

    def board(self) -> dict[str, Any]:
        visit = self.visit
        loose, sheets = visit.draft_or_fail.stack, Sheets(visit)
        unsure, unsorted = stack.unsure_rows(loose), stack.at(loose, stack.UNSORTED)
        still_open = "unsorted" if unsorted else "unsure" if unsure else "none"
        return {
            "rows": [
                {
                    **{key: row[key] for key in ("id", "position", "name", "required")},
                    "filed": row["pages"],
                    "pages": sheets.loose(stack.at(loose, row["id"])),
                    "unsure": row["id"] in unsure,
                    "why": self.why(stack.at(loose, row["id"])),
                }
                for row in self.rows(self.checklist())
                if row["kind"] != "form"
            ],
            "unsorted": sheets.loose(unsorted),
            "aside": sheets.loose(stack.at(loose, stack.ASIDE)),
            "undo": bool(visit.board_past),
            "can_file": stack.is_settled(loose),
            "open_text": self.say(f"board.open_{still_open}", count=len(unsorted) or len(unsure)),
            **sheets.zoom(),
        }

    def why(self, pages: stack.Stack) -> str:
        """What the kiosk's guess stands on; empty once nothing of it is a guess."""
        reasons = dict.fromkeys(page.why for page in pages if not page.confirmed and page.why not in ("", "follows"))
        return " ".join(self.say(f"board.why_{why}") for why in reasons)
