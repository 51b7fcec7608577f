"""Entries that somebody deleted from the sheet, as the audit log knows them, and the way to put them back."""

from collections.abc import Sequence

import streamlit as st

from pages.components import form
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import moment
from services.access import Action
from services.schema import LOGS
from services.workbook.history import Lost

_FOUND, _TOLD = "lost-found", "lost-told"


def missing(here: Look) -> None:
    """Looks for deleted entries at the press of a button, by one read of the audit log, and offers to restore them."""
    if not here.desk.identity.may(Action.OFFICE):
        return
    st.header("Mục bị xóa khỏi bảng tính")
    st.caption(
        "Mục nhập qua ứng dụng mà dòng không còn trong bảng tính, theo trang Nhật ký. Dòng gõ tay bị xóa: xem lịch sử "
        "phiên bản của bảng tính."
    )
    _outcome()
    if st.button("Tìm mục bị xóa", icon=":material/search:"):
        try:
            st.session_state[_FOUND] = here.desk.deleted()
        except EXPECTED as error:
            refused(error)
            return
    found = st.session_state.get(_FOUND)
    if found:
        _listed(here, found)
        _restoring(here, found)
    elif found is not None:
        st.success("Không thấy mục nào bị xóa.", icon=":material/check_circle:")


def _listed(here: Look, found: Sequence[Lost]) -> None:
    st.dataframe(
        [
            {
                "Trang": LOGS[entry.tab_key].title,
                "Đơn vị": _unit(here, entry),
                "Nội dung": _subject(entry),
                "Trạng thái": entry.values.get("state"),
                "Người nhập": entry.entered_by,
                "Thấy lần cuối": moment(entry.last_at),
                "Mã dòng": entry.row_id,
            }
            for entry in found
        ],
        hide_index=True,
        placeholder="",
        alt=f"{len(found)} mục bị xóa",
    )


def _unit(here: Look, entry: Lost) -> str | None:
    names = {unit.code: unit.short_name or unit.name for unit in here.snapshot.units}
    code = entry.values.get("unit")
    return names.get(str(code), code)


def _subject(entry: Lost) -> str:
    return str(entry.values.get(LOGS[entry.tab_key].subject) or "")


def _restoring(here: Look, found: Sequence[Lost]) -> None:
    with st.form("lost", enter_to_submit=False):
        at = st.selectbox("Mục", range(len(found)), format_func=lambda n: _name(here, found[n]), key="lost-entry")
        by = form.person(here, "Người khôi phục *", "lost")
        with st.container(horizontal=True):
            one = st.form_submit_button("Khôi phục mục này", type="primary", icon=":material/restore_from_trash:")
            every = len(found) > 1 and st.form_submit_button(
                f"Khôi phục cả {len(found)} mục", icon=":material/done_all:"
            )
    if not one and not every:
        return
    st.session_state["entered_by"] = by
    if not by.strip():
        st.error("Người khôi phục: chưa ghi.", icon=":material/error:")
        return
    wanted = found if every else [found[at]]
    try:
        failed = here.desk.restore([(entry.tab_key, entry.row_id) for entry in wanted], by=by)
    except EXPECTED as error:
        refused(error)
        return
    done = [entry for entry in wanted if entry.row_id not in failed]
    st.session_state[_FOUND] = [entry for entry in found if entry not in done]
    st.session_state[_TOLD] = (len(done), failed)
    st.rerun()


def _name(here: Look, entry: Lost) -> str:
    """Ends with the row ID: of two options with the same words the browser would always choose the first."""
    what = f"{LOGS[entry.tab_key].title}: {_unit(here, entry) or '?'} – {_subject(entry)[:60]}"
    return f"{what} · {entry.row_id}"


def _outcome() -> None:
    done, failed = st.session_state.pop(_TOLD, (0, {}))
    if done:
        st.success(f"Đã khôi phục {done} mục, với mã dòng và thời điểm nhập cũ.", icon=":material/check_circle:")
    for error in failed.values():
        refused(error)
