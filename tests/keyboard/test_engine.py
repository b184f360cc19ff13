"""What keys make of a text: every syllable by every method, in the orders in which people type."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.keyboard.engine import Line, Manner, Method, Word, bare, press
from kiosk.keyboard.keys import keys_for, type_keys
from kiosk.keyboard.syllables import Habit
from tests.keyboard.test_syllables import FROM_LIFE, GRID, with_tone

HABITS: tuple[Habit, ...] = ("old", "modern")
METHODS: tuple[Method, ...] = ("telex", "vni", "direct")
MARK_KEYS: dict[Method, dict[str, str]] = {
    "telex": {"ă": "w", "â": "a", "ê": "e", "ô": "o", "ơ": "w", "ư": "w", "đ": "d"},
    "vni": {"ă": "8", "â": "6", "ê": "6", "ô": "6", "ơ": "7", "ư": "7", "đ": "9"},
    "direct": {},
}
BASE = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}


def tone_key(tone: str, method: Method) -> list[str]:
    if not tone:
        return []
    return [{"telex": tone, "vni": str("sfrxj".index(tone) + 1), "direct": f"tone-{tone}"}[method]]


def letter_keys(letter: str, method: Method) -> list[str]:
    return [BASE[letter], MARK_KEYS[method][letter]] if letter in MARK_KEYS[method] else [letter]


def doubled(keys: list[str], method: Method) -> list[str]:
    """Oo that means oo (xoong): Telex takes ô back by a third o."""
    spot = "".join(keys).find("oo")
    return [*keys[:spot], "o", *keys[spot:]] if method == "telex" and spot >= 0 else keys


# Word without its tone, tone, where the tone stands (index), method → keys.
def all_at_once(word: str, tone: str, at: int, method: Method) -> list[str]:
    keys: list[str] = []
    for index, letter in enumerate(word):
        keys += letter_keys(letter, method) + (tone_key(tone, method) if index == at else [])
    return keys


def tone_at_the_end(word: str, tone: str, at: int, method: Method) -> list[str]:
    keys = [key for letter in word for key in letter_keys(letter, method)]
    return (doubled(keys, method) if "oo" in word else keys) + tone_key(tone, method)


def _marks(word: str, method: Method) -> list[str]:
    return list(dict.fromkeys(MARK_KEYS[method][letter] for letter in word if letter in MARK_KEYS[method]))


def _letters(word: str, method: Method) -> list[str]:
    keys = [BASE.get(letter, letter) if method != "direct" else letter for letter in word]
    return doubled(keys, method) if "oo" in word else keys


def marks_then_tone(word: str, tone: str, at: int, method: Method) -> list[str]:
    return _letters(word, method) + _marks(word, method) + tone_key(tone, method)


def tone_then_marks(word: str, tone: str, at: int, method: Method) -> list[str]:
    return _letters(word, method) + tone_key(tone, method) + _marks(word, method)


ORDERS = (all_at_once, tone_at_the_end, marks_then_tone, tone_then_marks)
WAYS = [
    (method, habit, order)
    for method, habit, order in itertools.product(METHODS, HABITS, ORDERS)
    if method != "direct" or order in (all_at_once, tone_at_the_end)
]


def type_all(keys: list[str], manner: Manner) -> Line:
    line = Line()
    for key in keys:
        line = press(line, key, manner)
        assert line.cursor == len(line.text)
    return line


def syllables(*, every_tone: bool) -> Iterator[tuple[str, str]]:
    """All of the grid; with `every_tone` false each word with one tone, in turn."""
    for number, (word, taken) in enumerate(GRID.items()):
        tones = ("", *taken)
        yield from ((word, tone) for tone in (tones if every_tone else tones[number % len(tones) :][:1]))


def check(method: Method, habit: Habit, order: Callable[..., list[str]], *, every_tone: bool) -> None:
    manner = Manner(method, habit)
    for word, tone in syllables(every_tone=every_tone):
        written = with_tone(word, tone, habit)
        at = next((index for index, letter in enumerate(written) if letter != word[index]), -1)
        if order is all_at_once and method == "telex" and "oo" in word:
            continue  # o, o, tone: by then it is ô
        keys = order(word, tone, at, method)
        assert type_all(keys, manner).text == written, keys


@pytest.mark.parametrize(("method", "habit", "order"), WAYS, ids=lambda part: getattr(part, "__name__", part))
def test_every_word_of_the_grid(method: Method, habit: Habit, order: Callable[..., list[str]]) -> None:
    check(method, habit, order, every_tone=False)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "habit", "order"), WAYS, ids=lambda part: getattr(part, "__name__", part))
def test_every_syllable(method: Method, habit: Habit, order: Callable[..., list[str]]) -> None:
    check(method, habit, order, every_tone=True)


@pytest.mark.parametrize("method", METHODS)
def test_text_to_keys_and_back_in_capitals_too(method: Method) -> None:
    for habit in HABITS:
        manner = Manner(method, habit)
        for word, tone in itertools.islice(syllables(every_tone=False), 0, None, 5):
            written = with_tone(word, tone, habit)
            for text in (written, written.upper(), written.capitalize()):
                assert type_all(keys_for(text, manner), manner).text == text


@pytest.mark.parametrize("method", METHODS)
def test_the_last_letter_off_and_on_again(method: Method) -> None:
    manner = Manner(method)
    for word, tone in syllables(every_tone=False):
        written = with_tone(word, tone)
        line = press(type_all(keys_for(written, manner), manner), "backspace", manner)
        assert bare(line.text)[0] == word[:-1]
        again = letter_keys(word[-1], method)
        if method == "telex" and word.endswith(("oo", "uơ")):
            continue
        line = type_keys(line, again, manner)
        if bare(line.text)[1] != tone:
            line = type_keys(line, tone_key(tone, method), manner)
        assert line.text == written
        for _ in word:
            line = press(line, "backspace", manner)
        assert line.text == ""


PEOPLES = """Kinh|Tày|Thái|Hoa|Khmer|Mường|Nùng|Mông|Dao|Gia Rai|Ngái|Ê Đê|Ba Na|Xơ Đăng|Sán Chay|Cơ Ho|Chăm|Sán Dìu|Hrê|Mnông|
Raglay|Xtiêng|Bru Vân Kiều|Thổ|Giáy|Cơ Tu|Gié Triêng|Mạ|Khơ Mú|Co|Tà Ôi|Chơ Ro|Kháng|Xinh Mun|Hà Nhì|Chu Ru|Lào|La Chí|
La Ha|Phù Lá|La Hủ|Lự|Lô Lô|Chứt|Mảng|Pà Thẻn|Cơ Lao|Cống|Bố Y|Si La|Pu Péo|Brâu|Ơ Đu|Rơ Măm"""
PLACES = """Tuyên Quang|Lào Cai|Thái Nguyên|Phú Thọ|Bắc Ninh|Hưng Yên|Hải Phòng|Ninh Bình|Quảng Trị|Đà Nẵng|Quảng Ngãi|Gia Lai|
Khánh Hòa|Lâm Đồng|Đắk Lắk|Thành phố Hồ Chí Minh|Đồng Nai|Tây Ninh|Cần Thơ|Vĩnh Long|Đồng Tháp|Cà Mau|An Giang|Hà Nội|
Huế|Lai Châu|Điện Biên|Sơn La|Lạng Sơn|Quảng Ninh|Thanh Hóa|Nghệ An|Hà Tĩnh|Cao Bằng|Kon Tum|Bà Rịa - Vũng Tàu|
Krông Búk|Cư M'gar|Ea H'leo|Chư Păh|Cư Jút|Krông Pắc|Buôn Ma Thuột"""
SENTENCES = """NGUYỄN THỊ ÁNH TUYẾT|Số 12/3 đường Nguyễn Huệ, phường 5|Công ty TNHH Samsung Vina|HĐND, UBND, QSDĐ|cafe Google|café|
Lô B2, tổ 5A1|Đỗ Ngọc Ánh; Lý Huỳnh Thủy|xoong, moóc, boóng|0912 345 678|bệnh viện Đ.K.|http://kiosk.vn/a_b?c=1|
an.nguyen@vidu.vn"""


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("text", [text.strip() for texts in (PEOPLES, PLACES, SENTENCES) for text in texts.split("|")])
def test_names_and_sentences(method: Method, text: str) -> None:
    manner = Manner(method)
    assert type_all(keys_for(text, manner), manner).text == text


def test_names_need_no_key_that_the_method_does_not_have() -> None:
    """Peoples and provinces are typed by Telex and VNI alone, without a long press."""
    for text in (PEOPLES + "|" + PLACES).split("|"):
        for method in ("telex", "vni"):
            assert all(key == "enter" or key.isascii() for key in keys_for(text.strip(), Manner(method))), text


TELEX = """ass as|w ư|ww w|nhw như|nhww nhw|uww uw|uow ươ|uoww uow|thuowr thuở|huowng hương|duwong dương|duwofng dường|Dduwowngf Đường|
DDUWOWNGF ĐƯỜNG|duongdwf đường|tiengse tiếng|ddd dd|did đi|didd did|hoafz hoa|hoaz hoaz|toansf toàn|awa â|aaw ă|uoow ươ|maft maft|
xooong xoong|HDDND HĐND|Buusk Buusk|Busk Búk|system system|window window|express express|facebook facebook|google google|
samsung samsung|cafe cafe|zalo zalo|email email|bana bân|banaana banana|passsword password|maxx max"""
VNI = """a11 a1|a1b2 a1b2|duong972 đường|d9 đ|d99 d9|HD9ND HĐND|to62 tồ|to620 tô|12 12|B2 B2|thuo73 thuở|a68 ă|as as|NGUYE6N4 NGUYỄN"""


@pytest.mark.parametrize("pair", TELEX.split("|"))
def test_telex(pair: str) -> None:
    keys, text = pair.split()
    assert type_all(list(keys), Manner("telex")).text == text


@pytest.mark.parametrize("pair", VNI.split("|"))
def test_vni(pair: str) -> None:
    keys, text = pair.split()
    assert type_all(list(keys), Manner("vni")).text == text


def test_a_slip_after_a_word_costs_one_backspace() -> None:
    telex = Manner("telex")
    line = type_all(list("nguyeenxa"), telex)
    assert line.text == "nguyeenxa"
    assert press(line, "backspace", telex).text == "nguyễn"
    assert type_keys(line, ["backspace", "space", "v", "aw", "n"], telex).text.startswith("nguyễn v")


def test_what_was_taken_back_stays_back() -> None:
    telex = Manner("telex")
    assert type_keys(type_all(list("ass"), telex), ["k", "s"], telex).text == "asks"


@pytest.mark.parametrize(
    ("text", "cursor", "keys", "expected"),
    [
        ("Nguyn Văn An", 4, ["e", "e", "x"], "Nguyễn Văn An"),
        ("Nguyên Văn An", 3, ["x"], "Nguyễn Văn An"),
        ("hòa", 2, ["backspace"], "ha"),
        ("hòan", 3, ["backspace"], "hòn"),
        ("Duong Văn", 1, ["d"], "Đuong Văn"),
        ("thúy", 4, ["n"], "thuýn"),
        ("tuân", 2, ["delete"], "tun"),
        ("Bà ria", 6, ["j"], "Bà rịa"),
        ("e\u0302n", 2, ["s"], "ến"),
    ],
)
def test_words_are_put_right_where_they_stand(text: str, cursor: int, keys: list[str], expected: str) -> None:
    assert type_keys(Line(text, cursor), keys, Manner("telex")).text == expected


@pytest.mark.parametrize(
    ("text", "cursor", "key", "expected", "at"),
    [
        ("Nguyn Văn An", 4, "ễ", "Nguyễn Văn An", 5),
        ("Hoa Binh", 3, "tone-f", "Hòa Binh", 3),
        ("Hoan", 2, "tone-f", "Hoàn", 2),
        ("hòa", 3, "tone-f", "hoa", 3),
        ("hòa", 3, "tone-s", "hóa", 3),
        ("hoàn", 4, "backspace", "hòa", 3),
        ("cafe", 4, "tone-s", "café", 4),
        ("an", 1, "space", "a n", 2),
        ("a", 1, "enter", "a\n", 2),
        ("an", 2, "@gmail.com", "an@gmail.com", 12),
        ("xyz 123", 7, "tone-s", "xyz 123", 7),
        ("", 0, "tone-s", "", 0),
        ("abc", 3, "shift", "abc", 3),
        ("abc", 3, "done", "abc", 3),
        ("abc", 3, "next", "abc", 3),
        ("café", 4, "s", "cafés", 5),
        ("e\u0302\u0301", 3, "c", "ếc", 2),
        ("e\u0302\u0301", 1, "", "ế", 1),
        ("abc", 99, "d", "abcd", 4),
        ("abc", -5, "d", "dabc", 1),
        ("a", 0, "backspace", "a", 0),
        ("", 0, "backspace", "", 0),
    ],
)
def test_direct_letters(text: str, cursor: int, key: str, expected: str, at: int) -> None:
    line = press(Line(text, cursor), key, Manner("direct"))
    assert (line.text, line.cursor) == (expected, at)


def test_plain_is_no_vietnamese_at_all() -> None:
    assert type_all([*"saas.dd11@w", "tone-s", ".vn"], Manner("plain")).text == "saas.dd11@w.vn"


NAMED = ["space", "backspace", "delete", "enter", "shift", "done", "next", *(f"tone-{tone}" for tone in "sfrxjz"), "tone-?", ".com"]
KEYS = st.one_of(st.sampled_from(NAMED), st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvwxyzAĂÂĐÊÔƠƯWSZD0123456789@.-"), st.text(max_size=3))
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(FROM_LIFE), max_size=5).map(" ".join))
MANNERS = st.builds(Manner, st.sampled_from((*METHODS, "plain")), st.sampled_from(HABITS))
WORDS = st.one_of(st.none(), st.builds(Word, st.text(max_size=5), st.sampled_from(FROM_LIFE), st.booleans()))


@given(text=TEXTS, cursor=st.integers(-3, 40), key=KEYS, manner=MANNERS, word=WORDS)
def test_any_key_on_any_text(text: str, cursor: int, key: str, manner: Manner, word: Word | None) -> None:
    line = press(Line(text, cursor, word), key, manner)
    assert 0 <= line.cursor <= len(line.text)
    assert unicodedata.is_normalized("NFC", line.text)


@given(keys=st.lists(KEYS, max_size=30), manner=MANNERS)
def test_a_burst_of_keys(keys: list[str], manner: Manner) -> None:
    line = type_keys(Line(), keys, manner)
    assert 0 <= line.cursor <= len(line.text)


@given(
    before=st.lists(st.sampled_from(FROM_LIFE), max_size=4),
    last=st.sampled_from(FROM_LIFE),
    after=st.lists(st.sampled_from(FROM_LIFE), max_size=4),
    key=st.sampled_from("sfrxjzaeodw"),
)
def test_a_key_changes_the_word_at_the_cursor_only(before: list[str], last: str, after: list[str], key: str) -> None:
    head, tail = "".join(f"{word} " for word in before), "".join(f" {word}" for word in after)
    line = press(Line(head + last + tail, len(head + last)), key, Manner("telex"))
    assert line.text.startswith(head)
    assert line.text.endswith(tail)
    assert line.cursor == len(line.text) - len(tail)


@given(keys=st.lists(st.sampled_from("aeiouydwsfrxjztnghcmp"), max_size=12))
def test_every_letter_that_was_pressed_is_seen_or_is_a_mark(keys: list[str]) -> None:
    """Base letters never get lost: what is shown has no fewer consonants that are no Telex keys than were pressed."""
    shown = bare(type_all(list(keys), Manner("telex")).text)[0]
    for letter in "tnghcmpiuy":
        extra = shown.count("ư") if letter == "u" else 0
        assert shown.count(letter) + extra >= keys.count(letter)


@given(words=st.lists(st.sampled_from(FROM_LIFE), max_size=6), manner=MANNERS)
def test_any_words_have_their_keys(words: list[str], manner: Manner) -> None:
    text = " ".join(words)
    manner = Manner(manner.method, "old")
    assert type_keys(Line(), keys_for(text, manner), manner).text == text


def test_keys_for_says_so_where_no_keys_write_it() -> None:
    with pytest.raises(ValueError, match="no keys"):
        keys_for("aì", Manner("telex"))
