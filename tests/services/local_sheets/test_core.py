"""One request, one answer; a write is whole or nothing; what isn't ours is refused in Google's words."""

import pytest

from services.local_sheets import LocalSheets
from tests.services.local_sheets.book import Book, append, cells, dimension

FIELDS = "userEnteredValue"


def error_of(book, method, tail, body=None, **query):
    status, answer = book.answer(method, tail, body, **query)
    assert answer["error"]["code"] == status
    return status, answer["error"]["status"], answer["error"]["message"]


@pytest.mark.parametrize(
    "bad",
    [
        {"appendCells": {"sheetId": 77, "rows": cells([["x"]]), "fields": FIELDS}},
        {"deleteDimension": {"range": dimension(5000, 5001)}},
        {"deleteSheet": {"sheetId": 77}},
        {"addSheet": {"properties": {"title": "trang TÍNH1"}}},
        {"paintTheTownRed": {}},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_one_bad_request_in_a_batch_changes_nothing(book, bad):
    before = book.call("GET", "")
    message = book.refused(append([["kept out"]]), {"addSheet": {"properties": {"title": "Mới"}}}, bad)
    assert "requests[2]" in message
    assert book.values() == []
    assert book.call("GET", "") == before


def test_one_bad_range_in_a_values_batch_changes_nothing(book):
    data = [{"range": "A1", "values": [["x"]]}, {"range": "Nowhere!A1", "values": [["y"]]}]
    status, _, message = error_of(book, "POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    assert (status, message) == (400, "Unable to parse range: Nowhere!A1")
    assert book.values() == []


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"paintTheTownRed": {}},
            "Invalid JSON payload received. Unknown name \"paintTheTownRed\" at 'requests[0]': Cannot find field.",
        ),
        (
            {"appendCells": {"sheet": 0, "fields": FIELDS}},
            "Invalid JSON payload received. Unknown name \"sheet\" at 'requests[0].append_cells': Cannot find field.",
        ),
        (
            {"appendCells": {"rows": [{"values": [{"userEnteredValue": {"text": "x"}}]}], "fields": FIELDS}},
            'Invalid JSON payload received. Unknown name "text" at '
            "'requests[0].append_cells.rows[0].values[0].user_entered_value': Cannot find field.",
        ),
        (
            {"appendCells": {"sheetId": "one", "fields": FIELDS}},
            "Invalid value at 'requests[0].append_cells.sheet_id' (TYPE_INT32), \"one\"",
        ),
        (
            {"deleteDimension": {"range": {"dimension": "ROW"}}},
            "Invalid value at 'requests[0].delete_dimension.range.dimension' "
            '(type.googleapis.com/google.apps.sheets.v4.Dimension), "ROW"',
        ),
        (
            {"appendCells": {"rows": [], "fields": "colour"}},
            "Invalid value at 'requests[0].append_cells.fields' (type.googleapis.com/google.protobuf.FieldMask), "
            "Field 'colour' could not be found in request message.",
        ),
        (
            {"appendCells": {"rows": [], "fields": ""}},
            "Invalid requests[0].appendCells: At least one field must be listed in 'fields'. "
            "(Use '*' to indicate all fields.)",
        ),
        ({"deleteSheet": {}}, "Invalid requests[0].deleteSheet: sheetId is required."),
        ({"deleteSheet": {"sheetId": 9}}, "Invalid requests[0].deleteSheet: No sheet with id: 9"),
        ({"appendCells": {"sheetId": 9, "fields": FIELDS}}, "Invalid requests[0].appendCells: No grid with id: 9"),
        ({}, "Invalid requests[0]: exactly one kind of request is required."),
    ],
)
def test_a_request_that_is_not_ours_gets_googles_400(book, request_, message):
    status, answer = book.answer("POST", ":batchUpdate", {"requests": [request_]})
    assert status == 400
    assert (answer["error"]["status"], answer["error"]["message"]) == ("INVALID_ARGUMENT", message)


def test_a_batch_without_requests_is_refused(book):
    assert book.refused() == "Must specify at least one request."


@pytest.mark.parametrize(
    ("method", "tail", "body", "query", "message"),
    [
        ("GET", "/values/A1", None, {"colour": "red"}, 'Unknown name "colour": Cannot bind query parameter.'),
        ("GET", "/values/A1", None, {"valueRenderOption": "PRETTY"}, 'ValueRenderOption), "PRETTY"'),
        ("PUT", "/values/A1", {"values": [["x"]]}, {}, "'valueInputOption' is required but not specified"),
        ("PUT", "/values/A1", {"values": [[{"a": 1}]]}, {"valueInputOption": "RAW"}, "struct_value"),
        ("PUT", "/values/A1", {"rows": []}, {"valueInputOption": "RAW"}, "Unknown name \"rows\" at 'data'"),
        ("POST", ":batchUpdate", [], {}, "Must specify at least one request."),
        ("POST", ":batchUpdate", [1], {}, "Invalid value at ''"),
        ("GET", "", None, {"fields": "sheets.weather"}, "Request contains an invalid argument."),
    ],
)
def test_what_a_method_does_not_know_is_refused(book, method, tail, body, query, message):
    status, name, told = error_of(book, method, tail, body, **query)
    assert (status, name) == (400, "INVALID_ARGUMENT")
    assert message in told


@pytest.mark.parametrize(
    ("method", "tail"),
    [
        ("DELETE", ""),
        ("GET", ":batchUpdate"),
        ("POST", "/values/A1"),
        ("GET", "/values/A1:append"),
        ("POST", "/sheets/0:copyTo"),
        ("POST", ":getByDataFilter"),
    ],
)
def test_a_method_that_is_not_ours_is_not_found(book, method, tail):
    assert error_of(book, method, tail)[:2] == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "path", ["/v4/spreadsheets", "/v4/spreadsheets/other", "/v4/spreadsheets/other/values/A1", "/"]
)
def test_an_address_without_this_spreadsheet_is_not_found(core, path):
    assert core.handle("GET", path, {}, None)[0] == 404


def test_a_body_that_is_no_json_is_refused(core):
    status, answer = core.respond("POST", f"/v4/spreadsheets/{core.spreadsheet_id}:batchUpdate", b"{")
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN"])
def test_a_number_that_is_none_is_refused(core, number):
    """JSON has no infinity, and 1e400 is no double."""
    cell = f'{{"userEnteredValue": {{"numberValue": {number}}}}}'
    request = f'{{"appendCells": {{"rows": [{{"values": [{cell}]}}], "fields": "userEnteredValue"}}}}'
    content = f'{{"requests": [{request}]}}'
    status, _ = core.respond("POST", f"/v4/spreadsheets/{core.spreadsheet_id}:batchUpdate", content)
    assert status == 400


def test_fields_choose_the_parts_of_an_answer(book):
    answer = book.call("GET", "", fields="spreadsheetId,sheets(properties(sheetId,title))")
    assert answer == {
        "spreadsheetId": book.id,
        "sheets": [{"properties": {"sheetId": 0, "title": "Trang tính1"}}],
    }
    assert book.call("GET", "/values/A1", fields="range") == {"range": "'Trang tính1'!A1"}


def test_a_workbook_keeps_what_was_written_when_it_is_opened_again(book, file):
    book.update(append([["còn đây", 5]]))
    again = LocalSheets(file)
    assert again.spreadsheet_id == book.id
    assert Book(again, file).values() == [["còn đây", 5]]
