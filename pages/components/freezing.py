"""Freezing the figures, and letting a unit in again afterwards."""

from datetime import datetime, timedelta

import streamlit as st

from pages.components import form
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import moment, plain
from services.plan import TIME_ZONE, end_of_day
from services.settings import EXCEPTION

_MEANS = (
    "Chốt xong: báo cáo lấy số liệu của lúc này, các đơn vị không ghi, sửa hay hủy được nữa (trừ khi Văn phòng cho "
    "nhập thêm), các trang ghi trong bảng tính được bảo vệ. Có thể chốt lại; lần chốt trước vẫn còn."
)


def freezing(here: Look) -> None:
    """Proposes a freeze once the deadline has passed, and after one says so and grants exceptions."""
    st.header("Chốt số liệu")
    due = [at for duty in here.snapshot.duties if (at := here.snapshot.campaign.deadline_of(duty))]
    since = here.snapshot.frozen_at
    if since:
        st.caption(f"Đã chốt lúc {moment(since)}.")
        _exceptions(here)
        with st.popover("Chốt lại", icon=":material/lock:"):
            _button(here)
    elif due and here.now > max(due):
        st.info(
            f"Hạn báo cáo đã qua ({moment(max(due))}). Nên chốt số liệu trước khi trình ký.", icon=":material/lock:"
        )
        _button(here)
    else:
        when = f"Hạn báo cáo: {moment(max(due))}. " if due else ""
        st.caption(f"{when}Số liệu vẫn đang thay đổi; khi hết hạn trang này sẽ nhắc chốt.")
        with st.popover("Chốt sớm", icon=":material/lock:"):
            _button(here)


def _button(here: Look) -> None:
    with st.form("freeze", border=False, enter_to_submit=False):
        st.caption(_MEANS)
        by = form.person(here, "Người chốt *", "freeze")
        pressed = st.form_submit_button("Chốt số liệu", icon=":material/lock:", type="primary")
    if not pressed:
        return
    st.session_state["entered_by"] = by
    try:
        with st.spinner("Đang chốt…"):
            number = here.desk.freeze(by=by)
    except EXPECTED as error:
        refused(error)
        return
    st.toast(f"Đã chốt số liệu lần {number}.", icon=":material/check_circle:")
    st.rerun()


def _exceptions(here: Look) -> None:
    """The units that may still enter, and until when; one more, or one no more."""
    names = {unit.code: unit.name for unit in here.snapshot.units}
    granted = here.snapshot.settings.exceptions
    for unit, end in granted.items():
        over = end < here.now
        with st.container(horizontal=True, vertical_alignment="center"):
            until = f"hết từ {moment(end)}" if over else f"đến {moment(end)}"
            st.markdown(f"{plain(names.get(unit, unit))}: được nhập thêm {until}")
            if not over and st.button("Thôi cho nhập", key=f"except-end-{unit}", icon=":material/lock:"):
                _grant(here, unit, None, st.session_state.get("entered_by", ""))
    with st.popover("Cho một đơn vị nhập thêm", icon=":material/lock_open:"), st.form("except", border=False):
        wanted = st.selectbox(
            "Đơn vị *", [*names], None, names.__getitem__, key="except-unit", placeholder="Chọn đơn vị"
        )
        end = st.datetime_input(
            "Được nhập đến *",
            end_of_day(here.now.astimezone(TIME_ZONE).date() + timedelta(days=1)).replace(second=0, tzinfo=None),
            format="DD/MM/YYYY",
        )
        by = form.person(here, "Người cho phép *", "except")
        if st.form_submit_button("Cho nhập thêm", icon=":material/lock_open:", type="primary"):
            if wanted is None or end is None:
                st.error("Chưa lưu: xin chọn đơn vị và thời điểm.", icon=":material/error:")
            else:
                _grant(here, wanted, end.replace(tzinfo=TIME_ZONE), by)


def _grant(here: Look, unit: str, end: datetime | None, by: str) -> None:
    st.session_state["entered_by"] = by
    try:
        with st.spinner("Đang lưu…"):
            here.desk.set(EXCEPTION, end, by=by, seen=here.snapshot.settings.exceptions.get(unit), unit=unit)
    except EXPECTED as error:
        refused(error)
        return
    st.toast("Đã lưu.", icon=":material/check_circle:")
    st.rerun()
