"""How wide texts are."""

import pytest

from services.report.docx.measures import longest_line, width


@pytest.mark.parametrize(
    ("text", "size", "bold", "millimetres"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True, 95.7),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 12, True, 64.8),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 13, True, 70.2),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, 56.1),
        ("THÀNH PHỐ HỒ CHÍ MINH", 12, False, 52.2),
        ("ươ", 10, False, 3.78),
    ],
)
def test_a_text_is_as_wide_as_in_a_font_with_the_metrics_of_times(
    text: str, size: float, bold: bool, millimetres: float
) -> None:
    assert width(text, size, bold=bold) == pytest.approx(millimetres, abs=0.1)


def test_a_mark_of_its_own_takes_no_room() -> None:
    assert width("a\u0323", 12) == width("a", 12)


def test_a_sign_that_is_not_known_counts_as_wide() -> None:
    assert width("学", 72) == pytest.approx(25.4)


@pytest.mark.parametrize(
    ("text", "room", "longest"),
    [
        ("SỞ KHOA HỌC", 55, width("SỞ KHOA HỌC", 12)),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 55, width("VÀ CÔNG NGHỆ", 12)),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 20, 20),
        ("SỞ" * 40, 55, 55),
        ("", 55, 0),
    ],
)
def test_the_longest_line_is_the_text_or_its_longer_half_or_all_the_room(
    text: str, room: float, longest: float
) -> None:
    assert longest_line(text, room, 12) == pytest.approx(longest)
