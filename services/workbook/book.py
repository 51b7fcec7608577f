"""The shared sheet as the rest of the app knows it: a snapshot to read, entries to add, entries to change.

This is the unguarded inner door, for pages behind `services.access` and for scripts on the server.
"""

import dataclasses
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from ulid import ULID

from services.plan import TIME_ZONE
from services.reading import Problem, check_values, parse_field, url_key
from services.samples import sample_rows
from services.schema import CANCELLED, DONE, LOGS, NIL_RETURNS, PLANNED, TABS, Tab
from services.workbook import writes
from services.workbook.connection import Connection, connect
from services.workbook.errors import Conflict, Invalid, Pending, Unavailable
from services.workbook.journal import Journal
from services.workbook.setup import Change, pending_changes, set_up
from services.workbook.snapshot import Reader, Snapshot

_ROW_ID = re.compile(r"[A-Z0-9-]{1,64}")
_OFFICE_FIELDS = ("return_note",)
"""Automatic columns that `change` may write: the office's word on an entry."""


@dataclass(frozen=True)
class Receipt:
    """Proof that the sheet holds the entry."""

    row_id: str
    tab_key: str
    at: datetime
    """When it was entered (add) or written (change), Asia/Ho_Chi_Minh, whole seconds."""
    cell_url: str
    """A link that opens the entry: the cell in Google, the entry's page with an embedded workbook."""
    warnings: tuple[Problem, ...] = dataclasses.field(default=(), compare=False)
    """What is unusual about the entry, which was accepted all the same."""


def new_row_id() -> str:
    """A fresh row ID: a ULID, so that IDs sort by the time when they were made."""
    return str(ULID())


class Workbook:
    """One spreadsheet, shared by all sessions of the server; safe to call from several threads."""

    def __init__(
        self, connection: Connection, clock: Callable[[], datetime] | None = None, tabs: Mapping[str, Tab] = TABS
    ) -> None:
        self.connection = connection
        self._clock = clock or (lambda: datetime.now(TIME_ZONE))
        self._tabs = tabs
        self._gateway = connection.gateway
        self._lock = threading.Lock()
        if connection.is_new:
            set_up(self._gateway, tabs.values(), replace_blank=True)
        self._reader = Reader(self._gateway, Journal(connection.journal_file), self._clock, tabs)

    def snapshot(self) -> Snapshot:
        """What the sheet holds, at most five seconds old; older only while it can't be read (`trouble` says why).

        Raises WorkbookError when it could never be read.
        """
        return self._reader.current()

    def now(self) -> datetime:
        """The moment by the workbook's clock."""
        return self._clock()

    def pending_changes(self) -> list[Change]:
        """What `set_up` would add to the spreadsheet now."""
        return pending_changes(self._gateway, self._tabs.values())

    def set_up(self) -> list[Change]:
        """Adds the tabs and columns that are missing, and gives what was added."""
        return set_up(self._gateway, self._tabs.values())

    def add(self, tab_key: str, values: Mapping[str, Any], *, by: str, row_id: str | None = None) -> Receipt:
        """Writes one entry with its audit row in one atomic call and waits until the sheet has it.

        `values`: field key → Python value or what a person would type. The same `row_id` with the same values again
        gives the same receipt; so a double click adds one row.

        Raises Invalid (nothing written), Conflict (the ID stands for other values), Pending (no clear answer),
        Unavailable (not written).
        """
        tab = self._log(tab_key)
        row_id = row_id or new_row_id()
        with self._lock:
            snapshot = self._reader.fresh()
            typed, warnings = _accepted(tab, values, snapshot, row_id=row_id, by=by)
            if known := _rows(snapshot, tab, row_id):
                return self._same_again(snapshot, tab, typed, known[0], warnings)
            row = typed | {"row_id": row_id, "entered_by": by.strip(), "entered_at": self._second()}
            self._write(
                [
                    writes.appending(snapshot, tab, [row]),
                    writes.auditing(
                        snapshot, "add", by=row["entered_by"], at=row["entered_at"], tab=tab, row_id=row_id, after=typed
                    ),
                ],
                arrived=lambda after: bool(_rows(after, tab, row_id)),
                row_id=row_id,
            )
            return self._receipt(tab, row_id, row["entered_at"], warnings)

    def change(
        self, tab_key: str, row_id: str, changes: Mapping[str, Any], *, by: str, seen: Mapping[str, Any]
    ) -> Receipt:
        """Writes `changes` over the row wherever it stands now, with an audit row, in one atomic call.

        `changes` and `seen` map field keys to typed values; `seen` is what the person had before their eyes.

        Raises Conflict when the row is gone or differs from `seen`, and Invalid, Pending, Unavailable like `add`.
        """
        tab = self._log(tab_key)
        with self._lock:
            snapshot = self._reader.fresh()
            row = _only_row(snapshot, tab, row_id, mine=changes, seen=seen)
            typed, warnings = _accepted_changes(tab, changes, row, snapshot, by=by)
            at = self._second()
            if row["state"] == PLANNED and typed.get("state") == DONE:
                # entered_at is the moment when the entry was first reported as done.
                typed["entered_at"] = at
            action = "cancel" if typed.get("state") == CANCELLED else "change"
            before = {key: row[key] for key in typed}
            self._write(
                [
                    *writes.changing(snapshot, tab, row["sheet_row"], typed),
                    writes.auditing(
                        snapshot, action, by=by.strip(), at=at, tab=tab, row_id=row_id, before=before, after=typed
                    ),
                ],
                arrived=lambda after: any(_holds(found, typed) for found in _rows(after, tab, row_id)),
                row_id=row_id,
            )
            return self._receipt(tab, row_id, at, warnings)

    def load_samples(self, *, by: str) -> int:
        """Adds the sample entries that are not there yet, in one atomic call, and gives their number."""
        self._trial_only()
        with self._lock:
            snapshot = self._reader.fresh()
            requests, count = [], 0
            for key, rows in sample_rows().items():
                absent = [row for row in rows if not _rows(snapshot, self._tabs[key], row["row_id"])]
                if absent:
                    requests.append(writes.appending(snapshot, self._tabs[key], absent))
                    count += len(absent)
            if requests:
                self._gateway.update([*requests, writes.auditing(snapshot, "samples_load", by=by, at=self._second())])
                self._reader.fresh()
            return count

    def clear_samples(self, *, by: str) -> int:
        """Removes the sample entries that nobody has edited since, in one atomic call, and gives their number."""
        self._trial_only()
        with self._lock:
            snapshot = self._reader.fresh()
            requests, count = [], 0
            for key, rows in sample_rows().items():
                tab = self._tabs[key]
                expected = writes.as_read(tab, rows, snapshot.context)
                untouched = [
                    found["sheet_row"]
                    for row in expected
                    for found in _rows(snapshot, tab, row["row_id"])
                    if _holds(found, row)
                ]
                requests += writes.deleting(snapshot, tab, untouched)
                count += len(untouched)
            if requests:
                self._gateway.update([*requests, writes.auditing(snapshot, "samples_clear", by=by, at=self._second())])
                self._reader.fresh()
            return count

    def _log(self, tab_key: str) -> Tab:
        if tab_key not in LOGS:
            raise Invalid([Problem("not_a_log", f"Trang “{tab_key}” không phải là nơi ghi báo cáo.")])
        return self._tabs[tab_key]

    def _trial_only(self) -> None:
        if not self.connection.is_trial:
            raise Unavailable("Dữ liệu mẫu chỉ dùng với bảng tính thử trên máy này, không dùng với Google.")

    def _second(self) -> datetime:
        return self._clock().astimezone(TIME_ZONE).replace(microsecond=0)

    def _write(self, requests: list[Any], *, arrived: Callable[[Snapshot], bool], row_id: str) -> None:
        """Sends the requests; after an unclear answer looks whether the row has arrived instead of sending again."""
        try:
            self._gateway.update(requests)
        except Unavailable as error:
            if not error.unclear:
                raise
            try:
                if arrived(self._reader.fresh()):
                    return
            except Unavailable:
                pass
            raise Pending(row_id) from error

    def _same_again(
        self,
        snapshot: Snapshot,
        tab: Tab,
        typed: Mapping[str, Any],
        row: Mapping[str, Any],
        warnings: tuple[Problem, ...],
    ) -> Receipt:
        if not _holds(row, typed):
            theirs = {key: row[key] for key in typed}
            sentence = (
                f"Mã dòng {row['row_id']} đã có trong trang “{tab.title}” với nội dung khác. "
                "Chưa ghi gì; xin mở mục đó để sửa."
            )
            raise Conflict(sentence, mine=typed, theirs=theirs, before={})
        return Receipt(row["row_id"], tab.key, row["entered_at"], self._link(snapshot, tab, row), warnings)

    def _receipt(self, tab: Tab, row_id: str, at: datetime, warnings: tuple[Problem, ...]) -> Receipt:
        snapshot = self._reader.fresh()
        rows = _rows(snapshot, tab, row_id)
        link = self._link(snapshot, tab, rows[0]) if rows else self.connection.address
        return Receipt(row_id, tab.key, at, link, warnings)

    def _link(self, snapshot: Snapshot, tab: Tab, row: Mapping[str, Any]) -> str:
        if not self.connection.is_trial:
            return f"{self.connection.address}#gid={snapshot.sheets[tab.key].sheet_id}&range=A{row['sheet_row']}"
        # A nil return has no page of its own: it shows among the unit's duties.
        return f"/my-work?unit={row['unit']}" if tab is NIL_RETURNS else f"/{tab.key}?row={row['row_id']}"


def open_workbook(clock: Callable[[], datetime] | None = None) -> Workbook:
    """The workbook that environment and secrets name (see `connection.connect`); a new embedded one comes set up.

    Raises FileUnusable or Unavailable, with the sentence for the person.
    """
    return Workbook(connect(), clock)


def _rows(snapshot: Snapshot, tab: Tab, row_id: str) -> list[dict[str, Any]]:
    frame = snapshot.tables[tab.key]
    return [_typed_keys(row) for row in frame[frame["row_id"] == row_id].to_dict("records")]


def _typed_keys(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in row.items()}


def _holds(row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return all(row.get(key) == value for key, value in values.items())


def _only_row(
    snapshot: Snapshot, tab: Tab, row_id: str, *, mine: Mapping[str, Any], seen: Mapping[str, Any]
) -> dict[str, Any]:
    rows = _rows(snapshot, tab, row_id)
    if len(rows) != 1:
        what = "không còn trong" if not rows else "có nhiều dòng cùng mã trong"
        sentence = f"Mục {row_id} {what} trang “{tab.title}”. Chưa ghi gì; xin tải lại danh sách."
        raise Conflict(sentence, mine=mine, theirs={}, before=seen)
    row = rows[0]
    differing = [tab.field(key).label for key, value in seen.items() if row.get(key) != value]
    if differing:
        labels = ", ".join(f"“{label}”" for label in differing)
        sentence = f"Có người vừa sửa {labels} của mục này. Chưa ghi gì; xin xem lại rồi lưu."
        raise Conflict(sentence, mine=mine, theirs={key: row.get(key) for key in seen}, before=seen)
    return row


def _accepted(
    tab: Tab, values: Mapping[str, Any], snapshot: Snapshot, *, row_id: str, by: str
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The values, typed, and what is unusual about them. Raises Invalid."""
    typed, problems = check_values(tab, values, snapshot.context)
    if not _ROW_ID.fullmatch(row_id):
        problems.append(Problem("row_id", "Mã dòng: chỉ gồm A–Z, 0–9, dấu gạch ngang, tối đa 64 ký tự."))
    return typed, _only_warnings([*problems, *_name_problems(by), *_doubles(tab, typed, snapshot, row_id)])


def _accepted_changes(
    tab: Tab, changes: Mapping[str, Any], row: Mapping[str, Any], snapshot: Snapshot, *, by: str
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The changes, typed, and what is unusual about them; a bad cell elsewhere does not stop somebody from mending
    this one. Raises Invalid."""
    office = {
        key: parse_field(tab.field(key), changes[key], snapshot.context).value
        for key in _OFFICE_FIELDS
        if key in changes
    }
    own = {key: value for key, value in changes.items() if key not in office}
    merged = {field.key: row[field.key] for field in tab.form_fields} | own
    typed, problems = check_values(tab, merged, snapshot.context)
    concerned = set(own) | {f.key for f in tab.fields if f.needed and f.needed.field in own}
    problems = [problem for problem in problems if problem.field_key is None or problem.field_key in concerned]
    doubled = _doubles(tab, {key: typed[key] for key in own if key in typed}, snapshot, row["row_id"])
    return {key: typed[key] for key in own} | office, _only_warnings([*problems, *_name_problems(by), *doubled])


def _only_warnings(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    if severe := [problem for problem in problems if problem.severe]:
        raise Invalid(severe)
    return tuple(problems)


def _name_problems(by: str) -> list[Problem]:
    if by.strip():
        return []
    return [Problem("missing", "Người nhập: xin ghi họ tên người nhập.", field_key="entered_by")]


def _doubles(tab: Tab, typed: Mapping[str, Any], snapshot: Snapshot, row_id: str) -> list[Problem]:
    problems = []
    for field in tab.fields:
        value = typed.get(field.key)
        if not field.unique or value is None or typed.get("state") == CANCELLED:
            continue
        if (row := _living_double(snapshot.tables[tab.key], field.key, value, row_id)) is not None:
            message = (
                f"{field.label}: đã có ở dòng {row} của trang “{tab.title}”. Mỗi bài chỉ ghi một lần; xin sửa dòng cũ."
            )
            problems.append(Problem("double", message, field_key=field.key))
    return problems


def _living_double(frame: pd.DataFrame, key: str, value: str, row_id: str) -> int | None:
    same = url_key(value)
    for found, state, known_id, sheet_row in zip(
        frame[key], frame["state"], frame["row_id"], frame["sheet_row"], strict=True
    ):
        if found is not None and state != CANCELLED and known_id != row_id and url_key(found) == same:
            return int(sheet_row)
    return None
