"""Who may see and do what: one table, and the guarded door that pages go through.

`Workbook` is the trusted inner door; nothing that a page shows or writes comes past `Desk`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import pandas as pd

from services.reading import match_key
from services.schema import TABS, Tab
from services.workbook import Conflict, Pending, Receipt, Snapshot, Workbook, WorkbookError
from services.workbook.diagnosis import Diagnosis, diagnose
from services.workbook.grid import Edit, Grid, Outcome
from services.workbook.history import Event, Lost, Said
from services.workbook.journal import Submission
from services.workbook.repair_cells import Mended, Mending
from services.workbook.setup import Change
from services.workbook.writer import Queue


class Action(StrEnum):
    """What somebody may want to do in the app."""

    SEE_FIGURES = "see figures"
    SEE_ENTRIES = "see entries"
    SEE_NAMES = "see names"
    """Nominees' names and birth years."""
    ENTER = "enter"
    """Add, change, cancel, nil return."""
    OFFICE = "office"
    """Return for fixing, set-up, sample entries, the audit log."""
    SHEET_GRID = "sheet grid"
    """Type into the tabs as in the sheet itself, names and users included; with Google that is done in Google."""


class Role(StrEnum):
    """Who is looking. Until people can sign in there are just those without a sign-in."""

    ANYONE_TRIAL = "không đăng nhập"
    """A workbook on this machine: for trying out."""
    ANYONE_GOOGLE = "không đăng nhập, chỉ xem"
    ANYONE_OPEN = "không đăng nhập, mạng nội bộ"
    """Google, and the office opened the app to its network."""


_PATIENCE = 5.0
"""Seconds that a page waits for the sheet; what was accepted goes on without it."""
_ALL = frozenset(Action)
ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.ANYONE_TRIAL: _ALL,
    Role.ANYONE_GOOGLE: frozenset({Action.SEE_FIGURES, Action.SEE_ENTRIES}),
    Role.ANYONE_OPEN: _ALL - {Action.SEE_NAMES, Action.SHEET_GRID},
}


_PERSONAL = frozenset((tab.key, field.key) for tab in TABS.values() for field in tab.fields if field.personal)
"""(tab key, field key) of the columns with personal data."""

WITHHELD = "(không hiển thị)"
"""Stands in an entry's history for personal data that somebody may not see; no entry ever holds it."""


class Refused(Exception):
    """Somebody asked for what they may not do; `str()` is a Vietnamese sentence."""


@dataclass(frozen=True)
class Identity:
    """Who is looking."""

    role: Role

    def may(self, action: Action) -> bool:
        """True when the table allows it."""
        return action in ALLOWED[self.role]


def identify(book: Workbook) -> Identity:
    """The one identity that everybody without a sign-in has, by what stands behind the app."""
    if book.connection.is_trial:
        return Identity(Role.ANYONE_TRIAL)
    return Identity(Role.ANYONE_OPEN if book.connection.is_open else Role.ANYONE_GOOGLE)


class Desk:
    """The workbook as one person may use it."""

    def __init__(self, book: Workbook, identity: Identity) -> None:
        self._book = book
        self.identity = identity

    def snapshot(self) -> Snapshot:
        """The current snapshot, without personal data for those who may not see it."""
        snapshot = self._book.snapshot()
        return snapshot if self.identity.may(Action.SEE_NAMES) else _without_names(_Keyed(snapshot))

    def add(self, tab_key: str, values: Mapping[str, Any], *, by: str, row_id: str) -> Receipt:
        """`Workbook.add`, for those who may enter; Refused for others."""
        self._require(Action.ENTER)
        with self._discreet(tab_key):
            return self._book.add(tab_key, values, by=by, row_id=row_id, patience=_PATIENCE)

    def add_all(self, tab_key: str, entries: Sequence[tuple[str, Mapping[str, Any]]], *, by: str) -> list[Receipt]:
        """`Workbook.add_all`, for those who may enter; Refused for others."""
        self._require(Action.ENTER)
        with self._discreet(tab_key):
            return self._book.add_all(tab_key, entries, by=by, patience=_PATIENCE)

    def change(
        self,
        tab_key: str,
        row_id: str,
        changes: Mapping[str, Any],
        *,
        by: str,
        seen: Mapping[str, Any],
        action: str | None = None,
    ) -> Receipt:
        """`Workbook.change`, for those who may enter, and returning for the office only; Refused for others."""
        self._require(Action.OFFICE if changes.get("return_note") else Action.ENTER)
        with self._discreet(tab_key):
            return self._book.change(tab_key, row_id, changes, by=by, seen=seen, action=action, patience=_PATIENCE)

    def queue(self) -> Queue:
        """`Workbook.queue`, personal data only for those who may see it."""
        found = self._book.queue()
        if self.identity.may(Action.SEE_NAMES):
            return found
        return replace(
            found, waiting=tuple(map(_impersonal, found.waiting)), refused=tuple(map(_impersonal, found.refused))
        )

    def send_waiting(self) -> None:
        """`Workbook.send_waiting`, for those who may enter; Refused for others."""
        self._require(Action.ENTER)
        self._book.send_waiting()

    def take_back(self, submission: Submission) -> None:
        """`Workbook.take_back`, for those who may enter; Refused for others."""
        self._require(Action.ENTER)
        self._book.take_back(submission)

    def pending_changes(self) -> list[Change]:
        """What set-up would do, for the office; Refused for others."""
        self._require(Action.OFFICE)
        return self._book.pending_changes()

    def diagnose(self, *, probe: bool) -> Diagnosis:
        """The check list of the connection (see `diagnosis.diagnose`), for the office; Refused for others."""
        self._require(Action.OFFICE)
        return diagnose(self._book.connection, probe=probe)

    def set_up(self) -> list[Change]:
        """`Workbook.set_up`, for the office; Refused for others."""
        self._require(Action.OFFICE)
        return self._book.set_up()

    def load_samples(self, *, by: str) -> int:
        """`Workbook.load_samples`, for the office; Refused for others."""
        self._require(Action.OFFICE)
        return self._book.load_samples(by=by)

    def clear_samples(self, *, by: str) -> int:
        """`Workbook.clear_samples`, for the office; Refused for others."""
        self._require(Action.OFFICE)
        return self._book.clear_samples(by=by)

    def grid(self, tab_key: str) -> Grid:
        """`Workbook.grid`, where the sheet may be typed into; Refused elsewhere."""
        self._require(Action.SHEET_GRID)
        return self._book.grid(tab_key)

    def type_in(self, seen: Grid, edits: Sequence[Edit], *, by: str) -> Outcome:
        """`Workbook.type_in`, where the sheet may be typed into; Refused elsewhere."""
        self._require(Action.SHEET_GRID)
        return self._book.type_in(seen, edits, by=by)

    def adopt(self, *, by: str, unit: str | None = None) -> Mended:
        """`Workbook.adopt`, for the office; Refused for others."""
        self._require(Action.OFFICE)
        return self._book.adopt(by=by, unit=unit)

    def mend(self, mending: Mending, *, by: str) -> Mended:
        """`Workbook.mend`, for the office; Refused for others."""
        self._require(Action.OFFICE)
        return self._book.mend(mending, by=by)

    def history(self, tab_key: str, row_id: str) -> tuple[Event, ...]:
        """`Workbook.history` for the office, personal data only for those who may see it; Refused for others."""
        self._require(Action.OFFICE)
        found = self._book.history(tab_key, row_id)
        return found if self.identity.may(Action.SEE_NAMES) else tuple(map(_withheld, found))

    def deleted(self) -> list[Lost]:
        """`Workbook.deleted` for the office, personal data only for those who may see it; Refused for others."""
        self._require(Action.OFFICE)
        found = self._book.deleted()
        if self.identity.may(Action.SEE_NAMES):
            return found
        return [replace(entry, values=_nameless(entry.tab_key, entry.values)) for entry in found]

    def restore(self, wanted: Collection[tuple[str, str]], *, by: str) -> dict[str, WorkbookError]:
        """`Workbook.restore` of deleted entries (tab key, row ID) as the audit log knew them last, for the office;
        Refused for others. Gives row ID → why that entry could not be put back; what is on its way is in the queue.
        """
        self._require(Action.OFFICE)
        failed: dict[str, WorkbookError] = {}
        for entry in self._book.deleted():
            if (entry.tab_key, entry.row_id) in wanted:
                try:
                    self._book.restore(
                        entry.tab_key,
                        entry.row_id,
                        entry.values,
                        by=by,
                        entered_by=entry.entered_by,
                        entered_at=entry.entered_at,
                        patience=_PATIENCE,
                    )
                except Pending:
                    continue
                except WorkbookError as error:
                    failed[entry.row_id] = error
        return failed

    @contextmanager
    def _discreet(self, tab_key: str) -> Iterator[None]:
        """A conflict shows what stands in the sheet: not the names to those who may not see them."""
        try:
            yield
        except Conflict as conflict:
            if self.identity.may(Action.SEE_NAMES):
                raise
            theirs = {key: value for key, value in conflict.theirs.items() if (tab_key, key) not in _PERSONAL}
            raise Conflict(str(conflict), mine=conflict.mine, theirs=theirs, before=conflict.before) from None

    def _require(self, action: Action) -> None:
        if not self.identity.may(action):
            raise Refused(
                "Ứng dụng đang ở chế độ chỉ xem vì chưa có đăng nhập. Xin liên hệ Văn phòng để được mở quyền nhập."
            )


def _impersonal(submission: Submission) -> Submission:
    """The submission without personal data; blank, so that nothing made up can be sent again in its place."""

    def blanked(values: Mapping[str, Any]) -> dict[str, Any]:
        return {key: None if (submission.tab_key, key) in _PERSONAL else value for key, value in values.items()}

    return replace(
        submission,
        values=blanked(submission.values),
        seen=None if submission.seen is None else blanked(submission.seen),
        result={name: blanked(kept) if isinstance(kept, Mapping) else kept for name, kept in submission.result.items()},
    )


def _withheld(event: Event) -> Event:
    return replace(event, before=_told(event.tab_key, event.before), after=_told(event.tab_key, event.after))


def _told(tab_key: str | None, said: Said) -> Said:
    """A text that could not be read may name anybody."""
    return _nameless(tab_key, said) if isinstance(said, Mapping) else None


def _nameless(tab_key: str | None, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: WITHHELD if (tab_key, key) in _PERSONAL else value for key, value in values.items()}


@dataclass(frozen=True)
class _Keyed:
    """A snapshot that caches by its revision and trouble: tables themselves can't be hashed."""

    snapshot: Snapshot

    def __hash__(self) -> int:
        return hash((self.snapshot.revision, self.snapshot.read_at))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.snapshot is other.snapshot


def _anonymous(frame: pd.DataFrame, tab: Tab) -> pd.DataFrame:
    """The rows without personal data; the same person keeps the same stand-in, so that people are counted alike."""
    personal = [field.key for field in tab.fields if field.personal]
    people: dict[tuple[Any, ...], str] = {}
    stand_ins = []
    for subject, *rest in frame[[tab.subject, *personal]].itertuples(index=False, name=None):
        person = (match_key(subject), *rest[1:]) if subject else None
        stand_ins.append(None if person is None else people.setdefault(person, f"Người {len(people) + 1}"))
    return frame.assign(**dict.fromkeys(personal)).assign(**{tab.subject: pd.Series(stand_ins, frame.index, object)})


@lru_cache(maxsize=2)
def _without_names(keyed: _Keyed) -> Snapshot:
    tables = dict(keyed.snapshot.tables)
    for tab_key in {tab_key for tab_key, _ in _PERSONAL}:
        tables[tab_key] = _anonymous(tables[tab_key], TABS[tab_key])
    problems = tuple(p for p in keyed.snapshot.problems if (p.tab_key, p.field_key) not in _PERSONAL)
    return replace(keyed.snapshot, tables=tables, problems=problems)
