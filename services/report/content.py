"""What the report's tables say."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from services.plan import Duty, Unit
from services.progress import FirstSeen, Progress, Status, Tables, counted, people, total
from services.schema import EXTERNAL_TRAINING, IN_SERVICE_TRAINING, LOGS, WEBSITE_CHANNELS, Field, Tab, Type

NOT_REPORTED = "-"
"""Not reported; a reported nothing is 0 (the table style that offices use)."""
TOTAL = "Tổng cộng"
_MAX_CELL = 32_767
"""Characters that an Excel cell holds."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Not allowed in XML 1.0: https://www.w3.org/TR/xml/#charsets"""

Count = Callable[[pd.DataFrame], int]


def _sum(key: str) -> Count:
    return lambda rows: total(rows[key])


def _count(key: str, values: Sequence[str], *, inside: bool = True) -> Count:
    return lambda rows: sum((value in values) == inside for value in rows[key])


_INDICATORS: tuple[tuple[str, str, Count], ...] = (
    ("Băng rôn (cái)", "banners", _sum("quantity")),
    ("Tin, bài website", "posts", _count("channel", WEBSITE_CHANNELS)),
    ("Tin, bài kênh khác", "posts", _count("channel", WEBSITE_CHANNELS, inside=False)),
    ("Lượt xem", "posts", _sum("views")),
    ("Hoạt động học tập", "activities", len),
    ("Lượt tham gia", "activities", _sum("participations")),
    ("Người được cử đi học", "nominations", people),
    ("Lượt đào tạo", "nominations", _count("training_kind", (EXTERNAL_TRAINING,))),
    ("Lượt bồi dưỡng", "nominations", _count("training_kind", (IN_SERVICE_TRAINING,))),
    ("Kinh phí băng rôn (đồng)", "banners", _sum("cost")),
    ("Kinh phí học tập (đồng)", "nominations", _sum("cost")),
)
"""Column, log that it comes from, and how it is counted."""


def summary(
    progress: Progress,
    tables: Tables,
    units: Sequence[Unit],
    duties: Sequence[Duty],
    first_seen: FirstSeen | None = None,
) -> pd.DataFrame:
    """Unit × duty states and indicators, a row per unit and a total; `-` where a unit has not reported, 0 for nothing.

    A unit that owes a log and has no counted entry and no nil return there has not reported it.
    """
    by_log = {key: counted(tables, key, progress.as_of, first_seen=first_seen) for key in LOGS}
    states = {(row["unit"], row["duty"]): row for row in progress.cells.to_dict("records")}
    present = list(progress.by_unit["unit"])
    names = {unit.code: unit.name for unit in reversed(units)}
    lines = [{"Đơn vị": names[code]} | _line(code, duties, states, by_log) for code in present]
    return pd.DataFrame([*lines, _total(duties, by_log, present)], dtype=object)


def _line(
    unit: str, duties: Sequence[Duty], states: Mapping[Any, Any], by_log: Mapping[str, pd.DataFrame]
) -> dict[str, Any]:
    line: dict[str, Any] = {}
    reported = set()
    for duty in duties:
        cell = states[unit, duty.code]
        line[f"{duty.code} {duty.title}"] = str(cell["detail"] or cell["status"])
        if cell["status"] != Status.MISSING:
            reported.add(duty.log)
    for label, log, count in _INDICATORS:
        own = by_log[log][by_log[log]["unit"] == unit]
        line[label] = count(own) if len(own) or log in reported else NOT_REPORTED
    return line


def _total(duties: Sequence[Duty], by_log: Mapping[str, pd.DataFrame], present: Sequence[str]) -> dict[str, Any]:
    line: dict[str, Any] = {"Đơn vị": TOTAL} | {f"{duty.code} {duty.title}": "" for duty in duties}
    for label, log, count in _INDICATORS:
        line[label] = count(by_log[log][by_log[log]["unit"].isin(present)])
    return line


def entry_lists(
    tables: Tables, units: Sequence[Unit], *, names: bool, tabs: Mapping[str, Tab] = LOGS
) -> dict[str, pd.DataFrame]:
    """Tab title → its entries under the schema's headers; without `names` personal columns are left out."""
    unit_names = {unit.code: unit.name for unit in units}
    return {tab.title: _entries(tables[key], tab, unit_names, names) for key, tab in tabs.items()}


def _entries(frame: pd.DataFrame, tab: Tab, unit_names: Mapping[str, str], names: bool) -> pd.DataFrame:
    fields = [field for field in tab.fields if names or not field.personal]
    return pd.DataFrame(
        {
            field.label: pd.Series([_word(field, value, unit_names) for value in frame[field.key]], dtype=object)
            for field in fields
        }
    )


def _word(field: Field, value: Any, unit_names: Mapping[str, str]) -> Any:
    return unit_names.get(value, value) if field.type is Type.UNIT else field.word(value)


def cell_text(text: str) -> str:
    """The text as a cell of a file can hold it."""
    return _UNPRINTABLE.sub("", text)[:_MAX_CELL]
