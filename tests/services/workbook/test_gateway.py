"""What the app asks of the Sheets API, one call each, and what it makes of the answers."""

import json

import pytest

from services.local_sheets import LocalSheets
from services.workbook.connection import connect, open_core
from services.workbook.errors import Unavailable
from services.workbook.gateway import Block, Cell, MakeUp, Sheet, a1, quoted
from tests.services.local_sheets.book import cells
from tests.services.workbook.cloud import AT_ONCE, canned

ROWS = [["Số lượng", "Ngày"], [3, 45566], [], [None, True]]


@pytest.fixture
def core(tmp_path) -> LocalSheets:
    return LocalSheets(tmp_path / "workbook.sqlite3")


@pytest.fixture
def gateway(core):
    return open_core(core)


def put(gateway, rows, **start):
    gateway.update([{"updateCells": {"start": start, "rows": cells(rows), "fields": "userEnteredValue"}}])


@pytest.mark.parametrize(
    ("title", "range_"), [("Băng rôn", "'Băng rôn'"), ("Phòng 'A'", "'Phòng ''A'''"), ("A1", "'A1'")]
)
def test_a_title_is_quoted_so_that_it_is_never_taken_for_a_cell(gateway, title, range_):
    assert quoted(title) == range_
    properties = {"title": title, "sheetId": 7}
    gateway.update([{"addSheet": {"properties": properties}}])
    put(gateway, [["x"]], sheetId=7)
    assert gateway.values([title]) == [[["x"]]]


def test_rows_of_a_tab_in_a1_notation():
    assert a1("Băng rôn", 1, 12, 28) == "'Băng rôn'!A1:AB12"


def test_values_come_unformatted_with_dates_as_numbers(gateway):
    put(gateway, ROWS)
    assert gateway.values(["Trang tính1"]) == [[["Số lượng", "Ngày"], [3, 45566], [], ["", True]]]


def test_ranges_come_after_the_tabs_in_the_same_call(gateway):
    put(gateway, ROWS)
    assert gateway.values(["Trang tính1"], "'Trang tính1'!A2:A3") == [gateway.values(["Trang tính1"])[0], [[3]]]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_answer_that_lacks_a_tab_or_has_one_too_many_is_no_answer(tmp_path, count):
    body = {"spreadsheetId": "abc", "valueRanges": [{"range": "A1:Z9", "values": [["x"]]}] * count}
    with canned((200, "application/json", json.dumps(body))) as server:
        environ = {"SHEETS_ENDPOINT": server.url, "SHEETS_SPREADSHEET": "abc"}
        gateway = connect(environ, tmp_path / "none.toml", AT_ONCE).gateway
        with pytest.raises(Unavailable, match=f"Google trả lời {count} trang, khác với 2 trang đã hỏi"):
            gateway.values(["A", "B"])


def test_a_tab_is_described_by_id_title_size_and_whether_it_hides(gateway):
    gateway.update(
        [
            {"addSheet": {"properties": {"title": "Ẩn", "sheetId": 5, "hidden": True}}},
            {
                "updateSheetProperties": {
                    "properties": {"gridProperties": {"rowCount": 9}},
                    "fields": "gridProperties.rowCount",
                }
            },
        ]
    )
    assert gateway.sheets() == [Sheet(0, "Trang tính1", 9, 26), Sheet(5, "Ẩn", 1000, 26, is_hidden=True)]


def test_the_layout_tells_locale_time_zone_protections_and_colours(gateway):
    span = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    rule = {"ranges": [span], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    gateway.update(
        [
            {"addProtectedRange": {"protectedRange": {"range": span, "description": "Tiêu đề"}}},
            {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        ]
    )
    layout = gateway.layout()
    assert (layout.locale, layout.time_zone) == ("vi_VN", "Asia/Ho_Chi_Minh")
    assert layout.make_up[0].protected[0]["description"] == "Tiêu đề"
    assert layout.make_up[0].colours == (rule,)


def test_blocks_hold_values_notes_and_what_a_dropdown_asks_for(gateway):
    put(gateway, ROWS)
    condition = {"type": "DATE_IS_VALID"}
    span = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 1, "endColumnIndex": 2}
    note = {"updateCells": {"start": {}, "rows": [{"values": [{"note": "Bắt buộc."}]}], "fields": "note"}}
    gateway.update([note, {"setDataValidation": {"range": span, "rule": {"condition": condition}}}])
    whole, corner = gateway.blocks(["'Trang tính1'!A1:C2", "'Trang tính1'!B4"])
    assert whole.cells == ((Cell("Số lượng", "Bắt buộc."), Cell("Ngày")), (Cell(3), Cell(45566, condition=condition)))
    assert corner == Block(0, 3, 1, ((Cell(True),),))


def test_merged_cells_errors_and_tabs_without_a_grid_are_read_as_google_answers_them(tmp_path):
    merge = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 4}
    error = {"effectiveValue": {"errorValue": {"type": "REF", "message": "…"}}, "formattedValue": "#REF!"}
    answer = {
        "spreadsheetId": "abc",
        "properties": {"locale": "vi", "timeZone": "Asia/Ho_Chi_Minh"},
        "sheets": [
            {"properties": {"title": "A", "gridProperties": {"rowCount": 5, "columnCount": 4}}, "merges": [merge]},
            {"properties": {"sheetId": 9, "title": "Biểu đồ", "sheetType": "OBJECT"}},
        ],
    }
    seen = {
        "spreadsheetId": "abc",
        "sheets": [{"properties": {}, "data": [{"rowData": [{"values": [error, {}]}, {}]}]}],
    }
    answers = [(200, "application/json", json.dumps(body)) for body in (answer, seen)]
    with canned(*answers) as server:
        environ = {"SHEETS_ENDPOINT": server.url, "SHEETS_SPREADSHEET": "abc"}
        gateway = connect(environ, tmp_path / "none.toml", AT_ONCE).gateway
        layout, blocks = gateway.layout(), gateway.blocks(["'A'!A1:B2"])
    assert layout.sheets == (Sheet(0, "A", 5, 4), Sheet(9, "Biểu đồ", 0, 0))
    assert layout.make_up == {0: MakeUp(merges=(merge,)), 9: MakeUp()}
    assert blocks == [Block(0, 0, 0, ((Cell("#REF!"), Cell()), ()))]
