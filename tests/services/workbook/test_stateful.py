"""Entries, corrections, people's own doings in the sheet, failing calls and restarts, in any order: what was
acknowledged stands once, as it was sent, and nothing stands that nobody sent.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import requests
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from services.local_sheets import LocalSheets
from services.local_sheets.core import Answer
from services.local_sheets.errors import quota_exceeded, server_fault
from services.reading import fold
from services.schema import AUDIT, BANNERS
from services.workbook import Conflict, Pending, Unavailable, Workbook
from services.workbook.connection import Connection, Kind, open_core
from tests.services.local_sheets.book import Book, cell, dimension, grid
from tests.services.workbook.trial import BANNER, BY, Clock, file_in, opened

LONGEST = timedelta(seconds=179)
"""So late Google may still carry out what it did not answer."""
FAULTS = ("429", "500", "503", "503 after", "reset", "reset after", "reset late", "captive")
COUNTS = st.integers(1, 9)
TROUBLES = st.one_of(st.just(()), st.lists(st.sampled_from(FAULTS), min_size=1, max_size=2))
"""What the coming writes meet."""
PLACES = st.integers(0, 10)


class Faulty(LocalSheets):
    """A workbook whose writes meet the coming faults, in their order, and whose reads may fail."""

    def __init__(self, file: Path, clock: Clock) -> None:
        super().__init__(file)
        self._clock = clock
        self.coming: list[str] = []
        self.late: list[tuple[datetime, Callable[[], object]]] = []
        """Writes that were not answered and are carried out later, with the moment when they came."""
        self.failing_reads = 0

    def respond(self, method: str, url: str, content: str | bytes | None, caller: str | None = None) -> Answer:
        def carried_out() -> Answer:
            return LocalSheets.respond(self, method, url, content, caller)

        if method == "GET":
            self.failing_reads -= 1
            return carried_out() if self.failing_reads < 0 else (503, server_fault(503).envelope())
        kind, _, when = (self.coming.pop(0) if self.coming else "").partition(" ")
        if when == "late":
            self.late.append((self._clock(), carried_out))
        elif not kind or when == "after":
            answer = carried_out()
        if kind == "reset":
            raise requests.ConnectionError
        if kind == "captive":
            return 200, {}
        if kind == "429":
            return 429, quota_exceeded("Write").envelope()
        return (int(kind), server_fault(int(kind)).envelope()) if kind else answer

    def carry_out_late(self, longest: timedelta = timedelta()) -> None:
        """Carries out what has waited for so long."""
        due = [each for each in self.late if self._clock() - each[0] >= longest]
        self.late = [each for each in self.late if each not in due]
        for _, carry_out in due:
            carry_out()


@dataclass(frozen=True)
class Sent:
    """What the model knows of an entry."""

    unit: str
    quantity: int
    acknowledged: bool = False
    wanted: int | None = None
    """The quantity of a correction that is under way."""
    deleted: bool = False
    """By hand."""
    unseen: bool = False
    """Deleted before anybody saw that it had arrived: it is sent again."""


class Sheet(RuleBasedStateMachine):
    """The workbook behind the app, beside a model of what people sent."""

    known: Bundle[str] = Bundle("known")
    """Row IDs that somebody sent."""

    @initialize()
    def begin(self) -> None:
        """A new workbook, as set-up leaves it."""
        self.folder, self.clock = Path(mkdtemp()), Clock()
        opened(self.folder, self.clock)
        self.core = Faulty(file_in(self.folder), self.clock)
        self.people = Book(self.core, file_in(self.folder))
        self.columns: list[str | None] = list(BANNERS.keys)
        self.sent: dict[str, Sent] = {}
        self.restart()

    def teardown(self) -> None:
        """Once nothing fails any more all that was accepted arrives, and the audit log tells of each write once."""
        if not hasattr(self, "book"):
            return
        self.core.coming, self.core.failing_reads = [], 0
        for _ in range(8):
            self.wait(60)
        assert self.book.queue().waiting == ()
        self.holds_what_was_sent(settled=True)
        title, added = AUDIT.field("action").word("add"), Counter[str]()
        for row in self.people.values(f"'{AUDIT.title}'")[1:]:
            added[row[4]] += row[2] == title
        assert added.keys() == self.sent.keys()
        assert all(times == 1 or self.sent[row_id].unseen for row_id, times in added.items())
        shutil.rmtree(self.folder)

    @rule()
    def restart(self) -> None:
        """The process ends, wherever it is, and another one goes on."""
        journal = self.folder / "journal.sqlite3"
        self.book = Workbook(Connection(open_core(self.core), Kind.EMBEDDED, "", journal), self.clock)

    @rule(target=known, unit=st.sampled_from(("CESTI", "HCMGIS")), quantity=COUNTS, troubles=TROUBLES)
    def add(self, unit: str, quantity: int, troubles: Sequence[str]) -> Any:
        """A new entry; without a snapshot to judge it by it is not accepted."""
        self.core.coming += troubles
        row_id = f"01J9-{len(self.sent):03}"
        sent = Sent(unit, quantity)
        return row_id if self.press(row_id, sent) else multiple()

    @rule(row_id=known)
    def press_again(self, row_id: str) -> None:
        """A double click."""
        self.press(row_id, self.sent[row_id])

    def press(self, row_id: str, sent: Sent) -> bool:
        values = BANNER | {"unit": sent.unit, "quantity": self.first.get(row_id, sent.quantity)}
        try:
            self.book.add("banners", values, by=BY, row_id=row_id, patience=0)
            sent = replace(sent, acknowledged=True)
        except Pending:
            pass
        except Unavailable:
            return False
        self.first.setdefault(row_id, sent.quantity)
        self.sent[row_id] = sent
        return True

    @property
    def first(self) -> dict[str, int]:
        """Row ID → the quantity that was sent first."""
        return self.__dict__.setdefault("_first", {})

    @rule(row_id=known, quantity=COUNTS, troubles=TROUBLES)
    def correct(self, row_id: str, quantity: int, troubles: Sequence[str]) -> None:
        """Somebody changes the entry as they see it."""
        sent = self.sent[row_id]
        if not sent.acknowledged or sent.wanted is not None or sent.quantity == quantity:
            return
        self.core.coming += troubles
        seen = {"quantity": sent.quantity}
        try:
            self.book.change("banners", row_id, {"quantity": quantity}, by=BY, seen=seen, patience=0)
            self.sent[row_id] = replace(sent, quantity=quantity)
        except Pending:
            self.sent[row_id] = replace(sent, wanted=quantity)
        except Conflict:
            assert sent.deleted
        except Unavailable:
            pass

    def by_hand(self, request: dict[str, Any]) -> None:
        """Somebody works in the sheet, after what is still to be carried out: that was laid out for rows and columns
        as they stood, and no program can keep it from another place when people move them in between.
        """
        self.core.carry_out_late()
        self.people.update(request)

    @rule(row_id=consumes(known))
    def delete_by_hand(self, row_id: str) -> None:
        """Somebody deletes the row in the sheet. One whose arrival nobody has seen yet is sent again."""
        for at, row in enumerate(self.rows()):
            if row.get("row_id") == row_id:
                span = dimension(at + 1, at + 2, sheet_id=BANNERS.sheet_id)
                self.by_hand({"deleteDimension": {"range": span}})
                sent = self.sent[row_id]
                self.sent[row_id] = replace(sent, deleted=True, unseen=not sent.acknowledged)
                break

    @rule(doing=st.sampled_from(("row", "column", "move", "sort", "rename")), at=PLACES, to=PLACES)
    def tidy(self, doing: str, at: int, to: int) -> None:
        """Somebody makes the sheet more to their liking."""
        getattr(self, f"_{doing}")(at, to)

    def _row(self, at: int, to: int) -> None:
        """A blank row among the entries."""
        self.by_hand({"insertDimension": {"range": dimension(at + 1, at + 2, sheet_id=BANNERS.sheet_id)}})

    def _column(self, at: int, to: int) -> None:
        """A blank column between ours."""
        self.by_hand({"insertDimension": {"range": dimension(at, at + 1, "COLUMNS", BANNERS.sheet_id)}})
        self.columns.insert(at, None)

    def _move(self, at: int, to: int) -> None:
        """A column to the left of another one."""
        if to not in (at, at + 1):
            span = dimension(at, at + 1, "COLUMNS", BANNERS.sheet_id)
            self.by_hand({"moveDimension": {"source": span, "destinationIndex": to}})
            self.columns.insert(to - (to > at), self.columns.pop(at))

    def _sort(self, at: int, to: int) -> None:
        """All rows, up or down by one of the columns."""
        spec = {"dimensionIndex": at, "sortOrder": "ASCENDING" if to > at else "DESCENDING"}
        span = grid(1, 60, 0, len(self.columns), BANNERS.sheet_id)
        self.by_hand({"sortRange": {"range": span, "sortSpecs": [spec]}})

    def _rename(self, at: int, to: int) -> None:
        """A header is called by another of its names, or without accents."""
        if key := self.columns[at]:
            field = BANNERS.field(key)
            names = (field.label, *field.aliases, fold(field.label).upper())
            start = {"sheetId": BANNERS.sheet_id, "rowIndex": 0, "columnIndex": at}
            rows = [{"values": [cell(names[to % len(names)])]}]
            self.by_hand({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})

    @rule()
    def fail_reads(self) -> None:
        """The next two reads fail."""
        self.core.failing_reads = 2

    @rule()
    def carry_out_late(self) -> None:
        """What was not answered happens now."""
        self.core.carry_out_late()

    @rule(seconds=st.sampled_from((6, 60, 120, 178)))
    def wait(self, seconds: int) -> None:
        """Time passes; what waits is tried again."""
        self.core.carry_out_late(LONGEST - timedelta(seconds=seconds))
        self.clock.tick(seconds=seconds)
        self.book.send_waiting()
        for row_id, sent in self.sent.items():
            if not self.is_waiting(row_id):
                quantity = sent.quantity if sent.wanted is None or self.is_refused(row_id) else sent.wanted
                self.sent[row_id] = replace(sent, quantity=quantity, wanted=None, acknowledged=True)

    def is_waiting(self, row_id: str) -> bool:
        return any(each.row_id == row_id for each in self.book.queue().waiting)

    def is_refused(self, row_id: str) -> bool:
        return any(each.row_id == row_id for each in self.book.queue().refused)

    def rows(self) -> list[dict[str, Any]]:
        """The rows below the header, by the columns as people moved them."""
        below = self.people.values(f"'{BANNERS.title}'")[1:]
        return [{key: value for key, value in zip(self.columns, row, strict=False) if value != ""} for row in below]

    @invariant()
    def holds_what_was_sent(self, settled: bool = False) -> None:
        """Each entry once at most, as it was sent; an acknowledged one unless somebody deleted it."""
        if not hasattr(self, "book"):
            return
        found = [row for row in self.rows() if row]
        times = Counter(row.get("row_id") for row in found)
        assert times.keys() <= self.sent.keys()
        assert set(times.values()) <= {1}
        for row_id, sent in self.sent.items():
            due = settled or sent.acknowledged
            assert row_id in times or sent.deleted or not due, row_id
        for row in found:
            sent = self.sent[row["row_id"]]
            assert row["unit"] == sent.unit
            assert row["quantity"] in ({sent.quantity} if settled else {sent.quantity, sent.wanted})
            assert row["slogan"] == BANNER["slogan"]


TestSheet = Sheet.TestCase
TestSheet.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)


class Slow(Faulty):
    """A workbook that takes its time: seconds before the coming writes, and while a read's answer travels."""

    before_write = 0
    after_read = 0

    def respond(self, method: str, url: str, content: str | bytes | None, caller: str | None = None) -> Answer:
        if method == "POST":
            self._clock.tick(seconds=self.before_write)
        answer = super().respond(method, url, content, caller)
        if ":batchGet" in url and self.after_read:
            self._clock.tick(seconds=self.after_read / 2)
            self.carry_out_late()
            self._clock.tick(seconds=self.after_read / 2)
            self.after_read = 0
        return answer


@pytest.mark.parametrize(
    ("before_write", "after_read", "wait"),
    [
        pytest.param(0, 4, 177, id="a look that began before the three minutes were over shows nothing"),
        pytest.param(10, 0, 175, id="the three minutes begin when the request comes, after those that were refused"),
    ],
)
def test_what_is_carried_out_at_the_last_moment_is_not_sent_again(tmp_path, clock, before_write, after_read, wait):
    opened(tmp_path, clock)
    core = Slow(file_in(tmp_path), clock)
    book = Workbook(Connection(open_core(core), Kind.EMBEDDED, "", tmp_path / "journal.sqlite3"), clock)
    core.coming, core.before_write = ["reset late"], before_write
    with pytest.raises(Pending):
        book.add("banners", BANNER, by=BY, row_id="01J9LATE", patience=0)
    clock.tick(seconds=wait)
    core.before_write, core.after_read = 0, after_read
    book.send_waiting()
    core.carry_out_late()
    clock.tick(minutes=4)
    book.send_waiting()
    assert len(Book(core, file_in(tmp_path)).values(f"'{BANNERS.title}'")[1:]) == 1
