import pandas as pd
import pytest
from hypothesis import given

from services.plan import Unit, units_from
from services.reading import match_unit
from services.schema import DEPARTMENT
from services.seed import UNIT_ROWS
from tests.services.reading.campaign_2024 import UNITS
from tests.services.reading.cells import CELLS

LISTED = tuple(units_from(pd.DataFrame(UNIT_ROWS)))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("VP", "VP"),
        (" vp ", "VP"),
        ("Văn phòng Sở", "VP"),
        ("VĂN PHÒNG", "VP"),
        ("van phong so", "VP"),
        ("Vp Sở", "VP"),
        ("Văn pho\u0300ng", "VP"),
        ("Chi cục TCĐLCL", "CCTĐC"),
        ("CC TĐC", "CCTĐC"),
        ("CC.TĐC", "CCTĐC"),
        ("chi cục tđc", "CCTĐC"),
        ("CCTDC", "CCTĐC"),
        ("Chi cục Tiêu chuẩn - Đo lường - Chất lượng", "CCTĐC"),
        ("P. QLKH", "QLKH"),
        ("P.QLKH", "QLKH"),
        ("Phòng Quản lí Khoa học", "QLKH"),
        ("Phòng Quản lý KHCN cơ sở", "QLCS"),
        ("Phòng Quản lý Khoa học và Công nghệ cơ sở", "QLCS"),
        ("TT GIS", "HCMGIS"),
        ("TT.GIS", "HCMGIS"),
        ("Viện KH&CN Tính toán", "ICST"),
        ("Quỹ Phát triển KHCN", "HOSTDF"),
    ],
)
def test_a_unit_is_known_by_code_name_short_name_and_alias(raw, code):
    parsed = match_unit(raw, LISTED)
    assert (parsed.value, parsed.problem) == (code, None)


@pytest.mark.parametrize("city", ["Tp. HCM", "TPHCM", "TP HCM", "T.P Hồ Chí Minh", "Tp.Hồ Chí Minh", "HCMC", "TP.HCM"])
def test_the_citys_name_may_be_shortened(city):
    assert match_unit(f"Trung tâm Khởi nghiệp sáng tạo {city}", UNITS).value == "SIHUB"


def test_every_listed_unit_is_known_by_each_of_its_names():
    for unit in LISTED:
        for name in (unit.code, unit.name, unit.short_name, *unit.aliases):
            assert match_unit(name, LISTED).value == unit.code


@pytest.mark.parametrize("raw", [None, "", " ", "\u00a0"])
def test_a_blank_cell_names_no_unit_and_is_no_problem(raw):
    assert (match_unit(raw, UNITS).value, match_unit(raw, UNITS).problem) == (None, None)


@pytest.mark.parametrize(
    ("raw", "nearest"),
    [
        ("Chi cục TCĐLC", "CCTĐC"),
        ("Phòng Quản lý Khoa hoc và", "QLKH"),
        ("VPS", "VP"),
        ("VP; QLKH", None),
        ("Sở Y tế", None),
        ("TP.HCM", None),
        ("-", None),
        (True, None),
        (5, None),
        (2.0, None),
        (float("nan"), None),
    ],
)
def test_an_unknown_unit_is_never_guessed_only_suggested(raw, nearest):
    parsed = match_unit(raw, UNITS)
    assert (parsed.value, parsed.problem.code, parsed.problem.suggestion) == (None, "unknown_unit", nearest)


def test_the_suggestion_names_the_unit_in_full():
    message = match_unit("Chi cục TCĐLC", UNITS).problem.message
    assert "Chi cục Tiêu chuẩn Đo lường Chất lượng (CCTĐC) không?" in message


def test_a_name_of_two_units_is_asked_about():
    units = (
        Unit("A", "Phòng Một", DEPARTMENT, aliases=("Hành chính",)),
        Unit("B", "Phòng Hai", DEPARTMENT, aliases=("hành chính",)),
    )
    parsed = match_unit("Hành chính", units)
    assert (parsed.value, parsed.problem.code, parsed.problem.suggestion) == (None, "ambiguous_unit", None)
    assert "A hoặc B" in parsed.problem.message


def test_accents_decide_between_units_that_differ_only_by_them():
    units = (Unit("A", "Tổ Hòa", DEPARTMENT), Unit("B", "Tổ Hóa", DEPARTMENT))
    assert match_unit("tổ hoà", units).value == "A"
    assert match_unit("to hoa", units).problem.code == "ambiguous_unit"


def test_units_may_come_as_the_tab_itself():
    assert match_unit("Thanh tra", pd.DataFrame(UNIT_ROWS)).value == "TTRA"


@given(CELLS)
def test_no_cell_makes_matching_a_unit_raise(raw):
    parsed = match_unit(raw, UNITS)
    assert parsed.value is None or parsed.value in {unit.code for unit in UNITS}
