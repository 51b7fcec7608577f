"""What the counted entries add up to, and the newest of them."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from services.plan import TIME_ZONE, Unit
from services.progress import Total, latest, totals
from services.schema import AFFILIATE, PLANNED
from tests.services.campaigns import LONG_AFTER, UNITS, at, measured, tables

NOMINEE = {"unit": "A", "full_name": "Nguyễn Thị Thúy", "birth_year": 1990, "course": "Tin học", "entered_at": at(2)}


class TestTotals:
    """Indicators of the report."""

    def test_of_nothing_are_zero(self) -> None:
        """Every indicator is there from the start."""
        assert totals(measured(tables()), tables()) == dict.fromkeys(Total, 0)
        assert totals(measured({}), {}) == dict.fromkeys(Total, 0)

    def test_add_numbers_and_count_rows(self) -> None:
        """A blank or unreadable number is left out of its sum, its row still counts."""
        logs = tables(
            banners=[{"unit": "A", "quantity": 3}, {"unit": "A", "quantity": None}, {"unit": "VP", "quantity": 2}],
            posts=[{"unit": "A", "views": 1000, "channel": "Facebook"}, {"unit": "A", "views": None}],
            activities=[{"unit": "A", "participations": 40}, {"unit": "A", "participations": 0}],
            nominations=[NOMINEE],
            nil_returns=[{"unit": "P", "duty": "III.1"}],
        )
        assert totals(measured(logs), logs) == {
            Total.BANNERS: 5,
            Total.POSTS: 2,
            Total.VIEWS: 1000,
            Total.ACTIVITIES: 2,
            Total.PARTICIPATIONS: 40,
            Total.PEOPLE: 1,
            Total.NIL_RETURNS: 1,
        }

    @pytest.mark.parametrize(
        "banner", [{"unit": None}, {"state": PLANNED}, {"return_note": "x"}, {"entered_at": at(5)}]
    )
    def test_leave_out_rows_that_do_not_count_by_then(self, banner: dict[str, Any]) -> None:
        """The same rows as the progress."""
        logs = tables(banners=[{"unit": "A", "quantity": 3} | banner])
        assert totals(measured(logs, as_of=at(4)), logs)[Total.BANNERS] == 0

    def test_leave_out_units_that_do_not_count(self) -> None:
        """One that closed before the week, and one that is in no list."""
        closed = Unit("X", "Đơn vị cũ", AFFILIATE, active_to=date(2024, 9, 1))
        logs = tables(banners=[{"unit": code, "quantity": 3} for code in ("A", "X", "Y")])
        assert totals(measured(logs, units=(*UNITS, closed)), logs)[Total.BANNERS] == 3

    def test_take_hand_typed_rows_when_the_app_saw_them(self) -> None:
        """Before that moment they were not there."""
        logs, seen = tables(banners=[{"unit": "A", "quantity": 3}]), {("banners", 2): at(5)}
        found = [totals(measured(logs, as_of=moment), logs, first_seen=seen) for moment in (at(4), at(6))]
        assert [sums[Total.BANNERS] for sums in found] == [0, 3]

    @pytest.mark.parametrize(
        ("other", "people"),
        [
            ({"course": "Ngoại ngữ"}, 1),
            ({"full_name": "NGUYỄN THỊ THUÝ"}, 1),
            ({"full_name": "Nguyễn Thị Thủy"}, 2),
            ({"unit": "P"}, 2),
            ({"birth_year": 1991}, 2),
            ({"full_name": None}, 2),
        ],
        ids=["second course", "tone placed otherwise", "other tone", "other unit", "other year", "no name"],
    )
    def test_count_people_not_courses(self, other: dict[str, Any], people: int) -> None:
        """Unit, name and birth year make a person."""
        logs = tables(nominations=[NOMINEE, NOMINEE | other])
        assert totals(measured(logs), logs)[Total.PEOPLE] == people

    def test_count_each_row_without_a_name_as_somebody(self) -> None:
        """Two blanks are not one person."""
        nameless = NOMINEE | {"full_name": None}
        logs = tables(nominations=[nameless, nameless])
        assert totals(measured(logs), logs)[Total.PEOPLE] == 2


class TestLatest:
    """The newest entries."""

    def newest(self, logs: dict[str, pd.DataFrame], n: int = 9, as_of: datetime = LONG_AFTER) -> list[tuple[str, str]]:
        """Log title and subject."""
        frame = latest(logs, n, as_of)
        return list(frame[["log_title", "subject"]].itertuples(index=False, name=None))

    LOGS = tables(
        banners=[{"unit": "A", "slogan": f"Khẩu hiệu {day}", "entered_at": at(day)} for day in (3, 1, 5)],
        posts=[{"unit": "P", "title": "Tin", "entered_at": at(4), "entered_by": "Lan"}, {"unit": "A", "title": "Cũ"}],
    )

    def test_come_first_over_all_logs(self) -> None:
        """Those without a moment are never news."""
        assert self.newest(self.LOGS, 3) == [
            ("Băng rôn", "Khẩu hiệu 5"),
            ("Bài đăng", "Tin"),
            ("Băng rôn", "Khẩu hiệu 3"),
        ]
        assert len(self.newest(self.LOGS)) == 4

    def test_are_those_known_by_then(self) -> None:
        """Looking back shows what was new then."""
        assert self.newest(self.LOGS, 1, at(4, 12)) == [("Bài đăng", "Tin")]

    def test_say_who_and_when(self) -> None:
        """at, unit, log, entered_by."""
        row = latest(self.LOGS, 2, LONG_AFTER).to_dict("records")[1]
        assert (row["at"], row["unit"], row["log"], row["entered_by"]) == (at(4), "P", "posts", "Lan")

    def test_never_name_a_nominee(self) -> None:
        """The overview is seen by everybody: it shows the course."""
        assert self.newest(tables(nominations=[NOMINEE])) == [("Cử đi học", "Tin học")]
        assert "Thúy" not in str(latest(tables(nominations=[NOMINEE]), 1, LONG_AFTER).to_dict())

    def test_of_nothing_are_an_empty_table(self) -> None:
        """With its columns."""
        frame = latest({}, 5, datetime(2024, 10, 1, tzinfo=TIME_ZONE))
        assert list(frame.columns) == ["at", "unit", "log", "log_title", "subject", "entered_by"]
        assert frame.empty
