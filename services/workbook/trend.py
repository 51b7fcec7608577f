"""How many problems the sheet had, day by day: remembered beside it, for the sheet itself doesn't tell.

A table of its own in the journal's file. A day on which nobody looked has no row.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path

import pandas as pd

from services.plan import TIME_ZONE
from services.workbook.snapshot import Snapshot

_TABLE = """
CREATE TABLE IF NOT EXISTS problem_counts(
    day TEXT PRIMARY KEY, severe INTEGER NOT NULL, warnings INTEGER NOT NULL, highest INTEGER NOT NULL
) WITHOUT ROWID
"""
_NOTE = """
INSERT INTO problem_counts VALUES (:day, :severe, :warnings, :severe + :warnings)
ON CONFLICT (day) DO UPDATE SET
    severe = excluded.severe, warnings = excluded.warnings, highest = max(highest, excluded.highest)
"""
_BUSY_SECONDS = 0.5
"""Nobody who looks waits longer for this file."""


class Trend:
    """The counts in the journal's file. A file that can't be used costs the picture, never the page."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._seen: tuple[date, str] | None = None
        self._noted: tuple[date, int, int] | None = None

    def note(self, snapshot: Snapshot) -> None:
        """Remembers how many problems there are; one small write when that, or the day, is new."""
        day = snapshot.read_at.astimezone(TIME_ZONE).date()
        if self._seen == (day, snapshot.revision):
            return
        with self._lock:
            self._seen = (day, snapshot.revision)
            severe = sum(problem.severe for problem in snapshot.problems)
            counts = (day, severe, len(snapshot.problems) - severe)
            if counts != self._noted:
                self._noted = counts
                with suppress(sqlite3.Error), self._open() as database:
                    database.execute(_NOTE, {"day": day.isoformat(), "severe": severe, "warnings": counts[2]})

    def days(self) -> pd.DataFrame:
        """A row per day on which somebody looked: `day`; `severe` and `warnings` as they were last that day;
        `highest`, the most of both together.
        """
        rows: list[tuple[str, int, int, int]] = []
        with suppress(sqlite3.Error), self._open() as database:
            rows = database.execute("SELECT day, severe, warnings, highest FROM problem_counts ORDER BY day").fetchall()
        return pd.DataFrame(
            [(date.fromisoformat(day), *counts) for day, *counts in rows],
            columns=["day", "severe", "warnings", "highest"],
        )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS)) as database, database:
            database.execute(_TABLE)
            yield database
