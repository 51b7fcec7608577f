"""Progress and pictures, made once for each revision of the sheet and shared by all sessions."""

from datetime import datetime
from functools import lru_cache

import streamlit as st

from pages.components.words import plain
from services import charts
from services.plan import TIME_ZONE, end_of_day
from services.progress import Progress, course, entries_per_day, measure
from services.progress.counting import rows_of
from services.schema import LOGS
from services.workbook import Reading, Snapshot

_MANY = 24
"""Units from which on the squares alone are as high as all else."""
_ELEMENTS = 3
"""Of a picture: title, note, chart."""


def of(snapshot: Snapshot, as_of: datetime, kind: str | None = None) -> Progress:
    """The progress at that moment, for all units or those of one kind."""
    return _measured(snapshot.revision, settled(snapshot, as_of), kind, snapshot)


def settled(snapshot: Snapshot, as_of: datetime) -> datetime:
    """The earliest moment whose figures are those of `as_of`, so that a new minute after the campaign changes nothing.

    It is `as_of`'s minute while something may still come due, and without a window, when units come and go by the day.
    """
    last = _last_moment(Reading(snapshot))
    return whole_minute(as_of if last is None else min(as_of, last))


# Asked at every pulse of every open page: Streamlit's own cache would take a seventh of the pulse.
@lru_cache(maxsize=4)
def _last_moment(reading: Reading) -> datetime | None:
    """After it no entry is reported and nothing falls due; None without a window."""
    snapshot = reading.snapshot
    plan = snapshot.campaign
    if plan.window is None:
        return None
    due = [plan.deadline_of(duty) for duty in snapshot.duties]
    rows = [row.moment for log in LOGS for row in rows_of(snapshot.tables, log, snapshot.first_seen)]
    return max(filter(None, [end_of_day(plan.window[1]), *due, *rows]))


def whole_minute(moment: datetime) -> datetime:
    """The end of the moment's minute: one result serves everybody who looks within it."""
    return moment.astimezone(TIME_ZONE).replace(second=59, microsecond=999_999)


@st.cache_resource(max_entries=32, show_spinner=False)
def _measured(revision: str, as_of: datetime, kind: str | None, _snapshot: Snapshot) -> Progress:
    units = [unit for unit in _snapshot.units if kind in (None, unit.kind)]
    return measure(
        _snapshot.tables, _snapshot.campaign, units, _snapshot.duties, as_of=as_of, first_seen=_snapshot.first_seen
    )


def pictures(now: Progress, snapshot: Snapshot, *, linked: bool) -> None:
    """The overview's charts; `linked`: with the way to the entries."""
    campaign = snapshot.campaign
    days = entries_per_day(snapshot.tables, campaign, now.as_of, first_seen=snapshot.first_seen)
    are_many = now.by_unit["unit"].nunique() > _MANY
    left, right = st.columns(2, gap="medium")
    with left:
        draw("Theo nhiệm vụ", charts.duties(now))
        draw("Diễn biến trong tuần", charts.course(course(now, campaign)))
        draw("Số mục ghi theo ngày", charts.per_day(days, campaign))
        _units(now, here=are_many)
    with right:
        draw("Đơn vị và nhiệm vụ", charts.heatmap(now, linked=linked))
        _units(now, here=not are_many)


def _units(now: Progress, *, here: bool) -> None:
    """The bars by unit, or as many elements of nothing."""
    if here:
        draw("Theo đơn vị", charts.units(now))
    else:
        for _ in range(_ELEMENTS):
            st.empty()


def draw(title: str, picture: charts.Picture) -> None:
    """A chart under its title, or its words where there is nothing to draw."""
    st.header(title)
    # Drawn or not, it takes a place: the number of elements stays the same.
    st.caption(plain(picture.note)) if picture.note else st.empty()
    if picture.chart is None:
        st.caption(plain(picture.alt))
    else:
        # Not `st.altair_chart`: it checks every property against Vega-Lite's schema, half the cost of all pictures.
        st.vega_lite_chart(picture.chart.to_dict(validate=False), alt=picture.alt)
