"""Consent to the processing of personal data: asked before anything personal is taken, each purpose apart, nothing ticked beforehand."""

from __future__ import annotations

from kiosk.dossier.draft import Consent
from kiosk.visit.identify import Identify
from kiosk.visit.touch import on

PURPOSES = {"file": True, "contact": False, "reuse": False}
"""Purpose → whether nothing can be filed without it. Their sentences are `consent.<purpose>.*` in config/texts."""


class Consenting(Identify):
    @on("consent")
    def _act_tick(self, purpose: str, value: bool) -> None:
        if purpose in PURPOSES:
            self.ticked = self.ticked | {purpose} if value else self.ticked - {purpose}

    def can_agree(self) -> bool:
        return all(purpose in self.ticked for purpose, needed in PURPOSES.items() if needed)

    @on("consent")
    def _act_agree(self) -> None:
        if self.can_agree():
            self.consent = Consent(
                at=self._outside.now(),
                text_version=self.texts.version(self.language, "consent."),
                language=self.language,
                purposes=tuple(purpose for purpose in PURPOSES if purpose in self.ticked),
            )
            self._go("consented")
            if self.pending_code is not None:
                self._code_read(self.pending_code)
