"""`kiosk dossier submit`: the whole way without a screen."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyrage
import pytest

from kiosk import documents
from kiosk.devices.virtual.papers import encode, text_page
from kiosk.dossier.package import unseal
from kiosk.store import open_store
from tests.cli.conftest import Kiosk, process

PERSON = {"number": "077098001234", "name": "Lý Quốc Toản", "born": "15/08/1998", "sex": "Nam", "address": "Số 1 Lê Lợi, Vũng Tàu"}
PERSONAL = ("077098001234", "Lý Quốc Toản", "Lê Lợi", "Bé Tí", "0912345678", "0912 345 678")
FORM = {
    "child_name": "Lý Bé Tí",
    "child_born": "01/11/2026",
    "child_sex": "nam",
    "child_ethnicity": "kinh",
    "child_nationality": "Việt Nam",
    "birth_place": "Bệnh viện Vũng Tàu",
    "home_town": "Vũng Tàu",
    "wants_copies": "no",
    "mother_name": "Trần Thị Bình",
    "mother_born": "01/01/1998",
    "mother_number": "077198005678",
    "mother_ethnicity": "Kinh",
    "mother_nationality": "Việt Nam",
    "mother_address": "Xã Long Sơn",
    "father_name": "Lý Quốc Toản",
    "father_born": "15/08/1998",
    "father_number": "077098001234",
    "father_ethnicity": "Kinh",
    "father_nationality": "Việt Nam",
    "father_address": "Xã Long Sơn",
    "requester_phone": "0912 345 678",
    "relation": "cha",
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    made = {"person": tmp_path / "person.json", "form": tmp_path / "form.json", "paper": tmp_path / "paper.png"}
    made["person"].write_text(json.dumps(PERSON), "utf-8")
    made["form"].write_text(json.dumps(FORM), "utf-8")
    made["paper"].write_bytes(encode(text_page(1, 200), 200))
    return made


@pytest.fixture
def submit(kiosk: Kiosk, files: dict[str, Path]) -> Kiosk:
    """The command with all that is right; what is given stands in for it."""

    def run(*further: str, stdin: bytes = b"", attach: tuple[str, ...] | None = None, **change: str):  # type: ignore[no-untyped-def]
        options = {"procedure": "1.001193", "case": "married", "person": str(files["person"]), "form": str(files["form"])} | change
        papers = (f"birth_paper={files['paper']}",) if attach is None else attach
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        arguments += [part for paper in papers for part in ("--attach", paper)]
        return kiosk("dossier", "submit", *arguments, *further, stdin=stdin)

    return run


def nothing_is_left(folder: Path) -> None:
    """No draft, no page, no name: neither done nor half done."""
    store = open_store(folder / "state", now=lambda: datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")))
    try:
        assert store.drafts.of("077098001234") is None
        assert store.drafts.unfinished_submissions() == []
    finally:
        store.close()
    assert list((folder / "state" / "pages").iterdir()) == []
    for file in (folder / "state").rglob("*"):
        if file.is_file():
            assert not any(personal.encode() in file.read_bytes() for personal in PERSONAL), file


def test_submit(enrolled: Path, submit: Kiosk, key: pyrage.x25519.Identity, tmp_path: Path) -> None:
    done = submit("--json")
    assert done.status == 0, done.err
    document = done.document
    assert (document["done"], document["verdict"], document["rows"]["birth_paper"]) == (True, "complete", "complete")
    assert document["temporary_number"].startswith("KIOSK-K01-")
    assert not any(personal in done.out + done.err for personal in PERSONAL)
    manifest, papers = unseal((tmp_path / "state" / "outbox" / f"{document['dossier_id']}.age").read_bytes(), [str(key)])
    assert (manifest.dossier_id, manifest.temporary_number) == (document["dossier_id"], document["temporary_number"])
    assert (manifest.person.name, manifest.answers["child_born"]) == ("Lý Quốc Toản", "2026-11-01")
    row = next(row for row in manifest.rows if row.component_id == "birth_paper")
    (file,) = row.files
    assert hashlib.sha256(papers[file.name]).hexdigest() == file.sha256
    assert len(documents.extract_jpegs(papers[file.name])) == 1
    nothing_is_left(tmp_path)


def test_several_pages_and_stdin(
    enrolled: Path, submit: Kiosk, files: dict[str, Path], key: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    paper = f"birth_paper={files['paper']}"
    done = submit("--json", person="-", stdin=json.dumps(PERSON).encode(), attach=(paper, paper))
    assert done.status == 0, done.err
    manifest, _ = unseal((tmp_path / "state" / "outbox" / f"{done.document['dossier_id']}.age").read_bytes(), [str(key)])
    assert next(row.pages for row in manifest.rows if row.component_id == "birth_paper") == 2


def test_for_people(enrolled: Path, submit: Kiosk) -> None:
    done = submit()
    assert done.status == 0
    assert done.out.rstrip().endswith("complete")
    assert len(done.out.splitlines()) == 1


def test_not_enrolled(submit: Kiosk) -> None:
    done = submit("--json")
    assert (done.status, done.document["error"]) == (1, "kiosk.not_enrolled")


WRONG: dict[str, tuple[dict[str, object], dict[str, object], str]] = {
    "number and year": ({"born": "15/08/1997"}, {}, "number.year"),
    "no name": ({"name": None}, {}, "file.not_person"),
    "an answer that is none": ({}, {"child_born": "31/02/2026"}, "date"),
    "a day to come": ({}, {"child_born": "01/11/2126"}, "dossier.incomplete"),
    "an open answer": ({}, {"child_name": None}, "dossier.incomplete"),
    "a field that there is not": ({}, {"nickname": "Bé Tí"}, "file.unknown_field"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_without_a_personal_word(
    case: str, enrolled: Path, submit: Kiosk, files: dict[str, Path], tmp_path: Path
) -> None:
    person, form, code = WRONG[case]
    for name, whole, change in (("person", PERSON, person), ("form", FORM, form)):
        values = {key: value for key, value in (whole | change).items() if value is not None}
        files[name].write_text(json.dumps(values), "utf-8")
    done = submit("--json")
    assert (done.status, done.document["error"]) == (1, code)
    assert done.document["reason"]
    assert not any(str(personal) in done.out + done.err for personal in (*PERSONAL, "1997"))
    assert "Traceback" not in done.err


def test_a_missing_paper_leaves_nothing_behind(enrolled: Path, submit: Kiosk, tmp_path: Path) -> None:
    done = submit("--json", attach=())
    assert (done.status, done.document["error"]) == (1, "dossier.incomplete")
    assert "birth_paper" in done.document["cause"]
    nothing_is_left(tmp_path)
    assert list((tmp_path / "state" / "outbox").iterdir()) == []


def test_a_picture_that_is_none_leaves_nothing_behind(enrolled: Path, submit: Kiosk, files: dict[str, Path], tmp_path: Path) -> None:
    done = submit("--json", attach=(f"birth_paper={files['paper']}", f"parents_id={files['form']}"))
    assert (done.status, done.document["error"]) == (1, "page.kind")
    nothing_is_left(tmp_path)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"procedure": "9.999999"}, "catalogue.unknown"),
        ({"case": "divorced"}, "catalogue.unknown"),
        ({"person": "/nowhere.json"}, "file.unreadable"),
    ],
)
def test_unknown(change: dict[str, str], code: str, enrolled: Path, submit: Kiosk) -> None:
    done = submit("--json", **change)
    assert (done.status, done.document["error"]) == (1, code)


def test_not_json(enrolled: Path, submit: Kiosk, files: dict[str, Path]) -> None:
    for content in ("{", "[]", '"Bé Tí"'):
        files["form"].write_text(content, "utf-8")
        done = submit("--json")
        assert (done.status, done.document["error"]) == (1, "file.not_json")


@pytest.mark.parametrize("attach", ["birth_paper", "no_such_row=x.png", "declaration=x.png", "=x.png"])
def test_wrong_usage(attach: str, enrolled: Path, submit: Kiosk, tmp_path: Path) -> None:
    done = submit("--json", attach=(attach,))
    assert (done.status, done.out) == (2, "")
    assert "birth_paper" in done.err
    assert not (tmp_path / "state" / "kiosk.db").exists(), "nothing was begun"


def test_both_on_stdin_is_wrong_usage(enrolled: Path, submit: Kiosk) -> None:
    assert submit(person="-", form="-").status == 2


def test_as_a_program(enrolled: Path, files: dict[str, Path]) -> None:
    """Nothing but the document on stdout; the log, on stderr, names nobody."""
    options = ("--procedure", "1.001193", "--case", "married", "--person", "-", "--form", str(files["form"]))
    attach = ("--attach", f"birth_paper={files['paper']}")
    stdin = json.dumps(PERSON).encode()
    done = process("dossier", "submit", *options, *attach, "--json", "--config", str(enrolled), stdin=stdin)
    assert done.status == 0, done.err
    assert done.document["verdict"] == "complete"
    assert [json.loads(line)["event"] for line in done.err.splitlines()] == ["submitted"]
    assert not any(personal in done.out + done.err for personal in PERSONAL)
