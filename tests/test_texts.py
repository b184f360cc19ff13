"""Every sentence that a person reads, in both languages; each key and code that the program uses has one."""

from __future__ import annotations

import ast
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from kiosk import texts
from kiosk.catalogue.models import Component, Duration, Fee, Procedure, Who
from kiosk.devices.contract import PrintOutcome, Source
from kiosk.documents import judge
from kiosk.dossier.checklist import Verdict
from kiosk.dossier.draft import ACCEPTED, GROUNDS
from kiosk.errors import InputError, KioskError, SettingsError
from kiosk.exchange import DossierStatus, SupplementReason
from kiosk.texts import LANGUAGES, Texts, load
from kiosk.visit.consent import PURPOSES
from kiosk.visit.finish import RATING_REASONS, RATINGS
from kiosk.visit.identify import PERSON_FIELDS
from kiosk.visit.ready import State
from kiosk.visit.receive import WAYS
from kiosk.visit.staff import PARTS
from kiosk.visit.track import TRACK_FIELDS
from kiosk.visit.view_besides import STEPS

ROOT = Path(__file__).parents[1]
KIOSK = ROOT / "kiosk"
SENTENCES = load()
KEYS = SENTENCES.all("vi").keys()

# Codes that no sentence stands for, each with its reason. Whatever a resident can meet may not stand here.
FOR_TECHNICIANS: dict[str, str] = {
    "demo.": "`kiosk demo` says the cause, in English, to whoever develops the kiosk",
    "portal.address": "options of the portal's own command line",
    "portal.database": "the portal's own start: its cause names the database",
    "portal.in_use": "the portal's own start",
    "portal.no_such_kiosk": "options of the portal's own command line",
    "unknown_": "the portal's own words in a Problem (kiosk/exchange.py), shown to staff with its `detail`",
    "package.other": "likewise",
    "supplement.": "likewise",
}


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), str(file))


@cache
def error_classes() -> set[str]:
    """KioskError and all that come from it, anywhere in kiosk/."""
    bases: dict[str, set[str]] = {}
    for file in KIOSK.rglob("*.py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(ast.unparse(base).rpartition(".")[2] for base in node.bases)
    found, size = {"KioskError"}, 0
    while size < len(found):
        size = len(found)
        found |= {name for name, above in bases.items() if above & found}
    return found


def literals(node: ast.expr) -> set[str]:
    """The texts that an expression can be: `"a" if x else "b"` is two."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


@cache
def raised_codes() -> dict[str, str]:
    """Code → where it is raised."""
    classes = error_classes()
    found: dict[str, str] = {}
    for file in KIOSK.rglob("*.py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in classes and node.args:
                for code in literals(node.args[0]):
                    found[code] = f"{file.relative_to(ROOT)}:{node.lineno}"
    return found


@cache
def table_codes() -> dict[str, str]:
    """Codes that stand in tables (driver's words → code) or beside a class, for errors that are made from them."""
    found: dict[str, str] = {}
    for room, owners in (("devices", "scanner|reader|printer"), ("sync", "enrol|portal|outbox|sync")):
        for file in (KIOSK / room).rglob("*.py"):
            for node in ast.walk(tree(file)):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and re.fullmatch(rf"({owners})\.(?!lock$)[a-z_]+", node.value)
                ):
                    found[node.value] = f"{file.relative_to(ROOT)}:{node.lineno}"
    return found


def test_both_languages_are_complete_with_the_same_placeholders() -> None:
    assert SENTENCES.check() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_padded_or_not_normalised(language: texts.Language) -> None:
    for key, sentence in SENTENCES.all(language).items():
        assert sentence == unicodedata.normalize("NFC", sentence), key
        assert sentence == sentence.strip(), key


def test_the_code_finder_finds() -> None:
    codes = raised_codes()
    assert {"qr.cut", "number.year", "catalogue.unknown", "store.damaged", "scanner.hung", "kiosk.not_enrolled"} <= codes.keys()
    assert {"scanner.jam", "scanner.cover", "portal.conflict", "portal.certificate"} <= table_codes().keys()


def test_every_error_code_has_its_sentence() -> None:
    missing = {
        code: where
        for code, where in (raised_codes() | table_codes()).items()
        if f"error.{code}" not in KEYS and not code.startswith(tuple(FOR_TECHNICIANS))
    }
    assert missing == {}


def test_no_exception_is_left_over() -> None:
    codes = raised_codes()
    unused = [start for start in FOR_TECHNICIANS if not any(code.startswith(start) for code in codes)]
    assert unused == []


def test_error_sentences_get_the_values_that_they_name() -> None:
    """`{most}` in a sentence is filled by `most=` where the code is raised, everywhere."""
    classes = error_classes()
    for file in KIOSK.rglob("*.py"):
        for node in ast.walk(tree(file)):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in classes and node.args):
                continue
            if any(keyword.arg is None for keyword in node.keywords):
                continue  # **values: handed on as they came
            for code in literals(node.args[0]):
                wanted = set(re.findall(r"{(\w+)}", SENTENCES.all("vi").get(f"error.{code}", "")))
                given = {keyword.arg for keyword in node.keywords}
                assert wanted <= given, f"{file.relative_to(ROOT)}:{node.lineno} {code}"


TRACKED = (*(str(status.value) for status in DossierStatus), "waiting", "refused", "unknown")


# Keys that are put together while running: the f-string as it stands in the code, and all that it can become.
def choices(model: type, field: str) -> tuple[str, ...]:
    return get_args(model.model_fields[field].annotation)  # type: ignore[attr-defined]


WHYS = ("separator", "separator_sheet", "blank", "card_code", "card_shape", "photo_size", "title", "follows", "order", "person")
"""Why a page lies where it does: kiosk.dossier.propose, and "person" of kiosk.dossier.stack."""
FAMILIES: dict[str, list[str]] = {
    "board.open_{still_open}": [f"board.open_{one}" for one in ("unsorted", "unsure", "none")],
    "board.why_{one.why}": [f"board.why_{one}" for one in WHYS],
    "board.why_{why}": [f"board.why_{one}" for one in WHYS],
    **{f"consent.{{purpose}}.{part}": [f"consent.{one}.{part}" for one in PURPOSES] for part in ("title", "what", "why", "how_long")},
    "copies.{component.copies}": [f"copies.{one}" for one in choices(Component, "copies")],
    "fact.{key}": [f"fact.{one}" for one in ("time", "fee", "agency", "level", "result", "legal")],
    "fee.{fee.channel}": [f"fee.{one}" for one in choices(Fee, "channel") if one != "any"],
    "fee.qr_{key}": [f"fee.qr_{one}" for one in ("receiver", "account", "amount", "purpose")],
    "form.{answer_id}": ["form.yes", "form.no"],
    "form.{key}": [f"form.{one}" for one in ("yes", "no", "amount", "month", "year")],
    "form.{part}": ["form.province", "form.commune"],
    "group.{group.id}": [f"group.{one}" for one in ("agency", "who", *get_args(Who))],
    "level.{procedure.level}": [f"level.{one}" for one in choices(Procedure, "level")],
    "needs.list_{_LIST[str(visit.list_slip)]}": [f"needs.list_{one}" for one in ("none", "printing", "printed", "unknown", "failed")],
    "page.{mark.reason}": [f"page.{one}" for one in get_args(judge.Reason)],
    "page.{reason}": [f"page.{one}" for one in get_args(judge.Reason)],
    "papers.whole_{whole.value}": [f"papers.whole_{one}" for one in Verdict],
    "person.sex_{key}": ["person.sex_male", "person.sex_female"],
    "person.{name}": [f"person.{one}" for one in PERSON_FIELDS],
    "person.{name}_example": [f"person.{one}_example" for one in PERSON_FIELDS],
    "rating.reason.{reason}": [f"rating.reason.{one}" for one in RATING_REASONS],
    "rating.{rating}": [f"rating.{one}" for one in RATINGS],
    "ready.{check.name}": [f"ready.{one}" for one in ("keys", "disk", "clock", "outbox", "scanner", "reader", "printer", "news")],
    "ready.note.{note}": [f"ready.note.{one}" for one in ("printer", "reader", "later")],
    "ready.why.{ready.closed[service]}": [f"ready.why.{one}" for one in ("scanner", "disk")],
    "ready.why.{why}": [f"ready.why.{one}" for one in ("scanner", "disk")],
    "receiving.{chosen.way}.name": [f"receiving.{one}.name" for one in WAYS],
    "receiving.{way}.hint": [f"receiving.{one}.hint" for one in WAYS],
    "receiving.{way}.name": [f"receiving.{one}.name" for one in WAYS],
    "review.whole_{checklist.whole.value}": [f"review.whole_{one}" for one in Verdict],
    "staff.ground.{behalf.ground}": [f"staff.ground.{one}" for one in GROUNDS],
    "staff.ground.{ground}": [f"staff.ground.{one}" for one in GROUNDS],
    "staff.part_{part}": [f"staff.part_{one}" for one in PARTS],
    "staff.reason.{accepted.reason}": [f"staff.reason.{one}" for one in ACCEPTED],
    "staff.reason.{reason}": [f"staff.reason.{one}" for one in ACCEPTED],
    "staff.state.{check.state}": [f"staff.state.{one}" for one in get_args(State)],
    "supplement.{reason}": [f"supplement.{one}" for one in (*SupplementReason, "other")],
    "ticket.{key}": [f"ticket.{one}" for one in ("printing", "printed", "no_printer", "not_printed")],
    "track.{name}_example": [f"track.{one}_example" for one in TRACK_FIELDS],
    "track.{name}_hint": [f"track.{one}_hint" for one in TRACK_FIELDS],
    "tracked.step.{step}": [f"tracked.step.{one}" for one in STEPS],
    "tracked.{stand}.means": [f"tracked.{one}.means" for one in TRACKED],
    "tracked.{stand}.name": [f"tracked.{one}.name" for one in TRACKED],
    "tracked.{todo}.next": [f"tracked.{one}.next" for one in (*TRACKED, "5_later", "5_unsaid")],
    "time.{duration.unit}": [f"time.{one}" for one in choices(Duration, "unit")],
    "verdict.word.{row.verdict.value}": [f"verdict.word.{one}" for one in Verdict],
    "verdict.{row.reason}": [],  # below: from kiosk.dossier.checklist itself
    "visit.scan_{visit.scan_phase}": ["visit.scan_ending", "visit.scan_sorting"],
    "visit.scan_{visit.source}": [f"visit.scan_{one}" for one in get_args(Source)],
    "visit.slip_{slip}": [f"visit.slip_{one}" for one in ("none", "printing", "printed", "unknown", "failed")],
}


ROOMS = (
    "view", "view_papers", "view_form", "view_finish", "view_choose", "view_besides", "view_staff", "offer", "sheets", "papers", "facts",
)  # fmt: skip
"""Of the visit, whose sentences are looked for in the texts."""


def said_keys() -> tuple[set[str], set[str]]:
    """First arguments of `say` in the visit's rooms: plain keys, and f-strings as they are written."""
    plain: set[str] = set()
    made: set[str] = set()

    def collect(node: ast.expr) -> None:
        if isinstance(node, ast.IfExp):
            collect(node.body)
            collect(node.orelse)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            plain.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            made.add(ast.unparse(node)[2:-1])

    for file in (KIOSK / "visit" / f"{name}.py" for name in ROOMS):
        module = tree(file)
        for node in ast.walk(module):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "key":
                collect(node.value)
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("say", "_say"):
                for argument in node.args:
                    collect(argument)
    return plain, made


def test_plain_keys_of_the_visit_exist() -> None:
    plain, _ = said_keys()
    assert "fact.reference" in plain
    assert "time.same_day" in plain
    assert plain - KEYS == set()


def test_each_family_of_keys_is_known_here_and_exists_whole() -> None:
    _, made = said_keys()
    assert made == FAMILIES.keys()
    assert {key for family in FAMILIES.values() for key in family} - KEYS == set()


def test_each_verdict_reason_has_its_sentence() -> None:
    reasons = {
        node.args[1].value
        for node in ast.walk(tree(KIOSK / "dossier" / "checklist.py"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "verdict" and isinstance(node.args[1], ast.Constant)
    }
    assert {"form_done", "form_open", "scanned", "not_at_hand", "not_scanned"} <= reasons
    assert {f"verdict.{reason}" for reason in reasons} - KEYS == set()


def test_every_print_outcome_has_a_slip_sentence() -> None:
    shown = {"not_printed": "failed"}
    assert {f"visit.slip_{shown.get(one, one)}" for one in PrintOutcome} <= KEYS


def test_a_missing_key_is_seen_and_crashes_nothing() -> None:
    assert SENTENCES.say("vi", "no.such") == "[no.such]"
    assert SENTENCES.say("en", "no.such", count=3) == "[no.such]"
    assert SENTENCES.error("vi", KioskError("no.such", cause="whatever", count=1)) == "[error.no.such]"


def test_a_missing_value_crashes_nothing() -> None:
    assert SENTENCES.error("en", InputError("field.digits", other=1)) == "Exactly … digits are needed."
    assert SENTENCES.error("vi", InputError("field.digits", count=12)) == "Cần đúng 12 chữ số."


@pytest.mark.parametrize("spoilt", ["{count trang", "count} trang", "{} trang", "{0} trang", "{count.x.y}", "{count:d}", "{count!z}"])
def test_a_spoilt_sentence_is_shown_as_it_stands(spoilt: str) -> None:
    one = Texts({"vi": {"a": spoilt}, "en": {"a": "{count} pages"}})
    assert one.say("vi", "a", count="ba") == spoilt


@pytest.mark.parametrize("spoilt", ["{count trang", "count} trang", "{} trang", "{0} trang"])
def test_check_complains_of_a_spoilt_sentence(spoilt: str) -> None:
    one = Texts({"vi": {"a": spoilt}, "en": {"a": spoilt}})
    assert [complaint[:6] for complaint in one.check()] == ["vi: a:", "en: a:"]


def test_check_complains_of_what_differs() -> None:
    one = Texts({"vi": {"a": "{x}", "b": "b"}, "en": {"a": "{y}", "c": "c"}})
    assert one.check() == ["en: b is missing", "vi: c is missing", "a: the placeholders differ between vi and en"]


def test_any_name_of_a_value_will_do() -> None:
    one = Texts({"vi": {"a": "{key} {language} {self}"}, "en": {}})
    assert one.say("vi", "a", key=1, language=2, self=3) == "1 2 3"
    assert KioskError("a", code=1).values == {"code": 1}


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"vi/a.toml": "a = 1"}, "en: there are no texts"),
        ({"vi/a.toml": "a = ", "en/a.toml": "a = 'a'"}, "vi/a.toml: "),
        ({"vi/a.toml": "[a]\nb = 'x'", "vi/b.toml": "a.b = 'y'", "en/a.toml": "a = 'a'"}, "vi/b.toml: a.b stands in another file too"),
    ],
)
def test_load_names_the_file_that_is_wrong(files: dict[str, str], said: str, tmp_path: Path) -> None:
    for name, text in files.items():
        write(tmp_path, name, text)
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert caught.value.code == "settings"
    assert f"{tmp_path}/{said}" in caught.value.cause


def test_plain_takes_off_every_mark() -> None:
    assert texts.plain("Đường Nguyễn Huệ, phường Bến Nghé – ĐỔI") == "Duong Nguyen Hue, phuong Ben Nghe – DOI"
    assert texts.plain("ạảãáàâấầẩẫậăắằẳẵặẹẻẽéèêếềểễệịỉĩíìọỏõóòôốồổỗộơớờởỡợụủũúùưứừửữựỵỷỹýỳđ").isascii()
