"""Parts of *Thiết lập*: the workbook, sample entries, and the tables that steer the app."""

import streamlit as st

from pages.components.entries import column_config, readable
from pages.components.session import EXPECTED, Look, refused
from services.access import Action
from services.schema import TABS
from services.workbook import Workbook
from services.workbook.connection import Kind

_KINDS = {
    Kind.EMBEDDED: "Tệp trên máy này",
    Kind.ENDPOINT: "Máy chủ Sheets tại",
    Kind.GOOGLE: "Google Sheets",
}
_OFFICE = "Văn phòng (trang Thiết lập)"


def workbook(book: Workbook) -> None:
    """What stands behind the app."""
    connection = book.connection
    st.markdown(f"**Bảng tính đang dùng:** {_KINDS[connection.kind]}")
    st.code(connection.address, language=None)
    if connection.is_trial:
        st.caption("Dùng để làm thử: không cần đăng nhập. Nối Google Sheets theo hướng dẫn trong README.")


def samples(here: Look) -> None:
    """Sample entries: one click in, one click out; never with Google."""
    if not here.book.connection.is_trial or not here.desk.identity.may(Action.OFFICE):
        return
    st.header("Dữ liệu mẫu")
    st.caption(
        "Khoảng 60 mục mẫu của tuần 01–07/10/2024 (mã MAU-…). Xóa chỉ bỏ các mục mẫu chưa ai sửa; mục thật giữ nguyên."
    )
    with st.container(horizontal=True):
        load = st.button("Nạp dữ liệu mẫu", icon=":material/upload:", key="samples-load")
        clear = st.button("Xóa dữ liệu mẫu", icon=":material/delete:", key="samples-clear")
    try:
        if load:
            st.session_state["samples"] = f"Đã nạp {here.desk.load_samples(by=_OFFICE)} mục mẫu."
        if clear:
            st.session_state["samples"] = f"Đã xóa {here.desk.clear_samples(by=_OFFICE)} mục mẫu."
    except EXPECTED as error:
        refused(error)
        return
    if load or clear:
        st.rerun()
    if told := st.session_state.pop("samples", None):
        st.success(told, icon=":material/check_circle:")


def tables(here: Look) -> None:
    """Plan, units and duties as they stand in the sheet."""
    for key in ("plan", "units", "duties"):
        tab = TABS[key]
        st.header(tab.title)
        frame = readable(here.snapshot.tables[key], tab, {})
        st.dataframe(
            frame,
            hide_index=True,
            placeholder="",
            column_config=column_config(tab),
            alt=f"Trang {tab.title}: {len(frame)} dòng",
        )
