"""Spreadsheets as set-up sees them, written down by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.schema import Tab
from services.workbook.gateway import Cell, Layout, MakeUp, Sheet
from services.workbook.setup.look import Found, Look

NOTHING = MakeUp()


def found(
    tab: Tab,
    rows: Sequence[Sequence[Any]],
    make_up: MakeUp = NOTHING,
    *,
    grid: tuple[int, int] = (1000, 26),
    **sheet: Any,
) -> Found:
    """A tab with these values from A1 on, without notes and dropdowns."""
    height, width = grid
    title = sheet.pop("title", tab.title)
    cells = [tuple(Cell(value) for value in row) for row in rows]
    seen = {at: cells[at] if at < len(cells) else () for at in [*range(min(12, height)), height - 1]}
    return Found(Sheet(tab.sheet_id, title, height, width, **sheet), make_up, seen)


def spreadsheet(
    tabs: Mapping[str, Found], *others: Sheet, locale: str = "vi_VN", time_zone: str = "Asia/Ho_Chi_Minh"
) -> Look:
    """A spreadsheet with these tabs of ours, by key, and other sheets."""
    sheets = (*(tab.sheet for tab in tabs.values()), *others)
    make_up = {tab.sheet.sheet_id: tab.make_up for tab in tabs.values()}
    return Look(Layout(locale, time_zone, sheets, make_up), tabs)


def header(tab: Tab) -> list[str]:
    """The labels of all columns."""
    return [field.label for field in tab.fields]
