"""What the report's tables say."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from services.plan import Unit
from services.progress import Progress, Status, Tables, people, total
from services.reading import match_key
from services.schema import EXTERNAL_TRAINING, IN_SERVICE_TRAINING, LOGS, WEBSITE_CHANNELS, Field, Type

NOT_REPORTED = "-"
"""Not reported; a reported nothing is 0 (the table style that offices use)."""
UNIT = "Đơn vị"
TOTAL = "Tổng cộng"
BIRTH_YEAR = "birth_year"
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


def indicators() -> tuple[str, ...]:
    """The columns of the summary that are figures, in their order."""
    return tuple(label for label, _, _ in _INDICATORS)


def summary(progress: Progress, rows: Tables) -> pd.DataFrame:
    """Unit × duty states and indicators, a row per unit and a total; `-` where a unit has not reported, 0 for nothing.

    `rows`: the counted ones of each log (`progress.reported`). A unit that owes a log and has no counted entry and no
    nil return there has not reported it.
    """
    units = progress.by_unit
    names = distinct(zip(units["unit"], units["unit_name"], strict=True))
    cells = {unit: cells.to_dict("records") for unit, cells in progress.cells.groupby("unit", sort=False)}
    by_unit = {log: dict(iter(rows[log].groupby("unit", sort=False))) for log in LOGS}
    lines = [
        {UNIT: names[unit]} | _states(cells.get(unit, ())) | _figures(unit, cells.get(unit, ()), rows, by_unit)
        for unit in units["unit"]
    ]
    states = [_column(duty) for duty in progress.by_duty.to_dict("records")]
    whole = {UNIT: TOTAL} | dict.fromkeys(states, "") | {label: count(rows[log]) for label, log, count in _INDICATORS}
    return pd.DataFrame([*lines, whole], columns=[UNIT, *states, *indicators()], dtype=object)


def distinct(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Code → name, of a repeated code the first; a name that several codes have gets its code behind it."""
    names: dict[str, str] = {}
    for code, name in named:
        names.setdefault(code, name)
    times = Counter(map(match_key, names.values()))
    return {code: f"{name} ({code})" if times[match_key(name)] > 1 else name for code, name in names.items()}


def _column(duty: Mapping[Any, Any]) -> str:
    # pandas names no column by half a surrogate.
    return cell_text(f"{duty['duty']} {duty['duty_title']}")


def _states(cells: Sequence[Mapping[Any, Any]]) -> dict[str, str]:
    return {_column(cell): str(cell["detail"] or cell["status"]) for cell in cells}


def _figures(
    unit: str, cells: Sequence[Mapping[Any, Any]], rows: Tables, by_unit: Mapping[str, Mapping[Any, pd.DataFrame]]
) -> dict[str, Any]:
    told = {cell["log"] for cell in cells if cell["status"] != Status.MISSING}
    awaited = {cell["log"] for cell in cells} - told
    line: dict[str, Any] = {}
    for label, log, count in _INDICATORS:
        own = by_unit[log].get(unit)
        if own is not None:
            line[label] = count(own)
        else:
            line[label] = NOT_REPORTED if log in awaited else 0
    return line


def entry_lists(
    tables: Tables, units: Sequence[Unit], *, names: bool, birth_years: bool = False
) -> dict[str, pd.DataFrame]:
    """Tab title → its entries under the schema's headers; personal columns only where they are asked for."""
    unit_names = distinct((unit.code, unit.name) for unit in units)
    lists = {}
    for key, tab in LOGS.items():
        fields = [field for field in tab.fields if is_shown(field, names=names, birth_years=birth_years)]
        lists[tab.title] = _entries(tables[key], fields, unit_names)
    return lists


def is_shown(field: Field, *, names: bool, birth_years: bool) -> bool:
    """False for a personal column that is not asked for; birth years are asked for by themselves."""
    return not field.personal or (names and (birth_years or field.key != BIRTH_YEAR))


def _entries(frame: pd.DataFrame, fields: Sequence[Field], unit_names: Mapping[str, str]) -> pd.DataFrame:
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
