"""Which workbook stands behind the app, the way to it, the plan, units and duties as the sheet has them, samples."""

import streamlit as st

from pages.components import guide, personal, preparation
from pages.components.session import look, open_desk

st.title("Thiết lập")
guide.unreadable()
desk, book = open_desk()
preparation.workbook(book)
if guide.guide(desk, book):
    here = look()
    preparation.samples(here)
    personal.retention(here)
    preparation.tables(here)
