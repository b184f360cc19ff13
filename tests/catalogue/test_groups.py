"""Where people look who do not type."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

from kiosk.catalogue import Catalogue, Group, check, group, load, most_used
from kiosk.settings import SHARE
from kiosk.texts import load as load_texts
from tests.catalogue.many import many

SHIPPED = load(SHARE / "catalogue")
ICONS = Path(__file__).parents[2] / "kiosk/ui/qml/controls/icons.js"


def below(one: Group) -> list[Group]:
    return [one, *(inner for part in one.groups for inner in below(part))]


def test_each_way_leads_to_the_licence() -> None:
    root = group(SHIPPED)
    for path in (("lai_xe",), ("agency", "cong_an_tinh"), ("who", "citizen")):
        found = root.at(path)
        assert found is not None
        assert "3.000347" in {p.code for p in found.procedures}, path
    assert root.at(("lai_xe", "nowhere")) is None
    assert root.at(("moon",)) is None


def test_every_procedure_has_a_life_event_an_agency_and_somebody_who_files_it() -> None:
    root = group(SHIPPED)
    for procedure in SHIPPED.procedures:
        assert procedure.life_events, procedure.code
        for way in ("agency", "who"):
            inner = root.at((way,))
            assert inner is not None
            assert any(procedure in part.procedures for part in inner.groups)


def test_a_group_without_a_procedure_is_left_out() -> None:
    root = group(replace(SHIPPED, procedures=SHIPPED.procedures[:1]))
    assert [one.id for one in root.groups] == ["lai_xe", "agency", "who"]
    assert all(one.procedures for one in below(root))


def test_a_large_group_is_divided_and_nothing_gets_lost() -> None:
    for catalogue in (SHIPPED, many()):
        for one in below(group(catalogue)):
            assert len({inner.id for inner in one.groups}) == len(one.groups)
            if one.groups:
                assert {p.code for inner in one.groups for p in inner.procedures} <= {p.code for p in one.procedures}
            if one.groups and one.id not in ("", "who"):
                assert sum(len(inner.procedures) for inner in one.groups) == len(one.procedures)
    health = group(many()).at(("agency", "so_y_te"))
    assert health is not None
    assert [one.name.vi for one in health.groups if one.name] == ["An toàn thực phẩm", "Dược phẩm", "Khám bệnh, chữa bệnh"]


def test_every_group_has_a_name_in_both_languages_and_an_icon_that_is_there() -> None:
    texts = load_texts()
    icons = set(re.findall(r'^    "([a-z-]+)":', ICONS.read_text("utf-8"), re.MULTILINE))
    for one in below(group(SHIPPED))[1:]:
        assert one.name is not None or all(f"group.{one.id}" in texts.all(language) for language in ("vi", "en"))
        assert one.symbol in icons | {""}
    assert {event.symbol for event in SHIPPED.finding.life_events} <= icons


def test_a_life_event_that_nobody_knows_is_a_mistake(tmp_path: Path) -> None:
    shutil.copytree(SHARE / "catalogue", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "procedures/1.001193.yaml"
    file.write_text(file.read_text("utf-8").replace("life_events: [sinh_con]", "life_events: [sinh_doi]"), "utf-8")
    assert len(check(tmp_path)) == 1
    assert 'there is no life event "sinh_doi" in finding.yaml' in check(tmp_path)[0]
    finding = tmp_path / "finding.yaml"
    finding.write_text(finding.read_text("utf-8").replace("id: ket_hon", "id: lai_xe"), "utf-8")
    assert any('"lai_xe" is used by another life event' in one for one in check(tmp_path))


def test_a_catalogue_without_finding_yaml_is_one_all_the_same(tmp_path: Path) -> None:
    shutil.copytree(SHARE / "catalogue", tmp_path, dirs_exist_ok=True)
    (tmp_path / "finding.yaml").unlink()
    bare: Catalogue = load(tmp_path)
    assert [one.id for one in group(bare).groups] == ["agency", "who"]


def test_what_was_filed_most_comes_first_and_then_the_catalogues_order() -> None:
    procedures = SHIPPED.procedures
    assert most_used(procedures, {}) == procedures[:6]
    last, third = procedures[-1], procedures[2]
    found = most_used(procedures, {last.code: 9, third.code: 4, "9.999999": 80})
    assert found == (last, third, *procedures[:2], *procedures[3:5])
