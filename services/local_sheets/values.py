"""The `spreadsheets.values` methods: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values."""

from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from typing import Any

from services.local_sheets import celldata, ranges, rendering, tables
from services.local_sheets.errors import invalid
from services.local_sheets.ranges import Area
from services.local_sheets.shapes import Call
from services.local_sheets.store import Extras, Store, Values

_Cells = set[tuple[int, int, int]]
"""Sheet, row, column of the cells that a write filled."""


class ValuesMethods:
    """The values methods over a store. `year` gives the year of dates typed without one."""

    def __init__(self, store: Store, year: Callable[[], int]) -> None:
        self._store, self._year = store, year

    def get(self, call: Call) -> dict[str, Any]:
        """values.get"""
        return self._read(call.text, call.query)

    def batch_get(self, call: Call) -> dict[str, Any]:
        """values.batchGet: all ranges see one state."""
        answers = [self._read(text, call.query) for text in call.query.get("ranges", [])]
        return {"spreadsheetId": call.spreadsheet_id, "valueRanges": answers}

    def update(self, call: Call) -> dict[str, Any]:
        """values.update"""
        answer, _ = self._write(call, self._area(call.text), call.body, call.query)
        return answer

    def batch_update(self, call: Call) -> dict[str, Any]:
        """values.batchUpdate"""
        cells: _Cells = set()
        answers = []
        for entry in call.body.get("data", []):
            answer, written = self._write(call, self._area(entry.get("range", "")), entry, call.body)
            answers.append(answer)
            cells |= written
        totals = {
            "totalUpdatedRows": len({(sheet, row) for sheet, row, _ in cells}),
            "totalUpdatedColumns": len({(sheet, column) for sheet, _, column in cells}),
            "totalUpdatedCells": len(cells),
            "totalUpdatedSheets": len({sheet for sheet, _, _ in cells}),
        }
        return {"spreadsheetId": call.spreadsheet_id, **totals, "responses": answers}

    def append(self, call: Call) -> dict[str, Any]:
        """values.append: below the table that stands in the range, else at the range's start."""
        area = self._area(call.text)
        rows = dict(self._store.values(area.sheet_id, 0, area.sheet["gridProperties"]["rowCount"]))
        found = tables.table(rows, area)
        top, left = (found.bottom, found.left) if found else (area.top, area.left)
        height, width = _size(_rows(call.body))
        if call.query.get("insertDataOption") == "INSERT_ROWS" and height:
            self._store.shift_rows(area.sheet_id, top, height)
        self._grow(area.sheet, top + height, left + width)
        target = Area(area.sheet, top, top + max(height, 1), left, left + max(width, 1))
        updates, _ = self._write(call, target, call.body, call.query)
        table = {"tableRange": found.spelled()} if found else {}
        return {"spreadsheetId": call.spreadsheet_id, **table, "updates": updates}

    def clear(self, call: Call) -> dict[str, Any]:
        """values.clear"""
        return {"spreadsheetId": call.spreadsheet_id, "clearedRange": self._clear(call.text)}

    def batch_clear(self, call: Call) -> dict[str, Any]:
        """values.batchClear"""
        cleared = [self._clear(text) for text in call.body.get("ranges", [])]
        return {"spreadsheetId": call.spreadsheet_id, "clearedRanges": cleared}

    def _area(self, text: str) -> Area:
        return ranges.within(ranges.parse(text, self._store.tabs()), text)

    def _locale(self) -> str:
        return str(self._store.spreadsheet()[1]["locale"])

    def _read(self, text: str, query: Mapping[str, Any]) -> dict[str, Any]:
        area, by = self._area(text), query.get("majorDimension", "ROWS")
        rows = _without_trailing_blanks(self._rendered(area, query))
        if by == "COLUMNS":
            rows = [_trimmed(list(column)) for column in zip_longest(*rows, fillvalue="")]
        answer = {"range": area.spelled(), "majorDimension": by}
        return answer | ({"values": rows} if rows else {})

    def _rendered(self, area: Area, query: Mapping[str, Any]) -> list[list[Any]]:
        render = query.get("valueRenderOption", "FORMATTED_VALUE")
        dates = query.get("dateTimeRenderOption", "SERIAL_NUMBER")
        # Plain values need no format; only they are read for most of the app's calls.
        if render == "UNFORMATTED_VALUE" and dates == "SERIAL_NUMBER":
            found = self._store.values(area.sheet_id, area.top, area.bottom)
            rows = {at: _plain(values[area.left : area.right]) for at, values in found}
        else:
            locale = self._locale()
            tab = self._store.extras(area.sheet_id)
            rows = {
                at: [
                    rendering.render(
                        value, celldata.common(tab, at, column) | extras.get(column, {}), render, dates, locale
                    )
                    for column, value in enumerate(values[area.left : area.right], area.left)
                ]
                for at, values, extras in self._store.rows(area.sheet_id, area.top, area.bottom)
            }
        last = max(rows, default=area.top - 1)
        return [_trimmed(rows.get(at, [])) for at in range(area.top, last + 1)]

    def _write(
        self, call: Call, area: Area, body: Mapping[str, Any], options: Mapping[str, Any]
    ) -> tuple[dict[str, Any], _Cells]:
        """The answer, and the cells that were filled. From a single cell on, a write may be of any size."""
        if "valueInputOption" not in options:
            raise invalid("'valueInputOption' is required but not specified")
        rows = _rows(body)
        height, width = _size(rows)
        target = Area(area.sheet, area.top, area.top + max(height, 1), area.left, area.left + max(width, 1))
        if area.bottom - area.top == 1 and area.right - area.left == 1:
            _refuse_beyond_grid(target)
        else:
            _refuse_beyond(area, height, width)
        self._put(area, rows, options["valueInputOption"])
        cells = _filled(area, rows)
        answer = {"spreadsheetId": call.spreadsheet_id, "updatedRange": target.spelled(), **_counts(cells)}
        if options.get("includeValuesInResponse"):
            answer["updatedData"] = self._read(target.spelled(), _response_options(options))
        return answer, cells

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
            self._store.put_sheet(sheet, self._store.extras(sheet["sheetId"]), sheet["index"])


def _rows(body: Mapping[str, Any]) -> list[list[Any]]:
    values = body.get("values", [])
    return [list(row) for row in zip_longest(*values)] if body.get("majorDimension") == "COLUMNS" else values


def _size(rows: Iterable[list[Any]]) -> tuple[int, int]:
    widths = [len(row) for row in rows]
    return len(widths), max(widths, default=0)


def _filled(area: Area, rows: list[list[Any]]) -> _Cells:
    return {
        (area.sheet_id, at, column)
        for at, row in enumerate(rows, area.top)
        for column, entered in enumerate(row, area.left)
        if entered is not None
    }


def _counts(cells: _Cells) -> dict[str, int]:
    """Google leaves a count of nothing out."""
    counts = {
        "updatedRows": len({row for _, row, _ in cells}),
        "updatedColumns": len({column for _, _, column in cells}),
        "updatedCells": len(cells),
    }
    return {name: count for name, count in counts.items() if count}


def _response_options(options: Mapping[str, Any]) -> dict[str, Any]:
    names = {"valueRenderOption": "responseValueRenderOption", "dateTimeRenderOption": "responseDateTimeRenderOption"}
    return {name: options[asked] for name, asked in names.items() if asked in options}


def _refuse_beyond_grid(target: Area) -> None:
    grid = target.sheet["gridProperties"]
    if target.bottom > grid["rowCount"] or target.right > grid["columnCount"]:
        raise invalid(
            f"Range ({target.spelled()}) exceeds grid limits. Max rows: {grid['rowCount']}, "
            f"max columns: {grid['columnCount']}"
        )


def _refuse_beyond(area: Area, height: int, width: int) -> None:
    if area.top + height > area.bottom:
        raise invalid(
            f"Requested writing within range [{area.spelled()}], but tried writing to row [{area.bottom + 1}]"
        )
    if area.left + width > area.right:
        raise invalid(
            f"Requested writing within range [{area.spelled()}], but tried writing to column "
            f"[{ranges.letters(area.right)}]"
        )


def _enter(values: Values, extras: Extras, column: int, entered: Any, how: str, locale: str, year: int) -> None:
    entered = rendering.checked_text(entered)
    value, given = (entered, {}) if how == "RAW" else rendering.typed(entered, locale, year)
    values.extend([None] * (column + 1 - len(values)))
    values[column] = None if value == "" else rendering.number(value)
    if given:
        extra = extras.setdefault(column, {})
        extra["userEnteredFormat"] = extra.get("userEnteredFormat", {}) | given


def _plain(row: Values) -> list[Any]:
    """The row unformatted; written for speed, every value that the app reads passes here."""
    row = ["" if value is None else value for value in row]
    if dict in map(type, row):
        return [rendering.render(value, {}, "UNFORMATTED_VALUE", "SERIAL_NUMBER", "") for value in row]
    return row


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
