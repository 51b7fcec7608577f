"""The audit log as a table that can be filtered and exported; nothing here changes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

import pandas as pd
import streamlit as st

from pages.components.downloads import XLSX_MIME
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import moment, number
from services import report
from services.access import Identity
from services.plan import TIME_ZONE
from services.reading import fold
from services.report.xlsx import table_to_xlsx
from services.schema import ACTIONS, AUDIT, TABS
from services.workbook.cells import written
from services.workbook.history import Event, Said

_READ = "audit-read"
_SHOWN = 1_000
"""Rows; the files have all."""
_LONGEST = 200
"""Characters of a text in the table; the files have the whole one."""
_FILES = (("Tải Excel (xlsx)", "xlsx"), ("Tải CSV", "csv"))
_MIMES = {"xlsx": XLSX_MIME, "csv": "text/csv"}
_AT, _BY, _ACTION, _TAB, _ROW_ID, _BEFORE, _AFTER = (field.label for field in AUDIT.fields)


@dataclass(frozen=True)
class _Read:
    """The log as it was read for this session."""

    who: Identity
    at: datetime
    frame: pd.DataFrame
    """The log's own columns in words, newest first."""

    @cached_property
    def texts(self) -> pd.Series:
        """All that a row says, as a search compares it."""
        rows = self.frame.itertuples(index=False)
        return pd.Series([fold(" ".join(_text(cell) for cell in row)) for row in rows], self.frame.index, dtype=object)


@dataclass(frozen=True)
class _Wanted:
    """What the person filters by; blank: everything."""

    since: date | None
    until: date | None
    chosen: dict[str, str | None]
    """Column → its only value."""
    text: str

    def of(self, found: _Read) -> pd.DataFrame:
        """The rows that they want."""
        frame = found.frame
        keep = pd.Series(True, frame.index)
        days = frame[_AT].map(lambda at: at.astimezone(TIME_ZONE).date() if at else None)
        for bound, is_inside in ((self.since, date.__ge__), (self.until, date.__le__)):
            if bound:
                keep &= days.map(lambda day, bound=bound, is_inside=is_inside: bool(day and is_inside(day, bound)))
        for column, value in self.chosen.items():
            if value is not None:
                keep &= frame[column] == value
        if words := fold(self.text):
            keep &= found.texts.str.contains(words, regex=False)
        return frame[keep]


def shown(here: Look) -> None:
    """The log, read when the page is opened and at the press of a button."""
    try:
        found = _read(here)
    except EXPECTED as error:
        refused(error)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Đọc lại", icon=":material/refresh:", on_click=_forget)
        st.caption(f"Nhật ký đọc lúc {moment(found.at)}; việc mới hơn: bấm Đọc lại. Chỉ để xem, không sửa được ở đây.")
    chosen = _filters(found.frame).of(found)
    st.markdown(_count(len(chosen), len(found.frame)))
    # A table without rows says so in English.
    if not chosen.empty:
        _table(chosen)
    _downloads(here, chosen)


def _table(chosen: pd.DataFrame) -> None:
    st.dataframe(
        chosen.head(_SHOWN).map(_short),
        hide_index=True,
        placeholder="",
        column_config={
            _AT: st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm:ss", timezone=str(TIME_ZONE)),
            _ROW_ID: st.column_config.TextColumn(width="small"),
            _BEFORE: st.column_config.TextColumn(width="medium"),
            _AFTER: st.column_config.TextColumn(width="medium"),
        },
        alt=f"Nhật ký: {len(chosen)} việc",
    )


def table(events: Sequence[Event]) -> pd.DataFrame:
    """The events under the log's own headers, in words."""
    rows = [
        (
            event.at,
            event.by,
            ACTIONS.get(event.action or "", event.action),
            TABS[event.tab_key].title if event.tab_key else None,
            event.row_id,
            _said(event, event.before),
            _said(event, event.after),
        )
        for event in events
    ]
    return pd.DataFrame(rows, columns=[field.label for field in AUDIT.fields], dtype=object)


def _read(here: Look) -> _Read:
    """For this session: not everybody may see the same."""
    known: _Read | None = st.session_state.get(_READ)
    if known is None or known.who != here.desk.identity:
        known = st.session_state[_READ] = _Read(here.desk.identity, here.now, table(here.desk.audit()))
    return known


def _forget() -> None:
    st.session_state.pop(_READ, None)


def _filters(frame: pd.DataFrame) -> _Wanted:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since, until = (st.date_input(label, None, format="DD/MM/YYYY") for label in ("Từ ngày", "Đến ngày"))
        chosen = {column: _choice(frame, column) for column in (_BY, _ACTION, _TAB)}
        text = st.text_input("Tìm chữ", placeholder="Tên, mã, nội dung", live=True)
    return _Wanted(since, until, chosen, text)


def _choice(frame: pd.DataFrame, column: str) -> str | None:
    return st.selectbox(column, sorted(set(frame[column].dropna()), key=fold), None, placeholder="Tất cả")


def _count(chosen: int, every: int) -> str:
    shown = f" Bảng dưới đây có {number(_SHOWN)} việc mới nhất, tệp tải về có đủ." if chosen > _SHOWN else ""
    return f"**{number(chosen)}** trên {number(every)} việc đã ghi.{shown}"


def _downloads(here: Look, chosen: pd.DataFrame) -> None:
    """Made when somebody asks for it, never before."""
    with st.container(horizontal=True):
        for label, kind in _FILES:
            st.download_button(
                label,
                partial(file, here, chosen, kind),
                f"nhat-ky.{kind}",
                _MIMES[kind],
                icon=":material/download:",
                on_click="ignore",
            )


def file(here: Look, chosen: pd.DataFrame, kind: str) -> bytes:
    """What was chosen, whole, as a file of this kind; that it was made is noted."""
    here.desk.exported(f"{AUDIT.title}, {number(len(chosen))} việc ({kind})")
    return report.to_csv(chosen) if kind == "csv" else table_to_xlsx(AUDIT.title, chosen)


def _said(event: Event, said: Said) -> str | None:
    """A line a field; of an addition those that were filled in."""
    if said is None or isinstance(said, str):
        return said
    told = {key: value for key, value in said.items() if value is not None or event.before is not None}
    return "\n".join(_lines(event.tab_key or "", told))


def _lines(tab_key: str, said: Mapping[str, Any]) -> Iterator[str]:
    for key, value in said.items():
        field = TABS[tab_key].field(key)
        yield f"{field.label}: {'(trống)' if value is None else written(field, value)}"


def _text(cell: object) -> str:
    return moment(cell) if isinstance(cell, datetime) else str(cell or "")


def _short(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    line = cell[: _LONGEST + 1].replace("\n", " · ")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
