"""What a new workbook starts with: the gold values of plan 4013, the units of October 2024, four duties."""

from datetime import date

import pytest

from services.reading import match_unit
from services.schema import AFFILIATE, DEPARTMENT, DUTIES, PLAN, PLAN_KEYS, UNITS
from services.seed import DUTY_ROWS, PLAN_ROWS, UNIT_ROWS
from tests.services.campaigns import plan_4013

UNSURE = {"QLCS", "TCCB", "SIHUB", "ICST", "NEPTECH", "HOSTDF"}
"""Units that no public page of 2024 confirms under their name, kind or place."""


def test_plan_reads_as_the_signed_text() -> None:
    """Number, date, basis, theme, week, recipients, signer; the plan states no deadline."""
    plan, _, _ = plan_4013()
    assert (plan.name, plan.issued_on, plan.place) == ("4013/KH-SKHCN", date(2024, 9, 30), "Thành phố Hồ Chí Minh")
    assert plan.theme == "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"
    assert plan.window == (date(2024, 10, 1), date(2024, 10, 7))
    assert plan.deadline is None
    assert plan.basis is not None
    assert plan.basis.startswith("Kế hoạch số 5701/KH-UBND ngày 25 tháng 9 năm 2024 của Ủy ban nhân dân Thành phố")
    assert plan.recipients == ("BGĐ Sở", "Các phòng chức năng, đơn vị", "Lưu: VT, TCCB, T02")
    assert (plan.signer_form, plan.signer_title, plan.signer_name) == ("KT", "PHÓ GIÁM ĐỐC", "Lê Thanh Minh")
    assert plan.report_to == "Sở Giáo dục và Đào tạo"


def test_plan_has_a_row_for_every_key_in_its_order() -> None:
    """People fill what is missing; a key that stands there blank is seen."""
    assert [row["key"] for row in PLAN_ROWS] == list(PLAN_KEYS)
    assert all(set(row) == set(PLAN.keys) for row in PLAN_ROWS)


def test_sixteen_units_eight_of_each_kind() -> None:
    """Codes as people abbreviate them, in the order of the organisation."""
    _, units, _ = plan_4013()
    codes = {kind: [unit.code for unit in units if unit.kind == kind] for kind in (DEPARTMENT, AFFILIATE)}
    assert codes == {
        DEPARTMENT: ["VP", "TTRA", "KHTC", "QLKH", "QLCN", "SHTT", "QLCS", "TCCB"],
        AFFILIATE: ["CCTĐC", "SMEQ", "CESTI", "HCMGIS", "SIHUB", "ICST", "NEPTECH", "HOSTDF"],
    }
    assert [unit.code for unit in units if unit.parent] == ["SMEQ"]
    assert all(set(row) == set(UNITS.keys) for row in UNIT_ROWS)


def test_what_is_not_certain_asks_the_office() -> None:
    """Only those, so that the question stands out."""
    _, units, duties = plan_4013()
    assert {unit.code for unit in units if "cần Văn phòng xác nhận" in (unit.note or "")} == UNSURE
    assert [duty.code for duty in duties if "cần xác nhận" in (duty.source or "")] == ["II.2"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Chi cục TCĐLCL", "CCTĐC"),
        ("CC TĐC", "CCTĐC"),
        ("chi cục tđc", "CCTĐC"),
        ("VP Sở", "VP"),
        ("phong khtc", "KHTC"),
        ("Phòng Sở hữu trí tuệ", "SHTT"),
        ("TT GIS", "HCMGIS"),
        ("CESTI", "CESTI"),
        ("Saigon Innovation Hub", "SIHUB"),
    ],
)
def test_units_are_found_by_the_names_that_people_use(name: str, code: str) -> None:
    """Short names and aliases included."""
    assert match_unit(name, plan_4013()[1]).value == code


def test_no_two_units_answer_to_one_name() -> None:
    """Every name, short name and alias leads to its own unit."""
    _, units, _ = plan_4013()
    for unit in units:
        for name in (unit.code, unit.name, unit.short_name, *unit.aliases):
            assert match_unit(name, units).value == unit.code


def test_departments_owe_nominations_affiliates_all_four_and_the_office_the_banner_of_the_house() -> None:
    """III.1: everybody; II.1 to II.3: affiliated units; II.2 names the Sở itself, without an owner."""
    _, units, duties = plan_4013()
    owed = {duty.code: [unit.code for unit in units if duty.is_owed_by(unit)] for duty in duties}
    affiliates = ["CCTĐC", "SMEQ", "CESTI", "HCMGIS", "SIHUB", "ICST", "NEPTECH", "HOSTDF"]
    assert owed == {
        "II.1": affiliates,
        "II.2": ["VP", *affiliates],
        "II.3": affiliates,
        "III.1": [unit.code for unit in units],
    }
    assert {duty.code: duty.log for duty in duties} == {
        "II.1": "activities",
        "II.2": "banners",
        "II.3": "posts",
        "III.1": "nominations",
    }
    assert all(set(row) == set(DUTIES.keys) and row["deadline"] is None for row in DUTY_ROWS)
