from datetime import date, datetime

import pandas as pd
import pytest

from services.plan import TIME_ZONE, Campaign, Duty, Unit, duties_from, end_of_day, start_of_day, units_from
from services.reading import Context, read_plan, read_table
from services.schema import AFFILIATE, DEPARTMENT, DUTIES, PLAN, TABS, UNITS
from services.seed import DUTY_ROWS, PLAN_ROWS, UNIT_ROWS

DEPARTMENTS = ["VP", "TTRA", "KHTC", "QLKH", "QLCN", "SHTT", "QLCS", "TCCB"]
AFFILIATES = ["CCTĐC", "SMEQ", "CESTI", "HCMGIS", "SIHUB", "ICST", "NEPTECH", "HOSTDF"]


def _typed_in(tab, rows):
    """These rows as people would type them into the sheet, read back."""
    tab = TABS[tab.key]
    header = [field.label for field in tab.fields]
    cells = [
        ["; ".join(cell) if isinstance(cell, tuple) else cell for cell in (row.get(key) for key in tab.keys)]
        for row in rows
    ]
    table = read_table(tab, [header, *cells], Context())
    assert table.problems == ()
    return table.frame


@pytest.fixture(scope="module")
def plan():
    return read_plan(_typed_in(PLAN, PLAN_ROWS))


@pytest.fixture(scope="module")
def units():
    return {unit.code: unit for unit in units_from(_typed_in(UNITS, UNIT_ROWS))}


@pytest.fixture(scope="module")
def duties():
    return {duty.code: duty for duty in duties_from(_typed_in(DUTIES, DUTY_ROWS))}


def test_plan_4013_is_read_from_its_tab(plan):
    assert plan.name == "4013/KH-SKHCN"
    assert plan.issued_on == date(2024, 9, 30)
    assert plan.window == (date(2024, 10, 1), date(2024, 10, 7))
    assert plan.year == 2024
    assert plan.theme == "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"
    assert plan.place == "Thành phố Hồ Chí Minh"
    assert plan.basis.startswith("Kế hoạch số 5701/KH-UBND ngày 25 tháng 9 năm 2024")
    assert plan.recipients == ("BGĐ Sở", "Các phòng chức năng, đơn vị", "Lưu: VT, TCCB, T02")
    assert (plan.signer_form, plan.signer_title, plan.signer_name) == ("KT", "PHÓ GIÁM ĐỐC", "Lê Thanh Minh")
    assert plan.deadline is None


def test_the_sixteen_units_are_eight_departments_and_eight_affiliated_units(units):
    assert [code for code, unit in units.items() if unit.kind == DEPARTMENT] == DEPARTMENTS
    assert [code for code, unit in units.items() if unit.kind == AFFILIATE] == AFFILIATES
    assert units["SMEQ"].parent == "CCTĐC"


@pytest.mark.parametrize("code", DEPARTMENTS[1:])
def test_a_department_owes_nominations_only(units, duties, code):
    assert [duty.code for duty in duties.values() if duty.is_owed_by(units[code])] == ["III.1"]


def test_the_office_also_owes_the_banner_at_the_department(units, duties):
    assert [duty.code for duty in duties.values() if duty.is_owed_by(units["VP"])] == ["II.2", "III.1"]


@pytest.mark.parametrize("code", AFFILIATES)
def test_an_affiliated_unit_owes_all_four(units, duties, code):
    assert [duty.code for duty in duties.values() if duty.is_owed_by(units[code])] == ["II.1", "II.2", "II.3", "III.1"]


def test_each_duty_is_fulfilled_in_its_log(duties):
    assert {code: duty.log for code, duty in duties.items()} == {
        "II.1": "activities",
        "II.2": "banners",
        "II.3": "posts",
        "III.1": "nominations",
    }


def test_a_units_own_list_of_duties_replaces_its_kinds():
    unit = Unit("X", "Trung tâm X", AFFILIATE, duties=("II.3", "iii.1"))
    assert Duty("II.3", "Đăng bài", "posts", ("PHONG",)).is_owed_by(unit)
    assert Duty("III.1", "Cử đi học", "nominations", ()).is_owed_by(unit)
    assert not Duty("II.1", "Học tập số", "activities", (AFFILIATE, "X")).is_owed_by(unit)


@pytest.mark.parametrize(
    ("owed_by", "owes"),
    [
        ("Đơn vị trực thuộc", True),
        ("ĐƠN VỊ TRỰC THUỘC", True),
        ("DON_VI", True),
        ("don_vi", True),
        ("x", True),
        ("Phòng chức năng", False),
        ("Y", False),
    ],
)
def test_owners_are_kinds_in_words_or_code_and_unit_codes(owed_by, owes):
    (duty,) = duties_from(pd.DataFrame([{"code": "1", "title": "Một", "log": "posts", "owed_by": (owed_by,)}]))
    assert duty.is_owed_by(Unit("X", "Trung tâm X", AFFILIATE)) is owes


def test_a_duty_without_owners_is_owed_by_nobody(units):
    (duty,) = duties_from(pd.DataFrame([{"code": "1", "title": "Một", "log": "posts", "owed_by": None}]))
    assert not any(duty.is_owed_by(unit) for unit in units.values())


WEEK = Campaign(starts_on=date(2024, 10, 1), ends_on=date(2024, 10, 7))
OWN = datetime(2024, 10, 15, 17, tzinfo=TIME_ZONE)
PLANS = datetime(2024, 10, 10, 12, tzinfo=TIME_ZONE)


@pytest.mark.parametrize(
    ("own", "plans", "due"),
    [
        (OWN, PLANS, OWN),
        (OWN, None, OWN),
        (None, PLANS, PLANS),
        (None, None, datetime(2024, 10, 7, 23, 59, 59, tzinfo=TIME_ZONE)),
    ],
)
def test_a_duty_is_due_at_its_own_deadline_else_the_plans_else_the_weeks_end(own, plans, due):
    campaign = Campaign(starts_on=WEEK.starts_on, ends_on=WEEK.ends_on, deadline=plans)
    assert campaign.deadline_of(Duty("1", "Một", "posts", (), deadline=own)) == due


def test_a_duty_of_a_plan_without_dates_is_never_due():
    assert Campaign().deadline_of(Duty("1", "Một", "posts", ())) is None


@pytest.mark.parametrize(
    ("on", "active"),
    [(date(2024, 9, 30), False), (date(2024, 10, 1), True), (date(2025, 2, 28), True), (date(2025, 3, 1), False)],
)
def test_a_unit_is_active_from_its_first_to_its_last_day(on, active):
    unit = Unit("X", "X", AFFILIATE, active_from=date(2024, 10, 1), active_to=date(2025, 2, 28))
    assert unit.is_active(on) is active


def test_a_unit_without_dates_is_always_active():
    assert Unit("X", "X", AFFILIATE).is_active(date.min)
    assert Unit("X", "X", AFFILIATE).is_active(date.max)


@pytest.mark.parametrize("gone", ["code", "name", "kind"])
def test_a_row_without_code_name_or_kind_is_no_unit(gone):
    row = {"code": "X", "name": "Trung tâm X", "kind": AFFILIATE, "note": "ghi chú", "sheet_row": 2}
    (unit,) = units_from(pd.DataFrame([row, row | {gone: None}], dtype=object))
    assert unit == Unit("X", "Trung tâm X", AFFILIATE, note="ghi chú")


@pytest.mark.parametrize("gone", ["code", "title", "log"])
def test_a_row_without_code_title_or_log_is_no_duty(gone):
    row = {"code": "1", "title": "Một", "log": "posts", "owed_by": ("X",), "sheet_row": 2}
    assert duties_from(pd.DataFrame([row, row | {gone: None}], dtype=object)) == [Duty("1", "Một", "posts", ("X",))]


def test_a_day_in_local_time_has_its_first_and_last_second():
    assert start_of_day(date(2024, 10, 7)).isoformat() == "2024-10-07T00:00:00+07:00"
    assert end_of_day(date(2024, 10, 7)).isoformat() == "2024-10-07T23:59:59+07:00"


@pytest.mark.parametrize(
    ("campaign", "window", "year", "name"),
    [
        (Campaign(), None, None, ""),
        (Campaign(starts_on=date(2024, 10, 1), number="4013"), None, 2024, "4013"),
        (Campaign(ends_on=date(2023, 10, 8), symbol="KH-SKHCN"), None, 2023, "KH-SKHCN"),
        (Campaign(issued_on=date(2022, 9, 7), number="1", symbol="KH"), None, 2022, "1/KH"),
    ],
)
def test_a_plan_with_gaps_has_the_year_that_it_tells_but_no_window(campaign, window, year, name):
    assert (campaign.window, campaign.year, campaign.name) == (window, year, name)
