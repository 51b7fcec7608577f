"""Many entries of one log at once: from an Excel or CSV file, or pasted; looked through, put right, then all or none.

A list that was taken in stays, with what was put right in it, until it is sent or thrown away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pandas as pd
import streamlit as st

from pages.components import fields, form
from pages.components.safely import safely
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import plain
from services import bulk
from services.reading import fold
from services.schema import Field, Tab, Type
from services.workbook import Invalid, Pending, Receipt, new_row_id
from services.workbook.cells import written

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_PASTED = 1_000_000
"""Characters."""
_TOLD = 20
"""How many problems of a refused list are told."""
_SETTLES = 0.7
"""Seconds. Whoever types into a cell and presses the button without Enter has the press arrive before the cell."""
_NOTHING_GIVEN = "Xin chọn một tệp, hoặc dán các dòng chép từ Excel."
_TWO_GIVEN = "Có cả tệp lẫn phần dán. Xin giữ một thứ: bỏ tệp hoặc xóa phần dán."


@dataclass
class _Draft:
    """A list that was taken in and not sent yet."""

    rows: bulk.Rows
    key: str
    """Of the grid."""
    row_ids: dict[int, str]
    """Row in the file → ID of its entry, made once, so that pressing twice adds nothing twice."""
    start: pd.DataFrame
    """What the grid was opened with,"""
    now: pd.DataFrame
    """and what stands in it."""
    unit: str | None
    by: str | None = None
    """Who has pressed the button; it is sent a moment later."""


def show(here: Look, tab: Tab) -> None:
    """A place for the list, or, once there is one, the list."""
    slot = f"bulk-{tab.key}"
    _thank(slot)
    draft: _Draft | None = st.session_state.get(slot)
    if draft is None:
        _take_in(here, tab, slot)
    else:
        _look_through(here, tab, slot, draft)


def _take_in(here: Look, tab: Tab, slot: str) -> None:
    st.write(
        f"Điền tệp mẫu rồi tải lên, hoặc chép các dòng trong Excel rồi dán; mỗi lần tối đa {bulk.MAX_ROWS} dòng. "
        "Bước sau cho xem và sửa trước khi ghi."
    )
    st.download_button(
        "Tải tệp mẫu (xlsx)",
        lambda: bulk.to_template(tab, here.snapshot.units),
        f"mau-{fold(tab.title).replace(' ', '-')}.xlsx",
        _XLSX,
        icon=":material/download:",
        on_click="ignore",
    )
    with st.form(f"{slot}-in", enter_to_submit=False):
        file = st.file_uploader(
            # Any file is taken, so that its refusal comes in Vietnamese and says what to do.
            "Tệp Excel (.xlsx) hoặc CSV",
            key=f"{slot}-file",
            max_upload_size=bulk.MAX_MEGABYTES,
        )
        text = st.text_area(
            "Hoặc dán các dòng chép từ Excel",
            key=f"{slot}-text",
            max_chars=_MAX_PASTED,
            height=140,
            help="Nên chép cả hàng tiêu đề. Không có tiêu đề thì các cột được hiểu theo thứ tự của tệp mẫu.",
        )
        pressed = st.form_submit_button("Xem trước", type="primary", icon=":material/preview:")
    if not pressed:
        return
    if bool(file) == bool((text or "").strip()):
        st.error(_TWO_GIVEN if file else _NOTHING_GIVEN, icon=":material/error:")
        return
    try:
        cells = bulk.from_file(file.name, file.getvalue(), title=tab.title) if file else bulk.from_text(text or "")
        defaults = {key: value or "" for key, value in form.usual(here, tab).items()}
        rows = bulk.read(tab, cells, here.snapshot.context, needs_header=bool(file), defaults=defaults)
    except bulk.Unreadable as error:
        st.error(plain(str(error)), title="Chưa đọc được danh sách", icon=":material/error:")
        return
    st.session_state[slot] = _draft(rows, slot, st.query_params.get("unit"))
    st.rerun()


def _draft(rows: bulk.Rows, slot: str, unit: str | None) -> _Draft:
    row_ids = {row: new_row_id() for row in rows.texts}
    frame = pd.DataFrame.from_dict(rows.texts, orient="index", dtype=object).rename_axis("Dòng")
    return _Draft(rows, f"{slot}-{next(iter(row_ids.values()))}", row_ids, frame, frame, unit)


def _look_through(here: Look, tab: Tab, slot: str, draft: _Draft) -> None:
    for sentence in _as_taken(draft.rows, tab):
        st.caption(sentence)
    _choose_unit(here, draft)
    _edit(tab, draft)
    texts = _texts(draft)
    typed, found = bulk.check(tab, texts, here.snapshot.context, here.snapshot.tables[tab.key])
    names = {unit.code: unit.name for unit in here.snapshot.units}
    _verdict(found)
    is_fit = bool(texts) and not any(each.problem.severe for each in found)
    # Above the problems: a press on it makes the grid send a cell that is still open, and what that brings must not
    # move the button away under the finger.
    pressed_by = _send(here, draft.key, len(texts), is_fit=is_fit)
    if found:
        _problems(tab, texts, found, names)
    with st.expander("Xem như sẽ ghi vào bảng tính"):
        st.dataframe(_as_written(tab, typed, names), placeholder="", alt=f"{len(typed)} mục như sẽ ghi vào bảng tính")
    st.button("Bỏ danh sách này", icon=":material/delete:", key=f"{draft.key}-drop", on_click=_forget, args=(slot,))
    if pressed_by is not None:
        draft.by = pressed_by
        _soon(monotonic())
    elif draft.by is not None:
        by, draft.by = draft.by, None
        if is_fit:
            _write(here, tab, slot, [(draft.row_ids[row], values) for row, values in texts.items()], by)


@st.fragment(run_every=_SETTLES)
@safely()
def _soon(pressed_at: float) -> None:
    """Runs the page again once a cell that was open when the button was pressed has come."""
    st.caption("Đang gửi…")
    if monotonic() - pressed_at >= _SETTLES:
        st.rerun()


def _as_taken(rows: bulk.Rows, tab: Tab) -> list[str]:
    said = [f"Đã đọc {len(rows.texts)} dòng, chưa ghi gì. Sửa ngay trong bảng; chọn dòng rồi bấm thùng rác để bỏ dòng."]
    if not rows.has_header:
        said.append("Phần dán không có hàng tiêu đề: các cột được hiểu theo thứ tự của tệp mẫu, xin xem kỹ.")
    if rows.left_out:
        names = ", ".join(f"“{plain(name)}”" for name in rows.left_out)
        said.append(f"Bỏ qua các cột không có trong trang “{tab.title}” hoặc do ứng dụng tự ghi: {names}.")
    return said


def _choose_unit(here: Look, draft: _Draft) -> None:
    names = {unit.code: unit.name for unit in here.snapshot.units}
    draft.unit = st.selectbox(
        "Đơn vị cho các dòng chưa ghi đơn vị",
        list(names),
        index=list(names).index(draft.unit) if draft.unit in names else None,
        format_func=lambda code: names.get(code, code),
        placeholder=fields.CHOOSE,
        key=f"{draft.key}-unit",
    )


def _edit(tab: Tab, draft: _Draft) -> None:
    if draft.key not in st.session_state:
        # The grid was away, for another page was open, and has forgotten what was typed into it.
        draft.start = draft.now
    columns = {
        field.key: st.column_config.TextColumn(fields.label(field), help=field.help) for field in tab.form_fields
    }
    draft.now = st.data_editor(
        draft.start,
        column_config=columns,
        num_rows="delete",
        disabled=["_index"],
        placeholder="",
        key=draft.key,
        alt=f"{len(draft.start)} dòng đã đọc, sửa được",
    )


def _texts(draft: _Draft) -> dict[int, dict[str, str]]:
    """Row in the file → field key → what stands in the grid, the chosen unit where none does."""
    texts = {
        int(row): {key: "" if pd.isna(text) else str(text) for key, text in cells.items()}
        for row, cells in draft.now.to_dict("index").items()
    }
    return {row: cells | {"unit": cells["unit"].strip() or draft.unit or ""} for row, cells in texts.items()}


def _verdict(found: Sequence[bulk.Found]) -> None:
    """One line, whatever it says."""
    severe = sum(each.problem.severe for each in found)
    if not found:
        st.success("Không có vấn đề nào.", icon=":material/check_circle:")
    elif severe:
        st.error(f"{severe} lỗi phải sửa trước khi gửi; {len(found) - severe} cảnh báo.", icon=":material/error:")
    else:
        st.warning(f"{len(found)} cảnh báo; gửi được nếu đã đúng.", icon=":material/warning:")


def _problems(
    tab: Tab, texts: Mapping[int, Mapping[str, str]], found: Sequence[bulk.Found], names: Mapping[str, str]
) -> None:
    st.dataframe(
        pd.DataFrame([_told(tab, texts, each, names) for each in found], dtype=object),
        hide_index=True,
        placeholder="",
        alt=f"{len(found)} vấn đề của danh sách",
    )


def _told(
    tab: Tab, texts: Mapping[int, Mapping[str, str]], each: bulk.Found, names: Mapping[str, str]
) -> dict[str, Any]:
    problem = each.problem
    field = tab.field(problem.field_key or tab.subject)
    return {
        "Dòng": each.row,
        "Mức": "Lỗi" if problem.severe else "Cảnh báo",
        "Vấn đề": problem.message,
        "Đang ghi": texts[each.row].get(field.key, ""),
        "Đề xuất": _word(field, problem.suggestion, names),
    }


def _as_written(tab: Tab, typed: Mapping[int, Mapping[str, Any]], names: Mapping[str, str]) -> pd.DataFrame:
    rows = {
        row: {field.label: _word(field, values[field.key], names) for field in tab.form_fields}
        for row, values in typed.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object).rename_axis("Dòng")


def _word(field: Field, value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    return names.get(value, value) if field.type is Type.UNIT else written(field, value)


def _send(here: Look, key: str, count: int, *, is_fit: bool) -> str | None:
    """The person's name when the button was pressed."""
    with st.form(f"{key}-send", enter_to_submit=False):
        by = form.person(here, "Người nhập *", key)
        pressed = st.form_submit_button(
            f"Gửi {count} dòng", type="primary", icon=":material/send:", disabled=not is_fit
        )
    if not pressed:
        return None
    st.session_state["entered_by"] = by
    if not by.strip():
        st.error("Người nhập: chưa ghi; xin bổ sung.", icon=":material/error:")
        return None
    return by


def _write(here: Look, tab: Tab, slot: str, entries: Sequence[tuple[str, Mapping[str, Any]]], by: str) -> None:
    try:
        answer: list[Receipt] | Pending = here.desk.add_all(tab.key, entries, by=by)
    except Pending as pending:
        answer = pending
    except Invalid as error:
        told = "\n".join(f"- {plain(problem.message)}" for problem in error.problems[:_TOLD])
        st.error(told, title="Chưa ghi dòng nào (dòng đếm từ 1 trong bảng trên)", icon=":material/error:")
        return
    except EXPECTED as error:
        refused(error)
        return
    _forget(slot)
    st.session_state[f"{slot}-sent"] = answer, len(entries)
    if not isinstance(answer, Pending):
        st.session_state.setdefault("receipts", [])[:0] = answer
    st.rerun()


def _forget(slot: str) -> None:
    st.session_state.pop(slot, None)


def _thank(slot: str) -> None:
    answer, count = st.session_state.pop(f"{slot}-sent", (None, 0))
    if isinstance(answer, Pending):
        # Accepted is the whole list, on disk, even while the sheet can't be reached.
        st.info(f"Đã ghi nhận {count} dòng, đang chờ gửi vào bảng tính; kết quả xem ở Việc của tôi.")
    elif answer:
        at = f"{answer[-1].at:%H:%M:%S}"
        st.success(f"Đã lưu {count} dòng lúc {at}; xem ở “Đã ghi”.", icon=":material/check_circle:")
