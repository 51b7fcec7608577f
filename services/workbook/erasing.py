"""Nominees' personal data taken out of the sheet, and out of what this machine remembers of it.

First the journal; then log and audit log in one atomic call, or in several where one may not hold it; then a look
whether all of it is gone. Asked again, what is still there goes.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from services.schema import AUDIT, NOMINATIONS, Field, Type
from services.workbook import acceptance, erasure, grid, repair_cells, writes
from services.workbook.by_hand import Typed
from services.workbook.erasure import Entry, Whom
from services.workbook.erasure_texts import in_audit, in_journal
from services.workbook.errors import FileUnusable, NotSetUp, Unavailable
from services.workbook.first_seen import Sightings
from services.workbook.gateway import Gateway
from services.workbook.journal import OPEN, Journal
from services.workbook.repair_cells import Now, Rewrite
from services.workbook.setup import Request
from services.workbook.snapshot import Reader, Snapshot
from services.workbook.writer import MAX_BYTES, Writer

_TAB_KEYS = (NOMINATIONS.key, AUDIT.key)
_ATTEMPTS = 3
"""So often it is written and looked at; people who move rows meanwhile make another one necessary."""
_COUNTS = (Field("rows", "Số mục", Type.COUNT), Field("audit_rows", "Số dòng nhật ký", Type.COUNT))
_NOT_SENT = (
    "Còn {n} lần ghi về người này đang chờ bảng tính nhận. Chưa xóa gì; xin xem trang Việc của tôi rồi thử lại sau ít "
    "phút."
)
_STILL_THERE = "Có người sửa bảng tính trong lúc xóa, nên chưa xóa hết; xin bấm lại."
_NOT_PACKED = "Sổ ghi trên máy chủ chưa được dọn hết chỗ đã xóa; xin bấm lại."
_PUT_ASIDE = "Tệp {name} cạnh bảng tính (sổ ghi cũ bị hỏng) có thể còn giữ dữ liệu; xin xóa tệp đó trên máy chủ."


@dataclass(frozen=True)
class Erased:
    """What was erased, and what a person has to look at."""

    rows: int
    """Of the log."""
    audit_rows: int
    left: tuple[str, ...] = ()
    """A sentence for each place that was left as it is."""


class Eraser:
    """Erases in one workbook. Raises Invalid without a name, NotSetUp without the audit log or a column of it;
    Unavailable when nothing was written, or that is unclear, or entries of these people are still on their way.
    """

    def __init__(
        self, gateway: Gateway, reader: Reader, writer: Writer, journal: Journal, sightings: Sightings
    ) -> None:
        self._gateway, self._reader, self._writer = gateway, reader, writer
        self._journal, self._sightings = journal, sightings

    def erase(self, seen: Sequence[Entry] | None, *, by: str, at: Callable[[], datetime]) -> Erased:
        """All that tells who stands in these entries (None: in any)."""
        return self._carry_out(lambda here: erasure.whom(seen, here, lambda: secrets.token_hex(3).upper()), by, at)

    def scrub(self, row_id: str, *, by: str, at: Callable[[], datetime]) -> Erased:
        """What the entry told before it was corrected; what it tells now stays."""
        return self._carry_out(lambda here: (erasure.corrected(row_id, here), ()), by, at)

    def _carry_out(
        self, decide: Callable[[Now], tuple[Whom, tuple[str, ...]]], by: str, at: Callable[[], datetime]
    ) -> Erased:
        # What waits goes first, so that nothing of it comes after.
        self._writer.round()
        with self._writer.alone():
            snapshot = self._reader.fresh()
            if AUDIT.key not in snapshot.sheets:
                raise NotSetUp([AUDIT.title])
            name = acceptance.person(AUDIT.field("by"), by, snapshot)
            now = repair_cells.read(self._gateway, snapshot, _TAB_KEYS)
            whom, missed = decide(now[NOMINATIONS.key])
            self._forget(whom)
            erased = self._write(snapshot, now, whom, by=name, at=at())
            left = [*missed, *erased.left, *self._settle(now[NOMINATIONS.key], whom)]
            self._reader.fresh()
        return replace(erased, left=tuple(left))

    def _forget(self, whom: Whom) -> None:
        """Before the sheet: what is done twice then is done again, and nothing is left if the process ends between."""
        cleared = in_journal(whom, self._journal.of(NOMINATIONS.key))
        if waiting := sum(each.state in OPEN for each in cleared):
            raise Unavailable(_NOT_SENT.format(n=waiting))
        self._journal.rewrite(cleared)

    def _write(self, snapshot: Snapshot, now: Mapping[str, Now], whom: Whom, *, by: str, at: datetime) -> Erased:
        """Writes, looks, and writes what was missed: it may come late, or in the wrong place."""
        erased, unclear = Erased(0, 0), None
        back: list[Rewrite] = []
        for _ in range(_ATTEMPTS):
            due = _due(whom, now)
            if not due and not back:
                return replace(erased, left=tuple(erasure.still_named(whom, now[NOMINATIONS.key])))
            rows, audit_rows = (len({one.row for one in due if one.tab_key == key}) for key in _TAB_KEYS)
            counted = Erased(rows, audit_rows)
            erased = erased if erased.rows or erased.audit_rows else counted
            # The audit log first: by the rows of the log its rows are found again.
            requests = [repair_cells.updating(snapshot, one) for one in (*back, *reversed(due))]
            audit = _auditing(snapshot, whom, counted, by=by, at=at) if due else []
            unclear = self._send([*requests, *audit])
            before, now = now, repair_cells.read(self._gateway, snapshot, _TAB_KEYS)
            back = list(_astray(before, now, due))
        if unclear and _due(whom, now):
            raise unclear
        return replace(erased, left=(_STILL_THERE,) if _due(whom, now) or back else ())

    def _send(self, requests: Sequence[Request]) -> Unavailable | None:
        """In one call, as far as the service takes it; gives the error when it is unclear what was carried out."""
        for part in _parts(requests):
            if unclear := grid.sent(self._gateway, part):
                return unclear
        return None

    def _settle(self, here: Now, whom: Whom) -> list[str]:
        """What this machine knows by the old names is known by the new ones; and the file holds no old text."""
        frame = here.table.frame
        names = {each.row: whom.stand_ins[each.person] for each in whom.entries if each.name and not whom.keeps}
        renamed = [names.get(row, name) for row, name in zip(frame["sheet_row"], frame[erasure.NAME], strict=True)]
        left = [_PUT_ASIDE.format(name=file.name) for file in self._journal.put_aside()]
        try:
            after = frame.assign(**{erasure.NAME: pd.Series(renamed, frame.index, object)})
            self._sightings.rename(NOMINATIONS, frame, after)
            self._journal.pack()
        except FileUnusable:
            left.append(_NOT_PACKED)
        return left


def _due(whom: Whom, now: Mapping[str, Now]) -> list[Rewrite]:
    return [*erasure.in_log(whom, now[NOMINATIONS.key]), *in_audit(whom, now[AUDIT.key])]


def _parts(requests: Iterable[Request]) -> Iterator[list[Request]]:
    part: list[Request] = []
    size = 0
    for request in requests:
        size += len(json.dumps(request))
        if part and size > MAX_BYTES:
            yield part
            part, size = [], len(json.dumps(request))
        part.append(request)
    yield part


def _auditing(snapshot: Snapshot, whom: Whom, erased: Erased, *, by: str, at: datetime) -> list[Request]:
    """Who erased how much, without what."""
    row_ids = list(whom.row_ids)
    told = {"rows": erased.rows, "audit_rows": erased.audit_rows}
    counted = replace(NOMINATIONS, fields=_COUNTS)
    row_id = row_ids[0] if len(row_ids) == 1 else None
    return [writes.auditing(snapshot, "erase", by=by, at=at, tab=counted, row_id=row_id, after=told)]


def _astray(before: Mapping[str, Now], after: Mapping[str, Now], written: Iterable[Rewrite]) -> Iterable[Rewrite]:
    """What it takes to give back to rows that were moved under the write what they held."""
    for key in _TAB_KEYS:
        own = [one for one in written if one.tab_key == key]
        columns = sorted({one.column for one in own})
        contents = {(one.column, one.after.value or "") for one in own}
        there: dict[tuple[str, ...], list[int]] = {}
        for row, cells in before[key].grid.rows.items():
            there.setdefault(_rest(cells, columns), []).append(row)
        meant = {one.row for one in own}
        for row, cells in after[key].grid.rows.items():
            same = there.get(_rest(cells, columns), [])
            for column in columns if len(same) == 1 and not meant & {*same} else ():
                held, holds = before[key].raw(same[0], column), after[key].raw(row, column)
                if held != holds and (column, holds) in contents:
                    yield Rewrite(key, row, column, holds, Typed(None if held == "" else held, str(held)))


def _rest(cells: Sequence[str], columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(text for at, text in enumerate(cells) if at not in columns)
