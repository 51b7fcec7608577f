"""What a report is made from: the sheet as it stands at a moment, or as it was frozen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.plan import Campaign, Duty, Unit
from services.progress import FirstSeen, Tables
from services.reading import Problem


@dataclass(frozen=True)
class Change:
    """One entry that is not as it was frozen, or one that is new."""

    what: str
    """`thêm`, `sửa`, `hủy`, `trả lại`, `xóa`."""
    log: str
    """Tab key."""
    unit: str | None
    """Code."""
    row_id: str | None
    subject: str
    """What the entry is about, without anybody's name."""
    fields: tuple[str, ...] = ()
    """Labels of the columns that differ."""


@dataclass(frozen=True)
class Freeze:
    """When the figures were frozen, and what has moved since."""

    number: int
    """1 for the first."""
    at: datetime
    by: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, eq=False)
class Basis:
    """All that the report's figures depend on. Equal to itself alone: tables can't be compared."""

    tables: Tables
    campaign: Campaign
    units: tuple[Unit, ...]
    duties: tuple[Duty, ...]
    as_of: datetime
    """The figures are those of this moment."""
    revision: str
    read_at: datetime
    """When the sheet was read, or frozen."""
    first_seen: FirstSeen = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """What couldn't be read, and so was left out."""
    frozen: Freeze | None = None
    """None: these are the figures as they stand."""


class Read(Protocol):
    """The sheet as it was read: what of a snapshot a report needs."""

    @property
    def tables(self) -> Tables: ...
    @property
    def campaign(self) -> Campaign: ...
    @property
    def units(self) -> tuple[Unit, ...]: ...
    @property
    def duties(self) -> tuple[Duty, ...]: ...
    @property
    def first_seen(self) -> FirstSeen: ...
    @property
    def revision(self) -> str: ...
    @property
    def read_at(self) -> datetime: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...


def live(sheet: Read, as_of: datetime) -> Basis:
    """The sheet's rows as they stand now, at that moment: those of later don't count."""
    return Basis(
        tables=sheet.tables,
        campaign=sheet.campaign,
        units=sheet.units,
        duties=sheet.duties,
        as_of=as_of,
        revision=sheet.revision,
        read_at=sheet.read_at,
        first_seen=sheet.first_seen,
        problems=sheet.problems,
    )
