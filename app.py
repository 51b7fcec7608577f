"""Page set-up and navigation of the Lifelong Learning Week dashboard."""

import streamlit as st

from pages.components.navigation import pages
from pages.components.session import enter

st.set_page_config(page_title="Tuần lễ hưởng ứng học tập suốt đời", page_icon=":material/school:", layout="wide")
enter()
st.navigation(pages()).run()
