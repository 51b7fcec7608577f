"""The report's tables on the page and as files."""

from datetime import datetime
from functools import partial

import pandas as pd
import streamlit as st

from pages.components.session import Look
from pages.components.words import number
from services import report
from services.access import Action
from services.anonymity import Reach
from services.progress import Progress
from services.reading import fold
from services.workbook import Snapshot

XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offered(here: Look, now: Progress) -> None:
    """The download buttons; a file is made when somebody asks for it, never before."""
    with st.container(horizontal=True):
        st.download_button(
            "Tải Excel (xlsx)",
            partial(workbook, here, now),
            "tong-hop.xlsx",
            XLSX_MIME,
            icon=":material/download:",
            type="primary",
            on_click="ignore",
        )
        st.download_button(
            "Tải CSV",
            partial(summary, here, now),
            "tong-hop.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    st.caption("Tệp Excel có bảng tổng hợp và danh sách các mục; tệp CSV chỉ có bảng tổng hợp.")


def tables(here: Look, now: Progress) -> None:
    """The summary unit × indicator and the entry lists, as they stand in the files."""
    snapshot = here.snapshot
    st.header("Tổng hợp theo đơn vị")
    st.dataframe(
        _summary(here.snapshot.revision, now.as_of, now, here.snapshot).map(
            lambda value: number(value) if isinstance(value, int) else value
        ),
        hide_index=True,
        placeholder="",
        height="content",
        alt="Bảng tổng hợp theo đơn vị và chỉ tiêu",
    )
    reach = here.desk.identity.reach(Action.SEE_NAMES)
    for title, frame in _lists(snapshot.revision, reach, snapshot).items():
        with st.expander(f"{title} ({len(frame)})"):
            st.dataframe(frame, hide_index=True, placeholder="", alt=f"Danh sách {title}: {len(frame)} mục")
            st.download_button(
                "Tải danh sách CSV",
                partial(listed, here, title, frame),
                f"{fold(title).replace(' ', '-')}.csv",
                "text/csv",
                icon=":material/download:",
                key=f"csv-{title}",
                on_click="ignore",
            )


def workbook(here: Look, now: Progress) -> bytes:
    """Summary and entry lists as an Excel file; that it was made is noted."""
    here.desk.exported("Tổng hợp và danh sách (xlsx)")
    snapshot = here.snapshot
    return report.to_xlsx(
        now,
        snapshot.tables,
        snapshot.campaign,
        snapshot.units,
        snapshot.duties,
        as_of=now.as_of,
        names=here.desk.identity.may(Action.SEE_NAMES),
        first_seen=snapshot.first_seen,
    )


def summary(here: Look, now: Progress) -> bytes:
    """The summary as CSV; that it was made is noted."""
    here.desk.exported("Tổng hợp (CSV)")
    return report.to_csv(_summary(here.snapshot.revision, now.as_of, now, here.snapshot))


def listed(here: Look, title: str, frame: pd.DataFrame) -> bytes:
    """An entry list as a file; that it was made is noted."""
    here.desk.exported(f"Danh sách {title} (CSV)")
    return report.to_csv(frame)


@st.cache_resource(max_entries=16, show_spinner=False)
def _summary(revision: str, as_of: datetime, _now: Progress, _snapshot: Snapshot) -> pd.DataFrame:
    return report.summary(_now, _snapshot.tables, _snapshot.units, _snapshot.duties, _snapshot.first_seen)


@st.cache_resource(max_entries=32, show_spinner=False)
def _lists(revision: str, reach: Reach, _snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    """Shared by those who see the same people's names; `reach`: the units whose nominees those are."""
    return report.entry_lists(_snapshot.tables, _snapshot.units, names=reach != frozenset())
