"""What is wrong in the sheet, cell by cell, and how that changed from day to day."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.components import progress
from pages.components.session import Look
from services import charts
from services.reading import Problem, collation_key
from services.schema import TABS, Field, Type
from services.workbook import links
from services.workbook.gateway import cell_name
from services.workbook.repair import Repair, Row, repair_of, row_of, rows_with
from services.workbook.repair_cells import in_words

KINDS: Mapping[str, str] = {
    "swap": "Nghi đảo ngày và tháng",
    "impossible_date": "Ngày không có thật",
    "not_a_date": "Không phải ngày",
    "not_a_moment": "Không phải thời điểm",
    "not_a_period": "Không phải khoảng thời gian",
    "no_year": "Thiếu năm",
    "year_assumed": "Năm suy đoán",
    "year_out_of_range": "Năm không hợp lý",
    "outside_window": "Ngoài Tuần lễ",
    "too_early": "Ngày cuối trước ngày đầu",
    "not_a_number": "Không phải số",
    "not_whole": "Không phải số nguyên",
    "too_small": "Số quá nhỏ",
    "too_large": "Số quá lớn",
    "parts_exceed_total": "Tổng nhỏ hơn các phần",
    "unknown_unit": "Không rõ đơn vị",
    "ambiguous_unit": "Đơn vị chưa rõ",
    "unknown_duty": "Không rõ nhiệm vụ",
    "unknown_owner": "Không rõ ai phải làm",
    "not_a_choice": "Ngoài danh sách chọn",
    "choice_does_not_fit": "Lựa chọn không khớp",
    "not_a_link": "Đường dẫn không hợp lệ",
    "formula_error": "Công thức báo lỗi",
    "legacy_encoding": "Bảng mã cũ",
    "too_long": "Quá dài",
    "odd_form": "Không đúng dạng",
    "other_slogan": "Khác chủ đề",
    "double": "Trùng lặp",
    "missing": "Còn thiếu",
    "missing_column": "Thiếu cột",
    "no_header": "Không có hàng tiêu đề",
    "empty_tab": "Trang trống",
}
"""Problem code → its kind in words."""
_THREE_LINES = 66
"""Height of a row, in pixels: from 64 on the browser breaks lines, so that a sentence is seen whole."""
_COLUMNS: Mapping[str, Any] = {
    "Mức": st.column_config.TextColumn(width=80),
    "Vấn đề": st.column_config.TextColumn(width=340),
    "Đề xuất": st.column_config.TextColumn(width=120),
    "Mở": st.column_config.LinkColumn(width=60, display_text="Mở ô"),
    "Đơn vị": st.column_config.TextColumn(width=120),
}


def kind(problems: Sequence[Problem]) -> str | None:
    """The kind of problem that the person chooses, None for all."""
    kinds = sorted({KINDS[problem.code] for problem in problems}, key=collation_key)
    return st.selectbox("Lọc theo loại vấn đề", kinds, index=None, placeholder="Tất cả", key="problem-kind")


def errors_first(problems: Sequence[Problem]) -> list[Problem]:
    """What keeps an entry from counting, or a figure from its total, before what is only unusual."""
    return sorted(problems, key=lambda problem: not problem.severe)


def listed(here: Look, problems: Sequence[Problem]) -> None:
    """A row a problem, what keeps an entry from counting first."""
    severe = sum(problem.severe for problem in problems)
    st.caption(f"{severe} lỗi, {len(problems) - severe} cảnh báo. Mục chỉ có cảnh báo vẫn được tính.")
    if not problems:
        st.success("Không có vấn đề nào.", icon=":material/check_circle:")
        return
    index = rows_with(here.snapshot.tables, problems)
    rows = [_row(here, problem, row_of(problem, index)) for problem in errors_first(problems)]
    st.dataframe(
        pd.DataFrame(rows, dtype=object),
        hide_index=True,
        placeholder="",
        row_height=_THREE_LINES,
        column_config=_COLUMNS,
        alt=f"{len(rows)} vấn đề của dữ liệu",
    )


def over_days(here: Look) -> None:
    """How many problems the whole sheet had at the end of each day."""
    progress.draw("Số vấn đề theo ngày", charts.problem_days(here.book.problem_days()))


def proposal(here: Look, repair: Repair, found: str | None) -> str:
    """One proposed repair as a choice in a list."""
    tab = TABS[repair.tab_key]
    label = tab.field(repair.field_key).label
    return f"{tab.title}, dòng {repair.row}: {label} “{found}” → “{_wanted(here, repair)}”"


def _wanted(here: Look, repair: Repair) -> str:
    field = TABS[repair.tab_key].field(repair.field_key)
    names = _unit_names(here) if field.type is Type.UNIT else {}
    return names.get(repair.wanted) or in_words(field, repair.wanted)


def _unit_names(here: Look) -> dict[str, str]:
    return {unit.code: unit.short_name or unit.name for unit in here.snapshot.units}


def found(problem: Problem, row: Row | None) -> str | None:
    """What stands in the cell as people see it there: a day, where the sheet keeps a serial number."""
    field = _field(problem)
    value = row[field.key] if field and row else None
    return problem.found if field is None or value is None else in_words(field, value)


def _field(problem: Problem) -> Field | None:
    if problem.tab_key is None or problem.field_key is None:
        return None
    return TABS[problem.tab_key].field(problem.field_key)


def _row(here: Look, problem: Problem, row: Row | None) -> dict[str, Any]:
    repair = repair_of(problem, row, here.snapshot.units)
    return {
        "Mức": "Lỗi" if problem.severe else "Cảnh báo",
        "Vấn đề": problem.message,
        "Đề xuất": _wanted(here, repair) if repair else "",
        "Mở": links.to_problem(here.book.connection, here.snapshot, problem, row),
        "Đơn vị": _unit_names(here).get(problem.unit or "", problem.unit),
        "Đang ghi": found(problem, row),
        "Trang": TABS[problem.tab_key].title if problem.tab_key else "",
        "Ô": _cell_name(problem),
    }


def _cell_name(problem: Problem) -> str:
    if problem.sheet_row is None or problem.column is None:
        return f"dòng {problem.sheet_row}" if problem.sheet_row else ""
    return cell_name(problem.sheet_row, problem.column)
