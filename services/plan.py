"""One campaign: its plan, its units, and the duties that they owe, read from their three tabs."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from services.schema import UNIT_KINDS

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
END_OF_DAY = time(23, 59, 59)
"""A deadline without a time of day lasts until the end of its day."""


@dataclass(frozen=True)
class Unit:
    """One unit that reports: a department of the Sở or an affiliated unit."""

    code: str
    name: str
    kind: str
    short_name: str | None = None
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    active_from: date | None = None
    active_to: date | None = None
    duties: tuple[str, ...] = ()
    """Its own duties by code; none: those of its kind."""
    contact: str | None = None
    note: str | None = None

    def is_active(self, on: date) -> bool:
        """True when the unit exists on that day."""
        return (self.active_from or date.min) <= on <= (self.active_to or date.max)


@dataclass(frozen=True)
class Duty:
    """One thing that units owe in the campaign."""

    code: str
    title: str
    log: str
    """Key of the tab whose entries fulfil it."""
    owed_by: tuple[str, ...]
    """Unit kinds and unit codes."""
    source: str | None = None
    deadline: datetime | None = None
    """Its own deadline, Asia/Ho_Chi_Minh; None: the plan's."""

    def is_owed_by(self, unit: Unit) -> bool:
        """True when the unit owes it: by its own list of duties, else by its kind or code."""
        named, wanted = (unit.duties, {self.code}) if unit.duties else (self.owed_by, {unit.kind, unit.code})
        return not {word.casefold() for word in wanted}.isdisjoint(word.casefold() for word in named)


@dataclass(frozen=True)
class Campaign:
    """The plan that a campaign follows. Texts are as the office wrote them, None where it left them out."""

    starts_on: date | None = None
    ends_on: date | None = None
    deadline: datetime | None = None
    theme: str | None = None
    number: str | None = None
    symbol: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    place: str | None = None
    title: str | None = None
    basis: str | None = None
    criterion: str | None = None
    report_to: str | None = None
    recipients: tuple[str, ...] = ()
    signer_form: str | None = None
    signer_title: str | None = None
    signer_name: str | None = None
    erase_on: date | None = None
    """From this day on nominees' personal data are to be erased; a person does that."""

    @property
    def window(self) -> tuple[date, date] | None:
        """First and last day of the campaign, None while one of them is missing."""
        return (self.starts_on, self.ends_on) if self.starts_on and self.ends_on else None

    @property
    def year(self) -> int | None:
        """The year that dates without one belong to."""
        first = self.starts_on or self.ends_on or self.issued_on
        return first.year if first else None

    @property
    def name(self) -> str:
        """The plan's number and symbol, as it is cited: `4013/KH-SKHCN`."""
        return "/".join(part for part in (self.number, self.symbol) if part)

    def deadline_of(self, duty: Duty) -> datetime | None:
        """When the duty is due: its own deadline, else the plan's, else the end of the window's last day."""
        if duty.deadline or self.deadline:
            return duty.deadline or self.deadline
        return end_of_day(self.ends_on) if self.ends_on else None


def end_of_day(day: date) -> datetime:
    """The last second of that day in Asia/Ho_Chi_Minh."""
    return datetime.combine(day, END_OF_DAY, TIME_ZONE)


def start_of_day(day: date) -> datetime:
    """The first second of that day in Asia/Ho_Chi_Minh."""
    return datetime.combine(day, time.min, TIME_ZONE)


def units_from(table: pd.DataFrame) -> list[Unit]:
    """The units of the tab *Đơn vị*, in its order; rows without code, name or kind are left out."""
    rows = _complete(table, "code", "name", "kind")
    return [Unit(**_known(row, Unit)) for row in rows]


def duties_from(table: pd.DataFrame) -> list[Duty]:
    """The duties of the tab *Nhiệm vụ*, in its order; rows without code, title or log are left out."""
    kinds = {label.casefold(): kind for kind, label in UNIT_KINDS.items()}
    duties = []
    for row in _complete(table, "code", "title", "log"):
        owed_by = tuple(kinds.get(word.casefold(), word) for word in row.pop("owed_by", None) or ())
        duties.append(Duty(owed_by=owed_by, **_known(row, Duty)))
    return duties


def _complete(table: pd.DataFrame, *needed: str) -> Iterable[dict[str, Any]]:
    for row in table.to_dict("records"):
        filled = {str(key): value for key, value in row.items() if value is not None}
        if all(key in filled for key in needed):
            yield filled


def _known(row: dict[str, Any], kind: type[Unit] | type[Duty]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {key: value for key, value in row.items() if key in names}
