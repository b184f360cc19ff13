"""What is offered on the first screen: nobody begins what the kiosk cannot do now (kiosk/visit/ready.py)."""

from __future__ import annotations

import structlog

from kiosk.visit.ready import Ready
from kiosk.visit.state import VisitState

log = structlog.get_logger()


class Offer(VisitState):
    ready: Ready | None = None
    """Of the kiosk, not of a visitor; None: nobody has looked yet."""

    def offers(self, service: str) -> bool:
        return self.ready is None or self.ready.offers(service)

    def _start(self, service: str = "file") -> None:
        if self.screen in ("attract", "goodbye") and self.ready is not None and (why := self.ready.closed.get(service)):
            log.info("not offered now", service=service, why=why)
            self._notice(self.texts.say(self.language, f"ready.why.{why}"))
        else:
            super()._start(service)
