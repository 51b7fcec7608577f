"""What a spreadsheet lacks, and the requests that add it. Pure: nothing is sent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.plan import duties_from
from services.reading import Context, read_plan, read_table
from services.schema import DUTIES, PLAN, UNITS, Field, Tab, Type
from services.seed import DUTY_ROWS, PLAN_ROWS, UNIT_ROWS
from services.workbook.setup import requests
from services.workbook.setup.change import Change, Kind, Place
from services.workbook.setup.fittings import fittings
from services.workbook.setup.hints import hints_of, merged_headers
from services.workbook.setup.look import Found, Look, find_sheet
from services.workbook.setup.requests import Request

_SEED: Mapping[str, Sequence[Mapping[str, Any]]] = {
    PLAN.key: PLAN_ROWS,
    UNITS.key: UNIT_ROWS,
    DUTIES.key: DUTY_ROWS,
}
_HEADER_ROWS = 10
"""People put a title above the header at times; further down nobody looks for it."""
_SPARE_ROWS = 200
_WITH = {
    Kind.RULE: "{n} danh sách chọn và kiểm tra",
    Kind.COLOUR: "tô màu dòng muộn và dòng trả lại",
    Kind.PROTECTION: "bảo vệ",
}
"""What a new tab comes with."""
_LISTS = ((Type.UNIT, UNITS, ("code", "name", "short_name")), (Type.DUTY, DUTIES, ("code", "title")))
"""Type → the tab and its columns, side by side, that list what may be written; the app itself writes codes."""
_EAST_OF_UTC_7 = ("Asia/Ho_Chi_Minh", "Asia/Saigon", "Asia/Bangkok", "Asia/Jakarta")
_DAY_FIRST = re.compile(r"(vi|fr|de|es|it|pt|ru|id|th)(_.*)?|en_(GB|AU|NZ|IN|IE|SG)")
"""Locales that read 7/10 as the seventh of October."""


@dataclass(frozen=True)
class Plan:
    """What set-up would do, and what it leaves to people."""

    changes: tuple[Change, ...]
    hints: tuple[str, ...]
    """Sentences on what is odd in the spreadsheet and stays as it is."""
    blocked: tuple[str, ...] = ()
    """Titles of tabs that can't be used until people mend them."""


def plan(seen: Look, tabs: Iterable[Tab]) -> Plan:
    """All that is missing, in the order in which it has to be done."""
    tabs = tuple(tabs)
    places = {tab.key: place for tab in tabs if (place := _place(tab, seen))}
    lists = _lists(places)
    deadlines = _deadlines(seen, tabs)
    changes = [*_region(seen)]
    for tab in tabs:
        if place := places.get(tab.key):
            found = seen.tabs.get(tab.key)
            lacking = fittings(tab, place, found, lists, deadlines.get(tab.key), seen.account)
            changes += _structure(tab, place, found, [*lacking])
    hints = hints_of(seen, tabs, {key: place.header for key, place in places.items()})
    return Plan(tuple(changes), hints, tuple(tab.title for tab in tabs if tab.key not in places))


def _place(tab: Tab, seen: Look) -> Place | None:
    """None for a tab whose header people have to mend first."""
    found = seen.tabs.get(tab.key)
    if found is None:
        in_the_way = find_sheet(tab, seen.layout.sheets)
        return None if in_the_way else _new_place(tab.sheet_id, tab.title, tab)
    sheet = found.sheet
    if _is_blank(found):
        return _new_place(sheet.sheet_id, sheet.title, tab)
    table = read_table(tab, found.values[:_HEADER_ROWS], Context())
    if table.header_row is None:
        return None
    header = table.header_row - 1
    # Merged cells hide names of columns: what looks missing may be there.
    missing = () if merged_headers(found, header) else tuple(f for f in tab.fields if f.key not in table.columns)
    free = max((len(row) for row in found.values), default=0)
    added = {f.key: free + n for n, f in enumerate(missing)}
    return Place(sheet.sheet_id, sheet.title, header, {**table.columns, **added}, missing)


def _new_place(sheet_id: int, title: str, tab: Tab) -> Place:
    return Place(sheet_id, title, 0, {key: at for at, key in enumerate(tab.keys)}, tab.fields)


def _is_blank(found: Found) -> bool:
    return not any(cell.value not in (None, "") for row in found.rows.values() for cell in row)


def _structure(tab: Tab, place: Place, found: Found | None, lacking: list[Change]) -> Iterable[Change]:
    """The tab itself with all that belongs to it, or its missing columns and what else it lacks."""
    if found is None:
        content = [requests.add_sheet(tab), *_columns(place, 0, place.missing), *_seed(tab, place)]
        inner = [request for change in lacking for request in change.requests]
        parts = [f"{len(tab.fields)} cột", *(_WITH[change.kind].format(n=change.count) for change in lacking)]
        yield Change(f"Tạo trang “{tab.title}”: {', '.join(parts)}.", (*content, *inner), Kind.TAB)
        return
    if found.sheet.rows <= place.first_row:
        sentence = f"Thêm {_SPARE_ROWS} dòng trống vào trang “{place.title}”."
        yield Change(sentence, (requests.grow(place.sheet_id, "ROWS", _SPARE_ROWS),), Kind.ROWS, _SPARE_ROWS)
    if place.missing:
        yield _missing_columns(tab, place, found)
    yield from lacking


def _missing_columns(tab: Tab, place: Place, found: Found) -> Change:
    start, count = place.columns[place.missing[0].key], len(place.missing)
    room: list[Request] = []
    if _is_blank(found):
        if count > found.sheet.columns:
            room = [requests.grow(place.sheet_id, "COLUMNS", count - found.sheet.columns)]
        sentence = f"Ghi hàng tiêu đề ({count} cột) vào trang trống “{place.title}”."
        content = [*_columns(place, start, place.missing), *_seed(tab, place)]
    else:
        # New columns make room for themselves, so that nothing further right is overwritten.
        at_the_end = start >= found.sheet.columns
        grown = requests.grow(place.sheet_id, "COLUMNS", count)
        room = [grown if at_the_end else requests.insert_columns(place.sheet_id, start, count)]
        names = ", ".join(f"“{field.label}”" for field in place.missing)
        sentence = f"Thêm cột {names} vào trang “{place.title}”."
        content = [*_columns(place, start, place.missing)]
    return Change(sentence, (*room, *content), Kind.COLUMN, count)


def _columns(place: Place, start: int, fields: Sequence[Field]) -> Iterable[Request]:
    yield requests.headers(place.sheet_id, place.header, start, fields)
    yield from requests.looks(place.sheet_id, place.first_row, start, fields)


def _seed(tab: Tab, place: Place) -> Iterable[Request]:
    if rows := _SEED.get(tab.key):
        yield requests.append(place.sheet_id, [requests.row_cells(tab.fields, row) for row in rows])


def _region(seen: Look) -> Iterable[Change]:
    layout = seen.layout
    locale = layout.locale if _DAY_FIRST.fullmatch(layout.locale) else requests.LOCALE
    time_zone = layout.time_zone if layout.time_zone in _EAST_OF_UTC_7 else requests.TIME_ZONE_NAME
    if (locale, time_zone) != (layout.locale, layout.time_zone):
        sentence = "Đặt ngôn ngữ (ngày trước tháng) và múi giờ Việt Nam cho bảng tính; dữ liệu đã nhập giữ nguyên."
        yield Change(sentence, (requests.regional(locale, time_zone),), Kind.REGION)


def _lists(places: Mapping[str, Place]) -> dict[Type, str]:
    """Type → the range that lists its values, where the tab and its columns are there."""
    lists = {}
    for type_, tab, keys in _LISTS:
        place = places.get(tab.key)
        columns = [place.columns[key] for key in keys if key in place.columns] if place else []
        if place and columns:
            side_by_side = max(columns) - min(columns) == len(columns) - 1
            lists[type_] = requests.value_list(place.title, place.first_row, columns if side_by_side else columns[:1])
    return lists


def _deadlines(seen: Look, tabs: Sequence[Tab]) -> dict[str, datetime]:
    """Tab key → when the last duty is due that its entries fulfil."""
    keys = {tab.key for tab in tabs}
    if not {PLAN.key, DUTIES.key} <= keys:
        return {}
    campaign = read_plan(read_table(PLAN, _values(seen, PLAN), Context()).frame)
    duties = duties_from(read_table(DUTIES, _values(seen, DUTIES), Context(year=campaign.year)).frame)
    due = [(duty.log, deadline) for duty in duties if (deadline := campaign.deadline_of(duty))]
    return {log: max(deadline for key, deadline in due if key == log) for log, _ in due}


def _values(seen: Look, tab: Tab) -> list[list[Any]]:
    """The tab's cells as they are, or as they will be once it is made."""
    found = seen.tabs.get(tab.key)
    if found and not _is_blank(found):
        return found.values
    rows = [requests.row_cells(tab.fields, row) for row in _SEED[tab.key]]
    plain = [[next(iter(cell.get("userEnteredValue", {}).values()), "") for cell in row] for row in rows]
    return [[f.label for f in tab.fields], *plain]
