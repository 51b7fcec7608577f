"""One tab as people see it in the sheet, and cells typed into it by hand: only where the sheet is as they saw it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.reading import Context, Problem, Table, parse_field, read_table
from services.reading.checks import missing
from services.reading.text import has_control_characters
from services.schema import AUDIT, Field, Tab, Type
from services.workbook import by_hand, writes
from services.workbook.errors import Invalid, Unavailable
from services.workbook.gateway import Gateway, cell_name
from services.workbook.setup import Request
from services.workbook.setup.requests import grow
from services.workbook.snapshot import Snapshot

_HEADER_ROWS = 10
"""Rows in which reading looks for a header."""

NOT_BY_HAND = Problem("not_by_hand", "Nhật ký, hàng tiêu đề và cột mã dòng không sửa ở đây.")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """The cells of one tab as texts, dates as the sheet writes them."""

    tab: Tab
    header: int
    """1-based row of the column titles; 0 where none was found."""
    titles: Row
    """The titles as they stand, unknown and blank ones too."""
    rows: Mapping[int, Row]
    """1-based row of the sheet → its cells, down to the last row with content; each as wide as `titles`."""
    columns: Mapping[str, int]
    """Field key → 0-based column."""

    @property
    def end(self) -> int:
        """The first row below all content."""
        return max(self.rows, default=self.header) + 1

    @property
    def content(self) -> tuple[int, Row, Mapping[int, Row]]:
        """Equal for grids that look equal: header, titles, and the rows that are not blank."""
        return self.header, self.titles, {number: cells for number, cells in self.rows.items() if any(cells)}

    def row(self, number: int) -> Row:
        """The cells of a row, blank below the content."""
        return self.rows.get(number, ("",) * len(self.titles))

    def row_id(self, number: int) -> str:
        """What stands in the row-ID column; empty without one."""
        return self.row(number)[self.columns["row_id"]] if "row_id" in self.columns else ""

    def with_cell(self, number: int, column: int, text: str) -> "Grid":
        """The grid with this text in the cell; rows between are blank."""
        row = (*self.row(number)[:column], text, *self.row(number)[column + 1 :])
        between = {blank: self.row(blank) for blank in range(self.end, number)}
        return replace(self, rows={**self.rows, **between, number: row})


@dataclass(frozen=True)
class Edit:
    """A text typed into a cell."""

    row: int
    """1-based, in the grid that the person saw."""
    column: int
    text: str


@dataclass(frozen=True)
class Clash:
    """An edit that was not written, because the sheet is not what the person saw."""

    edit: Edit
    theirs: str | None
    """What stands in the cell now; None when the row or the column is gone."""


@dataclass(frozen=True)
class Outcome:
    """What became of some edits."""

    grid: Grid
    """The grid that the person saw, with what was written, and with what stands where an edit clashed."""
    saved: tuple[Edit, ...]
    clashes: tuple[Clash, ...]


def read(gateway: Gateway, snapshot: Snapshot, tab: Tab) -> Grid:
    """The tab as it stands now: one call."""
    values = gateway.as_seen(snapshot.sheets[tab.key].title)
    # Where the header is depends on the first rows alone.
    return laid_out(tab, values, read_table(tab, values[:_HEADER_ROWS], Context()))


def laid_out(tab: Tab, values: Sequence[Sequence[Any]], table: Table) -> Grid:
    """The tab's cells as they were read; `table` is what reading made of them (pure)."""
    header = table.header_row or 0
    width = max(map(len, values), default=0)
    texts = [tuple(map(by_hand.shown, row)) + ("",) * (width - len(row)) for row in values]
    titles = texts[header - 1] if header else ("",) * width
    return Grid(tab, header, titles, dict(enumerate(texts[header:], header + 1)), table.columns)


def write(gateway: Gateway, snapshot: Snapshot, seen: Grid, edits: Sequence[Edit], *, by: str, at: datetime) -> Outcome:
    """Writes, in one atomic call with its audit rows, the edits of cells that are as the person saw them.

    Raises Invalid for cells that nobody may type into, and without a name; Unavailable when nothing was written.
    """
    name = _checked(snapshot, seen, edits, by)
    now = read(gateway, snapshot, seen.tab)
    places, clashes = decide(seen, now, edits, year=at.year)
    due = {edit: row for edit, row in places.items() if _is_as_seen(seen, now, edit, row)}
    if not due:
        return settled(seen, now, places, clashes, year=at.year)
    unclear = sent(gateway, requests(snapshot, now, due, by=name, at=at))
    after = read(gateway, snapshot, seen.tab)
    # A text like 01/10/2024 that became a date looks as before, and so is not believed to have been written.
    if unclear and not all(
        _holds(after, edit, row, at.year) and not _is_as_seen(seen, after, edit, row) for edit, row in due.items()
    ):
        raise unclear
    return settled(seen, after, places, clashes, year=at.year)


def decide(seen: Grid, now: Grid, edits: Iterable[Edit], *, year: int) -> tuple[dict[Edit, int], tuple[Clash, ...]]:
    """Edit → the row where it may be written; and those that may not (pure)."""
    places: dict[Edit, int] = {}
    clashes = []
    for edit in edits:
        row = _place(seen, now, edit)
        # The same from somebody else is no conflict; nor is one's own whose answer was lost.
        if row is None:
            clashes.append(Clash(edit, None))
        elif _is_as_seen(seen, now, edit, row) or _holds(now, edit, row, year):
            places[edit] = row
        else:
            clashes.append(Clash(edit, _at(now, row, edit)))
    return places, tuple(clashes)


def requests(snapshot: Snapshot, now: Grid, places: Mapping[Edit, int], *, by: str, at: datetime) -> list[Request]:
    """One `updateCells` a cell, and one audit row for each row that is written (pure)."""
    sheet = snapshot.sheets[now.tab.key]
    beyond = max(places.values()) - sheet.rows
    content = [grow(sheet.sheet_id, "ROWS", beyond)] if beyond > 0 else []
    for edit, row in places.items():
        cell, mask = by_hand.typed(edit.text, year=at.year).cell()
        start = {"sheetId": sheet.sheet_id, "rowIndex": row - 1, "columnIndex": edit.column}
        content.append({"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": mask}})
    return [*content, *_audited(snapshot, now, places, by=by, at=at)]


def settled(seen: Grid, after: Grid, places: Mapping[Edit, int], clashes: Sequence[Clash], *, year: int) -> Outcome:
    """What the person sees from now on; `after` was read once the edits were written (pure)."""
    grid = seen
    for edit, row in places.items():
        # The sheet may write the same content in another form; any other content is somebody else's already.
        own = by_hand.typed(edit.text, year=year).shown
        stands = _at(after, row, edit) if _holds(after, edit, row, year) else own
        grid = grid.with_cell(edit.row, edit.column, stands)
    for clash in clashes:
        if clash.theirs is not None:
            grid = grid.with_cell(clash.edit.row, clash.edit.column, clash.theirs)
    return Outcome(grid, tuple(places), tuple(clashes))


def _checked(snapshot: Snapshot, seen: Grid, edits: Iterable[Edit], by: str) -> str:
    """The person's name, when the edits may be written by somebody with a name."""
    field = AUDIT.field("by")
    name = parse_field(field, by, snapshot.context)
    problem = name.problem or (missing(field) if name.value is None else None)
    own = seen.columns.get("row_id")
    if seen.tab.key == AUDIT.key or any(edit.column == own or edit.row <= seen.header for edit in edits):
        problem = NOT_BY_HAND
    if any(has_control_characters(edit.text) for edit in edits):
        problem = Problem("control_characters", "Có ký tự điều khiển không đọc được; xin gõ lại.")
    if problem:
        raise Invalid([problem])
    return str(name.value)


def sent(gateway: Gateway, content: Sequence[Request]) -> Unavailable | None:
    """None when it was carried out; the error when that is unclear. Raises Unavailable when nothing was written."""
    try:
        gateway.update(content)
    except Unavailable as error:
        if not error.unclear:
            raise
        return error
    return None


def _at(grid: Grid, row: int, edit: Edit) -> str:
    return grid.row(row)[edit.column]


def _is_as_seen(seen: Grid, now: Grid, edit: Edit, row: int) -> bool:
    return _at(now, row, edit) == _at(seen, edit.row, edit)


def _holds(grid: Grid, edit: Edit, row: int, year: int) -> bool:
    return by_hand.typed(_at(grid, row, edit), year=year).value == by_hand.typed(edit.text, year=year).value


def _place(seen: Grid, now: Grid, edit: Edit) -> int | None:
    """Where the row that the person saw stands now: known by its ID, else by all that it holds, else by its place and
    what names it there. A blank row below all content is always to be had.
    """
    if edit.column >= len(now.titles) or now.titles[edit.column] != seen.titles[edit.column]:
        return None
    if row_id := seen.row_id(edit.row):
        return _only(edit.row, [number for number in now.rows if now.row_id(number) == row_id])
    if edit.row >= seen.end:
        return edit.row if not any(now.row(edit.row)) else now.end + edit.row - seen.end
    row = seen.row(edit.row)
    if (same := _only(edit.row, _alike(now, row))) and (same == edit.row or len(_alike(seen, row)) == 1):
        return same
    if seen.columns != now.columns:
        return None
    naming = [at for key in ("unit", now.tab.subject, "row_id") if (at := now.columns.get(key)) is not None]
    is_named_so = all(now.row(edit.row)[at] == row[at] for at in naming if at != edit.column)
    return edit.row if is_named_so else None


def _alike(grid: Grid, row: Row) -> list[int]:
    return [number for number, cells in grid.rows.items() if cells == row] if any(row) else []


def _only(preferred: int, rows: Sequence[int]) -> int | None:
    if preferred in rows:
        return preferred
    return rows[0] if len(rows) == 1 else None


def _audited(snapshot: Snapshot, now: Grid, places: Mapping[Edit, int], *, by: str, at: datetime) -> Iterable[Request]:
    """An audit row for each row, its columns called as they stand in the sheet."""
    labels = [title or cell_name(1, column).removesuffix("1") for column, title in enumerate(now.titles)]
    fields = [Field(str(column), label, Type.TEXT) for column, label in enumerate(labels)]
    as_it_stands = replace(now.tab, fields=(Field("row", "Dòng", Type.TEXT), *fields))
    for row in sorted(set(places.values())):
        edits = [edit for edit, place in places.items() if place == row]
        row_id = now.row_id(row)
        # A row without an ID can only be found again by its number.
        where: dict[str, Any] = {} if row_id else {"row": str(row)}
        yield writes.auditing(
            snapshot,
            "change" if any(now.row(row)) else "add",
            by=by,
            at=at,
            tab=as_it_stands,
            row_id=row_id or None,
            before=where | {str(edit.column): _at(now, row, edit) for edit in edits},
            after=where | {str(edit.column): by_hand.typed(edit.text, year=at.year).shown for edit in edits},
        )
