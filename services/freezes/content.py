"""What a freeze keeps of a row: its typed values as compact JSON, without anybody's name (pure)."""

import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from services.plan import TIME_ZONE
from services.schema import DUTIES, LOGS, PLAN, TABS, UNITS, Field, Tab, Type

Values = dict[str, Any]
KEPT = (PLAN.key, UNITS.key, DUTIES.key, *LOGS)
"""Tabs whose rows are all kept, in this order."""
SHEET_ROW, FIRST_SEEN = "sheet_row", "first_seen"
_MAX_CELL = 50_000
"""Characters, counted in UTF-16, that a Google cell holds."""
_SHORT = 1_000
"""Characters that are left of each text where all together don't fit."""
_ENTERED_BY, _RETURNED = "entered_by", "return_note"
_MARK = "(có lời trả lại)"
"""Stands for a note of return that may name somebody: that there is one decides whether the row counts."""


def withheld(tab: Tab) -> frozenset[str]:
    """Keys of the columns that tell who somebody is, or may: in a tab with names also whatever is free text."""
    names = {field.key for field in tab.fields if field.personal}
    texts = {field.key for field in tab.fields if names and field.type in (Type.TEXT, Type.URL)}
    return frozenset(names | texts | {_ENTERED_BY} if tab.is_log else names)


def kept(tab: Tab, frame: pd.DataFrame) -> list[Values]:
    """The rows' values that say something and nobody's name, each with its `sheet_row`."""
    left_out = withheld(tab)
    keys = [key for key in tab.keys if key not in left_out]
    found = [
        {key: value for key, value in zip(keys, values, strict=True) if value is not None}
        for values in frame[keys].itertuples(index=False, name=None)
    ]
    if _RETURNED in left_out:
        for values, note in zip(found, frame[_RETURNED], strict=True):
            values |= {_RETURNED: _MARK} if note else {}
    rows = zip(found, frame[SHEET_ROW], strict=True)
    return [_fitting(values) | {SHEET_ROW: int(number)} for values, number in rows]


def packed(values: Mapping[str, Any]) -> str:
    """The values as JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=lambda value: value.isoformat())


def unpacked(tab: Tab, text: str) -> Values:
    """The values as they were. Raises ValueError for a text that is not what `packed` made of a row of the tab."""
    try:
        content = json.loads(text, parse_constant=float)
        number = _whole(content.pop(SHEET_ROW))
        seen = {FIRST_SEEN: _moment(content.pop(FIRST_SEEN))} if FIRST_SEEN in content else {}
        return {key: _typed(tab.field(key), raw) for key, raw in content.items()} | {SHEET_ROW: number} | seen
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError) as error:
        raise ValueError("no row of a freeze") from error


def tab_of(title: Any) -> Tab | None:
    """The tab that a row was kept of; None for no such tab."""
    return next((TABS[key] for key in KEPT if TABS[key].title == title), None)


def _fitting(values: Values) -> Values:
    if len(packed(values).encode("utf-16-le")) // 2 <= _MAX_CELL - 200:
        return values
    return {key: value[:_SHORT] if isinstance(value, str) else value for key, value in values.items()}


def _typed(field: Field, raw: Any) -> Any:
    return _READERS.get(field.type, _text)(raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError(type(raw))
    return raw


def _whole(raw: Any) -> int:
    if type(raw) is not int:
        raise TypeError(type(raw))
    return raw


def _number(raw: Any) -> float:
    if type(raw) not in (int, float) or not math.isfinite(raw):
        raise TypeError(type(raw))
    return float(raw) if isinstance(raw, float) else int(raw)


def _moment(raw: Any) -> datetime:
    return datetime.fromisoformat(raw).astimezone(TIME_ZONE)


def _texts(raw: Any) -> tuple[str, ...]:
    return tuple(map(_text, raw))


_READERS: Mapping[Type, Callable[[Any], Any]] = {
    Type.DATE: date.fromisoformat,
    Type.MOMENT: _moment,
    Type.COUNT: _number,
    Type.MONEY: _number,
    Type.DECIMAL: _number,
    Type.LIST: _texts,
}
