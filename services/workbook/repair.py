"""What the office takes over with one click: proposed repairs, new IDs for copied rows, and taking back what was done.

Each is a `Mending`: it is decided from a fresh read, and touches only cells that still hold what was seen there.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from services.plan import Unit
from services.reading import Problem, match_unit
from services.schema import LOGS, TABS, Tab
from services.workbook import by_hand, grid
from services.workbook.by_hand import Typed
from services.workbook.grid import Edit
from services.workbook.repair_cells import Decision, Mended, Now, Place, Rewrite, content, where
from services.workbook.snapshot import Snapshot

Tables = Mapping[str, pd.DataFrame]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Repair:
    """A proposed content for one cell, as somebody saw it."""

    tab_key: str
    row: int
    row_id: str | None
    field_key: str
    code: str
    found: Any
    """What reading made of the cell; where it could make nothing of it, its text."""
    wanted: Any
    """A typed value."""


@dataclass(frozen=True)
class Repairs:
    """A `Mending` that takes proposals over."""

    repairs: tuple[Repair, ...]
    action: str = field(default="repair", init=False)

    @property
    def tab_keys(self) -> Sequence[str]:
        """The tabs with proposals."""
        return tuple(dict.fromkeys(repair.tab_key for repair in self.repairs))

    def decide(self, snapshot: Snapshot, now: Mapping[str, Now]) -> Decision:
        """Writes each that the sheet still calls for: in its place, else in the only row like it."""
        there: defaultdict[Repair, list[int]] = defaultdict(list)
        for key, here in now.items():
            for repair in proposed({key: here.table.frame}, here.table.problems, snapshot.units):
                there[replace(repair, row=0)].append(repair.row)
        rewrites: dict[tuple[str, int, str], Rewrite] = {}
        missed = []
        for repair in self.repairs:
            row = _only(repair.row, there[replace(repair, row=0)])
            if row is None:
                missed.append(f"{_place(repair)}: đã khác lúc bạn xem, có thể đã được sửa; để nguyên.")
            else:
                rewrites.setdefault((repair.tab_key, row, repair.field_key), _carried(repair, row, now))
        return Decision(tuple(rewrites.values()), tuple(missed))


@dataclass(frozen=True)
class Copies:
    """Rows of one log with the same row ID."""

    tab_key: str
    row_id: str
    first: int
    """The topmost row, which keeps the ID."""
    alike: tuple[int, ...]
    """Rows below that say the same: they count once with it."""
    others: tuple[tuple[int, ...], ...]
    """Rows below that say something else, those that say the same together: each counts."""
    units: frozenset[str | None]
    """Whose rows they are."""


@dataclass(frozen=True)
class NewIds:
    """A `Mending` that gives copied rows that were edited an ID of their own."""

    wanted: frozenset[tuple[str, str]]
    """Tab keys and row IDs."""
    new_id: Callable[[], str]
    action: str = field(default="renumber", init=False)

    @property
    def tab_keys(self) -> Sequence[str]:
        """The tabs with such rows."""
        return tuple(sorted({tab_key for tab_key, _ in self.wanted}))

    def decide(self, snapshot: Snapshot, now: Mapping[str, Now]) -> Decision:
        """A new ID for every content but the topmost; rows that count once still do."""
        rewrites = []
        for copy in copies({key: here.table.frame for key, here in now.items()}):
            if (copy.tab_key, copy.row_id) not in self.wanted:
                continue
            here = now[copy.tab_key]
            column = here.column("row_id")
            for rows in copy.others:
                after = content(here.grid.tab.field("row_id"), self.new_id())
                rewrites += [Rewrite(copy.tab_key, row, column, here.raw(row, column), after) for row in rows]
        return Decision(tuple(rewrites))


@dataclass(frozen=True)
class Undo:
    """A `Mending` that takes another back."""

    done: Mended
    action: str = field(default="undo", init=False)

    @property
    def tab_keys(self) -> Sequence[str]:
        """The tabs that were written to."""
        return tuple(self.done.rows)

    def decide(self, snapshot: Snapshot, now: Mapping[str, Now]) -> Decision:
        """The former content for each cell that still holds what was written, wherever its row stands now."""
        rewrites: list[Rewrite] = []
        missed: list[str] = []
        for key, here in now.items():
            edits = {_former(one): one for one in self.done.rewrites if one.tab_key == key}
            places, clashes = grid.decide(self.done.rows[key], here.grid, edits, year=snapshot.read_at.year)
            for edit, row in places.items():
                raw, former = here.raw(row, edit.column), edits[edit].before
                if raw != former:
                    value = None if former == "" else former
                    rewrites.append(Rewrite(key, row, edit.column, raw, Typed(value, by_hand.shown(former))))
            missed += [
                f"{where(key, clash.edit.row, clash.edit.column)}: đã có người sửa sau đó; để nguyên."
                for clash in clashes
            ]
        return Decision(tuple(rewrites), tuple(missed))


def rows_with(tables: Tables, problems: Iterable[Problem]) -> dict[Place, Row]:
    """The rows that the problems are in."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for problem in problems:
        if problem.tab_key is not None and problem.sheet_row is not None:
            numbers[problem.tab_key].add(problem.sheet_row)
    return {
        (key, row["sheet_row"]): {str(name): value for name, value in row.items()}
        for key, wanted in numbers.items()
        for row in tables[key][tables[key]["sheet_row"].isin(wanted)].to_dict("records")
    }


def proposed(tables: Tables, problems: Sequence[Problem], units: Sequence[Unit]) -> list[Repair]:
    """What these problems propose, for cells in whatever tab."""
    rows = rows_with(tables, [problem for problem in problems if problem.suggestion is not None])
    found = (repair_of(problem, row_of(problem, rows), units) for problem in problems)
    return [repair for repair in found if repair]


def row_of(problem: Problem, rows: Mapping[Place, Row]) -> Row | None:
    """The row that the problem is in, of `rows_with` it."""
    return rows.get((problem.tab_key or "", problem.sheet_row or 0))


def repair_of(problem: Problem, row: Row | None, units: Sequence[Unit]) -> Repair | None:
    """What the problem proposes for its cell in this row; None when nothing, or when it has no cell."""
    if row is None or problem.suggestion is None or problem.column is None:
        return None
    if problem.tab_key is None or problem.field_key is None or problem.sheet_row is None:
        return None
    value = row[problem.field_key]
    return Repair(
        problem.tab_key,
        problem.sheet_row,
        row.get("row_id"),
        problem.field_key,
        problem.code,
        problem.found if value is None else value,
        _wanted(value, problem.suggestion, units),
    )


def copies(tables: Tables) -> list[Copies]:
    """All row IDs that stand more than once in their log."""
    return [found for key in LOGS if key in tables for found in _copies(LOGS[key], tables[key])]


def _wanted(value: Any, suggestion: Any, units: Sequence[Unit]) -> Any:
    """In a cell with several words the suggestion stands for those that mean its unit; the others stay."""
    if not isinstance(value, tuple):
        return suggestion
    return tuple(dict.fromkeys(suggestion if match_unit(word, units).value == suggestion else word for word in value))


def _carried(repair: Repair, row: int, now: Mapping[str, Now]) -> Rewrite:
    here = now[repair.tab_key]
    column = here.column(repair.field_key)
    after = content(here.grid.tab.field(repair.field_key), repair.wanted)
    return Rewrite(repair.tab_key, row, column, here.raw(row, column), after)


def _only(preferred: int, rows: Sequence[int]) -> int | None:
    if preferred in rows:
        return preferred
    return rows[0] if len(rows) == 1 else None


def _place(repair: Repair) -> str:
    return f"{where(repair.tab_key, repair.row)}, {TABS[repair.tab_key].field(repair.field_key).label}"


def _former(done: Rewrite) -> Edit:
    return Edit(done.row, done.column, by_hand.shown(done.before))


def _copies(tab: Tab, frame: pd.DataFrame) -> Iterable[Copies]:
    twice = frame[frame["row_id"].notna() & frame["row_id"].duplicated(keep=False)]
    contents = twice.drop(columns="sheet_row").itertuples(index=False, name=None)
    said: defaultdict[str, dict[Hashable, list[int]]] = defaultdict(dict)
    units: defaultdict[str, set[str | None]] = defaultdict(set)
    for row_id, unit, number, row in zip(twice["row_id"], twice["unit"], twice["sheet_row"], contents, strict=True):
        said[row_id].setdefault(row, []).append(number)
        units[row_id].add(unit)
    for row_id, rows in said.items():
        (first, *alike), *others = rows.values()
        yield Copies(tab.key, row_id, first, tuple(alike), tuple(map(tuple, others)), frozenset(units[row_id]))
