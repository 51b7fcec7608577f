"""Progress and pictures, made once for each revision of the sheet and shared by all sessions."""

from datetime import datetime

import streamlit as st

from services import charts
from services.plan import TIME_ZONE
from services.progress import Progress, course, entries_per_day, measure
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
    now = of(_snapshot, as_of, kind)
    left, right = st.columns(2)
    with left:
        _draw("Theo nhiệm vụ", charts.duties(now))
        _draw("Diễn biến trong tuần", charts.course(course(now, _snapshot.campaign), _snapshot.campaign))
        _draw(
            "Số mục ghi theo ngày",
            charts.per_day(entries_per_day(_snapshot.tables, _snapshot.campaign, as_of), _snapshot.campaign),
        )
    with right:
        _draw("Đơn vị và nhiệm vụ", charts.heatmap(now))
        _draw("Theo đơn vị", charts.units(now))


def _draw(title: str, picture: charts.Picture) -> None:
    st.subheader(title)
    st.altair_chart(picture.chart, alt=picture.alt)
