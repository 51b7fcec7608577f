"""The shared sheet as the rest of the app knows it: a snapshot to read, entries to add, entries to change.

This is the unguarded inner door, for pages behind `services.access` and for scripts on the server.
"""

import atexit
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from ulid import ULID

from services.chase import Traces
from services.plan import TIME_ZONE
from services.reading import Problem
from services.schema import AUDIT, TABS, Tab
from services.workbook import (
    acceptance,
    batch,
    freezing,
    grid,
    history,
    links,
    notes,
    outcomes,
    reminders,
    repair_cells,
    retention,
    samples,
    setting,
    writes,
)
from services.workbook.adoption import Adoption
from services.workbook.connection import Connection, Kind, connect
from services.workbook.erasing import Erased, Eraser
from services.workbook.erasure import Entry
from services.workbook.errors import Conflict, Pending, Unavailable, WorkbookError
from services.workbook.first_seen import Sightings
from services.workbook.grid import Edit, Grid, Outcome
from services.workbook.history import Event, Lost
from services.workbook.journal import Journal, State, Submission
from services.workbook.looks import Looks
from services.workbook.outcomes import holds, rows_with
from services.workbook.receipts import Receipt, receipt
from services.workbook.repair_cells import Mended, Mending
from services.workbook.setup import Change, Request, pending_changes, set_up
from services.workbook.snapshot import Reader, Snapshot
from services.workbook.trend import Trend
from services.workbook.writer import Queue, Writer

PATIENCE = 60.0
"""Seconds that `add` and `change` wait for the sheet."""
DRAINING = 20.0
"""Seconds that a process which was told to end goes on sending."""


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
        self._journal = Journal(connection.journal_file)
        sightings = Sightings(self._journal)
        self._reader = Reader(self._gateway, sightings, self._clock, tabs)
        self._trend = Trend(connection.journal_file)
        self.looks = Looks(connection.journal_file)
        has_quota = connection.kind is not Kind.EMBEDDED
        self._writer = Writer(self._gateway, self._reader, self._journal, self._clock, tabs, has_quota=has_quota)
        self._eraser = Eraser(self._gateway, self._reader, self._writer, self._journal, sightings)

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

    def reside(self) -> None:
        """From now on a thread of its own sends what was accepted, first what an earlier process left."""
        self._writer.reside()

    def drain(self, seconds: float = DRAINING) -> None:
        """Gives the resident thread so long at most to send what waits; the rest goes first at the next start."""
        self._writer.drain(seconds)

    def add(
        self,
        tab_key: str,
        values: Mapping[str, Any],
        *,
        by: str,
        row_id: str | None = None,
        patience: float = PATIENCE,
        is_bound: bool = False,
    ) -> Receipt:
        """Accepts one entry, on disk, and waits until the sheet has it; it goes there in one atomic call with its
        audit row, together with all others that wait.

        `values`: field key → Python value or what a person would type. `is_bound`: a freeze closes the sheet to whoever
        enters, unless their unit has an exception. The same `row_id` with the same values again
        gives the same receipt; so a double click adds one row.

        Raises Invalid (Closed after a freeze), Conflict (the ID stands for other values), NotSetUp, FileUnusable:
        nothing was accepted;
        Unavailable: the sheet refused this entry, nothing was written; Pending: accepted, on its way.
        """
        (receipt,) = self.add_all(
            tab_key,
            [(new_row_id() if row_id is None else row_id, values)],
            by=by,
            patience=patience,
            is_bound=is_bound,
        )
        return receipt

    def change(
        self,
        tab_key: str,
        row_id: str,
        changes: Mapping[str, Any],
        *,
        by: str,
        seen: Mapping[str, Any],
        action: str | None = None,
        patience: float = PATIENCE,
        is_bound: bool = False,
    ) -> Receipt:
        """Writes `changes` over the row wherever it stands now, with an audit row, in one atomic call.

        `changes` and `seen` map field keys to typed values; `seen` is what the person had before their eyes.
        `action`: the audit log's word, where it isn't plain from the changes.

        What others changed meanwhile in other fields stays; a change that stands already is not written again.

        Raises Conflict when the row is gone, or when what is to be changed differs from `seen`, and else like `add`.
        """
        tab = acceptance.log(self._tabs, tab_key)
        snapshot, row = self._row_to_change(tab, row_id, changes, seen)
        wanted = acceptance.changes(tab, changes, row, snapshot, by=by)
        submission = Submission(
            tab.key,
            row_id,
            action or outcomes.action_of(wanted.values),
            wanted.by,
            self._second(),
            wanted.values,
            seen=dict(seen),
            is_bound=is_bound,
        )
        if holds(row, wanted.values):
            return Receipt(
                row_id, tab.key, submission.at, links.to_entry(self.connection, snapshot, tab, row), wanted.warnings
            )
        outcomes.decide(submission, tab, snapshot)
        numbers = self._writer.accept([submission])
        (receipt,) = self._answers(tab, numbers, [wanted.warnings], patience)
        return receipt

    def restore(
        self,
        tab_key: str,
        row_id: str,
        values: Mapping[str, Any],
        *,
        by: str,
        entered_by: str,
        entered_at: datetime | None,
        patience: float = PATIENCE,
        is_bound: bool = False,
    ) -> Receipt:
        """Puts an entry that somebody deleted back, with its ID and as it was entered; `values` are typed.

        Raises Conflict when the sheet has the ID, and else like `add`.
        """
        tab = acceptance.log(self._tabs, tab_key)
        snapshot = self._reader.fresh()
        if rows := rows_with(snapshot, tab, row_id):
            raise outcomes.other_content(tab, row_id, values, rows[0])
        row = {**values, "entered_by": entered_by, "entered_at": entered_at}
        name = acceptance.person(tab.field("entered_by"), by, snapshot)
        submission = Submission(tab.key, row_id, "restore", name, self._second(), row, is_bound=is_bound)
        outcomes.decide(submission, tab, snapshot)
        (receipt,) = self._answers(tab, self._writer.accept([submission]), [()], patience)
        return receipt

    def queue(self) -> Queue:
        """What was accepted and is not in the sheet yet, and what was refused. Raises FileUnusable."""
        return self._writer.queue()

    @property
    def moves(self) -> int:
        """Stands still as long as nothing in the queue has moved."""
        return self._writer.moves

    def send_waiting(self) -> None:
        """Somebody mended something: what waits is sent now."""
        self._writer.try_now()

    def take_back(self, submission: Submission) -> None:
        """The person who sent it knows that it was refused, and has what they typed."""
        self._writer.take_back(submission)

    def add_all(
        self,
        tab_key: str,
        entries: Sequence[tuple[str, Mapping[str, Any]]],
        *,
        by: str,
        patience: float = PATIENCE,
        is_bound: bool = False,
    ) -> list[Receipt]:
        """`add` for several entries of one tab, (row ID, values) each: all are accepted, or none."""
        tab = acceptance.log(self._tabs, tab_key)
        # Before the lock: a look that takes long keeps nobody else from being heard.
        snapshot = self._reader.current()
        with self._lock:
            waiting = [each for each in self._journal.open() if each.is_new and each.tab_key == tab.key]
            accepted = batch.checked(tab, entries, snapshot, by=by, waiting=waiting)
            known = [
                self._known(tab, row_id, each, snapshot) for (row_id, _), each in zip(entries, accepted, strict=True)
            ]
            at = self._second()
            fresh = [
                Submission(tab.key, row_id, "add", each.by, at, each.values, is_bound=is_bound)
                for (row_id, _), each, before in zip(entries, accepted, known, strict=True)
                if before is None
            ]
            for submission in fresh:
                outcomes.decide(submission, tab, snapshot)
            numbers = iter(self._writer.accept(fresh))
        wanted = [next(numbers) if before is None else before for before in known]
        waited_for = [number for number in wanted if isinstance(number, int)]
        answers = iter(self._answers(tab, waited_for, [each.warnings for each in accepted], patience))
        return [each if isinstance(each, Receipt) else next(answers) for each in wanted]

    def _known(self, tab: Tab, row_id: str, entry: acceptance.Accepted, snapshot: Snapshot) -> int | Receipt | None:
        """The number, or the receipt, of the entry when it was sent before. Raises Conflict when the ID stands for
        other values.
        """
        if before := self._journal.new_row(tab.key, row_id):
            if not holds(before.values, entry.values):
                raise outcomes.other_content(tab, row_id, entry.values, before.values)
            return before.number
        if not (rows := rows_with(snapshot, tab, row_id)):
            return None
        row = next((row for row in rows if holds(row, entry.values)), None)
        if row is None:
            raise outcomes.other_content(tab, row_id, entry.values, rows[0])
        at = row["entered_at"] or self._second()
        return Receipt(row_id, tab.key, at, links.to_entry(self.connection, snapshot, tab, row), entry.warnings)

    def _row_to_change(
        self, tab: Tab, row_id: str, changes: Mapping[str, Any], seen: Mapping[str, Any]
    ) -> tuple[Snapshot, dict[str, Any]]:
        """The row as the person saw it; one who saw more than the last snapshot holds makes for a new one."""
        snapshot = self._reader.current()
        try:
            return snapshot, acceptance.only_row(tab, rows_with(snapshot, tab, row_id), row_id, mine=changes, seen=seen)
        except Conflict:
            snapshot = self._writer.look()
        return snapshot, acceptance.only_row(tab, rows_with(snapshot, tab, row_id), row_id, mine=changes, seen=seen)

    def _answers(
        self, tab: Tab, numbers: Sequence[int], warnings: Sequence[tuple[Problem, ...]], patience: float
    ) -> list[Receipt]:
        settled = self._writer.wait_for(numbers, patience)
        receipts = []
        for each, unusual in zip(settled, warnings, strict=False):
            if each.state in (State.REFUSED, State.TAKEN_BACK):
                self._writer.take_back(each)
                raise outcomes.told(each.result)
            if not each.is_settled:
                raise Pending(each.row_id, self._writer.trouble)
            receipts.append(receipt(each, tab, self.connection, self._reader.current(), unusual))
        return receipts

    def grid(self, tab_key: str) -> Grid:
        """The tab as people see it in the sheet now."""
        return grid.read(self._gateway, self.snapshot(), self._tabs[tab_key])

    def type_in(self, seen: Grid, edits: Sequence[Edit], *, by: str) -> Outcome:
        """Writes what was typed by hand into cells of the grid that the person saw (see `grid.write`)."""
        with self._writer.alone():
            return grid.write(self._gateway, self.snapshot(), seen, edits, by=by, at=self._second())

    def adopt(self, *, by: str, unit: str | None = None) -> Mended:
        """Makes entries of all rows typed by hand, or of those of one unit (see `adoption`)."""
        return self.mend(Adoption(new_row_id, unit), by=by)

    def mend(self, mending: Mending, *, by: str) -> Mended:
        """Carries out, in one atomic call, an adoption, repairs, new IDs or the undoing of one (see `repair_cells`)."""
        with self._writer.alone():
            mended = repair_cells.carry_out(self._gateway, self._reader.fresh(), mending, by=by, at=self._second())
            with suppress(WorkbookError):
                self._reader.fresh()
            return mended

    def erase(self, seen: Sequence[Entry] | None, *, by: str) -> Erased:
        """Erases who stands in these nominations (None: in all), here, in the audit log and in the journal.

        It can't be taken back. See `Eraser` for what it raises; asked again, it erases what is still there.
        """
        return self._eraser.erase(seen, by=by, at=self._second)

    def scrub(self, row_id: str, *, by: str) -> Erased:
        """Erases from audit log and journal who stood in the nomination before it was corrected (see `erase`)."""
        return self._eraser.scrub(row_id, by=by, at=self._second)

    def set_erase_on(self, day: date | None, *, by: str, seen: date | None) -> None:
        """Puts the day from which on nominees' data are to be erased into the plan, in one call with an audit row.

        Raises Conflict when the plan does not say `seen`, Invalid without a name, NotSetUp, Unavailable.
        """
        with self._writer.alone():
            own = retention.ERASE_ON
            setting.put(self._gateway, self._reader, own, day, by=by, at=self._second(), seen=seen)

    def set(
        self,
        key: str,
        value: str | datetime | None,
        *,
        by: str,
        seen: str | datetime | None,
        unit: str | None = None,
    ) -> str | datetime | None:
        """Writes one setting of `schema.SETTING_KEYS`, None for none, in one call with an audit row, and gives it as it
        stands: texts as reading gives them, an exception's end in whole minutes.

        The key `exception` takes a moment, and a unit's code.

        Raises Conflict when the sheet does not say `seen`, Invalid, NotSetUp without the tab, Unavailable.
        """
        snapshot = self.snapshot()
        wish, wanted = setting.of(key, unit, snapshot), setting.wanted(value, snapshot)
        with self._writer.alone():
            setting.put(self._gateway, self._reader, wish, wanted, by=by, at=self._second(), seen=seen)
        return wanted

    def freeze(self, *, by: str) -> int:
        """Freezes the figures, once what waits was sent, and gives the number of the freeze (see `freezing`).

        From then on entries of those who are bound are refused, and the logs are protected in the sheet. A freeze that
        an unclear answer or an error leaves unfinished doesn't count.

        Raises Invalid without a name, NotSetUp without the tab, FileUnusable, Unavailable.
        """
        self._writer.round()
        with self._writer.alone():
            office = self.connection.settings.office
            number = freezing.freeze(self._gateway, self._reader, office, by=by, at=self._second())
            with suppress(WorkbookError):
                self._reader.fresh()
            return number

    def problem_days(self) -> pd.DataFrame:
        """How many problems the sheet had, day by day (see `Trend.days`)."""
        return self._trend.days()

    def history(self, tab_key: str, row_id: str) -> tuple[Event, ...]:
        """What the audit log tells of the entry now, newest first. Raises NotSetUp without that tab, Unavailable."""
        found = self._events(self.snapshot(), row_id)
        return tuple(event for event in found if event.tab_key == tab_key)

    def deleted(self) -> list[Lost]:
        """The entries that the audit log knows and the sheet has no more (see `history.deleted`), by a fresh read.

        Those that the log doesn't know, because an older version of the whole spreadsheet was restored, are known
        from the journal.
        """
        found = self._events(self.snapshot())
        known = {(event.tab_key, event.row_id) for event in found}
        own = [
            Event(each.at, each.by, each.action, each.tab_key, each.row_id, each.seen, each.values)
            for each in reversed(self._journal.done())
            if (each.tab_key, each.row_id) not in known
        ]
        return history.deleted([*found, *own], self._reader.fresh())

    def audit(self) -> tuple[Event, ...]:
        """The whole audit log now, newest first. Raises NotSetUp without that tab, Unavailable."""
        return self._events(self.snapshot())

    def note(
        self, action: str, *, by: str, tab_key: str | None = None, about: str | None = None, once: str | None = None
    ) -> None:
        """Accepts, on disk, a row for the audit log that belongs to no entry; it goes there with the next entry, or
        soon by itself. Waits for nothing.

        `action`: key of `schema.ACTIONS`. `about`: in plain words, for the column *Sau*. `once`: whoever notes
        something else with this key, in any process on this machine, notes nothing. Raises FileUnusable.
        """
        tab = self._tabs.get(tab_key) if tab_key else None
        self._writer.note(notes.note(action, by=by, at=self._second(), tab=tab, about=about, once=once))

    def remind(self, units: Mapping[str, int], *, by: str) -> None:
        """Notes that these units were reminded, a row for each. `units`: code → how often they had been, as far as the
        person knew: a press that comes twice is noted once. Raises Invalid without a name, FileUnusable.
        """
        snapshot = self.snapshot()
        name = acceptance.person(AUDIT.field("by"), by, snapshot)
        day = self._second().date()
        for unit, times in units.items():
            once = reminders.once(unit, times, by=name, day=day)
            self.note(reminders.ACTION, by=name, about=reminders.about(unit, snapshot.units), once=once)

    def chased(self) -> Traces:
        """Reminders, also those on their way to the audit log, and what was sent again after it had been returned; one
        read. Raises NotSetUp without that tab, Unavailable.
        """
        waiting, snapshot = self._journal.open(), self.snapshot()
        return reminders.traces(self._events(snapshot), waiting, snapshot.units)

    def _events(self, snapshot: Snapshot, row_id: str | None = None) -> tuple[Event, ...]:
        values = notes.log(self._gateway, snapshot)
        return history.events(values, self._tabs, snapshot.context, row_id=row_id)

    def load_samples(self, *, by: str) -> int:
        """Adds the sample entries that are not there yet, in one atomic call, and gives their number."""
        return self._samples("samples_load", samples.loading, by)

    def clear_samples(self, *, by: str) -> int:
        """Removes the sample entries that nobody has edited since, in one atomic call, and gives their number."""
        return self._samples("samples_clear", samples.clearing, by)

    def _samples(
        self, action: str, decided: Callable[[Snapshot, Mapping[str, Tab]], tuple[list[Request], int]], by: str
    ) -> int:
        if not self.connection.is_trial:
            raise Unavailable("Dữ liệu mẫu chỉ dùng với bảng tính thử trên máy này, không dùng với Google.")
        with self._writer.alone():
            snapshot = self._reader.fresh()
            requests, count = decided(snapshot, self._tabs)
            if requests:
                self._gateway.update([*requests, writes.auditing(snapshot, action, by=by, at=self._second())])
                self._reader.fresh()
            return count

    def _second(self) -> datetime:
        moment = self._clock().astimezone(TIME_ZONE).replace(microsecond=0)
        # In a sheet midnight is a whole number, which stands for the whole day.
        return moment + timedelta(seconds=1) if moment.time() == time() else moment


def open_workbook(clock: Callable[[], datetime] | None = None) -> Workbook:
    """The workbook that environment and secrets name (see `connection.connect`); a new embedded one comes set up.

    Raises FileUnusable or Unavailable, with the sentence for the person.
    """
    book = Workbook(connect(), clock)
    book.reside()
    # Streamlit ends in good order on SIGTERM and SIGINT; threads are alive until this returns.
    atexit.register(book.drain)
    return book
