"""The figures of the report: page, Word file, annexes, CSV and command take all their numbers from here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from services.progress import Progress, counted, left_out, measure, reported
from services.report.basis import Basis
from services.report.content import entry_lists, indicators, summary
from services.schema import LOGS

LATER = "ghi sau thời điểm số liệu"
INACTIVE = "đơn vị không có trong danh sách hoặc không hoạt động trong đợt này"


@dataclass(frozen=True, eq=False)
class Figures:
    """What a basis comes to."""

    basis: Basis
    progress: Progress
    summary: pd.DataFrame
    """A row per unit and a last one `Tổng cộng`: a column per duty with the state, a column per indicator."""
    totals: Mapping[str, int]
    """Column of an indicator → what stands in the last row."""
    counted: Mapping[str, pd.DataFrame]
    """Tab key of a log → its rows that count, as they stand in the tables."""
    left_out: Mapping[str, int]
    """Reason → how many rows don't count for it; none is 0, and with the counted ones they are all rows."""

    def entries(self, *, names: bool, birth_years: bool = False) -> dict[str, pd.DataFrame]:
        """Tab title → all its entries, counted or not; personal columns only where they are asked for."""
        return entry_lists(self.basis.tables, self.basis.units, names=names, birth_years=birth_years)


def figures(basis: Basis) -> Figures:
    """The one computation."""
    progress = measure(
        basis.tables, basis.campaign, basis.units, basis.duties, as_of=basis.as_of, first_seen=basis.first_seen
    )
    rows = reported(progress, basis.tables, first_seen=basis.first_seen)
    table = summary(progress, rows)
    last = table.iloc[-1]
    return Figures(basis, progress, table, {label: last[label] for label in indicators()}, rows, _left_out(basis, rows))


def _left_out(basis: Basis, rows: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    whenever = _count(counted(basis.tables, key) for key in LOGS)
    by_then = _count(counted(basis.tables, key, basis.as_of, first_seen=basis.first_seen) for key in LOGS)
    found = {str(reason): count for reason, count in left_out(basis.tables).items()}
    found |= {LATER: whenever - by_then, INACTIVE: by_then - _count(rows.values())}
    return {reason: count for reason, count in found.items() if count}


def _count(frames: Iterable[pd.DataFrame]) -> int:
    return sum(map(len, frames))
