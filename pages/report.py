"""The summary for the report, and its downloads."""

import streamlit as st

from pages.components import as_of, downloads, progress
from pages.components.session import look

st.title("Báo cáo")
here = look()
with st.container(horizontal=True, vertical_alignment="center"):
    moment = as_of.choose(here.snapshot.campaign, here.now)
now = progress.of(here.snapshot, moment)
downloads.offered(here, now)
downloads.tables(here, now)
