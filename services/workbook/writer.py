"""The one sender: all that waits in the journal goes to the sheet together, each submission exactly once."""

import json
import logging
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from services.schema import Tab
from services.workbook import misplaced, outcomes
from services.workbook.errors import Conflict, FileUnusable, Invalid, NotSetUp, Unavailable, WorkbookError
from services.workbook.gateway import Gateway
from services.workbook.journal import Fate, Journal, State, Submission
from services.workbook.notes import entries, log, with_log
from services.workbook.outcomes import Stands, Write
from services.workbook.pace import Pace
from services.workbook.snapshot import Reader, Snapshot

CARRIED_OUT = timedelta(seconds=180)
"""How long Google may still carry out a request that it did not answer
(https://developers.google.com/workspace/sheets/api/limits)."""
LOOK_AGAIN = 5.0
"""Seconds between two looks for a submission without a clear answer."""
LINGER = 15.0
"""Seconds that a note waits for an entry to go with, so that notes alone take four of a minute's writes."""
LONGEST_WAIT = 60.0
"""Seconds at most between two attempts while Google fails."""
MAX_BYTES = 1_500_000
"""Of one call; Google recommends at most 2 MB."""
_ENDED = (500, 503)
"""Answers after which nothing is carried out any more; a gateway's own time-out (502, 504) says nothing."""
_BAD_ENTRY = (400, 413)
"""Answers that one entry of a group may be to blame for."""

_OWN_FAULT = "Ứng dụng gặp lỗi khi gửi, sẽ tự thử lại; xin báo người quản trị xem nhật ký máy chủ."
_log = logging.getLogger(__name__)
_Due = tuple[Submission, Write]


@dataclass(frozen=True)
class Queue:
    """What the office and the unit may know of the journal."""

    waiting: tuple[Submission, ...]
    """Accepted and not yet seen in the sheet, in the order of their acceptance."""
    refused: tuple[Submission, ...]
    """Not written and not tried again, until somebody takes them back."""
    trouble: str | None
    """Why the last attempt failed."""


class Writer:
    """Sends what the journal holds, in rounds: look what became of the last ones, send all that wait, look again.

    Whoever waits runs a round; once `reside` was called a thread of its own does, as long as anything is left.
    """

    def __init__(
        self,
        gateway: Gateway,
        reader: Reader,
        journal: Journal,
        clock: Callable[[], datetime],
        tabs: Mapping[str, Tab],
        *,
        has_quota: bool,
    ) -> None:
        self._gateway, self._reader, self._journal = gateway, reader, journal
        self._clock, self._tabs = clock, tabs
        # Together with a minute's look for the tabs at most 55 of Google's 60 reads, and 45 of its 60 writes.
        self._reads, self._writes = (Pace(40, 10), Pace(35, 10)) if has_quota else (Pace(), Pace())
        self._linger = LINGER if has_quota else 0.0
        self._sending, self._starting = threading.Lock(), threading.Lock()
        self._settled, self._pause = threading.Condition(), threading.Event()
        self._looking = threading.Lock()
        self._resides = self._runs = False
        self._failures = 0
        self._sent: list[misplaced.Sent] = []
        self.trouble: str | None = None
        """Why the last round failed."""
        self.moves = 0
        """Stands still as long as nothing in the queue has moved."""
        self._accepted = 0
        self._standing: object = None

    def reside(self) -> None:
        """From now on a thread sends; what an earlier process left goes first."""
        self._resides = True
        self._start()

    def accept(self, submissions: Iterable[Submission]) -> list[int]:
        """Keeps the submissions on disk, all or none, and gives their numbers. Raises FileUnusable."""
        numbers = self._journal.accept(submissions)
        self._accepted = max(numbers, default=self._accepted)
        return numbers

    def note(self, note: Submission) -> None:
        """Keeps a row for the audit log on disk, unless the journal knows its ID. Raises FileUnusable."""
        if self._journal.accept_once(note) and self._resides:
            self._start(self._linger)

    def wait_for(self, numbers: Sequence[int], patience: float) -> list[Submission]:
        """The submissions as they are once all are settled, at the latest after `patience` seconds; without a
        resident thread as they are after one round.
        """
        if not self._resides:
            self.round()
            return self._journal.numbered(numbers)
        self._start()
        if not self._failures:
            self._pause.set()
        end = monotonic() + patience
        with self._settled:
            while True:
                found = self._journal.numbered(numbers)
                left = end - monotonic()
                if left <= 0 or all(submission.is_settled for submission in found):
                    return found
                # Another process may settle them, too.
                self._settled.wait(min(left, 1.0))

    def queue(self) -> Queue:
        """What waits and what was refused, without notes. Raises FileUnusable."""
        waiting, refused = (entries(each) for each in (self._journal.open(), self._journal.refused()))
        return Queue(tuple(waiting), tuple(refused), self.trouble)

    def try_now(self) -> None:
        """Somebody mended something: the next round doesn't wait."""
        self._pause.set()
        if self._resides:
            self._start()
        else:
            self.round()

    def take_back(self, submission: Submission) -> None:
        """The person knows that it was refused."""
        self._journal.settle([submission], State.TAKEN_BACK, result=submission.result)
        self.moves += 1

    def drain(self, seconds: float) -> None:
        """Returns when the thread has sent all, at the latest after that time."""
        end = monotonic() + seconds
        self._pause.set()
        with self._settled:
            # Whoever accepted it last may not have started the thread yet; another process may send it, too.
            while self._left() and (left := end - monotonic()) > 0:
                self._settled.wait(min(left, 0.1))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No round is under way, in no process on this machine, while the block runs."""
        with self._sending, self._journal.lease():
            yield

    def round(self) -> float | None:
        """One round. Gives the seconds until the next one; None when nothing is left."""
        try:
            with self.alone():
                self._round()
                left = self._journal.open()
        except NotSetUp as error:
            # Only people can mend that; what is sent to other tabs doesn't wait for them.
            self._failures, self.trouble = 0, str(error)
            delay: float | None = LOOK_AGAIN
        except Exception as error:
            # Whatever it was must not end the sending: the next round tries again.
            if not isinstance(error, WorkbookError):
                _log.exception("a round of sending failed")
            self._failures += 1
            self.trouble = str(error) if isinstance(error, WorkbookError) else _OWN_FAULT
            # Spreads those who were refused together; no secret.
            delay = min(2**self._failures + random.random(), LONGEST_WAIT)  # noqa: S311
        else:
            self._failures, self.trouble = 0, None
            unclear = any(submission.state is State.SENT for submission in left)
            at_once = 0.0 if entries(left) else self._linger
            delay = (LOOK_AGAIN if unclear else at_once) if left else None
        # What is accepted meanwhile is either not counted yet, or still seen as open: the next round tells it apart.
        standing = self._accepted, [(each.number, each.state) for each in entries(self._left() or ())], self.trouble
        if standing != self._standing:
            self._standing, self.moves = standing, self.moves + 1
        with self._settled:
            self._settled.notify_all()
        return delay

    def _start(self, delay: float = 0.0) -> None:
        with self._starting:
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._go_on, args=(delay,), name="writer", daemon=True).start()

    def _go_on(self, delay: float | None) -> None:
        while True:
            self._pause.wait(delay or 0)
            self._pause.clear()
            delay = self.round()
            with self._starting:
                if delay is None and self._left() == []:
                    self._runs = False
                    self._pause.clear()
                    return

    def _left(self) -> list[Submission] | None:
        """What is still under way; None when the journal can't tell."""
        try:
            return self._journal.open()
        except FileUnusable:
            return None

    def _round(self) -> None:
        submissions = self._journal.open()
        if not submissions:
            return
        snapshot = self._follow_up()
        try:
            hindrance = self._send_due(snapshot)
        except Unavailable as error:
            if not error.unclear:
                raise
            self._follow_up()
            hindrance = error if self._journal.open() else None
        states = {each.state for each in entries(self._journal.open())}
        # Where the next round comes at once, its look tells.
        if State.WRITTEN in states and (State.WAITING not in states or State.SENT in states or hindrance):
            self._follow_up()
        if hindrance:
            raise hindrance

    def look(self) -> Snapshot:
        """A snapshot whose read began after this call, at the sender's pace; those who ask meanwhile share it."""
        begun = self._reader.begun
        with self._looking:
            return self._reader.since(begun) or self._look()

    def _look(self, *, relocate: bool = False) -> Snapshot:
        self._reads.wait()
        return self._reader.fresh(relocate=relocate)

    def _follow_up(self) -> Snapshot:
        """Looks what became of what was sent, and puts right what landed in the wrong place."""
        while True:
            asked_at = self._clock()
            snapshot = self._seen(self._journal.open(), asked_at)
            under_way = self._under_way()
            repair = misplaced.repair(self._sent, entries(under_way), self._tabs, snapshot)
            self._settle(under_way, snapshot, repair, asked_at)
            if not repair.part:
                numbers = {each.number for each in self._under_way()}
                self._sent = [each for each in self._sent if numbers & each.numbers]
                return snapshot
            self._put_right(repair, under_way, snapshot)

    def _seen(self, submissions: Sequence[Submission], now: datetime) -> Snapshot:
        """What to judge them by: for notes alone what viewers have read will do; where one of them would be sent again,
        the audit log is read, too.
        """
        snapshot = self._look() if entries(submissions) else self._reader.current()
        if any(each.is_note and each.until and each.until <= now for each in submissions):
            # A log that can't be read leaves them where they are, and holds up nobody else.
            with suppress(WorkbookError):
                self._reads.wait()
                return with_log(snapshot, log(self._gateway, snapshot))
        return snapshot

    def _under_way(self) -> list[Submission]:
        return [each for each in self._journal.open() if each.state is not State.WAITING]

    def _put_right(self, repair: misplaced.Repair, submissions: Iterable[Submission], snapshot: Snapshot) -> None:
        self._writes.wait()
        self._sent.append(misplaced.Sent(repair.part, snapshot))
        try:
            self._update(repair.part)
        except Unavailable as error:
            if not error.unclear:
                self._sent.pop()
                if error.status not in _BAD_ENTRY:
                    raise
        for each in submissions:
            if each.number in repair.again:
                self._journal.settle([each], State.WRITTEN, result=misplaced.tried(each))

    def _settle(
        self, submissions: Iterable[Submission], snapshot: Snapshot, repair: misplaced.Repair, now: datetime
    ) -> None:
        """`now`: when the look for the snapshot began."""
        known = (each for each in submissions if each.tab_key in snapshot.tables and each.number not in repair.again)
        fates = (self._fate(each, snapshot, repair, now) for each in known)
        self._journal.note([fate for fate in fates if fate])

    def _fate(self, each: Submission, snapshot: Snapshot, repair: misplaced.Repair, now: datetime) -> Fate | None:
        row = outcomes.arrived(each, self._tabs[each.tab_key], snapshot)
        if row is not None:
            return Fate(each, State.DONE, result=outcomes.place(each, row))
        if error := repair.refused.get(each.number):
            return Fate(each, State.REFUSED, result=outcomes.kept(error))
        if each.state is State.WRITTEN:
            return Fate(each, State.DONE, result=outcomes.NOT_SEEN)
        if each.until is None or now >= each.until:
            return Fate(each, State.WAITING)
        # The clock was set back since.
        return Fate(each, State.SENT, until=now + CARRIED_OUT) if each.until - now > CARRIED_OUT else None

    def _send_due(self, snapshot: Snapshot) -> WorkbookError | None:
        """Sends what is due; gives what keeps the rest from being sent."""
        due, hindrance = self._due(self._journal.open(), snapshot)
        parts: list[Sequence[_Due]] = [due] if due else []
        while parts:
            part = parts.pop(0)
            try:
                self._post(part, snapshot)
            except Unavailable as error:
                if error.status not in _BAD_ENTRY:
                    raise
                if misplaced.is_laid_out_anew(snapshot, self._look(relocate=True)):
                    return hindrance
                parts[:0] = self._without_the_bad(part, error)
        return hindrance

    def _due(self, submissions: Iterable[Submission], snapshot: Snapshot) -> tuple[list[_Due], WorkbookError | None]:
        """What may be sent in one call. A row's next change, and a unit's next entry, wait for a clear answer first."""
        due: list[_Due] = []
        hindrance: WorkbookError | None = None
        held: set[Any] = set()
        size = 0
        for each in submissions:
            if not (snapshot.cells or each.is_note):
                # Accepted since the round began with nothing but notes; the next one looks first.
                continue
            row, unit = (each.tab_key, each.row_id), each.values.get("unit") if each.is_new else None
            if each.state is not State.WAITING or held & {row, unit}:
                held |= {row, unit} - {None} if each.state is not State.WRITTEN else {row}
                continue
            try:
                decision = outcomes.decide(each, self._tabs[each.tab_key], snapshot)
            except NotSetUp as error:
                hindrance = error
            except (Conflict, Invalid) as error:
                self._journal.settle([each], State.REFUSED, result=outcomes.kept(error))
            except KeyError:
                _log.exception("what an earlier version accepted can't be written")
                self._journal.settle([each], State.REFUSED, result=outcomes.kept(outcomes.UNKNOWN))
            else:
                if isinstance(decision, Stands):
                    self._journal.settle([each], State.DONE, result=outcomes.place(each, decision.row))
                    continue
                size += len(json.dumps(decision.requests))
                if due and size > MAX_BYTES:
                    break
                due.append((each, decision))
                held.add(row)
        return due, hindrance

    def _post(self, part: Sequence[_Due], snapshot: Snapshot) -> None:
        submissions = [submission for submission, _ in part]
        self._writes.wait()
        self._journal.settle(submissions, State.SENT, until=self._clock() + CARRIED_OUT)
        self._sent.append(misplaced.Sent(part, snapshot))
        try:
            self._update(part)
        except WorkbookError as error:
            if not (isinstance(error, Unavailable) and error.unclear):
                self._sent.pop()
                self._journal.settle(submissions, State.WAITING)
            else:
                # Counted from now: those before it may have been refused, and this the first that came through.
                still = timedelta() if error.status in _ENDED else CARRIED_OUT
                self._journal.settle(submissions, State.SENT, until=self._clock() + still)
            raise
        self._journal.note([Fate(each, State.DONE if each.is_note else State.WRITTEN) for each in submissions])

    def _update(self, part: Sequence[_Due]) -> None:
        self._gateway.update([request for _, write in part for request in write.requests])

    def _without_the_bad(self, part: Sequence[_Due], error: Unavailable) -> list[Sequence[_Due]]:
        """The rest of a refused group, in parts that may be sent again, once the bad entry is found."""
        bad = 0 if len(part) == 1 else _owner(part, error.request_index)
        if bad is None:
            half = len(part) // 2
            return [part[:half], part[half:]]
        self._journal.settle([part[bad][0]], State.REFUSED, result=outcomes.kept(error))
        rest = [*part[:bad], *part[bad + 1 :]]
        return [rest] if rest else []


def _owner(part: Sequence[_Due], request_index: int | None) -> int | None:
    """Which entry of the group the refused request belongs to."""
    owners = [at for at, (_, write) in enumerate(part) for _ in write.requests]
    return owners[request_index] if request_index is not None and request_index < len(owners) else None
