"""A spreadsheet as the tests see it: short calls on a core."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from services.local_sheets import LocalSheets

CELL_MASK = "userEnteredValue,userEnteredFormat.numberFormat"


class Book:
    """Calls that must succeed, and calls that must be refused."""

    def __init__(self, core: LocalSheets, file: Path) -> None:
        self.core, self.file = core, file
        self.id = core.spreadsheet_id

    def answer(self, method: str, tail: str, body: Any = None, **query: Any) -> tuple[int, dict[str, Any]]:
        """Status and body of one call; `tail` is what follows the ID in the path."""
        lists = {name: value if isinstance(value, list) else [value] for name, value in query.items()}
        return self.core.handle(method, f"/v4/spreadsheets/{self.id}{tail}", lists, body)

    def call(self, method: str, tail: str, body: Any = None, **query: Any) -> dict[str, Any]:
        """The body of a call that succeeds."""
        status, answer = self.answer(method, tail, body, **query)
        assert status == 200, answer
        return answer

    def refused(self, *requests: dict[str, Any]) -> str:
        """The message with which a batchUpdate is refused with 400."""
        status, answer = self.answer("POST", ":batchUpdate", {"requests": list(requests)})
        assert status == 400, answer
        return answer["error"]["message"]

    def update(self, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        """The replies of a batchUpdate."""
        return self.call("POST", ":batchUpdate", {"requests": list(requests)})["replies"]

    def write(self, text: str, rows: list[list[Any]], how: str = "RAW") -> dict[str, Any]:
        """values.update"""
        return self.call("PUT", "/values/" + quote(text, safe=""), {"values": rows}, valueInputOption=how)

    def values(self, text: str = "'Trang tính1'", **query: Any) -> list[list[Any]]:
        """The values of a range; unformatted unless asked otherwise."""
        query = {"valueRenderOption": "UNFORMATTED_VALUE", **query}
        return self.call("GET", "/values/" + quote(text, safe=""), **query).get("values", [])

    def tabs(self) -> list[dict[str, Any]]:
        """The tabs' properties."""
        return [sheet["properties"] for sheet in self.call("GET", "")["sheets"]]


def cell(value: Any) -> dict[str, Any]:
    """CellData of a plain value; None is an empty cell."""
    kinds = {bool: "boolValue", int: "numberValue", float: "numberValue", str: "stringValue"}
    return {} if value is None else {"userEnteredValue": {kinds[type(value)]: value}}


def append(rows: Iterable[Iterable[Any]], sheet_id: int = 0) -> dict[str, Any]:
    """An appendCells request of plain values."""
    return {"appendCells": {"sheetId": sheet_id, "rows": cells(rows), "fields": CELL_MASK}}


def cells(rows: Iterable[Iterable[Any]]) -> list[dict[str, Any]]:
    """RowData of plain values."""
    return [{"values": [cell(value) for value in row]} for row in rows]


def dimension(start: int, end: int, of: str = "ROWS", sheet_id: int = 0) -> dict[str, Any]:
    """A DimensionRange."""
    return {"sheetId": sheet_id, "dimension": of, "startIndex": start, "endIndex": end}


def grid(top: int, bottom: int, left: int, right: int, sheet_id: int = 0) -> dict[str, Any]:
    """A GridRange."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }
