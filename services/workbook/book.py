"""The shared sheet as the rest of the app knows it: a snapshot to read, entries to add, entries to change.

This is the unguarded inner door, for pages behind `services.access` and for scripts on the server.
"""

import dataclasses
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd
from ulid import ULID

from services.plan import TIME_ZONE
from services.reading import Problem
from services.samples import sample_rows
from services.schema import AUDIT, CANCELLED, NIL_RETURNS, TABS, Tab
from services.workbook import acceptance, batch, grid, history, repair_cells, writes
from services.workbook.adoption import Adoption
from services.workbook.connection import Connection, connect
from services.workbook.errors import Conflict, NotSetUp, Pending, Unavailable, WorkbookError
from services.workbook.gateway import cell_name
from services.workbook.grid import Edit, Grid, Outcome
from services.workbook.history import Event, Lost
from services.workbook.journal import Journal
from services.workbook.repair_cells import Mended, Mending
from services.workbook.setup import Change, pending_changes, set_up
from services.workbook.snapshot import Reader, Snapshot
from services.workbook.trend import Trend


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


_MOVED = Problem(
    "not_as_written",
    "Trong lúc ghi có người sửa dòng hoặc cột của bảng tính; xin mở mục này xem lại.",
    severe=False,
)


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
        self._trend = Trend(connection.journal_file)
        self._reader = Reader(self._gateway, Journal(connection.journal_file), self._clock, tabs)

    def snapshot(self) -> Snapshot:
        """What the sheet holds, at most five seconds old; older only while it can't be read (`trouble` says why).

        Raises WorkbookError when it could never be read.
        """
        snapshot = self._reader.current()
        self._trend.note(snapshot)
        return snapshot

    def now(self) -> datetime:
        """The moment by the workbook's clock."""
        return self._clock()

    def pending_changes(self) -> list[Change]:
        """What `set_up` would add to the spreadsheet now."""
        return pending_changes(self._gateway, self._tabs.values())

    def set_up(self) -> list[Change]:
        """Adds what is missing, and gives what was done and, with its `refusal`, what the spreadsheet refused."""
        done = set_up(self._gateway, self._tabs.values())
        self._reader.forget_failures()
        return done

    def add(self, tab_key: str, values: Mapping[str, Any], *, by: str, row_id: str | None = None) -> Receipt:
        """Writes one entry with its audit row in one atomic call and waits until the sheet has it.

        `values`: field key → Python value or what a person would type. The same `row_id` with the same values again
        gives the same receipt; so a double click adds one row.

        Raises Invalid (nothing written), Conflict (the ID stands for other values), Pending (no clear answer),
        Unavailable (not written).
        """
        tab = acceptance.log(self._tabs, tab_key)
        row_id = new_row_id() if row_id is None else row_id
        with self._lock:
            snapshot = self._reader.fresh()
            entry = acceptance.new_entry(tab, values, snapshot, row_id=row_id, by=by)
            if known := _rows(snapshot, tab, row_id):
                return self._same_again(snapshot, tab, known, entry)
            at = self._second()
            row = entry.values | {"row_id": row_id, "entered_by": entry.by, "entered_at": at}
            self._write(
                [
                    writes.appending(snapshot, tab, [row]),
                    writes.auditing(snapshot, "add", by=entry.by, at=at, tab=tab, row_id=row_id, after=entry.values),
                ],
                arrived=lambda after: bool(_rows(after, tab, row_id)),
                row_id=row_id,
            )
            return self._receipt(snapshot, self._look_again(), tab, row, at, entry.warnings)

    def add_all(self, tab_key: str, entries: batch.Entries, *, by: str) -> list[Receipt]:
        """Writes several entries of one log, each with its audit row, in one atomic call: all of them or none.

        The same row IDs with the same values again give the same receipts. Raises like `add`; Invalid holds what is
        wrong with any of the entries.
        """
        tab = acceptance.log(self._tabs, tab_key)
        with self._lock:
            snapshot = self._reader.fresh()
            accepted = batch.new_entries(tab, entries, snapshot, by=by)
            receipts = {
                row_id: self._same_again(snapshot, tab, known, entry)
                for row_id, entry in accepted.items()
                if (known := _rows(snapshot, tab, row_id))
            }
            new = {row_id: entry for row_id, entry in accepted.items() if row_id not in receipts}
            if new:
                receipts |= self._write_all(snapshot, tab, new)
            return [receipts[row_id] for row_id in accepted]

    def _write_all(self, snapshot: Snapshot, tab: Tab, new: dict[str, acceptance.Accepted]) -> dict[str, Receipt]:
        at = self._second()
        rows = {
            row_id: entry.values | {"row_id": row_id, "entered_by": entry.by, "entered_at": at}
            for row_id, entry in new.items()
        }
        audit = [
            writes.auditing(snapshot, "add", by=entry.by, at=at, tab=tab, row_id=row_id, after=entry.values)
            for row_id, entry in new.items()
        ]
        self._write(
            [writes.appending(snapshot, tab, list(rows.values())), *audit],
            arrived=lambda after: all(_rows(after, tab, row_id) for row_id in new),
            row_id=next(iter(new)),
        )
        after = self._look_again()
        return {
            row_id: self._receipt(snapshot, after, tab, row, at, new[row_id].warnings) for row_id, row in rows.items()
        }

    def change(
        self, tab_key: str, row_id: str, changes: Mapping[str, Any], *, by: str, seen: Mapping[str, Any]
    ) -> Receipt:
        """Writes `changes` over the row wherever it stands now, with an audit row, in one atomic call.

        `changes` and `seen` map field keys to typed values; `seen` is what the person had before their eyes.

        What others changed meanwhile in other fields stays; a change that stands already is not written again.

        Raises Conflict when the row is gone, or when what is to be changed differs from `seen`, and Invalid, Pending,
        Unavailable like `add`.
        """
        tab = acceptance.log(self._tabs, tab_key)
        with self._lock:
            snapshot = self._reader.fresh()
            row = acceptance.only_row(tab, _rows(snapshot, tab, row_id), row_id, mine=changes, seen=seen)
            wanted = acceptance.changes(tab, changes, row, snapshot, by=by)
            at = self._second()
            if _holds(row, wanted.values):
                return Receipt(row_id, tab.key, at, self._link(snapshot, tab, row), wanted.warnings)
            new = wanted.values | ({"entered_at": at} if acceptance.is_first_report(row, wanted.values) else {})
            action = "cancel" if new.get("state") == CANCELLED else "change"
            before = {key: row[key] for key in new}
            self._write(
                [
                    *writes.changing(snapshot, tab, row["sheet_row"], new),
                    writes.auditing(
                        snapshot, action, by=wanted.by, at=at, tab=tab, row_id=row_id, before=before, after=new
                    ),
                ],
                arrived=lambda after: any(_holds(found, new) for found in _rows(after, tab, row_id)),
                row_id=row_id,
            )
            return self._receipt(snapshot, self._look_again(), tab, row | new, at, wanted.warnings)

    def grid(self, tab_key: str) -> Grid:
        """The tab as people see it in the sheet now."""
        return grid.read(self._gateway, self.snapshot(), self._tabs[tab_key])

    def type_in(self, seen: Grid, edits: Sequence[Edit], *, by: str) -> Outcome:
        """Writes what was typed by hand into cells of the grid that the person saw (see `grid.write`)."""
        with self._lock:
            return grid.write(self._gateway, self.snapshot(), seen, edits, by=by, at=self._second())

    def adopt(self, *, by: str, unit: str | None = None) -> Mended:
        """Makes entries of all rows typed by hand, or of those of one unit (see `adoption`)."""
        return self.mend(Adoption(new_row_id, unit), by=by)

    def mend(self, mending: Mending, *, by: str) -> Mended:
        """Carries out, in one atomic call, an adoption, repairs, new IDs or the undoing of one (see `repair_cells`)."""
        with self._lock:
            mended = repair_cells.carry_out(self._gateway, self._reader.fresh(), mending, by=by, at=self._second())
            with suppress(WorkbookError):
                self._reader.fresh()
            return mended

    def problem_days(self) -> pd.DataFrame:
        """How many problems the sheet had, day by day (see `Trend.days`)."""
        return self._trend.days()

    def history(self, tab_key: str, row_id: str) -> tuple[Event, ...]:
        """What the audit log tells of the entry now, newest first. Raises NotSetUp without that tab, Unavailable."""
        found = self._events(self.snapshot(), row_id)
        return tuple(event for event in found if event.tab_key == tab_key)

    def deleted(self) -> list[Lost]:
        """The entries that the audit log knows and the sheet has no more (see `history.deleted`), by a fresh read."""
        found = self._events(self.snapshot())
        return history.deleted(found, self._reader.fresh())

    def _events(self, snapshot: Snapshot, row_id: str | None = None) -> tuple[Event, ...]:
        if AUDIT.key not in snapshot.sheets:
            raise NotSetUp([AUDIT.title])
        (values,) = self._gateway.values([snapshot.sheets[AUDIT.key].title])
        return history.events(values, self._tabs, snapshot.context, row_id=row_id)

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

    def _trial_only(self) -> None:
        if not self.connection.is_trial:
            raise Unavailable("Dữ liệu mẫu chỉ dùng với bảng tính thử trên máy này, không dùng với Google.")

    def _second(self) -> datetime:
        moment = self._clock().astimezone(TIME_ZONE).replace(microsecond=0)
        # In a sheet midnight is a whole number, which stands for the whole day.
        return moment + timedelta(seconds=1) if moment.time() == time() else moment

    def _write(self, requests: list[Any], *, arrived: Callable[[Snapshot], bool], row_id: str) -> None:
        """Sends the requests; after an unclear answer looks whether the row has arrived instead of sending again."""
        try:
            self._gateway.update(requests)
        except Unavailable as error:
            if not error.unclear:
                raise
            with suppress(WorkbookError):
                if arrived(self._reader.fresh()):
                    return
            raise Pending(row_id) from error

    def _same_again(
        self, snapshot: Snapshot, tab: Tab, known: list[dict[str, Any]], entry: acceptance.Accepted
    ) -> Receipt:
        row = next((row for row in known if _holds(row, entry.values)), None)
        if row is None:
            sentence = (
                f"Mã dòng {known[0]['row_id']} đã có trong trang “{tab.title}” với nội dung khác. "
                "Chưa ghi gì; xin mở mục đó để sửa."
            )
            theirs = {key: known[0][key] for key in entry.values}
            raise Conflict(sentence, mine=entry.values, theirs=theirs, before={})
        at = row["entered_at"] or self._second()
        return Receipt(row["row_id"], tab.key, at, self._link(snapshot, tab, row), entry.warnings)

    def _look_again(self) -> Snapshot | None:
        """Where what was just written stands now. The look may fail: written it is all the same."""
        with suppress(WorkbookError):
            return self._reader.fresh()
        return None

    def _receipt(
        self,
        before: Snapshot,
        after: Snapshot | None,
        tab: Tab,
        row: dict[str, Any],
        at: datetime,
        warnings: tuple[Problem, ...],
    ) -> Receipt:
        if after is not None:
            found = _rows(after, tab, row["row_id"])
            if not any(_holds(now, row | {"sheet_row": now["sheet_row"]}) for now in found):
                warnings = (*warnings, _MOVED)
            row = found[0] if found else row
        return Receipt(row["row_id"], tab.key, at, self._link(after or before, tab, row), warnings)

    def problem_url(self, snapshot: Snapshot, problem: Problem, row: Mapping[str, Any] | None) -> str | None:
        """A link that opens the cell of the problem, which is in this row of its table.

        In Google it is the cell itself, with a workbook on this machine the entry's own page, or the tab's for a row
        that has none. None where there is no row.
        """
        if problem.tab_key is None or problem.sheet_row is None:
            return None
        if not self.connection.is_trial:
            cell = cell_name(problem.sheet_row, problem.column or 0)
            return f"{self.connection.address}#gid={snapshot.sheets[problem.tab_key].sheet_id}&range={cell}"
        if row is None or row.get("row_id") is None:
            return f"/sheet?tab={problem.tab_key}"
        return self._link(snapshot, self._tabs[problem.tab_key], row)

    def _link(self, snapshot: Snapshot, tab: Tab, row: Mapping[str, Any]) -> str:
        if not self.connection.is_trial:
            place = f"&range=A{row['sheet_row']}" if "sheet_row" in row else ""
            return f"{self.connection.address}#gid={snapshot.sheets[tab.key].sheet_id}{place}"
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
