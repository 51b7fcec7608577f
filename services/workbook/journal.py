"""The journal: what was accepted and what became of it, on disk before anything is sent.

A small SQLite file beside the workbook, one per spreadsheet. `synchronous=FULL`: what is committed survives a power
cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

from services.schema import AUDIT
from services.workbook.errors import FileUnusable

Values = Mapping[str, Any]
"""Field key → typed value."""


class State(StrEnum):
    """What became of a submission."""

    WAITING = "waiting"
    SENT = "sent"
    """Under way, or without a clear answer: it may stand in the sheet."""
    WRITTEN = "written"
    """The sheet said yes; not seen there yet."""
    DONE = "done"
    REFUSED = "refused"
    """Not written and not tried again: the person has to do something."""
    TAKEN_BACK = "taken back"
    """Refused, and the person knows and has what they typed."""


OPEN = (State.WAITING, State.SENT, State.WRITTEN)
"""The states from which the writer goes on."""


@dataclass(frozen=True)
class Submission:
    """One accepted wish to write, as the journal keeps it."""

    tab_key: str
    row_id: str
    action: str
    """The audit log's word."""
    by: str
    at: datetime
    """When it was accepted."""
    values: Values
    seen: Values | None = None
    """What the person saw where they change a row; None for a new row."""
    number: int = 0
    """Counts up in the order of acceptance."""
    state: State = State.WAITING
    until: datetime | None = None
    """SENT: as long as the request may still be carried out."""
    result: Values = field(default_factory=dict)
    """DONE or WRITTEN: `sheet_row` and `warnings`; REFUSED: why (see `outcomes`)."""
    is_bound: bool = False
    """True when a freeze that comes before it closes the sheet to it."""

    @property
    def is_new(self) -> bool:
        """True for a new row, False for a change of one."""
        return self.seen is None

    @property
    def is_note(self) -> bool:
        """True for a row of the audit log that belongs to no entry."""
        return self.tab_key == AUDIT.key

    @property
    def is_settled(self) -> bool:
        """True when whoever waits for it can be answered: a change only after it was seen in the sheet."""
        return self.state not in OPEN or (self.is_new and self.state is State.WRITTEN)


@dataclass(frozen=True)
class Fate:
    """What became of one submission."""

    submission: Submission
    state: State
    until: datetime | None = None
    result: Values = field(default_factory=dict)


_TABLES = """
CREATE TABLE IF NOT EXISTS submissions(
    number INTEGER PRIMARY KEY AUTOINCREMENT, tab_key TEXT NOT NULL, row_id TEXT NOT NULL, action TEXT NOT NULL,
    "by" TEXT NOT NULL, at TEXT NOT NULL, "values" TEXT NOT NULL, seen TEXT, state TEXT NOT NULL, until TEXT,
    result TEXT NOT NULL, bound INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS submissions_by_row ON submissions(row_id);
CREATE INDEX IF NOT EXISTS submissions_by_state ON submissions(state);
"""
_COLUMNS = 'tab_key, row_id, action, "by", at, "values", seen, number, state, until, result, bound'


class Journal:
    """The journal's file. Every method raises FileUnusable when it can't be read or written.

    A damaged file is put aside under another name, which `quarantined` then holds, and a new one is begun.
    `busy_seconds`: how long to wait for another process that is writing.
    """

    def __init__(self, file: Path, busy_seconds: float = 5.0) -> None:
        self._file, self._busy_seconds = file, busy_seconds
        self.quarantined: Path | None = None
        with _unusable(file):
            # Beside a sheet on a server nothing else makes the folder.
            file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file() and not _is_sound(file, busy_seconds):
            self.quarantined = _free_name(file)
            with _unusable(file):
                file.rename(self.quarantined)
        with self.opened() as database:
            database.executescript(_TABLES)
            if "bound" not in {name for _, name, *_ in database.execute("PRAGMA table_info(submissions)")}:
                # The file of an earlier version.
                database.execute("ALTER TABLE submissions ADD COLUMN bound INTEGER NOT NULL DEFAULT 0")

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """The file; what is done inside is on disk when the block ends without an error."""
        with (
            _unusable(self._file),
            closing(sqlite3.connect(self._file, timeout=self._busy_seconds)) as database,
        ):
            database.execute("PRAGMA synchronous=FULL")
            with database:
                yield database

    @contextmanager
    def lease(self) -> Iterator[None]:
        """The sole right to send, of all processes on this machine; it ends with the process, however that ends."""
        with _unusable(self._file):
            lease = sqlite3.connect(
                self._file.with_suffix(".lease"),
                timeout=self._busy_seconds,
                isolation_level=None,
                check_same_thread=False,
            )
        with closing(lease):
            with _unusable(self._file):
                lease.execute("BEGIN EXCLUSIVE")
            yield

    def accept(self, submissions: Iterable[Submission]) -> list[int]:
        """Keeps new submissions, all or none, and gives their numbers."""
        with self.opened() as database:
            return [_insert(database, submission) for submission in submissions]

    def accept_once(self, submission: Submission) -> bool:
        """Keeps the submission of a new row unless `new_row` knows one, in any process; True when it was kept."""
        with self.opened() as database:
            database.execute("BEGIN IMMEDIATE")
            row = (submission.row_id, submission.tab_key, *_IN_VAIN)
            if database.execute(f"SELECT 1 FROM submissions WHERE {_NEW_ROW}", row).fetchone():  # noqa: S608  # as below
                return False
            _insert(database, submission)
            return True

    def open(self) -> list[Submission]:
        """Those that the writer has to go on with, in the order of their acceptance."""
        return self._select(f"state IN ({', '.join('?' * len(OPEN))})", *OPEN)

    def refused(self) -> list[Submission]:
        """Those that need a person, in the order of their acceptance."""
        return self._select("state = ?", State.REFUSED)

    def done(self) -> list[Submission]:
        """Those that the sheet has had, in the order of their acceptance."""
        return self._select("state = ?", State.DONE)

    def of(self, tab_key: str) -> list[Submission]:
        """All for this tab, in the order of their acceptance."""
        return self._select("tab_key = ?", tab_key)

    def numbered(self, numbers: Sequence[int]) -> list[Submission]:
        """The submissions with these numbers, in their order."""
        found = {
            submission.number: submission for number in numbers for submission in self._select("number = ?", number)
        }
        return [found[number] for number in numbers]

    def new_row(self, tab_key: str, row_id: str) -> Submission | None:
        """The last submission of a new row of the tab with this ID that was not refused."""
        found = self._select(_NEW_ROW, row_id, tab_key, *_IN_VAIN)
        return found[-1] if found else None

    def settle(
        self,
        submissions: Iterable[Submission],
        state: State,
        *,
        until: datetime | None = None,
        result: Values | None = None,
    ) -> None:
        """Notes for these submissions what became of them."""
        self.note([Fate(submission, state, until, result or {}) for submission in submissions])

    def note(self, fates: Iterable[Fate]) -> None:
        """Notes what became of each, on disk with one commit."""
        rows = [(fate.state, _moment(fate.until), _json(fate.result), fate.submission.number) for fate in fates]
        if not rows:
            return
        with self.opened() as database:
            database.executemany("UPDATE submissions SET state = ?, until = ?, result = ? WHERE number = ?", rows)

    def rewrite(self, submissions: Iterable[Submission]) -> None:
        """Puts these in the place of those with their numbers, as if nothing else had ever been accepted."""
        rows = [
            (
                _json(each.values),
                None if each.seen is None else _json(each.seen),
                _json(each.result),
                each.state,
                each.number,
            )
            for each in submissions
        ]
        with self.opened() as database:
            database.execute("PRAGMA secure_delete=ON")
            database.executemany(
                'UPDATE submissions SET "values" = ?, seen = ?, result = ?, state = ? WHERE number = ?', rows
            )

    def pack(self) -> None:
        """Leaves nothing in the file of what was deleted or written over, however long ago."""
        with _unusable(self._file), closing(sqlite3.connect(self._file, timeout=self._busy_seconds)) as database:
            database.execute("PRAGMA secure_delete=ON")
            database.execute("VACUUM")

    def put_aside(self) -> list[Path]:
        """Damaged files that stood in this one's place; they are not read, and keep what they hold."""
        return sorted(self._file.parent.glob(f"{self._file.stem}{_PUT_ASIDE}*{self._file.suffix}"))

    def _select(self, condition: str, *parameters: Any) -> list[Submission]:
        # The condition is one of ours; what people typed travels as parameters.
        query = f"SELECT {_COLUMNS} FROM submissions WHERE {condition} ORDER BY number"  # noqa: S608
        with self.opened() as database:
            return [_submission(*row) for row in database.execute(query, parameters)]


_PUT_ASIDE = ".hong-"
_IN_VAIN = (State.REFUSED, State.TAKEN_BACK)
_NEW_ROW = "row_id = ? AND tab_key = ? AND seen IS NULL AND state NOT IN (?, ?)"


def _insert(database: sqlite3.Connection, submission: Submission) -> int:
    row = (
        submission.tab_key,
        submission.row_id,
        submission.action,
        submission.by,
        _moment(submission.at),
        _json(submission.values),
        None if submission.seen is None else _json(submission.seen),
        submission.state,
        _json(submission.result),
        submission.is_bound,
    )
    columns = 'tab_key, row_id, action, "by", at, "values", seen, state, result, bound'
    cursor = database.execute(f"INSERT INTO submissions({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
    return int(cursor.lastrowid or 0)


def _submission(*row: Any) -> Submission:
    tab_key, row_id, action, by, at, values, seen, number, state, until, result, bound = row
    return Submission(
        tab_key,
        row_id,
        action,
        by,
        datetime.fromisoformat(at),
        _read(values),
        None if seen is None else _read(seen),
        number,
        State(state),
        datetime.fromisoformat(until) if until else None,
        _read(result),
        bool(bound),
    )


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _json(values: Values) -> str:
    return json.dumps(values, default=_tagged)


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    raise TypeError(f"not kept in the journal: {type(value)}")


_MOMENT, _DATE = "$moment", "$date"


def _read(text: str) -> Any:
    return json.loads(text, object_hook=_untagged)


def _untagged(content: dict[str, Any]) -> Any:
    if content.keys() == {_MOMENT}:
        return datetime.fromisoformat(content[_MOMENT])
    return date.fromisoformat(content[_DATE]) if content.keys() == {_DATE} else content


def _is_sound(file: Path, busy_seconds: float) -> bool:
    """False when the file is no database, or a broken one; a locked or unreadable file may well be sound."""
    try:
        with closing(sqlite3.connect(file, timeout=busy_seconds)) as database:
            return bool(database.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False


def _free_name(file: Path) -> Path:
    names = (file.with_name(f"{file.stem}{_PUT_ASIDE}{number}{file.suffix}") for number in count(1))
    return next(name for name in names if not name.exists())


@contextmanager
def _unusable(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise FileUnusable(
            f"Không dùng được tệp sổ ghi {file.name} cạnh bảng tính (hỏng, bị khóa, chỉ đọc hoặc hết dung "
            "lượng). Bảng tính không bị ảnh hưởng; xin kiểm tra tệp đó rồi tải lại trang."
        ) from error
