"""Requests of `spreadsheets.batchUpdate` that write cells or move rows and columns.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.local_sheets import celldata, masks, ranges
from services.local_sheets.errors import invalid
from services.local_sheets.rendering import checked_text, number
from services.local_sheets.store import Extras, Values

if TYPE_CHECKING:
    from services.local_sheets.structure import Structure

Content = Mapping[str, Any]
_SIZE = {"ROWS": "rowCount", "COLUMNS": "columnCount"}
_FROZEN = {"ROWS": "frozenRowCount", "COLUMNS": "frozenColumnCount"}


def append_cells(book: Structure, content: Content) -> None:
    """After the last row with data; the grid grows as needed."""
    properties, extras = book.sheet(content.get("sheetId", 0))
    start, rows = book.store.last_row(properties["sheetId"]), content.get("rows", [])
    width = max((len(row.get("values", [])) for row in rows), default=0)
    size = properties["gridProperties"]
    if start + len(rows) > size["rowCount"] or width > size["columnCount"]:
        size["rowCount"] = max(size["rowCount"], start + len(rows))
        size["columnCount"] = max(size["columnCount"], width)
        book.save(properties, extras)
    _put(book, properties["sheetId"], start, 0, rows, content["fields"])


def update_cells(book: Structure, content: Content) -> None:
    """From `start` on, or over `range`; rows that are not given are cleared of what `fields` names."""
    rows = list(content.get("rows", []))
    width = max((len(row.get("values", [])) for row in rows), default=0)
    if "range" in content:
        properties, _ = book.sheet(content["range"].get("sheetId", 0))
        area = ranges.from_grid(content["range"], properties)
        top, left = area.top, area.left
        _refuse_wider(area, len(rows), width)
        rows += [{}] * (area.bottom - area.top - len(rows))
        rows = [_padded(row, area.right - area.left) for row in rows]
    else:
        start = content.get("start", {})
        properties, _ = book.sheet(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        _refuse_outside(properties, top + len(rows), left + width)
    _put(book, properties["sheetId"], top, left, rows, content["fields"])


def repeat_cell(book: Structure, content: Content) -> None:
    """One cell's content over a range. A format down to the tab's end is kept with the tab, not in each blank row."""
    properties, extras = book.sheet(content["range"].get("sheetId", 0))
    area = ranges.from_grid(content["range"], properties)
    if "endRowIndex" not in content["range"] and set(masks.parse(content["fields"])) == {"userEnteredFormat"}:
        format_: dict[str, Any] = {}
        masks.copy(format_, content.get("cell", {}), masks.parse(content["fields"]))
        formats = [kept for kept in extras.get("formats", []) if kept["range"] != content["range"]]
        kept = {"range": content["range"], "format": format_.get("userEnteredFormat", {})}
        book.save(properties, extras | {"formats": [*formats, kept]})
        area = replace(area, bottom=book.store.last_row(properties["sheetId"]))
    row = {"values": [content.get("cell", {})] * (area.right - area.left)}
    _put(book, properties["sheetId"], area.top, area.left, [row] * (area.bottom - area.top), content["fields"])


def set_data_validation(book: Structure, content: Content) -> None:
    """A rule over a range; kept with the tab. Without a rule the range loses those that it had."""
    properties, extras = book.sheet(content["range"].get("sheetId", 0))
    ranges.from_grid(content["range"], properties)
    rules = [kept for kept in extras.get("validations", []) if kept["range"] != content["range"]]
    rules.append({"range": content["range"], "rule": content.get("rule", {})})
    book.save(properties, extras | {"validations": rules})


def append_dimension(book: Structure, content: Content) -> None:
    """Rows or columns at the end."""
    properties, extras = book.sheet(content.get("sheetId", 0))
    if content["length"] < 1:
        raise invalid(f"Invalid length: {content['length']}. It must be positive.")
    _resize(properties, content["dimension"], content["length"])
    book.save(properties, extras)


def insert_dimension(book: Structure, content: Content) -> None:
    """Blank rows or columns before `startIndex`."""
    sheet_id, dimension, start, end, properties, extras = _span(book, content["range"])
    _resize(properties, dimension, end - start)
    celldata.follow(extras, dimension, start, end - start)
    book.save(properties, extras)
    if dimension == "ROWS":
        book.store.shift_rows(sheet_id, start, end - start)
    else:
        _columns(
            book, sheet_id, lambda row: row[:start] + [None] * (end - start) + row[start:] if len(row) > start else row
        )


def delete_dimension(book: Structure, content: Content) -> None:
    """Rows or columns with all that they hold."""
    sheet_id, dimension, start, end, properties, extras = _span(book, content["range"])
    size, one = properties["gridProperties"], dimension.lower().removesuffix("s")
    if end > size[_SIZE[dimension]]:
        raise invalid(
            f"Cannot delete a {one} that doesn't exist. Tried to delete {one} index {end - 1} "
            f"but there are only {size[_SIZE[dimension]]} {one}s."
        )
    frozen = size.get(_FROZEN[dimension], 0)
    size[_FROZEN[dimension]] = frozen - len(range(start, min(end, frozen)))
    if size[_SIZE[dimension]] - (end - start) <= size[_FROZEN[dimension]]:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {one}s.")
    _resize(properties, dimension, start - end)
    celldata.follow(extras, dimension, start, start - end)
    book.save(properties, extras)
    if dimension == "ROWS":
        book.store.delete_rows(sheet_id, start, end)
        book.store.shift_rows(sheet_id, end, start - end)
    else:
        _columns(book, sheet_id, lambda row: row[:start] + row[end:])


def move_dimension(book: Structure, content: Content) -> None:
    """Rows or columns to before `destinationIndex`, counted before the move."""
    sheet_id, dimension, start, end, properties, _ = _span(book, content["source"])
    to = content["destinationIndex"]
    size = properties["gridProperties"][_SIZE[dimension]]
    if not 0 <= to <= size or end > size:
        raise invalid(f"Cannot move {dimension.lower()} {start} to {end} to {to}: there are only {size}.")
    order = [n for n in range(size) if not start <= n < end]
    at = to if to <= start else to - (end - start)
    order[at:at] = range(start, end)
    if dimension == "ROWS":
        _reorder(book, sheet_id, {old: new for new, old in enumerate(order)})
    else:
        _columns(book, sheet_id, lambda row: [row[old] if old < len(row) else None for old in order])


def sort_range(book: Structure, content: Content) -> None:
    """Rows of a range by columns, blanks last; cells beside the range stay where they are."""
    properties, _ = book.sheet(content["range"].get("sheetId", 0))
    area = ranges.from_grid(content["range"], properties)
    known = {at: (values, extras) for at, values, extras in book.store.rows(area.sheet_id, area.top, area.bottom)}
    order = sorted(known)
    for spec in reversed(content["sortSpecs"]):
        column, down = spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING"
        filled = [at for at in order if _at(known[at][0], column) is not None]
        filled.sort(key=lambda at: _sort_key(_at(known[at][0], column)), reverse=down)
        order = filled + [at for at in order if _at(known[at][0], column) is None]
    come_from = dict(enumerate(order, area.top))
    rows = [(at, *_window_swapped(known, area, at, come_from.get(at))) for at in sorted({*known, *come_from})]
    book.store.put_rows(area.sheet_id, rows)


def update_dimension_properties(book: Structure, content: Content) -> None:
    """Widths, heights and hiding; kept with the tab."""
    properties, extras = book.sheet(content["range"].get("sheetId", 0))
    widths = [kept for kept in extras.get("dimensions", []) if kept["range"] != content["range"]]
    widths.append({"range": content["range"], "properties": content["properties"]})
    book.save(properties, extras | {"dimensions": widths})


def cut(book: Structure, properties: Mapping[str, Any], old: Mapping[str, Any]) -> None:
    """Forgets cells outside a grid that was made smaller."""
    new = properties["gridProperties"]
    if new["rowCount"] < old["rowCount"]:
        book.store.delete_rows(properties["sheetId"], new["rowCount"], old["rowCount"])
    if new["columnCount"] < old["columnCount"]:
        _columns(book, properties["sheetId"], lambda row: row[: new["columnCount"]])


def _put(book: Structure, sheet_id: int, top: int, left: int, rows: Sequence[Content], fields: str) -> None:
    mask = masks.parse(fields)
    known = {at: (values, extras) for at, values, extras in book.store.rows(sheet_id, top, top + len(rows))}
    changed = []
    for at, row in enumerate(rows, top):
        values, extras = known.get(at, ([], {}))
        for column, given in enumerate(row.get("values", []), left):
            _cell(values, extras, column, given, mask)
        changed.append((at, values, extras))
    book.store.put_rows(sheet_id, changed)


def _cell(values: Values, extras: Extras, column: int, given: Content, mask: masks.Mask) -> None:
    values.extend([None] * (column + 1 - len(values)))
    if not mask or "userEnteredValue" in mask:
        values[column] = _value(given.get("userEnteredValue"))
    rest = {key: inner for key, inner in mask.items() if key != "userEnteredValue"}
    if mask and not rest:
        return
    extra = extras.get(column, {})
    source = {key: value for key, value in given.items() if key != "userEnteredValue"}
    masks.copy(extra, source, rest)
    extra = {key: value for key, value in extra.items() if value}
    if extra:
        extras[column] = extra
    else:
        extras.pop(column, None)


def _value(entered: Content | None) -> Any:
    if not entered:
        return None
    if len(entered) > 1:
        raise invalid("Invalid value at 'user_entered_value' (oneof), oneof field 'value' is already set.")
    ((kind, value),) = entered.items()
    if kind == "formulaValue":
        return {"formula": checked_text(value)}
    return None if value == "" else number(checked_text(value))


def _span(book: Structure, span: Content) -> tuple[int, str, int, int, dict[str, Any], dict[str, Any]]:
    properties, extras = book.sheet(span.get("sheetId", 0))
    dimension = span["dimension"]
    size = properties["gridProperties"][_SIZE[dimension]]
    start, end = span.get("startIndex", 0), span.get("endIndex", size)
    if not 0 <= start < end or start > size:
        raise invalid(
            f"range.startIndex[{start}] and range.endIndex[{end}] must lie in the grid, the end after the start"
        )
    return properties["sheetId"], dimension, start, end, properties, extras


def _resize(properties: dict[str, Any], dimension: str, by: int) -> None:
    properties["gridProperties"][_SIZE[dimension]] += by


def _columns(book: Structure, sheet_id: int, arrange: Callable[[list[Any]], list[Any]]) -> None:
    """Rearranges every row's cells; formats and notes go along."""
    rows = []
    for at, values, extras in book.store.rows(sheet_id, 0, 2**31):
        width = max([len(values), *(column + 1 for column in extras)])
        pairs = [(_at(values, n), extras.get(n)) for n in range(width)]
        moved = [pair or (None, None) for pair in arrange(pairs)]
        rows.append((at, [value for value, _ in moved], {n: extra for n, (_, extra) in enumerate(moved) if extra}))
    book.store.put_rows(sheet_id, rows)


def _reorder(book: Structure, sheet_id: int, places: Mapping[int, int]) -> None:
    rows = [(places[at], values, extras) for at, values, extras in book.store.rows(sheet_id, 0, 2**31)]
    book.store.delete_rows(sheet_id, 0, 2**31)
    book.store.put_rows(sheet_id, rows)


def _window_swapped(
    known: Mapping[int, tuple[Values, Extras]], area: ranges.Area, at: int, old: int | None
) -> tuple[Values, Extras]:
    """Row `at` with the cells of the area replaced by those of row `old`; None stands for a blank row."""
    values, extras = known.get(at, ([], {}))
    new_values, new_extras = ([], {}) if old is None else known[old]
    window = range(area.left, area.right)
    width = max(len(values), min(len(new_values), area.right))
    merged = [_at(new_values if n in window else values, n) for n in range(width)]
    kept = {n: extra for n, extra in extras.items() if n not in window}
    return merged, kept | {n: extra for n, extra in new_extras.items() if n in window}


def _sort_key(value: Any) -> tuple[int, Any]:
    """Numbers before text before booleans, as Sheets sorts."""
    if isinstance(value, bool):
        return (2, value)
    return (0, value) if isinstance(value, (int, float)) else (1, str(value).casefold())


def _at(row: Sequence[Any], column: int) -> Any:
    return row[column] if column < len(row) else None


def _padded(row: Content, width: int) -> dict[str, Any]:
    cells: list[Any] = row.get("values", [])
    return {"values": cells + [{}] * (width - len(cells))}


def _refuse_wider(area: ranges.Area, rows: int, width: int) -> None:
    for name, last, given in (("row", area.bottom, area.top + rows), ("column", area.right, area.left + width)):
        if given > last:
            raise invalid(f"Attempting to write {name}: {given - 1}, beyond the last requested {name} of: {last - 1}")


def _refuse_outside(properties: Mapping[str, Any], bottom: int, right: int) -> None:
    size = properties["gridProperties"]
    if bottom > size["rowCount"] or right > size["columnCount"]:
        raise invalid(
            f"Range ({properties['title']}!{ranges.letters(max(right - 1, 0))}{bottom}) exceeds grid limits. "
            f"Max rows: {size['rowCount']}, max columns: {size['columnCount']}"
        )
