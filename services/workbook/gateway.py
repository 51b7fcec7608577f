"""The calls that the app makes to the Sheets API, through gspread's HTTP layer.

`gspread.Spreadsheet` fetches metadata whenever it is made, and `get_all_records` turns "0901" into 901; the HTTP client
below them does neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gspread.http_client import HTTPClient
from gspread.utils import rowcol_to_a1

from services.workbook.errors import Stage, Unavailable, translated

_SHEETS_FIELDS = "spreadsheetId,sheets(properties,protectedRanges)"
_LAYOUT_FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),sheets(properties,protectedRanges,conditionalFormats,merges)"
)
_CELLS_FIELDS = (
    "spreadsheetId,sheets(properties(sheetId),"
    "data(startRow,startColumn,rowData.values(effectiveValue,note,dataValidation.condition)))"
)
_OTHER_COUNT = "Google trả lời {found} trang, khác với {asked} trang đã hỏi. Ứng dụng sẽ tự thử lại."
_READ = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}


@dataclass(frozen=True)
class Sheet:
    """One tab as the spreadsheet has it now."""

    sheet_id: int
    title: str
    rows: int
    columns: int
    """0 rows and columns: no grid, but a chart or another thing on a tab of its own."""
    is_hidden: bool = False
    is_protected: bool = False
    """Nobody but the people whom a protection of the whole tab names may change it."""


Json = Mapping[str, Any]


@dataclass(frozen=True)
class MakeUp:
    """What a tab has besides cells, as the API describes it."""

    protected: tuple[Json, ...] = ()
    colours: tuple[Json, ...] = ()
    """Conditional formats, in their order."""
    merges: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Layout:
    """The spreadsheet without its cells."""

    locale: str
    time_zone: str
    sheets: tuple[Sheet, ...]
    make_up: Mapping[int, MakeUp]
    """Sheet ID → what the tab has."""


@dataclass(frozen=True)
class Cell:
    """A cell with what people see around it."""

    value: Any = None
    """Unformatted; dates are serial numbers."""
    note: str = ""
    condition: Json | None = None
    """What its dropdown or check asks for."""


@dataclass(frozen=True)
class Block:
    """Some cells of a tab; rows and columns are 0-based. Blank cells at the ends may be missing."""

    sheet_id: int
    row: int
    column: int
    cells: tuple[tuple[Cell, ...], ...]


class Gateway:
    """One spreadsheet behind the Sheets API. Every method is one call and raises `Unavailable` when it fails."""

    def __init__(self, client: HTTPClient, spreadsheet_id: str, account: str | None = None) -> None:
        self._client = client
        self.spreadsheet_id = spreadsheet_id
        self.account = account
        """Address of the service account with which the app calls; None: without any."""

    def sheets(self) -> list[Sheet]:
        """All tabs, in their order.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get
        """
        return [_sheet(entry) for entry in self._get({"fields": _SHEETS_FIELDS})["sheets"]]

    def layout(self) -> Layout:
        """All tabs with protections, colours and merged cells, and the spreadsheet's locale and time zone.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get
        """
        answer = self._get({"fields": _LAYOUT_FIELDS})
        own = answer.get("properties", {})
        return Layout(
            own.get("locale", ""),
            own.get("timeZone", ""),
            tuple(_sheet(entry) for entry in answer["sheets"]),
            {entry["properties"].get("sheetId", 0): _make_up(entry) for entry in answer["sheets"]},
        )

    def blocks(self, ranges: Sequence[str]) -> list[Block]:
        """The cells of these ranges in A1 notation, with their notes and dropdowns.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get
        """
        answer = self._get({"fields": _CELLS_FIELDS, "ranges": list(ranges)})
        return [
            _block(entry["properties"].get("sheetId", 0), data)
            for entry in answer["sheets"]
            for data in entry.get("data", [])
        ]

    def values(self, titles: Sequence[str], *ranges: str) -> list[list[list[Any]]]:
        """All cells of the named tabs from A1 on, then those of ranges in A1 notation: unformatted, dates as serial
        numbers, trailing blanks left out.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchGet
        """
        wanted = [*map(quoted, titles), *ranges]
        with translated():
            answer = self._own(self._client.values_batch_get(self.spreadsheet_id, wanted, params=dict(_READ)))
            found = [entry.get("values", []) for entry in answer["valueRanges"]]
        if len(found) != len(wanted):
            raise Unavailable(_OTHER_COUNT.format(found=len(found), asked=len(wanted)), stage=Stage.API)
        return found

    def as_seen(self, title: str) -> list[list[Any]]:
        """All cells of the tab from A1 on like `values`, but dates as texts in their cells' own format.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchGet
        """
        as_texts = {**_READ, "dateTimeRenderOption": "FORMATTED_STRING"}
        with translated():
            answer = self._own(
                self._client.values_batch_get(self.spreadsheet_id, [quoted(title)], params=dict(as_texts))
            )
            return answer["valueRanges"][0].get("values", [])

    def update(self, requests: Sequence[Mapping[str, Any]]) -> None:
        """Carries all requests out, or none.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate
        """
        with translated(writing=True):
            self._own(self._client.batch_update(self.spreadsheet_id, {"requests": list(requests)}))

    def _get(self, params: dict[str, Any]) -> Json:
        with translated():
            answer = self._own(self._client.fetch_sheet_metadata(self.spreadsheet_id, params=params))
            if "sheets" not in answer:
                raise KeyError("sheets")
            return answer

    def _own(self, answer: Any) -> Json:
        """The answer, when it is about our spreadsheet: whatever else says 200 is not Google."""
        if answer["spreadsheetId"] != self.spreadsheet_id:
            raise ValueError("the answer is about another spreadsheet")
        return answer


def cell_name(row: int, column: int) -> str:
    """The cell in A1 notation; `row` is 1-based, `column` 0-based."""
    return rowcol_to_a1(row, column + 1)


def quoted(title: str) -> str:
    """The tab's title as a range in A1 notation."""
    return "'" + title.replace("'", "''") + "'"


def a1(title: str, top: int, bottom: int, width: int) -> str:
    """Rows `top` to `bottom` (1-based, both included) of the tab's first `width` columns, in A1 notation."""
    return f"{quoted(title)}!A{top}:{rowcol_to_a1(bottom, width)}"


def _sheet(entry: Json) -> Sheet:
    properties = entry["properties"]
    grid = properties.get("gridProperties", {})
    return Sheet(
        properties.get("sheetId", 0),
        properties["title"],
        grid.get("rowCount", 0),
        grid.get("columnCount", 0),
        properties.get("hidden", False),
        any(map(_is_whole, entry.get("protectedRanges", []))),
    )


def _is_whole(protected: Json) -> bool:
    """True for a protection of a whole tab that has no gap.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#ProtectedRange
    """
    gaps = protected.get("warningOnly"), protected.get("unprotectedRanges")
    everybody = protected.get("editors", {}).get("domainUsersCanEdit")
    return protected.get("range", {}).keys() <= {"sheetId"} and not any((*gaps, everybody))


def _make_up(entry: Json) -> MakeUp:
    return MakeUp(
        tuple(entry.get("protectedRanges", [])),
        tuple(entry.get("conditionalFormats", [])),
        tuple(entry.get("merges", [])),
    )


def _block(sheet_id: int, data: Json) -> Block:
    rows = tuple(tuple(_cell(cell) for cell in row.get("values", [])) for row in data.get("rowData", []))
    return Block(sheet_id, data.get("startRow", 0), data.get("startColumn", 0), rows)


def _cell(data: Json) -> Cell:
    value = next(iter(data.get("effectiveValue", {}).values()), None)
    # An error is an object that says what is wrong; the sheet shows its name.
    if isinstance(value, dict):
        value = f"#{value.get('type', 'ERROR')}!"
    return Cell(value, data.get("note", ""), data.get("dataValidation", {}).get("condition"))
