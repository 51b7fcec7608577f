"""Who has done what, on time or late, and how much of it all is done.

The rules are the design's, "Status of a duty, for one unit". Nothing looks at the clock: `as_of` is the caller's.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import pandas as pd

from services.plan import TIME_ZONE, Campaign, Duty, Unit, start_of_day
from services.progress.counting import FirstSeen, Reason, Row, Tables, known_by, rows_of
from services.schema import FAILED_TRAINING, NIL_RETURNS, WEBSITE_CHANNELS

Fulfilment = tuple[datetime | None, bool]
"""When a row was reported, None: before anybody looked; and whether that is assumed."""


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


FULFILLED = (Status.DONE, Status.LATE, Status.NIL)

_FULFILS: Mapping[str, Callable[[Any], bool]] = {
    "posts": lambda channel: channel is None or channel in WEBSITE_CHANNELS,
    "nominations": lambda training: training != FAILED_TRAINING,
}
"""Which entries fulfil a log's duty. One whose deciding field is blank or unreadable does: that is only a problem."""


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
    """Progress of these units at `as_of`. Units and duties keep their order; of a repeated code the first stands."""
    active = [unit for unit in _unique(units) if _is_active(unit, campaign, as_of)]
    owed = _unique(duties)
    found = _gather(tables, owed, as_of, first_seen or {})
    cells = [_cell(unit, duty, found[unit.code, duty.code], campaign) for unit in active for duty in owed]
    by_duty = [_of_duty(duty, campaign, cells, as_of) for duty in owed]
    whole = _tally(cells)
    return Progress(
        cells=table(cells, _CELL),
        as_of=as_of,
        expected=mean(by_duty, "expected"),
        required=whole["required"],
        fulfilled=whole["fulfilled"],
        share=whole["share"],
        by_unit=table([_of_unit(unit, cells) for unit in active], _BY_UNIT),
        by_duty=table(by_duty, _BY_DUTY),
    )


@dataclass
class _Evidence:
    """All that one unit has reported for one duty."""

    entries: list[Fulfilment] = field(default_factory=list)
    nils: list[Fulfilment] = field(default_factory=list)
    details: set[Detail] = field(default_factory=set)

    def add(self, row: Row, fulfilments: list[Fulfilment], fulfils: bool) -> None:
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
_TYPES = {
    **dict.fromkeys(("entries", *_SUMS), "int64"),
    **dict.fromkeys(("share", "expected"), "float64"),
    "marked": "bool",
}


def table(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Objects stay objects: pandas would turn None into NaN and moments into its own kind."""
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({key: kind for key, kind in _TYPES.items() if key in columns})


Coded = TypeVar("Coded", Unit, Duty)


def _unique(things: Sequence[Coded]) -> list[Coded]:
    known: dict[str, Coded] = {}
    for thing in things:
        known.setdefault(thing.code, thing)
    return list(known.values())


def _is_active(unit: Unit, campaign: Campaign, as_of: datetime) -> bool:
    if campaign.window is None:
        return unit.is_active(day_of(as_of))
    first, last = campaign.window
    return (unit.active_from or date.min) <= last and first <= (unit.active_to or date.max)


def day_of(moment: datetime) -> date:
    """The day in Asia/Ho_Chi_Minh."""
    return moment.astimezone(TIME_ZONE).date()


def _gather(
    tables: Tables, duties: Sequence[Duty], as_of: datetime, first_seen: FirstSeen
) -> defaultdict[tuple[str | None, str], _Evidence]:
    found: defaultdict[tuple[str | None, str], _Evidence] = defaultdict(_Evidence)
    for log in dict.fromkeys(duty.log for duty in duties):
        codes = [duty.code for duty in duties if duty.log == log]
        fulfils = _FULFILS.get(log, lambda _: True)
        for row in rows_of(tables, log, first_seen):
            for code in codes if known_by(row, as_of) else ():
                evidence = found[row.unit, code]
                evidence.add(row, evidence.entries, fulfils(row.about))
    for row in rows_of(tables, NIL_RETURNS.key, first_seen):
        if row.about and known_by(row, as_of):
            evidence = found[row.unit, row.about]
            evidence.add(row, evidence.nils, True)
    return found


def _cell(unit: Unit, duty: Duty, evidence: _Evidence, campaign: Campaign) -> dict[str, Any]:
    required = duty.is_owed_by(unit)
    status, at, marked = _status(evidence, campaign.deadline_of(duty)) if required else _NOT_OWED
    fulfilments = evidence.entries + evidence.nils if required else []
    dated = [moment for moment, _ in fulfilments if moment is not None]
    return {
        **_named(unit),
        **_titled(duty),
        "status": status,
        "detail": _detail(evidence) if status is Status.MISSING else None,
        "at": at,
        "entries": len(evidence.nils if status is Status.NIL else evidence.entries),
        "marked": marked,
        "since": min(dated) if dated and len(dated) == len(fulfilments) else None,
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


def _first(rows: list[Fulfilment], deadline: datetime | None) -> Fulfilment:
    """The earliest row. One without a moment, on time by assumption, stands in where no known moment is in time."""
    dated = sorted((moment, marked) for moment, marked in rows if moment is not None)
    if dated and (len(dated) == len(rows) or _in_time(dated[0][0], deadline)):
        return dated[0]
    return None, True


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
    return _titled(duty) | sums | {"expected": expected(campaign, deadline, as_of), "deadline": deadline}


def expected(campaign: Campaign, deadline: datetime | None, at: datetime) -> float:
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


def mean(duties: list[dict[str, Any]], key: str) -> float:
    """Mean of a duty's figure over the units that owe it."""
    required = sum(duty["required"] for duty in duties)
    return sum(duty["required"] * duty[key] for duty in duties) / required if required else 0.0
