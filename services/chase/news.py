"""What has come in since somebody looked last."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.chase.traces import Answer
from services.progress import FULFILLED, FirstSeen, Progress, Tables
from services.progress.counting import counting, table_of
from services.schema import LOGS


@dataclass(frozen=True)
class News:
    """One thing that a unit has done since."""

    at: datetime
    """When it was done last."""
    unit: str
    """Code."""
    short_name: str
    what: str
    """In words, without anybody's name."""


def news(
    progress: Progress,
    tables: Tables,
    answers: Sequence[Answer],
    since: datetime,
    *,
    first_seen: FirstSeen | None = None,
) -> list[News]:
    """Newest first: duties and units that became complete, how many entries were sent, which came back mended."""
    names = dict(zip(progress.by_unit["unit"], progress.by_unit["short_name"], strict=True))
    found = [*_completed(progress, since), *_sent(tables, progress.as_of, since, first_seen or {})]
    found += _mended(tables, answers, since)
    known = [News(at, unit, names[unit], what) for at, unit, what in found if unit in names]
    return sorted(known, key=lambda each: each.at, reverse=True)


_Found = tuple[datetime, str, str]


def _completed(progress: Progress, since: datetime) -> Iterator[_Found]:
    done = progress.cells[progress.cells["status"].isin(FULFILLED)]
    fresh = done[[moment is not None and moment > since for moment in done["since"]]]
    last: dict[str, datetime] = {}
    for cell in fresh.to_dict("records"):
        last[cell["unit"]] = max(cell["since"], last.get(cell["unit"], cell["since"]))
        yield cell["since"], cell["unit"], f"xong nhiệm vụ “{cell['duty_title']}”"
    complete = progress.by_unit[progress.by_unit["missing"] == 0]
    for unit, required in zip(complete["unit"], complete["required"], strict=True):
        if unit in last and required > 1:
            yield last[unit], unit, f"đã xong cả {required} nhiệm vụ"


def _sent(tables: Tables, as_of: datetime, since: datetime, first_seen: FirstSeen) -> Iterator[_Found]:
    for key, tab in LOGS.items():
        rows = [row for row in counting(tables, key, as_of, first_seen) if row.moment and row.moment > since]
        counts = Counter(row.unit for row in rows)
        last = {row.unit: row.moment for row in sorted(rows, key=lambda row: row.moment or since)}
        for unit, count in counts.items():
            if unit is not None:
                yield last[unit] or since, unit, f"gửi {count} mục {tab.title}"


def _mended(tables: Tables, answers: Sequence[Answer], since: datetime) -> Iterator[_Found]:
    units = {
        (key, row_id): unit
        for key in LOGS
        for row_id, unit in zip(table_of(tables, key)["row_id"], table_of(tables, key)["unit"], strict=True)
    }
    for answer in answers:
        unit = units.get((answer.log, answer.row_id))
        if unit is not None and answer.at > since:
            yield answer.at, unit, f"sửa và gửi lại một mục {LOGS[answer.log].title} đã bị trả lại"
