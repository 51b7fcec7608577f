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
    st.header("Tổng hợp theo đơn vị")
    st.dataframe(
        _figures(here, now).summary.map(lambda value: number(value) if isinstance(value, int) else value),
        hide_index=True,
        placeholder="",
        height="content",
        alt="Bảng tổng hợp theo đơn vị và chỉ tiêu",
    )
    for title, frame in _lists(here.snapshot.revision, _reaches(here), here.snapshot).items():
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
    return report.to_xlsx(_figures(here, now), names=here.desk.identity.may(Action.SEE_NAMES))


def summary(here: Look, now: Progress) -> bytes:
    """The summary as CSV; that it was made is noted."""
    here.desk.exported("Tổng hợp (CSV)")
    return report.to_csv(_figures(here, now).summary)


def listed(here: Look, title: str, frame: pd.DataFrame) -> bytes:
    """An entry list as a file; that it was made is noted."""
    here.desk.exported(f"Danh sách {title} (CSV)")
    return report.to_csv(frame)


def _reaches(here: Look) -> tuple[Reach, Reach]:
    """The units whose nominees' names, and whose problems, the person sees: what the snapshot holds depends on it."""
    identity = here.desk.identity
    return identity.reach(Action.SEE_NAMES), identity.reach(Action.SEE_PROBLEMS)


def _figures(here: Look, now: Progress) -> report.Figures:
    return _made(here.snapshot.revision, now.as_of, _reaches(here), here.snapshot)


@st.cache_resource(max_entries=16, show_spinner=False)
def _made(revision: str, as_of: datetime, reaches: tuple[Reach, Reach], _snapshot: Snapshot) -> report.Figures:
    return report.figures(report.live(_snapshot, as_of))


@st.cache_resource(max_entries=32, show_spinner=False)
def _lists(revision: str, reaches: tuple[Reach, Reach], _snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    return report.entry_lists(_snapshot.tables, _snapshot.units, names=reaches[0] != frozenset())
