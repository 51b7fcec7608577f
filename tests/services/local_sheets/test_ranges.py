"""A1 notation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.local_sheets.errors import ApiError
from services.local_sheets.ranges import letters, parse, within

SHEETS = [
    {"sheetId": at, "title": title, "gridProperties": {"rowCount": 10, "columnCount": 5}}
    for at, title in enumerate(["Sheet1", "Băng rôn", "Nguyễn's", "Q!A"])
]


def area(text):
    found = within(parse(text, SHEETS), text)
    return found.sheet_id, found.top, found.bottom, found.left, found.right


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1", (0, 0, 1, 0, 1)),
        ("Sheet1", (0, 0, 10, 0, 5)),
        ("Sheet1!B2:C3", (0, 1, 3, 1, 3)),
        ("'Băng rôn'", (1, 0, 10, 0, 5)),
        ("Băng rôn!A:B", (1, 0, 10, 0, 2)),
        ("'Nguyễn''s'!A1", (2, 0, 1, 0, 1)),
        ("'Q!A'!A1", (3, 0, 1, 0, 1)),
        ("2:3", (0, 1, 3, 0, 5)),
        ("B2:C", (0, 1, 10, 1, 3)),
        ("C3:A1", (0, 0, 3, 0, 3)),
        ("a1:b2", (0, 0, 2, 0, 2)),
        ("A1:Z99", (0, 0, 10, 0, 5)),
    ],
)
def test_a_range_names_cells(text, expected):
    assert area(text) == expected


@pytest.mark.parametrize("text", ["Nowhere!A1", "A0", "A", "7", "A1:B2:C3", "'Sheet1", "", "A-1", "ABCD1"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ApiError, match="Unable to parse range"):
        area(text)


@pytest.mark.parametrize("text", ["A11", "F1", "F:F", "11:12"])
def test_a_range_that_begins_outside_the_grid_is_refused(text):
    with pytest.raises(ApiError, match=r"exceeds grid limits\. Max rows: 10, max columns: 5"):
        area(text)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("A1", "Sheet1!A1"), ("'Băng rôn'", "'Băng rôn'!A1:E10"), ("'Nguyễn''s'!B2:B3", "'Nguyễn''s'!B2:B3")],
)
def test_answers_spell_a_range_as_google_does(text, spelled):
    assert within(parse(text, SHEETS), text).spelled() == spelled


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(column, name):
    assert letters(column) == name


@given(st.integers(0, 17_000))
def test_letters_lead_back_to_the_column(column):
    wide = [{"sheetId": 0, "title": "S", "gridProperties": {"rowCount": 1, "columnCount": 20_000}}]
    assert parse(f"{letters(column)}1", wide).left == column
