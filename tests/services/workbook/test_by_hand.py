"""What typing by hand makes of a text, held against the sheet itself."""

from datetime import datetime
from typing import Any

import gspread
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.plan import TIME_ZONE
from services.workbook.by_hand import shown, typed
from tests.services.workbook.trial import Clock, opened, people, tab

TEXTS = [
    "1/10/2024",
    "01-10-2024",
    "1.10.2024",
    "1/10/24",
    "2024-10-01",
    "07/10/2024 17:00",
    "7/10/2024 9:05:07",
    "31/02/2024",
    "10/13/2024",
    "1-10",
    "2",
    "-3",
    "+4",
    "1.500",
    "1.500.000",
    "12,5",
    "1.234,5",
    "1.50",
    "12.5",
    "50%",
    "TRUE",
    "false",
    "'0901",
    "'",
    "0901234567",
    "6x0,8",
    "Cổng chính",
    " có khoảng trắng ",
    "hai\ndòng",
    "+84 28 1234",
    "1e5",
    "#REF!",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> gspread.Worksheet:
    """A tab that people type into."""
    folder = tmp_path_factory.mktemp("by-hand")
    opened(folder, Clock())
    return tab(people(folder), "banners")


def by_the_sheet(place: gspread.Worksheet, text: str) -> Any:
    place.update([[text]], "A5", value_input_option="USER_ENTERED")
    found = place.get("A5", value_render_option="UNFORMATTED_VALUE").first("")
    return None if found == "" else found


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_becomes_what_the_sheet_makes_of_it(place: gspread.Worksheet, text: str) -> None:
    assert typed(text, year=2024).value == by_the_sheet(place, text)


def test_a_day_without_a_year_is_of_this_year(place: gspread.Worksheet) -> None:
    year = datetime.now(TIME_ZONE).year
    assert typed("1/10", year=year).value == by_the_sheet(place, "1/10")


@pytest.mark.parametrize("text", ["=1+1", '=IMPORTXML("http://example.vn", "//a")', "+1+1", "-A1", "@SUM(A1)", "="])
def test_a_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    assert typed(text, year=2024).cell() == ({"userEnteredValue": {"stringValue": text}}, "userEnteredValue")


@pytest.mark.parametrize(
    ("text", "seen", "pattern"),
    [
        ("1/10/2024", "01/10/2024", "dd/mm/yyyy"),
        ("7/10/2024 17:00", "07/10/2024 17:00:00", "dd/mm/yyyy hh:mm:ss"),
        ("1.500", "1500", "#,##0"),
        ("1.500,5", "1500,5", "#,##0.00"),
        ("1500", "1500", None),
        ("12,50", "12,5", None),
        ("Cổng", "Cổng", None),
        ("Co\u0302\u0309ng", "Cổng", None),
    ],
)
def test_dates_and_grouped_numbers_bring_their_format(text: str, seen: str, pattern: str | None) -> None:
    found = typed(text, year=2024)
    assert (found.shown, (found.number_format or {}).get("pattern")) == (seen, pattern)


def test_nothing_empties_the_cell() -> None:
    assert typed("", year=2024).cell() == ({}, "userEnteredValue")


@pytest.mark.parametrize(("value", "text"), [(2, "2"), (0.1, "0,1"), (-1.5, "-1,5"), (True, "TRUE"), ("'a", "'a")])
def test_a_cell_is_shown_as_people_here_type_it(value: Any, text: str) -> None:
    assert shown(value) == text


@settings(max_examples=100)
@given(st.integers(-(10**12), 10**12) | st.floats(-1e6, 1e6).map(lambda number: round(number, 3)))
def test_a_shown_number_typed_again_is_the_same_number(number: float) -> None:
    assert typed(shown(number), year=2024).value == number


@settings(max_examples=100)
@given(st.text())
def test_whatever_is_typed_makes_a_cell(text: str) -> None:
    cell, mask = typed(text, year=2024).cell()
    assert "formulaValue" not in str(cell)
    assert mask.startswith("userEnteredValue")
