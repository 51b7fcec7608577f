from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plan import TIME_ZONE
from services.reading import parse_date, parse_moment, parse_period
from tests.services.reading.campaign_2024 import WEEK
from tests.services.reading.cells import CELLS

FIRST, LAST = WEEK
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "raw",
    [
        "01/10/2024",
        "1/10/2024",
        "1-10-24",
        "1.10.2024",
        "01–10–2024",
        " 01 / 10 / 2024 ",
        "01/10/2024\u200b",
        "ngày 01 tháng 10 năm 2024",
        "Ngày 1/10 năm 2024",
        "NGÀY 01 THÁNG 10 NĂM 2024",
        "nga\u0300y 01 tha\u0301ng 10 na\u0306m 2024",
        "Thứ ba, 01/10/2024",
        "01/10/2024 08:30",
        "8 giờ 30 ngày 01/10/2024",
        "2024-10-01",
        "2024-10-01T08:30:00",
        "45566",
        45566,
        45566.0,
        45566.354166666664,
        date(2024, 10, 1),
        datetime(2024, 10, 1, 8, 30),
        datetime(2024, 9, 30, 17, 30, tzinfo=UTC),
    ],
)
def test_every_usual_writing_of_a_day_is_read_without_a_word(raw):
    parsed = parse_date(raw, year=2024, window=WEEK)
    assert (parsed.value, parsed.problem) == (date(2024, 10, 1), None)


def test_a_day_inside_the_week_is_read_as_it_stands():
    assert parse_date("2024-10-07", year=2024, window=WEEK).value == LAST


@pytest.mark.parametrize("raw", [None, "", "   ", "\u00a0", "\u200b"])
def test_a_blank_cell_is_neither_a_day_nor_a_moment_nor_a_period_nor_a_problem(raw):
    for parsed in (parse_date(raw, year=2024), parse_moment(raw, year=2024), parse_period(raw, year=2024)):
        assert (parsed.value, parsed.problem) == (None, None)


@pytest.mark.parametrize("raw", ["1/10", "01-10", "ngày 1 tháng 10", "ngày 1/10"])
def test_a_day_without_a_year_takes_the_plans_and_says_so(raw):
    parsed = parse_date(raw, year=2024, window=WEEK)
    assert (parsed.value, parsed.problem.code, parsed.problem.severe) == (FIRST, "year_assumed", False)


def test_a_day_without_a_year_is_unreadable_when_no_plan_gives_one():
    parsed = parse_date("1/10", year=None)
    assert (parsed.value, parsed.problem.code) == (None, "no_year")


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("10/13/2024", date(2024, 10, 13)),
        ("31/9/2024", None),
        ("31/02", None),
        ("32/10", None),
        ("2024-13-10", date(2024, 10, 13)),
    ],
)
def test_a_day_that_never_was_has_no_value_and_perhaps_a_suggestion(raw, meant):
    parsed = parse_date(raw, year=2024, window=WEEK)
    assert (parsed.value, parsed.problem.code, parsed.problem.suggestion) == (None, "impossible_date", meant)


def test_the_suggestion_for_a_swapped_day_is_a_question_in_the_message():
    assert "13/10/2024 không?" in parse_date("10/13/2024", year=2024).problem.message


@pytest.mark.parametrize("raw", [45301, "45301", "10/01/2024", "10/1", "2024-01-10"])
def test_a_day_outside_the_week_whose_swap_is_inside_stays_and_is_questioned(raw):
    parsed = parse_date(raw, year=2024, window=WEEK)
    assert parsed.value == date(2024, 1, 10)
    assert (parsed.problem.code, parsed.problem.suggestion, parsed.problem.severe) == ("swap", date(2024, 10, 1), False)


@pytest.mark.parametrize("raw", ["30/9/2024", "08/10/2024", "01/10/26", 45573, "15/9"])
def test_another_day_outside_the_week_stays_with_a_warning(raw):
    parsed = parse_date(raw, year=2024, window=WEEK)
    assert parsed.value is not None
    assert (parsed.problem.code, parsed.problem.severe) == ("outside_window", False)


@pytest.mark.parametrize("raw", [45301, "30/9/2024"])
def test_without_a_window_no_day_is_questioned(raw):
    assert parse_date(raw, year=2024).problem is None


@pytest.mark.parametrize(
    "raw",
    [
        "31/12/1999",
        "01/01/2101",
        "1999-12-31",
        36525,
        73416,
        "36525",
        -1,
        -0.5,
        0,
        True,
        False,
        date(1999, 12, 31),
        date(2101, 1, 1),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_years_outside_2000_to_2100_negative_serials_and_booleans_have_no_value(raw):
    for parsed in (parse_date(raw, year=2024), parse_moment(raw, year=2024)):
        assert parsed.value is None
        assert parsed.problem.severe


@pytest.mark.parametrize(("raw", "day"), [(36526, date(2000, 1, 1)), (73415, date(2100, 12, 31))])
def test_the_first_and_last_day_of_the_accepted_years_are_read(raw, day):
    assert parse_date(raw, year=2024).value == day


@pytest.mark.parametrize(
    "raw",
    [
        "tháng 10/2024",
        "năm 2024",
        "10/2024",
        "hôm qua",
        "1/10/024",
        "20241001",
        "01/10/2024 25:00",
        "1/10/2024 - 7/10/2024",
        "=TODAY()",
        "TRUE",
        "1e400",
        float("nan"),
        float("inf"),
        1e300,
        10**30,
    ],
)
def test_what_is_no_day_has_no_value_and_a_severe_problem(raw):
    parsed = parse_date(raw, year=2024, window=WEEK)
    assert (parsed.value, parsed.problem.code, parsed.problem.severe) == (None, "not_a_date", True)


@pytest.mark.parametrize("raw", ["٠١/١٠/٢٠٢٤", "０１/１０/２０２４"])
def test_digits_of_another_script_are_a_question(raw):
    parsed = parse_date(raw, year=2024)
    assert (parsed.value, parsed.problem.suggestion) == (None, date(2024, 10, 1))


def test_a_message_shows_booleans_as_the_sheet_does():
    assert "“TRUE”" in parse_date(True, year=2024).problem.message


@given(CELLS)
def test_no_cell_makes_reading_a_day_raise(raw):
    for parsed in (parse_date(raw, year=2024, window=WEEK), parse_moment(raw, year=2024), parse_period(raw, year=2024)):
        assert parsed.value is None or parsed.problem is None or not parsed.problem.severe


@given(DAYS)
def test_a_day_survives_its_own_writing(day):
    for written in (f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", day.isoformat()):
        assert parse_date(written, year=1999) == parse_date(day, year=1999)
    assert parse_date(f"ngày {day.day} tháng {day.month} năm {day.year}", year=1999).value == day


@given(DAYS)
def test_a_day_survives_its_serial_number(day):
    serial = (day - date(1899, 12, 30)).days
    assert parse_date(serial, year=None).value == day
    assert parse_date(str(serial), year=None).value == day


def _moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TIME_ZONE)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("01/10/2024 08:30", _moment(2024, 10, 1, 8, 30)),
        ("01/10/2024 08:30:15", _moment(2024, 10, 1, 8, 30, 15)),
        ("8h30 01/10/2024", _moment(2024, 10, 1, 8, 30)),
        ("17 giờ ngày 7/10/2024", _moment(2024, 10, 7, 17)),
        ("17 giờ 30 phút, ngày 07 tháng 10 năm 2024", _moment(2024, 10, 7, 17, 30)),
        ("2024-10-07T16:00:00", _moment(2024, 10, 7, 16)),
        (45566.354166666664, _moment(2024, 10, 1, 8, 30)),
        (45566.99998842592, _moment(2024, 10, 1, 23, 59, 59)),
        (datetime(2024, 10, 1, 8, 30, 15, 999), _moment(2024, 10, 1, 8, 30, 15)),
        (datetime(2024, 10, 1, 1, 30, tzinfo=UTC), _moment(2024, 10, 1, 8, 30)),
    ],
)
def test_a_moment_is_local_time_in_whole_seconds(raw, moment):
    parsed = parse_moment(raw, year=2024)
    assert (parsed.value, parsed.problem) == (moment, None)
    assert parsed.value.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("raw", ["07/10/2024", 45572, 45572.0, date(2024, 10, 7), "ngày 7 tháng 10 năm 2024"])
def test_a_day_without_a_time_lasts_until_its_last_second(raw):
    assert parse_moment(raw, year=2024).value == _moment(2024, 10, 7, 23, 59, 59)


def test_a_moment_without_a_year_takes_the_plans_and_says_so():
    parsed = parse_moment("7/10 17:00", year=2024)
    assert (parsed.value, parsed.problem.code) == (_moment(2024, 10, 7, 17), "year_assumed")


@pytest.mark.parametrize("raw", ["sáng 7/10/2024", "07/10/2024 25:00", True, float("nan"), float("-inf"), -1])
def test_what_is_no_moment_has_no_value(raw):
    parsed = parse_moment(raw, year=2024)
    assert parsed.value is None
    assert parsed.problem.severe


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("từ ngày 01 tháng 10 đến ngày 07 tháng 10 năm 2024", date(2024, 10, 1), date(2024, 10, 7)),
        ("từ ngày 1 đến 7/10/2022", date(2022, 10, 1), date(2022, 10, 7)),
        ("từ ngày 29/9/2014 đến hết ngày 5/10/2014", date(2014, 9, 29), date(2014, 10, 5)),
        ("Thời gian: từ ngày 1 đến ngày 7 tháng 10 năm 2024.", date(2024, 10, 1), date(2024, 10, 7)),
        ("01/10/2024–07/10/2024", date(2024, 10, 1), date(2024, 10, 7)),
        ("1-7/10/2024", date(2024, 10, 1), date(2024, 10, 7)),
        ("1/10 - 7/10/24", date(2024, 10, 1), date(2024, 10, 7)),
        ("từ 1/10/05 tới 7/10/05", date(2005, 10, 1), date(2005, 10, 7)),
        ("01-10-2024 đến 07-10-2024", date(2024, 10, 1), date(2024, 10, 7)),
        ("30/12/2024 - 5/1/2025", date(2024, 12, 30), date(2025, 1, 5)),
        ("ngày 1/10/2023 đến ngày 7/10", date(2023, 10, 1), date(2023, 10, 7)),
    ],
)
def test_a_period_is_its_first_and_last_day(raw, first, last):
    parsed = parse_period(raw, year=2024)
    assert (parsed.value, parsed.problem) == ((first, last), None)


@pytest.mark.parametrize("raw", ["từ ngày 01/10 đến 07/10", "1-7/10"])
def test_a_period_without_a_year_takes_the_plans_and_says_so(raw):
    parsed = parse_period(raw, year=2024)
    assert (parsed.value, parsed.problem.code, parsed.problem.severe) == (WEEK, "year_assumed", False)


@pytest.mark.parametrize(
    "raw",
    [
        "7/10/2024 đến 1/10/2024",
        "từ ngày 30/12 đến ngày 5/1/2025",
        "31/9 - 7/10/2024",
        "1/1/1999 - 2/1/1999",
        "31/12/2100 - 1/1/2101",
        "5-7",
        "1/10/2024",
        "2024-10-01 - 2024-10-07",
        "2024/1/10 - 7/10/2024",
        "1/10 - 7/10/20245",
        "tuần đầu tháng 10",
        45566,
        True,
        float("inf"),
    ],
)
def test_what_is_no_period_has_no_value(raw):
    parsed = parse_period(raw, year=2024)
    assert (parsed.value, parsed.problem.code, parsed.problem.severe) == (None, "not_a_period", True)


@given(DAYS, DAYS)
def test_a_period_survives_its_own_writing(one, other):
    first, last = sorted((one, other))
    for until in (" đến ngày ", " - ", "–"):
        assert parse_period(f"từ ngày {first:%d/%m/%Y}{until}{last:%d/%m/%Y}", year=1999).value == (first, last)
