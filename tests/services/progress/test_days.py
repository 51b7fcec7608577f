"""How the week went: the share over time, and entries by day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from services.plan import TIME_ZONE, Campaign
from services.progress import FAR, course, entries_per_day
from tests.services.campaigns import DUTIES, LONG_AFTER, WEEK, at, measured, sample_progress, tables

BANNER = {"unit": "A", "slogan": "Học tập suốt đời", "entered_at": at(2)}


def line(logs: dict[str, pd.DataFrame], *, campaign: Campaign = WEEK, **other: Any) -> list[tuple[datetime, Any]]:
    """The course's moments and shares, None where it has none."""
    frame = course(measured(logs, campaign=campaign, **other), campaign)
    return [
        (moment, None if pd.isna(share) else share) for moment, share in zip(frame["at"], frame["share"], strict=True)
    ]


class TestCourse:
    """The share at the window's start, each day's end and now."""

    def test_grows_when_duties_are_fulfilled(self) -> None:
        """Seven duties: one on the 2nd, one on the 9th by a nil return, after the deadline."""
        logs = tables(banners=[BANNER], nil_returns=[{"unit": "P", "duty": "III.1", "entered_at": at(9)}])
        points = line(logs)
        assert [moment for moment, _ in points] == [at(1, 0), *(at(day, 23, 59, 59) for day in range(1, 9)), at(9)]
        assert [share for _, share in points] == [0, 0, *[pytest.approx(1 / 7)] * 7, pytest.approx(2 / 7)]

    def test_counts_a_duty_from_its_nil_return_even_if_an_entry_follows(self) -> None:
        """What was once reached is not taken back in the picture."""
        nil = {"unit": "A", "duty": "II.2", "entered_at": at(3)}
        points = dict(line(tables(banners=[BANNER | {"entered_at": at(6)}], nil_returns=[nil])))
        assert points[at(3, 23, 59, 59)] == pytest.approx(1 / 7)

    def test_counts_rows_without_a_moment_from_the_start(self) -> None:
        """They were there before anybody looked."""
        assert line(tables(nominations=[{"unit": "P"}]))[0] == (at(1, 0), pytest.approx(1 / 7))

    def test_ends_with_the_deadline_or_the_last_change(self) -> None:
        """A year later the line is as long as on the day after."""
        for as_of in (at(8), LONG_AFTER, LONG_AFTER + timedelta(days=700)):
            assert line(tables(banners=[BANNER]), as_of=as_of)[-1] == (at(7, 23, 59, 59), pytest.approx(1 / 7))

    def test_ignores_a_change_far_after_the_deadline(self) -> None:
        """An entry of next year, or a mistyped date, doesn't stretch the week."""
        late = BANNER | {"entered_at": at(7, 23, 59, 59) + FAR + timedelta(seconds=1)}
        assert line(tables(banners=[late]))[-1][0] == at(7, 23, 59, 59)

    def test_has_no_share_after_now_but_shows_what_is_expected(self) -> None:
        """In the middle of the week the way to the deadline lies open."""
        frame = course(measured(tables(banners=[BANNER]), as_of=at(4)), WEEK)
        assert list(frame.loc[frame["share"].notna(), "at"])[-1] == at(4)
        assert list(frame.loc[frame["share"].isna(), "at"]) == [at(day, 23, 59, 59) for day in range(4, 8)]
        assert frame["expected"].iloc[-1] == 1.0
        assert frame["expected"].is_monotonic_increasing

    def test_before_the_window_has_no_share_at_all(self) -> None:
        """Nothing is reached yet, and nothing is drawn for the weeks before."""
        assert {share for _, share in line(tables(), as_of=at(1, 0) - timedelta(days=20))} == {None}

    def test_follows_the_last_of_several_deadlines(self) -> None:
        """A duty due in three weeks makes the line that long."""
        duties = (*DUTIES[:3], replace(DUTIES[3], deadline=at(21, 17)))
        assert line(tables(), duties=duties)[-1][0] == at(21, 17)

    def test_without_plan_dates_runs_from_the_first_entry_to_now(self) -> None:
        """There is no week to show, but entries there are."""
        points = line(tables(banners=[BANNER]), campaign=Campaign(), as_of=at(4))
        assert [moment for moment, _ in points] == [
            at(2, 0),
            at(2, 23, 59, 59),
            at(3, 23, 59, 59),
            at(4),
        ]

    @pytest.mark.parametrize("other", [{"units": ()}, {"duties": ()}, {"campaign": Campaign()}])
    def test_of_nothing_is_a_line_at_zero(self, other: dict[str, Any]) -> None:
        """No units, no duties, no dates: still no failure."""
        assert {share for _, share in line(tables(), as_of=at(4), **other)} <= {0.0, None}

    def test_ends_where_the_figures_are(self) -> None:
        """Line and headline say the same."""
        for moment in (at(3), at(5), at(7, 23, 59, 59), at(9, 23)):
            progress = sample_progress(moment)
            assert course(progress, WEEK)["share"].dropna().iloc[-1] == pytest.approx(progress.share)


def days(logs: dict[str, pd.DataFrame], **other: Any) -> tuple[list[tuple[date, str, int]], dict[str, int]]:
    """Rows (day, log, count) and what is not in them."""
    frame = entries_per_day(logs, other.pop("campaign", WEEK), other.pop("as_of", LONG_AFTER), **other)
    return list(frame[["day", "log", "count"]].itertuples(index=False, name=None)), frame.attrs


class TestEntriesPerDay:
    """Counted entries by local day and log."""

    def test_are_counted_by_the_day_here(self) -> None:
        """23:30 UTC is the next morning in Ho Chi Minh City."""
        utc = datetime.fromisoformat("2024-10-01T23:30+00:00")
        logs = tables(banners=[BANNER, BANNER | {"entered_at": utc}], posts=[{"unit": "A", "entered_at": at(3)}])
        assert days(logs) == (
            [(date(2024, 10, 2), "banners", 2), (date(2024, 10, 3), "posts", 1)],
            {"undated": 0, "outside": 0},
        )

    def test_leave_out_what_does_not_count_or_came_later(self) -> None:
        """Planned, returned, unreadable; and rows after the moment that people look at."""
        rows = [BANNER | {"state": None}, BANNER | {"unit": None}, BANNER | {"return_note": "x"}, BANNER]
        assert days(tables(banners=rows), as_of=at(1))[0] == []
        assert days(tables(banners=rows))[0] == [(date(2024, 10, 2), "banners", 1)]

    def test_keep_count_of_entries_without_a_place(self) -> None:
        """A mistyped year would stretch the picture to nothing; a row without a moment has no day."""
        far = datetime(2042, 10, 2, tzinfo=TIME_ZONE)
        logs = tables(banners=[BANNER | {"entered_at": far}, BANNER], nominations=[{"unit": "A"}])
        rows, left = days(logs, as_of=far)
        assert rows == [(date(2024, 10, 2), "banners", 1)]
        assert left == {"undated": 1, "outside": 1}

    @pytest.mark.parametrize(("distance", "shown"), [(31, True), (32, False)])
    def test_reach_a_month_to_both_sides(self, distance: int, shown: bool) -> None:
        """FAR from the window's first and last day."""
        for day in (at(1) - timedelta(days=distance), at(7) + timedelta(days=distance)):
            assert bool(days(tables(banners=[BANNER | {"entered_at": day}]))[0]) is shown

    def test_take_hand_typed_rows_when_the_app_saw_them(self) -> None:
        """Their moment is that of their first sight."""
        seen = {("banners", 2): at(6)}
        assert days(tables(banners=[BANNER | {"entered_at": None}]), first_seen=seen)[0] == [
            (date(2024, 10, 6), "banners", 1)
        ]

    def test_without_a_window_are_counted_around_the_moment(self) -> None:
        """What is near is what is near to now."""
        assert days(tables(banners=[BANNER]), campaign=Campaign(), as_of=at(30))[0]
        assert not days(tables(banners=[BANNER]), campaign=Campaign(), as_of=LONG_AFTER)[0]

    def test_are_named_by_their_tab(self) -> None:
        """People read titles."""
        assert list(entries_per_day(tables(banners=[BANNER]), WEEK, LONG_AFTER)["log_title"]) == ["Băng rôn"]
