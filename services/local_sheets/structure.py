"""Tabs and their make-up: `spreadsheets.get` and the requests of `spreadsheets.batchUpdate`.

Sources: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get and
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request.
"""

import random
from collections.abc import Callable, Mapping
from typing import Any

from services.local_sheets import grid, masks
from services.local_sheets.errors import invalid, unknown_field
from services.local_sheets.store import Store

Reply = dict[str, Any]
_MAX_CELLS = 10_000_000
_OWN_LISTS = ("protectedRanges", "conditionalFormats", "merges")


class Structure:
    """The spreadsheet's tabs over a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, spreadsheet_id: str, query: Mapping[str, list[str]]) -> dict[str, Any]:
        """spreadsheets.get, without grid data."""
        sheets = []
        for properties, extras in self._store.sheets():
            kept = {key: value for key, value in extras.items() if key in _OWN_LISTS and value}
            sheets.append({"properties": properties, **kept})
        answer = {
            "spreadsheetId": spreadsheet_id,
            "properties": self._store.spreadsheet()[1],
            "sheets": sheets,
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{spreadsheet_id}/edit",
        }
        mask = masks.parse(query.get("fields", [""])[0])
        return dict(masks.keep(answer, mask))

    def batch_update(self, spreadsheet_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """spreadsheets.batchUpdate; the caller holds the transaction, so a refused request undoes all."""
        replies = [self._apply(at, request) for at, request in enumerate(body.get("requests", []))]
        if not replies:
            raise invalid("Must specify at least one request.")
        return {"spreadsheetId": spreadsheet_id, "replies": replies}

    def _apply(self, at: int, request: Mapping[str, Any]) -> Reply:
        if len(request) != 1:
            raise invalid(f"Invalid value at 'requests[{at}]' (oneof), oneof field 'kind' is already set.")
        ((kind, content),) = request.items()
        if kind not in _KINDS:
            raise unknown_field(kind, f"requests[{at}]")
        try:
            return _KINDS[kind](self, content) or {}
        except KeyError as error:
            raise invalid(f"Invalid requests[{at}].{kind}: {error} is required.") from error

    def sheet(self, sheet_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """A tab's properties and extras; Google's 400 when there is none."""
        for properties, extras in self._store.sheets():
            if properties["sheetId"] == sheet_id:
                return properties, extras
        raise invalid(f"No grid with id: {sheet_id}")

    def save(self, properties: Mapping[str, Any], extras: Mapping[str, Any]) -> None:
        """Writes a tab's properties and extras back."""
        cells = sum(_cells(known) for known, _ in self._store.sheets() if known["sheetId"] != properties["sheetId"])
        if cells + _cells(properties) > _MAX_CELLS:
            raise invalid(
                "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
            )
        self._store.put_sheet(properties, extras, properties["index"])

    @property
    def store(self) -> Store:
        """The rows."""
        return self._store

    def _add_sheet(self, content: Mapping[str, Any]) -> Reply:
        known = [properties for properties, _ in self._store.sheets()]
        wished = content.get("properties", {})
        title = wished.get("title") or f"Trang tính{len(known) + 1}"
        self._refuse_double(title, known, None)
        sheet_id = wished.get("sheetId")
        if sheet_id is None:
            sheet_id = random.randrange(1, 2**31)  # noqa: S311  # a name, no secret
        elif any(sheet["sheetId"] == sheet_id for sheet in known):
            raise invalid(f"Invalid requests[0].addSheet: Sheet ID {sheet_id} already exists.")
        at = wished.get("index", len(known))
        grid_properties = {"rowCount": 1000, "columnCount": 26} | wished.get("gridProperties", {})
        properties = {
            **wished,
            "sheetId": sheet_id,
            "title": title,
            "index": at,
            "sheetType": "GRID",
            "gridProperties": grid_properties,
        }
        for sheet, extras in self._store.sheets():
            if sheet["index"] >= at:
                self._store.put_sheet(sheet, extras, sheet["index"] + 1)
        self.save(properties, {})
        return {"addSheet": {"properties": properties}}

    def _delete_sheet(self, content: Mapping[str, Any]) -> None:
        self.sheet(content["sheetId"])
        if len(self._store.sheets()) == 1:
            raise invalid("You can't remove all the sheets in a document.")
        self._store.remove_sheet(content["sheetId"])

    def _update_sheet(self, content: Mapping[str, Any]) -> None:
        wished = content["properties"]
        properties, extras = self.sheet(wished.get("sheetId", 0))
        if "title" in wished:
            self._refuse_double(wished["title"], [known for known, _ in self._store.sheets()], properties["sheetId"])
        old_grid = dict(properties["gridProperties"])
        masks.copy(properties, dict(wished), masks.parse(content["fields"]))
        self.save(properties, extras)
        grid.cut(self, properties, old_grid)

    def _refuse_double(self, title: str, known: list[dict[str, Any]], sheet_id: int | None) -> None:
        if any(sheet["title"].casefold() == title.casefold() and sheet["sheetId"] != sheet_id for sheet in known):
            raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')

    def _update_spreadsheet(self, content: Mapping[str, Any]) -> None:
        properties = self._store.spreadsheet()[1]
        masks.copy(properties, dict(content["properties"]), masks.parse(content["fields"]))
        self._store.set_properties(properties)

    def _add_protected(self, content: Mapping[str, Any]) -> Reply:
        protected = {"protectedRangeId": random.randrange(1, 2**31), **content["protectedRange"]}  # noqa: S311
        properties, extras = self.sheet(protected["range"].get("sheetId", 0))
        extras.setdefault("protectedRanges", []).append(protected)
        self.save(properties, extras)
        return {"addProtectedRange": {"protectedRange": protected}}

    def _update_protected(self, content: Mapping[str, Any]) -> None:
        wished = content["protectedRange"]
        properties, extras, protected = self._protected(wished["protectedRangeId"])
        masks.copy(protected, dict(wished), masks.parse(content["fields"]))
        self.save(properties, extras)

    def _delete_protected(self, content: Mapping[str, Any]) -> None:
        properties, extras, protected = self._protected(content["protectedRangeId"])
        extras["protectedRanges"].remove(protected)
        self.save(properties, extras)

    def _protected(self, identifier: int) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        for properties, extras in self._store.sheets():
            for protected in extras.get("protectedRanges", []):
                if protected["protectedRangeId"] == identifier:
                    return properties, extras, protected
        raise invalid(f"No protected range with id: {identifier}")

    def _add_rule(self, content: Mapping[str, Any]) -> None:
        rule = content["rule"]
        properties, extras = self.sheet(rule["ranges"][0].get("sheetId", 0))
        extras.setdefault("conditionalFormats", []).insert(content.get("index", 0), rule)
        self.save(properties, extras)

    def _delete_rule(self, content: Mapping[str, Any]) -> None:
        properties, extras = self.sheet(content.get("sheetId", 0))
        rules = extras.get("conditionalFormats", [])
        if content.get("index", 0) >= len(rules):
            raise invalid(
                f"No conditional format on sheet: {content.get('sheetId', 0)} at index: {content.get('index', 0)}"
            )
        rules.pop(content.get("index", 0))
        self.save(properties, extras)


def _cells(properties: Mapping[str, Any]) -> int:
    return int(properties["gridProperties"]["rowCount"]) * int(properties["gridProperties"]["columnCount"])


_KINDS: dict[str, Callable[[Structure, Mapping[str, Any]], Reply | None]] = {
    "addSheet": Structure._add_sheet,
    "deleteSheet": Structure._delete_sheet,
    "updateSheetProperties": Structure._update_sheet,
    "updateSpreadsheetProperties": Structure._update_spreadsheet,
    "addProtectedRange": Structure._add_protected,
    "updateProtectedRange": Structure._update_protected,
    "deleteProtectedRange": Structure._delete_protected,
    "addConditionalFormatRule": Structure._add_rule,
    "deleteConditionalFormatRule": Structure._delete_rule,
    "appendCells": grid.append_cells,
    "updateCells": grid.update_cells,
    "repeatCell": grid.repeat_cell,
    "setDataValidation": grid.set_data_validation,
    "appendDimension": grid.append_dimension,
    "insertDimension": grid.insert_dimension,
    "deleteDimension": grid.delete_dimension,
    "moveDimension": grid.move_dimension,
    "updateDimensionProperties": grid.update_dimension_properties,
    "sortRange": grid.sort_range,
}
