"""How many problems the sheet had, by day."""

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from services.charts.looks import INK, LOOKS, Picture, by_ground, finished, plotted
from services.progress import Status

_HEIGHT = 160
_DAYS_SHOWN = 21
_FEWEST_SHOWN = 7
"""Days on the axis, so that the first days don't make two columns as wide as the page."""
_DAYS_NAMED = 7
_KINDS = {"severe": "lỗi", "warnings": "cảnh báo"}
_COLOURS = (LOOKS[Status.LATE].fill, LOOKS[Status.MISSING].fill)


def problem_days(frame: pd.DataFrame) -> Picture:
    """Problems at the end of each day (as `Trend.days` gives them), errors below warnings, their sum on top."""
    if frame.empty:
        return Picture(None, "Chưa có số liệu.")
    last = frame["day"].max()
    shown = frame[frame["day"] > last - timedelta(days=_DAYS_SHOWN)]
    rows = [_day(row) for row in shown.to_dict("records")]
    words = "; ".join(f"{row['day'][:5]}: {row['total']} ({row['severe']} lỗi)" for row in rows)
    if len(rows) == 1:
        return Picture(None, f"Từ {rows[0]['day']}: {rows[0]['total']} vấn đề, lúc nhiều nhất {rows[0]['highest']}.")
    days = _axis_days(shown["day"].min(), last)
    base = plotted(rows).encode(x=_axis(days), tooltip=_TIPS)
    columns = (
        base.transform_fold(list(_KINDS), as_=["kind", "count"])
        .transform_calculate(order=f"datum.kind == '{next(iter(_KINDS))}' ? 0 : 1")
        .mark_bar()
        .encode(
            y=alt.Y("count:Q", axis=None, stack="zero"),
            order=alt.Order("order:Q"),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(_KINDS), range=[by_ground(colour) for colour in _COLOURS]),
                legend=None,
            ),
        )
    )
    sums = base.mark_text(dy=-8, color=by_ground(INK)).encode(y="total:Q", text="total:N")
    return Picture(
        finished(columns, sums, height=_HEIGHT),
        f"Số vấn đề cuối mỗi ngày: {words}.",
        "Cuối mỗi ngày, cả bảng tính · đậm: lỗi · nhạt: cảnh báo · không có cột: hôm đó không ai xem",
    )


_TIPS = [
    alt.Tooltip("day:N", title="Ngày"),
    alt.Tooltip("severe:Q", title="Lỗi"),
    alt.Tooltip("warnings:Q", title="Cảnh báo"),
    alt.Tooltip("highest:Q", title="Lúc nhiều nhất"),
]


def _day(row: dict[Any, Any]) -> dict[str, Any]:
    counts = {key: int(row[key]) for key in (*_KINDS, "highest")}
    return {"day": f"{row['day']:%d/%m/%Y}", "total": counts["severe"] + counts["warnings"], **counts}


def _axis_days(first: date, last: date) -> list[str]:
    count = max(_FEWEST_SHOWN, (last - first).days + 1)
    return [f"{first + timedelta(days=n):%d/%m/%Y}" for n in range(count)]


def _axis(days: list[str]) -> alt.X:
    named = days[:: -(-len(days) // _DAYS_NAMED)]
    axis = alt.Axis(labelAngle=0, values=named, labelExpr="slice(datum.label, 0, 5)", labelOverlap=False)
    return alt.X("day:O", sort=days, scale=alt.Scale(domain=days), title=None, axis=axis)
