"""The public state from consent's wording to the rating: what VIEW.md promises to these screens."""

from __future__ import annotations

from typing import Any

from kiosk import qr
from kiosk.catalogue import Exemption, Fee
from kiosk.dossier import payment
from kiosk.dossier.draft import SIGNATURE_SHAPE
from kiosk.texts import money
from kiosk.visit.consent import PURPOSES
from kiosk.visit.facts import facts
from kiosk.visit.faults import fault
from kiosk.visit.finish import RATING_REASONS, RATINGS
from kiosk.visit.receive import WAYS
from kiosk.visit.view_form import FormViewer


class FinishViewer(FormViewer):
    def consent(self) -> dict[str, Any]:
        return {
            "purposes": [
                {
                    "id": purpose,
                    "title": self.say(f"consent.{purpose}.title"),
                    "what": self.say(f"consent.{purpose}.what"),
                    "why": self.say(f"consent.{purpose}.why"),
                    "how_long": self.say(f"consent.{purpose}.how_long"),
                    "needed": needed,
                    "ticked": purpose in self.visit.ticked,
                }
                for purpose, needed in PURPOSES.items()
            ],
            "can_agree": self.visit.can_agree(),
        }

    def receiving(self) -> dict[str, Any]:
        visit = self.visit
        return {
            "ways": [
                {
                    "id": way,
                    "name": self.say(f"receiving.{way}.name"),
                    "hint": self.say(f"receiving.{way}.hint"),
                    "chosen": way == visit.way,
                }
                for way in WAYS
            ],
            "fields": [
                self.plain_field(field, visit.typed.get(field.id, ""), self.error(visit.errors.get(field.id)))
                for field in visit.receiving_fields()
            ],
        }

    def fee(self) -> dict[str, Any]:
        due = self.visit.due()
        return {
            "amount": self.amount(due.amount),
            "note": due.fee.note.to(self.language) if due.fee is not None and due.fee.note is not None and due.exemption is None else "",
            "reference": self.reference(due.exemption or due.fee),
            "exemptions": [
                {
                    "id": one.id,
                    "name": one.name.to(self.language),
                    "amount": self.amount(one.amount),
                    "proof": one.proof.to(self.language) if one.proof is not None else "",
                    "reference": self.reference(one),
                    "chosen": one.id == self.visit.draft_or_fail.exemption,
                }
                for one in self.visit.procedure_or_fail.exemptions
            ],
            **self.pay(due.amount),
        }

    def pay(self, amount: int | None) -> dict[str, Any]:
        """How it can be paid: by VietQR to the centre's account where there is one, else at the counter."""
        account = self.visit.account
        if not amount or account is None:
            return {"qr": [], "qr_lines": [], "pay": self.say("fee.nothing" if amount == 0 else "fee.at_counter")}
        purpose = payment.reference(self.visit.draft_or_fail.id)
        lines = (("receiver", account.name), ("account", account.number), ("amount", self.amount(amount)), ("purpose", purpose))
        return {
            "qr": qr.modules(payment.viet_qr(account, amount, purpose)),
            "qr_lines": [{"label": self.say(f"fee.qr_{key}"), "value": value} for key, value in lines],
            "pay": self.say("fee.by_qr"),
        }

    def amount(self, amount: int | None) -> str:
        if amount is None:
            return self.say("fee.unknown")
        return self.say("fee.free") if amount == 0 else f"{money(amount, self.language)} đ"

    def reference(self, what: Fee | Exemption | None) -> str:
        return "" if what is not None and what.verified else self.say("fact.reference")

    def facts(self) -> list[dict[str, str]]:
        procedure = self.visit.procedure
        if procedure is None:
            return []
        return [vars(fact) for fact in facts(self.visit.texts, self.language, self.visit.catalogue, procedure)]

    def review(self) -> dict[str, Any]:
        visit, draft = self.visit, self.visit.draft_or_fail
        checklist = self.checklist()
        signature = draft.signature
        return {
            **self.titles(),
            "person": self.person(),
            "facts": self.facts(),
            "rows": self.rows(checklist),
            "answers": [group for group in self.answered() if group["items"]],
            "receiving": self.received(),
            "supplementing": visit.service == "supplement",
            "whole": checklist.whole.value,
            "whole_text": self.say(f"review.whole_{checklist.whole.value}"),
            "strokes": [[list(point) for point in stroke] for stroke in signature.strokes] if signature is not None else [],
            "cannot_sign": signature is not None and not signature.strokes,
            "pad_shape": SIGNATURE_SHAPE,
            "signing": visit.signing,
            "needs_signature": visit.needs_signature(),
            "can_sign": visit.can_sign(),
            "can_submit": visit.can_submit(),
        }

    def received(self) -> list[dict[str, str]]:
        chosen = self.visit.draft_or_fail.receiving
        if chosen is None:
            return []
        due = self.visit.due()
        lines = [("receiving.label", self.say(f"receiving.{chosen.way}.name"))]
        lines += [(f"receiving.{name}", str(getattr(chosen, name))) for name in ("address", "phone", "email") if getattr(chosen, name)]
        lines.append(("fact.fee", self.amount(due.amount) + (f" ({due.exemption.name.to(self.language)})" if due.exemption else "")))
        return [{"label": self.say(label), "value": value} for label, value in lines]

    def submitted(self) -> dict[str, Any]:
        visit = self.visit
        number = visit.draft_or_fail.temporary_number or ""
        news = visit.news
        if news is not None and news.state == "delivered":
            sentence = self.say("visit.delivered")
        elif news is not None and news.state == "refused":
            sentence = self.say("visit.refused" if visit.answering is None else "supplement_sent.refused")
        else:
            sentence = self.say("visit.queued")
        slip = str(visit.slip or "none")
        slip = "failed" if slip == "not_printed" else slip
        return {
            "number": number,
            "qr": qr.modules(number),
            "sentence": sentence,
            "official": (news.official_code or "") if news is not None else "",
            "split": self.split(),
            "slip": slip,
            "slip_sentence": f"{self.error(visit.slip_error)} {self.say(f'visit.slip_{slip}')}".strip(),
            "slip_picture": fault(visit.slip_error.code).picture if visit.slip_error is not None else "",
            "can_print": slip in ("printed", "unknown", "failed"),
        }

    def split(self) -> str:
        """Which papers were too long for one file; nothing is lost by it, but an officer asks "how many files?"."""
        rows = self.visit.draft_or_fail.rows
        return " ".join(
            self.say("visit.split", row=component.name.to(self.language), count=rows[component.id].parts)
            for component in self.visit.case_or_fail.components
            if component.id in rows and rows[component.id].parts > 1
        )

    def rating(self) -> dict[str, Any]:
        visit = self.visit
        return {
            "rating": visit.rating,
            "ratings": [{"id": rating, "name": self.say(f"rating.{rating}")} for rating in RATINGS],
            "reasons": [
                {"id": reason, "name": self.say(f"rating.reason.{reason}"), "chosen": reason in visit.rating_reasons}
                for reason in RATING_REASONS
            ]
            if visit.rating not in ("", "good")
            else [],
        }
