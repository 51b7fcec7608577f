"""The annexes of the formal report: what each unit has done, and who was nominated for training."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from services.progress import Status
from services.reading.text import name_key
from services.report.content import TOTAL, UNIT, distinct, is_shown
from services.report.document import Annex
from services.report.figures import Figures
from services.report.wording import capital, is_altered, line, number
from services.schema import NOMINATIONS

ORDINAL = "STT"
_SHOWN = (
    "Băng rôn (cái)",
    "Tin, bài website",
    "Tin, bài kênh khác",
    "Lượt xem",
    "Hoạt động học tập",
    "Lượt tham gia",
    "Người được cử đi học",
)
"""The indicators that a landscape page has room for; the others stand in the Excel annex."""
_MOST_DUTIES = 4
"""So many duties have a column of their own beside them."""
MAX_CELL, _MAX_HEAD = 300, 60
"""Characters that a cell and a column's head still show well."""
_REPORTED = "Nhiệm vụ đã báo cáo"
_NOTE = "Ghi chú: 0 là không phát sinh; dấu “-” là chưa báo cáo; ô trống là nhiệm vụ không giao cho đơn vị."
_NAMELESS = "Ghi chú: họ và tên không nêu để bảo vệ dữ liệu cá nhân."
_NOMINEE = (
    "full_name",
    "birth_year",
    "position",
    "unit",
    "course",
    "training_kind",
    "mode",
    "institution",
    "starts_on",
    "ends_on",
    "decision_number",
)


def by_unit(figures: Figures) -> Annex:
    """Phụ lục I: unit × duty and indicator, and a total."""
    progress, summary = figures.progress, figures.summary
    columns, rows = list(summary.columns), summary.to_numpy().tolist()
    duties = range(1, 1 + len(progress.by_duty))
    indicators = [columns.index(label) for label in _SHOWN]
    if len(duties) <= _MOST_DUTIES:
        states = [[_state(row[at]) for at in duties] for row in rows[:-1]] + [_shares(progress.by_duty)]
        heads = [line(columns[at], _MAX_HEAD) for at in duties]
    else:
        states = [[share] for share in (*_shares(progress.by_unit), _share(progress.required, progress.fulfilled))]
        heads = [_REPORTED]
    table = [
        [ordinal, line(row[0], MAX_CELL), *told, *(row[at] for at in indicators)]
        for ordinal, (row, told) in enumerate(zip(rows, states, strict=True), 1)
    ]
    table[-1][:2] = ["", TOTAL]
    return Annex(
        "I", "TỔNG HỢP KẾT QUẢ THỰC HIỆN CỦA CÁC ĐƠN VỊ", _frame(table, [ORDINAL, UNIT, *heads, *_SHOWN]), _NOTE
    )


def _state(status: str) -> str:
    return "" if status == Status.NOT_REQUIRED else capital(status)


def _shares(sums: pd.DataFrame) -> list[str]:
    return [_share(required, done) for required, done in zip(sums["required"], sums["fulfilled"], strict=True)]


def _share(required: int, fulfilled: int) -> str:
    return f"{number(fulfilled)}/{number(required)}"


def nominees(figures: Figures, *, names: bool, birth_years: bool) -> Annex:
    """Phụ lục II: one line a nomination, people by tên, họ, đệm; without names by unit and first day."""
    units = unit_names(figures)
    fields = [
        field for field in map(NOMINATIONS.field, _NOMINEE) if is_shown(field, names=names, birth_years=birth_years)
    ]
    order = {code: at for at, code in enumerate(units)}
    rows = figures.counted[NOMINATIONS.key].to_dict("records")
    rows.sort(key=lambda row: (order[row["unit"]], row["starts_on"] or date.max))
    if names:
        rows.sort(key=lambda row: name_key(row["full_name"] or ""))
    table = [[at, *(_text(field.key, row[field.key], units) for field in fields)] for at, row in enumerate(rows, 1)]
    if not table:
        table = [["", _nobody(figures), *[""] * (len(fields) - 1)]]
    heads = [ORDINAL, *(field.label for field in fields)]
    return Annex("II", "DANH SÁCH CỬ ĐI HỌC TẬP NÂNG CAO TRÌNH ĐỘ", _frame(table, heads), None if names else _NAMELESS)


def unit_names(figures: Figures) -> dict[str, str]:
    """Code → name as it is printed, of the units that count; a name that several have gets its code behind it."""
    units = figures.progress.by_unit
    return distinct((code, line(name, MAX_CELL)) for code, name in zip(units["unit"], units["unit_name"], strict=True))


def altered_cells(figures: Figures) -> int:
    """How many names of units and cells of nominations are not printed as they are."""
    rows = figures.counted[NOMINATIONS.key]
    texts = [*figures.progress.by_unit["unit_name"], *(text for key in _NOMINEE for text in rows[key])]
    return sum(isinstance(text, str) and is_altered(text, MAX_CELL) for text in texts)


def _text(key: str, value: Any, units: Mapping[str, str]) -> str:
    if key == "unit":
        return units[value]
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else line(str("" if value is None else value), MAX_CELL)


def _nobody(figures: Figures) -> str:
    duties = figures.progress.by_duty
    awaited = duties.loc[duties["log"] == NOMINATIONS.key, "missing"].sum()
    return "Chưa có báo cáo" if awaited else "Không phát sinh"


def _frame(rows: list[list[Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns, dtype=object)
