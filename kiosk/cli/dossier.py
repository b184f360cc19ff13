"""`kiosk dossier`: the whole way without a screen."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from kiosk import catalogue, documents, logs
from kiosk.cli.common import Config, Json, fail, read_settings, refuse_as_usage, say
from kiosk.clock import now
from kiosk.devices.contract import RawPage
from kiosk.dossier.answers import canonical, check_answers, field_of, prefill
from kiosk.dossier.checklist import check, summary
from kiosk.dossier.draft import Consent, Draft
from kiosk.errors import InputError, KioskError
from kiosk.identity import check_person, parse_date
from kiosk.store import open_store
from kiosk.visit.desk import Desk

app = typer.Typer(no_args_is_help=True, help="Hồ sơ / dossiers")


@app.callback()
def _group() -> None:
    pass


@app.command()
def submit(
    procedure: Annotated[str, typer.Option(help="Code of the procedure, such as 1.001193")],
    case: Annotated[str, typer.Option(help="Id of the case (`kiosk catalogue show CODE`)")],
    person: Annotated[Path, typer.Option(help="JSON file of the person, or - for stdin: number, name, born dd/mm/yyyy, sex, address")],
    form: Annotated[Path, typer.Option(help="JSON file of the answers by field id (of a member: group.1.field), or - for stdin")],
    attach: Annotated[list[str], typer.Option(help="COMPONENT=FILE: an image for that row; may be given again")] = [],  # noqa: B006 typer's way
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Checklist, seal, queue; prints id, temporary number, verdict. With the person's consent given on paper."""
    if str(person) == str(form) == "-":
        refuse_as_usage("only one of the two can come on stdin", "--person / --form")
    settings = read_settings(config, as_json)
    logs.configure(None, "dossier")
    store = draft = None
    try:
        known = catalogue.load(settings.catalogue_dir)
        chosen = known.procedure(procedure)
        place = chosen.case(case)
        if place is None:
            raise InputError("catalogue.unknown", cause=f"{procedure} has no case {case!r}; known: {', '.join(c.id for c in chosen.cases)}")
        attached = [_attached(place, item) for item in attach]
        who = _person(_read(person))
        began = now()
        store = open_store(settings.kiosk.state, now=now, keep_days=settings.store.keep_days)
        enrolment = store.enrolments.load()
        if enrolment is None:
            raise KioskError("kiosk.not_enrolled")
        answers = prefill(place, who) | _answers(place, _read(form))
        draft = Draft(
            id=uuid.uuid4().hex,
            created_at=began,
            person=who,
            procedure_code=procedure,
            case_id=case,
            answers=answers,
            consent=Consent(at=began, text_version="paper", language="vi"),
        )
        wrong = check_answers(place, answers, today=began.date())
        if wrong:
            raise InputError("dossier.incomplete", cause="; ".join(f"{field}: {error.code}" for field, error in wrong.items()))
        desk = Desk(settings, known, store, enrolment, now, scanner=None, printer=None, new_id=lambda: uuid.uuid4().hex)
        store.drafts.save(draft)
        for row, file in attached:
            pixels, dpi = documents.load_image(_bytes(file))
            raw = RawPage(pixels.shape[1], pixels.shape[0], 3 if pixels.ndim == 3 else 1, dpi, pixels.tobytes())
            draft, _, _ = desk.keep(draft, row, raw)
        checklist = check(place, draft)
        submitted = desk.submit(draft)
    except KioskError as error:
        fail(error, as_json)
    finally:
        if store is not None:
            if draft is not None:
                # Done or not, nobody comes back for it; a submission that was begun stays until it is finished.
                store.drafts.forget(draft.id)
            store.close()
    say(
        {
            "done": True,
            "dossier_id": submitted.id,
            "temporary_number": submitted.temporary_number,
            "verdict": checklist.whole.value,
            "rows": dict(summary(checklist)),
        },
        f"{submitted.temporary_number}  {checklist.whole.value}",
        as_json,
    )


def _attached(place: catalogue.Case, item: str) -> tuple[str, Path]:
    row, _, file = item.partition("=")
    papers = [component.id for component in place.components if component.kind != "form"]
    if row not in papers or not file:
        refuse_as_usage(f"{item}: COMPONENT=FILE with one of {', '.join(papers)}", "--attach")
    return row, Path(file)


def _bytes(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", cause=f"{file}: {error.strerror}") from None


def _read(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(_bytes(file))
    except ValueError:
        raise InputError("file.not_json", cause=str(file)) from None
    if not isinstance(value, dict):
        raise InputError("file.not_json", cause=f"{file}: an object is wanted")
    return value


def _person(values: dict[str, Any]) -> Any:
    try:
        return check_person(
            str(values["number"]), str(values["name"]), parse_date(str(values["born"])), str(values["sex"]), str(values["address"])
        )
    except KeyError as error:
        raise InputError("file.not_person", cause=f"{error.args[0]} is missing") from None
    except ValidationError:
        raise InputError("file.not_person") from None


def _answers(place: catalogue.Case, values: dict[str, Any]) -> dict[str, str]:
    fields = {key: field for key in values if (field := field_of(place, key)) is not None}
    unknown = values.keys() - fields.keys()
    if unknown:
        raise InputError("file.unknown_field", cause=", ".join(sorted(unknown)))
    answers: dict[str, str] = {}
    for name, value in values.items():
        try:
            answers[name] = canonical(fields[name], str(value))
        except InputError as error:
            raise InputError(error.code, cause=f"field {name}", **error.values) from None
    return {name: answer for name, answer in answers.items() if answer}
