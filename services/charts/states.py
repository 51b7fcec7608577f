"""Who stands where: bars by duty and by unit, squares for both."""

import textwrap
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import altair as alt
import pandas as pd

from services.charts.looks import (
    DETAIL_SIGNS,
    INK,
    LOOKS,
    Picture,
    by_ground,
    coloured,
    finished,
    key,
    local,
    percent,
    plotted,
)
from services.progress import Progress, Status

_NOTHING_OWED = Picture(None, "Chưa có đơn vị hoặc nhiệm vụ nào trong bảng tính.")
_ROW = 26
"""Pixels of a row of units: readable, and 40 of them still fit a scroll."""
_DUTY = 50
"""Pixels of a duty's bar with its name above it."""
_UNIT_NAME, _NAME_LETTERS = 160, 24
"""Pixels and letters that a unit's name may take; of longer ones the middle is left out, since names that begin alike
are told apart by their ends. They stand whole in the tooltip.
"""
_LINE, _LETTER, _LINE_HEIGHT = 12, 5.6, 14
"""Letters in a line of a column's header, pixels of one, and of a line."""


def duties(progress: Progress) -> Picture:
    """A bar per duty, split by state, with the share reached and a mark where it should be by now."""
    rows = [
        row | {"name": f"{row['duty']} {row['duty_title']}", "due": percent(row["expected"])}
        for row in progress.by_duty.to_dict("records")
        if row["required"]
    ]
    if not rows:
        return _NOTHING_OWED
    for row in rows:
        row["reached"] = f"{percent(row['share'])} · {row['fulfilled']}/{row['required']}"
    y = alt.Y("duty:N", sort=[row["duty"] for row in rows], axis=None)
    parts = [part | {"duty": row["duty"]} for row in rows for part in _parts(row, row["required"])]
    words = [{field: row[field] for field in ("duty", "name", "reached", "expected", "due")} for row in rows]
    base = plotted(words).encode(y=y)
    layers = (
        *_bars(parts, y, "Nhiệm vụ", "Số đơn vị"),
        base.mark_tick(thickness=2, size=_ROW - 6, color=by_ground(INK)).encode(
            x="expected:Q",
            tooltip=[alt.Tooltip("name:N", title="Nhiệm vụ"), alt.Tooltip("due:N", title="Cần đạt lúc này")],
        ),
        base.mark_text(align="left", dy=-21, color=by_ground(INK)).encode(x=alt.value(0), text="name:N"),
        base.mark_text(align="right", dy=-21, color=by_ground(INK), fontWeight="bold").encode(
            x=alt.value("width"), text="reached:N"
        ),
    )
    expected = percent(progress.expected)
    said = "; ".join(f"{row['name']}: {row['reached']}" for row in rows)
    return Picture(
        finished(*layers, height=alt.Step(_DUTY)),
        f"Tiến độ theo nhiệm vụ: {said}. Cần đạt lúc này: {expected}.",
        f"{_key(progress)} · vạch đứng: mức cần đạt lúc này ({expected})",
    )


def units(progress: Progress) -> Picture:
    """A bar per unit, as long as what it owes, split by state; who lacks most stands on top, then who was late."""
    rows = [row | {"name": row["unit_name"]} for row in progress.by_unit.to_dict("records") if row["required"]]
    if not rows:
        return _NOTHING_OWED
    rows.sort(key=lambda row: (-row["missing"], -row["late"]))
    longest = max(row["required"] for row in rows)
    parts = [part | {"unit": _row_key(row)} for row in rows for part in _parts(row, longest)]
    bars = _bars(parts, _unit_axis([_row_key(row) for row in rows], gap=0.2), "Đơn vị", "Số nhiệm vụ")
    behind = [f"{row['short_name']} thiếu {row['missing']}/{row['required']}" for row in rows if row["missing"]]
    text = f"Tiến độ theo đơn vị: {len(rows) - len(behind)}/{len(rows)} đơn vị đã xong mọi nhiệm vụ."
    return Picture(
        finished(*bars, height=alt.Step(_ROW)),
        text + (f" {'; '.join(behind)}." if behind else ""),
        f"Thiếu nhiều nhất ở trên · {_key(progress)}",
    )


def heatmap(progress: Progress, *, linked: bool = False) -> Picture:
    """Units × duties: the state as colour and sign, units in the order of the sheet.

    `linked`: a click leads on to the entries behind a square, or to what the unit still has to do.
    """
    if not progress.required:
        return _NOTHING_OWED
    cells, headers = progress.cells, _headers(progress.by_duty)
    squares = [_square(cell) | {"duty": headers[cell["duty"]]} for cell in cells.to_dict("records")]
    if linked:
        squares = [square | _link(cell) for square, cell in zip(squares, cells.to_dict("records"), strict=True)]
    base = plotted(squares).encode(
        x=_duty_axis(list(headers.values())),
        y=_unit_axis(list(dict.fromkeys(square["unit"] for square in squares)), gap=0.1),
        tooltip=[
            alt.Tooltip("unit_name:N", title="Đơn vị"),
            alt.Tooltip("duty_name:N", title="Nhiệm vụ"),
            alt.Tooltip("state:N", title="Tình trạng"),
            alt.Tooltip("at:N", title="Báo lúc"),
            alt.Tooltip("entries:Q", title="Số mục"),
        ],
        **({"href": "href:N"} if linked else {}),
    )
    layers = (
        base.mark_rect(cornerRadius=2).encode(color=coloured("fill")),
        base.mark_text(fontWeight="bold").encode(text="sign:N", color=coloured("ink")),
    )
    shown = [detail or status for status, detail in zip(cells["status"], cells["detail"], strict=True)]
    words = (_said(cells, status) for status in (Status.MISSING, Status.LATE))
    return Picture(
        finished(*layers, height=alt.Step(_ROW)),
        f"Đơn vị và nhiệm vụ: {progress.fulfilled}/{progress.required} ô đã xong." + "".join(words),
        key(shown) + " · bấm vào ô để mở" * linked,
    )


def _said(cells: pd.DataFrame, status: Status) -> str:
    found = cells[cells["status"] == status].groupby("short_name", sort=False)["duty_title"].agg("; ".join)
    return f" {status.capitalize()}: {', '.join(f'{unit} ({titles})' for unit, titles in found.items())}." * bool(
        len(found)
    )


def _key(progress: Progress) -> str:
    return key(status for status in progress.cells["status"] if status is not Status.NOT_REQUIRED)


def _parts(row: dict[str, Any], whole: int) -> Iterator[dict[str, Any]]:
    """The parts of a bar, in fractions of `whole`: one per state that occurs."""
    start = 0
    for status in (Status.DONE, Status.LATE, Status.NIL, Status.MISSING):
        if count := row[status.name.lower()]:
            yield {
                "name": row["name"],
                "status": str(status),
                "count": count,
                "required": row["required"],
                "start": start / whole,
                "middle": (start + count / 2) / whole,
                "end": (start + count) / whole,
                "words": LOOKS[status].sign + (f" {count}" if count > 1 else ""),
            }
            start += count


def _bars(parts: list[dict[str, Any]], y: alt.Y, who: str, what: str) -> tuple[alt.Chart, alt.Chart]:
    """Bars and the sign and number inside each part; a part too narrow for its words keeps them in the tooltip."""
    base = plotted(parts).encode(
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title=who),
            alt.Tooltip("status:N", title="Tình trạng"),
            alt.Tooltip("count:Q", title=what),
            alt.Tooltip("required:Q", title="Trên tổng số"),
        ],
    )
    scale = alt.Scale(domain=[0, 1], nice=False)
    fits = alt.ExprRef("(datum.end - datum.start) * width < 4 + 6 * length(datum.words) ? 0 : 1")
    return (
        base.mark_bar(height=_ROW - 6).encode(
            x=alt.X("start:Q", axis=None, scale=scale), x2="end:Q", color=coloured("fill")
        ),
        base.mark_text(fontWeight="bold", opacity=fits).encode(x="middle:Q", text="words:N", color=coloured("ink")),
    )


def _square(cell: dict[str, Any]) -> dict[str, Any]:
    return {
        "unit": _row_key(cell),
        "unit_name": cell["unit_name"],
        "duty_name": f"{cell['duty']} {cell['duty_title']}",
        "state": str(cell["detail"] or cell["status"]),
        "status": str(cell["status"]),
        "sign": DETAIL_SIGNS[cell["detail"]] if cell["detail"] else LOOKS[cell["status"]].sign,
        "at": _reported(cell["at"], assumed=cell["marked"]),
        "entries": cell["entries"],
    }


def _link(cell: dict[str, Any]) -> dict[str, str]:
    """An address beside the overview's: the log, open at its entries, or where it holds none the unit's own page."""
    if cell["status"] is Status.NOT_REQUIRED:
        return {}
    has_entries = cell["status"] in (Status.DONE, Status.LATE) or cell["detail"]
    page, more = (cell["log"], {"row": ""}) if has_entries else ("my-work", {})
    return {"href": f"{page}?{urlencode({'unit': cell['unit'], **more})}"}


def _reported(at: datetime | None, *, assumed: bool) -> str:
    moment = f"{local(at):%H:%M %d/%m/%Y}" if at else "không rõ" if assumed else "chưa"
    return f"{moment} (không ghi giờ, tính theo ngày của mục)" if at and assumed else moment


def _row_key(row: dict[str, Any]) -> str:
    """Units may share a short name: the code keeps them apart, the axis shows the name."""
    return f"{row['unit']}\n{_shortened(row['short_name'])}"


def _shortened(name: str) -> str:
    if len(name) <= _NAME_LETTERS:
        return name
    half = _NAME_LETTERS // 2
    return f"{name[: half + 1].rsplit(' ', 1)[0]}…{name[-half:].split(' ', 1)[-1]}"


def _unit_axis(rows: list[str], *, gap: float) -> alt.Y:
    axis = alt.Axis(labelLimit=_UNIT_NAME, labelExpr="split(datum.label, '\\n')[1]")
    return alt.Y("unit:N", sort=rows, title=None, scale=alt.Scale(paddingInner=gap, paddingOuter=gap / 2), axis=axis)


def _headers(duties: pd.DataFrame) -> dict[str, str]:
    """Duty code → the code and the lines of its title, one under the other; all have as many lines."""
    lines = {row.duty: textwrap.wrap(row.duty_title, _LINE) for row in duties.itertuples()}
    most = max(len(title) for title in lines.values())
    return {code: "\n".join([code, *[" "] * (most - len(title)), *title]) for code, title in lines.items()}


def _duty_axis(headers: list[str]) -> alt.X:
    """Titles of duties; where they don't fit beside one another their codes, which the bars by duty spell out."""
    titles = [header.split("\n")[1:] for header in headers]
    widest = max(len(line) for title in titles for line in title)
    narrow = f"width / {len(headers)} < {_LETTER * widest:.0f}"
    axis = alt.Axis(
        orient="top",
        labelAngle=0,
        labelLimit=0,
        labelOverlap=False,
        labelFlush=False,
        labelLineHeight=_LINE_HEIGHT,
        # Vega hangs further lines below the first: they need room above the squares.
        labelPadding=alt.ExprRef(f"{narrow} ? 6 : {6 + (len(titles[0]) - 1) * _LINE_HEIGHT}"),
        labelExpr=f"slice(split(datum.label, '\\n'), {narrow} ? 0 : 1, {narrow} ? 1 : 99)",
    )
    return alt.X("duty:N", sort=headers, title=None, scale=alt.Scale(paddingInner=0.05, paddingOuter=0), axis=axis)
