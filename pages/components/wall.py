"""The wall: a few figures as large as the screen, drawn once for everybody, that follow the sheet by themselves."""

from datetime import datetime

import streamlit as st

from pages.components import progress, words
from pages.components.session import Live, Look
from services.charts import wall as charts
from services.progress import course
from services.workbook import Snapshot

_COLUMNS = [2, 3]
_TITLE = "Tuần lễ hưởng ứng học tập suốt đời"


def follow(here: Look, chosen: datetime | None) -> None:
    """All of it at that moment (None: now); the clock goes on in any case."""

    def figures(look: Look) -> tuple[str, datetime]:
        return look.snapshot.revision, progress.settled(look.snapshot, chosen or look.now)

    def top(look: Look) -> tuple[datetime, str, bool]:
        return progress.whole_minute(look.now), age(look.snapshot, chosen), bool(look.snapshot.trouble)

    def draw(look: Look) -> None:
        _strip(*top(look))
        _figures(*figures(look), look.snapshot)

    Live(here, lambda look: (figures(look), top(look)), draw).follow()


def age(snapshot: Snapshot, chosen: datetime | None) -> str:
    """Of when the figures are; where they can't be read any more, that they are old."""
    if chosen:
        return f"Xem lại lúc {words.moment(chosen)}"
    at = words.moment(snapshot.read_at)
    return f"Số liệu cũ, đọc lúc {at}; đang thử đọc lại" if snapshot.trouble else f"Số liệu lúc {at[:5]}"


@st.cache_resource(max_entries=8, show_spinner=False)
def _strip(now: datetime, how_old: str, is_stale: bool) -> None:
    with st.container(gap=None):
        # Streamlit's headings don't grow with the screen: this one is for those who listen, the picture has its own.
        with st.container(height=1, border=False):
            # With its anchor: whatever scrolls has to be reached by keys.
            st.title(_TITLE)
        _draw(charts.strip(_TITLE, now, how_old, is_stale=is_stale))


@st.cache_resource(max_entries=8, show_spinner=False)
def _figures(revision: str, as_of: datetime, _snapshot: Snapshot) -> None:
    """Drawn once; Streamlit replays it to every screen until the figures move. It holds no people's names."""
    now = progress.of(_snapshot, as_of)
    left, right = st.columns(_COLUMNS, gap="large")
    with left:
        _draw(charts.figure(now))
    with right:
        _draw(charts.way(course(now, _snapshot.campaign)))
        _draw(charts.owing(now))


def _draw(board: charts.Board) -> None:
    st.vega_lite_chart(board.chart.to_dict(validate=False), alt=board.alt)
