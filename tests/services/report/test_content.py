"""What the report's tables say."""

from datetime import date
from typing import Any

import pytest

from services.plan import Unit
from services.progress import Total, reported, totals
from services.report import entry_lists, summary
from services.schema import CANCELLED, DEPARTMENT, LOGS
from tests.services.campaigns import (
    DUTIES,
    UNITS,
    at,
    measured,
    plan_4013,
    sample_logs,
    sample_progress,
    tables,
)

BANNER = {"unit": "A", "slogan": "Học tập suốt đời", "quantity": 3, "entered_at": at(2)}
NOMINEE = {"unit": "A", "full_name": "Nguyễn Thị Ánh", "birth_year": 1990, "course": "Tin học", "entered_at": at(2)}


def lines(logs: dict[str, Any], **other: Any) -> dict[str, dict[str, Any]]:
    """The summary of the small campaign: unit name → its line."""
    progress = measured(logs, **other)
    frame = summary(progress, reported(progress, logs, first_seen=other.get("first_seen")))
    return {row["Đơn vị"]: row for row in frame.to_dict("records")}


class TestSummary:
    """Unit × state and indicator."""

    def test_has_a_line_for_each_unit_and_one_for_all(self) -> None:
        """In the order of the sheet; units that don't exist in the week are left out."""
        gone = Unit("X", "Đơn vị cũ", DEPARTMENT, active_to=date(2024, 9, 1))
        assert list(lines(tables(), units=(*UNITS, gone))) == [
            "Văn phòng Sở",
            "Phòng Kế hoạch",
            "Trung tâm A",
            "Tổng cộng",
        ]

    def test_has_one_line_for_a_code_that_stands_twice(self) -> None:
        """The first row of the unit list stands."""
        assert list(lines(tables(), units=(*UNITS, Unit("A", "Tên khác", DEPARTMENT))))[2:] == [
            "Trung tâm A",
            "Tổng cộng",
        ]

    def test_says_where_a_unit_stands_with_each_duty(self) -> None:
        """In the words of the page."""
        line = lines(tables(banners=[BANNER], posts=[{"unit": "A", "return_note": "Sai đường dẫn"}]))["Trung tâm A"]
        assert [line[f"{duty.code} {duty.title}"] for duty in DUTIES] == [
            "chưa báo cáo",
            "đúng hạn",
            "trả lại",
            "chưa báo cáo",
        ]

    def test_tells_a_reported_nothing_from_nothing_reported(self) -> None:
        """0 after a nil return, - without one."""
        nil = {"unit": "A", "duty": "II.2", "entered_at": at(2)}
        before, after = (lines(tables(nil_returns=rows))["Trung tâm A"] for rows in ([], [nil]))
        assert (before["Băng rôn (cái)"], before["Kinh phí băng rôn (đồng)"]) == ("-", "-")
        assert (after["Băng rôn (cái)"], after["Kinh phí băng rôn (đồng)"]) == (0, 0)
        assert after["Hoạt động học tập"] == "-"

    def test_counts_what_a_unit_reported_without_fulfilling_its_duty(self) -> None:
        """A Facebook post fulfils nothing, but was made and read."""
        line = lines(tables(posts=[{"unit": "A", "channel": "Facebook", "views": 900}]))["Trung tâm A"]
        assert line["II.3 Tuyên truyền trên website"] == "chưa báo cáo"
        assert (line["Tin, bài website"], line["Tin, bài kênh khác"], line["Lượt xem"]) == (0, 1, 900)

    def test_has_0_for_what_a_unit_does_not_owe(self) -> None:
        """Nobody waits for a department's banners."""
        assert lines(tables())["Phòng Kế hoạch"]["Băng rôn (cái)"] == 0

    def test_shows_nothing_of_returned_or_cancelled_entries(self) -> None:
        """They are as if not reported."""
        for change in ({"return_note": "Thiếu ảnh"}, {"state": CANCELLED}):
            assert lines(tables(banners=[BANNER | change]))["Trung tâm A"]["Băng rôn (cái)"] == "-"

    def test_is_of_its_moment(self) -> None:
        """Entries of later, and hand-typed ones seen later, are not in it."""
        logs = tables(banners=[BANNER, BANNER | {"entered_at": None, "row_id": "X"}])
        early = lines(logs, as_of=at(3), first_seen={("banners", 3): at(4)})
        late = lines(logs, as_of=at(5), first_seen={("banners", 3): at(4)})
        assert [each["Trung tâm A"]["Băng rôn (cái)"] for each in (early, late)] == [3, 6]

    def test_adds_up(self) -> None:
        """The last line is the sum of numbers, a - adds nothing."""
        logs = tables(banners=[BANNER | {"cost": 850_000}, BANNER | {"unit": "VP", "quantity": None, "cost": None}])
        found = lines(logs)
        assert [found[name]["Băng rôn (cái)"] for name in found] == [0, 0, 3, 3]
        assert found["Tổng cộng"]["Kinh phí băng rôn (đồng)"] == 850_000

    @pytest.mark.parametrize(("other", "people"), [({"course": "Ngoại ngữ"}, 1), ({"full_name": "Nguyễn Thị Anh"}, 2)])
    def test_counts_people_as_the_overview_does(self, other: dict[str, Any], people: int) -> None:
        """Two courses of one person; two people whose names differ in a tone."""
        logs = tables(nominations=[NOMINEE, NOMINEE | other])
        assert lines(logs)["Trung tâm A"]["Người được cử đi học"] == people
        assert totals(measured(logs), logs)[Total.PEOPLE] == people

    @pytest.mark.parametrize("moment", [at(3), at(5), at(10)])
    def test_of_the_sample_week_agrees_with_progress_and_totals(self, moment: Any) -> None:
        """One set of figures, wherever people read it."""
        progress, (_, _, duties) = sample_progress(moment), plan_4013()
        rows = summary(progress, reported(progress, sample_logs())).to_dict("records")
        states = {row["Đơn vị"]: [row[f"{duty.code} {duty.title}"] for duty in duties] for row in rows[:-1]}
        assert sum(state in ("đúng hạn", "trễ hạn", "không phát sinh") for row in states.values() for state in row) == (
            progress.fulfilled
        )
        sums, of = totals(progress, sample_logs()), rows[-1]
        assert [of["Băng rôn (cái)"], of["Tin, bài website"] + of["Tin, bài kênh khác"], of["Lượt xem"]] == [
            sums[key] for key in (Total.BANNERS, Total.POSTS, Total.VIEWS)
        ]
        assert [of["Hoạt động học tập"], of["Lượt tham gia"], of["Người được cử đi học"]] == [
            sums[key] for key in (Total.ACTIVITIES, Total.PARTICIPATIONS, Total.PEOPLE)
        ]

    def test_of_the_sample_week_is_what_the_entries_say(self) -> None:
        """CESTI: 2 + 6 + 1 banners for 1,600,000 đồng; two website posts and one other; 86 + 142; two people."""
        progress = sample_progress(at(10))
        frame = summary(progress, reported(progress, sample_logs()))
        line = frame[frame["Đơn vị"] == "Trung tâm Thông tin và Thống kê KH&CN"].iloc[0]
        assert list(line)[1:] == [
            *["đúng hạn"] * 4,
            *(9, 2, 1, 412 + 865 + 1530, 2, 228, 2, 1, 1, 1_600_000, 0),
        ]


class TestEntryLists:
    """The entries of each log."""

    def test_stand_under_the_headers_of_the_sheet(self) -> None:
        """With full unit names, in the order of the tabs."""
        lists = entry_lists(tables(banners=[BANNER]), UNITS, names=True)
        assert list(lists) == [tab.title for tab in LOGS.values()]
        row = lists["Băng rôn"].iloc[0]
        assert (row["Đơn vị"], row["Số lượng"], row["Thời điểm nhập"]) == ("Trung tâm A", 3, at(2))

    def test_hold_every_row_whether_it_counts_or_not(self) -> None:
        """Its state stands beside it; an unreadable unit is blank."""
        frame = entry_lists(tables(banners=[BANNER | {"state": CANCELLED}, {"unit": None}]), UNITS, names=True)[
            "Băng rôn"
        ]
        assert list(frame["Trạng thái"]) == ["Hủy", "Đã thực hiện"]
        assert list(frame["Đơn vị"]) == ["Trung tâm A", None]

    def test_leave_out_personal_columns_without_names(self) -> None:
        """The year of birth also where it is not asked for by itself."""
        logs = tables(nominations=[NOMINEE])
        full, named, bare = (
            set(entry_lists(logs, UNITS, names=names, birth_years=years)["Cử đi học"].columns)
            for names, years in ((True, True), (True, False), (False, True))
        )
        assert (full - named, named - bare) == ({"Năm sinh"}, {"Họ và tên"})

    def test_of_an_empty_log_have_their_headers(self) -> None:
        """An empty list is still a list."""
        frame = entry_lists(tables(), UNITS, names=True)["Bài đăng"]
        assert frame.empty
        assert frame.columns[0] == "Đơn vị"
