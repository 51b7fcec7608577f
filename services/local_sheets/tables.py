"""Where `values.append` finds the table to append to.

Source: https://developers.google.com/workspace/sheets/api/guides/values#append_values
"""

from typing import Any

from services.local_sheets.ranges import Area

Rows = dict[int, list[Any]]
"""Row → its values; a None is an empty cell."""


def table(rows: Rows, area: Area) -> Area | None:
    """The block of filled cells around the last filled cell of the area; None when the area is empty."""
    seed = next(
        (at for at in sorted(rows, reverse=True) if area.top <= at < area.bottom and _columns(rows, at, area)), None
    )
    if seed is None:
        return None
    left = _columns(rows, seed, area)[-1]
    top, bottom, right = seed, seed + 1, left + 1
    while True:
        grown = (
            top - 1 if _touches(rows, top - 1, left, right) else top,
            bottom + 1 if _touches(rows, bottom, left, right) else bottom,
            left - 1 if _beside(rows, top, bottom, left - 1) else left,
            right + 1 if _beside(rows, top, bottom, right) else right,
        )
        if grown == (top, bottom, left, right):
            return Area(area.sheet, top, bottom, left, right)
        top, bottom, left, right = grown


def _columns(rows: Rows, at: int, area: Area) -> list[int]:
    return [column for column, value in enumerate(rows[at]) if value is not None and area.left <= column < area.right]


def _touches(rows: Rows, at: int, left: int, right: int) -> bool:
    return any(value is not None for value in rows.get(at, ())[left:right])


def _beside(rows: Rows, top: int, bottom: int, column: int) -> bool:
    return column >= 0 and any(
        column < len(rows.get(at, ())) and rows[at][column] is not None for at in range(top, bottom)
    )
