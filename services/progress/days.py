"""The campaign's days: how the share grew, and what was entered when."""

from bisect import bisect_right
from collections import Counter
from datetime import datetime, timedelta

import pandas as pd

from services.plan import Campaign, end_of_day, start_of_day
from services.progress.counting import ALWAYS, FirstSeen, Tables, counting
from services.progress.status import FULFILLED, Progress, day_of, expected, mean
from services.schema import LOGS

FAR = timedelta(days=31)
"""Entries further than this from the campaign are typing mistakes; charts by day leave them out."""


def entries_per_day(
    tables: Tables, campaign: Campaign, as_of: datetime, *, first_seen: FirstSeen | None = None
) -> pd.DataFrame:
    """Counted entries by local day and log: day (date), log, log_title, count; no rows for days without entries.

    `attrs["outside"]` is the number of entries more than `FAR` away from the window (without one: from `as_of`),
    `attrs["undated"]` the number without a moment; neither is in the rows.
    """
    first, last = campaign.window or (day_of(as_of), day_of(as_of))
    days = Counter(
        (day_of(row.moment) if row.moment else None, key)
        for key in LOGS
        for row in counting(tables, key, as_of, first_seen or {})
    )
    near = {(day, key): n for (day, key), n in days.items() if day and first - FAR <= day <= last + FAR}
    rows = [(day, key, LOGS[key].title, near[day, key]) for day, key in sorted(near)]
    frame = pd.DataFrame(rows, columns=["day", "log", "log_title", "count"])
    undated = sum(n for (day, _), n in days.items() if day is None)
    frame.attrs.update(undated=undated, outside=days.total() - undated - sum(near.values()))
    return frame


def course(progress: Progress, campaign: Campaign) -> pd.DataFrame:
    """How the share grew: at (moment), share, expected (0 to 1), at the window's start, each day's end, and `as_of`.

    Replays `Progress.cells`; entries that were changed since then stand as they stand now. The line ends with the last
    deadline or the last change after it; what lies after `as_of` has no share (NaN).
    """
    cells = progress.cells[progress.cells["status"].isin(FULFILLED)]
    since = sorted(moment or ALWAYS for moment in cells["since"])
    duties = progress.by_duty.to_dict("records")
    rows = []
    for at in _points(progress, campaign, since):
        due = [{**duty, "expected": expected(campaign, duty["deadline"], at)} for duty in duties]
        share = bisect_right(since, at) / max(progress.required, 1) if at <= progress.as_of else None
        rows.append({"at": at, "share": share, "expected": mean(due, "expected")})
    return pd.DataFrame(rows).astype({"share": "float64", "expected": "float64"})


def _points(progress: Progress, campaign: Campaign, since: list[datetime]) -> list[datetime]:
    known = [moment for moment in since if moment != ALWAYS]
    start = start_of_day(campaign.starts_on or day_of(min(known, default=progress.as_of)))
    due = max(filter(None, progress.by_duty["deadline"]), default=progress.as_of)
    last = max([due, *(moment for moment in known if moment <= due + FAR)])
    if last <= start:
        return [progress.as_of]
    ends = (end_of_day(day_of(start) + timedelta(days=n)) for n in range((day_of(last) - day_of(start)).days + 1))
    now = [progress.as_of] if start <= progress.as_of <= last else []
    return sorted({start, *(end for end in ends if end < last), *now, last})
