"""How the formal report says things."""

from datetime import UTC, date, datetime

import pytest

from services.report.wording import capitals, day, inside, line, listed, moment, money, paragraphs, period, whose


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2024, 10, 8), "ngày 08 tháng 10 năm 2024"),
        (date(2024, 2, 1), "ngày 01 tháng 02 năm 2024"),
        (date(2024, 3, 25), "ngày 25 tháng 3 năm 2024"),
    ],
)
def test_days_below_ten_and_the_months_1_and_2_have_a_zero(on: date, words: str) -> None:
    """NĐ 30/2020, Phụ lục I."""
    assert day(on) == words


def test_a_period_has_its_year_once_where_it_is_the_same() -> None:
    """As plans write it."""
    assert period(date(2024, 10, 1), date(2024, 10, 7)) == "từ ngày 01 tháng 10 đến ngày 07 tháng 10 năm 2024"
    assert period(date(2024, 12, 30), date(2025, 1, 5)) == "từ ngày 30 tháng 12 năm 2024 đến ngày 05 tháng 01 năm 2025"


def test_a_moment_is_local() -> None:
    """10 o'clock UTC is 17 o'clock in Asia/Ho_Chi_Minh."""
    assert moment(datetime(2024, 10, 8, 10, tzinfo=UTC)) == "17 giờ 00 ngày 08 tháng 10 năm 2024"


def test_money_is_grouped_by_points() -> None:
    """As in the sheet."""
    assert money(2_500_000) == "2.500.000 đồng"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A và B"),
        (["A", "B", "C"], "A, B và C"),
        (["Phòng Kế hoạch", "Trung tâm Thông tin và Thống kê"], "Phòng Kế hoạch; Trung tâm Thông tin và Thống kê"),
        (["Tổ A, B", "C"], "Tổ A, B; C"),
    ],
)
def test_names_are_listed_as_people_list_them(names: list[str], words: str) -> None:
    """Semicolons keep names apart that hold a comma or an `và`."""
    assert listed(names) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "Tổ 1 chưa báo cáo."),
        (2, "Có 2 đơn vị chưa báo cáo: tổ 1 và tổ 2."),
        (11, "Có 11 đơn vị chưa báo cáo (nêu tại Phụ lục I)."),
    ],
)
def test_one_unit_is_named_some_are_listed_many_stand_in_the_annex(count: int, words: str) -> None:
    """Ten are the most in a sentence."""
    assert whose([f"tổ {n}" for n in range(1, count + 1)], "chưa báo cáo") == words


@pytest.mark.parametrize(
    ("title", "words"), [("Tổ chức Tuần lễ", "tổ chức Tuần lễ"), ("UBND giao việc", "UBND giao việc"), ("", "")]
)
def test_a_title_goes_on_in_a_sentence(title: str, words: str) -> None:
    """Abbreviations keep their capitals."""
    assert inside(title) == words


def test_text_is_cleaned_for_print() -> None:
    """One line is one line, nothing that Word can't hold; a long one ends with an ellipsis."""
    assert line("Trung\ntâm\x00 A\u200b\ud800") == "Trung tâm A"
    assert line("x" * 50_000) == "x" * 499 + "…"
    assert paragraphs("Một.\r\n\r\n Hai\x07.\n") == ("Một.", "Hai .")
    assert sum(map(len, paragraphs("dòng\n" * 10_000))) <= 5_000
    assert capitals("\u0390") == "\u03aa\u0301"
