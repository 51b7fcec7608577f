"""Who is to be asked for what."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.chase import Chase, Fault, Reminder, Returned, chases, days_left
from services.plan import Unit
from services.progress import Progress, measure
from services.reading import Problem
from services.schema import AFFILIATE, CANCELLED
from tests.services.campaigns import (
    CENTRE,
    DUTIES,
    HANG,
    TRAIN,
    WEEK,
    at,
    measured,
    plan_4013,
    sample_logs,
    sample_tables,
    tables,
)

OTHER = Unit("B", "Trung tâm B", AFFILIATE, contact="Lan, lan@b.example.vn")
BOTH = (CENTRE, OTHER)
NOON = at(4)
SENT_BACK = {"unit": "B", "row_id": "1", "slogan": "Học", "return_note": "Thiếu  ảnh\nở cổng"}


def found(as_of: datetime = NOON, *, problems: Any = (), reminders: Any = (), **logs: Any) -> list[Chase]:
    """Of the two centres that owe a banner."""
    rows = tables(**logs)
    return chases(measured(rows, units=BOTH, duties=(HANG,), as_of=as_of), rows, problems, BOTH, reminders)


def test_the_sample_week_at_noon_of_the_4th() -> None:
    """Counted in the table of the sample entries: units, missing duties, returned entries, cells to look at."""
    progress = measure(sample_logs(), *plan_4013(), as_of=at(4))
    problems = [problem for table in sample_tables().values() for problem in table.problems]
    listed = chases(progress, sample_logs(), problems, plan_4013()[1])
    assert [(c.unit.code, len(c.debts), c.required, len(c.returned), len(c.faults)) for c in listed] == [
        *[("ICST", 4, 4, 0, 1), ("HOSTDF", 4, 4, 0, 2)],
        *[("SMEQ", 2, 4, 0, 0), ("HCMGIS", 2, 4, 0, 2), ("SIHUB", 2, 4, 0, 0), ("NEPTECH", 2, 4, 1, 1)],
        *[("QLCN", 1, 1, 0, 0), ("SHTT", 1, 1, 0, 0), ("QLCS", 1, 1, 0, 0)],
    ]


def test_complete_units_are_left_out_and_before_the_week_all() -> None:
    done = {"unit": "A", "slogan": "Học", "entered_at": at(2)}
    assert [chase.unit for chase in found(banners=[done])] == [OTHER]
    assert found(banners=[done, done | {"unit": "B"}]) == []
    assert found(at(1, 0)) == []


@pytest.mark.parametrize(
    ("more", "problem", "codes"),
    [
        ({"return_note": "Sai ngày"}, None, ["A"]),
        ({"return_note": "Sai ngày", "state": CANCELLED}, None, []),
        ({}, Problem("not_a_number", "", tab_key="banners", unit="A"), ["A"]),
        ({}, Problem("missing", "", tab_key="banners", unit="A", severe=False), []),
        ({}, Problem("not_a_number", "", tab_key="units", unit="A"), []),
        ({}, Problem("not_a_number", "", tab_key="banners", unit="C"), []),
    ],
)
def test_who_owes_nothing_is_asked_for_what_was_returned_or_can_not_be_read(
    more: Any, problem: Any, codes: Any
) -> None:
    done = [{"unit": unit, "slogan": "Học", "entered_at": at(2)} for unit in "AB"]
    listed = found(banners=[*done, done[0] | more], problems=[problem] if problem else [])
    assert [chase.unit.code for chase in listed] == codes


def test_a_copy_of_a_returned_row_is_asked_for_once() -> None:
    (returned,) = (chase.returned for chase in found(banners=[SENT_BACK, SENT_BACK]) if chase.unit is OTHER)
    assert returned == (Returned("banners", "Học", "Thiếu ảnh ở cổng"),)


def test_nominees_are_nowhere_named() -> None:
    """Not as what an entry is about, not in the office's reasons, not in cells that can't be read."""
    people = [
        {"unit": "A", "full_name": name, "course": "An toàn mạng", "return_note": note}
        for name, note in (
            ("Trần Văn Ẩn", "TRẦN VĂN ẨN và Lê An chưa có quyết định"),
            ("Lê An", "x"),
            ("An", "An ninh"),
        )
    ]
    rows = tables(nominations=people)
    problem = Problem("missing", "Trần Văn Ẩn", tab_key="nominations", field_key="full_name", sheet_row=3, unit="A")
    progress = measured(rows, units=BOTH, duties=(TRAIN,), as_of=at(4))
    chase = next(chase for chase in chases(progress, rows, [problem], BOTH) if chase.unit is CENTRE)
    assert [each.subject for each in chase.returned] == ["An toàn mạng"] * 3
    assert [each.reason for each in chase.returned] == [
        "người được cử và người được cử chưa có quyết định",
        "x",
        "An ninh",
    ]
    assert chase.faults == (Fault("Cử đi học", 3, "Họ và tên", severe=True),)


def test_a_unit_knows_its_contact_and_its_own_reminders() -> None:
    mine, other = (Reminder(unit, at(3), "Hương") for unit in "BA")
    chase = next(chase for chase in found(reminders=[mine, other]) if chase.unit is OTHER)
    assert (chase.contact.emails, chase.reminders) == (("lan@b.example.vn",), (mine,))


@pytest.mark.parametrize(
    ("deadline", "moment", "days"),
    [
        (at(7, 23, 59, 59), at(7, 0), 0),
        (at(7, 23, 59, 59), at(8, 0), -1),
        (at(7, 8), at(7, 9), 0),
        (at(8, 0), at(7, 23, 59), 1),
        (at(7, 6).astimezone(UTC), at(4, 6), 3),
    ],
)
def test_days_are_those_of_the_calendar_here(deadline: datetime, moment: datetime, days: int) -> None:
    assert days_left(deadline, moment) == days


def test_the_first_of_two_units_with_one_code_stands() -> None:
    twins = (CENTRE, replace(CENTRE, name="Bản sao"))
    rows: Progress = measure(tables(), WEEK, twins, DUTIES, as_of=at(4))
    assert [chase.unit for chase in chases(rows, tables(), (), twins)] == [CENTRE]
