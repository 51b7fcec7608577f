"""Requests of `spreadsheets.batchUpdate` by which set-up and writes change a spreadsheet (pure).

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from gspread.utils import rowcol_to_a1

from services.plan import TIME_ZONE
from services.schema import Field, Tab, Type
from services.workbook.cells import CELL_MASK, cell, number_format, serial

Request = dict[str, Any]

ROWS = 1_000
"""Rows of a new tab."""
TIME_ZONE_NAME = "Asia/Ho_Chi_Minh"
LOCALE = "vi_VN"
HEADER_MARK = "Ứng dụng: hàng tiêu đề"
WHOLE_MARK = "Ứng dụng: trang do ứng dụng ghi"
"""Descriptions by which set-up knows its own protections again."""
FROZEN_MARK = "Ứng dụng: đã chốt số liệu"
"""Description of the protections that a freeze makes."""
_WIDTHS = {Type.TEXT: 280, Type.NAME: 180, Type.URL: 240, Type.MOMENT: 150, Type.UNIT: 150, Type.CHOICE: 150}
_WIDTH = 110
_HEADER = {
    "textFormat": {"bold": True},
    "backgroundColor": {"red": 0.89, "green": 0.93, "blue": 0.97},
    "wrapStrategy": "WRAP",
}
LATE = {"backgroundColor": {"red": 1.0, "green": 0.95, "blue": 0.8}}
RETURNED = {"backgroundColor": {"red": 0.98, "green": 0.86, "blue": 0.81}}
_EXAMPLES = {
    Type.DATE: "Ghi ngày/tháng/năm, ví dụ 01/10/2024.",
    Type.MOMENT: "Ghi ngày/tháng/năm giờ:phút, ví dụ 07/10/2024 17:00.",
    Type.COUNT: "Ghi một số nguyên.",
    Type.MONEY: "Ghi số tiền bằng đồng.",
    Type.DECIMAL: "Ghi một số, ví dụ 1,5.",
    Type.CHOICE: "Chọn trong danh sách.",
    Type.UNIT: "Chọn trong danh sách, hoặc gõ mã, tên hay tên ngắn của đơn vị.",
    Type.DUTY: "Chọn trong danh sách, hoặc gõ mã hay tên nhiệm vụ.",
}
_HALF_SECONDS = 172_800
"""In a day. Deadlines are compared in whole half seconds, because how a fraction is written depends on the locale."""


def add_sheet(tab: Tab) -> Request:
    """The tab with its own id, one frozen row, and as many columns as it has fields."""
    grid = {"rowCount": ROWS, "columnCount": len(tab.fields), "frozenRowCount": 1}
    return {"addSheet": {"properties": {"sheetId": tab.sheet_id, "title": tab.title, "gridProperties": grid}}}


def grow(sheet_id: int, dimension: str, count: int) -> Request:
    """Blank rows or columns at the tab's end."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": count}}


def insert_columns(sheet_id: int, start: int, count: int) -> Request:
    """Blank columns; what stands to the right moves on."""
    return {"insertDimension": {"range": _columns(sheet_id, start, start + count), "inheritFromBefore": False}}


def headers(sheet_id: int, row: int, column: int, fields: Sequence[Field]) -> Request:
    """The fields' labels with their notes, from one cell on to the right."""
    cells = [
        {"userEnteredValue": {"stringValue": field.label}, "userEnteredFormat": _HEADER, "note": header_note(field)}
        for field in fields
    ]
    return _update(sheet_id, row, column, cells, "userEnteredValue,userEnteredFormat,note")


def note(sheet_id: int, row: int, column: int, field: Field) -> Request:
    """The field's note on its header."""
    return _update(sheet_id, row, column, [{"note": header_note(field)}], "note")


def header_note(field: Field) -> str:
    """What belongs in the column, for whoever types in the sheet."""
    lines = [
        field.help,
        "Bắt buộc." if field.required else "",
        "Ứng dụng tự ghi." if field.automatic and not field.help else "",
    ]
    if field.choices:
        lines.append("Một trong: " + "; ".join(field.choices.values()) + ".")
    # Every header has a note, so that one that is missing can be found.
    return "\n".join(line for line in lines if line) or _EXAMPLES.get(field.type, "Có thể để trống.")


def looks(sheet_id: int, first_row: int, column: int, fields: Sequence[Field]) -> Iterable[Request]:
    """Widths, and formats of dates and numbers, of the columns from `column` on; equal neighbours share a request."""
    places = list(enumerate(fields, column))
    for pixels, group in groupby(places, lambda place: _WIDTHS.get(place[1].type, _WIDTH)):
        yield _width(sheet_id, [at for at, _ in group], pixels)
    for pattern, group in groupby(places, lambda place: number_format(place[1].type)):
        if pattern:
            at = [at for at, _ in group]
            yield {
                "repeatCell": {
                    "range": below(sheet_id, first_row, at[0], at[-1] + 1),
                    "cell": {"userEnteredFormat": {"numberFormat": pattern}},
                    "fields": "userEnteredFormat.numberFormat",
                }
            }


def condition(field: Field, lists: Mapping[Type, str]) -> Request | None:
    """What the column's cells should hold; `lists`: type → the range of another tab that lists its values."""
    if field.automatic:
        return None
    if field.choices:
        return _condition("ONE_OF_LIST", *field.choices.values())
    if field.type in lists:
        return _condition("ONE_OF_RANGE", lists[field.type])
    if field.type in (Type.DATE, Type.MOMENT):
        return _condition("DATE_IS_VALID")
    if field.type in (Type.COUNT, Type.MONEY, Type.DECIMAL):
        least = f"{field.minimum or 0:g}"
        if field.maximum is not None:
            return _condition("NUMBER_BETWEEN", least, f"{field.maximum:g}")
        return _condition("NUMBER_GREATER_THAN_EQ", least)
    return None


def validation(sheet_id: int, first_row: int, column: int, field: Field, wanted: Request) -> Request:
    """A dropdown or a check down the column. It helps and never refuses: anything typed stays."""
    message = " ".join(part for part in (_EXAMPLES[field.type], field.help) if part)
    rule = {"condition": wanted, "inputMessage": message, "strict": False, "showCustomUi": True}
    return {"setDataValidation": {"range": below(sheet_id, first_row, column, column + 1), "rule": rule}}


def value_list(title: str, first_row: int, columns: Sequence[int]) -> str:
    """The range of a tab that a dropdown takes its values from: some columns side by side, down to the end."""
    first = rowcol_to_a1(first_row + 1, min(columns) + 1)
    last = rowcol_to_a1(1, max(columns) + 1)[:-1]
    return "='" + title.replace("'", "''") + f"'!{first}:{last}"


def returned_formula(first_row: int, column: int) -> str:
    """True for rows with a note of return. Without separators and fractions a formula means the same in all locales."""
    return f"=LEN(TRIM({_cell_of(first_row, column)}))>0"


def late_formula(first_row: int, column: int, deadline: datetime) -> str:
    """True for rows entered after the deadline's second."""
    local = deadline.astimezone(TIME_ZONE).replace(microsecond=0)
    return f"={_cell_of(first_row, column)}*{_HALF_SECONDS}>{round(serial(local) * _HALF_SECONDS) + 1}"


def colour(sheet_id: int, first_row: int, formula: str, background: Mapping[str, Any]) -> Request:
    """A background for the rows for which the formula is true."""
    rule = {
        "ranges": [{"sheetId": sheet_id, "startRowIndex": first_row}],
        "booleanRule": {
            "condition": _condition("CUSTOM_FORMULA", formula),
            "format": dict(background),
        },
    }
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}


def drop_colour(sheet_id: int, index: int) -> Request:
    """Takes back a rule of set-up's own."""
    return {"deleteConditionalFormatRule": {"sheetId": sheet_id, "index": index}}


def protect(
    span: Mapping[str, int], mark: str, account: str | None, known: int | None = None, *, others: Sequence[str] = ()
) -> Request:
    """Lets only the spreadsheet's owner, the app and `others` change the range; `known` is the id of a protection to
    mend.
    """
    users = [*([account] if account else []), *others]
    editors = {"users": users} if users else {}
    protected: Request = {"range": dict(span), "description": mark, "warningOnly": False, "editors": editors}
    if known is None:
        return {"addProtectedRange": {"protectedRange": protected}}
    protected["protectedRangeId"] = known
    return {"updateProtectedRange": {"protectedRange": protected, "fields": "range,description,warningOnly,editors"}}


def regional(locale: str, time_zone: str) -> Request:
    """The spreadsheet's locale and time zone."""
    properties = {"locale": locale, "timeZone": time_zone}
    return {"updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone"}}


def same_time_zone(time_zone: str) -> Request:
    """Sets the time zone to what it is: seen by nobody, and refused like any change when the app may only read."""
    return {"updateSpreadsheetProperties": {"properties": {"timeZone": time_zone}, "fields": "timeZone"}}


def append(sheet_id: int, rows: Sequence[Sequence[Mapping[str, Any]]]) -> Request:
    """One `appendCells` of these rows after the last row with data."""
    return {
        "appendCells": {
            "sheetId": sheet_id,
            "rows": [{"values": list(cells)} for cells in rows],
            "fields": CELL_MASK,
        }
    }


def row_cells(fields: Sequence[Field], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cells of one row, one per column."""
    return [cell(field, row.get(field.key)) for field in fields]


def below(sheet_id: int, first_row: int, left: int, right: int) -> dict[str, int]:
    """The columns [left, right) from a row down to the tab's end, however long it grows."""
    return {"sheetId": sheet_id, "startRowIndex": first_row, "startColumnIndex": left, "endColumnIndex": right}


def _update(sheet_id: int, row: int, column: int, cells: list[Request], fields: str) -> Request:
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": fields}}


def _width(sheet_id: int, columns: Sequence[int], pixels: int) -> Request:
    return {
        "updateDimensionProperties": {
            "range": _columns(sheet_id, columns[0], columns[-1] + 1),
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }


def _columns(sheet_id: int, start: int, end: int) -> Request:
    return {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}


def _condition(kind: str, *values: str) -> Request:
    return {"type": kind} | ({"values": [{"userEnteredValue": value} for value in values]} if values else {})


def _cell_of(row: int, column: int) -> str:
    return "$" + rowcol_to_a1(row + 1, column + 1)
