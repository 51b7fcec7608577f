"""The requests that make a tab comfortable: every one as the Sheets API has it."""

from datetime import datetime

import pytest

from services.plan import TIME_ZONE, end_of_day
from services.schema import ACTIVITIES, BANNERS, NOMINATIONS, TABS, Field, Type
from services.workbook.cells import serial
from services.workbook.setup import requests
from tests.conformance.discovery import sheets

LISTS = {Type.UNIT: "='Đơn vị'!A2:C", Type.DUTY: "='Nhiệm vụ'!A2:B"}
DEADLINE = datetime(2024, 10, 7, 23, 59, 59, tzinfo=TIME_ZONE)


@pytest.mark.parametrize(
    ("field", "kind", "values"),
    [
        (BANNERS.field("state"), "ONE_OF_LIST", ["Dự kiến", "Đã thực hiện", "Hủy"]),
        (TABS["units"].field("kind"), "ONE_OF_LIST", ["Phòng chức năng", "Đơn vị trực thuộc"]),
        (BANNERS.field("unit"), "ONE_OF_RANGE", ["='Đơn vị'!A2:C"]),
        (TABS["nil_returns"].field("duty"), "ONE_OF_RANGE", ["='Nhiệm vụ'!A2:B"]),
        (BANNERS.field("hung_on"), "DATE_IS_VALID", []),
        (TABS["duties"].field("deadline"), "DATE_IS_VALID", []),
        (BANNERS.field("quantity"), "NUMBER_GREATER_THAN_EQ", ["1"]),
        (BANNERS.field("cost"), "NUMBER_GREATER_THAN_EQ", ["0"]),
        (ACTIVITIES.field("hours"), "NUMBER_GREATER_THAN_EQ", ["0"]),
        (NOMINATIONS.field("birth_year"), "NUMBER_BETWEEN", ["1940", "2010"]),
    ],
)
def test_each_type_of_column_has_its_dropdown_or_check(field, kind, values):
    condition = requests.condition(field, LISTS)
    assert condition["type"] == kind
    assert [value["userEnteredValue"] for value in condition.get("values", [])] == values


@pytest.mark.parametrize("key", ["row_id", "entered_at", "return_note", "place", "slogan", "photo"])
def test_free_text_and_what_the_app_fills_has_none(key):
    assert requests.condition(BANNERS.field(key), LISTS) is None


def test_a_dropdown_helps_in_vietnamese_and_never_refuses():
    field = NOMINATIONS.field("mode")
    rule = requests.validation(7, 1, 3, field, requests.condition(field, LISTS))["setDataValidation"]
    assert rule["range"] == {"sheetId": 7, "startRowIndex": 1, "startColumnIndex": 3, "endColumnIndex": 4}
    assert rule["rule"]["strict"] is False
    assert rule["rule"]["showCustomUi"] is True
    assert rule["rule"]["inputMessage"].startswith("Chọn trong danh sách. Đào tạo: chính quy")


@pytest.mark.parametrize("tab", TABS.values(), ids=lambda tab: tab.key)
def test_every_header_has_a_note_that_says_what_belongs_there(tab):
    for field in tab.fields:
        note = requests.header_note(field)
        assert note
        assert ("Bắt buộc." in note) is field.required
        assert all(word in note for word in field.choices.values())


def test_a_range_of_values_reaches_down_to_the_end_of_its_tab():
    assert requests.value_list("Phòng 'A'", 3, [2, 4]) == "='Phòng ''A'''!C4:E"
    assert requests.value_list("x", 1, [27]) == "='x'!AB2:AB"


def is_late(entered, deadline):
    """What the formula says of a moment, worked out as a sheet does: number, times, number, greater."""
    left, right = requests.late_formula(1, 0, deadline).removeprefix("=$A2*").split(">")
    return serial(entered) * int(left) > int(right)


@pytest.mark.parametrize(
    ("entered", "late"),
    [
        (datetime(2024, 10, 7, 23, 59, 58, tzinfo=TIME_ZONE), False),
        (DEADLINE, False),
        (datetime(2024, 10, 8, tzinfo=TIME_ZONE), True),
        (datetime(2024, 10, 8, 0, 0, 1, tzinfo=TIME_ZONE), True),
        (datetime(2023, 10, 8, tzinfo=TIME_ZONE), False),
    ],
)
def test_a_row_is_late_from_the_second_after_the_deadline(entered, late):
    assert is_late(entered, DEADLINE) is late


@pytest.mark.parametrize("second", range(0, 86_400, 997))
def test_rounding_never_moves_a_deadline(second):
    hour, rest = divmod(second, 3600)
    deadline = datetime(2026, 3, 9, hour, rest // 60, rest % 60, tzinfo=TIME_ZONE)
    after = datetime.fromtimestamp(deadline.timestamp() + 1, TIME_ZONE)
    assert not is_late(deadline, deadline)
    assert is_late(after, deadline)


def test_formulas_hold_no_sign_that_depends_on_the_locale():
    formulas = requests.returned_formula(1, 15) + requests.late_formula(1, 14, end_of_day(DEADLINE.date()))
    assert not set(formulas) & set(",;.'\"")


def test_a_protection_names_the_app_as_its_editor_where_it_has_an_address():
    span = {"sheetId": 7}
    new = requests.protect(span, "x", "app@example.com")["addProtectedRange"]["protectedRange"]
    assert new["editors"] == {"users": ["app@example.com"]}
    assert requests.protect(span, "x", None)["addProtectedRange"]["protectedRange"]["editors"] == {}
    mended = requests.protect(span, "x", None, known=31)["updateProtectedRange"]
    assert mended["protectedRange"]["protectedRangeId"] == 31
    assert "warningOnly" in mended["fields"]


def test_neighbours_that_look_alike_share_a_request():
    day = Field("a", "A", Type.DATE)
    made = list(requests.looks(7, 1, 2, [day, day, Field("b", "B", Type.NAME)]))
    formats = [request["repeatCell"]["range"] for request in made if "repeatCell" in request]
    widths = [request["updateDimensionProperties"] for request in made if "repeatCell" not in request]
    assert formats == [{"sheetId": 7, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 4}]
    assert [(width["range"]["startIndex"], width["range"]["endIndex"]) for width in widths] == [(2, 4), (4, 5)]


@pytest.mark.parametrize(
    "request_",
    [
        requests.grow(7, "ROWS", 5),
        requests.insert_columns(7, 2, 3),
        requests.note(7, 0, 2, BANNERS.field("size")),
        requests.drop_colour(7, 1),
        requests.protect({"sheetId": 7}, "x", "app@example.com", known=31),
        requests.regional("vi_VN", "Asia/Ho_Chi_Minh"),
        requests.same_time_zone("Asia/Ho_Chi_Minh"),
        requests.colour(7, 1, "=LEN(TRIM($A2))>0", requests.RETURNED),
    ],
    ids=lambda request: next(iter(request)),
)
def test_every_request_is_one_of_the_published_api(request_):
    url = "https://sheets.googleapis.com/v4/spreadsheets/abc:batchUpdate"
    assert sheets().problems("POST", url, {"requests": [request_]}) == []
