"""The workbook file: one SQLite database holding one spreadsheet, row by row.

A row keeps its plain values apart from formats, notes and dropdowns, so that reading values reads nothing else, and
appending touches only the new rows.
"""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.local_sheets.errors import Unusable, WorkbookFileError

_APPLICATION_ID = 0x4C4C5731
BUSY_SECONDS = 5.0
_SCHEMA = (
    "CREATE TABLE spreadsheet(id TEXT NOT NULL, properties TEXT NOT NULL)",
    "CREATE TABLE sheets(sheet_id INTEGER PRIMARY KEY, position INTEGER NOT NULL, properties TEXT NOT NULL, "
    "extras TEXT NOT NULL)",
    "CREATE TABLE rows(sheet_id INTEGER NOT NULL, position INTEGER NOT NULL, content TEXT NOT NULL, extras TEXT, "
    "PRIMARY KEY (sheet_id, position)) WITHOUT ROWID",
)
_SPAN = "FROM rows WHERE sheet_id = ? AND position >= ? AND position < ?"
_PROPERTIES = {
    "title": "Tuần lễ hưởng ứng học tập suốt đời",
    "locale": "vi_VN",
    "autoRecalc": "ON_CHANGE",
    "timeZone": "Asia/Ho_Chi_Minh",
}
_FIRST_TAB = {
    "sheetId": 0,
    "title": "Trang tính1",
    "sheetType": "GRID",
    "gridProperties": {"rowCount": 1000, "columnCount": 26},
}
_REASONS = {
    sqlite3.SQLITE_BUSY: Unusable.LOCKED,
    sqlite3.SQLITE_LOCKED: Unusable.LOCKED,
    sqlite3.SQLITE_PERM: Unusable.NOT_WRITABLE,
    sqlite3.SQLITE_READONLY: Unusable.NOT_WRITABLE,
    sqlite3.SQLITE_IOERR: Unusable.NOT_WRITABLE,
    sqlite3.SQLITE_FULL: Unusable.NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: Unusable.NOT_WRITABLE,
    sqlite3.SQLITE_CORRUPT: Unusable.NOT_A_WORKBOOK,
    sqlite3.SQLITE_NOTADB: Unusable.NOT_A_WORKBOOK,
    sqlite3.SQLITE_ERROR: Unusable.NOT_A_WORKBOOK,
}
"""SQLite's result codes (https://www.sqlite.org/rescode.html) → what the person can do about them."""

Values = list[Any]
Extras = dict[int, dict[str, Any]]
"""Column → what its cell has besides a value: userEnteredFormat, note, dataValidation."""


class Store:
    """The file. Every method raises WorkbookFileError when the file can't be used."""

    def __init__(self, path: str | Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._check_kind()
        with self._translated():
            self._database = sqlite3.connect(
                self.path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )
            self._database.execute("PRAGMA synchronous=FULL")
            # What was erased is not to be read in the file's free pages.
            self._database.execute("PRAGMA secure_delete=ON")
        # Taking the write lock shows at once that the file is neither locked nor read-only, and makes of two
        # processes that find no file one that creates it and one that opens it.
        with self.transaction():
            if not self._one("SELECT count(*) FROM sqlite_master")[0]:
                self._create()
            self.spreadsheet_id = self.spreadsheet()[0]
            self.is_new = self._is_as_created()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside are carried out together, or none when an error leaves the block."""
        with self._within("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All reads inside see one state."""
        with self._within("BEGIN"):
            yield

    @contextmanager
    def _within(self, begin: str) -> Iterator[None]:
        with self._lock, self._translated():
            self._database.execute(begin)
            try:
                yield
                self._database.execute("COMMIT")
            finally:
                # A failed COMMIT, too, leaves the transaction open; a full disk may have ended it already.
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    def spreadsheet(self) -> tuple[str, dict[str, Any]]:
        """ID and properties."""
        identifier, properties = self._one("SELECT id, properties FROM spreadsheet")
        return identifier, json.loads(properties)

    def set_properties(self, properties: Mapping[str, Any]) -> None:
        """Replaces the spreadsheet's properties."""
        self._run("UPDATE spreadsheet SET properties = ?", json.dumps(properties))

    def tabs(self) -> list[dict[str, Any]]:
        """Properties of every tab, in order; `index` is filled in."""
        rows = self._database.execute("SELECT properties FROM sheets ORDER BY position").fetchall()
        return [json.loads(properties) | {"index": at} for at, (properties,) in enumerate(rows)]

    def extras(self, sheet_id: int) -> dict[str, Any]:
        """What a tab has besides cells and properties: protected ranges, widths, …"""
        found = self._database.execute("SELECT extras FROM sheets WHERE sheet_id = ?", (sheet_id,)).fetchone()
        return dict(json.loads(found[0]))

    def sheets(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Properties and extras of every tab, in order."""
        return [(properties, self.extras(properties["sheetId"])) for properties in self.tabs()]

    def put_sheet(self, properties: Mapping[str, Any], extras: Mapping[str, Any], position: float) -> None:
        """Adds or replaces a tab; `position` orders the tabs."""
        kept = {key: value for key, value in properties.items() if key != "index"}
        self._run(
            "INSERT OR REPLACE INTO sheets VALUES (?, ?, ?, ?)",
            properties["sheetId"],
            position,
            json.dumps(kept),
            json.dumps(extras),
        )

    def remove_sheet(self, sheet_id: int) -> None:
        """Removes a tab with its rows."""
        self._run("DELETE FROM sheets WHERE sheet_id = ?", sheet_id)
        self._run("DELETE FROM rows WHERE sheet_id = ?", sheet_id)

    def values(self, sheet_id: int, start: int, end: int) -> list[tuple[int, Values]]:
        """(row, values) of the rows in [start, end) that hold anything."""
        cursor = self._database.execute(f"SELECT position, content {_SPAN} ORDER BY position", (sheet_id, start, end))
        return [(position, json.loads(content)) for position, content in cursor]

    def rows(self, sheet_id: int, start: int, end: int) -> list[tuple[int, Values, Extras]]:
        """(row, values, extras) of the rows in [start, end) that hold anything."""
        cursor = self._database.execute(
            f"SELECT position, content, extras {_SPAN} ORDER BY position", (sheet_id, start, end)
        )
        return [(position, json.loads(content), _extras(extras)) for position, content, extras in cursor]

    def put_rows(self, sheet_id: int, rows: Iterable[tuple[int, Values, Extras]]) -> None:
        """Writes whole rows; one that holds nothing is forgotten."""
        rows = list(rows)
        blank = [(sheet_id, at) for at, values, extras in rows if not extras and all(value is None for value in values)]
        self._database.executemany("DELETE FROM rows WHERE sheet_id = ? AND position = ?", blank)
        gone = {at for _, at in blank}
        self._database.executemany(
            "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)",
            [
                (sheet_id, at, json.dumps(values), json.dumps(extras) if extras else None)
                for at, values, extras in rows
                if at not in gone
            ],
        )

    def delete_rows(self, sheet_id: int, start: int, end: int) -> None:
        """Forgets what stands in the rows [start, end)."""
        self._run(f"DELETE {_SPAN}", sheet_id, start, end)

    def shift_rows(self, sheet_id: int, start: int, by: int) -> None:
        """Moves all rows from `start` on."""
        # By way of negative numbers: SQLite checks the key after each single row.
        self._run(
            "UPDATE rows SET position = -position - 1 - ? WHERE sheet_id = ? AND position >= ?", by, sheet_id, start
        )
        self._run("UPDATE rows SET position = -position - 1 WHERE sheet_id = ? AND position < 0", sheet_id)

    def last_row(self, sheet_id: int) -> int:
        """The number of rows down to the last one with a value; formats alone don't count."""
        cursor = self._database.execute(
            "SELECT position, content FROM rows WHERE sheet_id = ? ORDER BY position DESC", (sheet_id,)
        )
        for position, content in cursor:
            if any(value is not None for value in json.loads(content)):
                return int(position) + 1
        return 0

    def _create(self) -> None:
        self._run(f"PRAGMA application_id = {_APPLICATION_ID}")
        for statement in _SCHEMA:
            self._run(statement)
        self._run("INSERT INTO spreadsheet VALUES (?, ?)", secrets.token_urlsafe(33), json.dumps(_PROPERTIES))
        self.put_sheet(_FIRST_TAB, {}, 0)

    def _is_as_created(self) -> bool:
        return self.tabs() == [_FIRST_TAB | {"index": 0}] and not self._one("SELECT count(*) FROM rows")[0]

    def _check_kind(self) -> None:
        """A file that isn't a workbook must not even be opened by SQLite; an empty one is a workbook not yet begun."""
        if not self.path.exists():
            return
        try:
            with self.path.open("rb") as file:
                head = file.read(100)
        except OSError as error:
            raise WorkbookFileError(self.path, Unusable.NOT_WRITABLE) from error
        # https://www.sqlite.org/fileformat2.html#database_header
        ours = head.startswith(b"SQLite format 3\x00") and int.from_bytes(head[68:72]) == _APPLICATION_ID
        if head and not ours:
            raise WorkbookFileError(self.path, Unusable.NOT_A_WORKBOOK)

    def _one(self, query: str) -> Any:
        return self._database.execute(query).fetchone()

    def _run(self, query: str, *values: Any) -> None:
        self._database.execute(query, values)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            reason = _REASONS.get(getattr(error, "sqlite_errorcode", -1) & 0xFF)
            if reason is None:
                raise
            raise WorkbookFileError(self.path, reason) from error


def _extras(text: str | None) -> Extras:
    return {int(column): extra for column, extra in json.loads(text).items()} if text else {}
