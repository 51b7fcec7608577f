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
_BUSY_SECONDS = 5
_SCHEMA = """
CREATE TABLE spreadsheet(id TEXT NOT NULL, properties TEXT NOT NULL);
CREATE TABLE sheets(sheet_id INTEGER PRIMARY KEY, position INTEGER NOT NULL, properties TEXT NOT NULL, extras TEXT NOT NULL);
CREATE TABLE rows(
    sheet_id INTEGER NOT NULL, position INTEGER NOT NULL, content TEXT NOT NULL, extras TEXT,
    PRIMARY KEY (sheet_id, position)
) WITHOUT ROWID;
"""

Values = list[Any]
Extras = dict[int, dict[str, Any]]
"""Column → what its cell has besides a value: userEnteredFormat, note, dataValidation."""


class Store:
    """The file. Every method raises WorkbookFileError when the file can't be used."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self.is_new = not self.path.exists()
        if not self.is_new:
            self._check_kind()
        with self._translated():
            self._database = sqlite3.connect(
                self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._database.execute("PRAGMA synchronous=FULL")
            if self.is_new:
                self._create()
            else:
                self._check_application()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside are carried out together, or none when an error leaves the block."""
        with self._lock, self._translated():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All reads inside see one state."""
        with self._lock, self._translated():
            self._database.execute("BEGIN")
            try:
                yield
            finally:
                self._database.execute("COMMIT")

    def spreadsheet(self) -> tuple[str, dict[str, Any]]:
        """ID and properties."""
        identifier, properties = self._one("SELECT id, properties FROM spreadsheet")
        return identifier, json.loads(properties)

    def set_properties(self, properties: Mapping[str, Any]) -> None:
        """Replaces the spreadsheet's properties."""
        self._run("UPDATE spreadsheet SET properties = ?", json.dumps(properties))

    def sheets(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Properties and extras (protected ranges, widths, …) of every tab, in order; `index` is filled in."""
        rows = self._database.execute("SELECT properties, extras FROM sheets ORDER BY position").fetchall()
        return [
            (json.loads(properties) | {"index": at}, json.loads(extras)) for at, (properties, extras) in enumerate(rows)
        ]

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
        cursor = self._database.execute(
            "SELECT position, content FROM rows WHERE sheet_id = ? AND position >= ? AND position < ? ORDER BY position",
            (sheet_id, start, end),
        )
        return [(position, json.loads(content)) for position, content in cursor]

    def rows(self, sheet_id: int, start: int, end: int) -> list[tuple[int, Values, Extras]]:
        """(row, values, extras) of the rows in [start, end) that hold anything."""
        cursor = self._database.execute(
            "SELECT position, content, extras FROM rows WHERE sheet_id = ? AND position >= ? AND position < ? ORDER BY position",
            (sheet_id, start, end),
        )
        return [(position, json.loads(content), _extras(extras)) for position, content, extras in cursor]

    def put_rows(self, sheet_id: int, rows: Iterable[tuple[int, Values, Extras]]) -> None:
        """Writes whole rows."""
        self._database.executemany(
            "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)",
            [(sheet_id, at, json.dumps(values), json.dumps(extras) if extras else None) for at, values, extras in rows],
        )

    def delete_rows(self, sheet_id: int, start: int, end: int) -> None:
        """Forgets what stands in the rows [start, end)."""
        self._run("DELETE FROM rows WHERE sheet_id = ? AND position >= ? AND position < ?", sheet_id, start, end)

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
        self._database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        self._database.executescript(_SCHEMA)
        properties = {
            "title": "Tuần lễ hưởng ứng học tập suốt đời",
            "locale": "vi_VN",
            "autoRecalc": "ON_CHANGE",
            "timeZone": "Asia/Ho_Chi_Minh",
        }
        self._run("INSERT INTO spreadsheet VALUES (?, ?)", secrets.token_urlsafe(33)[:44], json.dumps(properties))
        grid = {"rowCount": 1000, "columnCount": 26}
        self.put_sheet({"sheetId": 0, "title": "Trang tính1", "sheetType": "GRID", "gridProperties": grid}, {}, 0)

    def _check_kind(self) -> None:
        """A file that isn't SQLite must not even be opened for writing."""
        try:
            with self.path.open("rb") as file:
                head = file.read(16)
        except OSError as error:
            raise WorkbookFileError(self.path, Unusable.NOT_WRITABLE) from error
        if head != b"SQLite format 3\x00":
            raise WorkbookFileError(self.path, Unusable.NOT_A_WORKBOOK)

    def _check_application(self) -> None:
        if self._one("PRAGMA application_id")[0] != _APPLICATION_ID:
            raise WorkbookFileError(self.path, Unusable.NOT_A_WORKBOOK)
        # Taking the write lock shows at once that the file is neither locked nor read-only.
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("ROLLBACK")

    def _one(self, query: str) -> Any:
        return self._database.execute(query).fetchone()

    def _run(self, query: str, *values: Any) -> None:
        self._database.execute(query, values)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            locked = "locked" in str(error) or "busy" in str(error)
            raise WorkbookFileError(self.path, Unusable.LOCKED if locked else Unusable.NOT_WRITABLE) from error
        except sqlite3.DatabaseError as error:
            raise WorkbookFileError(self.path, Unusable.NOT_A_WORKBOOK) from error


def _extras(text: str | None) -> Extras:
    return {int(column): extra for column, extra in json.loads(text).items()} if text else {}
