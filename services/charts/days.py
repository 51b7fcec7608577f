"""How the week went: the share over time, and entries by day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import altair as alt
import pandas as pd

from services.charts.looks import BLUE, FAINT, INK, PALE_BLUE, Picture, by_ground, finished, local, percent, plotted
from services.plan import Campaign, start_of_day

_HEIGHT = 180
_DAYS_NAMED = 10
"""Days that an axis names at most."""
_ROOM = 1.16
"""Share of the width, beyond the line, for the figure at its end."""


def course(frame: pd.DataFrame) -> Picture:
    """The share reached (as `progress.course` gives it) against what was expected, from the first day on."""
    first = start_of_day(local(frame["at"].iloc[0]).date())
    rows = [_moment(row, first) for row in frame.to_dict("records")]
    reached = [row for row in rows if row["share"] is not None]
    if not reached:
        return Picture(None, "Tuần lễ chưa bắt đầu.")
    now = reached[-1]
    x, y = _time_axis(first, rows[-1]["x"]), _share_axis()
    tips = [
        alt.Tooltip("at:N", title="Lúc"),
        alt.Tooltip("reached:N", title="Đã đạt"),
        alt.Tooltip("due:N", title="Cần đạt"),
    ]
    last = plotted([now]).encode(x=x, y=y, tooltip=tips)
    layers = (
        plotted(rows).mark_line(strokeDash=[5, 4], strokeWidth=1.5, color=by_ground(FAINT)).encode(x=x, y="expected:Q"),
        plotted(reached)
        .mark_line(strokeWidth=3, color=by_ground(BLUE), point=alt.OverlayMarkDef(size=120, opacity=0))
        .encode(x=x, y=y, tooltip=tips),
        last.mark_point(size=60, filled=True, opacity=1, color=by_ground(BLUE)),
        last.mark_text(fontWeight="bold", color=by_ground(BLUE), **_beside(now)).encode(text="reached:N"),
    )
    words = "; ".join(f"{row['at']} {row['reached']}" for row in reached)
    return Picture(
        finished(*layers, height=_HEIGHT),
        f"Tỷ lệ hoàn thành theo thời gian: {words}. Cần đạt lúc này: {now['due']}.",
        f"Đã đạt {now['reached']}, cần đạt {now['due']} · đường đứt: mức cần đạt",
    )


def per_day(frame: pd.DataFrame, campaign: Campaign) -> Picture:
    """Entries by day (as `progress.entries_per_day` gives them), the number on each bar; paler outside the window."""
    if frame.empty:
        return Picture(None, "Chưa có mục nào được ghi.", _not_drawn(frame))
    rows = [_day(frame[frame["day"] == day], day, campaign) for day in _span(frame, campaign)]
    base = plotted(rows).encode(
        x=alt.X("day:O", sort=[row["day"] for row in rows], title=None, axis=_day_axis([row["day"] for row in rows])),
        y=alt.Y("count:Q", axis=None),
        tooltip=[
            alt.Tooltip("day:N", title="Ngày"),
            alt.Tooltip("count:Q", title="Số mục"),
            alt.Tooltip("logs:N", title="Gồm"),
        ],
    )
    scale = alt.Scale(domain=[True, False], range=[by_ground(BLUE), by_ground(PALE_BLUE)])
    layers = (
        base.mark_bar().encode(color=alt.Color("inside:N", scale=scale, legend=None)),
        base.mark_text(dy=-8, color=by_ground(INK)).encode(text="label:N"),
    )
    words = "; ".join(f"{row['day'][:5]}: {row['count']}" for row in rows if row["count"])
    outside = "nhạt: ngoài Tuần lễ" if any(row["count"] and not row["inside"] for row in rows) else ""
    return Picture(
        finished(*layers, height=_HEIGHT),
        f"Số mục ghi theo ngày: {words}.",
        " · ".join(filter(None, (outside, _not_drawn(frame)))),
    )


def _moment(row: dict[str, Any], first: datetime) -> dict[str, Any]:
    """A point of the course; its time is in days since the first, which no browser's time zone can move."""
    share = None if pd.isna(row["share"]) else row["share"]
    return {
        "x": (row["at"] - first) / timedelta(days=1),
        "at": f"{local(row['at']):%H:%M %d/%m}",
        "share": share,
        "reached": None if share is None else percent(share),
        "expected": row["expected"],
        "due": percent(row["expected"]),
    }


def _beside(now: dict[str, Any]) -> dict[str, Any]:
    """Where the figure stands clear of both lines: below the point when behind, else above it to the left."""
    if now["share"] > now["expected"]:
        return {"align": "right", "baseline": "bottom", "dx": -4, "dy": -6}
    if now["share"] > 0.15:
        return {"align": "left", "baseline": "top", "dx": 4, "dy": 6}
    return {"align": "left", "baseline": "middle", "dx": 10}


def _time_axis(first: datetime, end: float) -> alt.X:
    days = max(1, round(end))
    step = -(-days // _DAYS_NAMED)
    named = range(0, days, step)
    names = [f"{first + timedelta(days=day):%d/%m}" for day in named]
    axis = alt.Axis(
        # A day's name stands in its middle.
        values=[day + 0.5 for day in named],
        grid=False,
        labelFlush=False,
        labelExpr=f"{names}[floor(datum.value / {step})]",
    )
    return alt.X("x:Q", title=None, scale=alt.Scale(domain=[0, days * _ROOM], nice=False), axis=axis)


def _share_axis() -> alt.Y:
    axis = alt.Axis(format=".0%", values=[0, 0.5, 1], grid=True)
    return alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=axis)


def _span(frame: pd.DataFrame, campaign: Campaign) -> list[date]:
    """All days from the window's first, or the first entry if that is earlier, to the last of both."""
    known = [*frame["day"], *(campaign.window or ())]
    first, last = min(known), max(known)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _day(entries: pd.DataFrame, day: date, campaign: Campaign) -> dict[str, Any]:
    count = int(entries["count"].sum())
    first, last = campaign.window or (day, day)
    return {
        "day": f"{day:%d/%m/%Y}",
        "count": count,
        "label": str(count or ""),
        "logs": "; ".join(f"{title} {n}" for title, n in zip(entries["log_title"], entries["count"], strict=True)),
        "inside": first <= day <= last,
    }


def _day_axis(days: Sequence[str]) -> alt.Axis:
    step = -(-len(days) // _DAYS_NAMED)
    return alt.Axis(labelAngle=0, values=list(days[::step]), labelExpr="slice(datum.label, 0, 5)", labelOverlap=False)


def _not_drawn(frame: pd.DataFrame) -> str:
    """How many entries have no place on the axis."""
    words = {"undated": "mục không rõ thời điểm", "outside": "mục quá xa Tuần lễ"}
    return " · ".join(f"{frame.attrs[key]} {word}" for key, word in words.items() if frame.attrs.get(key))
