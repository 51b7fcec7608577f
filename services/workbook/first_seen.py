"""When the app first saw a row that somebody typed by hand: the journal remembers it."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

import pandas as pd

from services.plan import TIME_ZONE
from services.schema import LOGS, Tab
from services.workbook.journal import Journal

FirstSeen = Mapping[tuple[str, int], datetime]
"""(tab key, sheet row) → when the app first saw the row; absent for rows that were there before the app."""

_Mark = tuple[str, str]
"""Tab key, and what tells a row of the tab from others."""
_LOOKED: _Mark = ("", "looked")
"""Tells an empty first look from no look at all."""
_TABLES = """
CREATE TABLE IF NOT EXISTS first_seen(
    tab TEXT NOT NULL, mark TEXT NOT NULL, at TEXT, PRIMARY KEY (tab, mark)
) WITHOUT ROWID
"""


class Sightings:
    """What the journal knows of rows without a time. Raises FileUnusable when it can't be read or written."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._places: dict[tuple[str, int], _Mark] = {}
        with journal.opened() as database:
            database.execute(_TABLES)
            self._seen = _read(database)

    def look(self, tables: Mapping[str, pd.DataFrame], now: datetime) -> FirstSeen:
        """The moments of all rows without a time of their own; rows not seen before get `now` and are remembered.

        On the very first look every row was there before the app: such rows have no moment, so that they count by
        their own date.
        """
        at = now.astimezone(TIME_ZONE).isoformat() if self._seen else None
        places = {place: mark for key in LOGS if key in tables for place, mark in _marks(LOGS[key], tables[key])}
        present = set(places.values())
        fresh: dict[_Mark, str | None] = {} if self._seen else {_LOOKED: None}
        for place, mark in places.items():
            if mark not in self._seen:
                before = self._places.get(place)
                # Where a known row stood stands another that nobody knows: the same one, edited.
                fresh[mark] = self._seen.get(before, at) if before and before not in present else at
        if fresh:
            self._remember(fresh)
        self._places = places
        return {place: datetime.fromisoformat(at) for place, mark in places.items() if (at := self._seen.get(mark))}

    def rename(self, tab: Tab, before: pd.DataFrame, after: pd.DataFrame) -> None:
        """The rows of the tab are called otherwise from now on: they keep their moments, and no other name stays."""
        known, marks = dict(_marks(tab, before)), dict(_marks(tab, after))
        moved = {mark: self._seen[old] for place, mark in marks.items() if (old := known.get(place)) in self._seen}
        stale = [mark for mark in self._seen if mark[0] == tab.key and mark not in moved]
        with self._journal.opened() as database:
            database.execute("PRAGMA secure_delete=ON")
            database.executemany("DELETE FROM first_seen WHERE tab = ? AND mark = ?", stale)
            rows = [(*mark, at) for mark, at in moved.items()]
            database.executemany("INSERT OR REPLACE INTO first_seen VALUES (?, ?, ?)", rows)
            self._seen = _read(database)

    def _remember(self, fresh: Mapping[_Mark, str | None]) -> None:
        with self._journal.opened() as database:
            rows = [(tab, mark, at) for (tab, mark), at in fresh.items()]
            database.executemany("INSERT OR IGNORE INTO first_seen VALUES (?, ?, ?)", rows)
            # Another process may have seen them before.
            self._seen = _read(database)


def _read(database: sqlite3.Connection) -> dict[_Mark, str | None]:
    return {(tab, mark): at for tab, mark, at in database.execute("SELECT tab, mark, at FROM first_seen")}


def _marks(tab: Tab, frame: pd.DataFrame) -> Iterable[tuple[tuple[str, int], _Mark]]:
    """A mark that stays when the row is moved or its other cells are filled: unit, subject, and the how-manieth."""
    times: Counter[str] = Counter()
    without = frame[frame["entered_at"].isna()]
    for sheet_row, unit, subject in zip(without["sheet_row"], without["unit"], without[tab.subject], strict=True):
        mark = f"{unit}\t{subject}"
        times[mark] += 1
        yield (tab.key, sheet_row), (tab.key, f"{mark}\t{times[mark]}")
