"""Cells → entries of one log, and what is wrong with each, by the rules of its form."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from services.bulk.files import MAX_ROWS, Cells, Unreadable
from services.reading import Context, Problem, check_values, fold, read_table, url_key
from services.schema import CANCELLED, Field, Tab

_TOLD = 3
"""How many other places a problem names."""


@dataclass(frozen=True)
class Rows:
    """The entries of a list, unread."""

    texts: dict[int, dict[str, str]]
    """Row in the file, 1-based → field key → text; all columns of the form are there."""
    left_out: tuple[str, ...]
    """Headers of columns that the form has not."""
    has_header: bool


@dataclass(frozen=True)
class Found:
    """A problem, and the row in the file that it is in."""

    row: int
    problem: Problem


def read(
    tab: Tab, cells: Cells, context: Context, *, needs_header: bool, defaults: Mapping[str, str] | None = None
) -> Rows:
    """The entries under their header, wherever it stands and in whatever order its columns are.

    `defaults`: field key → what a column that the list has not at all begins with.

    Without a header the columns are those of the form, in its order; with `needs_header` that is Unreadable. Blank and
    subtotal rows are no entries.
    """
    table = read_table(tab, cells, context)
    has_header = table.header_row is not None
    if not has_header and needs_header:
        raise Unreadable(
            f"Không tìm thấy hàng tiêu đề của “{tab.title}” trong 10 dòng đầu. Xin dùng tệp mẫu, hoặc ghi tiêu đề như "
            f"“{tab.form_fields[0].label}”, “{tab.field(tab.subject).label}”."
        )
    if not has_header:
        table = read_table(tab, [[field.label for field in tab.form_fields], *cells], context)
    shift = 0 if has_header else 1
    numbers = [int(row) - shift for row in table.frame["sheet_row"]]
    if not numbers or len(numbers) > MAX_ROWS:
        raise Unreadable(f"Danh sách có {len(numbers)} dòng; mỗi lần nhập từ 1 đến {MAX_ROWS} dòng, dưới hàng tiêu đề.")
    width = max(len(cells[number - 1]) for number in numbers)
    columns = {
        field.key: at
        for field in tab.form_fields
        if (at := table.columns.get(field.key)) is not None and (has_header or at < width)
    }
    blank = {field.key: (defaults or {}).get(field.key, "") for field in tab.form_fields}
    texts = {
        number: blank | {key: _cell(cells[number - 1], column) for key, column in columns.items()} for number in numbers
    }
    header = cells[table.header_row - 1] if has_header and table.header_row else []
    left_out = tuple(name.strip() for at, name in enumerate(header) if name.strip() and at not in columns.values())
    return Rows(texts, left_out, has_header)


def check(
    tab: Tab, texts: Mapping[int, Mapping[str, str]], context: Context, known: pd.DataFrame
) -> tuple[dict[int, dict[str, Any]], list[Found]]:
    """Row → typed values, and all that is wrong, row by row. `known`: the entries that the sheet has.

    Severe problems keep the list from being written; what stands twice is only a warning, except for a value that only
    one entry may have.
    """
    typed: dict[int, dict[str, Any]] = {}
    found: list[Found] = []
    for row, values in texts.items():
        typed[row], problems = check_values(tab, values, context)
        found += (Found(row, problem) for problem in problems)
    for field in tab.form_fields:
        if field.unique:
            found += _doubles(tab, typed, known, (field,), severe=True)
    found += _doubles(tab, typed, known, _identity(tab), severe=False)
    order = {row: place for place, row in enumerate(texts)}
    return typed, sorted(found, key=lambda each: (order[each.row], not each.problem.severe))


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _identity(tab: Tab) -> tuple[Field, ...]:
    """What tells entries apart: the person's name; where there are no persons, all that has to be filled in."""
    required = tuple(field for field in tab.form_fields if field.required)
    return tuple(field for field in required if field.personal) or required


def _doubles(
    tab: Tab, typed: Mapping[int, Mapping[str, Any]], known: pd.DataFrame, fields: Sequence[Field], *, severe: bool
) -> Iterable[Found]:
    places: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for entry in known[[*(field.key for field in fields), "state", "sheet_row"]].to_dict("records"):
        if key := _key(entry, fields):
            places[key].append(f"dòng {entry['sheet_row']} của bảng tính")
    keys = {row: _key(values, fields) for row, values in typed.items()}
    for row, key in keys.items():
        if key:
            places[key].append(f"dòng {row} của danh sách")
    for row, key in keys.items():
        others = [place for place in places[key] if place != f"dòng {row} của danh sách"] if key else []
        if others:
            yield Found(row, _double(tab, fields, typed[row], others, severe=severe))


def _key(entry: Mapping[Any, Any], fields: Sequence[Field]) -> tuple[str, ...] | None:
    values = [entry[field.key] for field in fields]
    if entry["state"] == CANCELLED or any(value is None for value in values):
        return None
    return tuple(url_key(str(v)) if field.unique else fold(str(v)) for field, v in zip(fields, values, strict=True))


def _double(
    tab: Tab, fields: Sequence[Field], values: Mapping[str, Any], others: Sequence[str], *, severe: bool
) -> Problem:
    field = fields[0] if len(fields) == 1 else tab.field(tab.subject)
    hint = "xin giữ một dòng." if severe else "nếu đúng là mục khác thì cứ để nguyên."
    message = f"{field.label}: “{values[field.key]}” cũng có ở {', '.join(others[:_TOLD])}; {hint}"
    return replace(Problem("double", message, severe=severe), field_key=field.key, found=str(values[field.key]))
