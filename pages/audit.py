"""The audit log: who did what and when, for the office to look through and take along."""

import streamlit as st

from pages.components import audit
from pages.components.session import look

st.title("Nhật ký")
here = look()
audit.shown(here)
