"""Who did what to an entry, and the way to take it back."""

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from pages.components import form
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import moment, plain
from services.access import Action
from services.schema import ACTIONS, Tab
from services.workbook.cells import written
from services.workbook.history import Event, Said, stands, undoing

_SHOWN = 30
"""Events; the tab *Nhật ký* has the rest."""
_LONGEST = 300
"""Characters of a value."""


def shown(here: Look, tab: Tab, row: Mapping[str, Any]) -> None:
    """The entry's history, newest first; read from the audit log only while somebody has it open."""
    if not here.desk.identity.may(Action.HISTORY, row["unit"]):
        return
    key = f"history-{tab.key}-{row['row_id']}"
    if not st.toggle("Xem lịch sử của mục này", key=key):
        st.session_state.pop(f"{key}-events", None)
        return
    try:
        found = _events(here, tab, row["row_id"], f"{key}-events")
    except EXPECTED as error:
        refused(error)
        return
    if not found:
        st.caption("Nhật ký không có gì về mục này: dòng được gõ hoặc sửa thẳng trong bảng tính.")
        return
    _listed(here, tab, row, found[:_SHOWN], key)
    if len(found) > _SHOWN:
        st.caption(f"Còn {len(found) - _SHOWN} lần sửa cũ hơn trong trang Nhật ký của bảng tính.")


def _events(here: Look, tab: Tab, row_id: str, slot: str) -> tuple[Event, ...]:
    """Read again only when the sheet has moved; for this session, since not everybody may see the same."""
    revision, found = st.session_state.get(slot, (None, ()))
    if revision != here.snapshot.revision:
        found = here.desk.history(tab.key, row_id)
        st.session_state[slot] = (here.snapshot.revision, found)
    return found


def _listed(here: Look, tab: Tab, row: Mapping[str, Any], found: tuple[Event, ...], key: str) -> None:
    if not any(undoing(event, tab) for event in found):
        for event in found:
            _told(event, tab)
        return
    undone = None
    with st.form(f"{key}-undo", enter_to_submit=False):
        by = form.person(here, "Người lấy lại *", key, alone=True)
        for at, event in enumerate(found):
            _told(event, tab)
            if undoing(event, tab) and _undo_button(stands(event, row, tab), f"{key}-{len(found) - at}"):
                undone = event
    if undone:
        form.save(here, tab, {**row, **_fields(undone.after)}, undoing(undone, tab), by, action="undo")


def _undo_button(possible: bool, key: str) -> bool:
    label = "Lấy lại như trước" if possible else "Đã đổi tiếp sau lần này"
    return st.form_submit_button(label, key=key, icon=":material/undo:", disabled=not possible)


def _told(event: Event, tab: Tab) -> None:
    at = moment(event.at) if event.at else "Không rõ lúc nào"
    what = ACTIONS.get(event.action or "", event.action)
    lines = [f"**{at}** · {plain(event.by)} · {plain(what)}", *(f"- {line}" for line in _cells(event, tab))]
    st.markdown("\n".join(lines))


def _cells(event: Event, tab: Tab) -> Iterator[str]:
    """A line a cell: before and after; of an addition what was filled in."""
    before, after = _fields(event.before), _fields(event.after)
    for field in tab.fields:
        old, new = (_word(tab, field.key, said.get(field.key)) for said in (before, after))
        if event.before is None:
            yield from [f"{field.label}: **{new}**"] if new else []
        elif field.key in before or field.key in after:
            yield f"{field.label}: {old or '(trống)'} → **{new or '(trống)'}**"
    for label, said in (("Trước", event.before), ("Sau", event.after)):
        if isinstance(said, str):
            yield f"{label}: {plain(said[:_LONGEST])}"


def _fields(said: Said) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {}


def _word(tab: Tab, key: str, value: Any) -> str:
    text = "" if value is None else written(tab.field(key), value)
    return plain(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
