"""Which rows of the logs count, and since when. The rules are the design's, "What counts".

Tables are those of `Snapshot.tables`: columns are field keys and `sheet_row`, None where blank or unreadable.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import repeat
from typing import Any, NamedTuple

import pandas as pd

from services.plan import end_of_day
from services.schema import CANCELLED, DONE, LOGS, PLANNED

Tables = Mapping[str, pd.DataFrame]
FirstSeen = Mapping[tuple[str, int], datetime]
"""(tab key, sheet row) → when the app first saw that row."""

ALWAYS = datetime.min.replace(tzinfo=UTC)
"""Sorts before every moment: a row without a moment counts at any time."""

_OWN_DATE = {"banners": "hung_on", "posts": "posted_on", "activities": "starts_on"}
_DECIDED_BY = {"posts": "channel", "nominations": "progress", "nil_returns": "duty"}


class Reason(StrEnum):
    """Why a row doesn't count."""

    CANCELLED = "đã hủy"
    PLANNED = "dự kiến"
    RETURNED = "bị trả lại"
    UNIT = "không rõ đơn vị"
    STATE = "không rõ trạng thái"
    REPEATED = "lặp lại y nguyên"


class Row(NamedTuple):
    """What the rules look at in one row of a log."""

    position: int
    unit: str | None
    reason: Reason | None
    """None: it counts."""
    moment: datetime | None
    marked: bool
    about: Any
    """What decides whether it fulfils: channel, progress of the training, or the nil return's duty."""


def counted(
    tables: Tables, key: str, as_of: datetime | None = None, *, first_seen: FirstSeen | None = None
) -> pd.DataFrame:
    """The rows of the log `key` that count, with their columns as they are; with `as_of`, those known by then."""
    rows = counting(tables, key, as_of, first_seen or {})
    return table_of(tables, key).iloc[[row.position for row in rows]]


def left_out(tables: Tables) -> dict[Reason, int]:
    """How many rows of all logs don't count, by reason.

    A row has one reason: cancelled, else no unit, else no state, else returned, else planned, else repeated.
    """
    counts = Counter(row.reason for key in LOGS for row in rows_of(tables, key, {}))
    return {reason: counts[reason] for reason in Reason}


def rows_of(tables: Tables, key: str, first_seen: FirstSeen) -> Iterator[Row]:
    """All rows of the log `key`, in its order."""
    frame = table_of(tables, key)
    moments, marked = _moments(frame, key, first_seen)
    reasons = list(map(_reason, frame["unit"], frame["state"], frame["return_note"]))
    for at in _repeated(frame, moments):
        reasons[at] = reasons[at] or Reason.REPEATED
    about = frame[_DECIDED_BY[key]] if key in _DECIDED_BY else repeat(None)
    return map(Row, range(len(frame)), frame["unit"], reasons, moments, marked, about)


def counting(tables: Tables, key: str, as_of: datetime | None, first_seen: FirstSeen) -> Iterator[Row]:
    """The rows of the log `key` that count and are known by then."""
    for row in rows_of(tables, key, first_seen):
        if row.reason is None and known_by(row, as_of):
            yield row


def known_by(row: Row, as_of: datetime | None) -> bool:
    """True unless the row's moment is after `as_of`."""
    return as_of is None or row.moment is None or row.moment <= as_of


def _reason(unit: str | None, state: str | None, return_note: str | None) -> Reason | None:
    if state == CANCELLED:
        return Reason.CANCELLED
    if not unit:
        return Reason.UNIT
    if state not in (DONE, PLANNED):
        return Reason.STATE
    if return_note:
        return Reason.RETURNED
    return Reason.PLANNED if state == PLANNED else None


def _moments(frame: pd.DataFrame, key: str, first_seen: FirstSeen) -> tuple[list[datetime | None], list[bool]]:
    """When each row was reported, and whether that is assumed. A plan's own date says when it will happen, not that."""
    moments, marked = frame["entered_at"].tolist(), [False] * len(frame)
    days = frame[_OWN_DATE[key]] if key in _OWN_DATE else repeat(None)
    for at, (sheet_row, day, state) in enumerate(zip(frame["sheet_row"], days, frame["state"], strict=False)):
        if moments[at] is None and (key, sheet_row) in first_seen:
            moments[at] = first_seen[key, sheet_row]
        elif moments[at] is None:
            moments[at] = end_of_day(day) if day is not None and state == DONE else None
            marked[at] = True
    return moments, marked


def _repeated(frame: pd.DataFrame, moments: Sequence[datetime | None]) -> set[int]:
    """Positions of rows that say again, under the same row ID, what a row known at least as early says."""
    ids = frame["row_id"]
    twice = (ids.notna() & ids.duplicated(keep=False)).to_numpy().nonzero()[0].tolist()
    said: set[tuple[Any, ...]] = set()
    repeated = set()
    content = frame.drop(columns="sheet_row").iloc[twice].itertuples(index=False, name=None)
    for at, values in sorted(zip(twice, content, strict=True), key=lambda row: moments[row[0]] or ALWAYS):
        if values in said:
            repeated.add(at)
        said.add(values)
    return repeated


def table_of(tables: Tables, key: str) -> pd.DataFrame:
    """The log `key`, with all its columns even where the snapshot doesn't have it."""
    if key in tables:
        return tables[key]
    return pd.DataFrame(columns=[*LOGS[key].keys, "sheet_row"], dtype=object)
