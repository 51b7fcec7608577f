"""Where an entry, or a cell, is to be seen (pure)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from services.reading import Problem
from services.schema import NIL_RETURNS, TABS, Tab
from services.workbook.connection import Connection
from services.workbook.gateway import cell_name
from services.workbook.snapshot import Snapshot


def to_entry(connection: Connection, snapshot: Snapshot, tab: Tab, row: Mapping[str, Any]) -> str:
    """Opens the entry: the cell in Google, the entry's page with a workbook on this machine."""
    if not connection.is_trial:
        place = f"&range=A{row['sheet_row']}" if "sheet_row" in row else ""
        return f"{connection.address}#gid={snapshot.sheets[tab.key].sheet_id}{place}"
    if tab is not NIL_RETURNS:
        return f"/{tab.key}?row={quote(row['row_id'], safe='')}"
    # A nil return has no page of its own: it shows among the unit's duties. A change rarely names the unit.
    return f"/my-work?unit={quote(row['unit'], safe='')}" if row.get("unit") else "/my-work"


def to_problem(
    connection: Connection, snapshot: Snapshot, problem: Problem, row: Mapping[str, Any] | None
) -> str | None:
    """Opens the cell of the problem, which is in this row of its table.

    In Google it is the cell itself, with a workbook on this machine the entry's own page, or the tab's for a row that
    has none. None where there is no row.
    """
    if problem.tab_key is None or problem.sheet_row is None:
        return None
    if not connection.is_trial:
        cell = cell_name(problem.sheet_row, problem.column or 0)
        return f"{connection.address}#gid={snapshot.sheets[problem.tab_key].sheet_id}&range={cell}"
    if row is None or row.get("row_id") is None:
        return f"/sheet?tab={problem.tab_key}"
    return to_entry(connection, snapshot, TABS[problem.tab_key], row)
