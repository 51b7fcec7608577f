"""The entries of one log as a table, made from the schema: filter, open, change, cancel."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.components import bulk, choice, form, history, personal, returning
from pages.components.session import Look, look
from services.access import Action
from services.schema import CANCELLED, LOGS, NOMINATIONS, Field, Tab, Type

_RETURNED = "Trả lại"
_LONGEST = 60
"""Characters of what an entry is about, in a list to choose from."""


def page(tab_key: str) -> None:
    """The page of one log: the entries so far; for those who may enter, a form and a place for a whole list, too."""
    tab = LOGS[tab_key]
    st.title(tab.title)
    here = look()
    wanted = st.query_params.get("row")
    if not here.desk.identity.may(Action.ENTER) or choice.closed(here):
        _listed(here, tab, wanted)
        return
    start = "Nhập mới" if wanted is None else "Đã ghi"
    write, listed, many = st.tabs(["Nhập mới", "Đã ghi", "Nhập nhiều dòng"], default=start)
    with write:
        personal.purpose(here, tab)
        form.new_entry(here, tab, unit=st.query_params.get("unit"))
    with listed:
        _listed(here, tab, wanted)
    with many:
        personal.purpose(here, tab)
        bulk.show(here, tab)
    # Room for what is told under the button of a form that ends a page: else it would stand below the screen.
    st.space("xxlarge")


def _listed(here: Look, tab: Tab, wanted: str | None) -> None:
    frame = here.snapshot.tables[tab.key]
    if frame.empty:
        st.info(f"Chưa có mục nào trong trang “{tab.title}”.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = choice.unit(here.snapshot.units, "Lọc theo đơn vị")
        states = [*tab.field("state").choices, _RETURNED]
        state = st.selectbox("Lọc theo trạng thái", states, index=None, placeholder="Tất cả", key=f"{tab.key}-state")
    shown = frame if unit is None else frame[frame["unit"] == unit]
    if state == _RETURNED:
        shown = returned(shown)
    elif state is not None:
        shown = shown[shown["state"] == state]
    hidden = tab is NOMINATIONS and not here.desk.identity.may(Action.SEE_NAMES)
    st.caption(f"{len(shown)} mục." + (" Họ tên và năm sinh không hiện với bạn." if hidden else ""))
    # A table without rows says so in English.
    if not shown.empty:
        st.dataframe(
            readable(shown, tab, _unit_names(here)),
            hide_index=True,
            placeholder="",
            column_config=column_config(tab),
            alt=f"Danh sách {tab.title.lower()}: {len(shown)} mục",
        )
    if here.desk.identity.may(Action.ENTER):
        _open(here, tab, shown, wanted)


def _open(here: Look, tab: Tab, shown: pd.DataFrame, wanted: str | None) -> None:
    open_ = {unit for unit in set(shown["unit"]) if choice.may_enter(here, unit)}
    own = [row for row in shown.to_dict("records") if row["unit"] in open_]
    rows = {row["row_id"]: row for row in own if row["row_id"]}
    typed_by_hand = len(own) - len(rows)
    if typed_by_hand:
        st.caption(
            f"{typed_by_hand} dòng gõ tay chưa có mã dòng: sửa trong bảng tính, hoặc Văn phòng nhận vào ở trang "
            "Kiểm tra dữ liệu."
        )
    names = _unit_names(here)
    # The browser sends an option's label: where that has changed meanwhile, the entry that was open stays so.
    before = st.session_state.get(f"{tab.key}-opened", wanted)
    chosen = st.selectbox(
        "Mở một mục để sửa hoặc hủy",
        list(rows),
        index=list(rows).index(before) if before in rows else None,
        format_func=lambda row_id: _name(rows[row_id], tab, names),
        placeholder="Chọn mục…",
        key=f"{tab.key}-open",
    )
    st.session_state[f"{tab.key}-opened"] = chosen
    if chosen:
        opened(here, tab, rows[chosen])


def opened(here: Look, tab: Tab, row: Mapping[str, Any]) -> None:
    """One entry: its form, the way back to the unit, and its history."""
    form.edit(here, tab, row)
    returning.offered(here, tab, row)
    history.shown(here, tab, row)
    personal.erasing(here, tab, row)


def returned(frame: pd.DataFrame) -> pd.DataFrame:
    """The entries that the office wants mended; a cancelled one needs nothing."""
    return frame[frame["return_note"].notna() & (frame["state"] != CANCELLED)]


def _name(row: Mapping[str, Any], tab: Tab, names: Mapping[str, str]) -> str:
    """Ends with the row ID: of two options with the same words the browser would always open the first."""
    mark = f" ({_RETURNED.lower()})" if row["return_note"] and row["state"] != CANCELLED else ""
    subject = str(row[tab.subject] or "?")[:_LONGEST]
    return f"{names.get(row['unit'], '?')} – {subject}{mark} · {row['row_id']}"


def readable(frame: pd.DataFrame, tab: Tab, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows under their Vietnamese headers and in Vietnamese words; units by name, why some were returned first."""
    notes = [field for field in tab.fields if field.key == "return_note" and frame[field.key].notna().any()]
    fields = [*notes, *(field for field in tab.fields if field.key not in ("row_id", "return_note"))]
    shown = {field.label: [_word(field, value, names) for value in frame[field.key]] for field in fields}
    return pd.DataFrame(shown, dtype=object)


def _word(field: Field, value: Any, names: Mapping[str, str]) -> Any:
    return names.get(value, value) if field.type in (Type.UNIT, Type.DUTY) else field.word(value)


def column_config(tab: Tab) -> dict[str, Any]:
    """How the browser shows each column: dates, numbers and links by their type."""
    return {field.label: _COLUMNS[field.type](field) for field in tab.fields if field.type in _COLUMNS}


def _link(field: Field) -> Any:
    return st.column_config.LinkColumn(field.label, validate=r"^https?://")


_COLUMNS = {
    Type.TEXT: lambda field: st.column_config.TextColumn(field.label, width="medium"),
    Type.DATE: lambda field: st.column_config.DateColumn(field.label, format="DD/MM/YYYY"),
    Type.MOMENT: lambda field: st.column_config.DatetimeColumn(
        field.label, format="DD/MM/YYYY HH:mm", timezone="Asia/Ho_Chi_Minh"
    ),
    Type.COUNT: lambda field: st.column_config.NumberColumn(field.label),
    Type.MONEY: lambda field: st.column_config.NumberColumn(field.label),
    Type.DECIMAL: lambda field: st.column_config.NumberColumn(field.label),
    Type.URL: _link,
}


def _unit_names(here: Look) -> dict[str, str]:
    return {unit.code: unit.short_name or unit.name for unit in here.snapshot.units}
