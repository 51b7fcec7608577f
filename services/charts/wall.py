"""Pictures for a screen on a wall: sized by its height, whatever that is, in letters that are read from five metres."""

from datetime import datetime
from typing import Literal, NamedTuple

import altair as alt
import pandas as pd

from services.charts.days import course
from services.charts.looks import BLUE, FAINT, INK, LOOKS, Pair, by_ground, finished, local, percent, plotted, points
from services.progress import Progress, Status, debtors

_BESIDE = 80
"""Pixels of the screen's height that the page's own margins take."""
_COUNTED = {
    Status.DONE: "đúng hạn",
    Status.LATE: "trễ hạn",
    Status.NIL: "không phát sinh",
    Status.MISSING: "chưa báo cáo",
}
_SHOWN = 3
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_LETTER, _WIDER = {"normal": 0.5, "bold": 0.6}, 0.45
"""Width of a letter, of its size, and what one sign of a line may be wider: `%` and `✕` are."""
_DESK = (605, 340)
"""Width and height of a screen on which a chart made for a page at a desk would be as large as on this one."""
_GROWING = ("dx", "dy", "fontSize", "strokeWidth")
_STATE_INK = {status: Pair(look.ink.light, look.fill.light) for status, look in LOOKS.items()}


class _Line(NamedTuple):
    """One line of words; places and sizes are shares of the picture's width and height."""

    words: str
    x: float
    y: float
    """Its middle."""
    size: float
    room: float
    """The width that it may take; longer ones are written smaller."""
    ink: Pair = INK
    align: Literal["left", "right"] = "left"
    weight: Literal["normal", "bold"] = "normal"


class Board(NamedTuple):
    """A chart that is as high as its share of the screen, and its words."""

    chart: alt.LayerChart
    alt: str
    """The same in Vietnamese for those who don't see it."""


def strip(title: str, now: datetime, age: str, *, is_stale: bool) -> Board:
    """What it is about, the day and its time, and how old the figures are."""
    here = local(now)
    clock, day = f"{here:%H:%M}", f"{_DAYS[here.weekday()]}, {here:%d/%m/%Y}"
    lines = (
        _Line(title, 0, 0.3, 0.46, 0.72, weight="bold"),
        _Line(f"{day} · {age}", 0, 0.78, 0.32, 0.72, ink=_STATE_INK[Status.MISSING] if is_stale else FAINT),
        _Line(clock, 1, 0.44, 0.8, 0.24, align="right", weight="bold"),
    )
    return _written(lines, 0.15, f"{clock} {day}. {age}.")


def figure(progress: Progress) -> Board:
    """The share reached against what is expected by now, and the four counts."""
    counts = {status: int((progress.cells["status"] == status).sum()) for status in _COUNTED}
    reached, due = percent(progress.share), f"cần đạt {percent(progress.expected)}"
    gap = points(progress.share, progress.expected)
    ahead = f"{'nhanh' if gap[0] == '+' else 'chậm'} {gap[1:]} điểm" if gap else "đúng mức"
    whole = f"{progress.fulfilled}/{progress.required} nhiệm vụ"
    lines = [
        _Line(reached, 0, 0.16, 0.32, 0.94, ink=BLUE, weight="bold"),
        _Line(due, 0, 0.36, 0.085, 0.94, weight="bold"),
        _Line(f"{ahead} · {whole}", 0, 0.46, 0.065, 0.94, ink=FAINT),
    ]
    for nth, (status, words) in enumerate(_COUNTED.items()):
        y, ink = 0.6 + nth * 0.115, _STATE_INK[status]
        lines += [
            _Line(LOOKS[status].sign, 0, y, 0.085, 0.1, ink=ink, weight="bold"),
            _Line(str(counts[status]), 0.27, y, 0.1, 0.17, ink=ink, align="right", weight="bold"),
            _Line(words, 0.31, y, 0.07, 0.65),
        ]
    said = ", ".join(f"{counts[status]} {words}" for status, words in _COUNTED.items())
    return _written(lines, 0.83, f"Đã đạt {reached}, {due}, {ahead}; {whole}: {said}.")


def way(frame: pd.DataFrame) -> Board:
    """The course of the week (as `progress.course` gives it), enlarged."""
    picture = course(frame)
    if picture.chart is None:
        return _written([_Line(picture.alt, 0, 0.5, 0.12, 1, ink=FAINT)], 0.46, picture.alt)
    chart = picture.chart
    for layer in chart.layer:
        for key in _GROWING:
            if isinstance(value := getattr(layer.mark, key, None), int | float):
                setattr(layer.mark, key, alt.ExprRef(f"{value} * zoom"))
    chart.config.axis.labelLimit = 0
    chart.config.axis.labelFontSize = chart.config.text.fontSize = alt.ExprRef("13 * zoom")
    chart.layer.append(_text(_Line("đường đứt: mức cần đạt", 0.02, 0.09, 0.1, 0.5, ink=FAINT)))
    return _sized(chart, 0.46, picture.alt)


def owing(progress: Progress) -> Board:
    """The units to be called first, and about what."""
    found = debtors(progress)
    if not found:
        is_done = progress.fulfilled == progress.required > 0
        words = "Mọi đơn vị đã báo cáo đủ." if is_done else "Chưa đến lúc phải báo cáo."
        return _written([_Line(words, 0, 0.3, 0.15, 1)], 0.35, words)
    lines = [_Line(f"Cần gọi trước (trong {len(found)} đơn vị còn thiếu)", 0, 0.07, 0.115, 1, ink=FAINT)]
    said = []
    for nth, debtor in enumerate(found[:_SHOWN]):
        y, lacks = 0.24 + nth * 0.28, f"thiếu {len(debtor.debts)}/{debtor.required}"
        what = " · ".join(debt.title for debt in debtor.debts)
        if 1 < debtor.required == len(debtor.debts):
            what = "Chưa báo cáo nhiệm vụ nào"
        lines += [
            _Line(debtor.short_name, 0, y, 0.13, 0.72, weight="bold"),
            _Line(lacks, 1, y, 0.13, 0.26, ink=_STATE_INK[Status.MISSING], align="right", weight="bold"),
            _Line(what, 0, y + 0.125, 0.1, 1),
        ]
        said.append(f"{debtor.short_name} {lacks}: {what}")
    return _written(lines, 0.35, f"Cần gọi trước: {'; '.join(said)}.")


def _written(lines: list[_Line] | tuple[_Line, ...], share: float, words: str) -> Board:
    return _sized(finished(*map(_text, lines), height=1), share, words)


def _text(line: _Line) -> alt.Chart:
    fits = line.room / (_LETTER[line.weight] * len(line.words) + _WIDER)
    text = plotted([{"words": line.words}]).mark_text(
        align=line.align,
        baseline="middle",
        fontSize=alt.ExprRef(f"min(height * {line.size}, width * {fits:.4f})"),
        fontWeight=line.weight,
        color=by_ground(line.ink),
        limit=alt.ExprRef(f"width * {line.room}"),
    )
    x, y = (alt.value(alt.ExprRef(f"{side} * {place:.3f}")) for side, place in (("width", line.x), ("height", line.y)))
    return text.encode(x=x, y=y, text="words:N")


def _sized(chart: alt.LayerChart, share: float, words: str) -> Board:
    # Vega takes a signal of this name for the height.
    height = f"floor((windowSize()[1] - {_BESIDE}) * {share})"
    signals = {"height": height, "zoom": f"min(windowSize()[0] / {_DESK[0]}, windowSize()[1] / {_DESK[1]})"}
    chart.params = [alt.VariableParameter(name=name, expr=expr) for name, expr in signals.items()]
    return Board(chart, words)
