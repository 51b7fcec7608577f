"""Whom to remind of what, in which words, who was reminded when, and what has come in since."""

import streamlit as st

from pages.components import as_of, chase
from pages.components.session import look

st.title("Đôn đốc")
here = look()
with st.container(horizontal=True, vertical_alignment="center"):
    moment = as_of.choose(here.snapshot.campaign, here.now)
chase.shown(here, moment)
