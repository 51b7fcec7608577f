"""Nominees' personal data: what they are for, who sees them, until when; and taking them out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from pages.components import form
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import plain
from services.access import Action, Role
from services.plan import TIME_ZONE
from services.schema import NOMINATIONS, Tab
from services.workbook.erasing import Erased
from services.workbook.erasure import is_erased, named, of_same_person

_SEEN_BY = {
    Role.ANYONE_TRIAL: "bản làm thử này không có đăng nhập nên ai mở được ứng dụng cũng xem được",
    Role.ANYONE_OPEN: "khi chưa có đăng nhập, ứng dụng không cho ai xem lại",
}
_OWN_UNIT = "trong ứng dụng chỉ đơn vị mình và Văn phòng xem được"
_WHERE = (
    "Ai mở được bảng tính thì thấy tất cả, kể cả trang Nhật ký. Xóa là thay họ tên bằng “(đã xóa)” kèm một mã, bỏ năm "
    "sinh, ở trang Cử đi học, Nhật ký và sổ ghi trên máy chủ; các cột đơn vị tự thêm thì không. Số liệu không đổi."
)
_VERSIONS = (
    "Với Google Sheets, lịch sử phiên bản của Google vẫn giữ giá trị cũ và ứng dụng không xóa được. Muốn bỏ hẳn, chủ "
    "bảng tính nhận vào các dòng gõ tay (trang Kiểm tra dữ liệu), tạo bản sao của bảng tính (bản sao không mang theo "
    "lịch sử), chia sẻ bản sao cho tài khoản dịch vụ, ghi đường dẫn của nó vào secrets.toml, rồi xóa bảng tính cũ, kể "
    "cả trong Thùng rác."
)
_SURE = "Tôi hiểu: đã xóa thì không lấy lại được"
_SHOWN = 5
"""Sentences on what was left."""


def purpose(here: Look, tab: Tab) -> None:
    """Stands beside every place where nominees' names are typed."""
    if tab is NOMINATIONS:
        st.caption(_purpose(here))


def _purpose(here: Look) -> str:
    day = here.snapshot.campaign.erase_on
    until = f"Văn phòng xóa từ ngày {day:%d/%m/%Y}" if day else "Văn phòng chưa đặt ngày xóa"
    seen_by = _SEEN_BY.get(here.desk.identity.role, _OWN_UNIT)
    return f"Họ tên, năm sinh chỉ dùng để báo cáo Tuần lễ; {seen_by}. {until}."


def erasing(here: Look, tab: Tab, row: Mapping[str, Any]) -> None:
    """For an opened nomination: erases whoever stands in it, or what it said before it was corrected."""
    if tab is not NOMINATIONS or not here.desk.identity.may(Action.ERASE):
        return
    key = f"erase-{row['row_id']}"
    _told(key)
    if is_erased(row[tab.subject]):
        st.caption("Dữ liệu cá nhân của mục này đã được xóa.")
        return
    with st.popover("Dữ liệu cá nhân", icon=":material/person_off:"):
        _of_person(here, row["row_id"], key)
        _of_past(here, row["row_id"], f"{key}-past")


def _of_person(here: Look, row_id: str, key: str) -> None:
    own = of_same_person(here.snapshot.tables[NOMINATIONS.key], row_id)
    with st.form(key, enter_to_submit=False):
        st.caption("Người này nghỉ việc hoặc yêu cầu xóa: mục vẫn còn và vẫn được tính, nhưng không còn là ai.")
        by = form.person(here, "Người xóa *", key, alone=True)
        is_sure = st.checkbox(_SURE, key=f"{key}-sure")
        label = f"Xóa dữ liệu cá nhân của người này ({len(own)} mục)"
        pressed = st.form_submit_button(label, icon=":material/delete_forever:", type="primary")
    if pressed:
        _carry_out(f"erase-{row_id}", by, is_sure, lambda: here.desk.erase(own, by=by))


def _of_past(here: Look, row_id: str, key: str) -> None:
    with st.form(key, enter_to_submit=False):
        st.caption("Đã sửa họ tên hoặc năm sinh nhập sai: Nhật ký vẫn còn giá trị cũ cho tới khi xóa ở đây.")
        by = form.person(here, "Người xóa *", key, alone=True)
        is_sure = st.checkbox(_SURE, key=f"{key}-sure")
        pressed = st.form_submit_button("Xóa giá trị cũ khỏi Nhật ký", icon=":material/history_off:")
    if pressed:
        # What this session remembers of the entry's history.
        st.session_state.pop(f"history-{NOMINATIONS.key}-{row_id}-events", None)
        _carry_out(f"erase-{row_id}", by, is_sure, lambda: here.desk.scrub(row_id, by=by))


def retention(here: Look) -> None:
    """On *Thiết lập*: what the data are for, until when, how to set that; and from that day on erasing all of them."""
    st.header("Dữ liệu cá nhân")
    _told("erase-all")
    st.write(plain(_purpose(here)))
    with st.expander("Dữ liệu ở những đâu, xóa thế nào"):
        st.write(_WHERE)
        st.write(_VERSIONS)
    if not here.desk.identity.may(Action.ERASE):
        return
    day = here.snapshot.campaign.erase_on
    left = named(here.snapshot.tables[NOMINATIONS.key])
    if left and day and day <= here.now.astimezone(TIME_ZONE).date():
        _all(here, day, len(left))
    _set_day(here, day)


def _all(here: Look, day: date, count: int) -> None:
    st.warning(
        f"Đã đến ngày xóa dữ liệu cá nhân ({day:%d/%m/%Y}): còn {count} mục có họ tên hoặc năm sinh.",
        icon=":material/event_busy:",
    )
    with st.form("erase-all", enter_to_submit=False):
        by = form.person(here, "Người xóa *", "erase-all", alone=True)
        is_sure = st.checkbox(_SURE, key="erase-all-sure")
        pressed = st.form_submit_button(
            f"Xóa dữ liệu cá nhân của cả {count} mục", icon=":material/delete_forever:", type="primary"
        )
    if pressed:
        _carry_out("erase-all", by, is_sure, lambda: here.desk.erase(None, by=by))


def _set_day(here: Look, day: date | None) -> None:
    with st.form("erase-on", enter_to_submit=False):
        wanted = st.date_input(
            "Ngày xóa dữ liệu cá nhân",
            day,
            format="DD/MM/YYYY",
            key="erase-on-day",
            help="Từ ngày này trang Thiết lập nhắc Văn phòng xóa; không có gì tự xóa. Để trống là chưa đặt.",
        )
        by = form.person(here, "Người đặt *", "erase-on", alone=True)
        pressed = st.form_submit_button("Lưu ngày xóa", icon=":material/event:")
    if not pressed:
        return
    st.session_state["entered_by"] = by
    try:
        here.desk.set_erase_on(wanted, by=by, seen=day)
    except EXPECTED as error:
        refused(error)
        return
    st.session_state["erase-all-told"] = Erased(0, 0), "Đã lưu ngày xóa dữ liệu cá nhân."
    st.rerun()


def _carry_out(slot: str, by: str, is_sure: bool, act: Callable[[], Erased]) -> None:
    st.session_state["entered_by"] = by
    if not is_sure:
        st.error(f"Chưa xóa gì: xin đánh dấu “{_SURE}”.", icon=":material/error:")
        return
    try:
        with st.spinner("Đang xóa…"):
            erased = act()
    except EXPECTED as error:
        refused(error)
        return
    sentence = f"Đã xóa dữ liệu cá nhân ở {erased.rows} mục và {erased.audit_rows} dòng nhật ký."
    st.session_state[f"{slot}-told"] = erased, sentence
    st.rerun()


def _told(slot: str) -> None:
    """What became of what was asked last; a place that is always there."""
    with st.container():
        erased, sentence = st.session_state.pop(f"{slot}-told", (None, ""))
        if erased:
            st.success(sentence, icon=":material/check_circle:")
            for left in erased.left[:_SHOWN]:
                st.warning(plain(left), icon=":material/warning:")
            if len(erased.left) > _SHOWN:
                st.warning(f"Còn {len(erased.left) - _SHOWN} chỗ khác cần xem.", icon=":material/warning:")
