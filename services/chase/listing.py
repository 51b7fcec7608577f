"""Which units are to be asked for what: missing duties, returned entries, cells that can't be right."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.chase.contacts import Contact, contact
from services.chase.traces import Reminder
from services.plan import TIME_ZONE, Unit
from services.progress import Debt, Debtor, Progress, Tables, debtors
from services.progress.counting import table_of
from services.reading import Problem
from services.reading.text import clean
from services.schema import CANCELLED, LOGS, NOMINATIONS, Tab

SOMEBODY = "người được cử"
"""Stands for a nominee's name."""


@dataclass(frozen=True)
class Returned:
    """An entry that the office sent back and that was not sent again, without nominees' names."""

    log: str
    """Tab key."""
    subject: str
    reason: str


@dataclass(frozen=True)
class Fault:
    """A cell that the unit should look at; what stands there isn't told, for it may be somebody's name."""

    tab_title: str
    sheet_row: int | None
    label: str
    """The column's; "" for the row as a whole."""
    severe: bool


@dataclass(frozen=True)
class Chase:
    """A unit and all that it is to be asked for."""

    unit: Unit
    required: int
    """How many duties it owes."""
    debts: tuple[Debt, ...]
    """Missing duties, what fell due first in front."""
    returned: tuple[Returned, ...]
    faults: tuple[Fault, ...]
    """Severe ones first."""
    contact: Contact
    reminders: tuple[Reminder, ...]
    """Newest first."""

    @property
    def short_name(self) -> str:
        """As tables call it."""
        return self.unit.short_name or self.unit.name

    def is_overdue(self, at: datetime) -> bool:
        """True when something was due before that moment."""
        return any(debt.deadline is not None and debt.deadline < at for debt in self.debts)


def chases(
    progress: Progress,
    tables: Tables,
    problems: Iterable[Problem],
    units: Sequence[Unit],
    reminders: Iterable[Reminder] = (),
) -> list[Chase]:
    """In the order of the calls (see `debtors`), then those that owe nothing but have returned entries or severe
    problems, as in the sheet. Complete units are left out; a warning alone is no reason to ask.

    `reminders`: newest first.
    """
    owing = {debtor.unit: debtor for debtor in debtors(progress)}
    names = _names(tables)
    returned, faults = _by_unit(_returned(tables, names)), _by_unit(_faults(problems))
    reminded = _by_unit((reminder.unit, reminder) for reminder in reminders)
    known = {unit.code: unit for unit in reversed(units)}
    required = dict(zip(progress.by_unit["unit"], progress.by_unit["required"], strict=True))

    def chase(code: str) -> Chase:
        return Chase(
            unit=known[code],
            required=int(required[code]),
            debts=_debts(owing.get(code)),
            returned=tuple(returned[code]),
            faults=tuple(sorted(faults[code], key=lambda fault: not fault.severe)),
            contact=contact(known[code].contact),
            reminders=tuple(reminded[code]),
        )

    others = [code for code in required if code not in owing and (returned[code] or _any_severe(faults[code]))]
    return [chase(code) for code in (*owing, *others)]


def days_left(deadline: datetime, at: datetime) -> int:
    """Calendar days in Asia/Ho_Chi_Minh; negative once its day is over."""
    return (deadline.astimezone(TIME_ZONE).date() - at.astimezone(TIME_ZONE).date()).days


def _debts(debtor: Debtor | None) -> tuple[Debt, ...]:
    return debtor.debts if debtor else ()


def _any_severe(faults: Iterable[Fault]) -> bool:
    return any(fault.severe for fault in faults)


def _by_unit(found: Iterable[tuple[Any, Any]]) -> defaultdict[Any, list[Any]]:
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for unit, thing in found:
        groups[unit].append(thing)
    return groups


def _returned(tables: Tables, nameless: Callable[[str], str]) -> Iterable[tuple[str, Returned]]:
    for key, tab in LOGS.items():
        frame = table_of(tables, key)
        rows = frame[frame["return_note"].notna() & (frame["state"] != CANCELLED)]
        # Copies of a row have its ID, and are mended at one place.
        for row in rows[~(rows["row_id"].duplicated() & rows["row_id"].notna())].to_dict("records"):
            subject = nameless(_subject(tab, row))
            yield row["unit"], Returned(key, subject, nameless(clean(row["return_note"])))


def _subject(tab: Tab, row: dict[Any, Any]) -> str:
    key = "course" if tab.field(tab.subject).personal else tab.subject
    return clean(str(row[key] or ""))


def _names(tables: Tables) -> Callable[[str], str]:
    """Takes nominees' names out of a text; a single word may be any word."""
    names = {clean(name) for name in table_of(tables, NOMINATIONS.key)["full_name"].dropna()}
    longest_first = sorted((re.escape(name) for name in names if " " in name), key=len, reverse=True)
    if not longest_first:
        return lambda text: text
    known = re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)
    return lambda text: known.sub(SOMEBODY, text)


def _faults(problems: Iterable[Problem]) -> Iterable[tuple[str | None, Fault]]:
    for problem in problems:
        tab = LOGS.get(problem.tab_key or "")
        if tab:
            label = tab.field(problem.field_key).label if problem.field_key in tab.keys else ""
            yield problem.unit, Fault(tab.title, problem.sheet_row, label, problem.severe)
