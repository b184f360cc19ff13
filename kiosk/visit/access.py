"""How a resident wants the screen to be: larger words, other colours, read aloud, lower down, in another language.

It lies over the visit: no choice here moves the chart, and all of it is forgotten with the visit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from kiosk.texts import LANGUAGES
from kiosk.visit.state import AccessChoice, Contrast, VisitState

CONTRASTS: tuple[Contrast, ...] = get_args(Contrast)
TEXT_SIZES = (1, 2, 3, 4)
"""100, 125, 150 and 200 %: kiosk/ui/qml/Theme.qml has what each means."""
VOLUMES = (1, 2, 3)


class Access(VisitState):
    def _act_set_text_size(self, size: int) -> None:
        # QML's numbers arrive as floats.
        if size in TEXT_SIZES:
            self.access = replace(self.access, text_size=int(size))

    def _act_set_contrast(self, contrast: str) -> None:
        if contrast in CONTRASTS:
            self.access = replace(self.access, contrast=contrast)

    def _act_set_reach(self, on: bool) -> None:
        self.access = replace(self.access, reach=bool(on))

    def _act_set_speaking(self, on: bool) -> None:
        self.access = replace(self.access, speaking=bool(on), aloud=False)

    def _act_set_volume(self, volume: int) -> None:
        if volume in VOLUMES:
            self.access = replace(self.access, volume=int(volume))

    def _act_set_aloud(self, on: bool) -> None:
        """The resident was warned that others hear it."""
        self.access = replace(self.access, aloud=bool(on) and self.access.speaking)

    def _act_switch_language(self, language: str) -> None:
        if language not in LANGUAGES or language == self.language:
            return
        self.language = language
        # The slip and the portal's letters are in the language that the resident reads last.
        if self.draft is not None and self.draft.temporary_number is None:
            self._change(self.draft, language=language)

    def _forget_access(self) -> None:
        """Somebody tried it out on the first screen and went away."""
        self.access, self.language = AccessChoice(), "vi"

    def _headphones(self, present: bool | None) -> None:
        """Plugged in just now: who does that wants to hear. Pulled out: nothing personal goes on through the loudspeaker."""
        before, self.devices["headphones"] = self.devices.get("headphones"), present
        if present and before is False:
            self.touched()
            self.access = replace(self.access, speaking=True)
        elif before and not present:
            self.access = replace(self.access, aloud=False)
