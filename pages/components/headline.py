"""The figures that a director reads first, and what stands behind them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components import calls, progress, words
from pages.components.session import Live, Look
from pages.components.words import number, plain
from services.access import Action
from services.charts import percent, points
from services.plan import TIME_ZONE
from services.progress import Progress, Status, latest, left_out, totals
from services.workbook import Snapshot

_LATEST = 8
_PARTS = (
    (("Đúng hạn", Status.DONE), ("Trễ hạn", Status.LATE)),
    (("Không phát sinh", Status.NIL), ("Chưa báo cáo", Status.MISSING)),
)


def follow(here: Look, moment: datetime, kind: str | None, freshness: DeltaGenerator) -> None:
    """All figures and pictures at that moment, for all units or those of one kind; they follow the sheet by themselves.

    `freshness`: where it stands how old they are.
    """
    chosen = None if moment == here.now else moment

    def stamp(look: Look) -> tuple[str, datetime, date, str | None, bool]:
        news = look.desk.identity.may(Action.SEE_ENTRIES)
        at = chosen or look.now
        today = at.astimezone(TIME_ZONE).date()
        return look.snapshot.revision, progress.settled(look.snapshot, at), today, kind, news

    live = Live(here, stamp, lambda look: _all(*stamp(look), look.snapshot))
    with freshness:
        live.follow()


@st.cache_resource(max_entries=32, show_spinner=False)
def _all(revision: str, as_of: datetime, today: date, kind: str | None, news: bool, _snapshot: Snapshot) -> None:
    """Drawn once; Streamlit replays it to everybody until the figures move. It holds no names, whosever snapshot it is
    drawn from. `today`: the day from which people count, while `as_of` stands still once nothing more can fall due.
    `news`: for those who see entries.
    """
    now = progress.of(_snapshot, as_of, kind)
    figures(now)
    calls.first(now, today, linked=news)
    progress.pictures(now, _snapshot, linked=news)
    rule(_snapshot)
    left, right = st.columns(2)
    if news:
        with left:
            latest_entries(_snapshot, now.as_of)
    with right:
        sums(_snapshot, now.as_of)


def figures(now: Progress) -> None:
    """One figure against what is expected by today; then on time, late, nothing to report, missing."""
    left, right = st.columns([2, 3], gap="xsmall")
    with left:
        _whole(now)
    with right:
        # Pairs in a pair: four in a row, two and two, or one under the other, and never three and one.
        pairs = st.grid(2, gap="xsmall", min_column_width=255)
    for pair in _PARTS:
        # A grid would count pixels where letters are twice as large.
        with pairs, st.container(horizontal=True, gap="xsmall"):
            _parts(now, pair)


def _parts(now: Progress, pair: Iterable[tuple[str, Status]]) -> None:
    counts = now.cells["status"].value_counts()
    for label, status in pair:
        count = int(counts.get(status, 0))
        part = percent(count / now.required) if now.required else None
        st.metric(label, number(count), delta_description=part, border=True)


def _whole(now: Progress) -> None:
    gap = points(now.share, now.expected)
    st.metric(
        f"Đạt {now.fulfilled}/{now.required} nhiệm vụ",
        percent(now.share),
        gap or "đúng mức",
        delta_color="normal" if gap else "off",
        delta_arrow="auto" if gap else "off",
        # A longer line would be cut off on a phone in letters twice as large.
        delta_description=f"cần {percent(now.expected)}",
        help="Tính nhiệm vụ của từng đơn vị đã có kết quả hoặc báo không phát sinh; cần đạt lúc này: theo hạn báo cáo; "
        "chênh lệch tính bằng điểm phần trăm.",
        border=True,
        height="stretch",
    )


def rule(snapshot: Snapshot) -> None:
    """What counts, and how many rows it leaves out."""
    out = left_out(snapshot.tables)
    missed = ", ".join(f"{number(count)} {reason}" for reason, count in out.items() if count) or "không dòng nào"
    st.caption(f"Một dòng được tính khi đọc được đơn vị và trạng thái là Đã thực hiện. Không tính: {missed}.")


def latest_entries(snapshot: Snapshot, as_of: datetime) -> None:
    """The newest entries of all logs, without names of nominees."""
    st.header("Mới ghi")
    names = {unit.code: unit.short_name or unit.name for unit in snapshot.units}
    names |= {duty.code: duty.title for duty in snapshot.duties}
    rows = latest(snapshot.tables, _LATEST, as_of, first_seen=snapshot.first_seen).to_dict("records")
    news = "\n\n".join(_piece(row, names) for row in rows)
    st.markdown(news or ":gray[Chưa có mục nào. Mở *Việc của tôi* để ghi mục đầu tiên.]")


def sums(snapshot: Snapshot, as_of: datetime) -> None:
    """The totals for the report."""
    st.header("Tổng số đưa vào báo cáo")
    found = totals(progress.of(snapshot, as_of), snapshot.tables, first_seen=snapshot.first_seen)
    st.dataframe(
        [{"Chỉ tiêu": label, "Kết quả": number(value)} for label, value in found.items()],
        hide_index=True,
        placeholder="",
        alt="Tổng số các chỉ tiêu của báo cáo",
    )


def _piece(row: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    subject = str(row["subject"] or "")
    unit, subject = plain(names.get(row["unit"], "?")), plain(names.get(subject, subject)[:120])
    return f"**{unit}** · {row['log_title']} · {subject}  \n:gray[{words.moment(row['at'])}]"
