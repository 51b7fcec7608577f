"""The `spreadsheets.values` methods: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.local_sheets import ranges, rendering
from services.local_sheets.errors import invalid
from services.local_sheets.ranges import Area
from services.local_sheets.store import Extras, Store, Values

_RENDER = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
_INPUT = ("RAW", "USER_ENTERED")


@dataclass(frozen=True)
class Reading:
    """How a values method was asked to answer."""

    render: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    by_columns: bool = False


class ValuesMethods:
    """The values methods over a store. `year` gives the year of dates typed without one."""

    def __init__(self, store: Store, year: Callable[[], int]) -> None:
        self._store, self._year = store, year

    def get(self, spreadsheet_id: str, text: str, query: Mapping[str, list[str]]) -> dict[str, Any]:
        """values.get"""
        return self._read(text, _reading(query))

    def batch_get(self, spreadsheet_id: str, query: Mapping[str, list[str]]) -> dict[str, Any]:
        """values.batchGet: all ranges see one state."""
        reading = _reading(query)
        answers = [self._read(text, reading) for text in query.get("ranges", [])]
        return {"spreadsheetId": spreadsheet_id, "valueRanges": answers}

    def update(
        self, spreadsheet_id: str, text: str, query: Mapping[str, list[str]], body: Mapping[str, Any]
    ) -> dict[str, Any]:
        """values.update"""
        return self._write(spreadsheet_id, text, body, _option(query, "valueInputOption"))

    def batch_update(self, spreadsheet_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """values.batchUpdate"""
        how = body.get("valueInputOption", "")
        answers = [self._write(spreadsheet_id, entry["range"], entry, how) for entry in body.get("data", [])]
        sums = {
            f"totalUpdated{what}": sum(a.get(f"updated{what}", 0) for a in answers)
            for what in ("Rows", "Columns", "Cells")
        }
        sheets = {a["updatedRange"].rpartition("!")[0] for a in answers}
        return {"spreadsheetId": spreadsheet_id, **sums, "totalUpdatedSheets": len(sheets), "responses": answers}

    def append(
        self, spreadsheet_id: str, text: str, query: Mapping[str, list[str]], body: Mapping[str, Any]
    ) -> dict[str, Any]:
        """values.append: after the last row with data of the tab; the table starts at the range's first column."""
        area = self._area(text)
        start = max(self._store.last_row(area.sheet_id), 0)
        rows = body.get("values", [])
        self._grow(area.sheet, start + len(rows), area.left + max((len(row) for row in rows), default=0))
        target = f"{ranges.letters(area.left)}{start + 1}"
        title = area.sheet["title"].replace("'", "''")
        how = _option(query, "valueInputOption")
        updates = self._write(spreadsheet_id, f"'{title}'!{target}", body, how)
        answer: dict[str, Any] = {"spreadsheetId": spreadsheet_id}
        if start:
            whole = Area(area.sheet, 0, start, area.left, area.left + self._width(area))
            answer["tableRange"] = whole.spelled()
        return answer | {"updates": updates}

    def clear(self, spreadsheet_id: str, text: str) -> dict[str, Any]:
        """values.clear"""
        return {"spreadsheetId": spreadsheet_id, "clearedRange": self._clear(text)}

    def batch_clear(self, spreadsheet_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """values.batchClear"""
        return {
            "spreadsheetId": spreadsheet_id,
            "clearedRanges": [self._clear(text) for text in body.get("ranges", [])],
        }

    def _area(self, text: str) -> Area:
        return ranges.within(ranges.parse(text, self._sheets()), text)

    def _sheets(self) -> list[dict[str, Any]]:
        return [properties for properties, _ in self._store.sheets()]

    def _locale(self) -> str:
        return str(self._store.spreadsheet()[1]["locale"])

    def _read(self, text: str, reading: Reading) -> dict[str, Any]:
        area = self._area(text)
        answer = {"range": area.spelled(), "majorDimension": "COLUMNS" if reading.by_columns else "ROWS"}
        rows = _without_trailing_blanks(self._rendered(area, reading))
        if reading.by_columns:
            width = max((len(row) for row in rows), default=0)
            rows = [_trimmed([row[at] if at < len(row) else "" for row in rows]) for at in range(width)]
        return answer | ({"values": rows} if rows else {})

    def _rendered(self, area: Area, reading: Reading) -> list[list[Any]]:
        # Plain values need no format; only they are read for most of the app's calls.
        if reading.render == "UNFORMATTED_VALUE" and reading.dates == "SERIAL_NUMBER":
            found = self._store.values(area.sheet_id, area.top, area.bottom)
            rows = {at: [_plain(value) for value in values[area.left : area.right]] for at, values in found}
        else:
            locale = self._locale()
            rows = {
                at: [
                    rendering.render(value, extras.get(area.left + n, {}), reading.render, reading.dates, locale)
                    for n, value in enumerate(values[area.left : area.right])
                ]
                for at, values, extras in self._store.rows(area.sheet_id, area.top, area.bottom)
            }
        last = max(rows, default=area.top - 1)
        return [_trimmed(rows.get(at, [])) for at in range(area.top, last + 1)]

    def _write(self, spreadsheet_id: str, text: str, body: Mapping[str, Any], how: str) -> dict[str, Any]:
        if how not in _INPUT:
            raise invalid("'valueInputOption' is required but not specified")
        rows = body.get("values", [])
        if body.get("majorDimension") == "COLUMNS":
            rows = [list(row) for row in zip(*rows, strict=True)]
        width = max((len(row) for row in rows), default=0)
        area = self._area(text)
        if area.bottom - area.top == 1 and area.right - area.left == 1 and rows:
            area = ranges.within(Area(area.sheet, area.top, area.top + len(rows), area.left, area.left + width), text)
        if len(rows) > area.bottom - area.top or width > area.right - area.left:
            raise invalid(
                f"Requested writing within range [{area.spelled()}], but tried writing to another row or column"
            )
        self._put(area, rows, how)
        written = Area(area.sheet, area.top, area.top + len(rows), area.left, area.left + width)
        counts = {"updatedRows": len(rows), "updatedColumns": width, "updatedCells": sum(len(row) for row in rows)}
        return {"spreadsheetId": spreadsheet_id, "updatedRange": written.spelled() if rows else area.spelled()} | (
            counts if rows else {}
        )

    def _put(self, area: Area, rows: list[list[Any]], how: str) -> None:
        known = {
            at: (values, extras)
            for at, values, extras in self._store.rows(area.sheet_id, area.top, area.top + len(rows))
        }
        locale, year = self._locale(), self._year()
        changed = []
        for at, row in enumerate(rows, area.top):
            values, extras = known.get(at, ([], {}))
            for column, entered in enumerate(row, area.left):
                if entered is not None:
                    _enter(values, extras, column, entered, how, locale, year)
            changed.append((at, values, extras))
        self._store.put_rows(area.sheet_id, changed)

    def _clear(self, text: str) -> str:
        area = self._area(text)
        rows = []
        for at, values, extras in self._store.rows(area.sheet_id, area.top, area.bottom):
            values[area.left : area.right] = [None] * len(values[area.left : area.right])
            rows.append((at, values, extras))
        self._store.put_rows(area.sheet_id, rows)
        return area.spelled()

    def _grow(self, sheet: dict[str, Any], rows: int, columns: int) -> None:
        grid = sheet["gridProperties"]
        if rows > grid["rowCount"] or columns > grid["columnCount"]:
            grid["rowCount"], grid["columnCount"] = max(rows, grid["rowCount"]), max(columns, grid["columnCount"])
            extras = next(
                extras for properties, extras in self._store.sheets() if properties["sheetId"] == sheet["sheetId"]
            )
            self._store.put_sheet(sheet, extras, sheet["index"])

    def _width(self, area: Area) -> int:
        return max((len(values) for _, values in self._store.values(area.sheet_id, 0, 1)), default=1) or 1


def _enter(values: Values, extras: Extras, column: int, entered: Any, how: str, locale: str, year: int) -> None:
    value, given = (entered, {}) if how == "RAW" else rendering.typed(entered, locale, year)
    values.extend([None] * (column + 1 - len(values)))
    values[column] = None if value == "" else rendering.number(value)
    if given:
        extra = extras.setdefault(column, {})
        extra["userEnteredFormat"] = extra.get("userEnteredFormat", {}) | given


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return (
        rendering.render(value, {}, "UNFORMATTED_VALUE", "SERIAL_NUMBER", "") if rendering.is_formula(value) else value
    )


def _trimmed(row: list[Any]) -> list[Any]:
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return row[:end]


def _without_trailing_blanks(rows: list[list[Any]]) -> list[list[Any]]:
    end = len(rows)
    while end and not rows[end - 1]:
        end -= 1
    return rows[:end]


def _reading(query: Mapping[str, list[str]]) -> Reading:
    render = query.get("valueRenderOption", ["FORMATTED_VALUE"])[0]
    if render not in _RENDER:
        raise invalid(
            f"Invalid value at 'value_render_option' (type.googleapis.com/google.apps.sheets.v4.ValueRenderOption), \"{render}\""
        )
    return Reading(
        render,
        query.get("dateTimeRenderOption", ["SERIAL_NUMBER"])[0],
        query.get("majorDimension", ["ROWS"])[0] == "COLUMNS",
    )


def _option(query: Mapping[str, list[str]], name: str) -> str:
    return query.get(name, [""])[0]
