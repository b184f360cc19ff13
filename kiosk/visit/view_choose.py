"""What the screens are told of procedures, their cases, and what one needs for them."""

from __future__ import annotations

from typing import Any

from kiosk import qr
from kiosk.catalogue import Group, Procedure, most_used
from kiosk.visit.facts import details, level, procedure_page
from kiosk.visit.view_finish import FinishViewer


class ChooseViewer(FinishViewer):
    def procedure(self, procedure: Procedure) -> dict[str, Any]:
        return {
            "code": procedure.code,
            "name": procedure.name.to(self.language),
            "short": procedure.short.to(self.language),
            "agency": self.visit.catalogue.agency(procedure.agency).name.to(self.language),
            "level": level(self.visit.texts, self.language, procedure),
            "verified": procedure.verified,
            "reference": "" if procedure.verified else self.say("fact.reference"),
        }

    def procedures(self) -> dict[str, Any]:
        """Results of a search, else the group that was opened, else the start: most used and all groups."""
        visit = self.visit
        group, searching = visit.opened(), visit.found is not None
        home = not searching and not visit.group_path
        if visit.found is not None:
            listed = visit.found.procedures
        else:
            listed = most_used(group.procedures, visit.filed) if home else () if group.groups else group.procedures
        return {
            "query": visit.query,
            "said": self.said(),
            "results": [self.procedure(one) for one in listed[: visit.shown]],
            "more": max(0, len(listed) - visit.shown),
            "nothing": searching and not listed,
            "home": home,
            "group": "" if searching or home else self.group_name(group),
            "groups": [self.group(inner) for inner in (() if searching and listed else visit.root().groups if searching else group.groups)],
        }

    def said(self) -> str:
        """How the search was read, when it was not read as it was typed."""
        found = self.visit.found
        if found is None or not found.read_as:
            return ""
        return self.say("procedures.partly" if found.partly else "procedures.read_as", text=found.read_as)

    def group(self, group: Group) -> dict[str, Any]:
        return {"id": group.id, "name": self.group_name(group), "symbol": group.symbol, "count": len(group.procedures)}

    def group_name(self, group: Group) -> str:
        return group.name.to(self.language) if group.name is not None else self.say(f"group.{group.id}")

    def cases(self) -> dict[str, Any]:
        procedure = self.visit.procedure
        if procedure is None:
            return {}
        return {
            "procedure": self.procedure(procedure),
            "facts": self.facts(),
            "cases": [
                {
                    "id": case.id,
                    "name": case.name.to(self.language),
                    "hint": case.hint.to(self.language) if case.hint else "",
                }
                for case in procedure.cases
            ],
        }

    def needs(self) -> dict[str, Any]:
        visit = self.visit
        procedure, case = visit.procedure_or_fail, visit.case_or_fail
        page = procedure_page(visit.procedure_page, procedure.code)
        return {
            "procedure": self.procedure(procedure),
            "case": case.name.to(self.language) if len(procedure.cases) > 1 else "",
            "details": [
                {"id": one.id, "label": one.label, "lines": [vars(line) for line in one.lines]}
                for one in details(visit.texts, self.language, visit.catalogue, procedure)
            ],
            "papers": [
                {
                    "position": position,
                    "name": component.name.to(self.language),
                    "copies": self.say(f"copies.{component.copies}") if component.kind != "form" else "",
                    "hint": component.hint.to(self.language) if component.hint else "",
                    "kind": component.kind,
                    "required": component.required,
                    "reference": "" if component.verified else self.say("fact.reference"),
                }
                for position, component in enumerate(case.components, start=1)
            ],
            "browsing": visit.service == "browse",
            "printer": self.presence("printer"),
            "slip": str(visit.list_slip or ""),
            "slip_sentence": self.list_sentence(),
            "qr": qr.modules(page),
        }

    def list_sentence(self) -> str:
        """What became of the list that was to be printed."""
        visit = self.visit
        if visit.list_error is not None:
            return self.error(visit.list_error)
        if visit.list_slip is None:
            return self.say("needs.no_printer") if self.presence("printer") == "absent" else ""
        return self.say(f"needs.list_{_LIST[str(visit.list_slip)]}")


_LIST = {"printing": "printing", "printed": "printed", "unknown": "unknown", "not_printed": "failed", "none": "none"}
