"""What the app has to remember beside the sheet: when it first saw a row that somebody typed by hand.

A small SQLite file beside the workbook, one per spreadsheet.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from services.plan import TIME_ZONE
from services.schema import LOGS, Tab
from services.workbook.errors import FileUnusable

FirstSeen = Mapping[tuple[str, int], datetime]
"""(tab key, sheet row) → when the app first saw the row; absent for rows that were there before the app."""

_TABLES = """
CREATE TABLE IF NOT EXISTS first_seen(
    tab TEXT NOT NULL, mark TEXT NOT NULL, at TEXT, PRIMARY KEY (tab, mark)
) WITHOUT ROWID
"""


class Journal:
    """The journal's file. Every method raises FileUnusable when it can't be read or written."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            with self._open() as database:
                database.execute(_TABLES)
                self._seen = {(tab, mark): at for tab, mark, at in database.execute("SELECT * FROM first_seen")}
        except sqlite3.Error as error:
            raise _unusable(file) from error

    def first_seen(self, tables: Mapping[str, pd.DataFrame], now: datetime) -> FirstSeen:
        """The moments of all rows without a time of their own; rows not seen before get `now` and are remembered.

        On the very first look every row was there before the app: such rows have no moment, so that they count by
        their own date.
        """
        at = now.astimezone(TIME_ZONE).isoformat() if self._seen else None
        marks = {place: mark for key in LOGS if key in tables for place, mark in _marks(LOGS[key], tables[key])}
        fresh = {mark: at for mark in marks.values() if mark not in self._seen}
        # The marker tells an empty first look from no look at all.
        if not self._seen:
            fresh[("", "looked")] = None
        if fresh:
            self._remember(fresh)
        return {place: datetime.fromisoformat(at) for place, mark in marks.items() if (at := self._seen[mark])}

    def _remember(self, fresh: Mapping[tuple[str, str], str | None]) -> None:
        self._seen.update(fresh)
        try:
            with self._open() as database:
                rows = [(tab, mark, at) for (tab, mark), at in fresh.items()]
                database.executemany("INSERT OR IGNORE INTO first_seen VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise _unusable(self._file) from error

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=5)


def _unusable(file: Path) -> FileUnusable:
    return FileUnusable(
        f"Không dùng được tệp sổ ghi {file.name} cạnh bảng tính (hỏng, bị khóa, chỉ đọc hoặc hết dung lượng). "
        "Bảng tính không bị ảnh hưởng; xin kiểm tra tệp đó rồi tải lại trang."
    )


def _marks(tab: Tab, frame: pd.DataFrame) -> Iterable[tuple[tuple[str, int], tuple[str, str]]]:
    """A mark that stays when the row is moved or its other cells are filled: unit, subject, and the how-manieth."""
    times: Counter[str] = Counter()
    columns = (frame["entered_at"], frame["sheet_row"], frame["unit"], frame[tab.subject])
    for entered_at, sheet_row, unit, subject in zip(*columns, strict=True):
        if entered_at is None:
            mark = f"{unit}\t{subject}"
            times[mark] += 1
            yield (tab.key, sheet_row), (tab.key, f"{mark}\t{times[mark]}")
