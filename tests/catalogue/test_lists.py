"""The long lists: whole, found by what people type, and addresses that lose nothing on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue import address, bundle, check, load
from kiosk.catalogue.address import Address
from kiosk.errors import InputError
from kiosk.settings import SHARE
from kiosk.texts import plain

LISTS = load(SHARE / "catalogue").lists
ETHNIC, NATIONS, PROVINCES, HCMC = LISTS.named["ethnic_groups"], LISTS.named["nationalities"], LISTS.provinces, LISTS.communes["79"]


def names(found: tuple[object, ...]) -> list[str]:
    return [entry.name.vi for entry in found]  # type: ignore[attr-defined]


def test_they_are_whole() -> None:
    assert [entry.id for entry in ETHNIC.entries] == [f"{number:02}" for number in range(1, 57)]
    assert len(NATIONS.entries) == 250, "ISO 3166-1, and none at all"
    assert len(PROVINCES.entries) == 34
    assert sum(len(communes.entries) for communes in LISTS.communes.values()) == 3321
    assert len(HCMC.entries) == 168
    for listed in (ETHNIC, NATIONS, PROVINCES, *LISTS.communes.values()):
        assert len({entry.name.vi for entry in listed.entries}) == len(listed.entries), listed.name


def test_what_only_one_source_has_is_for_reference() -> None:
    assert not PROVINCES.get("75").verified  # type: ignore[union-attr]
    assert sum(not entry.verified for communes in LISTS.communes.values() for entry in communes.entries) == 11
    assert not any(entry.verified for entry in NATIONS.entries)
    assert all(entry.verified for entry in ETHNIC.entries)


@pytest.mark.parametrize(
    ("listed", "query", "first"),
    [
        (ETHNIC, "kinh", "Kinh"),
        (ETHNIC, "viet", "Kinh"),
        (ETHNIC, "h'mong", "Hmông"),
        (ETHNIC, "ede", "Ê-đê"),
        (PROVINCES, "danang", "Thành phố Đà Nẵng"),
        (ETHNIC, "e de", "Ê-đê"),
        (ETHNIC, "van kieu", "Bru-Vân Kiều"),
        (NATIONS, "my", "Hoa Kỳ"),
        (NATIONS, "viet n", "Việt Nam"),
        (NATIONS, "germ", "Đức"),
        (PROVINCES, "ho chi", "Thành phố Hồ Chí Minh"),
        (PROVINCES, "binh duong", "Thành phố Hồ Chí Minh"),
        (PROVINCES, "da n", "Thành phố Đà Nẵng"),
        (HCMC, "vung t", "Phường Vũng Tàu"),
        (HCMC, "Rạch Dừa", "Phường Rạch Dừa"),
        (HCMC, "qqq", None),
    ],
)
def test_finding(listed: object, query: str, first: str | None) -> None:
    assert names(listed.find(query))[:1] == ([first] if first else [])  # type: ignore[attr-defined]


def test_an_empty_query_gives_all_by_name_without_the_type_before_it() -> None:
    assert names(PROVINCES.find(""))[:3] == ["Tỉnh An Giang", "Tỉnh Bắc Ninh", "Tỉnh Cà Mau"]
    assert len(HCMC.find(" ")) == 168


@given(st.sampled_from([entry for listed in (ETHNIC, NATIONS, HCMC) for entry in listed.entries]), st.integers(2, 30))
@settings(max_examples=80, deadline=None)
def test_typing_a_name_on_never_loses_it(entry: object, length: int) -> None:
    listed = next(one for one in (ETHNIC, NATIONS, HCMC) if entry in one.entries)
    for text in (entry.name.vi, plain(entry.name.vi).lower()):  # type: ignore[attr-defined]
        assert entry in listed.find(text[:length])


# Addresses


@pytest.mark.parametrize(
    ("card", "kept"),
    [
        ("Số 1 Lê Lợi, Phường Vũng Tàu, Thành phố Hồ Chí Minh", "Số 1 Lê Lợi, Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]"),
        ("12 Lê Lợi, phường Rạch Dừa, TP. Hồ Chí Minh", "12 Lê Lợi, Phường Rạch Dừa, Thành phố Hồ Chí Minh [79/26536]"),
        ("Tổ 3, ấp Bắc, P. Rạch Dừa, Hồ Chí Minh", "Tổ 3, ấp Bắc, Phường Rạch Dừa, Thành phố Hồ Chí Minh [79/26536]"),
        ("Phường Vũng Tàu, Hồ Chí Minh", "Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]"),
        ("Phường Vũng Tàu, TP. HCM", "Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]"),
        ("Phường Vũng Tàu, TPHCM", "Phường Vũng Tàu, Thành phố Hồ Chí Minh [79/26506]"),
        # Of before the merger, or too little: as they are.
        ("Phường Vũng Tàu, Bà Rịa - Vũng Tàu", None),
        ("Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu", None),
        ("Phường 4, Sa Đéc, Đồng Tháp", None),
        ("Xã Tân Phú, Huyện Tân Phú, Đồng Nai", None),
        ("Tổ 3, Xã Long Sơn", None),
        ("Vũng Tàu, Hồ Chí Minh", None),
        ("", None),
    ],
)
def test_a_cards_address_is_recognised_only_when_it_is_sure(card: str, kept: str | None) -> None:
    assert address.recognised(card, LISTS) == (card if kept is None else kept)


_units = st.sampled_from([(province, entry.id) for province, communes in LISTS.communes.items() for entry in communes.entries])


@given(st.text("aăâ 0123/[]-, Phường", max_size=30).map(lambda text: " ".join(text.split()).strip(" ,")), _units)
@settings(max_examples=200, deadline=None)
def test_an_address_put_together_comes_apart_again(line: str, unit: tuple[str, str]) -> None:
    made = address.compose(Address(line, *unit), LISTS)
    assert address.split(made, LISTS) == Address(line, *unit)
    assert address.recognised(made, LISTS) == made
    assert "[" not in address.shown(made).removeprefix(line)


def test_a_commune_of_another_province_is_refused() -> None:
    with pytest.raises(InputError) as wrong:
        address.compose(Address("1", "01", "26506"), LISTS)
    assert wrong.value.code == "field.commune"


def test_the_house_of_an_old_address() -> None:
    assert address.opening("Số 1 Lê Lợi, Tổ 2, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu") == "Số 1 Lê Lợi, Tổ 2"


# A centre's own lists


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHARE / "catalogue", tmp_path / "catalogue", ignore=shutil.ignore_patterns("lists"))
    (tmp_path / "catalogue" / "lists").mkdir()
    return tmp_path / "catalogue"


def write(folder: Path, name: str, entries: str, top: str = "[]") -> None:
    text = f'source: {{name: "Trung tâm", checked_on: 2026-11-01}}\nverified: true\ntop: {top}\nentries:\n{entries}'
    (folder / "lists" / f"{name}.yaml").write_text(text, "utf-8")


def test_a_list_of_its_own_stands_beside_the_shipped_ones_and_travels_with_the_catalogue(folder: Path) -> None:
    write(folder, "markets", '  - {id: dam, name: "Chợ Đầm"}\n  - {id: cu, name: {vi: "Chợ cũ", en: "Old market"}}\n', "[cu]")
    lists = load(folder).lists
    assert names(lists.named["markets"].top) == ["Chợ cũ"]
    assert len(lists.named["ethnic_groups"].entries) == 56
    assert [name for name in bundle.read(folder) if name.startswith("lists/")] == ["lists/markets.yaml"]
    shelf = folder.parent / "shelf"
    bundle.put_in_place(shelf, bundle.read(folder))
    assert "markets" in load(shelf / "current").lists.named


def test_mistakes_in_a_list_are_told_with_their_line(folder: Path) -> None:
    write(folder, "markets", '  - {id: dam, name: "Chợ Đầm"}\n  - {id: dam, name: "Chợ cũ"}\n', "[moi]")
    told = check(folder)
    assert 'lists/markets.yaml, line 3: top.0: there is no entry "moi" in this list' in told
    assert 'lists/markets.yaml, line 6: entries.1.id: "dam" is used by another entry' in told
