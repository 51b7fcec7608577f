"""How many problems there were: the last count and the highest of each day on which somebody looked."""

from datetime import date
from typing import Any

import pytest

from services.workbook import Workbook
from services.workbook.trend import Trend
from tests.services.workbook.trial import created, people, tab


@pytest.fixture
def looked(book, tmp_path, clock):
    """Puts this into the first banner's number, five minutes later, and looks."""

    def look(quantity: Any) -> None:
        tab(people(tmp_path), "banners").update(
            [["CESTI", "Băng rôn", "Phát triển văn hóa đọc thúc đẩy học tập suốt đời", quantity]], "A2"
        )
        clock.tick(minutes=5)
        book.snapshot()

    return look


def days(book: Workbook) -> list[tuple[Any, ...]]:
    return list(book.problem_days().itertuples(index=False, name=None))


def test_a_sheet_without_problems_is_remembered_too(book):
    book.snapshot()
    assert days(book) == [(date(2024, 10, 4), 0, 0, 0)]


def test_of_a_day_the_last_count_and_the_highest_stay(looked, book, clock):
    """Place, day and photo are missing: three warnings; a number that can't be read or is missing is one more."""
    looked("ba bốn")
    looked(3)
    assert days(book) == [(date(2024, 10, 4), 0, 3, 4)]
    clock.tick(days=2)
    looked("")
    assert days(book) == [(date(2024, 10, 4), 0, 3, 4), (date(2024, 10, 6), 0, 4, 4)]


def test_the_counts_outlive_the_server(looked, book, tmp_path, clock):
    """Opened again on the same day with fewer problems, the highest is still that of before."""
    looked("ba bốn")
    again = created(tmp_path, clock)
    looked(3)
    again.snapshot()
    assert days(again) == [(date(2024, 10, 4), 0, 3, 4)]


def test_a_file_that_cannot_be_used_costs_only_the_picture(book, tmp_path):
    trend = Trend(tmp_path / "gone" / "journal.sqlite3")
    trend.note(book.snapshot())
    assert trend.days().empty
