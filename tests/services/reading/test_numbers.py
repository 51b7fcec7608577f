import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reading import parse_number
from tests.services.reading.cells import CELLS


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("05", 5),
        ("007", 7),
        ("0", 0),
        ("1.500", 1500),
        ("1.000", 1000),
        ("1 500", 1500),
        ("1\u00a0500\u202f000", 1_500_000),
        ("2.500.000 đ", 2_500_000),
        ("2.500.000đồng", 2_500_000),
        ("2 500 000 VNĐ", 2_500_000),
        ("3 băng rôn", 3),
        ("3 (ba) cái", 3),
        ("500 nghìn", 500_000),
        ("500 ngàn đồng", 500_000),
        ("500k", 500_000),
        ("2 triệu", 2_000_000),
        ("2 TRIỆU", 2_000_000),
        ("2,5 triệu đồng", 2_500_000),
        ("2tr", 2_000_000),
        ("1 tỷ", 1_000_000_000),
        ("1 tỉ", 1_000_000_000),
        ("5 nghìn tỷ", 5_000_000_000_000),
        ("5 trăm nghìn", 500_000),
        ("3 ngân hàng", 3),
        ("3 ti vi", 3),
        ("2 trang", 2),
        ("-1", -1),
        ("−1", -1),
        ("+84901234567", 84_901_234_567),
        (3, 3),
        (3.0, 3),
        (-4, -4),
    ],
)
def test_a_whole_number_is_read_as_people_write_it(raw, value):
    parsed = parse_number(raw, whole=True)
    assert (parsed.value, parsed.problem) == (value, None)
    assert isinstance(parsed.value, int)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.234,5", 1234.5),
        ("12,5", 12.5),
        ("1.000,5", 1000.5),
        ("1 234,5", 1234.5),
        ("4,5 giờ", 4.5),
        (1.5, 1.5),
        (2, 2),
    ],
)
def test_a_comma_begins_the_decimals(raw, value):
    parsed = parse_number(raw)
    assert (parsed.value, parsed.problem) == (value, None)


@pytest.mark.parametrize("raw", [None, "", " ", "\u00a0", "\ufeff"])
def test_a_blank_cell_is_neither_a_number_nor_a_problem(raw):
    assert (parse_number(raw).value, parse_number(raw).problem) == (None, None)


@pytest.mark.parametrize(
    ("raw", "meant"), [("1,500", 1500), ("12,5", None), ("1.234,5", None), (1.5, 1500), (12.345, 12345), (0.5, None)]
)
def test_a_fraction_in_a_count_field_is_refused_and_asked_about(raw, meant):
    parsed = parse_number(raw, whole=True)
    assert (parsed.value, parsed.problem.code, parsed.problem.suggestion) == (None, "not_whole", meant)


def test_the_question_about_a_fraction_names_the_number_that_may_be_meant():
    assert parse_number("1,500", whole=True).problem.message.endswith("có phải 1.500 không?")


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("٣", 3),
        ("８", 8),
        ("khoảng 50", 50),
        ("50+", 50),
        ("5$", 5),
        ("50%", 50),
        ("1,000,000", 1_000_000),
        ("1.5 triệu", 1_500_000),
        (".5", None),
        ("1.5", None),
        ("5-7", None),
        ("2 triệu 500 nghìn", None),
        ("2tr5", None),
        ("3 triệu rưỡi", None),
        ("3 triệu hai trăm nghìn", None),
        ("90 phút", None),
        ("500 USD", None),
        ("2 băng rôn, 1 pano", None),
        ("1h30", None),
        ("1.500.00", None),
        ("1..500", None),
        ("2.500 000", None),
        ("1 2", None),
        ("½", None),
        ("1e5", None),
        ("1e400", None),
        ("nan", None),
        ("inf", None),
        ("=1+1", None),
        ("TRUE", None),
        ("tỷ", None),
        ("chưa rõ", None),
    ],
)
def test_what_may_mean_something_else_has_no_value_only_a_suggestion(raw, meant):
    parsed = parse_number(raw, whole=True)
    assert (parsed.value, parsed.problem.code, parsed.problem.suggestion) == (None, "not_a_number", meant)


def test_a_decimal_suggestion_is_written_with_a_comma():
    parsed = parse_number("66,7%")
    assert (parsed.value, parsed.problem.suggestion) == (None, 66.7)
    assert parsed.problem.message.endswith("có phải 66,7 không?")


@pytest.mark.parametrize("raw", [True, False, float("nan"), float("inf"), float("-inf"), 1e400, 10**16, "9" * 400])
def test_booleans_and_numbers_beyond_measure_have_no_value(raw):
    for whole in (True, False):
        parsed = parse_number(raw, whole=whole)
        assert (parsed.value, parsed.problem.code) == (None, "not_a_number")


@given(CELLS, st.booleans())
def test_no_cell_makes_reading_a_number_raise(raw, whole):
    parsed = parse_number(raw, whole=whole)
    assert parsed.value is None or parsed.problem is None
    assert not isinstance(parsed.value, bool)


@given(st.integers(-(10**15), 10**15), st.sampled_from(". "))
def test_a_whole_number_survives_its_vietnamese_writing(number, group):
    written = f"{number:,}".replace(",", group)
    assert parse_number(written, whole=True).value == number
    assert parse_number(number, whole=True).value == number


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_decimal_survives_its_vietnamese_writing(number):
    written = f"{number:,}".translate(str.maketrans(",.", ".,"))
    assert parse_number(written).value == float(number)
