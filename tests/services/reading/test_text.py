import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reading.text import (
    as_text,
    clean,
    collation_key,
    fold,
    has_control_characters,
    legacy_encoding,
    match_key,
    name_key,
    same_slogan,
    sorted_names,
    western_digits,
)
from tests.services.reading.cells import TEXTS

TONED = "aàảãáạâầẩẫấậeèẻẽéẹoòỏõóọuùủũúụyỳỷỹýỵ"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Nguye\u0302\u0303n Thi\u0323 Thu\u0301y", "Nguyễn Thị Thúy"),
        ("e\u200b\u0301", "é"),
        ("  Trung\u00a0tâm\u202fA \t B\u3000 ", "Trung tâm A B"),
        ("\ufeffTiêu\u200b đề\u2060", "Tiêu đề"),
        ("a\u202eb\u200ec", "abc"),
        ("một\r\nhai\rba\n\nbốn", "một hai ba bốn"),
        ("a\x00b\x1fc", "a b c"),
        ("a\ud800b\uffffc", "a b c"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("Thuý và Thúy", "Thuý và Thúy"),
        ("=IMPORTXML(A1)", "=IMPORTXML(A1)"),
        ("'0901", "'0901"),
        ("\u00a0", ""),
    ],
)
def test_cleaning_leaves_one_line_of_visible_composed_text(text, cleaned):
    assert clean(text) == cleaned


def test_cleaning_keeps_line_breaks_where_they_are_wanted():
    assert clean("  một \r\n\r\n hai\t\rba \n", lines=True) == "một\n\nhai\nba"


def test_old_windows_bytes_become_unicode():
    assert clean(b"Ti\xea\xecng Vi\xea\xf2t".decode("cp1258")) == "Tiếng Việt"


@given(TEXTS, st.booleans())
def test_cleaning_twice_changes_nothing_more(text, lines):
    cleaned = clean(text, lines=lines)
    assert clean(cleaned, lines=lines) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not has_control_characters(cleaned)


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "a\ud800", "\udfffa", "\x7f", "\ufffe"])
def test_nul_controls_and_half_surrogates_are_noticed(text):
    assert has_control_characters(text)


@pytest.mark.parametrize("text", ["một\thai\r\nba", "👨\u200d👩", "Tiếng Việt", ""])
def test_line_breaks_tabs_and_emoji_are_no_control_characters(text):
    assert not has_control_characters(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("UỶ BAN", "Ủy ban"),
        ("thuý", "thúy"),
        ("Thu\u00fd", "thu\u0301y"),
        ("tóan học", "toán  học"),
        ("Đổi mới", "ĐỔI MỚI"),
        ("văn hóa đọc, thúc đẩy", "Văn hoá đọc – thúc đẩy"),
    ],
)
def test_the_match_key_looks_past_case_spacing_signs_and_the_place_of_the_tone(one, other):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hoa"), ("hòa", "hỏa"), ("a b", "ab"), ("Đa", "Da"), ("ân", "an"), ("kỷ", "kỉ")]
)
def test_the_match_key_tells_different_words_apart(one, other):
    assert match_key(one) != match_key(other)


@given(TEXTS)
def test_the_match_key_is_the_same_composed_and_decomposed(text):
    assert match_key(unicodedata.normalize("NFD", text)) == match_key(unicodedata.normalize("NFC", text))


@given(st.text("bcdhklmnt", max_size=3), st.permutations("oa"), st.sampled_from("\u0300\u0309\u0303\u0301\u0323"))
def test_the_match_key_is_the_same_wherever_the_tone_stands(start, vowels, tone):
    first, second = vowels
    assert match_key(start + first + tone + second) == match_key(start + first + second + tone)


def test_folding_leaves_plain_letters():
    assert fold("Đặng Thị Thuý Ưng") == "dang thi thuy ung"


@pytest.mark.parametrize(
    "header", ["Ngày  treo", "NGÀY TREO:", "Nga\u0300y\ntreo", "ngay_treo", "\ufeffNgày\u00a0treo *"]
)
def test_folding_makes_headers_equal(header):
    assert fold(header) == "ngay treo"


@given(TEXTS)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("raw", "text"), [(3.0, "3"), (2.5, "2.5"), (True, "TRUE"), (False, "FALSE"), (1e300, "1e+300")]
)
def test_a_cell_is_told_as_the_sheet_shows_it(raw, text):
    assert as_text(raw) == text


def test_digits_of_any_script_have_their_value():
    assert western_digits("٣/８/5 ô") == "3/8/5 ô"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Coäng hoøa xaõ hoäi", "VNI"),
        ("Haø Noäi", "VNI"),
        ("Tieáng Vieät", "VNI"),
        ("Treo baêng roân", "VNI"),
        ("Ñaøo taïo, boài döôõng", "VNI"),
        ("TiÕng ViÖt", "TCVN3 (ABC)"),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "TCVN3 (ABC)"),
        ("Trung t©m Th«ng tin", "TCVN3 (ABC)"),
        ("häc tËp suèt ®êi", "TCVN3 (ABC)"),
        ("§¬n vÞ", "TCVN3 (ABC)"),
        ("Th\xad viÖn", "TCVN3 (ABC)"),
    ],
)
def test_text_in_an_old_encoding_is_recognised(text, name):
    assert legacy_encoding(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Cộng hòa xã hội",
        "Hòa Bình, Hà Nội, Sóc Trăng",
        "hoá, hoà, toán, khoán",
        "Noël Citroën",
        "naïve café à côté",
        "El Niño, La Niña, señor",
        "«Xin chào», «Nhà thông minh»",
        "«Toi uu» va «Sang tao»",
        "5 µm và 3 µg",
        "Microsoft® Excel®, Word®",
        "Word·Excel·PowerPoint",
        "§1 và §2",
        "in\xadfor\xadma\xadtion",
        "© 2024, ½ ngày",
        "Plain English text",
        "",
    ],
)
def test_unicode_text_of_any_language_is_not_taken_for_an_old_encoding(text):
    assert legacy_encoding(text) is None


def test_people_are_sorted_by_given_name_then_family_name():
    names = [
        "Hồ Quốc Đăng",
        "Trần Thị Ánh",
        "Võ Thị Dung",
        "Nguyễn Văn Ân",
        "Lê Thị An",
        "Nguyễn Thị Ánh",
        "Lý Ăn",
        "Đặng Văn Dũng",
        "Đỗ Văn Đạt",
        "Phạm Đức Anh",
    ]
    assert sorted(names, key=name_key) == [
        "Lê Thị An",
        "Phạm Đức Anh",
        "Nguyễn Thị Ánh",
        "Trần Thị Ánh",
        "Lý Ăn",
        "Nguyễn Văn Ân",
        "Võ Thị Dung",
        "Đặng Văn Dũng",
        "Đỗ Văn Đạt",
        "Hồ Quốc Đăng",
    ]


def test_people_of_one_given_and_family_name_are_sorted_by_middle_name():
    assert sorted(["Lê Văn An", "Lê Bá An", "Lê An"], key=name_key) == ["Lê An", "Lê Bá An", "Lê Văn An"]


@pytest.mark.parametrize("order", ["a ă â b c d đ e ê g o ô ơ p u ư v y", "ba bà bả bã bá bạ", "1 2 a", "đa đà đe"])
def test_letters_come_in_vietnamese_order_and_tones_after_letters(order):
    words = order.split()
    assert sorted_names(reversed(words)) == words


def test_a_later_letter_outweighs_an_earlier_tone():
    assert sorted_names(["bàn", "bát", "bán b", "bàn c"]) == ["bàn", "bán b", "bàn c", "bát"]


def test_digits_are_compared_before_what_follows_them():
    assert sorted_names(["Tổ 2 An", "Tổ 1 Ba", "Tổ"]) == ["Tổ", "Tổ 1 Ba", "Tổ 2 An"]


@given(st.lists(TEXTS, max_size=6))
def test_collation_is_a_total_order(texts):
    ordered = sorted_names(texts)
    assert all(collation_key(one) <= collation_key(other) for one, other in pairwise(ordered))
    assert sorted_names(reversed(ordered)) == ordered
    assert len({collation_key(text) for text in texts}) == len(set(texts))


@given(st.lists(TEXTS, max_size=6))
def test_any_names_can_be_sorted_by_given_name(names):
    keys = [name_key(name) for name in names]
    assert sorted(sorted(keys, reverse=True)) == sorted(keys)


def test_signs_come_before_digits_and_letters_of_other_scripts_last():
    assert sorted_names(["Ωmega", "zeta", "{b}", "1", "-a"]) == ["-a", "{b}", "1", "zeta", "Ωmega"]


@pytest.mark.parametrize(
    "text",
    [
        "Phát triển văn hóa đọc, thúc đẩy học tập suốt đời",
        "PHÁT TRIỂN VĂN HOÁ ĐỌC – THÚC ĐẨY HỌC TẬP SUỐT ĐỜI",
        "“Phát triển văn hóa đọc thúc đẩy học tập suốt đời”.",
    ],
)
def test_a_slogan_is_the_theme_whatever_signs_and_case_it_is_printed_in(text):
    assert same_slogan(text, "Phát triển văn hóa đọc thúc đẩy học tập suốt đời")


def test_a_slogan_is_the_theme_with_i_or_y():
    assert same_slogan("Xây dựng năng lực tự học trong kỉ nguyên số", "Xây dựng năng lực tự học trong kỷ nguyên số")


def test_another_slogan_is_not_the_theme():
    assert not same_slogan("Học, học nữa, học mãi", "Học tập suốt đời")
