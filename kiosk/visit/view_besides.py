"""The public state of tracking and of queue numbers: what VIEW.md promises to these screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kiosk import qr
from kiosk.catalogue import Both, FormField
from kiosk.clock import VIETNAM
from kiosk.dossier.supplement import ids
from kiosk.exchange import DossierStatus, SupplementRow
from kiosk.store import WAITING
from kiosk.texts import LANGUAGES
from kiosk.visit.counters import Counter
from kiosk.visit.track import TRACK_FIELDS
from kiosk.visit.view_choose import ChooseViewer

STEPS = ("sent", "accepted", "working", "done", "returned")
_AT: dict[int, tuple[int, str]] = {
    DossierStatus.NEW: (0, "wait"),
    DossierStatus.ACCEPTED: (1, "wait"),
    DossierStatus.NOT_ACCEPTED: (1, "stop"),
    DossierStatus.IN_PROGRESS: (2, "wait"),
    DossierStatus.SUPPLEMENT_ASKED: (2, "act"),
    DossierStatus.PAYMENT_ASKED: (2, "act"),
    DossierStatus.WITHDRAWN: (2, "stop"),
    DossierStatus.STOPPED: (2, "stop"),
    DossierStatus.DONE: (3, "good"),
    DossierStatus.RETURNED: (5, "good"),
}
"""Status → the step that is going on (5: none any more), and its tone."""


class BesidesViewer(ChooseViewer):
    # Tracking

    def track(self) -> dict[str, Any]:
        visit = self.visit
        return {
            "fields": [self.track_field(name) for name in TRACK_FIELDS],
            "asking": visit.lookup is not None,
            "problem": self.error(visit.problem),
            "reader": self.presence("reader"),
        }

    def track_field(self, name: str) -> dict[str, Any]:
        visit, key = self.visit, f"track.{name}"
        label = Both(**{language: visit.texts.say(language, key) for language in LANGUAGES})
        field = FormField(id=name, label=label, kind="digits" if name == "digits" else "text", max_length=4 if name == "digits" else 60)
        return self.plain_field(field, visit.typed.get(name, ""), self.error(visit.errors.get(name))) | {
            # No word that the keyboard may put marks on.
            "kind": "digits" if name == "digits" else "code",
            "hint": self.say(f"track.{name}_hint"),
            "example": self.say(f"track.{name}_example"),
            "locked": visit.lookup is not None,
        }

    def tracked(self) -> dict[str, Any]:
        told, known = self.visit.tracked, self.visit.lookup_known
        if told is not None:
            return self.standing(
                int(told.status),
                told.rows,
                procedure_code=told.procedure_code,
                official=told.official_code,
                number=told.temporary_number,
                since=self.say("tracked.since", moment=_moment(told.at)),
                source="portal",
                source_text=self.say("tracked.from_portal", clock=f"{self.visit.tracked_at or self.visit.clock():%H:%M}"),
            )
        if known is None:
            return {}
        if known.state in WAITING:
            status: int | str = "waiting"
        elif known.state == "refused":
            status = "refused"
        else:
            status = known.status if known.status is not None else "unknown"
        return self.standing(
            status,
            known.rows,
            procedure_code=known.procedure_code,
            official=known.official_code,
            number=known.number,
            since="",
            source="kiosk",
            source_text=self.what_the_kiosk_knows(status, known.heard_at),
        )

    def what_the_kiosk_knows(self, status: int | str, heard_at: datetime | None) -> str:
        if status in ("waiting", "refused"):
            return self.say("tracked.from_outbox") if status == "waiting" else ""
        if heard_at is None:
            return self.say("tracked.from_kiosk_long_ago")
        return self.say("tracked.from_kiosk", moment=_moment(heard_at))

    def standing(self, status: int | str, rows: Sequence[SupplementRow], *, procedure_code: str, **told: str) -> dict[str, Any]:
        visit = self.visit
        stand = str(status) if status in _AT or isinstance(status, str) else "unknown"
        asked = status == DossierStatus.SUPPLEMENT_ASKED
        at, tone = _AT.get(status, (-1, "wait")) if isinstance(status, int) else (0 if status == "waiting" else -1, "wait")
        tone = "stop" if status == "refused" else tone
        procedure = next((p for p in visit.catalogue.procedures if p.code == procedure_code), None)
        papers = self.papers_asked(rows, procedure_code) if asked else []
        can = asked and visit.asked_case() is not None
        todo = stand if can or not asked else "5_later" if rows else "5_unsaid"
        return {
            **told,
            "procedure": procedure.short.to(self.language) if procedure is not None else procedure_code,
            "tone": tone,
            "name": self.say(f"tracked.{stand}.name"),
            "means": self.say(f"tracked.{stand}.means"),
            "next": self.say(f"tracked.{todo}.next"),
            "steps": self.steps(at, tone),
            "asked": papers,
            "can_supplement": can,
            "cannot": self.say("tracked.cannot_here" if told["source"] == "portal" else "tracked.cannot_offline")
            if papers and not can
            else "",
        }

    def steps(self, at: int, tone: str) -> list[dict[str, str]]:
        if at < 0:
            return []
        names = [self.say(f"tracked.step.{step}") for step in STEPS]
        if tone == "stop":
            return [
                *({"name": name, "state": "done"} for name in names[:at]),
                {"name": self.say("tracked.step.stopped"), "state": "stopped"},
            ]
        states = ["done" if place < at else "now" if place == at else "open" for place in range(len(STEPS))]
        return [{"name": name, "state": state} for name, state in zip(names, states, strict=True)]

    def papers_asked(self, rows: Sequence[SupplementRow], procedure_code: str) -> list[dict[str, str]]:
        """Names by the catalogue, of whatever case has the row: all cases of a procedure name the same paper alike."""
        procedure = next((p for p in self.visit.catalogue.procedures if p.code == procedure_code), None)
        wanted = ids(rows)
        known = {c.id: c for case in (procedure.cases if procedure is not None else ()) for c in case.components if c.id in wanted}
        return [
            {
                "name": known[row.component_id].name.to(self.language) if row.component_id in known else row.component_id,
                "reason": self.reason_asked(str(row.reason)),
            }
            for row in rows
        ]

    # Queue numbers

    def ticket(self) -> dict[str, Any]:
        visit = self.visit
        taken = visit.ticket_given
        return {
            "can_back": taken is None,
            "counters": [self.counter(each) for each in visit.counters],
            "taking": visit.taking is not None and taken is None,
            "problem": self.error(visit.problem),
            "taken": self.taken() if taken is not None else {},
        }

    def counter(self, counter: Counter) -> dict[str, Any]:
        queue = self.visit.queues.get(counter.letter)
        if queue is None:
            stands = self.say("ticket.none_given")
        elif queue.waiting is not None:
            stands = self.say("ticket.waiting", count=queue.waiting) if queue.waiting else self.say("ticket.nobody")
        else:
            stands = self.say("ticket.given", count=queue.given)
        is_open = counter in self.visit.open_counters()
        return {
            "letter": counter.letter,
            "name": counter.name.to(self.language),
            "open": is_open,
            "stands": stands if is_open else self.say("ticket.closed", hours=counter.hours_text),
        }

    def taken(self) -> dict[str, Any]:
        visit = self.visit
        ticket, counter = visit.ticket_given, visit.taking
        assert ticket is not None
        assert counter is not None
        if ticket.called:
            before = self.say("ticket.before_waiting" if ticket.before else "ticket.before_nobody", count=ticket.before)
        else:
            before = self.say("ticket.before_given" if ticket.before else "ticket.before_first", count=ticket.before)
        slip = str(visit.slip or "none")
        slip = {"not_printed": "failed"}.get(slip, slip)
        key = {"printing": "printing", "printed": "printed", "none": "no_printer"}.get(slip, "not_printed")
        moment, name = _moment(ticket.taken_at), counter.name.to(self.language)
        text = self.say("ticket.qr_text", number=ticket.text, counter=name, moment=moment)
        return {
            "number": ticket.text,
            "counter": name,
            "before": before,
            "taken_at": self.say("ticket.taken_at", moment=moment),
            "slip": slip,
            "slip_sentence": f"{self.error(visit.slip_error)} {self.say(f'ticket.{key}')}".strip(),
            "qr": qr.modules(text),
        }


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}"
