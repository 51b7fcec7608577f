"""A whole tab: its header found wherever people moved it, every row kept, every problem placed in its cell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import Any

import pandas as pd

from services.plan import Campaign
from services.reading.checks import row_problems
from services.reading.dates import parse_date, parse_moment
from services.reading.fields import parse_field, url_key
from services.reading.problems import Context, Parsed, Problem, Table, shown
from services.reading.text import clean, fold
from services.schema import CANCELLED, DONE, Field, Tab

_HEADER_ROWS = 10
_SUBTOTAL = re.compile(r"(tong cong|tong so|cong|tong)( .*)?")
_DATES = ("issued_on", "starts_on", "ends_on")

Cells = list[Any]


def read_table(tab: Tab, values: Sequence[Cells], context: Context) -> Table:
    """All rows of a tab, typed. `values`: the cells from A1 on, unformatted, dates as serial numbers.

    Never raises and never drops a row that says anything; what can't be read is None and a problem.
    """
    at, columns = _header(tab, values)
    if at is None:
        return Table(_frame(tab, [], []), (_no_header(tab, values),), {}, None)
    rows = [(number, row) for number, row in enumerate(values[at + 1 :], at + 2) if any(map(_filled, row))]
    numbers, cells = [number for number, _ in rows], [row for _, row in rows]
    parsed = {field.key: _column(field, columns.get(field.key), cells, context) for field in tab.fields}
    keep = [n for n in range(len(rows)) if not _is_subtotal(tab, cells[n], parsed, n)]
    kept = {key: [column[n] for n in keep] for key, column in parsed.items()}
    numbers = [numbers[n] for n in keep]
    data = [[p.value for p in kept[key]] for key in tab.keys]
    if tab.is_log:
        _fill_state(tab, kept, data)
    frame = _frame(tab, data, numbers)
    problems = [*_missing_columns(tab, columns, at), *_problems(tab, kept, frame, columns, context)]
    return Table(frame, tuple(problems), columns, at + 1)


def read_plan(frame: pd.DataFrame) -> Campaign:
    """The campaign of the tab *Kế hoạch*: its rows by key, dates typed, recipients split at `;` or line breaks."""
    texts = {key: value for key, value in zip(frame["key"], frame["value"], strict=True) if key and value is not None}
    known: dict[str, Any] = {
        key: text for key, text in texts.items() if key in {f.name for f in dataclass_fields(Campaign)}
    }
    for key in _DATES:
        known[key] = parse_date(texts.get(key), year=None).value
    first = known["starts_on"] or known["ends_on"] or known["issued_on"]
    known["deadline"] = parse_moment(_number(texts.get("deadline")), year=first.year if first else None).value
    for key in _DATES:
        known[key] = known[key] or parse_date(_number(texts.get(key)), year=None).value
    known["recipients"] = tuple(
        filter(None, (clean(part).lstrip("-– ") for part in re.split(r"[;\n]", texts.get("recipients", ""))))
    )
    return Campaign(**known)


def _number(text: str | None) -> Any:
    """A date cell in a text column comes as its serial number, written out."""
    return float(text) if text and re.fullmatch(r"\d+(\.\d+)?", text) else text


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


def _column(field: Field, at: int | None, rows: Sequence[Cells], context: Context) -> list[Parsed]:
    """The column's cells, each distinct content read once."""
    if at is None:
        return [Parsed(None)] * len(rows)
    known: dict[tuple[type, Any], Parsed] = {}
    column = []
    for row in rows:
        raw = row[at] if at < len(row) else None
        key = (type(raw), raw)
        if key not in known:
            known[key] = parse_field(field, raw, context)
        column.append(known[key])
    return column


def _filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(clean(cell)))


def _is_subtotal(tab: Tab, row: Cells, parsed: dict[str, list[Parsed]], n: int) -> bool:
    """A sum that somebody typed under the entries: no unit in it, and one of its first cells says so."""
    if not tab.is_log or parsed["unit"][n].value is not None:
        return False
    words = [cell for cell in row if _filled(cell)][:2]
    return any(isinstance(word, str) and _SUBTOTAL.fullmatch(fold(word)) for word in words)


def _fill_state(tab: Tab, kept: dict[str, list[Parsed]], data: list[list[Any]]) -> None:
    """A blank state means done; an unreadable one stays None and does not count."""
    states = data[tab.keys.index("state")]
    for n, parsed in enumerate(kept["state"]):
        if parsed.value is None and parsed.problem is None:
            states[n] = DONE


def _frame(tab: Tab, data: list[list[Any]], numbers: list[int]) -> pd.DataFrame:
    columns = data or [[] for _ in tab.keys]
    named = dict(zip((*tab.keys, "sheet_row"), (*columns, numbers), strict=True))
    return pd.DataFrame({key: pd.Series(cells, dtype=object) for key, cells in named.items()})


def _problems(
    tab: Tab, kept: dict[str, list[Parsed]], frame: pd.DataFrame, columns: dict[str, int], context: Context
) -> Iterable[Problem]:
    for n, row in enumerate(frame.to_dict("records")):
        for problem in _row_problems(tab, {key: column[n] for key, column in kept.items()}, row, context):
            yield _placed(tab, problem, row, columns)
    for n, problem in _doubles(tab, frame):
        yield _placed(tab, problem, frame.iloc[n].to_dict(), columns)


def _row_problems(tab: Tab, parsed: dict[str, Parsed], row: dict[Any, Any], context: Context) -> Iterable[Problem]:
    unreadable = {key for key, cell in parsed.items() if cell.problem and cell.value is None}
    yield from (cell.problem for cell in parsed.values() if cell.problem)
    if row.get("state") == CANCELLED:
        return
    for field in tab.form_fields:
        if field.required and row[field.key] is None and field.key not in unreadable:
            vital = field.key in ("unit", tab.subject)
            yield Problem("missing", f"{field.label}: chưa ghi; xin bổ sung.", severe=vital, field_key=field.key)
    for problem in row_problems(tab, row, context):
        if problem.field_key not in unreadable:
            # In the sheet a row is never refused: only what keeps it from counting is severe.
            yield replace(problem, severe=False) if problem.code == "missing" else problem


def _placed(tab: Tab, problem: Problem, row: dict[Any, Any], columns: dict[str, int]) -> Problem:
    return replace(
        problem,
        tab_key=tab.key,
        sheet_row=row["sheet_row"],
        column=columns.get(problem.field_key or ""),
        unit=row.get("unit"),
    )


def _doubles(tab: Tab, frame: pd.DataFrame) -> Iterable[tuple[int, Problem]]:
    """Row IDs that stand twice, and values that should be unique."""
    for field in tab.fields:
        if not field.unique and field.key != "row_id":
            continue
        seen: dict[str, int] = {}
        for n, value in enumerate(frame[field.key]):
            if value is None or (field.unique and frame["state"].iloc[n] == CANCELLED):
                continue
            key = url_key(value) if field.unique else value
            if key in seen:
                row = frame["sheet_row"].iloc[seen[key]]
                message = f"{field.label}: “{shown(value)}” đã có ở dòng {row}; xin giữ một dòng."
                yield n, Problem("double", message, severe=False, field_key=field.key, found=shown(value))
            seen.setdefault(key, n)


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
