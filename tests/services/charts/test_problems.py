"""Problems by day, drawn."""

import re
from datetime import date, timedelta

import pandas as pd

from services.charts import problem_days
from tests.services.charts.drawing import drawn, words

STRONG, PALE = "#e5a019", "#f7d3c0"
FIRST = date(2024, 10, 1)


def counts(*days: tuple[int, int, int, int]) -> pd.DataFrame:
    """Day after the first, errors, warnings, highest."""
    rows = [(FIRST + timedelta(days=day), *rest) for day, *rest in days]
    return pd.DataFrame(rows, columns=["day", "severe", "warnings", "highest"])


def test_each_day_has_its_sum_and_a_day_without_a_look_has_none() -> None:
    """The axis has a week at least."""
    picture = problem_days(counts((0, 5, 20, 31), (1, 2, 7, 25), (4, 0, 0, 9)))
    assert words(picture) == [*(f"0{day}/10" for day in range(1, 8)), "25", "9", "0"]


def test_its_words_tell_the_figures() -> None:
    picture = problem_days(counts((0, 5, 20, 31), (4, 0, 3, 9)))
    assert picture.alt == "Số vấn đề cuối mỗi ngày: 01/10: 25 (5 lỗi); 05/10: 3 (0 lỗi)."
    assert "đậm: lỗi · nhạt: cảnh báo" in picture.note


def test_one_day_is_a_sentence() -> None:
    picture = problem_days(counts((0, 2, 5, 9)))
    assert (picture.chart, picture.alt) == (None, "Từ 01/10/2024: 7 vấn đề, lúc nhiều nhất 9.")


def test_nothing_yet_is_a_sentence() -> None:
    assert problem_days(counts()).chart is None


def test_of_a_long_time_the_last_three_weeks_are_drawn() -> None:
    """Seven of the days are named."""
    picture = problem_days(counts(*((day, 1, 1, 2) for day in range(60))))
    assert [word for word in words(picture) if "/" in word] == [
        *("09/11", "12/11", "15/11", "18/11", "21/11", "24/11", "27/11"),
    ]


def test_errors_stand_below_warnings() -> None:
    """Three errors and one warning: a quarter down from the top the errors begin. Tops are larger lower down."""
    svg = drawn(problem_days(counts((0, 3, 1, 4), (1, 0, 0, 0))))
    tops = dict(re.findall(r'd="M3,(\d+)h[^"]*" fill="(#\w+)"', svg))
    assert {colour: int(top) for top, colour in tops.items()} == {STRONG: 40, PALE: 0}
