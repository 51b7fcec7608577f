"""Which rows count, and since when."""

from datetime import date, datetime
from typing import Any

import pytest

from services.plan import TIME_ZONE
from services.progress import Reason, counted, left_out
from services.schema import CANCELLED, LOGS, PLANNED
from tests.services.campaigns import at, tables

BANNER = {"unit": "A", "slogan": "Học tập suốt đời"}


def rows_that_count(*banners: dict[str, Any], **when: Any) -> list[int]:
    """Sheet rows of the banners that count."""
    return list(counted(tables(banners=banners), "banners", **when)["sheet_row"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, None),
        ({"quantity": None, "place": None, "hung_on": None, "photo": None, "slogan": None}, None),
        ({"unit": None}, Reason.UNIT),
        ({"state": None}, Reason.STATE),
        ({"state": PLANNED}, Reason.PLANNED),
        ({"state": CANCELLED}, Reason.CANCELLED),
        ({"return_note": "Thiếu ảnh"}, Reason.RETURNED),
        ({"return_note": ""}, None),
        ({"state": PLANNED, "return_note": "Thiếu ảnh"}, Reason.RETURNED),
        ({"state": CANCELLED, "return_note": "Thiếu ảnh", "unit": None}, Reason.CANCELLED),
        ({"state": None, "unit": None}, Reason.UNIT),
    ],
)
def test_a_row_counts_unless_one_reason_stops_it(row: dict[str, Any], reason: Reason | None) -> None:
    """Unit and state decide; other missing fields don't stop a row from counting."""
    banners = [BANNER | row]
    assert rows_that_count(*banners) == ([2] if reason is None else [])
    expected = dict.fromkeys(Reason, 0) | ({reason: 1} if reason else {})
    assert left_out(tables(banners=banners)) == expected


def test_left_out_adds_up_all_logs() -> None:
    """Rows that don't count are numbered over all logs together."""
    logs = {key: [{"unit": None}, {"unit": "A", "state": PLANNED}] for key in LOGS}
    assert left_out(tables(**logs)) == dict.fromkeys(Reason, 0) | {Reason.UNIT: 5, Reason.PLANNED: 5}


class TestRepeatedRowId:
    """A row ID that stands twice."""

    def test_with_the_same_content_counts_once(self) -> None:
        """Copying a row adds nothing."""
        row = BANNER | {"row_id": "X1", "quantity": 2}
        assert rows_that_count(row, row, row) == [2]
        assert left_out(tables(banners=[row, row, row]))[Reason.REPEATED] == 2

    def test_keeps_the_reason_that_it_has_anyway(self) -> None:
        """Two copies of a plan are two plans, not one and a repetition."""
        row = BANNER | {"row_id": "X1", "state": PLANNED}
        assert left_out(tables(banners=[row, row]))[Reason.PLANNED] == 2

    def test_with_different_content_counts_twice(self) -> None:
        """Nobody knows which of the two is right, so neither is dropped."""
        assert rows_that_count(BANNER | {"row_id": "X1", "quantity": 2}, BANNER | {"row_id": "X1"}) == [2, 3]

    def test_without_an_id_equal_rows_are_different_entries(self) -> None:
        """Two banners typed alike are two banners."""
        assert rows_that_count(BANNER, BANNER) == [2, 3]

    def test_in_another_log_is_another_entry(self) -> None:
        """IDs are compared within their log."""
        logs = tables(banners=[BANNER | {"row_id": "X1"}], posts=[{"unit": "A", "title": "Tin", "row_id": "X1"}])
        assert len(counted(logs, "banners")) == len(counted(logs, "posts")) == 1

    def test_the_copy_seen_first_is_the_one_that_counts(self) -> None:
        """Sorting the sheet doesn't make an entry younger."""
        row = BANNER | {"row_id": "X1"}
        seen = {("banners", 2): at(5), ("banners", 3): at(2)}
        assert rows_that_count(row, row, first_seen=seen) == [3]
        assert rows_that_count(row, row, first_seen=seen, as_of=at(3)) == [3]


class TestMoment:
    """When a row was reported."""

    @pytest.mark.parametrize(
        ("row", "seen", "moment"),
        [
            ({"entered_at": at(2)}, None, at(2)),
            ({"entered_at": at(2)}, at(3), at(2)),
            ({"entered_at": at(2), "hung_on": date(2024, 10, 5)}, None, at(2)),
            ({}, at(3), at(3)),
            ({"hung_on": date(2024, 10, 1)}, at(3), at(3)),
            ({"hung_on": date(2024, 10, 1)}, None, at(1, 23, 59, 59)),
        ],
        ids=["entered", "entered, seen later", "entered, hung later", "seen", "hung, seen later", "hung"],
    )
    def test_is_entered_at_else_first_seen_else_the_end_of_its_own_day(
        self, row: dict[str, Any], seen: datetime | None, moment: datetime
    ) -> None:
        """A row is known from its moment on, and not a second before."""
        first_seen = {("banners", 2): seen} if seen else None
        just_before = datetime.fromtimestamp(moment.timestamp() - 1, TIME_ZONE)
        assert rows_that_count(BANNER | row, as_of=moment, first_seen=first_seen) == [2]
        assert rows_that_count(BANNER | row, as_of=just_before, first_seen=first_seen) == []

    @pytest.mark.parametrize(
        ("key", "field", "known_before"),
        [("posts", "posted_on", False), ("activities", "starts_on", False), ("nominations", "starts_on", True)],
    )
    def test_posts_and_activities_have_a_day_of_their_own_nominations_have_not(
        self, key: str, field: str, known_before: bool
    ) -> None:
        """The day on which a course begins says nothing about when it was reported."""
        logs = tables(**{key: [{"unit": "A", field: date(2024, 10, 6)}]})
        assert bool(len(counted(logs, key, at(1)))) is known_before
        assert len(counted(logs, key, at(7))) == 1

    def test_a_row_without_any_moment_counts_at_any_time(self) -> None:
        """It was there before the app looked."""
        assert rows_that_count(BANNER, as_of=datetime(1970, 1, 1, tzinfo=TIME_ZONE)) == [2]

    def test_without_as_of_all_rows_are_known(self) -> None:
        """The lists of a report show what is in the sheet."""
        assert rows_that_count(BANNER | {"entered_at": at(30)}) == [2]


def test_a_log_that_the_snapshot_lacks_is_empty() -> None:
    """A tab that could not be read has no entries, and all its columns."""
    frame = counted({}, "banners")
    assert list(frame.columns) == [*LOGS["banners"].keys, "sheet_row"]
    assert frame.empty
