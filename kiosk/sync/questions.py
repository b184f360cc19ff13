"""What residents ask of the portal while they wait at the screen: handed on as it is sealed, answered at once or not at all."""

from __future__ import annotations

from contextlib import suppress

import structlog

from kiosk.errors import PortalError, StoreError
from kiosk.store import Lookups
from kiosk.sync.client import Portal


class Questions:
    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._log = structlog.get_logger()

    def wait(self) -> bool:
        """Whether somebody waits for an answer. Raises StoreError."""
        return bool(self._lookups.waiting())

    def answer(self, portal: Portal) -> None:
        """Ask all of them. A fault is one question's own: that the portal is away shows at the next step. Raises StoreError."""
        for asked in self._lookups.waiting():
            try:
                answer = portal.look_up(asked.id, asked.lookup)
            except PortalError as error:
                # An older portal does not know the address; it counts as one that could not be asked.
                self._log.warning("question_not_answered", lookup=asked.id, code=error.code, cause=error.cause)
                self._lookups.fail(asked.id)
            else:
                self._log.info("question_answered", lookup=asked.id, state=str(answer.state))
                self._lookups.answer(asked.id, answer)

    def give_up(self) -> None:
        """The portal is out of reach: nobody need wait for it."""
        # When it is the disk that is away, the visit waits its ten seconds.
        with suppress(StoreError):
            for asked in self._lookups.waiting():
                self._lookups.fail(asked.id)
