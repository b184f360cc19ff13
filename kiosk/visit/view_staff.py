"""What the screens are told of the staff beside the resident, and of what the kiosk offers now. Always in Vietnamese: it is for staff."""

from __future__ import annotations

from typing import Any

from kiosk.dossier.answers import Question, questions
from kiosk.dossier.checklist import check
from kiosk.dossier.draft import ACCEPTED, GROUNDS, Draft, PageRef, Seen
from kiosk.identity import Person
from kiosk.store.staff import MOST_WRONG, PIN_DIGITS
from kiosk.texts import Language
from kiosk.visit.identify import PERSON_FIELDS
from kiosk.visit.ready import SERVICES, Ready
from kiosk.visit.staff import EXTRA, FIXED, MOST_EXTRA, PARTS, Beside, shown
from kiosk.visit.view_choose import ChooseViewer
from kiosk.visit.view_form import as_typed
from kiosk.visit.visit import Visit

STAFFS: Language = "vi"


class StaffViewer:
    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.fields = ChooseViewer(visit, ())
        self.fields.language = STAFFS

    def say(self, key: str, **values: object) -> str:
        return self.visit.texts.say(STAFFS, key, **values)

    def whole(self) -> dict[str, Any]:
        staff = self.visit.staff
        if staff.state == "away":
            return {"state": "away"}
        common = {
            "state": staff.state,
            "t": {key.removeprefix("staff."): text for key, text in self.visit.texts.all(STAFFS).items() if key.startswith("staff.")},
        }
        return common | (self.beside(staff) if staff.state == "beside" else self.pin(staff))

    def pin(self, staff: Beside) -> dict[str, Any]:
        message = ""
        if staff.state == "checking":
            message = self.say("staff.checking")
        elif staff.state == "locked":
            message = self.say("staff.locked", most=MOST_WRONG, minutes=max(1, round(staff.locked / 60)))
        elif staff.failed is not None:
            message = self.say("staff.failed")
        elif staff.people == ():
            message = self.say("staff.nobody")
        elif staff.left is not None:
            message = self.say("staff.wrong", left=staff.left)
        return {
            "people": [{"id": member.id, "name": member.name} for member in staff.people or ()],
            "who": staff.who.id if staff.who is not None else "",
            "title": self.say("staff.pin_of", name=staff.who.name) if staff.who is not None else self.say("staff.who"),
            "digits": len(staff.pin),
            "digits_text": self.say("staff.pin_count", count=len(staff.pin)),
            "most": PIN_DIGITS[-1],
            "can_ok": staff.state == "pin" and len(staff.pin) in PIN_DIGITS,
            "message": message,
        }

    def beside(self, staff: Beside) -> dict[str, Any]:
        visit, draft = self.visit, self.visit.draft
        hindered = draft is None or visit.screen in FIXED
        locked = draft is not None and draft.temporary_number is not None
        return {
            "title": self.say("staff.beside", name=staff.who.name if staff.who is not None else ""),
            "part": staff.part,
            "parts": [{"id": part, "name": self.say(f"staff.part_{part}")} for part in PARTS],
            "can_change": not hindered,
            "hindrance": ""
            if not hindered
            else self.say("staff.no_dossier")
            if draft is None
            else self.say("staff.submitted" if locked else "staff.not_now"),
            "rows": self.rows(draft, staff) if staff.part == "papers" and draft is not None else [],
            "reasons": [{"id": reason, "name": self.say(f"staff.reason.{reason}")} for reason in ACCEPTED],
            "groups": self.groups(draft, staff) if staff.part == "form" and draft is not None else [],
            "behalf": self.behalf(draft, staff) if staff.part == "behalf" and draft is not None else None,
            "machine": self.machine(visit.ready) if staff.part == "machine" else [],
            "extra": self.say("staff.extended", minutes=visit.extra_minutes()) if visit.extra_minutes() else "",
            "can_extend": visit.extra_minutes() * 60 + EXTRA <= MOST_EXTRA,
        }

    # Papers

    def rows(self, draft: Draft, staff: Beside) -> list[dict[str, Any]]:
        return [
            {
                "id": row.component.id,
                "name": row.component.name.vi,
                "verdict": row.verdict.value,
                "verdict_text": self.say(f"verdict.word.{row.verdict.value}" if row.reason != "not_needed" else "verdict.word.optional"),
                "reason": self.say(f"verdict.{row.reason}", count=len(draft.row(row.component.id).pages)),
                "seen": draft.row(row.component.id).checked is not None,
                "seen_text": self.seen(draft.row(row.component.id).checked),
                "can_see": bool(draft.row(row.component.id).pages),
                "pages": [self.page(number, page, staff) for number, page in enumerate(draft.row(row.component.id).pages, start=1)],
            }
            for row in check(self.visit.case_or_fail, draft).rows
            if row.component.kind != "form"
        ]

    def seen(self, seen: Seen | None) -> str:
        return self.say("staff.seen_by", staff=seen.by) if seen is not None else self.say("staff.seen")

    def page(self, number: int, page: PageRef, staff: Beside) -> dict[str, Any]:
        doubted = page.verdict != "good"
        accepted = page.accepted
        return {
            "id": page.id,
            "name": self.say("staff.page", number=number),
            "image": f"image://page/{page.id}/small/{page.turn}",
            "wide": (page.width > page.height) != (page.turn in (90, 270)),
            "verdict": page.verdict if accepted is None else "good",
            "why": ", ".join(self.say(f"page.{reason}") for reason in page.reasons),
            "can_accept": doubted and accepted is None,
            "asking": staff.accepting == page.id,
            "accepted": self.say("staff.accepted_by", reason=self.say(f"staff.reason.{accepted.reason}"), staff=accepted.by)
            if accepted is not None
            else "",
        }

    # Form and persons

    def groups(self, draft: Draft, staff: Beside) -> list[dict[str, Any]]:
        visit = self.visit
        asked = questions(visit.case_or_fail, draft.answers)
        person = self.say("staff.person_title"), self.persons_fields("person", draft.person, staff)
        return [
            *([{"title": person[0], "fields": person[1], "saves": "staff_save_person"}] if visit.can_fix_person() else []),
            *(
                {
                    "title": group.title.vi,
                    "fields": [self.form_field(one, draft, staff) for one in asked if one.group.id == group.id],
                    "saves": "",
                }
                for group in visit.case_or_fail.form
                if any(one.group.id == group.id for one in asked)
            ),
        ]

    def form_field(self, question: Question, draft: Draft, staff: Beside) -> dict[str, Any]:
        field, name = question.field, f"form:{question.key}"
        error = staff.errors.get(name)
        of_member = f"{question.group.repeat.member.vi} {question.member}: " if question.group.repeat is not None else ""
        return self.fields.form_field(field) | {
            "id": name,
            "label": f"{of_member}{field.label.vi}",
            # Not what the resident has half typed.
            "value": staff.typed.get(name, as_typed(field, draft.answers.get(question.key, ""))),
            "error": self.visit.texts.error(STAFFS, error) if error is not None else "",
        }

    def persons_fields(self, part: str, person: Person | None, staff: Beside) -> list[dict[str, Any]]:
        fields = []
        for name in PERSON_FIELDS:
            field_id = f"{part}:{name}"
            error = staff.errors.get(field_id)
            fields.append(
                self.fields.person_field(name)
                | {
                    "id": field_id,
                    "value": staff.typed.get(field_id, shown(person, name)),
                    "error": self.visit.texts.error(STAFFS, error) if error is not None else "",
                }
            )
        return fields

    def behalf(self, draft: Draft, staff: Beside) -> dict[str, Any]:
        behalf = draft.behalf
        asking = behalf is None or staff.changing
        return {
            "is": self.say("staff.owner_is", submitter=draft.person.name, owner=behalf.owner.name) if behalf is not None else "",
            "why": self.say(f"staff.ground.{behalf.ground}") if behalf is not None else "",
            "asking": asking,
            "fields": self.persons_fields("owner", behalf.owner if behalf is not None else None, staff) if asking else [],
            "grounds": [{"id": ground, "name": self.say(f"staff.ground.{ground}"), "chosen": staff.ground == ground} for ground in GROUNDS],
            "can_save": staff.ground in GROUNDS,
        }

    # The machine

    def machine(self, ready: Ready | None) -> list[dict[str, str]]:
        if ready is None:
            return [{"name": self.say("staff.machine_unknown"), "state": "unknown", "word": "", "says": ""}]
        return [
            {
                "name": self.say(f"ready.{check.name}"),
                "state": check.state,
                "word": self.say(f"staff.state.{check.state}"),
                "says": check.says,
            }
            for check in ready.checks
        ]


def offered(visit: Visit) -> dict[str, Any]:
    """The first screen's tiles, what one should know before one begins, and a line for staff: what is amiss."""

    def say(key: str) -> str:
        return visit.texts.say(visit.language, key)

    ready = visit.ready or Ready()
    return {
        "services": [
            {
                "id": service,
                "open": ready.offers(service) and (service != "ticket" or bool(visit.open_counters())),
                "why": say(f"ready.why.{ready.closed[service]}")
                if service in ready.closed
                else visit.not_yet()
                if service == "ticket"
                else "",
            }
            for service in SERVICES
            if service != "ticket" or visit.counters
        ],
        "notes": [say(f"ready.note.{note}") for note in ready.notes],
        "for_staff": " · ".join(
            f"{visit.texts.say(STAFFS, f'ready.{check.name}')}: {check.says or visit.texts.say(STAFFS, f'staff.state.{check.state}')}"
            for check in ready.checks
            if check.state in ("warn", "fail")
        ),
    }
