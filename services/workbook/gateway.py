"""The three calls that the app makes to the Sheets API, through gspread's HTTP layer.

`gspread.Spreadsheet` fetches metadata whenever it is made, and `get_all_records` turns "0901" into 901; the HTTP client
below them does neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gspread.http_client import HTTPClient

from services.workbook.errors import translated

_LAYOUT_FIELDS = "spreadsheetId,properties(title,locale,timeZone),sheets(properties,protectedRanges)"
_READ = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}


@dataclass(frozen=True)
class Sheet:
    """One tab as the spreadsheet has it now."""

    sheet_id: int
    title: str
    rows: int
    columns: int


class Gateway:
    """One spreadsheet behind the Sheets API. Every method is one call and raises `Unavailable` when it fails."""

    def __init__(self, client: HTTPClient, spreadsheet_id: str) -> None:
        self._client = client
        self.spreadsheet_id = spreadsheet_id

    def sheets(self) -> list[Sheet]:
        """All tabs, in their order.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get
        """
        with translated():
            layout = self._client.fetch_sheet_metadata(self.spreadsheet_id, params={"fields": _LAYOUT_FIELDS})
            return [_sheet(entry["properties"]) for entry in layout["sheets"]]

    def values(self, titles: Sequence[str]) -> list[list[list[Any]]]:
        """All cells of the named tabs from A1 on: unformatted, dates as serial numbers, trailing blanks left out.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchGet
        """
        ranges = [quoted(title) for title in titles]
        with translated():
            answer = self._client.values_batch_get(self.spreadsheet_id, ranges, params=dict(_READ))
            return [entry.get("values", []) for entry in answer["valueRanges"]]

    def update(self, requests: Sequence[Mapping[str, Any]]) -> None:
        """Carries all requests out, or none.

        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate
        """
        with translated():
            self._client.batch_update(self.spreadsheet_id, {"requests": list(requests)})


def quoted(title: str) -> str:
    """The tab's title as a range in A1 notation."""
    return "'" + title.replace("'", "''") + "'"


def _sheet(properties: Mapping[str, Any]) -> Sheet:
    grid = properties.get("gridProperties", {})
    return Sheet(properties.get("sheetId", 0), properties["title"], grid.get("rowCount", 0), grid.get("columnCount", 0))
