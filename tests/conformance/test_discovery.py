"""The checker accepts what the published API describes and names what it doesn't know."""

import pytest
import requests

from services.local_sheets import LocalAdapter, LocalSheets, shapes
from tests.conformance.discovery import MASK_OF, sheets

ROOT = "https://sheets.googleapis.com/v4/spreadsheets/abc"
CELL = {"userEnteredValue": {"stringValue": "x"}, "userEnteredFormat": {"textFormat": {"bold": True}}, "note": "n"}


def batch(**request):
    return {"requests": [request]}


GOOD = [
    ("GET", "", None),
    ("GET", "?includeGridData=false&fields=spreadsheetId,sheets(properties,protectedRanges)", None),
    ("GET", "/values/%27B%C4%83ng%20r%C3%B4n%27%21A1%3AC?majorDimension=ROWS", None),
    ("GET", "/values:batchGet?ranges=A1&ranges=B1&valueRenderOption=UNFORMATTED_VALUE&prettyPrint=False", None),
    ("PUT", "/values/A1?valueInputOption=RAW", {"values": [["x", 1, True, None]], "majorDimension": None}),
    ("POST", "/values/A1:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS", {"values": [["x"]]}),
    ("POST", "/values/A1:clear", None),
    ("POST", "/values:batchClear", {"ranges": ["A1"]}),
    ("POST", "/sheets/5:copyTo", {"destinationSpreadsheetId": "def"}),
    ("POST", ":batchUpdate", batch(appendCells={"sheetId": 1, "rows": [{"values": [CELL]}], "fields": "*"})),
    (
        "POST",
        ":batchUpdate",
        batch(
            updateCells={
                "start": {"rowIndex": 1},
                "rows": [],
                "fields": "userEnteredFormat(numberFormat,textFormat.bold)",
            }
        ),
    ),
    (
        "POST",
        ":batchUpdate",
        batch(updateSheetProperties={"properties": {"sheetId": 1}, "fields": "gridProperties/frozenRowCount"}),
    ),
]


@pytest.mark.parametrize(("method", "tail", "body"), GOOD)
def test_a_good_request_has_no_problems(method, tail, body):
    assert sheets().problems(method, ROOT + tail, body) == []


BAD = [
    ("DELETE", "", None, "DELETE /v4/spreadsheets/abc: no such method"),
    ("GET", "/cells/A1", None, "GET /v4/spreadsheets/abc/cells/A1: no such method"),
    ("POST", ":rename", {}, "POST /v4/spreadsheets/abc:rename: no such method"),
    ("GET", "?grid=1", None, "?grid: no such parameter"),
    ("GET", "?includeGridData=maybe", None, "?includeGridData: maybe is no boolean"),
    ("GET", "?spreadsheetId=abc", None, "?spreadsheetId: no such parameter"),
    ("GET", "?fields=sheets(weather)", None, "?fields.sheets: no field weather"),
    ("GET", "?fields=spreadsheetId.length", None, "?fields.spreadsheetId: no field length"),
    ("GET", "", {}, "$: the method takes no body"),
    ("PUT", "/values/A1?valueInputOption=RAW&valueInputOption=RAW", {}, "?valueInputOption: given 2 times"),
    (
        "GET",
        "/values/A1?majorDimension=ROW",
        None,
        "?majorDimension: 'ROW' is none of DIMENSION_UNSPECIFIED, ROWS, COLUMNS",
    ),
    ("PUT", "/values/A1", {"values": "X"}, '$.values: "X" is no list'),
    ("PUT", "/values/A1", {"values": ["X"]}, '$.values[0]: "X" is no list'),
    ("PUT", "/values/A1", {"rows": []}, "$.rows: no such field in ValueRange"),
    ("POST", ":batchUpdate", [], "$: [] is no object"),
    ("POST", ":batchUpdate", batch(paint={}), "$.requests[0].paint: no such field in Request"),
    (
        "POST",
        ":batchUpdate",
        batch(appendCells={"sheetId": "1"}),
        "$.requests[0].appendCells.sheetId: '1' is no integer",
    ),
    (
        "POST",
        ":batchUpdate",
        batch(appendCells={"sheetId": True}),
        "$.requests[0].appendCells.sheetId: True is no integer",
    ),
    (
        "POST",
        ":batchUpdate",
        batch(appendCells={"rows": [{"values": [{"userEnteredValue": {"text": "x"}}]}]}),
        "$.requests[0].appendCells.rows[0].values[0].userEnteredValue.text: no such field in ExtendedValue",
    ),
    (
        "POST",
        ":batchUpdate",
        batch(appendCells={"rows": [{"values": [{"userEnteredValue": {"numberValue": "5"}}]}]}),
        "$.requests[0].appendCells.rows[0].values[0].userEnteredValue.numberValue: '5' is no number",
    ),
    (
        "POST",
        ":batchUpdate",
        batch(appendCells={"fields": "userEnteredValue,colour"}),
        "$.requests[0].appendCells.fields: no field colour",
    ),
    (
        "POST",
        ":batchUpdate",
        batch(appendCells={"fields": "userEnteredFormat.numberFormat.colour"}),
        "$.requests[0].appendCells.fields.userEnteredFormat.numberFormat: no field colour",
    ),
    ("POST", ":batchUpdate", batch(appendCells={"fields": ""}), "$.requests[0].appendCells.fields: names no field"),
    (
        "POST",
        ":batchUpdate",
        batch(updateNamedRange={"fields": "name"}),
        "$.requests[0].updateNamedRange.fields: no rule says what the mask of UpdateNamedRangeRequest picks from",
    ),
    (
        "POST",
        ":batchUpdate",
        batch(deleteDimension={"range": {"dimension": "ROW"}}),
        "$.requests[0].deleteDimension.range.dimension: 'ROW' is none of DIMENSION_UNSPECIFIED, ROWS, COLUMNS",
    ),
    (
        "POST",
        ":batchUpdate",
        batch(addSheet={"properties": {"hidden": "no"}}),
        "$.requests[0].addSheet.properties.hidden: 'no' is no boolean",
    ),
]


@pytest.mark.parametrize(("method", "tail", "body", "problem"), BAD)
def test_a_bad_request_is_named_with_its_place(method, tail, body, problem):
    assert sheets().problems(method, ROOT + tail, body) == [problem]


def _messages(shape, seen):
    if isinstance(shape, list):
        _messages(shape[0], seen)
    elif isinstance(shape, shapes.Message) and shape.name not in seen:
        seen[shape.name] = shape
        for inner in shape.fields.values():
            _messages(inner, seen)
    return seen


PUBLISHED_TYPES = {
    shapes.INT: {("integer", "int32")},
    shapes.DOUBLE: {("number", "double")},
    shapes.BOOL: {("boolean", None)},
    shapes.STRING: {("string", None)},
}


@pytest.mark.parametrize(
    "message",
    [
        message
        for root in (shapes.BATCH_UPDATE, shapes.VALUE_RANGE, shapes.BATCH_VALUES, shapes.BATCH_CLEAR, shapes.CLEAR)
        for message in _messages(root, {}).values()
    ],
    ids=lambda message: message.name,
)
def test_what_the_embedded_workbook_understands_is_published(message):
    """Same fields, same types, same enum values: it accepts nothing that the real service would refuse."""
    published = sheets().schemas[message.name]["properties"] if message.fields else {}
    for name, shape in message.fields.items():
        assert name in published
        entry = published[name]
        if isinstance(shape, list):
            assert entry["type"] == "array"
            shape, entry = shape[0], entry["items"]
        if isinstance(shape, shapes.Message):
            assert entry["$ref"] == shape.name
        elif isinstance(shape, shapes.Enum):
            assert set(shape.values) <= set(entry["enum"])
        elif isinstance(shape, shapes.Mask):
            assert (entry["format"], MASK_OF[message.name]) == ("google-fieldmask", shape.of.name)
        elif shape in PUBLISHED_TYPES:
            assert (entry["type"], entry.get("format")) in PUBLISHED_TYPES[shape]


def test_the_recorder_notices_a_bad_request(published_requests, tmp_path):
    """It sees what goes through any session; here it is taken, so that this test doesn't fail for it."""
    session = requests.Session()
    session.mount("https://sheets.googleapis.com", LocalAdapter(LocalSheets(tmp_path / "workbook.sqlite3")))
    answer = session.put(f"{ROOT}/values/A1?valueInputOption=LOUD", json={"values": "X"}, timeout=5)
    assert answer.status_code == 404
    problems = published_requests.take()
    assert [line.partition(": ")[2] for line in problems] == [
        "?valueInputOption: 'LOUD' is none of INPUT_VALUE_OPTION_UNSPECIFIED, RAW, USER_ENTERED",
        '$.values: "X" is no list',
    ]
