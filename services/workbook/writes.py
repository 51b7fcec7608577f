"""What a write would send, decided from a snapshot and sent by nobody here (pure)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.reading import Context, read_table
from services.schema import AUDIT, Tab
from services.workbook.cells import CELL_MASK, cell, written
from services.workbook.errors import NotSetUp
from services.workbook.setup import Request, append, row_cells
from services.workbook.snapshot import Snapshot

MAX_AUDIT_VALUE = 20_000
"""Characters of an audit value; a cell holds 50,000."""

Row = Mapping[str, Any]


def appending(snapshot: Snapshot, tab: Tab, rows: Sequence[Row]) -> Request:
    """One `appendCells` that adds these rows, each value under the header that the tab has now."""
    columns = snapshot.columns[tab.key]
    return append(snapshot.sheets[tab.key].sheet_id, [_laid_out(tab, columns, row) for row in rows])


def changing(snapshot: Snapshot, tab: Tab, sheet_row: int, changes: Row) -> list[Request]:
    """One `updateCells` for each changed field of the row; the other cells stay untouched."""
    columns = snapshot.columns[tab.key]
    if missing := [tab.field(key).label for key in changes if key not in columns]:
        raise NotSetUp([f"{tab.title} (cột {label})" for label in missing])
    sheet_id = snapshot.sheets[tab.key].sheet_id
    return [
        {
            "updateCells": {
                "start": {"sheetId": sheet_id, "rowIndex": sheet_row - 1, "columnIndex": columns[key]},
                "rows": [{"values": [cell(tab.field(key), value)]}],
                "fields": CELL_MASK,
            }
        }
        for key, value in changes.items()
    ]


def deleting(snapshot: Snapshot, tab: Tab, sheet_rows: Iterable[int]) -> list[Request]:
    """One `deleteDimension` a row, from the bottom up so that no deletion moves the next row."""
    sheet_id = snapshot.sheets[tab.key].sheet_id
    return [
        {
            "deleteDimension": {
                "range": {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
            }
        }
        for row in sorted(sheet_rows, reverse=True)
    ]


def auditing(
    snapshot: Snapshot,
    action: str,
    *,
    by: str,
    at: datetime,
    tab: Tab | None = None,
    row_id: str | None = None,
    before: Row | None = None,
    after: Row | None = None,
) -> Request:
    """The audit row of one write; it travels in the same atomic call. Raises like `noting`."""
    row = {
        "at": at,
        "by": by,
        "action": action,
        "tab": tab.title if tab else None,
        "row_id": row_id,
        "before": _told(tab, before),
        "after": _told(tab, after),
    }
    return noting(snapshot, row)


def noting(snapshot: Snapshot, row: Row) -> Request:
    """One row more in the audit log. Raises NotSetUp without the tab or a column of it."""
    if AUDIT.key not in snapshot.sheets:
        raise NotSetUp([AUDIT.title])
    return appending(snapshot, AUDIT, [row])


def as_read(tab: Tab, rows: Sequence[Row], context: Context) -> list[dict[str, Any]]:
    """The rows as they come back typed once they stand in the sheet, without `sheet_row`."""
    values = [[field.label for field in tab.fields]] + [[_raw(c) for c in row_cells(tab.fields, row)] for row in rows]
    return read_table(tab, values, context).frame.drop(columns="sheet_row").to_dict("records")


def _laid_out(tab: Tab, columns: Mapping[str, int], row: Row) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = [{} for _ in range(max(columns.values(), default=-1) + 1)]
    for key, value in row.items():
        if value is not None and key not in columns:
            raise NotSetUp([f"{tab.title} (cột {tab.field(key).label})"])
        if key in columns:
            cells[columns[key]] = cell(tab.field(key), value)
    return cells


def _raw(content: Mapping[str, Any]) -> Any:
    return next(iter(content.get("userEnteredValue", {"": ""}).values()))


def _told(tab: Tab | None, row: Row | None) -> str | None:
    if tab is None or row is None:
        return None
    words = {
        tab.field(key).label: "" if value is None else written(tab.field(key), value) for key, value in row.items()
    }
    return json.dumps(words, ensure_ascii=False)[:MAX_AUDIT_VALUE]
