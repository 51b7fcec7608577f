"""Which workbook stands behind the app, the plan, units and duties as the sheet has them, sample entries."""

import streamlit as st

from pages.components import preparation
from pages.components.session import look, open_desk

st.title("Thiết lập")
desk, book = open_desk()
preparation.workbook(book)
preparation.missing(desk)
here = look()
preparation.samples(here)
preparation.tables(here)
