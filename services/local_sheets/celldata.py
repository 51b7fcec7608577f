"""Cells with all that they have besides a value, as `spreadsheets.get` answers them; and what holds for whole ranges.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#GridData
"""

from collections.abc import Iterable, Mapping
from typing import Any

from services.local_sheets import rendering
from services.local_sheets.ranges import Area
from services.local_sheets.store import Extras, Store, Values

_FOLLOWING = ("validations", "formats", "dimensions", "protectedRanges")
"""Extras of a tab whose `range` moves with the rows and columns that it lies on."""
_ENDS = {"ROWS": ("startRowIndex", "endRowIndex"), "COLUMNS": ("startColumnIndex", "endColumnIndex")}


def grid_data(store: Store, extras: Mapping[str, Any], area: Area, locale: str) -> dict[str, Any]:
    """The area's cells; blank ones at the end of a row and blank rows at the end are left out."""
    known = {at: (values, own) for at, values, own in store.rows(area.sheet_id, area.top, area.bottom)}
    rows = [_row(*known.get(at, ([], {})), at, area, extras, locale) for at in range(area.top, area.bottom)]
    data = {"startRow": area.top, "startColumn": area.left, "rowData": _trimmed(rows)}
    return {name: value for name, value in data.items() if value}


def common(extras: Mapping[str, Any], at: int, column: int) -> dict[str, Any]:
    """What the cell has because a range that it lies in has it: a format, a dropdown."""
    found: dict[str, Any] = {}
    for kept in extras.get("formats", []):
        if _covers(kept["range"], at, column):
            found["userEnteredFormat"] = kept["format"]
    for kept in extras.get("validations", []):
        if _covers(kept["range"], at, column):
            found["dataValidation"] = kept.get("rule")
    return {name: value for name, value in found.items() if value}


def follow(extras: dict[str, Any], dimension: str, at: int, by: int) -> None:
    """Moves ranges along when `by` rows or columns come at `at`, or go from there on (`by` < 0)."""
    for name in _FOLLOWING:
        moved = [(entry, _moved(entry["range"], dimension, at, by)) for entry in extras.get(name, [])]
        extras[name] = [entry | {"range": span} for entry, span in moved if span is not None]
    for rule in extras.get("conditionalFormats", []):
        spans = [_moved(span, dimension, at, by) for span in rule.get("ranges", [])]
        rule["ranges"] = [span for span in spans if span is not None]


def _covers(span: Mapping[str, int], at: int, column: int) -> bool:
    return span.get("startRowIndex", 0) <= at < span.get("endRowIndex", 2**31) and (
        span.get("startColumnIndex", 0) <= column < span.get("endColumnIndex", 2**31)
    )


def _moved(span: Mapping[str, Any], dimension: str, at: int, by: int) -> dict[str, Any] | None:
    """The range after the change; None when all of it went."""
    start, end = _ENDS[dimension]
    if span.get("dimension"):
        start, end = ("startIndex", "endIndex") if span["dimension"] == dimension else ("", "")
    moved = dict(span)
    for name in (start, end):
        # A range ends before `endIndex`, so what is inserted there lies outside of it.
        if name in span and span[name] >= at + (name == end and by > 0):
            moved[name] = max(at, span[name] + by)
    return None if end in moved and moved[end] <= moved.get(start, 0) else moved


def _row(values: Values, own: Extras, at: int, area: Area, extras: Mapping[str, Any], locale: str) -> dict[str, Any]:
    cells = [
        _cell(
            values[column] if column < len(values) else None,
            common(extras, at, column) | own.get(column, {}),
            locale,
        )
        for column in range(area.left, area.right)
    ]
    return {"values": kept} if (kept := _trimmed(cells)) else {}


def _cell(value: Any, extra: Mapping[str, Any], locale: str) -> dict[str, Any]:
    if "userEnteredFormat" in extra:
        extra = {**extra, "userEnteredFormat": _with_styles(extra["userEnteredFormat"])}
    if value is None:
        return dict(extra)
    shown = rendering.render(value, extra, "FORMATTED_VALUE", "SERIAL_NUMBER", locale)
    if rendering.is_formula(value):
        entered, effective = {"formulaValue": value["formula"]}, _extended(shown)
    else:
        entered = effective = _extended(value)
    return {"userEnteredValue": entered, "effectiveValue": effective, "formattedValue": shown, **extra}


def _with_styles(given: Mapping[str, Any]) -> dict[str, Any]:
    """Google answers each colour twice: as it was set, and as a style."""
    styled = {name: _with_styles(inner) if name == "textFormat" else inner for name, inner in given.items()}
    for name in ("backgroundColor", "foregroundColor"):
        if name in given:
            styled.setdefault(f"{name}Style", {"rgbColor": given[name]})
    return styled


def _extended(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"numberValue": value} if isinstance(value, (int, float)) else {"stringValue": value}


def _trimmed(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = list(entries)
    while kept and not kept[-1]:
        kept.pop()
    return kept
