"""What the counted entries add up to, and the newest of them."""

import heapq
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from services.progress.counting import FirstSeen, Row, Tables, counted, counting, table_of
from services.progress.status import Progress, table
from services.reading.text import match_key
from services.schema import LOGS

_NEWS = ("at", "unit", "log", "log_title", "subject", "entered_by")


class Total(StrEnum):
    """Indicators of the whole campaign."""

    BANNERS = "Băng rôn, pano, áp phích (cái)"
    POSTS = "Bài đăng (bài)"
    VIEWS = "Lượt xem (lượt)"
    ACTIVITIES = "Hoạt động học tập (hoạt động)"
    PARTICIPATIONS = "Lượt tham gia (lượt)"
    PEOPLE = "Người được cử đi học (người)"
    NIL_RETURNS = "Báo không phát sinh (mục)"


def latest(tables: Tables, n: int, as_of: datetime, *, first_seen: FirstSeen | None = None) -> pd.DataFrame:
    """The `n` newest counted entries, newest first: at, unit, log, log_title, subject, entered_by.

    Rows without a moment are left out. Personal subjects (nominees' names) are replaced by the course.
    """
    known = (
        (row.moment, key, row)
        for key in LOGS
        for row in counting(tables, key, as_of, first_seen or {})
        if row.moment is not None
    )
    newest = heapq.nlargest(n, known, key=lambda found: found[0])
    return table([_news(table_of(tables, key), key, row) for _, key, row in newest], _NEWS)


def reported(progress: Progress, tables: Tables, *, first_seen: FirstSeen | None = None) -> dict[str, pd.DataFrame]:
    """Log → its counted rows at the progress's moment; those of units that it leaves out don't count either."""
    units = progress.by_unit["unit"]
    rows = {key: counted(tables, key, progress.as_of, first_seen=first_seen) for key in LOGS}
    return {key: frame[frame["unit"].isin(units)] for key, frame in rows.items()}


def totals(progress: Progress, tables: Tables, *, first_seen: FirstSeen | None = None) -> dict[Total, int]:
    """Indicators of the reported entries; blank and unreadable numbers are left out of their sums."""
    rows = reported(progress, tables, first_seen=first_seen)
    return {
        Total.BANNERS: total(rows["banners"]["quantity"]),
        Total.POSTS: len(rows["posts"]),
        Total.VIEWS: total(rows["posts"]["views"]),
        Total.ACTIVITIES: len(rows["activities"]),
        Total.PARTICIPATIONS: total(rows["activities"]["participations"]),
        Total.PEOPLE: people(rows["nominations"]),
        Total.NIL_RETURNS: len(rows["nil_returns"]),
    }


def _news(frame: pd.DataFrame, key: str, row: Row) -> dict[str, Any]:
    tab = LOGS[key]
    subject = "course" if tab.field(tab.subject).personal else tab.subject
    values = frame.iloc[row.position]
    return {
        "at": row.moment,
        "unit": row.unit,
        "log": key,
        "log_title": tab.title,
        "subject": values[subject],
        "entered_by": values["entered_by"],
    }


def total(values: Iterable[float | None]) -> int:
    """Their sum; blank and unreadable ones are left out."""
    return int(sum(value for value in values if value is not None))


def people(rows: pd.DataFrame) -> int:
    """People are one person when unit, name (case and tone placement aside) and birth year agree; a row without a name
    is a person of its own."""
    names = {name: match_key(name) for name in set(rows["full_name"]) if name}
    nominees = zip(rows["unit"], rows["full_name"], rows["birth_year"], rows["sheet_row"], strict=True)
    return len({(unit, names[name], born) if name else (row,) for unit, name, born, row in nominees})
