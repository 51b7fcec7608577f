"""The day from which on nominees' personal data are to be erased, as the plan's tab has it."""

from datetime import date, datetime
from typing import Any

from services.schema import AUDIT, PLAN
from services.workbook import acceptance, grid, writes
from services.workbook.cells import written
from services.workbook.errors import Conflict
from services.workbook.gateway import Gateway
from services.workbook.setup import Request
from services.workbook.snapshot import Reader, Snapshot

KEY = "erase_on"
_CHANGED = "Có người vừa đổi ngày xóa dữ liệu cá nhân. Chưa ghi gì; xin xem lại rồi lưu."
_MOVED = "Trong lúc ghi có người sửa trang Kế hoạch; xin xem lại ngày xóa dữ liệu cá nhân rồi lưu lại."


def set_day(gateway: Gateway, reader: Reader, day: date | None, *, by: str, at: datetime, seen: date | None) -> None:
    """Writes the day, None for none, unless it stands there; reads it back. For errors see `Workbook.set_erase_on`."""
    snapshot = reader.fresh()
    name = acceptance.person(AUDIT.field("by"), by, snapshot)
    there = snapshot.campaign.erase_on
    if there == day:
        return
    if there != seen:
        raise _conflict(_CHANGED, day, there, seen)
    unclear = grid.sent(gateway, requests(snapshot, day, by=name, at=at))
    there = reader.fresh().campaign.erase_on
    if there != day:
        raise unclear or _conflict(_MOVED, day, there, seen)


def requests(snapshot: Snapshot, day: date | None, *, by: str, at: datetime) -> list[Request]:
    """The key's row changed, or one appended, and the audit row (pure). People may have written the key twice: then
    the last row that says anything counts, and all are changed.
    """
    value = day and written(PLAN.field("value"), day)
    rows = snapshot.tables[PLAN.key]
    own = rows[rows["key"] == KEY]
    new: dict[str, Any] = {"key": KEY, "value": value}
    content = [
        request for row in own["sheet_row"] for request in writes.changing(snapshot, PLAN, row, {"value": value})
    ] or [writes.appending(snapshot, PLAN, [new])]
    before = new | {"value": next((old for old in reversed(own["value"].tolist()) if old), None)}
    return [*content, writes.auditing(snapshot, "setting", by=by, at=at, tab=PLAN, before=before, after=new)]


def _conflict(sentence: str, mine: date | None, theirs: date | None, before: date | None) -> Conflict:
    return Conflict(sentence, mine={KEY: mine}, theirs={KEY: theirs}, before={KEY: before})
