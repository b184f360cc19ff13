"""What people type at the screen, and what they mean."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue import Catalogue, Search, load
from kiosk.settings import SHARE

SHIPPED = load(SHARE / "catalogue")
SEARCH = Search(SHIPPED)


def first(query: str) -> str:
    found = SEARCH.find(query)
    return found[0].code if found else ""


@pytest.mark.parametrize(
    ("query", "code"),
    [
        # with and without diacritics, capitals, a half typed last word
        ("đổi giấy phép lái xe", "3.000347"),
        ("doi giay phep lai xe", "3.000347"),
        ("ĐỔI GIẤY PHÉP", "3.000347"),
        ("Doi giay ph", "3.000347"),
        ("khai si", "1.001193"),
        ("  kết   hôn ", "1.000894"),
        # words in another order
        ("lái xe đổi giấy phép", "3.000347"),
        ("hôn nhân tình trạng", "1.004873"),
        ("kinh doanh hộ", "1.001612"),
        # abbreviations
        ("GPLX", "3.000347"),
        ("gplđ", "1.014199"),
        ("GPLD", "1.014199"),
        ("HKD", "1.001612"),
        ("lltp", "3.000333"),
        ("KS", "1.001193"),
        ("ĐKKH", "1.000894"),
        ("dkkh", "1.000894"),
        ("CT01", "1.004194"),
        # what people say
        ("bằng lái", "3.000347"),
        ("giấy độc thân", "1.004873"),
        ("sao y", "2.000815"),
        ("giấy chứng tử", "1.000656"),
        ("khuyến mãi", "2.000033"),
        ("hộ kinh doanh cá thể", "1.001612"),
        ("tôi muốn làm giấy khai sinh", "1.001193"),
        ("mat giay phep lao dong", "1.014200"),
        # by a paper in hand
        ("giấy chứng sinh", "1.001193"),
        ("giấy báo tử", "1.000656"),
        # in English
        ("driving licence", "3.000347"),
        ("birth certif", "1.001193"),
        ("work permit", "1.014199"),
        ("Household Business", "1.001612"),
        # by code
        ("1.001193", "1.001193"),
        ("001193", "1.001193"),
        ("1001193", "1.001193"),
        ("2.0022", "2.002288"),
    ],
)
def test_the_first_hit_is_what_was_meant(query: str, code: str) -> None:
    assert first(query) == code


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("xóa án tích", "xoá án tích"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("hóa", "hoá")]
)
def test_old_and_new_place_of_the_tone_find_the_same(old: str, new: str) -> None:
    assert SEARCH.find(old) == SEARCH.find(new)
    assert SEARCH.find(unicodedata.normalize("NFD", old)) == SEARCH.find(old)


def test_the_health_certificate_is_found_either_way() -> None:
    assert {"3.000347", "1.014199"} <= {p.code for p in SEARCH.find("sức khoẻ")}


def test_cccd_finds_what_asks_for_the_card() -> None:
    assert {p.code for p in SEARCH.find("CCCD")} >= {"3.000347", "3.000333"}


def test_a_name_counts_more_than_a_keyword_and_a_keyword_more_than_an_agency() -> None:
    found = [p.code for p in SEARCH.find("đăng ký kinh doanh")]
    assert found[0] == "1.001612"
    assert [p.code for p in SEARCH.find("giấy phép lao động")][:2] == ["1.014199", "1.014200"]
    assert [p.code for p in SEARCH.find("công an")] == ["3.000347", "3.000333", "1.004194"]


def test_an_agency_or_a_field_finds_its_procedures() -> None:
    assert {p.code for p in SEARCH.find("hộ tịch")} >= {"1.001193", "1.000894", "1.000656", "1.004873"}
    assert first("sở xây dựng") == "2.002288"


def test_nothing_typed_shows_all_in_order() -> None:
    assert SEARCH.find("") == SEARCH.find(" \t ") == SHIPPED.procedures


def test_nothing_found_is_empty() -> None:
    assert SEARCH.find("xyzzy") == ()
    assert SEARCH.find("9.999999") == ()
    assert SEARCH.find("!!!") == ()


def test_the_limit_holds() -> None:
    assert len(SEARCH.find("đăng ký", limit=2)) == 2
    assert SEARCH.find("đăng ký", limit=0) == ()
    assert SEARCH.find("1.", limit=3) == SEARCH.find("1.")[:3]


def test_typing_on_never_loses_the_procedure_that_is_meant(catalogue: Catalogue) -> None:
    for procedure in catalogue.procedures:
        name = procedure.short.vi
        for end in range(1, len(name) + 1):
            assert procedure in SEARCH.find(name[:end]), name[:end]


PIECES = st.sampled_from(
    ["đăng ký", "gplx", "1.00", "hòa", "  ", "|", "giấy", "a", "\U0010ffff", "\ud800", "\x00", "Ａ", "İ", "ß", "1.001193"]
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)), st.integers(-3, 50))
def test_any_text_is_survived(query: str, limit: int) -> None:
    found = SEARCH.find(query, limit)
    assert {p.code for p in found} <= {p.code for p in SHIPPED.procedures}
    assert len({p.code for p in found}) == len(found)
