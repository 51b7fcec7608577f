"""Where a unit stands with a duty, and what it all adds up to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.plan import Campaign, Unit
from services.progress import Detail, Progress, Status
from services.schema import AFFILIATE, CANCELLED, DEPARTMENT, DONE, PLANNED
from tests.services.campaigns import (
    CENTRE,
    DUTIES,
    HANG,
    LEARN,
    LONG_AFTER,
    POST,
    TRAIN,
    UNITS,
    WEEK,
    at,
    cell,
    measured,
    tables,
)

LAST_SECOND, NEXT_DAY = at(7, 23, 59, 59), at(8, 0)
BANNER = {"unit": "A", "slogan": "Học tập suốt đời", "entered_at": at(2)}
NIL = {"unit": "A", "duty": "II.2", "reason": "Trụ sở đang sửa", "entered_at": at(3)}


def hung(*banners: Mapping[str, Any], nil: Mapping[str, Any] | None = None, **other: Any) -> dict[str, Any]:
    """The cell of unit A and its banner duty."""
    logs = tables(banners=banners, nil_returns=[nil] if nil else [])
    return cell(measured(logs, **other), "A", "II.2")


class TestDeadline:
    """On time is at or before the duty's own deadline, else the plan's, else the end of the window's last day."""

    @pytest.mark.parametrize(
        ("plan", "own", "due"),
        [(None, None, LAST_SECOND), (at(15, 17), None, at(15, 17)), (at(15, 17), at(5, 8), at(5, 8))],
        ids=["window", "plan", "duty"],
    )
    def test_the_nearest_one_counts(self, plan: datetime | None, own: datetime | None, due: datetime) -> None:
        """The last second is on time, the next one late."""
        campaign, duties = replace(WEEK, deadline=plan), (replace(HANG, deadline=own),)
        next_second = due.replace(microsecond=0) + (NEXT_DAY - LAST_SECOND)
        for moment, status in ((due, Status.DONE), (next_second, Status.LATE)):
            found = hung(BANNER | {"entered_at": moment}, campaign=campaign, duties=duties)
            assert (found["status"], found["at"]) == (status, moment)

    def test_of_the_window_is_the_last_second_of_its_last_day(self) -> None:
        """A date without a time means 23:59:59 in Ho Chi Minh City."""
        assert hung(BANNER | {"entered_at": LAST_SECOND})["status"] is Status.DONE
        assert hung(BANNER | {"entered_at": NEXT_DAY})["status"] is Status.LATE

    def test_without_any_nothing_is_late(self) -> None:
        """A plan without dates has no deadline to miss."""
        assert hung(BANNER | {"entered_at": at(31)}, campaign=Campaign())["status"] is Status.DONE

    def test_stands_beside_its_duty(self) -> None:
        """Whoever asks what is due when reads it in `by_duty`."""
        duties = (replace(LEARN, deadline=at(4, 8)), HANG)
        assert list(measured(tables(), duties=duties).by_duty["deadline"]) == [at(4, 8), LAST_SECOND]


class TestFirstEntry:
    """The first entry that fulfils the duty decides."""

    def test_in_time_beats_a_later_one(self) -> None:
        """A second, late banner makes nothing late."""
        found = hung(BANNER | {"entered_at": at(9)}, BANNER | {"entered_at": at(4)})
        assert (found["status"], found["at"], found["entries"], found["since"]) == (Status.DONE, at(4), 2, at(4))

    def test_late_is_late_however_many_follow(self) -> None:
        """The earliest of several late ones is named."""
        found = hung(BANNER | {"entered_at": at(9)}, BANNER | {"entered_at": at(8)})
        assert (found["status"], found["at"], found["entries"]) == (Status.LATE, at(8), 2)

    def test_that_cannot_count_decides_nothing(self) -> None:
        """A returned entry in time doesn't save a late one."""
        found = hung(BANNER | {"return_note": "Thiếu ảnh"}, BANNER | {"entered_at": at(9)})
        assert (found["status"], found["detail"], found["entries"]) == (Status.LATE, None, 1)

    def test_sent_again_keeps_its_moment(self) -> None:
        """Sending again clears the note only: the entry is on time as before."""
        assert hung(BANNER | {"return_note": None})["status"] is Status.DONE


class TestWithoutTime:
    """Rows that somebody typed in the sheet."""

    def test_seen_by_the_app_have_that_moment(self) -> None:
        """First seen in time is on time, first seen later is late; neither is an assumption."""
        typed = BANNER | {"entered_at": None}
        for moment, status in ((at(7), Status.DONE), (at(9), Status.LATE)):
            found = hung(typed, first_seen={("banners", 2): moment})
            assert (found["status"], found["at"], found["marked"]) == (status, moment, False)

    def test_there_before_the_app_count_by_their_own_day_and_say_so(self) -> None:
        """A banner hung on the last day was up in time, one hung the day after was not."""
        for day, status in ((7, Status.DONE), (8, Status.LATE)):
            found = hung(BANNER | {"entered_at": None, "hung_on": date(2024, 10, day)})
            assert (found["status"], found["at"], found["marked"]) == (status, at(day, 23, 59, 59), True)

    @pytest.mark.parametrize(
        ("logs", "duty", "status"),
        [
            ({"nominations": [{"unit": "A", "full_name": "Lê Văn Ân"}]}, "III.1", Status.DONE),
            ({"nominations": [{"unit": "A", "starts_on": date(2024, 12, 1)}]}, "III.1", Status.DONE),
            ({"nil_returns": [{"unit": "A", "duty": "II.2"}]}, "II.2", Status.NIL),
            ({"banners": [{"unit": "A", "slogan": "Học"}]}, "II.2", Status.DONE),
        ],
        ids=["nomination", "nomination of a later course", "nil return", "banner without a day"],
    )
    def test_without_a_day_either_are_on_time_and_marked(
        self, logs: dict[str, list[dict[str, Any]]], duty: str, status: Status
    ) -> None:
        """There is nothing to hold against them, and people should know that."""
        found = cell(measured(tables(**logs), as_of=at(1, 0)), "A", duty)
        assert (found["status"], found["at"], found["marked"], found["since"]) == (status, None, True, None)

    def test_stand_in_only_where_no_known_moment_is_in_time(self) -> None:
        """A known moment says more than an assumption, a late one less."""
        nominee = {"unit": "A", "full_name": "Lê Văn Ân"}
        for moment, expected in ((at(4), (at(4), False)), (at(9), (None, True))):
            logs = tables(nominations=[nominee, nominee | {"full_name": "Lý An", "entered_at": moment}])
            found = cell(measured(logs), "A", "III.1")
            assert (found["status"], found["at"], found["marked"]) == (Status.DONE, *expected)
            assert found["since"] is None


class TestFulfilment:
    """One counted entry fulfils the duty of its log."""

    @pytest.mark.parametrize(
        ("log", "values", "duty", "fulfils"),
        [
            ("banners", {}, "II.2", True),
            ("banners", {"kind": "Standee", "slogan": "Chữ khác chủ đề", "photo": None}, "II.2", True),
            ("activities", {"participations": 0}, "II.1", True),
            ("posts", {"channel": "Website Sở"}, "II.3", True),
            ("posts", {"channel": "Website đơn vị"}, "II.3", True),
            ("posts", {"channel": "Facebook"}, "II.3", False),
            ("posts", {"channel": "Zalo OA"}, "II.3", False),
            ("posts", {"channel": "YouTube"}, "II.3", False),
            ("posts", {"channel": "Khác"}, "II.3", False),
            ("posts", {"channel": None}, "II.3", True),
            ("nominations", {"progress": "Đề xuất"}, "III.1", True),
            ("nominations", {"progress": "Đã có quyết định"}, "III.1", True),
            ("nominations", {"progress": "Đang học"}, "III.1", True),
            ("nominations", {"progress": "Hoàn thành"}, "III.1", True),
            ("nominations", {"progress": "Không hoàn thành"}, "III.1", False),
            ("nominations", {"progress": None}, "III.1", True),
        ],
    )
    def test_depends_on_channel_and_progress_only(
        self, log: str, values: dict[str, Any], duty: str, fulfils: bool
    ) -> None:
        """A missing field is a problem of that field; a channel that is known and no website doesn't fulfil."""
        found = cell(measured(tables(**{log: [{"unit": "A", "entered_at": at(2)} | values]})), "A", duty)
        assert found["status"] is (Status.DONE if fulfils else Status.MISSING)
        assert found["entries"] == int(fulfils)

    @pytest.mark.parametrize("values", [{"unit": None}, {"state": None}, {"state": CANCELLED}, {"unit": "P"}])
    def test_needs_a_row_that_counts_for_the_unit(self, values: dict[str, Any]) -> None:
        """Unreadable unit or state, a cancelled row, another unit's row: all leave the duty untouched."""
        found = hung(BANNER | values)
        assert (found["status"], found["detail"]) == (Status.MISSING, None)

    def test_of_a_repeated_row_counts_one_entry(self) -> None:
        """A pasted copy is no second entry."""
        assert hung(BANNER | {"row_id": "X"}, BANNER | {"row_id": "X"})["entries"] == 1
        assert hung(BANNER | {"row_id": "X"}, BANNER | {"row_id": "X", "note": "khác"})["entries"] == 2


class TestMissing:
    """What is missing, and why."""

    @pytest.mark.parametrize(
        ("banners", "detail"),
        [
            ([], None),
            ([BANNER | {"state": PLANNED}], Detail.PLANNED),
            ([BANNER | {"return_note": "Thiếu ảnh"}], Detail.RETURNED),
            ([BANNER | {"state": PLANNED}, BANNER | {"return_note": "Thiếu ảnh"}], Detail.RETURNED),
            ([BANNER | {"state": PLANNED, "entered_at": at(30)}], Detail.PLANNED),
            ([{"unit": "A", "state": PLANNED, "hung_on": date(2025, 10, 6)}], Detail.PLANNED),
        ],
    )
    def test_says_what_is_under_way(self, banners: list[dict[str, Any]], detail: Detail | None) -> None:
        """Returned comes before planned: somebody waits for it."""
        found = hung(*banners)
        assert (found["status"], found["detail"], found["entries"]) == (Status.MISSING, detail, 0)

    def test_knows_a_returned_post_of_another_channel_but_no_planned_one(self) -> None:
        """The channel may be why the office returned it; a planned Facebook post fulfils nothing later either."""
        for values, detail in (({"return_note": "Sai kênh"}, Detail.RETURNED), ({"state": PLANNED}, None)):
            post = {"unit": "A", "channel": "Facebook"} | values
            assert cell(measured(tables(posts=[post])), "A", "II.3")["detail"] is detail

    def test_does_not_know_what_comes_later(self) -> None:
        """At an earlier moment neither a plan nor a return is known."""
        assert hung(BANNER | {"state": PLANNED}, as_of=at(1))["detail"] is None

    def test_a_fulfilled_duty_has_no_such_detail(self) -> None:
        """A second, returned banner is no news in the figures."""
        assert hung(BANNER, BANNER | {"return_note": "Thiếu ảnh"})["detail"] is None


class TestNilReturn:
    """Nothing to report, with a reason."""

    def test_fulfils_as_nothing_to_report(self) -> None:
        """It has its own status, whenever it came."""
        for moment in (at(3), at(20)):
            found = hung(nil=NIL | {"entered_at": moment})
            assert (found["status"], found["at"], found["entries"]) == (Status.NIL, moment, 1)

    def test_is_beaten_by_an_entry(self) -> None:
        """Even by a late one; the duty counts as reached since the nil return."""
        assert hung(BANNER, nil=NIL)["status"] is Status.DONE
        found = hung(BANNER | {"entered_at": at(9)}, nil=NIL)
        assert (found["status"], found["at"], found["entries"], found["since"]) == (Status.LATE, at(9), 1, at(3))

    @pytest.mark.parametrize(
        ("values", "detail"),
        [
            ({"duty": "II.1"}, None),
            ({"duty": None}, None),
            ({"state": CANCELLED}, None),
            ({"state": PLANNED}, Detail.PLANNED),
            ({"return_note": "Xin ghi lý do"}, Detail.RETURNED),
        ],
    )
    def test_counts_like_any_row_and_for_its_own_duty(self, values: dict[str, Any], detail: Detail | None) -> None:
        """Of another duty, cancelled, planned or returned it doesn't count."""
        found = hung(nil=NIL | values)
        assert (found["status"], found["detail"]) == (Status.MISSING, detail)


class TestWhoOwes:
    """Which units owe which duties."""

    def test_departments_owe_nominations_affiliates_all_and_a_named_unit_what_names_it(self) -> None:
        """The office owes the Sở's own banner."""
        cells = measured(tables()).cells
        owed = cells[cells["status"] != Status.NOT_REQUIRED].groupby("unit", sort=False)["duty"].agg(tuple)
        assert owed.to_dict() == {
            "VP": ("II.2", "III.1"),
            "P": ("III.1",),
            "A": ("II.1", "II.2", "II.3", "III.1"),
        }

    def test_a_unit_with_its_own_list_owes_just_that(self) -> None:
        """Its own list replaces its kind's, in both directions."""
        units = (replace(CENTRE, duties=("II.3",)), Unit("Q", "Phòng Q", DEPARTMENT, duties=("II.1", "II.2")))
        cells = measured(tables(), units=units).cells
        owed = cells[cells["status"] != Status.NOT_REQUIRED].groupby("unit", sort=False)["duty"].agg(tuple)
        assert owed.to_dict() == {"A": ("II.3",), "Q": ("II.1", "II.2")}

    def test_what_is_not_owed_stays_so_whatever_is_entered(self) -> None:
        """A department's banner is shown elsewhere, but fulfils nothing."""
        logs = tables(banners=[BANNER | {"unit": "P"}], nil_returns=[NIL | {"unit": "P"}])
        found = cell(measured(logs), "P", "II.2")
        assert (found["status"], found["at"], found["since"]) == (Status.NOT_REQUIRED, None, None)
        assert measured(logs).fulfilled == 0

    @pytest.mark.parametrize(
        ("since", "until", "counts"),
        [
            (None, None, True),
            (date(2024, 10, 7), None, True),
            (date(2024, 10, 8), None, False),
            (None, date(2024, 10, 1), True),
            (None, date(2024, 9, 30), False),
            (date(2024, 10, 3), date(2024, 10, 4), True),
        ],
    )
    def test_units_count_when_they_exist_within_the_window(
        self, since: date | None, until: date | None, counts: bool
    ) -> None:
        """One day in the window is enough, whenever people look."""
        unit = replace(CENTRE, active_from=since, active_to=until)
        progress = measured(tables(banners=[BANNER]), units=(unit,))
        assert (len(progress.by_unit), progress.required, progress.fulfilled) == ((1, 4, 1) if counts else (0, 0, 0))

    def test_without_a_window_units_count_when_they_exist_at_the_moment(self) -> None:
        """A plan without dates asks about the day in Ho Chi Minh City on which people look."""
        unit = replace(CENTRE, active_to=date(2024, 10, 5))
        for moment, required in ((at(5, 23, 59), 4), (at(6, 0), 0)):
            assert measured(tables(), units=(unit,), campaign=Campaign(), as_of=moment).required == required

    def test_of_a_repeated_code_the_first_stands(self) -> None:
        """A unit or duty that stands twice in its tab is asked once."""
        again = (Unit("A", "Tên khác", DEPARTMENT), *UNITS)
        progress = measured(
            tables(banners=[BANNER]), units=(*UNITS, *again), duties=(*DUTIES, replace(HANG, title="x"))
        )
        assert list(progress.by_unit["unit_name"]) == [unit.name for unit in UNITS]
        assert list(progress.by_duty["duty_title"]) == [duty.title for duty in DUTIES]
        assert (progress.required, progress.fulfilled) == (7, 1)


class TestAsOf:
    """Figures of an earlier moment."""

    def test_leave_out_rows_of_later(self) -> None:
        """A second decides."""
        assert hung(BANNER, as_of=at(2))["status"] is Status.DONE
        assert hung(BANNER, as_of=at(1, 23, 59, 59))["status"] is Status.MISSING

    def test_leave_out_nil_returns_of_later(self) -> None:
        """They are rows like others."""
        assert hung(nil=NIL, as_of=at(2))["status"] is Status.MISSING

    def test_name_their_moment(self) -> None:
        """Whoever draws the figures can say of when they are."""
        assert measured(tables(), as_of=at(4)).as_of == at(4)


class TestExpected:
    """What should be reached by now."""

    @pytest.mark.parametrize(
        ("moment", "share"),
        [
            (datetime.fromisoformat("2024-09-01T00:00+07:00"), 0.0),
            (at(1, 0), 0.0),
            # 3.5 of the 7 days less a second: half a day is 43,200 s, the window 604,799 s.
            (at(4, 12), 302_400 / 604_799),
            (LAST_SECOND, 1.0),
            (LONG_AFTER, 1.0),
        ],
    )
    def test_rises_evenly_from_the_window_to_the_deadline(self, moment: datetime, share: float) -> None:
        """0 before, 1 after."""
        progress = measured(tables(), as_of=moment)
        assert progress.expected == pytest.approx(share)
        assert list(progress.by_duty["expected"]) == pytest.approx([share] * 4)

    def test_follows_each_dutys_own_deadline_and_weighs_by_who_owes_it(self) -> None:
        """III.1, owed by three, was due on the 3rd; II.2, owed by two, rises to the 7th: (3 × 1 + 2 × ½) / 5."""
        duties = (replace(HANG, deadline=at(7, 0)), replace(TRAIN, deadline=at(3, 0)))
        progress = measured(tables(), duties=duties, as_of=at(4, 0))
        assert list(progress.by_duty["expected"]) == pytest.approx([0.5, 1.0])
        assert progress.expected == pytest.approx((3 * 1 + 2 * 0.5) / 5)

    @pytest.mark.parametrize(
        ("campaign", "before", "after"),
        [
            (Campaign(), 1.0, 1.0),
            (Campaign(deadline=at(5)), 0.0, 1.0),
            (Campaign(starts_on=date(2024, 10, 5)), 0.0, 1.0),
            (Campaign(starts_on=date(2024, 10, 5), deadline=at(4)), 0.0, 1.0),
        ],
        ids=["no dates", "deadline only", "start only", "deadline before the start"],
    )
    def test_of_a_plan_with_few_dates_jumps(self, campaign: Campaign, before: float, after: float) -> None:
        """Without a window there is nothing to rise over."""
        assert measured(tables(), campaign=campaign, as_of=at(3)).expected == before
        assert measured(tables(), campaign=campaign, as_of=at(6)).expected == after


class TestSums:
    """By unit, by duty, over all."""

    LOGS = tables(
        banners=[BANNER, BANNER | {"unit": "VP", "entered_at": at(9)}],
        activities=[{"unit": "A", "state": PLANNED}],
        nil_returns=[NIL | {"duty": "II.3"}, NIL | {"unit": "P", "duty": "III.1"}],
    )

    def test_share_is_done_and_nothing_to_report_of_required(self) -> None:
        """Late counts, planned doesn't: A's banner and nil return, VP's late banner, P's nil return of seven duties."""
        progress = measured(self.LOGS)
        assert (progress.fulfilled, progress.required) == (4, 7)
        assert progress.share == pytest.approx(4 / 7)

    def test_by_unit(self) -> None:
        """required, fulfilled, done, late, nil, missing, share of each."""
        rows = measured(self.LOGS).by_unit.drop(columns=["unit_name", "short_name", "kind"])
        assert [tuple(row) for row in rows.itertuples(index=False)] == [
            ("VP", 2, 1, 0, 1, 0, 1, 0.5),
            ("P", 1, 1, 0, 0, 1, 0, 1.0),
            ("A", 4, 2, 1, 0, 1, 2, 0.5),
        ]

    def test_by_duty(self) -> None:
        """required, fulfilled, done, late, nil, missing, share of each."""
        rows = measured(self.LOGS).by_duty.drop(columns=["duty_title", "log", "expected", "deadline"])
        assert [tuple(row) for row in rows.itertuples(index=False)] == [
            ("II.1", 1, 0, 0, 0, 0, 1, 0.0),
            ("II.2", 2, 2, 1, 1, 0, 0, 1.0),
            ("II.3", 1, 1, 0, 0, 1, 0, 1.0),
            ("III.1", 3, 1, 0, 0, 1, 2, pytest.approx(1 / 3)),
        ]

    @pytest.mark.parametrize("other", [{"units": ()}, {"duties": ()}, {"campaign": Campaign()}])
    def test_of_little_or_nothing_are_figures_too(self, other: dict[str, Any]) -> None:
        """No units, no duties or no dates: nothing fails, a share of nothing is 0."""
        progress = measured(tables(), **other)
        assert (progress.share, progress.fulfilled) == (0.0, 0)
        assert list(progress.by_unit.columns)[:4] == ["unit", "unit_name", "short_name", "kind"]
        assert list(progress.by_duty.columns)[-2:] == ["expected", "deadline"]

    def test_without_any_table_all_is_missing(self) -> None:
        """A sheet whose log tabs can't be read has reported nothing."""
        progress = measured({})
        assert (progress.required, progress.fulfilled) == (7, 0)

    def test_a_unit_without_a_short_name_goes_by_its_name(self) -> None:
        """Charts need one."""
        units = (CENTRE, Unit("B", "Trung tâm B dài", AFFILIATE, short_name="B"))
        assert list(measured(tables(), units=units).by_unit["short_name"]) == ["Trung tâm A", "B"]


MOMENTS = st.none() | st.integers(1, 14 * 24).map(lambda hours: at(1, 0) + hours * (at(1, 1) - at(1, 0)))
ROW = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["VP", "P", "A", "KHÁC", None]),
        "state": st.sampled_from([DONE, DONE, DONE, PLANNED, CANCELLED, None]),
        "entered_at": MOMENTS,
        "return_note": st.sampled_from([None, None, None, "Thiếu"]),
        "row_id": st.sampled_from([None, None, "X1", "X2"]),
    }
)
OWN = {
    "banners": {"hung_on": st.none() | st.dates(date(2024, 9, 28), date(2024, 10, 12))},
    "posts": {"channel": st.sampled_from(["Website Sở", "Facebook", None])},
    "activities": {},
    "nominations": {"progress": st.sampled_from(["Đề xuất", "Không hoàn thành"])},
    "nil_returns": {"duty": st.sampled_from(["II.1", "II.2", "II.3", "III.1", None])},
}
ENTRIES = st.fixed_dictionaries(
    {
        key: st.lists(st.builds(lambda row, own: row | own, ROW, st.fixed_dictionaries(own)), max_size=6)
        for key, own in OWN.items()
    }
)
AS_OF = MOMENTS.filter(bool)


def figures(progress: Progress) -> tuple[Any, ...]:
    """All that a page shows of it."""
    frames = (progress.cells, progress.by_unit, progress.by_duty)
    return progress.share, progress.expected, *(frame.to_dict("list") for frame in frames)


class TestProperties:
    """What holds for any entries."""

    @given(ENTRIES, AS_OF)
    @settings(max_examples=30, deadline=None)
    def test_states_add_up_and_shares_are_shares(
        self, entries: dict[str, list[dict[str, Any]]], as_of: datetime
    ) -> None:
        """done + late + nil + missing = required, everywhere, and the parts make the whole."""
        progress = measured(tables(**entries), as_of=as_of)
        assert 0 <= progress.share <= 1
        assert 0 <= progress.expected <= 1
        for frame in (progress.by_unit, progress.by_duty):
            parts = frame[["done", "late", "nil", "missing"]].sum(axis="columns")
            assert list(parts) == list(frame["required"])
            assert list(frame["required"] - frame["missing"]) == list(frame["fulfilled"])
            assert frame["share"].between(0, 1).all()
            assert (frame["required"].sum(), frame["fulfilled"].sum()) == (progress.required, progress.fulfilled)

    @given(ENTRIES, AS_OF, st.randoms(use_true_random=False))
    @settings(max_examples=30, deadline=None)
    def test_sorting_the_sheet_never_changes_a_figure(
        self, entries: dict[str, list[dict[str, Any]]], as_of: datetime, random: Any
    ) -> None:
        """Rows stand where people moved them."""
        shuffled = {key: random.sample(rows, len(rows)) for key, rows in entries.items()}
        assert figures(measured(tables(**entries), as_of=as_of)) == figures(measured(tables(**shuffled), as_of=as_of))

    @given(ENTRIES, AS_OF, st.sampled_from(sorted(OWN)), st.sampled_from(["VP", "P", "A"]))
    @settings(max_examples=30, deadline=None)
    def test_one_more_row_that_counts_never_lowers_the_share(
        self, entries: dict[str, list[dict[str, Any]]], as_of: datetime, key: str, unit: str
    ) -> None:
        """Reporting more is never punished."""
        more = entries | {key: [*entries[key], {"unit": unit, "entered_at": as_of, "row_id": "MỚI"}]}
        before, after = (measured(tables(**rows), as_of=as_of) for rows in (entries, more))
        assert after.share >= before.share
        assert after.required == before.required


def test_moments_and_blanks_stay_what_they_are() -> None:
    """A cell's moment is a datetime or None, never pandas' own kinds: pages format and compare them."""
    cells: pd.DataFrame = measured(tables(banners=[BANNER])).cells
    assert {type(value) for value in cells["at"]} == {datetime, type(None)}
    assert {type(value) for value in cells["detail"]} == {type(None)}


def test_every_duty_of_the_plan_reads_its_own_log() -> None:
    """An entry of one log fulfils no other duty."""
    for log, duty in (("activities", LEARN), ("banners", HANG), ("posts", POST), ("nominations", TRAIN)):
        progress = measured(tables(**{log: [{"unit": "A", "entered_at": at(2)}]}))
        assert list(progress.by_duty.loc[progress.by_duty["fulfilled"] == 1, "duty"]) == [duty.code]
