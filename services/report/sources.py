"""Where the figures come from, and what they leave out and why: the sheet *Nguồn số liệu*."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from services.plan import TIME_ZONE
from services.reading import Problem
from services.report.basis import Basis
from services.report.content import TOTAL, distinct, is_shown
from services.report.figures import Figures
from services.schema import LOGS, TABS, Field

_FIELDS = {(tab.key, field.key): field for tab in TABS.values() for field in tab.fields}


def facts(figures: Figures) -> list[tuple[str, Any]]:
    """What was counted, as of when, by whom it was frozen, and what in plan and lists is not as it should be."""
    basis, progress = figures.basis, figures.progress
    frozen = basis.frozen
    return [
        ("Kế hoạch", basis.campaign.name or "Chưa có trong bảng tính"),
        ("Chủ đề", basis.campaign.theme),
        ("Thời gian", _week(basis)),
        ("Số liệu đến", basis.as_of),
        ("Tình trạng", f"Đã chốt, lần {frozen.number}" if frozen else "Chưa chốt"),
        *([("Chốt lúc", frozen.at), ("Người chốt", frozen.by)] if frozen else ()),
        ("Phiên bản số liệu", basis.revision),
        ("Nhiệm vụ đã có kết quả", f"{progress.fulfilled}/{progress.required}"),
        *(("Lưu ý", remark) for remark in _remarks(figures)),
    ]


def rows_by_log(figures: Figures) -> pd.DataFrame:
    """How many rows each log has, and how many of them count."""
    lines = []
    for key, tab in LOGS.items():
        known, counted = len(figures.basis.tables[key]), len(figures.counted[key])
        lines.append([tab.title, known, counted, known - counted])
    sums = [sum(column) for column in list(zip(*lines, strict=True))[1:]]
    return _table([*lines, [TOTAL, *sums]], "Trang", "Số dòng", "Được tính", "Không tính")


def reasons(figures: Figures) -> pd.DataFrame:
    """Why rows don't count."""
    return _table(list(figures.left_out.items()), "Lý do không tính", "Số dòng")


def problems(basis: Basis, *, names: bool, birth_years: bool) -> pd.DataFrame:
    """What couldn't be read or is doubtful, cell by cell; nothing of a column that the file doesn't show."""
    units = distinct((unit.code, unit.name) for unit in basis.units)
    shown = [p for p in basis.problems if _is_shown(_field(p), names, birth_years)]
    lines = [
        [
            TABS[p.tab_key].title if p.tab_key else None,
            _cell(p),
            "lỗi" if p.severe else "cảnh báo",
            units.get(p.unit or "", p.unit),
            p.found,
            p.message,
        ]
        for p in shown
    ]
    return _table(lines, "Trang", "Ô", "Mức", "Đơn vị", "Đang ghi", "Vấn đề")


def hidden_problems(basis: Basis, *, names: bool, birth_years: bool) -> int:
    """How many problems stand in columns that the file doesn't show."""
    return sum(not _is_shown(_field(p), names, birth_years) for p in basis.problems)


def changes(basis: Basis) -> pd.DataFrame:
    """What is no longer as it was frozen."""
    units = distinct((unit.code, unit.name) for unit in basis.units)
    lines = [
        [
            LOGS[change.log].title,
            change.what,
            change.row_id,
            units.get(change.unit or "", change.unit),
            change.subject,
            "; ".join(change.fields),
        ]
        for change in (basis.frozen.changes if basis.frozen else ())
    ]
    return _table(lines, "Trang", "Thay đổi", "Mã dòng", "Đơn vị", "Nội dung", "Cột khác")


def _table(lines: Sequence[Sequence[Any]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=list(columns), dtype=object)


def _week(basis: Basis) -> str:
    ends = (basis.campaign.starts_on, basis.campaign.ends_on)
    return " – ".join("?" if end is None else _day(end) for end in ends)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _remarks(figures: Figures) -> Iterator[str]:
    basis = figures.basis
    window = basis.campaign.window
    if window is None:
        day = _day(basis.as_of.astimezone(TIME_ZONE).date())
        yield f"Kế hoạch chưa ghi đủ ngày bắt đầu và kết thúc; đơn vị được tính là đơn vị hoạt động vào ngày {day}."
    elif window[0] > window[1]:
        yield "Ngày kết thúc của kế hoạch đứng trước ngày bắt đầu."
    for what, codes in (("đơn vị", [u.code for u in basis.units]), ("nhiệm vụ", [d.code for d in basis.duties])):
        if not codes:
            yield f"Bảng tính chưa có {what} nào."
        if twice := [code for code, times in Counter(codes).items() if times > 1]:
            yield f"Mã {what} ghi nhiều lần, chỉ tính dòng đầu: {', '.join(twice)}."
    counted = set(figures.progress.by_unit["unit"])
    idle = distinct((unit.code, unit.name) for unit in basis.units if unit.code not in counted)
    if idle:
        yield f"Không tính đơn vị không hoạt động trong đợt này: {'; '.join(idle.values())}."


def _field(problem: Problem) -> Field | None:
    return _FIELDS.get((problem.tab_key or "", problem.field_key or ""))


def _is_shown(field: Field | None, names: bool, birth_years: bool) -> bool:
    return field is None or is_shown(field, names=names, birth_years=birth_years)


def _cell(problem: Problem) -> str | None:
    if problem.sheet_row is None:
        return None
    if problem.column is None:
        return f"dòng {problem.sheet_row}"
    return str(xl_rowcol_to_cell(problem.sheet_row - 1, problem.column))
