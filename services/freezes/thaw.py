"""A freeze as its rows tell it: the basis of the report that was frozen (pure)."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from services.freezes.content import FIRST_SEEN, KEPT, SHEET_ROW, Values, tab_of, unpacked
from services.plan import duties_from, units_from
from services.reading import Problem, read_plan
from services.report.basis import Basis, Freeze
from services.schema import DUTIES, FREEZES, HEAD, PLAN, ROW, TABS, UNITS, Tab

Row = Mapping[Any, Any]
_DAMAGED = "Một dòng của lần chốt {number} bị sửa nên không đọc được, không tính vào số liệu."
_LACKING = "Lần chốt {number} thiếu {count} dòng so với lúc chốt."


def thawed(freezes: pd.DataFrame, number: int | None = None) -> Basis | None:
    """The freeze with this number, else the last one; None where there is none. `frozen.changes` are empty.

    `freezes`: the table of the tab *Chốt số liệu*. Rows that were damaged are left out, and told among the problems.
    """
    heads = [row for row in freezes[freezes["kind"] == HEAD].to_dict("records") if row["freeze"] and row["at"]]
    wanted = [head for head in heads if number in (None, head["freeze"])]
    if not wanted:
        return None
    head = max(wanted, key=lambda row: (row["at"], row["freeze"]))
    own = freezes[(freezes["freeze"] == head["freeze"]) & (freezes["at"] == head["at"]) & (freezes["kind"] == ROW)]
    contents, problems = _contents(own.to_dict("records"), head)
    tables = {key: _frame(TABS[key], contents[key].values()) for key in KEPT}
    return Basis(
        tables=tables,
        campaign=read_plan(tables[PLAN.key]),
        units=tuple(units_from(tables[UNITS.key])),
        duties=tuple(duties_from(tables[DUTIES.key])),
        as_of=head["at"],
        revision=head["revision"] or "",
        read_at=head["at"],
        first_seen={
            (key, at): values[FIRST_SEEN]
            for key, found in contents.items()
            for at, values in found.items()
            if FIRST_SEEN in values
        },
        problems=tuple(problems),
        frozen=Freeze(head["freeze"], head["at"], head["by"] or ""),
    )


def _contents(rows: Iterable[Row], head: Row) -> tuple[dict[str, dict[int, Values]], list[Problem]]:
    """Tab key → sheet row → what stood there."""
    contents: dict[str, dict[int, Values]] = {key: {} for key in KEPT}
    problems = []
    for row in rows:
        tab = tab_of(row["tab"])
        try:
            values = unpacked(tab, row["content"]) if tab else None
        except ValueError:
            values = None
        if tab and values:
            contents[tab.key][values[SHEET_ROW]] = values
        else:
            problems.append(_problem(_DAMAGED.format(number=head["freeze"]), row))
    lacking = _count(head) - sum(map(len, contents.values())) - len(problems)
    if lacking > 0:
        problems.append(_problem(_LACKING.format(number=head["freeze"], count=lacking), head))
    return contents, problems


def _count(head: Row) -> int:
    """How many rows the freeze had; 0 when its head doesn't tell."""
    said = str(head["content"] or "").removeprefix('{"rows":').removesuffix("}")
    return int(said) if said.isascii() and said.isdigit() else 0


def _problem(message: str, row: Row) -> Problem:
    return Problem(
        "damaged_freeze", message, tab_key=FREEZES.key, field_key="content", sheet_row=row[SHEET_ROW], unit=None
    )


def _frame(tab: Tab, rows: Iterable[Values]) -> pd.DataFrame:
    """The rows in their order in the sheet; objects stay objects."""
    ordered = sorted(rows, key=lambda values: values[SHEET_ROW])
    keys = (*tab.keys, SHEET_ROW)
    return pd.DataFrame({key: pd.Series([values.get(key) for values in ordered], dtype=object) for key in keys})
