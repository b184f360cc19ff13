"""A queue number for a counter: no name, no card."""

from __future__ import annotations

from kiosk.errors import KioskError
from kiosk.visit import errand_jobs as errand
from kiosk.visit.counters import Counter
from kiosk.visit.state import VisitState
from kiosk.visit.touch import on

LOOK_AT_QUEUES = 5.0
"""How often the screen asks how many wait [s]."""


class TakeTicket(VisitState):
    def open_counters(self) -> tuple[Counter, ...]:
        """Those that give numbers now; with none, the service is not offered."""
        return tuple(counter for counter in self.counters if counter.is_open(self._outside.now()))

    def _start(self, service: str = "file") -> None:
        if service == "ticket" and not self.open_counters():
            self._notice(self.not_yet())
        else:
            super()._start(service)

    def not_yet(self) -> str:
        """Why no number is given now; empty when some are."""
        if self.open_counters() or not self.counters:
            return ""
        return self.texts.say(self.language, "ticket.closed", hours=self.counters[0].hours_text)

    @on("ticket")
    def _act_take_ticket(self, counter: str) -> None:
        chosen = next((each for each in self.open_counters() if each.letter == counter), None)
        if chosen is None or self.taking is not None:
            return
        self.taking, self.problem = chosen, None
        self._work(errand.TakeTicket(self._number, chosen, self.language))

    def _ticket_tick(self, seconds: float) -> None:
        if self.taking is None and seconds - self._looked_at >= LOOK_AT_QUEUES:
            self._looked_at = seconds
            self._work(errand.AskQueues(self._number))

    def _ticket_taken(self, outcome: errand.TicketTaken) -> None:
        self.ticket_given, self.slip = outcome.ticket, "printing"

    def _ticket_done(self, outcome: errand.TicketDone) -> None:
        self.slip, self.slip_error = outcome.outcome or "none", outcome.error

    def _ticket_failed(self, error: KioskError) -> None:
        """None was given out; or it was, and only the job behind it failed."""
        self.notice = ""
        if self.ticket_given is None:
            self.taking, self.problem = None, error
