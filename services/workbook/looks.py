"""When somebody last said that they have seen what is new: remembered beside the sheet, for it concerns only them.

A table of its own in the journal's file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

_TABLE = "CREATE TABLE IF NOT EXISTS looks(who TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID"
_BUSY_SECONDS = 0.5
"""Nobody who looks waits longer for this file."""


class Looks:
    """A file that can't be used forgets, and costs no page. `who`: their address, "" for all who don't sign in."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def last(self, who: str) -> datetime | None:
        """The moment, None when there is none."""
        rows: list[tuple[str]] = []
        with suppress(sqlite3.Error), self._open() as database:
            rows = database.execute("SELECT at FROM looks WHERE who = ?", (who,)).fetchall()
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def mark(self, who: str, at: datetime) -> None:
        """They have seen all until then."""
        with suppress(sqlite3.Error), self._open() as database:
            database.execute("INSERT OR REPLACE INTO looks VALUES (?, ?)", (who, at.isoformat()))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS)) as database, database:
            database.execute(_TABLE)
            yield database
