"""The wall, drawn."""

import re
from datetime import datetime, timedelta

import pytest

from services.charts import wall
from services.progress import course
from tests.services.campaigns import LONG_AFTER, OFFICE, WEEK, at, measured, sample_progress, tables
from tests.services.charts.drawing import drawn, words

NOON = at(5)


def test_the_share_stands_beside_what_is_expected_and_the_four_counts() -> None:
    """24 on time and 2 nil returns of 41, counted in the table of the sample entries."""
    board = wall.figure(sample_progress(NOON))
    assert words(board)[:3] == ["63,4%", "cần đạt 64,3%", "chậm 0,9 điểm · 26/41 nhiệm vụ"]
    assert words(board)[3:] == [
        *("✓", "24", "đúng hạn", "!", "0", "trễ hạn"),
        *("○", "2", "không phát sinh", "✕", "15", "chưa báo cáo"),
    ]
    for figure in ("63,4%", "64,3%", "26/41", "24 đúng hạn", "0 trễ hạn", "2 không phát sinh", "15 chưa báo cáo"):
        assert figure in board.alt


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(at(1) - timedelta(days=3), "đúng mức"), (LONG_AFTER, "chậm 100 điểm")],
)
def test_the_gap_is_told_in_words(as_of: datetime, expected: str) -> None:
    """Nothing entered: before the week that is right, after it the farthest behind that can be."""
    assert words(wall.figure(measured(tables(), as_of=as_of)))[2].startswith(expected)


def test_three_units_to_call_are_named_with_what_they_lack() -> None:
    """One that has sent nothing isn't given a list of everything."""
    assert words(wall.owing(sample_progress(NOON))) == [
        "Cần gọi trước (trong 8 đơn vị còn thiếu)",
        *("Viện KH&CN Tính toán", "thiếu 4/4", "Chưa báo cáo nhiệm vụ nào"),
        *("Quỹ Phát triển KH&CN", "thiếu 3/4", "Học tập số, tự học · Treo băng rôn · Tuyên truyền trên website"),
        *("Khởi nghiệp sáng tạo", "thiếu 2/4", "Tuyên truyền trên website · Cử đi học"),
    ]


def test_where_nobody_owes_anything_that_is_said() -> None:
    """All done, no units at all, and before the week."""
    banner = {"unit": "VP", "slogan": "Học tập suốt đời"}
    person = {"unit": "VP", "full_name": "An"}
    done = measured(tables(banners=[banner], nominations=[person]), units=(OFFICE,))
    assert words(wall.owing(done)) == ["Mọi đơn vị đã báo cáo đủ."]
    for nothing_due in (measured(tables(), units=()), measured(tables(), as_of=at(1) - timedelta(days=3))):
        assert words(wall.owing(nothing_due)) == ["Chưa đến lúc phải báo cáo."]


def test_the_course_says_which_line_is_the_expected_one() -> None:
    """Besides its days and the share reached; nobody points at a wall to read a tooltip."""
    board = wall.way(course(sample_progress(NOON), WEEK))
    assert {"01/10", "07/10", "63,4%", "đường đứt: mức cần đạt"} <= set(words(board))
    assert "Cần đạt lúc này: 64,3%" in board.alt


def test_before_the_week_its_course_is_a_sentence() -> None:
    """Nothing to draw yet."""
    progress = measured(tables(), as_of=at(1) - timedelta(days=3))
    assert words(wall.way(course(progress, WEEK))) == ["Tuần lễ chưa bắt đầu."]


@pytest.mark.parametrize(
    ("now", "clock"),
    [(NOON, ["12:00", "Thứ Bảy, 05/10/2024"]), (LONG_AFTER, ["00:00", "Thứ Ba, 31/12/2024"])],
)
def test_the_clock_is_the_one_of_vietnam(now: datetime, clock: list[str]) -> None:
    """With the day of the week, beside what the wall is about."""
    time, day = clock
    board = wall.strip("Tuần lễ", now, "Số liệu lúc 11:59", is_stale=False)
    assert words(board) == ["Tuần lễ", f"{day} · Số liệu lúc 11:59", time]


def test_old_figures_are_told_in_another_colour() -> None:
    """So that it is seen from the far end of the room."""
    fresh, stale = (drawn(wall.strip("Tuần lễ", NOON, "Số liệu", is_stale=is_stale)) for is_stale in (False, True))
    assert set(re.findall(r'fill="(#\w+)"', stale)) - set(re.findall(r'fill="(#\w+)"', fresh)) == {"#8a2d08"}
