"""A centre edits the templates. What it writes is used; what it breaks is said, without a word of the resident's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.errors import SettingsError
from kiosk.printing import render_form, render_slip
from kiosk.printing.typeset import TEMPLATES, typeset
from tests.printing.pdf_text import text_of
from tests.printing.samples import AGENCY, AT, CASE, CENTRE, FORM, NUMBER, PERSON, PROCEDURE, draft, slip


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def form(templates: Path, **answers: str) -> bytes:
    return render_form(
        PROCEDURE, CASE, FORM, AGENCY, draft(**answers), temporary_number=NUMBER, centre=CENTRE, made_at=AT, templates=templates
    )


def test_changed_wording_is_printed(templates: Path) -> None:
    wording = templates / "form.vi.toml"
    wording.write_text(wording.read_text("utf-8").replace('place = ""', 'place = "Vũng Tàu, "').replace("Kính gửi", "Kính trình"), "utf-8")
    text = text_of(form(templates))
    assert "Vũng Tàu, ngày 22 tháng 11 năm 2026" in text
    assert "Kính trình: Công an Thành phố Hồ Chí Minh" in text


def test_a_broken_template_is_named(templates: Path) -> None:
    (templates / "slip.typ").write_text("#let x = (", "utf-8")
    with pytest.raises(SettingsError, match=r"slip\.typ") as error:
        render_slip(slip(), dots=576, templates=templates)
    assert error.value.code == "print.template"


@pytest.mark.parametrize("file", ["slip.typ", "slip.vi.toml"])
def test_a_missing_file_is_named(templates: Path, file: str) -> None:
    (templates / file).unlink()
    with pytest.raises(SettingsError, match=file):
        render_slip(slip(), dots=576, templates=templates)


def test_wording_that_is_not_toml_is_named(templates: Path) -> None:
    (templates / "slip.vi.toml").write_text("title = ", "utf-8")
    with pytest.raises(SettingsError, match=r"slip\.vi\.toml"):
        render_slip(slip(), dots=576, templates=templates)


def test_a_sentence_that_was_deleted_is_named(templates: Path) -> None:
    wording = templates / "slip.vi.toml"
    wording.write_text(wording.read_text("utf-8").replace("officer =", "staff ="), "utf-8")
    with pytest.raises(SettingsError, match=r"verdict\.officer"):
        render_slip(slip(), dots=576, templates=templates)


def test_the_complaint_holds_nothing_personal(templates: Path) -> None:
    """typst quotes the value it stumbles over; here it stumbles over the resident's name."""
    (templates / "form.typ").write_text("#let data = json(bytes(sys.inputs.data))\n#int(data.applicant)", "utf-8")
    with pytest.raises(SettingsError) as error:
        form(templates)
    said = f"{error.value} {error.value.cause} {error.value.values}"
    assert "form.typ" in said
    assert PERSON.name not in said
    assert not {"Nguyễn", "Văn"} & set(said.split())


def test_a_template_cannot_read_outside_its_folder(templates: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("khóa", "utf-8")
    (templates / "slip.typ").write_text('#read("../secret.txt")', "utf-8")
    with pytest.raises(SettingsError):
        render_slip(slip(), dots=576, templates=templates)


def test_two_pages_where_one_was_asked_for_are_refused(templates: Path) -> None:
    (templates / "slip.typ").write_text("#set page(width: 10pt, height: 10pt)\na\n#pagebreak()\nb", "utf-8")
    with pytest.raises(SettingsError, match="more than one page"):
        render_slip(slip(), dots=576, templates=templates)


def test_nothing_is_written_beside_the_templates(templates: Path) -> None:
    before = sorted(path.name for path in templates.iterdir())
    form(templates)
    render_slip(slip(), dots=576, templates=templates)
    assert sorted(path.name for path in templates.iterdir()) == before


def test_pdf_without_glyphs_for_all_says_so_by_boxes(templates: Path) -> None:
    template = templates / "only.typ"
    template.write_text('#set text(font: "Be Vietnam Pro")\n#let data = json(bytes(sys.inputs.data))\n#data.text', "utf-8")
    assert text_of(typeset(template, {"text": "Xin chào 😀, 中文\x00\ud800!"}, kind="pdf", made_at=AT)) == "Xin chào □, □□  !"
