"""How the resident wants the result, and what it costs."""

from __future__ import annotations

from typing import Literal

from kiosk.catalogue import Both, FormField
from kiosk.dossier import answers as forms
from kiosk.dossier.draft import Receiving
from kiosk.dossier.payment import Due, due
from kiosk.errors import InputError
from kiosk.visit.state import VisitState
from kiosk.visit.touch import on

_ASKED: dict[str, tuple[tuple[str, Literal["long_text", "phone", "email"], bool], ...]] = {
    "centre": (),
    "post": (("address", "long_text", True), ("phone", "phone", True)),
    # The result lies in the resident's account on the portal in any case.
    "electronic": (("email", "email", False),),
}
"""Way → what is asked for it: field, kind, whether it must be known."""
WAYS = tuple(_ASKED)


class Receive(VisitState):
    @on("receiving")
    def _act_receive(self, way: str) -> None:
        """Where nothing more must be known, a touch is enough."""
        if way not in WAYS:
            return
        self.way, self.errors = way, {}
        if way == "post":
            self.typed.setdefault("address", self.draft_or_fail.person.address)
        if not _ASKED[way]:
            self._receiving_done()

    def receiving_fields(self) -> tuple[FormField, ...]:
        """What the chosen way asks for."""
        return tuple(
            FormField(id=name, kind=kind, required=needed, label=self._both(f"receiving.{name}"))
            for name, kind, needed in _ASKED.get(self.way, ())
        )

    def _both(self, key: str) -> Both:
        return Both(vi=self.texts.say("vi", key), en=self.texts.say("en", key))

    def _answer_receiving(self, field: str, text: str) -> None:
        if any(field == asked.id for asked in self.receiving_fields()):
            self.typed[field] = text
            self.errors.pop(field, None)

    def _receiving_done(self) -> None:
        if not self.way:
            return
        values: dict[str, str] = {}
        self.errors = {}
        for field in self.receiving_fields():
            try:
                values[field.id] = forms.canonical(field, self.typed.get(field.id, ""))
            except InputError as error:
                self.errors[field.id] = error
            else:
                if field.required and not values[field.id]:
                    self.errors[field.id] = InputError("field.required")
        if self.errors:
            return
        self._change(self.draft_or_fail, receiving=Receiving.model_validate({"way": self.way, **values}))
        self._go("receiving_chosen")

    def _enter_receiving(self) -> None:
        """What was chosen before stands there again."""
        chosen = self.draft_or_fail.receiving
        self.typed, self.errors = {}, {}
        self.way = chosen.way if chosen is not None else ""
        if chosen is not None:
            self.typed = {field.id: getattr(chosen, field.id) for field in self.receiving_fields()}

    @on("review")
    def _act_edit_receiving(self) -> None:
        if self.service != "supplement":
            self._enter_receiving()
            self._go("edit_receiving")

    @on("fee")
    def _act_claim(self, exemption: str) -> None:
        """An exemption or reduction that the resident claims; empty: none. The officer decides."""
        if exemption == "" or any(exemption == one.id for one in self.procedure_or_fail.exemptions):
            self._change(self.draft_or_fail, exemption=exemption)

    def due(self) -> Due:
        return due(self.procedure_or_fail, self.draft_or_fail.exemption)
