"""Who may see and do what: one table, and the guarded door that pages go through.

`Workbook` is the trusted inner door; nothing that a page shows or writes comes past `Desk`.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Any

from services.accounts import LASTS, Account, Visitor, accounts, has_expired
from services.anonymity import PERSONAL, Reach, covers, impersonal, nameless, restricted, withheld
from services.chase import Traces
from services.reading import match_unit
from services.schema import TABS, USERS
from services.settings import is_closed
from services.workbook import Conflict, Pending, Reading, Receipt, Snapshot, Workbook, WorkbookError
from services.workbook.diagnosis import Diagnosis, diagnose
from services.workbook.erasing import Erased
from services.workbook.erasure import Entry
from services.workbook.errors import Closed, FileUnusable
from services.workbook.grid import Edit, Grid, Outcome
from services.workbook.history import Event, Lost
from services.workbook.journal import Submission
from services.workbook.outcomes import rows_with
from services.workbook.repair_cells import Mended, Mending
from services.workbook.setup import Change
from services.workbook.writer import Queue

_log = logging.getLogger(__name__)


class Action(StrEnum):
    """What somebody may want to do in the app; in the words of the audit log."""

    SEE_FIGURES = "xem số liệu"
    SEE_ENTRIES = "xem các mục"
    SEE_NAMES = "xem tên người học"
    """Nominees' names and birth years."""
    SEE_PROBLEMS = "xem lỗi dữ liệu"
    SEE_SETTINGS = "xem thiết lập"
    """Which sheet stands behind the app, plan, units, duties."""
    ENTER = "nhập, sửa"
    """Add, change, cancel, undo, nil return."""
    HISTORY = "xem lịch sử"
    """Who changed an entry, and how it was."""
    OFFICE = "việc của Văn phòng"
    """Return for fixing, repair, adopt, restore, set-up, sample entries."""
    AUDIT = "xem Nhật ký"
    ERASE = "xóa dữ liệu cá nhân"
    """Take a nominee's personal data out of everything, for good; set when that is due."""
    SHEET_GRID = "gõ vào bảng tính"
    """Type into the tabs as in the sheet itself, names and users included; with Google that is done in Google."""


class Role(StrEnum):
    """Who is looking."""

    OFFICE = "office"
    UNIT = "unit"
    DIRECTOR = "director"
    ONLOOKER = "người xem số liệu"
    """Signed in, in no list; the office shows them the figures."""
    STRANGER = "không có trong danh sách"
    """Signed in, in no list."""
    SIGNED_OUT = "chưa đăng nhập"
    ANYONE_TRIAL = "không đăng nhập"
    """No sign-in, and a workbook on this machine: for trying out."""
    ANYONE_GOOGLE = "không đăng nhập, chỉ xem"
    ANYONE_OPEN = "không đăng nhập, mạng nội bộ"
    """No sign-in with Google, and the office opened the app to its network."""


class Scope(Enum):
    """Of which units somebody may do it."""

    ALL = "all"
    OWN = "own"


_PATIENCE = 5.0
"""Seconds that a page waits for the sheet; what was accepted goes on without it."""
_SEES = {Action.SEE_FIGURES: Scope.ALL, Action.SEE_ENTRIES: Scope.ALL}
_OWN = (Action.SEE_NAMES, Action.SEE_PROBLEMS, Action.ENTER, Action.HISTORY)
_NOT_BY_ANYBODY = (Action.SEE_NAMES, Action.SHEET_GRID, Action.ERASE)
ALLOWED: Mapping[Role, Mapping[Action, Scope]] = {
    Role.OFFICE: dict.fromkeys(Action, Scope.ALL),
    Role.UNIT: _SEES | dict.fromkeys(_OWN, Scope.OWN),
    Role.DIRECTOR: _SEES,
    Role.ONLOOKER: {Action.SEE_FIGURES: Scope.ALL},
    Role.STRANGER: {},
    Role.SIGNED_OUT: {},
    Role.ANYONE_TRIAL: dict.fromkeys(Action, Scope.ALL),
    Role.ANYONE_GOOGLE: _SEES | {Action.SEE_SETTINGS: Scope.ALL},
    Role.ANYONE_OPEN: {action: Scope.ALL for action in Action if action not in _NOT_BY_ANYBODY},
}

BOUND = (Role.UNIT, Role.ANYONE_OPEN)
"""Who may enter nothing more once the figures are frozen, but for a unit's exception."""
_ASK = "Xin liên hệ Văn phòng."
_REASONS: Mapping[Role, str] = {
    Role.UNIT: f"Việc này chỉ làm được cho đơn vị bạn phụ trách, hoặc dành cho Văn phòng. {_ASK}",
    Role.DIRECTOR: f"Tài khoản lãnh đạo chỉ xem. {_ASK}",
    Role.ONLOOKER: f"Tài khoản này chỉ xem số liệu. {_ASK}",
    Role.STRANGER: f"Tài khoản này chưa được cấp quyền. {_ASK}",
    Role.SIGNED_OUT: "Chưa đăng nhập, hoặc phiên đăng nhập đã hết hạn. Xin đăng nhập rồi làm lại.",
    Role.ANYONE_GOOGLE: "Ứng dụng đang ở chế độ chỉ xem vì chưa có đăng nhập. Xin liên hệ Văn phòng để được mở quyền "
    "nhập.",
}
_UNTRUSTED = f"Trang “{USERS.title}” của bảng tính chưa được bảo vệ nên chưa tin được danh sách ở đó. {_ASK}"


class Refused(Exception):
    """Somebody asked for what they may not do; `str()` is a Vietnamese sentence."""


@dataclass(frozen=True)
class Identity:
    """Who is looking."""

    role: Role
    email: str | None = None
    """The address that they signed in with."""
    units: frozenset[str] = frozenset()
    """Codes of the units that they enter for."""
    why: str = ""
    """Why they may do nothing, in a sentence; "" where the role tells."""

    def reach(self, action: Action) -> Reach:
        """The units of which the table allows it; none: an empty set."""
        scope = ALLOWED[self.role].get(action)
        if scope is None:
            return frozenset()
        return None if scope is Scope.ALL else self.units

    def may(self, action: Action, *units: str | None) -> bool:
        """True when the table allows it, for each of these units (None: a row without one)."""
        reach = self.reach(action)
        return action in ALLOWED[self.role] and all(covers(reach, unit) for unit in units)


def identify(book: Workbook, who: Visitor | None = None) -> Identity:
    """Who somebody is here; None: the app has no sign-in. Raises WorkbookError where the sheet has to tell and can't.

    Only a protected tab *Người dùng* is believed: whoever could write there could make themselves the office.
    """
    settings = book.connection.settings
    if who is None:
        if book.connection.is_trial:
            return Identity(Role.ANYONE_TRIAL)
        return Identity(Role.ANYONE_OPEN if settings.is_open else Role.ANYONE_GOOGLE)
    if who == Visitor():
        return Identity(Role.SIGNED_OUT)
    if who.email is None:
        return Identity(Role.STRANGER, why="Nơi đăng nhập không xác nhận địa chỉ thư điện tử của bạn. " + _ASK)
    if has_expired(who, book.now()):
        return Identity(Role.SIGNED_OUT, why=f"Phiên đăng nhập đã quá {LASTS.days} ngày. Xin đăng nhập lại.")
    if who.email in settings.office:
        return Identity(Role.OFFICE, who.email)
    unlisted = Role.ONLOOKER if settings.shows_figures else Role.STRANGER
    snapshot = book.snapshot()
    if not snapshot.sheets[USERS.key].is_protected:
        return Identity(unlisted, who.email, why=_UNTRUSTED)
    account = _accounts(Reading(snapshot)).get(who.email)
    return Identity(Role(account.role), who.email, account.units) if account else Identity(unlisted, who.email)


@lru_cache(maxsize=2)
def _accounts(reading: Reading) -> dict[str, Account]:
    return accounts(reading.snapshot.tables[USERS.key], reading.snapshot.units)


class Desk:
    """The workbook as one person may use it. `by`: their name, where nobody signs in; else it is their address."""

    def __init__(self, book: Workbook, identity: Identity) -> None:
        self._book = book
        self.identity = identity

    def snapshot(self) -> Snapshot:
        """The current snapshot, without the personal data and the problems that they may not see; Refused for those
        who may see nothing.
        """
        self.require(Action.SEE_FIGURES)
        names, problems = map(self.identity.reach, (Action.SEE_NAMES, Action.SEE_PROBLEMS))
        snapshot = self._book.snapshot()
        return snapshot if names is None and problems is None else restricted(snapshot, names, problems)

    def require(self, action: Action, *units: str | None) -> None:
        """Refused, and noted, where the table doesn't allow it."""
        if self.identity.may(action, *units):
            return
        # No address: logs hold no personal data.
        _log.warning("refused: %s, role %s", action.name, self.identity.role.name)
        if by := self.identity.email:
            about = ", ".join((action.value, *sorted(filter(None, units))))
            with suppress(FileUnusable):
                self._book.note("refuse", by=by, about=about, once=f"refuse {by} {about} {self._book.now():%Y-%m-%d}")
        raise Refused(self.identity.why or _REASONS.get(self.identity.role, f"Việc này dành cho Văn phòng. {_ASK}"))

    def add(self, tab_key: str, values: Mapping[str, Any], *, by: str, row_id: str) -> Receipt:
        """`Workbook.add`, for those who may enter; Refused for others."""
        self._require_unit(values)
        with self._discreet(tab_key):
            return self._book.add(
                tab_key, values, by=self._name(by), row_id=row_id, patience=_PATIENCE, is_bound=self._is_bound
            )

    def add_all(self, tab_key: str, entries: Sequence[tuple[str, Mapping[str, Any]]], *, by: str) -> list[Receipt]:
        """`Workbook.add_all`, for those who may enter; Refused for others."""
        for _, values in entries:
            self._require_unit(values)
        with self._discreet(tab_key):
            return self._book.add_all(tab_key, entries, by=self._name(by), patience=_PATIENCE, is_bound=self._is_bound)

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
        self.require(Action.OFFICE if changes.get("return_note") else Action.ENTER, *self._units_of(tab_key, row_id))
        if "unit" in changes:
            self._require_unit(changes)
        with self._discreet(tab_key):
            return self._book.change(
                tab_key,
                row_id,
                changes,
                by=self._name(by),
                seen=seen,
                action=action,
                patience=_PATIENCE,
                is_bound=self._is_bound,
            )

    def queue(self) -> Queue:
        """`Workbook.queue` of those units for which they may enter, personal data only for those who may see it."""
        found = self._book.queue()
        waiting, refused = (tuple(self._own(each)) for each in (found.waiting, found.refused))
        return replace(found, waiting=waiting, refused=refused)

    def send_waiting(self) -> None:
        """`Workbook.send_waiting`, for those who may enter; Refused for others."""
        self.require(Action.ENTER)
        self._book.send_waiting()

    def take_back(self, submission: Submission) -> None:
        """`Workbook.take_back`, for those who may enter; Refused for others."""
        self.require(Action.ENTER, *self._units_in(submission))
        self._book.take_back(submission)

    def pending_changes(self) -> list[Change]:
        """What set-up would do, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.pending_changes()

    def diagnose(self, *, probe: bool) -> Diagnosis:
        """The check list of the connection (see `diagnosis.diagnose`), for the office; Refused for others."""
        self.require(Action.OFFICE)
        return diagnose(self._book.connection, probe=probe)

    def set_up(self) -> list[Change]:
        """`Workbook.set_up`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.set_up()

    def load_samples(self, *, by: str) -> int:
        """`Workbook.load_samples`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.load_samples(by=self._name(by))

    def clear_samples(self, *, by: str) -> int:
        """`Workbook.clear_samples`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.clear_samples(by=self._name(by))

    def grid(self, tab_key: str) -> Grid:
        """`Workbook.grid`, where the sheet may be typed into; Refused elsewhere."""
        self.require(Action.SHEET_GRID)
        return self._book.grid(tab_key)

    def type_in(self, seen: Grid, edits: Sequence[Edit], *, by: str) -> Outcome:
        """`Workbook.type_in`, where the sheet may be typed into; Refused elsewhere."""
        self.require(Action.SHEET_GRID)
        return self._book.type_in(seen, edits, by=self._name(by))

    def adopt(self, *, by: str, unit: str | None = None) -> Mended:
        """`Workbook.adopt`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.adopt(by=self._name(by), unit=unit)

    def mend(self, mending: Mending, *, by: str) -> Mended:
        """`Workbook.mend`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.mend(mending, by=self._name(by))

    def history(self, tab_key: str, row_id: str) -> tuple[Event, ...]:
        """`Workbook.history` of an entry of theirs, personal data only for those who may see it; Refused for others."""
        units = self._units_of(tab_key, row_id)
        self.require(Action.HISTORY, *units)
        found = self._book.history(tab_key, row_id)
        return found if self.identity.may(Action.SEE_NAMES, *units) else tuple(map(withheld, found))

    def deleted(self) -> list[Lost]:
        """`Workbook.deleted` for the office, personal data only for those who may see it; Refused for others."""
        self.require(Action.OFFICE)
        found = self._book.deleted()
        if self.identity.may(Action.SEE_NAMES):
            return found
        return [replace(entry, values=nameless(entry.tab_key, entry.values)) for entry in found]

    def restore(self, wanted: Collection[tuple[str, str]], *, by: str) -> dict[str, WorkbookError]:
        """`Workbook.restore` of deleted entries (tab key, row ID) as the audit log knew them last, for the office;
        Refused for others. Gives row ID → why that entry could not be put back; what is on its way is in the queue.
        """
        self.require(Action.OFFICE)
        failed: dict[str, WorkbookError] = {}
        for entry in self._book.deleted():
            if (entry.tab_key, entry.row_id) in wanted:
                try:
                    self._book.restore(
                        entry.tab_key,
                        entry.row_id,
                        entry.values,
                        by=self._name(by),
                        entered_by=entry.entered_by,
                        entered_at=entry.entered_at,
                        patience=_PATIENCE,
                        is_bound=self._is_bound,
                    )
                except Pending:
                    continue
                except WorkbookError as error:
                    failed[entry.row_id] = error
        return failed

    def erase(self, seen: Sequence[Entry] | None, *, by: str) -> Erased:
        """`Workbook.erase`, for the office; Refused for others."""
        self.require(Action.ERASE)
        return self._book.erase(seen, by=self._name(by))

    def scrub(self, row_id: str, *, by: str) -> Erased:
        """`Workbook.scrub`, for the office; Refused for others."""
        self.require(Action.ERASE)
        return self._book.scrub(row_id, by=self._name(by))

    def set_erase_on(self, day: date | None, *, by: str, seen: date | None) -> None:
        """`Workbook.set_erase_on`, for the office; Refused for others."""
        self.require(Action.ERASE)
        self._book.set_erase_on(day, by=self._name(by), seen=seen)

    def set(
        self,
        key: str,
        value: str | datetime | None,
        *,
        by: str,
        seen: str | datetime | None,
        unit: str | None = None,
    ) -> str | datetime | None:
        """`Workbook.set`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.set(key, value, by=self._name(by), seen=seen, unit=unit)

    def freeze(self, *, by: str) -> int:
        """`Workbook.freeze`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.freeze(by=self._name(by))

    def closed_since(self, unit: str | None) -> datetime | None:
        """Since when this person can enter nothing more for the unit; None while they can."""
        snapshot = self._book.snapshot()
        is_over = self._is_bound and is_closed(snapshot.frozen_at, snapshot.settings, unit, self._book.now())
        return snapshot.frozen_at if is_over else None

    def open_until(self, unit: str) -> datetime | None:
        """Until when a person whom the freeze binds may still enter for the unit; None without a freeze or that."""
        snapshot = self._book.snapshot()
        is_open = snapshot.frozen_at is not None and self.closed_since(unit) is None
        return snapshot.settings.exceptions.get(unit) if self._is_bound and is_open else None

    def audit(self) -> tuple[Event, ...]:
        """`Workbook.audit`, for the office, personal data only for those who may see it; Refused for others."""
        self.require(Action.AUDIT)
        found = self._book.audit()
        return found if self.identity.may(Action.SEE_NAMES) else tuple(map(withheld, found))

    def remind(self, units: Mapping[str, int], *, by: str) -> None:
        """`Workbook.remind`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        self._book.remind(units, by=self._name(by))

    def chased(self) -> Traces:
        """`Workbook.chased`, for the office; Refused for others."""
        self.require(Action.OFFICE)
        return self._book.chased()

    def last_look(self) -> datetime | None:
        """When they last said that they have seen what is new, those who don't sign in being one; for the office."""
        self.require(Action.OFFICE)
        return self._book.looks.last(self.identity.email or "")

    def mark_look(self, at: datetime) -> None:
        """They have seen all until then; for the office."""
        self.require(Action.OFFICE)
        self._book.looks.mark(self.identity.email or "", at)

    def exported(self, about: str) -> None:
        """Notes that they take this away as a file; the same within a minute is noted once. Refused for those who may
        see nothing.
        """
        self.require(Action.SEE_FIGURES)
        by = self._name(Role.ANYONE_TRIAL)
        minute = f"{self._book.now():%Y-%m-%dT%H:%M}"
        self._book.note("export", by=by, about=about, once=f"export {by} {minute} {about}")

    @property
    def _is_bound(self) -> bool:
        return self.identity.role in BOUND

    def _name(self, by: str) -> str:
        """Who writes: whoever signed in can't give another name."""
        return self.identity.email or by

    def _require_unit(self, values: Mapping[str, Any]) -> None:
        """Refused where the entry isn't of a unit for which they may enter."""
        if self.identity.reach(Action.ENTER) is not None:
            self.require(Action.ENTER, match_unit(values.get("unit"), self._book.snapshot().units).value)

    def _units_of(self, tab_key: str, row_id: str) -> Set[Any]:
        """The units of the rows with this ID, as the sheet was read last; {None} where there is no such row."""
        snapshot = self._book.snapshot()
        return {row["unit"] for row in rows_with(snapshot, TABS[tab_key], row_id)} or {None}

    def _units_in(self, submission: Submission) -> Set[Any]:
        """The units that a submission is about."""
        own = {submission.values["unit"]} if "unit" in submission.values else set()
        return own if submission.is_new else own | self._units_of(submission.tab_key, submission.row_id)

    def _own(self, submissions: Iterable[Submission]) -> Iterator[Submission]:
        """The submissions that are theirs to see."""
        for each in submissions:
            units = self._units_in(each)
            if self.identity.may(Action.ENTER, *units):
                yield each if self.identity.may(Action.SEE_NAMES, *units) else impersonal(each)

    @contextmanager
    def _discreet(self, tab_key: str) -> Iterator[None]:
        """A conflict shows what stands in the sheet: not the names to those who may not see them. What comes after a
        freeze is Refused.
        """
        try:
            yield
        except Closed as error:
            raise Refused(str(error)) from None
        except Conflict as conflict:
            # Of a change the unit was looked at before; an ID that is given anew may stand for another unit's entry.
            units = {conflict.theirs["unit"]} if "unit" in conflict.theirs else set()
            if self.identity.may(Action.SEE_NAMES, *units):
                raise
            theirs = {key: value for key, value in conflict.theirs.items() if (tab_key, key) not in PERSONAL}
            raise Conflict(str(conflict), mine=conflict.mine, theirs=theirs, before=conflict.before) from None
