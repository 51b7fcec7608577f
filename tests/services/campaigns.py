"""A small campaign, the sample week, and log tables, for tests of what is computed from them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd

from services.plan import TIME_ZONE, Campaign, Duty, Unit, duties_from, units_from
from services.progress import Progress, measure
from services.reading import Context, Table, read_plan, read_table
from services.samples import sample_rows
from services.schema import AFFILIATE, DEPARTMENT, DONE, LOGS, TABS, Tab
from services.seed import DUTY_ROWS, PLAN_ROWS, UNIT_ROWS

WEEK = Campaign(starts_on=date(2024, 10, 1), ends_on=date(2024, 10, 7), theme="Học tập suốt đời", number="4013")
LEARN = Duty("II.1", "Học tập số", "activities", (AFFILIATE,))
HANG = Duty("II.2", "Treo băng rôn", "banners", (AFFILIATE, "VP"))
POST = Duty("II.3", "Tuyên truyền trên website", "posts", (AFFILIATE,))
TRAIN = Duty("III.1", "Cử đi học", "nominations", (DEPARTMENT, AFFILIATE))
DUTIES = (LEARN, HANG, POST, TRAIN)
OFFICE = Unit("VP", "Văn phòng Sở", DEPARTMENT)
SECTION = Unit("P", "Phòng Kế hoạch", DEPARTMENT)
CENTRE = Unit("A", "Trung tâm A", AFFILIATE)
UNITS = (OFFICE, SECTION, CENTRE)
LONG_AFTER = datetime(2024, 12, 31, tzinfo=TIME_ZONE)


def at(day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """A moment of October 2024 in Asia/Ho_Chi_Minh."""
    return datetime(2024, 10, day, hour, minute, second, tzinfo=TIME_ZONE)


def tables(**logs: Iterable[Mapping[str, Any]]) -> dict[str, pd.DataFrame]:
    """All log tables as a snapshot has them; an entry without state is done, its row that of its place."""
    return {key: _table(LOGS[key], logs.get(key, ())) for key in LOGS}


def measured(
    logs: Mapping[str, pd.DataFrame], *, campaign: Campaign = WEEK, as_of: datetime = LONG_AFTER, **other: Any
) -> Progress:
    """The progress of the small campaign."""
    return measure(logs, campaign, other.pop("units", UNITS), other.pop("duties", DUTIES), as_of=as_of, **other)


def cell(progress: Progress, unit: str, duty: str) -> dict[str, Any]:
    """The one cell of a unit and a duty."""
    found = [row for row in progress.cells.to_dict("records") if (row["unit"], row["duty"]) == (unit, duty)]
    assert len(found) == 1
    return found[0]


@cache
def plan_4013() -> tuple[Campaign, tuple[Unit, ...], tuple[Duty, ...]]:
    """The campaign that a new workbook starts with, read from its rows."""
    campaign = read_plan(_read("plan", PLAN_ROWS, Context()).frame)
    units = tuple(units_from(_read("units", UNIT_ROWS, Context(2024)).frame))
    duties = tuple(duties_from(_read("duties", DUTY_ROWS, Context(2024, units=units)).frame))
    return campaign, units, duties


@cache
def sample_tables() -> dict[str, Table]:
    """The sample entries as they are read back from a sheet: tab key → typed rows and their problems."""
    campaign, units, duties = plan_4013()
    context = Context(campaign.year, campaign.window, units, duties, campaign.theme)
    return {key: _read(key, rows, context) for key, rows in sample_rows().items()}


def sample_logs() -> dict[str, pd.DataFrame]:
    """The rows of `sample_tables`."""
    return {key: table.frame for key, table in sample_tables().items()}


def sample_progress(as_of: datetime) -> Progress:
    """The progress of the sample week at that moment."""
    return measure(sample_logs(), *plan_4013(), as_of=as_of)


def _table(tab: Tab, entries: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    blank = dict.fromkeys(tab.keys)
    rows = [blank | {"state": DONE, "sheet_row": n} | dict(entry) for n, entry in enumerate(entries, 2)]
    assert all(row.keys() == blank.keys() | {"sheet_row"} for row in rows)
    return pd.DataFrame(rows, columns=[*tab.keys, "sheet_row"], dtype=object)


def _read(key: str, rows: Iterable[Mapping[str, Any]], context: Context) -> Table:
    tab = TABS[key]
    header = [field.label for field in tab.fields]
    return read_table(tab, [header, *([_raw(row.get(key)) for key in tab.keys] for row in rows)], context)


def _raw(value: Any) -> Any:
    """The value as a sheet gives it back, unformatted: days are counted from 30 December 1899."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86_400
    if isinstance(value, date):
        return (value - date(1899, 12, 30)).days
    return "; ".join(value) if isinstance(value, tuple) else "" if value is None else value
