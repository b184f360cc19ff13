"""What people type at the screen, and what they mean: in the shipped catalogue, and with the same procedures among two thousand."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue import Catalogue, Found, Search, load
from kiosk.settings import SHARE
from tests.catalogue.many import many

SHIPPED = load(SHARE / "catalogue")
SEARCH = Search(SHIPPED)
MANY = many()
SEARCH_MANY = Search(MANY)

LICENCE, BIRTH, DEATH, MARRIAGE, SINGLE = "3.000347", "1.001193", "1.000656", "1.000894", "1.004873"
SHOP, STAY, COPIES, RECORD, BADGE = "1.001612", "1.004194", "2.000815", "3.000333", "2.002288"
PERMIT, PERMIT_AGAIN, PROMOTION = "1.014199", "1.014200", "2.000033"

AS_TYPED = [
    # with and without diacritics, capitals, a half typed last word
    ("đổi giấy phép lái xe", LICENCE),
    ("doi giay phep lai xe", LICENCE),
    ("ĐỔI GIẤY PHÉP LÁI", LICENCE),
    ("Doi giay phep la", LICENCE),
    ("dang ky khai si", BIRTH),
    ("  kết   hôn ", MARRIAGE),
    # words in another order
    ("lái xe đổi giấy phép", LICENCE),
    ("hôn nhân tình trạng", SINGLE),
    ("hộ kinh doanh thành lập", SHOP),
    # abbreviations, and what people say
    ("đổi GPLX", LICENCE),
    ("gplđ", PERMIT),
    ("GPLD", PERMIT),
    ("HKD", SHOP),
    ("lltp", RECORD),
    ("KS", BIRTH),
    ("ĐKKH", MARRIAGE),
    ("dkkh", MARRIAGE),
    ("XNTTHN", SINGLE),
    ("CT01", STAY),
    ("KDVT phù hiệu", BADGE),
    ("đổi bằng lái", LICENCE),
    ("doi blx", LICENCE),
    ("giấy độc thân", SINGLE),
    ("sao y", COPIES),
    ("cong chung", COPIES),
    ("giấy chứng tử", DEATH),
    ("khuyến mãi", PROMOTION),
    ("hộ kinh doanh cá thể", SHOP),
    ("mở quán", SHOP),
    ("tiền án tiền sự", RECORD),
    ("tôi muốn làm giấy khai sinh", BIRTH),
    ("tui can dang ky tam tru", STAY),
    ("mat giay phep lao dong", PERMIT_AGAIN),
    # by a paper in hand
    ("giấy chứng sinh", BIRTH),
    ("giấy báo tử", DEATH),
    # in English
    ("exchange driving licence", LICENCE),
    ("birth certif", BIRTH),
    ("work permit", PERMIT),
    ("Start a household business", SHOP),
    # by code
    ("1.001193", BIRTH),
    ("001193", BIRTH),
    ("1001193", BIRTH),
    ("2.0022", BADGE),
]
MISTYPED = [
    # Telex and VNI left over
    ("ddooir giaays phesp lasi xe", LICENCE, "đổi giấy phép lái xe"),
    ("ddaawng kys keets hoon", MARRIAGE, "đăng ký kết hôn"),
    ("d9o63i gia61y phe1p la1i xe", LICENCE, "đổi giấy phép lái xe"),
    ("dang ky khai tuwr", DEATH, "đăng ký khai tử"),
    ("taamj trus", STAY, "tạm trú"),
    # letters wrong, missing, too many, swapped
    ("kahi sinh", BIRTH, "khai sinh"),
    ("đăng ký khai sihn", BIRTH, "đăng ký khai sinh"),
    ("dang ky ket hno", MARRIAGE, "đăng ký kết hôn"),
    ("dang kyy ket honn", MARRIAGE, "đăng ký kết hôn"),
    ("ly lich tu phpa", RECORD, "lý lịch tư pháp"),
    ("phieuu ly lich", RECORD, "phiếu lý lịch"),
    ("hộ kih doanh", SHOP, "hộ kinh doanh"),
    ("thanh lpa ho kinh doanh", SHOP, "thành lập hộ kinh doanh"),
    ("phu hieju xe", BADGE, "phù hiệu xe"),
    ("doi giay phpe lai xe", LICENCE, "đổi giấy phép lái xe"),
    ("khuyen maj", PROMOTION, "khuyến mại"),
    ("thong baoo khuyen maii", PROMOTION, "thông báo khuyến mại"),
    ("cap giay phep loa dong nuoc ngoai", PERMIT, "cấp giấy phép lao động nước ngoài"),
    # as they are said
    ("trứng thực", COPIES, "chứng thực"),
    ("xao y", COPIES, "sao y"),
    ("dang ki ket hon", MARRIAGE, "đăng ký kết hôn"),
    # in English
    ("drivng lisence", LICENCE, "driving licence"),
    ("criminal recrod", RECORD, "criminal record"),
    ("houshold busines", SHOP, "household business"),
]


def first(query: str, search: Search = SEARCH) -> str:
    found = search.find(query).procedures
    return found[0].code if found else ""


@pytest.mark.parametrize("search", [SEARCH, SEARCH_MANY], ids=["shipped", "2000"])
@pytest.mark.parametrize(("query", "code"), AS_TYPED)
def test_the_first_hit_is_what_was_meant(query: str, code: str, search: Search) -> None:
    assert first(query, search) == code
    assert search.find(query).read_as == ""


@pytest.mark.parametrize("search", [SEARCH, SEARCH_MANY], ids=["shipped", "2000"])
@pytest.mark.parametrize(("query", "code", "meant"), MISTYPED)
def test_a_mistake_is_put_right_and_said(query: str, code: str, meant: str, search: Search) -> None:
    found = search.find(query)
    assert (found.procedures[0].code, found.read_as.lower(), found.partly) == (code, meant, False)


def test_what_is_right_is_never_corrected() -> None:
    for search, catalogue in ((SEARCH, SHIPPED), (SEARCH_MANY, MANY)):
        for procedure in catalogue.procedures[:200]:
            for name in (procedure.short.vi, procedure.name.vi, procedure.short.en):
                found = search.find(name, limit=3000)
                assert procedure in found.procedures, name
                assert not found.read_as, name


def test_a_short_name_comes_first_among_two_thousand() -> None:
    for procedure in MANY.procedures[::7]:
        best = SEARCH_MANY.find(procedure.short.vi).procedures[0]
        assert best.short.vi.casefold().startswith(procedure.short.vi.casefold()), procedure.short.vi


def test_words_that_nothing_has_are_left_out_and_that_is_said() -> None:
    found = SEARCH.find("mất bằng lái")
    assert (found.procedures[0].code, found.read_as, found.partly) == (LICENCE, "bằng lái", True)


def test_one_word_of_two_is_not_enough() -> None:
    assert SEARCH.find("khai qwrtz") == Found(())


def test_marks_that_were_typed_tell_words_apart() -> None:
    """Thuế is a tax, thuê is rent; without the tone it may be either, or become the other with the next key."""

    def have(query: str) -> list[bool]:
        """Of those with one of the two in their short name: whether they have the tax anywhere."""
        named = (p for p in SEARCH_MANY.find(query, limit=300).procedures if re.search("thuế|thuê", p.short.vi))
        return ["thuế" in f"{p.model_dump_json()} {MANY.agency(p.agency).name.vi}".casefold() for p in named]

    assert have("thuế") == sorted(have("thuế"), reverse=True)
    assert have("thue") != sorted(have("thue"), reverse=True)


def test_hoi_and_nga_are_one_since_half_of_the_country_says_so() -> None:
    assert first("khai tữ") == DEATH
    assert SEARCH.find("khai tữ").read_as == ""


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("xóa án tích", "xoá án tích"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("hóa", "hoá")]
)
def test_old_and_new_place_of_the_tone_find_the_same(old: str, new: str) -> None:
    for search in (SEARCH, SEARCH_MANY):
        assert search.find(old) == search.find(new)
        assert search.find(unicodedata.normalize("NFD", old)) == search.find(old)


def test_the_health_certificate_is_found_either_way() -> None:
    assert {LICENCE, PERMIT} <= {p.code for p in SEARCH.find("sức khoẻ").procedures}


def test_cccd_finds_what_asks_for_the_card() -> None:
    assert {p.code for p in SEARCH.find("CCCD").procedures} >= {LICENCE, RECORD}


def test_a_name_counts_more_than_a_keyword_and_a_keyword_more_than_an_agency() -> None:
    assert first("đăng ký kinh doanh") == SHOP
    assert [p.code for p in SEARCH.find("giấy phép lao động").procedures][:2] == [PERMIT, PERMIT_AGAIN]
    assert [p.code for p in SEARCH.find("công an").procedures] == [LICENCE, RECORD, STAY]


def test_among_equals_the_most_used_comes_first() -> None:
    assert [p.code for p in SEARCH.find("đăng ký").procedures][:4] == [BIRTH, MARRIAGE, DEATH, STAY]


def test_an_agency_or_a_field_finds_its_procedures() -> None:
    assert {p.code for p in SEARCH.find("hộ tịch").procedures} >= {BIRTH, MARRIAGE, DEATH, SINGLE}
    assert first("sở xây dựng") == BADGE


def test_nothing_typed_shows_all_in_order() -> None:
    assert SEARCH.find("") == SEARCH.find(" \t ") == Found(SHIPPED.procedures)


def test_nothing_found_is_empty() -> None:
    assert SEARCH.find("xyzzy") == Found(())
    assert SEARCH.find("9.999999") == Found(())
    assert SEARCH.find("!!!") == Found(())


def test_the_limit_holds() -> None:
    assert len(SEARCH.find("đăng ký", limit=2).procedures) == 2
    assert SEARCH.find("đăng ký", limit=0).procedures == ()
    assert SEARCH.find("1.", limit=3).procedures == SEARCH.find("1.").procedures[:3]


def test_typing_on_never_loses_the_procedure_that_is_meant(catalogue: Catalogue) -> None:
    for procedure in catalogue.procedures:
        name = procedure.short.vi
        for end in range(1, len(name) + 1):
            assert procedure.code in {p.code for p in SEARCH.find(name[:end]).procedures}, name[:end]


def test_nothing_of_what_a_visitor_looked_for_is_kept() -> None:
    search = Search(SHIPPED)
    search.find("nguyeenx vawn an")
    assert search._speller.meant.cache_info().currsize > 0
    search.forget()
    assert search._speller.meant.cache_info().currsize == 0


PIECES = st.sampled_from(
    ["đăng ký", "gplx", "1.00", "hòa", "  ", "|", "giấy", "a", "\U0010ffff", "\ud800", "\x00", "Ａ", "İ", "ß", "1.001193", "giaays", "ﬁ"]
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)), st.integers(-3, 50))
def test_any_text_is_survived(query: str, limit: int) -> None:
    found = SEARCH.find(query, limit).procedures
    assert {p.code for p in found} <= {p.code for p in SHIPPED.procedures}
    assert len({p.code for p in found}) == len(found)
