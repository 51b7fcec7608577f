"""The progress as a picture: who has done what, at one glance, for a message or a slide.

In the colours and signs of the page's charts. Not drawn from their specs: Vega's engine alone takes a second and 80 MB,
and would stay in the server.
"""

import textwrap
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape

import vl_convert

from services.charts import percent
from services.charts.looks import DETAIL_SIGNS, FAINT, INK, LOOKS, key
from services.plan import TIME_ZONE
from services.progress import Progress, Status
from services.report.content import cell_text
from services.report.figures import Figures

_SCALE = 2
_WIDTH, _MARGIN = 900, 24
_INNER = _WIDTH - 2 * _MARGIN
_NAMES = 280
"""Pixels for the names of units."""
_ROW, _BAR, _GAP = 26, 20, 4
_LETTER = 7.5
"""Pixels of a letter, at most of them."""
_LINE = 110
"""Letters in a line as wide as the page."""
_FONT = "DejaVu Sans, Noto Sans, Arial, sans-serif"
"""The first of them that the machine has; without any, vl-convert's own has the letters, but not all signs."""
_TITLE = "Tiến độ Tuần lễ hưởng ứng học tập suốt đời"
_NOTHING = "Chưa có đơn vị hoặc nhiệm vụ nào trong bảng tính."
_PARTS = (Status.DONE, Status.LATE, Status.NIL, Status.MISSING)


def to_png(figures: Figures) -> bytes:
    """The picture; the same figures give the same bytes."""
    return bytes(vl_convert.svg_to_png(to_svg(figures), scale=_SCALE))


def to_svg(figures: Figures) -> str:
    """Bars by duty with a mark where they should be, and the squares unit × duty, on white."""
    progress, campaign = figures.progress, figures.basis.campaign
    as_of = figures.basis.as_of.astimezone(TIME_ZONE)
    plan = f"Kế hoạch số {_short(campaign.name)} · " if campaign.name else ""
    done = f"{progress.fulfilled}/{progress.required} nhiệm vụ ({percent(progress.share)})"
    page = _Page()
    page.paragraph(_TITLE, size=22, weight="bold")
    page.paragraph(f"{plan}Số liệu đến {as_of:%H:%M ngày %d/%m/%Y} · Đã có kết quả {done}")
    if progress.required:
        _bars(page, progress)
        _squares(page, progress)
    else:
        page.paragraph(_NOTHING)
    return page.svg()


class _Page:
    """An SVG that grows downwards."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.bottom = _MARGIN

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: int = 13,
        weight: str = "normal",
        fill: str = INK.light,
    ) -> None:
        """One line, `y` its middle."""
        attributes = {"font-size": size, "font-weight": weight, "text-anchor": anchor, "fill": fill}
        self._parts.append(f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}"{_written(attributes)}>{escape(text)}</text>')

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A rectangle."""
        corner = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}
        self._parts.append(f"<rect{_written(corner | {'fill': fill})}/>")

    def paragraph(self, text: str, *, size: int = 13, weight: str = "normal") -> None:
        """Lines below what is there."""
        for line in textwrap.wrap(text, _LINE):
            self.bottom += round(size * 1.6)
            self.text(_MARGIN, self.bottom - size * 0.8, line, size=size, weight=weight)

    def heading(self, title: str, note: str) -> None:
        """The title of a part, and how to read it."""
        self.bottom += _MARGIN
        self.paragraph(title, size=17, weight="bold")
        self.paragraph(note)
        self.bottom += _GAP

    def svg(self) -> str:
        """All of it."""
        size = {"width": _WIDTH, "height": self.bottom + _MARGIN}
        attributes = {"xmlns": "http://www.w3.org/2000/svg", "font-family": _FONT} | size
        return f'<svg{_written(attributes)}><rect{_written(size)} fill="white"/>{"".join(self._parts)}</svg>'


def _bars(page: _Page, progress: Progress) -> None:
    duties = [duty for duty in progress.by_duty.to_dict("records") if duty["required"]]
    states = [status for status in _PARTS if any(duty[status.name.lower()] for duty in duties)]
    page.heading("Theo nhiệm vụ", f"{key(states)} · vạch đứng: mức cần đạt lúc này ({percent(progress.expected)})")
    for duty in duties:
        words = f"{percent(duty['share'])} · {duty['fulfilled']}/{duty['required']}"
        page.text(_MARGIN, page.bottom + _BAR / 2, _short(f"{duty['duty']} {duty['duty_title']}"))
        page.text(_WIDTH - _MARGIN, page.bottom + _BAR / 2, words, anchor="end", weight="bold")
        _bar(page, page.bottom + _BAR + _GAP, duty)
        page.bottom += 2 * _BAR + 3 * _GAP


def _bar(page: _Page, y: float, duty: Mapping[Any, Any]) -> None:
    x = float(_MARGIN)
    for status in _PARTS:
        count = duty[status.name.lower()]
        width = _INNER * count / duty["required"]
        words = f"{LOOKS[status].sign} {count}"
        if count:
            page.box(x, y, width, _BAR, LOOKS[status].fill.light)
        if count and width > _LETTER * len(words):
            _sign(page, x + width / 2, y + _BAR / 2, words, status)
        x += width
    page.box(_MARGIN + (_INNER - 2) * duty["expected"], y, 2, _BAR, INK.light)


def _squares(page: _Page, progress: Progress) -> None:
    cells = progress.cells.to_dict("records")
    page.heading("Đơn vị và nhiệm vụ", key(cell["detail"] or cell["status"] for cell in cells))
    duties = list(progress.by_duty["duty"])
    width = (_INNER - _NAMES) / len(duties)
    columns = {duty: _MARGIN + _NAMES + at * width for at, duty in enumerate(duties)}
    for line in _heads(zip(duties, progress.by_duty["duty_title"], strict=True), int(width / _LETTER)):
        for duty, words in zip(duties, line, strict=True):
            page.text(columns[duty] + width / 2, page.bottom + 8, words, anchor="middle", fill=FAINT.light)
        page.bottom += 16
    rows = {unit: page.bottom + _GAP + at * _ROW for at, unit in enumerate(progress.by_unit["unit"])}
    for unit, name in zip(rows, progress.by_unit["short_name"], strict=True):
        page.text(_MARGIN, rows[unit] + _ROW / 2, _short(name, int(_NAMES / _LETTER)))
    for cell in cells:
        _square(page, columns[cell["duty"]], rows[cell["unit"]], width - _GAP, cell)
    page.bottom += _GAP + len(rows) * _ROW


def _square(page: _Page, x: float, y: float, width: float, cell: Mapping[Any, Any]) -> None:
    look = LOOKS[cell["status"]]
    if cell["status"] is not Status.NOT_REQUIRED:
        page.box(x, y, width, _ROW - 2, look.fill.light)
    sign = DETAIL_SIGNS[cell["detail"]] if cell["detail"] else look.sign
    _sign(page, x + width / 2, y + _ROW / 2 - 1, sign, cell["status"])


def _sign(page: _Page, x: float, y: float, words: str, status: Status) -> None:
    page.text(x, y, words, anchor="middle", fill=LOOKS[status].ink.light, weight="bold")


def _heads(duties: Iterable[tuple[str, str]], letters: int) -> list[tuple[str, ...]]:
    """The lines above the columns: the titles of duties, or their codes where there is no room for titles."""
    lines = [textwrap.wrap(_short(title), letters) if letters > 9 else [_short(code)] for code, title in duties]
    return list(zip_longest(*lines, fillvalue=""))


def _short(text: str, letters: int = 90) -> str:
    """Without signs that no drawing can hold, and cut to so many letters."""
    kept = cell_text(text)
    return kept if len(kept) <= letters else f"{kept[: letters - 1]}…"


def _written(attributes: Mapping[str, Any]) -> str:
    return "".join(f' {name}="{value}"' for name, value in attributes.items())
