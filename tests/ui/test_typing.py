"""The keyboard's engine: what the keys make of a text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.typing import TONES, press

# ruff: noqa: E501
# Every rime shape of Vietnamese with its tone where the identity cards put it. From each, the test takes the tone off and types it anew.
SYLLABLES = ["à", "á", "ả", "ã", "ạ", "ăn", "ắn", "ằng", "ấm", "ầm", "ẩn", "ẫu", "ậu", "bé", "bè", "bẻ", "bẽ", "bẹ", "bếp", "bệnh", "bị", "bí", "bỏ", "bó", "bọ", "bốn", "bồ", "bổ", "bỗng", "bộ", "bờ", "bở", "bỡ", "bợ", "bú", "bù", "bủ", "bụ", "bứt", "bừng", "bửa", "bữa", "bực", "cá", "cà", "cả", "cạ", "các", "cách", "cạnh", "cảnh", "cánh", "chào", "cháo", "chảo", "chạy", "chấm", "chậm", "chẵn", "chẽ", "chết", "chị", "chìa", "chía", "chiếc", "chiến", "chiều", "chiểu", "chỉnh", "chịu", "chó", "chồng", "chỗ", "chợ", "chuối", "chuyện", "chuyển", "chuyến", "chứa", "chừng", "chững", "chứng", "chức", "có", "còn", "cỏ", "cọc", "cổ", "cố", "cộng", "cờ", "cỡ", "cởi", "của", "cùng", "cũng", "cụ", "cúng", "cứ", "cử", "cửa", "cứu", "cừu", "dã", "dấu", "dầu", "dễ", "diễn", "diện", "dịch", "dòng", "dở", "dưới", "dừng", "dường", "dượng", "đã", "đá", "đà", "đại", "đám", "đàm", "đảm", "đang", "đáng", "đảng", "đánh", "đào", "đảo", "đặc", "đặt", "đấy", "đầy", "đất", "đầu", "đẩy", "đề", "để", "đến", "đều", "điểm", "điền", "điện", "điều", "đình", "định", "đó", "đò", "đỏ", "đọc", "đói", "đòi", "đôi", "đối", "đổi", "đội", "đồng", "động", "đỡ", "đợi", "đợt", "đủ", "đúng", "đụng", "đứa", "đức", "đứng", "đường", "được", "đươm", "gà", "gạch", "gánh", "gạo", "gặp", "gần", "gấp", "gầy", "gỉ", "gì", "gỗ", "gọi", "gói", "gốc", "góp", "gửi", "gừng", "ghé", "ghế", "ghét", "ghi", "già", "giá", "giả", "giã", "giạ", "giác", "giải", "giảm", "giành", "giáo", "giày", "giấy", "giếng", "giỏi", "giỗ", "giống", "giới", "giờ", "giữ", "giữa", "giường", "giúp", "giục", "hà", "Hà", "hạ", "hạn", "hành", "hạnh", "hảo", "hay", "hãy", "hằng", "hẹn", "hẻm", "hết", "hệ", "hiểm", "hiểu", "hiện", "hình", "họ", "họa", "hóa", "hòa", "hỏa", "hoài", "hoại", "hoàn", "hoàng", "hoạch", "hoạt", "hoảng", "hoặc", "hoằng", "học", "hỏi", "hòm", "hồ", "hồng", "hộ", "hội", "hợp", "hơn", "hớn", "hùng", "hủy", "húy", "huệ", "huề", "huyện", "huyền", "huỳnh", "hướng", "hưởng", "hữu", "hứa", "khá", "khả", "khách", "khai", "khám", "kháng", "khánh", "khảo", "khắc", "khắp", "khẩu", "khéo", "khế", "khỏe", "khóe", "khoản", "khoáng", "khoẻo", "khó", "khỏi", "khổ", "không", "khởi", "khuất", "khuỷu", "khuya", "khuyến", "khử", "kẻ", "kèm", "kén", "kế", "kề", "kể", "kết", "kiểm", "kiến", "kiện", "kiệt", "kiều", "kiếm", "kín", "kính", "kịp", "ký", "kỳ", "kỷ", "kỹ", "kỵ", "lá", "là", "lạ", "lại", "làm", "lãm", "lãnh", "láng", "lập", "lấy", "lầu", "lẫn", "lận", "lẽ", "lễ", "lệ", "lên", "lịch", "liền", "liệu", "linh", "lĩnh", "lòng", "lọ", "lóa", "lòa", "loại", "loài", "loáng", "loạn", "lò", "lỗi", "lời", "lợi", "lớn", "lớp", "lũ", "lụa", "lúa", "luật", "luống", "lũy", "lữ", "lửa", "lựa", "lưới", "lười", "lượng", "lượt", "lưỡng", "má", "mà", "mả", "mã", "mạ", "mạch", "mạnh", "mảnh", "mãi", "mặt", "mặc", "mẫu", "mẹ", "mẻ", "mèo", "miễn", "miệng", "miếng", "mía", "mỉa", "miền", "mình", "mỏ", "mọi", "mỗi", "mộc", "một", "mới", "mở", "mợ", "mua", "mùa", "múa", "mủ", "mũ", "muốn", "muỗi", "mưa", "mứt", "mười", "mướn", "mường", "mượn", "mừng", "mức", "nào", "nắm", "nặng", "nắng", "nấu", "nếu", "nên", "nền", "nệm", "nỗi", "nội", "nộp", "nối", "nổi", "nông", "nợ", "nỡ", "nở", "nữ", "nữa", "nửa", "nước", "nướng", "ngã", "ngạch", "ngày", "ngắn", "ngân", "ngầm", "ngập", "ngẫm", "nghề", "nghe", "nghĩa", "nghỉ", "nghị", "nghiệp", "nghiên", "nghèo", "nghiễm", "ngoài", "ngoại", "ngoan", "ngoãn", "ngoéo", "ngọc", "ngọt", "ngõ", "ngỏ", "ngôi", "ngồi", "ngờ", "ngủ", "ngũ", "nguội", "nguồn", "nguyễn", "Nguyễn", "nguyện", "nguyệt", "người", "ngượng", "ngựa", "ngữ", "nhà", "nhạc", "nhãn", "nhanh", "nhánh", "nhân", "nhận", "nhập", "nhất", "nhật", "nhẹ", "nhiều", "nhiệm", "nhỏ", "nhóm", "nhòa", "nhọn", "nhớ", "nhờ", "nhỡ", "những", "nhượng", "nhựa", "ốc", "ông", "ồn", "ổn", "ở", "ớt", "oán", "oái", "oải", "òa", "phà", "phải", "phạm", "phạt", "phản", "phần", "phẩm", "phẫu", "phép", "phí", "phiếu", "phòng", "phố", "phổ", "phụ", "phủ", "phú", "phúc", "phục", "phường", "phượng", "phức", "quá", "quà", "quả", "quạ", "quạt", "quảng", "quán", "quản", "quân", "quần", "quận", "quấn", "quẩn", "quẫn", "quất", "quê", "quế", "quên", "quết", "quệt", "quý", "quỳ", "quỷ", "quỹ", "quỵ", "quỳnh", "quyền", "quyển", "quyết", "quyện", "quốc", "quở", "quờ", "quới", "quẻ", "què", "quét", "quèn", "quăng", "quặng", "quắc", "quẹt", "quí", "rạch", "rác", "rành", "rảnh", "rằng", "rất", "rẫy", "rẻ", "rể", "rễ", "riêng", "rộng", "rõ", "rồi", "rời", "rượu", "rừng", "rửa", "ruộng", "rủi", "sách", "sạch", "sản", "sáng", "sàng", "sành", "sắc", "sắp", "sẵn", "sẽ", "siêu", "sinh", "số", "sổ", "sở", "sớm", "suất", "suối", "súng", "suy", "sửa", "sữa", "sức", "sự", "sứ", "sưởi", "tá", "tà", "tả", "tã", "tạ", "tác", "tài", "tại", "tải", "tạm", "tạo", "tắt", "tập", "tất", "tầng", "tấn", "tề", "tệ", "tế", "thà", "thả", "thái", "thái", "thành", "thạch", "thảo", "tháng", "thẳng", "thắng", "thẻ", "thế", "thể", "thề", "thị", "thì", "thỉ", "thìa", "thiếu", "thiệu", "thích", "thỏa", "thoái", "thoải", "thoát", "thọ", "thông", "thống", "thổ", "thời", "thợ", "thờ", "thú", "thủ", "thụ", "thùng", "thủy", "thúy", "thụy", "thùy", "thuế", "thuê", "thuở", "thuộc", "thuận", "thuẫn", "thuyền", "thuyết", "thường", "thưởng", "thương", "thước", "thượng", "thừa", "thứ", "thử", "thực", "tiến", "tiền", "tiện", "tiếng", "tiểu", "tiếp", "tìm", "tỉnh", "tình", "tính", "tỏa", "tòa", "tọa", "toàn", "toán", "toại", "toản", "tổ", "tổng", "tốt", "tờ", "tới", "trả", "trà", "trách", "trái", "trạm", "trạng", "trẻ", "trễ", "trình", "trị", "triệu", "trọng", "trồng", "trở", "trợ", "trú", "trụ", "trúc", "trung", "truyền", "truyện", "trừ", "trường", "trưởng", "trượng", "trước", "tuần", "tuấn", "tuổi", "tuệ", "tùy", "tủy", "túy", "tuyên", "tuyến", "tuyển", "tuyệt", "từ", "tử", "tự", "tưởng", "tượng", "tường", "úa", "ủa", "ủy", "ứng", "ước", "ướt", "uống", "uốn", "uể", "uế", "uyển", "ưỡn", "ượt", "và", "vạn", "vãn", "vạch", "vàng", "vãng", "vật", "vậy", "vấn", "vẫn", "vẽ", "về", "vệ", "việc", "viện", "viết", "Việt", "vĩnh", "vợ", "với", "vớ", "vũ", "vụ", "vùng", "vườn", "vượt", "vừa", "vững", "xã", "xá", "xả", "xác", "xảy", "xấu", "xếp", "xỉ", "xóa", "xòe", "xoài", "xoắn", "xoáy", "xoong", "xuân", "xuất", "xuống", "xử", "xưởng", "ý", "ỷ", "yếm", "yến", "yểm", "yểu", "yết", "boòng", "xoèn", "loẹt", "khuých", "huých", "quýt", "quỵt", "suýt", "tuýt", "xuýt", "huýt", "mỳ", "lý", "mỹ", "Mỹ", "sỹ", "tỷ", "tỵ", "vỹ", "Thúy", "Hòa", "Đặng", "Đỗ", "Võ", "Vũ", "Bùi", "Lê", "Lý", "Phạm", "Trần", "Hoàng", "Huỳnh", "Đường"]

MARK_TO_KEY = {mark: letter for letter, mark in TONES.items()}


def split_tone(syllable: str) -> tuple[str, str]:
    """The syllable without its tone, and the tone's key ("" when it has none)."""
    parts = unicodedata.normalize("NFD", syllable)
    tone = next((MARK_TO_KEY[part] for part in parts if part in MARK_TO_KEY), "")
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in MARK_TO_KEY)), tone


def type_all(*keys: str) -> str:
    text, cursor = "", 0
    for key in keys:
        text, cursor = press(text, cursor, key)
        assert cursor == len(text)
    return text


def test_there_are_hundreds_of_syllables() -> None:
    assert len(set(SYLLABLES)) > 500


@pytest.mark.parametrize("syllable", sorted(set(SYLLABLES)))
def test_the_tone_stands_where_the_cards_have_it(syllable: str) -> None:
    plain, tone = split_tone(syllable)
    if not tone:
        assert type_all(*plain) == syllable
        return
    assert type_all(*plain, f"tone-{tone}") == syllable
    assert type_all(*plain, f"tone-{tone}", f"tone-{tone}") == plain, "the same tone again takes it off"
    assert type_all(*plain, f"tone-{tone}", "tone-z") == plain
    other = next(letter for letter in TONES if letter != tone)
    assert type_all(*plain, f"tone-{other}", f"tone-{tone}") == syllable, "another tone takes its place"
    assert press(plain.upper(), len(plain), f"tone-{tone}")[0] == syllable.upper()


@pytest.mark.parametrize(
    "syllable", ["hòa", "hoàn", "thủy", "toàn", "của", "khỏe", "huỳnh", "nguyễn", "mía", "tuyển", "giường", "quyết", "ngoài"]
)
def test_a_tone_right_after_the_first_vowel_moves_to_its_place(syllable: str) -> None:
    plain, tone = split_tone(syllable)
    first = next(index for index, letter in enumerate(plain) if (letter in "aăâeêioôơuưy" and plain[:2] not in ("qu", "gi")) or index >= 2)
    keys = [*plain[: first + 1], f"tone-{tone}", *plain[first + 1 :]]
    assert type_all(*keys) == syllable


def test_taking_letters_off_brings_the_tone_back() -> None:
    assert press("hoàn", 4, "backspace") == ("hòa", 3)
    assert press("a", 0, "backspace") == ("a", 0)
    assert press("", 0, "backspace") == ("", 0)


@pytest.mark.parametrize(
    ("text", "cursor", "key", "expected"),
    [
        ("Nguyn Văn An", 4, "ễ", ("Nguyễn Văn An", 5)),
        ("Hoa Binh", 3, "tone-f", ("Hòa Binh", 3)),
        ("Hòa Binh", 8, "tone-f", ("Hòa Bình", 8)),
        ("an", 1, "space", ("a n", 2)),
        ("a", 1, "enter", ("a\n", 2)),
        ("an", 2, "@gmail.com", ("an@gmail.com", 12)),
        ("xyz 123", 7, "tone-s", ("xyz 123", 7)),
        ("", 0, "tone-s", ("", 0)),
        ("abc", 3, "shift", ("abc", 3)),
        ("abc", 3, "done", ("abc", 3)),
        ("café", 4, "s", ("cafés", 5)),
        ("e\u0302\u0301", 3, "c", ("ếc", 2)),
        ("e\u0302\u0301", 1, "", ("ế", 1)),
        ("abc", 99, "d", ("abcd", 4)),
        ("abc", -5, "d", ("dabc", 1)),
    ],
)
def test_keys(text: str, cursor: int, key: str, expected: tuple[str, int]) -> None:
    assert press(text, cursor, key) == expected


KEYS = st.one_of(
    st.sampled_from(
        ["space", "backspace", "enter", "shift", "done", "tone-s", "tone-f", "tone-r", "tone-x", "tone-j", "tone-z", "tone-?", ".com"]
    ),
    st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyzAĂÂĐÊÔƠƯ0189@.-"),
    st.text(max_size=3),
)
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(SYLLABLES), max_size=5).map(" ".join))


@given(text=TEXTS, cursor=st.integers(-3, 40), key=KEYS)
def test_any_key_on_any_text(text: str, cursor: int, key: str) -> None:
    made, at = press(text, cursor, key)
    assert 0 <= at <= len(made)
    assert unicodedata.is_normalized("NFC", made)


@given(before=st.lists(st.sampled_from(SYLLABLES), max_size=4), last=st.sampled_from(SYLLABLES), after=st.lists(st.sampled_from(SYLLABLES), max_size=4),
       tone=st.sampled_from("sfrxjz"))  # fmt: skip
def test_a_tone_changes_the_syllable_before_the_cursor_only(before: list[str], last: str, after: list[str], tone: str) -> None:
    head, tail = "".join(word + " " for word in before), "".join(" " + word for word in after)
    made, at = press(head + last + tail, len(head + last), f"tone-{tone}")
    assert made.startswith(head)
    assert made.endswith(tail)
    middle = made[len(head) : len(made) - len(tail)]
    assert split_tone(middle)[0] == split_tone(last)[0]
    assert at == len(head + middle)


@given(keys=st.lists(KEYS, max_size=30))
def test_a_whole_burst_of_keys(keys: list[str]) -> None:
    text, cursor = "", 0
    for key in keys:
        text, cursor = press(text, cursor, key)
    assert 0 <= cursor <= len(text)


@given(text=TEXTS, data=st.data())
def test_a_plain_letter_lengthens_by_itself(text: str, data: st.DataObject) -> None:
    text = unicodedata.normalize("NFC", text)
    cursor = data.draw(st.integers(0, len(text)))
    made, at = press(text, cursor, "1")
    assert made[at - 1] == "1"
    assert made == unicodedata.normalize("NFC", text[: at - 1] + "1" + text[at - 1 :])
