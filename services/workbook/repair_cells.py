"""Cells of several tabs given another content in one atomic call, each only where the sheet holds what it should.

Gather, decide, apply: one read of the tabs, a pure decision (`Mending.decide`), one call that carries the audit rows
along, one read that looks whether everything stands as it was meant.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from services.reading import Table, parse_field, read_table
from services.schema import AUDIT, TABS, Field, Tab, Type
from services.workbook import acceptance, by_hand, grid, writes
from services.workbook.by_hand import Typed
from services.workbook.cells import cell, number_format, written
from services.workbook.errors import Invalid, NotSetUp
from services.workbook.gateway import Gateway, cell_name
from services.workbook.grid import Grid
from services.workbook.setup import Request
from services.workbook.snapshot import Snapshot

Place = tuple[str, int]
"""Tab key, row of the sheet."""


@dataclass(frozen=True)
class Now:
    """One tab as it stands, by one read."""

    grid: Grid
    values: Sequence[Sequence[Any]]
    """The cells from A1 on, unformatted."""
    table: Table

    def raw(self, row: int, column: int) -> Any:
        """What stands in the cell (`row` 1-based, `column` 0-based); "" when blank."""
        cells = self.values[row - 1] if row <= len(self.values) else ()
        return cells[column] if column < len(cells) else ""

    def column(self, key: str) -> int:
        """Where the field stands. Raises NotSetUp where the tab lacks the column."""
        if key not in self.table.columns:
            raise NotSetUp([f"{self.grid.tab.title} (cột {self.grid.tab.field(key).label})"])
        return self.table.columns[key]


@dataclass(frozen=True)
class Rewrite:
    """Another content for one cell."""

    tab_key: str
    row: int
    """1-based."""
    column: int
    """0-based."""
    before: Any
    """What stood there, unformatted; "" when blank."""
    after: Typed


@dataclass(frozen=True)
class Decision:
    """What is to be written, and a sentence for each thing that is not."""

    rewrites: tuple[Rewrite, ...] = ()
    missed: tuple[str, ...] = ()


class Mending(Protocol):
    """Something that the office wants done to cells."""

    @property
    def action(self) -> str:
        """Key of `schema.ACTIONS`, for the audit log."""

    @property
    def tab_keys(self) -> Sequence[str]:
        """The tabs that it has to look at."""

    def decide(self, snapshot: Snapshot, now: Mapping[str, Now]) -> Decision:
        """What to write, seeing these tabs (pure)."""


@dataclass(frozen=True)
class Mended:
    """What was written, and what it takes to take it back."""

    rewrites: tuple[Rewrite, ...] = ()
    missed: tuple[str, ...] = ()
    """A sentence for each thing that was not done, or that came out differently."""
    rows: Mapping[str, Grid] = field(default_factory=dict)
    """Tab key → the rows that were written, as they stand now."""

    @property
    def count(self) -> int:
        """Number of rows that were written."""
        return len(_by_row(self.rewrites))


def carry_out(gateway: Gateway, snapshot: Snapshot, mending: Mending, *, by: str, at: datetime) -> Mended:
    """Raises Invalid without a name and for the audit log, NotSetUp without a column that it takes, Unavailable when
    nothing was written or that is unclear; asked again, it writes only what isn't there yet.
    """
    name = acceptance.person(AUDIT.field("by"), by, snapshot)
    now = read(gateway, snapshot, mending.tab_keys)
    decision = mending.decide(snapshot, now)
    if any(one.tab_key == AUDIT.key for one in decision.rewrites):
        raise Invalid([grid.NOT_BY_HAND])
    if not decision.rewrites:
        return Mended(missed=decision.missed)
    meant = _meant(now, decision.rewrites)
    unclear = grid.sent(gateway, requests(snapshot, now, decision.rewrites, mending.action, by=name, at=at))
    after = read(gateway, snapshot, list(meant))
    lost = _lost(meant, after)
    if unclear and lost:
        raise unclear
    told = (f"{where(key, row)}: trong lúc ghi có người sửa dòng này; xin mở bảng tính xem lại." for key, row in lost)
    return Mended(decision.rewrites, (*decision.missed, *told), meant)


def read(gateway: Gateway, snapshot: Snapshot, tab_keys: Sequence[str]) -> dict[str, Now]:
    """The tabs as they stand now: one call, none for no tabs."""
    answers = gateway.values([snapshot.sheets[key].title for key in tab_keys]) if tab_keys else []
    return {key: laid_out(TABS[key], values, snapshot) for key, values in zip(tab_keys, answers, strict=True)}


def laid_out(tab: Tab, values: list[list[Any]], snapshot: Snapshot) -> Now:
    """The tab whose cells these are (pure)."""
    table = read_table(tab, values, snapshot.context)
    return Now(grid.laid_out(tab, values, table), values, table)


def content(field: Field, value: Any) -> Typed:
    """The cell that holds this typed value. A day in a column of text is written out, as people do it there."""
    if isinstance(value, date) and field.type not in (Type.DATE, Type.MOMENT):
        value = written(field, value)
    raw = next(iter(cell(field, value)["userEnteredValue"].values()))
    return Typed(raw, in_words(field, value), number_format(field.type))


def in_words(field: Field, value: Any) -> str:
    """The typed value as people here read it."""
    return by_hand.shown(value) if isinstance(value, float) else written(field, value)


def where(tab_key: str, row: int, column: int | None = None) -> str:
    """The place as a sentence begins with it: `Trang “Băng rôn”, ô E10`."""
    return f"Trang “{TABS[tab_key].title}”, " + (f"dòng {row}" if column is None else f"ô {cell_name(row, column)}")


def requests(
    snapshot: Snapshot, now: Mapping[str, Now], rewrites: Sequence[Rewrite], action: str, *, by: str, at: datetime
) -> list[Request]:
    """One `updateCells` a cell, and one audit row for each row that is written (pure)."""
    updates = [updating(snapshot, rewrite) for rewrite in rewrites]
    audits = [
        _auditing(snapshot, now[tab_key], row, cells, action, by, at)
        for (tab_key, row), cells in _by_row(rewrites).items()
    ]
    return [*updates, *audits]


def _by_row(rewrites: Iterable[Rewrite]) -> dict[Place, list[Rewrite]]:
    rows: defaultdict[Place, list[Rewrite]] = defaultdict(list)
    for rewrite in rewrites:
        rows[rewrite.tab_key, rewrite.row].append(rewrite)
    return dict(rows)


def updating(snapshot: Snapshot, rewrite: Rewrite) -> Request:
    """The request that writes the cell (pure)."""
    values, mask = rewrite.after.cell()
    start = {
        "sheetId": snapshot.sheets[rewrite.tab_key].sheet_id,
        "rowIndex": rewrite.row - 1,
        "columnIndex": rewrite.column,
    }
    return {"updateCells": {"start": start, "rows": [{"values": [values]}], "fields": mask}}


def _auditing(
    snapshot: Snapshot, now: Now, row: int, cells: Sequence[Rewrite], action: str, by: str, at: datetime
) -> Request:
    tab = now.grid.tab
    keys = {column: key for key, column in now.table.columns.items()}
    before = {keys[one.column]: _told(tab.field(keys[one.column]), one.before, snapshot) for one in cells}
    after = {keys[one.column]: _told(tab.field(keys[one.column]), one.after.value, snapshot) for one in cells}
    # A row without an ID, before or after, can only be found again by its number.
    row_id = after.get("row_id") or now.grid.row_id(row) or None
    number = {} if row_id else {"row": str(row)}
    numbered = replace(tab, fields=(Field("row", "Dòng", Type.TEXT), *tab.fields))
    return writes.auditing(
        snapshot,
        action,
        by=by,
        at=at,
        tab=numbered,
        row_id=row_id,
        before=number | before,
        after=number | after,
    )


def _told(field: Field, raw: Any, snapshot: Snapshot) -> Any:
    """The cell typed, so that a day reads as a day; what can't be read as it stands."""
    parsed = parse_field(field, raw, snapshot.context)
    return parsed.value if parsed.value is not None or raw in (None, "") else by_hand.shown(raw)


def _meant(now: Mapping[str, Now], rewrites: Sequence[Rewrite]) -> dict[str, Grid]:
    """Tab key → the rows that are written, as they should stand then."""
    meant: dict[str, Grid] = {}
    for one in rewrites:
        here = meant.setdefault(one.tab_key, replace(now[one.tab_key].grid, rows={}))
        row = list(here.rows.get(one.row) or now[one.tab_key].grid.row(one.row))
        row[one.column] = "" if one.after.value is None else by_hand.shown(one.after.value)
        meant[one.tab_key] = replace(here, rows={**here.rows, one.row: tuple(row)})
    return meant


def _lost(meant: Mapping[str, Grid], after: Mapping[str, Now]) -> list[Place]:
    """The rows that stand nowhere as meant, all fields together: a row that was moved meanwhile got another's cell."""
    there = {key: {_fields(now.grid, row) for row in now.grid.rows.values()} for key, now in after.items()}
    rows = ((key, number, written) for key, written in meant.items() for number in written.rows)
    return [(key, number) for key, number, written in rows if _fields(written, written.row(number)) not in there[key]]


def _fields(grid: Grid, row: Sequence[str]) -> tuple[str, ...]:
    """The cells that are ours; what people reckon out beside them may change with them."""
    return tuple(row[grid.columns[key]] if key in grid.columns else "" for key in grid.tab.keys)
