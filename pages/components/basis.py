"""Which figures the report shows: the frozen ones, those of now, or those of another moment."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import streamlit as st

from pages.components import as_of, progress
from pages.components.session import Look
from pages.components.words import moment, number, plain
from services import report
from services.access import Action
from services.anonymity import Reach
from services.freezes.frozen import frozen
from services.report.formal import Formal, formal
from services.report.suggestions import suggestions
from services.schema import LOGS
from services.workbook import Snapshot

Reaches = tuple[Reach, Reach]


def chosen(here: Look) -> report.Figures:
    """The last freeze as long as nobody asks for another moment (`?as_of=`); says which it is."""
    kept = _frozen(here.snapshot.revision, reaches(here), here.snapshot)
    with st.container(horizontal=True, vertical_alignment="center"):
        at = as_of.choose(here.snapshot.campaign, here.now)
        if kept and not as_of.from_address():
            now = here.now.isoformat(timespec="minutes")
            st.button("Xem số liệu hiện tại", icon=":material/update:", on_click=as_of.look_at, args=(now,))
    if kept and not as_of.from_address():
        _told(kept)
        return kept
    return _live(here.snapshot.revision, progress.whole_minute(at), reaches(here), here.snapshot)


def reaches(here: Look) -> Reaches:
    """The units whose nominees' names, and whose problems, the person sees: what the snapshot holds depends on it."""
    identity = here.desk.identity
    return identity.reach(Action.SEE_NAMES), identity.reach(Action.SEE_PROBLEMS)


def _told(kept: report.Figures) -> None:
    freeze = kept.basis.frozen
    if freeze is None:
        return
    by = f", {plain(freeze.by)} chốt" if freeze.by else ""
    st.markdown(f"**Số liệu đến {moment(freeze.at)}** (chốt lần {freeze.number}{by}).")
    if not freeze.changes:
        st.caption("Từ lúc chốt chưa có gì thay đổi.")
        return
    names = {unit.code: unit.short_name or unit.name for unit in kept.basis.units}
    with st.expander(f"{number(len(freeze.changes))} thay đổi sau khi chốt, chưa tính vào báo cáo"):
        st.dataframe(
            [
                {
                    "Thay đổi": change.what,
                    "Đơn vị": names.get(change.unit or "", change.unit),
                    "Trang": LOGS[change.log].title,
                    "Nội dung": change.subject,
                    "Cột": ", ".join(change.fields),
                }
                for change in freeze.changes
            ],
            hide_index=True,
            placeholder="",
            alt=f"{len(freeze.changes)} thay đổi sau khi chốt",
        )


def formal_of(here: Look, figures: report.Figures) -> Formal:
    """The formal report; with names for those who see all of them."""
    settings = tuple(here.snapshot.settings.values.items())
    return _formal(figures, settings, names=reaches(here)[0] is None)


@lru_cache(maxsize=8)
def _formal(figures: report.Figures, settings: tuple[tuple[str, str], ...], *, names: bool) -> Formal:
    return formal(figures, dict(settings), names=names)


@lru_cache(maxsize=8)
def suggested(figures: report.Figures) -> Mapping[str, tuple[str, ...]]:
    """Key of a text that the office writes → sentences that follow from the figures."""
    return suggestions(figures)


@st.cache_resource(max_entries=4, show_spinner=False)
def _frozen(revision: str, reaches: Reaches, _snapshot: Snapshot) -> report.Figures | None:
    return frozen(_snapshot.tables)


@st.cache_resource(max_entries=16, show_spinner=False)
def _live(revision: str, at: datetime, reaches: Reaches, _snapshot: Snapshot) -> report.Figures:
    return report.figures(report.live(_snapshot, at))
