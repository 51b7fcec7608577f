"""A whole tab: its header found wherever people moved it, every row kept, every problem placed in its cell."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import Any

import pandas as pd

from services.reading.checks import missing, row_rules
from services.reading.fields import parse_field, url_key
from services.reading.problems import Content, Context, Parsed, Problem, Table, shown
from services.reading.text import clean, fold
from services.schema import CANCELLED, DONE, Field, Tab

_HEADER_ROWS = 10
_SUBTOTAL = re.compile(r"(t[ổo]ng (c[ộo]ng|s[ốo])\b.*|t[ổo]ng|c[ộo]ng)\s*[:.]?")
_OTHERS = 3
"""How many of the rows with the same value a problem names."""

Cells = list[Any]


def read_table(tab: Tab, values: Sequence[Cells], context: Context, *, before: Table | None = None) -> Table:
    """All rows of a tab, typed. `values`: the cells from A1 on, unformatted, dates as serial numbers.

    `before`: the same tab as it was read last in the same context; what it has read isn't read again.

    Never raises and never drops a row that says anything; what can't be read is None and a problem.
    """
    at, columns = _header(tab, values)
    if at is None:
        nothing: dict[str, list[Any]] = {key: [] for key in (*tab.keys, "sheet_row")}
        return Table(_frame(nothing), (_no_header(tab, values),), {}, None)
    rows = [(number, row) for number, row in enumerate(values[at + 1 :], at + 2) if any(map(_filled, row))]
    numbers, cells = [number for number, _ in rows], [row for _, row in rows]
    known = before.known if before else {}
    contents = {field.key: _contents(columns.get(field.key), cells) for field in tab.fields}
    read = {field.key: _distinct(field, contents[field.key], context, known.get(field.key, {})) for field in tab.fields}
    parsed = {key: [read[key][content] for content in column] for key, column in contents.items()}
    if tab.is_log:
        keep = [n for n, row in enumerate(cells) if not _is_subtotal(row, parsed["unit"][n], columns.get("unit"))]
        numbers = [numbers[n] for n in keep]
        parsed = {key: [column[n] for n in keep] for key, column in parsed.items()}
    data: dict[str, list[Any]] = {key: [cell.value for cell in column] for key, column in parsed.items()}
    data["sheet_row"] = numbers
    if tab.is_log:
        _fill_state(data["state"], parsed["state"])
    units = data.get("unit") or [None] * len(numbers)
    found = sorted(_found(tab, parsed, data, context), key=itemgetter(0))
    problems = [
        replace(
            problem,
            tab_key=tab.key,
            sheet_row=numbers[n],
            column=columns.get(problem.field_key or ""),
            unit=units[n],
        )
        for n, problem in found
    ]
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


def _contents(at: int | None, rows: Sequence[Cells]) -> list[Content]:
    """What stands in the column; 1, 1.0 and TRUE are equal in Python, but not in a sheet."""
    raws = [row[at] if at is not None and at < len(row) else None for row in rows]
    return list(zip(map(type, raws), raws, strict=True))


def _distinct(
    field: Field, contents: Iterable[Content], context: Context, known: Mapping[Content, Parsed]
) -> dict[Content, Parsed]:
    """Each distinct content, read once."""
    return {
        content: known.get(content) or parse_field(field, content[1], context) for content in dict.fromkeys(contents)
    }


def _filled(cell: Any) -> bool:
    """False for an unticked box too: a column of them, drawn down a whole sheet, makes no entries."""
    return cell is not None and cell is not False and (not isinstance(cell, str) or bool(clean(cell)))


def _is_subtotal(row: Cells, unit: Parsed, unit_column: int | None) -> bool:
    """A sum that somebody typed under the entries: one of its first cells says so, and it is nobody's."""
    if unit.value is not None:
        return False
    named = row[unit_column] if unit_column is not None and unit_column < len(row) else None
    if _filled(named) and not _says_sum(named):
        return False
    return any(map(_says_sum, [cell for cell in row if _filled(cell)][:2]))


def _says_sum(cell: Any) -> bool:
    return isinstance(cell, str) and _SUBTOTAL.fullmatch(clean(cell).casefold()) is not None


def _fill_state(states: list[Any], cells: Sequence[Parsed]) -> None:
    """A blank state means done; an unreadable one stays None and does not count."""
    for n, cell in enumerate(cells):
        if cell.value is None and cell.problem is None:
            states[n] = DONE


def _found(
    tab: Tab, cells: Mapping[str, Sequence[Parsed]], data: Mapping[str, list[Any]], context: Context
) -> Iterable[tuple[int, Problem]]:
    """Position of a row, and what is wrong with it. Of a cancelled row only what can't be read."""
    for column in cells.values():
        yield from ((n, cell.problem) for n, cell in enumerate(column) if cell.problem)
    cancelled = {n for n, state in enumerate(data.get("state", ())) if state == CANCELLED}
    together = (*_missing(tab, cells), *_broken_rules(tab, data, context))
    for n, problem in together:
        cell = cells[problem.field_key or ""][n]
        if n not in cancelled and (cell.value is not None or cell.problem is None):
            yield n, problem
    for field in tab.fields:
        if field.unique:
            yield from _doubles(field, [None if n in cancelled else v for n, v in enumerate(data[field.key])], data)
        elif field.key == "row_id":
            yield from _doubles(field, data[field.key], data)


def _missing(tab: Tab, cells: Mapping[str, Sequence[Parsed]]) -> Iterable[tuple[int, Problem]]:
    for field in tab.form_fields:
        if field.required:
            problem = missing(field, soft=field.key not in ("unit", tab.subject))
            yield from ((n, problem) for n, cell in enumerate(cells[field.key]) if cell.value is None)


def _broken_rules(tab: Tab, data: Mapping[str, list[Any]], context: Context) -> Iterable[tuple[int, Problem]]:
    for keys, rule in row_rules(tab, context):
        known: dict[tuple[Any, ...], Problem | None] = {}
        for n, values in enumerate(zip(*(data[key] for key in keys), strict=True)):
            if values not in known:
                known[values] = rule(dict(zip(keys, values, strict=True)))
            if problem := known[values]:
                # In the sheet a row is never refused: only what keeps it from counting is severe.
                yield n, replace(problem, severe=False) if problem.code == "missing" else problem


def _doubles(field: Field, values: Sequence[Any], data: Mapping[str, list[Any]]) -> Iterable[tuple[int, Problem]]:
    """Every row whose value stands in another row too."""
    rows: dict[Any, list[int]] = defaultdict(list)
    for n, value in enumerate(values):
        if value is not None:
            rows[url_key(value) if field.unique else value].append(n)
    for same in rows.values():
        for n in same if len(same) > 1 else ():
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
