"""Tabs: adding, changing, ordering, protecting and removing them."""

import pytest

from tests.services.local_sheets.book import grid


def add(title="Mới", **properties):
    return {"addSheet": {"properties": {"title": title, **properties}}}


def change(properties, fields):
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def titles(book):
    return [tab["title"] for tab in book.tabs()]


def test_a_new_workbook_has_one_blank_vietnamese_tab(book):
    answer = book.call("GET", "")
    assert answer["properties"]["locale"] == "vi_VN"
    assert answer["properties"]["timeZone"] == "Asia/Ho_Chi_Minh"
    assert titles(book) == ["Trang tính1"]
    assert len(book.id) == 44


def test_a_tab_may_bring_its_own_id_and_size(book):
    wished = {"sheetId": 1013, "gridProperties": {"rowCount": 50, "columnCount": 4, "frozenRowCount": 1}}
    (reply,) = book.update(add("Băng rôn", **wished))
    expected = {**wished, "title": "Băng rôn", "index": 1, "sheetType": "GRID"}
    assert reply["addSheet"]["properties"] == expected
    assert book.tabs()[1] == expected


def test_a_tab_without_wishes_gets_an_id_a_title_and_the_usual_size(book):
    (reply,) = book.update({"addSheet": {}})
    properties = reply["addSheet"]["properties"]
    assert properties["sheetId"] > 0
    assert properties["title"] == "Trang tính2"
    assert properties["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (add("trang TÍNH1"), 'A sheet with the name "trang TÍNH1" already exists. Please enter another name.'),
        (add(sheetId=0), "Sheet ID 0 already exists."),
        (add(index=7), "Sheet index 7 is out of bounds."),
        (add(gridProperties={"rowCount": 0}), "Invalid value for rowCount: 0. It must be at least 1."),
        (add(gridProperties={"rowCount": 1, "frozenRowCount": 1}), "You can't freeze all the rows on the sheet."),
        (change({"title": ""}, "title"), "The sheet name cannot be empty."),
        (change({"sheetId": 9, "title": "x"}, "title"), "No grid with id: 9"),
        ({"deleteSheet": {"sheetId": 0}}, "You can't remove all the visible sheets in a document."),
        ({"deleteProtectedRange": {"protectedRangeId": 4}}, "No protected range with ID: 4"),
        ({"deleteConditionalFormatRule": {"index": 2}}, "No conditional format on sheet: 0 at index: 2"),
    ],
)
def test_what_a_spreadsheet_can_not_be_is_refused(book, request_, message):
    assert book.refused(request_) == f"Invalid requests[0].{next(iter(request_))}: {message}"


def test_ten_million_cells_are_the_limit(book):
    """The first tab has 26,000 of them."""
    room = {"rowCount": (10_000_000 - 26_000) // 2, "columnCount": 2}
    (reply,) = book.update(add(gridProperties=room))
    sheet_id = reply["addSheet"]["properties"]["sheetId"]
    limit = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
    grow = {"appendDimension": {"sheetId": sheet_id, "dimension": "ROWS", "length": 1}}
    assert book.refused(grow) == f"Invalid requests[0].appendDimension: {limit}"
    assert limit in book.refused(add("một ô", gridProperties={"rowCount": 1, "columnCount": 1}))


def test_appending_past_ten_million_cells_is_refused(book):
    """The grid grows by itself, but not past the limit."""
    room = {"rowCount": 1, "columnCount": 10_000_000 - 26_000}
    (reply,) = book.update(add(gridProperties=room))
    sheet_id = reply["addSheet"]["properties"]["sheetId"]
    rows = [{"values": [{"userEnteredValue": {"numberValue": 1}}]}] * 2
    request = {"appendCells": {"sheetId": sheet_id, "rows": rows, "fields": "userEnteredValue"}}
    assert "above the limit of 10000000 cells" in book.refused(request)


def test_a_title_changes_only_when_the_mask_names_it(book):
    book.update(change({"sheetId": 0, "title": "Kế hoạch", "hidden": False}, "hidden"))
    assert titles(book) == ["Trang tính1"]
    book.update(change({"sheetId": 0, "title": "Kế hoạch"}, "title"))
    assert titles(book) == ["Kế hoạch"]


def test_a_tab_may_change_the_case_of_its_own_title(book):
    book.update(change({"sheetId": 0, "title": "TRANG TÍNH1"}, "title"))
    assert titles(book) == ["TRANG TÍNH1"]


@pytest.mark.parametrize(
    ("moved", "to", "order"),
    [
        ("A", 0, "ABC"),
        ("A", 1, "ABC"),
        ("A", 2, "BAC"),
        ("A", 3, "BCA"),
        ("C", 0, "CAB"),
        ("C", 1, "ACB"),
        ("B", 0, "BAC"),
    ],
)
def test_a_moved_tab_stands_before_the_one_that_stood_at_the_index(book, moved, to, order):
    ids = {"A": 0, "B": 1, "C": 2}
    book.update(change({"title": "A"}, "title"), add("B", sheetId=1), add("C", sheetId=2))
    book.update(change({"sheetId": ids[moved], "index": to}, "index"))
    assert titles(book) == list(order)
    assert [tab["index"] for tab in book.tabs()] == [0, 1, 2]


def test_a_tab_may_be_added_in_front(book):
    book.update(add("Đầu", index=0))
    assert titles(book) == ["Đầu", "Trang tính1"]


def test_the_last_visible_tab_can_not_be_hidden_or_removed(book):
    book.update(add("Ẩn", sheetId=5, hidden=True))
    assert "You can't hide all the sheets" in book.refused(change({"sheetId": 0, "hidden": True}, "hidden"))
    assert "visible sheets" in book.refused({"deleteSheet": {"sheetId": 0}})


def test_a_removed_tab_takes_its_rows_along(book):
    rows = [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]
    content = {"appendCells": {"sheetId": 5, "rows": rows, "fields": "userEnteredValue"}}
    book.update(add("Mới", sheetId=5), content, {"deleteSheet": {"sheetId": 5}}, add("Mới", sheetId=5))
    assert book.values("Mới") == []


def test_a_smaller_grid_forgets_the_cells_outside(book):
    book.write("A1", [["a", "b"], ["c", "d"]])
    for size in ({"rowCount": 1, "columnCount": 1}, {"rowCount": 2, "columnCount": 2}):
        book.update(change({"gridProperties": size}, "gridProperties(rowCount,columnCount)"))
    assert book.values() == [["a"]]


def test_spreadsheet_properties_change_by_mask(book):
    wished = {"title": "Tên mới", "locale": "en_US"}
    book.update({"updateSpreadsheetProperties": {"properties": wished, "fields": "title"}})
    properties = book.call("GET", "")["properties"]
    assert (properties["title"], properties["locale"]) == ("Tên mới", "vi_VN")


def test_a_protected_range_changes_by_mask(book):
    wished = {"range": grid(0, 1, 0, 3), "description": "Tiêu đề", "warningOnly": True}
    (reply,) = book.update({"addProtectedRange": {"protectedRange": wished}})
    identifier = reply["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    change_ = {"protectedRangeId": identifier, "warningOnly": False, "description": "khác"}
    book.update({"updateProtectedRange": {"protectedRange": change_, "fields": "warningOnly"}})
    (kept,) = book.call("GET", "")["sheets"][0]["protectedRanges"]
    assert kept["description"] == "Tiêu đề"
    assert "warningOnly" not in kept


def test_a_conditional_format_is_kept_until_it_is_removed(book):
    rule = {"ranges": [grid(0, 5, 0, 1)], "booleanRule": {"condition": {"type": "NOT_BLANK"}}}
    book.update({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    assert book.call("GET", "")["sheets"][0]["conditionalFormats"] == [rule]
    (reply,) = book.update({"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert reply["deleteConditionalFormatRule"]["rule"] == rule
    assert "conditionalFormats" not in book.call("GET", "")["sheets"][0]
