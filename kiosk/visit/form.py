"""The form, a group of questions a screen; of a repeated group first the list of its members, then a member a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kiosk.catalogue import FormGroup, address
from kiosk.catalogue.address import Address
from kiosk.catalogue.lists import Entry, LongList
from kiosk.dossier import answers as forms
from kiosk.dossier.answers import Question
from kiosk.errors import InputError
from kiosk.visit.receive import Receive
from kiosk.visit.touch import on

_PARTS = ("line", "province", "commune", "free")
"""Of an address: `answer {field: "home.province", text}`. `free`: yes or no, the address is in no list."""


class Form(Receive):
    def _groups(self) -> tuple[FormGroup, ...]:
        """The groups that have something to ask."""
        return forms.groups_asked(self.case_or_fail, self.draft_or_fail.answers)

    def present_group(self) -> FormGroup:
        groups = self._groups()
        return groups[min(self.group, len(groups) - 1)]

    def groups(self) -> int:
        return len(self._groups())

    def present_questions(self) -> tuple[Question, ...]:
        """What the screen asks now; nothing where it lists the members of a group."""
        group = self.present_group()
        adding = (group.id, self.member) if group.repeat is not None and self.member else None
        asked = forms.questions(self.case_or_fail, self.draft_or_fail.answers, adding=adding)
        return tuple(one for one in asked if one.group.id == group.id and one.member == self.member)

    def members(self) -> int:
        return forms.members(self.present_group(), self.draft_or_fail.answers)

    def given_by_card(self) -> dict[str, str]:
        """The answers that the card gave, as they were given."""
        return forms.prefill(self.case_or_fail, self.draft_or_fail.person)

    def is_locked(self, key: str) -> bool:
        """What a chip has proved is not typed over."""
        return self.authentic and bool(self.given_by_card().get(key))

    def half(self, question: Question) -> Address:
        """What is known of an address so far."""
        known = self.halves.get(question.key)
        return known if known is not None else address.split(self.draft_or_fail.answers.get(question.key, ""), question.field.lists)

    def is_free(self, question: Question) -> bool:
        """The address is written as a whole: its province and commune were not found in the list, or the resident said so."""
        known = self.halves.get(question.key)
        return question.key in self.free or (known is None and bool(self.half(question).line) and not self.half(question).listed)

    def wrong_members(self) -> frozenset[int]:
        """Members with something missing or wrong."""
        group, wrong = self.present_group(), forms.check_answers(self.case_or_fail, self.draft_or_fail.answers, today=self._today())
        asked = forms.questions(self.case_or_fail, self.draft_or_fail.answers)
        doubtful = wrong.keys() | self.typed.keys()
        return frozenset(one.member for one in asked if one.group.id == group.id and one.key in doubtful)

    def _today(self) -> date:
        return self._outside.now().date()

    def _enter_form(self, group: int = 0) -> None:
        """What the person screen and an earlier look at the form left half typed has no place here."""
        self.group, self.typed, self.halves, self.free = group, {}, {}, frozenset()
        self._turn_to()

    def _turn_to(self, member: int = 0) -> None:
        """Other questions come on the screen; what was half typed stays, to be put right."""
        self.member, self.errors = member, {}
        self.lost_member, self.list_open, self.list_query, self.jump = None, "", "", ""

    def _forget_half(self, group: FormGroup) -> None:
        """The members get other numbers: what is half typed would be somebody else's."""
        own = f"{group.id}."
        self.typed = {key: text for key, text in self.typed.items() if not key.startswith(own)}
        self.halves = {key: known for key, known in self.halves.items() if not key.startswith(own)}
        self.free = frozenset(key for key in self.free if not key.startswith(own))

    def _form_back(self) -> bool:
        """One step back inside the form; False when this was its first screen."""
        if self.list_open:
            self.list_open = ""
        elif self.member:
            self._turn_to()
        elif self.group > 0:
            self.group -= 1
            self._turn_to()
        else:
            return False
        return True

    # Answers

    def _answer(self, key: str, text: str) -> None:
        question, part = self._asked(key)
        if question is None or self.is_locked(question.key):
            return
        self.list_open = ""
        if part:
            self._answer_part(question, part, text)
        elif question.field.kind == "address" and self.is_free(question):
            self._answer_part(question, "line", text)
        else:
            self._take(question, text)

    def _asked(self, key: str) -> tuple[Question | None, str]:
        """The question on the screen with that key, and which part of an address is meant."""
        asked = {one.key: one for one in self.present_questions()}
        whole, _, part = key.rpartition(".")
        if key not in asked and part in _PARTS and whole in asked and asked[whole].field.kind == "address":
            return asked[whole], part
        return asked.get(key), ""

    def _take(self, question: Question, text: str) -> None:
        """The canonical answer is kept; what is none stays as typed, with its sentence."""
        key, draft = question.key, self.draft_or_fail
        try:
            answer = forms.canonical(question.field, text, today=self._today())
            self.typed.pop(key, None)
            self.errors.pop(key, None)
        except InputError as error:
            self.typed[key], self.errors[key] = text, error
            answer = ""
        answers = {name: value for name, value in draft.answers.items() if name != key}
        if answer:
            answers[key] = answer
        self._change(draft, answers=answers)
        self._compare_again()

    def _compare_again(self) -> None:
        """An answer may put another one of this screen right or wrong: dates in their order."""
        wrong = forms.check_answers(self.case_or_fail, self.draft_or_fail.answers, today=self._today())
        for one in self.present_questions():
            now = wrong.get(one.key)
            if isinstance(now, forms.ComparisonError):
                self.errors.setdefault(one.key, now)
            elif isinstance(self.errors.get(one.key), forms.ComparisonError):
                self.errors.pop(one.key)

    def _answer_part(self, question: Question, part: str, text: str) -> None:
        known, lists = self.half(question), question.field.lists
        match part:
            case "free":
                # Nothing that was typed is lost on the way: the whole becomes one line, and the line its beginning.
                if text == "yes":
                    known = Address(address.shown(address.compose(known, lists)))
                    self.free |= {question.key}
                else:
                    known = Address(address.opening(known.line))
                    self.free -= {question.key}
            case "province" if lists.provinces.get(text) is not None:
                known = replace(known, province=text, commune=known.commune if text == known.province else "")
            case "commune" if lists.commune(known.province, text) is not None:
                known = replace(known, commune=text)
            case "line":
                known = replace(known, line=" ".join(text.split()))
            case _:
                return
        self.halves[question.key] = known
        self.errors.pop(question.key, None)
        done = known.listed and (known.line or question.field.down_to == "commune")
        # Half an address is no answer yet, and no mistake either.
        self._take(question, address.compose(known, lists) if done or question.key in self.free else "")
        if question.key not in self.errors and question.key in self.draft_or_fail.answers:
            self.halves.pop(question.key)
            if address.split(self.draft_or_fail.answers[question.key], lists).listed:
                self.free -= {question.key}

    @on("form")
    def _act_typing(self, field: str, text: str) -> None:
        """A key was touched: a mistake that no further key can put right is told at once, others when the field is left."""
        question, part = self._asked(field)
        if question is None or part or self.is_locked(question.key):
            return
        error = forms.hopeless(question.field, text, today=self._today())
        if error is not None:
            self.errors[question.key] = error
        else:
            self.errors.pop(question.key, None)

    # Long lists

    def open_question(self) -> Question | None:
        """The question whose list lies over the form."""
        return self._asked(self.list_open)[0] if self.list_open else None

    def open_entries(self) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """What most people choose, and what was searched for (all, when nothing was)."""
        question, part = self._asked(self.list_open)
        listed = self._list_of(question, part) if question is not None else None
        if listed is None:
            return (), ()
        top = listed.top
        if part == "province" or listed.name == "provinces":
            own = listed.get(self.province)
            top = (own,) if own is not None else ()
        return () if self.list_query.strip() else top, listed.find(self.list_query, self.language)

    def _list_of(self, question: Question, part: str) -> LongList | None:
        if part == "province":
            return question.field.lists.provinces
        if part == "commune":
            return question.field.lists.communes.get(self.half(question).province)
        return question.field.listed if question.field.kind == "long_choice" else None

    @on("form")
    def _act_open_list(self, field: str) -> None:
        question, part = self._asked(field)
        if question is not None and not self.is_locked(question.key) and self._list_of(question, part) is not None:
            self.list_open, self.list_query = field, ""

    @on("form")
    def _act_find_entry(self, text: str) -> None:
        if self.list_open:
            self.list_query = text[:100]

    @on("form")
    def _act_close_list(self) -> None:
        self.list_open = ""

    # Members of a repeated group

    @on("form")
    def _act_add_member(self) -> None:
        repeat = self.present_group().repeat
        if repeat is not None and not self.member and self.members() < repeat.max:
            self._turn_to(self.members() + 1)

    @on("form")
    def _act_edit_member(self, number: int) -> None:
        if not self.member and 1 <= number <= self.members():
            self._turn_to(number)

    @on("form")
    def _act_remove_member(self, number: int) -> None:
        group, draft, count = self.present_group(), self.draft_or_fail, self.members()
        if self.member or not 1 <= number <= count:
            return
        own = {key: answer for key, answer in draft.answers.items() if key.startswith(f"{group.id}.{number}.")}
        self._turn_to()
        self.lost_member = (number, own)
        self._forget_half(group)
        self._change(draft, answers=forms.renumbered(group, draft.answers, (one for one in range(1, count + 1) if one != number)))

    @on("form")
    def _act_undo_member(self) -> None:
        if self.lost_member is None or self.member:
            return
        group, draft, count = self.present_group(), self.draft_or_fail, self.members()
        number, own = self.lost_member
        self.lost_member = None
        self._forget_half(group)
        # Room for it at its old place: a number behind the last one names nobody.
        order = [*range(1, number), count + 1, *range(number, count + 1)]
        self._change(draft, answers=forms.renumbered(group, draft.answers, order) | own)

    # On to the next

    def _group_done(self) -> None:
        group = self.present_group()
        wrong = self._wrong_here()
        if wrong:
            self._show_first(wrong)
            return
        self._change(self.draft_or_fail)
        if self.member:
            self._turn_to()
        elif group.repeat is not None and self.wrong_members():
            self._turn_to(min(self.wrong_members()))
            self._show_first(self._wrong_here())
        elif self.group + 1 < len(self._groups()):
            self.group += 1
            self._turn_to()
        else:
            self._enter_receiving()
            self._go("form_done")

    def _wrong_here(self) -> dict[str, InputError]:
        """What this screen has wrong, in its order. What was typed and refused says more than "required"."""
        group, answers = self.present_group(), self.draft_or_fail.answers
        found = forms.check_answers(self.case_or_fail, answers, today=self._today())
        if group.repeat is not None and not self.member:
            return {group.id: found[group.id]} if group.id in found else {}
        wrong: dict[str, InputError] = {}
        for one in self.present_questions():
            half = self.halves.get(one.key)
            if one.key in self.typed:
                self._take(one, self.typed[one.key])
            if one.key in self.errors and one.key in self.typed:
                wrong[one.key] = self.errors[one.key]
            elif half is not None and one.key not in answers and (one.field.required or half != Address()):
                missing = "province" if not half.province else "commune" if not half.commune else "line"
                wrong[one.key] = InputError("field.required" if one.key in self.free else f"field.address_{missing}")
            elif one.key in found:
                wrong[one.key] = found[one.key]
            elif one.field.required and not answers.get(one.key):
                # A member who is being added is not yet one for the whole form.
                wrong[one.key] = InputError("field.required")
        return wrong

    def _show_first(self, wrong: dict[str, InputError]) -> None:
        """The screen goes to the first one; the count makes each touch a new call."""
        self.errors = wrong
        self.jumps += 1
        self.jump = f"{next(iter(wrong))}#{self.jumps}" if wrong else ""

    @on("review")
    def _act_edit_form(self) -> None:
        self._enter_form()
        self._go("edit_form")
