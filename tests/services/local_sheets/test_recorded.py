"""Answers have the shape that the real service gave to the same requests.

The shapes were taken from recorded conversations with sheets.googleapis.com (2023).
"""

from typing import Any

import pytest

from tests.conformance.structure import differences
from tests.services.local_sheets.book import dimension, grid

PROPERTIES = {
    "sheetId": int,
    "title": str,
    "index": int,
    "sheetType": str,
    "gridProperties": {"rowCount": int, "columnCount": int, "frozenRowCount?": int, "frozenColumnCount?": int},
    "hidden?": bool,
}
PROTECTED = {
    "protectedRangeId": int,
    "range": {"startRowIndex": int, "endRowIndex": int, "startColumnIndex": int, "endColumnIndex": int},
    "requestingUserCanEdit": bool,
    "editors": {"users?": [str]},
}
SPREADSHEET = {
    "spreadsheetId": str,
    "properties": {"title": str, "locale": str, "autoRecalc": str, "timeZone": str},
    "sheets": [{"properties": PROPERTIES, "protectedRanges?": [PROTECTED]}],
    "spreadsheetUrl": str,
}
RANGE = {"range": str, "majorDimension": str, "values": [[str]]}
EMPTY_RANGE = {"range": str, "majorDimension": str}
UPDATED = {"spreadsheetId": str, "updatedRange": str, "updatedRows": int, "updatedColumns": int, "updatedCells": int}
TOTALS = {f"totalUpdated{what}": int for what in ("Rows", "Columns", "Cells", "Sheets")}
DONE = {"spreadsheetId": str, "replies": [{}]}
REFUSED = {"error": {"code": int, "message": str, "status": str}}
MISFIT = {
    "error": {
        "code": int,
        "message": str,
        "status": str,
        "details": [{"@type": str, "fieldViolations": [{"field": str, "description": str}]}],
    }
}


def one(**request: Any) -> dict[str, Any]:
    return {"requests": [request]}


RAW = {"valueInputOption": "RAW"}
FRUIT = [["🍇", "🍉", "🍋"], ["🍐", "🍎", "🍓"]]
PROTECTION = {
    "range": grid(0, 2, 0, 2),
    "description": None,
    "warningOnly": False,
    "requestingUserCanEdit": False,
    "editors": {"users": [], "groups": []},
}
RECORDED: list[tuple[str, str, str, Any, Any, int, Any]] = [
    ("get", "GET", "", None, {"includeGridData": "false"}, 200, SPREADSHEET),
    (
        "addSheet",
        "POST",
        ":batchUpdate",
        one(addSheet={"properties": {"title": "a", "gridProperties": {"rowCount": 1, "columnCount": 1}}}),
        None,
        200,
        {"spreadsheetId": str, "replies": [{"addSheet": {"properties": PROPERTIES}}]},
    ),
    (
        "addProtectedRange",
        "POST",
        ":batchUpdate",
        one(addProtectedRange={"protectedRange": PROTECTION}),
        None,
        200,
        {"spreadsheetId": str, "replies": [{"addProtectedRange": {"protectedRange": PROTECTED}}]},
    ),
    (
        "updateSheetProperties",
        "POST",
        ":batchUpdate",
        one(
            updateSheetProperties={
                "properties": {"sheetId": 0, "gridProperties": {"frozenRowCount": 2}},
                "fields": "gridProperties/frozenRowCount",
            }
        ),
        None,
        200,
        DONE,
    ),
    (
        "updateSpreadsheetProperties",
        "POST",
        ":batchUpdate",
        one(updateSpreadsheetProperties={"properties": {"locale": "fr_FR"}, "fields": "locale"}),
        None,
        200,
        DONE,
    ),
    ("deleteDimension", "POST", ":batchUpdate", one(deleteDimension={"range": dimension(1, 2)}), None, 200, DONE),
    (
        "insertDimension",
        "POST",
        ":batchUpdate",
        one(insertDimension={"range": dimension(0, 1), "inheritFromBefore": False}),
        None,
        200,
        DONE,
    ),
    (
        "setDataValidation",
        "POST",
        ":batchUpdate",
        one(
            setDataValidation={
                "range": grid(0, 1, 0, 1),
                "rule": {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "y"}]}, "strict": True},
            }
        ),
        None,
        200,
        DONE,
    ),
    (
        "repeatCell",
        "POST",
        ":batchUpdate",
        one(
            repeatCell={
                "range": grid(1, 2, 0, 2),
                "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}},
                "fields": "userEnteredFormat(backgroundColor,horizontalAlignment,textFormat)",
            }
        ),
        None,
        200,
        DONE,
    ),
    ("values.update", "PUT", "/values/Sheet1%21A1", {"values": FRUIT}, RAW, 200, UPDATED),
    ("values.get of nothing", "GET", "/values/%27Sheet1%27%21A1%3AB1", None, None, 200, EMPTY_RANGE),
    (
        "values.batchGet",
        "GET",
        "/values:batchGet",
        None,
        {"ranges": ["Sheet1!A:A", "Sheet1!B:B"]},
        200,
        {"spreadsheetId": str, "valueRanges": [EMPTY_RANGE]},
    ),
    (
        "values.batchUpdate",
        "POST",
        "/values:batchUpdate",
        {"valueInputOption": "RAW", "data": [{"range": "'Sheet1'!A1:D1", "values": [["A1", "B1", "", "D1"]]}]},
        None,
        200,
        {"spreadsheetId": str, **TOTALS, "responses": [UPDATED]},
    ),
    (
        "values.append to nothing",
        "POST",
        "/values/%27Sheet1%27:append",
        {"values": [["a", "b"]]},
        {"valueInputOption": "RAW", "includeValuesInResponse": "False"},
        200,
        {"spreadsheetId": str, "updates": UPDATED},
    ),
    (
        "values.clear",
        "POST",
        "/values/%27Sheet1%27:clear",
        None,
        None,
        200,
        {"spreadsheetId": str, "clearedRange": str},
    ),
    (
        "values.batchClear",
        "POST",
        "/values:batchClear",
        {"ranges": ["'Sheet1'!A1:B1", "'Sheet1'!C2:E2"]},
        None,
        200,
        {"spreadsheetId": str, "clearedRanges": [str]},
    ),
    (
        "hiding the only tab",
        "POST",
        ":batchUpdate",
        one(updateSheetProperties={"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}),
        None,
        400,
        REFUSED,
    ),
]


@pytest.mark.parametrize(
    ("method", "tail", "body", "query", "status", "shape"),
    [case[1:] for case in RECORDED],
    ids=[case[0] for case in RECORDED],
)
def test_an_answer_has_the_recorded_shape(english, door, method, tail, body, query, status, shape):
    got, answer = door(method, tail, body, query)
    assert got == status, answer
    assert differences(answer, shape) == []


def test_a_range_with_values_has_the_recorded_shape(english, door):
    door("PUT", "/values/Sheet1%21A1", {"values": FRUIT}, RAW)
    status, answer = door("GET", "/values/Sheet1%21A1%3AC10")
    assert (status, differences(answer, RANGE)) == (200, [])
    assert answer == {"range": "Sheet1!A1:C10", "majorDimension": "ROWS", "values": FRUIT}


def test_an_append_below_a_table_names_the_table(english, door):
    """The table ends at the first empty cell of its row."""
    door("POST", "/values/Sheet1:append", {"values": [["a", "", "c"]]}, RAW)
    _, answer = door("POST", "/values/Sheet1%21A1:append", {"values": [["d", "", "f"]]}, RAW)
    assert differences(answer, {"spreadsheetId": str, "tableRange": str, "updates": UPDATED}) == []
    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == ("Sheet1!A1", "Sheet1!A2:C2")


def test_an_append_at_a_blank_row_inside_the_data_goes_there(english, door):
    door("PUT", "/values/A1", {"values": [["a", "b"], ["", ""], ["c", "d"]]}, RAW)
    _, answer = door("POST", "/values/Sheet1%21A2:append", {"values": [["e", "f", "g"]]}, RAW)
    assert "tableRange" not in answer
    assert answer["updates"]["updatedRange"] == "Sheet1!A2:C2"


def test_cells_given_as_null_are_left_alone_and_not_counted(english, door):
    door("PUT", "/values/A1", {"values": [["a", "b"], ["c", "d"]]}, RAW)
    _, answer = door("PUT", "/values/A1%3AB2", {"values": [["A", None], [None, "D"]]}, RAW)
    assert (answer["updatedRange"], answer["updatedRows"], answer["updatedCells"]) == ("Sheet1!A1:B2", 2, 2)
    assert door("GET", "/values/A1%3AB2")[1]["values"] == [["A", "b"], ["c", "D"]]


def test_totals_count_each_column_once(english, door):
    data = [{"range": f"'Sheet1'!A{row}:D{row}", "values": [["a", "b", "", "d"]]} for row in (1, 4)]
    _, answer = door("POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    totals = [answer[f"totalUpdated{what}"] for what in ("Rows", "Columns", "Cells", "Sheets")]
    assert totals == [2, 4, 8, 1]


def test_hiding_the_only_tab_is_refused_word_for_word(english, door):
    properties = {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}
    _, answer = door("POST", ":batchUpdate", one(updateSheetProperties=properties))
    assert answer["error"] == {
        "code": 400,
        "message": "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document.",
        "status": "INVALID_ARGUMENT",
    }


def test_values_that_are_no_list_are_refused_word_for_word(english, door, published_requests):
    status, answer = door("PUT", "/values/A1", {"values": "X", "majorDimension": None}, RAW)
    published_requests.take()
    words = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    assert (status, differences(answer, MISFIT)) == (400, [])
    assert answer["error"]["message"] == words
    assert answer["error"]["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"field": "data.values", "description": words}],
        }
    ]


def test_dates_and_numbers_are_shown_as_recorded(english, door):
    rows = [["2020-01-01", "string", 53], [0.12, "1999-01-02", "2,000,000.01"]]
    door("PUT", "/values/A1", {"values": rows}, {"valueInputOption": "USER_ENTERED"})
    expected = {
        ("FORMATTED_VALUE", "SERIAL_NUMBER"): [["2020-01-01", "string", "53"], ["0.12", "1999-01-02", "2,000,000.01"]],
        ("UNFORMATTED_VALUE", "SERIAL_NUMBER"): [[43831, "string", 53], [0.12, 36162, 2000000.01]],
        ("UNFORMATTED_VALUE", "FORMATTED_STRING"): [["2020-01-01", "string", 53], [0.12, "1999-01-02", 2000000.01]],
        ("FORMULA", "SERIAL_NUMBER"): [[43831, "string", 53], [0.12, 36162, 2000000.01]],
    }
    for (render, dates), values in expected.items():
        query = {"valueRenderOption": render, "dateTimeRenderOption": dates}
        assert door("GET", "/values/Sheet1", None, query)[1]["values"] == values


def test_zero_and_false_are_left_out_of_properties(english, door):
    for frozen in (2, 0):
        properties = {"sheetId": 0, "gridProperties": {"frozenRowCount": frozen, "frozenColumnCount": frozen}}
        fields = "gridProperties/frozenRowCount,gridProperties/frozenColumnCount"
        door("POST", ":batchUpdate", one(updateSheetProperties={"properties": properties, "fields": fields}))
    (sheet,) = door("GET", "")[1]["sheets"]
    assert sheet["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}
    assert sheet["properties"]["sheetId"] == 0


def test_whoever_protects_a_range_may_edit_it(english, door):
    _, answer = door("POST", ":batchUpdate", one(addProtectedRange={"protectedRange": PROTECTION}))
    reply = answer["replies"][0]["addProtectedRange"]["protectedRange"]
    assert reply["requestingUserCanEdit"] is True
    assert door("GET", "")[1]["sheets"][0]["protectedRanges"][0]["protectedRangeId"] == reply["protectedRangeId"]
    done = one(deleteProtectedRange={"protectedRangeId": reply["protectedRangeId"]})
    assert door("POST", ":batchUpdate", done)[1]["replies"] == [{}]
    assert "protectedRanges" not in door("GET", "")[1]["sheets"][0]


def test_an_unknown_spreadsheet_is_not_found(core):
    status, answer = core.handle("GET", "/v4/spreadsheets/test", {}, None)
    message = "Requested entity was not found."
    assert (status, answer) == (404, {"error": {"code": 404, "message": message, "status": "NOT_FOUND"}})


def test_a_colour_is_answered_as_a_style_too(english, door):
    colour = {"green": 1, "blue": 1}
    form = {"backgroundColor": colour, "textFormat": {"foregroundColor": colour, "bold": True}}
    content = {"range": grid(1, 2, 0, 2), "cell": {"userEnteredFormat": form}}
    door("POST", ":batchUpdate", one(repeatCell=content | {"fields": "userEnteredFormat(backgroundColor,textFormat)"}))
    query = {"ranges": "Sheet1!A2", "fields": "sheets.data.rowData.values.userEnteredFormat"}
    _, answer = door("GET", "", None, query)
    style = {"rgbColor": colour}
    assert answer["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"] == {
        "backgroundColor": colour,
        "backgroundColorStyle": style,
        "textFormat": {"foregroundColor": colour, "foregroundColorStyle": style, "bold": True},
    }
