"""A whole tab: its header found wherever people moved it, every row kept, every problem placed in its cell."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple

import pandas as pd

from services.reading.checks import agreements, missing, needs
from services.reading.fields import parse_field, url_key
from services.reading.problems import Context, Known, Meanings, Problem, Table, shown
from services.reading.text import clean, fold
from services.schema import CANCELLED, DONE, Field, Tab

_HEADER_ROWS = 10
_SUBTOTAL = re.compile(r"(t[ổo]ng (c[ộo]ng|s[ốo])\b.*|t[ổo]ng|c[ộo]ng)\s*[:.]?")
_OTHERS = 3
"""How many of the rows with the same value a problem names."""

Cells = list[Any]


class _Column(NamedTuple):
    """A column of the entries."""

    values: list[Any]
    problems: list[tuple[int, Problem]]
    """Position of a row, and what is wrong with its cell."""
    kinds: frozenset[type]
    """What stands in the cells besides text."""
    read: Meanings

    @property
    def unreadable(self) -> set[int]:
        """Positions of the cells that say something, but nobody knows what."""
        return {n for n, _ in self.problems if self.values[n] is None}


def read_table(tab: Tab, values: Sequence[Cells], context: Context, *, before: Table | None = None) -> Table:
    """All rows of a tab, typed. `values`: the cells from A1 on, unformatted, dates as serial numbers.

    `before`: the same tab as it was read last in the same context; what it has read isn't read again.

    Never raises and never drops a row that says anything; what can't be read is None and a problem.
    """
    at, columns = _header(tab, values)
    if at is None:
        return Table(_frame({key: [] for key in (*tab.keys, "sheet_row")}), (_no_header(tab, values),), {}, None)
    numbers, rows = _entries(tab, values, at, columns, context)
    known = before.known if before else {}
    raws, nothing = _raws(columns, rows), [None] * len(rows)
    cells = {field.key: _column(field, raws.get(field.key, nothing), context, known) for field in tab.fields}
    if tab.is_log:
        _fill_state(cells["state"])
    data = {key: column.values for key, column in cells.items()} | {"sheet_row": numbers}
    units = data.get("unit") or [None] * len(numbers)
    problems = [
        replace(
            problem,
            tab_key=tab.key,
            sheet_row=numbers[n],
            column=columns.get(problem.field_key or ""),
            unit=units[n],
        )
        for n, problem in sorted(_found(tab, cells, data, context), key=itemgetter(0))
    ]
    read = {(key, column.kinds): column.read for key, column in cells.items()}
    return Table(_frame(data), (*_missing_columns(tab, columns, at), *problems), columns, at + 1, read)


def _frame(data: Mapping[str, list[Any]]) -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series(cells, dtype=object) for key, cells in data.items()})


def _header(tab: Tab, values: Sequence[Cells]) -> tuple[int | None, dict[str, int]]:
    """The row that names most columns, and field key → column; a label beats an alias, the first column its double."""
    best: tuple[int | None, dict[str, int]] = (None, {})
    for at, row in enumerate(values[:_HEADER_ROWS]):
        columns = _named(tab, row)
        if len(columns) > len(best[1]):
            best = (at, columns)
    return best if len(best[1]) >= min(2, len(tab.fields)) else (None, {})


def _named(tab: Tab, row: Cells) -> dict[str, int]:
    words = [fold(str(cell)) if isinstance(cell, str) else "" for cell in row]
    columns: dict[str, int] = {}
    for names in (lambda f: (f.label, f.key), lambda f: f.aliases):
        for field in tab.fields:
            wanted = {fold(name) for name in names(field)}
            at = next((n for n, word in enumerate(words) if word in wanted and n not in columns.values()), None)
            if field.key not in columns and at is not None:
                columns[field.key] = at
    return columns


def _entries(
    tab: Tab, values: Sequence[Cells], at: int, columns: Mapping[str, int], context: Context
) -> tuple[list[int], list[Cells]]:
    """Sheet rows and cells of the entries under the header at `at`: neither blank rows nor, in a log, subtotals."""
    numbers = [number for number, row in enumerate(values[at + 1 :], at + 2) if any(map(_filled, row))]
    rows = [values[number - 1] for number in numbers]
    if not tab.is_log:
        return numbers, rows
    where = columns.get("unit")
    named = [_at(row, where) for row in rows]
    units = _column(tab.field("unit"), named, context, {}).values
    sums = {n for n, unit in enumerate(units) if unit is None and _is_subtotal(rows[n], named[n])}
    kept = [n for n in range(len(rows)) if n not in sums]
    return [numbers[n] for n in kept], [rows[n] for n in kept]


def _raws(columns: Mapping[str, int], rows: Sequence[Cells]) -> dict[str, Sequence[Any]]:
    """Field key → what stands in its column; absent for a column without any cell."""
    upright = list(zip_longest(*rows))
    return {key: upright[at] for key, at in columns.items() if at < len(upright)}


def _column(field: Field, raws: Sequence[Any], context: Context, known: Known) -> _Column:
    """A column, each distinct content read once."""
    kinds = frozenset(map(type, raws)) - {str, NoneType}
    # 1, 1.0 and TRUE are equal in Python, but not in a sheet.
    contents = raws if len(kinds) < 2 else list(zip(map(type, raws), raws, strict=True))
    before = known.get((field.key, kinds), Meanings({}, {}))
    values: dict[Any, Any] = {}
    wrong: dict[Any, Problem] = {}
    for content, raw in dict(zip(contents, raws, strict=True)).items():
        if content in before.values:
            values[content], problem = before.values[content], before.problems.get(content)
        else:
            parsed = parse_field(field, raw, context)
            values[content], problem = parsed.value, parsed.problem
        if problem:
            wrong[content] = problem
    problems = [(n, wrong[content]) for n, content in enumerate(contents) if content in wrong] if wrong else []
    return _Column(list(map(values.__getitem__, contents)), problems, kinds, Meanings(values, wrong))


def _filled(cell: Any) -> bool:
    """False for an unticked box too: a column of them, drawn down a whole sheet, makes no entries."""
    return cell is not None and cell is not False and (not isinstance(cell, str) or bool(clean(cell)))


def _at(row: Cells, column: int | None) -> Any:
    return row[column] if column is not None and column < len(row) else None


def _is_subtotal(row: Cells, named: Any) -> bool:
    """A sum that somebody typed under the entries, in a row of no unit: one of its first cells says so."""
    if _filled(named) and not _says_sum(named):
        return False
    return any(map(_says_sum, [cell for cell in row if _filled(cell)][:2]))


def _says_sum(cell: Any) -> bool:
    return isinstance(cell, str) and _SUBTOTAL.fullmatch(clean(cell).casefold()) is not None


def _fill_state(column: _Column) -> None:
    """A blank state means done; an unreadable one stays None and does not count."""
    unreadable = column.unreadable
    for n, state in enumerate(column.values):
        if state is None and n not in unreadable:
            column.values[n] = DONE


def _found(
    tab: Tab, cells: Mapping[str, _Column], data: Mapping[str, list[Any]], context: Context
) -> Iterable[tuple[int, Problem]]:
    """Position of a row, and what is wrong with it. Of a cancelled row only what can't be read."""
    for column in cells.values():
        yield from column.problems
    cancelled = {n for n, state in enumerate(data.get("state", ())) if state == CANCELLED}
    unreadable = {key: column.unreadable for key, column in cells.items()}
    for n, problem in (*_missing(tab, data), *_broken_rules(tab, data, context)):
        if n not in cancelled and n not in unreadable[problem.field_key or ""]:
            yield n, problem
    for field in tab.fields:
        if field.unique:
            yield from _doubles(field, [None if n in cancelled else v for n, v in enumerate(data[field.key])], data)
        elif field.key == "row_id" and tab.is_log:
            yield from _doubles(field, data[field.key], data)


def _missing(tab: Tab, data: Mapping[str, list[Any]]) -> Iterable[tuple[int, Problem]]:
    for field in tab.form_fields:
        if field.required:
            problem = missing(field, soft=field.key not in ("unit", tab.subject))
            yield from ((n, problem) for n, value in enumerate(data[field.key]) if value is None)


def _broken_rules(tab: Tab, data: Mapping[str, list[Any]], context: Context) -> Iterable[tuple[int, Problem]]:
    for of_blank, rules in ((True, needs(tab)), (False, agreements(tab, context))):
        for keys, rule in rules:
            known: dict[tuple[Any, ...], Problem | None] = {}
            for n, values in enumerate(zip(*(data[key] for key in keys), strict=True)):
                if (values[0] is None) is not of_blank:
                    continue
                if values not in known:
                    known[values] = rule(dict(zip(keys, values, strict=True)))
                if problem := known[values]:
                    # In the sheet a row is never refused: only what keeps it from counting is severe.
                    yield n, replace(problem, severe=False) if problem.code == "missing" else problem


def _doubles(field: Field, values: Sequence[Any], data: Mapping[str, list[Any]]) -> Iterable[tuple[int, Problem]]:
    """Every row whose value stands in another row too."""
    keys = [url_key(value) if field.unique and value is not None else value for value in values]
    often = {key for key, times in Counter(keys).items() if times > 1 and key is not None}
    rows: dict[Any, list[int]] = defaultdict(list)
    for n, key in enumerate(keys) if often else ():
        if key in often:
            rows[key].append(n)
    for same in rows.values():
        for n in same:
            others = islice((str(data["sheet_row"][other]) for other in same if other != n), _OTHERS)
            found = shown(values[n])
            message = f"{field.label}: “{found}” cũng có ở dòng {', '.join(others)}; xin giữ một dòng."
            yield n, Problem("double", message, severe=False, field_key=field.key, found=found)


def _missing_columns(tab: Tab, columns: dict[str, int], at: int) -> Iterable[Problem]:
    for field in tab.fields:
        if field.key not in columns:
            message = f"Trang “{tab.title}” không có cột “{field.label}”; xin mở Thiết lập để bổ sung."
            yield Problem(
                "missing_column", message, severe=field.required, tab_key=tab.key, field_key=field.key, sheet_row=at + 1
            )


def _no_header(tab: Tab, values: Sequence[Cells]) -> Problem:
    if not any(_filled(cell) for row in values for cell in row):
        return Problem(
            "empty_tab",
            f"Trang “{tab.title}” trống, không có hàng tiêu đề; xin mở Thiết lập để bổ sung.",
            tab_key=tab.key,
        )
    return Problem(
        "no_header",
        f"Trang “{tab.title}” không tìm thấy hàng tiêu đề trong {_HEADER_ROWS} dòng đầu; xin sửa lại tiêu đề.",
        tab_key=tab.key,
    )
