"""`kiosk catalogue`: check, search and show the procedures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kiosk import settings
from kiosk.catalogue import Catalogue, Duration, Fee, Procedure, Search, load
from kiosk.catalogue import check as find_mistakes
from kiosk.cli.common import Config, Json, fail, failing, read_settings, say
from kiosk.cli.separators import separators
from kiosk.errors import KioskError

app = typer.Typer(name="catalogue", help="The procedures that can be filed.", no_args_is_help=True)
app.command()(separators)


_FOR_REFERENCE = "tham khảo"


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(metavar="[PATH]", help="Folder of a catalogue; default: the one in the settings.")] = None,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Say every mistake in the catalogue, with file and line."""
    try:
        folder = path or settings.load(config).catalogue_dir
        mistakes = find_mistakes(folder)
        count = 0 if mistakes else len(load(folder).procedures)
    except KioskError as error:
        fail(error, as_json)
    if as_json:
        say({"done": not mistakes, "folder": str(folder), "procedures": count, "complaints": mistakes} | _reason_of(mistakes), "", True)
    elif mistakes:
        for mistake in mistakes:
            typer.echo(mistake)
        typer.echo(f"{folder}: {len(mistakes)} mistake(s)", err=True)
    else:
        typer.echo(f"{folder}: {count} procedures, no mistake")
    if mistakes:
        raise typer.Exit(1)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What a resident would type: name, abbreviation, code; with or without diacritics.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Find procedures, best first."""
    catalogue = _load(config, as_json)
    found = Search(catalogue).find(text, limit)
    if as_json:
        said = {"read_as": found.read_as, "partly": found.partly}
        say({"done": True, "query": text, **said, "procedures": [_brief(catalogue, one) for one in found.procedures]}, "", True)
        return
    if found.read_as:
        typer.echo(f"{'Gần nhất / Nearest' if found.partly else 'Tìm theo / Read as'}: {found.read_as}")
    table = Table("Code", "Thủ tục / Procedure", "Cơ quan / Agency", "Mức / Level")
    for procedure in found.procedures:
        name = f"{procedure.short.vi}\n{procedure.short.en}"
        agency = catalogue.agency(procedure.agency).name
        table.add_row(procedure.code + _mark(procedure.verified), name, f"{agency.vi}\n{agency.en}", _level(procedure))
    _print(table if found.procedures else Text("Không tìm thấy thủ tục. / No procedure found."))


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="Code of a procedure, such as 1.001193.")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Everything about one procedure."""
    catalogue = _load(config, as_json)
    try:
        procedure = catalogue.procedure(code)
    except KioskError as error:
        fail(error, as_json)
    if as_json:
        agency = catalogue.agency(procedure.agency).model_dump(mode="json")
        say({"done": True, "procedure": procedure.model_dump(mode="json"), "agency": agency}, "", True)
        return
    _print(_facts(catalogue, procedure))
    for case in procedure.cases:
        _print(_rows(procedure, case.id))


def _load(config: Path | None, as_json: bool) -> Catalogue:
    folder = read_settings(config, as_json).catalogue_dir
    with failing(as_json):
        return load(folder)


def _reason_of(mistakes: list[str]) -> dict[str, str]:
    return {"error": "catalogue.invalid", "reason": mistakes[0]} if mistakes else {}


def _print(what: Table | Text) -> None:
    # Made anew each time: it writes to whatever stdout is now.
    Console(markup=False, highlight=False).print(what)


def _brief(catalogue: Catalogue, procedure: Procedure) -> dict[str, Any]:
    return {
        "code": procedure.code,
        "short": procedure.short.model_dump(),
        "name": procedure.name.model_dump(),
        "agency": catalogue.agency(procedure.agency).name.model_dump(),
        "level": procedure.level,
        "old_level": procedure.old_level,
        "verified": procedure.verified,
    }


def _facts(catalogue: Catalogue, procedure: Procedure) -> Table:
    table = Table(show_header=False, title=f"{procedure.code}{_mark(procedure.verified)}")
    agency = catalogue.agency(procedure.agency).name
    for label, value in (
        ("Thủ tục / Procedure", f"{procedure.name.vi}\n{procedure.name.en}"),
        ("Cơ quan / Agency", f"{agency.vi}\n{agency.en}"),
        ("Lĩnh vực / Field", f"{procedure.field.vi}\n{procedure.field.en}"),
        ("Mức / Level", _level(procedure) + _mark(procedure.level_verified)),
        ("Thời hạn / Time", _duration(procedure.duration)),
        ("Phí, lệ phí / Fees", "\n".join(map(_fee, procedure.fees)) or "chưa rõ / unknown"),
        ("Kết quả / Result", f"{procedure.result.vi}\n{procedure.result.en}"),
        ("Căn cứ / Legal basis", "\n".join(f"{one.number} {one.title}{_mark(one.verified)}" for one in procedure.legal)),
        ("Hiệu lực / In force", f"{procedure.effective_from:%d/%m/%Y}"),
        ("Nguồn / Source", f"{procedure.source.name} ({procedure.source.checked_on:%d/%m/%Y})"),
    ):
        table.add_row(label, value)
    return table


def _rows(procedure: Procedure, case_id: str) -> Table:
    case = procedure.case(case_id)
    assert case is not None
    questions = sum(len(group.fields) for group in case.form)
    title = f"{case.id}: {case.name.vi} / {case.name.en}"
    table = Table("Id", "Thành phần hồ sơ / Component", "Loại / Kind", "Bản / Copy", "Bắt buộc / Required", title=title)
    table.caption = f"{questions} câu hỏi trong {len(case.form)} nhóm / {questions} questions in {len(case.form)} groups"
    for component in case.components:
        name = f"{component.name.vi}{_mark(component.verified)}\n{component.name.en}"
        table.add_row(component.id, name, component.kind, component.copies, "có / yes" if component.required else "không / no")
    return table


def _level(procedure: Procedure) -> str:
    modern = {"toan_trinh": "toàn trình", "mot_phan": "một phần"}[procedure.level]
    return f"{modern} (mức {procedure.old_level})"


def _duration(duration: Duration) -> str:
    unit = {"working_day": "ngày làm việc / working days", "day": "ngày / days"}[duration.unit]
    time = f"{duration.amount} {unit}" if duration.amount else "trong ngày / same day"
    return time + (f" – {duration.note.vi}" if duration.note else "") + _mark(duration.verified)


def _fee(fee: Fee) -> str:
    channel = {"any": "", "online": " trực tuyến / online", "counter": " trực tiếp / counter"}[fee.channel]
    amount = f"{fee.amount:,}đ".replace(",", ".")
    return amount + channel + (f" – {fee.note.vi}" if fee.note else "") + _mark(fee.verified)


def _mark(verified: bool) -> str:
    return "" if verified else f" [{_FOR_REFERENCE}]"
