from datetime import date, datetime

import pandas as pd
import pytest

from services.plan import TIME_ZONE
from services.reading import Context, read_plan, read_table
from services.reading.campaign import plan_problem
from services.schema import PLAN


def _plan(**values):
    return read_plan(pd.DataFrame({"key": list(values), "value": list(values.values())}, dtype=object))


def test_texts_days_and_recipients_of_the_plan_are_read():
    plan = _plan(
        number="4013",
        symbol="KH-SKHCN",
        issued_on="ngày 30 tháng 9 năm 2024",
        theme="Học tập suốt đời",
        starts_on="01/10/2024",
        ends_on="2024-10-07",
        recipients="- BGĐ Sở;\n– Các phòng chức năng, đơn vị; Lưu: VT, TCCB, T02",
        signer_name=None,
    )
    assert plan.name == "4013/KH-SKHCN"
    assert plan.issued_on == date(2024, 9, 30)
    assert plan.window == (date(2024, 10, 1), date(2024, 10, 7))
    assert plan.theme == "Học tập suốt đời"
    assert plan.recipients == ("BGĐ Sở", "Các phòng chức năng, đơn vị", "Lưu: VT, TCCB, T02")
    assert plan.deadline is None
    assert plan.signer_name is None


def test_a_day_kept_as_a_date_cell_is_read_too():
    plan = _plan(starts_on="45566", ends_on="45572", deadline="45573.708333333336")
    assert plan.window == (date(2024, 10, 1), date(2024, 10, 7))
    assert plan.deadline == datetime(2024, 10, 8, 17, tzinfo=TIME_ZONE)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("10/10/2024", datetime(2024, 10, 10, 23, 59, 59, tzinfo=TIME_ZONE)),
        ("10/10", datetime(2024, 10, 10, 23, 59, 59, tzinfo=TIME_ZONE)),
        ("17 giờ ngày 10/10/2024", datetime(2024, 10, 10, 17, tzinfo=TIME_ZONE)),
        ("45575", datetime(2024, 10, 10, 23, 59, 59, tzinfo=TIME_ZONE)),
        ("theo quy định", None),
    ],
)
def test_the_deadline_is_a_moment_of_the_campaigns_year(text, moment):
    assert _plan(starts_on="01/10/2024", deadline=text).deadline == moment


def test_an_empty_plan_has_no_window_and_no_year():
    plan = _plan()
    assert (plan.window, plan.year, plan.recipients) == (None, None, ())


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("starts_on", "31/9/2024", "impossible_date"),
        ("ends_on", "7/10", "no_year"),
        ("issued_on", "hôm qua", "not_a_date"),
        ("deadline", "theo quy định", "not_a_date"),
    ],
)
def test_a_day_of_the_plan_that_cannot_be_read_is_a_problem_in_its_cell(key, value, code):
    table = read_table(PLAN, [["Mục", "Nội dung", "Ghi chú"], ["Số kế hoạch", "4013"], [key, value]], Context())
    (problem,) = table.problems
    assert (problem.code, problem.field_key, problem.sheet_row, problem.column) == (code, "value", 3, 1)
    assert problem.severe


@pytest.mark.parametrize(
    ("key", "value"),
    [("starts_on", "01/10/2024"), ("deadline", "7/10"), ("deadline", None), ("theme", "hôm qua"), (None, "31/9/2024")],
)
def test_what_can_be_read_or_is_no_day_is_no_problem(key, value):
    assert plan_problem(key, value) is None
