"""The office's word on an entry: back to its unit, with the reason."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.components import form
from pages.components.session import Look
from services.access import Action
from services.schema import CANCELLED, MAX_TEXT, Tab


def offered(here: Look, tab: Tab, row: Mapping[str, Any]) -> None:
    """The form that returns the entry; the entry doesn't count until its unit sends it again."""
    if not here.desk.identity.may(Action.OFFICE) or row["state"] == CANCELLED:
        return
    label = "Sửa lý do trả lại" if row["return_note"] else "Trả lại để sửa"
    key = f"return-{tab.key}-{row['row_id']}"
    with st.popover(label, icon=":material/undo:"):
        with st.form(key, enter_to_submit=False):
            st.caption(form.REQUIRED)
            note = st.text_area(
                f"{tab.field('return_note').label} *",
                row["return_note"] or "",
                max_chars=MAX_TEXT,
                key=f"{key}-note",
                help="Đơn vị thấy lý do này trong Việc của tôi; mục chưa được tính cho tới khi gửi lại.",
            )
            by = form.person(here, "Người trả lại *", key)
            pressed = st.form_submit_button("Trả lại", type="primary", icon=":material/undo:")
        if not pressed:
            return
        if not note or not note.strip():
            st.error("Lý do trả lại: chưa ghi.", icon=":material/error:")
            return
        form.save(here, tab, row, {"return_note": note}, by)
