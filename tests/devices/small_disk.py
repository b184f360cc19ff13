"""A scan onto a disk that runs full: `unshare -rm python -m tests.devices.small_disk FOLDER`. Prints what happened as JSON.

A program of its own, since it mounts a disk of 16 MB, which only a namespace of its own lets everybody do.
"""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.visit import jobs
from tests.visit.booth import PAPER
from tests.visit.office import Office, saved

SHEETS, MORE = 6, 2


def main(folder: Path) -> None:
    state = folder / "state"
    state.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "kiosk-test", str(state)], check=True)
    noise = np.random.default_rng(5).integers(0, 255, (584, 413, 3), np.uint8)
    sheets = [Image.fromarray(np.roll(noise, number, 0)) for number in range(SHEETS)]
    with EsclScanner() as device:
        scanner = SaneScanner(device=device.write_sane_config(folder / "sane"), config_dir=str(folder / "sane"), runtime=folder / "run")
        office = Office(state, scanner=scanner)
        try:
            draft = saved(office)
            ballast = state / "ballast"
            fill(ballast, leave=2_500_000)
            device.load_feeder(sheets)
            office.do(jobs.Scan(1, draft, PAPER, "feeder"))
            kept = [said for said in office.said if isinstance(said, jobs.PageKept)]
            failed = next(said for said in office.said if isinstance(said, jobs.ScanFailed))
            first = {"pages": len(kept), "code": failed.error.code, "cause": failed.error.cause, "told": failed.pages}
            ballast.unlink()
            draft = kept[-1].draft
            device.load_feeder(sheets[:MORE])
            office.do(jobs.Scan(1, draft, PAPER, "feeder"))
            after = [said for said in office.said if isinstance(said, jobs.PageKept)]
            again = office.again()
            found = again.store.drafts.get(draft.id)
            assert found is not None
            pages = found.draft.row(PAPER).pages
            readable = sum(len(again.store.drafts.page(draft.id, page.id)) > 10_000 for page in pages)
            again.store.drafts.forget_older_than(60)
            files = sorted(file.name for file in (state / "pages").iterdir())
            orphans = [name for name in files if name.split(".")[0] not in {page.id for page in pages}]
            again.store.close()
        finally:
            scanner.close()
    print(json.dumps({"first": first, "after": len(after), "readable": readable, "orphans": orphans}))


def fill(file: Path, *, leave: int) -> None:
    """Leave so many bytes free."""
    blocks = []
    with file.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"x" * 65536)
                blocks.append(65536)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        stream.truncate(max(0, stream.tell() - leave))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
