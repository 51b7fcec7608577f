"""Protected ranges: whom they stop, and which requests."""

import pytest

from tests.services.local_sheets.book import CELL_MASK, append, cells, dimension, grid

CALLER = "tuan-le@du-an.iam.gserviceaccount.com"
AT_B3 = {"sheetId": 0, "rowIndex": 2, "columnIndex": 1}
RULE = {"condition": {"type": "DATE_IS_VALID"}}


def ask(book, *requests, caller=CALLER):
    body = {"requests": list(requests)}
    status, answer = book.core.handle("POST", f"/v4/spreadsheets/{book.id}:batchUpdate", {}, body, caller)
    return status if status == 200 else (status, answer["error"]["message"])


def protect(book, span, **more):
    book.update({"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0, **span}, **more}}})


def update(start, rows):
    return {"updateCells": {"start": start, "rows": cells(rows), "fields": CELL_MASK}}


@pytest.fixture
def filled(book):
    """Three rows of three."""
    book.update(append([[1, 2, 3]] * 3))
    return book


@pytest.mark.parametrize(
    ("span", "request_"),
    [
        ({}, append([["x"]])),
        (grid(3, 4, 0, 1), append([["x"]])),
        (grid(2, 3, 1, 2), update(AT_B3, [["x"]])),
        ({"startColumnIndex": 2}, update({"sheetId": 0}, [["x", "y", "z"]])),
        ({"startRowIndex": 2}, update({"sheetId": 0}, [["x"], ["y"], ["z"]])),
        (grid(2, 3, 1, 2), {"updateCells": {"range": grid(0, 3, 0, 3), "rows": [], "fields": CELL_MASK}}),
        (grid(2, 3, 1, 2), {"repeatCell": {"range": {"sheetId": 0}, "cell": {"note": "x"}, "fields": "note"}}),
        (grid(2, 3, 1, 2), {"setDataValidation": {"range": grid(1, 9, 1, 2), "rule": RULE}}),
        (grid(2, 3, 1, 2), {"sortRange": {"range": grid(1, 3, 0, 3), "sortSpecs": [{"dimensionIndex": 0}]}}),
        (grid(2, 3, 1, 2), {"deleteDimension": {"range": dimension(2, 3)}}),
        (grid(2, 3, 1, 2), {"deleteDimension": {"range": dimension(1, 2, "COLUMNS")}}),
        (grid(2, 3, 1, 2), {"deleteSheet": {"sheetId": 0}}),
    ],
)
def test_what_touches_a_protected_cell_is_refused_whole_to_whom_it_is_closed(filled, span, request_):
    filled.update({"addSheet": {"properties": {"title": "Khác"}}})
    protect(filled, span)
    before = filled.call("GET", "", includeGridData="true")
    status, message = ask(filled, append([["y"]], filled.tabs()[1]["sheetId"]), request_)
    assert status == 400
    assert message.startswith(f"Invalid requests[1].{next(iter(request_))}: You are trying to edit a protected cell")
    assert filled.call("GET", "", includeGridData="true") == before
    assert ask(filled, request_, caller=None) == 200


@pytest.mark.parametrize(
    ("span", "request_"),
    [
        (grid(0, 1, 0, 3), append([["x"]])),
        (grid(3, 4, 1, 2), append([["x"]])),
        (grid(2, 3, 0, 1), update(AT_B3, [["x"]])),
        (grid(3, 9, 1, 2), update(AT_B3, [["x"]])),
        (grid(1, 2, 1, 2), {"deleteDimension": {"range": dimension(2, 3)}}),
        ({}, {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Tên mới"}, "fields": "title"}}),
        ({}, {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 1}}),
    ],
)
def test_what_stays_beside_it_is_carried_out(filled, span, request_):
    protect(filled, span)
    assert ask(filled, request_) == 200


@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        ({}, False),
        ({"editors": {"users": ["chi.lan@example.vn"]}}, False),
        ({"editors": {"users": ["chi.lan@example.vn", CALLER]}}, True),
        ({"warningOnly": True}, True),
    ],
)
def test_a_protection_is_open_to_those_whom_it_names_and_to_all_when_it_only_warns(book, more, is_open):
    protect(book, {}, **more)
    assert (ask(book, append([["x"]])) == 200) is is_open
    for caller, can_edit in ((CALLER, is_open), (None, True)):
        _, answer = book.core.handle("GET", f"/v4/spreadsheets/{book.id}", {}, None, caller)
        (protected,) = answer["sheets"][0]["protectedRanges"]
        assert protected.get("requestingUserCanEdit", False) is can_edit
