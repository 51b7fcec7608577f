"""The requests that this workbook carries out, as data, and the check of a request against them.

Names and types are those of https://developers.google.com/workspace/sheets/api/reference/rest/v4; what is left out is
refused in the words in which Google refuses a name that it doesn't know.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from services.local_sheets import masks
from services.local_sheets.errors import bad_request

ANY = "any"
"""Kept and answered as it came, never looked into."""
INT, DOUBLE, BOOL, STRING, ROW = "TYPE_INT32", "TYPE_DOUBLE", "TYPE_BOOL", "TYPE_STRING", "row"


@dataclass(frozen=True)
class Enum:
    """A name out of a list."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """An object with these fields."""

    name: str
    fields: Mapping[str, Any]
    """Field → its shape; a list of one shape is a repeated field."""
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mask:
    """A field mask over a message."""

    of: Message


@dataclass(frozen=True)
class Call:
    """A request that has the form of its method."""

    spreadsheet_id: str
    text: str
    """The A1 range in the path."""
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    mask: masks.Mask = field(default_factory=dict)
    """What the answer should hold; empty: all."""
    caller: str | None = None
    """Address of the account that calls; None: the owner."""


_GRID_RANGE = Message(
    "GridRange",
    {"sheetId": INT, "startRowIndex": INT, "endRowIndex": INT, "startColumnIndex": INT, "endColumnIndex": INT},
)
DIMENSION = Enum("Dimension", ("ROWS", "COLUMNS"))
_DIMENSION_RANGE = Message(
    "DimensionRange",
    {"sheetId": INT, "dimension": DIMENSION, "startIndex": INT, "endIndex": INT},
    ("dimension",),
)
_EXTENDED_VALUE = Message(
    "ExtendedValue",
    {"numberValue": DOUBLE, "stringValue": STRING, "boolValue": BOOL, "formulaValue": STRING},
)
_NUMBER_FORMAT = Message(
    "NumberFormat",
    {
        "type": Enum(
            "NumberFormatType",
            ("TEXT", "NUMBER", "PERCENT", "CURRENCY", "DATE", "TIME", "DATE_TIME", "SCIENTIFIC"),
        ),
        "pattern": STRING,
    },
)
_FORMAT = Message(
    "CellFormat",
    {
        "numberFormat": _NUMBER_FORMAT,
        "backgroundColor": ANY,
        "backgroundColorStyle": ANY,
        "borders": ANY,
        "horizontalAlignment": STRING,
        "verticalAlignment": STRING,
        "wrapStrategy": STRING,
        "textFormat": ANY,
    },
)
CELL = Message(
    "CellData",
    {"userEnteredValue": _EXTENDED_VALUE, "userEnteredFormat": _FORMAT, "note": STRING, "dataValidation": ANY},
)
_ROW_DATA = Message("RowData", {"values": [CELL]})
_COORDINATE = Message("GridCoordinate", {"sheetId": INT, "rowIndex": INT, "columnIndex": INT})
SHEET = Message(
    "SheetProperties",
    {
        "sheetId": INT,
        "title": STRING,
        "index": INT,
        "sheetType": Enum("SheetType", ("GRID",)),
        "gridProperties": Message(
            "GridProperties",
            {
                "rowCount": INT,
                "columnCount": INT,
                "frozenRowCount": INT,
                "frozenColumnCount": INT,
                "hideGridlines": BOOL,
            },
        ),
        "hidden": BOOL,
        "tabColor": ANY,
        "tabColorStyle": ANY,
    },
)
SPREADSHEET = Message("SpreadsheetProperties", {"title": STRING, "locale": STRING, "timeZone": STRING})
PROTECTED = Message(
    "ProtectedRange",
    {
        "protectedRangeId": INT,
        "range": _GRID_RANGE,
        "description": STRING,
        "warningOnly": BOOL,
        "requestingUserCanEdit": BOOL,
        "unprotectedRanges": [_GRID_RANGE],
        "editors": Message("Editors", {"users": [STRING], "groups": [STRING], "domainUsersCanEdit": BOOL}),
    },
)
DIMENSION_PROPERTIES = Message("DimensionProperties", {"hiddenByUser": BOOL, "pixelSize": INT})
_RULE = Message("ConditionalFormatRule", {"ranges": [_GRID_RANGE], "booleanRule": ANY, "gradientRule": ANY})
_SORT = Message("SortSpec", {"dimensionIndex": INT, "sortOrder": Enum("SortOrder", ("ASCENDING", "DESCENDING"))})

REQUEST = Message(
    "Request",
    {
        "addSheet": Message("AddSheetRequest", {"properties": SHEET}),
        "deleteSheet": Message("DeleteSheetRequest", {"sheetId": INT}, ("sheetId",)),
        "updateSheetProperties": Message(
            "UpdateSheetPropertiesRequest", {"properties": SHEET, "fields": Mask(SHEET)}, ("properties", "fields")
        ),
        "updateSpreadsheetProperties": Message(
            "UpdateSpreadsheetPropertiesRequest",
            {"properties": SPREADSHEET, "fields": Mask(SPREADSHEET)},
            ("properties", "fields"),
        ),
        "addProtectedRange": Message("AddProtectedRangeRequest", {"protectedRange": PROTECTED}, ("protectedRange",)),
        "updateProtectedRange": Message(
            "UpdateProtectedRangeRequest",
            {"protectedRange": PROTECTED, "fields": Mask(PROTECTED)},
            ("protectedRange", "fields"),
        ),
        "deleteProtectedRange": Message(
            "DeleteProtectedRangeRequest", {"protectedRangeId": INT}, ("protectedRangeId",)
        ),
        "addConditionalFormatRule": Message(
            "AddConditionalFormatRuleRequest", {"rule": _RULE, "index": INT}, ("rule",)
        ),
        "deleteConditionalFormatRule": Message("DeleteConditionalFormatRuleRequest", {"sheetId": INT, "index": INT}),
        "appendCells": Message(
            "AppendCellsRequest", {"sheetId": INT, "rows": [_ROW_DATA], "fields": Mask(CELL)}, ("fields",)
        ),
        "updateCells": Message(
            "UpdateCellsRequest",
            {"start": _COORDINATE, "range": _GRID_RANGE, "rows": [_ROW_DATA], "fields": Mask(CELL)},
            ("fields",),
        ),
        "repeatCell": Message(
            "RepeatCellRequest", {"range": _GRID_RANGE, "cell": CELL, "fields": Mask(CELL)}, ("range", "fields")
        ),
        "setDataValidation": Message("SetDataValidationRequest", {"range": _GRID_RANGE, "rule": ANY}, ("range",)),
        "appendDimension": Message(
            "AppendDimensionRequest", {"sheetId": INT, "dimension": DIMENSION, "length": INT}, ("dimension", "length")
        ),
        "insertDimension": Message(
            "InsertDimensionRequest", {"range": _DIMENSION_RANGE, "inheritFromBefore": BOOL}, ("range",)
        ),
        "deleteDimension": Message("DeleteDimensionRequest", {"range": _DIMENSION_RANGE}, ("range",)),
        "moveDimension": Message(
            "MoveDimensionRequest",
            {"source": _DIMENSION_RANGE, "destinationIndex": INT},
            ("source", "destinationIndex"),
        ),
        "updateDimensionProperties": Message(
            "UpdateDimensionPropertiesRequest",
            {"range": _DIMENSION_RANGE, "properties": DIMENSION_PROPERTIES, "fields": Mask(DIMENSION_PROPERTIES)},
            ("range", "properties", "fields"),
        ),
        "sortRange": Message("SortRangeRequest", {"range": _GRID_RANGE, "sortSpecs": [_SORT]}, ("range", "sortSpecs")),
    },
)
BATCH_UPDATE = Message("BatchUpdateSpreadsheetRequest", {"requests": [REQUEST]})

INPUT_OPTION = Enum("ValueInputOption", ("RAW", "USER_ENTERED"))
RENDER_OPTION = Enum("ValueRenderOption", ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"))
DATE_OPTION = Enum("DateTimeRenderOption", ("SERIAL_NUMBER", "FORMATTED_STRING"))
VALUE_RANGE = Message("ValueRange", {"range": STRING, "majorDimension": DIMENSION, "values": [ROW]})
_RESPONSE = {
    "includeValuesInResponse": BOOL,
    "responseValueRenderOption": RENDER_OPTION,
    "responseDateTimeRenderOption": DATE_OPTION,
}
BATCH_VALUES = Message(
    "BatchUpdateValuesRequest", {"valueInputOption": INPUT_OPTION, "data": [VALUE_RANGE], **_RESPONSE}
)
BATCH_CLEAR = Message("BatchClearValuesRequest", {"ranges": [STRING]})
CLEAR = Message("ClearValuesRequest", {})

_SEEN_CELL = Message("CellData", {**CELL.fields, "effectiveValue": _EXTENDED_VALUE, "formattedValue": STRING})
_GRID_DATA = Message(
    "GridData", {"startRow": INT, "startColumn": INT, "rowData": [Message("RowData", {"values": [_SEEN_CELL]})]}
)
SPREADSHEET_ANSWER = Message(
    "Spreadsheet",
    {
        "spreadsheetId": STRING,
        "properties": Message("SpreadsheetProperties", {**SPREADSHEET.fields, "autoRecalc": STRING}),
        "sheets": [
            Message(
                "Sheet",
                {
                    "properties": SHEET,
                    "protectedRanges": [PROTECTED],
                    "conditionalFormats": [_RULE],
                    "merges": [_GRID_RANGE],
                    "data": [_GRID_DATA],
                },
            )
        ],
        "spreadsheetUrl": STRING,
    },
)

_SHOWN = {"majorDimension": DIMENSION, "valueRenderOption": RENDER_OPTION, "dateTimeRenderOption": DATE_OPTION}
_WRITTEN = {"valueInputOption": INPUT_OPTION, **_RESPONSE}
GET_QUERY = Message("query", {"includeGridData": BOOL, "ranges": [STRING]})
READ_QUERY = Message("query", _SHOWN)
BATCH_GET_QUERY = Message("query", {"ranges": [STRING], **_SHOWN})
UPDATE_QUERY = Message("query", _WRITTEN)
APPEND_QUERY = Message(
    "query", {**_WRITTEN, "insertDataOption": Enum("InsertDataOption", ("OVERWRITE", "INSERT_ROWS"))}
)
NO_QUERY = Message("query", {})


def checked(value: Any, shape: Any, where: str = "") -> Any:
    """The value without its nulls, as if they hadn't been sent; raises Google's 400 where it doesn't fit the shape."""
    if isinstance(shape, Message):
        return _object(value, shape, where)
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise _misfit(value, "google.protobuf.ListValue" if shape == [ROW] else "list", where)
        return [checked(entry, shape[0], f"{where}[{at}]") for at, entry in enumerate(value)]
    if isinstance(shape, Enum):
        if value not in shape.values:
            raise _misfit(value, f"google.apps.sheets.v4.{shape.name}", where)
        return value
    if isinstance(shape, Mask):
        return _mask(value, shape.of, where)
    if shape == ANY:
        return value
    return _CHECKS[shape](value, where)


def checked_query(query: Mapping[str, list[str]], shape: Message) -> dict[str, Any]:
    """The parameters of the URL; one that isn't repeated counts once."""
    known = {}
    for name, values in query.items():
        if name not in shape.fields:
            raise bad_request(
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
                f"Field '{name}' could not be found in request message."
            )
        known[name] = checked(
            values if isinstance(shape.fields[name], list) else values[0], shape.fields[name], _snake(name)
        )
    return known


def _object(value: Any, shape: Message, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _misfit(value, f"google.apps.sheets.v4.{shape.name}", where)
    known = {}
    for name, inner in value.items():
        if name not in shape.fields:
            place = f" at '{where}'" if where else ""
            raise bad_request(f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.', where)
        if inner is not None:
            known[name] = checked(inner, shape.fields[name], f"{where}.{_snake(name)}".lstrip("."))
    for name in shape.required:
        if name not in known:
            raise bad_request(f"Invalid {_camel(where)}: {name} is required.", where)
    return known


def _number(value: Any, where: str, kind: str = DOUBLE) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _misfit(value, kind, where)
    return value


def _integer(value: Any, where: str) -> int:
    number = _number(value, where, INT)
    if number != int(number) or abs(number) >= 2**31:
        raise _misfit(value, INT, where)
    return int(number)


def _boolean(value: Any, where: str) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise _misfit(value, BOOL, where)
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise _misfit(value, STRING, where)
    return value


def _mask(value: Any, of: Message, where: str) -> str:
    if not masks.is_mask(_text(value, where)):
        raise bad_request(
            f"Invalid {_camel(where.rpartition('.')[0])}: At least one field must be listed in 'fields'. "
            "(Use '*' to indicate all fields.)",
            where,
        )
    if name := unknown_path(masks.parse(value), of):
        raise bad_request(
            f"Invalid value at '{where}' (type.googleapis.com/google.protobuf.FieldMask), "
            f"Field '{name}' could not be found in request message.",
            where,
        )
    return value


def unknown_path(mask: masks.Mask, shape: Any) -> str | None:
    """The first name of the mask that the shape doesn't have."""
    if isinstance(shape, list):
        return unknown_path(mask, shape[0])
    if not isinstance(shape, Message):
        return None
    for name, inner in mask.items():
        if name not in shape.fields:
            return name
        if found := unknown_path(inner, shape.fields[name]):
            return f"{name}.{found}"
    return None


def _row(value: Any, where: str) -> list[Any]:
    """A row of plain values; a null in it is a cell to skip."""
    if not isinstance(value, list):
        raise _misfit(value, "google.protobuf.ListValue", where)
    for at, cell in enumerate(value):
        if isinstance(cell, (list, dict)):
            kind = "list_value" if isinstance(cell, list) else "struct_value"
            raise bad_request(f"Invalid {where}[{at}]: {kind} {{ }}", where)
        if isinstance(cell, float):
            _number(cell, f"{where}[{at}]")
    return value


_CHECKS: dict[str, Callable[[Any, str], Any]] = {
    INT: _integer,
    DOUBLE: _number,
    BOOL: _boolean,
    STRING: _text,
    ROW: _row,
}


def _misfit(value: Any, kind: str, where: str) -> Exception:
    told = f'"{value}"' if isinstance(value, str) else value
    of = kind if kind.startswith("TYPE_") or kind == "list" else f"type.googleapis.com/{kind}"
    return bad_request(f"Invalid value at '{where}' ({of}), {told}", where)


@cache
def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda letter: "_" + letter.group().lower(), name)


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda letter: letter.group(1).upper(), name)
