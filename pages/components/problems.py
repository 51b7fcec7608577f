"""What is wrong in the sheet, cell by cell: the list, and the repairs that can be taken over."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.components.session import EXPECTED, Look, refused
from services.access import Action
from services.reading import Problem, collation_key
from services.schema import TABS
from services.workbook import Invalid
from services.workbook.cells import written
from services.workbook.gateway import cell_name

KINDS: Mapping[str, str] = {
    "swap": "Nghi đảo ngày và tháng",
    "impossible_date": "Ngày không có thật",
    "not_a_date": "Không phải ngày",
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


def kind(problems: Sequence[Problem]) -> str | None:
    """The kind of problem that the person chooses, None for all."""
    kinds = sorted({KINDS[problem.code] for problem in problems}, key=collation_key)
    return st.selectbox("Lọc theo loại vấn đề", kinds, index=None, placeholder="Tất cả", key="problem-kind")


def listed(here: Look, problems: Sequence[Problem]) -> None:
    """A row a problem, what keeps an entry from counting first."""
    severe = sum(problem.severe for problem in problems)
    st.caption(f"{severe} lỗi, {len(problems) - severe} cảnh báo. Cảnh báo không cản trở việc tính một mục.")
    if not problems:
        st.success("Không có vấn đề nào.", icon=":material/check_circle:")
        return
    rows = [_row(here, problem) for problem in sorted(problems, key=lambda problem: not problem.severe)]
    st.dataframe(
        pd.DataFrame(rows, dtype=object),
        hide_index=True,
        placeholder="",
        column_config={"Mở": st.column_config.LinkColumn("Mở", display_text="Mở ô")},
        alt=f"{len(rows)} vấn đề của dữ liệu",
    )


def repairs(here: Look, problems: Sequence[Problem], *, one_kind: bool) -> None:
    """Takes over one proposed repair, or, of `one_kind`, all; each is an edit like any other, with its audit row."""
    offered = [problem for problem in problems if problem.suggestion is not None and _entry(here, problem) is not None]
    if not offered or not here.desk.identity.may(Action.ENTER):
        return
    st.subheader("Sửa theo đề xuất")
    with st.form("repairs", enter_to_submit=False):
        at = st.selectbox(
            "Đề xuất", range(len(offered)), format_func=lambda n: _proposal(here, offered[n]), key="repair"
        )
        by = st.text_input("Người sửa *", st.session_state.get("entered_by", ""), max_chars=500, autocomplete="name")
        with st.container(horizontal=True):
            one = st.form_submit_button("Sửa mục này", type="primary", icon=":material/build:")
            every = one_kind and st.form_submit_button(f"Sửa cả {len(offered)} mục", icon=":material/done_all:")
        if not one_kind:
            st.caption("Chọn một loại vấn đề ở trên để sửa cả loại một lần.")
    if one or every:
        st.session_state["entered_by"] = by
        _carry_out(here, offered if every else [offered[at]], by)
    if told := st.session_state.pop("repaired", None):
        st.success(told, icon=":material/check_circle:")


def _carry_out(here: Look, wanted: Sequence[Problem], by: str) -> None:
    done = 0
    for problem in wanted:
        entry = _entry(here, problem)
        if entry is None or problem.tab_key is None or problem.field_key is None:
            continue
        key = problem.field_key
        try:
            here.desk.change(problem.tab_key, entry["row_id"], {key: problem.suggestion}, by=by, seen={key: entry[key]})
        except EXPECTED as error:
            refused(error)
            if isinstance(error, Invalid):
                break
        else:
            done += 1
    if done:
        st.session_state["repaired"] = f"Đã sửa {done} mục; xem và lấy lại trong Nhật ký của bảng tính."
        st.rerun()


def _entry(here: Look, problem: Problem) -> dict[str, Any] | None:
    """The entry that the problem is in; None when it was typed by hand and has no row ID, or isn't in a log."""
    if problem.tab_key is None or not TABS[problem.tab_key].is_log or problem.field_key is None:
        return None
    frame = here.snapshot.tables[problem.tab_key]
    rows = frame[(frame["sheet_row"] == problem.sheet_row) & frame["row_id"].notna()].to_dict("records")
    return {str(key): value for key, value in rows[0].items()} if rows else None


def _proposal(here: Look, problem: Problem) -> str:
    tab = TABS[problem.tab_key or ""]
    field = tab.field(problem.field_key or "")
    return f"{tab.title}, dòng {problem.sheet_row}: {field.label} “{_found(here, problem)}” → “{_suggested(problem)}”"


def _found(here: Look, problem: Problem) -> str | None:
    """What stands in the cell as people see it there: a day, where the sheet keeps a serial number."""
    if problem.tab_key is None or problem.field_key is None or problem.sheet_row is None:
        return problem.found
    frame = here.snapshot.tables[problem.tab_key]
    values = frame.loc[frame["sheet_row"] == problem.sheet_row, problem.field_key].dropna()
    return problem.found if values.empty else written(TABS[problem.tab_key].field(problem.field_key), values.iloc[0])


def _suggested(problem: Problem) -> str:
    if problem.suggestion is None or problem.tab_key is None or problem.field_key is None:
        return ""
    return written(TABS[problem.tab_key].field(problem.field_key), problem.suggestion)


def _row(here: Look, problem: Problem) -> dict[str, Any]:
    names = {unit.code: unit.short_name or unit.name for unit in here.snapshot.units}
    tab = TABS.get(problem.tab_key or "")
    return {
        "Mức": "Lỗi" if problem.severe else "Cảnh báo",
        "Trang": tab.title if tab else "",
        "Ô": _cell_name(problem),
        "Mở": here.book.problem_url(here.snapshot, problem),
        "Đơn vị": names.get(problem.unit or "", problem.unit),
        "Đang ghi": _found(here, problem),
        "Vấn đề": problem.message,
        "Đề xuất": _suggested(problem),
    }


def _cell_name(problem: Problem) -> str:
    if problem.sheet_row is None or problem.column is None:
        return f"dòng {problem.sheet_row}" if problem.sheet_row else ""
    return cell_name(problem.sheet_row, problem.column)
