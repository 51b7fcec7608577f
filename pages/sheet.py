"""The shared sheet itself: a link to it in Google, or its tabs as grids that people type into."""

import streamlit as st

from pages.components import grid
from pages.components.session import look
from services.access import Action

st.title("Bảng tính")
here = look()
if here.desk.identity.may(Action.SHEET_GRID):
    grid.show(here)
else:
    grid.elsewhere(here.book.connection)
