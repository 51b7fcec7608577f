"""Typed values → Google's `CellData`.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells#CellData
"""

from datetime import date, datetime
from typing import Any

from services.plan import TIME_ZONE
from services.schema import Field, Type

_EPOCH = datetime(1899, 12, 30)
_DAY_SECONDS = 86_400
_FORMATS = {
    Type.DATE: {"type": "DATE", "pattern": "dd/mm/yyyy"},
    Type.MOMENT: {"type": "DATE_TIME", "pattern": "dd/mm/yyyy hh:mm:ss"},
    Type.COUNT: {"type": "NUMBER", "pattern": "#,##0"},
    Type.MONEY: {"type": "NUMBER", "pattern": "#,##0"},
    Type.DECIMAL: {"type": "NUMBER", "pattern": "#,##0.##"},
}
CELL_MASK = "userEnteredValue,userEnteredFormat.numberFormat"
"""The parts of a cell that `cell` fills; the rest of a cell (colours, notes, dropdowns) stays as it is."""


def number_format(type_: Type) -> dict[str, str] | None:
    """How cells of the type show dates and numbers; None: as they come."""
    return _FORMATS.get(type_)


def serial(moment: date | datetime) -> float:
    """Days since 1899-12-30, local time of the sheet (Asia/Ho_Chi_Minh), as Sheets keeps dates."""
    if isinstance(moment, datetime):
        local = moment.astimezone(TIME_ZONE).replace(tzinfo=None) if moment.tzinfo else moment
    else:
        local = datetime.combine(moment, datetime.min.time())
    since = local - _EPOCH
    return since.days + since.seconds / _DAY_SECONDS


def cell(field: Field, value: Any) -> dict[str, Any]:
    """The cell that holds this typed value, empty for None; text is a `stringValue`, which Sheets never evaluates."""
    if value is None:
        return {}
    content = {"userEnteredValue": _entered(field, value)}
    if field.type in _FORMATS and "numberValue" in content["userEnteredValue"]:
        content["userEnteredFormat"] = {"numberFormat": _FORMATS[field.type]}
    return content


def written(field: Field, value: Any) -> str:
    """The typed value in the words and formats that people read in the sheet."""
    if isinstance(value, datetime):
        return value.astimezone(TIME_ZONE).strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(field.word(value))


def _entered(field: Field, value: Any) -> dict[str, Any]:
    if isinstance(value, (date, datetime)):
        return {"numberValue": serial(value)}
    if isinstance(value, (int, float)):
        return {"numberValue": value}
    return {"stringValue": written(field, value)}
