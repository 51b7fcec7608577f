"""How the week went, drawn."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from services import charts
from services.charts import Picture
from services.plan import Campaign
from services.progress import course, entries_per_day
from tests.services.campaigns import LONG_AFTER, WEEK, at, measured, sample_logs, sample_progress, tables
from tests.services.charts.drawing import words

BANNER = {"unit": "A", "slogan": "Học tập suốt đời", "entered_at": at(2)}


def course_at(moment: datetime) -> Picture:
    """The sample week's course."""
    return charts.course(course(sample_progress(moment), WEEK))


def per_day(logs: dict[str, pd.DataFrame], campaign: Campaign = WEEK, as_of: datetime = LONG_AFTER) -> Picture:
    """Entries by day of these logs."""
    return charts.per_day(entries_per_day(logs, campaign, as_of), campaign)


class TestCourse:
    """The share over the days."""

    def test_names_its_days_and_the_share_reached(self) -> None:
        """At noon of the 5th: 26 of 41, and the way to the 7th."""
        assert words(course_at(at(5))) == [*(f"0{day}/10" for day in range(1, 8)), "0%", "50%", "100%", "63,4%"]

    def test_ends_when_the_last_entry_is_in_however_long_ago(self) -> None:
        """The last came on the 9th; years later the line ends there still."""
        for moment in (at(10), LONG_AFTER + timedelta(days=700)):
            assert words(course_at(moment))[:9] == [f"0{day}/10" for day in range(1, 10)]

    def test_says_its_figures(self) -> None:
        """Each day's, and what is expected."""
        picture = course_at(at(3))
        assert picture.alt == (
            "Tỷ lệ hoàn thành theo thời gian: 00:00 01/10 0%; 23:59 01/10 12,2%; 23:59 02/10 29,3%; 12:00 03/10 36,6%. "
            "Cần đạt lúc này: 35,7%."
        )
        assert picture.note == "Đã đạt 36,6%, cần đạt 35,7% · đường đứt: mức cần đạt"

    def test_before_the_week_there_is_a_sentence_instead(self) -> None:
        """Nothing to draw yet."""
        picture = course_at(at(1, 0) - timedelta(days=3))
        assert (picture.chart, picture.alt) == (None, "Tuần lễ chưa bắt đầu.")

    def test_of_a_long_campaign_names_ten_days_at_most(self) -> None:
        """Labels don't run into one another."""
        campaign = replace(WEEK, ends_on=date(2024, 11, 15))
        progress = measured(tables(banners=[BANNER]), campaign=campaign, as_of=at(20))
        texts = words(charts.course(course(progress, campaign)))
        assert [text for text in texts if "/" in text] == [
            *("01/10", "06/10", "11/10", "16/10", "21/10", "26/10", "31/10", "05/11", "10/11", "15/11"),
        ]

    @pytest.mark.parametrize("other", [{"units": ()}, {"campaign": Campaign()}])
    def test_of_nothing_is_drawn(self, other: dict[str, Any]) -> None:
        """No units or no dates: a line at zero, no failure."""
        progress = measured(tables(), as_of=at(4), **other)
        picture = charts.course(course(progress, other.get("campaign", WEEK)))
        assert "0%" in words(picture)


class TestPerDay:
    """Entries by day."""

    def test_numbers_every_day_of_the_week(self) -> None:
        """Counted by hand from the list of sample entries: eight on the 1st, ten on the 4th, three on the 9th."""
        texts = words(per_day(sample_logs()))
        assert texts == [
            *(f"0{day}/10" for day in range(1, 10)),
            *("8", "9", "9", "10", "5", "4", "4", "3", "3"),
        ]

    def test_shows_the_whole_week_from_the_first_entry_on(self) -> None:
        """A day without entries has its place and no number."""
        assert words(per_day(tables(banners=[BANNER]))) == [*(f"0{day}/10" for day in range(1, 8)), "1"]

    def test_says_its_figures(self) -> None:
        """Only days with entries."""
        picture = per_day(tables(banners=[BANNER, BANNER, BANNER | {"entered_at": at(9)}]))
        assert picture.alt == "Số mục ghi theo ngày: 02/10: 2; 09/10: 1."
        assert picture.note == "nhạt: ngoài Tuần lễ"

    def test_without_entries_there_is_a_sentence_instead(self) -> None:
        """No empty axes, no lone zero."""
        picture = per_day(tables())
        assert (picture.chart, picture.alt, picture.note) == (None, "Chưa có mục nào được ghi.", "")

    def test_owns_up_to_what_has_no_place(self) -> None:
        """A nomination without a moment, and a date of another year."""
        far = BANNER | {"entered_at": datetime.fromisoformat("2023-10-02T08:00+07:00")}
        picture = per_day(tables(banners=[BANNER, far], nominations=[{"unit": "A"}]))
        assert picture.note == "1 mục không rõ thời điểm · 1 mục quá xa Tuần lễ"
        assert picture.alt == "Số mục ghi theo ngày: 02/10: 1."

    def test_without_a_window_spans_its_entries(self) -> None:
        """From the first to the last."""
        rows = [BANNER, BANNER | {"entered_at": at(4)}]
        assert words(per_day(tables(banners=rows), Campaign(), at(5))) == ["02/10", "03/10", "04/10", "1", "1"]
