"""A tab of the sheet as a grid. What is typed is saved at once, cell by cell, where the sheet is as the person saw it.

The grid that somebody has before them stays as it is until they ask for a newer one: a cell is never moved or filled
under their hands.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
import streamlit as st

from pages.components import form
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import plain
from services.plan import TIME_ZONE
from services.schema import AUDIT, BANNERS, TABS, Tab
from services.workbook.connection import Connection, Kind
from services.workbook.gateway import cell_name
from services.workbook.grid import Clash, Edit, Grid

_SPARE_ROWS = 20
"""Blank rows below the last one, for new entries."""
_MAX_CELL = 50_000
"""Characters; the sheet itself takes no more."""
_HEIGHT = 400
"""Of the grid, in pixels: what is told about it stands below and should still be seen."""
_TOLD = 3
"""How many of the cells saved last are named."""
_HOW = "Gõ vào ô rồi nhấn Enter: lưu ngay vào bảng tính. Các dòng trống ở cuối để thêm mục mới."
_IS_OLD = "Trang vừa có thay đổi từ nơi khác: bấm Tải lại bảng để xem."

Place = tuple[int, int]
"""Row of the sheet, 1-based; column, 0-based."""


@dataclass
class _Open:
    """A grid that somebody has before them."""

    grid: Grid
    """As they see it: as it was read, with what they saved since."""
    rows: range
    """Rows of the sheet that are drawn; they stay the same while it is open."""
    key: str
    """Of the widget."""
    revision: str
    dealt_with: dict[Place, str] = field(default_factory=dict)
    """What was typed and is saved, or is known to clash."""
    told: str = _HOW
    unsaved: list[Edit] = field(default_factory=list)
    """What was typed last and could not be saved yet,"""
    trouble: str | None = None
    """and why."""
    is_old: bool = False
    """The tab has changed since it was read, and not only by this person."""


def elsewhere(connection: Connection) -> None:
    """Where the sheet is typed into when not here."""
    if connection.kind is Kind.GOOGLE:
        st.write("Bảng tính chung ở Google Trang tính. Gõ, dán, sắp xếp ở đó; ứng dụng đọc lại sau vài giây.")
        st.link_button("Mở bảng tính", connection.address, icon=":material/open_in_new:", type="primary")
    else:
        st.info("Bảng tính này ở máy chủ khác; xin gõ trực tiếp ở đó. Ứng dụng đọc lại sau vài giây.")


def _chosen_tab(here: Look) -> Tab:
    """The tab that the person chooses (`?tab=posts`), called as it is called in the sheet now."""
    titles = {key: here.snapshot.sheets[key].title for key in TABS if key in here.snapshot.sheets}
    given = st.query_params.get("tab")
    is_news = given != st.session_state.get("tab_given") or "sheet-tab" not in st.session_state
    if given in titles and is_news:
        st.session_state["sheet-tab"] = given
    st.session_state.setdefault("sheet-tab", BANNERS.key)
    chosen = st.selectbox("Trang", list(titles), format_func=lambda key: titles.get(key, key), key="sheet-tab")
    st.session_state["tab_given"] = st.query_params["tab"] = str(chosen)
    return TABS[str(chosen)]


def show(here: Look) -> None:
    """A tab: to be typed into by whoever gives a name, the audit log only to be read."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tab = _chosen_tab(here)
        by = form.person(here, "Người sửa *", "grid")
    st.session_state["entered_by"] = by
    if tab is AUDIT:
        st.caption("Nhật ký do ứng dụng ghi, chỉ để xem.")
    elif not by.strip():
        st.caption("Xin ghi họ tên trước khi sửa.")
    else:
        return _to_type_into(here, tab, by)
    return _to_read(_read(here, tab))


def typed_cells(edited: Mapping[int, Mapping[str, Any]], rows: range, dealt_with: Mapping[Place, str]) -> list[Edit]:
    """What the widget's state holds that was not dealt with: position → column → text, None for an emptied cell."""
    edits = [
        Edit(rows[position], int(column.removeprefix("c")), text or "")
        for position, cells in edited.items()
        for column, text in cells.items()
    ]
    return [edit for edit in edits if dealt_with.get((edit.row, edit.column)) != edit.text]


def _to_read(grid: Grid) -> None:
    st.dataframe(
        # A table without rows says so in English: it has one that is blank.
        _frame(grid, range(grid.header + 1, max(grid.end, grid.header + 2))),
        column_config=_columns(grid),
        placeholder="",
        alt=f"Trang {grid.tab.title}",
    )


def _to_type_into(here: Look, tab: Tab, by: str) -> None:
    """Nothing above the grid ever changes its height: that would push the grid away from an open cell."""
    opened = _opened(here, tab)
    _save(here, opened, by)
    _compare(here, opened)
    st.data_editor(
        _frame(opened.grid, opened.rows),
        column_config=_columns(opened.grid),
        disabled=["_index"],
        placeholder="",
        key=opened.key,
        height=_HEIGHT,
        alt=f"Trang {tab.title}, gõ được vào ô",
    )
    _state(opened)
    _clashes(here, tab, by, is_settled=opened.trouble is None)


def _state(opened: _Open) -> None:
    """What was saved or not, and whether there is anything newer."""
    with st.container(horizontal=True, vertical_alignment="center"):
        can_close = opened.trouble is None
        kind: Literal["primary", "secondary"] = "primary" if opened.is_old else "secondary"
        if st.button("Tải lại bảng", icon=":material/refresh:", type=kind, disabled=not can_close):
            _close(opened.grid.tab)
            st.rerun()
        st.text(f"{opened.told} {_IS_OLD}" if opened.is_old else opened.told, width="stretch")
    if opened.trouble:
        st.error(f"Chưa lưu: {plain(opened.trouble)}", icon=":material/error:")
        st.button("Lưu lại", icon=":material/save:")


def _opened(here: Look, tab: Tab) -> _Open:
    """The grid before the person; a fresh one when the widget has gone, for what was typed into it went along."""
    slot = _slot(tab)
    known: _Open | None = st.session_state.get(slot)
    if known is not None and known.key in st.session_state:
        return known
    if known is not None:
        _kept(tab).extend((Clash(edit, known.grid.row(edit.row)[edit.column]), known.grid) for edit in known.unsaved)
    count = st.session_state["grids"] = st.session_state.get("grids", 0) + 1
    grid = _read(here, tab)
    rows = range(grid.header + 1, grid.end + _SPARE_ROWS)
    opened = st.session_state[slot] = _Open(grid, rows, f"{slot}-{count}", here.snapshot.revision)
    return opened


def _close(tab: Tab) -> None:
    st.session_state.pop(_slot(tab), None)


def _slot(tab: Tab) -> str:
    return f"grid-{tab.key}"


def _save(here: Look, opened: _Open, by: str) -> None:
    """Saves what was typed since the last run; what can't be saved stays in its cell."""
    state = st.session_state.get(opened.key) or {}
    edits = typed_cells(state.get("edited_rows", {}), opened.rows, opened.dealt_with)
    opened.unsaved, opened.trouble = [], None
    if not edits:
        return
    try:
        outcome = here.desk.type_in(opened.grid, edits, by=by)
    except EXPECTED as error:
        opened.unsaved, opened.trouble = edits, str(error)
        return
    opened.grid = outcome.grid
    opened.dealt_with |= {(edit.row, edit.column): edit.text for edit in edits}
    _kept(opened.grid.tab).extend((clash, outcome.grid) for clash in outcome.clashes)
    at = f"{here.book.now().astimezone(TIME_ZONE):%H:%M:%S}"
    cells = "; ".join(_told(outcome.grid, edit) for edit in outcome.saved[-_TOLD:])
    saved = f"Đã lưu {len(outcome.saved)} ô lúc {at} ({cells})." if outcome.saved else ""
    clashed = f"{len(outcome.clashes)} ô chưa lưu vì có người vừa sửa, xem bên dưới." if outcome.clashes else ""
    opened.told = f"{saved} {clashed}".strip()


def _told(grid: Grid, edit: Edit) -> str:
    text = grid.row(edit.row)[edit.column]
    return f"{cell_name(edit.row, edit.column)}: {text[:40] or '(trống)'}".replace("\n", " ")


def _compare(here: Look, opened: _Open) -> None:
    """Looks, when the sheet has moved, whether this tab has."""
    if here.snapshot.revision == opened.revision:
        return
    with suppress(*EXPECTED):
        opened.is_old = here.desk.grid(opened.grid.tab.key).content != opened.grid.content
        opened.revision = here.snapshot.revision


def _read(here: Look, tab: Tab) -> Grid:
    """The tab as it stands now; where it can't be read the page says why and stops."""
    try:
        return here.desk.grid(tab.key)
    except EXPECTED as error:
        refused(error)
        st.stop()


def _kept(tab: Tab) -> list[tuple[Clash, Grid]]:
    """Edits that clashed, with the grid that they were typed into; they stay until the person has decided."""
    kept: list[tuple[Clash, Grid]] = st.session_state.setdefault(f"{_slot(tab)}-clashes", [])
    return kept


def _clashes(here: Look, tab: Tab, by: str, *, is_settled: bool) -> None:
    kept = _kept(tab)
    for at, (clash, grid) in enumerate(list(kept)):
        where = f"{cell_name(clash.edit.row, clash.edit.column)} ({grid.titles[clash.edit.column]})"
        with st.container(border=True):
            st.text(f"Ô {where} chưa lưu.")
            st.text(f"Bạn gõ: {clash.edit.text or '(trống)'}")
            if clash.theirs is None:
                st.text("Dòng hoặc cột này không còn ở chỗ bạn thấy; xin tải lại bảng rồi gõ vào chỗ mới.")
            else:
                st.text(f"Bảng tính đang có: {clash.theirs or '(trống)'}")
            with st.container(horizontal=True):
                mine = clash.theirs is not None and st.button(
                    "Ghi bản của tôi", key=f"{_slot(tab)}-mine-{at}", disabled=not is_settled
                )
                theirs = st.button(
                    "Giữ bản trong bảng tính" if clash.theirs is not None else "Bỏ qua",
                    key=f"{_slot(tab)}-theirs-{at}",
                    disabled=not is_settled,
                )
        if mine or theirs:
            _decided(here, tab, by, at, again=mine)


def _decided(here: Look, tab: Tab, by: str, at: int, *, again: bool) -> None:
    kept = _kept(tab)
    clash, grid = kept.pop(at)
    if again:
        try:
            outcome = here.desk.type_in(grid, [clash.edit], by=by)
        except EXPECTED as error:
            kept.insert(at, (clash, grid))
            st.error(plain(str(error)), icon=":material/error:")
            return
        kept.extend((newer, outcome.grid) for newer in outcome.clashes)
    _close(tab)
    st.rerun()


def _frame(grid: Grid, rows: range) -> pd.DataFrame:
    names = [f"c{column}" for column in range(len(grid.titles))]
    return pd.DataFrame([grid.row(row) for row in rows], pd.Index(rows, name="Dòng"), names, dtype=str)


def _columns(grid: Grid) -> dict[str, Any]:
    """Titles as they stand, the column's letter for a blank one; nobody types a row ID."""
    own = grid.columns.get("row_id")
    return {
        f"c{column}": st.column_config.TextColumn(
            title or cell_name(1, column).removesuffix("1"), max_chars=_MAX_CELL, disabled=column == own
        )
        for column, title in enumerate(grid.titles)
    }
