"""The progress as a picture: who has done what, at one glance, for a message or a slide."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import vl_convert

from services import charts
from services.charts.looks import INK
from services.plan import TIME_ZONE
from services.progress import Progress
from services.report.content import cell_text
from services.report.figures import Figures

_WIDTH, _MARGIN = 900, 24
_SCALE = 2
_FONT = "DejaVu Sans, Noto Sans, Arial, sans-serif"
"""The first of them that the machine has. A sign that a font lacks comes from any other; where there is no font at all
vl-convert's own has Vietnamese letters, but not all signs."""
_TITLE = "Tiến độ Tuần lễ hưởng ứng học tập suốt đời"
_NAMES = ("unit", "unit_name", "short_name", "duty", "duty_title")
_LONGEST_NAME = 80
_UNIT_NAME = 260
"""Pixels for a unit's name: on paper nobody can point at it to see the rest."""
_PER_LINE = 120
"""Letters of a note."""


def to_png(figures: Figures) -> bytes:
    """The picture; the same figures give the same bytes."""
    return bytes(vl_convert.svg_to_png(to_svg(figures), scale=_SCALE))


def to_svg(figures: Figures) -> str:
    """Bars by duty with the expected mark, and the squares unit × duty, on white."""
    progress = _readable(figures.progress)
    as_of = figures.basis.as_of.astimezone(TIME_ZONE)
    plan = f"Kế hoạch số {cell_text(figures.basis.campaign.name)} · " if figures.basis.campaign.name else ""
    done = f"{progress.fulfilled}/{progress.required} nhiệm vụ ({charts.percent(progress.share)})"
    page = _Page()
    page.text(_TITLE, size=22, weight="bold")
    page.text(f"{plan}Số liệu đến {as_of:%H:%M ngày %d/%m/%Y} · Đã có kết quả {done}")
    for title, picture in (
        ("Theo nhiệm vụ", charts.duties(progress)),
        ("Đơn vị và nhiệm vụ", charts.heatmap(progress)),
    ):
        page.picture(title, picture)
    return page.svg()


class _Page:
    """An SVG that grows downwards."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._bottom = _MARGIN

    def text(self, text: str, *, size: int = 13, weight: str = "normal") -> None:
        """Lines of text below what is there."""
        for line in textwrap.wrap(text, _PER_LINE):
            self._bottom += round(size * 1.5)
            self._parts.append(
                f'<text x="{_MARGIN}" y="{self._bottom - size // 3}" font-family="{_FONT}" font-size="{size}" '
                f'font-weight="{weight}" fill="{INK.light}">{escape(line)}</text>'
            )

    def picture(self, title: str, picture: charts.Picture) -> None:
        """A chart under its title, or its words where there is nothing to draw."""
        self._bottom += _MARGIN
        self.text(title, size=17, weight="bold")
        if picture.chart is None:
            self.text(picture.alt)
            return
        self.text(picture.note)
        drawn = vl_convert.vegalite_to_svg(_spec(picture.chart.to_dict(validate=False)))
        self._parts.append(drawn.replace("<svg ", f'<svg x="{_MARGIN}" y="{self._bottom + 8}" ', 1))
        self._bottom += 8 + int(re.findall(r'<svg [^>]*height="(\d+)', drawn)[0])

    def svg(self) -> str:
        """All of it on white ground."""
        height = self._bottom + _MARGIN
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}">'
            f'<rect width="{_WIDTH}" height="{height}" fill="white"/>{"".join(self._parts)}</svg>'
        )


def _spec(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart as wide as the page, on white."""
    for axis in _axes(spec):
        if axis.get("labelLimit"):
            axis["labelLimit"] = _UNIT_NAME
    return spec | {
        "width": _WIDTH - 2 * _MARGIN,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": "white",
        "config": spec["config"] | {"font": _FONT},
    }


def _axes(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for layer in spec["layer"]:
        for channel in layer["encoding"].values():
            if isinstance(channel, dict) and channel.get("axis"):
                yield channel["axis"]


def _readable(progress: Progress) -> Progress:
    """Without signs that no drawing can hold, and without endless names."""
    return replace(
        progress,
        cells=_short(progress.cells),
        by_unit=_short(progress.by_unit),
        by_duty=_short(progress.by_duty),
    )


def _short(frame: pd.DataFrame) -> pd.DataFrame:
    names = {name: frame[name].map(lambda text: cell_text(text)[:_LONGEST_NAME]) for name in _NAMES if name in frame}
    return frame.assign(**names)
