"""Progress and pictures, made once for each revision of the sheet and shared by all sessions."""

from datetime import datetime

import streamlit as st

from services import charts
from services.plan import TIME_ZONE, Campaign
from services.progress import FirstSeen, Progress, Tables, course, entries_per_day, measure
from services.workbook import Snapshot


def of(snapshot: Snapshot, as_of: datetime, kind: str | None = None) -> Progress:
    """The progress at that moment, for all units or those of one kind."""
    return _measured(snapshot.revision, whole_minute(as_of), kind, snapshot)


def whole_minute(moment: datetime) -> datetime:
    """The end of the moment's minute: one result serves everybody who looks within it."""
    return moment.astimezone(TIME_ZONE).replace(second=59, microsecond=0)


@st.cache_resource(max_entries=32, show_spinner=False)
def _measured(revision: str, as_of: datetime, kind: str | None, _snapshot: Snapshot) -> Progress:
    units = [unit for unit in _snapshot.units if kind in (None, unit.kind)]
    return measure(
        _snapshot.tables, _snapshot.campaign, units, _snapshot.duties, as_of=as_of, first_seen=_snapshot.first_seen
    )


@st.cache_data(max_entries=32, show_spinner=False)
def pictures(revision: str, as_of: datetime, kind: str | None, _snapshot: Snapshot) -> None:
    """Draws the overview's charts; Streamlit replays them to everybody until the figures move."""
    _columns(of(_snapshot, as_of, kind), _snapshot.tables, _snapshot.campaign, _snapshot.first_seen)


def _columns(now: Progress, tables: Tables, campaign: Campaign, first_seen: FirstSeen) -> None:
    left, right = st.columns(2, gap="medium")
    days = entries_per_day(tables, campaign, now.as_of, first_seen=first_seen)
    with left:
        _draw("Theo nhiệm vụ", charts.duties(now))
        _draw("Diễn biến trong tuần", charts.course(course(now, campaign)))
        _draw("Số mục ghi theo ngày", charts.per_day(days, campaign))
    with right:
        _draw("Đơn vị và nhiệm vụ", charts.heatmap(now))
        _draw("Theo đơn vị", charts.units(now))


def _draw(title: str, picture: charts.Picture) -> None:
    st.subheader(title)
    if picture.note:
        st.caption(picture.note)
    if picture.chart is None:
        st.caption(picture.alt)
    else:
        st.altair_chart(picture.chart, alt=picture.alt)
