"""Records × duties → who has done what, on time or late.

The rules are those of the product's design, "What counts" and "Status of a duty, for one unit". Everything here is
computed from tables as `Snapshot.tables` holds them (columns: field keys and `sheet_row`, None where blank or
unreadable) and for a moment `as_of` that the caller gives: nothing looks at the clock.
"""

import heapq
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import repeat
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from services.plan import TIME_ZONE, Campaign, Duty, Unit, end_of_day, start_of_day
from services.reading.text import match_key
from services.schema import CANCELLED, DONE, FAILED_TRAINING, LOGS, NIL_RETURNS, PLANNED, WEBSITE_CHANNELS

Tables = Mapping[str, pd.DataFrame]
FirstSeen = Mapping[tuple[str, int], datetime]
"""(tab key, sheet row) → when the app first saw that row."""


class Status(StrEnum):
    """Where one unit stands with one duty."""

    DONE = "đúng hạn"
    LATE = "trễ hạn"
    NIL = "không phát sinh"
    MISSING = "chưa báo cáo"
    NOT_REQUIRED = "không yêu cầu"


class Detail(StrEnum):
    """Why a missing duty is not simply untouched."""

    PLANNED = "đang thực hiện"
    RETURNED = "trả lại"


class Reason(StrEnum):
    """Why a row doesn't count."""

    CANCELLED = "đã hủy"
    PLANNED = "dự kiến"
    RETURNED = "bị trả lại"
    UNIT = "không rõ đơn vị"
    STATE = "không rõ trạng thái"
    REPEATED = "lặp lại y nguyên"


class Total(StrEnum):
    """Indicators of the whole campaign."""

    BANNERS = "Băng rôn, pano, áp phích (cái)"
    POSTS = "Bài đăng (bài)"
    VIEWS = "Lượt xem (lượt)"
    ACTIVITIES = "Hoạt động học tập (hoạt động)"
    PARTICIPATIONS = "Lượt tham gia (lượt)"
    PEOPLE = "Người được cử đi học (người)"
    NIL_RETURNS = "Báo không phát sinh (mục)"


FULFILLED = (Status.DONE, Status.LATE, Status.NIL)
FAR = timedelta(days=31)
"""Entries further than this from the campaign are typing mistakes; charts by day leave them out."""

_OWN_DATE = {"banners": "hung_on", "posts": "posted_on", "activities": "starts_on"}
_DECIDED_BY = {"posts": "channel", "nominations": "progress", "nil_returns": "duty"}
_FULFILS: Mapping[str, Callable[[Any], bool]] = {
    "posts": lambda channel: channel in WEBSITE_CHANNELS,
    "nominations": lambda training: training != FAILED_TRAINING,
}
_ALWAYS = datetime.min.replace(tzinfo=UTC)
"""Sorts before every moment: a row without a moment counts at any time."""


@dataclass(frozen=True)
class Progress:
    """Status of every active unit × duty at a moment, and its sums."""

    cells: pd.DataFrame
    """A row per active unit × duty, also those not required: unit, unit_name, short_name, kind, duty, duty_title, log,
    status, detail, at (moment of the entry that fulfils it, None: unknown or missing), entries (rows that count and
    fulfil; of a nil return: nil returns), marked (on time by assumption), since (when it was first fulfilled by an
    entry or a nil return; None in a fulfilled cell: at all times)."""
    as_of: datetime
    expected: float
    """0 to 1: mean over the required cells of what is expected of their duty at `as_of`."""
    required: int
    fulfilled: int
    """Required cells that are done, late, or reported as nothing to report."""
    share: float
    """fulfilled / required, 0 when nothing is required."""
    by_unit: pd.DataFrame
    """unit, unit_name, short_name, kind, required, fulfilled, done, late, nil, missing, share."""
    by_duty: pd.DataFrame
    """duty, duty_title, log, required, fulfilled, done, late, nil, missing, share, expected, deadline."""


def measure(
    tables: Tables,
    campaign: Campaign,
    units: Sequence[Unit],
    duties: Sequence[Duty],
    *,
    as_of: datetime,
    first_seen: FirstSeen | None = None,
) -> Progress:
    """The progress of these units at `as_of`; units and duties keep their order, of a repeated code the first stands."""
    active = [unit for unit in _unique(units) if _is_active(unit, campaign, as_of)]
    owed = _unique(duties)
    found = _gather(tables, owed, as_of, first_seen or {})
    cells = [_cell(unit, duty, found[unit.code, duty.code], campaign) for unit in active for duty in owed]
    by_duty = [_of_duty(duty, campaign, cells, as_of) for duty in owed]
    whole = _tally(cells)
    return Progress(
        cells=_table(cells, _CELL),
        as_of=as_of,
        expected=_mean(by_duty, "expected"),
        required=whole["required"],
        fulfilled=whole["fulfilled"],
        share=whole["share"],
        by_unit=_table([_of_unit(unit, cells) for unit in active], _BY_UNIT),
        by_duty=_table(by_duty, _BY_DUTY),
    )


def counted(
    tables: Tables, key: str, as_of: datetime | None = None, *, first_seen: FirstSeen | None = None
) -> pd.DataFrame:
    """The rows of the log `key` that count, with their columns as they are; with `as_of`, those known by then."""
    rows = _counting(tables, key, as_of, first_seen or {})
    return _frame(tables, key).iloc[[row.position for row in rows]]


def left_out(tables: Tables) -> dict[Reason, int]:
    """How many rows of all logs don't count, by reason; a row has one reason, the first of `Reason`'s that explains it
    to its reader (cancelled, then unreadable, then returned, then planned)."""
    counts = Counter(row.reason for key in LOGS for row in _rows(tables, key, {}))
    return {reason: counts[reason] for reason in Reason}


def entries_per_day(
    tables: Tables, campaign: Campaign, as_of: datetime, *, first_seen: FirstSeen | None = None
) -> pd.DataFrame:
    """Counted entries by local day and log: day (date), log, log_title, count; no rows for days without entries.

    `attrs["outside"]` is the number of entries more than `FAR` away from the window (without one: from `as_of`),
    `attrs["undated"]` the number without a moment; neither is in the rows.
    """
    first, last = campaign.window or (_day(as_of), _day(as_of))
    days = Counter(
        (_day(row.moment) if row.moment else None, key)
        for key in LOGS
        for row in _counting(tables, key, as_of, first_seen or {})
    )
    near = {(day, key): n for (day, key), n in days.items() if day and first - FAR <= day <= last + FAR}
    rows = [(day, key, LOGS[key].title, near[day, key]) for day, key in sorted(near)]
    frame = pd.DataFrame(rows, columns=["day", "log", "log_title", "count"])
    undated = sum(n for (day, _), n in days.items() if day is None)
    frame.attrs.update(undated=undated, outside=days.total() - undated - sum(near.values()))
    return frame


def course(progress: Progress, campaign: Campaign) -> pd.DataFrame:
    """How the share grew: at (moment), share, expected (0 to 1), at the window's start, each day's end, and `as_of`.

    Replays `Progress.cells`; entries that were changed since then stand as they stand now. Long after the last deadline
    the line ends a week after its last change.
    """
    cells = progress.cells[progress.cells["status"].isin(FULFILLED)]
    since = sorted(moment or _ALWAYS for moment in cells["since"])
    duties = progress.by_duty.to_dict("records")
    rows = []
    for at in _points(progress, campaign, since):
        expected = [{**duty, "expected": _expected(campaign, duty["deadline"], at)} for duty in duties]
        share = bisect_right(since, at) / progress.required if progress.required else 0.0
        rows.append({"at": at, "share": share, "expected": _mean(expected, "expected")})
    return pd.DataFrame(rows)


def latest(tables: Tables, n: int, as_of: datetime, *, first_seen: FirstSeen | None = None) -> pd.DataFrame:
    """The `n` newest counted entries, newest first: at, unit, log, log_title, subject, entered_by.

    Rows without a moment are left out. Personal subjects (nominees' names) are replaced by the course.
    """
    known = (
        (row.moment, key, row)
        for key in LOGS
        for row in _counting(tables, key, as_of, first_seen or {})
        if row.moment is not None
    )
    newest = heapq.nlargest(n, known, key=lambda found: found[0])
    return _table([_news(_frame(tables, key), key, row) for _, key, row in newest], _NEWS)


def totals(tables: Tables, as_of: datetime, *, first_seen: FirstSeen | None = None) -> dict[Total, int]:
    """Indicators of the counted entries at `as_of`; blank and unreadable numbers are left out of their sums."""
    rows = {key: counted(tables, key, as_of, first_seen=first_seen) for key in LOGS}
    return {
        Total.BANNERS: _sum(rows["banners"]["quantity"]),
        Total.POSTS: len(rows["posts"]),
        Total.VIEWS: _sum(rows["posts"]["views"]),
        Total.ACTIVITIES: len(rows["activities"]),
        Total.PARTICIPATIONS: _sum(rows["activities"]["participations"]),
        Total.PEOPLE: _people(rows["nominations"]),
        Total.NIL_RETURNS: len(rows["nil_returns"]),
    }


class _Row(NamedTuple):
    """What the rules look at in one row of a log."""

    position: int
    unit: str | None
    reason: Reason | None
    """None: it counts."""
    moment: datetime | None
    marked: bool
    about: Any
    """What decides whether it fulfils: channel, progress of the training, or the nil return's duty."""


@dataclass
class _Evidence:
    """All that one unit has reported for one duty."""

    entries: list[tuple[datetime | None, bool]] = field(default_factory=list)
    nils: list[tuple[datetime | None, bool]] = field(default_factory=list)
    details: set[Detail] = field(default_factory=set)

    def add(self, row: _Row, fulfilments: list[tuple[datetime | None, bool]], fulfils: bool) -> None:
        if row.reason is Reason.RETURNED:
            # also one that wouldn't fulfil: its wrong channel may be why the office sent it back
            self.details.add(Detail.RETURNED)
        elif row.reason is Reason.PLANNED and fulfils:
            self.details.add(Detail.PLANNED)
        elif row.reason is None and fulfils:
            fulfilments.append((row.moment, row.marked))


_CELL = (
    *("unit", "unit_name", "short_name", "kind", "duty", "duty_title", "log"),
    *("status", "detail", "at", "entries", "marked", "since"),
)
_SUMS = ("required", "fulfilled", "done", "late", "nil", "missing", "share")
_BY_UNIT = ("unit", "unit_name", "short_name", "kind", *_SUMS)
_BY_DUTY = ("duty", "duty_title", "log", *_SUMS, "expected", "deadline")
_NEWS = ("at", "unit", "log", "log_title", "subject", "entered_by")
_TYPES = {
    **dict.fromkeys(("entries", *_SUMS), "int64"),
    **dict.fromkeys(("share", "expected"), "float64"),
    "marked": "bool",
}


def _table(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Objects stay objects: pandas would turn None into NaN and moments into its own kind."""
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({key: kind for key, kind in _TYPES.items() if key in columns})


Coded = TypeVar("Coded", Unit, Duty)


def _unique(things: Sequence[Coded]) -> list[Coded]:
    return list({thing.code: thing for thing in reversed(things)}.values())[::-1]


def _is_active(unit: Unit, campaign: Campaign, as_of: datetime) -> bool:
    if campaign.window is None:
        return unit.is_active(_day(as_of))
    first, last = campaign.window
    return (unit.active_from or date.min) <= last and first <= (unit.active_to or date.max)


def _day(moment: datetime) -> date:
    return moment.astimezone(TIME_ZONE).date()


def _frame(tables: Tables, key: str) -> pd.DataFrame:
    if key in tables:
        return tables[key]
    return pd.DataFrame(columns=[*LOGS[key].keys, "sheet_row"], dtype=object)


def _rows(tables: Tables, key: str, first_seen: FirstSeen) -> list[_Row]:
    frame = _frame(tables, key)
    moments = list(_moments(frame, key, first_seen))
    repeated = _repeated(frame, [moment for moment, _ in moments])
    reasons = map(_reason, frame["unit"], frame["state"], frame["return_note"])
    about = frame[_DECIDED_BY[key]] if key in _DECIDED_BY else repeat(None)
    return [
        _Row(at, unit, reason or (Reason.REPEATED if at in repeated else None), moment, marked, value)
        for at, (unit, reason, (moment, marked), value) in enumerate(
            zip(frame["unit"], reasons, moments, about, strict=False)
        )
    ]


def _counting(tables: Tables, key: str, as_of: datetime | None, first_seen: FirstSeen) -> Iterator[_Row]:
    for row in _rows(tables, key, first_seen):
        if row.reason is None and _known_by(row, as_of):
            yield row


def _known_by(row: _Row, as_of: datetime | None) -> bool:
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


def _moments(frame: pd.DataFrame, key: str, first_seen: FirstSeen) -> Iterator[tuple[datetime | None, bool]]:
    """When each row was reported, and whether that is assumed. A plan's own date says when it will happen, not that."""
    days = frame[_OWN_DATE[key]] if key in _OWN_DATE else repeat(None)
    for entered_at, sheet_row, day, state in zip(
        frame["entered_at"], frame["sheet_row"], days, frame["state"], strict=False
    ):
        moment = entered_at or first_seen.get((key, sheet_row))
        if moment is None and day is not None and state == DONE:
            yield end_of_day(day), True
        else:
            yield moment, moment is None


def _repeated(frame: pd.DataFrame, moments: Sequence[datetime | None]) -> set[int]:
    """Positions of rows that say again, under the same row ID, what a row known at least as early says."""
    ids = frame["row_id"]
    twice = (ids.notna() & ids.duplicated(keep=False)).to_numpy().nonzero()[0].tolist()
    said: set[tuple[Any, ...]] = set()
    repeated = set()
    content = frame.drop(columns="sheet_row").iloc[twice].itertuples(index=False, name=None)
    for at, values in sorted(zip(twice, content, strict=True), key=lambda row: moments[row[0]] or _ALWAYS):
        if values in said:
            repeated.add(at)
        said.add(values)
    return repeated


def _gather(
    tables: Tables, duties: Sequence[Duty], as_of: datetime, first_seen: FirstSeen
) -> defaultdict[tuple[str | None, str], _Evidence]:
    found: defaultdict[tuple[str | None, str], _Evidence] = defaultdict(_Evidence)
    for log in dict.fromkeys(duty.log for duty in duties):
        codes = [duty.code for duty in duties if duty.log == log]
        fulfils = _FULFILS.get(log, lambda _: True)
        for row in _rows(tables, log, first_seen):
            for code in codes if _known_by(row, as_of) else ():
                evidence = found[row.unit, code]
                evidence.add(row, evidence.entries, fulfils(row.about))
    for row in _rows(tables, NIL_RETURNS.key, first_seen):
        if row.about and _known_by(row, as_of):
            evidence = found[row.unit, row.about]
            evidence.add(row, evidence.nils, True)
    return found


def _cell(unit: Unit, duty: Duty, evidence: _Evidence, campaign: Campaign) -> dict[str, Any]:
    required = duty.is_owed_by(unit)
    status, at, marked = _status(evidence, campaign.deadline_of(duty)) if required else _NOT_OWED
    fulfilments = [moment for moment, _ in evidence.entries + evidence.nils] if required else []
    return {
        **_named(unit),
        **_titled(duty),
        "status": status,
        "detail": _detail(evidence) if status is Status.MISSING else None,
        "at": at,
        "entries": len(evidence.nils if status is Status.NIL else evidence.entries),
        "marked": marked,
        "since": None if None in fulfilments else min(fulfilments, default=None),
    }


_NOT_OWED = (Status.NOT_REQUIRED, None, False)


def _status(evidence: _Evidence, deadline: datetime | None) -> tuple[Status, datetime | None, bool]:
    """Status, moment of the first fulfilling row, and whether its time is assumed. An entry beats a nil return."""
    if evidence.entries:
        moment, marked = _first(evidence.entries, deadline)
        return (Status.DONE if _in_time(moment, deadline) else Status.LATE), moment, marked
    if evidence.nils:
        return Status.NIL, *_first(evidence.nils, deadline)
    return Status.MISSING, None, False


def _first(rows: list[tuple[datetime | None, bool]], deadline: datetime | None) -> tuple[datetime | None, bool]:
    """The earliest row; one without a moment, on time by assumption, only stands in where no known moment is in time."""
    dated = min(((moment, marked) for moment, marked in rows if moment), default=None)
    if dated and (_in_time(dated[0], deadline) or len(dated) == 0):
        return dated
    return next((row for row in rows if row[0] is None), dated or (None, True))


def _in_time(moment: datetime | None, deadline: datetime | None) -> bool:
    return moment is None or deadline is None or moment <= deadline


def _detail(evidence: _Evidence) -> Detail | None:
    return next((detail for detail in (Detail.RETURNED, Detail.PLANNED) if detail in evidence.details), None)


def _named(unit: Unit) -> dict[str, Any]:
    short = unit.short_name or unit.name
    return {"unit": unit.code, "unit_name": unit.name, "short_name": short, "kind": unit.kind}


def _titled(duty: Duty) -> dict[str, Any]:
    return {"duty": duty.code, "duty_title": duty.title, "log": duty.log}


def _tally(cells: Iterable[dict[str, Any]]) -> dict[str, Any]:
    counts = Counter(cell["status"] for cell in cells)
    required = counts.total() - counts[Status.NOT_REQUIRED]
    fulfilled = sum(counts[status] for status in FULFILLED)
    return {
        "required": required,
        "fulfilled": fulfilled,
        "done": counts[Status.DONE],
        "late": counts[Status.LATE],
        "nil": counts[Status.NIL],
        "missing": counts[Status.MISSING],
        "share": fulfilled / required if required else 0.0,
    }


def _of_unit(unit: Unit, cells: list[dict[str, Any]]) -> dict[str, Any]:
    return _named(unit) | _tally(cell for cell in cells if cell["unit"] == unit.code)


def _of_duty(duty: Duty, campaign: Campaign, cells: list[dict[str, Any]], as_of: datetime) -> dict[str, Any]:
    deadline = campaign.deadline_of(duty)
    sums = _tally(cell for cell in cells if cell["duty"] == duty.code)
    return _titled(duty) | sums | {"expected": _expected(campaign, deadline, as_of), "deadline": deadline}


def _expected(campaign: Campaign, deadline: datetime | None, at: datetime) -> float:
    """0 before the window, rising evenly to 1 at the deadline; what has no deadline is due as soon as the window opens,
    what has no window is due at its deadline."""
    start = start_of_day(campaign.starts_on) if campaign.starts_on else None
    if deadline and at >= deadline:
        return 1.0
    if start and at <= start:
        return 0.0
    if deadline and start:
        return (at - start) / (deadline - start)
    return 0.0 if deadline else 1.0


def _mean(duties: list[dict[str, Any]], key: str) -> float:
    """Mean of a duty's figure over the units that owe it."""
    required = sum(duty["required"] for duty in duties)
    return sum(duty["required"] * duty[key] for duty in duties) / required if required else 0.0


def _points(progress: Progress, campaign: Campaign, since: list[datetime]) -> list[datetime]:
    known = [moment for moment in since if moment != _ALWAYS]
    start = start_of_day(campaign.starts_on or _day(min(known, default=progress.as_of)))
    dues = [deadline for deadline in progress.by_duty["deadline"] if deadline]
    due = max(dues, default=progress.as_of)
    changed = max((moment for moment in known if moment <= due + FAR), default=due)
    last = min(progress.as_of, max(due, changed) + timedelta(days=7))
    if last <= start:
        return [progress.as_of]
    ends = (end_of_day(_day(start) + timedelta(days=n)) for n in range((_day(last) - _day(start)).days + 1))
    return [start, *(end for end in ends if end < last), last]


def _news(frame: pd.DataFrame, key: str, row: _Row) -> dict[str, Any]:
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


def _sum(values: Iterable[float | None]) -> int:
    return int(sum(value for value in values if value is not None))


def _people(rows: pd.DataFrame) -> int:
    """People are one person when unit, name (case and tone placement aside) and birth year agree; a row without a name
    is a person of its own."""
    names = {name: match_key(name) for name in set(rows["full_name"]) if name}
    people = zip(rows["unit"], rows["full_name"], rows["birth_year"], rows["sheet_row"], strict=True)
    return len({(unit, names[name], born) if name else (row,) for unit, name, born, row in people})
