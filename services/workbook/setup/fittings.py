"""What makes a tab comfortable and safe: notes, dropdowns, colours, protections; which of them it lacks (pure)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from services.schema import AUDIT, FREEZES, SETTINGS, USERS, Tab, Type
from services.workbook.setup import requests
from services.workbook.setup.change import Change, Kind, Place
from services.workbook.setup.look import Found
from services.workbook.setup.requests import Request

_APP_ONLY = (AUDIT.key, USERS.key, SETTINGS.key, FREEZES.key)
"""Tabs that nobody but the app and the spreadsheet's owner may change."""
_RETURNED_RULE = re.compile(r"=LEN\(TRIM\(\$?[A-Z]+\$?\d+\)\)>0")
_LATE_RULE = re.compile(r"=\$?[A-Z]+\$?\d+\*172800>\d+")


def fittings(
    tab: Tab,
    place: Place,
    found: Found | None,
    lists: Mapping[Type, str],
    deadline: datetime | None,
    account: str | None,
) -> Iterable[Change]:
    """Notes, dropdowns and checks, colours and protections that the tab lacks."""
    yield from _notes(tab, place, found)
    yield from _rules(tab, place, found, lists)
    yield from _colours(tab, place, found, deadline)
    yield from _protection(tab, place, found, account)


def _notes(tab: Tab, place: Place, found: Found | None) -> Iterable[Change]:
    if found is None:
        return
    cells = found.rows.get(place.header, ())
    there = {key: at for key, at in place.columns.items() if at < len(cells) and cells[at].value}
    bare = [tab.field(key) for key, at in there.items() if not cells[at].note]
    if bare:
        content = [requests.note(place.sheet_id, place.header, there[field.key], field) for field in bare]
        yield Change(
            f"Ghi lời nhắc ở {len(bare)} tiêu đề của trang “{place.title}”.", tuple(content), Kind.NOTE, len(bare)
        )


def _rules(tab: Tab, place: Place, found: Found | None, lists: Mapping[Type, str]) -> Iterable[Change]:
    if tab.key == AUDIT.key:
        return
    wanted = [(f, c) for f in tab.fields if f.key in place.columns and (c := requests.condition(f, lists))]
    lost = [(f, c) for f, c in wanted if not _has_rule(place, found, place.columns[f.key], c)]
    if lost:
        content = [requests.validation(place.sheet_id, place.first_row, place.columns[f.key], f, c) for f, c in lost]
        names = ", ".join(f"“{f.label}”" for f, _ in lost)
        sentence = f"Đặt danh sách chọn và kiểm tra ở cột {names} của trang “{place.title}”."
        yield Change(sentence, tuple(content), Kind.RULE, len(lost))


def _has_rule(place: Place, found: Found | None, column: int, wanted: Request) -> bool:
    """True when all the entries' cells that were seen ask for the same: pasting takes a cell's dropdown away."""
    entries = [row for at, row in found.rows.items() if at >= place.first_row] if found else []
    seen = [row[column].condition if column < len(row) else None for row in entries]
    return bool(seen) and all(_same(condition, wanted) for condition in seen)


def _same(seen: Mapping[str, Any] | None, wanted: Request) -> bool:
    if seen is None or seen.get("type") != wanted["type"]:
        return False
    values = [value.get("userEnteredValue", "") for value in seen.get("values", [])]
    if wanted["type"] == "ONE_OF_RANGE":
        # Google writes ranges its own way, and moves them along with the columns.
        return not any("#REF!" in value for value in values)
    return values == [value["userEnteredValue"] for value in wanted.get("values", [])]


def _colours(tab: Tab, place: Place, found: Found | None, deadline: datetime | None) -> Iterable[Change]:
    content: list[Request] = []
    stale: list[int] = []
    for formula, pattern, background in _wanted_colours(tab, place, deadline):
        known = _own_formulas(found, pattern)
        if formula not in known.values():
            stale += known
            content.append(requests.colour(place.sheet_id, place.first_row, formula, background))
    if content:
        # From the last on, so that no removal moves the next rule.
        dropped = [requests.drop_colour(place.sheet_id, at) for at in sorted(stale, reverse=True)]
        sentence = f"Tô màu dòng nộp muộn và dòng bị trả lại ở trang “{place.title}”."
        yield Change(sentence, (*dropped, *content), Kind.COLOUR)


def _wanted_colours(
    tab: Tab, place: Place, deadline: datetime | None
) -> Iterable[tuple[str, re.Pattern[str], Mapping[str, Any]]]:
    """Formula, how to know an older version of it, background. The rule that comes last is the first to be obeyed."""
    if tab.is_log and deadline and "entered_at" in place.columns:
        formula = requests.late_formula(place.first_row, place.columns["entered_at"], deadline)
        yield formula, _LATE_RULE, requests.LATE
    if tab.is_log and "return_note" in place.columns:
        formula = requests.returned_formula(place.first_row, place.columns["return_note"])
        yield formula, _RETURNED_RULE, requests.RETURNED


def _own_formulas(found: Found | None, pattern: re.Pattern[str]) -> dict[int, str]:
    """Index of a rule → its formula, for the rules that set-up made."""
    rules = found.make_up.colours if found else ()
    formulas = {at: _formula(rule) for at, rule in enumerate(rules)}
    return {at: formula for at, formula in formulas.items() if pattern.fullmatch(formula)}


def _formula(rule: Mapping[str, Any]) -> str:
    values = rule.get("booleanRule", {}).get("condition", {}).get("values", [])
    return "".join(str(value.get("userEnteredValue", "")) for value in values).replace(" ", "")


def _protection(tab: Tab, place: Place, found: Found | None, account: str | None) -> Iterable[Change]:
    whole = tab.key in _APP_ONLY
    mark = requests.WHOLE_MARK if whole else requests.HEADER_MARK
    row = {} if whole else {"startRowIndex": place.header, "endRowIndex": place.header + 1}
    known = found.make_up.protected if found else ()
    if any(_protects(protected, row) for protected in known):
        return
    own = next((protected for protected in known if protected.get("description") == mark), {})
    request = requests.protect({"sheetId": place.sheet_id, **row}, mark, account, own.get("protectedRangeId"))
    what = "cả trang" if whole else "hàng tiêu đề của trang"
    yield Change(f"Bảo vệ {what} “{place.title}”: chỉ chủ bảng tính và ứng dụng sửa được.", (request,), Kind.PROTECTION)


def _protects(protected: Mapping[str, Any], row: Mapping[str, int]) -> bool:
    """True when nobody may change these rows of the tab by accident: all of them, when none are named."""
    span = protected.get("range", {})
    if protected.get("warningOnly") or {"startColumnIndex", "endColumnIndex"} & span.keys():
        return False
    start, end = span.get("startRowIndex", 0), span.get("endRowIndex", 2**31)
    return start <= row.get("startRowIndex", 0) and row.get("endRowIndex", 2**31) <= end
