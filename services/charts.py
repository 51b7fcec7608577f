"""Progress → Altair. Pure: data in, a picture with its words for screen readers out.

Colours are from the Okabe–Ito set, which the colour-blind tell apart, and never stand alone: each state has a sign.
"""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from services.plan import TIME_ZONE, Campaign, end_of_day
from services.progress import Detail, Progress, Status

_LOCALE = alt.Locale(
    number=alt.NumberLocale(decimal=",", thousands=".", grouping=[3], currency=["", " đ"]),
)
_COLOURS = {
    Status.DONE: "#0072B2",
    Status.LATE: "#E69F00",
    Status.NIL: "#56B4E9",
    Status.MISSING: "#D55E00",
}
_NOT_REQUIRED_COLOUR = "#8a949e"
_SIGNS = {
    Status.DONE: "✓",
    Status.LATE: "!",
    Status.NIL: "○",
    Status.MISSING: "✕",
    Status.NOT_REQUIRED: "–",
    Detail.PLANNED: "…",
    Detail.RETURNED: "↩",
}
_ON_DARK, _ON_LIGHT = "#ffffff", "#1b2733"
_STEP = 26
"""Pixels a row of names: readable, and 40 units still fit a scroll."""
_ORDER = [str(status) for status in _COLOURS]
_LABEL_PIXELS = 190


@dataclass(frozen=True)
class Picture:
    """A chart and the Vietnamese text that says the same with its figures."""

    chart: alt.TopLevelMixin
    alt: str


def duties(progress: Progress) -> Picture:
    """A bar per duty, split by state, with the share reached and a tick for what is expected by now."""
    frame = progress.by_duty.assign(name=progress.by_duty["duty"] + " " + progress.by_duty["duty_title"])
    bars = _stacked(frame, "name", sort=list(frame["name"]))
    ticks = (
        alt.Chart(frame)
        .mark_tick(thickness=3, size=_STEP, color="#808b96")
        .encode(
            x=alt.X("expected:Q"),
            y=alt.Y("name:N", sort=list(frame["name"])),
            tooltip=[
                alt.Tooltip("name:N", title="Nhiệm vụ"),
                alt.Tooltip("expected:Q", title="Cần đạt lúc này", format=".0%"),
            ],
        )
    )
    words = [
        f"{row.name_}: {_percent(row.share)} ({row.fulfilled}/{row.required})"
        for row in frame.rename(columns={"name": "name_"}).itertuples()
    ]
    return Picture(_finished(bars + ticks), "Tiến độ theo nhiệm vụ. " + "; ".join(words) + ".")


def units(progress: Progress) -> Picture:
    """A bar per unit, split by state; what is furthest behind stands on top."""
    frame = progress.by_unit.sort_values(["share", "short_name"], kind="stable")
    chart = _stacked(frame, "short_name", sort=list(frame["short_name"]))
    behind = [f"{row.short_name} {row.fulfilled}/{row.required}" for row in frame.itertuples() if row.missing]
    text = f"Tiến độ theo đơn vị. {len(frame) - len(behind)}/{len(frame)} đơn vị đã xong mọi nhiệm vụ."
    return Picture(_finished(chart), text + (f" Chưa xong: {'; '.join(behind)}." if behind else ""))


def heatmap(progress: Progress) -> Picture:
    """Units × duties: the state as colour and sign."""
    cells = progress.cells
    frame = pd.DataFrame(
        {
            "unit": cells["short_name"],
            "duty": cells["duty"] + " " + cells["duty_title"],
            "state": [str(detail or status) for status, detail in zip(cells["status"], cells["detail"], strict=True)],
            "status": [str(status) for status in cells["status"]],
            "sign": [_SIGNS[detail or status] for status, detail in zip(cells["status"], cells["detail"], strict=True)],
            "at": ["" if at is None else f"{at.astimezone(TIME_ZONE):%H:%M %d/%m/%Y}" for at in cells["at"]],
            "entries": cells["entries"],
        }
    )
    unit_order, duty_order = list(dict.fromkeys(frame["unit"])), list(dict.fromkeys(frame["duty"]))
    base = alt.Chart(frame).encode(
        x=alt.X(
            "duty:N",
            sort=duty_order,
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, labelLimit=150, labelExpr="split(datum.label, ' ')[0]"),
        ),
        y=_names("unit", unit_order),
        tooltip=[
            alt.Tooltip("unit:N", title="Đơn vị"),
            alt.Tooltip("duty:N", title="Nhiệm vụ"),
            alt.Tooltip("state:N", title="Tình trạng"),
            alt.Tooltip("at:N", title="Lúc"),
            alt.Tooltip("entries:Q", title="Số mục"),
        ],
    )
    colours = {**{str(s): c for s, c in _COLOURS.items()}, str(Status.NOT_REQUIRED): "transparent"}
    squares = base.mark_rect(cornerRadius=3, strokeWidth=2, stroke="transparent").encode(
        color=alt.Color("status:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None)
    )
    dark = alt.FieldOneOfPredicate(field="status", oneOf=[str(Status.DONE), str(Status.MISSING)])
    bright = alt.FieldOneOfPredicate(field="status", oneOf=[str(Status.LATE), str(Status.NIL)])
    signs = base.mark_text(fontSize=14, fontWeight="bold").encode(
        text="sign:N",
        color=alt.when(dark)
        .then(alt.value(_ON_DARK))
        .when(bright)
        .then(alt.value(_ON_LIGHT))
        .otherwise(alt.value(_NOT_REQUIRED_COLOUR)),
    )
    chart = (squares + signs).properties(height=alt.Step(_STEP))
    owing = cells[cells["status"] == Status.MISSING]
    words = [f"{unit}: {', '.join(group['duty'])}" for unit, group in owing.groupby("short_name", sort=False)]
    text = f"Đơn vị và nhiệm vụ: {progress.fulfilled}/{progress.required} ô đã xong."
    return Picture(_finished(chart), text + (f" Còn thiếu – {'; '.join(words)}." if words else ""))


def per_day(frame: pd.DataFrame, campaign: Campaign) -> Picture:
    """Entries by the day when they were reported, the campaign's window shaded."""
    shown = frame.assign(day=pd.to_datetime(frame["day"]))
    bars = (
        alt.Chart(shown)
        .mark_bar()
        .encode(
            x=alt.X("yearmonthdate(day):O", title=None, axis=alt.Axis(format="%d/%m", labelAngle=0)),
            y=alt.Y("count:Q", title="Số mục", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("log_title:N", title=None, legend=alt.Legend(orient="bottom", columns=3)),
            opacity=alt.condition(_inside(campaign), alt.value(1.0), alt.value(0.55)),
            tooltip=[
                alt.Tooltip("yearmonthdate(day):T", title="Ngày", format="%d/%m/%Y"),
                alt.Tooltip("log_title:N", title="Loại"),
                alt.Tooltip("count:Q", title="Số mục"),
            ],
        )
        .properties(height=220)
    )
    sums = frame.groupby("day")["count"].sum()
    words = [f"{day:%d/%m}: {count}" for day, count in sums.items()]
    return Picture(
        _finished(bars),
        "Số mục ghi theo ngày; ngày ngoài Tuần lễ nhạt hơn. " + ("; ".join(words) or "Chưa có mục nào") + ".",
    )


def course(frame: pd.DataFrame, deadline_of: Campaign) -> Picture:
    """The share reached over the days against what was expected."""
    shown = frame.assign(
        at=[pd.Timestamp(at).tz_convert(TIME_ZONE).tz_localize(None) for at in frame["at"]],
        share=frame["share"].astype(float),
    )
    x = alt.X("at:T", title=None, axis=alt.Axis(format="%d/%m", labelAngle=0, tickCount="day"))
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))
    tips = [
        alt.Tooltip("at:T", title="Lúc", format="%H:%M %d/%m"),
        alt.Tooltip("share:Q", title="Đã đạt", format=".1%"),
        alt.Tooltip("expected:Q", title="Cần đạt", format=".1%"),
    ]
    reached = (
        alt.Chart(shown.dropna(subset="share"))
        .mark_line(point=True, strokeWidth=3, color="#0072B2")
        .encode(x=x, y=y, tooltip=tips)
    )
    should = (
        alt.Chart(shown).mark_line(strokeDash=[6, 4], color="#808b96").encode(x=x, y=alt.Y("expected:Q"), tooltip=tips)
    )
    layers: list[alt.Chart] = [should, reached]
    if deadline_of.ends_on:
        end = pd.DataFrame({"at": [end_of_day(deadline_of.ends_on).replace(tzinfo=None)], "words": ["hết Tuần lễ"]})
        layers.append(alt.Chart(end).mark_rule(color="#D55E00").encode(x="at:T"))
        layers.append(
            alt.Chart(end)
            .mark_text(align="left", dx=4, baseline="top", color="#D55E00")
            .encode(x="at:T", y=alt.value(4), text="words:N")
        )
    words = [f"{row.at:%d/%m} {_percent(row.share)}" for row in shown.dropna(subset="share").itertuples()]
    return Picture(
        _finished(alt.layer(*layers).properties(height=220)),
        "Tỷ lệ hoàn thành theo ngày (đường đứt: mức cần đạt). " + "; ".join(words) + ".",
    )


def _stacked(frame: pd.DataFrame, name: str, *, sort: list[str]) -> alt.LayerChart:
    keys = [status.name.lower() for status in _COLOURS]
    words = {status.name.lower(): str(status) for status in _COLOURS}
    long = frame.melt([name, "required", "fulfilled", "share"], keys, "key", "count").assign(
        status=lambda f: f["key"].map(words)
    )
    long = long[long["count"] > 0].assign(
        part=lambda f: f["count"] / f["required"], order=lambda f: f["key"].map(keys.index)
    )
    labels = frame.assign(
        words=[
            f"{_percent(s)} · {f}/{r}"
            for s, f, r in zip(frame["share"], frame["fulfilled"], frame["required"], strict=True)
        ]
    )
    colours = alt.Scale(domain=_ORDER, range=list(_COLOURS.values()))
    bars = (
        alt.Chart(long)
        .mark_bar(height=_STEP - 8)
        .encode(
            x=alt.X(
                "part:Q",
                title=None,
                stack="zero",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format=".0%", tickCount=5),
            ),
            y=_names(name, sort),
            color=alt.Color("status:N", scale=colours, title=None, legend=alt.Legend(orient="bottom", columns=4)),
            order="order:Q",
            tooltip=[
                alt.Tooltip(f"{name}:N", title="Tên"),
                alt.Tooltip("status:N", title="Tình trạng"),
                alt.Tooltip("count:Q", title="Số nhiệm vụ"),
                alt.Tooltip("required:Q", title="Phải làm"),
            ],
        )
    )
    # Beyond the bar, where no colour disturbs the figure.
    figures = (
        alt.Chart(labels)
        .mark_text(align="left", dx=6, fontSize=12, color="#808b96")
        .encode(x=alt.datum(1.0), y=_names(name, sort), text="words:N")
    )
    return (bars + figures).properties(height=alt.Step(_STEP), padding={"right": 90, "left": 5, "top": 5, "bottom": 5})


def _names(field: str, sort: list[str]) -> alt.Y:
    return alt.Y(
        f"{field}:N", sort=sort, title=None, axis=alt.Axis(labelLimit=_LABEL_PIXELS, labelFontSize=12, labelPadding=6)
    )


def _inside(campaign: Campaign) -> Any:
    first, last = campaign.window or (pd.Timestamp.min.date(), pd.Timestamp.max.date())
    return f"time(datum.day) >= {_millis(first)} && time(datum.day) <= {_millis(last)}"


def _millis(day: Any) -> int:
    return int(pd.Timestamp(day).timestamp() * 1000)


def _finished(chart: Any) -> Any:
    return (
        chart.configure(locale=_LOCALE)
        .configure_view(stroke=None)
        .configure_axis(grid=False)
        .configure_legend(labelFontSize=12)
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%".replace(".", ",").replace(",0%", "%")
