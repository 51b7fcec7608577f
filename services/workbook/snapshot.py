"""The shared sheet as it was read last: one reader for all viewers, one call for all tabs."""

import hashlib
import marshal
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from services.plan import Campaign, Duty, Unit, duties_from, units_from
from services.reading import Context, Problem, Table, read_plan, read_table
from services.schema import AUDIT, FREEZES, LATER, READ_ALWAYS, SETTINGS, Tab
from services.settings import Settings, frozen_at, settings_from
from services.workbook.errors import NotSetUp, Unavailable, WorkbookError
from services.workbook.first_seen import FirstSeen, Sightings
from services.workbook.gateway import Gateway, Sheet, quoted
from services.workbook.setup import find_sheet

REFRESH = timedelta(seconds=5)
"""From the beginning of one read to that of the next while somebody looks; 12 reads a minute of Google's 60."""
LONGEST = timedelta(minutes=1)
"""How long the next look waits at most while Google fails."""
RELOCATE = timedelta(minutes=1)
"""How long titles and sizes of tabs are believed."""
_HEADER_ROWS = 10
"""Rows in which reading looks for a header."""

_Values = list[list[Any]]


# Each is itself alone: tables can't be compared.
@dataclass(frozen=True, eq=False)
class Snapshot:
    """All tabs but the audit log, read and typed, at one moment."""

    tables: Mapping[str, pd.DataFrame]
    """Tab key → a row per entry; columns are field keys and `sheet_row`, None where blank or unreadable."""
    problems: tuple[Problem, ...]
    revision: str
    """Hash of all values; equal revisions hold equal tables."""
    read_at: datetime
    campaign: Campaign
    units: tuple[Unit, ...]
    duties: tuple[Duty, ...]
    columns: Mapping[str, Mapping[str, int]]
    """Tab key → field key → 0-based column in the sheet; of the audit log, too, where there is one."""
    sheets: Mapping[str, Sheet]
    """Tab key → the tab as it is called and sized now."""
    first_seen: FirstSeen = field(default_factory=dict)
    trouble: str | None = None
    """Why no newer snapshot could be read; None when this one is as fresh as it should be."""
    settings: Settings = field(default_factory=Settings)
    frozen_at: datetime | None = None
    """When the figures were last frozen; None: never."""
    cells: Mapping[str, _Values] = field(default_factory=dict, repr=False)
    """Tab key → its cells from A1 on as they were read; only with `Reader.fresh`: nobody else needs them."""

    @property
    def context(self) -> Context:
        """What reading another value of this campaign depends on."""
        return _context(self.campaign, self.units, self.duties)


@dataclass(frozen=True, eq=False)
class Reading:
    """A snapshot, equal to all that were made of the same reading of the sheet: what depends on the tables alone is
    worked out once for them.
    """

    snapshot: Snapshot

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reading) and self.snapshot.tables is other.snapshot.tables

    def __hash__(self) -> int:
        return id(self.snapshot.tables)


class Reader:
    """Reads the spreadsheet when somebody asks and the last snapshot has grown old; one call at a time."""

    def __init__(
        self, gateway: Gateway, sightings: Sightings, clock: Callable[[], datetime], tabs: Mapping[str, Tab]
    ) -> None:
        self._gateway, self._sightings, self._clock = gateway, sightings, clock
        self._tabs = tabs
        self._lock = threading.Lock()
        self._last: Snapshot | None = None
        self._checked_at: datetime | None = None
        self._failures = 0
        self._begun = self._read_number = 0
        self._located_at: datetime | None = None
        self._sheets: dict[str, Sheet] = {}
        self._parsed: dict[str, tuple[str, Context, Table]] = {}

    def current(self) -> Snapshot:
        """The last snapshot, read again when older than `REFRESH`; after a failure the last good one with `trouble`.

        With each failure in a row the next look waits twice as long, up to `LONGEST`.

        Raises WorkbookError when nothing could ever be read.
        """
        last = self._last
        if last and self._is_young():
            return last
        # Whoever comes while somebody else reads sees the last snapshot instead of waiting for Google.
        if not self._lock.acquire(blocking=last is None) and last:
            return last
        try:
            return self._last if self._last and self._is_young() else self._looked()
        finally:
            self._lock.release()

    def forget_failures(self) -> None:
        """Somebody mended something: the next look doesn't wait, and looks for the tabs, too."""
        self._checked_at, self._located_at, self._failures = None, None, 0

    def _is_young(self) -> bool:
        return _is_recent(self._checked_at, self._clock(), min(REFRESH * 2**self._failures, LONGEST))

    def _looked(self) -> Snapshot:
        try:
            return self._read()[0]
        except WorkbookError as error:
            self._failures += 1
            if self._last is None:
                raise
            self._checked_at = self._clock()
            self._last = replace(self._last, trouble=str(error))
            return self._last

    def fresh(self, *, relocate: bool = False) -> Snapshot:
        """A snapshot read now, with its cells. `relocate`: titles and sizes of tabs, too. Raises WorkbookError."""
        with self._lock:
            if relocate:
                self._locate(force=True)
            snapshot, cells = self._read()
        return replace(snapshot, cells=cells)

    @property
    def begun(self) -> int:
        """How many reads were begun."""
        return self._begun

    def since(self, begun: int) -> Snapshot | None:
        """The last snapshot, if its read was begun after so many."""
        return self._last if self._read_number > begun else None

    def _read(self) -> tuple[Snapshot, dict[str, _Values]]:
        began = self._clock()
        self._begun += 1
        number = self._begun
        values, audit = self._values()
        now = self._clock()
        # From its beginning: a change may have come just after the sheet was read for the answer.
        self._checked_at, self._failures = began, 0
        digests = {key: _digest(cells) for key, cells in values.items()}
        revision = _digest(sorted(digests.items()))
        if self._last and self._last.revision == revision:
            last = replace(self._last, read_at=now, trouble=None, sheets=dict(self._sheets))
        else:
            last = self._parse(values, digests, revision, now)
        # Not part of the revision: nobody's figures depend on the audit log.
        self._last = replace(last, columns={**last.columns, AUDIT.key: audit})
        self._read_number = number
        return self._last, values

    def _values(self) -> tuple[dict[str, _Values], Mapping[str, int]]:
        try:
            self._locate(force=False)
            return self._fetch()
        except Unavailable as error:
            # A renamed or deleted tab makes the whole batchGet fail with 400: look where the tabs are now.
            if error.status != 400:
                raise
            self._locate(force=True)
            return self._fetch()

    def _fetch(self) -> tuple[dict[str, _Values], Mapping[str, int]]:
        """All tabs, and where the audit log's columns are; its top is in the same call."""
        audit = self._sheets.get(AUDIT.key)
        # Whole rows: set-up may have added a column since the tabs were located.
        top = [f"{quoted(audit.title)}!1:{min(_HEADER_ROWS, audit.rows)}"] if audit and audit.rows else []
        there = [key for key in READ_ALWAYS if key in self._sheets]
        answers = self._gateway.values([self._sheets[key].title for key in there], *top)
        head = answers.pop() if top else []
        columns = self._parsed_once(AUDIT.key, head, _digest(head), Context()).columns
        return dict(zip(there, answers, strict=True)), columns

    def _locate(self, *, force: bool) -> None:
        now = self._clock()
        if not force and _is_recent(self._located_at, now, RELOCATE):
            return
        sheets = self._gateway.sheets()
        found = {key: sheet for key, tab in self._tabs.items() if (sheet := find_sheet(tab, sheets))}
        if missing := [self._tabs[key].title for key in READ_ALWAYS if key not in (*found, *LATER)]:
            raise NotSetUp(missing)
        self._sheets, self._located_at = found, now

    def _parse(
        self, values: Mapping[str, _Values], digests: Mapping[str, str], revision: str, now: datetime
    ) -> Snapshot:
        def table(key: str, context: Context) -> Table:
            if key not in values:
                return replace(read_table(self._tabs[key], [], context), problems=())
            return self._parsed_once(key, values[key], digests[key], context)

        plan = read_plan(table("plan", Context()).frame)
        units = tuple(units_from(table("units", Context(year=plan.year)).frame))
        duties = tuple(duties_from(table("duties", Context(year=plan.year, units=units)).frame))
        first = {key: self._parsed[key][2] for key in ("plan", "units", "duties")}
        context = _context(plan, units, duties)
        tables = first | {key: table(key, context) for key in READ_ALWAYS if key not in first}
        frames = {key: parsed.frame for key, parsed in tables.items()}
        return Snapshot(
            tables=frames,
            problems=tuple(problem for parsed in tables.values() for problem in parsed.problems),
            revision=revision,
            read_at=now,
            campaign=plan,
            units=units,
            duties=duties,
            columns={key: parsed.columns for key, parsed in tables.items()},
            sheets=dict(self._sheets),
            first_seen=self._sightings.look(frames, now),
            settings=settings_from(frames[SETTINGS.key]),
            frozen_at=frozen_at(frames[FREEZES.key]),
        )

    def _parsed_once(self, key: str, values: _Values, digest: str, context: Context) -> Table:
        known_digest, known_context, before = self._parsed.get(key, ("", None, None))
        if before is None or known_context != context:
            before = read_table(self._tabs[key], values, context)
        elif known_digest != digest:
            before = read_table(self._tabs[key], values, context, before=before)
        self._parsed[key] = (digest, context, before)
        return before


def _is_recent(moment: datetime | None, now: datetime, span: timedelta) -> bool:
    """False, too, for a moment in the future: the clock was set back since."""
    return moment is not None and timedelta() <= now - moment < span


def _context(campaign: Campaign, units: Iterable[Unit], duties: Iterable[Duty]) -> Context:
    return Context(campaign.year, campaign.window, tuple(units), tuple(duties), campaign.theme)


def _digest(value: Any) -> str:
    # Marshal's format 2 knows no references: equal values have equal bytes, and 1, 1.0 and TRUE have others.
    return hashlib.blake2b(marshal.dumps(value, 2), digest_size=16).hexdigest()
