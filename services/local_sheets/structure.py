"""Tabs and their make-up: `spreadsheets.get` and the requests of `spreadsheets.batchUpdate`.

Sources: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get and
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.local_sheets import celldata, grid, masks, protection, ranges
from services.local_sheets.errors import ApiError, invalid
from services.local_sheets.shapes import Call
from services.local_sheets.store import Store

Reply = dict[str, Any]
_MAX_CELLS = 10_000_000
_OWN_LISTS = ("protectedRanges", "conditionalFormats")
_ALWAYS = ("sheetId", "title", "index", "sheetType", "gridProperties")


class Structure:
    """The spreadsheet's tabs over a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, call: Call) -> dict[str, Any]:
        """spreadsheets.get. A mask that names cells asks for them, whatever `includeGridData` says."""
        own, known = self.store.spreadsheet()[1], self.store.sheets()
        with_cells = "data" in call.mask.get("sheets", {}) if call.mask else call.query.get("includeGridData")
        areas = _areas(call.query.get("ranges", []), [properties for properties, _ in known])
        sheets = []
        for properties, extras in known:
            if areas and properties["sheetId"] not in areas:
                continue
            kept = {key: value for key, value in extras.items() if key in _OWN_LISTS and value}
            if protected := kept.get("protectedRanges"):
                kept["protectedRanges"] = [_for_caller(entry, call.caller) for entry in protected]
            if with_cells:
                wanted = areas.get(properties["sheetId"]) or [ranges.from_grid({}, properties)]
                kept["data"] = [celldata.grid_data(self.store, extras, area, own["locale"]) for area in wanted]
            sheets.append({"properties": properties, **kept})
        return {
            "spreadsheetId": call.spreadsheet_id,
            "properties": own,
            "sheets": sheets,
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{call.spreadsheet_id}/edit",
        }

    def batch_update(self, call: Call) -> dict[str, Any]:
        """spreadsheets.batchUpdate; the caller holds the transaction, so a refused request undoes all."""
        requests = call.body.get("requests", [])
        if not requests:
            raise invalid("Must specify at least one request.")
        replies = [self._apply(at, request, call.caller) for at, request in enumerate(requests)]
        return {"spreadsheetId": call.spreadsheet_id, "replies": replies}

    def _apply(self, at: int, request: Mapping[str, Any], caller: str | None) -> Reply:
        if len(request) != 1:
            raise invalid(f"Invalid requests[{at}]: exactly one kind of request is required.")
        ((kind, content),) = request.items()
        try:
            if caller:
                self._refuse_protected(kind, content, caller)
            return _KINDS[kind](self, content) or {}
        except ApiError as error:
            raise invalid(f"Invalid requests[{at}].{kind}: {error.message}") from error

    def _refuse_protected(self, kind: str, content: Mapping[str, Any], caller: str) -> None:
        place = content.get("start") or content.get("range") or content
        sheet_id = place.get("sheetId", 0)
        span = protection.written(kind, content, self.store.last_row(sheet_id))
        if span is not None:
            protection.refuse_protected(self.sheet(sheet_id)[1].get("protectedRanges", []), span, caller)

    def sheet(self, sheet_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """A tab's properties and extras; Google's 400 when there is none."""
        for properties in self.store.tabs():
            if properties["sheetId"] == sheet_id:
                return properties, self.store.extras(sheet_id)
        raise invalid(f"No grid with id: {sheet_id}")

    def save(self, properties: Mapping[str, Any], extras: Mapping[str, Any]) -> None:
        """Writes a tab's properties and extras back, when the spreadsheet may be like that."""
        others = [known for known in self.store.tabs() if known["sheetId"] != properties["sheetId"]]
        _refuse_bad_grid(properties, others)
        if all(known.get("hidden") for known in [properties, *others]):
            raise invalid("You can't hide all the sheets in a document.")
        size = {key: value for key, value in properties["gridProperties"].items() if value}
        kept = {key: value for key, value in properties.items() if value or key in _ALWAYS}
        self.store.put_sheet({**kept, "gridProperties": size}, extras, properties["index"])

    def _add_sheet(self, content: Mapping[str, Any]) -> Reply:
        known = self.store.tabs()
        wished = content.get("properties", {})
        title = wished.get("title") or f"Trang tính{len(known) + 1}"
        _refuse_double(title, known)
        sheet_id = wished.get("sheetId", random.randrange(1, 2**31))  # noqa: S311  # a name, no secret
        if any(sheet["sheetId"] == sheet_id for sheet in known):
            raise invalid(f"Sheet ID {sheet_id} already exists.")
        properties = {
            **wished,
            "sheetId": sheet_id,
            "title": title,
            "index": len(known),
            "sheetType": "GRID",
            "gridProperties": {"rowCount": 1000, "columnCount": 26, **wished.get("gridProperties", {})},
        }
        self.save(properties, {})
        self._move(sheet_id, wished.get("index", len(known)))
        return {"addSheet": {"properties": self.sheet(sheet_id)[0]}}

    def _delete_sheet(self, content: Mapping[str, Any]) -> None:
        sheets = self.store.tabs()
        rest = [properties for properties in sheets if properties["sheetId"] != content["sheetId"]]
        if len(rest) == len(sheets):
            raise invalid(f"No sheet with id: {content['sheetId']}")
        if all(properties.get("hidden") for properties in rest):
            raise invalid("You can't remove all the visible sheets in a document.")
        self.store.remove_sheet(content["sheetId"])

    def _update_sheet(self, content: Mapping[str, Any]) -> None:
        wished, mask = content["properties"], masks.parse(content["fields"])
        old, extras = self.sheet(wished.get("sheetId", 0))
        properties = {**old, "gridProperties": dict(old["gridProperties"])}
        masks.copy(properties, wished, mask)
        properties |= {key: old[key] for key in ("sheetId", "index", "sheetType")}
        if not properties.get("title"):
            raise invalid("The sheet name cannot be empty.")
        _refuse_double(
            properties["title"], [known for known in self.store.tabs() if known["sheetId"] != old["sheetId"]]
        )
        self.save(properties, extras)
        grid.cut(self, properties, old["gridProperties"])
        if (not mask or "index" in mask) and "index" in wished:
            self._move(old["sheetId"], wished["index"])

    def _move(self, sheet_id: int, to: int) -> None:
        """Before the tab that now stands at `to`."""
        sheets = self.store.sheets()
        if not 0 <= to <= len(sheets):
            raise invalid(f"Sheet index {to} is out of bounds.")
        order = sorted(sheets, key=lambda sheet: _place(sheet[0], sheet_id, to))
        for at, (properties, extras) in enumerate(order):
            if properties["index"] != at:
                self.store.put_sheet(properties, extras, at)

    def _update_spreadsheet(self, content: Mapping[str, Any]) -> None:
        properties = self.store.spreadsheet()[1]
        masks.copy(properties, content["properties"], masks.parse(content["fields"]))
        self.store.set_properties(properties)

    def _add_protected(self, content: Mapping[str, Any]) -> Reply:
        protection.refuse_strange(content["protectedRange"])
        protected = {"protectedRangeId": random.randrange(1, 2**31), **content["protectedRange"]}  # noqa: S311
        properties, extras = self.sheet(protected.get("range", {}).get("sheetId", 0))
        protected = _as_answered(protected)
        extras.setdefault("protectedRanges", []).append(protected)
        self.save(properties, extras)
        return {"addProtectedRange": {"protectedRange": protected}}

    def _update_protected(self, content: Mapping[str, Any]) -> None:
        wished = content["protectedRange"]
        protection.refuse_strange(wished)
        properties, extras, at = self._protected(wished.get("protectedRangeId", 0))
        protected = extras["protectedRanges"][at]
        masks.copy(protected, wished, masks.parse(content["fields"]))
        extras["protectedRanges"][at] = _as_answered(protected)
        self.save(properties, extras)

    def _delete_protected(self, content: Mapping[str, Any]) -> None:
        properties, extras, at = self._protected(content["protectedRangeId"])
        del extras["protectedRanges"][at]
        self.save(properties, extras)

    def _protected(self, identifier: int) -> tuple[dict[str, Any], dict[str, Any], int]:
        for properties, extras in self.store.sheets():
            for at, protected in enumerate(extras.get("protectedRanges", [])):
                if protected["protectedRangeId"] == identifier:
                    return properties, extras, at
        raise invalid(f"No protected range with ID: {identifier}")

    def _add_rule(self, content: Mapping[str, Any]) -> None:
        rule = content["rule"]
        spans = rule.get("ranges") or [{}]
        properties, extras = self.sheet(spans[0].get("sheetId", 0))
        extras.setdefault("conditionalFormats", []).insert(content.get("index", 0), rule)
        self.save(properties, extras)

    def _delete_rule(self, content: Mapping[str, Any]) -> Reply:
        sheet_id, at = content.get("sheetId", 0), content.get("index", 0)
        properties, extras = self.sheet(sheet_id)
        rules = extras.get("conditionalFormats", [])
        if at >= len(rules):
            raise invalid(f"No conditional format on sheet: {sheet_id} at index: {at}")
        rule = rules.pop(at)
        self.save(properties, extras)
        return {"deleteConditionalFormatRule": {"rule": rule}}


def _areas(texts: Iterable[str], sheets: list[dict[str, Any]]) -> dict[int, list[ranges.Area]]:
    """Sheet ID → the areas asked for in it."""
    found: dict[int, list[ranges.Area]] = {}
    for text in texts:
        area = ranges.within(ranges.parse(text, sheets), text)
        found.setdefault(area.sheet_id, []).append(area)
    return found


def _refuse_bad_grid(properties: Mapping[str, Any], others: list[dict[str, Any]]) -> None:
    size = properties["gridProperties"]
    for count, frozen in (("rowCount", "frozenRowCount"), ("columnCount", "frozenColumnCount")):
        if size[count] < 1:
            raise invalid(f"Invalid value for {count}: {size[count]}. It must be at least 1.")
        if size.get(frozen, 0) >= size[count]:
            raise invalid(f"You can't freeze all the {count.removesuffix('Count')}s on the sheet.")
    if sum(_cells(known) for known in [properties, *others]) > _MAX_CELLS:
        raise invalid(
            f"This action would increase the number of cells in the workbook above the limit of {_MAX_CELLS} cells."
        )


def _refuse_double(title: str, others: list[dict[str, Any]]) -> None:
    if any(sheet["title"].casefold() == title.casefold() for sheet in others):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _place(properties: Mapping[str, Any], sheet_id: int, to: int) -> tuple[int, bool]:
    """Sorts the moved tab just before the one at `to`."""
    return (to, False) if properties["sheetId"] == sheet_id else (properties["index"], True)


def _as_answered(protected: Mapping[str, Any]) -> dict[str, Any]:
    """Google leaves false and empty fields out; whoever protects a range may always edit it."""
    kept = {key: value for key, value in protected.items() if value}
    for key in ("range", "editors"):
        if key in protected:
            kept[key] = {name: value for name, value in protected[key].items() if value or name.endswith("Index")}
    return kept | {"requestingUserCanEdit": True}


def _for_caller(protected: Mapping[str, Any], caller: str | None) -> dict[str, Any]:
    hidden = () if protection.may_edit(protected, caller) else ("requestingUserCanEdit",)
    return {key: value for key, value in protected.items() if key not in hidden}


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
