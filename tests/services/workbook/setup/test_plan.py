"""What set-up would do, decided from what is there."""

import json

import pytest

from services.schema import AUDIT, BANNERS, DUTIES, FREEZES, NIL_RETURNS, PLAN, SETTINGS, TABS, UNITS, USERS
from services.workbook.gateway import MakeUp, Sheet
from services.workbook.setup.change import Change, Kind, Place, summary
from services.workbook.setup.plan import plan
from tests.services.workbook.setup.seen import found, header, spreadsheet

ALL = tuple(TABS.values())
BLANK = Sheet(0, "Trang tính1", 1000, 26)


def kinds(changes, kind):
    return [change for change in changes if change.kind is kind]


def requests(changes, name):
    return [request[name] for change in changes for request in change.requests if name in request]


def test_a_blank_spreadsheet_gets_every_tab_in_the_order_in_which_they_need_each_other():
    changes = plan(spreadsheet({}, BLANK), ALL).changes
    assert [change.kind for change in changes] == [Kind.TAB] * len(TABS)
    made = [sheet["properties"] for sheet in requests(changes, "addSheet")]
    assert [sheet["title"] for sheet in made] == [tab.title for tab in ALL]
    assert all(sheet["gridProperties"]["frozenRowCount"] == 1 for sheet in made)
    assert changes[3].sentence == (
        "Tạo trang “Băng rôn”: 17 cột, 7 danh sách chọn và kiểm tra, tô màu dòng muộn và dòng trả lại, bảo vệ."
    )
    assert summary(changes) == "tạo 12 trang"


def test_nothing_that_was_there_is_touched_by_a_set_up_of_a_blank_spreadsheet():
    changes = plan(spreadsheet({}, BLANK), ALL).changes
    sent = json.dumps([change.requests for change in changes])
    assert "deleteSheet" not in sent
    assert f'"sheetId": {BLANK.sheet_id},' not in sent


@pytest.mark.parametrize(
    ("locale", "time_zone", "expected"),
    [
        ("vi_VN", "Asia/Ho_Chi_Minh", None),
        ("vi", "Asia/Saigon", None),
        ("en_GB", "Asia/Bangkok", None),
        ("fr_FR", "Asia/Ho_Chi_Minh", None),
        ("en_US", "Asia/Ho_Chi_Minh", {"locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"}),
        ("en_US", "America/New_York", {"locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"}),
        ("en_GB", "Etc/GMT", {"locale": "en_GB", "timeZone": "Asia/Ho_Chi_Minh"}),
        ("ja_JP", "Asia/Bangkok", {"locale": "vi_VN", "timeZone": "Asia/Bangkok"}),
        ("", "", {"locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"}),
    ],
)
def test_days_come_before_months_and_hours_are_those_of_vietnam(locale, time_zone, expected):
    changes = plan(spreadsheet({}, BLANK, locale=locale, time_zone=time_zone), ALL).changes
    assert [r["properties"] for r in requests(changes, "updateSpreadsheetProperties")] == (
        [expected] if expected else []
    )
    if expected:
        assert changes[0].kind is Kind.REGION


def columns(changes):
    return [
        request["updateCells"]
        for change in kinds(changes, Kind.COLUMN)
        for request in change.requests
        if "updateCells" in request
    ]


def test_missing_columns_are_added_behind_all_that_stands_in_the_tab():
    labels = [label for label in header(BANNERS) if label not in ("Kích thước", "Mã dòng")]
    rows = [labels, [], ["CESTI"] + [""] * 15 + ["ghi thêm"]]
    changes = plan(spreadsheet({"banners": found(BANNERS, rows)}), [BANNERS]).changes
    (change,) = kinds(changes, Kind.COLUMN)
    assert change.sentence == "Thêm cột “Kích thước”, “Mã dòng” vào trang “Băng rôn”."
    assert change.count == 2
    assert change.requests[0]["insertDimension"]["range"] == {
        "sheetId": BANNERS.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": 17,
        "endIndex": 19,
    }
    (written,) = columns(changes)
    assert written["start"] == {"sheetId": BANNERS.sheet_id, "rowIndex": 0, "columnIndex": 17}
    assert [cell["userEnteredValue"]["stringValue"] for cell in written["rows"][0]["values"]] == [
        "Kích thước",
        "Mã dòng",
    ]


def test_columns_at_the_very_end_of_a_tab_are_appended():
    labels = header(BANNERS)[:-1]
    changes = plan(spreadsheet({"banners": found(BANNERS, [labels], grid=(1000, 16))}), [BANNERS]).changes
    (change,) = kinds(changes, Kind.COLUMN)
    assert change.requests[0] == {"appendDimension": {"sheetId": BANNERS.sheet_id, "dimension": "COLUMNS", "length": 1}}


@pytest.mark.parametrize("above", [1, 3, 9])
def test_a_header_below_a_title_is_found_and_columns_are_added_in_its_row(above):
    rows = [["BÁO CÁO BĂNG RÔN"], *[[]] * (above - 1), header(BANNERS)[:-1]]
    changes = plan(spreadsheet({"banners": found(BANNERS, rows)}), [BANNERS]).changes
    assert [written["start"]["rowIndex"] for written in columns(changes)] == [above]
    ranges = [rule["range"]["startRowIndex"] for rule in requests(changes, "setDataValidation")]
    assert set(ranges) == {above + 1}


def test_renamed_headers_known_as_aliases_are_not_added_again():
    labels = ["SL" if label == "Số lượng" else label.upper() for label in header(BANNERS)]
    assert not kinds(plan(spreadsheet({"banners": found(BANNERS, [labels])}), [BANNERS]).changes, Kind.COLUMN)


def test_a_blank_tab_of_ours_is_filled_like_a_new_one():
    changes = plan(spreadsheet({"units": found(UNITS, [], grid=(1, 3))}), [UNITS]).changes
    assert [change.kind for change in changes] == [Kind.ROWS, Kind.COLUMN, Kind.RULE, Kind.PROTECTION]
    assert changes[1].sentence == "Ghi hàng tiêu đề (11 cột) vào trang trống “Đơn vị”."
    assert requests(changes, "appendDimension") == [
        {"sheetId": UNITS.sheet_id, "dimension": "ROWS", "length": 200},
        {"sheetId": UNITS.sheet_id, "dimension": "COLUMNS", "length": 8},
    ]
    assert len(requests(changes, "appendCells")[0]["rows"]) == 16


def test_a_tab_with_nothing_but_its_header_gets_room_for_entries():
    changes = plan(spreadsheet({"banners": found(BANNERS, [header(BANNERS)], grid=(1, 17))}), [BANNERS]).changes
    assert changes[0].sentence == "Thêm 200 dòng trống vào trang “Băng rôn”."


def test_a_tab_without_a_header_is_left_to_people_and_the_others_go_on():
    rows = [["CESTI", "Băng rôn", 2]] * 12
    planned = plan(spreadsheet({"banners": found(BANNERS, rows)}), [BANNERS, NIL_RETURNS])
    assert planned.blocked == ("Băng rôn",)
    assert [change.sentence.partition(":")[0] for change in planned.changes] == ["Tạo trang “Không phát sinh”"]
    assert planned.hints == (
        "Trang “Băng rôn” không có hàng tiêu đề trong 10 dòng đầu; mọi ô được giữ nguyên. Xin đưa hàng tiêu đề lên đầu "
        "trang.",
    )


def test_a_chart_with_the_title_of_a_tab_is_in_the_way():
    planned = plan(spreadsheet({}, Sheet(5, "Băng rôn", 0, 0)), [BANNERS])
    assert planned.changes == ()
    assert planned.blocked == ("Băng rôn",)
    assert planned.hints == ("“Băng rôn” là biểu đồ chứ không phải trang tính. Xin đổi tên nó rồi thiết lập lại.",)


def test_no_column_is_added_while_merged_cells_hide_names():
    merge = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 4}
    labels = header(BANNERS)
    labels[3] = ""
    planned = plan(spreadsheet({"banners": found(BANNERS, [labels], MakeUp(merges=(merge,)))}), [BANNERS])
    assert not kinds(planned.changes, Kind.COLUMN)
    assert planned.hints == (
        "Hàng tiêu đề của trang “Băng rôn” có ô gộp (C1:D1). Xin bỏ gộp, vì cột bị gộp không có tên.",
    )


def test_new_tabs_bring_the_plan_the_units_and_the_duties_and_no_entries():
    changes = plan(spreadsheet({}, BLANK), ALL).changes
    appended = {request["sheetId"]: len(request["rows"]) for request in requests(changes, "appendCells")}
    assert appended == {PLAN.sheet_id: 18, UNITS.sheet_id: 16, DUTIES.sheet_id: 4}


def test_seeds_are_never_added_to_a_tab_that_says_something():
    changes = plan(spreadsheet({"units": found(UNITS, [header(UNITS), ["VP", "Văn phòng"]])}), [UNITS]).changes
    assert not requests(changes, "appendCells")


@pytest.mark.parametrize(("key", "whole"), [("banners", False), ("plan", False), ("audit", True), ("users", True)])
def test_headers_and_the_app_s_own_tabs_are_protected_against_accidents(key, whole):
    changes = plan(spreadsheet({}, BLANK), [TABS[key]]).changes
    (request,) = requests(changes, "addProtectedRange")
    protected = request["protectedRange"]
    rows = {} if whole else {"startRowIndex": 0, "endRowIndex": 1}
    assert protected["range"] == {"sheetId": TABS[key].sheet_id, **rows}
    assert protected["warningOnly"] is False


def test_the_app_s_own_tabs_are_protected_whole():
    changes = plan(spreadsheet({}, BLANK), ALL).changes
    whole = [r for r in requests(changes, "addProtectedRange") if "startRowIndex" not in r["protectedRange"]["range"]]
    assert [r["protectedRange"]["range"]["sheetId"] for r in whole] == [
        tab.sheet_id for tab in (AUDIT, USERS, SETTINGS, FREEZES)
    ]


def test_units_and_duties_are_chosen_from_their_tabs_by_code_or_name():
    changes = plan(spreadsheet({}, BLANK), ALL).changes
    rules = requests(changes, "setDataValidation")
    lists = {
        rule["rule"]["condition"]["values"][0]["userEnteredValue"]
        for rule in rules
        if rule["rule"]["condition"]["type"] == "ONE_OF_RANGE"
    }
    assert lists == {"='Đơn vị'!A2:C", "='Nhiệm vụ'!A2:B"}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Tên đơn vị", "Tên ngắn", "Mã đơn vị"], "='Phòng ''A'''!A2:C"),
        (["Mã đơn vị", "Ghi chú", "Tên đơn vị"], "='Phòng ''A'''!A2:A"),
    ],
)
def test_the_list_of_units_follows_the_columns_and_the_title_that_people_gave(labels, expected):
    units = found(UNITS, [labels], title="Phòng 'A'")
    changes = plan(spreadsheet({"units": units}), [UNITS, BANNERS]).changes
    values = [
        rule["rule"]["condition"]["values"][0]["userEnteredValue"]
        for rule in requests(changes, "setDataValidation")
        if rule["rule"]["condition"]["type"] == "ONE_OF_RANGE"
    ]
    # The missing columns are added behind, so they don't stand beside the others.
    assert values == [expected]


def test_a_summary_counts_in_vietnamese_and_in_order():
    changes = [
        Change("", (), Kind.ROWS, 1_200),
        Change("", (), Kind.TAB),
        Change("", (), Kind.TAB),
        Change("", (), Kind.COLUMN, 2),
        Change("", (), Kind.REGION),
    ]
    assert summary(changes) == "đặt ngôn ngữ và múi giờ, tạo 2 trang, thêm 2 cột, thêm 1.200 dòng trống"


def test_a_place_begins_its_entries_below_the_header():
    assert Place(1, "x", 4, {}).first_row == 5
