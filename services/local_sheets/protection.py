"""Which cells the caller may change, where people protected them.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#ProtectedRange
"""

from collections.abc import Iterable, Mapping
from typing import Any

from services.local_sheets.errors import invalid

Span = Mapping[str, Any]
_AXES = (("startRowIndex", "endRowIndex"), ("startColumnIndex", "endColumnIndex"))
_RANGED = ("repeatCell", "setDataValidation", "sortRange")
_END = 2**31


def may_edit(protected: Mapping[str, Any], caller: str | None) -> bool:
    """True for the owner, who calls without an account, and for whom the protection names."""
    named = protected.get("editors", {}).get("users", [])
    return caller is None or caller in named or bool(protected.get("warningOnly"))


def refuse_protected(known: Iterable[Mapping[str, Any]], span: Span, caller: str | None) -> None:
    """Raises Google's 400 when the span meets one of a tab's protected ranges that is closed to the caller."""
    if any(_meet(span, protected.get("range", {})) and not may_edit(protected, caller) for protected in known):
        raise invalid(
            "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove "
            "protection if you need to edit."
        )


def refuse_strange(protected: Mapping[str, Any]) -> None:
    """Raises 400 for an editor that is no address; what Google says of one that it doesn't know was never recorded."""
    for editor in protected.get("editors", {}).get("users", []):
        if "@" not in editor:
            raise invalid(f"Invalid editor: {editor}")


def written(kind: str, content: Mapping[str, Any], last_row: int) -> Span | None:
    """The cells that a request changes or removes, as a GridRange; None when it does neither. `last_row`: the number
    of rows down to the tab's last value.
    """
    if kind == "deleteSheet":
        return {}
    if kind == "deleteDimension":
        span = content["range"]
        names = _AXES[span["dimension"] == "COLUMNS"]
        return {name: span[key] for name, key in zip(names, ("startIndex", "endIndex"), strict=True) if key in span}
    if kind in _RANGED or (kind == "updateCells" and "range" in content):
        return dict(content["range"])
    if kind not in ("updateCells", "appendCells"):
        return None
    start, rows = content.get("start", {"rowIndex": last_row}), content.get("rows", [])
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    width = max((len(row.get("values", [])) for row in rows), default=0)
    ends = (top, top + len(rows), left, left + width)
    return dict(zip((*_AXES[0], *_AXES[1]), ends, strict=True))


def _meet(one: Span, other: Span) -> bool:
    return all(
        one.get(start, 0) < other.get(end, _END) and other.get(start, 0) < one.get(end, _END) for start, end in _AXES
    )
