"""What the report's tables say."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from services.plan import Duty, Unit
from services.progress import FirstSeen, Progress, Status, Tables, counted
from services.reading import fold
from services.schema import EXTERNAL_TRAINING, IN_SERVICE_TRAINING, LOGS, WEBSITE_CHANNELS, Field, Tab, Type

NOT_REPORTED = "-"
"""Not reported; a reported nothing is 0 (the table style that offices use)."""
TOTAL = "Tổng cộng"

Rows = list[dict[Any, Any]]


def _sum(key: str) -> Callable[[Rows], int]:
    return lambda rows: sum(row[key] or 0 for row in rows)


def _count(key: str, values: Sequence[str], *, inside: bool = True) -> Callable[[Rows], int]:
    return lambda rows: sum((row[key] in values) == inside for row in rows)


_INDICATORS: tuple[tuple[str, str, Callable[[Rows], int]], ...] = (
    ("Băng rôn (cái)", "banners", _sum("quantity")),
    ("Tin, bài website", "posts", _count("channel", WEBSITE_CHANNELS)),
    ("Tin, bài kênh khác", "posts", _count("channel", WEBSITE_CHANNELS, inside=False)),
    ("Lượt xem", "posts", _sum("views")),
    ("Hoạt động học tập", "activities", len),
    ("Lượt tham gia", "activities", _sum("participations")),
    (
        "Người được cử đi học",
        "nominations",
        lambda rows: len({(fold(row["full_name"] or ""), row["birth_year"], row["unit"]) for row in rows}),
    ),
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
    by_log = {key: counted(tables, key, progress.as_of, first_seen=first_seen).to_dict("records") for key in LOGS}
    states = {(row["unit"], row["duty"]): row for row in progress.cells.to_dict("records")}
    present = set(progress.cells["unit"])
    shown = [unit for unit in units if unit.code in present]
    lines = [_line(unit, duties, states, by_log) for unit in shown]
    return pd.DataFrame([*lines, _total(duties, by_log, present)], dtype=object)


def _line(unit: Unit, duties: Sequence[Duty], states: Mapping[Any, Any], by_log: Mapping[str, Rows]) -> dict[str, Any]:
    line: dict[str, Any] = {"Đơn vị": unit.name}
    reported = set()
    for duty in duties:
        cell = states[unit.code, duty.code]
        line[f"{duty.code} {duty.title}"] = str(cell["detail"] or cell["status"])
        if cell["status"] != Status.MISSING:
            reported.add(duty.log)
    for label, log, count in _INDICATORS:
        own = [row for row in by_log[log] if row["unit"] == unit.code]
        line[label] = count(own) if own or log in reported else NOT_REPORTED
    return line


def _total(duties: Sequence[Duty], by_log: Mapping[str, Rows], present: set[str]) -> dict[str, Any]:
    line: dict[str, Any] = {"Đơn vị": TOTAL} | {f"{duty.code} {duty.title}": "" for duty in duties}
    for label, log, count in _INDICATORS:
        line[label] = count([row for row in by_log[log] if row["unit"] in present])
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
    if field.type is Type.UNIT:
        return unit_names.get(value, value)
    if isinstance(value, tuple):
        return "; ".join(value)
    return field.choices.get(value, value)
