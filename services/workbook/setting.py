"""One thing that the office sets, in a row of the plan or of the settings: written where it says what they saw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.reading import Problem, parse_field
from services.schema import AUDIT, SETTING_KEYS, SETTINGS, Tab
from services.settings import EXCEPTION
from services.workbook import acceptance, grid, writes
from services.workbook.cells import written
from services.workbook.errors import Conflict, Invalid, NotSetUp
from services.workbook.gateway import Gateway
from services.workbook.setup import Request
from services.workbook.snapshot import Reader, Snapshot

_CHANGED = "Có người vừa đổi “{what}”. Chưa ghi gì; xin xem lại rồi lưu."
_MOVED = "Trong lúc ghi có người sửa trang “{tab}”; xin xem lại “{what}” rồi lưu lại."
_UNKNOWN = Problem("unknown_setting", "Không có mục này trong trang Cài đặt, hoặc không có đơn vị này.")


@dataclass(frozen=True)
class Setting:
    """Where something is set, and how it is read."""

    tab: Tab
    where: Mapping[str, Any]
    """Field key → what names the row; people may have written it twice: then the last that says anything counts."""
    read: Callable[[Snapshot], Any]
    """What the tab says, typed; None for nothing."""

    @property
    def key(self) -> str:
        """What it is called in conflicts."""
        return str(self.where["key"])

    @property
    def label(self) -> str:
        """What people call it."""
        return self.tab.field("key").choices[self.key]


def of(key: str, unit: str | None, snapshot: Snapshot) -> Setting:
    """The setting of the tab *Cài đặt*. Raises Invalid for no such key, and for an exception of no known unit."""
    is_exception = key == EXCEPTION
    if key not in SETTING_KEYS or is_exception is not (unit in {known.code for known in snapshot.units}):
        raise Invalid([_UNKNOWN])
    if is_exception:
        return Setting(SETTINGS, {"key": key, "unit": unit}, lambda seen: seen.settings.exceptions.get(unit or ""))
    return Setting(SETTINGS, {"key": key}, lambda seen: seen.settings.values.get(key))


def wanted(value: str | datetime | None, snapshot: Snapshot) -> str | datetime | None:
    """The value as the sheet will say it. Raises Invalid for a text that is too long or can't be read."""
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    parsed = parse_field(SETTINGS.field("value"), value, snapshot.context)
    if parsed.problem:
        raise Invalid([parsed.problem])
    return parsed.value


def put(gateway: Gateway, reader: Reader, setting: Setting, value: Any, *, by: str, at: datetime, seen: Any) -> None:
    """Writes the value, None for none, unless it stands there; reads it back. For errors see `Workbook.set`."""
    snapshot = reader.fresh()
    if setting.tab.key not in snapshot.sheets:
        raise NotSetUp([setting.tab.title])
    name = acceptance.person(AUDIT.field("by"), by, snapshot)
    there = setting.read(snapshot)
    if there == value:
        return
    if there != seen:
        raise _conflict(_CHANGED, setting, value, there, seen)
    unclear = grid.sent(gateway, requests(snapshot, setting, value, by=name, at=at))
    there = setting.read(reader.fresh())
    if there != value:
        raise unclear or _conflict(_MOVED, setting, value, there, seen)


def requests(snapshot: Snapshot, setting: Setting, value: Any, *, by: str, at: datetime) -> list[Request]:
    """The setting's rows changed, or one appended, and the audit row (pure)."""
    tab = setting.tab
    text = value and _text(tab, value)
    rows = snapshot.tables[tab.key]
    for key, name in setting.where.items():
        rows = rows[rows[key] == name]
    content = [
        request for row in rows["sheet_row"] for request in writes.changing(snapshot, tab, row, {"value": text})
    ] or [writes.appending(snapshot, tab, [{**setting.where, "value": text}])]
    said = next((old for old in reversed(rows["value"].tolist()) if old), None)
    before, after = ({**setting.where, "value": each} for each in (said, text))
    return [*content, writes.auditing(snapshot, "setting", by=by, at=at, tab=tab, before=before, after=after)]


def _text(tab: Tab, value: Any) -> str:
    return f"{value:%d/%m/%Y %H:%M}" if isinstance(value, datetime) else written(tab.field("value"), value)


def _conflict(sentence: str, setting: Setting, mine: Any, theirs: Any, before: Any) -> Conflict:
    told = sentence.format(what=setting.label, tab=setting.tab.title)
    return Conflict(told, mine={setting.key: mine}, theirs={setting.key: theirs}, before={setting.key: before})
