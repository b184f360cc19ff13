"""`kiosk catalogue separators`: sheets that say which paper comes next in a stack, for staff to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.catalogue import load
from kiosk.cli.common import Config, Json, fail, failing, read_settings, say
from kiosk.clock import now
from kiosk.errors import InputError, KioskError


def separators(
    code: Annotated[str, typer.Argument(help="Code of a procedure, such as 3.000347.")],
    out: Annotated[Path, typer.Option(help="The PDF to write, to be printed on A4.")],
    case: Annotated[str, typer.Option(help="Id of the case; needed when the procedure has several.")] = "",
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Write separator sheets: laid into the stack, each sends the pages after it to its paper."""
    from kiosk.documents import count_pages
    from kiosk.printing import render_separators

    folder = read_settings(config, as_json).catalogue_dir
    with failing(as_json):
        procedure = load(folder).procedure(code)
        cases = ", ".join(one.id for one in procedure.cases)
        chosen = procedure.case(case) if case else procedure.cases[0] if len(procedure.cases) == 1 else None
        if chosen is None:
            raise KioskError("catalogue.case", cause=f"--case is one of: {cases}", cases=cases)
        pdf = render_separators(procedure, chosen, made_at=now())
    try:
        out.write_bytes(pdf)
    except OSError as error:
        fail(InputError("file.unwritable", cause=f"{out}: {error.strerror}"), as_json)
    pages = count_pages(pdf)
    say(
        {"done": True, "file": str(out), "pages": pages, "case": chosen.id},
        f"{out}: {pages} sheets for {procedure.code} {chosen.id}",
        as_json,
    )
