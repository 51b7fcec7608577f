"""The tabs, headers and first rows that the app needs in a spreadsheet: what is missing, and the requests that add it.

Nothing here deletes or overwrites what people typed; a second run finds nothing to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.reading import Context, read_table
from services.schema import TABS, Field, Tab, Type
from services.seed import DUTY_ROWS, PLAN_ROWS, UNIT_ROWS
from services.workbook.cells import CELL_MASK, cell
from services.workbook.gateway import Gateway, Sheet

Request = dict[str, Any]

_SEED = {"plan": PLAN_ROWS, "units": UNIT_ROWS, "duties": DUTY_ROWS}
_ROWS = 1_000
_HEADER_ROWS = 10
"""People put a title above the header at times; further down nobody looks for it."""
_WIDTHS = {Type.TEXT: 280, Type.NAME: 180, Type.URL: 240, Type.MOMENT: 150, Type.UNIT: 150, Type.CHOICE: 150}
_WIDTH = 110
_HEADER = {
    "textFormat": {"bold": True},
    "backgroundColor": {"red": 0.89, "green": 0.93, "blue": 0.97},
    "wrapStrategy": "WRAP",
}


@dataclass(frozen=True)
class Change:
    """One thing that set-up would do."""

    sentence: str
    requests: tuple[Request, ...]


def plan_set_up(sheets: Sequence[Sheet], values: Mapping[str, list[list[Any]]], tabs: Iterable[Tab]) -> list[Change]:
    """What the spreadsheet lacks; `values` holds the cells of the tabs that exist, by tab key. Pure: nothing is sent."""
    changes = []
    for tab in tabs:
        sheet = find_sheet(tab, sheets)
        if sheet is None:
            changes.append(Change(f"Tạo trang “{tab.title}” với {len(tab.fields)} cột.", tuple(_new_tab(tab))))
            continue
        changes.extend(_missing_columns(tab, sheet, values.get(tab.key, [])))
    return changes


def set_up(
    gateway: Gateway, tabs: Iterable[Tab] = tuple(TABS.values()), *, replace_blank: bool = False
) -> list[Change]:
    """Carries `plan_set_up` out in one atomic call and gives what was done.

    `replace_blank` removes the tabs that a brand-new file was born with; never use it on a spreadsheet of people.
    """
    born_with = gateway.sheets() if replace_blank else []
    changes = pending_changes(gateway, tabs)
    requests = [request for change in changes for request in change.requests]
    requests += [{"deleteSheet": {"sheetId": sheet.sheet_id}} for sheet in born_with]
    if requests:
        gateway.update(requests)
    return changes


def pending_changes(gateway: Gateway, tabs: Iterable[Tab] = tuple(TABS.values())) -> list[Change]:
    """What `set_up` would do now: at most two reads, no write."""
    tabs = tuple(tabs)
    sheets = gateway.sheets()
    found = {tab.key: sheet.title for tab in tabs if (sheet := find_sheet(tab, sheets))}
    values = dict(zip(found, gateway.values(list(found.values())), strict=True)) if found else {}
    return plan_set_up(sheets, values, tabs)


def find_sheet(tab: Tab, sheets: Sequence[Sheet]) -> Sheet | None:
    """The tab by the id that set-up gave it (it survives renaming), else by its title."""
    by_id = next((sheet for sheet in sheets if sheet.sheet_id == tab.sheet_id), None)
    return by_id or next((sheet for sheet in sheets if sheet.title.strip() == tab.title), None)


def _new_tab(tab: Tab) -> Iterable[Request]:
    grid = {"rowCount": _ROWS, "columnCount": len(tab.fields), "frozenRowCount": 1}
    yield {"addSheet": {"properties": {"sheetId": tab.sheet_id, "title": tab.title, "gridProperties": grid}}}
    yield _headers(tab.sheet_id, tab.fields, 0)
    yield from (_width(tab.sheet_id, at, field) for at, field in enumerate(tab.fields))
    if rows := _SEED.get(tab.key):
        yield append(tab.sheet_id, [row_cells(tab.fields, row) for row in rows])


def _missing_columns(tab: Tab, sheet: Sheet, values: list[list[Any]]) -> Iterable[Change]:
    table = read_table(tab, values[:_HEADER_ROWS], Context())
    missing = [field for field in tab.fields if field.key not in table.columns]
    if not missing:
        return
    start = max((len(row) for row in values), default=0)
    grow = start + len(missing) - sheet.columns
    requests: list[Request] = []
    if grow > 0:
        requests.append({"appendDimension": {"sheetId": sheet.sheet_id, "dimension": "COLUMNS", "length": grow}})
    requests.append(_headers(sheet.sheet_id, missing, start, row=(table.header_row or 1) - 1))
    names = ", ".join(f"“{field.label}”" for field in missing)
    yield Change(f"Thêm cột {names} vào trang “{sheet.title}”.", tuple(requests))


def _headers(sheet_id: int, fields: Sequence[Field], start: int, *, row: int = 0) -> Request:
    cells = [
        {"userEnteredValue": {"stringValue": field.label}, "userEnteredFormat": _HEADER, "note": header_note(field)}
        for field in fields
    ]
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": start},
            "rows": [{"values": cells}],
            "fields": "userEnteredValue,userEnteredFormat,note",
        }
    }


def header_note(field: Field) -> str:
    """What belongs in the column, for whoever types in the sheet."""
    lines = [field.help, "Bắt buộc." if field.required else ""]
    if field.choices:
        lines.append("Một trong: " + "; ".join(field.choices.values()) + ".")
    return "\n".join(line for line in lines if line)


def _width(sheet_id: int, column: int, field: Field) -> Request:
    return {
        "updateDimensionProperties": {
            "range": {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1},
            "properties": {"pixelSize": _WIDTHS.get(field.type, _WIDTH)},
            "fields": "pixelSize",
        }
    }


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
