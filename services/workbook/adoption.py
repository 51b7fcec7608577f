"""Rows that somebody typed by hand become entries of the app: with a row ID and the time since when they count.

Adopting never makes a row on time or late. The time written is the moment when the app first saw the row, by which it
counted already. A row that was there before the app has no such moment and counts by its own date, or on time though
marked; its time stays blank, so that it counts that way still. It is then no different from any other entry: it can be
opened, changed, returned and frozen.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd

from services.reading.text import clean
from services.schema import LOGS, Tab
from services.workbook.repair_cells import Decision, Now, Rewrite, content, where
from services.workbook.snapshot import Snapshot

Moments = Mapping[int, datetime | None]
"""Row of the sheet → when the app first saw it, None: it was there before; only rows that were found again."""


@dataclass(frozen=True)
class Adoption:
    """A `Mending` that adopts every row, or those of one unit."""

    new_id: Callable[[], str]
    unit: str | None = None
    action: str = field(default="adopt", init=False)

    @property
    def tab_keys(self) -> Sequence[str]:
        """All logs."""
        return tuple(LOGS)

    def decide(self, snapshot: Snapshot, now: Mapping[str, Now]) -> Decision:
        """Fills blank cells of rows that stand in the sheet as in the snapshot, which knows their moments."""
        rewrites: list[Rewrite] = []
        missed: list[str] = []
        for key, here in now.items():
            moments = found_again(snapshot, key, here.table.frame)
            rows = [row for row in _records(here.table.frame) if self.unit in (None, row["unit"])]
            rewrites += adopting(here, rows, moments, self.new_id)
            missed += [
                f"{where(key, row['sheet_row'])}: vừa có người sửa; chưa nhận, xin bấm lại."
                for row in rows
                if row["sheet_row"] not in moments and row["row_id"] is None
            ]
        return Decision(tuple(rewrites), tuple(missed))


def waiting(snapshot: Snapshot, unit: str | None = None) -> int:
    """How many rows, of all units or of one, adoption would fill."""
    unreadable = {(p.tab_key, p.sheet_row, p.field_key) for p in snapshot.problems}
    count = 0
    for key in LOGS:
        frame = snapshot.tables[key]
        for row_id, entered_at, owner, number in zip(
            frame["row_id"], frame["entered_at"], frame["unit"], frame["sheet_row"], strict=True
        ):
            lacks_id = row_id is None and (key, number, "row_id") not in unreadable
            lacks_time = entered_at is None and (key, number) in snapshot.first_seen
            lacks_time = lacks_time and (key, number, "entered_at") not in unreadable
            count += unit in (None, owner) and (lacks_id or lacks_time)
    return count


def found_again(snapshot: Snapshot, tab_key: str, frame: pd.DataFrame) -> Moments:
    """The moments of the frame's rows, each known by all that it holds: at its place, else as the only one like it."""
    known, there = _by_content(snapshot.tables[tab_key]), _by_content(frame)
    moments = {}
    for row_content, rows in there.items():
        same = known.get(row_content, [])
        for row in rows:
            if row in same or len(same) == len(rows) == 1:
                moments[row] = snapshot.first_seen.get((tab_key, row if row in same else same[0]))
    return moments


def adopting(
    here: Now, rows: Sequence[Mapping[str, Any]], moments: Moments, new_id: Callable[[], str]
) -> Iterator[Rewrite]:
    """The blank row-ID and time cells of these rows, filled (pure but for `new_id`)."""
    tab = here.grid.tab
    untimed = _untimed(here, tab, moments)
    for row in rows:
        number = row["sheet_row"]
        if number not in moments:
            continue
        if row["row_id"] is None and _is_blank(here.raw(number, here.column("row_id"))):
            yield _filling(here, number, "row_id", new_id())
        moment = moments[number]
        if moment is not None and row["entered_at"] is None and (row["unit"], row[tab.subject]) not in untimed:
            yield _filling(here, number, "entered_at", whole_second(moment))


def whole_second(moment: datetime) -> datetime:
    """The moment as a sheet keeps it, never before it: what came after a deadline must not become on time.

    In a sheet midnight is a whole number, which stands for the whole day, so it becomes the second after.
    """
    full = moment.replace(microsecond=0)
    full += timedelta(seconds=1) if full < moment else timedelta()
    return full + timedelta(seconds=1) if full.time() == time() else full


def _untimed(here: Now, tab: Tab, moments: Moments) -> set[tuple[Any, Any]]:
    """Unit and subject of rows without a readable time that can't be given one now.

    The journal tells rows of the same unit and subject apart by their order, so a time for one of them would hand its
    moment on to the next.
    """
    return {
        (row["unit"], row[tab.subject])
        for row in _records(here.table.frame)
        if row["entered_at"] is None
        and (row["sheet_row"] not in moments or not _is_blank(here.raw(row["sheet_row"], here.column("entered_at"))))
    }


def _filling(here: Now, row: int, key: str, value: Any) -> Rewrite:
    column = here.column(key)
    return Rewrite(here.grid.tab.key, row, column, here.raw(row, column), content(here.grid.tab.field(key), value))


def _is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not clean(raw))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _by_content(frame: pd.DataFrame) -> dict[Hashable, list[int]]:
    rows: defaultdict[Hashable, list[int]] = defaultdict(list)
    contents = frame.drop(columns="sheet_row").itertuples(index=False, name=None)
    for number, row in zip(frame["sheet_row"], contents, strict=True):
        rows[row].append(number)
    return rows
