"""Set-up on a real path: few calls, nothing lost, what people broke is mended, a second run finds nothing."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from services.local_sheets import LocalSheets
from services.plan import TIME_ZONE
from services.schema import BANNERS, LOGS, TABS
from services.workbook.connection import connect, open_core
from services.workbook.errors import Unavailable
from services.workbook.setup import pending_changes, set_up
from services.workbook.setup.change import Kind
from services.workbook.setup.requests import late_formula, row_cells
from tests.services.local_sheets.book import Book, append, dimension, grid
from tests.services.workbook.cloud import EMAIL, Cloud, canned, cloud, refusal

ID = BANNERS.sheet_id
COLUMN = {field.key: at for at, field in enumerate(BANNERS.fields)}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> bytes:
    """A file that was set up."""
    file = tmp_path_factory.mktemp("made") / "workbook.sqlite3"
    set_up(open_core(LocalSheets(file)), replace_blank=True)
    return file.read_bytes()


@pytest.fixture
def book(tmp_path, made) -> Book:
    """A spreadsheet that was set up, as people have it before them."""
    file = tmp_path / "workbook.sqlite3"
    file.write_bytes(made)
    return Book(LocalSheets(file), file)


@pytest.fixture
def google(tmp_path) -> Iterator[Cloud]:
    """A blank English spreadsheet that counts its calls."""
    with cloud(tmp_path) as made:
        made.connection_ = made.connection()
        yield made


def gateway(book):
    return open_core(book.core)


def pending(book):
    return [(change.kind, change.count) for change in pending_changes(gateway(book))]


def mend(book):
    """What set-up did; afterwards nothing is left to do."""
    done = set_up(gateway(book))
    assert pending(book) == []
    return [change.sentence for change in done]


def sheet(book, sheet_id=ID):
    return next(s for s in book.call("GET", "")["sheets"] if s["properties"]["sheetId"] == sheet_id)


def test_a_blank_google_sheet_is_ready_after_two_calls_and_known_as_such_after_two_more(google):
    gateway = google.connection_.gateway
    done = set_up(gateway)
    assert [change.kind for change in done] == [Kind.REGION, *[Kind.TAB] * len(TABS)]
    assert google.calls == ["POST token", "GET sheets", "POST sheets"]
    assert pending_changes(gateway) == []
    assert google.calls[3:] == ["GET sheets", "GET sheets"]
    layout = gateway.layout()
    assert (layout.locale, layout.time_zone) == ("vi_VN", "Asia/Ho_Chi_Minh")
    assert layout.sheets[0].title == "Trang tính1"


def test_headers_are_bold_coloured_and_frozen_and_entries_have_their_formats(book):
    made = sheet(book)
    assert made["properties"]["gridProperties"]["frozenRowCount"] == 1
    at = COLUMN["hung_on"]
    (data,) = book.call("GET", "", ranges="'Băng rôn'!A1:Q2", fields="sheets.data")["sheets"][0]["data"]
    header, entry = ([cell.get("userEnteredFormat", {}) for cell in row["values"]] for row in data["rowData"])
    assert [cell["textFormat"]["bold"] for cell in header] == [True] * len(BANNERS.fields)
    assert all(cell["backgroundColor"] and cell["wrapStrategy"] == "WRAP" for cell in header)
    assert entry[at]["numberFormat"] == {"type": "DATE", "pattern": "dd/mm/yyyy"}
    assert entry[COLUMN["cost"]]["numberFormat"]["type"] == "NUMBER"


def test_a_second_run_sends_no_change(google):
    gateway = google.connection_.gateway
    set_up(gateway)
    google.calls.clear()
    assert set_up(gateway) == []
    assert google.calls == ["GET sheets", "GET sheets"]


def test_the_service_account_may_edit_what_it_protects(google):
    gateway = google.connection_.gateway
    set_up(gateway)
    protected = [entry for made in gateway.layout().make_up.values() for entry in made.protected]
    assert len(protected) == len(TABS)
    assert all(entry["editors"] == {"users": [EMAIL]} for entry in protected)


def test_a_file_that_is_new_keeps_none_of_the_tabs_that_it_was_born_with(book):
    assert [tab["title"] for tab in book.tabs()] == [tab.title for tab in TABS.values()]


TITLES = [tab.title for tab in TABS.values()]


def test_whoever_sets_a_new_file_up_second_removes_nothing(tmp_path):
    """Both found the file new when they opened it; people were at work in between."""
    first, second = (LocalSheets(tmp_path / "workbook.sqlite3") for _ in range(2))
    assert first.is_new
    assert second.is_new
    set_up(open_core(first), replace_blank=True)
    assert set_up(open_core(second), replace_blank=True) == []
    book = Book(first, tmp_path / "workbook.sqlite3")
    book.update(
        {"addSheet": {"properties": {"title": "Ghi chú riêng"}}},
        append([["CESTI"]], ID),
        {"deleteSheet": {"sheetId": TABS["posts"].sheet_id}},
    )
    (done,) = set_up(open_core(second), replace_blank=True)
    assert done.kind is Kind.TAB
    assert sorted(tab["title"] for tab in book.tabs()) == sorted([*TITLES, "Ghi chú riêng"])
    assert book.values("'Băng rôn'!A2") == [["CESTI"]]


def test_whoever_was_overtaken_between_look_and_write_finds_all_done(google):
    """The others set up under the very call that would have."""
    others = open_core(google.core)
    google.before_write = lambda: set_up(others, replace_blank=True)
    assert set_up(google.connection_.gateway, replace_blank=True) == []
    assert [sheet.title for sheet in others.sheets()] == TITLES


def test_many_who_set_up_a_new_file_at_once_make_one_workbook(tmp_path):
    together = threading.Barrier(4)

    def work(_: int) -> list[Kind]:
        gateway = open_core(LocalSheets(tmp_path / "workbook.sqlite3"))
        together.wait(10)
        return [change.kind for change in set_up(gateway, replace_blank=True)]

    with ThreadPoolExecutor(4) as pool:
        done = sorted(pool.map(work, range(4)))
    assert done == [[], [], [], [Kind.TAB] * len(TABS)]
    gateway = open_core(LocalSheets(tmp_path / "workbook.sqlite3"))
    assert [sheet.title for sheet in gateway.sheets()] == TITLES
    assert pending_changes(gateway) == []


def test_what_people_typed_survives_every_set_up(book):
    book.update(append([["CESTI", "Băng rôn", "=1+1", "ba cái"], ["", "", "", "", "", "", "", "", "ghi chú lạc"]], ID))
    before = book.values("'Băng rôn'")
    book.update({"deleteDimension": {"range": dimension(COLUMN["size"], COLUMN["size"] + 1, "COLUMNS", ID)}})
    mend(book)
    after = book.values("'Băng rôn'")
    assert [row[:4] for row in after[1:]] == [row[:4] for row in before[1:]]
    assert [cell for cell in after[2] if cell] == ["ghi chú lạc"]
    assert set(before[0]) == set(after[0])


def test_a_deleted_column_comes_back_at_the_end_with_its_dropdown_and_note(book):
    at = COLUMN["state"]
    book.update({"deleteDimension": {"range": dimension(at, at + 1, "COLUMNS", ID)}})
    done = mend(book)
    assert done[0] == "Thêm cột “Trạng thái” vào trang “Băng rôn”."
    (data,) = book.call("GET", "", ranges="'Băng rôn'!Q1:Q2", fields="sheets.data")["sheets"][0]["data"]
    header, entry = (row["values"][0] for row in data["rowData"])
    assert header["effectiveValue"]["stringValue"] == "Trạng thái"
    assert "Để trống được hiểu là Đã thực hiện." in header["note"]
    assert entry["dataValidation"]["condition"]["type"] == "ONE_OF_LIST"


@pytest.mark.parametrize("row", [1, 5, 999])
def test_a_dropdown_lost_by_pasting_over_it_comes_back_wherever_it_was_looked_at(book, row):
    at = COLUMN["kind"]
    book.update({"setDataValidation": {"range": grid(row, row + 1, at, at + 1, ID)}})
    assert mend(book) == ["Đặt danh sách chọn và kiểm tra ở cột “Loại” của trang “Băng rôn”."]


def test_a_dropdown_with_other_words_is_brought_up_to_date(book):
    at = COLUMN["kind"]
    condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Băng rôn"}]}
    rule = {"setDataValidation": {"range": grid(1, 1000, at, at + 1, ID), "rule": {"condition": condition}}}
    book.update(rule)
    assert pending(book) == [(Kind.RULE, 1)]
    mend(book)


def test_a_dropdown_that_people_made_strict_stays_strict(book):
    at = COLUMN["hung_on"]
    rule = {"condition": {"type": "DATE_IS_VALID"}, "strict": True}
    book.update({"setDataValidation": {"range": grid(1, 1000, at, at + 1, ID), "rule": rule}})
    assert pending(book) == []


def test_rows_that_were_added_at_the_end_get_the_dropdowns_too(book):
    """They have them in the embedded workbook by themselves; Google may leave them without."""
    book.update({"setDataValidation": {"range": {"sheetId": ID}}})
    assert pending(book) == [(Kind.RULE, 7)]
    mend(book)
    book.update({"appendDimension": {"sheetId": ID, "dimension": "ROWS", "length": 29_000}})
    assert pending(book) == []


def test_a_renamed_tab_keeps_the_name_that_people_gave_it(book):
    properties = {"sheetId": ID, "title": "Băng rôn 2024"}
    book.update({"updateSheetProperties": {"properties": properties, "fields": "title"}})
    assert pending(book) == []
    assert sheet(book)["properties"]["title"] == "Băng rôn 2024"


def test_a_deleted_tab_comes_back_without_touching_the_others(book):
    book.update({"deleteSheet": {"sheetId": ID}})
    assert pending(book) == [(Kind.TAB, 1)]
    mend(book)
    assert sheet(book)["properties"]["title"] == "Băng rôn"


def test_the_list_of_units_still_works_after_its_tab_was_renamed(book):
    units = TABS["units"].sheet_id
    change = {"properties": {"sheetId": units, "title": "Các đơn vị"}, "fields": "title"}
    book.update({"updateSheetProperties": change}, {"deleteSheet": {"sheetId": ID}})
    mend(book)
    (data,) = book.call("GET", "", ranges="'Băng rôn'!A2", fields="sheets.data")["sheets"][0]["data"]
    condition = data["rowData"][0]["values"][0]["dataValidation"]["condition"]
    assert condition["values"] == [{"userEnteredValue": "='Các đơn vị'!A2:C"}]


def test_a_title_above_the_header_moves_nothing_and_breaks_nothing(book):
    book.update({"insertDimension": {"range": dimension(0, 2, "ROWS", ID)}})
    book.write("'Băng rôn'!A1", [["BÁO CÁO BĂNG RÔN"]])
    # Formulas of colours move with their cells in Google; the embedded workbook keeps them as they were written.
    assert [kind for kind, _ in pending(book)] == [Kind.COLOUR]
    mend(book)
    assert book.values("'Băng rôn'!A3") == [["Đơn vị"]]


def test_notes_are_added_where_there_is_none_and_other_notes_are_kept(book):
    own = [{"values": [{"note": "Hỏi chị Lan"}, {"note": ""}]}]
    book.update({"updateCells": {"start": {"sheetId": ID}, "rows": own, "fields": "note"}})
    assert pending(book) == [(Kind.NOTE, 1)]
    mend(book)
    (data,) = book.call("GET", "", ranges="'Băng rôn'!A1:B1", fields="sheets.data.rowData.values.note")["sheets"][0][
        "data"
    ]
    first, second = data["rowData"][0]["values"]
    assert first == {"note": "Hỏi chị Lan"}
    assert second["note"].startswith("Bắt buộc.")


def colours(book, sheet_id=ID):
    rules = sheet(book, sheet_id).get("conditionalFormats", [])
    return [rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for rule in rules]


@pytest.mark.parametrize("key", LOGS)
def test_returned_rows_are_coloured_before_late_ones(book, key):
    tab = TABS[key]
    found = colours(book, tab.sheet_id)
    at = {field.key: n for n, field in enumerate(tab.fields)}
    assert found[0].startswith("=LEN(TRIM($")
    late = [late_formula(1, at["entered_at"], datetime(2024, 10, 7, 23, 59, 59, tzinfo=TIME_ZONE))]
    assert found[1:] == ([] if key == "nil_returns" else late)


def test_colours_follow_a_new_deadline_and_leave_the_rules_of_people_alone(book):
    theirs = {
        "ranges": [grid(1, 9, 0, 3, ID)],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A2=5"}]},
            "format": {},
        },
    }
    book.update({"addConditionalFormatRule": {"rule": theirs, "index": 1}})
    plan = book.values("'Kế hoạch'")
    row = next(at for at, line in enumerate(plan, 1) if line[0] == "Hạn báo cáo")
    book.write(f"'Kế hoạch'!B{row}", [["10/10/2024 17:00"]])
    assert {kind for kind, _ in pending(book)} == {Kind.COLOUR}
    mend(book)
    at = COLUMN["entered_at"]
    deadline = datetime(2024, 10, 10, 17, tzinfo=TIME_ZONE)
    assert sorted(colours(book)) == sorted(["=$A2=5", late_formula(1, at, deadline), "=LEN(TRIM($P2))>0"])


def protections(book, sheet_id=ID):
    return sheet(book, sheet_id).get("protectedRanges", [])


@pytest.mark.parametrize(("key", "what"), [("banners", "hàng tiêu đề của trang"), ("audit", "cả trang")])
def test_a_protection_that_somebody_took_away_or_weakened_comes_back(book, key, what):
    tab = TABS[key]
    (known,) = protections(book, tab.sheet_id)
    identifier = known["protectedRangeId"]
    book.update({"deleteProtectedRange": {"protectedRangeId": identifier}})
    (sentence,) = mend(book)
    assert sentence.startswith(f"Bảo vệ {what} “{tab.title}”")
    (known,) = protections(book, tab.sheet_id)
    weak = {"protectedRangeId": known["protectedRangeId"], "warningOnly": True}
    book.update({"updateProtectedRange": {"protectedRange": weak, "fields": "warningOnly"}})
    mend(book)
    (mended,) = protections(book, tab.sheet_id)
    assert mended["protectedRangeId"] == known["protectedRangeId"]
    assert "warningOnly" not in mended


def test_what_one_tab_refuses_is_left_out_and_told_and_the_rest_is_done(book):
    """Two columns less and the grid full: the embedded workbook refuses a spreadsheet above ten million cells."""
    at = COLUMN["cost"]
    posts = TABS["posts"].sheet_id
    book.update(
        {"deleteDimension": {"range": dimension(at, at + 1, "COLUMNS", ID)}},
        {"deleteSheet": {"sheetId": TABS["users"].sheet_id}},
        {"setDataValidation": {"range": {"sheetId": posts}}},
    )
    cells = sum(t["gridProperties"]["rowCount"] * t["gridProperties"]["columnCount"] for t in book.tabs())
    size = {"rowCount": (10_000_000 - cells) // 20, "columnCount": 20}
    book.update({"addSheet": {"properties": {"title": "Đầy", "gridProperties": size}}})
    done = set_up(gateway(book))
    left = [change for change in done if change.refusal]
    # The dropdown of the column that there is no room for can't be set either.
    assert [change.kind for change in left] == [Kind.COLUMN, Kind.RULE, Kind.TAB]
    assert all("lỗi 400" in change.refusal for change in left)
    assert "10 triệu ô" in left[0].refusal
    assert any("Bài đăng" in change.sentence for change in done if not change.refusal)
    (data,) = book.call("GET", "", ranges="'Bài đăng'!A2", fields="sheets.data")["sheets"][0]["data"]
    assert "dataValidation" in data["rowData"][0]["values"][0]
    assert {kind for kind, _ in pending(book)} == {Kind.COLUMN, Kind.TAB, Kind.RULE}


def test_a_protected_tab_is_told_and_the_others_are_set_up(tmp_path):
    message = "Invalid requests[1].updateCells: You are trying to edit a protected cell or object. Please contact"
    blank = {"spreadsheetId": "abc", "properties": {"locale": "vi", "timeZone": "Asia/Saigon"}, "sheets": []}
    answers = [(200, "application/json", json.dumps(blank)), refusal(400, message, "INVALID_ARGUMENT")]
    with canned(*answers, *answers, (200, "application/json", '{"spreadsheetId": "abc", "replies": []}')) as server:
        environ = {"SHEETS_ENDPOINT": server.url, "SHEETS_SPREADSHEET": "abc"}
        refused, done = set_up(connect(environ, tmp_path / "none.toml").gateway, [BANNERS, TABS["posts"]])
    assert server.seen == ["GET", "POST", "GET", "POST", "POST"]
    assert "đang được bảo vệ" in refused.refusal
    assert "Băng rôn" in refused.sentence
    assert done.refusal is None


@pytest.mark.parametrize("answer", [refusal(403, "", "PERMISSION_DENIED"), refusal(400, "Invalid JSON payload")])
def test_a_refusal_of_the_whole_is_an_error_and_is_not_tried_piece_by_piece(tmp_path, answer):
    blank = {"spreadsheetId": "abc", "properties": {"locale": "vi", "timeZone": "Asia/Saigon"}, "sheets": []}
    with canned((200, "application/json", json.dumps(blank)), answer) as server:
        environ = {"SHEETS_ENDPOINT": server.url, "SHEETS_SPREADSHEET": "abc"}
        gateway = connect(environ, tmp_path / "none.toml").gateway
        with pytest.raises(Unavailable):
            set_up(gateway, [BANNERS])
    assert server.seen == ["GET", "POST"]


def test_a_row_written_by_the_app_has_a_cell_for_each_column():
    cells = row_cells(BANNERS.fields, {"unit": "CESTI", "quantity": 2})
    assert len(cells) == len(BANNERS.fields)
    assert cells[COLUMN["quantity"]]["userEnteredValue"] == {"numberValue": 2}
    assert cells[COLUMN["row_id"]] == {}
