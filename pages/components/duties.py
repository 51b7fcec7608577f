"""One unit's duties as cards: state, what is missing, the way to the form."""

from typing import Any

import streamlit as st

from pages.components import form
from pages.components.entries import column_config, opened, readable, returned
from pages.components.session import Look
from pages.components.words import plain
from services.access import Action
from services.plan import TIME_ZONE
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
    None: "Chưa có mục nào được tính. Bấm nút bên dưới để ghi.",
    Detail.PLANNED: "Mới có mục dự kiến: khi làm xong, mở mục đó và đổi trạng thái thành Đã thực hiện.",
    Detail.RETURNED: "Văn phòng đã trả lại: mở mục đó, sửa theo ghi chú rồi lưu.",
}
_ORDER = (Status.MISSING, Status.LATE, Status.NIL, Status.DONE)


def sent_back(here: Look, unit: str) -> None:
    """What the office returned to the unit, with the way to mend each."""
    for tab in LOGS.values():
        frame = here.snapshot.tables[tab.key]
        for row in returned(frame[frame["unit"] == unit]).to_dict("records"):
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
    elif here.desk.identity.may(Action.ENTER, unit) and tab is NIL_RETURNS:
        with st.expander("Mở để sửa và gửi lại"):
            opened(here, tab, row)
    elif here.desk.identity.may(Action.ENTER, unit):
        st.page_link(
            f"pages/{tab.key}.py",
            label="Mở để sửa và gửi lại",
            icon=":material/edit:",
            query_params={"unit": unit, "row": row["row_id"]},
        )


def owed(here: Look, progress: Progress, unit: str) -> None:
    """A card for each duty that the unit owes, what is missing first."""
    cells = progress.cells[(progress.cells["unit"] == unit) & (progress.cells["status"] != Status.NOT_REQUIRED)]
    cards = sorted(cells.to_dict("records"), key=lambda cell: _ORDER.index(cell["status"]))
    if not cards:
        st.info("Đơn vị này không có nhiệm vụ nào trong kế hoạch.")
        return
    done = sum(cell["status"] != Status.MISSING for cell in cards)
    st.markdown(f"**Đã xong {done}/{len(cards)} nhiệm vụ.**")
    for cell in cards:
        with st.container(border=True):
            _card(here, unit, cell)


def _card(here: Look, unit: str, cell: dict[str, Any]) -> None:
    tab = LOGS[cell["log"]]
    status = cell["status"]
    st.markdown(f"{_ICONS[status]} **{plain(cell['duty'])} {plain(cell['duty_title'])}** – {cell['detail'] or status}")
    duty = next(duty for duty in here.snapshot.duties if duty.code == cell["duty"])
    deadline = here.snapshot.campaign.deadline_of(duty)
    if status == Status.MISSING:
        st.caption(
            _NEXT[cell["detail"]] + (f" Hạn: {deadline.astimezone(TIME_ZONE):%H:%M ngày %d/%m/%Y}." if deadline else "")
        )
    elif cell["at"] is not None:
        st.caption(f"{cell['entries']} mục, mục đầu lúc {cell['at'].astimezone(TIME_ZONE):%H:%M ngày %d/%m/%Y}.")
    if not here.desk.identity.may(Action.ENTER, unit):
        return
    page = f"pages/{tab.key}.py"
    with st.container(horizontal=True, vertical_alignment="center"):
        if cell["detail"] and (row_id := _to_mend(here, unit, tab, cell["detail"])):
            label = f"Mở mục {cell['detail'].value}"
            st.page_link(page, label=label, icon=":material/edit:", query_params={"unit": unit, "row": row_id})
        label = f"Ghi {tab.title.lower()}"
        st.page_link(page, label=label, icon=":material/add:", query_params={"unit": unit})
        if status == Status.MISSING:
            with st.popover("Không phát sinh", icon=":material/remove_circle:"):
                form.nil_return(here, unit, cell["duty"])


def _to_mend(here: Look, unit: str, tab: Tab, detail: Detail) -> str | None:
    """The entry that keeps the duty from being done, None when it was typed by hand and has no row ID."""
    frame = here.snapshot.tables[tab.key]
    wanted = returned(frame) if detail is Detail.RETURNED else frame[frame["state"] == PLANNED]
    ids = wanted.loc[wanted["unit"] == unit, "row_id"].dropna()
    return None if ids.empty else str(ids.iloc[0])


def receipts() -> None:
    """What was sent from this browser since the page was opened."""
    kept = st.session_state.get("receipts", [])
    if not kept:
        return
    st.header("Vừa gửi")
    for receipt in kept[:10]:
        what = f"{LOGS[receipt.tab_key].title} · mã {plain(receipt.row_id)}"
        st.markdown(f":material/check_circle: {receipt.at:%H:%M:%S} · {what}")


def sent(here: Look, unit: str) -> None:
    """All that the sheet holds of this unit, log by log."""
    _sent(here.snapshot.revision, unit, here.desk.identity.may(Action.SEE_NAMES, unit), here.snapshot)


@st.cache_data(max_entries=64, show_spinner=False)
def _sent(revision: str, unit: str, names: bool, _snapshot: Snapshot) -> None:
    """Streamlit replays what was drawn, to those who may see names and to those who may not apart."""
    st.header("Đã ghi trong bảng tính")
    empty = True
    for tab in LOGS.values():
        frame = _snapshot.tables[tab.key]
        own = frame[frame["unit"] == unit]
        if own.empty:
            continue
        empty = False
        st.markdown(f"**{tab.title}** ({len(own)})")
        st.dataframe(
            readable(own, tab, {}).drop(columns=UNIT.label),
            hide_index=True,
            placeholder="",
            column_config=column_config(tab),
            alt=f"{tab.title}: {len(own)} mục",
        )
    if empty:
        st.caption("Chưa có mục nào.")
