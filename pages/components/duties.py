"""One unit's duties as cards: state, what is missing, the way to the form."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from pages.components import choice, form, going
from pages.components.entries import column_config, opened, readable, returned
from pages.components.session import Look
from pages.components.words import moment, plain
from services.access import Action
from services.progress import Detail, Progress, Status
from services.schema import LOGS, NIL_RETURNS, PLANNED, UNIT, Tab
from services.workbook import Snapshot

_ICONS = {
    Status.DONE: ":material/check_circle:",
    Status.LATE: ":material/schedule:",
    Status.NIL: ":material/remove_circle:",
    Status.MISSING: ":material/error:",
}
_NEXT = {
    None: "Chưa có mục nào được tính.",
    Detail.PLANNED: "Mới có mục dự kiến: khi làm xong, mở mục đó và đổi trạng thái thành Đã thực hiện.",
    Detail.RETURNED: "Văn phòng đã trả lại: sửa mục đó theo ghi chú rồi gửi lại.",
}
_NEVER = datetime.max.replace(tzinfo=UTC)
_RECEIPTS = 3
"""How many are in sight."""


def sent_back(here: Look, unit: str) -> None:
    """What the office returned to the unit, with the way to mend each."""
    for tab in LOGS.values():
        frame = here.snapshot.tables[tab.key]
        rows = returned(frame[frame["unit"] == unit])
        # Copies of a row have its ID, and are mended at one place.
        is_copy = rows["row_id"].duplicated() & rows["row_id"].notna()
        for row in rows[~is_copy].to_dict("records"):
            with st.container(border=True):
                _returned_card(here, tab, unit, row)


def _returned_card(here: Look, tab: Tab, unit: str, row: dict[str, Any]) -> None:
    subject = tab.field(tab.subject).word(row[tab.subject])
    st.markdown(f":material/undo: **Văn phòng trả lại** – {tab.title}: {plain(subject)}")
    st.warning(plain(row["return_note"]))
    if row["row_id"] is None:
        st.caption(
            f"Dòng {row['sheet_row']} của trang “{tab.title}” gõ tay: sửa trong bảng tính rồi xóa ô Lý do trả lại."
        )
    elif choice.may_enter(here, unit) and tab is NIL_RETURNS:
        with st.expander("Mở để sửa và gửi lại"):
            opened(here, tab, row)
    elif choice.may_enter(here, unit):
        key, row_id = f"returned-{tab.key}-{row['row_id']}", row["row_id"]
        with st.container(width=going.ROOM):
            going.to(tab.key, "Mở để sửa và gửi lại", ":material/edit:", key, "primary", unit=unit, row=row_id)


def owed(here: Look, progress: Progress, unit: str) -> None:
    """A card for each duty that is missing, nearest to its deadline first, and below, folded, those that are done."""
    cells = progress.cells[(progress.cells["unit"] == unit) & (progress.cells["status"] != Status.NOT_REQUIRED)]
    cards = cells.to_dict("records")
    missing = [cell for cell in cards if cell["status"] == Status.MISSING]
    done = [cell for cell in cards if cell["status"] != Status.MISSING]
    if not cards:
        st.info("Đơn vị này không có nhiệm vụ nào trong kế hoạch.")
        return
    st.markdown(f"**Đã xong {len(done)}/{len(cards)} nhiệm vụ.**" + (" Còn phải làm:" if missing else ""))
    for cell in sorted(missing, key=lambda cell: _deadline(here, cell) or _NEVER):
        with st.container(border=True):
            _missing_card(here, unit, cell)
    if done:
        with st.expander(f"Đã xong ({len(done)})", icon=":material/check_circle:"):
            for cell in done:
                _done_card(here, unit, cell)


def _deadline(here: Look, cell: Mapping[str, Any]) -> datetime | None:
    duty = next(duty for duty in here.snapshot.duties if duty.code == cell["duty"])
    return here.snapshot.campaign.deadline_of(duty)


def _head(cell: Mapping[str, Any]) -> None:
    said = cell["detail"] or cell["status"]
    st.markdown(f"{_ICONS[cell['status']]} **{plain(cell['duty'])} {plain(cell['duty_title'])}** – {said}")


def _missing_card(here: Look, unit: str, cell: Mapping[str, Any]) -> None:
    _head(cell)
    deadline = _deadline(here, cell)
    late = "Đã quá hạn" if deadline and deadline < here.now else "Hạn"
    st.caption(_NEXT[cell["detail"]] + (f" {late}: {moment(deadline)}." if deadline else ""))
    if not choice.may_enter(here, unit):
        return
    with st.container(horizontal=True, width=going.ROOM):
        planned = _planned(here, unit, cell["log"]) if cell["detail"] is Detail.PLANNED else None
        if planned:
            key = f"planned-{cell['duty']}"
            going.to(cell["log"], "Mở mục dự kiến", ":material/edit:", key, "primary", unit=unit, row=planned)
        _new(unit, cell, "secondary" if cell["detail"] else "primary")
        with st.popover("Không phát sinh", icon=":material/remove_circle:", width="stretch", wrap=True):
            form.nil_return(here, unit, cell["duty"])


def _done_card(here: Look, unit: str, cell: Mapping[str, Any]) -> None:
    _head(cell)
    if cell["at"] is not None:
        st.caption(f"{cell['entries']} mục, mục đầu lúc {moment(cell['at'])}.")
    if choice.may_enter(here, unit):
        with st.container(width=going.ROOM):
            _new(unit, cell, "secondary")


def _new(unit: str, cell: Mapping[str, Any], kind: going.Kind) -> None:
    label = f"Ghi {LOGS[cell['log']].title.lower()}"
    going.to(cell["log"], label, ":material/add:", f"new-{cell['duty']}", kind, unit=unit)


def _planned(here: Look, unit: str, log: str) -> str | None:
    """The entry that keeps the duty from being done, None when it was typed by hand and has no row ID."""
    frame = here.snapshot.tables[log]
    ids = frame.loc[(frame["state"] == PLANNED) & (frame["unit"] == unit), "row_id"].dropna()
    return None if ids.empty else str(ids.iloc[0])


def receipts() -> None:
    """What was sent last from this browser since the page was opened."""
    kept = st.session_state.get("receipts", [])
    if kept:
        sent = [f"- {each.at:%H:%M:%S} · {LOGS[each.tab_key].title} · mã {plain(each.row_id)}" for each in kept]
        st.success("\n".join(sent[:_RECEIPTS]), title="Vừa gửi, bảng tính đã nhận", icon=":material/check_circle:")


def sent(here: Look, unit: str) -> None:
    """All that the sheet holds of this unit, log by log."""
    _sent(here.snapshot.revision, unit, here.desk.identity.may(Action.SEE_NAMES, unit), here.snapshot)


@st.cache_data(max_entries=64, show_spinner=False)
def _sent(revision: str, unit: str, names: bool, _snapshot: Snapshot) -> None:
    """Streamlit replays what was drawn, to those who may see names and to those who may not apart."""
    st.header("Đã ghi trong bảng tính")
    titles = {duty.code: f"{duty.code} {duty.title}" for duty in _snapshot.duties}
    empty = True
    for tab in LOGS.values():
        frame = _snapshot.tables[tab.key]
        own = frame[frame["unit"] == unit]
        if own.empty:
            continue
        empty = False
        with st.expander(f"{tab.title} ({len(own)})"):
            st.dataframe(
                readable(own, tab, titles).drop(columns=UNIT.label),
                hide_index=True,
                placeholder="",
                column_config=column_config(tab),
                alt=f"{tab.title}: {len(own)} mục",
            )
    if empty:
        st.caption("Chưa có mục nào.")
