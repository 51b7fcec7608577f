"""Page set-up and navigation of the Lifelong Learning Week dashboard."""

import streamlit as st

from pages.components.admission import admitted, whoever_is_here
from pages.components.navigation import fills_screen, pages
from pages.components.safely import safely
from pages.components.session import enter
from pages.components.way_back import go_back

st.set_page_config(page_title="Tuần lễ hưởng ứng học tập suốt đời", page_icon="🎓", layout="wide")
enter()
with safely():
    who = whoever_is_here()
    known = pages(who.role if who else None)
    page = st.navigation(known, expanded=True)
    if fills_screen(page):
        st.navigation(known, position="hidden")
    if who and who.email:
        go_back(known)
    if admitted(page, who):
        page.run()
