"""Colours, signs and the one configuration that all charts share.

One spec serves light pages, dark pages and paper: a colour is a pair, and the renderer picks by its own background.
A state never stands by colour alone: each has a sign, which the note under the heading explains.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import altair as alt

from services.plan import TIME_ZONE
from services.progress import Detail, Status


class Pair(NamedTuple):
    """One colour, on light and on dark ground."""

    light: str
    dark: str


class Look(NamedTuple):
    """How a state is drawn: its sign, the ground of its square or bar, the sign's colour on that ground."""

    sign: str
    fill: Pair
    ink: Pair


@dataclass(frozen=True)
class Picture:
    """A chart and its words."""

    chart: alt.LayerChart | None
    """None: there is nothing to draw yet; `alt` says so."""
    alt: str
    """The same in Vietnamese with its figures, for those who don't see it."""
    note: str = ""
    """One line on how to read it."""


LOOKS: Mapping[Status, Look] = {
    Status.DONE: Look("✓", Pair("#9fc6e2", "#24506f"), Pair("#123a57", "#d3e8f7")),
    Status.LATE: Look("!", Pair("#e5a019", "#d1931c"), Pair("#221600", "#1c1200")),
    Status.NIL: Look("○", Pair("#e4e7ea", "#37434e"), Pair("#3f4c58", "#d5dde4")),
    Status.MISSING: Look("✕", Pair("#f7d3c0", "#572b19"), Pair("#8a2d08", "#ffd2bb")),
    Status.NOT_REQUIRED: Look("–", Pair("transparent", "transparent"), Pair("#8d98a3", "#6b7884")),
}
"""Blue for done and orange for missing: hues that the colour-blind keep apart."""
DETAIL_SIGNS: Mapping[Detail, str] = {Detail.PLANNED: "…", Detail.RETURNED: "↶"}
INK = Pair("#1b2733", "#e8eef4")
FAINT = Pair("#5c6a77", "#93a1ae")
BLUE = Pair("#00639c", "#6cb6e6")
PALE_BLUE = LOOKS[Status.DONE].fill

_LOCALE = alt.Locale(number=alt.NumberLocale(decimal=",", thousands=".", grouping=[3], currency=["", " đ"]))
_PADDING = {"left": 0, "right": 2, "top": 4, "bottom": 4}


def plotted(rows: list[dict[str, Any]]) -> alt.Chart:
    """A chart of these rows; each value is text, a number, true or false, or None."""
    # Not a DataFrame: Altair would turn it into rows by a setting that Streamlit changes for all threads.
    return alt.Chart(alt.InlineData(values=rows))


def finished(*layers: alt.Chart, height: int | alt.Step) -> alt.LayerChart:
    """The layers as one chart, in the configuration that all charts share.

    Screen readers get the picture's `alt` alone: marks and axes would read out their keys and fractions one by one.
    """
    return alt.LayerChart(
        layer=list(layers),
        resolve=alt.Resolve(scale=alt.LegendResolveMap(color="independent")),
        height=height,
        padding=_PADDING,
        config=alt.Config(
            locale=_LOCALE,
            view=alt.ViewConfig(stroke=None),
            axis=alt.AxisConfig(labelFontSize=12, labelPadding=6, labelColor=by_ground(INK), aria=False),
            mark=alt.MarkConfig(aria=False),
            text=alt.MarkConfig(fontSize=13),
        ),
    )


def by_ground(colour: Pair) -> alt.ExprRef:
    """The colour that suits the background on which the chart is drawn."""
    return alt.ExprRef(f"luminance(background) < 0.3 ? '{colour.dark}' : '{colour.light}'")


def coloured(part: str) -> alt.Color:
    """The field `status` as the `fill` or the `ink` of its look."""
    scale = alt.Scale(
        domain=[str(status) for status in LOOKS], range=[by_ground(getattr(look, part)) for look in LOOKS.values()]
    )
    return alt.Color("status:N", scale=scale, legend=None)


def key(states: Iterable[Status | Detail]) -> str:
    """What the signs of these states mean: `✓ đúng hạn · ✕ chưa báo cáo`; lines break only between them."""
    signs: dict[Any, str] = {status: look.sign for status, look in LOOKS.items()} | dict(DETAIL_SIGNS)
    shown = set(states)
    return "\u00a0· ".join(
        f"{sign}\u2060 {state}".replace(" ", "\u00a0") for state, sign in signs.items() if state in shown
    )


def percent(share: float) -> str:
    """A share of 0 to 1 as `66,7%`; a half is rounded up, as people and Excel do."""
    return f"{math.floor(share * 1000 + 0.5) / 10:.1f}%".replace(".", ",").replace(",0%", "%")


def points(share: float, expected: float) -> str:
    """By how many points of a percentage the share is ahead (`+3,7`) or behind (`-0,9`), as the two are shown; blank
    where they are the same.
    """
    gap = round(round(share * 100, 1) - round(expected * 100, 1), 1)
    return f"{gap:+.1f}".replace(".", ",").removesuffix(",0") if gap else ""


def local(moment: datetime) -> datetime:
    """The moment as the clock here shows it."""
    return moment.astimezone(TIME_ZONE)
