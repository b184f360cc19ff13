"""The verdict that takes away the fear: for each row and for the whole, đủ / thiếu / cần cán bộ xem, before anybody leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.catalogue.models import Case, Component
from kiosk.dossier.answers import check_answers
from kiosk.dossier.draft import Draft, Row


class Verdict(StrEnum):
    COMPLETE = "complete"
    """đủ"""
    MISSING = "missing"
    """thiếu"""
    OFFICER = "officer"
    """cần cán bộ xem"""


@dataclass(frozen=True)
class RowVerdict:
    component: Component
    verdict: Verdict
    reason: str
    """Key of config/texts: `verdict.<reason>`."""


@dataclass(frozen=True)
class Checklist:
    rows: tuple[RowVerdict, ...]
    whole: Verdict


def check(case: Case, draft: Draft) -> Checklist:
    """Judge each row of the case, and the whole: missing if one is missing or a page is not in its row yet, else officer if one needs
    an officer, else complete."""
    form_done = not check_answers(case, draft.answers)
    pages = frozenset(page.id for row in draft.rows.values() for page in row.pages)
    rows = tuple(_judge(component, draft.row(component.id), form_done, pages) for component in case.components)
    found = {row.verdict for row in rows}
    whole = next((v for v in (Verdict.MISSING, Verdict.OFFICER) if v in found), Verdict.COMPLETE)
    if not form_done or draft.stack:
        whole = Verdict.MISSING
    return Checklist(rows, whole)


def summary(checklist: Checklist) -> Mapping[str, str]:
    """Component id → verdict, for the manifest."""
    return {row.component.id: row.verdict.value for row in checklist.rows}


def _judge(component: Component, row: Row, form_done: bool, pages: frozenset[str]) -> RowVerdict:
    def verdict(value: Verdict, reason: str) -> RowVerdict:
        return RowVerdict(component, value, reason)

    if component.kind == "form":
        return verdict(Verdict.COMPLETE, "form_done") if form_done else verdict(Verdict.MISSING, "form_open")
    if row.pages:
        open_pages = [page for page in row.pages if page.accepted is None]
        if any(page.verdict == "bad" for page in open_pages):
            return verdict(Verdict.OFFICER, "page_bad")
        if any(page.verdict == "doubtful" for page in open_pages):
            return verdict(Verdict.OFFICER, "page_doubtful")
        # Unless the other one was taken out, or somebody said that both are wanted.
        if any(page.same_as in pages and not page.kept for page in open_pages):
            return verdict(Verdict.OFFICER, "page_twice")
        if len(open_pages) < len(row.pages):
            return verdict(Verdict.COMPLETE, "accepted")
        return verdict(Verdict.COMPLETE, "scanned")
    if row.not_at_hand:
        return verdict(Verdict.OFFICER, "not_at_hand")
    if component.required:
        return verdict(Verdict.MISSING, "not_scanned")
    return verdict(Verdict.COMPLETE, "not_needed")
