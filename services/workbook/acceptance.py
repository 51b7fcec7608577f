"""What is accepted as an entry, or as a change of one, decided from a snapshot (pure)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from services.reading import Problem, check_values, parse_field, url_key
from services.reading.checks import missing, row_rules
from services.schema import CANCELLED, DONE, PLANNED, Field, Tab
from services.workbook.errors import Conflict, Invalid
from services.workbook.journal import Submission
from services.workbook.snapshot import Snapshot

_ROW_ID = re.compile(r"[A-Z0-9-]{1,64}")
_OFFICE_FIELDS = ("return_note",)
"""Automatic columns that a change may write: the office's word on an entry."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Accepted:
    """Values that may be written."""

    values: dict[str, Any]
    """Field key → typed value."""
    by: str
    warnings: tuple[Problem, ...]
    """What is unusual about them."""


def log(tabs: Mapping[str, Tab], tab_key: str) -> Tab:
    """The tab with this key, where units log their entries. Raises Invalid for any other."""
    if tab_key not in tabs or not tabs[tab_key].is_log:
        raise Invalid([Problem("not_a_log", f"Trang “{tab_key}” không phải là nơi ghi báo cáo.")])
    return tabs[tab_key]


def new_entry(
    tab: Tab, values: Row, snapshot: Snapshot, *, row_id: str, by: str, waiting: Sequence[Submission] = ()
) -> Accepted:
    """The values of a new entry, typed; `waiting` are the tab's entries on their way to the sheet.

    Raises Invalid with a problem per field.
    """
    typed, problems = check_values(tab, values, snapshot.context)
    if not _ROW_ID.fullmatch(row_id):
        message = "Mã dòng: chỉ gồm A–Z, 0–9, dấu gạch ngang, tối đa 64 ký tự."
        problems.append(Problem("row_id", message, field_key="row_id"))
    return _accepted(tab, typed, [*problems, *_doubles(tab, typed, snapshot, row_id, waiting)], snapshot, by)


def changes(tab: Tab, wanted: Row, row: Row, snapshot: Snapshot, *, by: str) -> Accepted:
    """The wanted changes of `row`, typed. Raises Invalid with a problem per field.

    Only what the changes touch is judged: a bad cell elsewhere keeps nobody from mending this one.
    """
    own = {key: value for key, value in wanted.items() if key not in _OFFICE_FIELDS}
    merged = {field.key: row[field.key] for field in tab.form_fields} | own
    typed, found = check_values(tab, merged, snapshot.context)
    problems = [problem for problem in found if problem.field_key in own]
    for keys, rule in row_rules(tab, snapshot.context):
        problem = None if own.keys().isdisjoint(keys) else rule(typed)
        if problem and problem.field_key not in own:
            problems.append(problem)
    values = {key: typed[key] for key in own if key in typed}
    problems += _doubles(tab, typed if "state" in own else values, snapshot, row["row_id"])
    for key in wanted.keys() - own.keys():
        parsed = parse_field(tab.field(key), wanted[key], snapshot.context)
        values[key] = parsed.value
        problems += [parsed.problem] if parsed.problem else []
    return _accepted(tab, values, problems, snapshot, by)


def only_row(tab: Tab, rows: list[dict[str, Any]], row_id: str, *, mine: Row, seen: Row) -> dict[str, Any]:
    """The one row with this ID, as the person saw it where they change it. Raises Conflict."""
    if len(rows) != 1:
        what = "không còn trong" if not rows else "có nhiều dòng cùng mã trong"
        sentence = f"Mục {row_id} {what} trang “{tab.title}”. Chưa ghi gì; xin tải lại danh sách."
        raise Conflict(sentence, mine=mine, theirs={}, before=seen)
    row = rows[0]
    # Somebody else's change to just what is wanted is no conflict; nor is one's own whose answer was lost.
    differing = [key for key in seen.keys() & mine.keys() & row.keys() if row[key] not in (seen[key], mine[key])]
    if differing:
        labels = ", ".join(f"“{field.label}”" for field in tab.fields if field.key in differing)
        sentence = f"Có người vừa sửa {labels} của mục này. Chưa ghi gì; xin xem lại rồi lưu."
        raise Conflict(sentence, mine=mine, theirs={key: row.get(key) for key in seen}, before=seen)
    return row


def is_first_report(row: Row, values: Row) -> bool:
    """True when the change reports a planned entry as done: from then on it counts."""
    return row["state"] == PLANNED and values.get("state") == DONE


def _accepted(tab: Tab, values: dict[str, Any], problems: Iterable[Problem], snapshot: Snapshot, by: str) -> Accepted:
    name, unnamed = _named(tab.field("entered_by"), by, snapshot)
    found = (*problems, *([unnamed] if unnamed else []))
    if severe := [problem for problem in found if problem.severe]:
        raise Invalid(severe)
    return Accepted(values, name, found)


def person(field: Field, by: str, snapshot: Snapshot) -> str:
    """The name of whoever writes, for this column. Raises Invalid where there is none."""
    name, unnamed = _named(field, by, snapshot)
    if unnamed:
        raise Invalid([unnamed])
    return name


def _named(field: Field, by: str, snapshot: Snapshot) -> tuple[str, Problem | None]:
    name = parse_field(field, by, snapshot.context)
    return str(name.value), name.problem or (missing(field) if name.value is None else None)


def _doubles(
    tab: Tab, typed: Row, snapshot: Snapshot, row_id: str, waiting: Sequence[Submission] = ()
) -> Iterable[Problem]:
    for field in tab.fields:
        value = typed.get(field.key)
        if not field.unique or value is None or typed.get("state") == CANCELLED:
            continue
        if place := _living_double(snapshot.tables[tab.key], waiting, field.key, value, row_id):
            message = (
                f"{field.label}: đã có ở {place} của trang “{tab.title}”. Mỗi bài chỉ ghi một lần; xin sửa dòng cũ."
            )
            yield Problem("double", message, field_key=field.key)


def _living_double(frame: pd.DataFrame, waiting: Sequence[Submission], key: str, value: str, row_id: str) -> str | None:
    same = url_key(value)
    standing = zip(frame[key], frame["state"], frame["row_id"], frame["sheet_row"], strict=True)
    places = ((found, state, known_id, f"dòng {row}") for found, state, known_id, row in standing)
    coming = ((each.values.get(key), each.values.get("state"), each.row_id, "một mục đang chờ gửi") for each in waiting)
    for found, state, known_id, place in (*places, *coming):
        if found is not None and state != CANCELLED and known_id != row_id and url_key(found) == same:
            return place
    return None
