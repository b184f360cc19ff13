"""Time, fee, level and legal basis of a procedure as sentences; whatever is not confirmed carries "tham khảo"."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalogue import Catalogue, Procedure
from kiosk.catalogue.models import Both, Fee
from kiosk.texts import Language, Texts


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    reference: str
    """The word "tham khảo" in the visit's language, or empty when the fact is confirmed."""


def facts(texts: Texts, language: Language, catalogue: Catalogue, procedure: Procedure) -> tuple[Fact, ...]:
    def fact(key: str, value: str, verified: bool) -> Fact:
        return Fact(texts.say(language, f"fact.{key}"), value, "" if verified else texts.say(language, "fact.reference"))

    found = [
        fact("time", _time(texts, language, procedure), procedure.duration.verified),
        fact("fee", _fees(texts, language, procedure), bool(procedure.fees) and all(fee.verified for fee in procedure.fees)),
        fact("agency", in_language(catalogue.agency(procedure.agency).name, language), procedure.verified),
        fact("level", level(texts, language, procedure), procedure.verified),
        fact("result", in_language(procedure.result, language), procedure.verified),
    ]
    if procedure.legal:
        value = "; ".join(f"{basis.number}" for basis in procedure.legal)
        found.append(fact("legal", value, all(basis.verified for basis in procedure.legal)))
    return tuple(found)


def fee_line(texts: Texts, language: Language, procedure: Procedure) -> str:
    return _with_reference(
        texts, language, _fees(texts, language, procedure), bool(procedure.fees) and all(f.verified for f in procedure.fees)
    )


def time_line(texts: Texts, language: Language, procedure: Procedure) -> str:
    return _with_reference(texts, language, _time(texts, language, procedure), procedure.duration.verified)


def level(texts: Texts, language: Language, procedure: Procedure) -> str:
    """The modern word with the old one beside it."""
    return texts.say(language, f"level.{procedure.level}", old=procedure.old_level)


def in_language(text: Both, language: Language) -> str:
    return text.en if language == "en" else text.vi


def _time(texts: Texts, language: Language, procedure: Procedure) -> str:
    duration = procedure.duration
    key = "time.same_day" if duration.amount == 0 else f"time.{duration.unit}"
    line = texts.say(language, key, count=duration.amount)
    return f"{line} ({in_language(duration.note, language)})" if duration.note else line


def _fees(texts: Texts, language: Language, procedure: Procedure) -> str:
    if not procedure.fees:
        return texts.say(language, "fee.unknown")
    return "; ".join(_fee(texts, language, fee) for fee in procedure.fees)


def _fee(texts: Texts, language: Language, fee: Fee) -> str:
    amount = texts.say(language, "fee.free") if fee.amount == 0 else f"{fee.amount:,}".replace(",", ".") + " đ"
    line = amount if fee.channel == "any" else texts.say(language, f"fee.{fee.channel}", amount=amount)
    return f"{line} ({in_language(fee.note, language)})" if fee.note else line


def _with_reference(texts: Texts, language: Language, line: str, verified: bool) -> str:
    return line if verified else f"{line} – {texts.say(language, 'fact.reference')}"
