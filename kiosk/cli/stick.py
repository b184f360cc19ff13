"""A centre without a network: `kiosk outbox export`, `kiosk portal import` and `kiosk outbox settle` carry dossiers on a USB stick."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.common import Config, Json, fail, failing, read_settings, say
from kiosk.clock import now
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.store import SyncStore

FILING = 60.0
"""`import` waits so long for a running portal to file what it took in [s]."""


def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the stick is mounted, such as /media/usb")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Copy all dossiers that wait, sealed, into a new folder of a stick. They stay here until the portal's receipts come back."""
    from kiosk.sync import stick

    with _opened(config, as_json) as store:
        done = stick.export(store.outbox, store.enrolments, folder, now=now(), progress=_progress(as_json, 1e6, "MB"))
    document = {
        "folder": str(done.folder) if done.folder else None,
        "dossiers": [item.temporary_number for item in done.dossiers],
        "damaged": [item.temporary_number for item in done.damaged],
    }
    if done.damaged:
        fail(KioskError("outbox.package_damaged", cause=", ".join(document["damaged"] or ())), as_json, **document)
    line = f"{len(done.dossiers)} hồ sơ → {done.folder}" if done.folder else "Không có hồ sơ nào đang chờ."
    say({"done": True, **document}, line, as_json)


def settle(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder on the stick, with the portal's receipts.json")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Take the portal's receipts: what it has filed is no longer waiting here."""
    from kiosk import texts
    from kiosk.sync import Refused, stick

    def sentence(reason: str) -> str:
        return texts.load().error("vi", Refused("portal.refused", word="refused", reason=reason[:400]))

    with _opened(config, as_json) as store:
        done = stick.settle(store.outbox, store.enrolments, folder, say=sentence)
    named = {"processed": done.processed, "held": done.held, "refused": done.refused, "waiting": done.waiting}
    document = {name: [item.temporary_number for item in items] for name, items in named.items()}
    words = {"processed": "Cổng đã nhận", "held": "Cổng đã giữ", "refused": "Cổng không nhận", "waiting": "chưa tới Cổng"}
    lines = [f"{words[name]}: {len(numbers)}" for name, numbers in document.items() if numbers]
    say({"done": True, **document}, "\n".join(lines) or "Không có gì mới.", as_json)


def import_(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that a kiosk wrote on the stick (kiosk-K01-…)")],
    data: Annotated[Path | None, typer.Option("--data", help="Folder of the keys, the database and the files")] = None,
    database_url: Annotated[str | None, typer.Option("--database-url", help="SQLAlchemy URL; default: SQLite in --data")] = None,
    storage: Annotated[str | None, typer.Option("--storage", help="Folder or file:// URL of the files; default: in --data")] = None,
    name: Annotated[str | None, typer.Option(help="The portal's name, for people")] = None,
    wait: Annotated[float, typer.Option(min=0, help="How long to wait until the running portal has filed them [s]")] = FILING,
    as_json: Json = False,
) -> None:
    """Take in the dossiers of a stick, and write the receipts for the kiosk beside them. Run again, it takes nothing twice."""
    from kiosk.portal.config import DEFAULT_DATA, DEFAULT_NAME, configure
    from kiosk.portal.database import open_database
    from kiosk.portal.stick import take_in
    from kiosk.portal.storage import Storage

    try:
        config = configure(data or DEFAULT_DATA, database_url=database_url, storage=storage, name=name or DEFAULT_NAME)
        with closing(open_database(config)) as database:
            done = take_in(
                database,
                Storage(config.storage),
                folder,
                portal=config.name,
                clock=now,
                patience=wait,
                progress=_progress(as_json, 1, "hồ sơ"),
            )
    except KioskError as error:
        fail(error, as_json)
    except OSError as error:
        fail(KioskError("store.write", cause=f"{error.filename or config.storage}: {error.strerror}"), as_json)
    counted = Counter(receipt.state.value for receipt in done.receipts)
    document = {
        "machine": done.machine,
        "receipts": [receipt.model_dump(mode="json") for receipt in done.receipts],
        "refusals": [{"number": number, "reason": reason} for number, reason in done.refusals],
    }
    lines = [f"{done.machine}: " + ", ".join(f"{count} {state}" for state, count in sorted(counted.items()))]
    lines += [f"{number}  {reason}" for number, reason in done.refusals]
    if done.refusals:
        fail(KioskError("stick.partly", cause="\n".join(lines)), as_json, **document)
    say({"done": True, **document}, "\n".join(lines), as_json)


@contextmanager
def _opened(config: Path | None, as_json: bool) -> Iterator[SyncStore]:
    """The kiosk's store; an expected failure in the block ends the command."""
    from kiosk.store import open_sync_store

    state = read_settings(config, as_json).kiosk.state
    with failing(as_json), closing(open_sync_store(state, now=now)) as store:
        yield store


def _progress(as_json: bool, unit: float, word: str) -> Callable[[int, int], None]:
    """A line that counts up, where somebody looks at it."""

    def tell(done: int, whole: int) -> None:
        print(f"\r{done / unit:.0f} / {whole / unit:.0f} {word}", end="\n" if done >= whole else "", file=sys.stderr, flush=True)

    return tell if sys.stderr.isatty() and not as_json else lambda _, __: None
