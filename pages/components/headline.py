"""The figures that a director reads first, and what stands behind them."""

from datetime import datetime
from typing import Any

import streamlit as st

from pages.components.progress import whole_minute
from pages.components.words import moment, number, plain
from services.charts import percent
from services.progress import Progress, Reason, Status, Total, latest, left_out, totals
from services.workbook import Snapshot

_LATEST = 8


def figures(now: Progress) -> None:
    """One figure against what is expected by today; then on time, late, nothing to report, missing."""
    counts = now.cells["status"].value_counts()
    gap = now.share - now.expected
    whole, parts = st.columns([3, 7], gap="small")
    whole.metric(
        f"Hoàn thành {now.fulfilled}/{now.required} nhiệm vụ",
        percent(now.share),
        f"{gap * 100:+.1f} điểm".replace(".", ","),
        delta_description=f"cần đạt {percent(now.expected)}",
        help="Tính nhiệm vụ của từng đơn vị đã có kết quả hoặc báo không phát sinh; cần đạt lúc này: theo hạn báo cáo.",
        border=True,
        height="stretch",
    )
    with parts, st.grid(4, gap="small", min_column_width=130):
        for label, status in (
            ("Đúng hạn", Status.DONE),
            ("Trễ hạn", Status.LATE),
            ("Không phát sinh", Status.NIL),
            ("Chưa báo cáo", Status.MISSING),
        ):
            st.metric(label, number(int(counts.get(status, 0))), border=True, height="stretch")


def rule(snapshot: Snapshot) -> None:
    """What counts, and how many rows it leaves out."""
    out = _left_out(snapshot.revision, snapshot)
    words = ", ".join(f"{number(count)} {reason}" for reason, count in out.items() if count) or "không dòng nào"
    st.caption(f"Một dòng được tính khi đọc được đơn vị và trạng thái là Đã thực hiện. Không tính: {words}.")


def latest_entries(snapshot: Snapshot, as_of: datetime) -> None:
    """The newest entries of all logs, without names of nominees, and the totals for the report."""
    left, right = st.columns(2)
    with left:
        st.subheader("Mới ghi")
        names = {unit.code: unit.short_name or unit.name for unit in snapshot.units}
        names |= {duty.code: duty.title for duty in snapshot.duties}
        rows, sums = _news(snapshot.revision, whole_minute(as_of), snapshot)
        for row in rows:
            subject = str(row["subject"] or "")
            unit, subject = plain(names.get(row["unit"], "?")), plain(names.get(subject, subject)[:120])
            st.markdown(f"**{unit}** · {row['log_title']} · {subject}  \n:gray[{moment(row['at'])}]")
        if not rows:
            st.caption("Chưa có mục nào. Mở *Việc của tôi* để ghi mục đầu tiên.")
    with right:
        st.subheader("Tổng số đưa vào báo cáo")
        st.dataframe(
            [{"Chỉ tiêu": label, "Kết quả": number(value)} for label, value in sums.items()],
            hide_index=True,
            placeholder="",
            alt="Tổng số các chỉ tiêu của báo cáo",
        )


@st.cache_resource(max_entries=4, show_spinner=False)
def _left_out(revision: str, _snapshot: Snapshot) -> dict[Reason, int]:
    return left_out(_snapshot.tables)


@st.cache_resource(max_entries=32, show_spinner=False)
def _news(revision: str, as_of: datetime, _snapshot: Snapshot) -> tuple[list[dict[Any, Any]], dict[Total, int]]:
    newest = latest(_snapshot.tables, _LATEST, as_of, first_seen=_snapshot.first_seen)
    return newest.to_dict("records"), totals(_snapshot.tables, as_of, first_seen=_snapshot.first_seen)
