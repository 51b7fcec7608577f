"""The moment that a page looks at: now, or any moment kept in the address (`?as_of=2024-10-04`)."""

from datetime import date, datetime, time, timedelta

import streamlit as st

from pages.components.words import moment
from services.plan import TIME_ZONE, Campaign, end_of_day

YEARS = range(2000, 2101)
"""Years that reading accepts."""


def from_address() -> datetime | None:
    """The moment in the address, None when there is none or it can't be read; a day without a time means its end."""
    raw = st.query_params.get("as_of", "")
    try:
        typed = datetime.fromisoformat(raw)
    except ValueError:
        typed = None
    # Near the ends of the calendar a time zone leads out of it.
    if typed is None or typed.year not in YEARS:
        if raw:
            st.warning("Không đọc được thời điểm trong địa chỉ trang; đang xem số liệu hiện tại.")
        return None
    if len(raw) <= len("2024-10-04"):
        return end_of_day(typed.date())
    return typed.astimezone(TIME_ZONE) if typed.tzinfo else typed.replace(tzinfo=TIME_ZONE)


def choose(campaign: Campaign, now: datetime) -> datetime:
    """Lets people look back to a day of the campaign or any other moment, and gives the chosen one."""
    chosen = from_address()
    # Filled when it is opened: its fields are a sixth of a page's run.
    label = f":orange[**Đang xem lại lúc {moment(chosen)}**]" if chosen else "Xem lại thời điểm khác"
    moments = st.popover(label, icon=":material/history:", key="as_of_moments", on_change="rerun", wrap=True)
    if moments.open:
        with moments:
            _moments(campaign, (chosen or now).astimezone(TIME_ZONE).date())
    if chosen is None:
        return now
    st.button("Về hiện tại", on_click=look_at, args=(None,), icon=":material/update:", wrap=True)
    return chosen


def _moments(campaign: Campaign, shown: date) -> None:
    for day in _days(campaign):
        st.button(f"Hết ngày {day:%d/%m/%Y}", key=f"as_of_{day}", on_click=look_at, args=(day.isoformat(),))
    chosen = st.date_input("Ngày", shown, format="DD/MM/YYYY", key="as_of_day")
    hour = st.time_input("Giờ", time(23, 59), key="as_of_time")
    st.button("Xem thời điểm này", on_click=_look_at_typed, type="primary", disabled=chosen is None or hour is None)


def _days(campaign: Campaign) -> list[date]:
    if campaign.window is None:
        return []
    first, last = campaign.window
    return [first + timedelta(days=n) for n in range(min((last - first).days + 1, 14))]


def look_at(raw: str | None) -> None:
    """The page looks at this moment from now on; None: at now."""
    if raw is None:
        st.query_params.pop("as_of", None)
    else:
        st.query_params["as_of"] = raw


def _look_at_typed() -> None:
    look_at(
        datetime.combine(st.session_state["as_of_day"], st.session_state["as_of_time"]).isoformat(timespec="minutes")
    )
