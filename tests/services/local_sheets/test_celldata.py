"""`spreadsheets.get` with cells: what a range has, and how it follows rows and columns that come and go."""

import pytest

from tests.services.local_sheets.book import cells, dimension, grid

RULE = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Tin"}]}, "showCustomUi": True}
MASK = "sheets.data(startRow,startColumn,rowData.values(effectiveValue,note,dataValidation,userEnteredFormat))"


def dropdown(area, rule=RULE):
    return {"setDataValidation": {"range": area, "rule": rule} if rule else {"range": area}}


def seen(book, *areas, fields=MASK):
    (sheet,) = book.call("GET", "", ranges=list(areas), fields=fields)["sheets"]
    return sheet["data"]


def ruled(book, text):
    """The cells of a range that have a dropdown, as (row, column) inside it."""
    (data,) = seen(book, text)
    rows = data.get("rowData", [])
    return {
        (at, column)
        for at, row in enumerate(rows)
        for column, cell in enumerate(row.get("values", []))
        if "dataValidation" in cell
    }


def test_cells_are_answered_only_when_asked_for(book):
    book.write("A1", [["Loại"]])
    assert "data" not in book.call("GET", "")["sheets"][0]
    assert "data" not in book.call("GET", "", ranges="A1", fields="sheets.properties")["sheets"][0]
    (data,) = book.call("GET", "", includeGridData="true", ranges="A1")["sheets"][0]["data"]
    assert data["rowData"][0]["values"][0]["formattedValue"] == "Loại"


def test_each_range_has_its_own_answer_and_blank_ends_are_left_out(book):
    book.write("A1", [["Loại", "", 5], [], ["x"]])
    first, second = seen(book, "A1:D9", "C1:C1")
    assert first == {
        "rowData": [
            {"values": [{"effectiveValue": {"stringValue": "Loại"}}, {}, {"effectiveValue": {"numberValue": 5}}]},
            {},
            {"values": [{"effectiveValue": {"stringValue": "x"}}]},
        ]
    }
    assert second == {"startColumn": 2, "rowData": [{"values": [{"effectiveValue": {"numberValue": 5}}]}]}


def test_ranges_leave_out_the_tabs_that_they_do_not_touch(book):
    book.update({"addSheet": {"properties": {"title": "Mới", "sheetId": 5}}})
    answer = book.call("GET", "", ranges="'Mới'!A1", fields="sheets.properties.title")
    assert answer == {"sheets": [{"properties": {"title": "Mới"}}]}


def test_a_note_and_a_formula_are_answered_with_their_cell(book):
    row = [{"note": "Bắt buộc."}, {"userEnteredValue": {"formulaValue": '=HYPERLINK("https://a.vn";"bài")'}}]
    book.update({"updateCells": {"start": {}, "rows": [{"values": row}], "fields": "*"}})
    ((data),) = seen(book, "A1:B1", fields="sheets.data.rowData.values(note,userEnteredValue,effectiveValue)")
    assert data["rowData"][0]["values"] == [
        {"note": "Bắt buộc."},
        {"userEnteredValue": row[1]["userEnteredValue"], "effectiveValue": {"stringValue": "bài"}},
    ]


def test_a_dropdown_over_an_open_range_is_in_every_row_also_in_those_that_come_later(book):
    book.update(dropdown({"startRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}))
    assert ruled(book, "A1:C3") == {(1, 1), (2, 1)}
    book.update({"appendDimension": {"dimension": "ROWS", "length": 5}})
    assert ruled(book, "B1005") == {(0, 0)}


def test_a_dropdown_can_be_taken_from_some_cells_and_given_back(book):
    column = {"startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    book.update(dropdown(column), dropdown(grid(2, 3, 0, 1), rule=None))
    assert ruled(book, "A1:A5") == {(1, 0), (3, 0), (4, 0)}
    book.update(dropdown(column))
    assert ruled(book, "A1:A5") == {(1, 0), (2, 0), (3, 0), (4, 0)}


def test_a_dropdown_outside_of_the_grid_is_refused(book):
    assert "exceeds grid limits" in book.refused(dropdown({"startRowIndex": 1000}))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"insertDimension": {"range": dimension(1, 3, "COLUMNS")}}, {(1, 4), (1, 5)}),
        ({"insertDimension": {"range": dimension(4, 5, "COLUMNS")}}, {(1, 2), (1, 3)}),
        ({"insertDimension": {"range": dimension(3, 4, "COLUMNS")}}, {(1, 2), (1, 3), (1, 4)}),
        ({"deleteDimension": {"range": dimension(0, 1, "COLUMNS")}}, {(1, 1), (1, 2)}),
        ({"deleteDimension": {"range": dimension(1, 3, "COLUMNS")}}, {(1, 1)}),
        ({"deleteDimension": {"range": dimension(2, 4, "COLUMNS")}}, set()),
        ({"insertDimension": {"range": dimension(0, 1)}}, {(2, 2), (2, 3)}),
    ],
)
def test_a_dropdown_follows_its_columns_and_rows(book, change, found):
    book.update(dropdown(grid(1, 2, 2, 4)))
    book.update(change)
    assert ruled(book, "A1:H4") == found


def test_protections_and_colours_follow_too_and_go_with_their_last_row(book):
    protected = {"range": {"startRowIndex": 1, "endRowIndex": 2}, "description": "Hàng tiêu đề"}
    rule = {"ranges": [grid(3, 9, 0, 5)], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    book.update({"addProtectedRange": {"protectedRange": protected}}, {"addConditionalFormatRule": {"rule": rule}})
    book.update({"insertDimension": {"range": dimension(0, 2)}})
    (sheet,) = book.call("GET", "")["sheets"]
    assert sheet["protectedRanges"][0]["range"] == {"startRowIndex": 3, "endRowIndex": 4}
    assert sheet["conditionalFormats"][0]["ranges"] == [grid(5, 11, 0, 5)]
    book.update({"deleteDimension": {"range": dimension(3, 4)}})
    assert "protectedRanges" not in book.call("GET", "")["sheets"][0]


def test_a_format_down_to_the_end_of_a_tab_holds_for_old_and_new_rows_but_makes_none(book):
    book.write("A1", [[45566]])
    format_ = {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}
    column = {"startColumnIndex": 0, "endColumnIndex": 1}
    book.update(
        {"repeatCell": {"range": column, "cell": {"userEnteredFormat": format_}, "fields": "userEnteredFormat"}}
    )
    book.write("A3", [[45567]])
    assert book.values("A1:A3", valueRenderOption="FORMATTED_VALUE") == [["01/10/2024"], [], ["02/10/2024"]]
    book.update({"appendCells": {"rows": cells([["x"]]), "fields": "userEnteredValue"}})
    assert book.values("A4") == [["x"]]
