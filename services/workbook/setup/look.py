"""What a spreadsheet has of what the app needs, seen in two calls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Any

from services.reading import fold
from services.schema import DUTIES, PLAN, Tab
from services.workbook.gateway import Block, Cell, Gateway, Layout, MakeUp, Sheet, a1

_TOP = 12
"""Rows seen of a tab: the header, which people may have pushed down, and some entries below it."""
_WHOLE = {PLAN.key: 60, DUTIES.key: 60}
"""Rows seen of the tabs from which deadlines come."""

Row = Sequence[Cell]


@dataclass(frozen=True)
class Found:
    """A tab of ours as the spreadsheet has it."""

    sheet: Sheet
    make_up: MakeUp
    rows: Mapping[int, Row]
    """0-based row → its cells; the top of the tab, and its last row. Blank cells at the end may be missing."""

    @property
    def values(self) -> list[list[Any]]:
        """The rows at the top of the tab, from A1 on, as reading takes them."""
        top = takewhile(lambda at: at in self.rows, count())
        return [["" if cell.value is None else cell.value for cell in self.rows[at]] for at in top]


@dataclass(frozen=True)
class Look:
    """The spreadsheet as set-up sees it."""

    layout: Layout
    tabs: Mapping[str, Found]
    """Tab key → the tab, where there is one."""
    account: str | None = None
    """The service account that looks."""


def look(gateway: Gateway, tabs: Iterable[Tab]) -> Look:
    """One call for the layout and, where a tab of ours is there, one for its cells."""
    layout = gateway.layout()
    sheets = {tab.key: sheet for tab in tabs if (sheet := find_sheet(tab, layout.sheets)) and sheet.columns}
    spans = {key: _spans(key, sheet) for key, sheet in sheets.items()}
    blocks = gateway.blocks([text for texts in spans.values() for text in texts.values()]) if sheets else []
    rows = {key: _rows(sheet, spans[key], blocks) for key, sheet in sheets.items()}
    found = {key: Found(sheet, layout.make_up[sheet.sheet_id], rows[key]) for key, sheet in sheets.items()}
    return Look(layout, found, gateway.account)


def find_sheet(tab: Tab, sheets: Sequence[Sheet]) -> Sheet | None:
    """The tab by the id that set-up gave it (it survives renaming), else by its title, else by one nearly like it."""
    tests = (
        lambda sheet: sheet.sheet_id == tab.sheet_id,
        lambda sheet: sheet.title.strip() == tab.title,
        lambda sheet: is_nearly(sheet.title, tab),
    )
    return next((sheet for test in tests for sheet in sheets if test(sheet)), None)


def is_nearly(title: str, tab: Tab) -> bool:
    """True for the tab's title but for case, accents and signs."""
    return fold(title) == fold(tab.title)


def _spans(key: str, sheet: Sheet) -> dict[range, str]:
    """0-based rows → their range in A1 notation."""
    top = min(_WHOLE.get(key, _TOP), sheet.rows)
    spans = [range(top)] + ([range(sheet.rows - 1, sheet.rows)] if sheet.rows > top else [])
    return {span: a1(sheet.title, span.start + 1, span.stop, sheet.columns) for span in spans}


def _rows(sheet: Sheet, spans: Iterable[range], blocks: Sequence[Block]) -> dict[int, Row]:
    rows: dict[int, Row] = {at: () for span in spans for at in span}
    for block in blocks:
        if block.sheet_id == sheet.sheet_id:
            rows |= {at: (*(Cell(),) * block.column, *cells) for at, cells in enumerate(block.cells, block.row)}
    return rows
