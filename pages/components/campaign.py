"""The plan behind the figures, where people see it."""

import streamlit as st

from pages.components.session import Look
from pages.components.words import plain
from services.access import Role


def banner(here: Look) -> None:
    """Theme and window in one line; the basis documents and the UNESCO criterion one click away."""
    plan = here.snapshot.campaign
    theme = f"Chủ đề: **“{plain(plan.theme)}”**" if plan.theme else "Chưa có chủ đề trong trang Kế hoạch"
    window = f" · {plan.starts_on:%d/%m} – {plan.ends_on:%d/%m/%Y}" if plan.starts_on and plan.ends_on else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(theme + window, width="content")
        with st.popover("Căn cứ", icon=":material/description:"):
            lines = (
                ("Kế hoạch", plan.name),
                ("Trích yếu", plan.title),
                ("Căn cứ", plan.basis),
                ("Tiêu chí UNESCO", plan.criterion),
                ("Nơi nhận báo cáo", plan.report_to),
            )
            st.markdown("\n\n".join(f"**{label}:** {plain(text) or '(chưa ghi)'}" for label, text in lines))


def trial(here: Look) -> None:
    """Says so where the workbook is only one to try out."""
    if here.desk.identity.role is Role.ANYONE_TRIAL:
        st.caption("Bảng tính thử trên máy này, chưa nối Google Sheets; không cần đăng nhập.")
