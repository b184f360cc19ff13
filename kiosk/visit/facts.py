"""Time, fee, level and legal basis of a procedure as sentences; whatever is not confirmed carries "tham khảo"."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalogue import Catalogue, Procedure
from kiosk.catalogue.models import Both, Fee
from kiosk.texts import Language, Texts, money


@dataclass(frozen=True)
class Line:
    text: str
    note: str
    """Whom or what it applies to; empty: everybody."""
    reference: str
    """As in Fact."""


@dataclass(frozen=True)
class Detail:
    """One thing to know, said in full."""

    id: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    reference: str
    """The word "tham khảo" in the visit's language, or empty when the fact is confirmed."""


def facts(texts: Texts, language: Language, catalogue: Catalogue, procedure: Procedure) -> tuple[Fact, ...]:
    def fact(key: str, value: str, verified: bool) -> Fact:
        return Fact(texts.say(language, f"fact.{key}"), value, "" if verified else texts.say(language, "fact.reference"))

    fees, time = _fees(texts, language, procedure), _time(texts, language, procedure)
    found = [
        fact("time", _joined((time,)), time.verified),
        fact("fee", _joined(fees), all(fee.verified for fee in fees)),
        fact("agency", catalogue.agency(procedure.agency).name.to(language), procedure.verified),
        fact("level", level(texts, language, procedure), procedure.level_verified),
        fact("result", procedure.result.to(language), procedure.verified),
    ]
    if procedure.legal:
        value = "; ".join(f"{basis.number}" for basis in procedure.legal)
        found.append(fact("legal", value, all(basis.verified for basis in procedure.legal)))
    return tuple(found)


def details(texts: Texts, language: Language, catalogue: Catalogue, procedure: Procedure) -> tuple[Detail, ...]:
    """Time, fees, who decides, what one receives, legal basis, level: each line of them by itself."""

    def detail(key: str, *lines: _Line) -> Detail:
        reference = texts.say(language, "fact.reference")
        return Detail(
            key, texts.say(language, f"fact.{key}"), tuple(Line(one.text, one.note, "" if one.verified else reference) for one in lines)
        )

    found = (
        detail("time", _time(texts, language, procedure)),
        detail("fee", *_fees(texts, language, procedure)),
        detail("agency", _Line(catalogue.agency(procedure.agency).name.to(language), "", procedure.verified)),
        detail("result", _Line(procedure.result.to(language), "", procedure.verified)),
        detail("legal", *(_Line(basis.number, basis.title, basis.verified) for basis in procedure.legal)),
        detail("level", _Line(level(texts, language, procedure), "", procedure.level_verified)),
    )
    return tuple(one for one in found if one.lines)


def procedure_page(pattern: str, code: str) -> str:
    """Where more is to be read about a procedure; empty when the centre has set no such address."""
    return pattern.replace("{code}", code)


@dataclass(frozen=True)
class _Line:
    text: str
    note: str
    verified: bool


def _fees(texts: Texts, language: Language, procedure: Procedure) -> tuple[_Line, ...]:
    lines = tuple(_Line(_amount(texts, language, fee), _note(fee.note, language), fee.verified) for fee in procedure.fees)
    return lines or (_Line(texts.say(language, "fee.unknown"), "", False),)


def _time(texts: Texts, language: Language, procedure: Procedure) -> _Line:
    duration = procedure.duration
    key = "time.same_day" if duration.amount == 0 else f"time.{duration.unit}"
    return _Line(texts.say(language, key, count=duration.amount), _note(duration.note, language), duration.verified)


def level(texts: Texts, language: Language, procedure: Procedure) -> str:
    """The modern word with the old one beside it."""
    return texts.say(language, f"level.{procedure.level}", old=procedure.old_level)


def _amount(texts: Texts, language: Language, fee: Fee) -> str:
    amount = texts.say(language, "fee.free") if fee.amount == 0 else f"{money(fee.amount, language)} đ"
    return amount if fee.channel == "any" else texts.say(language, f"fee.{fee.channel}", amount=amount)


def _note(note: Both | None, language: Language) -> str:
    return note.to(language) if note is not None else ""


def _joined(lines: tuple[_Line, ...]) -> str:
    return "; ".join(f"{line.text} ({line.note})" if line.note else line.text for line in lines)
