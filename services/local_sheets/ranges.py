"""A1 notation and GridRange: https://developers.google.com/workspace/sheets/api/guides/concepts#cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.local_sheets.errors import invalid

_PLAIN = re.compile(r"[A-Za-z0-9_]+")
_CELL = re.compile(r"([A-Za-z]{0,3})([1-9][0-9]{0,7})?")


@dataclass(frozen=True)
class Area:
    """Cells of one tab: rows [top, bottom), columns [left, right), 0-based."""

    sheet: dict[str, Any]
    top: int
    bottom: int
    left: int
    right: int

    @property
    def sheet_id(self) -> int:
        return int(self.sheet["sheetId"])

    def spelled(self) -> str:
        """The area as Google spells it in answers."""
        first = f"{letters(self.left)}{self.top + 1}"
        last = f"{letters(self.right - 1)}{self.bottom}"
        return f"{_title(self.sheet['title'])}!{first}" + ("" if first == last else f":{last}")


def letters(column: int) -> str:
    """A column's letters, 0 → A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def parse(text: str, sheets: list[dict[str, Any]]) -> Area:
    """The area that an A1 range names; raises Google's 400 when it names none."""
    title, cells = _split(text, sheets)
    sheet = next((known for known in sheets if known["title"] == title), None)
    if sheet is None or not text:
        raise invalid(f"Unable to parse range: {text}")
    grid = sheet["gridProperties"]
    if not cells:
        return Area(sheet, 0, grid["rowCount"], 0, grid["columnCount"])
    first, _, last = cells.partition(":")
    top, left = _corner(first, text)
    bottom, right = _corner(last, text) if last else (top, left)
    if not last and (top is None or left is None):
        raise invalid(f"Unable to parse range: {text}")
    area = Area(
        sheet,
        top or 0,
        grid["rowCount"] if bottom is None else bottom + 1,
        left or 0,
        grid["columnCount"] if right is None else right + 1,
    )
    return _ordered(area)


def within(area: Area, text: str) -> Area:
    """The part of the area inside its tab; raises Google's 400 when it begins outside."""
    grid = area.sheet["gridProperties"]
    rows, columns = grid["rowCount"], grid["columnCount"]
    if area.top >= rows or area.left >= columns:
        raise invalid(f"Range ({text}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")
    return Area(area.sheet, area.top, min(area.bottom, rows), area.left, min(area.right, columns))


def from_grid(grid_range: Mapping[str, Any], sheet: dict[str, Any]) -> Area:
    """The area of a GridRange; open ends reach to the tab's edge. Raises Google's 400 when it leaves the tab."""
    grid = sheet["gridProperties"]
    area = Area(
        sheet,
        grid_range.get("startRowIndex", 0),
        grid_range.get("endRowIndex", grid["rowCount"]),
        grid_range.get("startColumnIndex", 0),
        grid_range.get("endColumnIndex", grid["columnCount"]),
    )
    if not (0 <= area.top < area.bottom <= grid["rowCount"] and 0 <= area.left < area.right <= grid["columnCount"]):
        raise invalid(f"Range exceeds grid limits. Max rows: {grid['rowCount']}, max columns: {grid['columnCount']}")
    return area


def _split(text: str, sheets: list[dict[str, Any]]) -> tuple[str, str]:
    if text.startswith("'"):
        end = re.match(r"'((?:[^']|'')*)'(?:!(.*))?$", text)
        if not end:
            raise invalid(f"Unable to parse range: {text}")
        return end.group(1).replace("''", "'"), end.group(2) or ""
    title, mark, cells = text.rpartition("!")
    if mark:
        return title, cells
    if any(sheet["title"] == text for sheet in sheets):
        return text, ""
    return sheets[0]["title"], text


def _corner(text: str, whole: str) -> tuple[int | None, int | None]:
    match = _CELL.fullmatch(text)
    if not match or not text:
        raise invalid(f"Unable to parse range: {whole}")
    column = 0
    for letter in match.group(1).upper():
        column = column * 26 + ord(letter) - 64
    row = int(match.group(2)) - 1 if match.group(2) else None
    return row, column - 1 if match.group(1) else None


def _ordered(area: Area) -> Area:
    top, bottom = sorted((area.top, area.bottom - 1))
    left, right = sorted((area.left, area.right - 1))
    return Area(area.sheet, top, bottom + 1, left, right + 1)


def _title(title: str) -> str:
    return title if _PLAIN.fullmatch(title) else "'" + title.replace("'", "''") + "'"
